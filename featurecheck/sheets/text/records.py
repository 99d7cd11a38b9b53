"""The rows of a delimited text: at the speed of the C reader where they are regular, line by line where they are not."""

from __future__ import annotations

import csv
import gc
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING

from featurecheck.sheets.grid import Grid, Odd, blank_rows
from featurecheck.sheets.text.readings import Dialect, Piece, plain

if TYPE_CHECKING:
    import _csv
    from typing import TextIO

_BLOCK = 1 << 17  # characters: what is made of them stays in the processor's cache
_MOST_BEHIND = (
    1 << 21
)  # characters that are read on to find the end of a cell before lines are taken one by one
_LONGEST_LINE = 1 << 27
_MOST_LINES = 20_000  # in one quoted cell
_NO_LIMIT = 2**31 - 1  # characters in a cell


class TooMuchError(Exception):
    """The text has more rows, columns or cells than are wanted."""


class ZerosError(Exception):
    """The text holds zero characters, as no text does."""


@contextmanager
def long_cells() -> Iterator[None]:
    """Lift the C reader's limit of 131,072 characters a cell for a while."""
    limit = csv.field_size_limit(_NO_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


@contextmanager
def without_collector() -> Iterator[None]:
    """Let the collector of circular garbage rest: it would look at millions of cells again and again, in vain."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def lines(text: str) -> Iterator[str]:
    """Return the lines of a text with their ends, whichever they are."""
    return io.StringIO(text, newline="")


def blocks(file: TextIO) -> Iterator[str]:
    """Yield a text in pieces of whole lines.

    Raises:
        ZerosError: there is a zero character in it.
        TooMuchError: a line is longer than 128 million characters.
    """
    parts: list[str] = []
    size = 0
    while text := file.read(_BLOCK):
        if "\0" in text:
            raise ZerosError
        end = text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
        size = len(text) - end if end else size + len(text)
        if size > _LONGEST_LINE:
            raise TooMuchError
        if end:
            yield "".join((*parts, text[:end]))
            parts = []
        parts.append(text[end:])
    if size:
        yield "".join(parts)


class Reader:
    """Reads lines into a grid; `width` is the number of cells that rows usually have."""

    def __init__(self, file: TextIO, dialect: Dialect, width: int, most: tuple[int, int, int]) -> None:
        self.dialect, self.width = dialect, width
        self._texts = blocks(file)
        self._most_rows, self._most_columns, self._most_cells = most
        self._columns: list[list[str]] = [[] for _ in range(width)]
        self._odd: dict[int, Odd] = {}
        self._blank: list[int] = []  # indexes of usual rows
        self._count = self._cells = 0
        self._bare = not (dialect.spaced or dialect.escape)
        self._plain_marks = not (dialect.escape or dialect.lenient)
        mark, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
        self._lone = re.compile(rf"[^{mark}\r\n{quote}]{quote}[^{mark}\r\n{quote}]")

    def read(self) -> Grid:
        """Return all rows.

        Raises:
            TooMuchError: there are more than wanted.
        """
        with long_cells(), without_collector():
            for text in self._texts:
                self._block(text)
                if self._count > self._most_rows or self._cells > self._most_cells:
                    raise TooMuchError
        return Grid(self._columns, self._odd, self._count, self._blank)

    def _block(self, text: str) -> None:
        """Take some whole lines."""
        rows = self._whole(text) if self._plain_marks else None
        if rows is None and self._plain_marks:
            text = self._longer(text)
            rows = self._whole(text)
        if rows is None or any(map(self.width.__ne__, map(len, rows))):
            self._carefully(list(lines(text)))
        else:
            self._regular(rows, text)

    def _whole(self, text: str) -> list[list[str]] | None:
        """Return the rows of some lines, None where a quotation mark is doubtful or a cell goes on below them."""
        record = text.split("\n")
        if not record[-1]:
            record.pop()
        with suppress(csv.Error):
            rows = list(self._fast(record))
            if len(rows) == len(record):  # no cell holds a line end: nothing was lost by taking them off
                return rows
        with suppress(csv.Error):
            return list(self._fast(lines(text)))
        return None

    def _longer(self, text: str) -> str:
        """Add lines until the last cell that was opened is closed, if it ever is."""
        texts, marks, size = [text], text.count(self.dialect.quote), len(text)
        while marks % 2 and size < _MOST_BEHIND:
            more = next(self._texts, "")
            if not more:
                break
            texts.append(more)
            marks, size = marks + more.count(self.dialect.quote), size + len(more)
        return "".join(texts)

    def _fast(self, record: Iterable[str]) -> _csv.Reader:
        return csv.reader(
            record,
            delimiter=self.dialect.delimiter,
            quotechar=self.dialect.quote,
            skipinitialspace=self.dialect.spaced,
            strict=True,
        )

    def _regular(self, rows: list[list[str]], text: str) -> None:
        columns = list(zip(*rows, strict=True))
        quote = self.dialect.quote
        if quote in text and any(quote in "".join(column) for column in columns):
            fed = list(lines(text))
            if any(map(self._lone.search, fed)):
                self._carefully(fed)
                return
        self._extend(columns)

    def _extend(self, columns: list[tuple[str, ...]]) -> None:
        """Take usual rows, given as columns."""
        self._blank += [len(self._columns[0]) + index for index in blank_rows(columns)]
        for column, cells in zip(self._columns, columns, strict=True):
            column.extend(cells)
        self._count += len(columns[0])
        self._cells += len(columns[0]) * self.width

    def _add(self, cells: list[str], raw: str, *, doubtful: bool) -> None:
        if len(cells) > self._most_columns:
            raise TooMuchError
        self._cells += len(cells)
        if len(cells) == self.width and not doubtful:
            if not any(map(str.strip, cells)):
                self._blank.append(len(self._columns[0]))
            for column, cell in zip(self._columns, cells, strict=True):
                column.append(cell)
        else:
            self._odd[self._count] = Odd(tuple(cells), raw)
        self._count += 1

    def _carefully(self, fed: list[str]) -> None:
        """Take the lines record by record; more are read where a quoted cell goes on."""
        at = 0
        while at < len(fed):
            if self._plain_marks:
                at += self._whole_lines(fed, at)
            if at < len(fed):
                at += self._record(fed, at)

    def _whole_lines(self, fed: list[str], at: int) -> int:
        """Take lines as long as each is a record of its own with all its marks closed; return how many."""
        reader, quote = self._fast(islice(fed, at, None)), self.dialect.quote
        usual: list[list[str]] = []
        taken = 0
        with suppress(csv.Error):
            for cells in reader:
                if reader.line_num != taken + 1:  # it goes on in the next line: that has to be looked at
                    break
                line = fed[at + taken]
                taken += 1
                doubtful = quote in line and self._lone.search(line) is not None
                if len(cells) == self.width and not doubtful:
                    usual.append(cells)
                else:
                    usual = self._flushed(usual)
                    self._add(cells, line.rstrip("\r\n"), doubtful=doubtful)
        self._flushed(usual)
        return taken

    def _flushed(self, usual: list[list[str]]) -> list[list[str]]:
        if usual:
            self._extend(list(zip(*usual, strict=True)))
        return []

    def _record(self, fed: list[str], at: int) -> int:
        """Add the record that begins in a line; return how many lines it took."""
        line = fed[at].rstrip("\r\n")
        if not line:
            self._add([], line, doubtful=False)
            return 1
        if self._bare and self.dialect.quote not in line:
            self._add(line.split(self.dialect.delimiter), line, doubtful=False)
            return 1
        pieces = plain(line, self.dialect)
        if self._opens(pieces):
            cells, used = self._over_lines(fed, at)
            if used > 1 and self._goes_on(cells, fed[at : at + used], pieces):
                self._add(cells, "".join(fed[at : at + used]).rstrip("\r\n"), doubtful=False)
                return used
        self._add([piece.text for piece in pieces], line, doubtful=self._doubtful(pieces))
        return 1

    def _opens(self, pieces: list[Piece]) -> bool:
        quote = self.dialect.quote
        return any(not piece.quoted and piece.text.startswith(quote) for piece in pieces)

    def _doubtful(self, pieces: list[Piece]) -> bool:
        return any(self.dialect.quote in piece.text for piece in pieces if not piece.quoted)

    def _over_lines(self, fed: list[str], at: int) -> tuple[list[str], int]:
        """Return the cells of a record whose quoted cells go on in the next lines, and its number of lines or 1."""
        record = self._lines_from(fed, at)
        if self.dialect.escape:
            return self._escaped(record)
        reader = self._fast(record)
        try:
            return next(reader), reader.line_num
        except (csv.Error, StopIteration):
            return [], 1

    def _lines_from(self, fed: list[str], at: int) -> Iterator[str]:
        """Yield the lines from one on, as many as a record may take up; what is read ahead is kept in `fed`."""
        for position in range(at, at + _MOST_LINES):
            if position == len(fed):
                fed.extend(lines(next(self._texts, "")))
            if position == len(fed):
                return
            yield fed[position]

    def _escaped(self, record: Iterator[str]) -> tuple[list[str], int]:
        text = ""
        for count, line in enumerate(islice(record, 500), 1):
            text += line
            if line.count(self.dialect.quote) and count > 1:
                pieces = plain(text.rstrip("\r\n"), self.dialect)
                if not self._opens(pieces):
                    return [piece.text for piece in pieces], count
        return [], 1

    def _goes_on(self, cells: list[str], record: list[str], pieces: list[Piece]) -> bool:
        """A cell over several lines is meant if its row is as wide as the others, and no row of them was swallowed."""
        before_close, _, _ = record[-1].partition(self.dialect.quote)
        others = record[1:] if self.dialect.delimiter in before_close else record[1:-1]
        widths = Counter(len(plain(line.rstrip("\r\n"), self.dialect)) for line in others)
        swallowed = self.width > 1 and (len(pieces) == self.width or widths[self.width] > 0)
        return len(cells) == self.width or not swallowed
