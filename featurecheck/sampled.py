"""What needs points: EVPI, chance of loss, and the spread of outcomes, from stored shared Sobol points.

All requests share the same 12-dimensional scrambled Sobol points (as standard normal scores), so a request's figures
do not depend on its neighbours. Given the other ten answers, margin and build cost are integrated out in closed form
(Margrabe's formula for exchanging one lognormal for another, 1978), and the linear payoff with its exactly known mean
serves as control variate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from featurecheck.errors import FeatureCheckError
from featurecheck.model import Constants
from featurecheck.normal import Floats, Singles, cdf, fast_cdf
from featurecheck.payoff import COLUMN, Bets

POINTS_STORED = 4096
DOTS = 50
"""Equally likely outcomes kept of each request's distribution."""

_ELEMENTS = 49_152  # of one float32 block: small enough for several to stay in the cache
_EXPONENT = 80.0
_SMALL = 1e-6
_LEAST, _MOST = 1e-30, 1e37  # what single precision holds, with room for a sum
_QUANTILES = (0.05, 0.50, 0.95)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Sampled figures of n requests. Money in the policy's currency.

    `evpi` and `chance_of_loss` (0 to 1) shaped (n,); `quantiles` shaped (n, 3): 5 %, 50 %, 95 % point of the net
    present value; `outcomes` shaped (n, 50): its equally likely outcomes, ascending (empty where not asked for).
    """

    evpi: Floats
    chance_of_loss: Floats
    quantiles: Floats
    outcomes: Floats


@cache
def stored_points() -> Singles:
    """Return the standard normal scores, shaped (12, 4096), rows in the order of `payoff.NAMES`."""
    points: Singles = np.load(Path(__file__).with_name("_points.npy"))
    points.setflags(write=False)
    return points


def points_of(count: int) -> Singles:
    """Return the first `count` points; a power of two from 64 to 4,096 keeps them evenly spread."""
    if count & (count - 1) or not 64 <= count <= POINTS_STORED:  # noqa: PLR2004
        message = f"{count} points were asked for; write a power of two from 64 to {POINTS_STORED}."
        raise FeatureCheckError(message)
    return stored_points()[:, :count]


def sampled(
    bets: Bets, constants: Constants, expected: Floats, points: int, *, outcomes: bool = True
) -> Sampled:
    """Return the sampled figures; `expected` is the exact expected net present value, shaped (n,)."""
    scores = points_of(points)
    blocks = [
        _block(bets.rows(start, stop), constants, expected[start:stop], scores, outcomes=outcomes)
        for start, stop in _blocks(len(bets), points)
    ]
    if not blocks:
        return Sampled(np.empty(0), np.empty(0), np.empty((0, 3)), np.empty((0, DOTS)))
    return Sampled(
        evpi=np.concatenate([block.evpi for block in blocks]),
        chance_of_loss=np.concatenate([block.chance_of_loss for block in blocks]),
        quantiles=np.concatenate([block.quantiles for block in blocks]),
        outcomes=np.concatenate([block.outcomes for block in blocks]),
    )


def _blocks(count: int, points: int) -> Iterator[tuple[int, int]]:
    size = max(1, _ELEMENTS // points)
    return ((start, min(start + size, count)) for start in range(0, count, size))


class _Inputs:
    """The block's answers in single precision, with the arrays that the points are turned into."""

    def __init__(self, bets: Bets, scores: Singles) -> None:
        self._bets = bets
        self._scores = scores
        self._location = bets.location.astype(np.float32)
        self._scale = bets.scale.astype(np.float32)

    def exponent(self, name: str) -> Singles:
        """Return location + scale z: ln x of a lognormal amount, the log odds of a share; shaped (n, points)."""
        column = COLUMN[name]
        block: Singles = np.multiply.outer(self._scale[:, column], self._scores[column])
        block += self._location[:, column, None]
        exponential = self._bets.exponential[:, column]
        if exponential.any():
            tail = np.log(-np.log(cdf(-self._scores[column].astype(np.float64)))).astype(np.float32)
            block[exponential] = tail + np.log(self._scale[exponential, column, None])
        return block

    def against_odds(self, name: str, *, takes_away: bool = False) -> Singles:
        """Return 1/share (or 1/(1 - share) for an answer that takes away)."""
        block = self.exponent(name)
        if not takes_away:
            np.negative(block, out=block)
        _exp(block)
        block += 1.0
        return block


