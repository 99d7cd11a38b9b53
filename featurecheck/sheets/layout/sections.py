"""Several tables in one grid: where each begins and ends, and which one is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from featurecheck.sheets.grid import Grid
from featurecheck.sheets.headers.headers import known_count, known_names
from featurecheck.sheets.layout.header_rows import Head, find_head
from featurecheck.sheets.row_kinds import filled, like_names, width
from featurecheck.sheets.text.readings import Dialect

_MOST_TABLES = 50
_MOST_DOUBTS = 1000  # rows that are looked at closely as the possible header of another table
_LOOKED_AT = 20  # rows below such a header
_LEAST_COLUMNS = 3  # of a table that stands above the one with the best header
_LEAST_KNOWN = 2


@dataclass(frozen=True)
class Section:
    """One table of a grid: the positions it takes up, and its header relative to `first`."""

    first: int
    stop: int
    head: Head


def sections(grid: Grid, dialect: Dialect | None = None) -> list[Section]:
    """Return the tables of a grid in their order; none for a grid without text."""
    found: list[Section] = []
    offset, part = 0, grid
    head = find_head(part, dialect)
    while head is not None:
        stop = _above(part, head)
        if stop is not None:
            head = find_head(part.part(0, stop), dialect) or head
        elif len(found) < _MOST_TABLES:
            stop = _next(part, head)
        found.append(Section(offset, offset + (stop or len(part)), head))
        if not stop:
            break
        offset, part = offset + stop, part.part(stop, len(part))
        head = find_head(part, dialect)
    return found


def best(found: Sequence[Section]) -> int:
    """Return which table is meant: the one that names most columns of a request sheet, else the first."""
    scores = []
    for section in found:
        names = known_names(section.head.names)
        scores.append(len(names) if "request" in names else 0)
    return scores.index(max(scores))


def _above(grid: Grid, head: Head) -> int | None:
    """Return where a table ends that stands above the best header, None if only a title stands there."""
    start = head.rows[0] if head.rows else head.first
    upper = next((at for at in range(start) if like_names(grid[at]) and _heads(grid[at])), None)
    if upper is None:
        return None
    stop = next((at for at in range(upper, start) if not filled(grid[at])), start)
    rows = [filled(grid[at]) for at in range(upper + 1, stop)]
    return stop if len(rows) > 1 and min(rows) == max(rows) == filled(grid[upper]) else None


def _heads(row: Sequence[str]) -> bool:
    """A header above another one is told by its width, or by naming a request and something about it."""
    return filled(row) >= _LEAST_COLUMNS or ("request" in (names := known_names(row)) and len(names) > 1)


def _next(grid: Grid, head: Head) -> int | None:
    """Return the position at which another table begins, None if there is none."""
    blank = set(grid.blank())
    doubts = sorted({*blank, *grid.odd, *_wordy(grid, head)})
    for at in islice((at for at in doubts if at >= head.first), _MOST_DOUBTS):
        if at not in blank and _begins(grid, head, at, after_blank=False):
            return at
        if at in blank and at + 1 not in blank and at + 1 < len(grid):
            for begin in _behind_title(grid, at + 1):
                if _begins(grid, head, begin, after_blank=True):
                    return at + 1
    return None


def _behind_title(grid: Grid, at: int) -> list[int]:
    """A title of one cell, and blank rows below it, may stand above the header of the next table."""
    if filled(grid[at]) > 1:
        return [at]
    below = next((row for row in range(at + 1, min(at + 4, len(grid))) if filled(grid[row])), None)
    return [] if below is None else [below]


def _wordy(grid: Grid, head: Head) -> list[int]:
    """Return the usual rows with a word in the first column that begins with a figure."""
    begin = grid.row_index(head.first)
    column = next((cells for cells in grid.columns if "".join(cells[begin : begin + 1])[:1].isdigit()), [])
    if max(islice(column, begin, None), default="")[:1] <= "9":  # letters sort behind figures
        return []
    found = (at for at in range(begin, len(column)) if column[at][:1].isalpha())
    return [grid.position(at) for at in islice(found, _MOST_DOUBTS)]


def _begins(grid: Grid, head: Head, at: int, *, after_blank: bool) -> bool:
    """Tell whether a row is the header of another table: it looks like one, and the rows below are like it."""
    row = grid[at]
    if not like_names(row) or _same(row, head):
        return False
    below = _below(grid, at)
    alike = sum(len(other) == len(row) for other in below)
    if not below or 2 * alike <= len(below):
        return False
    other_width = len(row) != grid.width
    names = {name.strip() for name in head.raw} & {cell.strip() for cell in row}
    known = known_count(row) >= _LEAST_KNOWN or 2 * len(names) >= width(row)
    return known or ((after_blank or other_width) and _figures_below(row, below))


def _same(row: Sequence[str], head: Head) -> bool:
    return [cell.strip() for cell in row] in (
        [name.strip() for name in names] for names in (head.raw, head.names)
    )


def _below(grid: Grid, at: int) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for position in range(at + 1, min(at + 1 + _LOOKED_AT, len(grid))):
        if not filled(grid[position]):
            break
        rows.append(grid[position])
    return rows


def _figures_below(row: Sequence[str], below: list[Sequence[str]]) -> bool:
    """Tell whether there is a column with a word in this row and figures in all rows below."""
    for column in range(width(row)):
        cells = [other[column] for other in below if column < len(other) and other[column].strip()]
        if cells and not _digit(row[column]) and all(map(_digit, cells)):
            return True
    return False


def _digit(text: str) -> bool:
    return any(map(str.isdigit, text))
