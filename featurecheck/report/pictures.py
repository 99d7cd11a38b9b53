"""One request's pictures: what could happen, what moves it, what is worth finding out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck import words
from featurecheck.report import charts
from featurecheck.report.shapes import Bar, DotPlot, Swing, Tornado
from featurecheck.report.wording import line
from featurecheck.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from featurecheck.model import ParameterResult, RequestResult

NOTHING = 0.5  # half a unit of money rounds to none
_FEW = 3
_HARDLY = 0.1  # of the longest swing: a bar too short to be read


def dot_plot(result: RequestResult, currency: str) -> DotPlot | None:
    """Return the outcomes as dots; None when there are none, or when all are one and the same."""
    outcomes = sorted(result.outcomes)
    if not outcomes or outcomes[0] == outcomes[-1]:
        return None
    stacked = charts.stacks(outcomes)
    losing = sum(value < 0 for value in outcomes)
    total = len(outcomes)
    lost, earned = f"{losing} of {total} lose money", f"{total - losing} of {total} do not"
    return DotPlot(
        width=stacked.width,
        height=stacked.height,
        losses=stacked.dots[:losing],
        gains=stacked.dots[losing:],
        zero=stacked.scale.zero(),
        axis=charts.axis(stacked.scale, currency),
        losing=lost,
        earning=earned,
        beyond=_beyond(stacked, currency),
        summary=_outcomes_in_words(outcomes, lost, currency),
        unit=currency,
        values=tuple(words.money(value, "").strip() for value in outcomes),
    )


def _outcomes_in_words(outcomes: Sequence[float], lost: str, currency: str) -> str:
    worst, best = words.money(outcomes[0], currency), words.money(outcomes[-1], currency)
    return f"Dot plot of {len(outcomes)} equally likely outcomes, from {worst} to {best}: {lost}."


def _beyond(stacked: charts.Stacks, currency: str) -> tuple[str, ...]:
    sentences = []
    if stacked.below:
        dots = counted(len(stacked.below), "dot")
        sentences.append(
            f"The leftmost column holds {dots} beyond the scale, down to {words.money(stacked.below[0], currency)}."
        )
    if stacked.above:
        dots = counted(len(stacked.above), "dot")
        sentences.append(
            f"The rightmost column holds {dots} beyond the scale, up to {words.money(stacked.above[-1], currency)}."
        )
    return tuple(sentences)


def moving(result: RequestResult) -> list[tuple[ParameterResult, float, float]]:
    """Return the answers that move the expected value with its two ends, the longest swing first."""
    ends = [
        (parameter, parameter.at_p5, parameter.at_p95)
        for parameter in result.parameters.values()
        if parameter.at_p5 is not None and parameter.at_p95 is not None
    ]
    return sorted(
        (row for row in ends if row[1] != row[2]), key=lambda row: (-abs(row[2] - row[1]), row[0].name)
    )


def tornado(result: RequestResult, currency: str) -> Tornado | None:
    """Return what moves the expected value, None when nothing does; what hardly does is only named."""
    rows = moving(result)
    if not rows:
        return None
    scale = charts.scale_over([result.expected_value, *(end for row in rows for end in row[1:])])
    shown = [row for row in rows if abs(row[2] - row[1]) >= _HARDLY * abs(rows[0][2] - rows[0][1])]
    return Tornado(
        rows=tuple(_swing(row, result.expected_value, scale, currency) for row in shown),
        zero=scale.zero(),
        middle=scale.at(result.expected_value),
        middle_text=words.money(result.expected_value, currency),
        axis=charts.axis(scale, currency),
        summary=_moving_in_words(rows, len(shown)),
    )


def few(labels: Sequence[str]) -> str:
    """Return the names where they are few, else how many there are."""
    return "; ".join(labels) if len(labels) <= _FEW else f"the other {len(labels)} answers"


def _moving_in_words(rows: Sequence[tuple[ParameterResult, float, float]], shown: int) -> str:
    labels = [line(parameter.label) for parameter, _, _ in rows]
    rest = f" Less than a tenth of that each: {few(labels[shown:])}." if len(labels) > shown else ""
    return f"'{labels[0]}' moves the expected value most.{rest}"


def _swing(
    row: tuple[ParameterResult, float, float], middle: float, scale: charts.Scale, currency: str
) -> Swing:
    parameter, low, high = row
    return Swing(
        label=line(parameter.label),
        ends=f"{words.number(low)} to {words.money(high, currency)}",
        low_span=scale.span(middle, low),
        high_span=scale.span(middle, high),
    )


def worth(result: RequestResult) -> list[tuple[ParameterResult, float]]:
    """Return the answers that enter the payoff with what finding each out is worth at most, dearest first."""
    rows = [
        (parameter, parameter.evppi)
        for parameter in result.parameters.values()
        if parameter.evppi is not None
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0].name))


def worth_bars(result: RequestResult, currency: str) -> tuple[tuple[ParameterResult, Bar], ...]:
    """Return each answer worth at least something with its bar, dearest first."""
    rows = [row for row in worth(result) if row[1] >= NOTHING]
    scale = charts.scale_over([value for _, value in rows])
    return tuple((row, _worth_bar(row, value, scale, result, currency)) for row, value in rows)


def _worth_bar(
    row: ParameterResult, value: float, scale: charts.Scale, result: RequestResult, currency: str
) -> Bar:
    next_one = row.name == result.next_question
    return Bar(line(row.label), words.money(value, currency), scale.span(0, value), next_one)
