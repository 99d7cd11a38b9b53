"""Value against effort: where every request of a batch stands, with numbers at the first of the ranking."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from featurecheck import words
from featurecheck.model import Verdict
from featurecheck.report import charts, wording
from featurecheck.report.overview_shapes import EffortPicture, Mark, Pin, PinRow
from featurecheck.report.plan import person_weeks
from featurecheck.report.shapes import Axis, Tick
from featurecheck.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from featurecheck.report.overview_lines import Line

MOST_POINTS = 2000
_FEWEST = 3  # fewer requests are compared by reading them
_PINS = 10
_WIDTH, _HEIGHT = 1000, 400  # the picture's own units
_COLUMNS, _ROWS = 50, 25
_LEVELS = (1, 2, 10, 50)  # requests in a cell, from which it is drawn darker
_TAIL = 0.02  # of the values may stand at the edge
_LOG_FROM = 5.0  # from this ratio of efforts the axis counts in ratios
_EDGE = 6.0
_APART = 18.0  # percent between the marks of the lower axis, so that they fit on a phone
_STEPS = (1.0, 2.0, 5.0)
_DIGIT, _LINE, _OFF = 7.5, 15.0, 7.0  # pixels: a digit's width, a line's height, how far a number stands off
_PIXELS_HIGH = 320
_PIXELS_WIDE = range(200, 1260, 12)  # the picture's widths, from the smallest phone to the widest page


@dataclass(frozen=True, slots=True)
class _Field:
    """Where efforts and values lie, both in percent from the lower left."""

    across: charts.Scale
    up: charts.Scale
    ratio: bool

    def at(self, one: Line) -> tuple[float, float]:
        effort = one.effort or 0.0
        x = math.log10(max(effort, 1e-12)) if self.ratio else effort
        return self.across.share(x), 100 - self.up.share(one.value)


def picture(lines: Sequence[Line], anchors: Mapping[str, str], currency: str) -> EffortPicture | None:
    """Return the picture, None where fewer than three requests have an effort.

    Args:
        lines: all requests by rank.
        anchors: where on the page a request stands, by id; a request without one is not linked.
        currency: of all values.
    """
    known = [
        each for each in lines if each.effort is not None and each.effort > 0 and math.isfinite(each.value)
    ]
    if len(known) < _FEWEST:
        return None
    field = _field(known)
    places = [field.at(each) for each in known]
    dense = len(known) > MOST_POINTS
    pinned = known[:_PINS]
    return EffortPicture(
        summary=_summary(known, dense=dense),
        marks=_cells(places) if dense else _points(known, places),
        dense=dense,
        across=_across(field),
        up=_up(field, currency),
        zero=charts.percent(100 - field.up.share(0.0)),
        pins=_pins([(each.rank, place) for each, place in zip(pinned, places, strict=False)]),
        rows=tuple(_pin_row(each, anchors.get(each.id, ""), currency) for each in pinned),
        notes=_notes(len(lines) - len(known), _outside(known, field)),
    )


def _field(known: Sequence[Line]) -> _Field:
    efforts = sorted(each.effort or 0.0 for each in known)
    values = sorted(each.value for each in known)
    tail = int(len(values) * _TAIL)
    low, high = efforts[tail], efforts[-1 - tail]
    up = charts.scale_over([values[tail], values[-1 - tail]])
    if high < low * _LOG_FROM:
        return _Field(charts.scale_over([low, high]), up, ratio=False)
    air = 0.03 * math.log10(high / low)
    return _Field(charts.Scale(math.log10(low) - air, math.log10(high) + air), up, ratio=True)


def _outside(known: Sequence[Line], field: _Field) -> int:
    return sum(not field.up.low <= each.value <= field.up.high for each in known)


def _notes(unknown: int, outside: int) -> tuple[str, ...]:
    beyond = f"{counted(outside, 'value')} far beyond the others {'stands' if outside == 1 else 'stand'} at the edge."
    missing = (
        f"{counted(unknown, 'request')} without a known effort {'is' if unknown == 1 else 'are'} left out."
    )
    return tuple(text for text, count in ((beyond, outside), (missing, unknown)) if count)


def _summary(known: Sequence[Line], *, dense: bool) -> str:
    counts = Counter(each.verdict for each in known)
    tally = wording.listed([f"{counts[each]:,} {each.value}" for each in Verdict if counts[each]])
    form = "how many requests lie where" if dense else "a point for each request"
    return f"Expected value against effort, {form}: {tally}. The numbers are those of the first in the ranking, listed below."


def _points(known: Sequence[Line], places: Sequence[tuple[float, float]]) -> tuple[Mark, ...]:
    """Return one path a verdict; points on the same spot are drawn once."""
    spots: dict[Verdict, set[tuple[int, int]]] = defaultdict(set)
    for each, (x, y) in zip(known, places, strict=True):
        spots[each.verdict].add((round(x * _WIDTH / 100), round(y * _HEIGHT / 100)))
    return tuple(
        Mark(wording.SLUGS[verdict], verdict.value, _dotted(sorted(spots[verdict])))
        for verdict in (Verdict.NO_GO, Verdict.GO, Verdict.FIND_OUT_FIRST)
        if spots[verdict]
    )


def _dotted(spots: Iterable[tuple[int, int]]) -> str:
    return "".join(f"M{x} {y}h0" for x, y in spots)


def _cells(places: Sequence[tuple[float, float]]) -> tuple[Mark, ...]:
    """Return one path for each level of how many requests fall into a cell."""
    counts = Counter(
        (min(int(x * _COLUMNS / 100), _COLUMNS - 1), min(int(y * _ROWS / 100), _ROWS - 1)) for x, y in places
    )
    levels: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for cell, count in sorted(counts.items()):
        levels[sum(count >= least for least in _LEVELS)].append(cell)
    return tuple(Mark(f"d{level}", _level(level), _boxes(levels[level])) for level in sorted(levels))


def _level(level: int) -> str:
    least = _LEVELS[level - 1]
    if level == len(_LEVELS):
        return f"{least} or more"
    most = _LEVELS[level] - 1
    return counted(least, "request") if least == most else f"{least} to {most}"


def _boxes(cells: Iterable[tuple[int, int]]) -> str:
    width, height = _WIDTH // _COLUMNS, _HEIGHT // _ROWS
    return "".join(f"M{x * width} {y * height}h{width}v{height}h-{width}z" for x, y in cells)


def _across(field: _Field) -> Axis:
    low, high = field.across.low, field.across.high
    if field.ratio:
        powers = range(math.floor(low), math.ceil(high) + 1)
        values = [step * 10.0**power for power in powers for step in _STEPS]
        at = [(math.log10(value), value) for value in values]
    else:
        width = charts.step(high - low)
        values = [index * width for index in range(math.ceil(low / width), math.floor(high / width) + 1)]
        at = [(value, value) for value in values]
    ticks: list[Tick] = []
    last = -_APART
    for x, value in at:
        share = field.across.share(x)
        if low <= x <= high and share - last >= _APART:
            anchor = "start" if share < _EDGE else "end" if share > 100 - _EDGE else "middle"
            ticks.append(Tick(charts.percent(share), words.number(value), anchor))
            last = share
    return Axis(tuple(ticks), "person-weeks")


def _up(field: _Field, currency: str) -> Axis:
    made = charts.axis(field.up, currency)
    ticks = (
        Tick(charts.percent(100 - float(tick.x.removesuffix("%"))), tick.text, "end") for tick in made.ticks
    )
    return Axis(tuple(ticks), made.unit)


def _pin_row(one: Line, anchor: str, currency: str) -> PinRow:
    effort = person_weeks(one.effort) if one.effort is not None else "not known"
    return PinRow(f"{one.rank:,}", anchor, one.heading, effort, words.money(one.value, currency))


@dataclass(frozen=True, slots=True)
class _Box:
    """A number's place: its point in percent, its edges in pixels from there."""

    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: _Box, width: int) -> bool:
        """Tell whether the two share a spot in a picture of so many pixels."""
        apart = (self.x - other.x) * width / 100
        above = (self.y - other.y) * _PIXELS_HIGH / 100
        return (
            self.left + apart < other.right
            and other.left < self.right + apart
            and self.top + above < other.bottom
            and other.top < self.bottom + above
        )

    def fits(self, width: int) -> bool:
        """Tell whether it lies within a picture of so many pixels."""
        x, y = self.x * width / 100, self.y * _PIXELS_HIGH / 100
        return (
            x + self.left >= 0
            and x + self.right <= width
            and y + self.top >= 0
            and y + self.bottom <= _PIXELS_HIGH
        )


