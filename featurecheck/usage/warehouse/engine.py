"""Usage counted where the events are: in PostgreSQL, Spark and every other engine that ibis reaches.

The same expressions run on all of them, and only groups come back: no event leaves the engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from featurecheck.intake import Problem
from featurecheck.observed import Period
from featurecheck.usage.address import Address
from featurecheck.usage.rollup import (
    Calendar,
    DaysRow,
    Doubts,
    Extent,
    FeatureRow,
    HeavyUser,
    ProductRow,
    Rollup,
    calendar_of,
)
from featurecheck.usage.warehouse import queries
from featurecheck.usage.warehouse.connect import Connection, connect
from featurecheck.usage.warehouse.errors import guarded
from featurecheck.usage.warehouse.events import events_of, near, time_note
from featurecheck.usage.warehouse.rows import Row
from featurecheck.usage.warehouse.tables import Table, find_table

if TYPE_CHECKING:
    import ibis.expr.types as ir

ALL_LOOKED_AT = 1_000_000
"""Usable events up to which an engine is asked to compare all of them for repetitions."""

_MOST_HEAVY = 20
_EPOCH_DAY = dt.date(1970, 1, 1)
_NO_WEEKS = (0, 0, 0, 0)


class Warehouse:
    """An engine over the events of one table; close it, or use it in a `with` statement.

    `name` says which engine and version counts, `columns` is product, account, user, feature, timestamp -> the
    table's column, `notes` are the decisions taken in words. All that comes out is free of the address's secrets.
    """

    def __init__(self, address: Address, connection: Connection, table: Table) -> None:
        self._address = address
        self._connection = connection
        self._table = table
        self._events = guarded(address, lambda: events_of(table.expression, table.columns))
        self.name = connection.name
        self.columns = dict(table.columns)
        self.notes = (*table.notes, time_note(table.expression, table.columns["timestamp"]))
        self.problems: tuple[Problem, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the engine."""
        guarded(self._address, self._connection.close)

    def extent(self, period: Period | None) -> Extent:
        """Return what a first look tells, of the whole table or of one period.

        Raises:
            FeatureCheckError: the engine cannot compute it, or does not let us.
        """
        days = calendar_of(period) if period else None
        first, last = (days.first_day, days.last_day) if days else (None, None)
        [row] = self._fetched(queries.extent(self._events, first, last))
        return Extent(*row)

    def rollup(self, calendar: Calendar) -> Rollup:
        """Return the roll-up of the usable events of the calendar's days.

        Raises:
            FeatureCheckError: the engine cannot compute it, or does not let us.
        """
        used = self._used(calendar)
        weeks = {row[:2]: row[2:] for row in self._fetched(queries.weeks(used, calendar))}
        features = self._fetched(queries.features(used))
        return Rollup(
            products=[ProductRow(*row) for row in self._fetched(queries.products(used))],
            features=[FeatureRow(*row, *weeks.get(row[:2], _NO_WEEKS)) for row in features],
            days=[DaysRow(*row) for row in self._fetched(queries.days(used))],
        )

    def doubts(self, calendar: Calendar, today: dt.date | None) -> Doubts:
        """Return what looks wrong; repeated events only of a table that is not too large to compare all of them.

        Raises:
            FeatureCheckError: the engine cannot compute it, or does not let us.
        """
        used = self._used(calendar)
        day = (today - _EPOCH_DAY).days if today else None
        [(usable, future)] = self._fetched(queries.counts(used, day))
        looked_at = usable if usable <= ALL_LOOKED_AT else 0
        different = self._fetched(queries.different(used))[0][0] if looked_at else 0
        return Doubts(
            self._heavy(used), looked_at - different, looked_at, 1, None if today is None else future
        )

    def _used(self, calendar: Calendar) -> ir.Table:
        """Return the usable events of the calendar's days, in a form that lets the engine leave the others unread."""
        table, columns = self._table.expression, self._table.columns
        rows = near(table, columns["timestamp"], calendar.first_day, calendar.last_day)
        return queries.inside(events_of(rows, columns), calendar)

    def _heavy(self, used: ir.Table) -> tuple[HeavyUser, ...]:
        [(users, busy)] = self._fetched(queries.busy(used))
        if not busy:
            return ()
        [(usual,)] = self._fetched(queries.usual(used, users))
        found = [HeavyUser(*row) for row in self._fetched(queries.heavy(used, usual))]
        return tuple(sorted(found, key=lambda one: (-one.events, one.user, one.product))[:_MOST_HEAVY])

    def _fetched(self, query: ir.Table) -> list[Row]:
        return guarded(self._address, lambda: self._connection.fetch(query))


def open_warehouse(address: Address, mapping: Mapping[str, str] | None = None) -> Warehouse:
    """Return the engine at an address over the table it names, or over the only one whose columns fit.

    `mapping` is column of the table -> product, account, user, feature or timestamp, where that is not found out.

    Raises:
        FeatureCheckError: no connection, no such table, not its columns, no right to read it, or a library is missing.
    """
    connection = guarded(address, lambda: connect(address))
    try:
        table = guarded(address, lambda: find_table(connection.backend, address, mapping))
        return Warehouse(address, connection, table)
    except BaseException:
        guarded(address, connection.close)
        raise
