"""The roll-up that every engine returns, and the usage that is made of it.

Days and weeks are whole numbers, counted in UTC on every engine: day 0 is 1970-01-01, week 0 begins on Monday,
1969-12-29, so week = (day + 3) // 7. A calendar month is year * 12 + month - 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from featurecheck.errors import FeatureCheckError
from featurecheck.observed import FeatureUse, Period, ProductUse

BLANKS = " \t\n\r\v\f"
"""What texts are trimmed of on every engine."""

SEEN_WEEKS = 4
"""Full weeks from a user's first use of a feature to the period's end before anybody judges how often it is used."""

WEEKLY_NUMERATOR, WEEKLY_DENOMINATOR = 3, 4
"""At least weekly: used in at least so many of so many full weeks since the first use."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_DAY = dt.date(1970, 1, 1)


class NoEventsError(FeatureCheckError):
    """What was opened holds no table of events; it may hold a roll-up."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a first look at all rows tells: counts of rows, and the first and the last event in microseconds UTC.

    `rows` are all rows of the source; where a period is asked for those within it and those without a time, which may
    belong to it. `usable` have a feature and a time. The three `without_` each count over all these rows.
    The first and the last are over the usable ones, None where there are none.
    """

    rows: int
    usable: int
    without_feature: int
    without_time: int
    without_user: int
    first_us: int | None
    last_us: int | None
    example_time: str | None = None  # one timestamp that could not be read


@dataclass(frozen=True, slots=True)
class Calendar:
    """The period in days and full weeks, as every engine needs it.

    `first_week` to `last_week` are the full weeks inside the period (last < first: there is none). Weeks before
    `early_until` belong to the first half, weeks from `late_from` on to the second; of an odd number the middle week
    belongs to neither.
    """

    first_day: int
    last_day: int
    first_week: int
    last_week: int
    early_until: int
    late_from: int

    @property
    def half_weeks(self) -> int:
        """Return how many full weeks each half has."""
        return max(self.early_until - self.first_week, 0)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """Over all features of a product: distinct users and accounts (not empty), events."""

    product: str
    users: int
    accounts: int
    events: int


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature of a product; the four last come from distinct (user, full week) pairs.

    `judged`: users whose first use is in or before week last_week - SEEN_WEEKS + 1; `weekly` of them: weeks used
    (full weeks only) * 4 >= 3 * weeks from the first use (or the first full week, if later) to last_week, inclusive.
    `early` and `late`: distinct (user, week) pairs in the weeks of either half.
    """

    product: str
    feature: str
    events: int
    users: int
    accounts: int
    first_us: int
    last_us: int
    judged: int
    weekly: int
    early: int
    late: int


@dataclass(frozen=True, slots=True)
class DaysRow:
    """So many user-months of a feature had so many active days (1 to 31)."""

    product: str
    feature: str
    days: int
    user_months: int


@dataclass(frozen=True, slots=True)
class HeavyUser:
    """A user with an absurd number of events."""

    product: str
    user: str
    events: int
    active_days: int


@dataclass(frozen=True, slots=True)
class Doubts:
    """What looks wrong but stays counted.

    `repeated` events of `looked_at` are the exact copy (product, account, user, feature, time) of another one;
    `looked_at` are all usable events, or those of one user in `one_in`. `future`: usable events after the day that
    was given as today's (None: none was given).
    """

    heavy: tuple[HeavyUser, ...] = ()
    repeated: int = 0
    looked_at: int = 0
    one_in: int = 1
    future: int | None = None


@dataclass(frozen=True, slots=True)
class Rollup:
    """All that leaves an engine; rows in any order."""

    products: Sequence[ProductRow]
    features: Sequence[FeatureRow]
    days: Sequence[DaysRow]


class Engine(Protocol):
    """Computes over events: product, account, user, feature as text without surrounding blanks ("" and null are unknown: None), time in UTC."""

    name: str

    def extent(self, period: Period | None) -> Extent:
        """Return what a first look tells, of the whole source or of one period."""

    def rollup(self, calendar: Calendar) -> Rollup:
        """Return the roll-up of the usable events from `calendar.first_day` to `calendar.last_day`."""

    def doubts(self, calendar: Calendar, today: dt.date | None) -> Doubts:
        """Return what looks wrong in the usable events of the calendar's days."""


