"""The report of many requests: the overview, what is left out above which size, and what is said about it."""

from __future__ import annotations

import re

from make_evaluation import evaluation, many, request

from featurecheck.model import Verdict
from featurecheck.report.render import render
from featurecheck.report.view import page


def test_the_verdicts_are_counted_and_the_portfolio_put_in_a_sentence():
    shown = page(evaluation(*many(6))).overview
    assert [(badge.word, count) for badge, count in shown.counts] == [
        ("GO", "2"),
        ("NO-GO", "2"),
        ("FIND OUT FIRST", "2"),
    ]
    assert (
        shown.sentences[0]
        == "The 2 requests with the verdict GO are together expected to be worth 416,000 EUR."
    )


def test_no_go_at_all_is_said_too():
    shown = page(evaluation(*(request(rank=rank, verdict=Verdict.NO_GO) for rank in (1, 2)))).overview
    assert shown.sentences == ("No request is ready to be built.",)


def test_what_is_worth_finding_out_most_often_comes_first():
    often = page(evaluation(*many(9))).overview.often
    assert often[0].label == "Would switch to us because of it"
    assert often[0].value == "3 requests"


def test_rows_follow_the_rank_whatever_order_they_come_in():
    rows = page(evaluation(*reversed(many(7)))).overview.rows
    assert [row.rank for row in rows] == ["1", "2", "3", "4", "5", "6", "7"]


def test_sorting_keys_are_places_in_each_column_and_what_is_not_known_has_none():
    rows = page(evaluation(*many(4))).overview.rows
    assert [row.keys.split()[0] for row in rows] == ["0", "1", "2", "3"]
    assert rows[3].keys.split()[5] == "-"
    assert rows[2].keys.split()[8] == "-"


def test_columns_nobody_filled_are_left_out():
    html = render(evaluation(*(request(rank=rank, votes=None, value_per_effort=None) for rank in (1, 2))))
    assert ">Votes</th>" not in html
    assert ">Value per person-week</th>" not in html


def test_up_to_a_hundred_requests_are_shown_whole_and_more_only_in_short():
    assert not any(section.compact for section in page(evaluation(*many(100))).sections)
    short = page(evaluation(*many(101))).sections
    assert all(section.compact for section in short)
    assert short[0].figures
    assert short[0].reasons
    assert short[0].flips
    typed = {row.typed for group in short[0].questions for row in group.rows}
    assert "not known" not in typed
    assert "800 to 2k" in typed


def test_up_to_two_thousand_every_request_has_its_row_and_its_section():
    shown = page(evaluation(*many(2000)))
    assert len(shown.overview.rows) == len(shown.sections) == 2000
    assert shown.overview.packed is None


def test_above_two_thousand_a_hundred_rows_stand_in_the_page_and_all_are_packed():
    shown = page(evaluation(*many(2001)))
    assert len(shown.overview.rows) == 100
    assert shown.sections == ()
    assert "the first 100 of 2,001 requests" in shown.overview.packed.without_script
    assert "results.xlsx" in shown.overview.packed.without_script
    assert shown.heading.startswith("2,001 feature requests")


def test_every_row_links_to_its_details():
    html = render(evaluation(*many(5)))
    assert re.findall(r'<tr data-k=[^>]* data-r="(r\d+)">', html) == re.findall(
        r'<section class="request" id="(r\d+)"', html
    )


def test_range_bars_share_one_scale_with_zero_on_it():
    batch = evaluation(*many(12))
    shown = page(batch).overview
    assert shown.zero is not None
    starts = [float(row.span.x.removesuffix("%")) for row in shown.rows]
    assert starts == sorted(starts, reverse=True)
    ends = [float(row.span.x[:-1]) + float(row.span.width[:-1]) for row in shown.rows]
    assert max(ends) <= 100.1


def test_a_large_evaluation_is_walked_through_once():
    class Once:
        def __init__(self, requests):
            self.requests, self.walks = requests, 0

        def __len__(self):
            return len(self.requests)

        def __iter__(self):
            self.walks += 1
            return iter(self.requests)

    once = Once(many(9))
    render(evaluation(requests=once))
    assert once.walks == 1
