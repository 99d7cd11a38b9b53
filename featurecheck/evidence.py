"""Which answer stands for which parameter of which request: the frame of texts becomes the arrays of the payoff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from featurecheck.answers import Answer, Context, NeighbourError, Reader, VoiceError, grade_of
from featurecheck.errors import EstimateError
from featurecheck.estimate import parse_estimate
from featurecheck.intake import Problem, Requests, Severity
from featurecheck.model import AnswerState, Estimate, Evidence, Kind, Shape
from featurecheck.normal import Floats
from featurecheck.observed import NOTHING_OBSERVED, Observed
from featurecheck.parameters import PARAMETERS
from featurecheck.payoff import COLUMN, LEAVING, NAMES, NOTHING, Bets
from featurecheck.policy import Policy
from featurecheck.questionnaires import Questionnaire
from featurecheck.requests.people import PEOPLE

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.staking import Weighed
    from featurecheck.testimony import Testimony

_RELEVANT: Mapping[str, tuple[str, ...]] = {
    "users": ("competitor_users",),
    "bought_because": ("years_on_market",),
    "not_miss": ("users",),
    "lost_without": ("own_users",),
}
"""Other cells of the row that bear on the reading of an answer."""

CONTEXT = ("years_on_market", "competitor_users", "own_users", "users")
Bools = npt.NDArray[np.bool_]
SWITCH_CHAIN = ("how_often", "like", "not_miss", "would_switch")


@dataclass(frozen=True)
class Gathered:
    """What the evaluation works on: usable requests only, in their order.

    `rows` are indices into the requests; `answers` one list a parameter, one answer a usable request;
    `switch_number` tells the requests whose question 7 was answered by a number of users: there the number stands in
    the column of `users` of `bets` and the shares of the chain are 1. `effort` is the mean effort in person-weeks,
    None where nobody stated one. With a list of customers `bets` hold the stakes of the requesters too, and `weighed`
    the stakes and the bets without them.
    """

    rows: Sequence[int]
    answers: Mapping[str, Sequence[Answer]]
    bets: Bets
    switch_number: Bools
    effort: Sequence[float | None]
    own_users: Sequence[Estimate | None]
    competitor_users: Sequence[Estimate | None]
    years_on_market: Sequence[float]
    problems: tuple[Problem, ...] = ()
    weighed: Weighed | None = None

    def set_aside(self, name: str, row: int) -> bool:
        """Tell whether the requesters' own money stands for this answer."""
        return name == "lost_without" and self.weighed is not None and bool(self.weighed.stakes.named[row])

    def bet(self, row: int) -> Bets:
        """Return the answers of one request, without stakes where there are none behind it."""
        one = self.bets.rows(row, row + 1)
        return one if one.staked.any() else one.plain()


@dataclass
class _Rows:
    """The requests' columns while their answers are read; rows with an unreadable cell are remembered."""

    requests: Requests
    reader: Reader
    problems: list[Problem] = field(default_factory=list)
    unusable: set[int] = field(default_factory=set)

    def text(self, column: str, row: int) -> str:
        """Return the cell, "" where the column is missing."""
        cells = self.requests.columns.get(column)
        return cells[row] if cells is not None else ""

    def complain(
        self, row: int, column: str, found: str, message: str, severity: Severity = Severity.ERROR
    ) -> None:
        """Remember a cell that cannot be read."""
        place = self.requests.places[row]
        letter = self.requests.letters.get(column)
        cell = f"{letter}{place.row}" if letter and place.row else None
        echoed = (
            len(found) + 2 if message.startswith(f"'{found}'") else 0
        )  # a full stop may stand in the answer
        end = message.find(". ", echoed)
        expected, mend = (message[:end], message[end + 2 :]) if end >= 0 else (message, "")
        header = self.requests.mapping.get(column, column)
        self.problems.append(
            Problem(
                place.file,
                place.sheet,
                place.row,
                cell,
                header,
                found,
                f"{expected.removesuffix('.')}.",
                mend,
                severity,
            )
        )
        if severity is Severity.ERROR:
            self.unusable.add(row)


def gather(
    requests: Requests,
    policy: Policy,
    questionnaires: Sequence[Questionnaire],
    observed: Observed = NOTHING_OBSERVED,
    customers: Customers | None = None,
) -> Gathered:
    """Read every answer of every request; cells that cannot be read are collected, their rows set aside.

    What was counted or asked is weighed against what was written, answer by answer. With a list of customers every
    request gets the stakes of its requesters.
    """
    testimony = _testimony(requests, observed, policy) if observed else None
    if testimony is not None and policy.own_users is None:
        policy = replace(policy, own_users=testimony.own_users())
    rows = _Rows(requests, Reader(policy, questionnaires, requests.decimal))
    count = len(requests)
    contexts = [_context(rows, row) for row in range(count)]
    names = [*(parameter.name for parameter in PARAMETERS), *(LEAVING if customers is not None else ())]
    columns = {name: _column(rows, name, contexts) for name in names}
    effort = _efforts(rows, columns)
    anchors = {name: _anchors(rows, name, policy) for name in ("own_users", "competitor_users")}
    years = [_years(rows, row) for row in range(count)]
    if testimony is not None:
        _weigh(rows, columns, testimony, anchors["competitor_users"], years)
    usable = [row for row in range(count) if row not in rows.unusable]
    answers = {name: [_there(column[row]) for row in usable] for name, column in columns.items()}
    bets, switch_number = _bets(answers, len(usable))
    weighed = _weighed_by(customers, rows, usable, answers, bets) if customers is not None else None
    return Gathered(
        rows=usable,
        answers=answers,
        bets=weighed.bets if weighed else bets,
        switch_number=switch_number,
        effort=[effort[row] for row in usable],
        own_users=[anchors["own_users"][row] for row in usable],
        competitor_users=[anchors["competitor_users"][row] for row in usable],
        years_on_market=[years[row] for row in usable],
        problems=tuple(sorted(rows.problems, key=lambda problem: (problem.file, problem.row or 0))),
        weighed=weighed,
    )


