"""Any spreadsheet as one table of text, with a note on every decision taken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.filetable import FileTable
from featurecheck.sheets.guards import Checked, check, refusal
from featurecheck.sheets.headers import known_names
from featurecheck.sheets.layout import Body, cut, filled, find_header
from featurecheck.storage import sha256

if TYPE_CHECKING:
    import pandas as pd

    from featurecheck.sheets.workbooks import SheetName, Workbook

_PREVIEW = 50


def read(path: Path) -> FileTable:
    """Return the table of a spreadsheet or delimited file: every cell text, "" for an empty one.

    Raises:
        FeatureCheckError: the file cannot be read as a table, in one sentence that says what to do.
    """
    path = Path(path)
    checked = check(path)
    return _read_text(path) if checked.kind == "text" else _read_workbook(path, checked)


def _read_text(path: Path) -> FileTable:
    from featurecheck.sheets.delimited import read_delimited  # noqa: PLC0415 - only text needs it

    grid, notes = read_delimited(path)
    body = cut(grid, ragged=True)
    if body is None:
        raise refusal(path, "the file holds no text, only blanks. Export it again")
    return _table(path, None, body, notes)


def _read_workbook(path: Path, checked: Checked) -> FileTable:
    from featurecheck.sheets.workbooks import grid, opened  # noqa: PLC0415 - only workbooks need it

    with opened(path, checked) as book:
        sheet, notes = _choose(path, book)
        body = cut(grid(path, book, sheet), ragged=False)
    if body is None:
        raise refusal(path, f"sheet '{shortened(sheet)}' is empty. Fill it in, or save it again")
    if checked.not_computed:
        notes.append(
            f"{checked.not_computed:,} formula cells hold no result and read as empty: open the workbook in a "
            "spreadsheet program and save it once"
        )
    return _table(path, sheet, body, [*book.notes, *notes])


def _table(path: Path, sheet: str | None, body: Body, notes: list[str]) -> FileTable:
    return FileTable(
        file=shortened(path.name, 255),
        sheet=sheet,
        header=body.header,
        rows=body.rows,
        row_numbers=body.row_numbers,
        letters=body.letters,
        notes=(*notes, *body.notes),
        sha256=sha256(path),
    )


def _choose(path: Path, book: Workbook) -> tuple[str, list[str]]:
    """Return the visible sheet that names most columns of a request sheet, else the first that is not empty."""
    from featurecheck.sheets.workbooks import grid  # noqa: PLC0415 - only workbooks need it

    visible = [sheet for sheet in book.sheets if sheet.visible]
    previews = {sheet.name: grid(path, book, sheet.name, _PREVIEW) for sheet in visible}
    scores = {name: _score(rows) for name, rows in previews.items()}
    best = max(scores, key=lambda name: scores[name], default=None)  # the first of equals
    if best is None or scores[best] == (False, 0, False):
        hidden = any(not sheet.visible for sheet in book.sheets)
        mend = "Unhide the sheet that holds the requests" if hidden else "Fill it in, or save it again"
        raise refusal(path, f"no visible sheet holds any text. {mend}")
    return best, _sheet_notes(book.sheets, best)


def _score(rows: list[list[str]]) -> tuple[bool, int, bool]:
    start = find_header(rows)
    if start is None:
        return False, 0, False
    names = known_names(rows[start])
    return "request" in names, len(names) if "request" in names else 0, any(filled(row) for row in rows)


def _sheet_notes(sheets: list[SheetName], chosen: str) -> list[str]:
    others = [sheet.name for sheet in sheets if sheet.visible and sheet.name != chosen]
    hidden = [sheet.name for sheet in sheets if not sheet.visible]
    notes = [f"sheet '{shortened(chosen)}' was read; other sheets: {listed(others)}"] if others else []
    return [*notes, f"hidden sheets were not read: {listed(hidden)}"] if hidden else notes


def read_table(path: str | Path) -> pd.DataFrame:
    """Return a spreadsheet as a frame of text cells, `""` where empty; `frame.attrs["featurecheck"]` says how.

    The attribute is a dict: `file`, `sheet` (None for delimited text), `notes` (list of sentences), `first_row` (the
    1-based row in the file of the frame's first row, None when there is none).

    Raises:
        FeatureCheckError: the file cannot be read as a table.
    """
    import pandas as pd  # noqa: PLC0415 - only notebooks ask for a frame

    table = read(Path(path))
    frame = pd.DataFrame([list(row) for row in table.rows], columns=list(table.header), dtype=object)
    first = table.row_numbers[0] if table.row_numbers else None
    frame.attrs["featurecheck"] = {
        "file": table.file,
        "sheet": table.sheet,
        "notes": list(table.notes),
        "first_row": first,
    }
    return frame
