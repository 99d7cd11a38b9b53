"""The summary for the body of a mail: everything that matters, in order, as tables, small, harmless."""

from __future__ import annotations

import re
from dataclasses import replace

import browser
import pytest
from make_evaluation import empty, evaluation, many, request
from test_edition import ASKED
from test_report_page import hostile_request

from featurecheck.report.edition import shared
from featurecheck.report.mail import LARGEST, as_html, as_plain, mail
from featurecheck.report.mail_edition import mail_of
from featurecheck.report.since import since
from featurecheck.report.since_view import since_view


def internal(*requests, changed=None):
    return mail(evaluation(*requests), "report.html", changed)


def customer(*requests):
    return mail_of(shared(evaluation(*requests)).edition, "report.html")


KINDS = {
    "single": internal,
    "batch": lambda: internal(*many(25)),
    "empty": lambda: mail(empty(), "report.html"),
    "customer single": customer,
    "customer batch": lambda: customer(*many(25)),
}


@pytest.mark.parametrize("write", [as_html, as_plain])
def test_a_single_request_tells_in_order_verdict_what_to_find_out_answers_and_reasons(write):
    text = re.sub(r"\s+", " ", write(internal()))
    marks = (
        "FIND OUT FIRST",
        "Building it is expected to lose 19,900 EUR",
        "-19,900 EUR",
        "between -102,000 EUR and 244,000 EUR, 9 times in 10",
        "What to find out next",
        "Maria (support)",
        "What flips it",
        "The answers",
        "5-15 a year",
        "Why",
        "is in report.html",
    )
    places = [text.index(mark, text.index("Bulk-approve")) for mark in marks]
    assert places == sorted(places)


@pytest.mark.parametrize("write", [as_html, as_plain])
def test_a_batch_tells_the_counts_the_first_twenty_and_where_the_rest_is(write):
    text = re.sub(r"<[^>]*>|\s+", " ", write(internal(*many(25))))
    for said in (
        "The first 20 of 25, ranked",
        "All 25 feature requests are in report.html",
        "Bulk-approve invoices (1)",
    ):
        assert said in re.sub(" +", " ", text)
    assert "(20)" in text
    assert "(21)" not in text


def test_a_small_batch_is_told_whole():
    text = as_plain(internal(*many(3)))
    assert "All requests, ranked" in text
    assert "The whole report is in report.html." in text


def test_the_customer_batch_tells_twenty_wishes_and_no_figure_of_ours():
    text = as_plain(customer(*many(25)))
    assert "Shown here: 20 / 25" in text
    assert "Confidential, for direction only" in text
    assert "EUR" not in text


ALLOWED = {"html", "head", "meta", "title", "body", "main", "p", "h1", "h2", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_the_page_is_tables_and_words_and_nothing_that_a_mail_program_drops(name):
    page = as_html(KINDS[name]())
    tags = set(re.findall(r"<([a-z0-9]+)", page))
    assert tags <= ALLOWED
    assert not re.search(r"https?:|src=|href=|style=|class=|url\(", page)


@pytest.mark.parametrize("name", KINDS)
def test_the_text_is_narrow_and_plain(name):
    text = as_plain(KINDS[name]())
    assert max(map(len, text.splitlines())) <= 76
    assert text.endswith("\n")
    assert not re.search(r"<[a-z/]", text)


@pytest.mark.parametrize("write", [as_html, as_plain])
def test_however_long_the_texts_are_no_message_is_cut_by_a_mail_program(write):
    long = "\N{GRINNING FACE}" * 30_000
    wishes = [replace(one, request=long, sentence=long, reasons=(long,) * 9) for one in many(25)]
    for message in (internal(*wishes), internal(wishes[0]), customer(*wishes)):
        assert len(write(message).encode()) < LARGEST


def test_hostile_text_stays_text():
    for requests in ((hostile_request(),), (hostile_request(), request(rank=2))):
        message = internal(*requests)
        assert "<script" not in as_html(message)
        assert "<img" not in as_html(message)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", as_plain(message))


def test_who_asked_is_told_where_requests_are_weighed():
    assert "Who asked" not in as_plain(internal())
    text = as_plain(internal(request(asked_by=ASKED)))
    assert "Who asked and what they are worth" in text
    assert "9 votes" in text


def test_what_changed_stands_first():
    old, new = evaluation(*many(3)), evaluation(*many(4))
    text = as_plain(internal(*many(4), changed=since_view(since(new, old), "EUR")))
    assert text.index("What changed since the evaluation of 2026-11-21") < text.index(
        "How many of each verdict"
    )


def test_the_same_evaluation_gives_the_same_message():
    assert as_html(internal(*many(5))) == as_html(internal(*many(5)))


@pytest.mark.browser
@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_wrong_with_the_message(visit, name):
    page = visit(as_html(KINDS[name]()), bypass_csp=True)
    assert browser.violations(page) == []
    assert page.complaints == []
