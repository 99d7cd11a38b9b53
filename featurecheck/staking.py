"""The stakes of known requesters become answers of their requests: arrays of the payoff, and estimates in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from featurecheck.answers import Answer
from featurecheck.estimate import from_quantiles, reading
from featurecheck.model import AnswerState, Estimate, Evidence, Kind
from featurecheck.normal import Z95
from featurecheck.parameters import BY_NAME, STAKES, Parameter
from featurecheck.payoff import ALL_NAMES, COLUMN, NAMES, NOTHING, Bets

if TYPE_CHECKING:
    from featurecheck.customers.stakes import Stakes
    from featurecheck.normal import Floats
    from featurecheck.policy import Policy

_AMOUNTS = {"profit_at_risk": "profit", "potential_profit": "growth", "hours_value": "hours"}
_SHARE_OF = {"would_leave": "profit", "would_grow": "growth"}
LEAST_MONEY = 0.005
"""Yearly money that rounds to nothing."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The bets (n, 17) with the stakes, and those (n, 12) of the same answers without anybody being weighed."""

    bets: Bets
    unweighted: Bets
    stakes: Stakes


def weigh(bets: Bets, shares: Mapping[str, npt.NDArray[np.float64]], stakes: Stakes) -> Weighed:
    """Return the bets with the stakes of their requesters.

    Args:
        bets: the twelve answers of n requests.
        shares: location and scale of the answers in `LEAVING`, each shaped (n, 2).
        stakes: of the same n requests.
    """
    more = len(ALL_NAMES) - len(NAMES)
    location = np.hstack([bets.location, np.full((len(bets), more), NOTHING)])
    scale = np.hstack([bets.scale, np.zeros((len(bets), more))])
    exponential = np.hstack([bets.exponential, np.zeros((len(bets), more), dtype=bool)])
    for name, curves in shares.items():
        location[:, COLUMN[name]], scale[:, COLUMN[name]] = curves[:, 0], curves[:, 1]
    for name, part in _AMOUNTS.items():
        location[:, COLUMN[name]], scale[:, COLUMN[name]] = _lognormals(*_of(stakes, part))
    lost = COLUMN["lost_without"]
    location[stakes.named, lost], scale[stakes.named, lost] = NOTHING, 0.0
    exponential[stakes.named, lost] = False
    return Weighed(Bets(location, scale, exponential, stakes.cofunding, stakes.profit_share), bets, stakes)


def _of(stakes: Stakes, part: str) -> tuple[Floats, Floats]:
    mean, sd = getattr(stakes, f"{part}_mean"), getattr(stakes, f"{part}_sd")
    return mean, sd


def _lognormals(mean: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """Return location and scale of the lognormals with these means and standard deviations, the mean kept exactly."""
    some = mean >= LEAST_MONEY
    safe = np.where(some, mean, 1.0)
    variance = np.where(some, np.log1p((sd / safe) ** 2), 0.0)
    return np.where(some, np.log(safe) - 0.5 * variance, NOTHING), np.sqrt(variance)


def amount(name: str, stakes: Stakes, row: int, policy: Policy) -> Answer:
    """Return the sum over a request's requesters (`profit_at_risk`, `potential_profit`, `hours_value`) as an answer."""
    mean, sd = (float(array[row]) for array in _of(stakes, _AMOUNTS[name]))
    estimate = _estimate(name, mean, sd, policy)
    note = f"the sum over the requesters that {stakes.source} lists"
    return Answer(
        AnswerState.ANSWERED,
        "",
        reading(estimate),
        estimate,
        Evidence.MEASURED,
        (stakes.source,),
        None,
        (note,),
    )


def in_force(stakes: Stakes, row: int) -> tuple[Parameter, ...]:
    """Return the stakes that move a request: those amounts that are not 0, each with the share that would really come."""
    parts = {**_SHARE_OF, **_AMOUNTS}
    return tuple(one for one in STAKES if float(_of(stakes, parts[one.name])[0][row]) >= LEAST_MONEY)


def _estimate(name: str, mean: float, sd: float, policy: Policy) -> Estimate:
    variance = math.log1p((sd / mean) ** 2) if mean >= LEAST_MONEY else 0.0
    middle, width = mean * math.exp(-0.5 * variance), math.exp(Z95 * math.sqrt(variance))
    unit = BY_NAME[name].unit_text(policy.unit, policy.currency)
    return from_quantiles(middle / width, middle * width, Kind.MONEY, unit=unit)
