"""What a row of a grid is: filled, a remark, a footer line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from featurecheck.sheets.headers.headers import known_count

_FOOTER = re.compile(
    r"confidential( information\b.*|[ :.-].*(distribut|disclos|internal).*|\.)?"
    r"|copyright\b.*|\(c\) ?\d{4}\b.*|\u00a9.*"
    r"|(report )?(generated|exported|printed) (by|on|at|from)\b.*|end of (report|file|export)\.?",
    re.IGNORECASE | re.DOTALL,
)
_TOTAL = re.compile(
    r"((grand )?totals?|sum|(gesamt)?summe|gesamt|total g\u00e9n\u00e9ral|suma)( \([\d., ]+ (records?|rows?)\))? ?:?",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(report )?(generated|exported|printed) (by|on|at|from)\b.*\d{1,4}.*"
    r"|(copyright|\(c\)|\u00a9).*\b\d{4}\b.*|end of (report|file|export)\.?",
    re.IGNORECASE | re.DOTALL,
)
_REMARK = re.compile(r"\s*#+(\s|-|$)")
_FEW = 2  # cells that a footer line fills at most
_LONGEST_NAME = 120


def filled(row: Sequence[str]) -> int:
    """Return how many cells hold more than blanks."""
    return sum(1 for cell in row if cell and not cell.isspace())


def first_cell(row: Sequence[str]) -> str:
    """Return the first cell that holds more than blanks, "" in a blank row."""
    return next((cell.strip() for cell in row if cell and not cell.isspace()), "")


def width(row: Sequence[str]) -> int:
    """Return how many cells a row has up to the last that holds more than blanks."""
    return next((at + 1 for at in reversed(range(len(row))) if row[at] and not row[at].isspace()), 0)


def is_remark(row: Sequence[str]) -> bool:
    """Tell whether a row begins with `# ` and names no column: a remark of the program that exported it."""
    return _REMARK.match(first_cell(row)) is not None and known_count(row) == 0


def is_footer(row: Sequence[str]) -> bool:
    """Tell whether a row says total, confidential or copyright, as the lines behind a table do."""
    first = first_cell(row)
    if is_total(first):
        return True
    few = filled(row) <= _FEW
    return few and (_FOOTER.fullmatch(first) is not None or is_remark(row))


def is_stamp(row: Sequence[str]) -> bool:
    """Tell whether the row's only cell is what a program writes below a table: when it was exported, whose it is."""
    return filled(row) == 1 and _STAMP.fullmatch(first_cell(row)) is not None


def is_total(text: str) -> bool:
    """Tell whether a cell says total, in English, German, French or Spanish."""
    return _TOTAL.fullmatch(text) is not None


def like_names(row: Sequence[str]) -> bool:
    """Tell whether a row could name columns: at least two cells, each a different short text with a letter in it."""
    cells = [cell.strip() for cell in row[: width(row)]]
    named = all(cell and len(cell) <= _LONGEST_NAME and any(map(str.isalpha, cell)) for cell in cells)
    return len(cells) > 1 and named and len(set(cells)) == len(cells)
