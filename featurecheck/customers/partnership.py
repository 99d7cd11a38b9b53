"""The partner test: which of six answers speak for a partner, and what follows from them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from featurecheck.customers.words import yes_no

QUESTIONNAIRE = "partner"
"""Name of the questionnaire whose answers this judges."""

_DECIDING = ("shared_risk", "shared_profit", "good_and_bad", "only_pay")
_SUPPORTING = ("indispensable", "shared_goals")
_REVERSED = "only_pay"  # here a no speaks for a partner
QUESTIONS = (*_DECIDING[:3], *_SUPPORTING, _REVERSED)
"""Names of the six questions in the order in which they are asked."""

RULE = (
    "A partner shares your risk and your profit, in good times and in bad, and is not just meant to pay; of being "
    "indispensable and of goals that overlap, one may be missing. Anything else is a customer."
)
"""How the six answers decide, in words."""

_ALONE_ONLY = 2  # letters: in a sentence `o` or `da` may be any word
_BEGINS = {"no", "ja", "si", "sí", "sì"}  # the short words that begin an answer
_FIRST_WORD = re.compile(r"\W*(\w+)")


class Outcome(StrEnum):
    """What an account is, as far as the answers tell."""

    PARTNER = "a partner"
    CUSTOMER = "a customer"
    NOT_KNOWN = "not known yet"


@dataclass(frozen=True, slots=True)
class PartnerTest:
    """The names of the questions by what their answers say, each in the order in which they are asked.

    `unclear` are answered with something that begins with neither yes nor no; nobody knows the `unknown` ones.
    `waiting` are those without a clear answer that can still change the outcome.
    """

    speak_for: tuple[str, ...]
    speak_against: tuple[str, ...]
    unclear: tuple[str, ...]
    unknown: tuple[str, ...]
    waiting: tuple[str, ...]
    outcome: Outcome


def yes_or_no(text: str) -> bool | None:
    """Return what an answer says or begins with, in some languages; None where that is neither yes nor no."""
    said = yes_no(text)
    found = _FIRST_WORD.match(text)
    word = found[1].casefold() if found else ""
    if said is not None or (len(word) <= _ALONE_ONLY and word not in _BEGINS):
        return said
    return yes_no(word)


def partner_test(answers: Mapping[str, str | None]) -> PartnerTest:
    """Judge the answers by the names of their questions; None, or a name that is missing, is not known."""
    said = {name: _speaks_for(name, answers.get(name)) for name in QUESTIONS}
    blank = {name for name in QUESTIONS if not (answers.get(name) or "").strip()}
    outcome = _outcome(said)
    return PartnerTest(
        speak_for=tuple(name for name in QUESTIONS if said[name] is True),
        speak_against=tuple(name for name in QUESTIONS if said[name] is False),
        unclear=tuple(name for name in QUESTIONS if said[name] is None and name not in blank),
        unknown=tuple(name for name in QUESTIONS if name in blank),
        waiting=_waiting(said) if outcome is Outcome.NOT_KNOWN else (),
        outcome=outcome,
    )


def _speaks_for(name: str, text: str | None) -> bool | None:
    said = yes_or_no(text or "")
    return said if said is None else said is not (name == _REVERSED)


def _waiting(said: Mapping[str, bool | None]) -> tuple[str, ...]:
    """Return what may still change the outcome; where one of the supporting ones is there, the other cannot."""
    settled = _SUPPORTING if any(said[name] for name in _SUPPORTING) else ()
    return tuple(name for name in QUESTIONS if said[name] is None and name not in settled)


def _outcome(said: Mapping[str, bool | None]) -> Outcome:
    """Return what no answer that is still missing can change, else that it is not known."""
    missing = [said[name] for name in _SUPPORTING].count(False)
    if any(said[name] is False for name in _DECIDING) or missing == len(_SUPPORTING):
        return Outcome.CUSTOMER
    if all(said[name] for name in _DECIDING) and any(said[name] for name in _SUPPORTING):
        return Outcome.PARTNER
    return Outcome.NOT_KNOWN
