"""The overview of a batch in a real browser: filters, the picture's labels, and the window on a large list."""

from __future__ import annotations

import random
from dataclasses import replace

import browser
import pytest
from make_evaluation import evaluation, many, planned
from test_report_overview import asked_by
from test_report_page import HOSTILE, hostile_request

from featurecheck import words
from featurecheck.report.overview_packed import shown_money
from featurecheck.report.render import render

pytestmark = pytest.mark.browser

FIRMS = ("Acme", "Bolt", "", "Cedar & Sons")
GROUPS = (("partner",), ("customer", "internal"), (), ("unprofitable",))


def varied(count):
    """Ranked requests of several competitors, relationships and efforts, some with a contradiction."""
    chance = random.Random(5)  # noqa: S311 - test data
    return [
        replace(
            one,
            competitor=FIRMS[index % 4],
            asked_by=asked_by(*GROUPS[index % 4]) if GROUPS[index % 4] else None,
            effort_person_weeks=round(chance.lognormvariate(2, 1), 1),
            contradictions=tuple(replace(each, contradiction=index % 5 == 0) for each in one.contradictions),
        )
        for index, one in enumerate(many(count))
    ]


PAGES = {
    "small": lambda: render(evaluation(*varied(12))),
    "short": lambda: render(evaluation(*varied(120))),
    "large": lambda: render(evaluation(*varied(2600))),
}
MADE = {}


def html_of(name):
    """Each page is written once."""
    if name not in MADE:
        MADE[name] = PAGES[name]()
    return MADE[name]


def opened(visit, name, **options):
    page = visit(html_of(name), **options)
    if name == "large" and options.get("script", True):
        page.wait_for_selector(".rolling")
    return page


def shown(page):
    return page.locator("table.overview tbody tr:not(.pad):visible th").all_inner_texts()


def status(page):
    return page.get_by_role("status").inner_text()


