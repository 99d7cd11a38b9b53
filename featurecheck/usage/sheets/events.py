"""Sheets of usage as columns of events: texts as they stand, times in UTC, and where something could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Problem, Severity, Table
from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.grid import Rows
from featurecheck.sheets.headers.header_text import fold
from featurecheck.sheets.headers.recognise import Match, Recognised, not_used, recognise_sheet
from featurecheck.usage.rollup import BLANKS
from featurecheck.usage.sheets.times import Times, how_notes, looks_like_a_date, read_times, unread_mend
from featurecheck.words import counted

EVENTS = "usage events"
_EMPTY = {
    "feature": ("the name of a feature", "Fill it in. Without it the row is left out."),
    "user": ("who used it", "Fill it in. Without it the event counts, but for no user."),
    "timestamp": ("when it was used", "Fill it in. Without it the row is left out."),
}
TEXTS = ("product", "account", "user", "feature")
TIME = "timestamp"


@dataclass(frozen=True)
class Events:
    """Events of one or several sheets as columns of one length.

    `columns` are the headers that each column was read from, without those that no sheet has; `texts` has all of
    `TEXTS`, "" where a sheet does not tell; `times` are microseconds since 1970 in UTC, None where unknown. `problems`
    name the first cell of each kind that is wrong.
    """

    columns: Mapping[str, str]
    texts: Mapping[str, Sequence[str]]
    times: Sequence[int | None]
    example_time: str | None = None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Sheet:
    table: Table
    recognised: Recognised
    times: Times

    @property
    def at(self) -> dict[str, Match]:
        return {match.name: match for match in self.recognised.matches}

    def column(self, name: str) -> Sequence[str]:
        match = self.at.get(name)
        return [""] * len(self.table.rows) if match is None else column_of(self.table, match.position)


def column_of(table: Table, position: int) -> Sequence[str]:
    """Return the cells of one column."""
    rows = table.rows
    return rows.columns[position] if isinstance(rows, Rows) else [row[position] for row in rows]


def where(table: Table) -> str:
    """Return the file, and the sheet where there are several, for a sentence."""
    return f"{table.file}, sheet '{shortened(table.sheet)}'" if table.sheet else table.file


def events_of(
    tables: Sequence[Table], mapping: Mapping[str, str] | None = None, date_order: str | None = None
) -> Events:
    """Return the events of some sheets, one after the other; `mapping` is HEADER=column.

    `date_order` says what stands first in dates that leave it open: "day", "month" or "year".

    Raises:
        FeatureCheckError: a sheet has no feature or time, the mapping names what is not there, or `date_order` is none
            of the three.
    """
    sheets = [_sheet(table, mapping, date_order) for table in tables]
    headers = {match.name: match.header for sheet in reversed(sheets) for match in sheet.recognised.matches}
    return Events(
        columns={name: headers[name] for name in (*TEXTS, TIME) if name in headers},
        texts={name: [text for sheet in sheets for text in sheet.column(name)] for name in TEXTS},
        times=[value for sheet in sheets for value in sheet.times.values],
        example_time=next((_unread(sheet)[0] for sheet in sheets if sheet.times.unread), None),
        notes=_notes(sheets),
        problems=tuple(problem for sheet in sheets for problem in _problems(sheet)),
    )


def times_of(table: Table, mapping: Mapping[str, str] | None = None) -> Sequence[str]:
    """Return the cells that say when something was used.

    Raises:
        FeatureCheckError: the table is no sheet of events.
    """
    matches = recognise_sheet(table.header, mapping=mapping, kind=EVENTS).matches
    at = next(match.position for match in matches if match.name == TIME)
    return column_of(table, at)


def _sheet(table: Table, mapping: Mapping[str, str] | None, order: str | None) -> _Sheet:
    try:
        recognised = recognise_sheet(table.header, mapping=mapping, kind=EVENTS)
        at = next(match.position for match in recognised.matches if match.name == TIME)
        return _Sheet(table, recognised, read_times(column_of(table, at), order=order))
    except FeatureCheckError as error:
        raise FeatureCheckError(f"{where(table)}: {error.message}", error.exit_code) from error


def _unread(sheet: _Sheet) -> list[str]:
    column = sheet.column(TIME)
    return [column[at] for at in sheet.times.unread]


def _notes(sheets: Sequence[_Sheet]) -> tuple[str, ...]:
    how: dict[str, int] = {}
    for sheet in sheets:
        for name, count in sheet.times.how.items():
            how[name] = how.get(name, 0) + count
    each = [(where(sheet.table), _sheet_notes(sheet, len(sheets))) for sheet in sheets]
    return (*joined_notes(each), *how_notes(how))


def _sheet_notes(sheet: _Sheet, count: int) -> tuple[str, ...]:
    recognised = sheet.recognised
    missing = [name for name in ("account", "user") if name not in sheet.at] if count > 1 else []
    return (
        *sheet.table.notes,
        columns_note(recognised),
        *(f"no column says the {name}" for name in missing),
        *not_used(recognised.unused),
        *recognised.notes,
        *sheet.times.notes,
    )


def columns_note(recognised: Recognised) -> str:
    """Return in words which column was read from which header."""
    return "columns: " + ", ".join(
        match.name if fold(match.header) == match.name else f"{match.name} from '{shortened(match.header)}'"
        for match in recognised.matches
    )


def joined_notes(each: Sequence[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    """Return the notes of several files, each once, with the files it is about unless that is all of them."""
    files: dict[str, list[str]] = {}
    for file, notes in each:
        for note in dict.fromkeys(notes):
            files.setdefault(note, []).append(file)
    return tuple(
        note if len(about) == len(each) else f"{listed(about, 5)}: {note}" for note, about in files.items()
    )


def _problems(sheet: _Sheet) -> Iterable[Problem]:
    yield from getattr(sheet.table, "problems", ())
    for name, (expected, mend) in _EMPTY.items():
        if name in sheet.at:
            empty = [at for at, text in enumerate(sheet.column(name)) if not text.strip(BLANKS)]
            yield from _problem(sheet, name, empty, "nothing", expected, mend)
    column, complaints = sheet.column(TIME), sheet.times.complaints
    dates = [at for at in sheet.times.unread if complaints and looks_like_a_date(column[at])]
    yield from _unread_problem(sheet, [at for at in sheet.times.unread if at not in set(dates)])
    for one in complaints:
        left = f"{counted(len(dates), 'row')} left out." if dates else ""
        mend = one.mend.replace("The texts were kept as they are.", left)
        yield from _problem(sheet, TIME, dates or (0,), one.found, one.expected, mend, more=False)


def _unread_problem(sheet: _Sheet, unread: Sequence[int]) -> Iterable[Problem]:
    example = sheet.column(TIME)[unread[0]] if unread else ""
    mend = f"{unread_mend([example])} The row is left out."
    return _problem(sheet, TIME, unread, f"'{shortened(example)}'", "a time", mend)


def _problem(
    sheet: _Sheet, name: str, at: Sequence[int], found: str, expected: str, mend: str, *, more: bool = True
) -> Iterable[Problem]:
    """Name the first of some cells, and how many more there are."""
    if not at:
        return
    table, match = sheet.table, sheet.at[name]
    row = table.row_numbers[at[0]]
    others = f" and in {counted(len(at) - 1, 'more row')}" if more and len(at) > 1 else ""
    yield Problem(
        file=table.file,
        sheet=table.sheet,
        row=row,
        cell=f"{table.letters[match.position]}{row}" if table.letters else None,
        column=match.header,
        found=found + others,
        expected=expected,
        mend=mend,
        severity=Severity.WARNING,
    )
