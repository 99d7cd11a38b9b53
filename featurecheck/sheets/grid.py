"""Text cells by rows and columns: the rows of one width as columns, the few others one by one."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload


@dataclass(frozen=True, slots=True)
class Odd:
    """A row that is not as wide as the others, or whose quotation marks are doubtful; `raw` is its line, if any."""

    cells: tuple[str, ...]
    raw: str | None = None


class Rows(Sequence[tuple[str, ...]]):
    """Rows kept as columns of one length; equal to any sequence of the same rows."""

    def __init__(self, columns: Sequence[Sequence[str]], length: int) -> None:
        self.columns = columns
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> Rows: ...
    def __getitem__(self, at: int | slice) -> tuple[str, ...] | Rows:
        if isinstance(at, slice):
            return Rows([column[at] for column in self.columns], len(range(*at.indices(self._length))))
        if not -self._length <= at < self._length:
            raise IndexError(at)
        return tuple([column[at] for column in self.columns])

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(zip(*self.columns, strict=True)) if self.columns else iter([()] * self._length)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == tuple(theirs) for mine, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment] # as a list: what it is equal to can change

    def __repr__(self) -> str:
        return f"Rows({list(self[:3])!r}{', ...' if len(self) > 3 else ''})"  # noqa: PLR2004 - enough to recognise it


class Grid(Sequence[Sequence[str]]):
    """All rows of a file or sheet by position, from 0; `columns` hold those of the usual width, `odd` the others."""

    def __init__(
        self,
        columns: list[list[str]],
        odd: Mapping[int, Odd],
        length: int,
        blank: Sequence[int] | None = None,
    ) -> None:
        """Take over the columns; `blank` are the indexes of their rows without text, if they are known."""
        self.columns, self.odd = columns, odd
        self._length = length
        self._places = sorted(odd)
        self._blank_rows = blank
        self._blank: list[int] | None = None

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]], *, ragged: bool = False) -> Grid:
        """Return rows as a grid; where they are not `ragged`, short rows only lack empty cells at their end."""
        rows = list(rows)
        widths = Counter(map(len, rows))
        if len(widths) <= 1:
            return cls([list(column) for column in zip(*rows, strict=True)], {}, len(rows))
        if not ragged:
            widest = max(widths)
            return cls.of([(*row, *[""] * (widest - len(row))) for row in rows])
        return cls.split({position: Odd(tuple(row)) for position, row in enumerate(rows)}, len(rows))

    @classmethod
    def split(cls, rows: Mapping[int, Odd], length: int) -> Grid:
        """Return a grid of single rows: the most frequent width above 1 becomes the usual one."""
        widths = Counter(len(row.cells) for row in rows.values() if any(row.cells))
        usual = max(widths, key=lambda width: (width > 1, widths[width], width), default=0)
        regular = [row.cells for row in rows.values() if len(row.cells) == usual]
        odd = {at: row for at, row in rows.items() if len(row.cells) != usual}
        columns = [list(column) for column in zip(*regular, strict=True)] if regular else []
        return cls(columns or [[] for _ in range(usual)], odd, length)

    @property
    def width(self) -> int:
        """How many cells a usual row has."""
        return len(self.columns)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sequence[str]]: ...
    def __getitem__(self, at: int | slice) -> Sequence[str] | Sequence[Sequence[str]]:
        if isinstance(at, slice):
            return [self[position] for position in range(*at.indices(self._length))]
        position = at + self._length if at < 0 else at
        if not 0 <= position < self._length:
            raise IndexError(at)
        if position in self.odd:
            return self.odd[position].cells
        index = self.row_index(position)
        return [column[index] for column in self.columns]

    def row_index(self, position: int) -> int:
        """Return how many usual rows stand before a position: the row's index in `columns`."""
        return position - bisect_left(self._places, position)

    def position(self, index: int) -> int:
        """Return where the usual row with this index in `columns` stands."""
        place = index
        while (after := index + bisect_left(self._places, place + 1)) != place:
            place = after
        return place

    def part(self, first: int, stop: int) -> Grid:
        """Return the rows of some positions as a grid of their own, with a usual width of its own."""
        if (first, stop) == (0, self._length):
            return self
        begin, end = self.row_index(first), self.row_index(stop)
        odd = {at - first: row for at, row in self.odd.items() if first <= at < stop}
        if len(odd) > end - begin:
            rows = {at: odd.get(at, Odd(tuple(self[first + at]))) for at in range(stop - first)}
            return Grid.split(rows, stop - first)
        return Grid([column[begin:end] for column in self.columns], odd, stop - first)

    def blank(self) -> list[int]:
        """Return the positions of the rows without any text."""
        if self._blank is None:
            known = blank_rows(self.columns) if self._blank_rows is None else self._blank_rows
            odd = [at for at, row in self.odd.items() if not any(cell.strip() for cell in row.cells)]
            self._blank = sorted([*odd, *map(self.position, known)])
        return self._blank


def blank_rows(columns: Sequence[Sequence[str]]) -> list[int]:
    """Return the indexes of the rows of some columns that hold no text."""
    if not columns or any(all(map(str.strip, column)) for column in columns):
        return []  # a column that is always filled settles it at the speed of C
    empty: Iterable[int] = range(len(columns[0]))
    for column in columns:
        empty = [index for index in empty if not column[index] or column[index].isspace()]
    return list(empty)
