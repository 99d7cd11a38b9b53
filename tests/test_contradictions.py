"""Answers that cannot both be true are said so, with the chance; the figures stay what they are."""

import math

import pandas as pd
import pytest
from scipy.integrate import quad

from featurecheck.evaluation import evaluate
from featurecheck.model import Verdict

MEASURED = ("users", "how_often", "like", "bought_because", "not_miss", "competitor_revenue", "would_switch")
MEASURED += ("lost_without", "value_per_user", "build_cost")


def request(policy=None, /, **cells):
    """Evaluate one request whose answers are measured: typed ranges are taken as they are."""
    grades = {f"{name} evidence": "measured" for name in cells if name in MEASURED}
    return evaluate(pd.DataFrame([{"request": "Bulk export", **cells, **grades}]), policy).requests[0]


def found(code, policy=None, /, **cells):
    return next((one for one in request(policy, **cells).contradictions if one.code == code), None)


def test_buyers_against_users_is_the_closed_form():
    # CHK-01 of the reference cases: P(buyers > users) of two lognormals
    for years in ("1", "3"):
        one = found(
            "buyers_exceed_users", users="3k to 12k", bought_because="2.5k to 9k", years_on_market=years
        )
        assert one.probability == pytest.approx(0.34105496743784774, abs=1e-6)
        assert not one.contradiction
        assert "a tension, 34 % likely" in one.text


CASES = [
    (
        "buyers_exceed_users",
        {"users": "3k to 12k"},
        "bought_because",
        ("9k to 30k", "2.5k to 9k", "10 to 20"),
        ("9,000 to 30,000 users per year", "3,000 to 12,000 users"),
    ),
    (
        "users_exceed_customers",
        {"competitor_users": "5k to 8k"},
        "users",
        ("9k to 30k", "2k to 9k", "100 to 300"),
        ("9,000 to 30,000 users", "5,000 to 8,000 users"),
    ),
    (
        "switchers_exceed_ceiling",
        {"users": "2k to 3k", "how_often": "10% to 30%", "like": "60% to 90%", "not_miss": "20% to 40%"},
        "would_switch",
        ("900 to 3000", "50 to 300", "5 to 20"),
        ("900 to 3,000 users", "2,000 to 3,000 users"),
    ),
    (
        "gain_exceeds_revenue",
        {"would_switch": "50 to 100", "value_per_user": "100 to 300"},
        "competitor_revenue",
        ("1k to 3k", "5k to 60k", "300k to 2M"),
        ("50 to 100 users", "1,000 to 3,000 EUR per year"),
    ),
    (
        "margins_far_apart",
        {"users": "900 to 1.2k", "value_per_user": "100 to 300"},
        "competitor_revenue",
        ("1k to 3k", "10k to 60k", "100k to 300k"),
        ("1,000 to 3,000 EUR per year", "100 to 300 EUR per user and year"),
    ),
    (
        "bought_but_not_missed",
        {"users": "900 to 1.2k", "not_miss": "60% to 80%"},
        "bought_because",
        ("500 to 900", "100 to 400", "5 to 20"),
        ("500 to 900 users per year", "60 % to 80 %"),
    ),
    (
        "lost_exceeds_own",
        {"own_users": "300 to 400"},
        "lost_without",
        ("500 to 900", "100 to 400", "5 to 20"),
        ("500 to 900 users per year", "300 to 400 users"),
    ),
]


@pytest.mark.parametrize(
    ("code", "others", "name", "answers", "named"), CASES, ids=[case[0] for case in CASES]
)
def test_every_check_tells_contradiction_from_tension_from_nothing(code, others, name, answers, named):
    impossible, hard, easy = answers
    one = found(code, **others, **{name: impossible})
    assert one.contradiction
    assert one.probability > 0.5
    assert "a contradiction" in one.text
    for words in named:
        assert words in one.text
    one = found(code, **others, **{name: hard})
    assert not one.contradiction
    assert 0.05 <= one.probability <= 0.5
    assert "a tension" in one.text
    assert found(code, **others, **{name: easy}) is None


@pytest.mark.parametrize(
    ("code", "others", "name", "answers", "named"), CASES, ids=[case[0] for case in CASES]
)
def test_a_prior_contradicts_nobody(code, others, name, answers, named):
    """Leave out any one of the answers held against each other, and nothing is flagged."""
    del named
    whole = {**others, name: answers[0]}
    needed = [
        "competitor_users",
        "own_users",
        "users",
        "bought_because",
        "would_switch",
        "not_miss",
        "lost_without",
    ]
    needed += ["competitor_revenue", "value_per_user"]
    if code == "switchers_exceed_ceiling":
        needed = ["users", "would_switch"]  # the other shares only lower the ceiling
    for left_out in set(needed) & set(whole):
        rest = {one: text for one, text in whole.items() if one != left_out}
        assert found(code, **rest) is None, left_out
        assert found(code, **rest, **{left_out: "dk"}) is None, left_out


