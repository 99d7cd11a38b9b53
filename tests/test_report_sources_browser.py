"""The sources of the answers in a real browser: one common scale, the one in force marked, readable at every width."""

from __future__ import annotations

import re
import unicodedata

import browser
import pandas as pd
import pytest
from observed_data import feature, observed, product, survey, tally, usage
from pypdf import PdfReader
from test_report_sources import CELLS

from featurecheck import evaluate
from featurecheck.report.render import render

pytestmark = pytest.mark.browser

LONG = "usage_" + "of_the_third_quarter_" * 12 + ".csv"
ARABIC = "\u062a\u0635\u062f\u064a\u0631 \u062c\u0645\u064a\u0639 \u0627\u0644\u0641\u0648\u0627\u062a\u064a\u0631"  # Export all invoices
WIDTHS = (browser.SMALLEST, browser.PHONE, 768, browser.WIDE)


def results(name="bulk_export", file="usage-2026q3.csv"):
    acme = product("Acme", 2310, feature(name, users=142, judged_users=120, weekly_users=30), accounts=2310)
    ours = product("Ours", 31_900, feature("csv export", users=900, judged_users=800, weekly_users=24))
    asked = survey(
        "Bulk export",
        tally("likes", 12, 20),
        tally("would_miss", 5, 18, effective=9.0, accounts=6),
        tally("would_switch", 4, 20),
        tally("uses", 8, 20),
        name=file.replace(".csv", "-survey.csv"),
    )
    cells = {**CELLS, "usage_feature": f"{name}; csv export"}
    return evaluate(pd.DataFrame([cells]), observed=observed(usage(acme, ours, name=file), asked))


PAGES = {
    "plain": lambda: render(results()),
    "long": lambda: render(results("x" * 150, LONG)),
    "arabic": lambda: render(results(ARABIC, f"{ARABIC}.csv")),
}

BOXES = """
() => Array.from(document.querySelectorAll('.from li')).map(row => {
  const inside = Array.from(row.children).map(each => each.getBoundingClientRect()).filter(box => box.width);
  const frame = row.getBoundingClientRect();
  const hit = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  return {
    text: row.textContent,
    over: inside.some((one, at) => inside.slice(at + 1).some(other => hit(one, other))),
    out: inside.some(box => box.left < frame.left - 1 || box.right > frame.right + 1),
    cut: Array.from(row.querySelectorAll('b, i, bdi, small')).some(each => each.scrollWidth > each.clientWidth + 1
      && getComputedStyle(each).display !== 'inline'),
  };
})
"""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [browser.PHONE, browser.WIDE])
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_axe_finds_nothing_wrong(visit, name, width, scheme):
    page = visit(PAGES[name](), width=width, scheme=scheme, bypass_csp=True)
    browser.unfold(page)
    assert browser.violations(page) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False])
def test_no_source_overlaps_runs_out_or_scrolls_sideways(visit, name, width, script):
    page = visit(PAGES[name](), width=width, script=script)
    assert browser.sideways(page) <= 0
    found = page.evaluate(BOXES)
    assert len(found) >= 12
    assert [row["text"] for row in found if row["over"] or row["out"] or row["cut"]] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_intervals_of_one_answer_stand_below_each_other_on_one_scale(visit, width):
    page = visit(PAGES["plain"](), width=width)
    for answer in page.locator(".from").all():
        boxes = [bar.bounding_box() for bar in answer.locator("svg.interval").all()]
        assert len(boxes) >= 2
        assert len({(round(box["x"]), round(box["width"])) for box in boxes}) == 1


def test_the_one_in_force_is_marked_by_weight_and_word_and_not_by_colour_alone(visit):
    page = visit(PAGES["plain"]())
    for answer in page.locator(".from").all():
        weights = answer.locator("li > b").evaluate_all("all => all.map(b => getComputedStyle(b).fontWeight)")
        words = answer.locator("li > b").all_inner_texts()
        heavy = [word for word, weight in zip(words, weights, strict=True) if int(weight) > 600]
        assert len(heavy) == 1
        assert re.search(r", (used|result)$", heavy[0])
        assert all(re.search(r", (used|not used|updated|result)$", word) for word in words)


def test_forced_colours_keep_the_bars_visible(visit):
    page = visit(PAGES["plain"](), forced="active")
    fill = page.evaluate("getComputedStyle(document.querySelector('.from rect')).fill")
    assert fill != page.evaluate("getComputedStyle(document.body).backgroundColor")


LEFT_EDGE = """
([selector, words]) => {
  for (const each of document.querySelectorAll(selector)) {
    const text = each.firstChild, at = text.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + words.length);
    return range.getBoundingClientRect().left;
  }
}
"""


def test_a_file_name_from_right_to_left_does_not_turn_the_words_behind_it(visit):
    word = ARABIC.split(maxsplit=1)[0]
    page = visit(render(results(ARABIC, f"{word}.csv")))
    name, behind = (page.evaluate(LEFT_EDGE, [".from small", text]) for text in (word, ".csv, Ours"))
    assert name < behind


def test_every_source_is_printed(visit, tmp_path):
    page = visit(PAGES["plain"](), script=False, scheme="dark")
    page.pdf(path=tmp_path / "report.pdf", format="A4", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "report.pdf").pages
    text = "".join(each.extract_text() for each in pages)
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for words in (
        "142 of 2,310 active users use 'bulk_export'",
        "Base rate of our own feature",
        "8 of 20 use it",
        "Both together",
        "67.9 % to 87.4 %",
    ):
        assert words.replace(" ", "") in plain
    assert len(pages) <= 10
