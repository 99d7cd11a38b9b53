"""A row of totals directly below the data: told by its word and by its sums, never by the word alone."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from featurecheck.sheets.grid import Grid
from featurecheck.sheets.row_kinds import filled, first_cell, is_total

_GROUPED = re.compile(r"-?\d{1,3}(?:([ .,'\u2019\u00a0\u202f])\d{3})(?:\1\d{3})*")
_FIGURE = re.compile(r"-?\d+(?:[.,]\d+)?")
_LONGEST_FIGURE = 40  # a longer one is none that a sum can be made of
_LEAST_ROWS = 2  # one row above is its own sum: that proves nothing


def is_sum(grid: Grid, first: int, at: int) -> bool:
    """Tell whether row `at` says total and every figure in it is the sum of its column from row `first` on."""
    row = grid[at]
    if not is_total(first_cell(row)) or filled(row) < _LEAST_ROWS or at - first < _LEAST_ROWS:
        return False
    columns = [column for column, cell in enumerate(row) if cell.strip() and cell.strip() != first_cell(row)]
    return bool(columns) and all(_adds_up(grid, first, at, column) for column in columns)


def _adds_up(grid: Grid, first: int, at: int, column: int) -> bool:
    total = _figure(grid[at][column])
    above = [_figure(cell) for cell in _above(grid, first, at, column)]
    figures = [figure for figure in above if figure is not None]
    if total is None or len(figures) < _LEAST_ROWS or len(figures) < len(above):
        return False
    return math.isclose(total, math.fsum(figures), rel_tol=1e-9, abs_tol=1e-6)


def _above(grid: Grid, first: int, at: int, column: int) -> Sequence[str]:
    rows = (grid[position] for position in range(first, at))
    return [row[column] for row in rows if column < len(row) and row[column].strip()]


def _figure(text: str) -> float | None:
    """Return a figure in either notation, None for any other text; `1.234` counts as grouped."""
    text = text.strip()
    if len(text) > _LONGEST_FIGURE:
        return None
    if _GROUPED.fullmatch(text):
        return float(re.sub(r"[^\d-]", "", text))
    return float(text.replace(",", ".")) if _FIGURE.fullmatch(text) else None
