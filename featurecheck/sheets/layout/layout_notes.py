"""What was decided about the rows of a table, in words: notes for all, a fault for each row that needs a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from featurecheck.intake import Severity
from featurecheck.sheets.cells import listed
from featurecheck.sheets.grid import Grid
from featurecheck.sheets.layout.cutting import Cutting
from featurecheck.sheets.layout.sections import Section
from featurecheck.sheets.row_kinds import first_cell
from featurecheck.sheets.text.repair import Mend

_NAMED_ROWS = 5
_MOST_FAULTS = 1000  # rows that are reported one by one
_QUIET = {Mend.WHOLE, Mend.SHORT}
_LEFT = "Put the delimiters and quotation marks of this row right; its cells were kept as they are"
_LONG = "more cells than the header; the extra ones are kept in columns of their own"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, by its 1-based number in the file; the words are those of a problem."""

    row: int
    found: str
    expected: str
    mend: str
    severity: Severity


def which(grid: Grid, found: Sequence[Section], chosen: int) -> list[str]:
    """Return the note on which of several tables was read."""
    if len(found) == 1:
        return []
    others = "; ".join(described(grid, section) for at, section in enumerate(found) if at != chosen)
    return [f"table {chosen + 1} of {len(found)} was read; not read: {others}"]


def described(grid: Grid, section: Section) -> str:
    """Return a table in words: its rows in the file and the names of its columns."""
    names = [name.strip() for name in section.head.names if name.strip()]
    columns = listed(names, 6) if names else first_cell(grid[section.first + section.head.first])
    return f"rows {section.first + 1:,} to {section.stop:,} with {columns}"


def notes(taken: Cutting, numbers: Sequence[int]) -> tuple[list[str], list[str]]:
    """Return the notes on the header and those on the rows; `numbers` are those of the data rows in the file."""
    return [*_above(taken), *_header(taken)], [*_blank(taken, numbers), *_left(taken), *_mends(taken)]


def _above(taken: Cutting) -> list[str]:
    above = [first_cell(taken.grid[at]) for at in taken.left["above the header"]]
    if not taken.head.rows:
        skipped = f"; skipped above it: {listed(above, 3)}" if above else ""
        first = f"row {taken.offset + taken.start + 1}" if above else "the first row"
        return [
            f"there is no header: {first} looks like all others, so the columns are called 'column 1' and so on{skipped}"
        ]
    return (
        [f"the header is row {taken.offset + taken.start + 1}; skipped above it: {listed(above, 3)}"]
        if above
        else []
    )


def _header(taken: Cutting) -> list[str]:
    rows = [str(taken.offset + at + 1) for at in taken.head.rows]
    several = [f"the header takes up rows {rows[0]} to {rows[-1]}"] if len(rows) > 1 else []
    return (
        [*several, f"the header in row {rows[0]} was put right to name every column"]
        if taken.head.mended
        else several
    )


def _blank(taken: Cutting, numbers: Sequence[int]) -> list[str]:
    last = numbers[-1] - taken.offset - 1 if numbers else -1
    inside = sum(taken.head.first <= at < last for at in taken.left["blank"])
    return [f"{inside:,} blank {'row was' if inside == 1 else 'rows were'} skipped"] if inside else []


def _left(taken: Cutting) -> list[str]:
    said = []
    for reason, words in (
        ("header again", "the header stands again among the data and was skipped"),
        ("remark", "a remark among the data was skipped"),
    ):
        if taken.left[reason]:
            said.append(f"{words}: {_rows(taken, taken.left[reason])}")
    footer = [first_cell(taken.grid[at]) for at in taken.left["footer"]]
    return [*said, f"skipped at the end as a footer: {listed(footer, 3)}"] if footer else said


def _mends(taken: Cutting) -> list[str]:
    by_mend: dict[Mend, list[int]] = {}
    usual = taken.grid.width
    for at, mended in taken.mended.items():
        short = mended.mend is Mend.UNSURE and len(mended.cells) < usual
        by_mend.setdefault(Mend.SHORT if short else mended.mend, []).append(at)
    return [_said(taken, mend, places) for mend, places in by_mend.items() if mend is not Mend.WHOLE]


def _said(taken: Cutting, mend: Mend, places: list[int]) -> str:
    rows = _rows(taken, places)
    have = "has" if len(places) == 1 else "have"
    if mend is Mend.SHORT:
        return f"{rows} {have} fewer cells than the header; the missing ones are read as empty"
    if mend is Mend.UNSURE:
        return f"{rows} {have} {_LONG}"
    return f"{rows}: {mend}"


def _rows(taken: Cutting, places: Sequence[int]) -> str:
    numbers = [taken.offset + at + 1 for at in places]
    named = ", ".join(str(number) for number in numbers[:_NAMED_ROWS])
    more = f" and {len(numbers) - _NAMED_ROWS:,} more" if len(numbers) > _NAMED_ROWS else ""
    return f"row {named}" if len(numbers) == 1 else f"rows {named}{more}"


def faults(taken: Cutting, columns: Sequence[Sequence[str]]) -> tuple[Fault, ...]:
    """Return what to look at: rows that were put right (a note) or could not be (a warning), and a short header."""
    loud = [at for at, mended in taken.mended.items() if mended.mend not in _QUIET]
    found = [*_header_fault(taken, columns), *(_fault(taken, at) for at in loud[:_MOST_FAULTS])]
    if len(loud) > _MOST_FAULTS:
        row = taken.offset + loud[_MOST_FAULTS] + 1
        what = f"{len(loud) - _MOST_FAULTS:,} more such rows from here on"
        found.append(Fault(row, what, _wanted(taken), "Check how the file is written", Severity.WARNING))
    return tuple(found)


def _wanted(taken: Cutting) -> str:
    return f"{taken.grid.width} cells, as in most rows"


def _fault(taken: Cutting, at: int) -> Fault:
    mended, cells = taken.mended[at], len(taken.grid.odd[at].cells)
    found = "doubtful quotation marks"
    if cells != taken.grid.width:
        found = f"{cells} {'cell' if cells == 1 else 'cells'}"
    row = taken.offset + at + 1
    if mended.mend is Mend.UNSURE:
        return Fault(row, found, _wanted(taken), _LEFT, Severity.WARNING)
    return Fault(row, found, _wanted(taken), f"Nothing, if it was read right: {mended.mend}", Severity.NOTE)


def _header_fault(taken: Cutting, columns: Sequence[Sequence[str]]) -> list[Fault]:
    """A header that names fewer columns than the rows have cells may name the wrong ones."""
    head, usual = taken.head, taken.grid.width
    named = len(head.raw)
    if not head.rows or head.mended or named >= usual or head.rows[0] not in taken.grid.odd:
        return []
    lost = any(any(column) for column in columns[named:usual])
    found = f"{named} names" if lost else f"{named} names, although the last cell of every row is empty"
    mend = "Look whether each name stands above its column, and give every column a name in the header"
    row = taken.offset + head.rows[0] + 1
    return [Fault(row, found, f"{usual} names, one for each cell", mend, Severity.WARNING)]
