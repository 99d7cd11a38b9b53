"""The sheet of the accounts: which one of a workbook, which column is which, and what has to be mended in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from featurecheck.customers.words import SHEETS
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Place, Problem, Severity
from featurecheck.sheets.books.guards import check
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.filetable import FileTable, ReadAs
from featurecheck.sheets.headers.header_text import fold
from featurecheck.sheets.headers.kinds import REQUESTS, kinds
from featurecheck.sheets.headers.recognise import Recognised, not_used, recognise_sheet
from featurecheck.sheets.tables import read

KIND = "customers"
_MOST_SHEETS = 50  # that are looked into
_HEADER = -1  # the row of a complaint about a whole column


@dataclass
class Sheet:
    """A table of accounts while it is read: `columns` says where each of ours stands."""

    table: FileTable
    columns: Mapping[str, int]
    notes: list[str]
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with what reading the table found; its cells are not complained about again."""
        self.problems += self.table.problems
        self._known = {problem.cell for problem in self.table.problems if problem.cell}

    def texts(self, name: str) -> list[str]:
        """Return the cells of a column without blanks around them, "" for each row where there is no such column."""
        at = self.columns.get(name)
        return [""] * len(self.table.rows) if at is None else [row[at].strip() for row in self.table.rows]

    def header(self, name: str) -> str:
        """Return how the sheet calls a column; the column's own name where the sheet has none."""
        return self.table.header[self.columns[name]] if name in self.columns else name

    def place(self, at: int) -> Place:
        """Return where a row stands; `at` counts from 0."""
        return Place(self.table.file, self.table.sheet, self.table.row_numbers[at])

    def cell(self, at: int, name: str) -> str | None:
        """Return a cell's address, such as `C7`; None where the sheet has no such column or no header row."""
        if name not in self.columns:
            return None
        row = self._row(at)
        return f"{self.table.letters[self.columns[name]]}{row}" if row is not None else None

    def complain(
        self,
        at: int,
        name: str,
        found: str,
        expected: str,
        mend: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Remember what has to be mended in a cell, unless reading the table has said so already."""
        cell = self.cell(at, name)
        if cell is None or cell not in self._known:
            header = shortened(self.header(name))
            row = self._row(at)
            self.problems.append(
                Problem(self.table.file, self.table.sheet, row, cell, header, found, expected, mend, severity)
            )

    def complain_of_column(self, name: str, expected: str, mend: str) -> None:
        """Remember what has to be mended in a whole column."""
        self.complain(_HEADER, name, f"'{shortened(self.header(name))}'", expected, mend)

    def _row(self, at: int) -> int | None:
        if at == _HEADER:
            return self.table.header_rows[-1] if self.table.header_rows else None
        return self.table.row_numbers[at]


def found(path: Path, read_as: ReadAs) -> Sheet:
    """Return the sheet of the accounts; of a workbook the one that is called so, else the first that is one.

    Raises:
        FeatureCheckError: the file is no readable table, or no sheet of it holds accounts.
    """
    if read_as.sheet is not None or check(path).kind == "text":
        return _understood(path, read_as)
    refusals = []
    for name in _candidates(path):
        try:
            return _understood(path, read_as if name is None else replace(read_as, sheet=name))
        except FeatureCheckError as error:
            refusals.append(error)
    raise refusals[0]


def _candidates(path: Path) -> Iterator[str | None]:
    """Return the sheets in the order in which they are tried; None leaves the choice to the reader of tables."""
    from featurecheck.sheets.books.workbooks import opened  # noqa: PLC0415 - only workbooks need it

    with opened(path, check(path)) as book:
        names = [sheet.name for sheet in book.sheets if sheet.visible]
    named = [name for wanted in SHEETS for name in names if fold(name) == wanted] if len(names) > 1 else []
    yield from named
    yield None
    yield from [name for name in names[:_MOST_SHEETS] if name not in named] if len(names) > 1 else []


def _understood(path: Path, read_as: ReadAs) -> Sheet:
    table = read(path, **read_as.where())
    try:
        recognised = recognise_sheet(table.header, mapping=read_as.mapping, kind=KIND)
        _refuse_requests(table, recognised)
    except FeatureCheckError as error:
        raise FeatureCheckError(f"{_place(table)}: {error.message}", error.exit_code) from error
    if not table.rows:
        message = "no row stands under the header. Add one row for each account, or leave the sheet out"
        raise FeatureCheckError(f"{_place(table)}: {message}.")
    columns = {match.name: match.position for match in recognised.matches}
    return Sheet(table, columns, [*table.notes, *_notes(recognised)])


def _place(table: FileTable) -> str:
    return f"{table.file}, sheet '{shortened(table.sheet)}'" if table.sheet else table.file


def _refuse_requests(table: FileTable, recognised: Recognised) -> None:
    """Refuse a sheet of requests that names customers, unless a person says what its columns are."""
    if recognised.vendor or any(match.how == "map" for match in recognised.matches):
        return
    telling = [header for header in table.header if fold(header) in kinds()[KIND].never]
    better = recognise_sheet(table.header)
    if not telling and better.kind == REQUESTS and len(better.matches) > len(recognised.matches):
        telling = [match.header for match in better.matches if match.name == "request"]
    if telling:
        raise FeatureCheckError(
            f"This is a sheet of requests, as its column '{shortened(telling[0])}' shows, not {kinds()[KIND].what}. "
            'Give the sheet of the accounts, or say which column holds them, for example --map "HEADER=account".'
        )


def _notes(recognised: Recognised) -> list[str]:
    renamed = [match for match in recognised.matches if fold(match.header) != fold(match.name)]
    pairs = [f"{match.name} from '{shortened(match.header)}'" for match in renamed]
    read_from = [f"read: {', '.join(pairs)}"] if pairs else []
    return [*recognised.notes, *read_from, *not_used(recognised.unused)]