def _weighed_by(
    customers: Customers,
    rows: _Rows,
    usable: Sequence[int],
    answers: Mapping[str, Sequence[Answer]],
    bets: Bets,
) -> Weighed:
    """Return the bets with what the requesters of each usable request stake on it."""
    from featurecheck.customers.stakes import stakes_of  # noqa: PLC0415 - most evaluations have no list of customers
    from featurecheck.staking import weigh  # noqa: PLC0415 - as above

    cells = [rows.text("requesters", row) for row in usable]
    stakes = stakes_of(cells, customers, rows.reader.policy, [_votes(rows, row) for row in usable])
    rows.problems += stakes.problems
    shares = {name: _curves(answers[name]) for name in LEAVING}
    return weigh(bets, shares, stakes)


def _votes(rows: _Rows, row: int) -> int | None:
    text = rows.text("votes", row).strip()
    return int(text) if text.isdecimal() else None


def _curves(answers: Sequence[Answer]) -> Floats:
    """Return location and scale of shares, shaped (n, 2)."""
    return np.array([coded(answer.estimate)[:2] for answer in answers], dtype=np.float64).reshape(-1, 2)


def _testimony(requests: Requests, observed: Observed, policy: Policy) -> Testimony:
    from featurecheck.testimony import Testimony  # noqa: PLC0415 - most evaluations have no data beside them

    return Testimony(requests, observed, policy)


def _weigh(
    rows: _Rows,
    columns: Mapping[str, list[Answer | None]],
    testimony: Testimony,
    competitor_users: Sequence[Estimate | None],
    years: Sequence[float],
) -> None:
    """Let data answer where it is better than what was written, request by request."""
    from featurecheck.offers import Size  # noqa: PLC0415 - as above
    from featurecheck.weighing import weighed  # noqa: PLC0415 - as above

    rows.problems += testimony.problems
    for row, users in enumerate(competitor_users):
        size = Size(users, years[row] if rows.text("years_on_market", row).strip() else None)
        rows.problems += testimony.remarks(row)
        for name, offers in testimony.offers(row, size).items():
            answer = columns[name][row]
            if answer is not None:  # an unreadable cell is mended first
                found = weighed(answer, offers, rows.reader.policy)
                columns[name][row] = found.beside(answer) if answer.witnesses else found


def _there(answer: Answer | None) -> Answer:
    assert answer is not None  # noqa: S101 - rows without an answer were set aside before
    return answer


def _context(rows: _Rows, row: int) -> Context:
    return Context(*(rows.text(column, row) for column in CONTEXT))


def _column(rows: _Rows, name: str, contexts: Sequence[Context]) -> list[Answer | None]:
    """Return the answers of one parameter; None where the cell cannot be read (the problem is remembered)."""
    relevant, several = _RELEVANT.get(name, ()), PEOPLE in rows.requests.columns
    answers: list[Answer | None] = []
    for row, context in enumerate(contexts):
        text, state, grade = (
            rows.text(column, row) for column in (name, f"{name} state", f"{name} evidence")
        )
        part = Context(**{field_name: getattr(context, field_name) for field_name in relevant})
        try:
            answer = rows.reader.answer(name, text, state, _readable_grade(rows, row, name, grade), part)
        except NeighbourError:
            rows.unusable.add(row)  # the other cell says why
            answers.append(None)
            continue
        except EstimateError as error:
            rows.complain(row, name, text, error.message)
            answers.append(None)
            continue
        answer = _with_sources(answer, rows.text(f"{name} source", row), rows.text(f"{name} ask", row))
        answers.append(_of_people(rows, row, name, answer, part) if several else answer)
    return answers


def _of_people(rows: _Rows, row: int, name: str, own: Answer, part: Context) -> Answer | None:
    """Return the answer pooled over the people who were asked apart; None where one is unreadable."""
    from featurecheck.pooling import of_people  # noqa: PLC0415 - most requests know one answer each

    try:
        return of_people(rows.reader, rows.text(PEOPLE, row), name, own, part)
    except VoiceError as error:
        if error.message:  # without one it is another cell that says why
            rows.complain(row, error.place, error.found, error.message)
        rows.unusable.add(row)
        return None


