"""The workbook that others fill in: a request a row, a question a column, guidance where the cursor stands."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from featurecheck.intake import Table
from featurecheck.model import Evidence, Kind
from featurecheck.parameters import BY_NAME
from featurecheck.sheets.cells import letter
from featurecheck.sheets.out.safe import cell_text
from featurecheck.sheets.out.template_rules import Check, Lists, TemplateColumn, add_rules
from featurecheck.sheets.out.workbook_sheets import set_print
from featurecheck.sheets.out.writing import new_workbook, write_text
from featurecheck.sheets.requests.requests_sheet import EXAMPLE, requests_from_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

REQUESTS_SHEET = "Requests"
NOTES_SHEET = "How to fill in"
READY_ROWS = 500
EXAMPLES = {
    Kind.COUNT: "800 to 2k",
    Kind.MONEY: "20k to 60k",
    Kind.SIGNED_MONEY: "-5k to 20k",
    Kind.SHARE: "5% to 10%",
    Kind.DURATION: "3 to 6 months",
    Kind.EFFORT: "4 to 8 weeks",
}
_LINE_POINTS = 15
_MOST_LINES = 8  # of a header
_KEPT = 2  # columns on every printed page: the id and the request
_EVIDENCE = tuple(grade.value for grade in Evidence if grade not in {Evidence.ASSUMED, Evidence.UNSTATED})
_ALWAYS = (
    TemplateColumn("id", "id", "A short name of your own, or leave it empty.", width=12),
    TemplateColumn("request", "request", "What is asked for, in a few words. Every row needs it.", width=40),
)


def request_workbook(
    columns: Sequence[TemplateColumn],
    notes_rows: Sequence[Sequence[str]],
    rows: Sequence[Mapping[str, str]] = (),
    *,
    ready_rows: int = READY_ROWS,
    more: Mapping[str, Sequence[TemplateColumn]] | None = None,
    labels: Mapping[str, str] | None = None,
) -> bytes:
    """Return a workbook to fill in: sheet Requests with an example row and the rows given, and How to fill in.

    Keys of `rows` are the columns' names and `<name> evidence`. Columns for the id and the request are added where
    they are missing; every question with a number is followed by columns for its evidence and source. `ready_rows`
    rows behind those given offer the same choices; `more` are further sheets, without rows, by their names. `labels`
    are the questions' texts that the reader will know (the columns' own when not given): a header that would be read
    back as something else gives way to the column's name.
    """
    target = io.BytesIO()
    with new_workbook(target) as book:
        sheets = _Sheets(book, 1 + ready_rows + len(rows))
        wanted = _recognisable(_with_evidence(columns), labels)
        sheet = sheets.add(REQUESTS_SHEET, wanted)
        sheet.freeze_panes(1, 2)  # which request a row is about stays in sight
        sheets.add_notes(notes_rows)
        for name, others in (more or {}).items():
            sheets.add(name, others).freeze_panes(1, 1)
        _fill(sheet, 1, wanted, _example(wanted), sheets.formats["example"])
        for number, row in enumerate(rows, start=2):
            _fill(sheet, number, wanted, row, sheets.formats["text"])
        sheets.finish()
    return target.getvalue()


def with_others(columns: Sequence[TemplateColumn], rows: Sequence[Mapping[str, str]]) -> list[TemplateColumn]:
    """Return the columns and one for everything else that the rows hold, so that nothing of them is left behind."""
    there = {column.name for column in _with_evidence(columns)}
    held = dict.fromkeys(name for row in rows for name, text in row.items() if text)
    return [*columns, *(TemplateColumn(name, name) for name in held if name not in there)]


def _with_evidence(columns: Sequence[TemplateColumn]) -> list[TemplateColumn]:
    names = {column.name for column in columns}
    wanted = [column for column in _ALWAYS if column.name not in names]
    for column in columns:
        wanted.append(_checked(column))
        if column.name in BY_NAME:
            wanted += [beside for beside in _beside(column) if beside.name not in names]
    return wanted


def _checked(column: TemplateColumn) -> TemplateColumn:
    """An answer that is not picked from a list is a range, a number or a word of not knowing."""
    plain = column.name in BY_NAME and not column.choices and column.check is Check.NONE
    return replace(column, check=Check.ESTIMATE) if plain else column


def _beside(column: TemplateColumn) -> tuple[TemplateColumn, TemplateColumn]:
    grade = "Why should we believe it? Pick the best that is true."
    source = "Where it comes from: a link, a file, a person's role. Several with ; between them."
    return (
        TemplateColumn(f"{column.name} evidence", f"{column.label} - evidence", grade, _EVIDENCE, 14),
        TemplateColumn(f"{column.name} source", f"{column.label} - source", source, width=18),
    )


def _recognisable(
    columns: Sequence[TemplateColumn], labels: Mapping[str, str] | None
) -> list[TemplateColumn]:
    """Return the columns with headers that are read back as what they are, the column's name where need be."""
    header = tuple(" ".join(column.label.split()) for column in columns)
    known = labels or {column.name: column.label for column in columns}
    letters = tuple(letter(at) for at in range(len(header)))
    found = requests_from_table(Table("", None, header, [], [], letters), labels=known).letters
    return [
        column
        if column.label.strip() and found.get(column.name) == at
        else replace(column, label=column.name)
        for column, at in zip(columns, letters, strict=True)
    ]


