"""Value of information for anybody's own model: a row per draw, a column per option, numbers from the literature."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import beta, binom, qmc

import featurecheck
from featurecheck.errors import FeatureCheckError
from featurecheck.information import BLOCKS, evpi, evppi

DRAWS = 4096
SAMPLING = 0.02  # the tolerance for sampled figures of the reference cases
Z95 = 1.6448536269514722


def scores(dimensions):
    """Return standard normal scores, evenly spread (scrambled Sobol points), shaped (4096, dimensions)."""
    return ndtri(qmc.Sobol(dimensions, seed=7).random(DRAWS))


@pytest.fixture(scope="module")
def one_against_two():
    """VOI-01: INB = p1 - p2 with p1 ~ N(1, 1), p2 ~ N(0, 2), as in the vignette of the R package voi."""
    z = scores(2)
    return pd.DataFrame({"p1": 1 + z[:, 0], "p2": 2 * z[:, 1]})


def test_the_vignettes_example(one_against_two):
    # VOI-01, closed forms: EVPI 0.4798107, EVPPI 0.0833155 and 0.3955931
    benefit = one_against_two["p1"] - one_against_two["p2"]
    assert evpi(benefit) == pytest.approx(0.4798107063483925, rel=SAMPLING)
    worth = evppi(benefit, one_against_two)
    assert worth["p1"] == pytest.approx(0.08331547058768629, rel=SAMPLING)
    assert worth["p2"] == pytest.approx(0.39559311480261206, rel=SAMPLING)


def test_indifference():
    # VOI-02, closed forms: EVPI 0.8920621, EVPPI 0.3989423 and 0.7978846
    z = scores(2)
    p1, p2 = z[:, 0], 2 * z[:, 1]
    assert evpi(p1 + p2) == pytest.approx(0.8920620580763856, rel=SAMPLING)
    assert evppi(p1 + p2, p1) == pytest.approx(0.3989422804014327, rel=SAMPLING)
    assert evppi(p1 + p2, p2) == pytest.approx(0.7978845608028654, rel=SAMPLING)


@pytest.mark.parametrize(
    ("people", "wanted"), [(10, 0.07232512026086226), (100, 0.08211760559711384), (1000, 0.08319460609998655)]
)
def test_a_study_is_worth_what_its_posterior_mean_is_worth(people, wanted):
    # VOI-12, closed form: n observations of p1 (sd 1 each) in VOI-01; the study's result stands in for p1
    z = scores(3)
    known = 1 / (1 + 1 / people)  # variance of the posterior mean before the study
    posterior_mean = 1 + np.sqrt(known) * z[:, 0]
    benefit = posterior_mean + np.sqrt(1 - known) * z[:, 1] - 2 * z[:, 2]
    assert evppi(benefit, posterior_mean) == pytest.approx(wanted, rel=SAMPLING)


def test_twelve_inputs_of_falling_weight():
    # VOI-04, closed forms; what is worth less than the bias of the estimator is only called small
    z = scores(12)
    benefit = 1 + z @ (3.0 * 2.0 ** -np.arange(12))
    assert evpi(benefit) == pytest.approx(0.9391623468156661, rel=SAMPLING)
    worth = evppi(benefit, z)
    assert worth.shape == (12,)
    assert worth[0] == pytest.approx(0.762708342897216, rel=SAMPLING)
    assert worth[1] == pytest.approx(0.2266794707366055, rel=0.05)
    assert worth[2] == pytest.approx(0.031796336281127366, abs=0.02)
    assert (np.diff(worth[:3]) < 0).all()
    assert (worth[4:] < 0.01 * 0.9391623468156661).all()


def test_one_lognormal_value_and_a_fixed_cost():
    # VOI-08: NB = 100 v - 90,000, v '400 to 1500'; EVPI 11,038.049; knowing v is knowing everything
    low, high = np.log(400), np.log(1500)
    v = np.exp((low + high) / 2 + (high - low) / (2 * Z95) * scores(1)[:, 0])
    assert evpi(100 * v - 90_000) == pytest.approx(11_038.049273208493, rel=SAMPLING)
    assert evppi(100 * v - 90_000, v) == pytest.approx(11_038.049273208493, rel=SAMPLING)


def test_a_beta_share_and_a_survey_about_it():
    # VOI-10: NB = -60,000 + 1.4 M s, s ~ Beta(2, 38); EVPPI 13,008.985; EVSI of 20 answers 5,774.401
    u = qmc.Sobol(2, seed=7).random(DRAWS)
    share = beta.ppf(u[:, 0], 2, 38)
    benefit = -60_000 + 1_400_000 * share
    assert evppi(benefit, share) == pytest.approx(13_008.985252245162, rel=SAMPLING)
    hits = binom.ppf(u[:, 1], 20, share)  # an input with few values: one block for each of them
    assert evppi(benefit, hits) == pytest.approx(5_774.400935125668, rel=0.05)


def test_doing_nothing_is_the_other_option_of_a_single_column(one_against_two):
    benefit = (one_against_two["p1"] - one_against_two["p2"]).to_numpy()
    both = np.column_stack([np.zeros(DRAWS), benefit])
    assert evpi(benefit) == evpi(benefit[:, None]) == evpi(both)
    assert evppi(benefit, one_against_two["p1"]) == evppi(both, one_against_two["p1"])


def test_the_answers_shape_follows_the_inputs(one_against_two):
    benefit = one_against_two["p1"] - one_against_two["p2"]
    assert isinstance(evppi(benefit, one_against_two["p1"].tolist()), float)
    assert evppi(benefit, one_against_two.to_numpy()).shape == (2,)
    by_frame = evppi(benefit, one_against_two)
    by_dict = evppi(benefit, {name: one_against_two[name].to_numpy() for name in one_against_two})
    assert list(by_frame) == ["p1", "p2"]
    assert by_frame == by_dict


def test_an_input_that_never_changes_or_means_nothing_is_worth_nothing():
    z = scores(2)
    assert evppi(z[:, 0], np.full(DRAWS, 3.0)) == 0.0
    sign = z[:, 0] > 0
    assert evppi(z[:, 0], sign) == pytest.approx(np.abs(z[:, 0]).mean() / 2, rel=0.01), (
        "two values, two blocks"
    )


def test_the_bias_is_upward_and_grows_with_the_number_of_blocks():
    """What the documentation promises: fewer draws in a block make an idle input look more valuable."""
    z = np.random.default_rng(1).standard_normal((DRAWS, 2))
    worth = [evppi(z[:, 0], z[:, 1], blocks) for blocks in (4, 32, 512)]
    assert 0 <= worth[0] < worth[1] < worth[2]
    assert "biased upward" in evppi.__doc__
    assert DRAWS // BLOCKS >= 64


benefits = st.integers(2, 4).flatmap(
    lambda options: st.lists(
        st.lists(st.floats(-1e6, 1e6), min_size=options, max_size=options), min_size=4, max_size=40
    )
)


@settings(max_examples=60, deadline=None)
@given(table=benefits, seed=st.integers(0, 1000))
def test_the_order_of_draws_and_options_means_nothing(table, seed):
    table = np.array(table)
    rng = np.random.default_rng(seed)
    known = rng.standard_normal(len(table))
    rows, columns = rng.permutation(len(table)), rng.permutation(table.shape[1])
    assert evpi(table[rows][:, columns]) == pytest.approx(evpi(table), rel=1e-9, abs=1e-6)
    assert evppi(table[rows][:, columns], known[rows], 4) == pytest.approx(
        evppi(table, known, 4), rel=1e-9, abs=1e-6
    )


@settings(max_examples=60, deadline=None)
@given(table=benefits)
def test_information_is_never_negative_and_a_part_never_beats_the_whole(table):
    table = np.array(table)
    known = np.arange(len(table), dtype=float)
    assert 0 <= evppi(table, known, 2) <= evpi(table) + 1e-6


@settings(max_examples=60, deadline=None)
@given(table=benefits, loss=st.floats(1e-3, 1e3))
def test_a_dominated_option_never_wins(table, loss):
    """An option that is worse than another in every draw adds nothing to the worth of knowing."""
    table = np.array(table)
    more = np.column_stack([table, table[:, 0] - loss])
    assert evpi(more) == pytest.approx(evpi(table), abs=1e-6)
    known = np.arange(len(table), dtype=float)
    assert evppi(more, known, 4) == pytest.approx(evppi(table, known, 4), abs=1e-6)


def test_when_one_option_is_always_best_nothing_is_worth_knowing():
    z = scores(1)[:, 0]
    assert evpi(np.column_stack([z, z + 1])) == 0.0
    assert evppi(np.column_stack([z, z + 1]), z) == 0.0


DRAWN = np.linspace(-1, 1, 100)


@pytest.mark.parametrize(
    ("benefit", "inputs", "blocks", "sentence"),
    [
        ([], DRAWN, 4, "net benefits have the shape (0, 1); expected (draws, options), at least one each."),
        (np.zeros((2, 2, 2)), DRAWN, 4, "net benefits have the shape (2, 2, 2)"),
        ([1.0, float("nan")], DRAWN, 4, "net benefits hold NaN or infinity; expected finite numbers."),
        (["a", "b"], DRAWN, 4, "net benefits are not a table of numbers"),
        ({"a": 1}, DRAWN, 4, "net benefits are not a table of numbers"),
        (
            DRAWN,
            DRAWN[:-1],
            4,
            "inputs have the shape (99, 1); expected (100,) or (100, k) like the net benefits.",
        ),
        (DRAWN, np.full(100, np.inf), 4, "inputs hold NaN or infinity"),
        (DRAWN, DRAWN, 1, "1 blocks were asked for 100 draws; write a number from 2 to 100."),
        (DRAWN, DRAWN, 101, "101 blocks were asked for"),
        (DRAWN, DRAWN, 4.5, "4.5 blocks were asked for"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(benefit, inputs, blocks, sentence):
    with pytest.raises(FeatureCheckError) as caught:
        evppi(benefit, inputs, blocks)
    assert sentence in caught.value.message


def test_it_is_there_for_notebooks():
    assert featurecheck.information.evpi([0.0, 1.0, -1.0]) == pytest.approx(1 / 3)
