"""Stated intentions, discounted: against sampling and against the exact update where no discount is left."""

import numpy as np
import pytest

from featurecheck.estimate import from_quantiles, parse_estimate
from featurecheck.estimate.beta import posterior, updated
from featurecheck.model import Kind
from featurecheck.updating import discounted, opinion_updated

SURE = parse_estimate("100%", Kind.SHARE)
HALF = parse_estimate("50%", Kind.SHARE)
ROUGH = parse_estimate("10% to 50%", Kind.SHARE)


def share(yes, asked):
    low, _, high = posterior(yes, asked)
    return from_quantiles(low, high, Kind.SHARE)


@pytest.mark.parametrize(("yes", "asked"), [(0, 10), (4, 20), (150, 300), (20, 20)])
def test_without_a_discount_the_shares_own_points_come_back(yes, asked):
    said = share(yes, asked)
    assert discounted(said, SURE) == pytest.approx((said.p5, said.p50, said.p95), rel=0.01)


def test_an_exact_discount_scales():
    said = share(8, 20)
    assert discounted(said, HALF) == pytest.approx((said.p5 / 2, said.p50 / 2, said.p95 / 2), rel=0.01)


def test_the_product_of_two_doubts_agrees_with_a_million_samples():
    said = share(8, 20)
    rng = np.random.default_rng(1)

    def drawn(one):
        return 1 / (1 + np.exp(-(one.location + one.scale * rng.standard_normal(1_000_000))))

    expected = np.quantile(drawn(said) * drawn(ROUGH), (0.05, 0.5, 0.95))
    assert discounted(said, ROUGH) == pytest.approx(expected, rel=0.006)


@pytest.mark.parametrize(("yes", "asked"), [(0, 12), (3, 20), (9.5, 31.25), (12, 12)])
def test_with_everybody_keeping_his_word_it_is_the_exact_update(yes, asked):
    opinion = parse_estimate("2% to 20%", Kind.SHARE)
    expected = updated(opinion.location, opinion.scale, yes, asked)
    assert opinion_updated(opinion, SURE, yes, asked) == pytest.approx(expected, rel=2e-4)


def test_the_update_agrees_with_weighted_samples():
    opinion = parse_estimate("2% to 20%", Kind.SHARE)
    rng = np.random.default_rng(2)
    count = 2_000_000
    switch = 1 / (1 + np.exp(-(opinion.location + opinion.scale * rng.standard_normal(count))))
    intention = 1 / (1 + np.exp(-(ROUGH.location + ROUGH.scale * rng.standard_normal(count))))
    said = switch / intention
    weight = np.where(said < 1, said**6 * np.clip(1 - said, 0, 1) ** 14, 0.0)
    order = np.argsort(switch)
    cumulated = np.cumsum(weight[order]) / weight.sum()
    expected = [switch[order][np.searchsorted(cumulated, at)] for at in (0.05, 0.5, 0.95)]
    assert opinion_updated(opinion, ROUGH, 6, 20) == pytest.approx(expected, rel=0.01)


def test_more_yes_never_lowers_the_answer():
    opinion = parse_estimate("2% to 20%", Kind.SHARE)
    middles = [opinion_updated(opinion, ROUGH, yes, 20)[1] for yes in range(21)]
    assert middles == sorted(middles)
