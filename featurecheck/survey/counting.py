"""Tallies: k of n people who say yes to a question about a request, of those the question is about.

The questions build on each other, so that their shares can be multiplied: how often is asked of those who use it,
liking and missing of those who use it at least weekly, switching of those who would miss it as well. Left out is who
says that an earlier one does not hold; whoever was not asked stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from featurecheck.observed import Tally
from featurecheck.survey.people import Person, same
from featurecheck.survey.words import COUNTED, DENIED, QUESTIONS, Said
from featurecheck.words import counted

_BEFORE: Mapping[str, tuple[str, ...]] = {
    "uses": (),
    "how_often": ("uses",),
    "likes": ("uses", "how_often"),
    "bought_because": (),
    "would_miss": ("uses", "how_often"),
    "would_switch": ("uses", "how_often", "would_miss"),
}
_DENIAL = {
    "uses": ("who does not use it", "who do not use it"),
    "how_often": ("who uses it less than once a week", "who use it less than once a week"),
    "would_miss": ("who does not say yes to missing it", "who do not say yes to missing it"),
}
_REGULAR = ("who uses it at least once a week", "who use it at least once a week")
_WHO = {
    "uses": ("who answered", "who answered"),
    "how_often": ("who uses it", "who use it"),
    "likes": _REGULAR,
    "bought_because": ("who answered", "who answered"),
    "would_miss": _REGULAR,
    "would_switch": (f"{_REGULAR[0]} and would miss it", f"{_REGULAR[1]} and would miss it"),
}


@dataclass(frozen=True)
class Asked:
    """Who answered a question about a request: those who are counted, and by which earlier question others are not."""

    counted: Sequence[Person]
    left: Mapping[str, int]
    open: int  # of the counted: did not answer an earlier question


def tallies(
    persons: Sequence[Person], correlation: float, *, accounts_known: bool
) -> dict[str, dict[str, Tally]]:
    """Return request -> question -> tally; questions that nobody's yes or no answers are left out.

    `correlation` (0 to 1): how much respondents of one account agree beyond chance.
    """
    by_request: dict[str, list[Person]] = {}
    names: dict[str, str] = {}
    for person in persons:
        key = same(person.request)
        by_request.setdefault(names.setdefault(key, " ".join(person.request.split())), []).append(person)
    found = {
        request: _request(group, correlation, accounts_known=accounts_known)
        for request, group in by_request.items()
    }
    return {request: answers for request, answers in found.items() if answers}


def _request(persons: Sequence[Person], correlation: float, *, accounts_known: bool) -> dict[str, Tally]:
    sets = ((question, _asked(persons, question)) for question in QUESTIONS)
    return {
        question: _tally(persons, question, asked, correlation, accounts_known=accounts_known)
        for question, asked in sets
        if asked.counted
    }


def _asked(persons: Sequence[Person], question: str) -> Asked:
    kept: list[Person] = []
    left: Counter[str] = Counter()
    without = 0
    for person in persons:
        if person.answer(question) not in COUNTED:
            continue
        denied = next((one for one in _BEFORE[question] if person.answer(one) in DENIED), None)
        if denied:
            left[denied] += 1
            continue
        kept.append(person)
        without += any(person.answer(one) is not Said.YES for one in _BEFORE[question])
    return Asked(kept, left, without)


def _tally(
    persons: Sequence[Person], question: str, asked: Asked, correlation: float, *, accounts_known: bool
) -> Tally:
    n = len(asked.counted)
    sizes = _sizes(asked.counted) if accounts_known else None
    effective = effective_number(sizes, correlation) if sizes else float(n)
    return Tally(
        question=question,
        yes=sum(person.answer(question) is Said.YES for person in asked.counted),
        n=n,
        effective=effective,
        accounts=len(sizes) if sizes else None,
        asked=_sentence(question, asked),
        notes=(*_beside(persons, question, asked), *_clustered(n, sizes, effective, correlation)),
    )


def _sizes(persons: Sequence[Person]) -> list[int]:
    """Return how many respondents each account has; one without an account is an account of its own."""
    named = Counter(same(person.account) for person in persons if person.account.strip())
    return [*named.values(), *(1 for person in persons if not person.account.strip())]


def effective_number(sizes: Sequence[int], correlation: float) -> float:
    """Return how many independent people these are worth (Kish): n / (1 + (m - 1) * correlation), m = sum m_a^2 / n.

    `sizes` are the respondents m_a of each account, at least one account.
    """
    n = sum(sizes)
    mean = sum(size * size for size in sizes) / n
    return n / (1 + (mean - 1) * correlation)


def _sentence(question: str, asked: Asked) -> str:
    who = _number(len(asked.counted), _WHO[question])
    all_who = who if _BEFORE[question] or len(asked.counted) == 1 else f"all {who}"
    some = f" (or did not say whether: {asked.open:,})" if asked.open else ""
    left = " and ".join(_number(count, _DENIAL[name]) for name, count in asked.left.items())
    gone = f"; {left} {'was' if sum(asked.left.values()) == 1 else 'were'} left out" if left else ""
    return f"{all_who}{some}{gone}"


def _number(count: int, who: tuple[str, str]) -> str:
    return f"{count:,} {who[0] if count == 1 else who[1]}"


def _beside(persons: Sequence[Person], question: str, asked: Asked) -> list[str]:
    def number(fits: Callable[[Person], bool]) -> int:
        return sum(fits(person) for person in persons)

    neither = sum(person.answer(question) is Said.NEUTRAL for person in asked.counted)
    unknown = number(lambda person: person.answer(question) is Said.DONT_KNOW)
    unread = number(lambda person: person.answer(question) is Said.UNREAD)
    dropped = number(lambda person: question in person.dropped)
    left = {"don't know": unknown, "not readable": unread, "against an earlier answer": dropped}
    notes = [f"{counted(neither, 'answer')} neither yes nor no: not counted as yes"] if neither else []
    return [*notes, *(f"left out: {counted(count, 'answer')}, {why}" for why, count in left.items() if count)]


def _clustered(n: int, sizes: Sequence[int] | None, effective: float, correlation: float) -> list[str]:
    if not sizes or len(sizes) == n or not correlation:
        return []
    people, homes = counted(n, "respondent"), counted(len(sizes), "account")
    agree = f"because colleagues agree (correlation {correlation:g})"
    return [f"{people} of {homes} count as {effective:.1f} independent ones, {agree}"]
