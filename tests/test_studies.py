"""What imperfect information is worth: published references, brute force, and what must hold of every study."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck import studies
from featurecheck.estimate import parse_estimate
from featurecheck.model import Kind
from featurecheck.studies import (
    beta_survey_evsi,
    grid,
    grid_reading_evsi,
    log_error,
    normal_evsi,
    reading_evsi,
    survey_evsi,
)

REFERENCES = {
    10: 2520.408163265307,
    20: 5774.400935125668,
    50: 8366.442417197923,
    100: 10129.156256453549,
    300: 11921.857304454392,
    1000: 12659.483345121691,
}
EVPPI_OF_REFERENCES = 13008.985252245162
VIGNETTE = {10: 0.07232512026086226, 100: 0.08211760559711384, 1000: 0.08319460609998655}


def bets(seed, count):
    """Close calls of every kind: location, scale, constant and slope of shares, some rising and some falling."""
    rng = np.random.default_rng(seed)
    location, scale = rng.normal(-1.5, 1.2, count), 0.05 + np.abs(rng.normal(0.8, 0.5, count))
    slope = np.exp(rng.normal(12, 1, count)) * rng.choice([-1.0, 1.0], count)
    return location, scale, -slope * share(location + scale * rng.normal(0, 0.7, count)), slope


def share(odds):
    return 1 / (1 + np.exp(-odds))


def perfect(location, scale, constant, slope, curve=share, nodes=20_001):
    """The worth of knowing the answer, by brute quadrature."""
    scores, weights = grid(nodes)
    value = constant[:, None] + slope[:, None] * curve(location[:, None] + scale[:, None] * scores)
    return np.maximum(value, 0) @ weights - np.maximum(value @ weights, 0)


@pytest.mark.parametrize("people", REFERENCES)
def test_a_survey_about_a_beta_share_is_worth_what_the_reference_says(people):
    worth = beta_survey_evsi(2, 38, -60_000, 1.4e6, people)
    assert worth == pytest.approx(REFERENCES[people], rel=1e-9)


def test_asking_everybody_about_a_beta_share_is_knowing_it():
    worth = [beta_survey_evsi(2, 38, -60_000, 1.4e6, people) for people in (1000, 10_000, 100_000)]
    assert worth == sorted(worth)
    assert worth[-1] == pytest.approx(EVPPI_OF_REFERENCES, rel=1e-3)
    assert worth[-1] < EVPPI_OF_REFERENCES


@pytest.mark.parametrize("count", VIGNETTE)
def test_observations_of_a_normal_quantity_are_worth_what_the_vignette_says(count):
    preposterior = np.array([np.sqrt(1 / (1 + 1 / count))])
    assert normal_evsi(np.array([1.0]), preposterior)[0] == pytest.approx(VIGNETTE[count], rel=1e-9)


def test_knowing_a_normal_quantity_is_worth_what_the_vignette_says():
    worth = normal_evsi(np.array([1.0, 1.0, -1.0, 0.0]), np.array([1.0, 2.0, 1.0, 0.0]))
    assert worth == pytest.approx([0.08331547, 0.39559311, 0.08331547, 0.0], abs=1e-8)


def test_reading_a_lognormal_amount_without_error_is_knowing_it():
    """'400 to 1500' a user, 100 users, 90,000 to build: 11,038.049 by Black and Scholes' formula."""
    value = parse_estimate("400 to 1500", Kind.MONEY, None)
    given_amount = (np.array([one]) for one in (value.location, value.scale, -90_000.0, 100.0))
    assert reading_evsi(*given_amount, 0.0)[0] == pytest.approx(11_038.049273208493, rel=1e-9)


@pytest.mark.parametrize("people", [1, 10, 20, 50, 100, 300, 1000])
def test_a_finer_grid_changes_the_worth_of_a_survey_by_less_than_a_millionth(people, monkeypatch):
    some = bets(1, 12)
    quick = survey_evsi(*some, people)
    monkeypatch.setattr(studies, "_nodes", lambda people, _: 20_001 if people < 100 else 4_001)
    slow = survey_evsi(*some, people)
    assert np.abs(quick - slow).max() <= 1e-6 * perfect(*some).max()
    assert quick == pytest.approx(slow, rel=2e-6, abs=1e-6 * np.abs(some[3]).max())


