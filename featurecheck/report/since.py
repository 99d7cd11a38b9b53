"""What changed between two evaluations: verdicts, values, the answers behind them, requests, policy. Plain comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from featurecheck import words
from featurecheck.customers.names import fold
from featurecheck.model import AnswerState, Evaluation, Evidence, ParameterResult, RequestResult, Verdict
from featurecheck.report import wording

_BY_ROW = re.compile(r"R\d+")  # an id that only says in which row the request stood


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that is read differently, or believed for another reason.

    `moves` is about how far the change alone moved the expected value, in money by the stored ends of the answer; None
    for an answer that is not in the payoff.
    """

    name: str
    label: str
    before: str
    after: str
    moves: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """One request in both evaluations, with money in the newer one's currency.

    `because` are the answers of which each alone, put back to what it was, gives back the old verdict; None where that
    could not be tried.
    """

    id: str
    request: str
    renamed_from: str | None
    before: Verdict
    after: Verdict
    value_before: float
    value_after: float
    answers: tuple[AnswerChange, ...]
    because: tuple[str, ...] | None = None

    @property
    def flipped(self) -> bool:
        """Tell whether the verdict is another one."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class Named:
    """A request that is in one of the evaluations only."""

    id: str
    request: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since an earlier evaluation.

    `flips` come first by rank of the newer evaluation, `moved` have another value and the same verdict, the furthest
    first. `proposals` are pairs (dropped, new) that may be one request: of one text, but with different ids.
    `currencies` are both where they differ, and then values are not compared.
    """

    before_on: str | None
    flips: tuple[Change, ...]
    moved: tuple[Change, ...]
    same: int
    added: tuple[Named, ...]
    dropped: tuple[Named, ...]
    proposals: tuple[tuple[Named, Named], ...]
    policy: tuple[tuple[str, str, str], ...]
    currencies: tuple[str, str] | None = None


def since(new: Evaluation, old: Evaluation) -> Since:
    """Compare two evaluations; requests are matched by their ids, never by their texts.

    An id such as R7 only counts where the text is the same too: it was given by the row.
    """
    before = {request.id: request for request in old.requests}
    pairs, added = [], []
    for request in new.requests:
        earlier = before.get(request.id)
        if earlier is not None and _is_one(request, earlier):
            pairs.append((request, before.pop(request.id)))
        else:
            added.append(_named(request))
    changes = [(request.rank, _change(request, earlier)) for request, earlier in pairs]
    dropped = tuple(map(_named, before.values()))
    differ = old.currency != new.currency
    moved = [one for _, one in changes if not one.flipped and _shown(one, new.currency) and not differ]
    flips = tuple(one for _, one in sorted(changes, key=lambda pair: pair[0]) if one.flipped)
    return Since(
        old.evaluated_on,
        flips,
        tuple(sorted(moved, key=lambda one: (-abs(one.value_after - one.value_before), one.id))),
        len(changes) - len(flips) - len(moved),
        tuple(added),
        dropped,
        tuple(_proposals(dropped, added)),
        tuple(_policy(new, old)),
        (old.currency, new.currency) if differ else None,
    )


def with_causes(found: Since, causes: Mapping[str, Sequence[str]]) -> Since:
    """Return the comparison with what was tried: request's id -> answers that alone give back the old verdict."""
    flips = (replace(one, because=tuple(causes[one.id])) if one.id in causes else one for one in found.flips)
    return replace(found, flips=tuple(flips))


def _is_one(new: RequestResult, old: RequestResult) -> bool:
    return not _BY_ROW.fullmatch(new.id) or fold(new.request) == fold(old.request)


def _named(request: RequestResult) -> Named:
    return Named(request.id, request.request, request.verdict)


def _shown(change: Change, currency: str) -> bool:
    """Tell whether the value is another one as people see it."""
    return words.money(change.value_before, currency) != words.money(change.value_after, currency)


def _change(new: RequestResult, old: RequestResult) -> Change:
    answers = sorted(_answers(new, old), key=lambda one: (-abs(one.moves or 0.0), one.name))
    return Change(
        new.id,
        new.request,
        old.request if fold(old.request) != fold(new.request) else None,
        old.verdict,
        new.verdict,
        old.expected_value,
        new.expected_value,
        tuple(answers),
    )


def _answers(new: RequestResult, old: RequestResult) -> Iterator[AnswerChange]:
    for name, after in new.parameters.items():
        before = old.parameters.get(name)
        if before is None:
            yield AnswerChange(name, after.label, "not in it", _told(after), None)
        elif _key(before) != _key(after):
            yield AnswerChange(name, after.label, _told(before), _told(after), _moves(before, after))
    for name, before in old.parameters.items():
        if name not in new.parameters:
            yield AnswerChange(name, before.label, _told(before), "not in it any more", None)


def _key(one: ParameterResult) -> tuple[object, ...]:
    """Return what makes an answer the answer it is: how it is read, why it is believed, how it enters."""
    return (one.state, one.evidence, one.unit, one.role, one.p5, one.p50, one.p95)


def _told(one: ParameterResult) -> str:
    """Return the range in which an answer is held true, and why."""
    low, high = (words.quantity(value, one.unit) for value in (one.p5, one.p95))
    held = low if low == high else f"{low} to {high}"
    if one.state is not AnswerState.ANSWERED:
        return f"{wording.NOT_KNOWN[one.state]} (assumed {held})"
    if one.evidence is Evidence.ASSUMED:
        return f"{held} (assumed)"
    return f"{held} ({wording.EVIDENCE[one.evidence]})"


def _moves(before: ParameterResult, after: ParameterResult) -> float | None:
    """Return about how far the change of an answer moved the value: along the line between its stored ends."""
    for one in (after, before):
        if one.at_p5 is not None and one.at_p95 is not None and one.p5 != one.p95:
            return (one.at_p95 - one.at_p5) / (one.p95 - one.p5) * (after.p50 - before.p50)
    return None


def _proposals(dropped: Sequence[Named], added: Sequence[Named]) -> Iterator[tuple[Named, Named]]:
    """Yield what may be one request under two ids: the same text, once on either side."""
    before, after = _by_text(dropped), _by_text(added)
    for text, gone in before.items():
        if len(gone) == len(after.get(text, ())) == 1:
            yield gone[0], after[text][0]


def _by_text(requests: Sequence[Named]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for one in requests:
        found.setdefault(fold(one.request), []).append(one)
    return found


def _policy(new: Evaluation, old: Evaluation) -> Iterator[tuple[str, str, str]]:
    """Yield each setting with another value: what it is called, before, after."""
    before = {entry.key: entry for entry in old.policy}
    for entry in new.policy:
        earlier = before.pop(entry.key, None)
        if earlier is None:
            yield entry.label, "no such setting", entry.value
        elif earlier.value != entry.value:
            yield entry.label, earlier.value, entry.value
    yield from ((entry.label, entry.value, "no such setting") for entry in before.values())