def _exp(block: Singles) -> Singles:
    if max(block.max(initial=0.0), -block.min(initial=0.0)) > _EXPONENT:
        np.clip(block, -_EXPONENT, _EXPONENT, out=block)
    np.exp(block, out=block)
    return block


def _gain_and_cost(inputs: _Inputs, constants: Constants) -> tuple[Singles, Singles]:
    """Return the gain per unit of margin and the cost per unit of build cost, both shaped (n, points)."""
    time = _exp(inputs.exponent("build_time"))
    left = np.maximum(constants.horizon_years - time, 0.0)
    use = _years_of_use(left, constants)
    growth = _growth(left, use, constants)
    chain = _exp(inputs.exponent("head_start"))
    chain += time
    chain *= -constants.lock_in_rate
    chain += inputs.exponent("users")
    _exp(chain)
    odds = inputs.against_odds("how_often")
    with np.errstate(over="ignore"):  # several shares of exactly 0: one over infinity is the 0 they mean
        odds *= inputs.against_odds("like")
        odds *= inputs.against_odds("would_switch")
        odds *= inputs.against_odds("not_miss", takes_away=True)
    chain /= odds
    chain *= use
    buyers = _exp(inputs.exponent("bought_because"))
    buyers *= constants.win_rate_share
    buyers += _exp(inputs.exponent("lost_without"))
    buyers *= growth
    chain += buyers
    chain /= inputs.against_odds("price_competition", takes_away=True)
    use *= constants.upkeep_rate
    use += 1.0 + constants.opportunity_share
    return chain, use


def _years_of_use(left: Singles, constants: Constants) -> Singles:
    """Return A1 from the years left: e^(-r H) (e^(r left) - 1) / r."""
    rate = constants.discount_rate
    if rate == 0:
        return left.copy()
    use = left * np.float32(rate)
    np.expm1(use, out=use)
    use *= np.float32(np.exp(-rate * constants.horizon_years) / rate)
    return use


def _growth(left: Singles, use: Singles, constants: Constants) -> Singles:
    """Return A2 from the years left and A1; a series for small rates, where single precision loses the difference."""
    rate = constants.discount_rate
    end = np.float32(np.exp(-rate * constants.horizon_years))
    if rate * constants.horizon_years > _SMALL_RATE:
        return (use - left * end) * np.float32(1 / rate)
    series: Singles = np.polyval(_SERIES, left * np.float32(rate))
    series *= left * left * end
    return series


_SERIES = np.array([1 / 120, 1 / 24, 1 / 6, 1 / 2], dtype=np.float32)
_SMALL_RATE = 0.05  # over the whole horizon


