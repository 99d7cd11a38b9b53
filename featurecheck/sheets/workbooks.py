"""Workbooks as grids of text: openpyxl for xlsx and xlsm, calamine for xls, xlsb, ods and what openpyxl refuses."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from featurecheck.sheets.cells import to_text, unescape
from featurecheck.sheets.guards import MAX_ROWS, Checked, damaged, locked, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet of a workbook and whether a person sees it."""

    name: str
    visible: bool


class Workbook(Protocol):
    """What both libraries can do for us: list the sheets, read the first rows or all of one as text from A1."""

    sheets: list[SheetName]
    notes: list[str]

    def grid(self, name: str, most: int = MAX_ROWS) -> Grid:
        """Return up to so many rows as text, from A1 on; rows may differ in length."""
        ...


class _Openpyxl:
    def __init__(self, path: Path) -> None:
        from openpyxl import load_workbook  # noqa: PLC0415 - half a second that only workbooks need

        self.book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        self.notes: list[str] = []
        self.sheets = [
            SheetName(sheet.title, sheet.sheet_state == "visible")
            for sheet in self.book.worksheets  # chart sheets are not among them
        ]

    def grid(self, name: str, most: int = MAX_ROWS) -> Grid:
        sheet: Any = self.book[name]
        sheet.reset_dimensions()  # some exporters declare A1 as the whole sheet
        return [[_cell(cell) for cell in row] for row in islice(sheet.rows, most)]

    def close(self) -> None:
        self.book.close()


def _cell(cell: Any) -> str:  # noqa: ANN401 - openpyxl has three classes for a cell
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return to_text(unescape(value))
    return to_text(value, cell.number_format if isinstance(value, int | float) else "")


class _Calamine:
    def __init__(self, path: Path) -> None:
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - as above

        self.book = CalamineWorkbook.from_path(str(path))
        self.notes = [
            "in this kind of file cells with an error such as #N/A read as empty, and 10 % reads as 0.1"
        ]
        self.sheets = [
            SheetName(sheet.name, sheet.visible == SheetVisibleEnum.Visible)
            for sheet in self.book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]

    def grid(self, name: str, most: int = MAX_ROWS) -> Grid:
        sheet = self.book.get_sheet_by_name(name)
        if sheet.start is None:
            return []
        top, left = sheet.start
        rows: Iterable[Sequence[object]] = sheet.to_python(skip_empty_area=True)
        body = ([""] * left + [to_text(value) for value in row] for row in rows)
        return list(islice(_below(top, body), most))

    def close(self) -> None:
        self.book.close()


def _below(blank: int, body: Iterable[list[str]]) -> Iterator[list[str]]:
    for _ in range(blank):
        yield []
    yield from body


@contextmanager
def opened(path: Path, checked: Checked) -> Iterator[Workbook]:
    """Open a workbook that passed the guards; whatever a library cannot read is one sentence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
        book = _open(path, checked)
        try:
            yield book
        finally:
            book.close()


def _open(path: Path, checked: Checked) -> _Openpyxl | _Calamine:
    if checked.kind != "xlsx":
        return _guarded(path, _Calamine)
    try:
        return _Openpyxl(path)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parts raise; the second reader decides
        return _guarded(path, _Calamine)


def _guarded(path: Path, reader: type[_Calamine]) -> _Calamine:
    try:
        return reader(path)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic inside calamine is no Exception
        if "password" in str(error).casefold():
            raise locked(path) from error
        raise damaged(path) from error


def grid(path: Path, book: Workbook, name: str, most: int = MAX_ROWS + 1) -> Grid:
    """Return the sheet's rows as text.

    Raises:
        FeatureCheckError: the sheet is damaged or has more rows than a sheet can have.
    """
    try:
        rows = book.grid(name, most)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # as above
        raise damaged(path) from error
    if len(rows) > MAX_ROWS:
        raise refusal(path, f"sheet '{name}' has more than {MAX_ROWS:,} rows. Split it into smaller files")
    return rows
