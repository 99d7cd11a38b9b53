"""Which rows of a sheet become requests, and how a problem with one of their cells is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress

from featurecheck.intake import Place, Problem, Severity, Table
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.recognise import Match, Recognised
from featurecheck.sheets.layout.layout import Names, filled

EXAMPLE = "EXAMPLE"


@dataclass
class Rows:
    """The rows of a table that are kept, as positions in `table.rows`, and what was said on the way.

    `left` is how many rows were left out because they name no request, `blank` and `examples` how many were none.
    """

    table: Table
    recognised: Recognised
    kept: Sequence[int] = ()
    numbers: Sequence[int] = ()  # 1, 2, ... among the rows that say anything, one for each kept row
    blank: int = 0
    examples: int = 0
    left: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _columns: dict[int, Sequence[str]] = field(default_factory=dict)

    def match(self, name: str) -> Match | None:
        """Return the column of this name, None where the sheet has none."""
        return next((match for match in self.recognised.matches if match.name == name), None)

    def cells(self, position: int) -> Sequence[str]:
        """Return a column of the table as it stands, all rows; it is put together once."""
        if position not in self._columns:
            self._columns[position] = column(self.table, position)
        return self._columns[position]

    def texts(self, position: int) -> list[str]:
        """Return the stripped cells of a column, one for each kept row."""
        cells = self.cells(position)
        whole = len(self.kept) == len(cells)
        return [text.strip() for text in (cells if whole else map(cells.__getitem__, self.kept))]

    def places(self) -> list[Place]:
        """Return where each kept row stands."""
        file, sheet, numbers = self.table.file, self.table.sheet, self.table.row_numbers
        return [Place(file, sheet, numbers[row]) for row in self.kept]

    def complain(
        self,
        row: int | None,
        name: str | int,
        found: str,
        expected: str,
        mend: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Remember a problem with a cell, or with a whole column where `row` is None.

        `row` is a position in `table.rows`; `name` a recognised column, or a position in the header.
        """
        match = self.match(name) if isinstance(name, str) else None
        at = match.position if match else None if isinstance(name, str) else name
        table = self.table
        number = None if row is None else table.row_numbers[row]
        cell = None if number is None or at is None or not table.letters else f"{table.letters[at]}{number}"
        header = str(name) if at is None else table.header[at]
        self.problems.append(
            Problem(table.file, table.sheet, number, cell, header, found, expected, mend, severity)
        )


def column(table: Table, position: int) -> Sequence[str]:
    """Return the cells of a column, as a whole where the table keeps columns."""
    columns = getattr(table, "columns", None) or getattr(table.rows, "columns", None)
    if columns is not None and not callable(columns):
        whole: Sequence[str] = columns[position]
        return whole
    return [row[position] for row in table.rows]


def take(table: Table, recognised: Recognised) -> Rows:
    """Return the rows that name a request; blank ones and the example are counted, the others reported."""
    rows = Rows(table, recognised)
    asked = rows.match("request")
    given = rows.match("id")
    titles = rows.cells(asked.position) if asked else [""] * len(table.rows)
    ids = rows.cells(given.position) if given else []
    good = [bool(title.strip()) for title in titles]
    examples = {at for at, text in enumerate(ids) if EXAMPLE in text and text.strip() == EXAMPLE}
    bad = [at for at in compress(range(len(titles)), (not one for one in good)) if at not in examples]
    rows.examples = len(examples)
    speaking = [at for at in bad if filled(table.rows[at])]
    rows.blank, rows.left = len(bad) - len(speaking), len(speaking)
    for at in speaking:
        _no_request(rows, at)
    rows.kept = [at for at, one in enumerate(good) if one and at not in examples]
    rows.numbers = _numbers(rows.kept, speaking)
    return rows


def _numbers(kept: Sequence[int], speaking: Sequence[int]) -> Sequence[int]:
    if not speaking:
        return range(1, len(kept) + 1)
    order = {at: number for number, at in enumerate(sorted((*kept, *speaking)), start=1)}
    return [order[at] for at in kept]


def _no_request(rows: Rows, at: int) -> None:
    found = next(cell.strip() for cell in rows.table.rows[at] if cell.strip())
    rows.complain(
        at,
        "request",
        f"no request, but '{shortened(found)}' in the row",
        "what is requested, in words",
        "Write the request, or delete the row. The row was left out.",
        Severity.ERROR,
    )


def unique_ids(rows: Rows, given: Sequence[str]) -> list[str]:
    """Return ids as written, `R<number>` where none is; one that stands twice gets ` (2)` and a warning."""
    if len(set(given) | {""}) == len(given) + 1:  # the usual case, quickly
        return list(given)
    names = Names(given)
    seen: set[str] = {""}
    ids = []
    for at, text, number in zip(rows.kept, given, rows.numbers, strict=True):
        name = names.give(text or f"R{number}") if text in seen else text
        if name != text and text:
            rows.complain(
                at,
                "id",
                f"the id '{shortened(text)}' a second time",
                "an id of its own for every request",
                f"Give one of them another id. This one is shown as '{shortened(name)}'.",
            )
        seen.add(text)
        ids.append(name)
    return ids
