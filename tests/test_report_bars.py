"""What every page promises, held on pages that show everything: who asked, contradictions, ways to find out, what-ifs.

Other files hold the same of one part at a time; here are the whole sample and the whole example batch, the customer
edition, and a page full of hostile text.
"""

from __future__ import annotations

import html
import re
import runpy
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path

import browser
import pytest
from make_evaluation import CUSTOMERS, PROBLEMS, asked_by, evaluation, many, planned, request
from test_mail_pdf import headings, squeezed
from test_report_browser import printed
from test_report_page import HOSTILE

from featurecheck.model import Verdict
from featurecheck.report.edition import shared
from featurecheck.report.edition_render import as_page
from featurecheck.report.render import render
from featurecheck.report.since import since
from featurecheck.report.since_view import since_view

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The sample, the example batch of 42 requests, and a customer edition."""
    made = runpy.run_path(str(ROOT / "benchmarks" / "make_sample.py"))["reports"]
    shown = made(tmp_path_factory.mktemp("sample") / "workspace")
    customer = as_page(shared(evaluation(*many(9))).edition)
    return {"single": shown["request.html"], "batch": shown["overview.html"], "customer": customer}


NAMES = ("single", "batch", "customer")
WHOLE = "document.querySelectorAll('.request').forEach(each => { each.style.contentVisibility = 'visible'; })"
# of 42 requests those that show most, and the first ten rows: the others are alike
FEWER = """
() => {
  const rich = ['.asked, [id$=-asked]', '.ways', '.remarks'];
  const keep = new Set(rich.map(part => document.querySelector(`section.request :is(${part})`)?.closest('section')));
  document.querySelectorAll('section.request').forEach(each => keep.has(each) || each.remove());
  document.querySelectorAll('tr[data-k]:nth-child(n+11)').forEach(each => each.remove());
  return keep.size;
}
"""


@pytest.mark.parametrize("name", ["single", "batch"])
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_axe_finds_nothing_wrong_where_everything_is_shown(visit, pages, name, scheme):
    page = visit(pages[name], scheme=scheme, bypass_csp=True)
    page.evaluate(FEWER)
    browser.unfold(page)
    for width in (browser.WIDE, browser.PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        assert browser.violations(page) == []


STORED = """
async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie.length]
"""


def used(page):
    """Do what can be done on the page: search, sort, press every button, move every slider."""
    browser.unfold(page)
    for button in page.locator("main button:visible").all()[:12]:
        button.click()
    for field in page.locator("input[type=search]:visible").all():
        field.fill("a")
    for slider in page.locator("input[type=range]:visible").all()[:6]:
        slider.press("ArrowRight")
    for box in page.locator("input[type=checkbox]:visible").all():
        box.click()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_in_use_stores_nothing_asks_for_nothing_and_complains_about_nothing(visit, pages, name):
    page = visit(pages[name])
    used(page)
    assert page.evaluate(STORED) == [0, 0, 0, 0]
    assert page.complaints == []


OWN_FOLDS = "document.querySelectorAll('details').forEach(each => { each.open = !each.closest('.set'); })"


def words_and_charts(page):
    """Return how often each word is shown, every fold of the document open, and how many drawings."""
    page.evaluate(OWN_FOLDS)
    page.evaluate(WHOLE)
    said = page.evaluate("document.body.innerText").split()
    charts = "Array.from(document.querySelectorAll('main svg')).filter(each => each.getBoundingClientRect().width).length"
    return Counter(said), page.evaluate(charts)


@pytest.mark.parametrize("name", NAMES)
def test_without_script_nine_words_in_ten_and_every_chart_are_there(visit, pages, name):
    with_script, without = visit(pages[name]), visit(pages[name], script=False)
    for folded in (True, False):
        (words, charts), (left, drawn) = (
            words_and_charts(page)
            if not folded
            else (Counter(page.evaluate("document.body.innerText").split()), 3)
            for page in (with_script, without)
        )
        assert words.total() > 50
        assert (words & left).total() >= 0.9 * words.total()
        assert drawn >= charts - 1  # the verdict above the sliders has its shape, too
        assert drawn >= 3


def test_what_was_set_aside_can_be_moved_and_asked_about_when_the_weighing_is_switched_off(visit, pages):
    page = visit(pages["single"])
    browser.unfold(page)
    page.locator(".set input[type=checkbox]").click()
    lost = page.locator(".set fieldset", has_text="Own users lost without it").locator("input").first
    before = page.locator(".whatif .value").inner_text()
    lost.press("End")
    assert page.locator(".whatif .value").inner_text() != before
    assert "Own users lost without it" in page.locator(".whatif ol").inner_text()
    assert page.complaints == []


GUARDED = """
addEventListener('securitypolicyviolation', event => console.error(`${event.effectiveDirective} ${event.blockedURI}`));
"""


def hosted(chromium, text, policy):
    """Open the page from a host that sends this policy with it; the network is never asked."""
    context = chromium.new_context(viewport={"width": browser.WIDE, "height": 900})
    context.add_init_script(GUARDED)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    sent = {"Content-Security-Policy": policy, "Content-Type": "text/html; charset=utf-8"}
    page.route("**/*", lambda route: route.fulfill(body=text, headers=sent))
    page.goto("http://host.example/report")
    return page


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sandbox", ["", "; sandbox allow-scripts"], ids=["hashes", "sandbox"])
def test_under_the_strict_policy_of_a_host_the_page_is_complete(chromium, visit, pages, name, sandbox):
    own = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', pages[name])[1])
    page = hosted(chromium, pages[name], own + sandbox)
    assert words_and_charts(page) == words_and_charts(visit(pages[name]))
    if name == "single" and not sandbox:
        used(page)
    assert page.complaints == []
    page.context.close()


def test_a_page_whose_hash_is_wrong_is_noticed(chromium, pages):
    page = hosted(chromium, pages["single"], "default-src 'none'")
    assert any("style-src" in each for each in page.complaints)
    page.context.close()


STOP = """
() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const look = getComputedStyle(at), box = at.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 12);
  const top = document.elementFromPoint(x, y);
  const seen = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2
    && box.width > 0 && x >= 0 && x <= innerWidth && y >= 0 && y <= innerHeight
    && top !== null && (at.contains(top) || top.contains(at));
  return [seen, at.outerHTML.slice(0, 90)];
}
"""


@pytest.mark.parametrize(
    ("name", "width"), [("single", browser.WIDE), ("single", browser.PHONE), ("batch", browser.WIDE)]
)
def test_the_focus_is_seen_and_uncovered_at_every_stop(visit, pages, name, width):
    page = visit(pages[name], width=width)
    browser.unfold(page)
    stops = []
    while len(stops) < 400:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    assert 15 <= len(stops) < 400
    assert [what for seen, what in stops if not seen] == []


UNSEEN = """
() => {
  const canvas = getComputedStyle(document.body).backgroundColor;
  const clear = ['none', canvas, 'rgba(0, 0, 0, 0)'];
  return Array.from(document.querySelectorAll('main svg')).filter(svg => {
    if (!svg.getBoundingClientRect().width) return false;
    const marks = Array.from(svg.querySelectorAll('rect, circle, ellipse, path, line, text'));
    return marks.length && marks.every(mark => {
      const look = getComputedStyle(mark);
      return clear.includes(look.fill) && clear.includes(look.stroke);
    });
  }).map(svg => svg.outerHTML.slice(0, 120));
}
"""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_forced_colours_leave_no_drawing_invisible(visit, pages, name, scheme):
    page = visit(pages[name], forced="active", scheme=scheme)
    browser.unfold(page)
    assert page.locator("main svg:visible").count() >= 3
    assert page.evaluate(UNSEEN) == []
    shape = page.locator("main svg:visible", has_not=page.locator("text")).first  # the verdict's
    drawn = shape.screenshot()
    shape.evaluate("each => each.replaceChildren()")
    assert shape.screenshot() != drawn


@pytest.mark.parametrize("name", NAMES)
def test_at_twice_the_size_and_on_the_smallest_phone_nothing_is_cut(visit, pages, name):
    page = visit(pages[name])
    page.evaluate(FEWER)
    browser.unfold(page)
    page.evaluate(WHOLE)
    for width in (browser.WIDE // 2, browser.SMALLEST):  # zoom is a smaller window
        page.set_viewport_size({"width": width, "height": 450})
        assert browser.sideways(page) <= 0
        assert browser.spilled(page) == []
        assert browser.spoiled_labels(page) == []


def told(page):
    """Return the text of every cell and every heading that is not only for the ear."""
    cells = "Array.from(document.querySelectorAll('th, td, dt, dd, li')).filter(each => each.getBoundingClientRect().width > 2 && !each.closest('.controls, .vh')).flatMap(each => each.innerText.split('\\n'))"
    return {squeezed(one) for one in page.evaluate(cells)} - {""}


PRINTED = {
    "single": None,
    "batch": lambda: render(
        evaluation(*(replace(one, asked_by=asked_by()) for one in many(2)), problems=PROBLEMS)
    ),
    "planned": lambda: render(planned(2)),
}


@pytest.mark.parametrize("name", PRINTED)
def test_paper_holds_every_heading_and_every_cell(visit, pages, name, tmp_path):
    text = PRINTED[name]() if PRINTED[name] else pages[name]
    page = visit(text, script=False, scheme="dark", width=768)
    paper = squeezed(printed(page, tmp_path))
    assert [one for one in headings(text) if squeezed(one) not in paper] == []
    browser.unfold(page)
    page.evaluate(WHOLE)
    cells = told(page)
    assert len(cells) > 100
    assert {one for one in cells if one not in paper} == set()


# What is looked up and never shown as it is; everything else is whatever somebody typed or a file says.
NAMES_OF_OURS = {
    "name",
    "next_question",
    "parameter",
    "kind",
    "role",
    "break_even_direction",
    "relationship",
    "key",
    "use",
    "schema",
    "currency",
    "code",
}


def hostile(value, field=""):
    """The same with hostile text in every text that is shown."""
    if isinstance(value, Enum) or field in NAMES_OF_OURS:
        return value
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(hostile(each) for each in value)
    if isinstance(value, dict):
        return {key: hostile(each) for key, each in value.items()}
    if is_dataclass(value):
        return replace(
            value,
            **{
                each.name: hostile(getattr(value, each.name), each.name)
                for each in fields(value)
                if each.init
            },
        )
    return value


def spoiled(**changes):
    """An evaluation in which every text is hostile; the names of accounts and ways are texts too."""
    asked = asked_by()
    asked = replace(asked, askers=tuple(replace(one, name=HOSTILE) for one in asked.askers))
    ways = {
        name: replace(one, ways=tuple(replace(way, name=HOSTILE) for way in one.ways))
        for name, one in request().parameters.items()
    }
    rows = [request(asked_by=asked, parameters=ways, **changes), request(asked_by=asked, rank=2)]
    made = planned(2, requests=tuple(rows), problems=PROBLEMS)
    return hostile(replace(made, inputs=(*made.inputs, CUSTOMERS)))


def hostile_pages():
    now = spoiled(expected_value=52e3, verdict=Verdict.GO)
    then = spoiled()
    one = replace(now, requests=now.requests[:1])
    changed = since_view(since(one, replace(then, requests=then.requests[:1])), now.currency)
    wish = shared(evaluation(request(request=HOSTILE)))
    return {"single": render(one, since=changed), "batch": render(now), "customer": as_page(wish.edition)}


@pytest.mark.parametrize("bypass", [False, True], ids=["with a policy", "without a policy"])
def test_hostile_text_in_every_field_of_every_page_executes_nothing(visit, bypass):
    for name, text in hostile_pages().items():
        page = visit(text, bypass_csp=bypass)
        used(page)
        page.wait_for_timeout(100)
        assert page.complaints == [], name
        assert page.locator("img, main svg[onload]").count() == 0
        assert browser.sideways(page) <= 0
