"""What the overview shows of one request, kept so that the request itself, with every detail, need not be kept."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from featurecheck.model import AnswerState, Evidence, RequestResult, Verdict
from featurecheck.report.wording import line

_GRADES = list(Evidence)


@dataclass(frozen=True, slots=True)
class Line:
    """One request of the overview: money in the policy's currency, effort in person-weeks, `loss` 0 to 1.

    `weakest` and `best` grade the answers that were given, None where none was. `relationships` are those of the
    accounts that asked, empty without a list of customers.
    """

    id: str
    rank: int
    heading: str
    verdict: Verdict
    value: float
    p5: float
    p95: float
    loss: float
    worth: float | None
    next: str
    effort: float | None
    per_effort: float | None
    votes: int | None
    shrunken: float | None
    planned: bool
    contradiction: bool
    competitor: str
    relationships: tuple[str, ...]
    weakest: Evidence | None
    best: Evidence | None
    beside: tuple[str, ...]  # what else a search finds it by


def line_of(result: RequestResult) -> Line:
    """Return what the overview shows of the request."""
    weakest, best = _grades(result)
    return Line(
        id=line(result.id),
        rank=result.rank,
        heading=line(result.request) or "A request without a name",
        verdict=result.verdict,
        value=result.expected_value,
        p5=result.p5,
        p95=result.p95,
        loss=result.chance_of_loss,
        worth=result.next_question_worth,
        next=next_label(result),
        effort=result.effort_person_weeks,
        per_effort=result.value_per_effort,
        votes=result.votes,
        shrunken=result.shrunken_value,
        planned=result.planned is True,
        contradiction=any(each.contradiction for each in result.contradictions),
        competitor=sys.intern(line(result.competitor)),
        relationships=_relationships(result),
        weakest=weakest,
        best=best,
        beside=tuple(map(line, (*result.requesters, result.status))),
    )


def next_label(result: RequestResult) -> str:
    """Return which answer to find out next, empty where nothing is worth it."""
    parameter = result.parameters.get(result.next_question or "")
    return sys.intern(line(parameter.label)) if parameter else ""


def _grades(result: RequestResult) -> tuple[Evidence | None, Evidence | None]:
    """Return the weakest and the best evidence among the answers that were given."""
    given = {
        _GRADES.index(each.evidence)
        for each in result.parameters.values()
        if each.state is AnswerState.ANSWERED
    }
    return (_GRADES[max(given)], _GRADES[min(given)]) if given else (None, None)


def _relationships(result: RequestResult) -> tuple[str, ...]:
    askers = result.asked_by.askers if result.asked_by else ()
    return tuple(sorted({sys.intern(line(asker.relationship)) for asker in askers}))
