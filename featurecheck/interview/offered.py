"""Figures that data offers: how they are said, and how they become answers with their evidence and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from featurecheck.errors import EstimateError
from featurecheck.interview.state import still_open
from featurecheck.interview.understanding import Understood, Words, understand
from featurecheck.model import AnswerState, Evidence, Kind
from featurecheck.questionnaires.definition import fill
from featurecheck.words import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from featurecheck.interview.advice import Adviser, Proposal
    from featurecheck.interview.store import Store
    from featurecheck.questionnaires.definition import Question


@dataclass(frozen=True, slots=True)
class Offered:
    """A proposal for one question, as it was understood: what can be written as the answer."""

    question: Question
    proposal: Proposal
    read: Understood
    words: Words

    def fields(self, signature: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer as the keyword arguments of `Store.save`."""
        given = {
            "value": self.read.text,
            "evidence": self.proposal.evidence,
            "source": (self.proposal.source,),
        }
        return given | dict(signature)

    def figure(self) -> str:
        """Return the figure in words: `1,200 to 2,500 users`, `17 % to 61 % of those who use it`."""
        estimate = self.read.estimate
        if estimate is None:
            return self.read.text
        unit = fill(self.question.unit, self.words.unit, self.words.currency)
        if estimate.kind is not Kind.SHARE:
            return _span(estimate.p5, estimate.p95, estimate.unit or unit)
        of = unit.removeprefix("% ") if unit.startswith("% ") else ""
        return f"{_span(estimate.p5, estimate.p95, 'share')} {of}".rstrip()

    def sentence(self) -> str:
        """Return the figure, what was counted and where: `Measured: 1,200 to 2,500 users (142 of ...; usage.csv).`."""
        known = "Measured" if self.proposal.evidence is Evidence.MEASURED else "Asked"
        return f"{known}: {self.figure()} ({self.proposal.says})."

    def reckoned(self) -> str:
        """Return how the rows became the figure, "" where there is nothing to tell."""
        return f"Reckoned: {'; '.join(self.proposal.notes)}." if self.proposal.notes else ""


def offered(question: Question, proposal: Proposal | None, words: Words) -> Offered | None:
    """Return the proposal as an answer to the question; None without one, and where it could not be such an answer."""
    if proposal is None:
        return None
    try:
        read = understand(question, proposal.text, words)
    except EstimateError:
        return None
    return Offered(question, proposal, read, words) if read.state is AnswerState.ANSWERED else None


def waiting(store: Store, adviser: Adviser, words: Words) -> Iterator[Offered]:
    """Yield what the data answers of the questions that nobody has touched; nothing is written here."""
    request = store.read()
    proposals = adviser.proposals(store.path)
    for question in still_open(store.questionnaire, request, words):
        found = offered(question, proposals.get(question.name), words)
        if found is not None and request.answer(question.name).state is AnswerState.OPEN:
            yield found


def take_all(
    store: Store, adviser: Adviser, words: Words, signature: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Write every proposal for an unanswered question; yield the question's name and the figure that was written.

    What somebody else answers at the same moment stays.
    """
    for found in list(waiting(store, adviser, words)):
        name = found.question.name
        if store.save(name, found.fields(signature), store.read().answer(name)) is None:
            yield name, found.sentence()


def _span(low: float, high: float, unit: str) -> str:
    first, last = quantity(low, unit), quantity(high, unit)
    return first if first == last else f"{first.removesuffix(' ' + unit)} to {last}"
