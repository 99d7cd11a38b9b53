"""The payoff of a feature: net present value as a sum of products of one-answer functions.

    won  = users how_often like (1 - not_miss) would_switch e^(-lock_in (head_start + T)) A1(T)
    new  = win_rate bought_because A2(T)
    kept = lost_without A2(T)
    NPV  = (1 - price_competition) value_per_user (won + new + kept) - build_cost (1 + opportunity + upkeep A1(T))

Where those who asked are known accounts, their own money stands for `kept`, a partner's co-funding lowers the build
cost, and its profit share lowers the gain:

    asked = (would_leave profit_at_risk + would_grow potential_profit) A1(T)
    NPV   = (1 - price_competition) (1 - profit share) (value_per_user (won + new) + asked) + hours_value A1(T)
            - build_cost (1 - co-funding + opportunity + upkeep A1(T))

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
from featurecheck.parameters import PAYOFF, STAKES

NAMES: tuple[str, ...] = tuple(parameter.name for parameter in PAYOFF)
ALL_NAMES: tuple[str, ...] = (*NAMES, *(parameter.name for parameter in STAKES))
"""With the stakes of known requesters."""

LEAVING: tuple[str, ...] = ("would_leave", "would_grow")
"""The shares among the stakes: a request may state them, the policy assumes them where it does not."""

COLUMN: dict[str, int] = {name: column for column, name in enumerate(ALL_NAMES)}
SHARES: tuple[str, ...] = (
    "how_often",
    "like",
    "not_miss",
    "would_switch",
    "price_competition",
    "would_leave",
    "would_grow",
)
AMOUNTS: tuple[str, ...] = (
    "users",
    "bought_because",
    "lost_without",
    "value_per_user",
    "build_cost",
    "profit_at_risk",
    "potential_profit",
    "hours_value",
)

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
    exponential with mean `scale` where `exponential`; shares are logit-normal on ln x/(1-x). Where requesters are
    weighed the arrays are shaped (n, 17), in the order of `ALL_NAMES`; `cofunding` (n,) is the share of the build cost
    that partners bear, `profit_share` (n,) that of the gain they take, both 0 to 1.
    """

    location: Floats
    scale: Floats
    exponential: npt.NDArray[np.bool_]
    cofunding: Floats | None = None
    profit_share: Floats | None = None

    def __len__(self) -> int:
        return int(self.location.shape[0])

    @property
    def names(self) -> tuple[str, ...]:
        """Return the answers that the arrays hold."""
        return ALL_NAMES[: self.location.shape[1]]

    @property
    def weighed(self) -> bool:
        """Tell whether the stakes of requesters are among the answers."""
        return int(self.location.shape[1]) > len(NAMES)

    def rows(self, start: int, stop: int) -> Bets:
        """Return a view of some of the requests."""
        return self.picked(slice(start, stop))

    def picked(self, rows: Any) -> Bets:  # noqa: ANN401 - whatever picks rows of an array
        """Return some of the requests: a view for a slice, a copy for indices or marks."""
        shares = (None if one is None else one[rows] for one in (self.cofunding, self.profit_share))
        return Bets(self.location[rows], self.scale[rows], self.exponential[rows], *shares)

    @property
    def staked(self) -> npt.NDArray[np.bool_]:
        """Tell the requests (n,) behind which known requesters put money or hours, or bear or take a part."""
        if not self.weighed:
            return np.zeros(len(self), dtype=bool)
        amounts = [COLUMN[name] for name in ("profit_at_risk", "potential_profit", "hours_value")]
        marks = [self.location[:, amounts] > NOTHING]
        marks += [shares[:, None] > 0 for shares in (self.cofunding, self.profit_share) if shares is not None]
        return np.asarray(np.hstack(marks).any(axis=1), dtype=bool)

    def plain(self) -> Bets:
        """Return the twelve answers alone."""
        own = slice(len(NAMES))
        return Bets(self.location[:, own], self.scale[:, own], self.exponential[:, own])

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
    cofunding: Floats
    ours: Floats  # share of the gain that is left to us

    @property
    def weighed(self) -> bool:
        """Tell whether the stakes of requesters are known too."""
        return "would_leave" in self.share_mean

    def factor(self, name: str) -> Floats:
        """Return the mean with which an answer enters its product: 1 - share for those that take away."""
        if name in TAKES_AWAY:
            return np.maximum(1.0 - self.share_mean[name], np.exp(NOTHING))  # 100 % leaves as good as nothing
        return self.share_mean[name] if name in self.share_mean else self.amount_mean[name]


