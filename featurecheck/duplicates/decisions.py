"""duplicates.csv: what was proposed and what a person answered, written and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.duplicates.folding import fold
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Problem, Severity

if TYPE_CHECKING:
    from featurecheck.duplicates.proposals import Proposal
    from featurecheck.sheets.filetable import FileTable

COLUMNS = ("accept", "score", "id", "request", "duplicate_id", "duplicate_request", "reason", "differs")
FILE_NAME = "duplicates.csv"

_NEEDED = ("accept", "id", "duplicate_id")
_YES = frozenset(
    [
        "yes",
        "y",
        "x",
        "1",
        "true",
        "ja",
        "j",
        "wahr",
        "oui",
        "o",
        "vrai",
        "si",
        "sí",
        "s",
        "sim",
        "ok",
        "✓",
        "✔",
        "+",
        "accept",
        "accepted",
        "merge",
    ]
)
_NO = frozenset(
    ["no", "n", "0", "false", "nein", "falsch", "non", "faux", "não", "nao", "nej", "-", "reject", "rejected"]
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the file: `accept` is True, False, or None for what was not answered or cannot be read."""

    accept: bool | None
    cells: Mapping[str, str]
    row: int
    cell: str
    """Where the answer stands, e.g. A7."""

    @property
    def ids(self) -> tuple[str, str]:
        """The request that stays and the one that goes into it."""
        return self.cells["id"], self.cells["duplicate_id"]

    @property
    def answered(self) -> bool:
        """Whether a person wrote anything."""
        return bool(self.cells["accept"].strip())


@dataclass(frozen=True)
class Decisions:
    """What a person answered, row by row, and what could not be read."""

    file: str
    sheet: str | None
    sha256: str
    rows: tuple[Decision, ...]
    problems: tuple[Problem, ...] = ()

    def answered(self, into: Mapping[str, str]) -> set[frozenset[str]]:
        """Return the pairs that need not be proposed again; `into` says which id a merged one went into."""
        pairs = ([plain(name) for name in row.ids] for row in self.rows if row.accept is not None)
        return {frozenset(into.get(name, name) for name in pair) for pair in pairs}

    def problem(self, row: Decision, found: str, expected: str, mend: str, severity: Severity) -> Problem:
        """Return what has to be mended about one row."""
        return Problem(self.file, self.sheet, row.row, row.cell, "accept", found, expected, mend, severity)


def plain(text: str) -> str:
    """Return an id without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and len(text) > 1 else text


def read_decisions(path: Path) -> Decisions:
    """Read a duplicates.csv, also one that a spreadsheet program saved in its own way.

    Raises:
        FeatureCheckError: the file cannot be read, or lacks the columns accept, id or duplicate_id.
    """
    from featurecheck.sheets.tables import read  # noqa: PLC0415 - loads spreadsheet readers

    if not path.exists():
        raise FeatureCheckError(f"{path}: there is no such file. Give the {FILE_NAME} that batch wrote.")
    table = read(path)
    at = {fold(name).replace(" ", "_"): place for place, name in reversed(list(enumerate(table.header)))}
    missing = [name for name in _NEEDED if name not in at]
    if missing:
        raise FeatureCheckError(
            f"{table.file}: no column '{missing[0]}'. Give the {FILE_NAME} that batch wrote, its header as it was."
        )
    rows = tuple(_decision(table, at, number) for number in range(len(table.rows)))
    found = Decisions(table.file, table.sheet, table.sha256, rows)
    unread = (_unread(found, row) for row in rows if row.answered and row.accept is None)
    return replace(found, problems=(*table.problems, *unread))


def _decision(table: FileTable, at: Mapping[str, int], number: int) -> Decision:
    cells = {name: table.rows[number][at[name]] if name in at else "" for name in COLUMNS}
    cells |= {name: cells[name].strip() for name in ("id", "duplicate_id")}
    row = table.row_numbers[number]
    return Decision(_meant(cells["accept"]), cells, row, f"{table.letters[at['accept']]}{row}")


def _meant(text: str) -> bool | None:
    word = plain(text.strip().casefold()).rstrip(".!")
    return True if word in _YES else False if word in _NO else None


def _unread(found: Decisions, row: Decision) -> Problem:
    return found.problem(
        row,
        f"'{row.cells['accept'].strip()}'",
        "yes, no, or nothing",
        "Write yes to merge the two, no to keep them apart. They were kept apart.",
        Severity.ERROR,
    )


def duplicates_csv(found: Sequence[Proposal], decided: Decisions | None = None) -> bytes:
    """Return duplicates.csv: first what was answered already, as it stands, then the proposals; formulas disarmed."""
    from featurecheck.duplicates.proposals import rows_of  # noqa: PLC0415 - the search is not needed to read
    from featurecheck.sheets.out.writing import results_csv  # noqa: PLC0415 - only writers need it

    kept = [dict(row.cells) for row in decided.rows if row.answered] if decided else []
    return results_csv([*kept, *rows_of(found)], COLUMNS)
