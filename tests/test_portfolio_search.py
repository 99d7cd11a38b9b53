"""The plan against every plan there is, on small random cases; order, bounds and HiGHS on larger ones."""

import sys

import numpy as np
import pytest

from featurecheck.portfolio import plan, planning
from featurecheck.portfolio.case import case_of
from featurecheck.portfolio.relations import relations

CASES = range(40)


def scattered(seed, count, related=0.35):
    """Random requests that need and exclude each other, cycles and impossible wishes among them."""
    rng = np.random.default_rng(seed)
    ids = [f"R{row:03}" for row in range(count)]
    some = [rng.random(2) < related for _ in ids]
    needs = [
        [ids[row] for row in rng.integers(0, count, rng.integers(1, 3))] if yes else [] for yes, _ in some
    ]
    excludes = [[ids[int(rng.integers(0, count))]] if yes else [] for _, yes in some]
    efforts = rng.integers(1, 20, count) / 2
    values = rng.normal(5000, 15_000, count)
    return ids, values, efforts, float(rng.uniform(0.1, 0.8) * efforts.sum()), needs, excludes


def best_of_all(ids, values, efforts, capacity, needs, excludes):
    """The value of the best plan, found by looking at each of them."""
    place = {name: row for row, name in enumerate(ids)}
    needed = [{place[name] for name in names} for names in needs]
    barred = [{place[name] for name in names} - {row} for row, names in enumerate(excludes)]
    best = 0.0
    for plan_number in range(1 << len(ids)):
        rows = {row for row in range(len(ids)) if plan_number >> row & 1}
        listed = sorted(rows)
        if (
            values[listed].sum() > best
            and efforts[listed].sum() <= capacity
            and all(needed[row] <= rows and not barred[row] & rows for row in rows)
            and buildable(rows, needed)
        ):
            best = values[listed].sum()
    return best


def buildable(rows, needed):
    """Whether there is an order in which nothing waits for itself."""
    built = set()
    while rows - built:
        ready = {row for row in rows - built if needed[row] <= built}
        if not ready:
            return False
        built |= ready
    return True


@pytest.fixture
def without_exhaustion(monkeypatch):
    """Small cases go the way of large ones."""
    monkeypatch.setattr(planning, "EXHAUSTIVE", 0)


@pytest.mark.parametrize("seed", CASES)
def test_a_small_batch_gets_the_best_plan_of_all(seed):
    case = scattered(seed, 9)
    found = plan(*case, solver=False)
    assert found.method == "exact"
    assert found.value == pytest.approx(best_of_all(*case), abs=0.01)
    assert found.bound == found.value


@pytest.mark.usefixtures("without_exhaustion")
@pytest.mark.parametrize("seed", CASES)
def test_the_greedy_plan_and_its_bound_enclose_the_best_plan(seed):
    case = scattered(seed, 9)
    best, found = best_of_all(*case), plan(*case, solver=False)
    assert found.method == "greedy"
    assert best * 0.999 - 0.01 <= found.value <= best + 0.01 <= found.bound + 0.02


@pytest.mark.usefixtures("without_exhaustion")
@pytest.mark.parametrize("seed", CASES)
def test_value_per_effort_alone_keeps_every_rule(seed):
    ids, values, efforts, capacity, needs, excludes = scattered(seed, 30)
    case, _ = case_of(values, efforts, capacity, relations(ids, needs, excludes))
    built = planning.greedy(case)
    assert case.feasible(built)
    assert case.value(built) >= 0


@pytest.mark.usefixtures("without_exhaustion")
@pytest.mark.parametrize("seed", CASES)
def test_highs_finds_the_best_plan(seed):
    case = scattered(seed, 9)
    found = plan(*case)
    assert found.method == "exact"
    assert found.value == pytest.approx(best_of_all(*case), abs=0.01)
    assert found.bound >= found.value


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("related", [0, 0.35])
def test_highs_never_beats_the_bound_and_greedy_is_close(seed, related):
    case = scattered(seed, 120, related)
    greedy, exact = plan(*case, solver=False), plan(*case)
    assert exact.method == "exact"
    assert greedy.value <= exact.value + 0.01 <= greedy.bound + 0.02
    assert greedy.value >= 0.97 * exact.value


@pytest.mark.parametrize("count", [9, 60, 400])
@pytest.mark.parametrize("related", [0, 0.35])
def test_permuting_the_requests_changes_nothing(count, related):
    ids, values, efforts, capacity, needs, excludes = scattered(3, count, related)
    values = np.round(values, -4)  # many ties
    order = np.random.default_rng(1).permutation(count)
    mixed = [[column[row] for row in order] for column in (ids, needs, excludes)]
    first = plan(ids, values, efforts, capacity, needs, excludes)
    assert first == plan(mixed[0], values[order], efforts[order], capacity, mixed[1], mixed[2])


def test_more_capacity_is_never_worth_less():
    ids, values, efforts, capacity, needs, excludes = scattered(5, 12)
    worth = [
        plan(ids, values, efforts, capacity * part, needs, excludes).value for part in (0.2, 0.5, 0.9, 2)
    ]
    assert worth == sorted(worth)


def test_without_scipy_the_greedy_plan_stands(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert plan(*scattered(1, 60)).method == "greedy"


class Answer:
    """What HiGHS says when its time is over: the empty plan."""

    status, x, mip_dual_bound = 1, np.zeros(60), None


def test_an_answer_that_is_not_proven_best_is_not_taken(monkeypatch):
    from scipy import optimize

    case = scattered(1, 60)
    greedy = plan(*case, solver=False)
    monkeypatch.setattr(optimize, "milp", lambda *_, **__: Answer)
    assert plan(*case) == greedy


def test_too_many_candidates_are_not_handed_to_highs(monkeypatch):
    from scipy import optimize

    monkeypatch.setattr(optimize, "milp", None)
    assert plan(*scattered(2, 700)).method == "greedy"


def test_a_hundred_thousand_requests_are_planned_next_to_perfectly():
    rng = np.random.default_rng(8)
    count = 100_000
    efforts = np.exp(rng.normal(1, 0.8, count))
    values = efforts * np.exp(rng.normal(1, 1, count)) - 3 * efforts
    nothing = [()] * count
    found = plan([f"R{row}" for row in range(count)], values, efforts, 0.1 * efforts.sum(), nothing, nothing)
    assert found.gap_share < 1e-5
    assert found.used_person_weeks <= found.capacity_person_weeks
