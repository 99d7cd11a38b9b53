"""One sheet of a workbook: a frozen, filtered header with notes, figures with their units, columns that fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from featurecheck.sheets.out.number_formats import number_format
from featurecheck.sheets.out.result_columns import OWN_UNIT, Column
from featurecheck.sheets.out.safe import cell_text, is_number
from featurecheck.sheets.out.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    Notes = Callable[[Sequence[object]], str]

VERDICT_COLOURS = {"GO": "#00695c", "NO-GO": "#b23c00", "FIND OUT FIRST": "#5b3fa0"}
MOST_ROWS = 1_048_575  # what a sheet holds below its header
_MOST_NOTES = 500
_NARROWEST = 6
_FILTER_BUTTON = 4
_PAGE_LETTERS = 200  # across a printed page that can still be read
_TOP = {"valign": "top"}
_A4 = 9


@dataclass
class Sheets:
    """The sheets of one workbook and the formats they share; the currency is the policy's."""

    book: Workbook
    currency: str
    looks: dict[str, Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        head = {"bold": True, "bg_color": "#e8eaed", "bottom": 1, "text_wrap": True}
        self.head = self.book.add_format(head | _TOP)
        self.text = self.book.add_format({"text_wrap": True} | _TOP)
        self.verdicts = {
            word: self.book.add_format({"bold": True, "font_color": "#ffffff", "bg_color": colour} | _TOP)
            for word, colour in VERDICT_COLOURS.items()
        }

    def number(self, value: float, unit: str) -> Format:
        """Return the look of a figure with this unit."""
        code = number_format(value, unit, self.currency)
        if code not in self.looks:
            self.looks[code] = self.book.add_format({"num_format": code} | _TOP)
        return self.looks[code]

    def add(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[object]],
        *,
        notes: Notes | None = None,
        left: int = 1,
    ) -> None:
        """Add a sheet; `notes` gives the note on a row's verdict, `left` columns are repeated on every page.

        What a sheet cannot hold is left out, and its last row says so.
        """
        sheet = self.book.add_worksheet(name)
        page = _Page(self, sheet, columns, notes)
        page.header()
        count = 0
        for count, row in enumerate(_held(rows), start=1):
            page.row(count, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        page.fit(left)


def _held(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for count, row in enumerate(rows, start=1):
        if count == MOST_ROWS:
            yield ["More rows than a sheet holds: all of them stand in the csv and json files."]
            return
        yield row


@dataclass
class _Page:
    """A sheet while it is written."""

    sheets: Sheets
    sheet: Worksheet
    columns: Sequence[Column]
    notes: Notes | None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        self.units = [column.unit for column in self.columns]
        self.unit_at = names.index("unit") if "unit" in names else None
        self.verdict_at = names.index("verdict") if "verdict" in names else None
        self.widest = [_NARROWEST] * len(names)
        self.largest = [0.0] * len(names)

    def header(self) -> None:
        """Write the header, each column with a note of what it means."""
        for at, column in enumerate(self.columns):
            write_text(self.sheet, (0, at), column.name, self.sheets.head)
            if column.note:
                self.comment(0, at, column.note)
            longest = max(map(len, column.name.split()), default=0)
            self.widest[at] = max(_NARROWEST, min(longest, column.widest) + _FILTER_BUTTON)

    def row(self, number: int, row: Sequence[object]) -> None:
        """Write one row: numbers with their formats, text as text, nothing for nothing."""
        for at, value in enumerate(row):
            if is_number(value):
                self.figure((number, at), value, row)
            elif value is not None and value != "":
                self.words((number, at), value)
        if self.notes and self.verdict_at is not None and number <= _MOST_NOTES:
            self.comment(number, self.verdict_at, self.notes(row))

    def figure(self, place: tuple[int, int], value: float, row: Sequence[object]) -> None:
        """Write a number with the unit of its column, or with the one that its row names."""
        unit = self.units[place[1]]
        if unit == OWN_UNIT:
            unit = cell_text(row[self.unit_at]) if self.unit_at is not None else ""
        self.sheet.write_number(*place, value, self.sheets.number(value, unit))
        if abs(value) > self.largest[place[1]]:
            self.largest[place[1]] = abs(value)
            self.widen(place[1], len(f"{value:,.2f}") + len(unit))

    def words(self, place: tuple[int, int], value: object) -> None:
        """Write a text; a verdict stands on its colour."""
        look = self.sheets.text
        if place[1] == self.verdict_at:
            look = self.sheets.verdicts.get(str(value), look)
        self.widen(place[1], len(write_text(self.sheet, place, value, look)))

    def widen(self, at: int, letters: int) -> None:
        """Make room for a text of so many letters, as far as the column may grow."""
        if letters > self.widest[at]:
            self.widest[at] = max(self.widest[at], min(letters + 1, self.columns[at].widest))

    def comment(self, row: int, at: int, text: str) -> None:
        """Put a note on a cell, if there is anything to say."""
        if text:
            lines = sum(ceil((len(line) + 1) / 40) for line in text.split("\n"))
            size = {"x_scale": 2, "y_scale": max(1.0, min(lines, 30) / 4), "author": "featurecheck"}
            self.sheet.write_comment(row, at, cell_text(text), size)

    def fit(self, left: int) -> None:
        """Set the widths, and prepare the sheet for printing."""
        for at, width in enumerate(self.widest):
            self.sheet.set_column(at, at, width)
        set_print(self.sheet, self.widest, left)


def set_print(sheet: Worksheet, widths: Sequence[float], left: int) -> None:
    """Print on as many landscape pages across as keep it readable, the header and the first columns on each."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(max(1, ceil(sum(widths) / _PAGE_LETTERS)), 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, left - 1)
    sheet.set_footer("&L&A&RPage &P of &N")
