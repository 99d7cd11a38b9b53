"""One cell as text, so that nothing a person wrote is guessed at: `00042`, `NA` and `TRUE` stay what they are."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

_EXACT_DIGITS = 1e15  # a spreadsheet keeps 15 digits of a number
_AMBIGUOUS_DECIMALS = 3  # `1.234` could be one or a thousand
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LETTERS = 26


def to_text(value: object, number_format: str = "") -> str:
    """Return the cell's text; "" for an empty cell or not-a-number.

    Whole numbers lose `.0`, other numbers never show exactly three decimals, a number formatted as a percentage is
    written `10%`, dates are ISO, truth values TRUE or FALSE.
    """
    match value:
        case None:
            return ""
        case str():
            return value.replace("\r\n", "\n")
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() | Decimal():
            return _number(value, number_format)
    return _moment(value)


def _number(value: float | Decimal, number_format: str) -> str:
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - only not-a-number differs from itself
        return ""
    if is_percent(number_format):
        return _plain(float(value) * 100) + "%"
    return str(value) if isinstance(value, int) else _plain(float(value))


def _plain(value: float) -> str:
    if value in {float("inf"), float("-inf")}:
        return str(value)
    if value.is_integer() and abs(value) < _EXACT_DIGITS:
        return str(int(value))
    text = format(Decimal(format(value, ".15g")), "f")
    return text + "0" if len(text.partition(".")[2]) == _AMBIGUOUS_DECIMALS else text


def is_percent(number_format: str) -> bool:
    """Tell whether a number format shows a percentage; a quoted or escaped percent sign is only decoration."""
    return "%" in number_format and "%" in _QUOTED_FORMAT.sub("", number_format)


def _moment(value: object) -> str:
    if isinstance(value, dt.timedelta):
        return _elapsed(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time() and value.tzinfo is None:
        return value.date().isoformat()
    return str(value)  # dates, times and moments write themselves as ISO text


def _elapsed(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{sign}{hour}:{minute:02}:{second:02}"


def unescape(text: str) -> str:
    """Return the text of a workbook cell with `_x000D_` and its kind turned back into the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def letter(column: int) -> str:
    """Return the letters of a column counted from 0: A, ..., Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def listed(items: list[str], most: int = 8) -> str:
    """Return `'a', 'b' and 3 more` for a sentence."""
    shown = ", ".join(f"'{shortened(item)}'" for item in items[:most])
    return f"{shown} and {len(items) - most} more" if len(items) > most else shown


def shortened(text: str, most: int = 60) -> str:
    """Return one printable line of at most so many characters, for a message or a note."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "\u2026"
