"""The ranked table of a batch: what it says above, its rows, the keys it is sorted by."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from featurecheck import words
from featurecheck.model import RequestResult, Verdict
from featurecheck.report import charts, wording
from featurecheck.report.plan import Chosen, chosen
from featurecheck.report.section import badge
from featurecheck.report.shapes import Badge, Bar, Overview, OverviewRow
from featurecheck.report.wording import line
from featurecheck.words import counted

MOST_ROWS = 2000
_MOST_OFTEN = 5
_FAR = 0.9  # the range bars reach to where nine in ten of the ranges end
_VERDICTS = list(Verdict)

Place = tuple[float, str]  # a figure, then a text where figures are alike
Key = Callable[[RequestResult], Place | None]


@dataclass(slots=True)
class Totals:
    """What is counted over all requests, money in the policy's currency."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    go_value: float = 0.0
    answers: int = 0
    answers_worth: float = 0.0
    wanted: frozenset[str] = frozenset()
    chosen: dict[str, Chosen] = field(default_factory=dict)
    planned: int = 0

    def add(self, result: RequestResult) -> RequestResult:
        """Count one request and hand it on."""
        self.verdicts[result.verdict] += 1
        if label := _next_label(result):
            self.questions[label] += 1
        if result.verdict is Verdict.GO:
            self.go_value += result.expected_value
        if result.verdict is Verdict.FIND_OUT_FIRST and result.next_question_worth is not None:
            self.answers += 1
            self.answers_worth += result.next_question_worth
        self.planned += result.planned is True
        if result.id in self.wanted:
            self.chosen.setdefault(result.id, chosen(result))
        return result


def walk(
    requests: Iterable[RequestResult], wanted: frozenset[str] = frozenset()
) -> tuple[Totals, list[RequestResult]]:
    """Look at every request once; return the totals and the best-ranked requests, at most 2,000 of them.

    A large evaluation makes its results one by one: what is not shown is not kept, but for a line about each of the
    ids in `wanted`.
    """
    totals = Totals(wanted=wanted)
    best = heapq.nsmallest(MOST_ROWS, map(totals.add, requests), key=lambda result: (result.rank, result.id))
    return totals, best


def overview(
    totals: Totals, shown: Sequence[RequestResult], anchors: Sequence[str], currency: str
) -> Overview:
    """Return the table of the requests shown, in the order given, with one anchor each."""
    scale = _scale(shown)
    keys = _keys(shown)
    total = totals.verdicts.total()
    return Overview(
        counts=tuple(
            (Badge(each.value, wording.SLUGS[each]), f"{totals.verdicts[each]:,}") for each in _VERDICTS
        ),
        planned=f"{totals.planned:,}" if totals.planned else "",
        sentences=tuple(text for text in (_go(totals, currency), _find_out(totals, currency)) if text),
        often=_often(totals),
        rows=tuple(
            _row(result, anchor, key, scale, currency)
            for result, anchor, key in zip(shown, anchors, keys, strict=True)
        ),
        zero=scale.zero(),
        has_effort=any(result.value_per_effort is not None for result in shown),
        has_votes=any(result.votes is not None for result in shown),
        total=counted(total, "request"),
        shown=counted(len(shown), "request"),
        cut=_cut(total, len(shown)),
    )


def _cut(total: int, shown: int) -> str:
    if total == shown:
        return ""
    return f"This page shows the first {shown:,} of {total:,} ranked requests. The complete list is in results.xlsx."


def _go(totals: Totals, currency: str) -> str:
    count = totals.verdicts[Verdict.GO]
    if not count:
        return "No request is ready to be built."
    value = words.money(totals.go_value, currency)
    if count == 1:
        return f"The request with the verdict GO is expected to be worth {value}."
    return f"The {count:,} requests with the verdict GO are together expected to be worth {value}."


