"""The ways in which one line of delimited text can be read as cells; the plain one first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

_MOST_SPLITS = 8  # places in one cell where a delimiter may be missing
_MOST_MARKS = 200  # quotation marks and delimiters of a line that is worth reading in several ways
_LONGEST = 50_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a text are told apart."""

    delimiter: str
    spaced: bool = False  # a blank stands between the delimiter and the cell
    quote: str = '"'
    escape: bool = False  # a backslash, not a second mark, stands before a quotation mark inside a cell
    lenient: bool = False  # nothing does: a quoted cell ends at a mark before a delimiter


class Piece(NamedTuple):
    """One cell of a reading: its text, whether it stood between quotation marks, and where it began in the line."""

    text: str
    quoted: bool
    start: int


@dataclass(frozen=True, slots=True)
class _Grammar:
    strict: re.Pattern[str]
    lenient: re.Pattern[str]
    bare: re.Pattern[str]
    blank: re.Pattern[str]
    end: re.Pattern[str]
    escaped: re.Pattern[str]


@lru_cache(maxsize=64)
def _grammar(dialect: Dialect) -> _Grammar:
    mark, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
    blank = " *" if dialect.spaced else ""
    inside = rf"[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+"
    bare, escaped = rf"[^{mark}]*+", f"{quote}({quote})"
    if dialect.escape:
        inside = rf"[^{quote}\\]*+(?:(?:\\.|{quote}{quote})[^{quote}\\]*+)*+"
        bare, escaped = rf"[^{mark}\\]*+(?:\\.[^{mark}\\]*+)*+\\?", rf"\\([{quote}\\{mark}\r\n])"
    end = rf"{blank}(?={mark}|\Z)"
    return _Grammar(
        strict=re.compile(rf"{blank}{quote}({inside}){quote}{end}", re.DOTALL),
        lenient=re.compile(rf"{blank}{quote}(.*?){quote}{end}", re.DOTALL),
        bare=re.compile(rf"{blank}({bare})", re.DOTALL),
        blank=re.compile(blank),
        end=re.compile(rf"{quote}(?={mark}|\Z)"),
        escaped=re.compile(escaped),
    )


def plain(line: str, dialect: Dialect, *, lenient: bool = False) -> list[Piece]:
    """Return the cells of a line (without its end): a mark that is not closed before a delimiter is text.

    With `lenient`, a quoted cell may hold marks that are not doubled: it ends at a mark before a delimiter.
    """
    return list(_cells(line, 0, dialect, lenient=lenient or dialect.lenient))


def _cells(line: str, position: int, dialect: Dialect, *, lenient: bool) -> Iterator[Piece]:
    while True:
        piece, position = _cell(line, position, dialect, lenient=lenient)
        yield piece
        if position >= len(line):
            return
        position += 1
        # a delimiter at the very end opens one more, empty cell


def _cell(line: str, position: int, dialect: Dialect, *, lenient: bool) -> tuple[Piece, int]:
    grammar = _grammar(dialect)
    if line.startswith(dialect.quote, _begin(line, position, dialect)):
        found = grammar.strict.match(line, position)
        if found is None and lenient:
            found = grammar.lenient.match(line, position)
        if found is not None:
            return Piece(grammar.escaped.sub(r"\1", found[1]), quoted=True, start=position), found.end()
    found = grammar.bare.match(line, position)
    if found is None:  # cannot happen: the pattern matches nothing as well
        return Piece("", quoted=False, start=position), len(line)
    text = grammar.escaped.sub(r"\1", found[1]) if dialect.escape else found[1]
    return Piece(text, quoted=False, start=position), found.end()


def _begin(line: str, position: int, dialect: Dialect) -> int:
    if not dialect.spaced:
        return position
    found = _grammar(dialect).blank.match(line, position)
    return found.end() if found else position


def worth_trying(line: str, dialect: Dialect) -> bool:
    """Tell whether a line is short enough to be read in several ways."""
    marks = line.count(dialect.quote), line.count(dialect.delimiter)
    return len(line) <= _LONGEST and max(marks) <= _MOST_MARKS


def readings(line: str, dialect: Dialect) -> Iterator[list[Piece]]:
    """Yield the plain reading, the lenient one, and those that differ from them at one quotation mark.

    A mark may be text although it could open a cell, or a delimiter may be missing beside it. The number of readings
    grows with the number of marks, never faster; nothing is yielded for a line that is not `worth_trying`.
    """
    if not worth_trying(line, dialect):
        return
    for lenient in (False, True):
        base = plain(line, dialect, lenient=lenient)
        yield base
        for at, piece in enumerate(base):
            for other, position in _variants(line, piece, dialect, lenient=lenient):
                yield [*base[:at], other, *_rest(line, position, dialect, lenient=lenient)]


def _rest(line: str, position: int, dialect: Dialect, *, lenient: bool) -> list[Piece]:
    return list(_cells(line, position, dialect, lenient=lenient)) if position <= len(line) else []


def _variants(line: str, piece: Piece, dialect: Dialect, *, lenient: bool) -> Iterator[tuple[Piece, int]]:
    """Yield other ends of a cell and where the next one begins."""
    begin = _begin(line, piece.start, dialect)
    found = _grammar(dialect).bare.match(line, piece.start)
    end = found.end() if found else begin
    if not line.startswith(dialect.quote, begin):
        for mark in _marks(line, begin, end, dialect):
            yield (
                Piece(
                    line[begin:mark].rstrip(" ") if dialect.spaced else line[begin:mark],
                    quoted=False,
                    start=begin,
                ),
                mark,
            )
        return
    if piece.quoted:
        yield Piece(line[begin:end], quoted=False, start=piece.start), end + 1
    elif not lenient:
        other, end = _cell(line, piece.start, dialect, lenient=True)
        if other.quoted:
            yield other, end + 1
    yield from _later_ends(line, piece.start, begin, dialect)
    for mark in _marks(line, begin + 1, _cell(line, piece.start, dialect, lenient=True)[1], dialect):
        yield (
            Piece(
                _grammar(dialect).escaped.sub(r"\1", line[begin + 1 : mark]), quoted=True, start=piece.start
            ),
            mark + 1,
        )


def _later_ends(line: str, start: int, begin: int, dialect: Dialect) -> Iterator[tuple[Piece, int]]:
    """Yield a cell that goes on behind a mark and a delimiter, as in `"He said "now", twice"`: a blank follows there."""
    ends = [found.end() for found in islice(_grammar(dialect).end.finditer(line, begin + 1), _MOST_SPLITS)]
    for at, end in enumerate(ends[1:], 1):
        if any(line[early + 1 : early + 2] != " " for early in ends[:at]):
            return
        text = line[begin + 1 : end - 1]
        yield Piece(_grammar(dialect).escaped.sub(r"\1", text), quoted=True, start=start), end + 1


def _marks(line: str, begin: int, end: int, dialect: Dialect) -> list[int]:
    """Return the first quotation marks of a stretch that are followed by neither a delimiter nor the end."""
    found: list[int] = []
    mark = line.find(dialect.quote, begin, end)
    while mark >= 0 and len(found) < _MOST_SPLITS:
        if mark + 1 < len(line) and line[mark + 1] != dialect.delimiter:
            found.append(mark)
        mark = line.find(dialect.quote, mark + 1, end)
    return found
