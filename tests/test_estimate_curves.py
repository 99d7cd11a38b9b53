"""The curve through two points is the published one; widening keeps the mean; scaling keeps the shape."""

import subprocess
import sys

import pytest
from scipy import stats
from scipy.integrate import quad

from featurecheck.errors import EstimateError
from featurecheck.estimate import Z95, from_quantiles, notation, parse_estimate, scaled, widen
from featurecheck.estimate.curves import logit_normal_mean
from featurecheck.model import Evidence, Kind, Shape


def near(value, rel=1e-9):
    return pytest.approx(value, rel=rel)


def test_2k_to_10k_is_the_lognormal_of_the_reference_case():
    estimate = parse_estimate("2k to 10k", "count")
    assert estimate.shape is Shape.LOGNORMAL
    assert estimate.location == near(8.405621415759132)
    assert estimate.scale == near(0.4892343872010638)
    assert estimate.p50 == near(4472.135954999577)
    assert estimate.mean == near(5040.681441482289)


def test_5_to_10_percent_is_the_logit_normal_of_the_reference_case():
    estimate = parse_estimate("5-10%", "share")
    assert estimate.shape is Shape.LOGIT_NORMAL
    assert estimate.location == near(-2.5708317782513297)
    assert estimate.scale == near(0.22713705024777445)
    assert estimate.p50 == near(0.07103939312130601)
    assert estimate.mean == near(0.07250354888551885, 1e-8)


def test_widening_for_overconfidence_is_the_reference_case():
    k = Z95 / stats.norm.ppf((1 + 0.55) / 2)
    assert k == near(2.1774171409804337)
    wide = widen(parse_estimate("2k to 10k", "count"), k)
    assert wide.scale == near(1.0652673406486548)
    assert (wide.p5, wide.p50, wide.p95) == near((495.56100096103626, 2858.0627239367304, 16483.384524035428))
    assert wide.mean == near(5040.681441482289)


def test_a_low_end_of_0_is_an_exponential_never_a_normal():
    estimate = parse_estimate("0 to 30", "count")
    curve = stats.expon(scale=estimate.mean)
    assert estimate.shape is Shape.EXPONENTIAL
    assert (estimate.p5, estimate.p50, estimate.p95) == near(tuple(curve.ppf([0.05, 0.5, 0.95])))
    assert estimate.p95 == 30
    assert (estimate.location, estimate.scale) == (0, estimate.mean)
    assert any("exponential" in note for note in estimate.notes)


def test_gains_and_losses_are_normal():
    estimate = parse_estimate("-5 to 15", "signed money")
    curve = stats.norm(estimate.location, estimate.scale)
    assert estimate.shape is Shape.NORMAL
    assert (estimate.p5, estimate.mean, estimate.p95) == near(tuple(curve.ppf([0.05, 0.5, 0.95])))


def test_a_share_from_0_has_the_low_end_an_exponential_would_have():
    ratio = stats.expon.ppf(0.05) / stats.expon.ppf(0.95)
    low = parse_estimate("0 to 8%", "share")
    high = parse_estimate("92 to 100%", "share")
    assert (low.p5, low.p95) == near((0.08 * ratio, 0.08))
    assert (high.p5, high.p95) == near((0.92, 1 - 0.08 * ratio))
    assert high.mean == near(1 - low.mean)
    both = parse_estimate("0 to 100%", "share")
    assert (both.p5, both.p50, both.p95) == near((ratio, 0.5, 1 - ratio))
    assert len(both.notes) == 2


@pytest.mark.parametrize(
    ("hits", "tries"),
    [
        (3, 10),
        (0, 1),
        (1, 1),
        (0, 20),
        (20, 20),
        (1, 300),
        (299, 300),
        (150, 300),
        (0, 10**5),
        (7, 10**7),
        (5 * 10**6, 10**7),
    ],
)
def test_a_count_in_a_sample_has_the_jeffreys_interval(hits, tries):
    estimate = parse_estimate(f"{hits} of {tries}", "share")
    posterior = stats.beta(hits + 0.5, tries - hits + 0.5)
    assert (estimate.p5, estimate.p95) == near((posterior.ppf(0.05), posterior.ppf(0.95)))
    assert 1 - estimate.p95 == near(stats.beta(tries - hits + 0.5, hits + 0.5).ppf(0.05), 1e-7)
    assert estimate.sample == (hits, tries)


def test_3_of_10_is_12_to_56_percent():
    estimate = parse_estimate("3 of 10", "share")
    assert (estimate.p5, estimate.p95) == pytest.approx((0.117, 0.558), abs=5e-4)


