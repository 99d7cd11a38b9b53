"""What can be computed exactly, one answer at a time: EVPPI, break-even, tornado. No sampling, no seed.

For every answer but the build time the net present value given its true value x is a + b g(x), with g the one
function through which x enters. So the conditional mean is known everywhere, its root is the break-even, its values
at the 5 % and 95 % points are the tornado's bar, and E max(0, .) - max(0, E .) is the expected value of partial
perfect information (Strong and Oakley 2013 name the quantity; the closed forms are Black and Scholes' for a
lognormal x).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from featurecheck.model import Constants
from featurecheck.normal import Z95, Floats, cdf
from featurecheck.payoff import (
    COLUMN,
    GRID,
    SHARES,
    TAKES_AWAY,
    WEIGHTS,
    Bets,
    Moments,
    Terms,
    expected_terms,
    lock_in,
    moments,
    years_of_use,
)

NEVER = 1e-6
"""A break-even that the truth passes less than once in a million is none."""

LEAST_MONEY = 1e-6
"""An answer that moves the net present value by less than this moves it by nothing but rounding."""

_VANISHED = 1e-300  # a mean that rounds to 0, as that of a lock-in over a million years

_STEPS = 45  # bisections of the build time: the horizon over 2^45


@dataclass(frozen=True, slots=True)
class Exact:
    """Exact figures of n requests; all but `expected_value` shaped (n, 12) in the order of `payoff.NAMES`, or (n, 17).

    Money in the policy's currency. `break_even` is in the answer's own unit and NaN where the sign of the expected
    value never changes; `flip_above` says on which side of it the sign is the other one; `flip_probability` is the
    chance that the truth lies there (NaN likewise).
    """

    expected_value: Floats
    evppi: Floats
    at_p5: Floats
    at_p95: Floats
    break_even: Floats
    flip_above: npt.NDArray[np.bool_]
    flip_probability: Floats

    def widened(self, answers: int) -> Exact:
        """Return the same with columns for answers that enter nothing, (n, answers)."""
        more = answers - self.evppi.shape[1]
        if more <= 0:
            return self
        column = self.expected_value[:, None]

        def beside(array: Any, nothing: Any) -> Any:  # noqa: ANN401 - arrays of any type
            return np.hstack([array, np.broadcast_to(nothing, (len(array), more))])

        return Exact(
            expected_value=self.expected_value,
            evppi=beside(self.evppi, 0.0),
            at_p5=beside(self.at_p5, column),
            at_p95=beside(self.at_p95, column),
            break_even=beside(self.break_even, np.nan),
            flip_above=beside(self.flip_above, False),  # noqa: FBT003 - a mark, not a flag
            flip_probability=beside(self.flip_probability, np.nan),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """Conditional mean a + b g of one answer, g its own function, each shaped (n,) [money, money per unit of g]."""

    constant: Floats
    slope: Floats


@dataclass(frozen=True, slots=True)
class _Answer:
    """Figures of one answer, each shaped (n,)."""

    evppi: Floats
    at_p5: Floats
    at_p95: Floats
    break_even: Floats
    score: Floats  # z of the break-even; NaN where there is none


def exact(bets: Bets, constants: Constants) -> Exact:
    """Return all exact figures of the requests."""
    known = moments(bets, constants)
    terms = expected_terms(known, constants)
    answers = [_answer(name, bets, known, terms, constants) for name in bets.names]
    at_p5, at_p95 = (
        np.stack(side, axis=1) for side in ([a.at_p5 for a in answers], [a.at_p95 for a in answers])
    )
    score = np.stack([answer.score for answer in answers], axis=1)
    total = terms.total
    above = (at_p95 > at_p5) == (total <= 0)[:, None]
    beyond = np.where(above, cdf(-np.nan_to_num(score)), cdf(np.nan_to_num(score)))
    never = np.isnan(score) | (beyond < NEVER) | (np.abs(at_p95 - at_p5) < LEAST_MONEY)
    return Exact(
        expected_value=total,
        evppi=np.stack([answer.evppi for answer in answers], axis=1),
        at_p5=at_p5,
        at_p95=at_p95,
        break_even=np.where(never, np.nan, np.stack([answer.break_even for answer in answers], axis=1)),
        flip_above=above,
        flip_probability=np.where(never, np.nan, beyond),
    )


def _answer(name: str, bets: Bets, known: Moments, terms: Terms, constants: Constants) -> _Answer:
    if name == "build_time":
        return _build_time(bets, known, terms, constants)
    line = conditional_line(name, known, terms)
    if name in SHARES:
        return _share(name, bets, known, line)
    if name == "head_start":
        return _head_start(bets, known, line, constants)
    return _amount(name, bets, line)


def conditional_line(name: str, known: Moments, terms: Terms) -> Line:
    """Split E[NPV] into the part with the answer, per unit of its function, and the rest; not for the build time."""
    part = {
        "bought_because": terms.new,
        "lost_without": terms.kept,
        "build_cost": -(terms.build + terms.upkeep),
        "value_per_user": terms.users_gain,
        "price_competition": terms.traded,
        "would_leave": terms.saved,
        "profit_at_risk": terms.saved,
        "would_grow": terms.grown,
        "potential_profit": terms.grown,
        "hours_value": terms.hours,
    }.get(name, terms.won)
    mean = known.head_start_mean if name == "head_start" else known.factor(name)
    slope = part / np.maximum(mean, _VANISHED)
    constant = terms.total - part
    if name in TAKES_AWAY:
        return Line(constant + slope, -slope)
    return Line(constant, slope)


def _root(line: Line) -> Floats:
    """Return g where the conditional mean is 0; NaN where it has no root at a positive g."""
    with np.errstate(divide="ignore", invalid="ignore"):
        root = -line.constant / line.slope
    return np.where(np.isfinite(root) & (root > 0), root, np.nan)


def _surplus(mean: Floats, positive: Floats) -> Floats:
    """Return E max(0, .) - max(0, E .), never negative by rounding."""
    return np.maximum(positive - np.maximum(mean, 0.0), 0.0)


def _amount(name: str, bets: Bets, line: Line) -> _Answer:
    column = COLUMN[name]
    exponential = bets.exponential[:, column]
    mean, root = bets.mean(name), _root(line)
    safe = np.where(np.isnan(root), mean, root)
    scale = np.maximum(bets.scale[:, column], 1e-12)
    score = (np.log(safe) - bets.location[:, column]) / scale
    above = np.stack([cdf(-score), cdf(scale - score)])  # P(x > root) and its share of the mean
    if exponential.any():
        tail = np.exp(-safe / scale)
        above = np.where(exponential, np.stack([tail, tail * (1.0 + safe / scale)]), above)
        score = np.where(exponential, _score_of_tail(tail), score)
    # E max(0, a + b x) over the side of the root where a + b x > 0
    rises = line.slope > 0
    constant = np.where(rises, above[0], 1.0 - above[0]) * line.constant
    positive = constant + np.where(rises, above[1], 1.0 - above[1]) * line.slope * mean
    expected = line.constant + line.slope * mean
    evppi = np.where(np.isnan(root), 0.0, _surplus(expected, positive))
    low, high = (line.constant + line.slope * bets.value(name, z) for z in (-Z95, Z95))
    never = np.isnan(root) | (bets.scale[:, column] == 0)
    return _Answer(evppi, low, high, root, np.where(never, np.nan, score))


def _score_of_tail(tail: Floats) -> Floats:
    """Return z with P(Z > z) = tail by Newton's method on the grid's nearest node; only for exponential answers."""
    score = np.interp(-np.log(np.maximum(tail, 1e-300)), -np.log(cdf(-GRID)), GRID)
    for _ in range(4):
        density = np.exp(-0.5 * score * score) / np.sqrt(2 * np.pi)
        score = score + np.clip((cdf(-score) - tail) / np.maximum(density, 1e-300), -0.5, 0.5)
    return score


def _share(name: str, bets: Bets, known: Moments, line: Line) -> _Answer:
    column = COLUMN[name]
    nodes = line.constant[:, None] + line.slope[:, None] * known.share[name]
    root = _root(line)
    root = np.where(root < 1.0, root, np.nan)
    scale = bets.scale[:, column]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (np.log(root / (1.0 - root)) - bets.location[:, column]) / scale
    low, high = (line.constant + line.slope * bets.value(name, z) for z in (-Z95, Z95))
    return _Answer(_on_grid(nodes), low, high, root, np.where(scale > 0, score, np.nan))


def _head_start(bets: Bets, known: Moments, line: Line, constants: Constants) -> _Answer:
    column = COLUMN["head_start"]
    nodes = line.constant[:, None] + line.slope[:, None] * known.head_start
    with np.errstate(divide="ignore", invalid="ignore"):
        root = -np.log(_root(line)) / constants.lock_in_rate
    root = np.where(np.isfinite(root) & (root > 0), root, np.nan)
    ends = (lock_in(bets.value("head_start", z), constants) for z in (-Z95, Z95))
    low, high = (line.constant + line.slope * end for end in ends)
    return _Answer(_on_grid(nodes), low, high, root, _score(root, bets, column))


@dataclass(frozen=True, slots=True)
class _Clock:
    """How the net present value depends on the build time, each shaped (n,) [money per unit of its function]."""

    per_switch: Floats
    per_growth: Floats
    per_use: Floats
    build: Floats

    @classmethod
    def of(cls, known: Moments, terms: Terms) -> _Clock:
        """Return the expected terms per unit of the build time's functions."""
        return cls(
            per_switch=terms.won / np.maximum(known.switch_time_mean, _VANISHED),
            per_growth=(terms.new + terms.kept) / np.maximum(known.growth_time_mean, _VANISHED),
            per_use=(terms.upkeep - terms.saved - terms.grown - terms.hours)
            / np.maximum(known.use_time_mean, _VANISHED),
            build=terms.build,
        )

    def given(self, time: Floats, constants: Constants) -> Floats:
        """Return E[NPV | T] for times in years, shaped (n,) or (k, n)."""
        use, growth = years_of_use(time, constants)
        gain = self.per_switch * lock_in(time, constants) * use + self.per_growth * growth
        return gain - self.per_use * use - self.build


