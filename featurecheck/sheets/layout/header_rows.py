"""Which rows of a grid name its columns: one, several, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from featurecheck.sheets.grid import Grid
from featurecheck.sheets.headers.headers import known_count, known_names
from featurecheck.sheets.row_kinds import filled, is_remark
from featurecheck.sheets.text.readings import Dialect
from featurecheck.sheets.text.repair import mended_header
from featurecheck.sheets.text.shapes import SAMPLE, Shape, shapes

_SEARCHED = 50
_LEAST_ROWS = 2  # data rows that must look like the first before it is taken for data
_YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Head:
    """Where a table begins: the positions of its header rows (none: it has no header), their cells, the first data row.

    `raw` joins the cells of several header rows by a blank as they stand; `names` repeats a group's name for each of
    its columns and says the same words once. `mended` says that the header had to be put right.
    """

    rows: tuple[int, ...]
    first: int
    raw: tuple[str, ...]
    names: tuple[str, ...]
    mended: bool = False


def find_header(grid: Sequence[Sequence[str]]) -> int | None:
    """Return the position of the header row, or None for a grid without any text.

    The row that names most columns of a known sheet wins; where none does, the first that is about as wide as the
    rows around it. A title or a remark above the header fills fewer cells than the header.
    """
    counts = [(position, filled(row)) for position, row in enumerate(islice(grid, _SEARCHED))]
    written = [(position, count) for position, count in counts if count and not is_remark(grid[position])]
    if not written:
        return next((position for position, row in enumerate(grid) if filled(row)), None)
    widths = sorted(count for _, count in written)
    usual = widths[len(widths) // 2]
    rows = [(position, count) for position, count in _candidates(grid, written) if count > 1 or usual == 1]
    if not rows:
        return written[0][0]
    best = max(rows, key=lambda candidate: (known_count(grid[candidate[0]]), -candidate[0]))
    if known_count(grid[best[0]]):
        return best[0]
    return next((position for position, count in rows if count >= 0.6 * usual), rows[0][0])


def _candidates(grid: Sequence[Sequence[str]], written: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A header fills more cells than every row above it, or names the request and another column."""
    rows, most = [], 0
    for position, count in written:
        names = known_names(grid[position])
        if count > most or (len(names) > 1 and "request" in names):
            rows.append((position, count))
        most = max(most, count)
    return rows


def find_head(grid: Grid, dialect: Dialect | None = None) -> Head | None:
    """Return where the first table of a grid begins, or None for a grid without any text.

    Only a first row that looks like all the others is no header; the row above it may be one that is written with
    another delimiter.
    """
    start = find_header(grid)
    if start is None:
        return None
    known = _shapes_below(grid, start)
    if _is_data(grid, start, known):
        above = _above(grid, start, dialect)
        return above or Head((), start, (), ())
    rows = _joined(grid, start, known)
    cells = [list(grid[row]) for row in rows]
    mended = _mended(grid, rows, dialect)
    if mended:
        return Head(rows, rows[-1] + 1, mended, mended, mended=True)
    same = all(row == cells[0] for row in cells)
    names = tuple(cells[0]) if same else _stacked(_spread(cells))
    return Head(rows, rows[-1] + 1, _stacked(cells), names)


def _shapes_below(grid: Grid, start: int) -> list[Shape]:
    first = grid.row_index(start + 1)
    return shapes([column[first : first + SAMPLE] for column in grid.columns])


def _is_data(grid: Grid, start: int, known: list[Shape]) -> bool:
    """A row is no header if it fits the rows below in every column, and codes or numbers show that this says much."""
    row = grid[start]
    below = len(grid.columns[0]) - grid.row_index(start + 1) if grid.columns else 0
    if start in grid.odd or len(row) < 2 or below < _LEAST_ROWS or known_count(row):  # noqa: PLR2004 - a list has a header
        return False
    telling = [cell for cell, shape in zip(row, known, strict=True) if shape.digits and cell]
    years = all(cell.isdigit() and len(cell) < 5 and int(cell) in _YEARS for cell in telling)  # noqa: PLR2004
    return bool(telling) and not years and all(map(Shape.fits, known, row))


def _above(grid: Grid, start: int, dialect: Dialect | None) -> Head | None:
    """Return the header right above the data that another delimiter or a stray mark hides."""
    if dialect is None or start == 0 or start - 1 not in grid.odd:
        return None
    found = mended_header(grid.odd[start - 1], grid.width, dialect)
    return Head((start - 1,), start, found, found, mended=True) if found else None


def _mended(grid: Grid, rows: tuple[int, ...], dialect: Dialect | None) -> tuple[str, ...] | None:
    if dialect is None or len(rows) > 1 or rows[0] not in grid.odd or grid.width < 2:  # noqa: PLR2004 - a table
        return None
    return mended_header(grid.odd[rows[0]], grid.width, dialect)


def _joined(grid: Grid, start: int, known: list[Shape]) -> tuple[int, ...]:
    """Return the header rows: the same row again right below, or the names below their groups."""
    stop = start + 1
    while stop < len(grid) and filled(grid[stop]) and list(grid[stop]) == list(grid[start]):
        stop += 1
    if stop > start + 1:
        return tuple(range(start, stop))
    if start and _is_group(grid[start - 1], grid[start], known):
        return (start - 1, start)
    if stop < len(grid) and _is_group(grid[start], grid[stop], known):
        return (start, stop)
    return (start,)


def _is_group(above: Sequence[str], below: Sequence[str], known: list[Shape]) -> bool:
    """Tell whether a row names groups of the columns that the row below names.

    The groups leave cells empty or repeat, the names are all there, and where the data are numbers they are words.
    """
    groups = [cell.strip() for cell in above]
    names = [cell.strip() for cell in below]
    if len(groups) != len(names) or not all(names) or len(set(groups) - {""}) < 2:  # noqa: PLR2004 - two groups
        return False
    gaps = len(set(groups)) < len(groups) and any(at > 1 for at, group in enumerate(groups) if group)
    figures = [shape.fits(name) for name, shape in zip(names, known, strict=False) if shape.digits]
    words = not any(figures) if figures else known_count(names) > 0
    return gaps and words and known_count(above) <= known_count(below)


def _spread(rows: list[list[str]]) -> list[list[str]]:
    """Repeat the name of a group, all rows but the last, over the cells that a merged heading left empty."""
    return [*(_carried(row) for row in rows[:-1]), rows[-1]]


def _carried(row: list[str]) -> list[str]:
    carried, last = [], ""
    for cell in row:
        last = cell.strip() or last
        carried.append(last)
    return carried


def _stacked(rows: list[list[str]]) -> tuple[str, ...]:
    """Join the cells of each column by a blank."""
    if len(rows) == 1:
        return tuple(rows[0])
    return tuple(" ".join(cell for cell in column if cell) for column in zip(*rows, strict=True))
