"""Geometry of the pictures: figures in, percentages and short texts out. No drawing here.

Every horizontal position is a percentage of the picture's width, so a picture fits a phone without shrinking its text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from featurecheck import words
from featurecheck.report.shapes import Axis, Dot, Interval, Span, Tick

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = 25  # of dots; more would make them too small on a phone
_CELL = 2  # the dot plot's own units for one column and one dot
_TALLEST = 14 * _CELL  # a taller stack is pressed together instead of filling the page
_MAX_TICKS = 5
_EDGE = 6.0  # percent: a mark nearer to the edge is written inwards
_TAIL = 0.06  # of the outcomes may stand beyond the axis when they would squeeze the rest
_SQUEEZE = 1.6
_DECADES = 1.0  # the interval picture reaches from a tenth to ten times the typical value
_MIN_WIDTH = 0.4  # percent: a bar that exists can be seen


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from `low` to `high`, both in the figures' own unit, `low` < `high`."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Return where the value lies in percent, held between 0 and 100."""
        return min(100.0, max(0.0, 100 * (value - self.low) / (self.high - self.low)))

    def at(self, value: float) -> str:
        """Return where the value lies, as text such as `12.5%`."""
        return percent(self.share(value))

    def span(self, start: float, end: float) -> Span:
        """Return the bar between two values, whichever is the lower."""
        left, right = sorted((self.share(start), self.share(end)))
        if right - left < _MIN_WIDTH:
            left, right = _visible(left, right)
        return Span(percent(left), percent(right - left))

    def zero(self) -> str | None:
        """Return where zero lies, None when it is not on the scale."""
        return self.at(0) if self.low <= 0 <= self.high else None


def _visible(left: float, right: float) -> tuple[float, float]:
    middle = min(100 - _MIN_WIDTH / 2, max(_MIN_WIDTH / 2, (left + right) / 2))
    return middle - _MIN_WIDTH / 2, middle + _MIN_WIDTH / 2


def percent(value: float) -> str:
    """Return a coordinate such as `33.3%`."""
    return f"{plain(value)}%"


def plain(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def scale_over(values: Sequence[float]) -> Scale:
    """Return a scale that holds all finite values and zero, with a little air at the ends.

    Args:
        values: figures of one unit; may be empty or all the same.
    """
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(*finite, 0.0), max(*finite, 0.0)
    air = 0.02 * (high - low) or 1.0
    return Scale(low - air if low < 0 else low, high + air if high > 0 else high + air * (low == high))


def step(width: float, most: int = _MAX_TICKS) -> float:
    """Return the smallest 1, 2, 2.5 or 5 times a power of ten that gives at most so many steps; `width` > 0."""
    power = 10.0 ** math.floor(math.log10(width / most))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10, 20) if power * factor * most >= width)


def axis(scale: Scale, currency: str) -> Axis:
    """Return at most six marks; the figures are written in units, thousands, millions or billions, which `unit` says."""
    size, name = _magnitude(max(abs(scale.low), abs(scale.high)))
    width = step(scale.high - scale.low)
    first, last = math.ceil(scale.low / width), math.floor(scale.high / width)
    ticks = tuple(_tick(scale, index * width, size) for index in range(first, last + 1))
    return Axis(ticks, f"{name} {currency}".strip())


def _magnitude(size: float) -> tuple[float, str]:
    for limit, name in ((1e9, "billion"), (1e6, "million"), (1e4, "thousand")):
        if size >= limit:
            return (1e3 if limit == 1e4 else limit), name  # noqa: PLR2004 - thousands from ten thousand on
    return 1.0, ""


def _tick(scale: Scale, value: float, size: float) -> Tick:
    share = scale.share(value)
    anchor = "start" if share < _EDGE else "end" if share > 100 - _EDGE else "middle"
    return Tick(percent(share), words.number(value / size), anchor)


def interval(p5: float, p50: float, p95: float) -> Interval | None:
    """Return the range on a scale of its own typical value, a tenth to ten times; None without a positive figure."""
    if not all(math.isfinite(value) and value > 0 for value in (p5, p50, p95)):
        return None
    scale = Scale(-_DECADES, _DECADES)
    low, high = math.log10(p5 / p50), math.log10(p95 / p50)
    return Interval(scale.span(low, high), "50%", low < -_DECADES or high > _DECADES)


@dataclass(frozen=True, slots=True)
class Stacks:
    """Outcomes put into columns that break at zero: the dots, the scale below them, and what lies beyond it."""

    dots: tuple[Dot, ...]
    scale: Scale
    width: str
    height: str
    above: tuple[float, ...]
    below: tuple[float, ...]


def stacks(outcomes: Sequence[float]) -> Stacks:
    """Put ascending outcomes of one unit into columns of dots, lowest first; at least one outcome."""
    low, high = _window(outcomes)
    width = max(high - low, abs(high), abs(low), 1e-9) / _COLUMNS
    first = math.floor(min(low, 0) / width) - 1
    last = max(math.floor(max(high, 0) / width) + 1, first + 1)
    columns = [min(max(_column(value, width), first), last) for value in outcomes]
    heights = _heights(columns)
    pitch = min(_CELL, _TALLEST / (max(heights) + 1))
    floor = pitch * max(heights) + _CELL
    dots = tuple(
        Dot(plain((column - first + 0.5) * _CELL), plain(floor - _CELL / 2 - height * pitch))
        for column, height in zip(columns, heights, strict=True)
    )
    scale = Scale(first * width, (last + 1) * width)
    above = tuple(value for value in outcomes if value > high)
    below = tuple(value for value in outcomes if value < low)
    return Stacks(dots, scale, plain((last - first + 1) * _CELL), plain(floor), above, below)


def _column(value: float, width: float) -> int:
    index = math.floor(value / width)
    return max(index, 0) if value >= 0 else min(index, -1)  # the smallest loss is still a loss


def _heights(columns: Sequence[int]) -> list[int]:
    seen: dict[int, int] = {}
    heights = []
    for column in columns:
        heights.append(seen.get(column, 0))
        seen[column] = heights[-1] + 1
    return heights


def _window(outcomes: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the axis: a few far outcomes at either end stand beyond it when they would squeeze the rest."""
    tail = int(len(outcomes) * _TAIL)
    if tail == 0:
        return outcomes[0], outcomes[-1]
    inner_low, inner_high = outcomes[tail], outcomes[-1 - tail]
    reach = max(inner_high - inner_low, 1e-9) * (_SQUEEZE - 1)
    low = inner_low if inner_low - outcomes[0] > reach else outcomes[0]
    high = inner_high if outcomes[-1] - inner_high > reach else outcomes[-1]
    return low, high