def _readable_grade(rows: _Rows, row: int, name: str, grade: str) -> str:
    """Return the grade, "" (no evidence stated) with a warning where it is not one."""
    try:
        grade_of(grade)
    except EstimateError as error:
        rows.complain(
            row,
            f"{name} evidence",
            grade,
            f"{error.message} The answer is read as one without stated evidence.",
            Severity.WARNING,
        )
        return ""
    return grade


def _with_sources(answer: Answer, source: str, ask: str) -> Answer:
    if not source and not ask:
        return answer
    sources = tuple(part.strip() for part in source.split(";") if part.strip())
    return replace(answer, sources=sources + answer.sources, ask=ask.strip() or answer.ask)


def _efforts(rows: _Rows, columns: dict[str, list[Answer | None]]) -> list[float | None]:
    """Let an effort stand for the build cost where no money was stated; return mean efforts in person-weeks."""
    efforts: list[float | None] = [None] * len(rows.requests)
    if "effort" not in rows.requests.columns:
        return efforts
    for row, text in enumerate(rows.requests.columns["effort"]):
        try:
            priced = rows.reader.effort_as_cost(
                text, _readable_grade(rows, row, "effort", rows.text("effort evidence", row))
            )
        except EstimateError as error:
            rows.complain(row, "effort", text, error.message)
            continue
        if priced is None:
            continue
        cost, efforts[row] = priced
        stated = columns["build_cost"][row]
        if stated is not None and stated.state is not AnswerState.ANSWERED:
            columns["build_cost"][row] = _with_sources(cost, rows.text("effort source", row), "")
    return efforts


def _anchors(rows: _Rows, name: str, policy: Policy) -> list[Estimate | None]:
    known: Estimate | None = getattr(policy, name)
    anchors: list[Estimate | None] = []
    for row in range(len(rows.requests)):
        text = rows.text(name, row)
        try:
            estimate = parse_estimate(text, Kind.COUNT, rows.reader.decimal, unit=policy.unit)
        except EstimateError as error:
            rows.complain(row, name, text, error.message)
            estimate = AnswerState.OPEN
        anchors.append(estimate if isinstance(estimate, Estimate) else known)
    return anchors


def _years(rows: _Rows, row: int) -> float:
    """Return how long the competitor's feature has been sold, at least 1 year."""
    text = rows.text("years_on_market", row)
    try:
        years = parse_estimate(text, Kind.DURATION, rows.reader.decimal)
    except EstimateError as error:
        rows.complain(row, "years_on_market", text, error.message)
        return 1.0
    return max(1.0, years.p50) if isinstance(years, Estimate) else 1.0


def _bets(answers: Mapping[str, Sequence[Answer]], count: int) -> tuple[Bets, Bools]:
    """Return the arrays of the payoff and which requests state a number of switchers."""
    location, scale = np.zeros((count, len(NAMES))), np.zeros((count, len(NAMES)))
    exponential = np.zeros((count, len(NAMES)), dtype=bool)
    for column, name in enumerate(NAMES):
        curves = [coded(answer.estimate) for answer in answers[name]]
        if curves:
            location[:, column], scale[:, column], exponential[:, column] = zip(*curves, strict=True)
    switch_number = np.array(
        [answer.estimate.kind is Kind.COUNT for answer in answers["would_switch"]], dtype=bool
    )
    _let_number_stand(location, scale, exponential, switch_number)
    return Bets(location, scale, exponential), switch_number


def _let_number_stand(location: Floats, scale: Floats, exponential: Bools, rows: Bools) -> None:
    """Move a number of switchers into the place of `users` and make the shares of its chain 1."""
    if not rows.any():
        return
    users, switch = COLUMN["users"], COLUMN["would_switch"]
    for array in (location, scale):
        array[rows, users] = array[rows, switch]
    exponential[rows, users] = exponential[rows, switch]
    for name in SWITCH_CHAIN:
        column = COLUMN[name]
        location[rows, column] = NOTHING if name == "not_miss" else -NOTHING
        scale[rows, column], exponential[rows, column] = 0.0, False


def coded(estimate: Estimate) -> tuple[float, float, bool]:
    """Return location, scale and whether it is exponential, as `payoff.Bets` wants them."""
    if estimate.shape is Shape.EXPONENTIAL:
        return 0.0, estimate.mean, True
    if estimate.shape is not Shape.EXACT:
        return estimate.location, estimate.scale, False
    value = estimate.p50
    if estimate.kind is Kind.SHARE:
        return (
            _clipped(
                np.log(value / (1.0 - value)) if 0 < value < 1 else (NOTHING if value <= 0 else -NOTHING)
            ),
            0.0,
            False,
        )
    return _clipped(np.log(value) if value > 0 else NOTHING), 0.0, False


def _clipped(location: float) -> float:
    return float(np.clip(location, NOTHING, -NOTHING))


def stated(answer: Answer) -> bool:
    """Tell whether somebody answered, rather than a prior."""
    return answer.state is AnswerState.ANSWERED and answer.evidence is not Evidence.ASSUMED
