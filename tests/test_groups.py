"""Knowing several answers: the worth of groups, and the shortest list to find out."""

import itertools

import numpy as np
import pytest
from test_decision_core import CASES, bets_of, random_bets, sheet

from featurecheck.evaluation import evaluate
from featurecheck.figures import figures
from featurecheck.groups import MOST_OF_IT, Group
from featurecheck.model import Constants
from featurecheck.payoff import COLUMN, NAMES

CLOSE_CALL = bets_of(CASES["BET-01"])


@pytest.fixture(scope="module")
def known():
    exact, sampled = figures(CLOSE_CALL, Constants(), 4096)
    return Group(CLOSE_CALL, Constants()), exact.evppi[0], float(sampled.evpi[0])


def test_a_group_of_one_is_worth_its_evppi(known):
    group, single, evpi = known
    for name in NAMES:
        assert group.worth((COLUMN[name],)) == pytest.approx(single[COLUMN[name]], abs=0.002 * evpi), name


def test_all_answers_together_are_worth_the_evpi(known):
    group, _, evpi = known
    assert group.worth(tuple(range(12))) == pytest.approx(CASES["BET-01"]["evpi"], rel=0.005)
    assert group.worth(tuple(range(12))) == pytest.approx(evpi, rel=0.005)


def test_knowing_more_is_never_worth_less(known):
    group, _, evpi = known
    for pair in itertools.combinations(range(12), 2):
        for more in range(12):
            assert group.worth((*pair, more)) >= group.worth(pair) - 0.001 * evpi


def test_the_list_begins_with_the_best_single_answer_and_reaches_four_fifths(known):
    group, single, evpi = known
    steps = group.shortest_list(evpi, single)
    assert steps[0].column == single.argmax()
    assert steps[0].worth == pytest.approx(single.max())
    assert [step.worth for step in steps] == sorted(step.worth for step in steps)
    assert steps[-1].worth >= MOST_OF_IT * evpi > steps[-2].worth


def test_each_step_is_the_best_that_could_be_added(known):
    group, single, evpi = known
    steps = group.shortest_list(evpi, single)
    for size in range(1, len(steps)):
        before = tuple(step.column for step in steps[:size])
        others = [column for column in range(12) if column not in before]
        best = max(others, key=lambda column: group.worth((*before, column)))
        assert group.worth((*before, best)) <= group.worth((*before, steps[size].column)) + 1e-6 * evpi


def test_brute_force_agrees_on_a_pair():
    """Two answers drawn outside, the ten others drawn inside, the payoff written out: the same worth."""
    from test_decision_core import plain_value

    rng = np.random.default_rng(3)
    bet = random_bets(9, 1)
    pair = ("build_cost", "value_per_user")
    outer, inner = 400, 2000
    draws = {}
    for name in NAMES:
        z = rng.standard_normal((outer, 1) if name in pair else (outer, inner))
        draws[name] = np.broadcast_to(bet.value(name, z.ravel())[0].reshape(z.shape), (outer, inner))
    given = plain_value(draws, Constants()).mean(axis=1)
    worth = np.maximum(given, 0).mean() - max(given.mean(), 0)
    error = given.std() / np.sqrt(outer)
    assert Group(bet, Constants()).worth(tuple(COLUMN[name] for name in pair)) == pytest.approx(
        worth, abs=3 * error
    )


def test_exact_answers_leave_nothing_to_find_out():
    bet = bets_of(CASES["BET-05"])
    assert Group(bet, Constants()).shortest_list(0.0, np.zeros(12)) == []


def test_the_report_gets_the_list_in_the_answers_own_names():
    found = evaluate(sheet(CASES["BET-01"])).requests[0]
    assert [step.parameter for step in found.find_out_list][:2] == ["build_cost", "value_per_user"]
    assert found.find_out_list[-1].share_of_evpi >= MOST_OF_IT
    assert found.find_out_list[-2].share_of_evpi < MOST_OF_IT


def test_a_number_of_switchers_is_asked_for_by_its_own_question():
    frame = sheet(CASES["BET-01"]).assign(would_switch="5 to 400 users", lost_without="0", bought_because="0")
    found = evaluate(frame, {"finding_out": {"cost": 0, "weeks": 0}}).requests[0]
    assert "would_switch" in [step.parameter for step in found.find_out_list]
    assert "users" not in [step.parameter for step in found.find_out_list]


def test_a_clear_verdict_needs_no_list():
    assert evaluate(sheet(CASES["BET-02"])).requests[0].find_out_list == ()
