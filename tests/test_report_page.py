"""The report as a text: what it says, in which order, and that it is one safe file."""

from __future__ import annotations

import base64
import hashlib
import re
import runpy
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from make_evaluation import PROBLEMS, empty, evaluation, many, outcomes, parameter, request

from featurecheck.intake import Problem, Severity
from featurecheck.model import AnswerState, Verdict
from featurecheck.report.render import render
from featurecheck.report.wording import QUESTIONS

ROOT = Path(__file__).resolve().parent.parent


class Reader(HTMLParser):
    """Collects what a reader sees, the tags with their attributes, and the ids."""

    def __init__(self):
        super().__init__()
        self.words, self.tags, self.skipped = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.skipped += tag in {"style", "script"}

    def handle_endtag(self, tag):
        self.skipped -= tag in {"style", "script"}

    def handle_data(self, data):
        if not self.skipped:
            self.words.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.text = re.sub(r"\s+", " ", " ".join(reader.words))
    return reader


def seen(*requests, **changes):
    return read(render(evaluation(*requests, **changes))).text


def test_the_title_of_a_single_report_is_the_verdict_and_the_request():
    assert "<title>FIND OUT FIRST: Bulk-approve invoices with an audit trail</title>" in render(evaluation())


def test_a_single_report_keeps_its_order():
    html = render(evaluation())
    marks = [
        "<h1",
        'class="banner find"',
        '-why"',
        '-flips"',
        '-outcomes"',
        '-moves"',
        '-next"',
        '-answers"',
        '-remarks"',
        'id="method"',
    ]
    places = [html.index(mark, html.index("<main")) for mark in marks]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("verdict", "slug"), [(Verdict.GO, "go"), (Verdict.NO_GO, "nogo"), (Verdict.FIND_OUT_FIRST, "find")]
)
def test_each_verdict_has_its_word_its_shape_and_its_colour(verdict, slug):
    html = render(evaluation(request(verdict=verdict)))
    assert f'<div class="banner {slug}">' in html
    assert f'<use href="#{slug}"/></svg>{verdict.value}</p>' in html


def test_the_banner_gives_three_figures_each_with_its_range_in_words():
    text = seen()
    assert "-19,900 EUR between -102,000 EUR and 244,000 EUR, 9 times in 10" in text
    assert "Chance of loss 62 % 30 of 50 equally likely outcomes lose money" in text
    assert "up to 53,200 EUR if every doubt were settled; the next question alone up to 16,800 EUR" in text


def test_a_risk_limit_stands_beside_the_chance_of_loss():
    assert "the policy's limit is 40 %" in seen(risk_limit=0.4)


def test_what_to_find_out_next_says_worth_cost_time_and_whom_to_ask():
    text = seen()
    for words in (
        "up to 16,800 EUR",
        "Finding out costs 2,500 EUR",
        "It takes 2 weeks",
        "Ask Maria (support)",
    ):
        assert words in text


def test_nobody_to_ask_is_said_in_a_sentence():
    unknown = {**request().parameters, "would_switch": parameter("would_switch", ask=None)}
    text = seen(request(ask=None, parameters=unknown))
    assert "nobody named yet" in text
    assert "Nobody is named yet who could tell." in text


def test_nothing_worth_finding_out_is_said_in_a_sentence():
    text = seen(request(next_question=None, next_question_worth=None, ask=None))
    assert "Nothing is worth finding out before deciding" in text
    assert "no single question is worth its cost" in text


def test_all_eight_questions_stand_in_their_order_and_words():
    text = seen()
    places = [text.index(question, text.index("The eight questions")) for question in QUESTIONS.values()]
    assert places == sorted(places)
    assert len(places) == 8
    assert text.index("Your own figures") > places[-1]


def test_not_known_is_shown_plainly_with_what_is_assumed_and_why():
    text = seen()
    assert (
        "Would switch to us because of it not known assumed: 0.4 % to 9 %, 90 % sure; typical 2 % assumed"
        in text
    )
    silent = {**request().parameters, "like": parameter("like", state=AnswerState.OPEN)}
    assert "Share of those who like it not answered yet assumed:" in seen(request(parameters=silent))


def test_a_prior_lends_its_source_to_what_is_not_known():
    assert "a third of ideas improve what they were meant to" in seen()


