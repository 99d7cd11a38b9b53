"""The eight questions with their answers, as a table that says what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck.model import AnswerState, ParameterResult, RequestResult, Use
from featurecheck.report import charts, wording
from featurecheck.report.shapes import AnswerRow, Interval, QuestionGroup
from featurecheck.report.sources import only_source, source_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = {
    "ceiling": "Only checked against the other answers; it does not enter the net present value.",
    "replaced": "A better answer stands in for it.",
}
_CONSEQUENCES = 8


def question_groups(
    result: RequestResult, priors: Mapping[str, str], *, answered_only: bool
) -> tuple[QuestionGroup, ...]:
    """Return the eight questions in their order and one's own figures last.

    Args:
        result: the request.
        priors: where each parameter's prior comes from, by the parameter's name.
        answered_only: leave out what nobody answered, and the questions without an answer.
    """
    numbers: list[int | None] = [*wording.QUESTIONS, None]
    groups = [_group(number, result, priors, answered_only=answered_only) for number in numbers]
    return tuple(
        group for group in groups if group.rows or group.prose or not (answered_only or group.number == "")
    )


def _group(
    number: int | None, result: RequestResult, priors: Mapping[str, str], *, answered_only: bool
) -> QuestionGroup:
    rows = tuple(
        _row(parameter, priors)
        for parameter in result.parameters.values()
        if parameter.question == number and (parameter.state is AnswerState.ANSWERED or not answered_only)
    )
    prose = wording.lines(result.consequences) if number == _CONSEQUENCES else ""
    if number is None:
        return QuestionGroup("", wording.OWN_FIGURES, rows, prose)
    return QuestionGroup(str(number), wording.QUESTIONS[number], rows, prose)


def _row(parameter: ParameterResult, priors: Mapping[str, str]) -> AnswerRow:
    known = parameter.state is AnswerState.ANSWERED
    return AnswerRow(
        label=wording.line(parameter.label),
        typed=typed(parameter),
        known=known,
        reading=_unsure(reading(parameter)),
        interval=_interval(parameter),
        evidence=wording.evidence(parameter),
        source=_source(parameter, priors),
        notes=tuple(map(_unsure, _notes(parameter))),
        sources=source_rows(parameter),
        only=only_source(parameter),
    )


def _unsure(text: str) -> str:
    """Return a reading without what the table says once of all ranges."""
    return text.replace(" (90 % sure)", "")


def apart(result: RequestResult, priors: Mapping[str, str]) -> frozenset[str]:
    """Return the parameters that nobody answered and whose question shows another source than their prior's."""
    return frozenset(
        parameter.name
        for parameter in result.parameters.values()
        if parameter.state is not AnswerState.ANSWERED
        and _source(parameter, priors) != _unmarked(priors.get(parameter.name, ""))
    )


def typed(parameter: ParameterResult) -> str:
    """Return the answer as somebody wrote it, or plainly that it is not known."""
    if parameter.state is AnswerState.ANSWERED:
        return wording.line(parameter.text) or _from_data(parameter)
    return wording.NOT_KNOWN[parameter.state]


def _from_data(parameter: ParameterResult) -> str:
    kind = parameter.witnesses[0].kind if parameter.witnesses else ""
    return {"usage": "counted in usage data", "survey": "asked in a survey"}.get(kind, "from another sheet")


def reading(parameter: ParameterResult) -> str:
    """Return how the answer was read; for an unknown what is assumed in its place."""
    text = wording.line(parameter.reading)
    if parameter.state is AnswerState.ANSWERED:
        return text or "not read as a number"
    if not text:
        return "nothing is assumed in its place"
    return text if text.startswith("assumed") else f"assumed: {text}"


def _interval(parameter: ParameterResult) -> Interval | None:
    if not parameter.reading.strip():
        return None
    return charts.interval(parameter.p5, parameter.p50, parameter.p95)


def _source(parameter: ParameterResult, priors: Mapping[str, str]) -> str:
    said = "; ".join(wording.line(text) for text in parameter.source if text.strip())
    if parameter.state is AnswerState.ANSWERED:
        return said or "no source given"
    return _unmarked(said or priors.get(parameter.name, "no source given"))


def _unmarked(source: str) -> str:
    """Return the source without the word that stands beside it as the evidence already."""
    return source.removeprefix("assumed: ")


def _notes(parameter: ParameterResult) -> tuple[str, ...]:
    """Return the remarks on an answer; how an opinion was updated stands among its sources already."""
    role = (ROLES[parameter.role],) if parameter.role in ROLES else ()
    updated = any(one.use is Use.UPDATED for one in parameter.witnesses)
    notes = (note for note in parameter.notes if not (updated and note.startswith("the opinion (")))
    return (*map(wording.line, notes), *role)
