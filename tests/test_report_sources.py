"""Where the answers come from: every source, which one was used, and why, in the page, the terminal and Markdown."""

import re

import pandas as pd
import pytest
from observed_data import feature, observed, product, survey, tally, usage

from featurecheck import evaluate
from featurecheck.record import from_json, to_json
from featurecheck.report.render import render
from featurecheck.report.sources import cited
from featurecheck.report.text import as_markdown, as_text
from featurecheck.report.view import sections

CELLS = {
    "request": "Bulk export",
    "competitor": "Acme",
    "usage_feature": "bulk export; csv export",
    "users": "50 to 80",
    "competitor_users": "20k to 40k",
    "how_often": "weekly",
    "like": "80% to 95%",
    "would_switch": "2% to 8%",
    "would_switch evidence": "seller-said",
    "build_cost": "40k to 90k",
}


@pytest.fixture(scope="module")
def results():
    acme = product("Acme", 2310, feature(judged_users=120, weekly_users=30), accounts=2310)
    ours = product("Ours", 31_900, feature("csv export", users=900, judged_users=800, weekly_users=24))
    asked = survey(
        "Bulk export",
        tally("likes", 12, 20),
        tally("would_miss", 5, 18, effective=9.0, accounts=6),
        tally("would_switch", 4, 20),
        tally("uses", 8, 20),
        tally("how_often", 6, 18),
    )
    return evaluate(pd.DataFrame([CELLS]), observed=observed(usage(acme, ours), asked))


@pytest.fixture(scope="module")
def page(results):
    return render(results)


def test_a_report_full_of_sources_stays_below_60_kilobytes(page):
    assert len(page.encode()) <= 60_000


def test_the_page_shows_opinion_rows_and_what_came_out_as_three_intervals_on_one_scale(page):
    row = page[page.index("<b>Survey, used</b><bdi>12 of 20 like it</bdi>") :].partition("</ul>")[0]
    assert [one for one in ("41.8 % to 76.2 %", "80 % to 95 %", "67.9 % to 87.4 %") if one in row] == [
        "41.8 % to 76.2 %",
        "80 % to 95 %",
        "67.9 % to 87.4 %",
    ]
    bars = [(float(x), float(width)) for x, width in re.findall(r"<rect x=([\d.]+)% width=([\d.]+)%", row)]
    assert len(bars) == 3
    (rows, opinion, both) = bars
    assert rows[0] < both[0] < opinion[0], "the result lies between the two"
    assert rows[0] + rows[1] < both[0] + both[1] < opinion[0] + opinion[1]


def test_the_source_of_a_measured_figure_stands_in_the_report(page):
    assert "usage-2026q3.csv, 142 of 2,310 active users of Acme, 90 days" in page


def test_show_lists_every_source_of_every_question_and_why_one_was_used(results):
    text = " ".join(as_text(results, 100).split())
    assert (
        "1 Competitor's users of the feature - used: Usage data: 142 of 2,310 active users use "
        "'bulk_export' (usage-2026q3.csv, Acme, 90 days) = 1,196 to 2,515 users; a measured figure weighs more than"
    ) in text
    assert "- not used: The answer: 50 to 80 = 50 to 80 users - " in text
    assert (
        "- not used: Survey: 8 of 20 use it (survey.csv, 20 respondents: all who answered) = 5,971 to 18,500 users"
        in text
    )
    assert "- updated: The answer: 80% to 95% = 80 % to 95 %; the starting point, updated by the" in text
    assert "- 6 Competitor's revenue from it: assumed: from a footnote" in text


def test_a_reason_that_holds_for_both_sides_is_said_once_an_answer(results):
    rows = sections(results, results.requests)[0].questions[0].rows[0].sources
    reasons = [row.why for row in rows if row.why]
    assert len(reasons) == len(set(reasons))
    assert rows[0].why, "the one in force says why"


def test_exactly_one_source_of_an_answer_is_marked_as_the_one_in_force(results):
    for group in sections(results, results.requests)[0].questions:
        for row in group.rows:
            assert sum(one.in_force for one in row.sources) == bool(row.sources)


@pytest.mark.parametrize(
    ("says", "source", "shown"),
    [
        (
            "142 of 2,310 active users use 'x'",
            "u.csv, 142 of 2,310 active users of Acme, 90 days",
            "u.csv, Acme, 90 days",
        ),
        ("142 of 2,310 active users use 'x'", "u.csv, 142 of 2,310 active users, 90 days", "u.csv, 90 days"),
        (
            "3 of 9 users use it weekly",
            "u.csv, 10 of 40 active users of Acme",
            "u.csv, 10 of 40 active users of Acme",
        ),
        ("8 of 20 use it", "a, b.csv, 20 respondents: all", "a, b.csv, 20 respondents: all"),
        ("", "", ""),
    ],
)
def test_a_source_is_cited_without_the_count_that_stands_before_it(says, source, shown):
    assert cited(says, source) == shown


def test_how_an_opinion_was_updated_is_told_by_its_sources_and_not_a_second_time(page):
    assert "the opinion (80 % to 95 %) updated by" not in page
    assert "the opinion, updated by the rows" in page


def test_answers_with_one_source_are_listed_together():
    results = evaluate(pd.DataFrame([{**CELLS, "users source": "https://acme.example"}]))
    text = " ".join(as_text(results, 100).split())
    assert "Each answer has one source:" in text
    assert "- 1 Competitor's users of the feature: no reason given (https://acme.example)" in text


def test_markdown_holds_the_same_list(results):
    text = as_markdown(results)
    part = text.partition("## Where the answers come from")[2].partition("## ")[0]
    for parameter in results.requests[0].parameters.values():
        assert part.count(f" {parameter.label}") == 1
    assert (
        "  - used: Survey: 12 of 20 like it (survey.csv, 20 respondents: all who answered) = 41.8 % to 76.2 %"
        in part
    )
    assert "\n- The others have one source each:\n  - 4 Bought" in part


def test_an_answer_that_only_data_gives_does_not_pretend_to_have_been_typed(results, page):
    assert "asked in a survey" in page
    assert results.requests[0].parameters["not_miss"].text == ""


def test_sources_survive_json(results):
    again = from_json(to_json(results), "evaluation.json")
    assert again.requests[0].parameters["like"].witnesses == results.requests[0].parameters["like"].witnesses
    assert to_json(again) == to_json(results)


def test_hostile_text_in_sources_is_shown_and_not_obeyed():
    nasty = "<img src=x onerror=alert(1)>\u202e"
    acme = product("Acme", 2310, feature(nasty, judged_users=120, weekly_users=30))
    results = evaluate(
        pd.DataFrame([{**CELLS, "usage_feature": nasty}]), observed=observed(usage(acme, name=f"{nasty}.csv"))
    )
    page, text = render(results), as_text(results, 80)
    assert "<img" not in page
    assert "\u202e" not in page + text


def test_the_results_table_holds_the_figures_that_were_used(results):
    (row,) = results.table.to_dict("records")
    assert row["like"] == "67.9% to 87.4%", "the opinion, updated by the rows"
    assert row["not_miss"] == "45% to 90.2%", "asked in the survey"
    assert row["build_cost"] == "40k to 90k", "as typed"
    assert row["bought_because"] is None


def test_the_figures_of_the_results_table_can_be_typed_again(results):
    (row,) = results.table.to_dict("records")
    again = evaluate(pd.DataFrame([{"request": "Bulk export", "users": row["users"], "like": row["like"]}]))
    users = again.requests[0].parameters["users"]
    assert users.p5 == pytest.approx(results.requests[0].parameters["users"].p5, rel=0.005)
