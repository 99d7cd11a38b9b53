"""What to build within a capacity, and how much of what the top promises is to be expected."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from make_evaluation import NOISE, PORTFOLIO, evaluation, many, planned, request
from test_report_page import HOSTILE, read

from featurecheck.model import Curse
from featurecheck.report.render import render
from featurecheck.report.text import as_markdown, as_text
from featurecheck.report.view import page


def everywhere(made):
    """The report as a page, as text and as Markdown, each on one line."""
    texts = (read(render(made)).text, as_text(made, 200), as_markdown(made))
    return [" ".join(text.split()).replace("\\", "") for text in texts]


def test_the_plan_says_worth_bound_effort_price_and_what_was_left_out():
    for text in everywhere(planned()):
        assert (
            "Within 60 person-weeks, 2 requests are worth 416,000 EUR together; no plan is more than 0.4 % better."
            in text
        )
        assert "They take 58 person-weeks." in text
        assert "One more person-week would earn 5,312 EUR." in text
        assert "FR-5 needs FR-6, which is not worth building, so both were left out." in text


def test_the_chosen_stand_in_their_order_with_effort_and_value():
    for text in everywhere(planned()):
        after = text[text.index("What to build within") :]
        assert after.index("Offline mode (2)") < after.index("Bulk-approve invoices (1)")
        assert "20 person-weeks" in after
        assert "176,000 EUR" in after


def test_the_chosen_link_to_their_details():
    rows = page(planned()).plan.rows
    assert [row.anchor for row in rows] == ["r2", "r1"]
    assert '<a href="#r2">Offline mode (2)</a>' in render(planned())


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0.0038, "no plan is more than 0.4 % better"),
        (0.0041, "no plan is more than 0.5 % better"),  # a bound is never rounded down
        (0.00001, "no plan is more than 0.1 % better"),
        (0.0, "no plan is better"),
        (0.123, "no plan is more than 12.3 % better"),
    ],
)
def test_how_much_better_another_plan_can_be_is_rounded_up(gap, said):
    assert said in page(planned(portfolio=replace(PORTFOLIO, gap_share=gap))).plan.lead


def test_capacity_left_over_earns_nothing_more():
    shown = page(planned(portfolio=replace(PORTFOLIO, shadow_price=None))).plan
    assert shown.sentences[-1] == "Capacity is left over: one more person-week would earn nothing."


def test_a_capacity_too_small_for_anything_is_said():
    nothing = replace(PORTFOLIO, chosen=(), value=0.0, used_person_weeks=0.0, capacity_person_weeks=1.0)
    for text in everywhere(planned(portfolio=nothing)):
        assert "Within 1 person-week no request can be built that is worth it." in text
        assert "One more person-week" not in text


def test_one_request_is_not_requests():
    shown = page(planned(portfolio=replace(PORTFOLIO, chosen=("FR-1",)))).plan
    assert shown.lead.startswith("Within 60 person-weeks, one request is worth 416,000 EUR;")
    assert shown.sentences[0] == "It takes 58 person-weeks."


def test_a_plan_found_exactly_says_so():
    shown = page(planned(portfolio=replace(PORTFOLIO, method="exact"))).plan
    assert "They were chosen by solving for the best plan exactly." in shown.sentences


def test_planned_is_a_word_with_a_shape_in_the_overview_and_in_the_details():
    html = render(planned())
    assert html.count('data-m="1"') == 2
    assert html.count('<use href="#plan"/></svg>Planned</span>') == 3  # two rows and the chip
    assert "<symbol id=plan" in html
    text = read(html).text
    assert "planned, number 1 of 2" in text
    assert text.count("not planned") == 4


def test_without_a_capacity_nothing_speaks_of_a_plan():
    html = render(evaluation(*many(6)))
    main = html[html.index("<main") : html.index("<script")]
    assert "lanned" not in main
    assert 'id="plan"' not in html


def test_a_long_plan_is_folded_and_what_is_not_on_the_page_is_not_linked():
    chosen = tuple(f"FR-{number}" for number in range(1, 20))
    made = planned(portfolio=replace(PORTFOLIO, chosen=chosen))
    shown = page(made).plan
    assert not shown.open
    assert page(planned()).plan.open
    assert [row.heading for row in shown.rows[-2:]] == ["FR-18", "FR-19"]
    assert shown.rows[-1].anchor == ""
    assert shown.rows[-1].effort == "not known"


def test_a_very_long_plan_is_cut_with_a_sentence():
    chosen = tuple(f"FR-{number}" for number in range(1, 703))
    shown = page(planned(portfolio=replace(PORTFOLIO, chosen=chosen))).plan
    assert len(shown.rows) == 500
    assert shown.cut == "The first 500 of 702 are listed."


def test_a_single_request_shows_the_plan_too():
    made = evaluation(request(planned=True), portfolio=replace(PORTFOLIO, chosen=("FR-7",)), curse=NOISE)
    assert "planned, number 1 of 1" in everywhere(made)[0]
    for text in everywhere(made):
        assert "Within 60 person-weeks, one request" in text
        assert "of the ranking promise" not in text


def test_with_noise_the_top_is_shrunken_in_the_sentence_the_table_and_the_details():
    for text in everywhere(planned()):
        assert (
            "The first 2 of the ranking promise 432,000 EUR together. Expect 251,000 EUR, 42 % less" in text
        )
        assert "36 % of the spread between the requests is taken as noise" in text
        assert "the log: 14 requests built and measured" in text
        assert "150,000 EUR when shrunken towards the average of all requests" in text
    assert "240,000 EUR shrunken 150,000 EUR" in read(render(planned())).text


def test_without_noise_the_report_warns_and_says_what_to_put_into_the_policy():
    made = evaluation(*many(6), curse=Curse(2, 432e3, None, None, ""))
    for text in everywhere(made):
        assert "Expect less: the best of many estimates are partly the luckiest" in text
        assert "not shrunken" in text
        assert "Set estimate_noise in the policy" in text
    assert ">shrunken " not in render(made)


def test_a_top_that_promises_nothing_cannot_disappoint():
    assert page(planned(curse=Curse(3, -5e3, None, None, ""))).curse == ()


def test_one_request_at_the_top_promises_alone():
    assert page(planned(curse=replace(NOISE, top=1))).curse[0].startswith("The first of the ranking promises")
    of_go = replace(NOISE, of_go=True)
    assert (
        page(planned(curse=of_go))
        .curse[0]
        .startswith("The 2 requests with the verdict GO promise 432,000 EUR")
    )
    alone = page(planned(curse=replace(of_go, top=1))).curse[0]
    assert alone.startswith("The request with the verdict GO promises")


def test_hostile_notes_and_sources_stay_text():
    bad = planned(
        portfolio=replace(PORTFOLIO, notes=(HOSTILE,), chosen=(HOSTILE,), method=HOSTILE),
        curse=replace(NOISE, source=HOSTILE),
    )
    html = render(bad)
    html.encode()
    tags = read(html).tags
    assert not [tag for tag, _ in tags if tag == "img"]
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert not re.search(r"[\x00\u202e]", html + as_text(bad) + as_markdown(bad))


def test_the_same_plan_gives_the_same_bytes():
    assert render(planned()) == render(planned())
