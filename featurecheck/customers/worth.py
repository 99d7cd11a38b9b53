"""What one account or team stakes on a request: its positive profit, its potential, the hours that it saves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from featurecheck.accounts import Relationship, Standing
from featurecheck.model import Estimate, Shape
from featurecheck.normal import Z95
from featurecheck.policy import Policy

_LARGEST_LOG = 700.0  # of a number


class Amount(NamedTuple):
    """Money per year: mean and standard deviation, both at least 0."""

    mean: float
    sd: float


class Worth(NamedTuple):
    """What an account stakes; `known` where that is known, also where it is known to be nothing.

    `assumed` tells whether its cost to serve is the policy's assumption. `cofunding` and `profit_share` are 0 to 1 and
    0 for all but partners.
    """

    profit: Amount
    growth: Amount
    hours: Amount
    known: bool
    assumed: bool = False
    cofunding: float = 0.0
    profit_share: float = 0.0

    @property
    def total(self) -> float:
        """Return all its money per year."""
        return math.fsum((self.profit.mean, self.growth.mean, self.hours.mean))


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the policy assumes: money of an hour of an own team, and the share of revenue that is left as profit."""

    hour_money: float
    left: Amount


_NONE = Amount(0.0, 0.0)
_UNKNOWN = Worth(_NONE, _NONE, _NONE, known=False)
_NOTHING = Worth(_NONE, _NONE, _NONE, known=True)


def assumed_by(policy: Policy) -> Assumed:
    """Return the policy's assumptions about accounts."""
    cost = policy.cost_to_serve_share
    return Assumed(policy.internal_hour_cost, Amount(1.0 - cost.mean, deviation(cost)))


def worth_of(standing: Standing, assumed: Assumed) -> Worth:
    """Return what an account stakes; unprofitable ones stake nothing, and what is not known counts for nothing."""
    if standing.relationship is Relationship.INTERNAL:
        return _of_team(standing.account.hours_saved, assumed.hour_money)
    if standing.relationship is Relationship.UNPROFITABLE:
        return _NOTHING
    worth = _of_account(standing, assumed)
    if standing.relationship is not Relationship.PARTNER:
        return worth
    account = standing.account
    return worth._replace(cofunding=_share(account.cofunding), profit_share=_share(account.profit_share))


def _share(estimate: Estimate | None) -> float:
    return estimate.mean if estimate is not None else 0.0


def _of_team(hours: Estimate | None, hour_money: float) -> Worth:
    if hours is None:
        return _UNKNOWN
    return _NOTHING._replace(hours=Amount(hours.mean * hour_money, deviation(hours) * hour_money))


def _of_account(standing: Standing, assumed: Assumed) -> Worth:
    revenue, cost = standing.account.revenue, standing.account.cost_to_serve
    if revenue is None:
        return _UNKNOWN
    growth = _growth(standing, revenue)
    if cost is None:
        return Worth(_left(revenue, assumed.left), growth, _NONE, known=True, assumed=True)
    mean = revenue.mean - cost.mean
    spread = 0.0 if mean <= 0 else math.hypot(deviation(revenue), deviation(cost))
    return Worth(Amount(max(0.0, mean), spread), growth, _NONE, known=True)


def _left(revenue: Estimate, left: Amount) -> Amount:
    """Return the product of revenue and the share that is left, which know nothing of each other."""
    spread = deviation(revenue)
    return Amount(
        revenue.mean * left.mean, math.hypot(revenue.mean * left.sd, spread * left.mean, spread * left.sd)
    )


def _growth(standing: Standing, revenue: Estimate) -> Amount:
    potential = standing.account.potential_revenue
    if potential is None or not standing.growth_money:
        return _NONE
    return Amount(standing.growth_money, math.hypot(deviation(potential), deviation(revenue)))


def deviation(estimate: Estimate) -> float:
    """Return the standard deviation of an estimate, by its shape; of shares by their 5 % and 95 % points."""
    if not estimate.scale:  # exact, as most figures of accounts are
        return 0.0
    if estimate.shape is Shape.LOGNORMAL:
        variance = min(estimate.scale**2, _LARGEST_LOG)
        return estimate.mean * math.sqrt(math.expm1(variance))
    if estimate.shape is Shape.LOGIT_NORMAL:
        return (estimate.p95 - estimate.p5) / (2 * Z95)
    return estimate.scale  # normal and exponential
