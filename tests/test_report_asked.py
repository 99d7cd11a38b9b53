"""Who asked and what they are worth: in the page, in a terminal, in Markdown; nothing of it without a list of customers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import browser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_evaluation import ASKERS, CUSTOMERS, asked_by, asker, evaluation, many, request
from test_report_page import read

from featurecheck.model import Verdict
from featurecheck.record import from_json, to_json
from featurecheck.report.asked import TITLE, WITHOUT, asked
from featurecheck.report.asked_text import asked_sentences
from featurecheck.report.render import render
from featurecheck.report.text import as_markdown, as_text

LOOKS = Path(__file__).parent.parent / "reports" / "static" / "asked.css"


def weighed(*requests, **changes):
    """An evaluation that was given a list of customers."""
    rows = requests or (request(asked_by=asked_by(**changes)),)
    made = evaluation(*rows)
    return replace(made, inputs=(*made.inputs, CUSTOMERS))


def shown(**changes):
    return read(render(weighed(**changes))).text


def view(**changes):
    return asked(request(asked_by=asked_by(**changes)), "EUR")


def panel(evaluated):
    """The panel's own bytes, from its heading to the next one."""
    html = render(evaluated)
    start = html.index("<h2 id=", html.index("</table>", html.index('-answers"')))
    assert TITLE in html[start : start + 100]
    return html[start : html.index("<h2 ", start + 1)]


def table(**changes):
    """The rows as a reader of the table sees them."""
    html = panel(weighed(**changes))
    rows = re.findall(r"<tr.*?</tr>", html[html.index("<tbody>") :], re.DOTALL)
    return [
        [
            re.sub(r"<[^>]*>", "", cell.replace("<small>", " | "))
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row)
        ]
        for row in rows
    ]


def test_without_a_list_of_customers_nothing_of_it_is_there():
    for text in (render(evaluation()), as_text(evaluation()), as_markdown(evaluation())):
        for words in (TITLE, WITHOUT, "askers", "Weighting by who asked", "own money stands for them"):
            assert words not in text


def test_the_panel_says_how_many_votes_came_from_whom():
    assert f"{TITLE} 12 votes, 11 of them named: 5 from one partner, 3 from 2 customers" in shown()


def test_each_relationship_has_its_row_and_each_account_its_figures():
    assert table() == [
        ["Partner"],
        [
            "Northwind Traders | said by Ann and Bo; revenue less cost to serve",
            *("5", "70 %", "410,000", "40,000", ""),
        ],
        ["2 customers", "3", "", "120,000, 1\u00a0unknown", "40,000, 1\u00a0unknown", ""],
        ["Contoso | revenue less cost to serve", "2", "25 %", "120,000", "40,000", ""],
        ["Fabrikam | its revenue is unknown: fill it in", "1", "none", "unknown", "unknown", ""],
        ["Team of our own"],
        ["Order desk | 500 hours saved at 60 EUR", "1", "4.7 %", "", "", "30,000"],
        ["Unprofitable account"],
        ["Tailspin | costs more than it pays", "1", "none", "-8,000", "0", ""],
    ]


def test_there_is_no_column_of_hours_without_a_team_of_our_own():
    assert all(len(row) in {1, 5} for row in table(askers=ASKERS[:2]))


def test_each_share_of_the_money_is_a_bar_as_long_as_it_says():
    bars = re.findall(
        r'<td>(\d+) %<svg class="interval" aria-hidden="true"><rect width="(\d+)%"', panel(weighed())
    )
    assert bars[:2] == [("70", "70"), ("25", "25")]
    assert panel(weighed()).count("<rect") == 3


def test_where_accounts_overlap_only_the_largest_has_a_share():
    shop = asker(
        "Shop", profit_money=200e3, growth_money=0.0, why="its profit counts; Fabrikam buys through it"
    )
    found = view(
        askers=(ASKERS[0], shop, asker("Fabrikam", profit_money=90e3, growth_money=50e3)),
        profit_money=610e3,
        growth_money=90e3,
        hours_money=0.0,
        largest_share=450 / 700,
    )
    rows = [row for group in found.groups for row in group.rows]
    assert [(row.share, row.bar) for row in rows] == [("64 %", "64%"), ("overlaps", ""), ("overlaps", "")]


