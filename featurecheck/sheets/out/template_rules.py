"""What a cell of the fill-in workbook offers and remarks on: choices, guidance, a doubt. Nothing is ever refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from featurecheck.sheets.cells import letter
from featurecheck.sheets.out.safe import cell_text
from featurecheck.sheets.out.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LISTS_SHEET = "Lists"
LONGEST_INLINE = 255  # of a list written into the rule, of a rule's formula and of both its messages
LONGEST_TITLE = 32
_FIRST_DAY, _LAST_DAY = 36_526, 73_050  # 2000-01-01 and 2099-12-31 as a spreadsheet counts days
NOT_KNOWING = ("dk", "don't know", "unknown", "not sure", "?", "tbd", "n/a", "-")
"""Words without a digit that are an answer all the same; the notation knows more."""


class Check(StrEnum):
    """What a cell is expected to hold; anything else may be typed all the same."""

    NONE = ""
    ESTIMATE = "estimate"  # a number, a range, a word of not knowing
    WHOLE = "whole number"


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column to fill in: its declared name, the question as header, guidance, choices, width in characters.

    `free` columns offer their choices and take any other text without a remark.
    """

    name: str
    label: str
    guidance: str = ""
    choices: tuple[str, ...] = ()
    width: float = 24
    check: Check = Check.NONE
    free: bool = False


_REMARKS: dict[Check, dict[str, Any]] = {
    Check.NONE: {},
    Check.ESTIMATE: {
        "error_type": "warning",
        "error_title": "Is this an estimate?",
        "error_message": "Write a number or a range such as 800 to 2k, 5-10% or 3 of 20, or dk if nobody knows. "
        "If the program turned a range into a date, write it with the word to: 5 to 10.",
    },
    Check.WHOLE: {
        "error_type": "warning",
        "error_title": "Is this a number?",
        "error_message": "Write a whole number such as 12, or leave the cell empty.",
    },
}
_TYPING_ALLOWED = {
    "error_type": "information",
    "error_title": "Not in the list",
    "error_message": "That is fine: a number or a range such as 5% to 10% may be typed instead.",
}
_LISTED_ONLY = {
    "error_type": "warning",
    "error_title": "Not in the list",
    "error_message": "One of the words in the list was expected. You may keep yours, but it may not be understood.",
}


class Lists:
    """Choices that do not fit into a rule; they stand on a hidden sheet behind all others, if there are any."""

    def __init__(self) -> None:
        self._columns: dict[int, Sequence[str]] = {}
        self._next = 0

    def reserve(self, columns: int) -> int:
        """Return the first of so many columns that nobody else uses."""
        first, self._next = self._next, self._next + columns
        return first

    def put(self, at: int, choices: Sequence[str]) -> str:
        """Take the choices for a column and return the formula that names their cells."""
        from xlsxwriter.utility import xl_range_abs  # noqa: PLC0415 - only writers need it

        self._columns[at] = choices
        return f"={LISTS_SHEET}!{xl_range_abs(0, at, len(choices) - 1, at)}"

    def write(self, book: Workbook) -> None:
        """Add the sheet."""
        if not self._columns:
            return
        sheet = book.add_worksheet(LISTS_SHEET)
        sheet.hide()
        look = book.add_format({"num_format": "@"})
        for at, choices in self._columns.items():
            for number, choice in enumerate(choices):
                write_text(sheet, (number, at), choice, look)


def add_rules(
    sheet: Worksheet, columns: Sequence[TemplateColumn], last: int, lists: Lists, doubtful: Format
) -> None:
    """Give every column its choices, its guidance and its remark, from below the header to row `last` (from 0)."""
    first = lists.reserve(len(columns))
    for at, column in enumerate(columns):
        rule = _rule(column, f"{letter(at)}2", lists, first + at)
        if len(rule) > 1:
            sheet.data_validation(1, at, last, at, rule)
    checked = [
        (letter(at), column.check) for at, column in enumerate(columns) if column.check is not Check.NONE
    ]
    for name, check in sorted(checked):  # xlsxwriter before 3.3 sorts them so: the same bytes from either
        criteria = f'=AND({name}2<>"",NOT({expected(check, f"{name}2")}))'  # also where a cell was pasted
        area = f"{name}2:{name}{last + 1}"
        sheet.conditional_format(area, {"type": "formula", "criteria": criteria, "format": doubtful})


def _rule(column: TemplateColumn, cell: str, lists: Lists, at: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices:
        source = list(column.choices) if _fits_inline(column.choices) else lists.put(at, column.choices)
        rule = {"validate": "list", "source": source, **_remark_on_others(column)}
    elif column.check is not Check.NONE:
        rule = {
            "validate": "custom",
            "value": f"={expected(column.check, cell)}",
            **_REMARKS[column.check],
        }
    if column.guidance:
        rule["input_title"] = cut(column.label, LONGEST_TITLE)
        rule["input_message"] = cut(column.guidance, LONGEST_INLINE)
    return rule


def _remark_on_others(column: TemplateColumn) -> dict[str, Any]:
    if column.free:
        return {"show_error": False}
    return _LISTED_ONLY if column.name.endswith(" evidence") else _TYPING_ALLOWED


def expected(check: Check, cell: str) -> str:
    """Return a formula that is true for what the check expects in the cell.

    A text holds a digit, or is a word of not knowing. A number is none that may be a day of this century, unless its
    format shows a plain number: not every program can be asked whether it shows a date.
    """
    if check is Check.WHOLE:
        return f"IFERROR(AND(VALUE({cell})>=0,VALUE({cell})=INT(VALUE({cell}))),FALSE)"
    plain = f'ISNUMBER(FIND(LEFT(CELL("format",{cell})),"F,PC"))'
    number = f"OR({cell}<{_FIRST_DAY},{cell}>{_LAST_DAY},{plain})"
    digit = f'SUMPRODUCT(--ISNUMBER(FIND(ROW(INDIRECT("A1:A10"))-1,{cell})))'
    word = f'ISNUMBER(FIND("|"&LOWER(TRIM({cell}))&"|","|{"|".join(NOT_KNOWING)}|"))'
    return f"IF(ISNUMBER({cell}),{number},OR({digit},{word}))"


def _fits_inline(choices: Sequence[str]) -> bool:
    return units(",".join(choices)) <= LONGEST_INLINE and not any(
        "," in choice or '"' in choice for choice in choices
    )


def units(text: str) -> int:
    """Return the length as a spreadsheet program counts it: a letter beyond the first 65,536 counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Return one line of at most so many units, with an ellipsis where something is missing."""
    line = cell_text(" ".join(text.split()))
    if units(line) <= most:
        return line
    short = line[: most - 1]
    while units(short) > most - 1:
        short = short[:-1]
    return short.rstrip() + "\u2026"
