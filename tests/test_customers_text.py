"""Customers on a terminal, as Markdown and as plain data: ranked, within the width, never 0 for what nobody knows."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_customers import account, customers

from featurecheck.accounts import Brand
from featurecheck.customers.overview import last_line, overview, ranked
from featurecheck.customers.plain import COLUMNS, plain, rows
from featurecheck.report.columns import width_of
from featurecheck.report.customers_text import as_markdown, as_text
from featurecheck.report.customers_view import TABLE_TITLES, customers_view
from featurecheck.sheets.out.writing import results_csv

OPENERS = account("Openers", 20_000, 12_000, 50_000, new_market=True, new_geo=False, uses_competitor="Acme")
FRIENDS = account("Friends", 90_000, 40_000, 90_000, shares_risk=True, shares_profit=True, brand=Brand.HIGH)
STEADY = account("Steady", 8_000, 3_000, 8_000, new_market=False, new_geo=False, brand=Brand.NONE)
COSTLY = account("Costly", 12_000, 15_500, 14_000, new_market=False, new_geo=False, brand=Brand.NONE)
SILENT = account("Silent", 5_000, None, None)
TEAM = account("Support", None, None, None, internal=True, hours_saved=400)
ALL = customers(OPENERS, FRIENDS, STEADY, COSTLY, SILENT, TEAM)
WISHES = [
    ("F1 Export", ["Openers", "friends "]),
    ("F2 Fax", ["Costly"]),
    ("F3 Single sign-on", ["Costly", "Steady", "Support"]),
    ("F4 Maps", ["Stedy", ""]),
    ("F5 Nothing", []),
]


def text(made=ALL, *, requests=None, count=5, width=80, top=None, closing=""):
    return as_text(overview(made, count, requests), width=width, top=top, closing=closing)


def flat(shown):
    return " ".join(shown.split())


def row(shown, begins):
    """The cells of a table's row."""
    (found,) = (line for line in shown.splitlines() if re.match(rf"{begins}  ", line))
    return re.split(r" {2,}", found.strip())


def many(count):
    return customers(*(account(f"A{at:04}", 1000 + at, 500, 1000 + at) for at in range(count)))


def test_the_last_line_counts_every_relationship_also_those_that_are_nobody():
    assert last_line(ALL) == "6 accounts: 1 partner, 1 candidate, 2 customers, 1 unprofitable, 1 internal"
    assert last_line(customers(STEADY)) == (
        "1 account: 0 partners, 0 candidates, 1 customer, 0 unprofitable, 0 internal"
    )
    assert last_line(many(1234)).startswith("1,234 accounts: 0 partners, 0 candidates, 1,234 customers,")


def test_each_relationship_has_its_accounts_the_sum_of_their_profits_and_how_many_are_not_known():
    shown = text(width=100)
    assert row(shown, "partner") == ["partner", "1", "50,000", "0"]
    assert row(shown, "customer") == ["customer", "2", "5,000", "1"]
    assert row(shown, "unprofitable") == ["unprofitable", "1", "-3,500", "0"]
    assert row(shown, "internal") == ["internal", "1", "-", "-"]


def test_the_curve_says_who_earns_all_of_it_the_peak_and_what_the_tail_loses():
    shown = flat(text())
    assert "4 accounts with known profit earn 59,500 EUR a year together." in shown
    assert "The first 3 accounts (75 %) would earn all of it." in shown
    assert "The peak is 106 % of it, 63,000 EUR, after 3 accounts (75 %)." in shown
    assert "The 1 account behind it loses 3,500 EUR a year." in shown
    assert "Not in it: 1 account whose profit is not known and 1 team of our own." in shown


def test_the_picture_has_a_bar_for_each_tenth_of_the_accounts_and_the_peak_is_the_longest():
    (curve,) = (section for section in customers_view(overview(many(200), 0)) if section.bars)
    assert [bar.label for bar in curve.bars] == [f"{10 * at} %, {20 * at} accounts" for at in range(1, 11)]
    assert [bar.length for bar in curve.bars] == sorted(bar.length for bar in curve.bars)
    assert curve.bars[-1].length == 1.0
    assert curve.bars[-1].figure == "100 %"


def test_the_bars_of_a_curve_that_falls_again_are_cumulative_shares_of_the_total():
    (curve,) = (section for section in customers_view(overview(ALL, 0)) if section.bars)
    assert [bar.figure for bar in curve.bars] == ["84 %", "97 %", "106 %", "100 %"]
    assert max(curve.bars, key=lambda bar: bar.length).label == "75 %, 3 accounts"


def test_where_all_of_them_lose_there_is_money_instead_of_a_share_of_nothing():
    made = customers(COSTLY, account("Worse", 1_000, 9_000, 1_000))
    assert "2 accounts with known profit earn -11,500 EUR a year together." in flat(text(made))
    (curve,) = (section for section in customers_view(overview(made, 0)) if section.bars)
    assert [(bar.figure, bar.length) for bar in curve.bars] == [("-3,500 EUR", 0.0), ("-11,500 EUR", 0.0)]