def _block(bets: Bets, constants: Constants, expected: Floats, scores: Singles, *, outcomes: bool) -> Sampled:
    inputs = _Inputs(bets, scores)
    gain, cost = _gain_and_cost(inputs, constants)
    spread = _take_in_exponentials(bets, inputs, gain, cost)
    evpi, loss = _integrated(bets, spread, gain, cost, expected)
    with np.errstate(over="ignore"):
        benefit = np.minimum(gain * _sample(inputs, bets, "value_per_user"), _MOST)
        expense = np.minimum(cost * _sample(inputs, bets, "build_cost"), _MOST)
    sides = _Sides(gain, cost, benefit, expense)
    value = sides.benefit - sides.expense
    value.sort(axis=1)
    dots = _at(value, _MIDDLES) if outcomes else np.empty((len(bets), 0))
    return Sampled(evpi, loss, _refined_quantiles(value, sides, spread), dots)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides of the net present value at the points, shaped (n, points): per unit, and in money."""

    gain: Singles
    cost: Singles
    benefit: Singles
    expense: Singles


def _refined_quantiles(value: Singles, sides: _Sides, spread: _Spread) -> Floats:
    """Return the 5 %, 50 % and 95 % points, shaped (n, 3).

    One Newton step from the sample's quantile on a smooth distribution function: one lognormal is integrated out at
    every point, the build cost for the two lower quantiles, the margin for the upper one (in the published cases the
    error falls to a third of the sample's at 4,096 points). Rows where neither has a width keep the sample's.
    """
    first = _at(value, _QUANTILES)
    margin, cost = (scale > _WIDE for scale in (spread.margin_scale, spread.cost_scale))
    for column, probability in enumerate(_QUANTILES):
        prefer_cost = cost & (~margin if probability > 0.5 else True)  # noqa: PLR2004 - the median
        for rows, step in ((prefer_cost, _cost_out), (margin & ~prefer_cost, _margin_out)):
            if rows.any():
                near = _at(
                    _picked(value, rows), (max(probability - _STEP, 0.0), min(probability + _STEP, 1.0))
                )
                start = first[rows, column]
                below, density = step(start, sides, spread, rows)
                moved = start - (below - probability) / np.maximum(density, 1e-30)
                first[rows, column] = np.clip(moved, near[:, 0], near[:, 1])
    return first


_WIDE = 0.02
_STEP = 0.04


def _cost_out(
    start: Floats, sides: _Sides, spread: _Spread, rows: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return P(NPV <= start) and its density with the build cost integrated out, both (rows,)."""
    room = sides.benefit[rows] - start.astype(np.float32)[:, None]
    below, density = _lognormal_at(
        room, sides.cost[rows], spread.cost_location[rows], spread.cost_scale[rows]
    )
    return 1.0 - below, density


def _picked(block: Singles, rows: npt.NDArray[np.bool_]) -> Singles:
    """Return some rows of a block without copying when they are all of them."""
    return block if rows.all() else block[rows]


def _margin_out(
    start: Floats, sides: _Sides, spread: _Spread, rows: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return P(NPV <= start) and its density with the margin integrated out, both (rows,)."""
    room = _picked(sides.expense, rows) + start.astype(np.float32)[:, None]
    return _lognormal_at(
        room, _picked(sides.gain, rows), spread.margin_location[rows], spread.margin_scale[rows]
    )


def _lognormal_at(room: Singles, factor: Singles, location: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Return the means over the points of P(factor x <= room) and of its density in money, x lognormal.

    Where there is no room, its floor sends the score so far down that both are 0.
    """
    np.maximum(room, _FLOOR, out=room)
    with np.errstate(over="ignore"):  # room without end: the score's limit is the answer
        score: Singles = np.divide(room, np.maximum(factor, _FLOOR))
    np.log(score, out=score)
    score -= location.astype(np.float32)[:, None]
    score *= (1.0 / scale).astype(np.float32)[:, None]
    density = np.square(score)
    density *= np.float32(-0.5)
    np.exp(density, out=density)
    density /= room
    norm = 1.0 / (scale * np.sqrt(2 * np.pi))
    return fast_cdf(score).mean(axis=1, dtype=np.float64), density.mean(axis=1, dtype=np.float64) * norm


_FLOOR = np.float32(1e-20)


_MIDDLES = tuple((dot + 0.5) / DOTS for dot in range(DOTS))


def _at(ordered: Singles, probabilities: tuple[float, ...]) -> Floats:
    """Return quantiles of sorted rows, linear between the points' middles (Hazen's positions)."""
    count = ordered.shape[1]
    position = np.clip(np.asarray(probabilities) * count - 0.5, 0, count - 1)
    below = np.minimum(position.astype(int), count - 2)
    part = position - below
    return np.asarray(ordered[:, below] * (1 - part) + ordered[:, below + 1] * part, dtype=np.float64)


def _sample(inputs: _Inputs, bets: Bets, name: str) -> Any:  # noqa: ANN401 - a float32 array or the number 1
    """Return the answer at the points; 1 in rows whose exponential answer was taken in before."""
    block = _exp(inputs.exponent(name))
    block[bets.exponential[:, COLUMN[name]]] = 1.0
    return block


@dataclass(frozen=True, slots=True)
class _Spread:
    """Location and scale of margin and build cost where they are lognormal; ln 1 and 0 where taken in, (n,)."""

    margin_location: Floats
    margin_scale: Floats
    cost_location: Floats
    cost_scale: Floats


def _take_in_exponentials(bets: Bets, inputs: _Inputs, gain: Singles, cost: Singles) -> _Spread:
    """Multiply an exponential margin or build cost into its side, since Margrabe's formula wants lognormals."""
    sides: list[Floats] = []
    for name, block in (("value_per_user", gain), ("build_cost", cost)):
        column = COLUMN[name]
        rows = bets.exponential[:, column]
        if rows.any():
            block[rows] *= _exp(inputs.exponent(name))[rows]
        sides += [np.where(rows, 0.0, bets.location[:, column]), np.where(rows, 0.0, bets.scale[:, column])]
    return _Spread(*sides)


def _integrated(
    bets: Bets, spread: _Spread, gain: Singles, cost: Singles, expected: Floats
) -> tuple[Floats, Floats]:
    """Return EVPI and the chance of loss, margin and build cost integrated out at every point."""
    count = len(bets)
    margin_mean = np.exp(spread.margin_location + 0.5 * spread.margin_scale**2)
    cost_mean = np.exp(spread.cost_location + 0.5 * spread.cost_scale**2)
    # money in units of the larger side: squares stay within float32, even where one side is nothing
    unit = np.maximum(cost_mean, margin_mean * gain.mean(axis=1, dtype=np.float64))
    benefit = gain * (margin_mean / unit).astype(np.float32)[:, None]
    expense = cost * (cost_mean / unit).astype(np.float32)[:, None]
    scale = np.sqrt(spread.margin_scale**2 + spread.cost_scale**2)
    divisor = (1.0 / np.maximum(scale, _SMALL)).astype(np.float32)[:, None]
    np.maximum(expense, _LEAST, out=expense)
    distance = np.log(np.maximum(benefit, _LEAST) / expense)
    distance *= divisor
    half = (0.5 * scale).astype(np.float32)[:, None]
    tilt = (0.5 * (spread.margin_scale**2 - spread.cost_scale**2)).astype(np.float32)[:, None] * divisor
    loss = fast_cdf(tilt - distance).mean(axis=1, dtype=np.float64)
    upper = fast_cdf(distance + half)
    distance -= half
    lower = fast_cdf(distance)
    upper *= benefit
    lower *= expense
    upper -= lower
    benefit -= expense
    positive = _controlled(upper, benefit, expected / unit)
    evpi = np.maximum(positive - np.maximum(expected / unit, 0.0), 0.0) * unit
    return evpi.reshape(count), loss


def _controlled(positive: Singles, linear: Singles, exact_mean: Floats) -> Floats:
    """Return E max(0, NPV), corrected by the linear payoff's known mean; coefficient 1 where nothing varies."""
    mean, control = positive.mean(axis=1, dtype=np.float64), linear.mean(axis=1, dtype=np.float64)
    linear -= control[:, None].astype(np.float32)
    variance = np.einsum("ij,ij->i", linear, linear)
    covariance = np.einsum("ij,ij->i", positive, linear)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(variance > 0, covariance / variance, 1.0)
    corrected: Floats = mean - slope * (control - exact_mean)
    return corrected
