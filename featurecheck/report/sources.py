"""Where one answer comes from: every source with what it says, which one was used, and why."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from featurecheck.model import AnswerState, ParameterResult, Use, Witness
from featurecheck.report import charts, wording
from featurecheck.report.shapes import Interval, SourceRow
from featurecheck.words import quantity

NO_FIGURE = "no figure"
_COUNT = re.compile(r"(?P<count>[\d,]+ of [\d,]+ active \w+)(?: of )?")
_KINDS = {
    "answer": "The answer",
    "person": "One of those asked",
    "usage": "Usage data",
    "survey": "Survey",
    "base rate": "Base rate of our own feature",
    "prior": "General assumption",
}


def source_rows(parameter: ParameterResult) -> tuple[SourceRow, ...]:
    """Return all sources of an answer, the one in force first; after an update also what came out of it.

    Empty where there is only one. The intervals of one answer share one scale.
    """
    found = parameter.witnesses
    if not found:
        return ()
    together = (parameter.p5, parameter.p50, parameter.p95)
    alike = [one for one in found if one.unit == parameter.unit]
    scale = _scale([*(_points(one) for one in alike), together])
    updated = any(one.use is Use.UPDATED for one in found)
    rows = [_row(one, parameter.unit, scale, updated=updated) for one in found]
    return (
        *_without_repetition(rows),
        *([_together(parameter, _interval(together, scale))] if updated else []),
    )


def _without_repetition(rows: Sequence[SourceRow]) -> Iterator[SourceRow]:
    """Yield the rows, a reason only where it is first given: it often holds for both sides."""
    said: set[str] = set()
    for row in rows:
        yield replace(row, why="" if row.why in said else row.why)
        said.add(row.why)


def only_source(parameter: ParameterResult) -> SourceRow:
    """Return the one source of an answer as a row like those of several."""
    answered = parameter.state is AnswerState.ANSWERED
    kind = _KINDS["answer"] if answered else _KINDS["prior"]
    said = "; ".join(wording.line(text) for text in parameter.source if text.strip())
    why = "the only source" if answered else "nobody answered"
    return SourceRow(
        Use.USED.value, kind, wording.line(parameter.text) if answered else "", said, "", why, None
    )


def _together(parameter: ParameterResult, interval: Interval | None) -> SourceRow:
    """Return what an opinion becomes when the rows are taken into account."""
    span = _span(parameter.p5, parameter.p95, parameter.unit)
    why = "the opinion, updated by the rows"
    return SourceRow("result", "Both together", "", "", span, why, interval, in_force=True)


def _row(witness: Witness, unit: str, scale: charts.Scale | None, *, updated: bool) -> SourceRow:
    points = (
        _points(witness) if witness.unit == unit else None
    )  # a number does not stand on a scale of shares
    known = witness.p5 is not None and witness.p95 is not None
    return SourceRow(
        use=witness.use.value,
        kind=_KINDS[witness.kind],
        says=wording.line(witness.says),
        source=wording.line(cited(witness.says, witness.source)),
        reading=_span(witness.p5 or 0.0, witness.p95 or 0.0, witness.unit) if known else NO_FIGURE,
        why=wording.line(witness.why),
        interval=_interval(points, scale),
        in_force=witness.use is Use.USED and not updated,
    )


def _points(witness: Witness) -> tuple[float, float, float] | None:
    if witness.p5 is None or witness.p50 is None or witness.p95 is None:
        return None
    return witness.p5, witness.p50, witness.p95


def _scale(points: Sequence[tuple[float, float, float] | None]) -> charts.Scale | None:
    """Return one logarithmic scale for all; None where fewer than two are above zero."""
    ends = [math.log10(value) for one in points if one and min(one) > 0 for value in (one[0], one[2])]
    if len(ends) < 4 or max(ends) - min(ends) < 1e-9:  # noqa: PLR2004 - two ranges have four ends
        return None
    air = 0.04 * (max(ends) - min(ends))
    return charts.Scale(min(ends) - air, max(ends) + air)


def _interval(points: tuple[float, float, float] | None, scale: charts.Scale | None) -> Interval | None:
    if points is None or scale is None or min(points) <= 0:
        return None
    low, middle, high = (math.log10(value) for value in points)
    return Interval(scale.span(low, high), charts.percent(scale.share(middle)), open=False)


def cited(says: str, source: str) -> str:
    """Return where something stands without the count that `says` gives already.

    `142 of 2,310 active users use 'export'` and `usage.csv, 142 of 2,310 active users of Acme, 90 days` make
    `usage.csv, Acme, 90 days`.
    """
    parts = source.split(", ")
    kept = (_COUNT.sub("", part) if _repeats(says, part) else part for part in parts)
    return ", ".join(part for part in kept if part)


def _repeats(says: str, part: str) -> bool:
    found = _COUNT.match(part)
    return found is not None and found["count"] in says


def _span(low: float, high: float, unit: str) -> str:
    first, last = quantity(low, unit), quantity(high, unit)
    return first if first == last else f"{first.removesuffix(' ' + unit)} to {last}"
