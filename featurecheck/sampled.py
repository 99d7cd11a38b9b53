"""What needs points: EVPI, chance of loss, and the spread of outcomes, from stored shared Sobol points.

All requests share the same 12-dimensional scrambled Sobol points (as standard normal scores), so a request's figures
do not depend on its neighbours (five dimensions more where the stakes of requesters are weighed). Given the other ten answers, margin and build cost are integrated out in closed form
(Margrabe's formula for exchanging one lognormal for another, 1978), and the linear payoff with its exactly known mean
serves as control variate. With requesters' stakes, which are gains without the margin, the margin is sampled too, and the
build cost alone integrated out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from featurecheck.draws import EXPONENT, Draws, Workspace
from featurecheck.model import Constants
from featurecheck.normal import Floats, Singles, fast_cdf
from featurecheck.payoff import COLUMN, Bets
from featurecheck.points import points_of
from featurecheck.quantiles import DOTS, LEAST, MIDDLES, Sides, Spread, at, refined_quantiles

_ELEMENTS = 524_288  # of one float32 block: long calls, so that threads seldom wait for the interpreter
_SMALL = 1e-6
_MOST = np.float32(1e37)  # what single precision holds, with room for a sum
_SMALL_RATE = 0.05  # over the whole horizon
_SERIES = np.array([1 / 120, 1 / 24, 1 / 6, 1 / 2], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Sampled figures of n requests. Money in the policy's currency.

    `evpi` and `chance_of_loss` (0 to 1) shaped (n,); `quantiles` shaped (n, 3): 5 %, 50 %, 95 % point of the net
    present value; `outcomes` shaped (n, 50): its equally likely outcomes, ascending (empty where not asked for).
    """

    evpi: Floats
    chance_of_loss: Floats
    quantiles: Floats
    outcomes: Singles

    @classmethod
    def joined(cls, parts: Sequence[Sampled]) -> Sampled:
        """Return the figures of several parts as those of one batch."""
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))


Spaces = dict[int, Workspace]
"""Workspaces by their number of rows; one thread's own, handed on from chunk to chunk."""


def sampled(
    bets: Bets,
    constants: Constants,
    expected: Floats,
    points: int,
    *,
    outcomes: bool = True,
    spaces: Spaces | None = None,
) -> Sampled:
    """Return the sampled figures; `expected` is the exact expected net present value, shaped (n,)."""
    scores = points_of(points, stakes=bets.weighed)
    empty = Sampled(
        np.empty(0), np.empty(0), np.empty((0, 3)), np.empty((0, DOTS if outcomes else 0), np.float32)
    )
    blocks, spaces = [empty], {} if spaces is None else spaces
    for rows in _blocks(len(bets), points):
        part = bets.rows(rows.start, rows.stop)
        if len(part) not in spaces:
            spaces[len(part)] = Workspace(len(part), points)
        space = spaces[len(part)]
        blocks.append(_block(Draws(part, scores, space), constants, expected[rows], outcomes=outcomes))
    return Sampled.joined(blocks)


