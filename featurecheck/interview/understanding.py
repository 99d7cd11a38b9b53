"""What a typed text means as the answer to a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from featurecheck.errors import EstimateError
from featurecheck.estimate import parse_estimate, reading
from featurecheck.model import AnswerState, Estimate, Kind
from featurecheck.parameters import BY_NAME
from featurecheck.questionnaires.definition import Comparison, Question, choice_share, fill

_UNKNOWN_WORDS = ("dk", "don't know", "dont know", "unknown", "idk", "no idea", "not sure")
_OPEN_WORDS = ("", "-")
_RANGE_WORDS = re.compile(r"\b(?:to|and|between|from|about|around)\b|(?<=\d) ?[km]\b")
_NEGATED = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!=", "!=": "="}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the policy that a text is read with."""

    unit: str = "users"
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Understood:
    """How an answer was understood: what to store, and the echo in words."""

    state: AnswerState
    text: str = ""
    echo: str = ""
    estimate: Estimate | None = None
    notes: tuple[str, ...] = ()


def understand(question: Question, text: str, words: Words) -> Understood:
    """Read an answer.

    Raises:
        EstimateError: it cannot be read, or what was read is not allowed; the message says how to mend it.
    """
    text = " ".join(text.split())
    folded = text.casefold()
    if folded in _OPEN_WORDS:
        return Understood(AnswerState.OPEN)
    if folded in _UNKNOWN_WORDS:
        return Understood(AnswerState.UNKNOWN)
    if question.kind is None:
        return Understood(AnswerState.ANSWERED, text, text)
    return _number(question, text, words)


def _number(question: Question, text: str, words: Words) -> Understood:
    share = choice_share(question, text)
    read = _parsed(question, share or text, words)
    if not isinstance(read, Estimate):
        return Understood(read)
    _ask_back_about_marks(text, read)
    if question.constraint and not holds(question.constraint, read):
        raise EstimateError(
            question.constraint_message or f"'{text}' is not allowed here. Look at the hint: ?"
        )
    echo = f"{text}: {reading(read)}" if share else reading(read)
    return Understood(AnswerState.ANSWERED, text, echo, read, read.notes)


def _ask_back_about_marks(text: str, read: Estimate) -> None:
    """Refuse `1.200`, which is 1.2 to some and 1200 to others; `1,200` is what English writes."""
    if any("ambiguous" in note and "decimal" in note for note in read.notes):
        raise EstimateError(
            f"'{text}' may mean a thousand times more to somebody else. Write 1200, or 1.2 for a little more than one."
        )


def _parsed(question: Question, text: str, words: Words) -> Estimate | AnswerState:
    """Read it as the kind asked for, else as the other way to answer: a number instead of a share, effort instead of money."""
    kind = question.kind or Kind.COUNT
    other = BY_NAME[question.name].alternative if question.name in BY_NAME else None
    if other is Kind.COUNT:
        kind, other = _share_or_number(text, words), None
    try:
        return _parse(question, text, kind, words)
    except EstimateError:
        if other is None:
            raise
        try:
            return _parse(question, text, other, words)
        except EstimateError:
            pass
        raise


def _parse(question: Question, text: str, kind: Kind, words: Words) -> Estimate | AnswerState:
    currency = words.currency if kind is Kind.MONEY else None
    unit = {Kind.SHARE: "share", Kind.DURATION: "years", Kind.EFFORT: "person-weeks"}.get(kind)
    plain = words.unit if kind is not question.kind else fill(question.unit, words.unit, words.currency)
    return parse_estimate(text, kind, currency=currency, unit=unit or plain)


def _share_or_number(text: str, words: Words) -> Kind:
    """Decide what is meant where a share and a number are both welcome; a bare number is asked back."""
    if _is_bare(text):
        message = (
            f"'{text}' may be a share or a number of {words.unit}. Write {text} % or {text} {words.unit}."
        )
        raise EstimateError(message)
    singular = words.unit.removesuffix("s").casefold()
    nouns = (singular, "user", "account", "customer", "people", "seat")
    named = "%" not in text and any(noun in text.casefold() for noun in nouns)
    return Kind.COUNT if named else Kind.SHARE


def _is_bare(text: str) -> bool:
    rest = _RANGE_WORDS.sub("", text.casefold())
    return any(letter.isdigit() for letter in rest) and not any(
        letter.isalpha() or letter in "%/" for letter in rest
    )


def holds(comparison: Comparison, answer: Estimate) -> bool:
    """Say whether a condition holds for the whole of a range; one about a word holds for that word."""
    limit = comparison.value
    if isinstance(limit, str):
        return said(comparison, answer.text)
    return {
        ">": answer.p5 > limit,
        ">=": answer.p5 >= limit,
        "<": answer.p95 < limit,
        "<=": answer.p95 <= limit,
        "=": answer.p5 == answer.p95 == limit,
        "!=": not answer.p5 <= limit <= answer.p95,
    }[comparison.operator]


def possible(comparison: Comparison, answer: Estimate) -> bool:
    """Say whether a condition holds for a part of a range at least."""
    opposite = Comparison(comparison.name, _NEGATED[comparison.operator], comparison.value)
    return not holds(opposite, answer)


def said(comparison: Comparison, text: str) -> bool:
    """Say whether a condition about a word holds for a text; capitals do not matter."""
    same = text.strip().casefold() == str(comparison.value).casefold()
    return same is (comparison.operator == "=")
