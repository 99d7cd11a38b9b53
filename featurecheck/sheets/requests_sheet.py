"""A table, or a notebook's frame, as requests: the columns by their declared names, and what has to be mended."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from featurecheck.errors import FeatureCheckError
from featurecheck.model import InputFile, Place, Problem, Requests, Severity, Table
from featurecheck.sheets.cells import shortened, to_text
from featurecheck.sheets.headers import ANSWERS, match_columns, unused_note
from featurecheck.sheets.layout import Names, filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

EXAMPLE = "EXAMPLE"
_GROUPED = {
    None: re.compile(r"\d{1,3}(?:[ ,'\u2019\u00a0\u202f]\d{3})+"),
    ".": re.compile(r"\d{1,3}(?:[ ,'\u2019\u00a0\u202f]\d{3})+"),
    ",": re.compile(r"\d{1,3}(?:[ .'\u2019\u00a0\u202f]\d{3})+"),
}
_WHOLE = re.compile(r"\d+(?:[.,]0{1,2})?")


@dataclass
class _Taken:
    """What was gathered from the rows so far."""

    matched: Mapping[str, int]
    kept: list[int] = field(default_factory=list)  # positions in table.rows
    given: list[str] = field(default_factory=list)  # ids as written, "" where missing
    numbers: list[int] = field(default_factory=list)  # 1, 2, ... among the rows that say anything
    blank: int = 0
    examples: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)


def requests_from_table(
    table: Table, mapping: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> Requests:
    """Return the rows of a sheet as requests; `mapping` is HEADER=name, `labels` the questions' texts by name.

    Raises:
        FeatureCheckError: no column is recognised as `request`, or the mapping names what is not there.
    """
    matched = _matched(table, mapping, labels)
    taken = _take(table, matched)
    columns = {name: [table.rows[row][at].strip() for row in taken.kept] for name, at in matched.items()}
    decimal = _decimal(columns)
    columns["id"] = _ids(table, taken)
    if "votes" in columns:
        columns["votes"] = _votes(table, taken, columns["votes"], decimal)
    return Requests(
        columns={"id": columns["id"], **columns},
        places=[Place(table.file, table.sheet, table.row_numbers[row]) for row in taken.kept],
        letters={name: table.letters[at] for name, at in matched.items()} if table.letters else {},
        mapping={name: table.header[at] for name, at in matched.items()},
        inputs=(_input(table, taken),),
        problems=tuple(taken.problems),
        decimal=decimal,
    )


def _matched(
    table: Table, mapping: Mapping[str, str] | None, labels: Mapping[str, str] | None
) -> dict[str, int]:
    try:
        return match_columns(table.header, mapping, labels)
    except FeatureCheckError as error:
        raise FeatureCheckError(f"{_where(table)}: {error.message}", error.exit_code) from error


def _where(table: Table) -> str:
    return f"{table.file}, sheet '{table.sheet}'" if table.sheet else table.file


def _take(table: Table, matched: Mapping[str, int]) -> _Taken:
    taken = _Taken(matched)
    at_id, at_request = matched.get("id"), matched["request"]
    for position, row in enumerate(table.rows):
        given = row[at_id].strip() if at_id is not None else ""
        if not filled(row):
            taken.blank += 1
        elif given == EXAMPLE:
            taken.examples += 1
        elif not row[at_request].strip():
            taken.skipped += 1
            taken.problems.append(_no_request(table, taken, position))
        else:
            taken.kept.append(position)
            taken.given.append(given)
            taken.numbers.append(len(taken.kept) + taken.skipped)
    return taken


def _no_request(table: Table, taken: _Taken, position: int) -> Problem:
    found = next(cell.strip() for cell in table.rows[position] if cell.strip())
    return replace(
        _problem(table, taken, position, "request"),
        found=f"no request, but '{shortened(found)}' in the row",
        expected="what is requested, in words",
        mend="Write the request, or delete the row. The row was left out.",
        severity=Severity.ERROR,
    )


def _problem(table: Table, taken: _Taken, position: int, name: str) -> Problem:
    """Return a warning about one cell, its words still to be filled in."""
    at = taken.matched.get(name)
    row = table.row_numbers[position]
    return Problem(
        file=table.file,
        sheet=table.sheet,
        row=row,
        cell=f"{table.letters[at]}{row}" if at is not None and table.letters else None,
        column=table.header[at] if at is not None else name,
        found="",
        expected="",
        mend="",
        severity=Severity.WARNING,
    )


def _ids(table: Table, taken: _Taken) -> list[str]:
    """Ids as written, `R<number>` where none is; one that stands twice gets ` (2)` and a warning."""
    names = Names(taken.given)
    seen: set[str] = {""}
    ids = []
    for position, given, number in zip(taken.kept, taken.given, taken.numbers, strict=True):
        name = names.give(given or f"R{number}") if given in seen else given
        if name != given and given:
            taken.problems.append(_repeated(table, taken, position, given, name))
        seen.add(given)
        ids.append(name)
    return ids


def _repeated(table: Table, taken: _Taken, position: int, given: str, name: str) -> Problem:
    return replace(
        _problem(table, taken, position, "id"),
        found=f"the id '{shortened(given)}' a second time",
        expected="an id of its own for every request",
        mend=f"Give one of them another id. This one is shown as '{shortened(name)}'.",
    )


def _votes(table: Table, taken: _Taken, texts: Sequence[str], decimal: str | None) -> list[str]:
    votes = []
    for position, text in zip(taken.kept, texts, strict=True):
        number = _whole(text, decimal)
        if number is None:
            taken.problems.append(_no_votes(table, taken, position, text))
        votes.append(number or "")
    return votes


def _whole(text: str, decimal: str | None) -> str | None:
    """Return plain digits, "" for an empty cell, None for what is not a whole number from 0 up."""
    if not text:
        return ""
    if not text.isascii() and not re.search("[\u2019\u00a0\u202f]", text):
        return None
    if _WHOLE.fullmatch(text):
        return str(int(re.split("[.,]", text)[0][:300]))
    return str(int(re.sub(r"\D", "", text)[:300])) if _GROUPED[decimal].fullmatch(text) else None


def _no_votes(table: Table, taken: _Taken, position: int, text: str) -> Problem:
    return replace(
        _problem(table, taken, position, "votes"),
        found=f"'{shortened(text)}'",
        expected="a whole number, 0 or more",
        mend="Write a number, or leave the cell empty. The row was kept, its votes read as empty.",
    )


def _decimal(columns: Mapping[str, Sequence[str]]) -> str | None:
    from featurecheck.estimate import decimal_mark  # noqa: PLC0415 - needed only once there are answers

    texts = [text for name in (*ANSWERS, "effort") for text in columns.get(name, ()) if text]
    return decimal_mark(texts) if texts else None


def _input(table: Table, taken: _Taken) -> InputFile:
    counted = (
        (taken.blank, "blank row(s) skipped"),
        (taken.examples, f"row(s) with the id {EXAMPLE} skipped"),
        (taken.skipped, "row(s) without a request left out"),
    )
    notes = [f"{count:,} {words}" for count, words in counted if count]
    return InputFile(
        name=table.file,
        sha256=getattr(table, "sha256", "") or _digest(table),
        kind="requests sheet",
        rows_read=len(taken.kept),
        rows_skipped=taken.skipped,
        notes=(*table.notes, *unused_note(table.header, taken.matched), *notes),
    )


def _digest(table: Table) -> str:
    """A table that was not read from a file is known by its cells."""
    import csv  # noqa: PLC0415 - tables made by hand are rare

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([table.header, *table.rows])
    return hashlib.sha256(text.getvalue().encode("utf-8", "surrogatepass")).hexdigest()


def requests_from_frame(
    frame: pd.DataFrame, mapping: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> Requests:
    """Return a notebook's frame as requests; missing values are empty cells, the first row is row 1.

    Raises:
        FeatureCheckError: as `requests_from_table`.
    """
    header = [" ".join(str(name).split()) for name in frame.columns]
    names = Names()
    header = [names.give(name or f"column {position + 1}") for position, name in enumerate(header)]
    columns = [_texts(frame.iloc[:, position]) for position in range(len(header))]
    rows = list(zip(*columns, strict=True)) if columns else []
    table = Table("frame", None, tuple(header), rows, range(1, len(rows) + 1), ())
    return requests_from_table(table, mapping, labels)


def _texts(series: pd.Series) -> list[str]:
    missing = series.isna().tolist()
    return [
        "" if gone else to_text(_python(value)) for value, gone in zip(series.tolist(), missing, strict=True)
    ]


def _python(value: object) -> object:
    """Return numpy's numbers as Python's."""
    item = getattr(value, "item", None)
    return item() if callable(item) and type(value).__module__ == "numpy" else value