@pytest.mark.parametrize(("location", "scale"), [(-2.57, 0.227), (0, 1), (-5, 2), (3, 3)])
def test_the_mean_share_agrees_with_adaptive_quadrature(location, scale):
    exact = quad(
        lambda z: stats.norm.pdf(z) / (1 + 2.718281828459045 ** -(location + scale * z)),
        -12,
        12,
        epsabs=1e-13,
    )[0]
    assert logit_normal_mean(location, scale) == near(exact, 1e-7)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("2k to 10k", "count"), ("5-10%", "share"), ("80 to 99%", "share"), ("-5 to 15", "signed money")],
)
@pytest.mark.parametrize("k", [0.5, 1.3, 2.2, 3.0])
def test_widening_keeps_the_mean_and_multiplies_the_spread(text, kind, k):
    before = parse_estimate(text, kind)
    after = widen(before, k)
    assert after.mean == near(before.mean)
    assert after.scale == near(before.scale * k, 1e-8)
    assert (after.p95 - after.p5 > before.p95 - before.p5) == (k > 1)


@pytest.mark.parametrize(("text", "kind"), [("500", "count"), ("0 to 30", "count"), ("3 of 10", "share")])
def test_an_estimate_without_a_chosen_spread_is_not_widened(text, kind):
    estimate = parse_estimate(text, kind)
    assert widen(estimate, 2.2) is estimate


def test_widening_without_bounds_still_ends_in_numbers():
    wide = widen(parse_estimate("1 to 1e15", "count"), 5)
    assert wide.p5 <= wide.p50 <= wide.p95
    assert 0 <= widen(parse_estimate("0 to 100%", "share"), 50).p5 < 0.01


@pytest.mark.parametrize("k", [0, -1, float("nan"), float("inf")])
def test_a_useless_factor_is_refused(k):
    estimate = parse_estimate("2k to 10k", "count")
    with pytest.raises(EstimateError, match="widening factor"):
        widen(estimate, k)
    with pytest.raises(EstimateError, match="scaling factor"):
        scaled(estimate, k)


def test_effort_becomes_money():
    effort = parse_estimate("4 to 10 person-weeks", "effort")
    cost = scaled(effort, 3_000, unit="EUR", kind="money", currency="EUR")
    assert (cost.p5, cost.p95, cost.unit, cost.kind) == (12_000, 30_000, "EUR", Kind.MONEY)
    assert cost.mean == near(effort.mean * 3_000)
    assert notation(cost) == "12000 to 30000 EUR"


@pytest.mark.parametrize("text", ["0 to 30", "500", "2k to 10k"])
def test_scaling_multiplies_every_figure(text):
    before = parse_estimate(text, "count")
    after = scaled(before, 0.25, unit="users per year")
    assert after.shape is before.shape
    assert (after.p5, after.p50, after.p95, after.mean) == near(
        (before.p5 / 4, before.p50 / 4, before.p95 / 4, before.mean / 4)
    )
    assert after.unit == "users per year"


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [("5-10%", "share", None), ("2 to 3", "count", "share"), ("-5 to 5", "signed money", "money")],
)
def test_a_curve_that_cannot_become_another_kind_is_refused(text, kind, target):
    with pytest.raises(EstimateError, match="cannot be multiplied"):
        scaled(parse_estimate(text, kind), 2, kind=target)


def test_scaling_beyond_numbers_is_refused():
    with pytest.raises(EstimateError, match="cannot be scaled"):
        scaled(parse_estimate("5 to 10", "count"), 1e308)


def test_others_build_estimates_from_two_points():
    estimate = from_quantiles(
        0.2, 0.4, "share", text="survey", evidence=Evidence.SURVEY, sample=(3, 10), notes=("a",)
    )
    assert (estimate.shape, estimate.unit, estimate.text) == (Shape.LOGIT_NORMAL, "share", "survey")
    assert (estimate.evidence, estimate.sample, estimate.notes) == (Evidence.SURVEY, (3, 10), ("a",))
    assert from_quantiles(2, 2, Kind.COUNT).shape is Shape.EXACT
    assert from_quantiles(0, 2, Kind.MONEY, currency="EUR").unit == "EUR"


@pytest.mark.parametrize(
    ("p5", "p95", "kind", "words"),
    [
        (2, 1, "count", "wrong order"),
        (-1, 1, "money", "cannot be negative"),
        (0.5, 1.5, "share", "not shares"),
        (float("nan"), 1, "count", "finite"),
        (1, float("inf"), "count", "finite"),
    ],
)
def test_points_that_no_curve_of_the_kind_has_are_refused(p5, p95, kind, words):
    with pytest.raises(EstimateError, match=words):
        from_quantiles(p5, p95, kind)


def test_the_notation_loads_no_numeric_library():
    code = (
        "import sys, featurecheck.estimate; sys.exit(bool({'numpy', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