def test_our_gain_against_their_revenue_through_the_whole_chain():
    chain = {"how_often": "weekly", "like": "love", "not_miss": "10%", "would_switch": "10%"}
    chain |= {"users": "1k to 5k", "value_per_user": "1000", "competitor_revenue": "10k to 50k"}
    assert found("gain_exceeds_revenue", **chain).contradiction
    for share in ("how_often", "like", "not_miss"):
        assert found("gain_exceeds_revenue", **{**chain, share: ""}) is None, f"a prior of {share} stood in"


def test_hardly_used_yet_loved_is_a_tension_with_its_true_chance():
    """Few may love what they use: that is strange, not impossible, and must not block a GO."""
    one = found("loved_but_unused", how_often="never", like="love")
    assert not one.contradiction
    assert one.probability == pytest.approx(0.985, abs=0.01)
    assert "98 % likely" in one.text
    assert found("loved_but_unused", how_often="daily", like="love") is None
    assert found("loved_but_unused", how_often="never", like="hate") is None


def test_independent_answers_without_a_low_end_do_not_move_together():
    """P(X > Y) of two exponentials with means 1 and 10 is 1/11, not 0 or 1."""
    one = found("users_exceed_customers", users="0 to 100", competitor_users="0 to 1000")
    assert one.probability == pytest.approx(1 / 11, abs=0.005)
    one = found("lost_exceeds_own", lost_without="0 to 100", own_users="0 to 1000")
    assert one.probability == pytest.approx(1 / 11, abs=0.005)


def test_exponential_against_lognormal_agrees_with_quadrature():
    one = found("users_exceed_customers", users="100 to 1000", competitor_users="0 to 1000")
    mean, middle, spread = 1000 / math.log(20), math.log(100_000) / 2, math.log(10) / 2 / 1.6448536269514722
    wanted = quad(
        lambda z: (
            (1 - math.exp(-math.exp(middle + spread * z) / mean))
            * math.exp(-z * z / 2)
            / math.sqrt(2 * math.pi)
        ),
        -9,
        9,
    )[0]
    assert one.probability == pytest.approx(wanted, abs=0.003)


def test_exactly_nothing_can_be_held_against_something():
    assert found("buyers_exceed_users", users="0", bought_because="5").contradiction
    assert found("buyers_exceed_users", users="0", bought_because="0") is None
    assert found("buyers_exceed_users", users="5", bought_because="0") is None
    assert found("buyers_exceed_users", users="5", bought_because="5") is None


RICH = {
    "value_per_user": "2k to 4k",
    "build_cost": "10k to 20k",
    "lost_without": "100 to 200",
    "users": "3k to 12k",
}


def test_a_contradiction_blocks_go_and_changes_no_number():
    clean = request(**RICH, bought_because="1k to 1.5k")
    doubted = request(**RICH, bought_because="1k to 1.5k", years_on_market="", competitor_users="100 to 200")
    assert clean.verdict is Verdict.GO
    assert doubted.verdict is Verdict.FIND_OUT_FIRST
    for name in ("expected_value", "chance_of_loss", "evpi", "p5", "p50", "p95", "outcomes"):
        assert getattr(doubted, name) == getattr(clean, name), name
    assert doubted.sentence.startswith(
        "Two answers cannot both be true, so no verdict can rest on them. Question 1"
    )
    assert any("a contradiction" in reason for reason in doubted.reasons)


def test_what_to_find_out_next_is_one_of_the_two():
    doubted = request(**RICH, competitor_users="100 to 200")
    assert doubted.next_question == "users"
    doubted = request(**{**RICH, "users": "30 to 60"}, bought_because="1k to 1.5k")
    assert doubted.next_question in {"users", "bought_because"}
    assert doubted.ask


def test_a_tension_blocks_nothing():
    clean = request(**RICH, bought_because="2.5k to 9k")
    assert clean.verdict is Verdict.GO
    assert [one.contradiction for one in clean.contradictions] == [False]
    assert not any("tension" in reason for reason in clean.reasons)


def test_the_sentence_speaks_of_years_and_of_the_companys_unit():
    one = found(
        "buyers_exceed_users",
        {"unit": "accounts"},
        users="100",
        bought_because="300 to 900",
        years_on_market="3",
    )
    assert "100 to 300 accounts per year bought because of the feature for 3 years" in one.text
    assert "question 1 that only 100 accounts use it" in one.text
