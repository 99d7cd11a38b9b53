"""The decision core holds to published and independently computed figures, whatever road they come in by."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.evaluation import evaluate
from featurecheck.figures import figures
from featurecheck.model import Constants
from featurecheck.payoff import COLUMN, NAMES, SHARES, Bets
from featurecheck.points import FARTHEST, points_of, stored_points

CASES = json.loads((Path(__file__).parent / "cases" / "decision_core.json").read_text())["bets"]
Z95 = 1.6448536269514722
TIMES = ("build_time", "head_start")


def sheet(case):
    """Return the case as a product manager would type it: ranges, with the grade that widens nothing."""
    row = {"request": case["title"]}
    for name, (low, high) in case["answers"].items():
        row[name] = f"{low} to {high}" + (" years" if name in TIMES else "")
        row[f"{name} evidence"] = "measured"
    return pd.DataFrame([row])


def bets_of(case, count=1):
    location, scale = np.zeros((count, 12)), np.zeros((count, 12))
    for name, ends in case["answers"].items():
        low, high = (np.log(end / (1 - end)) if name in SHARES else np.log(end) for end in ends)
        location[:, COLUMN[name]] = (low + high) / 2
        scale[:, COLUMN[name]] = (high - low) / 2 / Z95
    return Bets(location, scale, np.zeros((count, 12), dtype=bool))


@pytest.fixture(params=["BET-01", "BET-02", "BET-05"])
def case(request):
    return CASES[request.param]


@pytest.fixture
def found(case):
    return evaluate(sheet(case)).requests[0]


def test_expected_value_is_exact(case, found):
    assert found.expected_value == pytest.approx(case["expected_value"], rel=1e-6)


def test_perfect_information_and_chance_of_loss(case, found):
    assert found.evpi == pytest.approx(case["evpi"], rel=0.01, abs=7.3)
    assert found.chance_of_loss == pytest.approx(case["chance_of_loss"], abs=0.003)


def test_quantiles_of_the_outcome(case, found):
    for got, wanted in zip((found.p5, found.p50, found.p95), case.get("quantiles", []), strict=False):
        assert got == pytest.approx(wanted, rel=0.02, abs=500)


def test_worth_of_finding_out_each_answer(case, found):
    for name, wanted in case.get("evppi", dict.fromkeys(NAMES, 0.0)).items():
        assert found.parameters[name].evppi == pytest.approx(wanted, rel=0.01, abs=5), name


def test_break_evens_and_their_probability(case, found):
    for name, wanted in case.get("break_even", {}).items():
        parameter = found.parameters[name]
        if wanted is None:
            assert parameter.break_even is None, name
            continue
        assert parameter.break_even == pytest.approx(wanted[0], rel=0.001), name
        beyond = 1 - wanted[1] if parameter.break_even_direction == "above" else wanted[1]
        assert parameter.flip_probability == pytest.approx(beyond, abs=1e-4), name


def test_tornado_ends(case, found):
    for name, (low, high) in case.get("tornado", {}).items():
        assert found.parameters[name].at_p5 == pytest.approx(low, rel=0.002, abs=50), name
        assert found.parameters[name].at_p95 == pytest.approx(high, rel=0.002, abs=50), name


def slow_net_present_value(x, constants):
    """The payoff written out as a person would, one draw at a time."""
    r, horizon = constants.discount_rate, constants.horizon_years
    time = x["build_time"]
    left = max(horizon - time, 0.0)
    years = (np.exp(-r * time) - np.exp(-r * horizon)) / r if left else 0.0
    growth = years / r - left * np.exp(-r * horizon) / r if left else 0.0
    chain = x["users"] * x["how_often"] * x["like"] * (1 - x["not_miss"]) * x["would_switch"]
    won = chain * np.exp(-constants.lock_in_rate * (x["head_start"] + time)) * years
    new = constants.win_rate_share * x["bought_because"] * growth
    kept = x["lost_without"] * growth
    gain = (1 - x["price_competition"]) * x["value_per_user"] * (won + new + kept)
    return gain - x["build_cost"] * (1 + constants.opportunity_share + constants.upkeep_rate * years)


def test_exact_answers_give_what_the_formula_gives_by_hand():
    case = CASES["BET-05"]
    point = {name: ends[0] for name, ends in case["answers"].items()}
    assert slow_net_present_value(point, Constants()) == pytest.approx(case["expected_value"], rel=1e-9)


def random_bets(seed, count):
    rng = np.random.default_rng(seed)
    base = bets_of(CASES["BET-01"])
    location = base.location + rng.normal(0, 0.6, (count, 12)) * np.maximum(base.scale, 0.1)
    return Bets(
        location, base.scale * np.exp(rng.normal(0, 0.4, (count, 12))), np.zeros((count, 12), dtype=bool)
    )


def test_brute_force_agrees_on_random_bets():
    """Half a million plain draws of the formula, one bet at a time, land on the same mean, loss and information."""
    constants = Constants()
    bets = random_bets(5, 3)
    known, spread = figures(bets, Constants(), 4096)
    rng = np.random.default_rng(11)
    for row in range(3):
        z = rng.standard_normal((12, 400_000))
        x = {name: bets.rows(row, row + 1).value(name, z[COLUMN[name]])[0] for name in NAMES}
        slow = np.vectorize(lambda *v: slow_net_present_value(dict(zip(NAMES, v, strict=True)), constants))
        some = slow(*(x[name][:2000] for name in NAMES))
        value = plain_value(x, constants)
        np.testing.assert_allclose(value[:2000], some, rtol=1e-9)
        error = value.std() / np.sqrt(value.size)
        assert abs(value.mean() - known.expected_value[row]) < 4 * error
        assert abs((value < 0).mean() - spread.chance_of_loss[row]) < 0.004
        evpi = np.maximum(value, 0).mean() - max(0, value.mean())
        assert abs(evpi - spread.evpi[row]) < 5 * error


def plain_value(x, constants):
    """The same formula on whole arrays; held to the slow one above."""
    r, horizon = constants.discount_rate, constants.horizon_years
    left = np.maximum(horizon - x["build_time"], 0)
    end = np.exp(-r * horizon)
    years = np.where(left > 0, (np.exp(-r * x["build_time"]) - end) / r, 0)
    growth = np.where(left > 0, years / r - left * end / r, 0)
    chain = x["users"] * x["how_often"] * x["like"] * (1 - x["not_miss"]) * x["would_switch"]
    won = chain * np.exp(-constants.lock_in_rate * (x["head_start"] + x["build_time"])) * years
    arriving = constants.win_rate_share * x["bought_because"] + x["lost_without"]
    gain = (1 - x["price_competition"]) * x["value_per_user"] * (won + arriving * growth)
    return gain - x["build_cost"] * (1 + constants.opportunity_share + constants.upkeep_rate * years)


def test_a_finer_grid_changes_the_worth_of_an_answer_by_less_than_two_in_a_thousand():
    bets = random_bets(3, 40)
    known, _ = figures(bets, Constants(), 64)
    grid = np.linspace(-8, 8, 20_001)
    weights = np.exp(-0.5 * grid * grid)
    weights /= weights.sum()
    for name in ("how_often", "not_miss", "would_switch", "price_competition", "users"):
        column = COLUMN[name]
        low, high = known.at_p5[:, column], known.at_p95[:, column]
        ends = [bets.value(name, z) for z in (-Z95, Z95)]
        slope = (high - low) / (ends[1] - ends[0])
        nodes = low[:, None] + slope[:, None] * (bets.value(name, grid) - ends[0][:, None])
        wanted = np.maximum(nodes, 0) @ weights - np.maximum(nodes @ weights, 0)
        there = wanted > 0.01 * np.exp(bets.location[:, COLUMN["build_cost"]])
        error = known.evppi[there, column] / wanted[there] - 1
        assert np.sqrt(np.mean(error**2)) < 0.002, name


@settings(max_examples=40, deadline=None)
@given(
    shift=st.lists(st.floats(-2, 2), min_size=12, max_size=12),
    width=st.lists(st.sampled_from([0.0, 0.3, 1.0, 2.5]), min_size=12, max_size=12),
    exponential=st.sets(
        st.sampled_from(
            [
                "users",
                "bought_because",
                "lost_without",
                "build_cost",
                "build_time",
                "head_start",
                "value_per_user",
            ]
        )
    ),
)
def test_information_is_never_negative_and_no_part_beats_the_whole(shift, width, exponential):
    base = bets_of(CASES["BET-01"])
    marks = np.array([[name in exponential for name in NAMES]])
    location = base.location + np.array([shift])
    scale = np.where(marks, np.exp(np.clip(location, -20, 20)), base.scale * np.array([width]))
    known, spread = figures(Bets(location, scale, marks), Constants(), 1024)
    assert np.isfinite(known.expected_value).all()
    assert (known.evppi >= 0).all()
    assert (spread.evpi >= 0).all()
    assert ((spread.chance_of_loss >= 0) & (spread.chance_of_loss <= 1)).all()
    assert (np.diff(spread.quantiles[0]) >= 0).all()
    assert known.evppi.max() <= spread.evpi[0]


def test_permuting_the_requests_changes_nothing_but_their_order():
    frame = pd.concat([sheet(CASES[name]) for name in CASES], ignore_index=True)
    forward, backward = evaluate(frame), evaluate(frame.iloc[::-1].reset_index(drop=True))
    for one, other in zip(forward.requests, list(backward.requests)[::-1], strict=True):
        assert (one.request, one.verdict, one.expected_value, one.evpi, one.rank) == (
            other.request,
            other.verdict,
            other.expected_value,
            other.evpi,
            other.rank,
        )


def test_a_request_alone_is_a_batch_of_one():
    frame = pd.concat([sheet(CASES[name]) for name in CASES], ignore_index=True)
    together = evaluate(frame).requests[0]
    alone = evaluate(sheet(CASES["BET-01"])).requests[0]
    assert (alone.expected_value, alone.evpi, alone.p5, alone.outcomes) == (
        together.expected_value,
        together.evpi,
        together.p5,
        together.outcomes,
    )


def test_a_build_time_beyond_the_horizon_earns_nothing_and_says_so():
    frame = sheet(CASES["BET-05"]).assign(build_time="6 years")
    found = evaluate(frame).requests[0]
    assert found.expected_value == pytest.approx(-120_000 * 1.25)
    assert found.verdict == "NO-GO"
    assert any("after the horizon" in flag.text for flag in found.flags)


def test_the_stored_points_are_what_their_script_makes():
    path = Path(__file__).parent.parent / "benchmarks" / "make_points.py"
    spec = importlib.util.spec_from_file_location("make_points", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    np.testing.assert_array_equal(stored_points(), module.points())
    stakes = points_of(4096, stakes=True)
    np.testing.assert_array_equal(stakes[12:], module.points_of_stakes())
    np.testing.assert_array_equal(stakes[:12], stored_points())
    assert np.abs(stakes).max() < FARTHEST
