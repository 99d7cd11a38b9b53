"""The front door: usage from a file, a folder or an address, whatever it takes to read it."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import InputFile, Table
from featurecheck.observed import Period, Usage
from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.filetable import FOUND_OUT, FileTable, ReadAs
from featurecheck.sheets.headers.recognise import not_used, recognise_sheet
from featurecheck.usage.address import Address, named, parse_address
from featurecheck.usage.counting import count
from featurecheck.usage.periods import LastDays, find_period, parse_period
from featurecheck.usage.rollup import NoEventsError
from featurecheck.usage.sheets.events import EVENTS, columns_note, events_of, joined_notes, times_of, where
from featurecheck.usage.sheets.frames import Frames
from featurecheck.usage.sheets.rollups import read_rollup
from featurecheck.usage.sheets.times import is_plain
from featurecheck.usage.sources import (
    MOST_TOLERANT,
    PARQUET,
    TEXT,
    Files,
    TooLargeError,
    find,
    form_of,
    head_of,
    neither,
    sheet_of,
    too_large,
)
from featurecheck.usage.stored import ROLLUP

if TYPE_CHECKING:
    from featurecheck.usage.embedded.engine import Embedded

ENGINES: Final = ("auto", "pandas", "duckdb", "warehouse")
SMALL = 8 << 20
"""Bytes of text up to which the reader of sheets takes it: any encoding, lines above the header, dates in any order."""

_SAID = re.compile(r"#\s*Start date:\s*([0-9]{8})\s*#\s*End date:\s*([0-9]{8})")
_ABOVE = 4096  # bytes in which a file says what it is about


@dataclass(frozen=True)
class _Opened:
    """A source of events that is ready to be asked, or the tables of a roll-up; `digest` None: of its figures."""

    name: str
    digest: str | None
    notes: tuple[str, ...]
    engine: Any = None
    tables: tuple[Table, ...] = ()
    said: Mapping[str, Period] | None = None


def read_usage(
    source: str | Path,
    *,
    read_as: ReadAs = FOUND_OUT,
    period: Period | str | None = None,
    engine: str = "auto",
    today: dt.date | None = None,
) -> Usage:
    """Return what a source tells about the use of features, over its own period or the one asked for.

    `source` is a file (csv, tsv, a workbook, parquet, csv.gz), a folder of such files, or the address of a warehouse.
    `period` may be text such as `2026-Q3` or `last 90 days`. `engine` is "auto", "pandas", "duckdb" or "warehouse";
    `today` spots events of days to come.

    Raises:
        FeatureCheckError: it cannot be read, is no usage, or has none in the period; the sentence says what to do.
    """
    if engine not in ENGINES:
        raise FeatureCheckError(
            f"--engine: '{shortened(engine)}' is not known. Say {', '.join(ENGINES[:-1])} or {ENGINES[-1]}."
        )
    if not str(source).strip():
        raise FeatureCheckError(
            "--usage: the name of the source is empty. Name a file, a folder or an address."
        )
    asked = parse_period(period) if isinstance(period, str) else period
    address = parse_address(source) if isinstance(source, str) and not _exists(source) else None
    opening = _address(address, read_as, engine) if address else _files(find(Path(source)), read_as, engine)
    with opening as opened:
        return _rolled_up(opened, read_as, asked) if opened.tables else _count(opened, asked, today)


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def _address(address: Address, read_as: ReadAs, engine: str) -> Iterator[_Opened]:
    if engine == "pandas" or (engine == "duckdb" and address.backend != "duckdb"):
        raise FeatureCheckError(
            f"{address.shown}: only the warehouse itself can count there. Leave --engine out."
        )
    embedded = address.backend == "duckdb" and engine != "warehouse"
    try:
        opened = _database(address, read_as) if embedded else _warehouse(address, read_as)
    except NoEventsError as error:
        table = _stored_rollup(address, read_as, embedded=embedded, error=error)
        digest = hashlib.sha256(
            repr((table.header, list(table.rows))).encode("utf-8", "surrogatepass")
        ).hexdigest()
        yield _Opened(address.shown, digest, (), tables=(table,))
        return
    with contextlib.closing(opened):
        yield _Opened(address.shown, None, (), opened)


def _database(address: Address, read_as: ReadAs) -> Any:  # noqa: ANN401 - an engine that can be closed
    from featurecheck.usage.embedded.engine import open_database  # noqa: PLC0415 - only where DuckDB is asked

    return open_database(Path(address.path), _table(address), read_as.mapping)


def _warehouse(address: Address, read_as: ReadAs) -> Any:  # noqa: ANN401 - an engine that can be closed
    from featurecheck.usage.warehouse.engine import open_warehouse  # noqa: PLC0415 - an extra

    return open_warehouse(address, read_as.mapping)


def _table(address: Address) -> str | None:
    return named(address.table) if address.table else None


def _stored_rollup(address: Address, read_as: ReadAs, *, embedded: bool, error: NoEventsError) -> Table:
    """Return the roll-up that lies where no events do; where there is none either, that is what was wrong."""
    if embedded:
        from featurecheck.usage.embedded.rollups import rollup_in  # noqa: PLC0415 - only where DuckDB is asked

        found = rollup_in(Path(address.path), _table(address), read_as.mapping, address.shown)
    else:
        from featurecheck.usage.warehouse.rollups import rollup_at  # noqa: PLC0415 - an extra

        found = rollup_at(address, read_as.mapping)
    if found is None:
        raise error
    return found


@contextlib.contextmanager
def _files(files: Files, read_as: ReadAs, engine: str) -> Iterator[_Opened]:
    if engine == "warehouse":
        raise FeatureCheckError(
            f"{files.name}: this is no warehouse. Name its address, or leave --engine out."
        )
    how, looked = _looked(files, read_as, _how(files, engine), engine)
    used, kind, notes = _taken(files, looked, read_as)
    files, tables = replace(files, paths=tuple(path for path, _ in used)), tuple(table for _, table in used)
    digest = files.digest()
    if kind == ROLLUP:
        whole = tables if how == "pandas" else _tables(files, read_as)
        yield _Opened(files.name, digest, notes, tables=whole, said=_said(files.paths, whole))
    elif how == "pandas":
        yield _Opened(files.name, digest, notes, _frames(tables, read_as))
    else:
        with contextlib.closing(_embedded(files, tables, read_as, engine)) as found:
            told = () if isinstance(found, Frames) else _columns(tables, read_as)  # which tells it itself
            yield _Opened(files.name, digest, (*notes, *told), found)


def _looked(
    files: Files, read_as: ReadAs, how: str, engine: str
) -> tuple[str, list[tuple[Path, FileTable, str | None]]]:
    """Return which engine reads the files after all, and what each holds."""
    look = sheet_of if how == "pandas" else head_of
    try:
        return how, [(path, *look(path, read_as)) for path in files.paths]
    except TooLargeError:  # packed in several parts, of which only the last one tells its size
        if engine != "auto" or {form_of(path) for path in files.paths} != {TEXT}:
            raise
    return _looked(files, read_as, "duckdb", "duckdb")


def _tables(files: Files, read_as: ReadAs) -> tuple[FileTable, ...]:
    return tuple(sheet_of(path, read_as)[0] for path in files.paths)


def _columns(heads: Sequence[FileTable], read_as: ReadAs) -> tuple[str, ...]:
    """Return in words which columns are read from which headers, and which are not used."""
    found = [
        (where(head), recognise_sheet(head.header, mapping=read_as.mapping, kind=EVENTS)) for head in heads
    ]
    return joined_notes(
        [(file, (columns_note(one), *not_used(one.unused), *one.notes)) for file, one in found]
    )


def _frames(tables: Sequence[FileTable], read_as: ReadAs) -> Frames:
    return Frames(events_of(tables, read_as.mapping, read_as.date_order))


def _how(files: Files, engine: str) -> str:
    """Return which engine reads the files."""
    forms = {form_of(path) for path in files.paths}
    if len(forms) > 1 and PARQUET in forms:
        raise FeatureCheckError(
            f"{files.name}: it holds parquet and other files. Put files of one kind into a folder."
        )
    if engine == "duckdb" and not forms <= {TEXT, PARQUET}:
        raise FeatureCheckError(f"{files.name}: DuckDB does not read workbooks here. Leave --engine out.")
    if engine != "auto":
        return engine
    if len(forms) > 1 and files.size() > MOST_TOLERANT:
        raise FeatureCheckError(
            f"{files.name}: it holds workbooks beside {too_large()}. Put them into two folders."
        )
    return "duckdb" if forms == {PARQUET} or (forms == {TEXT} and files.size() > SMALL) else "pandas"


def _taken(
    files: Files, looked: Sequence[tuple[Path, FileTable, str | None]], read_as: ReadAs
) -> tuple[list[tuple[Path, FileTable]], str, tuple[str, ...]]:
    """Return the files that hold usage, of which kind all of them are, and a note on the others."""
    by_kind: dict[str | None, list[tuple[Path, FileTable]]] = {}
    for path, table, kind in looked:
        by_kind.setdefault(kind, []).append((path, table))
    without = by_kind.pop(None, [])
    others = [*files.others, *(path.name for path, _ in without)]
    if not by_kind:
        raise neither(without[0][1], read_as.mapping)
    if len(by_kind) > 1:
        events, rollups = (listed([path.name for path, _ in by_kind[kind]], 3) for kind in (EVENTS, ROLLUP))
        raise FeatureCheckError(
            f"{files.name}: {events} hold events, {rollups} roll-ups. Put one kind into a folder, or name one file."
        )
    kind, used = by_kind.popitem()
    read = (
        [f"{len(used):,} files read together: {listed([path.name for path, _ in used])}"]
        if len(used) > 1
        else []
    )
    return used, kind or EVENTS, (*read, *([f"no usage, not read: {listed(others)}"] if others else []))


def _embedded(files: Files, heads: Sequence[FileTable], read_as: ReadAs, engine: str) -> Frames | Embedded:
    """Return the engine for large files: DuckDB, unless only the tolerant reader of sheets understands them."""
    from featurecheck.usage.embedded.engine import open_files  # noqa: PLC0415 - only where DuckDB is asked
    from featurecheck.usage.embedded.text import IrregularTextError  # noqa: PLC0415 - the same

    tolerant = engine == "auto" and 0 < files.size() <= MOST_TOLERANT
    if tolerant and (read_as.date_order or not _plain_times(heads, read_as)):
        return _frames(_tables(files, read_as), read_as)
    try:
        return open_files(
            files.paths, read_as.mapping, delimiter=read_as.delimiter, encoding=read_as.encoding
        )
    except IrregularTextError:
        if not tolerant:
            raise
    return _frames(_tables(files, read_as), read_as)


def _plain_times(heads: Sequence[FileTable], read_as: ReadAs) -> bool:
    """Tell whether most times at the beginning of each file are written so that every engine reads them."""
    columns = (times_of(head, read_as.mapping) for head in heads)
    return all(sum(map(is_plain, column)) * 2 >= len(column) for column in columns)


def _said(paths: Sequence[Path], tables: Sequence[FileTable]) -> dict[str, Period]:
    """Return the period that an export names in lines above its table."""
    said = {}
    for path, table in zip(paths, tables, strict=True):
        if table.kind == TEXT and table.header_rows[:1] > (1,):
            with path.open("rb") as file:
                found = _SAID.search(file.read(_ABOVE).decode("utf-8", "replace"))
            if found and (period := find_period(f"{found[1]} to {found[2]}")):
                said[table.file] = period
    return said


def _rolled_up(opened: _Opened, read_as: ReadAs, asked: Period | LastDays | None) -> Usage:
    if isinstance(asked, LastDays):
        raise FeatureCheckError(
            f"{opened.name}: a roll-up has no days. Name one of its periods, such as 2026-09."
        )
    found = read_rollup(opened.tables, read_as.mapping, name=opened.name, said=opened.said, period=asked)
    notes = (*opened.notes, *found.notes)
    file = InputFile(opened.name, opened.digest or "", ROLLUP, found.rows_read, found.rows_skipped, notes)
    return Usage(
        opened.name, "roll-up", "as exported", found.period, found.products, file, notes, found.problems
    )


def _count(opened: _Opened, asked: Period | LastDays | None, today: dt.date | None) -> Usage:
    return count(opened.engine, opened.name, asked, today, digest=opened.digest, notes=opened.notes)
