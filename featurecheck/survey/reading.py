"""A survey from any sheet: which sheet and columns, what every cell says, who counts once, and the tallies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import InputFile, Problem, Severity
from featurecheck.observed import Survey, Tally
from featurecheck.sheets.books.guards import check
from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.filetable import FOUND_OUT, FileTable, ReadAs
from featurecheck.sheets.requests.dates import read_dates
from featurecheck.sheets.tables import read
from featurecheck.survey.columns import Column, read_column
from featurecheck.survey.counting import tallies
from featurecheck.survey.headers import Asked, understood
from featurecheck.survey.people import Doubt, People, Row, people, same
from featurecheck.survey.statements import read_statements
from featurecheck.survey.words import QUESTIONS, Said, Words, folded, words
from featurecheck.words import counted

_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?\s*(?:([ap])\.?\s?m)?", re.IGNORECASE)
_MOST_SHEETS = 50  # that are looked into
_NOON = 12


@dataclass
class _Reading:
    """The table and what is found in it, while it is being read."""

    table: FileTable
    asked: Asked
    words: Words
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def column(self, name: str) -> list[str]:
        """Return the texts of a column, "" for each row where there is none."""
        at = self.asked.columns.get(name)
        return ["" if at is None else row[at].strip() for row in self.table.rows]


def read_survey(path: Path, *, read_as: ReadAs = FOUND_OUT, correlation: float = 0.3) -> Survey:
    """Return the tallies of a survey, one row a respondent, from any spreadsheet or form export.

    `correlation` (0 to 1): how much respondents of one account agree beyond chance; it lowers the effective number.
    What cannot be read becomes a problem and is not counted; what counts as yes stands in the notes.

    Raises:
        FeatureCheckError: the file is no readable table, no column is a question of a survey, or nobody answered.
        ValueError: a correlation outside 0 to 1.
    """
    if not 0 <= correlation <= 1:
        raise ValueError(f"a correlation from 0 to 1 is expected, not {correlation}")
    table, asked = _found(Path(path), read_as)
    reading = _Reading(table, asked, words(), [*table.notes, *asked.notes], list(table.problems))
    rows = _rows(reading, read_as)
    everybody = people(rows)
    _say_people(reading, everybody)
    known = "account" in asked.columns
    found = tallies(everybody.persons, correlation, accounts_known=known)
    _say_requests(reading, rows, found)
    return _survey(reading, rows, everybody, found)


def _found(path: Path, read_as: ReadAs) -> tuple[FileTable, Asked]:
    """Return the table of the survey; of a workbook the sheet that is called so, else the first that is one."""
    if read_as.sheet is None and check(path).kind != "text":
        names = _sheets(path)
        named = [name for wanted in words().sheets for name in names if folded(name) == wanted]
        if named and len(names) > 1:
            return _understood(path, replace(read_as, sheet=named[0]))
    try:
        return _understood(path, read_as)
    except FeatureCheckError:
        other = _other(path, read_as) if read_as.sheet is None else None
        if other is None:
            raise
        return other


def _understood(path: Path, read_as: ReadAs) -> tuple[FileTable, Asked]:
    table = read(path, **read_as.where())
    try:
        asked = understood(table.header, read_as.mapping, words())
    except FeatureCheckError as error:
        raise FeatureCheckError(f"{_place(table)}: {error.message}", error.exit_code) from error
    if not any(cell.strip() for row in table.rows for cell in row):
        message = "no row stands under the header, so nobody answered. Add one row for each respondent, or leave the survey out"
        raise FeatureCheckError(f"{_place(table)}: {message}.")
    return table, asked


def _place(table: FileTable) -> str:
    return f"{table.file}, sheet '{shortened(table.sheet)}'" if table.sheet else table.file


def _sheets(path: Path) -> list[str]:
    from featurecheck.sheets.books.workbooks import opened  # noqa: PLC0415 - only workbooks need it

    with opened(path, check(path)) as book:
        return [sheet.name for sheet in book.sheets if sheet.visible]


def _other(path: Path, read_as: ReadAs) -> tuple[FileTable, Asked] | None:
    """Return the first other sheet of a workbook that is a survey."""
    if check(path).kind == "text":
        return None
    for name in _sheets(path)[:_MOST_SHEETS]:
        try:
            return _understood(path, replace(read_as, sheet=name))
        except FeatureCheckError:
            continue  # the error about the sheet read first is raised
    return None


def _rows(reading: _Reading, read_as: ReadAs) -> list[Row]:
    """Return a row for each request that somebody answers about; rows without any answer are left out, and said."""
    columns = _columns(reading)
    texts = {name: reading.column(name) for name in ("request", "respondent", "account")}
    when = _times(reading, read_as)
    rows = []
    for about, asked in columns.items():
        for at in range(len(reading.table.rows)):
            said = {name: one.said[at] for name, (one, _) in asked.items() if one.said[at] is not Said.BLANK}
            cells = {name: position for name, (_, position) in asked.items()}
            request = about if reading.asked.about else texts["request"][at]
            row = Row(at, request, texts["respondent"][at], texts["account"][at], when[at], said, cells)
            rows += [row] if said else []
    return rows


def _columns(reading: _Reading) -> dict[str, dict[str, tuple[Column, int]]]:
    """Return request -> question -> what its column says and where it stands; "" is the request of the row."""
    wanted: Mapping[str, Mapping[str, int]] = reading.asked.about or {
        "": {name: at for name, at in reading.asked.columns.items() if name in QUESTIONS}
    }
    found = {
        about: {name: (_column(reading, name, at), at) for name, at in asked.items()}
        for about, asked in wanted.items()
    }
    for name, at in reading.asked.twice:
        reading.problems.append(_twice(reading, name, at))
    if "statements" in reading.asked.columns and "" in found:
        _add_statements(reading, found[""])
    return found


def _column(reading: _Reading, name: str, at: int) -> Column:
    texts = [row[at].strip() for row in reading.table.rows]
    column = read_column(texts, reading.table.header[at], name, reading.words)
    reading.notes += column.notes
    reading.problems += [
        _problem(reading, (one.at, at), one.found, one.expected, one.mend) for one in column.complaints
    ]
    return column


def _twice(reading: _Reading, name: str, at: int) -> Problem:
    mend = "Write the feature in brackets behind both questions, as in '[Bulk export]', or one row for each feature. This column was not counted."
    header = reading.table.header[at]
    return _problem(reading, (None, at), shortened(header), f"one column that asks {name}", mend)


def _add_statements(reading: _Reading, columns: dict[str, tuple[Column, int]]) -> None:
    """Let ticked boxes answer what no column of its own answers in a row."""
    at = reading.asked.columns["statements"]
    texts = reading.column("statements")
    ticked = read_statements(texts, reading.table.header[at], reading.words)
    reading.notes += ticked.notes
    for name in dict.fromkeys(name for said in ticked.said for name in said):
        boxes = [said.get(name, Said.BLANK) for said in ticked.said]
        if name not in columns:
            columns[name] = Column(texts, boxes), at
            continue
        own, place = columns[name]
        pairs = zip(own.said, boxes, strict=True)
        columns[name] = replace(own, said=[box if one is Said.BLANK else one for one, box in pairs]), place


def _times(reading: _Reading, read_as: ReadAs) -> list[tuple[str, int] | None]:
    """Return when each row was answered, as day and second; None where that cannot be read."""
    texts = reading.column("answered_on")
    if not any(texts):
        return [None] * len(texts)
    dates = read_dates(texts, order=read_as.date_order)
    unread = set(dates.unread) | (set(range(len(texts))) if dates.complaints else set())
    if unread:
        what = f"{counted(len(unread), 'time')} of answering could not be read"
        reading.notes.append(f"{what}: of the rows of such a respondent the last one counts")
    return [
        None if not text or at in unread else (dates.texts[at], _second(text))
        for at, text in enumerate(texts)
    ]


def _second(text: str) -> int:
    found = _CLOCK.search(text)
    if not found:
        return 0
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").casefold()
    hour = hour % _NOON + (_NOON if half == "p" else 0) if half else hour
    return hour * 3600 + minute * 60 + second


def _problem(
    reading: _Reading, cell: tuple[int | None, int], found: str, expected: str, mend: str
) -> Problem:
    table, (at, column) = reading.table, cell
    row = table.header_rows[-1] if table.header_rows else None
    row = table.row_numbers[at] if at is not None else row
    letter = table.letters[column]
    return Problem(
        file=table.file,
        sheet=table.sheet,
        row=row,
        cell=f"{letter}{row}" if row is not None else None,
        column=shortened(table.header[column]),
        found=found,
        expected=expected,
        mend=mend,
        severity=Severity.WARNING,
    )


def _say_people(reading: _Reading, everybody: People) -> None:
    for doubt in everybody.doubts:
        reading.problems.append(_doubted(reading, doubt))
    if "respondent" not in reading.asked.columns:
        reading.notes.append("no column names the respondents: every row counts as a person of its own")
    if everybody.merged:
        rows = counted(everybody.merged, "row")
        same_ones = f", {everybody.repeats:,} of them with the same answers" if everybody.repeats else ""
        how = "the last answer counts, by the time of answering, else by row"
        reading.notes.append(
            f"{rows} of respondents who answered before{same_ones}: everybody counts once; {how}"
        )
    if "account" not in reading.asked.columns:
        reading.notes.append(
            "no column names the accounts: all respondents count as independent of each other"
        )


def _doubted(reading: _Reading, doubt: Doubt) -> Problem:
    first, second = (_cell(reading, cell) for cell in (doubt.first, doubt.second))
    return _problem(reading, doubt.second, f"{first} and {second}", doubt.expected, doubt.mend)


def _cell(reading: _Reading, cell: tuple[int, int]) -> str:
    at, column = cell
    text = shortened(reading.table.rows[at][column], 40)
    return f"'{text}' in {reading.table.letters[column]}{reading.table.row_numbers[at]}"


def _say_requests(reading: _Reading, rows: Sequence[Row], found: Mapping[str, Mapping[str, Tally]]) -> None:
    spelled: dict[str, dict[str, None]] = {}
    for row in rows:
        spelled.setdefault(same(row.request), {})[" ".join(row.request.split())] = None
    for texts in spelled.values():
        if len(texts) > 1:
            reading.notes.append(f"counted as one request: {listed(list(texts))}")
    at = reading.asked.columns.get("request")
    nameless = [row for row in rows if not row.request]
    if at is not None:
        reading.problems += [_nameless(reading, row.at, at) for row in nameless]
    elif nameless:
        reading.notes.append("no column names the request: all rows are about the one that is asked about")
    for request in dict.fromkeys(" ".join(texts) for texts in (list(one)[:1] for one in spelled.values())):
        if request not in found:
            about = f" about '{shortened(request)}'" if request else ""
            reading.notes.append(
                f"no answer{about} says yes or no, so nothing is counted{' for it' if about else ''}"
            )


def _nameless(reading: _Reading, at: int, column: int) -> Problem:
    mend = "Write it there. The row was counted for no request."
    return _problem(reading, (at, column), "an empty cell", "the id or the words of a request", mend)


def _survey(
    reading: _Reading, rows: Sequence[Row], everybody: People, found: Mapping[str, Mapping[str, Tally]]
) -> Survey:
    table = reading.table
    answered = {row.at for row in rows}
    empty = [number for at, number in enumerate(table.row_numbers) if at not in answered]
    if empty:
        reading.notes.append(f"{counted(len(empty), 'row')} without an answer to any question: not counted")
    merged = 0 if reading.asked.about else everybody.merged
    notes = tuple(dict.fromkeys(reading.notes))
    read_rows = len(answered) - merged
    source = InputFile(table.file, table.sha256, "survey", read_rows, len(empty), notes, merged)
    return Survey(table.file, found, everybody.respondents, source, notes, tuple(reading.problems))
