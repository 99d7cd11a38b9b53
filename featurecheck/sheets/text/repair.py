"""Rows that are not as wide as their table: put right where only one reading fits its columns, else left as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from featurecheck.sheets.grid import Odd
from featurecheck.sheets.text.readings import Dialect, Piece, plain, readings, worth_trying
from featurecheck.sheets.text.shapes import Shape

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars", " ": "blanks"}
_Cells = tuple[str, ...]
_Fits = dict[_Cells, int]  # cells that fit -> how many of them begin with a stray quotation mark
_ALL_TRIES = 5_000_000  # cells compared with a shape in one file: a bound on time, far above any real need
_READING = 2  # to make a cell of another reading takes as long as so many tries
_LONGEST_SPLIT = 2000
_FEW = 5  # rows from which nothing can be said against a short one


class Mend(StrEnum):
    """What was done with a row, in words that follow its number."""

    WHOLE = "was read as it stands"
    SHORT = "has fewer cells than the header; the missing ones are read as empty"
    MARK = "a quotation mark is opened and never closed: such marks were kept as text"
    MARKS = "quotation marks inside a cell were kept as text"
    DROPPED = "an empty cell too many was left out"
    PADDED = "an empty cell that was missing was put in"
    SPLIT = "a delimiter that was missing was put back"
    JOINED = "a delimiter inside a text was kept as text"
    OTHER = "it was read with another delimiter than the other rows"
    UNSURE = "its cells were kept as they are"


@dataclass(frozen=True, slots=True)
class Mended:
    """The cells a row is read as and why."""

    cells: _Cells
    mend: Mend


class Mender:
    """Puts rows right by the shapes of their table's columns; with its tries used up it leaves rows as they are."""

    def __init__(self, shapes: Sequence[Shape], dialect: Dialect, tries: int = _ALL_TRIES) -> None:
        self.shapes, self.dialect = shapes, dialect
        self._seen = min((shape.seen for shape in shapes), default=0)
        self._left = tries if self._seen else 0

    def mend(self, row: Odd) -> Mended:
        """Return the row with as many cells as there are shapes, or as it stands if no reading or several fit."""
        pieces = self._pieces(row)
        cells = _texts(pieces)
        strays = self._strays(cells)
        if strays == 0 or self._left <= 0:
            return Mended(cells, Mend.WHOLE if strays == 0 else self._kept(cells))
        for attempt in (self._requoted, self._shortened, self._edited, self._other):
            found = attempt(row, pieces)
            if found is not None:
                return found
        return Mended(cells, self._kept(cells))

    def _pieces(self, row: Odd) -> list[Piece]:
        if row.raw is None:
            return [Piece(cell, quoted=True, start=0) for cell in row.cells]
        return plain(row.raw, self.dialect)

    def _kept(self, cells: _Cells) -> Mend:
        """A row of the right width needs nothing; one that only ends early is short; any other is unsure."""
        marks = any(cell.startswith(self.dialect.quote) for cell in cells)
        if len(cells) == len(self.shapes):
            return Mend.MARK if marks else Mend.WHOLE
        short = len(cells) < len(self.shapes) and (self._seen < _FEW or self._begins(cells))
        return Mend.SHORT if short else Mend.UNSURE

    def _begins(self, cells: _Cells) -> bool:
        return all(shape.fits(cell) for cell, shape in zip(cells, self.shapes, strict=False))

    def _fit(self, cell: str, shape: Shape) -> int | None:
        """Return 0 for a cell that fits, 1 for one that does without the stray mark before it, else None."""
        self._left -= 1
        if shape.fits(cell):
            return 0
        quote = self.dialect.quote
        return 1 if cell.startswith(quote) and shape.fits(cell.removeprefix(quote)) else None

    def _strays(self, cells: Sequence[str]) -> int | None:
        """Return how many stray marks a row has whose cells all fit, None for any other row."""
        if len(cells) != len(self.shapes):
            return None
        total = 0
        for cell, shape in zip(cells, self.shapes, strict=True):
            stray = self._fit(cell, shape)
            if stray is None:
                return None
            total += stray
        return total

    def _add(self, found: _Fits, cells: _Cells, more: int = 0) -> None:
        strays = self._strays(cells)
        if strays is not None:
            found[cells] = min(strays + more, found.get(cells, strays + more))

    def _requoted(self, row: Odd, pieces: list[Piece]) -> Mended | None:
        """Return the row with other quotation marks taken as text; with a missing delimiter only if that fails."""
        if row.raw is None or self.dialect.quote not in row.raw or not worth_trying(row.raw, self.dialect):
            return None
        whole = [pieces, self._lenient(row, pieces)]
        found = self._fitting(whole) or self._fitting(readings(row.raw, self.dialect))
        if not found:
            return None
        mend = Mend.MARKS if len(pieces) >= len(self.shapes) else Mend.SPLIT
        return self._only(found, Mend.MARK if min(found.values()) else mend, pieces)

    def _fitting(self, candidates: Iterable[list[Piece]]) -> _Fits:
        found: _Fits = {}
        quote = self.dialect.quote
        for reading in candidates:
            self._left -= _READING * len(reading)
            if self._left <= 0:
                break
            if len(reading) == len(self.shapes) and self._left > 0:
                open_ended = sum(not piece.quoted and piece.text.endswith(quote) for piece in reading)
                self._add(found, _texts(reading), open_ended)
        return found

    def _only(self, found: _Fits, mend: Mend, pieces: list[Piece]) -> Mended:
        """Return the reading with the fewest stray marks, if it is the only one."""
        fewest = min(found.values())
        best = [cells for cells, strays in found.items() if strays == fewest]
        if len(best) == 1:
            return Mended(best[0], mend)
        cells = _texts(pieces)
        return Mended(cells, Mend.WHOLE if len(cells) == len(self.shapes) else Mend.UNSURE)

    def _shortened(self, _row: Odd, pieces: list[Piece]) -> Mended | None:
        """Return a row that lacks, or has too many of, nothing but empty cells at its end."""
        cells = _texts(pieces)
        lacking = len(self.shapes) - len(cells)
        if lacking > 0 and self._strays((*cells, *[""] * lacking)) == 0:
            return Mended(cells, Mend.SHORT)
        if lacking < 0 and not any(cells[lacking:]) and self._strays(cells[:lacking]) == 0:
            return Mended(cells[:lacking], Mend.DROPPED if lacking == -1 else Mend.WHOLE)
        return None

    def _edited(self, row: Odd, pieces: list[Piece]) -> Mended | None:
        found: dict[Mend, _Fits] = {}
        for reading in (pieces, self._lenient(row, pieces)):
            for mend, edit in self._edits(len(reading) - len(self.shapes)):
                for cells in edit(reading, row.raw or ""):
                    self._add(found.setdefault(mend, {}), cells)
        fits = {cells: strays for one in found.values() for cells, strays in one.items()}
        if not fits:
            return None
        return self._only(fits, next(mend for mend, one in found.items() if one), pieces)

    def _lenient(self, row: Odd, pieces: list[Piece]) -> list[Piece]:
        if row.raw is None or not worth_trying(row.raw, self.dialect):
            return pieces
        return plain(row.raw, self.dialect, lenient=True)

    def _edits(self, surplus: int) -> list[tuple[Mend, Callable[[list[Piece], str], Iterable[_Cells]]]]:
        if surplus == -1:
            return [(Mend.PADDED, self._padded), (Mend.SPLIT, self._split)]
        dropped = [(Mend.DROPPED, self._dropped)] if surplus == 1 else []
        return [*dropped, (Mend.JOINED, self._joined)] if surplus > 0 else []

    def _dropped(self, pieces: list[Piece], _raw: str) -> Iterator[_Cells]:
        cells = _texts(pieces)
        for at, piece in enumerate(pieces):
            if not piece.text:
                yield (*cells[:at], *cells[at + 1 :])

    def _padded(self, pieces: list[Piece], _raw: str) -> Iterator[_Cells]:
        cells = _texts(pieces)
        for at, shape in enumerate(self.shapes):
            if shape.ever_empty:
                yield (*cells[:at], "", *cells[at:])

    def _split(self, pieces: list[Piece], _raw: str) -> Iterator[_Cells]:
        """Yield the row with one bare cell cut in two, where both parts and all cells beside it fit."""
        cells = _texts(pieces)
        before = [shape.fits(cell) for cell, shape in zip(cells, self.shapes, strict=False)]
        after = [shape.fits(cell) for cell, shape in zip(cells, self.shapes[1:], strict=True)]
        for at, piece in enumerate(pieces):
            if all(before[:at]) and all(after[at + 1 :]) and not piece.quoted:
                for left, right in self._halves(piece.text, at):
                    yield (*cells[:at], left, right, *cells[at + 1 :])

    def _halves(self, text: str, at: int) -> Iterator[tuple[str, str]]:
        if len(text) > _LONGEST_SPLIT:
            return
        self._left -= len(text)
        for cut in range(1, len(text)):
            if self.shapes[at].fits(text[:cut]) and self.shapes[at + 1].fits(text[cut:]):
                yield text[:cut], text[cut:]

    def _joined(self, pieces: list[Piece], raw: str) -> list[_Cells]:
        """Return up to two ways to join neighbouring bare cells, so that as many are left as there are columns."""
        surplus = len(pieces) - len(self.shapes)
        if not raw or not worth_trying(raw, self.dialect) or not self.shapes:
            return []
        starts = [*(piece.start for piece in pieces), len(raw) + 1]
        quote = self.dialect.quote
        bare = [
            not piece.quoted and not (piece.text.startswith(quote) or piece.text.endswith(quote))
            for piece in pieces
        ]
        ways: dict[int, list[_Cells]] = {len(pieces): [()]}
        for column in reversed(range(len(self.shapes))):
            ways = self._column(column, ways, pieces, (starts, bare, surplus, raw))
        return ways.get(0, [])

    def _column(
        self,
        column: int,
        after: dict[int, list[_Cells]],
        pieces: list[Piece],
        line: tuple[list[int], list[bool], int, str],
    ) -> dict[int, list[_Cells]]:
        """Return for every first piece of this column the ways to read the rest of the line, two at most."""
        starts, bare, surplus, raw = line
        ways: dict[int, list[_Cells]] = {}
        for first in range(column, column + surplus + 1):
            for stop in range(first + 1, len(pieces) + 1):
                if stop > first + 1 and not (bare[first] and bare[stop - 1]):
                    break  # what stands between quotation marks is a cell of its own
                text = pieces[first].text if stop == first + 1 else raw[starts[first] : starts[stop] - 1]
                text = text.lstrip(" ") if self.dialect.spaced else text
                if stop in after and self._fit(text, self.shapes[column]) is not None:
                    ways.setdefault(first, []).extend((text, *rest) for rest in after[stop])
        return {first: found[:2] for first, found in ways.items()}

    def _other(self, row: Odd, _pieces: list[Piece]) -> Mended | None:
        """Return the row read with another delimiter, if a code, number or quoted cell shows that it is meant."""
        found: _Fits = {}
        for delimiter in DELIMITERS if row.raw else ():
            dialect = Dialect(delimiter, quote=self.dialect.quote, escape=self.dialect.escape)
            if delimiter != self.dialect.delimiter and row.raw and worth_trying(row.raw, dialect):
                for cells in self._under(row.raw, dialect):
                    self._add(found, cells)
        return self._only(found, Mend.OTHER, self._pieces(row)) if found else None

    def _under(self, raw: str, dialect: Dialect) -> Iterator[_Cells]:
        pieces = plain(raw, dialect)
        cells = _texts(pieces)
        if len(cells) in {1, 0} or not (dialect.delimiter != " " or any(piece.quoted for piece in pieces)):
            return
        if len(cells) > len(self.shapes):
            yield from (way for way in self._joined(pieces, raw) if self._telling(way, pieces))
        elif self._telling(cells, pieces):
            yield (*cells, *[""] * (len(self.shapes) - len(cells)))

    def _telling(self, cells: _Cells, pieces: list[Piece]) -> bool:
        coded = (cell for cell, shape in zip(cells, self.shapes, strict=False) if shape.digits)
        return any(coded) or any(piece.quoted for piece in pieces)


