"""What the relationships earn together: the whale curve, how much hangs on a few, and what money does not show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from featurecheck.accounts import Brand, Relationship, Standing
from featurecheck.customers.names import fold
from featurecheck.model import Estimate

_TOP = 10


@dataclass(frozen=True, slots=True)
class Group:
    """All accounts of one relationship: how many, the sum of their known profits per year, and how many are unknown.

    `profit_money` is None where no profit is known.
    """

    relationship: Relationship
    accounts: int
    profit_money: float | None
    unknown: int


@dataclass(frozen=True, slots=True)
class WhaleCurve:
    """Cumulative profit over the accounts, ranked by profit, the most profitable first. Money is per year.

    `ranked` and `cumulative_money` are of one length. `total_money` is None where no profit is known. `peak_money` is
    the largest cumulative profit (at least 0) and `peak_accounts` how many accounts earn it; `peak_share` is the peak
    over the total, `whole_accounts_share` the share of ranked accounts, 0 to 1, that earns the whole total; both are None
    where the total is not above 0. `tail_money` is what the accounts behind the peak lose, at least 0. `unknown` accounts
    have no known profit and `internal` ones are teams of our own: neither are ranked.
    """

    ranked: tuple[Standing, ...]
    cumulative_money: tuple[float, ...]
    total_money: float | None
    peak_money: float
    peak_accounts: int
    peak_share: float | None
    whole_accounts: int | None
    unknown: int
    internal: int

    @property
    def peak_accounts_share(self) -> float | None:
        """Return at which share of the ranked accounts, 0 to 1, the peak is; None where none is ranked."""
        return self.peak_accounts / len(self.ranked) if self.ranked else None

    @property
    def whole_accounts_share(self) -> float | None:
        """Return which share of the ranked accounts, 0 to 1, earns the whole total; None where there is no gain."""
        return self.whole_accounts / len(self.ranked) if self.whole_accounts is not None else None

    @property
    def tail_money(self) -> float:
        """Return what the accounts behind the peak lose per year."""
        return self.peak_money - (self.total_money or 0.0)


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much of all positive profits comes from a few accounts, as shares of `gains_money` (per year), 0 to 1.

    `top_accounts` is how many the top is: ten, or all profitable ones where there are fewer.
    """

    largest: Standing
    largest_share: float
    top_accounts: int
    top_share: float
    gains_money: float


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What is worth something beside money: accounts by what they bring, in the order of the sheet.

    `hours_saved` is the sum per year over the internal teams that give it, None where none does; `hours_unknown` counts
    the teams that do not. `brand_unknown`, `market_unknown` and `geo_unknown` count accounts with an unknown cell.
    """

    brand: Mapping[Brand, tuple[Standing, ...]]
    new_market: tuple[Standing, ...]
    new_geo: tuple[Standing, ...]
    internal: tuple[Standing, ...]
    hours_saved: float | None
    hours_unknown: int
    brand_unknown: int
    market_unknown: int
    geo_unknown: int


def by_relationship(standings: Iterable[Standing]) -> tuple[Group, ...]:
    """Return a group for each relationship, also for those without an account, in the order of `Relationship`."""
    members: dict[Relationship, list[float | None]] = {one: [] for one in Relationship}
    for standing in standings:
        members[standing.relationship].append(standing.profit_money)
    return tuple(_group(one, profits) for one, profits in members.items())


def _group(relationship: Relationship, profits: Sequence[float | None]) -> Group:
    known = [profit for profit in profits if profit is not None]
    total = math.fsum(known) if known else None
    return Group(relationship, len(profits), total, len(profits) - len(known))


def whale_curve(standings: Iterable[Standing]) -> WhaleCurve:
    """Return the curve of all accounts whose profit is known, without teams of our own.

    Equal profits are ranked by name. Sums are exact: each is rounded once.
    """
    listed = tuple(standings)
    external = [one for one in listed if one.relationship is not Relationship.INTERNAL]
    ranked = sorted((one for one in external if one.profit_money is not None), key=rank)
    sums = list(accumulate(Fraction(one.profit_money or 0.0) for one in ranked))
    total, peak = (sums[-1], max(Fraction(0), *sums)) if sums else (Fraction(0), Fraction(0))
    whole = _first(sums, total) if total > 0 else None
    return WhaleCurve(
        ranked=tuple(ranked),
        cumulative_money=tuple(map(float, sums)),
        total_money=float(total) if sums else None,
        peak_money=float(peak),
        peak_accounts=_first(sums, peak) if peak > 0 else 0,
        peak_share=float(peak / total) if total > 0 else None,
        whole_accounts=whole,
        unknown=len(external) - len(ranked),
        internal=len(listed) - len(external),
    )


def rank(standing: Standing) -> tuple[float, str, str]:
    """Return by what accounts are ranked: the most profitable first, equals by name; known profits only."""
    return -(standing.profit_money or 0.0), fold(standing.account.name), standing.account.name


def _first(sums: Sequence[Fraction], wanted: Fraction) -> int:
    """Return how many accounts it takes until a sum is at least the wanted one."""
    return next(count for count, so_far in enumerate(sums, 1) if so_far >= wanted)


def concentration(standings: Iterable[Standing]) -> Concentration | None:
    """Return how much the most profitable accounts earn of all gains, None where no account is known to earn any."""
    external = (one for one in standings if one.relationship is not Relationship.INTERNAL)
    gains = sorted((one for one in external if (one.profit_money or 0.0) > 0), key=rank)
    if not gains:
        return None
    amounts = [one.profit_money or 0.0 for one in gains]
    total = math.fsum(amounts)
    top = math.fsum(amounts[:_TOP])
    return Concentration(gains[0], amounts[0] / total, min(_TOP, len(gains)), top / total, total)


def ledgers(standings: Iterable[Standing]) -> Ledgers:
    """Return what the accounts bring beside money; teams of our own count only with the hours they save."""
    listed = tuple(standings)
    internal = tuple(one for one in listed if one.relationship is Relationship.INTERNAL)
    external = [one for one in listed if one.relationship is not Relationship.INTERNAL]
    hours = [one.account.hours_saved for one in internal]
    known = [estimate.mean for estimate in hours if isinstance(estimate, Estimate)]
    return Ledgers(
        brand={brand: tuple(one for one in external if one.account.brand is brand) for brand in Brand},
        new_market=tuple(one for one in external if one.account.new_market is True),
        new_geo=tuple(one for one in external if one.account.new_geo is True),
        internal=internal,
        hours_saved=math.fsum(known) if known else None,
        hours_unknown=len(hours) - len(known),
        brand_unknown=sum(one.account.brand is None for one in external),
        market_unknown=sum(one.account.new_market is None for one in external),
        geo_unknown=sum(one.account.new_geo is None for one in external),
    )
