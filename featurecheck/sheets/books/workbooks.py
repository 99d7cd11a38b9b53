"""Workbooks as grids of text, read by calamine in a child process; what it loses is put back and reported."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from featurecheck.intake import Problem, Severity
from featurecheck.sheets.books.capped import Answer, NotReadError, Source
from featurecheck.sheets.books.comments import comments, not_read, placed
from featurecheck.sheets.books.groups import grouped
from featurecheck.sheets.books.guards import MAX_ROWS, Checked, refused
from featurecheck.sheets.books.recovery import Recovered
from featurecheck.sheets.cells import duration, letter, percentage, shortened
from featurecheck.sheets.grid import Grid
from featurecheck.sheets.layout.layout import Body, find_header
from featurecheck.sheets.limits import memory_for, seconds_for
from featurecheck.words import counted

_NAMED = 5
_EACH = 1000  # cells that are told one by one
_FEW_SHEETS = 4  # searched before it is known which one is wanted


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet of a workbook and whether a person sees it."""

    name: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text from A1 on.

    `merged` lists blocks merged down one column: first row, last row and column, counted from 0.
    """

    grid: Grid
    merged: Sequence[tuple[int, int, int]]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


class Workbook:
    """An open workbook. `notes` and `problems` are about the sheets read whole so far."""

    def __init__(self, path: Path, checked: Checked) -> None:
        self._path, self._checked = path, checked
        self._recovered: dict[str, Recovered] = {}
        self._source = Source(path, memory_for(checked.unpacked), seconds_for(checked.unpacked))
        cells = [
            (at, name, visible) for at, (name, visible, cells) in enumerate(self._source.sheets) if cells
        ]
        self._positions = {name: at for at, name, _ in reversed(cells)}
        self.sheets = [SheetName(name, visible) for _, name, visible in cells]
        self.notes: list[str] = []
        self.problems: list[Problem] = []

    def preview(self, name: str, most: int) -> Sequence[Sequence[str]]:
        """Return the first rows; the sheet is parsed once, and searched at the same time unless there are many."""
        answer = self._source.ask(self._positions[name], most)
        if len(self.sheets) <= _FEW_SHEETS:
            self._losses(name)
        return _rows(answer, Recovered())[:most]

    def read(self, name: str) -> Sheet:
        """Return a whole sheet."""
        answer = self._source.ask(self._positions[name], MAX_ROWS + 1)
        losses = self._losses(name)
        rows = _rows(answer, losses)  # what follows them is known afterwards
        notes, problems = _told(self._path, name, losses, answer.long)
        return Sheet(rows, [*answer.merged, *losses.merged], notes, problems)

    def comments(self, name: str, body: Body) -> Mapping[tuple[int, int], str]:
        """Return the comments on the cells of a table by row number and position in the header; the last to be asked.

        What cannot be read of them becomes a note. Only xlsx and xlsm are searched.
        """
        if self._checked.kind != "xlsx":
            return {}
        below = max(body.header_rows, default=0)
        try:
            said = comments(self._path, self._source, name, below)
        except NotReadError as error:
            self.notes.append(not_read(error.reason))
            return {}
        found = placed(said, below, body.row_numbers, body.letters)
        self.notes += found.notes
        return found.texts

    def _losses(self, name: str) -> Recovered:
        if name not in self._recovered:
            self._recovered[name] = _recovered(self._path, self._checked.kind, name)
        return self._recovered[name]

    def close(self) -> None:
        """End the child process."""
        self._source.close()


def _recovered(path: Path, kind: str, sheet: str) -> Recovered:
    if kind == "xlsx":
        from featurecheck.sheets.books.recovery import recovered  # noqa: PLC0415 - each kind of file has its own
    elif kind == "ods":
        from featurecheck.sheets.books.opendocument import recovered  # noqa: PLC0415 - as above
    elif kind == "xlsb":
        from featurecheck.sheets.books.binarysheet import recovered  # noqa: PLC0415 - as above
    else:
        from featurecheck.sheets.books.oldsheet import recovered  # noqa: PLC0415 - as above
    return recovered(path, sheet)


def _rows(answer: Answer, losses: Recovered) -> Grid:
    answer.head()
    columns: list[list[str]] = [[""] * answer.top for _ in range(answer.left + answer.width)]
    mends, length = _Mends(losses), answer.top
    for block in answer.blocks():
        mends.apply(block, length, answer.left)
        count = len(block[0])
        for column, cells in zip(columns, [[""] * count] * answer.left + block, strict=True):
            column += cells  # noqa: PLW2901 - the list itself grows
        length += count
    return Grid(columns, {}, length)


class _Mends:
    """What is put back into the cells, block by block: error texts, percent signs, durations."""

    def __init__(self, losses: Recovered) -> None:
        self._errors = sorted(losses.errors)
        self._changes = [
            (column, array("I", sorted(rows)), _Changed(change))
            for change, places in ((percentage, losses.percents), (duration, losses.durations))
            for column, rows in places.rows.items()
        ]

    def apply(self, columns: list[list[str]], first: int, left: int) -> None:
        """Change the cells of a block in place; it begins at row `first` and column `left`, counted from 0."""
        end = first + len(columns[0])
        for column, rows, changed in self._changes:
            if left <= column < left + len(columns):
                cells = columns[column - left]
                for row in rows[bisect_left(rows, first) : bisect_left(rows, end)]:
                    cells[row - first] = changed[cells[row - first]]
        begin, stop = (bisect_left(self._errors, row, key=itemgetter(0)) for row in (first, end))
        for row, column, text in self._errors[begin:stop]:
            if left <= column < left + len(columns):  # calamine gives nothing there
                columns[column - left][row - first] = columns[column - left][row - first] or text


class _Changed(dict[str, str]):
    """The changed text of each cell text, worked out once."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def __missing__(self, text: str) -> str:
        self[text] = changed = self._change(text)
        return changed


