"""The what-if in a real browser: the page's arithmetic held to the core, and the panel usable by everybody."""

import json
import math
import random
import re

import browser
import numpy as np
import pytest
from make_evaluation import evaluation
from whatif_cases import POLICIES, evaluated, in_the_page, situations, supposed

from featurecheck import words
from featurecheck.payoff import ALL_NAMES
from featurecheck.points import points_of
from featurecheck.report.render import render
from featurecheck.report.script import dense
from featurecheck.report.whatif import model, net
from featurecheck.resources import bundled
from featurecheck.whatif import Setting, reconsidered

pytestmark = pytest.mark.browser

SOURCE = bundled("reports/static/whatif.js").read_text(encoding="utf-8")
VERDICTS = ("GO", "NO-GO", "FIND OUT FIRST")
SETTINGS = 50  # a request; times 4 policies, weighed and not, 6 requests each
RUN = "([model, settings]) => { const run = whatIf(model); return settings.map((one) => ({...run(one)})); }"


@pytest.fixture(scope="module")
def blank(chromium):
    """A page with nothing but the script as it is written into reports."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.add_script_tag(content=f'"use strict";\n{dense(SOURCE)}')
    yield page
    context.close()


def both(page, results, rules, seed):
    """What the page and the core answer to the same settings, request by request."""
    chance = random.Random(seed)  # noqa: S311 - test data
    for found, core in zip(results.requests, situations(results), strict=True):
        given = [Setting(), *(supposed(chance, rules.constants.horizon_years) for _ in range(SETTINGS - 1))]
        settings = [in_the_page(one, unweighted=core.unweighted is not None) for one in given]
        answers = page.evaluate(RUN, [model(results, found), settings])
        yield from zip(
            answers, (reconsidered(core, one, rules, results.points) for one in given), strict=True
        )


@pytest.mark.parametrize("weighed", [False, True], ids=["unweighed", "weighed"])
@pytest.mark.parametrize("policy", POLICIES)
def test_the_page_computes_what_the_core_computes(blank, policy, weighed, tmp_path):
    results, rules = evaluated(6, f"{policy} {weighed}", policy, tmp_path if weighed else None)
    verdicts = set()
    for answer, right in both(blank, results, rules, policy):
        assert VERDICTS[answer["verdict"]] == right.verdict
        verdicts.add(right.verdict)
        assert answer["expected"] == pytest.approx(right.expected_value, rel=1e-3, abs=0.01)
        assert answer["loss"] == pytest.approx(right.chance_of_loss, rel=1e-3, abs=2e-5)
        asked = {ALL_NAMES[place]: (evppi, net) for place, evppi, net in answer["questions"]}
        for question in right.questions:
            if question.evppi >= 1:
                assert asked[question.name] == pytest.approx(
                    (question.evppi, question.net_worth), rel=1e-3, abs=1
                )
        assert [one[1] for one in answer["questions"]] == sorted(
            (one[1] for one in answer["questions"]), reverse=True
        )
    assert len(verdicts) > 1


def test_the_shortened_script_computes_what_the_source_does(chromium, blank, tmp_path):
    results, _ = evaluated(2, 6, "ways", tmp_path)
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.add_script_tag(content=f'"use strict";\n{SOURCE}')
    settings = [{}, {"moved": {5: 0.5}, "width": {0: 0.3, 11: 0}}, {"horizon": 2.5}]
    for found in results.requests:
        asked = [model(results, found), settings]
        assert page.evaluate(RUN, asked) == blank.evaluate(RUN, asked)
    context.close()


def test_the_page_makes_the_very_points_that_the_core_uses(blank):
    made = blank.evaluate(
        "(net) => { const run = whatIf({net, bits: 12, answers: []}); return Array.from({length: 17}, (_, one) => [...run.scores(one)]); }",
        "".join(net()),
    )
    order = np.arange(4096) ^ (np.arange(4096) >> 1)
    np.testing.assert_array_equal(np.array(made)[:, order], points_of(4096, stakes=True).astype(np.float64))


def test_fewer_points_are_the_same_in_the_page(blank):
    results, rules = evaluated(3, 12)
    for found, core in zip(results.requests, situations(results), strict=True):
        fewer = {**model(results, found), "bits": 8}
        answer = blank.evaluate(RUN, [fewer, [{}]])[0]
        assert answer["loss"] == pytest.approx(
            reconsidered(core, Setting(), rules, 256).chance_of_loss, abs=2e-5
        )


def figures_to_say():
    chance = random.Random(9)  # noqa: S311 - test data
    sizes = [chance.uniform(-1, 1) * 10 ** chance.uniform(-4, 10) for _ in range(600)]
    return [
        *sizes,
        0,
        0.3,
        0.4999,
        99.96,
        999.7,
        9999.4,
        9999.6,
        999_499,
        999_501,
        999.6e6,
        1e9,
        1,
        12,
        1234567,
    ]


def test_figures_are_said_as_everywhere_else_in_the_report(blank):
    figures = figures_to_say()
    said = blank.evaluate(
        "(all) => all.map((one) => [inWords.number(one), inWords.money(one, 'EUR')])", figures
    )
    assert said == [[words.number(one), words.money(one, "EUR")] for one in figures]
    shares = [1 / (1 + math.exp(-one / 40)) for one in range(-400, 400, 3)] + [
        0,
        1,
        0.995,
        0.99999,
        0.01,
        0.99,
    ]
    said = blank.evaluate("(all) => all.map((one) => [inWords.percent(one), inWords.chance(one)])", shares)
    assert said == [[words.percent(one), words.chance(one)] for one in shares]
    years = [10 ** (one / 50) for one in range(-150, 80)]
    said = blank.evaluate("(all) => all.map((one) => inWords.quantity(one, 'years'))", years)
    assert said == [words.duration(one) for one in years]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """One request that somebody on the list asked for, with described ways of finding out."""
    found, _ = evaluated(9, 31, "ways", tmp_path_factory.mktemp("accounts"))
    chosen = next(one for one in found.requests if one.case.unweighted and one.verdict == "FIND OUT FIRST")
    return one_of(found, chosen)


def one_of(results, chosen):
    from dataclasses import replace

    return replace(results, requests=(chosen,))


@pytest.fixture
def opened(visit, results):
    return visit(render(results))


def shown(page):
    """Verdict, value, chance of loss as the panel says them."""
    return [page.locator(f".whatif {one}").inner_text() for one in (".word", ".value", ".loss")]


def headline(results):
    found = results.requests[0]
    return [
        found.verdict.value,
        words.money(found.expected_value, results.currency),
        words.chance(found.chance_of_loss),
    ]


def slider(page, label, which=0):
    return page.locator(".set fieldset", has_text=label).first.locator("input").nth(which)


def test_at_rest_the_page_shows_the_headline_figures(opened, results):
    assert shown(opened) == headline(results)
    banner = opened.locator(".banner")
    assert headline(results)[0] in banner.inner_text()
    assert headline(results)[1] in banner.inner_text()
    assert opened.evaluate("location.hash") == ""
    assert opened.complaints == []


def test_the_questions_at_rest_are_those_of_the_report(opened, results):
    found = results.requests[0]
    worth = sorted(
        (one for one in found.parameters.values() if (one.evppi or 0) >= 0.5), key=lambda one: -one.evppi
    )
    said = [
        f"{one.label}: worth up to {words.money(one.evppi, 'EUR')}, {words.money(one.net_worth, 'EUR')} after its cost"
        for one in worth[:5]
    ]
    assert opened.locator(".whatif ol li").all_inner_texts() == said


def test_the_keyboard_moves_an_answer_and_the_figures_follow(opened, results):
    opened.locator(".set summary").press("Enter")
    cost = slider(opened, "Cost to build it")
    for _ in range(4):
        cost.press("PageUp")
    assert shown(opened) != headline(results)
    assert opened.evaluate("location.hash").startswith("#whatif;")
    assert "Expected net present value" in opened.locator(".whatif [role=status]").inner_text()
    assert "typically" in cost.get_attribute("aria-valuetext")


def test_the_buttons_lead_back_to_the_answers(opened, results):
    slider(opened, "Horizon").press("Home")
    assert shown(opened) != headline(results)
    opened.get_by_role("button", name="Back to the answers").click()
    assert shown(opened) == headline(results)
    assert opened.evaluate("location.hash") == "#whatif"


def test_the_weighing_can_be_switched_off(opened, results):
    asked = results.requests[0].asked_by
    slider(opened, "Who asked").press("Space")
    assert shown(opened)[:2] == [asked.unweighted_verdict.value, words.money(asked.unweighted_value, "EUR")]


def test_a_link_carries_the_setting(visit, results):
    first = visit(render(results))
    slider(first, "Horizon").press("ArrowLeft")
    slider(first, "Who asked").press("Space")
    target, fragment = shown(first), first.evaluate("location.hash")
    second = visit(render(results))
    second.evaluate("(hash) => { location.hash = hash; }", fragment)
    second.wait_for_function("document.querySelector('.whatif [role=status]').textContent")
    assert shown(second) == target
    assert slider(second, "Horizon").input_value() == "-1"
    assert not slider(second, "Who asked").is_checked()


@pytest.mark.parametrize(
    "fragment", ["#whatif;zz:3", "#whatif;0:1e9", "#whatif;constructor:1", "#whatif;0", "#whatif;:"]
)
def test_a_link_that_is_not_understood_says_so_and_harms_nothing(opened, results, fragment):
    opened.evaluate("(hash) => { location.hash = hash; }", fragment)
    opened.wait_for_function("document.querySelector('.whatif [role=status]').textContent")
    assert "not understood" in opened.locator(".whatif [role=status]").inner_text()
    assert shown(opened) == headline(results)
    assert opened.complaints == []


def test_a_setting_beyond_a_slider_stops_at_its_end(opened):
    opened.evaluate("location.hash = '#whatif;0:999999'")
    opened.wait_for_function("document.querySelector('.whatif [role=status]').textContent")
    assert "100" in [each.input_value() for each in opened.locator(".set input").all()]


def test_the_what_if_can_be_copied_as_text(opened, results):
    slider(opened, "Horizon").press("Home")
    opened.get_by_role("button", name="Copy as text").click()
    text = opened.locator(".whatif textarea").input_value()
    assert text.startswith("What if: Bulk export\n- Horizon: 3 months (as answered: 4 years)\n")
    for said in (*shown(opened), *headline(results), "#whatif;horizon:-15"):
        assert said in text
    assert opened.evaluate("getSelection().toString() === document.querySelector('.whatif textarea').value")


def test_in_a_sandbox_it_works_and_the_text_is_there_to_be_copied(visit, results):
    page = visit("<!doctype html><title>frame</title><body></body>")
    page.evaluate(
        """(html) => { const frame = document.createElement("iframe"); frame.sandbox = "allow-scripts"; frame.srcdoc = html;
        document.body.append(frame); }""",
        render(results),
    )
    inside = page.frame_locator("iframe")
    inside.locator(".set input").first.press("Home")
    inside.get_by_role("button", name="Copy as text").click()
    assert "What if: Bulk export" in inside.locator(".whatif textarea").input_value()
    status = inside.locator(".whatif [role=status]")
    status.filter(has_text=re.compile("selected|Copied")).wait_for()


def test_without_script_there_is_a_sentence_instead(visit, results):
    page = visit(render(results), script=False)
    assert not page.locator(".whatif").is_visible()
    assert page.locator(".still").is_visible()
    assert not visit(render(results)).locator(".still").is_visible()


def test_in_print_there_is_the_sentence_too(opened):
    opened.emulate_media(media="print")
    assert not opened.locator(".whatif").is_visible()
    assert opened.locator(".still").is_visible()


@pytest.mark.parametrize("width", [browser.SMALLEST, browser.PHONE, browser.WIDE])
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_axe_finds_nothing_wrong_and_nothing_scrolls_sideways(visit, results, width, scheme):
    page = visit(render(results), width=width, scheme=scheme, bypass_csp=True)
    browser.unfold(page)
    page.get_by_role("button", name="Copy as text").click()
    assert browser.violations(page) == []
    assert browser.sideways(page) <= 0


def test_every_slider_has_a_name_a_value_in_words_and_a_visible_focus(opened):
    browser.unfold(opened)
    for each in opened.locator(".set input").all():
        assert each.get_attribute("aria-valuetext") or each.get_attribute("type") == "checkbox"
        each.focus()
        each.press("Shift")
        assert each.evaluate("(one) => getComputedStyle(one).outlineStyle") != "none"
        assert each.evaluate(
            "(one) => one.labels[0].textContent && one.closest('fieldset').querySelector('legend').textContent"
        )


def test_a_focused_slider_is_not_hidden_behind_the_figures(opened):
    browser.unfold(opened)
    for each in opened.locator(".set input").all()[::-1]:
        each.focus()
        covered = each.evaluate(
            """(one) => { const box = one.getBoundingClientRect();
            return document.elementFromPoint(box.left + 2, box.top + box.height / 2).closest('.then') !== null; }"""
        )
        assert not covered


def test_hostile_words_stay_words(visit, results):
    from dataclasses import replace

    evil = "</script><img src=x onerror=alert(1)>\u2028'\"&"
    found = results.requests[0]
    parameters = {name: replace(one, label=evil, unit=evil) for name, one in found.parameters.items()}
    page = visit(
        render(
            replace(results, currency=evil, requests=(replace(found, request=evil, parameters=parameters),))
        )
    )
    slider(page, "Horizon").press("Home")
    page.get_by_role("button", name="Copy as text").click()
    assert "onerror=alert(1)" in page.locator(".whatif textarea").input_value()
    assert page.locator(".whatif img").count() == 0
    assert page.complaints == []


def test_an_evaluation_without_a_recipe_has_no_what_if(visit):
    assert "What if" not in visit(render(evaluation())).locator("main").inner_text()


def test_the_panel_keeps_to_its_size(results):
    data = re.search(r'<script type="application/json">(.*?)</script>', render(results), re.DOTALL)[1]
    assert len(data) < 5_000
    assert json.loads(data)["model"]["bits"] == 12