def test_without_a_known_profit_there_is_no_curve_and_nothing_is_called_0():
    shown = text(customers(SILENT, account("Blank")))
    assert "No account's profit is known" in shown
    assert row(shown, "Blank") == ["Blank", "customer", *["not known"] * 4]
    assert row(shown, "Silent") == ["Silent", "customer", "5,000", *["not known"] * 3]
    assert (
        "Not known: revenue of 1 account, cost to serve of 2 accounts and potential revenue of 2 accounts."
        in flat(shown)
    )


def test_concentration_names_the_largest():
    assert (
        "Friends alone earns 79 % of all gains (63,000 EUR), the 3 most profitable accounts 100 %."
        in flat(text())
    )


def test_the_table_ranks_by_profit_then_what_is_not_known_then_our_own_teams():
    assert [one.account.name for one in ranked(ALL)] == [
        "Friends",
        "Openers",
        "Steady",
        "Costly",
        "Silent",
        "Support",
    ]
    shown = text()
    assert row(shown, "Costly") == ["Costly", "unprofitable", "12,000", "15,500", "-3,500", "2,000"]
    assert row(shown, "Support") == ["Support", "internal", "-", "-", "-", "-"]
    assert row(shown, "Account") == list(TABLE_TITLES)


def test_below_every_account_stands_why():
    shown = flat(text())
    for standing in ALL.standings:
        assert flat(standing.reason) in shown


def test_what_comes_from_a_range_is_not_shown_to_the_last_digit():
    shown = text(customers(account("Vague", "123456 to 234567", 1000, 300_000)))
    assert re.fullmatch(r"\d{3},000", row(shown, "Vague")[2])


def test_only_so_many_accounts_are_shown_and_it_says_how_many_more_there_are():
    shown = text(many(30), top=5)
    assert "A0029" in shown
    assert "A0024" not in shown
    assert "... and 25 more accounts; --top 30 shows all." in shown
    assert "A0000" in text(many(30))


def test_what_is_worth_something_beside_the_money_stands_in_ledgers_with_what_is_not_known():
    shown = flat(text())
    assert "- Name helps to win others, high: Friends" in shown
    assert "- Open a new market: Openers" in shown
    assert "- Open a new country or region: none" in shown
    assert "- Hours saved in teams of our own: 400 a year in 1 team" in shown
    assert (
        "Not known: brand value of 2 accounts, new market of 2 accounts and new country or region of 2 accounts."
        in shown
    )


def test_hours_that_nobody_gives_are_not_known():
    shown = text(customers(TEAM, account("Sales", internal=True)))
    assert "400 a year in 1 team; not known of 1 team" in shown
    assert "Hours saved in teams of our own: not known of 1 team" in text(
        customers(account("Sales", internal=True))
    )


def test_partners_to_make_come_with_reasons_and_what_they_ask_for():
    shown = flat(text(requests=WISHES))
    assert (
        "- Openers: earns 8,000 EUR a year and could grow by 30,000 EUR; opens a new market; uses Acme; asks for 1 request: F1 Export"
        in shown
    )
    assert "asks for" not in flat(text()).split("Partners to make")[1].split("To reprice")[0]


def test_no_more_partners_are_proposed_than_one_can_tend():
    made = customers(*(account(f"N{at}", 10_000 + at, 5_000, 20_000, new_geo=True) for at in range(9)))
    found = overview(made, 3)
    assert len(found.partners) == 3
    assert "3 of 9 candidates" in flat(as_text(found))
    assert "No account is a partner candidate." in text(customers(STEADY))


def test_whom_to_let_go_comes_with_what_it_frees_from_when_on_they_could_stay_and_what_only_they_ask_for():
    shown = flat(text(requests=WISHES))
    assert "1 account costs 3,500 EUR a year beyond what they pay" in shown
    assert "Only they ask for 1 request: F2 Fax." in shown
    assert (
        "- Costly: costs 3,500 EUR a year beyond what it pays; covered from 15,500 EUR a year on (29 % more); nobody else asks for F2 Fax"
        in shown
    )
    assert "Name the requests with --requests" in flat(text())


def test_who_asks_is_counted_by_relationship_and_each_requester_once_a_request():
    found = overview(ALL, 5, [*WISHES, ("F6 Twice", ["Steady", "STEADY", " steady"])])
    assert {kind.value: count for kind, count in found.asking.asks.items()} == {
        "partner": 1,
        "partner candidate": 1,
        "customer": 2,
        "unprofitable": 2,
        "internal": 1,
    }
    shown = flat(as_text(found))
    assert (
        "6 requests, asked for 8 times: 1 by partners, 1 by partner candidates, 2 by customers, 2 by unprofitable accounts, 1 by teams of our own and 1 by somebody without an account."
        in shown
    )
    assert "1 request names nobody." in shown


