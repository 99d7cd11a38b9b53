"""What changed since an earlier evaluation.json, and which answer did it: tried by putting back one answer at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.cli.common import NOTHING_BESIDE, policy_in_force
from featurecheck.intake import Place, Requests
from featurecheck.model import AnswerState, Evaluation, Evidence, ParameterResult, RequestResult
from featurecheck.parameters import PARAMETERS

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.cli.beside import Beside
    from featurecheck.policy import Policy
    from featurecheck.record import Results
    from featurecheck.report.since import Change, Since

_MOST = 50  # flipped requests that are tried: as many as a report shows
_SAME = 1e-6  # of the value: the tried request is the one that was evaluated
_TYPED = frozenset(one.name for one in PARAMETERS) | {"would_leave", "would_grow"}  # what a request can say
_SAID = frozenset(Evidence) - {Evidence.ASSUMED, Evidence.UNSTATED}

_Row = Mapping[str, str]


def compared(
    results: Results,
    earlier: Path,
    policy_file: Path | None,
    questionnaire: str,
    beside: Beside = NOTHING_BESIDE,
) -> Since:
    """Compare the results with an earlier evaluation.json, and try which answers flipped the verdicts.

    Of `beside` the list of customers is used: without it no request that was weighed can be tried.

    Raises:
        FeatureCheckError: the file is no evaluation.json of this version, or the list of customers cannot be read.
    """
    from featurecheck.record import read_json  # noqa: PLC0415 - not for --help
    from featurecheck.report.since import since, with_causes  # noqa: PLC0415 - the same

    before = read_json(earlier)
    found = since(results, before)
    if not found.flips:
        return found
    policy = policy_in_force(policy_file)[0]
    who = beside.customers(policy)
    return with_causes(found, causes(found, results, before, policy, questionnaire, who))


def causes(
    found: Since,
    new: Evaluation,
    old: Evaluation,
    policy: Policy,
    questionnaire: str,
    customers: Customers | None = None,
) -> dict[str, tuple[str, ...]]:
    """Return flipped request's id -> answers that, each put back alone, give back the old verdict.

    A request is left out where what was evaluated cannot be evaluated again from what is stored: under another policy,
    with data beside it, with other accounts than those given, or with cells that are not in the file. This is seen by
    its value.
    """
    if {one.key: one.value for one in policy.entries} != {one.key: one.value for one in new.policy}:
        return {}
    flips = {one.id: one for one in found.flips[:_MOST]}
    after = {
        one.id: one
        for one in new.requests
        if one.id in flips and (one.asked_by is None or customers is not None)
    }
    before = {one.id: one for one in old.requests if one.id in after}
    rows = [row for name in after for row in _tried(flips[name], after[name], before[name])]
    again = _evaluated(rows, policy, questionnaire, customers)
    return {
        name: tuple(_culprits(flips[name], again))
        for name, result in after.items()
        if _is_same(again.get(_key(name)), result)
    }


def _tried(change: Change, new: RequestResult, old: RequestResult) -> Iterator[_Row]:
    """Yield the request as it is, and with each changed answer as it was."""
    row = {
        "request": new.request or "?",
        "competitor": new.competitor,
        "requesters": "; ".join(new.requesters),
    }
    for name, answer in new.parameters.items():
        row |= _cells(answer) if name in _TYPED else {}
    yield {**row, "id": _key(change.id)}
    for change_of in change.answers:
        if change_of.name in _TYPED and change_of.name in old.parameters:
            yield {**row, **_cells(old.parameters[change_of.name]), "id": _key(change.id, change_of.name)}


def _key(request: str, answer: str = "") -> str:
    return f"{request}\n{answer}"


def _cells(one: ParameterResult) -> dict[str, str]:
    """Return an answer as it was typed."""
    known = one.state is AnswerState.ANSWERED
    state = "" if one.state is AnswerState.OPEN else one.state.value
    grade = one.evidence.value if known and one.evidence in _SAID else ""
    return {
        one.name: one.text if one.state is not AnswerState.OPEN else "",
        f"{one.name} state": "" if known else state,
        f"{one.name} evidence": grade,
    }


def _evaluated(
    rows: Sequence[_Row], policy: Policy, questionnaire: str, customers: Customers | None
) -> dict[str, RequestResult]:
    """Evaluate all rows at once; those that cannot be read are absent."""
    from featurecheck.evaluation import evaluate  # noqa: PLC0415 - loads numpy
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - not for --help

    if not rows:
        return {}
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name, "") for row in rows] for name in names}
    places = [Place("evaluation.json", None, at) for at in range(len(rows))]
    again = evaluate(
        Requests(columns, places), policy, questionnaire=by_name(questionnaire), customers=customers
    )
    return {one.id: one for one in again.requests}


def _is_same(again: RequestResult | None, result: RequestResult) -> bool:
    return (
        again is not None
        and again.verdict is result.verdict
        and math.isclose(again.expected_value, result.expected_value, rel_tol=_SAME, abs_tol=1e-6)
    )


def _culprits(change: Change, again: Mapping[str, RequestResult]) -> Iterator[str]:
    for answer in change.answers:
        tried = again.get(_key(change.id, answer.name))
        if tried is not None and tried.verdict is change.before:
            yield answer.name
