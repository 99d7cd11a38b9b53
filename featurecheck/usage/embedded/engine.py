"""The embedded engine: DuckDB counts files and tables of events on this machine, with the disk's help where memory ends.

Every source is read once, into one temporary table that may spill to disk: at 30 million events that is faster than
reading Parquet for each statement, and it finishes within 1 GB. From then on no other file can be opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from featurecheck.errors import FeatureCheckError
from featurecheck.observed import Period
from featurecheck.sheets.filetable import ReadAs
from featurecheck.usage.embedded.loading import Loaded, columns_of, load_files, load_table
from featurecheck.usage.embedded.session import Session
from featurecheck.usage.embedded.sources import Source, attach, named, source_of, table_names, tables
from featurecheck.usage.embedded.sql import COUNTS, Statements
from featurecheck.usage.rollup import (
    Calendar,
    DaysRow,
    Doubts,
    Extent,
    FeatureRow,
    HeavyUser,
    NoEventsError,
    ProductRow,
    Rollup,
)

SAMPLED_FROM = 1_000_000
"""Usable events up to which all are compared for repetitions; above it those of some users, about so many."""

_MOST_HEAVY = 20
_TIMES_P99 = 50


class Embedded:
    """An engine over events that DuckDB has read; close it, or use it in a `with` statement.

    `columns` is product, account, user, feature, timestamp -> header, `notes` are the decisions taken in words,
    `problems` the lines that do not fit, `rejected` how many these are (they are not counted anywhere).
    """

    def __init__(self, session: Session, loaded: Loaded) -> None:
        self._session = session
        self._statements = Statements([name for name in loaded.columns if name != "timestamp"])
        self._example = loaded.example_time
        self.name = f"DuckDB {session.version}"
        self.columns = dict(loaded.columns)
        self.notes = loaded.notes
        self.problems = loaded.problems
        self.rejected = loaded.rejected

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the memory and remove the temporary folder."""
        self._session.close()

    def extent(self, period: Period | None) -> Extent:
        """Return what a first look tells, of the whole source or of one period."""
        figures = self._session.rows(self._statements.extent(period))[0]
        return replace(Extent(*figures), example_time=self._example)

    def rollup(self, calendar: Calendar) -> Rollup:
        """Return the roll-up of the usable events from `calendar.first_day` to `calendar.last_day`.

        Raises:
            FeatureCheckError: neither memory nor disk suffice.
        """
        found = {tuple(row[:2]): row for row in self._session.rows(self._statements.features(calendar))}
        users, weeks, days = self._distinct("user", calendar), {}, []
        if "user" in self.columns:
            weeks = {tuple(row[:2]): row[2:] for row in self._session.rows(self._statements.weeks(calendar))}
            days = self._session.rows(self._statements.days(calendar))
        accounts, events = self._distinct("account", calendar), _events(found.values())
        return Rollup(
            [ProductRow(name, users.get(name, 0), accounts.get(name, 0), events[name]) for name in events],
            [_feature(row, weeks.get(key, _NOBODY)) for key, row in found.items()],
            [DaysRow(*row) for row in days],
        )

    def _distinct(self, name: str, calendar: Calendar) -> dict[str, int]:
        if name not in self.columns:
            return {}
        return {row[0]: row[1] for row in self._session.rows(self._statements.distinct(name, calendar))}

    def doubts(self, calendar: Calendar, today: dt.date | None) -> Doubts:
        """Return what looks wrong in the usable events of the calendar's days.

        Above a million events only those of some users (where there are none, accounts) are looked at for repetitions.
        """
        who = next((name for name in ("user", "account") if name in self.columns), None)
        if who:
            self._session.rows(self._statements.counts(calendar, who))
        heavy = self._heavy(calendar) if who == "user" else ()
        usable, after = self._session.rows(self._statements.after(calendar, today))[0]
        one_in = -(-usable // SAMPLED_FROM) or 1
        looked_at, different = self._session.rows(
            self._statements.repeated(calendar, who if one_in > 1 else None, one_in)
        )[0]
        return Doubts(heavy, looked_at - different, looked_at, one_in, after)

    def _heavy(self, calendar: Calendar) -> tuple[HeavyUser, ...]:
        p99 = _p99(self._session.rows(f"select n, count(*) from {COUNTS} group by n order by n"))  # noqa: S608 - a name of our own
        sql = self._statements.heavy(calendar, _TIMES_P99 * p99, _MOST_HEAVY)
        return tuple(HeavyUser(*row) for row in self._session.rows(sql))


_NOBODY = (0, 0, 0, 0, 0)


def _feature(row: Sequence[Any], weeks: Sequence[int]) -> FeatureRow:
    product, feature, events, accounts, first, last = row
    users, *rest = weeks
    return FeatureRow(product, feature, events, users, accounts, first, last, *rest)


def _events(features: Iterable[Sequence[Any]]) -> dict[str, int]:
    events: dict[str, int] = {}
    for product, _, count, *_ in features:
        events[product] = events.get(product, 0) + count
    return events


def _p99(histogram: Sequence[tuple[int, int]]) -> int:
    """Return the smallest number that 99 % do not exceed, 0 where there is none."""
    left = -(-99 * sum(count for _, count in histogram) // 100)
    for value, count in histogram:
        left -= count
        if left <= 0:
            return value
    return 0


def open_files(
    paths: Sequence[Path],
    mapping: Mapping[str, str] | None = None,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
    memory_limit: str | None = None,
) -> Embedded:
    """Return an engine over text files (plain or gzip) and Parquet files, told apart by their content.

    All files are one source: a user of two files is one user. `memory_limit` is DuckDB's, such as "500MB"; without it
    DuckDB takes what the machine or the control group allows.

    Raises:
        FeatureCheckError: a file cannot be read or does not have the columns; the memory does not suffice.
        IrregularTextError: too many lines of a text do not fit its header.
    """
    read_as = ReadAs(mapping=mapping, delimiter=delimiter, encoding=encoding)
    files = [Path(path) for path in paths]
    session = Session(files[0].name if len(files) == 1 else f"{len(files)} usage files", memory_limit)
    try:
        loaded = load_files(session, files, read_as)
    except BaseException:
        session.close()
        raise
    return Embedded(session, loaded)


def open_database(
    path: Path,
    table: str | None = None,
    mapping: Mapping[str, str] | None = None,
    *,
    memory_limit: str | None = None,
) -> Embedded:
    """Return an engine over a table or view (`table` or `schema.table`) of a DuckDB file, which is only read.

    Without a name the only table is taken whose columns are those of usage events.

    Raises:
        FeatureCheckError: the file is no database, has no such table, or not exactly one that fits.
    """
    session = Session(Path(path).name, memory_limit)
    try:
        source, note = _table(session, Path(path), table, mapping)
        loaded = load_table(session, source, mapping, note)
    except BaseException:
        session.close()
        raise
    return Embedded(session, loaded)


def _table(
    session: Session, path: Path, wanted: str | None, mapping: Mapping[str, str] | None
) -> tuple[Source, str]:
    name = attach(session, path)
    found = tables(session)
    if wanted is not None:
        known = named(name, found, wanted)
        source = source_of(session, name, known, found[known])
        _refuse_no_events(source, mapping)
        return source, f"table '{known}' was read, as told"
    fitting = [known for known, sql in found.items() if _fits(session, name, known, sql, mapping)]
    if len(fitting) == 1:
        note = f"table '{fitting[0]}' was read, the only one with columns of usage events"
        return source_of(session, name, fitting[0], found[fitting[0]]), note
    raise _not_one(name, found, fitting)


def _refuse_no_events(source: Source, mapping: Mapping[str, str] | None) -> None:
    try:
        columns_of(source, mapping)
    except FeatureCheckError as error:
        raise NoEventsError(error.message) from None


def _fits(session: Session, name: str, known: str, sql: str, mapping: Mapping[str, str] | None) -> bool:
    try:
        columns_of(source_of(session, name, known, sql), mapping)
    except FeatureCheckError:  # a view that cannot be read does not fit either
        return False
    return True


def _not_one(name: str, found: Mapping[str, str], fitting: Sequence[str]) -> FeatureCheckError:
    if fitting:
        return FeatureCheckError(
            f"{name}: several tables hold usage events: {table_names(fitting)}. Name one as duckdb:FILE#table."
        )
    return NoEventsError(
        f"{name}: no table has the columns of usage events (feature, timestamp, and user or account). Its tables are "
        f"{table_names(found)}. Name one as duckdb:FILE#table and its columns with --map."
    )
