"""What becomes of every row of a table: data, put right where it must be, or left out for a reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from featurecheck.sheets.grid import Grid
from featurecheck.sheets.layout.header_rows import Head
from featurecheck.sheets.layout.sections import Section
from featurecheck.sheets.layout.totals import is_sum
from featurecheck.sheets.row_kinds import filled, is_footer, is_remark, is_stamp, width
from featurecheck.sheets.text.readings import Dialect
from featurecheck.sheets.text.repair import Mend, Mended, Mender
from featurecheck.sheets.text.shapes import SAMPLE, Shape, shapes

_MOST_SUMS = 20  # rows of totals that are added up: each looks at all the rows above

Piece = range | tuple[str, ...]  # indexes of usual rows, or the cells of one row between them


@dataclass
class Cutting:
    """What becomes of the rows of one section, by position in it.

    `stop` is where its data end; `left` gives for every reason the rows left out, `mended` the odd rows as they are
    read.
    """

    grid: Grid
    head: Head
    offset: int
    stop: int
    left: dict[str, list[int]] = field(default_factory=dict)  # reason -> positions
    mended: dict[int, Mended] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """Where the header stands, or the first row of data if there is none."""
        return self.head.rows[0] if self.head.rows else self.head.first


def cutting(grid: Grid, section: Section, dialect: Dialect | None) -> Cutting:
    """Return what becomes of the rows of one section; without a dialect no row is put right."""
    stop, footer = _footer(grid, section.head.first)
    taken = Cutting(grid, section.head, section.first, stop)
    taken.left = {
        "above the header": [at for at in range(taken.start) if filled(grid[at])],
        "blank": grid.blank(),
        "header again": _again(grid, section.head, stop),
        "remark": [at for at in grid.odd if section.head.first <= at < stop and _is_aside(grid, at)],
        "footer": footer,
    }
    _mend(taken, dialect)
    return taken


def _is_aside(grid: Grid, at: int) -> bool:
    row = grid[at]
    return grid.width > 1 and width(row) == 1 and is_remark(row)


def _footer(grid: Grid, first: int) -> tuple[int, list[int]]:
    """Return where the data ends and the footer's rows: total, confidential, copyright behind a blank row.

    A line of one cell below a wider table needs no blank row above it, nor does a row of sums or the stamp of the
    program that exported it.
    """
    end = len(grid)
    while end > first and not filled(grid[end - 1]):
        end -= 1
    start = end
    while start > first and (not filled(grid[start - 1]) or is_footer(grid[start - 1])):
        start -= 1
    sums = range(start, start + _MOST_SUMS)
    while start < end and filled(grid[start]) and (grid.width == 1 or len(grid[start]) != 1):
        if is_stamp(grid[start]) or (start in sums and is_sum(grid, first, start)):
            break
        start += 1
    return start, [at for at in range(start, end) if filled(grid[at])]


def _again(grid: Grid, head: Head, stop: int) -> list[int]:
    """Return where the header stands once more among the data."""
    headers = [list(grid[at]) for at in head.rows] if grid.width > 1 else []
    found = {at for at in grid.odd if list(grid.odd[at].cells) in headers}
    for header in headers:
        if len(header) == grid.width:
            found.update(map(grid.position, _alike(grid.columns, header)))
    return sorted(at for at in found if head.first <= at < stop)


def _alike(columns: list[list[str]], header: list[str]) -> list[int]:
    """Return the indexes of the rows that are the header, found at the speed of C."""
    first, found = columns[0], []
    at = -1
    for _ in range(first.count(header[0])):
        at = first.index(header[0], at + 1)
        if [column[at] for column in columns] == header:
            found.append(at)
    return found


def _mend(taken: Cutting, dialect: Dialect | None) -> None:
    left = {at for positions in taken.left.values() for at in positions}
    odd = [at for at in sorted(taken.grid.odd) if taken.head.first <= at < taken.stop and at not in left]
    if not odd:
        return
    if dialect is None:
        usual = taken.grid.width
        for at in odd:
            cells = taken.grid.odd[at].cells
            taken.mended[at] = Mended(cells, Mend.SHORT if len(cells) < usual else Mend.UNSURE)
        return
    mender = Mender(_shapes(taken, left), dialect)
    taken.mended = {at: mender.mend(taken.grid.odd[at]) for at in odd}


def _shapes(taken: Cutting, left: set[int]) -> list[Shape]:
    grid = taken.grid
    first, stop = grid.row_index(taken.head.first), grid.row_index(taken.stop)
    unwanted = {grid.row_index(at) for at in left if at not in grid.odd}
    sample = [at for at in range(first, stop, max(1, (stop - first) // SAMPLE)) if at not in unwanted]
    return shapes([[column[at] for at in sample] for column in grid.columns])


def planned(taken: Cutting) -> tuple[list[Piece], list[int]]:
    """Return the stretches of usual rows and the single rows that make up the data, and the number of each row in the file."""
    out = {at for positions in taken.left.values() for at in positions}
    special = sorted(at for at in out | set(taken.grid.odd) if taken.head.first <= at < taken.stop)
    pieces: list[Piece] = []
    numbers: list[int] = []
    begin, offset = taken.head.first, taken.offset + 1
    for at in [*special, taken.stop]:
        pieces.append(range(taken.grid.row_index(begin), taken.grid.row_index(at)))
        numbers.extend(range(begin + offset, at + offset))
        if at in taken.mended:
            pieces.append(taken.mended[at].cells)
            numbers.append(at + offset)
        begin = at + 1
    return pieces, numbers


def assembled(taken: Cutting, pieces: list[Piece]) -> list[list[str]]:
    """Return the columns of the data; those of the grid are used up."""
    widest = max(
        [taken.grid.width, len(taken.head.names), *(len(row.cells) for row in taken.mended.values())]
    )
    return [_column(taken.grid, pieces, column) for column in range(widest)]


def _column(grid: Grid, pieces: list[Piece], column: int) -> list[str]:
    """Return one column put together from stretches of usual rows and single rows between them."""
    usual = grid.columns[column] if column < grid.width else None
    if len(pieces) == 1 and isinstance(pieces[0], range) and usual is not None:
        del usual[pieces[0].stop :]
        del usual[: pieces[0].start]
        return usual
    cells: list[str] = []
    for piece in pieces:
        if isinstance(piece, tuple):
            cells.append(piece[column] if column < len(piece) else "")
        else:
            cells.extend([""] * len(piece) if usual is None else usual[piece.start : piece.stop])
    return cells