TAKES_AWAY: tuple[str, ...] = ("not_miss", "price_competition")


def moments(bets: Bets, constants: Constants) -> Moments:
    """Return what every exact figure is made of; 65-node trapezoid in z for all that is not closed form."""
    share = {name: bets.value(name, GRID) for name in SHARES if name in bets.names}
    head = lock_in(bets.value("head_start", GRID), constants)
    time = bets.value("build_time", GRID)
    use, growth = years_of_use(time, constants)
    switch = lock_in(time, constants) * use
    return Moments(
        share=share,
        share_mean={name: values @ WEIGHTS for name, values in share.items()},
        amount_mean={name: bets.mean(name) for name in AMOUNTS if name in bets.names},
        head_start=head,
        head_start_mean=head @ WEIGHTS,
        switch_time=switch,
        use_time=use,
        growth_time=growth,
        switch_time_mean=switch @ WEIGHTS,
        use_time_mean=use @ WEIGHTS,
        growth_time_mean=growth @ WEIGHTS,
        cofunding=np.zeros(len(bets)) if bets.cofunding is None else bets.cofunding,
        ours=np.ones(len(bets)) if bets.profit_share is None else 1.0 - bets.profit_share,
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """Expected money of the terms of the gain and of the two halves of the cost, each shaped (n,); `total` is E[NPV].

    `saved`, `grown` and `hours` are 0 where no requesters are weighed.
    """

    won: Floats
    new: Floats
    kept: Floats
    build: Floats
    upkeep: Floats
    saved: Floats
    grown: Floats
    hours: Floats

    @property
    def users_gain(self) -> Floats:
        """Return the expected gain that comes by users and their margin."""
        return self.won + self.new + self.kept

    @property
    def traded(self) -> Floats:
        """Return the expected gain that price competition lowers: all but the hours of own teams."""
        return self.users_gain + self.saved + self.grown

    @property
    def gain(self) -> Floats:
        """Return the expected discounted gain."""
        return self.traded + self.hours

    @property
    def total(self) -> Floats:
        """Return the expected net present value."""
        return self.gain - self.build - self.upkeep


def expected_terms(known: Moments, constants: Constants) -> Terms:
    """Return the expected value of every term: the product of its functions' means."""
    left = known.factor("price_competition") * known.ours
    margin = left * known.factor("value_per_user")
    chain: Any = known.factor("users")
    for name in ("how_often", "like", "not_miss", "would_switch"):
        chain = chain * known.factor(name)
    cost = known.factor("build_cost")
    growth = margin * known.growth_time_mean
    return Terms(
        won=margin * chain * known.head_start_mean * known.switch_time_mean,
        new=growth * constants.win_rate_share * known.factor("bought_because"),
        kept=growth * known.factor("lost_without"),
        build=cost * (1.0 + constants.opportunity_share - known.cofunding),
        upkeep=cost * constants.upkeep_rate * known.use_time_mean,
        **_expected_stakes(known, left),
    )


def _expected_stakes(known: Moments, left: Floats) -> dict[str, Floats]:
    """Return the expected terms of known requesters; `left` is the share of the gain that is not taken away."""
    if not known.weighed:
        return dict.fromkeys(("saved", "grown", "hours"), np.zeros_like(left))
    use = known.use_time_mean
    return {
        "saved": left * known.factor("would_leave") * known.factor("profit_at_risk") * use,
        "grown": left * known.factor("would_grow") * known.factor("potential_profit") * use,
        "hours": known.factor("hours_value") * use,
    }
