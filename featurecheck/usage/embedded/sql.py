"""The statements that DuckDB answers about the events: each an independent group-by that can spill to disk.

The events stand in one temporary table; a column that the source does not have is read as the constant it means.
Distinct days and weeks are bits of whole numbers, set by `bit_or` and counted by `bit_count`: that needs half the
time of counting distinct values and no list in memory.
"""

# ruff: noqa: S608 - only column names, days and whole numbers of this package enter the statements

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from featurecheck.observed import Period
from featurecheck.usage.rollup import SEEN_WEEKS, WEEKLY_DENOMINATOR, WEEKLY_NUMERATOR, Calendar

TABLE = "temp.main.featurecheck_events"
COUNTS = "temp.main.featurecheck_counts"
_DAY = "(cast(time as date) - date '1970-01-01')"
_WEEK = f"(({_DAY} + 7000003) // 7 - 1000000)"  # from a year 0 on nothing is below zero, so // rounds down
_MONTH = "(year(time) * 12 + month(time))"
_SHORT, _LONG = 63, 126  # weeks that fit into the bits of a UBIGINT and of a HUGEINT
HEAVY_LEAST = 1_000
_USER = '"user"'


@dataclass(frozen=True)
class Statements:
    """The statements over a table that has these of the columns product, account, user and feature."""

    there: Collection[str]

    @property
    def _keys(self) -> str:
        return "product, feature" if "product" in self.there else "feature"

    @property
    def _product(self) -> str:
        return "product" if "product" in self.there else "''"

    def _used(self, calendar: Calendar, name: str | None = None) -> str:
        """Return the usable events of the calendar's days; with a known value of one column."""
        known = f" and {name} is not null" if name else ""
        return f"from {TABLE} where feature is not null and {_between(calendar)}{known}"

    def extent(self, period: Period | None) -> str:
        """Rows, usable, without feature, without time, without user, first and last microsecond."""
        usable = "feature is not null and time is not null"
        user = 'count(*) filter ("user" is null)' if "user" in self.there else "count(*)"
        days = f" where time is null or {_days(period.first, period.last)}" if period else ""
        return (
            f"select count(*), count(*) filter ({usable}), count(*) filter (feature is null), "
            f"count(*) filter (time is null), {user}, epoch_us(min(time) filter ({usable})), "
            f"epoch_us(max(time) filter ({usable})) from {TABLE}{days}"
        )

    def features(self, calendar: Calendar) -> str:
        """Product, feature, events, accounts, first and last microsecond."""
        figures = "count(*) as n, min(time) as low, max(time) as high"
        if "account" not in self.there:
            counted = f"select {self._keys}, {figures}, null as account {self._used(calendar)} group by {self._keys}"
        else:
            counted = f"select {self._keys}, account, {figures} {self._used(calendar)} group by {self._keys}, account"
        return (
            f"select {self._product}, feature, sum(n)::bigint, count(account), epoch_us(min(low)), epoch_us(max(high)) "
            f"from ({counted}) group by {self._keys}"
        )

    def distinct(self, name: str, calendar: Calendar) -> str:
        """Product and how many different known values of a column."""
        name = f'"{name}"'
        keys = f"product, {name}" if "product" in self.there else name
        group = " group by product" if "product" in self.there else ""
        return f"select {self._product}, count(*) from (select distinct {keys} {self._used(calendar, name)}){group}"

    def days(self, calendar: Calendar) -> str:
        """Product, feature, active days, user-months."""
        months = (
            f'select {self._keys}, "user", {_MONTH} as month, bit_or(1::uinteger << (day(time) - 1)::integer) as days '
            f'{self._used(calendar, _USER)} group by {self._keys}, "user", month'
        )
        return f"select {self._product}, feature, {_counted('days')} as n, count(*) from ({months}) group by {self._keys}, n"

    def weeks(self, calendar: Calendar) -> str:
        """Product, feature, users, judged, weekly, early, late."""
        last = calendar.last_week
        judged = f"first <= {last - SEEN_WEEKS + 1}"
        since = f"({last} - greatest(first, {calendar.first_week}) + 1)"
        weekly = f"{judged} and used * {WEEKLY_DENOMINATOR} >= {since} * {WEEKLY_NUMERATOR}"
        return (
            f"select {self._product}, feature, count(*), count(*) filter ({judged}), count(*) filter ({weekly}), "
            f"coalesce(sum(early), 0)::bigint, coalesce(sum(late), 0)::bigint "
            f"from ({self._users(calendar)}) group by {self._keys}"
        )

    def _users(self, calendar: Calendar) -> str:
        """Return for each user of a feature the first week, and how many weeks were used, early and late."""
        weeks = f'select {self._keys}, "user", {_WEEK} as week {self._used(calendar, _USER)}'
        keys = f'{self._keys}, "user"'
        count = calendar.last_week - calendar.first_week + 1
        early = (calendar.first_week, calendar.early_until)
        late = (calendar.late_from, calendar.last_week + 1)
        if count > _LONG:
            full = f"week between {calendar.first_week} and {calendar.last_week}"
            return (
                f"select {keys}, min(week) as first, count(*) filter ({full}) as used, "
                f"count(*) filter (week >= {early[0]} and week < {early[1]}) as early, "
                f"count(*) filter (week >= {late[0]} and week < {late[1]}) as late "
                f"from (select distinct * from ({weeks})) group by {keys}"
            )
        kind = "ubigint" if count <= _SHORT else "hugeint"
        bits = _bits(calendar, kind)
        in_early, in_late = (_mask(*half, calendar.first_week) for half in (early, late))
        return (
            f"select {keys}, first, {_counted('weeks')} as used, {_counted(f'weeks & {in_early}::{kind}')} as early, "
            f"{_counted(f'weeks & {in_late}::{kind}')} as late "
            f"from (select {keys}, min(week) as first, bit_or({bits}) as weeks from ({weeks}) group by {keys})"
        )

    def counts(self, calendar: Calendar, name: str) -> str:
        """Make the table of events per product and known value of a column; not for many columns at once."""
        product = "product" if "product" in self.there else "'' as product"
        keys = f'product, "{name}"' if "product" in self.there else f'"{name}"'
        used = self._used(calendar, f'"{name}"')
        return f'create or replace temporary table {COUNTS} as select {product}, "{name}" as who, count(*) as n {used} group by {keys}'

    def heavy(self, calendar: Calendar, limit: float, most: int) -> str:
        """Product, user, events, active days of the heaviest, of those counted; `limit` stands beside 1,000 a day."""
        match = '"user" = who' + (" and events.product = counts.product" if "product" in self.there else "")
        events = f"(select * {self._used(calendar)}) as events"
        counts = f"(select * from {COUNTS} where n >= {HEAVY_LEAST}) as counts"
        found = (
            f"select counts.product as product, who, count(*) as n, count(distinct {_DAY}) as days "
            f"from {events} join {counts} on {match} group by counts.product, who"
        )
        return (
            f"select * from ({found}) where n > {HEAVY_LEAST} * days or n > {limit} "
            f"order by n desc, who, product limit {most}"
        )

    def repeated(self, calendar: Calendar, name: str | None, one_in: int) -> str:
        """How many events there are and how many different ones, all or of one in so many of a column's values."""
        sampled = ""
        if name is not None:
            sampled = f' and "{name}" in (select distinct who from {COUNTS} where md5_number_lower(who) % {one_in} = 0)'
        keys = ", ".join(f'"{key}"' for key in self.there)
        same = f"select count(*) as n {self._used(calendar)}{sampled} group by {keys}, time"
        return f"select coalesce(sum(n), 0)::bigint, count(*) from ({same})"

    def after(self, calendar: Calendar, today: dt.date | None) -> str:
        """How many usable events there are, and how many of them after a day (null where none is given)."""
        after = "null"
        if today is not None:
            after = f"count(*) filter (time >= date '{today.isoformat()}' + interval 1 day)"
        return f"select count(*), {after} {self._used(calendar)}"


def _between(calendar: Calendar) -> str:
    first, last = (
        dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in (calendar.first_day, calendar.last_day)
    )
    return _days(first, last)


def _days(first: dt.date, last: dt.date) -> str:
    return f"time between '{first.isoformat()} 00:00:00' and '{last.isoformat()} 23:59:59.999999'"


def _bits(calendar: Calendar, kind: str) -> str:
    first, last = calendar.first_week, calendar.last_week
    return f"case when week between {first} and {last} then 1::{kind} << (week - {first})::integer else 0::{kind} end"


def _counted(bits: str) -> str:
    return f"bit_count({bits})::integer"  # as it comes it is a byte, in which 4 times 32 weeks have no room


def _mask(start: int, end: int, first: int) -> int:
    """Return the bits of the weeks from `start` to before `end`, bit 0 the week `first`."""
    return sum(1 << (week - first) for week in range(start, end))
