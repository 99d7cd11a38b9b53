"""The ranked table of a batch: what it says above, its rows, the keys it is sorted by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from featurecheck import words
from featurecheck.model import RequestResult, Verdict
from featurecheck.report import charts, wording
from featurecheck.report.languages.sealing import opened
from featurecheck.report.overview_filters import filters, marks
from featurecheck.report.overview_lines import Line, line_of, next_label
from featurecheck.report.overview_packed import packed
from featurecheck.report.overview_picture import picture
from featurecheck.report.overview_shapes import Overview, OverviewRow, Packed
from featurecheck.report.plan import Chosen, chosen
from featurecheck.report.shapes import Badge, Bar
from featurecheck.words import counted

MOST_ROWS = 2000
"""Up to so many requests stand on the page with a section of their own; more are packed."""

FIRST_ROWS = 100
"""Of a packed table, to be read without its script."""

FULL_REPORT = "Its full report: featurecheck report evaluation.json --only ID, with this id"
_MOST_OFTEN = 5
_FAR = 0.9  # the range bars reach to where nine in ten of the ranges end
_VERDICTS = list(Verdict)

Place = tuple[float, str]  # a figure, then a text where figures are alike
Key = Callable[[Line], Place | None]


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
    contradicted: int = 0

    def add(self, result: RequestResult) -> RequestResult:
        """Count one request and hand it on."""
        self.verdicts[result.verdict] += 1
        if label := next_label(result):
            self.questions[label] += 1
        if result.verdict is Verdict.GO:
            self.go_value += result.expected_value
        if result.verdict is Verdict.FIND_OUT_FIRST and result.next_question_worth is not None:
            self.answers += 1
            self.answers_worth += result.next_question_worth
        self.planned += result.planned is True
        self.contradicted += any(each.contradiction for each in result.contradictions)
        if result.id in self.wanted:
            self.chosen.setdefault(result.id, chosen(result))
        return result


def walk(
    requests: Sequence[RequestResult], wanted: frozenset[str] = frozenset()
) -> tuple[Totals, list[Line], list[RequestResult]]:
    """Look at every request once; return the totals, a line about each by rank, and the requests by rank.

    A large evaluation makes its results one by one: above 2,000 none of them is kept, only the lines, and what the
    plan says of the ids in `wanted`.
    """
    totals = Totals(wanted=wanted)
    keep = len(requests) <= MOST_ROWS
    lines: list[Line] = []
    kept: list[RequestResult] = []
    for result in requests:
        lines.append(line_of(totals.add(result)))
        if keep:
            kept.append(result)
    lines.sort(key=lambda each: (each.rank, each.id))
    kept.sort(key=lambda result: (result.rank, result.id))
    return totals, lines, kept


def overview(totals: Totals, lines: Sequence[Line], anchors: Sequence[str], currency: str) -> Overview:
    """Return the table of all requests, by rank; above 2,000 the first 100 as rows and all of them packed.

    Args:
        totals: what was counted over the same requests.
        lines: all requests by rank.
        anchors: where on the page each stands; empty where none has a section.
        currency: of all money.
    """
    scale = _scale(lines)
    chosen, places = filters(lines)
    large = len(lines) > MOST_ROWS
    shown = lines[:FIRST_ROWS] if large else lines
    linked = anchors or [""] * len(shown)
    by_id = {each.id: anchor for each, anchor in zip(lines, anchors, strict=False)}
    return Overview(
        counts=tuple(
            (Badge(each.value, wording.SLUGS[each]), f"{totals.verdicts[each]:,}") for each in _VERDICTS
        ),
        planned=f"{totals.planned:,}" if totals.planned else "",
        contradicted=f"{totals.contradicted:,}" if totals.contradicted else "",
        sentences=tuple(text for text in (_go(totals, currency), _find_out(totals, currency)) if text),
        often=_often(totals),
        rows=tuple(
            _row(each, anchor, (keys, _joined(place)), scale, currency)
            for each, anchor, keys, place in zip(shown, linked, _keys(shown), places, strict=False)
        ),
        zero=scale.zero(),
        has_effort=any(each.per_effort is not None for each in lines),
        has_votes=any(each.votes is not None for each in lines),
        filters=chosen,
        picture=picture(lines, by_id, currency),
        packed=_packed(lines, packed(lines, places, scale, currency)) if large else None,
    )


def _packed(lines: Sequence[Line], data: str) -> Packed:
    total = f"{len(lines):,}"
    return Packed(
        data=data,
        without_script=f"On paper and without its script this page shows the first {FIRST_ROWS} of {total} requests; the complete source is results.xlsx.",
        without_unpacking=f"This browser cannot unpack the complete list: the first {FIRST_ROWS} of {total} requests are shown. The complete source is results.xlsx.",
        full_report=FULL_REPORT,
    )


def _joined(place: tuple[int, ...]) -> str:
    return " ".join(map(str, place))


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


def _scale(lines: Sequence[Line]) -> charts.Scale:
    """Return a scale most ranges fit on: the few that reach far beyond are cut at the edge."""
    lows = sorted((each.p5 for each in lines), reverse=True)
    highs = sorted(each.p95 for each in lines)
    return charts.scale_over([_ninth(lows), _ninth(highs)])


def _ninth(values: Sequence[float]) -> float:
    return values[min(int(len(values) * _FAR), len(values) - 1)] if values else 0.0


def _row(one: Line, anchor: str, places: tuple[str, str], scale: charts.Scale, currency: str) -> OverviewRow:
    return OverviewRow(
        anchor=anchor,
        rank=f"{one.rank:,}",
        badge=Badge(one.verdict.value, wording.SLUGS[one.verdict]),
        heading=one.heading,
        value=words.money(one.value, currency),
        range=f"{words.number(one.p5)} to {words.number(one.p95)}",
        span=scale.span(one.p5, one.p95),
        typical=scale.at(one.value),
        loss=words.chance(one.loss),
        worth=_known(one.worth, currency, "nothing"),
        next=one.next or "none",
        per_effort=_known(one.per_effort, currency, "not known"),
        votes=f"{one.votes:,}" if one.votes is not None else "not known",
        shrunken=_known(one.shrunken, currency, ""),
        planned=one.planned,
        keys=places[0],
        find=" ".join(text for text in (one.id, one.competitor, *one.beside) if text),
        facets=places[1],
        marks=str(marks(one) or ""),
    )


def _known(value: float | None, currency: str, otherwise: str) -> str:
    return words.money(value, currency) if value is not None else otherwise


COLUMNS: tuple[tuple[str, Key], ...] = (
    ("rank", lambda one: (one.rank, "")),
    ("verdict", lambda one: (_VERDICTS.index(one.verdict), "")),
    ("request", lambda one: (0, opened(one.heading).casefold())),
    ("value", lambda one: (-one.value, "")),
    ("loss", lambda one: (one.loss, "")),
    ("worth", lambda one: _descending(one.worth)),
    ("next", lambda one: (0, one.next.casefold()) if one.next else None),
    ("effort", lambda one: _descending(one.per_effort)),
    ("votes", lambda one: _descending(one.votes)),
)


def _descending(value: float | None) -> Place | None:
    return None if value is None else (-value, "")


def _keys(lines: Sequence[Line]) -> list[str]:
    """Return each request's place in every sortable column, so that the page sorts whole numbers and nothing else."""
    columns = [_places([key(one) for one in lines]) for _, key in COLUMNS]
    return [" ".join(places) for places in zip(*columns, strict=True)]


def _places(values: Sequence[Place | None]) -> list[str]:
    """Return the place of each value, best first, equal values alike; `-` for what is not known."""
    known = sorted({value for value in values if value is not None})
    place = {value: str(index) for index, value in enumerate(known)}
    return ["-" if value is None else place[value] for value in values]
