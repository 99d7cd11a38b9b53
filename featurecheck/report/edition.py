"""The customer edition: a model of its own, made of an allow-list, and what must not stand in it."""

from __future__ import annotations

import heapq
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from typing import cast

from featurecheck import words
from featurecheck.accounts import Customers
from featurecheck.customers.names import fold, spelled
from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.model import Evaluation, RequestResult, Verdict
from featurecheck.report.reply_words import GENERAL, Answer
from featurecheck.report.secrets import (
    FIGURE,
    NOTE,
    Names,
    Secrets,
    figure_of,
    in_own_name,
    kinds_of,
    names_of,
    numbers_in,
    sentences_of,
    words_of,
)
from featurecheck.report.wording import line, listed
from featurecheck.tomlfile import shown

MOST_WISHES = 2000
_MOST_TOPICS = 3
_MOST_PLACES = 5
_LONGEST = 300  # letters of a title
_LEAST_NOTE = 8  # letters
_ANSWERS: Mapping[Verdict, Answer] = {
    Verdict.GO: Answer.YES,
    Verdict.FIND_OUT_FIRST: Answer.NOT_NOW,
    Verdict.NO_GO: Answer.NO,
}
_ORDER = (Answer.YES, Answer.NOT_NOW, Answer.NO)
# Words that everybody uses, names that are looked for as names, and the title: nothing of ours.
_OPEN = frozenset(
    [
        "id",
        "request",
        "label",
        "name",
        "role",
        "unit",
        "kind",
        "code",
        "break_even_direction",
        "parameter",
        "next_question",
        "rank",
        "question",
        "people",
        "status",
        "competitor",
        "requesters",
        "askers",
        "unknown",
        "largest",
        "relationship",
    ]
)
_TYPED = frozenset({"text", "reading", "says", "as_answer"})  # their figures are ours, their words are not
_ABOUT = frozenset({"description"})  # tells of the wish what its title tells too

_Ours = tuple[frozenset[str], frozenset[str]]  # figures, notes