def _told(
    path: Path, sheet: str, losses: Recovered, long: list[tuple[int, int]]
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return what a person should know about the cells, neighbours in a column as one."""
    problems: list[Problem] = []
    file = shortened(path.name, 255)

    def add(places: Sequence[tuple[int, int]], found: str, expected: str, mend: str) -> None:
        for row, cells, count in _addressed(places):
            said = found if count == 1 else f"{found} ({count:,} cells)"
            problems.append(Problem(file, sheet, row, cells, None, said, expected, mend, Severity.WARNING))

    by_text: dict[str, list[tuple[int, int]]] = {}
    for row, column, text in losses.errors:
        by_text.setdefault(text, []).append((row, column))
    for text, places in sorted(by_text.items()):
        add(places, text, "a value", "Correct the formula, or write the value")
    add(
        losses.not_computed,
        "a formula without a stored result",
        "a value",
        "Open the workbook in a spreadsheet program and save it once",
    )
    add(
        long,
        "a number of more than 15 digits",
        "at most 15 digits, or text",
        "The last digits were already lost when the spreadsheet saved this; format the column as text and write them again",
    )
    problems.sort(key=lambda problem: problem.row or 0)
    return _notes(losses), tuple(problems)


def _addressed(places: Sequence[tuple[int, int]]) -> list[tuple[int, str, int]]:
    """Return row, address and count: each cell of its own, or blocks where there are very many."""
    if len(places) <= _EACH:
        return [(row + 1, f"{letter(column)}{row + 1}", 1) for row, column in places]
    return [(block.row + 1, block.cells, block.count) for block in grouped(places)]


def _notes(losses: Recovered) -> tuple[str, ...]:
    notes = []
    if losses.not_computed:
        blocks = grouped(losses.not_computed)
        named = ", ".join(block.cells for block in blocks[:_NAMED])
        more = f" and {len(blocks) - _NAMED:,} more blocks" if len(blocks) > _NAMED else ""
        cells = counted(len(losses.not_computed), "formula cell")
        notes.append(
            f"{cells} without a result, read as empty ({named}{more}): open the workbook in a spreadsheet program "
            "and save it once"
        )
    if not losses.searched:
        notes.append("error cells such as #N/A could not be looked for and read as empty, and 10 % as 0.1")
    return tuple(notes)


def filled_down(sheet: Sheet, header: int) -> list[str]:
    """Write the value of each merged block into every row of it; return notes that name the blocks.

    Only blocks below the header row (counted from 0) are filled, and only rows that hold something else.
    """
    columns, filled = sheet.grid.columns, []
    for first, last, column in sorted(sheet.merged):
        if not (header < first < len(sheet.grid) and column < len(columns) and columns[column][first]):
            continue
        cells = columns[column]
        rows = range(first + 1, min(last + 1, len(sheet.grid)))
        done = [row for row in rows if not cells[row] and any(other[row].strip() for other in columns)]
        for row in done:
            cells[row] = cells[first]
        filled += [f"{letter(column)}{first + 1}:{letter(column)}{done[-1] + 1}"] if done else []
    if not filled:
        return []
    more = f" and {len(filled) - _NAMED:,} more" if len(filled) > _NAMED else ""
    named = ", ".join(filled[:_NAMED])
    return [f"the value of merged cells was read in every row of the merge: {named}{more}"]


@contextmanager
def opened(path: Path, checked: Checked) -> Iterator[Workbook]:
    """Open a workbook that passed the guards; whatever cannot be read is one sentence.

    Raises:
        FeatureCheckError: it is damaged, protected, or asks for more memory or time than its size justifies.
    """
    book = None
    try:
        book = Workbook(path, checked)
        yield book
    except NotReadError as error:
        raise refused(path, checked, error.reason, error.figures) from error
    finally:
        if book is not None:
            book.close()


def grid(path: Path, book: Workbook, name: str, most: int = MAX_ROWS) -> Sequence[Sequence[str]]:  # noqa: ARG001 - the caller's habit
    """Return the sheet's first rows as text; notes and problems about a whole sheet are added to the book's."""
    if most < MAX_ROWS:
        return book.preview(name, most)
    sheet = book.read(name)
    notes = filled_down(sheet, find_header(sheet.grid) or 0) if sheet.merged else []
    book.notes += [*sheet.notes, *notes]
    book.problems += sheet.problems
    return sheet.grid