# a thousand rows alike are no better looked at than ten
FEW = "document.querySelectorAll('section.request:nth-of-type(n+3), tr[data-k]:nth-child(n+11)').forEach(each => each.remove())"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_axe_finds_nothing_wrong(visit, name, scheme):
    page = opened(visit, name, scheme=scheme, bypass_csp=True)
    page.evaluate(FEW)
    browser.unfold(page)
    for width in (browser.WIDE, browser.PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        assert browser.violations(page) == []


def test_axe_finds_nothing_wrong_in_an_opened_row(visit):
    page = opened(visit, "large", bypass_csp=True)
    page.locator(".overview tbody th button").first.click()
    assert browser.violations(page) == []


OVERLAPS = """
() => Array.from(document.querySelectorAll('svg.field, svg.ups, .effort svg.axis')).flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const boxes = Array.from(svg.querySelectorAll('text')).map((each) => [each.textContent, each.getBoundingClientRect()]);
  const out = boxes.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1).map(([text]) => `${text} is cut`);
  const over = boxes.flatMap(([one, a], index) => boxes.slice(index + 1).filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).map(([other]) => `${one} over ${other}`));
  return [...out, ...over];
})
"""


@pytest.mark.parametrize("name", PAGES)
def test_at_every_width_nothing_scrolls_sideways_and_no_label_of_the_picture_is_cut_or_overlaps(visit, name):
    page = opened(visit, name)
    assert page.locator(".effort text").count() >= 8
    for width in (browser.WIDE, 1024, 768, browser.PHONE, browser.SMALLEST):
        page.set_viewport_size({"width": width, "height": 900})
        assert browser.sideways(page) <= 0
        assert page.evaluate(OVERLAPS) == []
    assert page.complaints == []


@pytest.mark.parametrize("name", ["small", "large"])
def test_filters_chips_and_search_go_together_and_are_taken_back_at_once(visit, name):
    requests = varied(12 if name == "small" else 2600)
    page = opened(visit, name)
    page.get_by_label("Competitor").select_option("0")
    assert status(page).startswith(f"{sum(one.competitor == 'Acme' for one in requests):,} ")
    page.get_by_role("button", name="with a contradiction").click()
    both = [one for index, one in enumerate(requests) if one.competitor == "Acme" and index % 5 == 0]
    assert status(page).startswith(f"{len(both):,} ")
    assert shown(page)[0] == both[0].request
    page.get_by_label("Search").fill("no such thing")
    assert status(page) == "0 requests shown"
    page.get_by_role("button", name="Show all").click()
    assert status(page) == f"{len(requests):,} requests shown"


@pytest.mark.parametrize("name", ["small", "large"])
def test_a_request_of_several_relationships_is_found_by_each(visit, name):
    count = 12 if name == "small" else 2600
    page = opened(visit, name)
    chooser = page.get_by_label("Asked for by", exact=True)
    for label in ("internal", "customer"):
        option = chooser.locator("option", has_text=label).first
        chooser.select_option(option.get_attribute("value"))
        assert status(page).startswith(f"{count // 4:,} ")


def test_on_a_phone_filtered_rows_are_gone_too(visit):
    page = opened(visit, "small", width=browser.PHONE)
    page.get_by_label("Search").fill("Gantt")
    assert len(shown(page)) == 2


def test_a_large_list_draws_few_rows_and_reaches_the_last_by_scrolling(visit):
    page = opened(visit, "large")
    assert len(shown(page)) < 40
    assert page.locator("table.overview").get_attribute("aria-rowcount") == "2601"
    page.evaluate("document.querySelector('.reel').scrollTop = 1e9")
    page.wait_for_selector("tr[aria-rowindex='2601']")
    assert shown(page)[-1] == many(2600)[-1].request
    row = page.locator("tr[aria-rowindex='2601']").bounding_box()
    reel = page.locator(".reel").bounding_box()
    assert row["y"] + row["height"] <= reel["y"] + reel["height"] + 2


def test_the_keyboard_goes_through_a_large_list_and_opens_a_row_and_comes_back(visit):
    page = opened(visit, "large")
    page.locator(".overview tbody th button").first.focus()
    for key, place in (("ArrowDown", 3), ("End", 2601), ("ArrowUp", 2600), ("Home", 2)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.closest('tr').ariaRowIndex") == str(place)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    panel = page.locator("dialog")
    second = varied(2)[1]
    assert panel.is_visible()
    assert panel.locator("h2").inner_text() == many(2600)[1].request
    assert f"Competitor who has it\n{second.competitor}" in panel.inner_text()
    assert "customer, internal" in panel.inner_text()
    assert "featurecheck report" in panel.inner_text()
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.closest('tr').ariaRowIndex") == "3"


def test_a_large_list_fills_its_frame_and_no_verdict_runs_into_a_title(visit):
    page = opened(visit, "large")
    page.get_by_role("button", name="FIND OUT FIRST").first.click()
    for width in (browser.WIDE, 1024, 900, 760):
        page.set_viewport_size({"width": width, "height": 900})
        frame, table = (page.locator(each).bounding_box()["width"] for each in (".rolling", ".rolling table"))
        assert table >= frame - 20  # the scroll bar
        badge = page.locator(".rolling .badge", has_text="FIND OUT FIRST").first.bounding_box()
        title = page.locator(".rolling tbody th button").first.bounding_box()
        assert badge["x"] + badge["width"] <= title["x"] - 4
        assert title["width"] >= 90


def test_a_chip_stays_where_it_is_when_the_script_makes_it_a_button(visit):
    there, was = (visit(html_of("small"), script=on).locator(".chip").all() for on in (True, False))
    assert len(there) >= 3
    for one, other in zip(there, was, strict=True):
        assert one.bounding_box() == pytest.approx(other.bounding_box(), abs=1)


def test_the_tab_key_passes_a_large_list_in_one_stop(visit):
    page = opened(visit, "large")
    page.locator("th[data-col='8'] button").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('tbody') !== null")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.reel') === null")


@pytest.mark.parametrize(
    ("column", "key"),
    [
        (3, lambda one: -shown_money(one.expected_value)),
        (4, lambda one: min(max(round(one.chance_of_loss * 100), 0), 100)),
        (5, lambda one: -shown_money(one.next_question_worth) if one.next_question_worth else None),
        (8, lambda one: None if one.votes is None else -one.votes),
    ],
)
def test_a_large_list_is_sorted_by_what_it_shows_equal_ones_by_rank_and_unknown_ones_last(visit, column, key):
    page = opened(visit, "large")
    page.locator(f"th[data-col='{column}'] button").click()
    known = sorted((one for one in many(2600) if key(one) is not None), key=lambda one: (key(one), one.rank))
    assert shown(page)[:8] == [one.request for one in known[:8]]
    page.locator(f"th[data-col='{column}'] button").click()
    known.sort(key=lambda one: (-key(one), one.rank))
    assert shown(page)[:8] == [one.request for one in known[:8]]


def test_a_drawn_row_says_what_the_row_written_by_python_says(visit):
    without, page = opened(visit, "large", script=False), opened(visit, "large")
    cells = "Array.from(document.querySelectorAll('tr[data-k], tr[data-place]')).slice(0, 8).map(row => Array.from(row.cells).map(cell => cell.textContent.trim()))"
    assert page.evaluate(cells) == without.evaluate(cells)
    marks = "Array.from(document.querySelectorAll('.overview .interval')).slice(0, 8).map(each => [each.querySelector('rect').x.baseVal.valueInSpecifiedUnits, each.querySelector('ellipse').cx.baseVal.valueInSpecifiedUnits]).flat()"
    assert page.evaluate(marks) == pytest.approx(without.evaluate(marks), abs=0.3)


def test_the_page_writes_thousands_of_figures_as_python_does(visit):
    chance = random.Random(3)  # noqa: S311 - test data
    values = [chance.choice((-1, 1)) * 10 ** chance.uniform(-5, 13) for _ in range(5000)]
    values += [0.0, -0.2, 0.2, 0.5, 99.95, 999.5, 9999.5, 999_499.0, 999_500.0, 1e6, 999_500_000.0, 1e9]
    page = opened(visit, "large")
    written = page.evaluate("values => values.map(overview.number)", [shown_money(value) for value in values])
    assert [f"{text} EUR" for text in written] == [words.money(value, "EUR") for value in values]


def test_without_script_the_first_hundred_can_be_read_and_the_complete_source_is_named(visit):
    page = opened(visit, "large", script=False)
    assert len(shown(page)) == 100
    assert page.get_by_text("the complete source is results.xlsx").first.is_visible()
    assert not page.locator(".controls").is_visible()


def test_a_browser_that_cannot_unpack_says_so_and_keeps_the_first_hundred(visit):
    page = visit(html_of("large").replace("new DecompressionStream(", "new NoSuchStream("), bypass_csp=True)
    page.wait_for_selector("#unpacked:visible")
    assert len(shown(page)) == 100
    page.get_by_label("Search").fill("dark theme")
    assert 0 < len(shown(page)) < 100


def test_paper_shows_a_hundred_rows_of_a_large_list(visit):
    page = opened(visit, "large")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(shown(page)) == 100
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_selector("tr.pad", state="attached")
    assert len(shown(page)) < 40


def test_a_large_list_works_in_a_sandbox_that_allows_nothing_but_scripts(visit):
    page = visit("<!doctype html><title>x</title><p>x")
    page.set_content('<iframe sandbox="allow-scripts" width="1200" height="800"></iframe>')
    page.evaluate("html => { document.querySelector('iframe').srcdoc = html; }", html_of("large"))
    frame = page.frame_locator("iframe")
    frame.locator(".rolling").wait_for()
    assert frame.get_by_role("status").inner_text() == "2,600 requests shown"
    frame.locator(".overview tbody th button").first.click()
    assert frame.locator("dialog").is_visible()


def test_hostile_text_in_a_large_list_stays_text(visit):
    bad = [replace(hostile_request(), id=HOSTILE + str(rank), rank=rank) for rank in range(1, 2002)]
    for bypass in (False, True):
        page = visit(render(evaluation(*bad, currency=HOSTILE)), bypass_csp=bypass)
        page.wait_for_selector(".rolling")
        page.locator(".overview tbody th button").first.click()
        page.wait_for_timeout(100)
        assert page.complaints == []
        assert page.locator("img").count() == 0
        assert browser.sideways(page) <= 0


def test_a_planned_large_batch_filters_by_the_plan(visit):
    page = visit(render(planned(2100)))
    page.wait_for_selector(".rolling")
    page.get_by_role("button", name="Planned").click()
    assert shown(page) == ["Bulk-approve invoices (1)", "Offline mode (2)"]