class _Sheets:
    """The sheets of one workbook; `last` is the last row, counted from 0, that is prepared."""

    def __init__(self, book: Workbook, last: int) -> None:
        self._book = book
        self._last = last
        self._lists = Lists()
        self.formats = _formats(book)

    def add(self, name: str, columns: Sequence[TemplateColumn]) -> Worksheet:
        """Add a sheet with a header, its notes and its rules."""
        sheet = self._book.add_worksheet(name)
        _head(sheet, columns, self.formats)
        add_rules(sheet, columns, self._last, self._lists, self.formats["doubtful"])
        sheet.ignore_errors(
            {"number_stored_as_text": f"A1:{letter(max(len(columns) - 1, 0))}{self._last + 1}"}
        )
        set_print(sheet, [column.width for column in columns], _KEPT)
        return sheet

    def add_notes(self, rows: Sequence[Sequence[str]]) -> None:
        """Add the sheet of explanations; a row of one cell is a heading."""
        sheet = self._book.add_worksheet(NOTES_SHEET)
        sheet.set_column(0, 0, 36, self.formats["note"])
        sheet.set_column(1, 5, 60, self.formats["note"])
        for number, row in enumerate(rows):
            kind = "head" if number == 0 or len(row) == 1 else "note"
            for at, value in enumerate(row):
                write_text(sheet, (number, at), value, self.formats[kind])
        set_print(sheet, [36, *[60] * max(1, max(map(len, rows), default=1) - 1)], 1)

    def finish(self) -> None:
        """Add what stands behind all other sheets."""
        self._lists.write(self._book)


def _formats(book: Workbook) -> dict[str, Format]:
    text = {"num_format": "@", "valign": "top", "text_wrap": True}
    return {
        "head": book.add_format(
            {"bold": True, "bg_color": "#e8eaed", "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format(text),
        "example": book.add_format({**text, "italic": True, "font_color": "#5f6368"}),
        "note": book.add_format({**text, "num_format": "@"}),
        "doubtful": book.add_format({"bg_color": "#ffe0b2", "font_color": "#5d2f00"}),
    }


def _head(sheet: Worksheet, columns: Sequence[TemplateColumn], formats: Mapping[str, Format]) -> None:
    lines = max((-(-len(column.label) // max(int(column.width) - 4, 1)) for column in columns), default=1)
    sheet.set_row(0, _LINE_POINTS * min(lines, _MOST_LINES))  # not every program makes room for wrapped text
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, formats["text"])  # text, so that 5-10 does not become a date
        write_text(sheet, (0, at), column.label, formats["head"])
        if column.guidance:
            sheet.write_comment(0, at, cell_text(column.guidance), {"x_scale": 2.5, "y_scale": 2})


def _example(columns: Iterable[TemplateColumn]) -> dict[str, str]:
    row = {"id": EXAMPLE, "request": "An example row: it is not read. Write yours below it."}
    for column in columns:
        if column.choices:
            row[column.name] = column.choices[-1] if column.name.endswith(" evidence") else column.choices[0]
        elif column.name in BY_NAME:
            row[column.name] = EXAMPLES[BY_NAME[column.name].kind]
    return row


def _fill(
    sheet: Worksheet, number: int, columns: Sequence[TemplateColumn], row: Mapping[str, str], text: Format
) -> None:
    for at, column in enumerate(columns):
        write_text(sheet, (number, at), row.get(column.name, ""), text)