def _pins(numbered: Sequence[tuple[int, tuple[float, float]]]) -> tuple[Pin, ...]:
    """Place a number beside each point, where there is room in a picture of any width; else leave it out."""
    placed: list[_Box] = []
    pins = []
    for rank, (x, y) in numbered:
        text = f"{rank:,}"
        for anchor, dx, dy, box in _spots(x, y, _DIGIT * len(text)):
            free = all(
                box.fits(width) and not any(box.meets(other, width) for other in placed)
                for width in _PIXELS_WIDE
            )
            if free:
                placed.append(box)
                pins.append(
                    Pin(
                        charts.percent(x), charts.percent(y), charts.plain(dx), charts.plain(dy), anchor, text
                    )
                )
                break
    return tuple(pins)


def _spots(x: float, y: float, width: float) -> Iterable[tuple[str, float, float, _Box]]:
    """Yield where a number can stand: right, left, above, below its point, then at its corners."""
    half, down = width / 2 + 2, _LINE / 2
    sides = (
        ("start", _OFF, 4.0, _OFF, _OFF + width + 3, -down, down),
        ("end", -_OFF, 4.0, -_OFF - width - 3, -_OFF, -down, down),
        ("middle", 0.0, -_OFF - 1, -half, half, -_OFF - _LINE, -_OFF + 3),
        ("middle", 0.0, _OFF + 10, -half, half, _OFF - 3, _OFF + _LINE),
        ("start", _OFF, _OFF + 7, _OFF, _OFF + width + 3, 0.0, _OFF + _LINE),
        ("end", -_OFF, _OFF + 7, -_OFF - width - 3, -_OFF, 0.0, _OFF + _LINE),
        ("start", _OFF, -_OFF, _OFF, _OFF + width + 3, -_OFF - _LINE, 0.0),
        ("end", -_OFF, -_OFF, -_OFF - width - 3, -_OFF, -_OFF - _LINE, 0.0),
    )
    for anchor, dx, dy, left, right, top, bottom in sides:
        yield anchor, dx, dy, _Box(x, y, left, right, top, bottom)
