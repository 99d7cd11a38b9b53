"""The verdict follows from money and doubt: judged here from figures made by hand, then from whole requests."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_evaluation import parameter

from featurecheck import verdict
from featurecheck.evaluation import evaluate
from featurecheck.model import AnswerState, Contradiction, Evidence, Verdict
from featurecheck.payoff import COLUMN, NAMES
from featurecheck.policy import default_policy, policy_from

FREE = policy_from({"finding_out": {"cost": 0, "weeks": 0}})
LINEAR = (
    "users",
    "how_often",
    "like",
    "bought_because",
    "not_miss",
    "would_switch",
    "build_cost",
    "lost_without",
)
LINEAR += ("price_competition", "value_per_user")
GRADES = ("measured", "survey", "public", "buyer-said", "seller-said", "guess")


def decided(expected, policy=FREE, *, contradicted=False, switch_number=False, **evppi):
    worth = np.zeros((1, len(NAMES)))
    for name, value in evppi.items():
        worth[0, COLUMN[name]] = value
    decisions = verdict.decide(
        np.array([float(expected)]), worth, policy, np.array([contradicted]), np.array([switch_number])
    )
    return decisions.verdicts[0], decisions


def test_money_decides_when_nothing_is_worth_finding_out():
    assert decided(1000)[0] is Verdict.GO
    assert decided(-1000)[0] is Verdict.NO_GO
    assert decided(0)[0] is Verdict.NO_GO
    assert decided(2e-24)[0] is Verdict.NO_GO, "what is left of nothing after rounding is no gain"


def test_finding_out_is_bought_only_when_it_is_worth_more_than_it_costs():
    policy = policy_from({"finding_out": {"cost": 500, "weeks": 0}})
    assert decided(-1000, policy, users=501)[0] is Verdict.FIND_OUT_FIRST
    assert decided(-1000, policy, users=500)[0] is Verdict.NO_GO
    assert decided(1000, policy, users=499)[0] is Verdict.GO


def test_waiting_costs_a_part_of_what_is_there_to_be_gained():
    # 52.18 weeks at 12 % cost 1 - e^-0.12 = 11.308 % of the gain, and nothing where there is none
    policy = policy_from({"finding_out": {"cost": 0, "weeks": 365.25 / 7}})
    assert decided(1000, policy, users=114)[0] is Verdict.FIND_OUT_FIRST
    assert decided(1000, policy, users=113)[0] is Verdict.GO
    assert decided(-1000, policy, users=1)[0] is Verdict.FIND_OUT_FIRST
    _, decisions = decided(1000, policy, users=200)
    assert decisions.net_worth[0, COLUMN["users"]] == pytest.approx(200 - 113.0796, abs=1e-3)


def test_the_best_answer_is_the_one_with_the_most_left_after_its_price():
    policy = policy_from({"finding_out": {"weeks": 0, "users": {"cost": 900}, "like": {"cost": 100}}})
    _, decisions = decided(-1, policy, users=1000, like=500)
    assert decisions.best[0] == COLUMN["like"]


def test_where_none_is_worth_its_price_the_most_telling_answer_is_named():
    policy = policy_from({"finding_out": {"weeks": 0, "cost": 5000, "head_start": {"cost": 1}}})
    found, decisions = decided(-1, policy, users=1000)
    assert found is Verdict.NO_GO
    assert decisions.best[0] == COLUMN["users"]


def test_a_number_of_switchers_has_the_price_of_question_7():
    policy = policy_from({"finding_out": {"weeks": 0, "users": {"cost": 1}, "would_switch": {"cost": 900}}})
    assert decided(-1, policy, users=500)[0] is Verdict.FIND_OUT_FIRST
    assert decided(-1, policy, users=500, switch_number=True)[0] is Verdict.NO_GO


def test_a_contradiction_blocks_go():
    assert decided(1000, contradicted=True)[0] is Verdict.FIND_OUT_FIRST


def findings(**changes):
    margin = replace(parameter("value_per_user"), find_out_cost=500, find_out_weeks=1, net_worth=11_900)
    made = verdict.Findings(
        verdict=Verdict.FIND_OUT_FIRST,
        expected_value=-19_876.6,
        chance_of_loss=0.62269,
        evpi=53_177.4,
        parameters=[parameter("users"), margin, parameter("like")],
        best=margin,
        contradictions=[],
    )
    return replace(made, **changes)


def test_the_sentence_says_what_is_lost_what_to_learn_and_its_price():
    said = verdict.sentence(findings(), default_policy())
    assert said == (
        "Building it loses 19,900 EUR on average over 4 years, but one answer could change that: knowing the margin "
        "per user is worth up to 12,400 EUR and costs about 500 EUR and 1 week to find out."
    )


def test_the_sentences_of_go_and_no_go():
    policy = default_policy()
    go = verdict.sentence(findings(verdict=Verdict.GO, expected_value=41_986.7), policy)
    assert (
        go
        == "Building it earns 42,000 EUR on average over 4 years, and no open answer is worth what it costs to find out."
    )
    no = verdict.sentence(findings(verdict=Verdict.NO_GO), policy)
    assert (
        no
        == "Building it loses 19,900 EUR on average over 4 years, and no answer is worth finding out first."
    )
    nothing = verdict.sentence(findings(verdict=Verdict.NO_GO, expected_value=-1e-9), policy)
    assert nothing.startswith("Building it earns nothing on average")


@pytest.mark.parametrize(
    ("cost", "weeks", "words"),
    [(0, 0, "costs nothing to"), (0, 2, "costs 2 weeks to"), (70, 0, "costs about 70 EUR to")],
)
def test_a_price_of_nothing_is_not_counted_out(cost, weeks, words):
    cheap = replace(parameter("value_per_user"), find_out_cost=cost, find_out_weeks=weeks)
    assert words in verdict.sentence(findings(best=cheap), default_policy())


def test_the_reasons_name_the_break_evens_the_most_valuable_first():
    said = verdict.reasons(findings(), default_policy())
    assert said[0] == "It loses money in 62 % of the cases that the answers allow and pays back in 38 %."
    assert "worth 53,200 EUR" in said[1]
    assert "more than finding it out costs (500 EUR and 1 week)" in said[1]
    flips = verdict.flips(findings(), default_policy())
    assert flips[0] == "flips to GO if the margin per user is above 1,287 EUR per user and year (33 % likely)"
    assert f"It {flips[0]}." in said
    assert len(flips) == 3
    assert flips[1].startswith("flips to GO if the share who like it is above 81 %")


def test_a_go_flips_to_no_go():
    (flip, *_) = verdict.flips(findings(verdict=Verdict.GO, expected_value=5.0), default_policy())
    assert flip.startswith("flips to NO-GO if ")


def test_an_answer_worth_next_to_nothing_is_not_called_best():
    idle = replace(parameter("value_per_user"), evppi=3e-10, net_worth=-500)
    said = verdict.reasons(findings(best=idle, evpi=2.73), default_policy())
    assert (
        said[1]
        == "Knowing everything beforehand would be worth 2.73 EUR; no single answer changes the decision."
    )


@pytest.mark.parametrize(
    ("known", "of", "sentence"),
    [
        (0, 3, "None of the 3 figures behind it was answered: all are wide assumptions."),
        (1, 3, "1 of the 3 figures behind it was answered; the others are wide assumptions."),
        (2, 3, "2 of the 3 figures behind it were answered; the other is a wide assumption."),
        (3, 3, "All 3 figures behind it were answered."),
    ],
)
def test_the_reasons_count_what_was_answered(known, of, sentence):
    states = [AnswerState.ANSWERED] * known + [AnswerState.OPEN] * (of - known)
    answers = [parameter("users", state=state) for state in states]
    assert sentence in verdict.reasons(findings(parameters=answers), default_policy())


def test_a_risk_limit_turns_go_into_go_if_you_can_bear_it():
    policy = policy_from({"risk_limit": "2.5%"})
    said = verdict.reasons(findings(verdict=Verdict.GO, chance_of_loss=0.3), policy)
    assert said[-1] == "GO only if you can bear a 30 % chance of loss; the policy's limit is 2.5 %."
    for other in (findings(verdict=Verdict.GO, chance_of_loss=0.02), findings(verdict=Verdict.NO_GO)):
        assert not any("can bear" in reason for reason in verdict.reasons(other, policy))


def test_a_contradiction_speaks_first():
    contradiction = Contradiction(
        "x", contradiction=True, probability=0.9, text="Question 1 and question 4 differ."
    )
    said = verdict.sentence(findings(contradictions=[contradiction]), default_policy())
    assert (
        said
        == "Two answers cannot both be true, so no verdict can rest on them. Question 1 and question 4 differ."
    )
    assert "Question 1 and question 4 differ." in verdict.reasons(
        findings(contradictions=[contradiction]), default_policy()
    )


DEMO = {
    "users": "3k to 12k",
    "how_often": "20% to 60%",
    "like": "50% to 90%",
    "not_miss": "10% to 60%",
    "would_switch": "0.5% to 8%",
    "bought_because": "60 to 500",
    "value_per_user": "600 to 2000",
    "lost_without": "3 to 25",
    "price_competition": "5% to 40%",
    "head_start": "0.5 to 3 years",
    "build_cost": "60k to 220k",
    "build_time": "3 to 12 months",
}


def graded(grades, policy=None):
    cells = {f"{name} evidence": grade for name, grade in grades.items()}
    return evaluate(pd.DataFrame([{"request": "Bulk export", **DEMO, **cells}]), policy).requests[0]


@settings(max_examples=30, deadline=None)
@given(grades=st.dictionaries(st.sampled_from(LINEAR), st.sampled_from(GRADES)))
def test_worse_evidence_changes_no_expected_value_of_linear_answers(grades):
    """Doubt widens with the mean kept: it may make finding out worth more, never the building itself."""
    plain = graded({})
    worse = graded(grades)
    assert worse.expected_value == pytest.approx(plain.expected_value, rel=1e-6, abs=0.1)
    assert worse.verdict is not Verdict.GO


def test_worse_evidence_makes_finding_out_worth_more():
    sure, hunch = graded(dict.fromkeys(LINEAR, "measured")), graded(dict.fromkeys(LINEAR, "guess"))
    assert hunch.evpi > 1.5 * sure.evpi


def test_a_clear_loss_stays_no_go_whatever_the_evidence():
    dear = {"finding_out": {"cost": 1e9}}
    for grade in GRADES:
        found = graded(dict.fromkeys(LINEAR, grade), dear)
        assert found.verdict is Verdict.NO_GO
        assert found.next_question is None
        assert found.next_question_worth is None


@pytest.fixture(scope="module")
def unknown():
    """A request of which nothing at all is known."""
    return evaluate(pd.DataFrame([{"request": "Bulk export"}])).requests[0]


def test_of_all_unknown_requests_a_quarter_or_so_pays_back(unknown):
    assert 0.20 <= 1 - unknown.chance_of_loss <= 0.35
    assert unknown.verdict is Verdict.FIND_OUT_FIRST
    assert unknown.next_question_worth > 0
    assert unknown.ask


def test_nothing_known_is_said_of_every_answer(unknown):
    for one in unknown.parameters.values():
        assert one.state is AnswerState.OPEN
        assert one.evidence is Evidence.ASSUMED
        assert one.source
        assert one.p5 < one.p50 < one.p95, one.name
        assert one.mean <= 20 * one.p50, one.name
    assert "None of the 12 figures behind it was answered: all are wide assumptions." in unknown.reasons


def test_dont_know_and_not_asked_weigh_the_same(unknown):
    cells = dict.fromkeys(unknown.parameters, "don't know")
    asked = evaluate(pd.DataFrame([{"request": "Bulk export", **cells}])).requests[0]
    assert {one.state for one in asked.parameters.values()} == {AnswerState.UNKNOWN}
    assert (asked.verdict, asked.expected_value) == (unknown.verdict, unknown.expected_value)


@pytest.mark.parametrize(
    "cells", [{"competitor_users": "1000"}, {"competitor_users": "1M"}, {"own_users": "500 to 900"}]
)
def test_anchors_keep_the_priors_wide_and_bearable(cells):
    found = evaluate(pd.DataFrame([{"request": "Bulk export", **cells}])).requests[0]
    for name in ("users", "lost_without"):
        one = found.parameters[name]
        assert one.p95 > 3 * one.p5
        assert one.mean <= 20 * one.p50


def test_a_break_even_that_moves_nothing_is_no_flip():
    """With nobody switching, no number of users can matter; rounding must not make it 'over 99 % likely'."""
    found = evaluate(pd.DataFrame([{"request": "Bulk export", "would_switch": "0%"}])).requests[0]
    for name in ("users", "how_often", "like", "not_miss", "head_start"):
        assert found.parameters[name].break_even is None, name
