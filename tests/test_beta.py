"""What so many of so many people say about a share, alone and on top of an opinion."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit

from featurecheck.estimate.beta import posterior, updated
from featurecheck.estimate.jeffreys import log_odds_interval

Z95 = 1.6448536269514722
POINTS = (0.05, 0.5, 0.95)
PEOPLE = st.floats(0, 1e6)
BELIEFS = [(-2.0, 1.0), (0.0, 0.2), (3.0, 2.0), (-6.0, 0.5), (0.0, 5.0), (8.0, 3.0)]
ROWS = [(0, 5), (5, 5), (3.7, 9.2), (0, 1e6), (1e6, 1e6), (12_345.5, 1e6), (0.0, 0.3), (1, 1e6)]


def prior(location, scale):
    return tuple(float(expit(location + z * scale)) for z in (-Z95, 0, Z95))


def by_brute_force(location, scale, yes, n):
    """The same quantiles from two million equal steps, refined once around what has any weight."""
    low, high = location - 40 * scale - 60, location + 40 * scale + 60
    for _ in range(6):
        t = np.linspace(low, high, 200_001)
        log = (
            -(((t - location) / scale) ** 2) / 2 - yes * np.logaddexp(0, -t) - (n - yes) * np.logaddexp(0, t)
        )
        log -= log.max()
        there = np.flatnonzero(log > -40)
        low, high = t[max(there[0] - 1, 0)], t[min(there[-1] + 1, t.size - 1)]
    weight = np.exp(log)
    below = np.concatenate([[0], np.cumsum((weight[1:] + weight[:-1]) / 2)])
    return tuple(expit(np.interp(at * below[-1], below, t)) for at in POINTS)


@pytest.mark.parametrize("rows", ROWS)
def test_people_alone_give_the_quantiles_of_the_beta_posterior(rows):
    yes, n = rows
    expected = stats.beta(yes + 0.5, n - yes + 0.5).ppf(POINTS)
    assert posterior(yes, n) == pytest.approx(tuple(expected), rel=1e-8)


def test_whole_people_give_what_a_written_sample_gives():
    low, _, high = posterior(3, 10)
    assert (low, high) == pytest.approx(tuple(expit(log_odds_interval(3, 10))), rel=1e-12)


@pytest.mark.parametrize("belief", BELIEFS)
@pytest.mark.parametrize("rows", ROWS)
def test_an_opinion_updated_by_people_agrees_with_brute_force(belief, rows):
    expected = by_brute_force(*belief, *rows)
    assert updated(*belief, *rows) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("belief", [(-700.0, 3.0), (0.0, 1000.0), (0.0, 1e-6), (40.0, 0.01), (-40.0, 20.0)])
@pytest.mark.parametrize("rows", ROWS)
def test_extreme_opinions_give_ordered_shares_inside_0_and_1(belief, rows):
    low, middle, high = updated(*belief, *rows)
    assert 0 < low <= middle <= high < 1


@given(st.floats(-10, 10), st.floats(0, 10))
def test_nobody_asked_leaves_the_opinion_as_it_is(location, scale):
    assert updated(location, scale, 0, 0) == pytest.approx(prior(location, scale), rel=1e-9)


@given(st.floats(-5, 5), PEOPLE, PEOPLE)
def test_an_opinion_without_width_is_not_moved(location, yes, no):
    for scale in (0.0, 1e-12):
        assert updated(location, scale, yes, yes + no) == pytest.approx(prior(location, 0), rel=1e-6)


def test_a_narrow_opinion_is_hardly_moved_by_a_few_people():
    assert updated(-1.0, 0.001, 5, 5) == pytest.approx(prior(-1.0, 0.001), rel=1e-4)


@pytest.mark.parametrize("rows", [(2, 10), (50, 200), (7.3, 20.9), (400_000, 1_000_000)])
def test_a_very_wide_opinion_leaves_the_word_to_the_people(rows):
    """A flat opinion on the log-odds scale is Beta(0, 0): the posterior is Beta(yes, no)."""
    yes, n = rows
    expected = stats.beta(yes, n - yes).ppf(POINTS)
    assert updated(0.0, 1e4, yes, n) == pytest.approx(tuple(expected), rel=1e-5)


@given(st.floats(-6, 6), st.floats(0.01, 6), st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 1e4))
def test_more_who_say_yes_never_lower_the_share(location, scale, one, other, n):
    fewer, more = sorted((one * n, other * n))
    pairs = zip(updated(location, scale, fewer, n), updated(location, scale, more, n), strict=True)
    assert all(low <= high * (1 + 1e-9) for low, high in pairs)


@given(st.floats(-6, 6), st.floats(0.01, 6), PEOPLE, PEOPLE)
def test_yes_and_no_are_mirror_images(location, scale, yes, no):
    there, mirrored = updated(location, scale, yes, yes + no), updated(-location, scale, no, yes + no)
    assume(min(*there, *mirrored) > 1e-12)
    assert there == pytest.approx(tuple(1 - share for share in reversed(mirrored)), rel=1e-5, abs=1e-12)


@given(st.floats(-4, 4), st.floats(0.05, 4), st.integers(1, 500), st.floats(0, 1))
def test_the_middle_lies_between_the_opinion_and_the_people_or_next_to_them(location, scale, n, share):
    """The peak on the log-odds scale is where both pull alike; nothing lies outside all that was believed or said."""
    yes = share * n
    middle = math.log(updated(location, scale, yes, n)[1]) - math.log1p(-updated(location, scale, yes, n)[1])
    pull = (location - middle) / scale**2 + yes - n * expit(middle)
    width = 1 / math.sqrt(1 / scale**2 + n * expit(middle) * expit(-middle))
    assert abs(pull) * width < 1.0  # less than one standard deviation from the peak


@pytest.mark.parametrize("rows", [(-1, 5), (6, 5), (1, math.inf), (math.nan, 5), (1, math.nan)])
def test_what_is_no_count_of_people_is_refused(rows):
    with pytest.raises(ValueError, match="count of people"):
        posterior(*rows)
    with pytest.raises(ValueError, match="count of people"):
        updated(0.0, 1.0, *rows)


@pytest.mark.parametrize("belief", [(math.nan, 1.0), (0.0, -1.0), (0.0, math.inf), (math.inf, 1.0)])
def test_what_is_no_opinion_about_a_share_is_refused(belief):
    with pytest.raises(ValueError, match="belief"):
        updated(*belief, 1, 2)
