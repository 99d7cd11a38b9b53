"""Curves through 5 % and 95 % points: their parameters, means, widening and scaling. Standard library only."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from featurecheck.errors import EstimateError
from featurecheck.estimate.jeffreys import expit, log_odds_interval
from featurecheck.estimate.refusal import kind_of
from featurecheck.model import Estimate, Evidence, Kind, Shape

Z95 = 1.6448536269514722

_LN20 = math.log(20)
_RATE_AT_P5 = -math.log(0.95)

LOW_RATIO = _RATE_AT_P5 / _LN20
"""5 % point over 95 % point of an exponential: stands in for the low end of a share written as 0."""

_NODES = 65
_REACH = 6.5
_LEAST_SHARE, _MOST_SHARE = 1e-300, math.nextafter(1.0, 0.0)
_REFIT_ABOVE = 1e-9
_UNITS = {Kind.COUNT: "users", Kind.SHARE: "share", Kind.DURATION: "years", Kind.EFFORT: "person-weeks"}


def _grid() -> tuple[tuple[float, float], ...]:
    nodes = [-_REACH + 2 * _REACH * i / (_NODES - 1) for i in range(_NODES)]
    weights = [math.exp(-z * z / 2) for z in nodes]
    weights[0] /= 2
    weights[-1] /= 2
    total = math.fsum(weights)
    return tuple((z, weight / total) for z, weight in zip(nodes, weights, strict=True))


_GRID = _grid()


class Curve(NamedTuple):
    """A fitted shape with its 5, 50 and 95 % points, mean and own parameters (see `Estimate`)."""

    shape: Shape
    p5: float
    p50: float
    p95: float
    mean: float
    location: float
    scale: float


def exact(value: float) -> Curve:
    """Return the curve without width."""
    return Curve(Shape.EXACT, value, value, value, value, value, 0.0)


def curve_through(p5: float, p95: float, kind: Kind) -> Curve:
    """Return the curve of this kind with these points, p5 <= p95, both in the kind's own range.

    Lognormal for what cannot be negative, exponential where its low end is 0, normal for gains and losses,
    logit-normal for shares, exact where both ends are the same.
    """
    if p5 == p95:
        return exact(p5)
    if kind is Kind.SHARE:
        return _logit_normal(*inside(p5, p95))
    if kind is Kind.SIGNED_MONEY:
        return _normal(p5, p95)
    return _lognormal(p5, p95) if p5 > 0 else _exponential(p95)


def inside(low: float, high: float) -> tuple[float, float]:
    """Return 5 % and 95 % points of a share strictly between 0 and 1 for ends that may be 0 or 1.

    0 becomes the low end an exponential with the same 95 % point would have; 1 is the mirror image.
    """
    below = low or high * LOW_RATIO
    above = high if high < 1 else 1 - (1 - low) * LOW_RATIO
    return max(below, _LEAST_SHARE), min(above, _MOST_SHARE)


def _between(low: float, value: float, high: float) -> float:
    return min(max(value, low), high)


def _lognormal(p5: float, p95: float) -> Curve:
    low, high = math.log(p5), math.log(p95)
    location, scale = (low + high) / 2, (high - low) / (2 * Z95)
    mean = math.exp(min(location + scale * scale / 2, 709.0))
    return Curve(Shape.LOGNORMAL, p5, _between(p5, math.exp(location), p95), p95, mean, location, scale)


def _normal(p5: float, p95: float) -> Curve:
    centre = (p5 + p95) / 2
    return Curve(Shape.NORMAL, p5, centre, p95, centre, centre, (p95 - p5) / (2 * Z95))


def _exponential(p95: float) -> Curve:
    mean = p95 / _LN20
    return Curve(Shape.EXPONENTIAL, mean * _RATE_AT_P5, mean * math.log(2), p95, mean, 0.0, mean)


def _logit_normal(p5: float, p95: float) -> Curve:
    low, high = _logit(p5), _logit(p95)
    location, scale = (low + high) / 2, (high - low) / (2 * Z95)
    middle = _between(p5, expit(location), p95)
    return Curve(Shape.LOGIT_NORMAL, p5, middle, p95, logit_normal_mean(location, scale), location, scale)


def from_sample(hits: int, tries: int) -> Curve:
    """Return the logit-normal with the 5 % and 95 % points of the Jeffreys posterior of `hits of tries`."""
    low, high = log_odds_interval(hits, tries)
    location, scale = (low + high) / 2, (high - low) / (2 * Z95)
    mean = logit_normal_mean(location, scale)
    return Curve(Shape.LOGIT_NORMAL, expit(low), expit(location), expit(high), mean, location, scale)


def _logit(share: float) -> float:
    return math.log(share) - math.log1p(-share)


def logit_normal_mean(location: float, scale: float) -> float:
    """Return the mean share (0 to 1) of a logit-normal.

    Trapezoid rule with 65 nodes over +-6.5 standard deviations, weights normalised: error below 1e-10 for scales up
    to 4, below 1e-4 up to 10.
    """
    return math.fsum(weight * expit(location + scale * z) for z, weight in _GRID)


def from_quantiles(  # noqa: PLR0913 - one keyword for each field of an estimate
    p5: float,
    p95: float,
    kind: Kind | str,
    *,
    text: str = "",
    unit: str | None = None,
    currency: str | None = None,
    evidence: Evidence | None = None,
    sample: tuple[int, int] | None = None,
    notes: tuple[str, ...] = (),
) -> Estimate:
    """Return the estimate with these 5 % and 95 % points in the kind's own unit (shares 0 to 1, years, person-weeks).

    Raises:
        EstimateError: the points are not finite, in the wrong order, or outside what the kind can be.
    """
    kind = kind_of(kind)
    p5, p95 = float(p5) + 0.0, float(p95) + 0.0
    _check(p5, p95, kind)
    curve = curve_through(p5, p95, kind)
    return estimate_of(
        curve, kind, text=text, unit=unit, currency=currency, evidence=evidence, sample=sample, notes=notes
    )


def _check(p5: float, p95: float, kind: Kind) -> None:
    found = f"The 5 % and 95 % points {p5:g} and {p95:g}"
    if not (math.isfinite(p5) and math.isfinite(p95)):
        raise EstimateError(f"{found} must be finite numbers. Give both ends of the range.")
    if p5 > p95:
        raise EstimateError(f"{found} are in the wrong order. Give the lower one first.")
    if p5 < 0 and kind is not Kind.SIGNED_MONEY:
        raise EstimateError(f"{found} cannot be negative for {kind.value}. Give 0 or more.")
    if p95 > 1 and kind is Kind.SHARE:
        raise EstimateError(f"{found} are not shares. Give numbers from 0 to 1.")


def estimate_of(  # noqa: PLR0913 - one keyword for each field of an estimate
    curve: Curve,
    kind: Kind,
    *,
    text: str,
    unit: str | None = None,
    currency: str | None = None,
    evidence: Evidence | None = None,
    sample: tuple[int, int] | None = None,
    notes: tuple[str, ...] = (),
) -> Estimate:
    """Return the curve as an estimate; without a unit the kind's own."""
    named = _unit(kind, unit, currency)
    return Estimate(
        text,
        kind,
        curve.shape,
        curve.p5,
        curve.p50,
        curve.p95,
        curve.mean,
        curve.location,
        curve.scale,
        named,
        currency,
        evidence,
        sample,
        notes,
    )