def conditional_mean(name: str, bets: Bets, known: Moments, constants: Constants, scores: Floats) -> Floats:
    """Return E[NPV | answer] where the answer stands at standard normal scores, shaped (n, len(scores)) [money]."""
    terms, value = expected_terms(known, constants), bets.value(name, scores)
    if name == "build_time":
        return _Clock.of(known, terms).given(value.T, constants).T
    line = conditional_line(name, known, terms)
    return line.constant[:, None] + line.slope[:, None] * (
        lock_in(value, constants) if name == "head_start" else value
    )


def _build_time(bets: Bets, known: Moments, terms: Terms, constants: Constants) -> _Answer:
    clock = _Clock.of(known, terms)
    nodes = clock.per_switch[:, None] * known.switch_time + clock.per_growth[:, None] * known.growth_time
    nodes = nodes - clock.per_use[:, None] * known.use_time - clock.build[:, None]
    low, high = (clock.given(bets.value("build_time", z), constants) for z in (-Z95, Z95))
    root = _bisected(lambda time: clock.given(time, constants), constants.horizon_years, len(bets))
    return _Answer(_on_grid(nodes), low, high, root, _score(root, bets, COLUMN["build_time"]))


def _bisected(given: Callable[[Floats], Floats], horizon: float, count: int) -> Floats:
    """Return the time between 0 and the horizon at which the conditional mean falls to 0; NaN where it does not."""
    early, late = np.zeros(count), np.full(count, horizon)
    falls = (given(early) > 0) & (given(late) < 0)
    for _ in range(_STEPS if falls.any() else 0):
        middle = 0.5 * (early + late)
        gains = given(middle) > 0
        early, late = np.where(gains, middle, early), np.where(gains, late, middle)
    return np.where(falls, 0.5 * (early + late), np.nan)