def test_a_requester_that_is_no_account_is_never_taken_for_one_but_proposed():
    shown = flat(text(requests=WISHES))
    assert "- 'Stedy': perhaps 'Steady'?" in shown
    assert "- 'Zzyzx': nothing is alike" in flat(text(requests=[("F", ["Zzyzx"])]))


def test_the_rules_are_printed_in_their_order():
    shown = text()
    kinds = re.findall(
        r"^- (internal|partner|unprofitable|partner candidate|customer): ", shown, re.MULTILINE
    )
    assert kinds == ["internal", "partner", "unprofitable", "partner candidate", "customer"]


@pytest.mark.parametrize("width", [20, 40, 59, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    long = account(
        "Ein sehr langer Name einer Werkstatt mit Waschstra\u00dfe " * 3, "1k to 2k", 500, 9000, new_geo=True
    )
    wide = account("\u6f22\u5b57" * 30, 10**12, 10, 10**13)
    shown = text(customers(long, wide, *(one.account for one in ALL.standings)), requests=WISHES, width=width)
    assert max(map(width_of, shown.splitlines())) <= width


def test_in_a_narrow_terminal_no_figure_is_lost():
    shown = flat(text(width=40))
    assert (
        "Costly relationship unprofitable, pays 12,000, costs 15,500, profit -3,500, could grow by 2,000"
        in shown
    )


def test_a_hostile_name_can_neither_order_nor_format():
    made = customers(account("a\x1b[2Jb\u202e|`x`\n# y <b>", 1, 2, 3), account("=1+2", 5, 1, 5))
    shown, marked = text(made), as_markdown(overview(made, 5))
    assert not {"\x1b", "\u202e"} & set(shown + marked)
    assert "\\<b\\>" in marked
    assert "\n# y" not in marked
    assert b"'=1+2" in results_csv(rows(overview(made, 5)), COLUMNS)


def test_markdown_holds_the_same_sections_and_every_account_with_its_reason():
    found = overview(ALL, 5, WISHES)
    marked = as_markdown(found, closing=last_line(ALL))
    assert re.findall("^#+ (.*)$", marked, re.MULTILINE) == [
        section.title for section in customers_view(found)
    ]
    assert (
        len(re.findall(r"^\| (Friends|Openers|Steady|Costly|Silent|Support) \|", marked, re.MULTILINE)) == 6
    )
    assert marked.splitlines()[-1] == last_line(ALL)


def test_plain_data_says_null_where_nothing_is_known_and_money_to_the_cent():
    made = customers(*(one.account for one in ALL.standings), account("Cents", "0.10", "0.03", "0.10"))
    data = json.loads(json.dumps(plain(overview(made, 5, WISHES)), allow_nan=False))
    assert data["schema"] == "featurecheck.customers/1"
    silent = next(one for one in data["accounts"] if one["account"] == "Silent")
    assert (
        silent["profit_money"]
        is silent["growth_money"]
        is silent["cost_to_serve_money"]
        is silent["brand_value"]
        is None
    )
    assert data["whale_curve"]["total_money"] == pytest.approx(59_500.07, abs=1e-9)
    assert data["whale_curve"]["points"][0] == {"account": "Friends", "cumulative_money": 50_000.0}
    assert data["let_go_or_reprice"]["disappearing_requests"] == ["F2 Fax"]
    assert data["requesters"]["unmatched"] == [{"name": "Stedy", "perhaps": ["Steady"]}]
    assert plain(overview(made, 5))["let_go_or_reprice"]["disappearing_requests"] is None


def test_csv_is_a_row_an_account_with_an_empty_cell_for_what_is_not_known():
    data = results_csv(rows(overview(ALL, 5, WISHES)), COLUMNS).decode("utf-8-sig")
    found = {one["account"]: one for one in csv.DictReader(io.StringIO(data))}
    assert list(found) == ["Friends", "Openers", "Steady", "Costly", "Silent", "Support"]
    assert found["Costly"]["profit_money"] == "-3500"
    assert found["Costly"]["requests"] == "F2 Fax; F3 Single sign-on"
    assert found["Silent"]["profit_money"] == found["Silent"]["cost_to_serve_money"] == ""


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
MONEY = st.none() | st.integers(0, 10**13)


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.tuples(MONEY, MONEY, MONEY), max_size=8), st.integers(20, 120))
def test_whatever_the_accounts_are_they_are_told_within_the_width_and_as_data(accounts, width):
    found = overview(customers(*(account(name, *figures) for name, figures in accounts.items())), 5)
    shown = as_text(found, width=width)
    assert all(width_of(line) <= width for line in shown.splitlines())
    assert len(json.loads(json.dumps(plain(found), allow_nan=False))["accounts"]) == len(accounts)


@settings(deadline=None)
@given(st.permutations(ALL.standings))
def test_the_order_of_the_sheet_changes_nothing(standings):
    again = customers(*(one.account for one in standings))
    assert text(again, requests=WISHES) == text(requests=WISHES)
    assert list(rows(overview(again, 5))) == list(rows(overview(ALL, 5)))
