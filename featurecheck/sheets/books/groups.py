"""Cells that lie under one another, told as one: `F4:F1203` instead of 1,200 addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from featurecheck.sheets.cells import letter


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring cells of one column; `row` is the first one's, counted from 0."""

    cells: str
    row: int
    count: int


def grouped(places: Iterable[tuple[int, int]]) -> list[Block]:
    """Return the blocks of the given rows and columns (counted from 0), in the order of their first rows."""
    runs: list[list[int]] = []  # column, first row, last row
    for column, row in sorted((column, row) for row, column in places):
        if runs and runs[-1][0] == column and row <= runs[-1][2] + 1:
            runs[-1][2] = row
        else:
            runs.append([column, row, row])
    ordered = sorted((first, column, last) for column, first, last in runs)
    return [
        Block(_reference(column, first, last), first, last - first + 1) for first, column, last in ordered
    ]


def _reference(column: int, first: int, last: int) -> str:
    start = f"{letter(column)}{first + 1}"
    return start if first == last else f"{start}:{letter(column)}{last + 1}"
