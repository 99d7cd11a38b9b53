"""Sheets of a binary workbook (xlsb): how far their cells reach, and the errors and percent signs calamine loses."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from featurecheck.sheets.books.ooxml import PERCENTAGES, Package
from featurecheck.sheets.books.recovery import UNREADABLE, Recovered
from featurecheck.sheets.cells import is_percent

_ROW_HEADER = 0
_CELLS = range(1, 12)  # blank, number, error, truth value, text, and the results of formulas
_ERRORS = {3, 11}  # written as such, and the result of a formula
_SHEET = 156  # a sheet's entry in the workbook
_NAMES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_ERROR_AT = 8  # behind column and style
_NUMBERS = {2, 5, 9}  # two ways to write one, and the result of a formula
_FORMAT, _STYLE, _STYLES, _STYLES_END = 44, 47, 617, 618


def extent(part: IO[bytes]) -> tuple[int, int, int]:
    """Return the furthest row and column, counted from 1, and how many cells are written.

    Raises:
        ValueError: the part ends in the middle of a record.
    """
    rows = columns = written = 0
    for kind, content in _records(part):
        place = int.from_bytes(content[:4], "little") + 1
        if kind == _ROW_HEADER:
            rows = max(rows, place)
        elif kind in _CELLS:
            columns = max(columns, place)
            written += 1
    return rows, columns, written


def recovered(path: Path, sheet: str) -> Recovered:
    """Return the error cells and percentages of an xlsb sheet; a part that cannot be read is not searched."""
    try:
        with zipfile.ZipFile(path) as archive:
            package = Package(archive)
            percents = _percentages(package)
            with package.open(_part(package, sheet)) as part:
                return _cells(part, percents)
    except (*UNREADABLE, IndexError):
        return Recovered(searched=False)


def _cells(part: IO[bytes], percents: set[int]) -> Recovered:
    found, row = Recovered(), 0
    for kind, content in _records(part):
        column = int.from_bytes(content[:4], "little")
        if kind == _ROW_HEADER:
            row = column
        elif kind in _ERRORS:
            found.errors.append((row, column, _NAMES.get(content[_ERROR_AT], "#ERR!")))
        elif kind in _NUMBERS and int.from_bytes(content[4:7], "little") in percents:
            found.percents.add(column, [row])
    return found


def _percentages(package: Package) -> set[int]:
    """Return the positions of the cell styles that show a percentage."""
    name = package.styles()
    formats, inside, style = dict(PERCENTAGES), False, 0
    found: set[int] = set()
    if name is None:
        return found
    with package.open(name) as part:
        for kind, content in _records(part):
            if kind == _FORMAT:
                formats[int.from_bytes(content[:2], "little")] = _text(content[2:])[0]
            elif kind in {_STYLES, _STYLES_END}:
                inside = kind == _STYLES
            elif kind == _STYLE and inside:
                if is_percent(formats.get(int.from_bytes(content[2:4], "little"), "")):
                    found.add(style)
                style += 1
    return found


def _part(package: Package, sheet: str) -> str:
    """Return the part of a sheet: its entry is state and number (8 bytes), then two texts, reference and name."""
    with package.open(package.book) as part:
        for kind, content in _records(part):
            if kind == _SHEET:
                reference, rest = _text(content[8:])
                if _text(rest)[0] == sheet:
                    return package.related()[reference]
    message = "the sheet is not listed"
    raise ValueError(message)


def _text(content: bytes) -> tuple[str, bytes]:
    size = 4 + 2 * int.from_bytes(content[:4], "little")
    return content[4:size].decode("utf-16-le"), content[size:]


def _records(part: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    while (kind := _number(part, most=2)) is not None:
        size = _number(part, most=4)
        content = part.read(size or 0)
        if size is None or len(content) < size:
            message = "a record is cut off"
            raise ValueError(message)
        yield kind, content


def _number(part: IO[bytes], most: int) -> int | None:
    """Return a number of up to so many bytes, None at the end; of two bytes, each gives seven bits."""
    value = 0
    for at in range(most):
        byte = part.read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << (7 * at)
        if byte[0] < 0x80:  # noqa: PLR2004 - the highest bit says that another byte follows
            break
    return value