def test_break_evens_come_with_unit_and_chance_the_likeliest_first():
    text = seen()
    assert "above 1,287 EUR per user and year 1,039 EUR per user and year 33 % likely" in text
    flips = text[text.index("Break-even") :]
    assert flips.index("33 % likely") < flips.index("22 % likely") < flips.index("7 % likely")


def test_what_could_happen_is_counted_in_words():
    losing = sum(value < 0 for value in outcomes())
    text = seen()
    assert f"{losing} of 50 lose money" in text
    assert f"{50 - losing} of 50 do not" in text


def test_when_nothing_contradicts_the_report_says_so():
    assert "No contradiction was found" in seen(request(contradictions=(), flags=()))
    assert "No contradiction was found" not in seen()


def test_the_policy_the_priors_and_the_inputs_close_the_report():
    text = seen()
    for words in (
        "Discount rate",
        "Set in featurecheck.toml Cost of a person-week cost_per_person_week 2,400 EUR controller",
        "Standard values, assumed where no source is given Discount rate",
        "SHA-256 " + "ab" * 8,
        "12 rows read, 1 row skipped",
    ):
        assert words in text
    assert "Answers are taken as independent" in text
    assert "4,096 shared Sobol points" in text


def test_an_empty_evaluation_is_a_sentence():
    assert "There is no request to evaluate." in read(render(empty())).text


def test_no_outcomes_and_certain_outcomes_need_no_dots():
    for same in ((), (5.0,) * 50):
        assert "Every outcome is the same" in seen(request(outcomes=same))


def test_rows_that_were_not_evaluated_are_listed_with_place_and_mend():
    text = seen(*many(3), problems=PROBLEMS)
    assert "1 problem kept a row from being evaluated." in text
    assert "requests.xlsx, sheet 'Requests', cell D14 (users)" in text
    assert "Write a number or a range such as 2k to 10k" in text


def test_the_same_mistake_in_many_cells_of_a_column_is_said_once():
    wrong = [
        replace(PROBLEMS[0], row=row, cell=f"D{row}", found=f"lots of {row}") for row in (*range(14, 60), 70)
    ]
    text = seen(*many(3), problems=tuple(wrong))
    assert "47 problems kept a row from being evaluated." in text
    assert "requests.xlsx, sheet 'Requests', cells D14:D59, D70 (47 cells) (users)" in text
    assert "lots of 14 (and 46 other texts)" in text
    assert text.count("Write a number or a range such as 2k to 10k") == 1


def test_what_was_asked_but_is_worth_nothing_is_named_in_a_sentence():
    idle = {**request().parameters, "head_start": parameter("head_start", evppi=0.2, net_worth=-2499.8)}
    text = seen(request(parameters=idle))
    assert "Not worth finding out before deciding: Competitor's head start." in text
    assert "Not worth finding out before deciding" not in seen(request(parameters={}))


def test_a_reason_that_repeats_what_would_change_the_verdict_is_left_to_that_part():
    flip = "flips to GO if the margin per user is above 1,287 EUR per user and year (33 % likely)"
    reasons = ("It loses money in 62 % of all cases.", f"It {flip}.")
    text = seen(request(flips=(flip,), reasons=reasons))
    assert "It loses money in 62 % of all cases." in text
    assert f"It {flip}" not in text
    assert "Each of these answers alone would turn it into GO; the likeliest first." in text


@pytest.mark.parametrize(("value", "other"), [(1.0, "NO-GO"), (-1.0, "GO")])
def test_the_other_side_of_a_break_even_is_named(value, other):
    assert f"would turn it into {other};" in seen(request(expected_value=value))


def test_a_break_even_that_nobody_computed_leaves_the_sentences():
    bare = {name: replace(each, break_even=None) for name, each in request().parameters.items()}
    assert "GO if the margin per user is above 1,287 EUR" in seen(request(parameters=bare))
    assert "No single answer within its range would change" in seen(request(parameters=bare, flips=()))


def test_an_assumption_stands_once_with_its_question_and_in_a_batch_in_a_list():
    assert "What is assumed when nobody knows" not in seen()
    assert seen().count("a wide range assumed;") == 0
    assert seen(*many(2)).count("a wide range assumed;") == 13


