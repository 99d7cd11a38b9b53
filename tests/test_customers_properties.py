"""What holds for all accounts: order, halves and losers change no sum that they must not change; any text is readable."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.accounts import Account, Brand, Customers, Relationship
from featurecheck.customers.choosing import let_go, partners
from featurecheck.customers.matching import matched_requesters
from featurecheck.customers.names import fold, loose
from featurecheck.customers.profit import by_relationship, concentration, ledgers, whale_curve
from featurecheck.customers.reading import read_customers
from featurecheck.customers.relationship import RULES, standing_of
from featurecheck.estimate import parse_estimate
from featurecheck.estimate.curves import scaled
from featurecheck.intake import InputFile, Place
from featurecheck.policy import default_policy

PLACE = Place("accounts.csv", None, 2)
SOURCE = InputFile("accounts.csv", "", "customers", 1)
MONEY = st.none() | st.integers(0, 10**9).map(
    lambda cents: parse_estimate(f"{cents / 100:.2f}", "money", ".", currency="EUR")
)
YES_NO = st.none() | st.booleans()


@st.composite
def companies(draw):
    """Lists of accounts with any cells, each with a name of its own."""
    count = draw(st.integers(0, 12))
    return [
        Account(
            f"Account {at}",
            PLACE,
            internal=draw(YES_NO),
            revenue=draw(MONEY),
            potential_revenue=draw(MONEY),
            cost_to_serve=draw(MONEY),
            brand=draw(st.none() | st.sampled_from(Brand)),
            new_market=draw(YES_NO),
            new_geo=draw(YES_NO),
            shares_risk=draw(YES_NO),
            shares_profit=draw(YES_NO),
        )
        for at in range(count)
    ]


def standings(accounts):
    return [standing_of(account) for account in accounts]


def customers(accounts):
    return Customers(tuple(standings(accounts)), "EUR", SOURCE)


def halves(account):
    cut = {
        name: None if (amount := getattr(account, name)) is None else scaled(amount, 0.5)
        for name in ("revenue", "potential_revenue", "cost_to_serve")
    }
    return [replace(account, name=f"{account.name}, {part}", **cut) for part in ("north", "south")]


def sums(listed):
    curve, found = whale_curve(listed), concentration(listed)
    profits = {group.relationship: group.profit_money for group in by_relationship(listed)}
    return curve.total_money, curve.peak_money, curve.tail_money, found and found.gains_money, profits


@settings(deadline=None)
@given(companies(), st.randoms(use_true_random=False))
def test_another_order_changes_neither_what_accounts_are_nor_any_sum(accounts, order):
    other = list(accounts)
    order.shuffle(other)
    assert {one.account.name: one for one in standings(other)} == {
        one.account.name: one for one in standings(accounts)
    }
    assert whale_curve(standings(other)) == whale_curve(standings(accounts))
    assert concentration(standings(other)) == concentration(standings(accounts))
    assert by_relationship(standings(other)) == by_relationship(standings(accounts))
    assert partners(customers(other), 3, {}) == partners(customers(accounts), 3, {})
    assert let_go(customers(other), {}) == let_go(customers(accounts), {})


@settings(deadline=None)
@given(companies().filter(bool), st.data())
def test_splitting_an_account_into_halves_changes_no_sum(accounts, data):
    at = data.draw(st.integers(0, len(accounts) - 1))
    split = [*accounts[:at], *halves(accounts[at]), *accounts[at + 1 :]]
    whole, parts = sums(standings(accounts)), sums(standings(split))
    assert parts[:4] == pytest.approx(whole[:4])
    assert parts[4] == pytest.approx(whole[4])
    assert let_go(customers(split), {}).freed_money == pytest.approx(
        let_go(customers(accounts), {}).freed_money
    )


@settings(deadline=None)
@given(companies().filter(bool), st.data())
def test_each_half_of_an_account_is_what_the_whole_is(accounts, data):
    account = data.draw(st.sampled_from(accounts))
    whole = standing_of(account).relationship
    assert [standing_of(half).relationship for half in halves(account)] == [whole, whole]


@settings(deadline=None)
@given(companies(), st.integers(0, 10**8), st.integers(1, 10**8))
def test_an_unprofitable_account_raises_neither_gains_nor_peak_nor_total(accounts, pays, loss):
    money = {
        name: parse_estimate(str(value), "money", currency="EUR")
        for name, value in (("p", pays), ("c", pays + loss))
    }
    loser = Account(
        "Loser", PLACE, revenue=money["p"], potential_revenue=money["p"], cost_to_serve=money["c"]
    )
    assert standing_of(loser).relationship is Relationship.UNPROFITABLE
    before, after = standings(accounts), standings([*accounts, loser])
    assert (concentration(after) is None) == (concentration(before) is None)
    if concentration(before) is not None:
        assert concentration(after).gains_money == concentration(before).gains_money
        assert concentration(after).largest_share == concentration(before).largest_share
    assert whale_curve(after).peak_money == whale_curve(before).peak_money
    assert whale_curve(after).total_money <= (whale_curve(before).total_money or 0.0)


@settings(deadline=None)
@given(companies())
def test_the_curve_climbs_to_its_peak_and_falls_behind_it(accounts):
    curve = whale_curve(standings(accounts))
    climb, fall = curve.cumulative_money[: curve.peak_accounts], curve.cumulative_money[curve.peak_accounts :]
    assert list(climb) == sorted(climb)
    assert list(fall) == sorted(fall, reverse=True)
    assert len(curve.ranked) + curve.unknown + curve.internal == len(accounts)
    assert (curve.total_money is None) == (not curve.ranked)
    if curve.ranked:
        assert curve.total_money == math.fsum(one.profit_money for one in curve.ranked)


@settings(deadline=None)
@given(companies())
def test_an_unknown_cell_never_makes_an_account_unprofitable(accounts):
    for account in accounts:
        if standing_of(account).relationship is not Relationship.UNPROFITABLE:
            for name in ("revenue", "cost_to_serve", "potential_revenue"):
                silent = standing_of(replace(account, **{name: None}))
                assert silent.relationship is not Relationship.UNPROFITABLE


@settings(deadline=None)
@given(companies())
def test_exactly_the_first_rule_that_holds_decides(accounts):
    for one in standings(accounts):
        assert next(rule.relationship for rule in RULES if rule.holds(one)) is one.relationship
        assert one.growth_money is None or one.growth_money >= 0
        assert one.reason or one.account.internal


@settings(deadline=None)
@given(companies())
def test_ledgers_count_every_account_that_is_not_internal(accounts):
    found = ledgers(standings(accounts))
    named = sum(len(some) for some in found.brand.values())
    assert named + found.brand_unknown + len(found.internal) == len(accounts)


@settings(deadline=None)
@given(st.text())
def test_folding_a_name_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)
    assert fold(f"  {name}\t") == fold(name)
    assert loose(fold(name)) == loose(name)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), max_size=10), st.lists(st.text(max_size=20), max_size=10))
def test_every_requester_is_found_or_listed_and_proposals_are_accounts(accounts, names):
    listed = {fold(name): Account(name, PLACE) for name in accounts if fold(name)}
    found = matched_requesters(names, customers(listed.values()))
    for name in names:
        assert (name in found.found) == (fold(name) in listed)
        assert not fold(name) or name in found.found or fold(name) in map(fold, found.unmatched)
    assert set(found.proposed) <= set(found.unmatched)
    assert all(fold(one) in listed for some in found.proposed.values() for one in some)


@settings(deadline=None)
@given(
    st.lists(st.from_regex(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?", fullmatch=True), min_size=1, max_size=6),
    st.sampled_from(["revenue", "users"]),
)
def test_plain_numbers_are_read_as_the_notation_reads_them(tmp_path_factory, texts, column):
    path = tmp_path_factory.mktemp("plain") / "accounts.csv"
    path.write_text(
        "\n".join([f"account,{column}", "First,1.5", *(f"A{at},{text}" for at, text in enumerate(texts))])
        + "\n"
    )
    read = read_customers(path, policy=default_policy())
    kind, currency = ("money", "EUR") if column == "revenue" else ("count", None)
    expected = [
        parse_estimate(text, kind, ".", currency=currency, unit=None if currency else "users")
        for text in texts
    ]
    assert [getattr(one.account, column) for one in read.standings][1:] == expected


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='";,|'), max_size=12)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=5))
def test_any_cells_are_read_or_said(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "accounts.csv"
    header = "account,kind,revenue,shares_risk,brand_value"
    lines = [header, *(",".join(row) for row in rows), "Northwind,external,5,yes,high"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = read_customers(path, policy=default_policy())
    assert read.standings
    assert len({fold(one.account.name) for one in read.standings}) == len(read.standings)
    for one in read.problems:
        assert one.found
        assert one.expected
        assert one.mend
