"""Which disagreement between people matters: whose answer, taken alone, would give another verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from featurecheck import verdict
from featurecheck.answers import Voice
from featurecheck.evidence import SWITCH_CHAIN, Gathered, coded
from featurecheck.figures import expected_and_evppi
from featurecheck.intake import Severity
from featurecheck.model import Flag, Verdict
from featurecheck.normal import Floats
from featurecheck.parameters import BY_NAME
from featurecheck.payoff import COLUMN, Bets
from featurecheck.policy import Policy
from featurecheck.pooling import named
from featurecheck.words import money

CODE = "disagreement"

_LEAST_MONEY = 0.5  # of the currency's unit


@dataclass(frozen=True, slots=True)
class _Dispute:
    """People who gave different answers to one question, the verdict of each taken alone, and the answer's EVPPI."""

    name: str
    voices: Sequence[Voice]
    verdicts: Sequence[Verdict]
    worth: float

    @property
    def decides(self) -> bool:
        """Tell whether who is right decides the verdict."""
        return len(set(self.verdicts)) > 1


def disagreements(
    gathered: Gathered, row: int, policy: Policy, evppi: Floats, *, contradicted: bool
) -> Iterator[Flag]:
    """Yield which disagreements matter to the verdict of one request; nothing where nobody disagrees.

    Args:
        gathered: the answers.
        row: index of a usable request.
        policy: whose verdicts they are.
        evppi: what each answer is worth knowing, shaped (answers,) [money].
        contradicted: whether two answers of the request cannot both be true.
    """
    found = list(_disputes(gathered, row, policy, evppi, contradicted=contradicted))
    deciding = sorted((one for one in found if one.decides), key=lambda one: -one.worth)
    for dispute in deciding:
        yield Flag(CODE, Severity.WARNING, _deciding(dispute, policy))
    if found and not deciding:
        yield Flag(CODE, Severity.NOTE, _largest(max(found, key=lambda one: one.worth), policy))


def _disputes(
    gathered: Gathered, row: int, policy: Policy, evppi: Floats, *, contradicted: bool
) -> Iterator[_Dispute]:
    number = bool(gathered.switch_number[row])
    for name, answers in gathered.answers.items():
        voices = answers[row].voices
        curves = {coded(voice.answer.estimate) for voice in voices}
        if len(curves) < 2 or not _counts(gathered, name, row, number=number):  # noqa: PLR2004 - it takes two
            continue
        column = COLUMN["users" if number and name == "would_switch" else name]
        alone = _alone(gathered.bet(row), column, voices)
        values, worths = expected_and_evppi(alone, policy.constants)
        blocked, numbers = (np.full(len(voices), mark, dtype=bool) for mark in (contradicted, number))
        said = verdict.decide(values, worths, policy, blocked, numbers, alone).verdicts
        yield _Dispute(name, voices, said, float(evppi[column]))


def _counts(gathered: Gathered, name: str, row: int, *, number: bool) -> bool:
    """Tell whether an answer enters the payoff of a request."""
    replaced = number and name in {"users", *SWITCH_CHAIN[:-1]}
    there = name in gathered.bet(row).names  # stakes are only where a requester is known
    return there and not replaced and not gathered.set_aside(name, row)


def _alone(bet: Bets, column: int, voices: Sequence[Voice]) -> Bets:
    """Return the request once for each person, with that person's answer in the place of the pooled one."""
    bets = bet.picked(np.zeros(len(voices), dtype=np.intp))
    location, scale, exponential = bets.location.copy(), bets.scale.copy(), bets.exponential.copy()
    curves = [coded(voice.answer.estimate) for voice in voices]
    location[:, column], scale[:, column], exponential[:, column] = zip(*curves, strict=True)
    return replace(bets, location=location, scale=scale, exponential=exponential)


def _deciding(dispute: _Dispute, policy: Policy) -> str:
    pairs = sorted(
        zip(dispute.verdicts, dispute.voices, strict=True), key=lambda pair: (pair[0], pair[1].name)
    )
    groups = [
        (said, [voice for _, voice in group]) for said, group in groupby(pairs, key=lambda pair: pair[0])
    ]
    sides = ", ".join(f"{said} with what {named(voices)} said" for said, voices in groups)
    return f"Who is right about {_phrase(dispute, policy)} decides: {sides}."


def _largest(dispute: _Dispute, policy: Policy) -> str:
    about = f"{named(dispute.voices)} about {_phrase(dispute, policy)}"
    if dispute.worth < _LEAST_MONEY:
        return "Where people disagree, the verdict is the same whoever is right."
    worth = money(dispute.worth, policy.currency)
    return f"Where people disagree, the verdict is the same whoever is right; most is at stake between {about} (knowing it is worth up to {worth})."


def _phrase(dispute: _Dispute, policy: Policy) -> str:
    measure = "share" if dispute.voices[0].answer.estimate.unit == "share" else "number"
    return BY_NAME[dispute.name].phrase_text(policy.unit, measure)