def mended_header(row: Odd, width: int, dialect: Dialect) -> _Cells | None:
    """Return the one reading of a header that names every column of a table, None if there is none or several."""
    if row.raw is None:
        return None
    for attempt in (_dropped_header, _requoted_header, _other_header):
        found = {cells for cells in attempt(row.raw, dialect) if len(cells) == width and _names(cells)}
        if found:
            fewest = min("".join(cells).count(dialect.quote) for cells in found)
            best = [cells for cells in found if "".join(cells).count(dialect.quote) == fewest]
            return best[0] if len(best) == 1 else None
    return None


def _names(cells: _Cells) -> bool:
    return all(cell.strip() for cell in cells) and len(set(cells)) == len(cells)


def _texts(pieces: Iterable[Piece]) -> _Cells:
    return tuple(piece.text for piece in pieces)


def _requoted_header(raw: str, dialect: Dialect) -> Iterator[_Cells]:
    return map(_texts, readings(raw, dialect)) if dialect.quote in raw else iter(())


def _dropped_header(raw: str, dialect: Dialect) -> Iterator[_Cells]:
    cells = _texts(plain(raw, dialect))
    for at, cell in enumerate(cells):
        if not cell:
            yield (*cells[:at], *cells[at + 1 :])


def _other_header(raw: str, dialect: Dialect) -> Iterator[_Cells]:
    for delimiter in DELIMITERS:
        if delimiter != dialect.delimiter:
            yield _texts(plain(raw, Dialect(delimiter, quote=dialect.quote)))
