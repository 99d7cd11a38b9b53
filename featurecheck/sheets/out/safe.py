"""Text that a spreadsheet shows and never runs: no formula, no control character, no cell longer than it can hold."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TypeGuard

LONGEST_CELL = 32_767
"""UTF-16 code units, as a workbook counts."""
CUT = "\u2026 [cut: a cell holds no more]"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_STARTERS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_SIGNED = r"[+-]\d+(?:[.,]\d+)*(?: ?%)?"
_SIGNED_NUMBER = re.compile(_SIGNED)
_FORMULA = re.compile(rf"[ \u00a0]*[{_STARTERS}\t\r\n]")
_LATER_FORMULA = re.compile(
    rf"(?<=[;\t\r\n])(?![ \u00a0]*{_SIGNED}[ \u00a0]*(?:[;\t\r\n]|$))(?=[ \u00a0]*[{_STARTERS}])"
)
_SUSPECT = frozenset(" =+-@\uff1d\uff0b\uff0d\uff20")


def shown(value: object) -> str:
    """Return a value as text: lists with `;` between, "" for None and not-a-number, control characters replaced."""
    if isinstance(value, str):
        return value if value.isprintable() else _CONTROL.sub("\ufffd", value.replace("\r\n", "\n"))
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, tuple | list):
        return "; ".join(shown(item) for item in value)
    return shown(str(value))


def _decimal(value: float) -> str:
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    text = format(value, ".12g")
    return format(Decimal(text), "f") if "e" in text else text


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether the value goes into a spreadsheet as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def cell_text(value: object) -> str:
    """Return the text for a workbook's cell, cut visibly where it is longer than a cell can be."""
    text = shown(value)
    return text if len(text) <= LONGEST_CELL // 2 else _cut(text)


def _cut(text: str) -> str:
    """Return at most as many UTF-16 units as a cell holds; a letter of two units is never halved."""
    data = text.encode("utf-16-le")
    if len(data) <= 2 * LONGEST_CELL:
        return text
    return data[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT


def escaped(value: object) -> str:
    """Return the text for a delimited file: what would start a formula gets a leading apostrophe (OWASP).

    So does what would start one within the text for a program that separates cells at `;`, tabs or line breaks
    whatever the quotes. Numbers, also signed ones written as text, stay numbers.
    """
    if isinstance(value, str) and _is_plain(value):
        return value
    return shown(value) if value is None or is_number(value) else _disarmed(cell_text(value))


def _is_plain(text: str) -> bool:
    """Tell quickly that a text needs no second look; most do not."""
    return (
        text[:1] not in _SUSPECT and ";" not in text and text.isprintable() and len(text) <= LONGEST_CELL // 2
    )


def _disarmed(text: str) -> str:
    if _SIGNED_NUMBER.fullmatch(text):
        return text
    text = _LATER_FORMULA.sub("'", text)
    return "'" + text if _FORMULA.match(text) else text
