"""Who the customers are and what each relationship is: as read, and as judged by the printed rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from featurecheck.intake import InputFile, Place, Problem
from featurecheck.model import Estimate


class Relationship(StrEnum):
    """What a requester is to us."""

    INTERNAL = "internal"
    PARTNER = "partner"
    PARTNER_CANDIDATE = "partner candidate"
    CUSTOMER = "customer"
    UNPROFITABLE = "unprofitable"


class Brand(StrEnum):
    """How much an account's name helps to win others."""

    NONE = "none"
    SOME = "some"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Account:
    """One account as read; what the sheet does not tell is None.

    Money is per year in the policy's currency, shares are 0 to 1, `hours_saved` per year (internal teams).
    `cofunding` is the share of the build cost that they bear, `profit_share` the share of the gain that they take.
    """

    name: str
    place: Place
    internal: bool | None = None
    revenue: Estimate | None = None
    potential_revenue: Estimate | None = None
    cost_to_serve: Estimate | None = None
    brand: Brand | None = None
    new_market: bool | None = None
    new_geo: bool | None = None
    shares_risk: bool | None = None
    shares_profit: bool | None = None
    cofunding: Estimate | None = None
    profit_share: Estimate | None = None
    hours_saved: Estimate | None = None
    users: Estimate | None = None
    uses_competitor: str | None = None  # the competitor's name, or `yes` or `no` whatever the spelling
    contact: str | None = None
    through: str | None = None  # the name of the account through which this one buys, such as a reseller


@dataclass(frozen=True, slots=True)
class Standing:
    """An account with what it is and why, in words.

    `profit_money` is revenue less cost to serve per year (means), None where one of them is unknown; `growth_money`
    what it could pay on top per year, None where unknown, never below 0.
    """

    account: Account
    relationship: Relationship
    reason: str
    profit_money: float | None
    growth_money: float | None


@dataclass(frozen=True)
class Customers:
    """All accounts of one sheet in its order, with what was decided and what has to be mended."""

    standings: tuple[Standing, ...]
    currency: str
    input: InputFile
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
