"""Where the table stands in a grid of text: behind a title, before a footer, with one name for every column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from featurecheck.sheets.cells import letter, listed
from featurecheck.sheets.filetable import Skipped
from featurecheck.sheets.grid import Grid, Rows
from featurecheck.sheets.layout.cutting import Cutting, assembled, cutting, planned
from featurecheck.sheets.layout.header_rows import find_header
from featurecheck.sheets.layout.layout_notes import Fault, described, faults, notes, which
from featurecheck.sheets.layout.sections import Section, best, sections
from featurecheck.sheets.row_kinds import filled
from featurecheck.sheets.text.readings import Dialect

__all__ = ["Body", "Fault", "Names", "NoSuchTableError", "cut", "filled", "find_header"]


class NoSuchTableError(Exception):
    """A table is wanted that is not there; `count` is how many there are."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True, slots=True)
class Body:
    """A table cut out of a grid; row numbers and letters are those of the file.

    `raw_header` holds the header's cells as they stand, empty without a header; `header_rows` are its 1-based rows.
    """

    header: tuple[str, ...]
    rows: Rows
    row_numbers: list[int]
    letters: tuple[str, ...]
    notes: tuple[str, ...]
    raw_header: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    faults: tuple[Fault, ...] = ()
    other_tables: tuple[str, ...] = ()


def cut(
    rows: Sequence[Sequence[str]], *, ragged: bool, dialect: Dialect | None = None, table: int | None = None
) -> Body | None:
    """Return a table of a grid, or None when there is no text in it.

    `ragged` says that short rows are worth a note, `dialect` how lines that are not whole can be read again, `table`
    which of several tables is wanted, from 1; without it the one with most known columns is taken.

    Raises:
        NoSuchTableError: there are fewer tables.
    """
    grid = rows if isinstance(rows, Grid) else Grid.of(rows, ragged=ragged)
    found = sections(grid, dialect)
    if not found:
        return None
    if table is not None and not 0 < table <= len(found):
        raise NoSuchTableError(len(found))
    chosen = best(found) if table is None else table - 1
    section = found[chosen]
    taken = cutting(grid.part(section.first, section.stop), section, dialect)
    return _body(taken, grid, found, chosen)


def _body(taken: Cutting, grid: Grid, found: list[Section], chosen: int) -> Body:
    others = tuple(described(grid, section) for at, section in enumerate(found) if at != chosen)
    said, skipped = which(grid, found, chosen), _skipped(taken, grid, found, chosen)
    pieces, numbers = planned(taken)
    above, below = notes(taken, numbers)
    columns = assembled(taken, pieces)
    head = taken.head
    kept = [at for at, column in enumerate(columns) if _used(head.names, at, column)]
    names, naming = _names(head.names, kept)
    return Body(
        header=names,
        rows=Rows([columns[at] for at in kept], len(numbers)),
        row_numbers=numbers,
        letters=tuple(letter(at) for at in kept),
        notes=(*said, *above, *(naming if head.rows else []), *below),
        raw_header=tuple(_at(head.raw, at) for at in kept) if head.rows else (),
        header_rows=tuple(taken.offset + at + 1 for at in head.rows),
        skipped=skipped,
        faults=faults(taken, columns),
        other_tables=others,
    )


def _at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _used(names: Sequence[str], at: int, column: list[str]) -> bool:
    return bool(_at(names, at).strip()) or any(cell and not cell.isspace() for cell in column)


def _skipped(taken: Cutting, grid: Grid, found: list[Section], chosen: int) -> tuple[Skipped, ...]:
    rows = {reason: [taken.offset + at + 1 for at in places] for reason, places in taken.left.items()}
    for at, section in enumerate(found):
        if at != chosen:
            part = grid.part(section.first, section.stop)
            blank = set(part.blank())
            rows["blank"] += [section.first + place + 1 for place in blank]
            others = [section.first + place + 1 for place in range(len(part)) if place not in blank]
            rows.setdefault("another table", []).extend(others)
    return tuple(Skipped(reason, tuple(sorted(places))) for reason, places in rows.items() if places)


def _names(header: Sequence[str], kept: list[int]) -> tuple[tuple[str, ...], list[str]]:
    """Every column gets a name of its own: `column 13` where there is none, ` (2)` where it stands twice."""
    given = [" ".join(_at(header, column).split()) for column in kept]
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