def _score(root: Floats, bets: Bets, column: int) -> Floats:
    """Return the standard normal score of a duration; NaN where there is no root or the answer is exact."""
    location, scale = bets.location[:, column], bets.scale[:, column]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (np.log(root) - location) / scale
        tail = np.exp(-root / scale)
    exponential = bets.exponential[:, column]
    if exponential.any():
        score = np.where(exponential & ~np.isnan(root), _score_of_tail(np.nan_to_num(tail, nan=0.5)), score)
    return np.where(scale > 0, score, np.nan)


def _on_grid(nodes: Floats) -> Floats:
    """Return E max(0, m(Z)) - max(0, E m(Z)) from m on the grid, shaped (n, 65) -> (n,).

    Trapezoid rule with the Euler-Maclaurin term of the kink: in the cell where the sign changes, with x and y the
    sizes of its two ends, the rule is too large by w (x y / (2 (x + y)) - (x + y) / 12).
    """
    mean = nodes @ WEIGHTS
    positive = np.maximum(nodes, 0.0) @ WEIGHTS
    sign = nodes > 0
    crossing = sign[:, 1:] != sign[:, :-1]
    row, cell = np.nonzero(crossing)
    x, y = np.abs(nodes[row, cell]), np.abs(nodes[row, cell + 1])
    both = x + y
    weight = (WEIGHTS[cell] * y + WEIGHTS[cell + 1] * x) / both
    excess = weight * (0.5 * x * y / both - both / 12.0)
    positive -= np.bincount(row, weights=excess, minlength=len(nodes))
    touched = crossing.any(axis=1)
    return np.where(touched, _surplus(mean, positive), 0.0)