def _unit(kind: Kind, unit: str | None, currency: str | None) -> str:
    """Shares, durations and efforts are dimensions of their own; counts and money take the caller's word."""
    if kind in {Kind.SHARE, Kind.DURATION, Kind.EFFORT}:
        return _UNITS[kind]
    return unit if unit is not None else _UNITS.get(kind, currency or "")


def widen(estimate: Estimate, k: float) -> Estimate:
    """Return the estimate with k times the spread and the same mean, so that doubt never adds value.

    Lognormal: mu + (1 - k^2) sigma^2 / 2; logit-normal: the location that keeps the mean, by Newton's method;
    normal: the scale only. Exact, exponential and sample estimates come back as they are: they have no spread of
    their own choosing.

    Raises:
        EstimateError: k is not a positive finite number.
    """
    _check_factor(k, "widening")
    if k == 1 or estimate.sample is not None or estimate.shape in {Shape.EXACT, Shape.EXPONENTIAL}:
        return estimate
    scale = estimate.scale * k
    if estimate.shape is Shape.NORMAL:
        reach = Z95 * scale
        return _with(estimate, _normal(estimate.location - reach, estimate.location + reach))
    if estimate.shape is Shape.LOGNORMAL:
        return _with(estimate, _widened_lognormal(estimate, scale))
    return _with(estimate, _widened_share(estimate, scale))


