"""The core over many requests: chunks and threads change nothing but the time."""

from dataclasses import fields

import numpy as np
from test_decision_core import random_bets

from featurecheck.figures import figures
from featurecheck.model import Constants
from featurecheck.payoff import Bets

MANY = random_bets(1, 8000)


def same(one, other):
    for part, twin in zip(one, other, strict=True):
        for field in fields(part):
            np.testing.assert_array_equal(getattr(part, field.name), getattr(twin, field.name))


def test_two_threads_compute_what_one_computes():
    same(figures(MANY, Constants(), 64, threads=1), figures(MANY, Constants(), 64, threads=2))


def test_a_request_does_not_depend_on_its_neighbours():
    """Alone, or as the 5,000th of a batch: within the last bits that the processor's vectors leave open."""
    exact, sampled = figures(MANY, Constants(), 64, threads=1)
    alone_exact, alone_sampled = figures(MANY.rows(4999, 5000), Constants(), 64)
    np.testing.assert_allclose(alone_exact.evppi[0], exact.evppi[4999], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(alone_sampled.evpi[0], sampled.evpi[4999], rtol=1e-6)
    np.testing.assert_allclose(alone_sampled.quantiles[0], sampled.quantiles[4999], rtol=1e-5)


def test_no_request_at_all_is_fine():
    nothing = Bets(np.empty((0, 12)), np.empty((0, 12)), np.empty((0, 12), dtype=bool))
    exact, sampled = figures(nothing, Constants(), 64)
    assert exact.evppi.shape == (0, 12)
    assert sampled.outcomes.shape == (0, 50)


def test_outcomes_may_be_left_out():
    _, sampled = figures(MANY.rows(0, 10), Constants(), 64, outcomes=False)
    assert sampled.outcomes.shape == (10, 0)
    assert sampled.quantiles.shape == (10, 3)