def _blocks(count: int, points: int) -> Iterator[slice]:
    size = max(1, _ELEMENTS // points)
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


def _block(draws: Draws, constants: Constants, expected: Floats, *, outcomes: bool) -> Sampled:
    gain, cost = _gain_and_cost(draws, constants)
    spread = _take_in_exponentials(draws, gain, cost)
    evpi, loss = _integrated(draws.space, spread, gain, cost, expected)
    sides = _sides(draws, gain, cost)
    value = np.subtract(sides.benefit, sides.expense, out=draws.space.take())
    value.sort(axis=1)
    quantiles = refined_quantiles(value, sides, spread, draws.space)
    dots = at(value, MIDDLES if outcomes else ()).astype(np.float32)
    draws.space.give(value, gain, cost, sides.benefit, sides.expense)
    return Sampled(evpi, loss, quantiles, dots)


def _gain_and_cost(draws: Draws, constants: Constants) -> tuple[Singles, Singles]:
    """Return the gain per unit of margin and the cost per unit of build cost, both shaped (n, points)."""
    space = draws.space
    time = draws.amount("build_time")
    left = np.subtract(np.float32(constants.horizon_years), time, out=space.take())
    np.clip(left, np.float32(0.0), _MOST, out=left)  # a third of the time that maximum takes
    use = _years_of_use(left, constants, space.take())
    growth = _growth(left, use, constants, space.take())
    space.give(left)
    gain = _switching(draws, time, constants)
    gain *= use
    arriving = draws.amount("bought_because")
    arriving *= np.float32(constants.win_rate_share)
    lost = draws.amount("lost_without")
    arriving += lost
    arriving *= growth
    gain += arriving
    kept = draws.against_odds("price_competition", takes_away=True)
    gain /= kept
    cost = np.multiply(use, np.float32(constants.upkeep_rate), out=time)
    cost += np.float32(1.0 + constants.opportunity_share)
    if draws.bets.weighed:
        _take_in_stakes(draws, gain, use, kept)
        cost -= _single_column(draws.bets.cofunding)
    space.give(use, growth, arriving, lost, kept)
    return gain, cost


def _take_in_stakes(draws: Draws, gain: Singles, use: Singles, kept: Singles) -> None:
    """Turn the gain per unit of margin into money: the margin taken in, the requesters' stakes added.

    `use` is A1, `kept` the inverse of the share that price competition leaves.
    """
    draws.multiplied(gain, draws.amount("value_per_user"))
    staked = _staked(draws)
    staked /= kept
    staked *= use
    gain += staked
    gain *= np.float32(1.0) - _single_column(draws.bets.profit_share)
    hours = draws.amount("hours_value")
    hours *= use
    gain += hours
    draws.space.give(staked, hours)


def _staked(draws: Draws) -> Singles:
    """Return the requesters' yearly money that hangs on it: profit that would leave and potential that would come."""
    blocks = []
    for amount, share in (("profit_at_risk", "would_leave"), ("potential_profit", "would_grow")):
        money, odds = draws.amount(amount), draws.against_odds(share)
        money /= odds
        draws.space.give(odds)
        blocks.append(money)
    blocks[0] += blocks[1]
    draws.space.give(blocks[1])
    return blocks[0]


def _single_column(shares: Floats | None) -> Singles | np.float32:
    """Return shares of the requests as a column of single precision; 0 where there are none."""
    return np.float32(0.0) if shares is None else shares.astype(np.float32)[:, None]


def _switching(draws: Draws, time: Singles, constants: Constants) -> Singles:
    """Return the competitor's users who switch, thinned by the head start's lock-in until launch."""
    space = draws.space
    chain = draws.amount("head_start")
    chain += time
    chain *= np.float32(-constants.lock_in_rate)
    users = draws.exponent("users")
    chain += users
    np.clip(chain, -EXPONENT, EXPONENT, out=chain)
    np.exp(chain, out=chain)
    odds = draws.against_odds("how_often")
    with np.errstate(over="ignore"):  # several shares of exactly 0: one over infinity is the 0 they mean
        for name in ("like", "would_switch"):
            draws.multiplied(odds, draws.against_odds(name))
        draws.multiplied(odds, draws.against_odds("not_miss", takes_away=True))
    chain /= odds
    space.give(users, odds)
    return chain


def _years_of_use(left: Singles, constants: Constants, use: Singles) -> Singles:
    """Return A1 from the years left, in `use`: e^(-r H) (e^(r left) - 1) / r."""
    rate = constants.discount_rate
    if rate == 0:
        np.copyto(use, left)
        return use
    np.multiply(left, np.float32(rate), out=use)
    if rate * constants.horizon_years > _SMALL_RATE:
        np.exp(use, out=use)  # three times as fast as expm1, and here nothing cancels
        use -= np.float32(1.0)
    else:
        np.expm1(use, out=use)
    use *= np.float32(np.exp(-rate * constants.horizon_years) / rate)
    return use


def _growth(left: Singles, use: Singles, constants: Constants, growth: Singles) -> Singles:
    """Return A2 from the years left and A1, in `growth`; a series where single precision loses the difference."""
    rate = constants.discount_rate
    end = np.float32(np.exp(-rate * constants.horizon_years))
    if rate * constants.horizon_years > _SMALL_RATE:
        np.multiply(left, -end, out=growth)
        growth += use
        growth *= np.float32(1 / rate)
        return growth
    np.copyto(growth, np.polyval(_SERIES, left * np.float32(rate)))
    growth *= left * left * end
    return growth


def _sides(draws: Draws, gain: Singles, cost: Singles) -> Sides:
    """Return both sides in money: times the margin and the build cost, unless they were taken in before."""
    money = []
    for block, name in ((gain, "value_per_user"), (cost, "build_cost")):
        amount = draws.amount(name)
        amount[_taken_in(draws.bets, name)] = 1.0
        with np.errstate(over="ignore"):
            amount *= block
        money.append(np.clip(amount, np.float32(0.0), _MOST, out=amount))
    least = np.maximum(1e-6 * money[1].mean(axis=1).astype(np.float64), 1e-20)
    return Sides(gain, cost, money[0], money[1], least)


def _taken_in(bets: Bets, name: str) -> npt.NDArray[np.bool_]:
    """Tell where the margin or the build cost is part of its side already: (n,)."""
    if bets.weighed and name == "value_per_user":
        return np.ones(len(bets), dtype=bool)
    marks: npt.NDArray[np.bool_] = bets.exponential[:, COLUMN[name]]
    return marks


def _take_in_exponentials(draws: Draws, gain: Singles, cost: Singles) -> Spread:
    """Multiply an exponential margin or build cost into its side, since Margrabe's formula wants lognormals."""
    found: list[Floats] = []
    for name, block in (("value_per_user", gain), ("build_cost", cost)):
        column = COLUMN[name]
        rows = _taken_in(draws.bets, name)
        if rows.any() and not (draws.bets.weighed and block is gain):  # there it was taken in with the stakes
            amount = draws.amount(name)
            block[rows] *= amount[rows]
            draws.space.give(amount)
        found += [np.where(rows, 0.0, part[:, column]) for part in (draws.bets.location, draws.bets.scale)]
    return Spread(*found)


def _integrated(
    space: Workspace, spread: Spread, gain: Singles, cost: Singles, expected: Floats
) -> tuple[Floats, Floats]:
    """Return EVPI and the chance of loss, margin and build cost integrated out at every point."""
    margin_mean = np.exp(spread.margin_location + 0.5 * spread.margin_scale**2)
    cost_mean = np.exp(spread.cost_location + 0.5 * spread.cost_scale**2)
    # money in units of the larger side: squares stay within float32, even where one side is nothing
    unit = np.maximum(cost_mean, margin_mean * gain.mean(axis=1))
    benefit = np.multiply(gain, (margin_mean / unit).astype(np.float32)[:, None], out=space.take())
    expense = np.multiply(cost, (cost_mean / unit).astype(np.float32)[:, None], out=space.take())
    np.clip(expense, LEAST, _MOST, out=expense)
    loss, positive = _margrabe(space, spread, benefit, expense)
    benefit -= expense
    surplus = _controlled(positive, benefit, expected / unit)
    space.give(benefit, expense, positive)
    return np.maximum(surplus - np.maximum(expected / unit, 0.0), 0.0) * unit, loss


def _margrabe(space: Workspace, spread: Spread, benefit: Singles, expense: Singles) -> tuple[Floats, Singles]:
    """Return the chance of loss (n,), and E max(0, benefit - expense) at every point in a block to give back."""
    scale = np.sqrt(spread.margin_scale**2 + spread.cost_scale**2)
    divisor = (1.0 / np.maximum(scale, _SMALL)).astype(np.float32)[:, None]
    half = (0.5 * scale).astype(np.float32)[:, None]
    tilt = (0.5 * (spread.margin_scale**2 - spread.cost_scale**2)).astype(np.float32)[:, None] * divisor
    distance, upper, work, more = (space.take() for _ in range(4))
    np.clip(benefit, LEAST, _MOST, out=distance)
    distance /= expense
    np.log(distance, out=distance)
    distance *= divisor
    np.subtract(tilt, distance, out=upper)
    loss: Floats = fast_cdf(upper, work, more).mean(axis=1).astype(np.float64)
    np.add(distance, half, out=upper)
    fast_cdf(upper, work, more)
    upper *= benefit
    distance -= half
    fast_cdf(distance, work, more)
    distance *= expense
    upper -= distance
    space.give(distance, work, more)
    return loss, upper


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
