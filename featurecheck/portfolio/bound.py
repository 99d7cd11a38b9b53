"""What no plan can exceed: the fractional knapsack, with prices for dependencies and exclusions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from featurecheck.normal import Floats
from featurecheck.portfolio.case import Case
from featurecheck.portfolio.relations import Links

_MOST_STEPS = 300
_FEWEST_STEPS = 20
_WORK = 4_000_000  # requests times steps
_PATIENCE = 15
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Bound:
    """`value` no plan exceeds [money]; `price` of a person-week at the margin, None where capacity is left over."""

    value: float
    price: float | None


def bound(case: Case, reached: float) -> Bound:
    """Return the bound of linear programming, or a little above it where requests are related.

    Without relations this is Dantzig's fractional knapsack: by value per effort, the last one in part. A dependency
    x_a <= x_p or an exclusion x_a + x_b <= 1 is not enforced but priced: any prices of 0 or more give a bound that
    holds (Lagrangian relaxation, Geoffrion 1974), because a plan that keeps the rules only gains by them. Prices are
    improved step by step (Polyak's step toward the value `reached` by a known plan) and the lowest bound is kept.
    """
    whole, taken = _knapsack(case.values, case)
    best = whole
    if not case.related or not len(case.values):
        return best
    needs, bars = _pairs(case.needs), np.array([pair for pair in _pairs(case.bars) if pair[0] < pair[1]], int)
    bars = bars.reshape(-1, 2)
    links = np.concatenate((needs, bars))
    signs = np.concatenate((np.ones(len(needs)), -np.ones(len(bars))))
    prices = np.concatenate((_first_prices(case, needs, whole.price or 0.0), np.zeros(len(bars))))
    eagerness, since = 1.0, 0
    for _ in range(int(np.clip(_WORK / (len(case.values) + len(links)), _FEWEST_STEPS, _MOST_STEPS))):
        fixed = float(prices[len(needs) :].sum())
        found, taken = _knapsack(_priced(case.values, links, signs, prices), case)
        total = found.value + fixed
        since += 1
        if total < best.value * (1 - _TINY):
            best, since = Bound(total, found.price), 0
        elif since % _PATIENCE == 0:
            eagerness /= 2
        slope = signs * taken[links[:, 1]] - taken[links[:, 0]] + (signs < 0)
        # a price of 0 that wants to fall stays where it is
        steepness = float((slope[(prices > 0) | (slope < 0)] ** 2).sum())
        if steepness < _TINY or total <= reached * (1 + _TINY):
            break
        prices = np.maximum(prices - eagerness * (total - reached) / steepness * slope, 0.0)
    return best


def _pairs(links: Links) -> npt.NDArray[np.int_]:
    pairs = [(row, other) for row in sorted(links) for other in links[row]]
    return np.array(pairs, dtype=np.int_).reshape(-1, 2)


def _first_prices(case: Case, needs: npt.NDArray[np.int_], price: float) -> Floats:
    """Let those who need a request that does not pay for itself share what it lacks."""
    lack = np.maximum(price * case.efforts - case.values, 0.0)
    users = np.bincount(needs[:, 1], minlength=len(lack))
    shared: Floats = lack[needs[:, 1]] / users[needs[:, 1]]
    return shared


def _priced(values: Floats, links: npt.NDArray[np.int_], signs: Floats, prices: Floats) -> Floats:
    """Return values less what is paid for needing and excluding, plus what is received for being needed."""
    count = len(values)
    paid = np.bincount(links[:, 0], prices, count)
    received = np.bincount(links[:, 1], signs * prices, count)
    changed: Floats = values - paid + received
    return changed


def _knapsack(values: Floats, case: Case) -> tuple[Bound, Floats]:
    """Return the fractional knapsack's bound, and the share taken of each request, shape (m,)."""
    taken = np.zeros(len(values))
    rows = np.flatnonzero(values > 0)
    order = rows[np.argsort(-values[rows] / case.efforts[rows], kind="stable")]
    used = np.cumsum(case.efforts[order])
    whole = int(np.searchsorted(used, case.limit, side="right"))
    taken[order[:whole]] = 1.0
    if whole == len(order):
        return Bound(float(values[order].sum()), None), taken
    last = order[whole]
    left = case.capacity - (float(used[whole - 1]) if whole else 0.0)
    taken[last] = max(left, 0.0) / case.efforts[last]
    return Bound(
        float(values @ np.where(taken > 0, taken, 0.0)), float(values[last] / case.efforts[last])
    ), taken