def calendar_of(period: Period) -> Calendar:
    """Return a period's days, its full weeks and its two halves."""
    first_day, last_day = (_day(day) for day in (period.first, period.last))
    first_week = -(-(first_day + 3) // 7)  # the first Monday in the period, rounded up
    last_week = (last_day + 4) // 7 - 1  # the last Sunday in it
    half = max(last_week - first_week + 1, 0) // 2
    return Calendar(first_day, last_day, first_week, last_week, first_week + half, last_week - half + 1)


def _day(day: dt.date) -> int:
    return (day - _EPOCH_DAY).days


def moment(microseconds: int) -> dt.datetime:
    """Return microseconds since 1970 as a time in UTC."""
    return _EPOCH + dt.timedelta(microseconds=microseconds)


def period_of(extent: Extent) -> Period | None:
    """Return the days from the first to the last usable event, None where there is none."""
    if extent.first_us is None or extent.last_us is None:
        return None
    return Period(moment(extent.first_us).date(), moment(extent.last_us).date())


def products_of(rollup: Rollup, calendar: Calendar) -> tuple[ProductUse, ...]:
    """Return the roll-up as usage per product and feature, in an order that does not depend on the engine."""
    days: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in rollup.days:
        days.setdefault((row.product, row.feature), []).append((row.days, row.user_months))
    features: dict[str, list[FeatureUse]] = {}
    for found in rollup.features:
        histogram = tuple(sorted(days.get((found.product, found.feature), ())))
        features.setdefault(found.product, []).append(_feature(found, histogram, calendar))
    return tuple(
        ProductUse(one.product, one.users, one.accounts, one.events, _ordered(features.get(one.product, [])))
        for one in sorted(rollup.products, key=lambda one: one.product)
    )


def _ordered(features: list[FeatureUse]) -> tuple[FeatureUse, ...]:
    return tuple(sorted(features, key=lambda one: (-(one.users or 0), one.feature)))


def _feature(row: FeatureRow, days: tuple[tuple[int, int], ...], calendar: Calendar) -> FeatureUse:
    weeks = calendar.half_weeks
    judged = calendar.last_week - calendar.first_week + 1 >= SEEN_WEEKS
    return FeatureUse(
        product=row.product,
        feature=row.feature,
        users=row.users,
        accounts=row.accounts,
        events=row.events,
        days=days,
        median_days=median_of(days),
        p90_days=p90_of(days),
        judged_users=row.judged if judged else None,
        weekly_users=row.weekly if judged else None,
        early_weekly_users=row.early / weeks if weeks else None,
        late_weekly_users=row.late / weeks if weeks else None,
        first=moment(row.first_us),
        last=moment(row.last_us),
    )


def median_of(histogram: Sequence[tuple[int, int]]) -> float | None:
    """Return the exact median of a histogram sorted by value; of an even number the mean of the two in the middle."""
    total = sum(count for _, count in histogram)
    if not total:
        return None
    return (_at(histogram, (total - 1) // 2) + _at(histogram, total // 2)) / 2


def p90_of(histogram: Sequence[tuple[int, int]]) -> int | None:
    """Return the smallest value that at least 90 % do not exceed."""
    total = sum(count for _, count in histogram)
    return _at(histogram, -(-9 * total // 10) - 1) if total else None


def _at(histogram: Sequence[tuple[int, int]], place: int) -> int:
    """Return the value at a place (0-based) of the sorted values."""
    for value, count in histogram:
        if place < count:
            return value
        place -= count
    raise IndexError(place)
