"""The optimizer's curse: the top of a noisy ranking disappoints, by as much as the shrunken values say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.policy import policy_from
from featurecheck.shrinkage import curse, log_sd, noise_share, shrink

COUNT = 100_000


def estimated(noise, seed=4):
    """True values with a log-sd of 1, and estimates of them that are off by a factor."""
    rng = np.random.default_rng(seed)
    logs = rng.normal(10, 1, COUNT)
    return np.exp(logs), np.exp(logs + rng.normal(0, noise, COUNT))


def ranks(values):
    order = np.argsort(-np.asarray(values), kind="stable")
    found = np.empty(len(order), dtype=int)
    found[order] = np.arange(1, len(order) + 1)
    return found


@pytest.mark.parametrize(("noise", "delivered"), [(1.0, 0.18), (0.5, 0.59)])
def test_the_top_percent_delivers_what_the_shrunken_values_promise(noise, delivered):
    top, actual, promised, expected = COUNT // 100, 0.0, 0.0, 0.0
    for seed in range(4):  # the top 1,000 of one batch deliver a few percent more or less by luck
        truth, values = estimated(noise, seed)
        found = curse(values, ranks(values), noise, "simulated", top=top)
        assert found.noise_share == pytest.approx(noise**2 / (1 + noise**2), abs=0.01)
        actual += truth[ranks(values) <= top].sum()
        promised, expected = promised + found.promised, expected + found.expected
    assert actual / promised == pytest.approx(delivered, abs=0.01)
    assert np.log(expected / actual) == pytest.approx(0, abs=0.03)


def test_shrunken_values_are_right_on_every_tenth_of_the_ranking():
    truth, values = estimated(0.7)
    shrunken, place = shrink(values, 0.7), ranks(values)
    for tenth in range(10):
        rows = (place > tenth * COUNT // 10) & (place <= (tenth + 1) * COUNT // 10)
        assert np.log(shrunken[rows].sum() / truth[rows].sum()) == pytest.approx(0, abs=0.05), tenth


def test_with_costs_a_value_may_change_its_sign_and_the_top_is_right_all_the_same():
    truth, gains = estimated(1.0)
    costs = np.exp(np.random.default_rng(5).normal(10, 0.5, COUNT))
    values = gains - costs
    chosen = curse(values, ranks(values), 1.0, "simulated", top=2000, costs=costs)
    actual = (truth - costs)[ranks(values) <= 2000].sum()
    assert chosen.expected == pytest.approx(actual, rel=0.1)
    assert ((values > 0) & (shrink(values, 1.0, costs=costs) < 0)).any()


def test_without_noise_nothing_is_shrunken():
    values = np.array([-3.0, 0.0, 5.0, 700.0])
    assert shrink(values, 0.0).tolist() == values.tolist()
    assert shrink(values, 0.0, costs=np.full(4, 10.0)).tolist() == values.tolist()


def test_a_batch_of_one_returns_itself():
    assert shrink(np.array([5000.0]), 0.8) == pytest.approx([5000])
    alone = curse(np.array([5000.0]), [1], 0.8, "policy")
    assert (alone.promised, alone.expected, alone.noise_share) == (5000, pytest.approx(5000), None)


def test_more_noise_than_spread_leaves_one_value_for_all():
    found = shrink(np.array([90.0, 100.0, 110.0]), 2.0)
    assert found == pytest.approx([found[0]] * 3)
    assert noise_share(np.array([90.0, 100.0, 110.0]), 2.0) == 1


def test_the_noisier_of_two_equal_estimates_is_shrunken_more():
    values = np.array([300.0, 500.0, 700.0, 1000.0, 1000.0])
    found = shrink(values, np.array([0.2, 0.2, 0.2, 0.2, 0.8]))
    assert found[4] < found[3] < 1000


def test_an_earning_of_next_to_nothing_does_not_rule_the_spread():
    values = np.array([50.0, 80, 100, 150, 300])
    assert shrink(np.append(values, 1e-9), 0.5)[:5] == pytest.approx(shrink(values, 0.5))


@given(
    st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), max_size=30),
    st.floats(0, 3),
)
def test_one_noise_for_all_keeps_the_order_and_every_sign(values, noise):
    values = np.array(values)
    found = shrink(values, noise)
    assert np.isfinite(found).all()
    large = np.abs(values) > 1
    assert (np.sign(found[large]) == np.sign(values[large])).all()


def test_the_order_is_kept():
    _, values = estimated(1.0)
    assert (ranks(shrink(values, 1.0)) == ranks(values)).all()


def test_permuting_the_requests_changes_nothing():
    _, values = estimated(1.0)
    order = np.random.default_rng(2).permutation(COUNT)
    assert shrink(values[order], 1.0) == pytest.approx(shrink(values, 1.0)[order], rel=1e-9)


def test_where_nobody_supplied_the_noise_only_the_promise_stands():
    found = curse(np.array([5.0, 7.0, 1.0]), [2, 1, 3], None, "not set", top=2)
    assert (found.top, found.promised, found.expected, found.noise_share) == (2, 12, None, None)


@pytest.mark.parametrize(("count", "top"), [(1, 1), (4, 1), (42, 4), (100, 10)])
def test_without_a_go_the_top_is_the_best_tenth(count, top):
    values = np.arange(count, dtype=float)
    assert curse(values, ranks(values), None, "", top=0).top == top
    assert curse(values, ranks(values), None, "").promised == values[-top:].sum()


@pytest.mark.parametrize(("typed", "stored"), [("50%", 0.5), (0.5, 0.5), ("150%", 1.5), (0, 0.0)])
def test_the_policy_takes_a_typical_error_beyond_100_percent(typed, stored):
    assert policy_from({"estimate_noise": typed}).estimate_noise == stored


def test_a_typical_error_is_a_factor_either_way():
    assert policy_from({}).estimate_noise is None
    assert np.exp(log_sd(0.5)) == pytest.approx(1.5)
    assert log_sd(0) == 0


def test_the_requests_with_go_are_the_top_where_there_are_some():
    values = np.array([9.0, 4.0, 3.0, -1.0])
    found = curse(values, ranks(values), None, "not set", go=np.array([False, True, True, False]))
    assert (found.top, found.promised, found.of_go) == (2, 7.0, True)
    without = curse(values, ranks(values), None, "not set", go=np.zeros(4, dtype=bool))
    assert (without.top, without.promised, without.of_go) == (1, 9.0, False)
