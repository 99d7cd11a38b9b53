"""Any spreadsheet as one table of text, with a note on every decision taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.errors import did_you_mean
from featurecheck.intake import Problem
from featurecheck.sheets.books.guards import Checked, check, refusal
from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.filetable import FileTable
from featurecheck.sheets.grid import Rows
from featurecheck.sheets.headers.headers import known_names
from featurecheck.sheets.layout.layout import Body, Fault, NoSuchTableError, cut, filled, find_header
from featurecheck.sheets.text.readings import Dialect
from featurecheck.sheets.text.records import without_collector
from featurecheck.storage import sha256

if TYPE_CHECKING:
    import pandas as pd

    from featurecheck.sheets.books.workbooks import SheetName, Workbook

_PREVIEW = 50
_MOST_SHEETS = 200  # that are looked into


def read(
    path: Path,
    *,
    sheet: str | None = None,
    table: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> FileTable:
    """Return the table of a spreadsheet or delimited file: every cell text, "" for an empty one.

    `sheet` names a sheet of a workbook, `table` one of several tables in a sheet or file (from 1); without them those
    are taken that name most columns of a request sheet. `encoding` and `delimiter` say how a text file is written.

    Raises:
        FeatureCheckError: the file cannot be read as a table, in one sentence that says what to do.
    """
    path = Path(path)
    checked = check(path)
    if checked.kind != "text":
        return _read_workbook(path, checked, sheet, table)
    if sheet is not None:
        raise refusal(
            path,
            f"this is a text file without sheets, so it has no sheet '{shortened(sheet)}'. Leave the sheet out",
        )
    with without_collector():
        return _read_text(path, checked, table, encoding=encoding, delimiter=delimiter)


def _read_text(
    path: Path, checked: Checked, table: int | None, *, encoding: str | None, delimiter: str | None
) -> FileTable:
    from featurecheck.sheets.text.delimited import read_delimited  # noqa: PLC0415 - only text needs it

    text = read_delimited(path, encoding, delimiter)
    body = _cut(path, text.grid, text.dialect, table)
    if body is None:
        raise refusal(path, "the file holds no text, only blanks. Export it again")
    found = _table(path, None, body, [*checked.notes, *text.notes])
    return replace(found, encoding=text.encoding, delimiter=text.dialect.delimiter)


def _cut(
    path: Path, grid: Sequence[Sequence[str]], dialect: Dialect | None, table: int | None
) -> Body | None:
    try:
        return cut(grid, ragged=dialect is not None, dialect=dialect, table=table)
    except NoSuchTableError as error:
        count = "one table" if error.count == 1 else f"{error.count} tables"
        raise refusal(
            path, f"it holds {count}, so there is no table {table}. Choose one from 1 to {error.count}"
        ) from error


def _read_workbook(path: Path, checked: Checked, wanted: str | None, number: int | None) -> FileTable:
    from featurecheck.sheets.books.workbooks import grid, opened  # noqa: PLC0415 - only workbooks need it

    with opened(path, checked) as book:
        sheet, notes = _named(path, book, wanted) if wanted is not None else _choose(path, book)
        body = _cut(path, grid(path, book, sheet), None, number)
        comments = book.comments(sheet, body) if body else {}
    if body is None:
        raise refusal(path, f"sheet '{shortened(sheet)}' is empty. Fill it in, or save it again")
    table = _table(path, sheet, body, [*checked.notes, *book.notes, *notes])
    problems = (*book.problems, *table.problems)
    return replace(table, kind=checked.kind, problems=problems, comments=comments)


def _table(path: Path, sheet: str | None, body: Body, notes: list[str]) -> FileTable:
    file = shortened(path.name, 255)
    return FileTable(
        file=file,
        sheet=sheet,
        header=body.header,
        rows=body.rows,
        row_numbers=body.row_numbers,
        letters=body.letters,
        notes=(*notes, *body.notes),
        sha256=sha256(path),
        raw_header=body.raw_header,
        header_rows=body.header_rows,
        skipped=body.skipped,
        problems=tuple(_problem(file, sheet, fault) for fault in body.faults),
        other_tables=body.other_tables,
    )


def _problem(file: str, sheet: str | None, fault: Fault) -> Problem:
    return Problem(
        file=file,
        sheet=sheet,
        row=fault.row,
        cell=None,
        column=None,
        found=fault.found,
        expected=fault.expected,
        mend=fault.mend,
        severity=fault.severity,
    )


def _named(path: Path, book: Workbook, wanted: str) -> tuple[str, list[str]]:
    names = [sheet.name for sheet in book.sheets]
    found = next((name for name in names if name.casefold() == wanted.casefold()), None)
    if found is None:
        near = did_you_mean(wanted, names)
        message = f"it has no sheet '{shortened(wanted)}'.{near} Its sheets are {listed(names, 20)}"
        raise refusal(path, message)
    return found, [f"sheet '{shortened(found)}' was read, as told"]


def _choose(path: Path, book: Workbook) -> tuple[str, list[str]]:
    """Return the visible sheet that names most columns of a request sheet, else the first that is not empty."""
    from featurecheck.sheets.books.workbooks import grid  # noqa: PLC0415 - only workbooks need it

    visible = [sheet for sheet in book.sheets if sheet.visible][:_MOST_SHEETS]
    previews = {sheet.name: grid(path, book, sheet.name, _PREVIEW) for sheet in visible}
    scores = {name: _score(rows) for name, rows in previews.items()}
    best = max(scores, key=lambda name: scores[name], default=None)  # the first of equals
    if best is None or scores[best] == (False, 0, False):
        hidden = any(not sheet.visible for sheet in book.sheets)
        mend = "Unhide the sheet that holds the requests" if hidden else "Fill it in, or save it again"
        raise refusal(path, f"no visible sheet holds any text. {mend}")
    return best, _sheet_notes(book.sheets, best)


def _score(rows: Sequence[Sequence[str]]) -> tuple[bool, int, bool]:
    start = find_header(rows)
    if start is None:
        return False, 0, False
    names = known_names(rows[start])
    return "request" in names, len(names) if "request" in names else 0, any(filled(row) for row in rows)


def _sheet_notes(sheets: list[SheetName], chosen: str) -> list[str]:
    others = [sheet.name for sheet in sheets if sheet.visible and sheet.name != chosen]
    hidden = [sheet.name for sheet in sheets if not sheet.visible]
    notes = [f"sheet '{shortened(chosen)}' was read; other sheets: {listed(others)}"] if others else []
    if len(others) >= _MOST_SHEETS:
        notes.append(f"only the first {_MOST_SHEETS} sheets were looked into; --sheet reads any other")
    return [*notes, f"hidden sheets were not read: {listed(hidden)}"] if hidden else notes


def read_table(path: str | Path) -> pd.DataFrame:
    """Return a spreadsheet as a frame of text cells, `""` where empty; `frame.attrs["featurecheck"]` says how.

    The attribute is a dict: `file`, `sheet` (None for delimited text), `notes` (list of sentences), `first_row` (the
    1-based row in the file of the frame's first row, None when there is none).

    Raises:
        FeatureCheckError: the file cannot be read as a table.
    """
    with without_collector():  # until only the frame is left of it
        return _frame(read(Path(path)))


def _frame(table: FileTable) -> pd.DataFrame:
    import numpy as np  # noqa: PLC0415 - only notebooks ask for a frame
    import pandas as pd  # noqa: PLC0415 - the same

    columns = table.rows.columns if isinstance(table.rows, Rows) else list(zip(*table.rows, strict=True))
    cells = {at: np.fromiter(column, dtype=object, count=len(column)) for at, column in enumerate(columns)}
    frame = pd.DataFrame(cells, dtype=object, copy=False, index=range(len(table.rows)))
    frame = frame.set_axis(list(table.header), axis="columns")
    frame.attrs["featurecheck"] = {
        "file": table.file,
        "sheet": table.sheet,
        "notes": list(table.notes),
        "first_row": table.row_numbers[0] if table.row_numbers else None,
    }
    return frame