def test_the_words_say_what_stands_behind_the_request():
    text = shown()
    for words in (
        "Behind this request stand 530,000 EUR of profit, 80,000 EUR of potential and 30,000 EUR in hours saved a year, each account counted once.",
        "70 % of the money behind it is one account's: Northwind Traders.",
        "Partners bear 20 % of the cost to build it and take 10 % of the gain.",
        "Their profit stands in for the answer about own users lost.",
        "12 votes, 11 of them named: the others are not weighed.",
        "Not on the list of customers and not weighed: 'Nortwind' (spelled like 'Northwind Traders') and 'Somebody'.",
    ):
        assert words in text, words


def test_what_does_not_apply_is_not_said():
    bare = asked_by(
        profit_money=0.0, growth_money=0.0, hours_money=0.0, cofunding_share=0.0, profit_share=0.0
    )
    found = asked(
        request(
            asked_by=replace(bare, largest=None, largest_share=None, replaces=False, notes=(), unknown=())
        ),
        "EUR",
    )
    assert found.sentences == ("No known money stands behind this request.",)


def test_how_much_is_one_accounts_is_said_once():
    note = "70 % of the money behind this is one account (Northwind Traders)"
    said = [text for text in view(notes=(note,)).sentences if "of the money behind" in text]
    assert said == [f"{note}."]


@pytest.mark.parametrize(
    ("before", "low", "words"),
    [
        (
            Verdict.GO,
            12e3,
            "Weighting by who asked turns GO into NO-GO: the same answers without weighting are worth 12,000 EUR, with it -3,000 EUR. Without it: It pays.",
        ),
        (
            Verdict.NO_GO,
            -5e3,
            "Weighting by who asked leaves the verdict at NO-GO: the same answers without weighting are worth -5,000 EUR, with it -3,000 EUR.",
        ),
        (
            Verdict.NO_GO,
            -3e3,
            "Weighting by who asked changes neither the verdict NO-GO nor the value of -3,000 EUR.",
        ),
    ],
)
def test_one_sentence_says_what_weighting_changes(before, low, words):
    other = asked_by(unweighted_verdict=before, unweighted_value=low, unweighted_sentence="It pays")
    made = weighed(request(verdict=Verdict.NO_GO, expected_value=-3e3, asked_by=other))
    assert words in read(render(made)).text
    assert words in " ".join(as_text(made, 400).split())


def test_the_verdict_without_weighting_stands_below_the_banner():
    text = shown()
    assert text.index(f"{WITHOUT} NO-GO, -61,000 EUR") < text.index("What to find out next")


def test_after_twelve_accounts_the_others_are_counted():
    rows = tuple(asker(f"Account {number}", profit_money=200e3 - number) for number in range(40))
    text = shown(askers=rows)
    assert "40 customers" in text
    assert "Account 11 " in text
    assert "Account 12 " not in text
    assert "28 more accounts asked; evaluation.json lists all." in text


def test_a_relationship_whose_accounts_are_all_beyond_the_twelfth_keeps_its_row():
    rows = tuple(asker(f"Account {number}") for number in range(12))
    last = asker("Late", relationship="unprofitable", profit_money=-5e3, counts=False)
    assert table(askers=(*rows, last))[-1] == ["Unprofitable account", "1", "", "-5,000", "40,000"]


def test_a_section_of_a_batch_has_its_panel_and_a_short_one_its_sentences():
    few = [replace(row, asked_by=asked_by()) for row in many(3)]
    assert render(weighed(*few)).count('class="stack askers"') == 3
    lots = [replace(row, asked_by=asked_by()) for row in many(101)]
    html = render(weighed(*lots))
    assert 'class="stack askers"' not in html
    assert html.count("Weighting by who asked ") == 101


def test_the_panel_stays_small():
    assert len(panel(weighed()).encode()) <= 2_650
    assert len(LOOKS.read_bytes()) <= 1_000


def test_a_report_of_a_stored_evaluation_shows_the_same_panel():
    made = weighed()
    again = from_json(to_json(made), "evaluation.json")
    assert render(again) == render(made)


def test_the_method_says_how_requesters_are_weighed():
    assert "Every account counts once; unprofitable ones and what is unknown count nothing" in shown()


def test_a_terminal_shows_a_few_lines_of_it():
    text = " ".join(as_text(weighed(), 80).split())
    start = text.index(TITLE)
    places = [
        text.index(words, start)
        for words in (
            "- 12 votes, 11 of them named: 5 from one partner",
            "- Weighting by who asked turns NO-GO into FIND OUT FIRST",
            "- 70 % of the money behind it",
            "- 12 votes, 11 of them named: the others",
            "- Fabrikam: its revenue is unknown: fill it in.",
        )
    ]
    assert places == sorted(places)


