"""The workbook that others fill in: a request a row, a question a column, guidance where the cursor stands."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from featurecheck.model import Evidence, Kind
from featurecheck.parameters import BY_NAME
from featurecheck.sheets.requests_sheet import EXAMPLE
from featurecheck.sheets.safe import cell_text
from featurecheck.sheets.writing import new_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

REQUESTS_SHEET = "Requests"
NOTES_SHEET = "How to fill in"
_LISTS_SHEET = "Lists"
_READY_ROWS = 500
_LONGEST_INLINE = 255
_LONGEST_MESSAGE = 255
_LONGEST_TITLE = 32
_EVIDENCE = tuple(grade.value for grade in Evidence if grade not in {Evidence.ASSUMED, Evidence.UNSTATED})
_EXAMPLES = {
    Kind.COUNT: "800 to 2k",
    Kind.MONEY: "20k to 60k",
    Kind.SIGNED_MONEY: "-5k to 20k",
    Kind.SHARE: "5% to 10%",
    Kind.DURATION: "3 to 6 months",
    Kind.EFFORT: "4 to 8 weeks",
}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column to fill in: its declared name, the question as header, guidance, choices, width in characters."""

    name: str
    label: str
    guidance: str = ""
    choices: tuple[str, ...] = ()
    width: float = 24


_ALWAYS = (
    TemplateColumn("id", "id", "A short name of your own, or leave it empty.", width=12),
    TemplateColumn("request", "request", "What is asked for, in a few words. Every row needs it.", width=40),
)


def request_workbook(
    columns: Sequence[TemplateColumn],
    notes_rows: Sequence[Sequence[str]],
    rows: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """Return a workbook to fill in: sheet Requests with an example row and the rows given, and How to fill in.

    Keys of `rows` are the columns' names and `<name> evidence`. Columns for the id and the request are added where
    they are missing; every question with a number is followed by a column for its evidence.
    """
    target = io.BytesIO()
    with new_workbook(target) as book:
        wanted = _with_evidence(columns)
        sheet = book.add_worksheet(REQUESTS_SHEET)
        notes = book.add_worksheet(NOTES_SHEET)
        formats = _formats(book)
        _head(sheet, wanted, formats)
        _validate(book, sheet, wanted, 1 + _READY_ROWS + len(rows))
        for number, row in enumerate((_example(wanted), *rows), start=1):
            _fill(sheet, number, wanted, row, formats["example" if number == 1 else "text"])
        _notes(notes, notes_rows, formats)
    return target.getvalue()


def _with_evidence(columns: Sequence[TemplateColumn]) -> list[TemplateColumn]:
    names = {column.name for column in columns}
    wanted = [column for column in _ALWAYS if column.name not in names]
    for column in columns:
        wanted.append(column)
        evidence = f"{column.name} evidence"
        if column.name in BY_NAME and evidence not in names:
            guidance = "Why should we believe it? Pick the best that is true."
            wanted.append(TemplateColumn(evidence, f"{column.label} - evidence", guidance, _EVIDENCE, 14))
            source = "Where it comes from: a link, a file, a person's role. Several with ; between them."
            wanted.append(
                TemplateColumn(f"{column.name} source", f"{column.label} - source", source, width=18)
            )
    return wanted


def _formats(book: Workbook) -> dict[str, Format]:
    text = {"num_format": "@", "valign": "top", "text_wrap": True}
    return {
        "head": book.add_format(
            {"bold": True, "bg_color": "#e8eaed", "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format(text),
        "example": book.add_format({**text, "italic": True, "font_color": "#5f6368"}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _head(sheet: Worksheet, columns: Sequence[TemplateColumn], formats: Mapping[str, Format]) -> None:
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, formats["text"])  # text, so that 5-10 does not become a date
        sheet.write_string(0, at, cell_text(column.label), formats["head"])
        if column.guidance:
            sheet.write_comment(0, at, cell_text(column.guidance), {"x_scale": 2.5, "y_scale": 2})
    sheet.freeze_panes(1, 0)


def _validate(book: Workbook, sheet: Worksheet, columns: Sequence[TemplateColumn], last: int) -> None:
    """Choices are offered, never enforced: a range or a number may be typed instead."""
    lists: Worksheet | None = None
    for at, column in enumerate(columns):
        rule: dict[str, Any] = {"validate": "any"}
        if column.choices:
            if not _fits_inline(column.choices) and lists is None:
                lists = book.add_worksheet(_LISTS_SHEET)
                lists.hide()
            rule = {"validate": "list", "source": _source(lists, at, column.choices), **_TYPING_ALLOWED}
        if column.guidance:
            rule["input_title"] = _cut(column.label, _LONGEST_TITLE)
            rule["input_message"] = _cut(column.guidance, _LONGEST_MESSAGE)
        if len(rule) > 1:
            sheet.data_validation(1, at, last, at, rule)


_TYPING_ALLOWED = {
    "error_type": "information",
    "error_title": "Not in the list",
    "error_message": "That is fine: a number or a range such as 5% to 10% may be typed instead.",
}


def _fits_inline(choices: Sequence[str]) -> bool:
    return len(",".join(choices)) <= _LONGEST_INLINE and not any("," in choice for choice in choices)


def _source(lists: Worksheet | None, at: int, choices: Sequence[str]) -> list[str] | str:
    from xlsxwriter.utility import xl_range_abs  # noqa: PLC0415 - only writers need it

    if lists is None or _fits_inline(choices):
        return list(choices)
    for number, choice in enumerate(choices):
        lists.write_string(number, at, cell_text(choice))
    return f"={_LISTS_SHEET}!{xl_range_abs(0, at, len(choices) - 1, at)}"


def _cut(text: str, most: int) -> str:
    line = cell_text(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 1].rstrip() + "\u2026"


def _example(columns: Sequence[TemplateColumn]) -> dict[str, str]:
    row = {"id": EXAMPLE, "request": "An example row: it is not read. Write yours below it."}
    for column in columns:
        if column.choices:
            row[column.name] = column.choices[-1] if column.name.endswith(" evidence") else column.choices[0]
        elif column.name in BY_NAME:
            row[column.name] = _EXAMPLES[BY_NAME[column.name].kind]
    return row


def _fill(
    sheet: Worksheet, number: int, columns: Sequence[TemplateColumn], row: Mapping[str, str], text: Format
) -> None:
    for at, column in enumerate(columns):
        value = cell_text(row.get(column.name, ""))
        if value:
            sheet.write_string(number, at, value, text)


def _notes(sheet: Worksheet, rows: Sequence[Sequence[str]], formats: Mapping[str, Format]) -> None:
    sheet.set_column(0, 0, 36, formats["note"])
    sheet.set_column(1, 5, 60, formats["note"])
    for number, row in enumerate(rows):
        for at, value in enumerate(row):
            sheet.write_string(number, at, cell_text(value), formats["head" if number == 0 else "note"])
