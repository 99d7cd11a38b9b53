"""What if an answer were another one: the core itself answers, and hands itself on as data that says the same."""

import importlib.util
import json
import math
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whatif_cases import POLICIES, evaluated, situations, supposed

from featurecheck.errors import FeatureCheckError
from featurecheck.payoff import COLUMN, GRID, SHARES, WEIGHTS, expected_terms, moments
from featurecheck.points import points_of
from featurecheck.policy import policy_from
from featurecheck.record import from_json, to_json
from featurecheck.report.whatif import net
from featurecheck.whatif import Setting, changed, reconsidered

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def weighed(tmp_path_factory):
    return evaluated(12, 5, "ways", tmp_path_factory.mktemp("accounts"))


def product_of_means(recipe, case, horizon):
    """E[NPV] from the data alone: the sum of coefficients times the means of functions."""
    answers = {one.name: place for place, one in enumerate(recipe.answers)}

    def mean(function):
        place = answers[function.answer]
        location, scale = case.locations[place], case.scales[place]
        if recipe.answers[place].share:
            x = 1 / (1 + np.exp(-(location + scale * GRID)))
        elif function.answer in case.exponential:
            return scale if function.kind == "itself" else None
        elif function.kind == "itself":
            return math.exp(location + scale**2 / 2)
        else:
            x = np.exp(location + scale * GRID)
        if function.kind == "rest":
            x = 1 - x
        elif function.kind == "fading":
            left = np.maximum(horizon - x, 0)
            series = sum(c * left**power * np.exp(-fade * left) for c, power, fade in function.series)
            x = np.exp(-function.rate * x) * (series if function.series else 1)
        return float(x @ WEIGHTS)

    return sum(
        coefficient * math.prod(mean(recipe.functions[one]) for one in term.functions)
        for coefficient, term in zip(case.coefficients, recipe.terms, strict=True)
        if coefficient
    )


@pytest.mark.parametrize("policy", POLICIES)
def test_the_recipe_is_the_payoff_under_every_policy(policy, tmp_path):
    results, rules = evaluated(8, 3, policy, tmp_path)
    for found, core in zip(results.requests, situations(results), strict=True):
        for case, bet in ((found.case, core.bet), (found.case.unweighted, core.unweighted)):
            if case is not None:
                value = expected_terms(moments(bet, rules.constants), rules.constants).total[0]
                size = abs(value) + math.exp(bet.location[0, COLUMN["build_cost"]])
                assert product_of_means(results.recipe, case, rules.constants.horizon_years) == pytest.approx(
                    value, abs=1e-9 * size
                )


def test_what_nothing_is_supposed_about_stays_as_evaluated(weighed):
    results, rules = weighed
    for found, core in zip(results.requests, situations(results), strict=True):
        same = reconsidered(core, Setting(), rules, results.points)
        assert same.verdict == found.verdict
        assert same.expected_value == pytest.approx(found.expected_value, rel=1e-6, abs=0.01)
        assert same.chance_of_loss == pytest.approx(found.chance_of_loss, rel=1e-4, abs=1e-6)
        for question in same.questions:
            name = "would_switch" if core.number and question.name == "users" else question.name
            assert found.parameters[name].evppi == pytest.approx(question.evppi, rel=1e-6, abs=0.01)
            if question.evppi > 1:
                assert found.parameters[name].net_worth == pytest.approx(
                    question.net_worth, rel=1e-6, abs=0.01
                )


def test_without_weighing_the_verdict_is_the_one_shown_beside(weighed):
    results, rules = weighed
    shown = [
        (found, core)
        for found, core in zip(results.requests, situations(results), strict=True)
        if core.unweighted
    ]
    assert len(shown) > 3
    for found, core in shown:
        plain = reconsidered(core, Setting(weighed=False), rules, results.points)
        assert plain.verdict == found.asked_by.unweighted_verdict
        assert plain.expected_value == pytest.approx(found.asked_by.unweighted_value, rel=1e-6, abs=0.01)


def test_nobody_weighed_means_that_weighing_makes_no_difference():
    results, _ = evaluated(4, 8)
    assert all(found.case.unweighted is None for found in results.requests)


@given(width=st.floats(0, 1), seed=st.integers(0, 9))
def test_a_narrower_answer_keeps_its_mean(width, seed):
    (core, *_) = CORES[seed : seed + 1]
    narrow = changed(core.bet, Setting(width=dict.fromkeys(core.bet.names, width)))
    for name in core.bet.names:
        if name in SHARES:
            before, after = (float(bet.value(name, GRID)[0] @ WEIGHTS) for bet in (core.bet, narrow))
        else:
            before, after = float(core.bet.mean(name)[0]), float(narrow.mean(name)[0])
        assert after == pytest.approx(before, rel=1e-7)