def test_a_terminal_names_five_that_do_not_count_and_how_many_more():
    rows = tuple(asker(f"Account {number}", counts=False, why="nothing counts") for number in range(8))
    said = asked_sentences(view(askers=rows))
    assert sum(text.startswith("Account ") for text in said) == 5
    assert said[-1] == "... and 3 more that do not count."


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_the_terminal(width):
    lines = as_text(weighed(), width).split("\n")
    start = next(number for number, text in enumerate(lines) if text.startswith("Who asked"))
    assert all(len(text) <= width for text in lines[start:])


HOSTILE = "<script>alert(1)</script> \x1b[31m\u202e=cmd|' /C calc'!A0 \ud800 **bold**"


def hostile():
    return asked_by(
        sentence=HOSTILE,
        askers=(asker(HOSTILE, speakers=(HOSTILE,), why=HOSTILE), asker("\x00 ", counts=False, why="")),
        unknown=((HOSTILE, (HOSTILE,)),),
        largest=HOSTILE,
        notes=(HOSTILE,),
        unweighted_sentence=HOSTILE,
    )


def test_hostile_names_stay_harmless_everywhere():
    made = weighed(request(asked_by=hostile()))
    html, text, markdown = render(made), as_text(made), as_markdown(made)
    assert html.count("<script>") == 1
    for shown_text in (html, text, markdown):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", shown_text)
        assert "\\x1b" in shown_text
    assert "**bold" not in markdown


amounts = st.none() | st.floats(-1e12, 1e12)
accounts = st.builds(
    asker,
    st.text(max_size=20),
    relationship=st.sampled_from(sorted({one.relationship for one in ASKERS})),
    votes=st.integers(1, 99),
    profit_money=amounts,
    growth_money=amounts,
    hours_money=amounts,
    counts=st.booleans(),
)


@given(st.lists(accounts, max_size=30))
def test_every_account_is_shown_or_counted_whatever_is_known(rows):
    found = view(askers=tuple(rows))
    listed = [row for group in found.groups for row in group.rows]
    assert len(listed) == min(len(rows), 12)
    assert bool(found.cut) == (len(rows) > 12)
    assert len(found.idle) == sum(not one.counts for one in rows)
    for row in listed:
        assert not row.bar or 0 <= int(row.bar.removesuffix("%")) <= 100
        assert "None" not in row.profit + row.potential + row.hours + row.note


@given(st.lists(accounts, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_sums_of_a_relationship_do_not_depend_on_the_order(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)

    def totals(every):
        return {group.name: group.total for group in view(askers=tuple(every)).groups}

    assert totals(mixed) == totals(rows)


PAGES = {
    "single": weighed,
    "batch": lambda: weighed(*(replace(row, asked_by=asked_by()) for row in many(3))),
    "hostile": lambda: weighed(request(asked_by=hostile())),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [browser.SMALLEST, browser.PHONE, 768, browser.WIDE])
def test_the_panel_fits_every_window(visit, name, width):
    page = visit(render(PAGES[name]()), width=width)
    assert browser.sideways(page) <= 0
    assert page.complaints == []
    cut = "each => Array.from(each).filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert page.locator(".askers td").evaluate_all(cut) == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [browser.WIDE, browser.PHONE])
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_axe_finds_nothing_wrong_with_the_panel(visit, width, scheme):
    page = visit(render(weighed()), width=width, scheme=scheme, bypass_csp=True)
    assert page.locator(".askers").is_visible()
    assert browser.violations(page) == []


@pytest.mark.browser
def test_on_a_phone_each_figure_says_what_it_is_and_empty_ones_are_gone(visit):
    page = visit(render(weighed()), width=browser.PHONE)
    row = page.locator(".askers tr", has_text="Order desk")
    labels = row.locator("td:visible").evaluate_all(
        "each => each.map(one => getComputedStyle(one, '::before').content)"
    )
    assert labels == ['"Votes"', '"Share"', '"Hours saved"']


@pytest.mark.browser
def test_a_printed_panel_is_whole(visit, tmp_path):
    from test_report_browser import printed

    text = printed(visit(render(weighed()), script=False), tmp_path)
    for words in (TITLE, "Northwind Traders", "410,000", "70 %", "Somebody"):
        assert words.replace(" ", "") in text
