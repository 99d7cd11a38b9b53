"""Where the table stands in a grid of text: behind a title, before a footer, with one name for every column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from featurecheck.sheets.cells import letter, listed
from featurecheck.sheets.headers import known_count, known_names

Grid = Sequence[Sequence[str]]
_SEARCHED = 50
_FOOTER = re.compile(
    r"confidential( information\b.*|[ :.-].*(distribut|disclos|internal).*|\.)?"
    r"|copyright\b.*|\(c\) ?\d{4}\b.*|\u00a9.*"
    r"|(report )?(generated|exported|printed) (by|on|at|from)\b.*|end of (report|file|export)\.?",
    re.IGNORECASE | re.DOTALL,
)
_TOTAL = re.compile(r"(grand )?totals?( \([\d., ]+ records?\))? ?:?", re.IGNORECASE)
_FEW = 2  # cells that a footer line fills at most
_NAMED_ROWS = 5


@dataclass(frozen=True, slots=True)
class Body:
    """A table cut out of a grid; row numbers and letters are those of the file."""

    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    row_numbers: list[int]
    letters: tuple[str, ...]
    notes: tuple[str, ...]


def filled(row: Sequence[str]) -> int:
    """Return how many cells hold more than blanks."""
    return sum(1 for cell in row if cell and not cell.isspace())


def find_header(grid: Grid) -> int | None:
    """Return the position of the header row, or None for a grid without any text.

    The row that names most columns of a request sheet wins; where none does, the first that is about as wide as the
    rows around it. A title or a remark above the header fills fewer cells than the header.
    """
    counts = [(position, filled(row)) for position, row in enumerate(grid[:_SEARCHED])]
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


def _candidates(grid: Grid, written: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A header fills more cells than every row above it, or names the request and another column."""
    rows, most = [], 0
    for position, count in written:
        names = known_names(grid[position])
        if count > most or (len(names) > 1 and "request" in names):
            rows.append((position, count))
        most = max(most, count)
    return rows


def is_remark(row: Sequence[str]) -> bool:
    """Tell whether a row begins with `# ` and names no column: a remark of the program that exported it."""
    first = next((cell for cell in row if cell.strip()), "")
    return re.match(r"\s*#+(\s|-|$)", first) is not None and known_count(row) == 0


def cut(grid: Grid, *, ragged: bool) -> Body | None:
    """Return the table of a grid, or None when there is no text in it; `ragged` says that short rows are worth a note."""
    start = find_header(grid)
    if start is None:
        return None
    stop, footer = _footer(grid, start + 1)
    numbers = [position + 1 for position in range(start + 1, stop) if filled(grid[position])]
    blank = _blank(numbers, start + 1)
    width = max([_width(grid[start]), *(_width(grid[number - 1]) for number in numbers)])
    kept = [column for column in range(width) if _used(grid, start, numbers, column)]
    names, naming = _names(grid[start], kept)
    notes = [
        *_preamble(grid, start),
        *naming,
        *blank,
        *footer,
        *_lengths(grid, start, numbers, ragged=ragged),
    ]
    whole = kept == list(range(width))
    rows = [_row(grid[number - 1], kept, whole=whole) for number in numbers]
    return Body(names, rows, numbers, tuple(letter(column) for column in kept), tuple(notes))


def _row(cells: Sequence[str], kept: list[int], *, whole: bool) -> tuple[str, ...]:
    if whole:
        return (*cells[: len(kept)], *[""] * (len(kept) - len(cells)))
    return tuple(cells[column] if column < len(cells) else "" for column in kept)


def _width(row: Sequence[str]) -> int:
    return max(
        (column + 1 for column in range(len(row)) if row[column] and not row[column].isspace()), default=0
    )


def _used(grid: Grid, start: int, numbers: list[int], column: int) -> bool:
    if column < len(grid[start]) and grid[start][column].strip():
        return True
    return any(column < len(grid[number - 1]) and grid[number - 1][column].strip() for number in numbers)


def _names(header: Sequence[str], kept: list[int]) -> tuple[tuple[str, ...], list[str]]:
    """Every column gets a name of its own: `column 13` where there is none, ` (2)` where it stands twice."""
    given = [" ".join(header[column].split()) if column < len(header) else "" for column in kept]
    nameless = [f"column {column + 1}" for column, name in zip(kept, given, strict=True) if not name]
    single = {name for name, times in Counter(given).items() if times == 1 and name}
    free = Names(single)
    wanted = (name or f"column {column + 1}" for column, name in zip(kept, given, strict=True))
    names = [name if name in single else free.give(name) for name in wanted]
    twice = [name for name, times in Counter(given).items() if times > 1 and name]
    notes = [f"columns without a header were kept: {listed(nameless)}"] if nameless else []
    if twice:
        notes.append(f"headers that stand more than once got a number: {listed(twice)}")
    return tuple(names), notes


class Names:
    """Gives every name once: the second `x` is called `x (2)`, and none of the reserved names is given away."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = set(reserved)
        self._last: dict[str, int] = {}

    def give(self, name: str) -> str:
        """Return the name, or the first of `name (2)`, `name (3)`, ... that is free."""
        count, candidate = self._last.get(name, 1), name
        while candidate in self._taken:
            count += 1
            candidate = f"{name} ({count})"
        self._taken.add(candidate)
        self._last[name] = count
        return candidate


def _preamble(grid: Grid, start: int) -> list[str]:
    above = [next(cell for cell in row if cell.strip()) for row in grid[:start] if filled(row)]
    if not above:
        return []
    return [f"the header is row {start + 1}; skipped above it: {listed(above, 3)}"]


def _blank(numbers: list[int], above: int) -> list[str]:
    inside = numbers[-1] - above - len(numbers) if numbers else 0
    return [f"{inside:,} blank {'row was' if inside == 1 else 'rows were'} skipped"] if inside else []


def _footer(grid: Grid, first: int) -> tuple[int, list[str]]:
    """Return where the data ends. A footer stands behind a blank row and says total, confidential or copyright."""
    end = len(grid)
    while end > first and not filled(grid[end - 1]):
        end -= 1
    start = end
    while start > first and (not filled(grid[start - 1]) or _is_footer(grid[start - 1])):
        start -= 1
    while start < end and filled(grid[start]):  # what follows the data without a blank row is data
        start += 1
    if start >= end:
        return end, []
    words = [next(cell for cell in row if cell.strip()) for row in grid[start:end] if filled(row)]
    return start, [f"skipped at the end as a footer: {listed(words, 3)}"]


def _is_footer(row: Sequence[str]) -> bool:
    first = next(cell for cell in row if cell.strip()).strip()
    if _TOTAL.fullmatch(first):
        return True
    return filled(row) <= _FEW and _FOOTER.fullmatch(first) is not None


def _lengths(grid: Grid, start: int, numbers: list[int], *, ragged: bool) -> list[str]:
    width = _width(grid[start])
    notes = []
    short = [number for number in numbers if len(grid[number - 1]) < width] if ragged else []
    if short:
        notes.append(f"{_rows(short)} fewer cells than the header; the missing ones are read as empty")
    long = [number for number in numbers if _width(grid[number - 1]) > width]
    if long:
        notes.append(
            f"{_rows(long)} more cells than the header; the extra ones are kept in columns of their own"
        )
    return notes


def _rows(numbers: list[int]) -> str:
    named = ", ".join(str(number) for number in numbers[:_NAMED_ROWS])
    more = f" and {len(numbers) - _NAMED_ROWS:,} more" if len(numbers) > _NAMED_ROWS else ""
    return f"row {named} has" if len(numbers) == 1 else f"rows {named}{more} have"
