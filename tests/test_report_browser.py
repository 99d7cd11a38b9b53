"""The report in a real browser: accessible, complete on a phone, in print, without script; silent and harmless."""

from __future__ import annotations

import re
import runpy
import unicodedata
from dataclasses import replace
from pathlib import Path

import browser
import pytest
from make_evaluation import PROBLEMS, empty, evaluation, many, outcomes, planned, request
from pypdf import PdfReader
from test_report_page import hostile_request

from featurecheck.report.render import render

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.browser

PAGES = {
    "single": lambda: render(evaluation(problems=PROBLEMS)),
    "batch": lambda: render(evaluation(*many(6), problems=PROBLEMS)),
    "planned": lambda: render(planned()),
    "empty": lambda: render(empty()),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample report, made from the example workspace."""
    made = runpy.run_path(str(ROOT / "benchmarks" / "make_sample.py"))["reports"]
    return made(tmp_path_factory.mktemp("sample") / "workspace")["request.html"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [browser.WIDE, browser.PHONE])
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_axe_finds_nothing_wrong(visit, name, width, scheme):
    page = visit(PAGES[name](), width=width, scheme=scheme, bypass_csp=True)
    browser.unfold(page)
    assert browser.violations(page) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [browser.SMALLEST, browser.PHONE, 768, 1024, browser.WIDE])
def test_nothing_scrolls_sideways(visit, name, width):
    page = visit(PAGES[name](), width=width)
    browser.unfold(page)
    assert browser.sideways(page) <= 0


@pytest.mark.parametrize("name", PAGES)
def test_the_page_asks_for_nothing_complains_about_nothing_and_stores_nothing(visit, name):
    page = visit(PAGES[name]())
    browser.unfold(page)
    assert page.complaints == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [browser.SMALLEST, browser.PHONE, 740, 768, browser.WIDE])
@pytest.mark.parametrize(
    "found",
    [outcomes(), outcomes(-3e6, 1.2, 4e6), outcomes(400, 0.3, 900), (*outcomes()[:49], 7e9)],
    ids=["thousands", "millions", "units", "far"],
)
def test_no_label_in_a_drawing_is_cut_or_overlaps(visit, width, found):
    ends = {"at_p5": found[2], "at_p95": found[47]}
    swinging = {name: replace(each, **ends) for name, each in request().parameters.items()}
    middle = found[25]
    page = visit(
        render(evaluation(request(outcomes=found, parameters=swinging, expected_value=middle))), width=width
    )
    assert page.locator("svg text").count() >= 5
    assert browser.spoiled_labels(page) == []


@pytest.mark.parametrize("width", [browser.PHONE, 768, browser.WIDE])
@pytest.mark.parametrize("name", ["single", "sample"])
def test_no_text_runs_out_of_its_cell_or_into_its_neighbour(visit, sample, name, width):
    page = visit(sample if name == "sample" else PAGES[name](), width=width)
    browser.unfold(page)
    assert page.locator("svg text").count() >= 5
    assert browser.spoiled_labels(page) == []
    assert page.locator("td").count() >= 60
    assert browser.spilled(page) == []


def test_a_spoiled_label_and_a_cell_that_is_too_narrow_are_noticed(visit):
    page = visit(PAGES["single"]())
    move = "([at, x]) => document.querySelectorAll('.axis text')[at].setAttribute('x', x)"
    page.evaluate(move, [1, page.locator(".axis text").first.get_attribute("x")])
    assert any("overlaps" in each for each in browser.spoiled_labels(page))
    page.evaluate(move, [1, "101%"])
    assert any("is cut" in each for each in browser.spoiled_labels(page))
    page.evaluate(
        "document.querySelector('.facts dd').replaceChildren(Object.assign(new Image(3000, 1), {alt: ''}))"
    )
    assert len(browser.spilled(page)) == 1


@pytest.mark.parametrize("width", [browser.SMALLEST, browser.WIDE])
def test_no_long_word_runs_out_of_its_cell(visit, width):
    word = "Donaudampfschifffahrtsgesellschaftskapitaensmuetze" * 3
    page = visit(render(evaluation(long_words(word))), width=width)
    browser.unfold(page)
    assert browser.sideways(page) <= 0
    assert browser.spilled(page) == []


def long_words(word):
    told = {
        name: replace(each, text=word, source=(word,), ask=word, label=f"{each.label} {word}")
        for name, each in request().parameters.items()
    }
    return request(parameters=told, competitor=word, requesters=(word,), place=word, request=word)


def test_every_dot_is_drawn_as_ring_or_disc_in_the_colour_of_the_page(visit):
    page = visit(PAGES["single"]())
    rings, discs = (
        page.locator(f".plot {each}").get_attribute("d").count("h0") for each in (".lose path", ".gain")
    )
    assert (rings, discs) == (30, 20)
    widths = page.evaluate(
        "['.plot .lose', '.plot use'].map(each => parseFloat(getComputedStyle(document.querySelector(each)).strokeWidth))"
    )
    assert 0 < widths[1] < widths[0] <= 2, (
        "a hole inside each ring, and neighbours two units apart do not touch"
    )


def test_a_drawing_that_says_something_has_a_name_and_the_others_are_not_read_out(visit):
    page = visit(PAGES["single"]())
    named = page.get_by_role("img").all()
    assert [each.locator("title").text_content()[:29] for each in named] == ["Dot plot of 50 equally likely"]
    quiet = "document.querySelectorAll('main svg:not([role]):not([aria-hidden=true])').length"
    assert page.evaluate(quiet) == 0


def test_without_script_everything_is_still_there(visit):
    html = PAGES["batch"]()
    with_script, without = visit(html), visit(html, script=False)
    for words in (
        "Bulk-approve invoices (1)",
        "The eight questions",
        "What could happen",
        "How this was worked out",
    ):
        assert without.get_by_text(words).filter(visible=True).count() >= 1
    assert without.locator("svg.plot").count() == with_script.locator("svg.plot").count()
    assert without.locator("button:visible").count() == 0
    assert not without.locator(".controls").is_visible()


def test_hostile_text_executes_nothing_even_without_a_content_policy(visit):
    for requests in ((hostile_request(),), (hostile_request(), request(rank=2))):
        for bypass in (False, True):
            page = visit(render(evaluation(*requests)), bypass_csp=bypass)
            browser.unfold(page)
            page.wait_for_timeout(100)
            assert page.complaints == []
            assert browser.sideways(page) <= 0


def shown(page):
    return page.locator("table.overview tbody tr:visible th").all_inner_texts()


def test_a_batch_is_searched_and_the_details_follow(visit):
    page = visit(PAGES["batch"]())
    page.get_by_label("Search").fill("dark THEME")
    assert shown(page) == ["Dark theme (4)"]
    assert page.locator("section.request:visible").count() == 1
    assert page.get_by_role("status").inner_text() == "1 request shown"
    page.get_by_label("Search").fill("")
    assert len(shown(page)) == 6


def test_the_verdict_chips_filter_and_can_be_combined(visit):
    page = visit(PAGES["batch"]())
    page.get_by_role("button", name="NO-GO").click()
    assert len(shown(page)) == 2
    page.get_by_role("button", name="FIND OUT FIRST").click()
    assert len(shown(page)) == 4
    assert page.get_by_role("button", name="NO-GO").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="NO-GO").click()
    page.get_by_role("button", name="FIND OUT FIRST").click()
    assert len(shown(page)) == 6


def test_the_planned_chip_leaves_what_is_planned_and_goes_with_the_verdicts(visit):
    page = visit(PAGES["planned"]())
    chip = page.get_by_role("button", name="Planned")
    chip.click()
    assert shown(page) == ["Bulk-approve invoices (1)", "Offline mode (2)"]
    assert chip.get_attribute("aria-pressed") == "true"
    assert page.locator("section.request:visible").count() == 2
    page.get_by_role("button", name="NO-GO").click()
    assert shown(page) == []
    chip.click()
    assert len(shown(page)) == 2


def test_the_plan_is_there_and_leads_to_its_requests_without_script(visit):
    page = visit(PAGES["planned"](), script=False)
    link = page.locator("table.plans a").first
    assert link.inner_text() == "Offline mode (2)"
    link.click()
    assert page.url.endswith("#r2")


def test_a_column_head_sorts_both_ways_and_says_which(visit):
    page = visit(PAGES["batch"]())
    head = page.locator("th[data-col='4']")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert shown(page)[0] == "Bulk-approve invoices (1)"
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert shown(page)[0] == "Gantt chart (6)"
    assert page.locator("section.request").first.locator("h3").inner_text() == "Gantt chart (6)"
    assert page.locator("th[aria-sort]").count() == 1


def test_not_known_stays_last_whichever_way_is_sorted(visit):
    page = visit(PAGES["batch"]())
    votes = page.locator("th[data-col='8']").get_by_role("button")
    for _ in range(2):
        votes.click()
        assert "not known" in page.locator("table.overview tbody tr").last.inner_text()


@pytest.mark.parametrize("name", ["single", "batch"])
def test_every_stop_of_the_tab_key_can_be_seen(visit, name):
    page = visit(PAGES[name]())
    stops = 0
    page.keyboard.press("Tab")
    while stops < 25 and page.evaluate("document.activeElement !== document.body"):
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert page.evaluate("document.activeElement.getBoundingClientRect().width") > 0
        stops += 1
        page.keyboard.press("Tab")
    assert stops >= 5  # the skip link and the folds


def test_the_skip_link_is_the_first_stop(visit):
    page = visit(PAGES["single"]())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_forced_colours_keep_bars_and_dots_visible(visit):
    page = visit(PAGES["single"](), forced="active")
    fills = page.evaluate(
        "['.worth rect', '.gain circle', '.swings rect + rect'].map(each => getComputedStyle(document.querySelector(each)).fill)"
    )
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert canvas not in fills


def printed(page, tmp_path):
    page.pdf(path=tmp_path / "report.pdf", format="A4", prefer_css_page_size=True, tagged=True, outline=True)
    pages = PdfReader(tmp_path / "report.pdf").pages
    text = "".join(page.extract_text() for page in pages)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))  # ligatures apart, blanks away


def test_print_holds_every_section_and_everything_folded_even_without_script(visit, tmp_path):
    text = printed(visit(PAGES["single"](), script=False, scheme="dark"), tmp_path)
    for words in (
        "FIND OUT FIRST",
        "What to find out next",
        "After cost",
        "The eight questions",
        "What would change this verdict",
        "What could happen",
        "All outcomes as figures",
        "What moves it",
        "Contradictions and remarks",
        "The policy in force",
        "cost_per_person_week",
        "SHA-256",
    ):
        assert words.replace(" ", "") in text


def test_the_sample_takes_nine_printed_pages_at_most(visit, sample, tmp_path):
    printed(visit(sample), tmp_path)
    assert len(PdfReader(tmp_path / "report.pdf").pages) <= 9


def test_print_is_light_even_when_the_screen_is_dark(visit):
    page = visit(PAGES["single"](), scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(media="print")
    assert dark == "rgb(17, 22, 28)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_single_report_gives_the_browser_little_to_lay_out(visit):
    page = visit(PAGES["single"]())
    assert page.evaluate("document.querySelectorAll('*').length") <= 1500
