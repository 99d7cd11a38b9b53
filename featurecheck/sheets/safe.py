"""Text that a spreadsheet shows and never runs: no formula, no control character, no cell longer than it can hold."""

from __future__ import annotations

import math
import re
from decimal import Decimal

LONGEST_CELL = 32_767
CUT = "\u2026 [cut: a cell holds no more]"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_STARTERS = re.compile(r"[ \u00a0]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_SIGNED_NUMBER = re.compile(r"[+-]\d+(?:[.,]\d+)*(?: ?%)?")


def shown(value: object) -> str:
    """Return a value as text: lists with `;` between, "" for None and not-a-number, control characters replaced."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, tuple | list):
        return "; ".join(shown(item) for item in value)
    return _CONTROL.sub("\ufffd", str(value).replace("\r\n", "\n"))


def _decimal(value: float) -> str:
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    text = format(Decimal(format(value, ".12g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_number(value: object) -> bool:
    """Tell whether the value goes into a spreadsheet as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def cell_text(value: object) -> str:
    """Return the text for a workbook's cell, cut visibly where it is longer than a cell can be."""
    text = shown(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT


def escaped(value: object) -> str:
    """Return the text for a delimited file: what would start a formula gets a leading apostrophe (OWASP).

    Numbers, also signed ones written as text, stay numbers.
    """
    text = cell_text(value)
    if is_number(value) or _SIGNED_NUMBER.fullmatch(text):
        return text
    return "'" + text if _STARTERS.match(text) else text
