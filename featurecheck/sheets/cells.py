"""One cell as text, so that nothing a person wrote is guessed at: `00042`, `NA` and `TRUE` stay what they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

EXACT = 1e15  # a spreadsheet keeps 15 digits of a number
_THREE_DECIMALS = slice(-4, -3)  # `1.234` could be one or a thousand
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_QUOTED_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DURATION = re.compile(r"(-?)PT?(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:[.,][0-9]+)?S)?")
_LONGEST_DURATION = 100
_LETTERS = 26


def to_text(value: object, number_format: str = "") -> str:
    """Return the cell's text; "" for an empty cell or not-a-number.

    Whole numbers lose `.0`, other numbers never show exactly three decimals, a number formatted as a percentage is
    written `10%`, dates are ISO, truth values TRUE or FALSE.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int | Decimal):
        return _number(value, number_format)
    return _moment(value)


def texts_of(types: set[type]) -> Callable[[Iterable[Any]], list[str]] | None:
    """Return the short road to the texts of values of these types, if equal values then read alike.

    The texts are those of `to_text`, but for line ends of Windows.
    """
    if types == {float}:
        return float_texts
    if len(types) == 1:
        return list if types == {str} else mixed_texts
    return _moments if types <= {dt.date, dt.datetime} else None


def mixed_texts(values: Iterable[Any]) -> list[str]:
    """Return the text of each value; texts are left as they are."""
    return [value if type(value) is str else to_text(value) for value in values]


def float_texts(values: Iterable[float]) -> list[str]:
    """Return the text of each number, as `to_text` gives it."""
    return [
        str(int(value)) if value.is_integer() and -EXACT < value < EXACT else _plain(value)
        for value in values
    ]


def _moments(values: Iterable[dt.datetime]) -> list[str]:
    return [text.removesuffix(" 00:00:00") for text in map(str, values)]


def _number(value: float | Decimal, number_format: str) -> str:
    if is_percent(number_format):
        return _plain(float(value) * 100) + "%"
    return str(value) if isinstance(value, int) else _plain(float(value))


def _plain(value: float) -> str:
    if value.is_integer() and -EXACT < value < EXACT:
        return str(int(value))
    text = format(value, ".15g")
    if "n" in text:
        return "" if text == "nan" else text
    if "e" in text:
        text = format(Decimal(text), "f")
    return text + "0" if text[_THREE_DECIMALS] == "." else text


def percentage(text: str) -> str:
    """Return the text of a number as a percentage, `0.1` as `10%`; what is no number as it is."""
    return _plain(float(text) * 100) + "%" if _WRITTEN.fullmatch(text) else text


def is_percent(number_format: str) -> bool:
    """Tell whether a number format shows a percentage; a quoted or escaped percent sign is only decoration."""
    return "%" in number_format and "%" in _QUOTED_FORMAT.sub("", number_format)


def _moment(value: object) -> str:
    if isinstance(value, dt.timedelta):
        return _elapsed(value)
    text = str(value)  # dates, times and moments write themselves as ISO text
    return text.removesuffix(" 00:00:00") if isinstance(value, dt.datetime) else text


def _elapsed(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{sign}{hour}:{minute:02}:{second:02}"


def duration(text: str) -> str:
    """Return `26:00:00` for `PT26H00M00S`, and any other text as it is."""
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()[1:]) or len(text) > _LONGEST_DURATION:
        return text
    hours, minutes, seconds = (int(part or "0") for part in match.groups()[1:])
    return f"{match[1]}{hours}:{minutes:02}:{seconds:02}"


def unescape(text: str) -> str:
    """Return the text of a workbook cell with `_x000D_` and its kind turned back into the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    """Half of a pair of two-byte characters is none by itself: it stays as it is written."""
    char = chr(int(found[1], 16))
    return found[0] if "\ud800" <= char <= "\udfff" else char


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