CORES = situations(evaluated(10, 21)[0])


@pytest.mark.parametrize("core", CORES)
def test_where_everything_is_known_nothing_is_left_to_find_out(core):
    sure = Setting(width=dict.fromkeys(core.bet.names, 0.0))
    found = reconsidered(core, sure, policy_from({}), 4096)
    assert all(question.evppi < 1e-3 for question in found.questions)
    assert found.chance_of_loss == pytest.approx(float(found.expected_value < 0), abs=1e-6)


@pytest.mark.parametrize("core", CORES)
def test_a_dearer_build_or_a_shorter_horizon_never_earns_more(core):
    rules = policy_from({})
    now = reconsidered(core, Setting(), rules, 4096)
    dearer = reconsidered(core, Setting(moved={"build_cost": 0.7}), rules, 4096)
    shorter = reconsidered(core, Setting(horizon_years=2.0), rules, 4096)
    assert dearer.expected_value < now.expected_value
    assert dearer.chance_of_loss >= now.chance_of_loss
    assert shorter.chance_of_loss >= now.chance_of_loss - 1e-6


def test_no_supposition_settles_a_contradiction():
    core = replace(CORES[0], contradicted=True)
    found = reconsidered(core, Setting(moved={"build_cost": -9.0}), policy_from({}), 4096)
    assert found.expected_value > 0
    assert found.verdict == "FIND OUT FIRST"


def test_an_answer_of_exactly_nothing_stays_nothing():
    results, _ = evaluated(1, 2)
    bet = situations(results)[0].bet
    bet.location[0, COLUMN["lost_without"]], bet.scale[0, COLUMN["lost_without"]] = -60.0, 0.0
    bet.exponential[0, COLUMN["lost_without"]] = False
    moved = changed(bet, Setting(moved={"lost_without": 5.0}))
    assert moved.location[0, COLUMN["lost_without"]] == -60.0


def test_suppositions_change_nothing_in_what_they_are_made_about():
    chance, core = random.Random(4), CORES[1]  # noqa: S311 - test data
    before = core.bet.location.copy(), core.bet.scale.copy(), core.bet.exponential.copy()
    for _ in range(20):
        changed(core.bet, supposed(chance, 4.0))
    for was, now in zip(before, (core.bet.location, core.bet.scale, core.bet.exponential), strict=True):
        np.testing.assert_array_equal(was, now)


def test_the_recipe_and_the_cases_are_kept_in_the_file(weighed):
    results, _ = weighed
    again = from_json(to_json(results), "evaluation.json")
    assert again.recipe == results.recipe
    assert [found.case for found in again.requests] == [found.case for found in results.requests]
    assert any(found.case.unweighted for found in again.requests)


def test_a_file_from_before_there_was_a_recipe_is_still_read(weighed):
    plain = json.loads(to_json(weighed[0]))
    del plain["recipe"]
    for found in plain["requests"]:
        del found["case"]
    again = from_json(json.dumps(plain).encode(), "evaluation.json")
    assert again.recipe is None
    assert again.requests[0].case is None


def spoil_curve(plain):
    plain["requests"][0]["case"]["locations"][0] = "<b>"


def spoil_function(plain):
    plain["recipe"]["functions"][0]["answer"] = 3


def spoil_series(plain):
    plain["recipe"]["functions"][-1]["series"] = [["1", 2, 3]]


@pytest.mark.parametrize("spoil", [spoil_curve, spoil_function, spoil_series])
def test_a_changed_recipe_is_refused_in_a_sentence(weighed, spoil):
    plain = json.loads(to_json(weighed[0]))
    spoil(plain)
    with pytest.raises(FeatureCheckError, match="Evaluate the requests again"):
        from_json(json.dumps(plain).encode(), "evaluation.json")


def test_the_generator_is_what_its_script_makes(monkeypatch):
    folder = ROOT / "benchmarks"
    monkeypatch.syspath_prepend(str(folder))
    spec = importlib.util.spec_from_file_location("make_net", folder / "make_net.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert "".join(f"{one}\n" for one in net()) == module.net()


def test_the_generator_makes_the_stored_points():
    from scipy.stats import norm

    for text, stored in zip(net(), points_of(4096, stakes=True), strict=True):
        words = [
            sum((ord(one) - 63) * 64 ** (4 - at) for at, one in enumerate(text[5 * k : 5 * k + 5]))
            for k in range(13)
        ]
        points = np.array(words[:1])
        for direction in words[1:]:
            points = np.concatenate([points, points ^ direction])
        order = np.arange(4096) ^ (np.arange(4096) >> 1)
        np.testing.assert_array_equal(norm.ppf(points / 2**30).astype(np.float32)[order], stored)
