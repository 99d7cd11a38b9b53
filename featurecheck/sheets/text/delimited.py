"""Delimited text as a grid of cells: which encoding, which delimiter, where the cells begin and end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from featurecheck.sheets.refusals import MAX_CELLS, MAX_ROWS, refusal
from featurecheck.sheets.text.dialect import SAMPLE, declared, named, sniff, usual_width
from featurecheck.sheets.text.encoding import Encoding, binary, find_encoding, next_encoding, refuse_binary
from featurecheck.sheets.text.readings import Dialect
from featurecheck.sheets.text.records import Reader, TooMuchError, ZerosError
from featurecheck.sheets.text.repair import DELIMITERS

if TYPE_CHECKING:
    from pathlib import Path

    from featurecheck.sheets.grid import Grid

MAX_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class Delimited:
    """The rows of a delimited file as text, how they were told apart, and that in words."""

    grid: Grid
    dialect: Dialect
    encoding: str
    notes: list[str]


def read_delimited(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Delimited:
    """Return the rows of a delimited file as text; an encoding or delimiter that is given is not questioned.

    Raises:
        FeatureCheckError: the file is binary, has more rows or columns than a sheet can have, or what was given is no
            encoding or delimiter.
    """
    found = find_encoding(path, encoding)
    try:
        return _read(path, found, delimiter)
    except UnicodeDecodeError:
        return _read(path, next_encoding(path, found), delimiter)


def _read(path: Path, encoding: Encoding, delimiter: str | None) -> Delimited:
    sample, said = _sample(path, encoding)
    dialect = sniff(sample, said if delimiter is None else named(delimiter))
    grid = _grid(path, encoding, dialect, usual_width(sample, dialect), skip=said is not None)
    widths = Counter(len(row.cells) for row in grid.odd.values())
    width, times = widths.most_common(1)[0] if widths else (0, 0)
    if width > 1 and times > len(grid) - len(grid.odd):
        grid = _grid(path, encoding, dialect, width, skip=said is not None)
    notes = [f"encoding {encoding.label}"]
    if grid.width > 1 or any(width > 1 for width in widths):
        notes.append(f"cells separated by {_words(dialect)}" + _why(delimiter, said))
    return Delimited(grid, dialect, encoding.codec.removesuffix("-sig"), notes)


def _words(dialect: Dialect) -> str:
    words = DELIMITERS.get(dialect.delimiter, f"'{dialect.delimiter}'")
    quote = "" if dialect.quote == '"' else ", apostrophes as quotation marks"
    inside = ", a backslash before a mark inside a cell" if dialect.escape else ""
    return words + quote + inside + (", marks inside a cell not doubled" if dialect.lenient else "")


def _why(delimiter: str | None, said: str | None) -> str:
    if delimiter is not None:
        return ", as told"
    return ", as its first line says" if said else ""


def _sample(path: Path, encoding: Encoding) -> tuple[str, str | None]:
    """Return the beginning of the table up to the end of a line, and the delimiter that a line above it declares."""
    with encoding.open(path) as file:
        text = file.read(SAMPLE)
        more = bool(file.read(1))
    refuse_binary(path, text)
    said = declared(text)
    if said:
        text = text[said[1] :]
    end = max(text.rfind("\n"), text.rfind("\r"))
    if more and end > 0:
        text = text[: end + 1]
    return text, said[0] if said else None


def _grid(path: Path, encoding: Encoding, dialect: Dialect, width: int, *, skip: bool) -> Grid:
    most = (MAX_ROWS, MAX_COLUMNS, MAX_CELLS)
    with encoding.open(path) as file:
        if skip:
            file.readline()
        try:
            return Reader(file, dialect, width, most).read()
        except ZerosError as error:
            raise binary(path) from error
        except TooMuchError as error:
            limits = f"{MAX_ROWS:,} rows, {MAX_COLUMNS:,} columns or 60 million cells"
            mend = "or a line of more than 128 million characters. Split it into smaller files"
            raise refusal(path, f"it has more than {limits}, {mend}") from error
