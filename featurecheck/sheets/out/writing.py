"""Lists as comma-separated values, and what every workbook has in common: the same bytes for the same input."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from featurecheck.problems import expectation
from featurecheck.sheets.out.safe import cell_text, escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from featurecheck.intake import Problem

PROBLEM_COLUMNS = ("file", "sheet", "row", "cell", "column", "severity", "found", "expected", "what to do")
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp in the file, no moment: the same input gives the same bytes


def results_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """Return the rows as UTF-8 with its mark (spreadsheet programs look for it), commas, CRLF; formulas disarmed."""
    return _csv(columns, ([row.get(name) for name in columns] for row in rows))


def problems_csv(problems: Iterable[Problem]) -> bytes:
    """Return the problems, one a line, in the form of `results_csv`."""
    return _csv(PROBLEM_COLUMNS, map(problem_cells, problems))


def problem_cells(problem: Problem) -> list[object]:
    """Return the problem in the order of `PROBLEM_COLUMNS`."""
    place = (problem.file, problem.sheet, problem.row, problem.cell, problem.column)
    return [*place, problem.severity.value, problem.found, expectation(problem), problem.mend]


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    data = io.BytesIO()
    text = io.TextIOWrapper(data, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([escaped(name) for name in header])
    writer.writerows(map(escaped, row) for row in rows)
    text.flush()
    return data.getvalue()


def new_workbook(target: io.BytesIO, folder: Path | None = None, title: str = "") -> Workbook:
    """Return an XlsxWriter workbook that turns no text into a formula, link or number and bears a fixed date.

    With a `folder` for its parts the rows are not kept in memory: each must then be written after the one above it.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only writers need it

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    where: dict[str, Any] = (
        {"in_memory": True} if folder is None else {"constant_memory": True, "tmpdir": str(folder)}
    )
    book = Workbook(target, plain | where)
    book.set_properties({"title": title, "created": _CREATED})
    return book


def write_text(sheet: Worksheet, place: tuple[int, int], value: object, look: Format) -> str:
    """Write a value as text and nothing but text, nothing for nothing; return the text.

    XlsxWriter takes a text within `<r>` and `</r>` for markup of its own and would write it into the file as it is, so
    such a text is handed over in two pieces.
    """
    text = cell_text(value)
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(*place, text[:1], look, text[1:], look)
    elif text:
        sheet.write_string(*place, text, look)
    return text
