"""The payoff of a feature: net present value as a sum of products of one-answer functions.

    won  = users how_often like (1 - not_miss) would_switch e^(-lock_in (head_start + T)) A1(T)
    new  = win_rate bought_because A2(T)
    kept = lost_without A2(T)
    NPV  = (1 - price_competition) value_per_user (won + new + kept) - build_cost (1 + opportunity + upkeep A1(T))

T is the time until live, A1 the discounted years of use left after it and A2 the same for users who come one by
one. The four shares are asked conditionally ("of those"), so their product is the chain rule, not an assumption of
independence. Because every term is a product of functions of one answer each, means, break-evens and the value of
finding out one answer are one-dimensional integrals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from featurecheck.model import Constants
from featurecheck.normal import Floats, cdf
from featurecheck.parameters import PAYOFF

NAMES: tuple[str, ...] = tuple(parameter.name for parameter in PAYOFF)
COLUMN: dict[str, int] = {name: column for column, name in enumerate(NAMES)}
SHARES: tuple[str, ...] = ("how_often", "like", "not_miss", "would_switch", "price_competition")
AMOUNTS: tuple[str, ...] = ("users", "bought_because", "lost_without", "value_per_user", "build_cost")

NOTHING = -60.0
"""Location of an exact 0 (or of an exact 0 % on the log-odds scale): e^-60 of a unit stands in for it."""

_NODES = 65
_REACH = 6.5
GRID: Floats = np.linspace(-_REACH, _REACH, _NODES)
_DENSITY = np.exp(-0.5 * GRID * GRID)
WEIGHTS: Floats = _DENSITY / _DENSITY.sum()


@dataclass(frozen=True, slots=True)
class Bets:
    """The answers of n requests: arrays shaped (n, 12), columns in the order of `NAMES`.

    Amounts and durations are lognormal with `location` = E ln x and `scale` = sd ln x (0 for an exact answer), or
    exponential with mean `scale` where `exponential`; shares are logit-normal on ln x/(1-x).
    """

    location: Floats
    scale: Floats
    exponential: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.location.shape[0])

    def rows(self, start: int, stop: int) -> Bets:
        """Return a view of some of the requests."""
        part = slice(start, stop)
        return Bets(self.location[part], self.scale[part], self.exponential[part])

    def value(self, name: str, z: npt.ArrayLike) -> Floats:
        """Return the answer at the standard normal score `z`, shaped (n, len(z)) or (n,) for a single score."""
        column = COLUMN[name]
        scores: Floats = np.asarray(z, dtype=np.float64)
        shape = (-1, *([1] * scores.ndim))
        location, scale = self.location[:, column].reshape(shape), self.scale[:, column].reshape(shape)
        inner: Floats = location + scale * scores
        if name in SHARES:
            share: Floats = 1.0 / (1.0 + np.exp(-inner))
            return share
        amount: Floats = np.exp(np.minimum(inner, 300.0))
        exponential = self.exponential[:, column]
        if exponential.any():
            tail = -np.log(cdf(-scores))
            amount = np.where(exponential.reshape(shape), scale * tail, amount)
        return amount

    def mean(self, name: str) -> Floats:
        """Return the mean of an amount, shaped (n,); closed form."""
        column = COLUMN[name]
        exponential, scale = self.exponential[:, column], self.scale[:, column]
        spread = np.where(exponential, 0.0, scale)
        return np.where(exponential, scale, np.exp(self.location[:, column] + 0.5 * spread * spread))


def years_of_use(time: Floats, constants: Constants) -> tuple[Floats, Floats]:
    """Return A1 [years] and A2 [years squared] for a time until live in years; both 0 from the horizon on."""
    rate, horizon = constants.discount_rate, constants.horizon_years
    left = np.maximum(horizon - time, 0.0)
    if rate == 0:
        return left, 0.5 * left * left
    end = np.exp(-rate * horizon) / rate
    grown = np.expm1(rate * left)  # keeps its digits for small rates, where differences of powers lose theirs
    return end * grown, end * (grown - rate * left) / rate


def lock_in(years: Floats, constants: Constants) -> Floats:
    """Return the share of the competitor's users not yet locked in after so many years."""
    return np.exp(-constants.lock_in_rate * years)


@dataclass(frozen=True, slots=True)
class Moments:
    """Exact means of all one-answer functions, each shaped (n,), and the functions on the grid, shaped (n, 65)."""

    share: dict[str, Floats]
    share_mean: dict[str, Floats]
    amount_mean: dict[str, Floats]
    head_start: Floats
    head_start_mean: Floats
    switch_time: Floats  # e^(-lock_in T) A1(T)
    use_time: Floats  # A1(T)
    growth_time: Floats  # A2(T)
    switch_time_mean: Floats
    use_time_mean: Floats
    growth_time_mean: Floats

    def factor(self, name: str) -> Floats:
        """Return the mean with which an answer enters its product: 1 - share for those that take away."""
        if name in TAKES_AWAY:
            return np.maximum(1.0 - self.share_mean[name], np.exp(NOTHING))  # 100 % leaves as good as nothing
        return self.share_mean[name] if name in self.share_mean else self.amount_mean[name]


TAKES_AWAY: tuple[str, ...] = ("not_miss", "price_competition")


def moments(bets: Bets, constants: Constants) -> Moments:
    """Return what every exact figure is made of; 65-node trapezoid in z for all that is not closed form."""
    share = {name: bets.value(name, GRID) for name in SHARES}
    head = lock_in(bets.value("head_start", GRID), constants)
    time = bets.value("build_time", GRID)
    use, growth = years_of_use(time, constants)
    switch = lock_in(time, constants) * use
    return Moments(
        share=share,
        share_mean={name: values @ WEIGHTS for name, values in share.items()},
        amount_mean={name: bets.mean(name) for name in AMOUNTS},
        head_start=head,
        head_start_mean=head @ WEIGHTS,
        switch_time=switch,
        use_time=use,
        growth_time=growth,
        switch_time_mean=switch @ WEIGHTS,
        use_time_mean=use @ WEIGHTS,
        growth_time_mean=growth @ WEIGHTS,
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """Expected money of the four terms and of the two halves of the cost, each shaped (n,); `total` is E[NPV]."""

    won: Floats
    new: Floats
    kept: Floats
    build: Floats
    upkeep: Floats

    @property
    def gain(self) -> Floats:
        """Return the expected discounted gain."""
        return self.won + self.new + self.kept

    @property
    def total(self) -> Floats:
        """Return the expected net present value."""
        return self.gain - self.build - self.upkeep


def expected_terms(known: Moments, constants: Constants) -> Terms:
    """Return the expected value of every term: the product of its functions' means."""
    margin = known.factor("price_competition") * known.factor("value_per_user")
    chain: Any = known.factor("users")
    for name in ("how_often", "like", "not_miss", "would_switch"):
        chain = chain * known.factor(name)
    cost = known.factor("build_cost")
    growth = margin * known.growth_time_mean
    return Terms(
        won=margin * chain * known.head_start_mean * known.switch_time_mean,
        new=growth * constants.win_rate_share * known.factor("bought_because"),
        kept=growth * known.factor("lost_without"),
        build=cost * (1.0 + constants.opportunity_share),
        upkeep=cost * constants.upkeep_rate * known.use_time_mean,
    )
