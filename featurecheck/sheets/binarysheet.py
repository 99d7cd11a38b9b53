"""How far the cells of a binary workbook's sheet reach, counted without building them."""

from __future__ import annotations

from typing import IO

_ROW_HEADER = 0
_CELLS = range(1, 12)  # blank, number, error, truth value, text, and the results of formulas


def extent(part: IO[bytes]) -> tuple[int, int, int]:
    """Return the furthest row and column, counted from 1, and how many cells are written.

    Raises:
        ValueError: the part ends in the middle of a record.
    """
    rows = columns = written = 0
    while (kind := _number(part, most=2)) is not None:
        size = _number(part, most=4)
        content = part.read(size or 0)
        if size is None or len(content) < size:
            message = "a record is cut off"
            raise ValueError(message)
        place = int.from_bytes(content[:4], "little") + 1
        if kind == _ROW_HEADER:
            rows = max(rows, place)
        elif kind in _CELLS:
            columns = max(columns, place)
            written += 1
    return rows, columns, written


def _number(part: IO[bytes], most: int) -> int | None:
    """Return a number of up to so many bytes, None at the end; a record's kind keeps its marking bit as written."""
    value = 0
    for at in range(most):
        byte = part.read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << (7 * at)
        if byte[0] < 0x80:  # noqa: PLR2004 - the highest bit says that another byte follows
            break
    return value
