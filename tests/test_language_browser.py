"""Pages in other languages in a real browser: accessible, complete under their own policy, mirrored where it must be."""

from __future__ import annotations

import re

import browser
import pytest
from cli_helpers import call
from make_evaluation import evaluation, request
from test_language import DE, batch, contradicted, plain, spoken, weighed
from test_report_page import hostile_request

from featurecheck.record import read_json
from featurecheck.report.edition import shared
from featurecheck.report.languages.reading import read_language
from featurecheck.report.languages.rendering import edition_in, render_in
from featurecheck.resources import bundled
from featurecheck.tomlfile import parse_toml

HEBREW = "\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05db\u05dc\u05de\u05e0\u05e1\u05e2\u05e4\u05e6\u05e7\u05e8\u05e9\u05ea"


def mirrored_language():
    """German in Hebrew letters: nobody speaks it, and it runs from right to left."""
    text = bundled("reports/languages/de.toml").read_text(encoding="utf-8")
    lines = [
        re.sub(r'" = "(.*)"$', lambda found: f'" = "{_hebrew(found[1])}"', line) for line in text.split("\n")
    ]
    made = "\n".join(lines).replace('language = "de"', 'language = "he"').replace('"ltr"', '"rtl"')
    return read_language(parse_toml(made.replace('minus = "\u2212"\n', ""), "he.toml"))


def _hebrew(text):
    """Return the text in other letters, holes and escapes as they are; a number's forms are one."""
    plain_forms = re.sub(r"\{\w+:one=[^}|]*\|other=([^}]*)\}", r"\1", text)
    pieces = re.split(r"(\{[^}]*\}|\\.)", plain_forms)
    return "".join(piece if at % 2 else "".join(map(_letter, piece)) for at, piece in enumerate(pieces))


def _letter(letter):
    return HEBREW[ord(letter.casefold()[0]) % len(HEBREW)] if letter.isalpha() else letter


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """One request of the example company, with everything."""
    folder = tmp_path_factory.mktemp("company")
    call("demo", "company", cwd=folder)
    beside = ("--usage", "usage.csv", "--survey", "survey.csv", "--customers", "customers.csv")
    call(
        "batch",
        "requests/offline-mode.toml",
        *beside,
        "--format",
        "json",
        "--output",
        "one",
        cwd=folder / "company",
    )
    return read_json(folder / "company" / "one" / "evaluation.json")


MADE = {
    "single": lambda: plain(evaluation(spoken(asked_by=weighed()))),
    "contradicted": lambda: plain(evaluation(contradicted())),
    "batch": batch,
}


@pytest.mark.parametrize("scheme", browser.SCHEMES)
@pytest.mark.parametrize("width", [browser.WIDE, browser.PHONE])
@pytest.mark.parametrize("name", MADE)
def test_a_german_page_is_accessible_fits_and_keeps_its_own_policy(visit, name, width, scheme):
    page = visit(render_in(DE, MADE[name]()).text, width=width, scheme=scheme)
    browser.unfold(page)
    assert page.complaints == []
    assert browser.sideways(page) == 0
    assert browser.spoiled_labels(page) == []
    assert browser.spilled(page) == []
    assert page.evaluate("document.documentElement.lang") == "de"
    page = visit(render_in(DE, MADE[name]()).text, width=width, scheme=scheme, bypass_csp=True)
    browser.unfold(page)
    assert browser.violations(page) == []


def test_the_german_customer_edition_is_accessible(visit):
    found = shared(evaluation(spoken(), spoken(id="FR-8", request="Another one")))
    page = visit(edition_in(DE, found.edition, "report.html").texts[0], bypass_csp=True)
    assert page.complaints == []
    assert browser.violations(page) == []


def test_a_german_page_fits_a_small_phone(visit, company):
    page = visit(render_in(DE, company).text, width=browser.SMALLEST)
    browser.unfold(page)
    assert browser.sideways(page) == 0


def test_hostile_text_in_every_field_runs_nothing_in_german(visit):
    page = visit(render_in(DE, evaluation(hostile_request(), hostile_request())).text, bypass_csp=True)
    browser.unfold(page)
    assert page.complaints == []
    assert page.evaluate("document.querySelectorAll('img').length") == 0


def test_the_what_if_writes_german_figures_and_shows_the_headline_at_rest(visit, company):
    page = visit(render_in(DE, company).text)
    assert page.complaints == []
    headline = page.text_content(".banner .big")
    assert page.text_content(".whatif .value") == headline
    assert re.search(r"\d\.\d{3} EUR", headline)
    before = page.text_content(".whatif .set")
    assert re.search(r"\d bis \d", before)
    assert not re.search(r"\b(to|weeks|months|years|million|under)\b|\d,\d{3}", before)
    page.evaluate(MOVE)
    after = page.text_content(".whatif .value")
    assert re.fullmatch(r"\u2212?[\d.,]+(\u00a0Mio\.)? EUR", after)
    assert after != headline


MOVE = """
() => { const one = Array.from(document.querySelectorAll('.whatif input[type=range]')).find(each => each.min === '-100');
  one.value = 60; one.dispatchEvent(new Event('input', {bubbles: true})); one.dispatchEvent(new Event('change', {bubbles: true})); }
"""


def test_the_overview_says_in_german_how_many_are_left(visit):
    page = visit(render_in(DE, batch()).text)
    assert page.text_content(".controls [role=status]") == "12 Wünsche gezeigt"
    page.fill("#find-text", "no such wish")
    assert page.text_content(".controls [role=status]") == "0 Wünsche gezeigt"
    assert page.complaints == []


def test_the_rows_of_a_large_overview_are_german(visit):
    page = visit(render_in(DE, batch(2001)).text)
    page.wait_for_selector("html[data-ready]")
    assert page.text_content(".controls [role=status]") == "2.001 Wünsche gezeigt"
    row = page.text_content(".overview tbody tr:nth-child(2)")
    assert re.search(r"\d\.\d{3} EUR", row)
    assert "ERST KLÄREN" in row or "GO" in row
    assert not re.search(r"\d,\d{3}\b| to |under ", row)
    assert page.complaints == []


@pytest.mark.parametrize("width", [browser.WIDE, browser.PHONE])
@pytest.mark.parametrize("name", ["single", "batch"])
def test_a_page_from_right_to_left_is_mirrored_and_fits(visit, name, width):
    page = visit(render_in(mirrored_language(), MADE[name]()).text, width=width)
    browser.unfold(page)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert browser.sideways(page) == 0
    assert browser.spoiled_labels(page) == []
    assert browser.spilled(page) == []
    assert page.evaluate(MIRRORED) == []


MIRRORED = """
() => Array.from(document.querySelectorAll('h2, .why, .lead, caption')).flatMap(each => {
  if (each.dir === 'auto' || getComputedStyle(each).position === 'absolute' || !each.textContent.trim()) return [];
  const inside = document.createRange();
  inside.selectNodeContents(each);
  const text = inside.getBoundingClientRect();
  const frame = each.getBoundingClientRect();
  if (!text.width || text.width > frame.width - 20) return [];
  return frame.right - text.right > text.left - frame.left ? [each.textContent.slice(0, 40)] : [];
})
"""


def test_typed_text_is_set_apart_in_a_page_from_right_to_left():
    page = render_in(mirrored_language(), plain(evaluation(request(competitor="Acme Ledger")))).text
    assert "<bdi>Acme Ledger</bdi>" in page
    assert "svg{direction:ltr}" in page
