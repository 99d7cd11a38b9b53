"""Counted people and what they say about a share: a Beta posterior, and an opinion updated by them. Standard library only.

Counts are real numbers, because respondents of one account count for less than one each. Everything is computed on
the log-odds scale t = ln(x / (1 - x)), where the opinion is a normal curve and both densities have one peak and fall
ever more steeply on either side of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from featurecheck.estimate.jeffreys import expit, log_odds_quantile

_Z95 = 1.6448536269514722
_POINTS = (0.05, 0.5, 0.95)
_DROP = 40.0  # natural logarithms below the peak: what lies beyond has no weight
_NODES = 12
_TOLERANCE = 1e-11
_DEEPEST = 80  # halvings of a panel
_NARROWEST = 1e-9  # an opinion this sure is not moved by a million people
_LEAST, _MOST = 1e-300, math.nextafter(1.0, 0.0)

Quantiles = tuple[float, float, float]


class _Panel(NamedTuple):
    low: float
    high: float
    mass: float


def posterior(yes: float, n: float) -> Quantiles:
    """Return the 5, 50 and 95 % points of a share of which `yes` of `n` are known and nothing else.

    Jeffreys: Beta(yes + 1/2, n - yes + 1/2); with nobody asked it is the starting point itself.

    Raises:
        ValueError: not 0 <= yes <= n, or not finite.
    """
    _checked(yes, n)
    low, middle, high = (log_odds_quantile(at, yes + 0.5, n - yes + 0.5) for at in _POINTS)
    return expit(low), expit(middle), expit(high)


@lru_cache(1024)
def updated(location: float, scale: float, yes: float, n: float) -> Quantiles:
    """Return the 5, 50 and 95 % points of a share after `yes` of `n`, believed logit-normal(location, scale) before.

    Exact but for quadrature: relative error of the shares below 1e-6 up to a million people.

    Raises:
        ValueError: not 0 <= yes <= n, a negative scale, or something not finite.
    """
    _checked(yes, n)
    if not (math.isfinite(location) and math.isfinite(scale)) or scale < 0:
        raise ValueError(f"not a belief about a share: location {location}, scale {scale}")
    if n == 0 or scale <= _NARROWEST:
        return _shares(location - _Z95 * scale, location, location + _Z95 * scale)
    return _shares(*_quantiles(_Belief(location, scale, yes, n)))


def _checked(yes: float, n: float) -> None:
    if not (math.isfinite(n) and 0 <= yes <= n):
        raise ValueError(f"not a count of people: {yes} of {n}")


def _shares(low: float, middle: float, high: float) -> Quantiles:
    """Return shares strictly between 0 and 1, which a share of 1e-400 would not be in a float."""
    low, middle, high = (min(max(expit(at), _LEAST), _MOST) for at in (low, middle, high))
    return low, middle, high


class _Belief:
    """The density of the log odds after the people were asked, 1 at its peak."""

    def __init__(self, location: float, scale: float, yes: float, n: float) -> None:
        self._location, self._scale, self._yes, self._n = location, scale, yes, n
        self.peak = self._found_peak()
        self._highest = self._log(self.peak)

    def _log(self, at: float) -> float:
        away = (at - self._location) / self._scale
        no = self._n - self._yes
        return -away * away / 2 - self._yes * _softplus(-at) - no * _softplus(at)

    def slope(self, at: float) -> float:
        """Return the slope of the logarithm, which falls from left to right."""
        pull = (self._location - at) / self._scale / self._scale
        return pull + self._yes * expit(-at) - (self._n - self._yes) * expit(at)

    def _found_peak(self) -> float:
        square = self._scale * self._scale
        low = self._location - square * (self._n - self._yes)
        return _crossing(self.slope, low, self._location + square * self._yes)

    def __call__(self, at: float) -> float:
        return math.exp(min(self._log(at) - self._highest, 0.0))

    def edge(self, direction: float) -> float:
        """Return the log odds on one side (-1 or 1) of the peak beyond which nothing counts."""
        step = self._scale
        while self._above(self.peak + direction * step) > 0:
            step *= 2
        return self.peak + direction * _crossing(
            lambda away: self._above(self.peak + direction * away), 0.0, step
        )

    def _above(self, at: float) -> float:
        return self._log(at) - self._highest + _DROP


def _softplus(value: float) -> float:
    """Return ln(1 + e^value)."""
    return max(value, 0.0) + math.log1p(math.exp(-abs(value)))


def _crossing(falling: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function goes through 0, between `low` and `high`."""
    while True:
        middle = low + (high - low) / 2
        if not low < middle < high:
            return middle
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)


def _quantiles(density: _Belief) -> tuple[float, float, float]:
    edges = density.edge(-1.0), density.peak, density.edge(1.0)
    panels: list[_Panel] = []
    whole = sum(_gauss(density, low, high) for low, high in pairwise(edges))
    for low, high in pairwise(edges):
        _split(density, _Panel(low, high, _gauss(density, low, high)), whole, _DEEPEST, panels)
    low, middle, high = (_quantile(density, panels, at) for at in _POINTS)
    return low, middle, high


def _split(density: _Belief, panel: _Panel, whole: float, depth: int, into: list[_Panel]) -> None:
    """Halve a panel until its halves together have the mass of the whole."""
    middle = (panel.low + panel.high) / 2
    left = _Panel(panel.low, middle, _gauss(density, panel.low, middle))
    right = _Panel(middle, panel.high, _gauss(density, middle, panel.high))
    if depth == 0 or abs(left.mass + right.mass - panel.mass) <= _TOLERANCE * whole:
        into += [left, right]
        return
    _split(density, left, whole, depth - 1, into)
    _split(density, right, whole, depth - 1, into)


def _quantile(density: _Belief, panels: list[_Panel], probability: float) -> float:
    wanted = probability * math.fsum(panel.mass for panel in panels)
    for panel in panels:
        if wanted <= panel.mass:
            return _within(density, panel, wanted)
        wanted -= panel.mass
    return panels[-1].high


def _within(density: _Belief, panel: _Panel, wanted: float) -> float:
    """Return where so much mass of a panel lies to the left: Newton's steps, halving where one leaves the panel."""
    low, high = panel.low, panel.high
    at = (low + high) / 2
    for _ in range(100):
        miss = _gauss(density, panel.low, at) - wanted
        low, high = (low, at) if miss > 0 else (at, high)
        after = at - miss / max(density(at), _LEAST)
        if not low < after < high:
            after = (low + high) / 2
        if abs(after - at) <= 1e-13 * max(1.0, abs(at)):
            return after
        at = after
    return at


def _gauss(density: _Belief, low: float, high: float) -> float:
    half, middle = (high - low) / 2, (high + low) / 2
    return half * math.fsum(weight * density(middle + half * node) for node, weight in _legendre())


@lru_cache(1)
def _legendre() -> tuple[tuple[float, float], ...]:
    """Return the nodes and weights of Gauss and Legendre's rule on -1 to 1."""
    found = []
    for number in range(_NODES):
        node = math.cos(math.pi * (number + 0.75) / (_NODES + 0.5))
        for _ in range(10):
            value, slope = _polynomial(node)
            node -= value / slope
        slope = _polynomial(node)[1]
        found.append((node, 2 / ((1 - node * node) * slope * slope)))
    return tuple(found)


def _polynomial(at: float) -> tuple[float, float]:
    """Return Legendre's polynomial and its slope."""
    before, value = 1.0, at
    for degree in range(2, _NODES + 1):
        before, value = value, ((2 * degree - 1) * at * value - (degree - 1) * before) / degree
    return value, _NODES * (at * value - before) / (at * at - 1)