def test_the_quick_sum_over_outcomes_is_the_plain_one():
    """Asking 7 people about 5 % to 60 %: written out outcome by outcome as a person would."""
    location, scale, constant, slope = (np.array([one]) for one in (-1.2, 1.0, -30_000.0, 140_000.0))
    scores, weights = grid(20_001)
    holds = share(location + scale * scores)
    plain = 0.0
    for yes, ways in enumerate((1, 7, 21, 35, 35, 21, 7, 1)):
        likely = ways * holds**yes * (1 - holds) ** (7 - yes)
        plain += max(0.0, float((weights * likely) @ (constant + slope * holds)))
    plain -= max(0.0, float(weights @ (constant + slope * holds)))
    assert survey_evsi(location, scale, constant, slope, 7)[0] == pytest.approx(plain, rel=1e-9)


def test_brute_force_agrees_on_surveys():
    rng = np.random.default_rng(3)
    for location, scale, constant, slope in zip(*bets(4, 4), strict=True):
        holds = share(location + scale * rng.standard_normal(400_000))
        value = constant + slope * holds
        for people in (5, 40):
            earned = np.bincount(rng.binomial(people, holds), weights=value, minlength=people + 1)
            brute = (np.maximum(earned, 0).sum() - max(0.0, earned.sum())) / holds.size
            (worth,) = survey_evsi(*(np.array([one]) for one in (location, scale, constant, slope)), people)
            assert worth == pytest.approx(brute, abs=5 * value.std() / np.sqrt(holds.size))


@pytest.mark.parametrize("shape", ["lognormal", "logit-normal", "exponential"])
def test_brute_force_agrees_on_readings(shape):
    """Half a million readings in 500 groups: build in those whose average pays."""
    rng = np.random.default_rng(8)
    scores, _ = grid(studies.NODES_OF_A_READING)
    for tau in (0.1, 0.5):
        z = rng.standard_normal(500_000)
        if shape == "exponential":
            x, place = -np.log(cdf_of(-z)), np.log(-np.log(cdf_of(-scores)))
            nodes = 2.0 * np.exp(place) - 1.5
            known = np.log(x)
        else:
            known, place = -1 + 0.8 * z, -1 + 0.8 * scores
            x, nodes = curve(shape, known), 2.0 * curve(shape, place) - 0.7
        value = 2.0 * x - (1.5 if shape == "exponential" else 0.7)
        (worth,) = grid_reading_evsi(nodes[None], place[None], tau)
        order = np.argsort(known + tau * rng.standard_normal(z.size))
        groups = value[order].reshape(500, -1).mean(axis=1)
        brute = np.maximum(groups, 0).mean() - max(0.0, groups.mean())
        assert worth == pytest.approx(brute, abs=5 * value.std() / np.sqrt(z.size))
        if shape == "lognormal":
            closed = reading_evsi(*(np.array([one]) for one in (-1.0, 0.8, -0.7, 2.0)), tau)
            assert worth == pytest.approx(closed[0], rel=1e-4)


def curve(shape, place):
    return np.exp(place) if shape == "lognormal" else share(place)


def cdf_of(z):
    return studies.cdf(z)


PEOPLE = (1, 2, 5, 10, 50, 300, 2000)
ERRORS = (0.001, 0.01, 0.05, 0.2, 0.5, 2.0, 10.0)


@settings(max_examples=60, deadline=None)
@given(st.floats(-8, 6), st.floats(0, 6), st.floats(-3, 3), st.sampled_from([-1.0, 1.0]), st.floats(0, 14))
def test_more_people_are_worth_more_and_never_more_than_knowing(location, scale, away, side, size):
    slope = side * np.exp(size)
    one = [np.array([value]) for value in (location, scale, -slope * share(location + scale * away), slope)]
    worth = np.array([survey_evsi(*one, people)[0] for people in PEOPLE])
    least = 1e-9 * abs(slope)
    assert (worth >= 0).all()
    assert (np.diff(worth) >= -1e-6 * worth.max() - least).all()
    assert worth[-1] <= perfect(*one)[0] * (1 + 1e-5) + least