def test_an_assumption_whose_question_shows_another_source_is_still_listed():
    moved = {
        **request().parameters,
        "like": parameter("like", source=("Pendo",), state=AnswerState.UNKNOWN),
    }
    assert seen(request(parameters=moved)).count("a wide range assumed;") == 1


def test_the_same_evaluation_gives_the_same_bytes():
    assert render(evaluation(*many(5))) == render(evaluation(*many(5)))


def test_a_single_report_is_small_enough_to_be_mailed_with_room_for_more():
    assert len(render(evaluation()).encode()) <= 40_000


def test_the_sample_report_is_small_enough_to_be_mailed(tmp_path):
    made = runpy.run_path(str(ROOT / "benchmarks" / "make_sample.py"))["reports"](tmp_path / "workspace")
    assert len(made["request.html"].encode()) <= 60_000


def test_the_style_of_a_single_report_stays_small():
    (style,) = re.findall(r"<style>(.*?)</style>", render(evaluation()), re.DOTALL)
    assert len(style) <= 12_500


@pytest.mark.parametrize(
    ("typed", "apart"), [("5 to 9", False), ("\u0645\u0646 5 \u0625\u0644\u0649 9", True)]
)
def test_only_text_that_may_run_from_right_to_left_is_set_apart(typed, apart):
    html = render(evaluation(request(parameters={"users": parameter("users", text=typed)})))
    assert (f"<td><bdi>{typed}</bdi>" in html) == apart
    assert (f"<td>{typed}<td>" in html) == (not apart)


@pytest.mark.parametrize("requests", [(), tuple(many(3))])
def test_the_policy_in_the_head_names_the_one_style_and_the_one_script(requests):
    html = render(evaluation(*requests))
    allowed = re.search(r'Content-Security-Policy" content="([^"]+)"', html).group(1).replace("&#39;", "'")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in allowed
    assert allowed.startswith("default-src 'none'")
    assert "unsafe" not in allowed


def test_nothing_on_the_page_needs_a_looser_policy():
    tags = read(render(evaluation(*many(3)))).tags
    names = {name for _, attributes in tags for name in attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    links = [attributes["href"] for _, attributes in tags if "href" in attributes]
    assert all(link.startswith("#") or link == "data:," for link in links)
    assert not re.search(
        r"eval\(|localStorage|sessionStorage|document\.cookie|fetch\(|import\(", render(evaluation(*many(3)))
    )


def test_every_id_is_there_once_and_every_link_leads_somewhere():
    tags = read(render(evaluation(*many(4), problems=PROBLEMS))).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {each["href"][1:] for _, each in tags if each.get("href", "").startswith("#")} <= set(ids)


HOSTILE = "\"'><img src=x onerror=alert(1)></script></style><svg onload=alert(2)>{{7*7}}{% raw %}\u202egpj.\u2028\x00\ud800"


def hostile_request():
    bad = {
        name: replace(
            each,
            text=HOSTILE,
            reading=HOSTILE,
            source=(HOSTILE,),
            ask=HOSTILE,
            label=HOSTILE,
            notes=(HOSTILE,),
            unit=HOSTILE,
        )
        for name, each in request().parameters.items()
    }
    texts = {
        each.name: HOSTILE for each in fields(request()) if isinstance(getattr(request(), each.name), str)
    }
    texts |= {"requesters": (HOSTILE,), "reasons": (HOSTILE,), "flips": (HOSTILE,), "parameters": bad}
    return request(
        **{name: value for name, value in texts.items() if name not in {"verdict", "next_question"}}
    )


def test_hostile_text_in_every_field_stays_text():
    broken = Problem(HOSTILE, HOSTILE, None, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, Severity.ERROR)
    for requests in ((hostile_request(),), (hostile_request(), request(rank=2))):
        html = render(evaluation(*requests, problems=(broken,), version=HOSTILE, evaluated_on=HOSTILE))
        html.encode()  # a lone surrogate would fail here
        tags = read(html).tags
        assert not [tag for tag, _ in tags if tag == "img"]
        assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
        assert "\u202e" not in html
        assert "\x00" not in html
        assert "\\u202egpj" in html
        assert "{{7*7}}" in html