@dataclass(frozen=True, slots=True)
class SharedWish:
    """All that the customer edition says of one request.

    `reopen` and `ask` are names of parameters, or `general`: the shipped words for them hold no figure and no name.
    """

    title: str
    answer: Answer
    reopen: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """All that the customer edition is made of; nothing else of an evaluation can get into it.

    `reader` is the account it is for, None for everybody; `more` counts wishes for which there is no room. Wishes are
    in the order of what is said to them, then of their titles: the order tells nothing of their worth.
    """

    as_of: str
    reader: str | None
    wishes: tuple[SharedWish, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Shared:
    """The edition, what must not stand in it, and how many requests are not for its reader."""

    edition: Edition
    secrets: Secrets
    others: int


def shared(evaluation: Evaluation, reader: str | None = None, customers: Customers | None = None) -> Shared:
    """Return the customer edition of an evaluation; with a `reader` only of what that account asked for.

    Raises:
        FeatureCheckError: the reader asked for nothing, or a title or the reader's name holds what is not for customers.
    """
    own, chosen, others = _chosen(evaluation, reader)
    names = names_of(evaluation, customers)
    _refuse_name(own, names)
    most = heapq.nsmallest(MOST_WISHES, chosen, key=_place)
    ours = [_ours(request, _OPEN | _ABOUT) for request in most]
    _refuse_titles(most, ours, names, own)
    edition = Edition(
        line(evaluation.evaluated_on or ""),
        _short(own) if own else None,
        tuple(_wish(request) for request in most),
        len(chosen) - len(most),
    )
    return Shared(edition, _page_secrets(evaluation, most, ours, names, edition), others)


def without_words(edition: Edition) -> Edition:
    """Return the edition without anything that comes from a sheet: what it still says, featurecheck says."""
    bare = tuple(replace(wish, title="") for wish in edition.wishes)
    return replace(edition, reader=None if edition.reader is None else "", wishes=bare)


def _chosen(evaluation: Evaluation, reader: str | None) -> tuple[str, Sequence[RequestResult], int]:
    if reader is None:
        return "", evaluation.requests, 0
    asked, known, count = [], {}, 0
    for request in evaluation.requests:
        count += 1
        names = {fold(name): spelled(name) for name in request.requesters}
        known.update(names)
        if fold(reader) in names:
            asked.append(request)
    if not asked:
        near = did_you_mean(reader, sorted(known.values()))
        raise FeatureCheckError(
            f"--for: '{shown(reader)}' has asked for nothing here.{near} Write a name as the requests do."
        )
    return known[fold(reader)], asked, count - len(asked)


def _place(request: RequestResult) -> tuple[int, str, str]:
    return _ORDER.index(_ANSWERS[request.verdict]), request.request.casefold(), request.id


def _wish(request: RequestResult) -> SharedWish:
    answer = _ANSWERS[request.verdict]
    reopen = _turning(request) if answer is Answer.NO else ()
    ask = _lacking(request) if answer is Answer.NOT_NOW else ()
    return SharedWish(_short(request.request), answer, reopen, ask)


def _turning(request: RequestResult) -> tuple[str, ...]:
    """Return the answers that would turn the verdict, those that matter most first."""
    able = [one for one in request.parameters.values() if one.break_even is not None]
    able.sort(key=lambda one: (-(one.evppi or 0.0), one.name))
    return tuple(one.name for one in able[:_MOST_TOPICS]) or (GENERAL,)


def _lacking(request: RequestResult) -> tuple[str, ...]:
    """Return the answers that are looked for, the next one first."""
    named = [request.next_question or GENERAL, *(step.parameter for step in request.find_out_list)]
    return tuple(dict.fromkeys(named))[:_MOST_TOPICS]


def _short(text: str) -> str:
    whole = line(text)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _refuse_name(own: str, names: Names) -> None:
    kinds = kinds_of(in_own_name(own, names)) if own else ()
    if kinds:
        raise FeatureCheckError(
            f"--for: the account's name holds {listed(kinds)}, which the customer edition must not say. "
            "Nothing was written. Correct the name in the requests."
        )


def _refuse_titles(requests: Sequence[RequestResult], ours: Sequence[_Ours], names: Names, own: str) -> None:
    """Stop where titles hold what is not for customers: say where and of which kind, never what."""
    found = []
    for request, told in zip(requests, ours, strict=True):
        secrets = Secrets(names, own, *told)
        kinds = kinds_of(secrets.in_text(request.request) + secrets.in_text(_short(request.request)))
        if kinds:
            found.append(f"request {shown(request.id)} ({shown(request.place, 120)}) holds {listed(kinds)}")
    if found:
        titles = words.counted(len(found), "title")
        more = f"; and {len(found) - _MOST_PLACES:,} more" if len(found) > _MOST_PLACES else ""
        raise FeatureCheckError(
            f"{titles} must not stand in the customer edition: {'; '.join(found[:_MOST_PLACES])}{more}. "
            "Nothing was written. Reword each title so that a customer may read it."
        )


def _page_secrets(
    evaluation: Evaluation,
    requests: Sequence[RequestResult],
    ours: Sequence[_Ours],
    names: Names,
    edition: Edition,
) -> Secrets:
    """Return what no byte of the page may tell; what harmless titles say is none of it."""
    bare = replace(evaluation, requests=(), evaluated_on=None)
    rest = _ours((bare, *(request.description for request in requests)), _OPEN)
    figures, notes = (frozenset().union(*each) for each in zip(rest, *ours, strict=True))
    whole = Secrets(names, edition.reader or "", figures, notes)
    told = {found for wish in edition.wishes for found in whole.in_text(wish.title)}
    said = [frozenset(text for kind, text in told if kind == wanted) for wanted in (FIGURE, NOTE)]
    return replace(whole, figures=figures - said[0], notes=notes - said[1])


def _ours(one: object, open_fields: frozenset[str]) -> _Ours:
    """Return all figures and notes below a value of the model, whatever fields it has but the open ones."""
    figures: set[str] = set()
    notes: set[str] = set()
    for name, value in _leaves(one, open_fields):
        if isinstance(value, str):
            told = _told(value)
            figures |= told[0]
            notes.update(() if name in _TYPED else told[1])
        else:
            figures |= _figures(value)
    return frozenset(filter(_uneven, figures)), frozenset(notes)


@lru_cache(65536)
def _uneven(figure: str) -> bool:
    """Tell whether a figure can be recognised: `500` stands in many a title, and as money it is found anyhow."""
    return len(re.sub(r"\D|e.*", "", figure).strip("0")) > 1


@lru_cache(65536)  # the same words stand in many requests
def _told(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(numbers_in(text)), frozenset(_telling(text))


@lru_cache(65536)
def _figures(value: float) -> frozenset[str]:
    """Return a value as it is and as it is shown."""
    return frozenset((figure_of(value), figure_of(words.significant(value))))


def _telling(text: str) -> Iterator[str]:
    """Yield a note and its sentences as words; one word alone is anybody's."""
    for part in map(words_of, sentences_of(text)):
        if len(part) >= _LEAST_NOTE and " " in part:
            yield part


def _leaves(whole: object, open_fields: frozenset[str]) -> Iterator[tuple[str, str | float]]:
    """Yield every text and number below a value, with the name of the field that it stands in."""
    stack: list[tuple[str, object]] = [("", whole)]
    while stack:
        name, one = stack.pop()
        if isinstance(one, (bool, Enum)):
            continue
        if isinstance(one, (str, int, float)):
            yield name, one
        elif isinstance(one, (tuple, list)):
            stack += [(name, each) for each in one]
        elif isinstance(one, Mapping):
            stack += [(name, each) for each in one.values()]
        elif one is not None:
            kind: Hashable = cast("Hashable", type(one))
            stack += [(field, getattr(one, field)) for field in _names(kind) if field not in open_fields]


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    """Return the fields of a dataclass, none of any other type."""
    return tuple(one.name for one in fields(kind)) if isinstance(kind, type) and is_dataclass(kind) else ()