def _find_out(totals: Totals, currency: str) -> str:
    if not totals.answers:
        return ""
    value = words.money(totals.answers_worth / totals.answers, currency)
    if totals.answers == 1:
        return f"One request needs an answer first, which is worth up to {value}."
    return f"{totals.answers:,} requests each need one answer first, which is worth up to {value} on average."


def _often(totals: Totals) -> tuple[Bar, ...]:
    """Return the questions that are most often the next one to find out, with how many requests they would settle."""
    rows = sorted(totals.questions.items(), key=lambda item: (-item[1], item[0]))[:_MOST_OFTEN]
    scale = charts.scale_over([count for _, count in rows])
    return tuple(Bar(label, counted(count, "request"), scale.span(0, count)) for label, count in rows)


def _next_label(result: RequestResult) -> str:
    parameter = result.parameters.get(result.next_question or "")
    return line(parameter.label) if parameter else ""


def _scale(shown: Sequence[RequestResult]) -> charts.Scale:
    """Return a scale most ranges fit on: the few that reach far beyond are cut at the edge."""
    lows = sorted((result.p5 for result in shown), reverse=True)
    highs = sorted(result.p95 for result in shown)
    return charts.scale_over([_ninth(lows), _ninth(highs)])


def _ninth(values: Sequence[float]) -> float:
    return values[min(int(len(values) * _FAR), len(values) - 1)] if values else 0.0


def _row(result: RequestResult, anchor: str, keys: str, scale: charts.Scale, currency: str) -> OverviewRow:
    worth = result.next_question_worth
    per_effort = result.value_per_effort
    return OverviewRow(
        anchor=anchor,
        rank=f"{result.rank:,}",
        badge=badge(result),
        heading=line(result.request) or "A request without a name",
        value=words.money(result.expected_value, currency),
        range=wording.between(result.p5, result.p95, currency),
        span=scale.span(result.p5, result.p95),
        typical=scale.at(result.p50),
        loss=words.chance(result.chance_of_loss),
        worth=words.money(worth, currency) if worth is not None else "nothing",
        next=_next_label(result) or "none",
        per_effort=words.money(per_effort, currency) if per_effort is not None else "not known",
        votes=f"{result.votes:,}" if result.votes is not None else "not known",
        shrunken=words.money(result.shrunken_value, currency) if result.shrunken_value is not None else "",
        planned=result.planned is True,
        keys=keys,
        find=_find(result),
    )


def _find(result: RequestResult) -> str:
    texts = (
        result.id,
        result.request,
        result.competitor,
        *result.requesters,
        result.status,
        _next_label(result),
    )
    return line(" ".join(texts)).casefold()


COLUMNS: tuple[tuple[str, Key], ...] = (
    ("rank", lambda result: (result.rank, "")),
    ("verdict", lambda result: (_VERDICTS.index(result.verdict), "")),
    ("request", lambda result: (0, result.request.casefold())),
    ("value", lambda result: (-result.expected_value, "")),
    ("loss", lambda result: (result.chance_of_loss, "")),
    ("worth", lambda result: _descending(result.next_question_worth)),
    ("next", lambda result: (0, _next_label(result).casefold()) if _next_label(result) else None),
    ("effort", lambda result: _descending(result.value_per_effort)),
    ("votes", lambda result: _descending(result.votes)),
)


def _descending(value: float | None) -> Place | None:
    return None if value is None else (-value, "")


def _keys(shown: Sequence[RequestResult]) -> list[str]:
    """Return each request's place in every sortable column, so that the page sorts whole numbers and nothing else."""
    columns = [_places([key(result) for result in shown]) for _, key in COLUMNS]
    return [" ".join(places) for places in zip(*columns, strict=True)]


def _places(values: Sequence[Place | None]) -> list[str]:
    """Return the place of each value, best first, equal values alike; `-` for what is not known."""
    known = sorted({value for value in values if value is not None})
    place = {value: str(index) for index, value in enumerate(known)}
    return ["-" if value is None else place[value] for value in values]