def _check_factor(factor: float, name: str) -> None:
    if not (math.isfinite(factor) and factor > 0):
        raise EstimateError(f"The {name} factor {factor} is not usable. Give a positive number.")


def _with(estimate: Estimate, curve: Curve) -> Estimate:
    return replace(
        estimate,
        shape=curve.shape,
        p5=curve.p5,
        p50=curve.p50,
        p95=curve.p95,
        mean=curve.mean,
        location=curve.location,
        scale=curve.scale,
    )


def _widened_lognormal(estimate: Estimate, scale: float) -> Curve:
    location = estimate.location + (estimate.scale**2 - scale**2) / 2
    low, high = math.exp(location - Z95 * scale), math.exp(min(location + Z95 * scale, 709.0))
    if low > 0:
        return _lognormal(low, high)
    return Curve(Shape.LOGNORMAL, low, math.exp(location), high, estimate.mean, location, scale)


def _widened_share(estimate: Estimate, scale: float) -> Curve:
    location = _location_with_mean(estimate.mean, scale, estimate.location)
    low, high = expit(location - Z95 * scale), expit(location + Z95 * scale)
    if low > _REFIT_ABOVE and 1 - high > _REFIT_ABOVE:
        return _logit_normal(low, high)
    return Curve(Shape.LOGIT_NORMAL, low, expit(location), high, estimate.mean, location, scale)


def _location_with_mean(mean: float, scale: float, start: float) -> float:
    """Return the location at which a logit-normal of this scale has this mean: Newton, kept inside a bracket."""
    reach = 50 + 2 * _REACH * scale + abs(start)
    low, high, location = -reach, reach, start
    for _ in range(100):
        shares = [(expit(location + scale * z), weight) for z, weight in _GRID]
        miss = math.fsum(share * weight for share, weight in shares) - mean
        low, high = (low, location) if miss > 0 else (location, high)
        slope = math.fsum(share * (1 - share) * weight for share, weight in shares)
        after = location - miss / slope if slope > 0 else low
        after = after if low < after < high else (low + high) / 2
        if abs(after - location) <= 1e-15 * max(1.0, abs(after)):
            return after
        location = after
    return location


def scaled(
    estimate: Estimate,
    factor: float,
    *,
    unit: str | None = None,
    kind: Kind | str | None = None,
    currency: str | None = None,
) -> Estimate:
    """Return the estimate times a positive number, if wanted as another kind with another unit.

    Raises:
        EstimateError: the factor is not positive and finite, the product is too large or too small for a number, or
            the curve cannot be scaled into that kind (a share never can).
    """
    _check_factor(factor, "scaling")
    target = kind_of(kind) if kind is not None else estimate.kind
    _check_target(estimate, target)
    curve = _times(estimate, factor, target)
    if unit is None and target is estimate.kind and currency is None:
        return _with(estimate, curve)
    currency = currency or estimate.currency
    changed = replace(estimate, kind=target, unit=_unit(target, unit, currency), currency=currency)
    return _with(changed, curve)


def _check_target(estimate: Estimate, target: Kind) -> None:
    signed = target is Kind.SIGNED_MONEY
    fits = estimate.shape is Shape.EXACT or (estimate.shape is Shape.NORMAL) == signed
    if Kind.SHARE in {estimate.kind, target} or not fits:
        raise EstimateError(
            f"A {estimate.shape.value} estimate of kind {estimate.kind.value} cannot be multiplied into {target.value}. "
            "Build it from its own 5 % and 95 % points instead."
        )


def _times(estimate: Estimate, factor: float, target: Kind) -> Curve:
    if estimate.shape is Shape.EXACT:
        return exact(_sized(estimate.p50 * factor, estimate.p50))
    high = _sized(estimate.p95 * factor, estimate.p95)
    low = 0.0 if estimate.shape is Shape.EXPONENTIAL else _sized(estimate.p5 * factor, estimate.p5)
    return curve_through(low, high, target)


def _sized(product: float, before: float) -> float:
    if not math.isfinite(product) or (product == 0 and before != 0):
        raise EstimateError(f"{before:g} cannot be scaled that far. Check the factor.")
    return product