@settings(max_examples=60, deadline=None)
@given(st.floats(-8, 8), st.floats(0, 3), st.floats(-3, 3), st.sampled_from([-1.0, 1.0]), st.floats(0, 14))
def test_a_worse_reading_is_worth_less_and_none_more_than_knowing(location, scale, away, side, size):
    slope = side * np.exp(size)
    root = np.exp(location + scale * away)
    one = [np.array([value]) for value in (location, scale, -slope * root, slope)]
    worth = np.array([reading_evsi(*one, log_error(error))[0] for error in ERRORS])
    known = reading_evsi(*one, 0.0)[0]
    least = 1e-12 * abs(slope) * (root + np.exp(location + scale * scale / 2))
    assert (worth >= 0).all()
    assert (np.diff(worth) <= 1e-9 * known + least).all()
    assert worth[0] <= known * (1 + 1e-9) + least
    scores, _ = grid(studies.NODES_OF_A_READING)
    place = one[0][:, None] + one[1][:, None] * scores
    odds = [
        grid_reading_evsi(share(place) - share(location + scale * away), place, log_error(e))[0]
        for e in ERRORS
    ]
    assert (np.diff(odds) <= 1e-3 * max(odds)).all()


def test_asking_ever_more_people_and_reading_ever_better_reach_the_worth_of_knowing():
    some = bets(6, 20)
    known = perfect(*some)
    errors = [
        np.abs(survey_evsi(*some, people) - known).max() / known.max() for people in (100, 1000, 10_000)
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.01
    scores, _ = grid(studies.NODES_OF_A_READING)
    place = some[0][:, None] + some[1][:, None] * scores
    nodes = some[2][:, None] + some[3][:, None] * share(place)
    read = grid_reading_evsi(nodes, place, 1e-4)
    assert np.abs(read - known).max() / known.max() < 1e-3


def test_what_is_known_exactly_is_worth_no_study():
    exact = [np.array([one]) for one in (-1.0, 0.0, -10.0, 40.0)]
    assert survey_evsi(*exact, 20)[0] == 0
    assert reading_evsi(*exact, 0.1)[0] == 0
    scores, _ = grid(65)
    assert grid_reading_evsi(np.full((1, 65), 3.0), 0 * scores[None], 0.1)[0] == 0


def test_what_can_change_nothing_is_worth_no_study():
    sure = [np.array([one]) for one in (-1.0, 1.0, 10.0, 40.0)]
    assert survey_evsi(*sure, 20)[0] == 0
    assert reading_evsi(*sure, 0.1)[0] == 0


def test_people_already_asked_leave_less_for_the_next():
    """'3 of 20' and '30 of 200' are the same share: after 200 answers another 20 say little."""
    worth = []
    for answer in ("3 of 20", "30 of 200"):
        known = parse_estimate(answer, Kind.SHARE, None)
        one = (np.array([value]) for value in (known.location, known.scale, -16_000.0, 100_000.0))
        worth.append(survey_evsi(*one, 20)[0])
    assert worth[0] > 2 * worth[1] > 0


def test_a_request_alone_is_worth_what_it_is_among_many():
    some = bets(9, 300)
    together = survey_evsi(*some, 50)
    alone = [survey_evsi(*(one[row : row + 1] for one in some), 50)[0] for row in range(0, 300, 29)]
    assert together[::29] == pytest.approx(alone, rel=1e-6)


def test_the_error_of_a_reading_is_what_90_in_100_stay_within():
    tau = log_error(0.2)
    assert cdf_of(np.log(1.2) / tau) - cdf_of(-np.log(1.2) / tau) == pytest.approx(0.9)
    assert log_error(0) == 0
