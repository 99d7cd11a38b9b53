"""Sources of events into one temporary table of DuckDB, with what was found out and left out on the way."""

# ruff: noqa: S608 - only names that were quoted enter the statements

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Problem
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.filetable import ReadAs
from featurecheck.sheets.headers.recognise import recognise_sheet
from featurecheck.usage.embedded.columns import (
    TEXTS,
    Column,
    Form,
    check_dates,
    loading,
    quoted,
    time_notes,
    unreadable,
)
from featurecheck.usage.embedded.session import Session
from featurecheck.usage.embedded.sources import KIND, Source, parquet
from featurecheck.usage.embedded.sql import TABLE
from featurecheck.usage.embedded.text import TextFile, in_next_encoding, open_text, rejected, wrong_bytes

_PARQUET = b"PAR1"
_NO_NAME = " default ''"


@dataclass(frozen=True)
class Loaded:
    """What was read: header of each column by its name, decisions in words, lines left out, an unreadable time."""

    columns: Mapping[str, str]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    rejected: int = 0
    example_time: str | None = None


@dataclass(frozen=True)
class _Meant:
    """A source with the column of each name; `text` where it is a text file."""

    source: Source
    columns: Mapping[str, Column]
    text: TextFile | None = None


def load_files(session: Session, paths: Sequence[Path], read_as: ReadAs) -> Loaded:
    """Read text and Parquet files of events into the session's table, then forbid it every other file.

    Raises:
        FeatureCheckError: a file is missing, is neither, or does not have the columns.
        IrregularTextError: a text has too many lines that do not fit.
    """
    if not paths:
        raise FeatureCheckError("There is no file of usage events to read. Name at least one.")
    found = [_opened(session, path, read_as) for path in paths]
    _create(session, found)
    left: list[tuple[int, tuple[Problem, ...]]] = []
    for at, meant in enumerate(found):
        found[at], lines = _loaded(session, meant, read_as)
        left.append(lines)
    loaded = _summed(session, found)
    session.lock()
    problems = tuple(problem for _, some in left for problem in some)
    return replace(loaded, problems=problems, rejected=sum(count for count, _ in left))


def load_table(session: Session, source: Source, mapping: Mapping[str, str] | None, note: str) -> Loaded:
    """Read a table's events into the session's table.

    Raises:
        FeatureCheckError: it does not have the columns.
    """
    meant = _Meant(replace(source, notes=(note,)), columns_of(source, mapping))
    _create(session, [meant])
    _insert(session, meant)
    return _summed(session, [meant])


def columns_of(source: Source, mapping: Mapping[str, str] | None) -> dict[str, Column]:
    """Return which column of a source is which.

    Raises:
        FeatureCheckError: feature and timestamp, or both user and account, are not there.
    """
    header = [column.header for column in source.columns]
    try:
        found = recognise_sheet(header, mapping=mapping, kind=KIND)
    except FeatureCheckError as error:
        raise FeatureCheckError(f"{source.name}: {error.message}") from error
    return {match.name: source.columns[match.position] for match in found.matches}


def _opened(session: Session, path: Path, read_as: ReadAs) -> _Meant:
    name = shortened(path.name or str(path), 120)
    try:
        with path.open("rb") as file:
            is_parquet = file.read(len(_PARQUET)) == _PARQUET
    except OSError as error:
        raise FeatureCheckError(f"{name}: it cannot be read ({error.strerror}). Check the name.") from error
    if is_parquet:
        source = parquet(session, path)
        return _Meant(source, columns_of(source, read_as.mapping))
    text = open_text(session, path, read_as.delimiter, read_as.encoding)
    return _Meant(text.source, columns_of(text.source, read_as.mapping), text)


def _create(session: Session, found: Sequence[_Meant]) -> None:
    """Make the table with the columns that any source has; where another does not, its product is the one without a name."""
    there = [name for name in TEXTS if any(name in meant.columns for meant in found)]
    texts = "".join(f"{quoted(name)} varchar{_NO_NAME if name == 'product' else ''}, " for name in there)
    session.rows(f"create temporary table {TABLE} ({texts}time timestamp, form utinyint)")


def _insert(session: Session, meant: _Meant) -> int:
    names = ", ".join([quoted(name) for name in TEXTS if name in meant.columns] + ["time", "form"])
    sql = f"insert into {TABLE} ({names}) {loading(meant.columns, meant.source.sql)}"
    return int(session.rows(sql, meant.source.bound, what=meant.source.name)[0][0])


def _loaded(
    session: Session, meant: _Meant, read_as: ReadAs
) -> tuple[_Meant, tuple[int, tuple[Problem, ...]]]:
    """Read one file; a text that is not UTF-8 after all a second time, in the encoding that it seems to be."""
    before = session.rows(f"select coalesce(max(rowid) + 1, 0) from {TABLE}")[0][0]
    read = _insert(session, meant)
    text = meant.text
    if text is not None and read_as.encoding is None and wrong_bytes(session, text):
        session.rows(f"delete from {TABLE} where rowid >= {before}")
        text = in_next_encoding(session, text, read_as.delimiter)
        meant = _Meant(text.source, columns_of(text.source, read_as.mapping), text)
        read = _insert(session, meant)
    return meant, rejected(session, text, read) if text else (0, ())


def _summed(session: Session, found: Sequence[_Meant]) -> Loaded:
    rows = session.rows(f"select form, count(*) from {TABLE} group by form")
    forms = {Form(form): count for form, count in rows}
    headers: dict[str, str] = {}
    for meant in found:
        headers |= {name: column.header for name, column in meant.columns.items() if name not in headers}
    header = headers["timestamp"]
    example = None
    if forms.get(Form.UNREADABLE):
        example, doubtful, doubted = _examples(session, found)
        check_dates(header, sum(forms.values()) - forms[Form.UNREADABLE], doubtful, doubted)
    notes = [note for meant in found[:1] for note in meant.source.notes]
    return Loaded(
        headers,
        (*notes, *_others(found), *time_notes(header, forms)),
        example_time=None if example is None else shortened(example),
    )


def _examples(session: Session, found: Sequence[_Meant]) -> tuple[str | None, int, list[str]]:
    """Return a time that cannot be read, in how many nobody knows the day from the month, and some of these."""
    rows = [
        session.rows(
            unreadable(meant.columns["timestamp"], meant.source.sql),
            meant.source.bound,
            what=meant.source.name,
        )[0]
        for meant in found
    ]
    examples = [row[0] for row in rows if row[0] is not None]
    doubted = {text for row in rows for text in row[2:] if text is not None}
    return min(examples, default=None), sum(row[1] for row in rows), sorted(doubted)


def _others(found: Sequence[_Meant]) -> list[str]:
    """Say what other columns, encodings and delimiters further files have."""
    usual = {name: column.header for name, column in found[0].columns.items()}
    notes = []
    for meant in found[1:]:
        own = {name: column.header for name, column in meant.columns.items()}
        if own != usual:
            words = ", ".join(f"{name} from '{shortened(header, 40)}'" for name, header in own.items())
            notes.append(f"{meant.source.name}: {words}")
        if meant.source.notes != found[0].source.notes:
            notes += [f"{meant.source.name}: {note}" for note in meant.source.notes]
    return notes
