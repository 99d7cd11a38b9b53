"""What the cells of a column look like, learned from the rows that are whole, to judge the others by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SAMPLE = 2000  # rows a shape is learned from
_RUN = re.compile(r"[^\W\d_]+|\d+|[\W_]", re.DOTALL)
_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? +[^\W\d_]{2,}")  # prose, as no date or id has it
_AMOUNT = re.compile(r"[^a9]*9([.,]9)[^a9]*")
_ENDS = ".!?)\"'"  # of a text, although no other may end so
_MOST_RUNS = 40
_LONGEST = 200
_FEW = 4  # different patterns a column of codes, dates or amounts shows


@dataclass(frozen=True, slots=True)
class Shape:
    """What fits into a column: nothing, if it is `ever_empty`; a text of its pattern, or any for a column of prose.

    `starts` are the kinds of first characters seen (a letter as `a`, a digit as `9`), `ends` the last characters.
    """

    ever_empty: bool
    pattern: re.Pattern[str] | None
    starts: frozenset[str]
    ends: frozenset[str]
    digits: bool  # every cell seen holds a digit and no prose
    seen: int  # cells it was learned from

    def fits(self, text: str) -> bool:
        """Tell whether a cell with this text would look like the others of its column."""
        if not text.strip():
            return self.ever_empty
        if self.pattern is not None:
            return self.pattern.fullmatch(text) is not None
        return _kind(text[0]) in self.starts and (
            text[-1].isalnum() or text[-1] in self.ends or text[-1] in _ENDS
        )


def _kind(char: str) -> str:
    if char.isalpha():
        return "a"
    return "9" if char.isdigit() else char


def shapes(columns: Sequence[Sequence[str]]) -> list[Shape]:
    """Return the shape of every column, from at most `SAMPLE` cells spread over it."""
    return [_shape(_spread(column)) for column in columns]


def _spread(column: Sequence[str]) -> Sequence[str]:
    step = -(-len(column) // SAMPLE)
    return column[::step] if step > 1 else column


def _shape(cells: Sequence[str]) -> Shape:
    written = [cell for cell in cells if cell.strip()]
    pattern = _pattern(written)
    return Shape(
        ever_empty=len(written) < len(cells),
        pattern=pattern,
        starts=frozenset(_kind(cell[0]) for cell in written),
        ends=frozenset(cell[-1] for cell in written),
        seen=len(cells),
        digits=bool(written) and pattern is not None and all(map(_has_digit, written)),
    )


_DIGIT = re.compile(r"\d")


def _has_digit(cell: str) -> bool:
    return _DIGIT.search(cell) is not None


def _pattern(cells: Sequence[str]) -> re.Pattern[str] | None:
    """Return the one pattern of codes, dates, amounts or addresses; None for prose and for a column of all sorts."""
    lengths: dict[str, list[tuple[int, ...]]] = {}
    for cell in dict.fromkeys(cells):
        if len(cell) > _LONGEST or _WORDS.search(cell):
            return None
        runs = _RUN.findall(cell)
        key = "".join(_kind(run[0]) for run in runs)
        lengths.setdefault(key, []).append(tuple(map(len, runs)))
        if len(runs) > _MOST_RUNS or len(lengths) > max(_FEW, len(cells) // 10):
            return None
    return re.compile("|".join(f"(?:{_expression(key, seen)})" for key, seen in lengths.items()), re.DOTALL)


def _expression(key: str, lengths: Iterable[tuple[int, ...]]) -> str:
    """Amounts with a fraction may lack it, so that `$72` fits among `$74.69` and `$0.9`."""
    runs = list(map(_run, key, zip(*lengths, strict=True)))
    found = _AMOUNT.fullmatch(key)
    if found:
        at = found.start(1)
        runs[at : at + 2] = [f"(?:{runs[at]}{runs[at + 1]})?"]
    return "".join(runs)


def _run(kind: str, lengths: tuple[int, ...]) -> str:
    """A run that always has one length keeps it; one that varies may have any."""
    if kind not in {"a", "9"}:
        return re.escape(kind)
    often = f"{{{lengths[0]}}}" if len(set(lengths)) == 1 else "+"
    return (r"[^\W\d_]" if kind == "a" else r"\d") + often
