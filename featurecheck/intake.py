"""What was read: tables and requests as text, the files they came from, and what has to be mended in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem or a flag matters."""

    ERROR = "error"  # the row cannot be evaluated
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the input that a person has to mend: where, what was found, what was expected, what to do."""

    file: str
    sheet: str | None
    row: int | None
    cell: str | None
    column: str | None
    found: str
    expected: str
    mend: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, for messages: `requests.xlsx, sheet 'Requests', row 7`; no folder in the file's name."""

    file: str
    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class InputFile:
    """What was read: name without its folder, digest of its bytes, how many rows became requests."""

    name: str
    sha256: str
    kind: str
    rows_read: int
    rows_skipped: int = 0
    notes: tuple[str, ...] = ()
    rows_merged: int = 0


@dataclass(frozen=True)
class Table:
    """One sheet as text. `rows` are as wide as `header`; "" is an empty cell.

    `row_numbers` are the 1-based rows in the file and `letters` the columns' letters, so that a cell can be named.
    `notes` are the decisions taken while reading (encoding, delimiter, header row, sheet chosen), in words.
    """

    file: str
    sheet: str | None
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    row_numbers: Sequence[int]
    letters: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Requests:
    """The requests as columns of text, all of one length; "" where nothing was written.

    Keys of `columns`: `request` and the other columns of the request sheet by their declared names, each parameter's
    name, and `<name> evidence`, `<name> source`, `<name> ask`, `<name> state`. `places` has one entry a request;
    `letters` gives a column's letter in the sheet (absent for request files); `mapping` the header each column was
    read from.
    """

    columns: Mapping[str, Sequence[str]]
    places: Sequence[Place]
    letters: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    decimal: str | None = None

    def __len__(self) -> int:
        return len(self.places)
