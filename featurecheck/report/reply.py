"""What each requester is told about its requests: the only facts that may reach a reply, and who gets one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from featurecheck.accounts import Customers, Relationship
from featurecheck.customers.matching import matched_requesters
from featurecheck.customers.names import file_stem, fold, spelled
from featurecheck.customers.votes import Directory
from featurecheck.customers.words import is_nameless
from featurecheck.model import Evaluation, RequestResult, Verdict
from featurecheck.record import weighed
from featurecheck.report.reply_words import GENERAL, Answer, Role
from featurecheck.report.secrets import (
    Names,
    Secrets,
    in_own_name,
    kinds_of,
    names_of,
    secrets_of,
)
from featurecheck.report.wording import line

_LONGEST = 200  # letters of a title or a name

_ROLES: Mapping[Relationship, Role] = {
    Relationship.INTERNAL: Role.INTERNAL,
    Relationship.PARTNER: Role.PARTNER,
    Relationship.PARTNER_CANDIDATE: Role.CUSTOMER,
    Relationship.CUSTOMER: Role.CUSTOMER,
    Relationship.UNPROFITABLE: Role.CUSTOMER,
}
_ANSWERS: Mapping[Verdict, Answer] = {
    Verdict.NO_GO: Answer.NO,
    Verdict.FIND_OUT_FIRST: Answer.NOT_NOW,
    Verdict.GO: Answer.YES,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """All that a reply says of one request; `title` is None where its own words must not be sent.

    `topic` is the name of the parameter whose condition or question is told, or `general`.
    """

    title: str | None
    answer: Answer
    topic: str


@dataclass(frozen=True, slots=True)
class Reply:
    """All that a reply is made of: nothing else of an evaluation or of an account can get into one.

    `account` is None where the account's name must not be sent.
    """

    account: str | None
    role: Role
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply with what only we know of it: the account's name, the file's name without its ending, what was withheld."""

    name: str
    file_stem: str
    reply: Reply
    secrets: Secrets
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    """An account with the positions of the requests that it made."""

    name: str
    role: Role
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Addressees:
    """Who gets a reply, in the order of the first request of each, and what has to be said about it.

    `unknown` are the requesters that are in no list of customers, with the accounts' names that are alike, the best
    first. `nobody` counts the requests that name nobody.
    """

    found: tuple[Addressee, ...]
    unknown: Mapping[str, tuple[str, ...]]
    nobody: int


def addressees(evaluation: Evaluation, customers: Customers | None) -> Addressees:
    """Return each account once, whatever its spelling, with its requests; accounts that only look alike stay apart."""
    asked: dict[str, dict[int, None]] = {}
    written: dict[str, set[str]] = {}
    nobody = 0
    for at, request in enumerate(evaluation.requests):
        named = [name for name in request.requesters if not is_nameless(name)]
        nobody += not named
        for name in named:
            asked.setdefault(fold(name), {})[at] = None
            written.setdefault(fold(name), set()).add(spelled(name))
    names = {key: min(spellings) for key, spellings in written.items()}
    known = _roles(evaluation, customers)
    directory, listed = Directory(known), list(known)
    rows_of: dict[str, dict[int, None]] = {}
    for key, rows in asked.items():
        at = directory[names[key]]
        rows_of.setdefault(listed[at] if at >= 0 else names[key], {}).update(rows)
    found = (
        Addressee(name, known.get(name, Role.CUSTOMER), tuple(sorted(rows))) for name, rows in rows_of.items()
    )
    if customers is None:
        return Addressees(tuple(found), {}, nobody)
    matched = matched_requesters(names.values(), customers)
    unknown = {name: matched.proposed.get(name, ()) for name in matched.unmatched}
    return Addressees(tuple(found), unknown, nobody)


def _roles(evaluation: Evaluation, customers: Customers | None) -> dict[str, Role]:
    """Return account -> as what it is spoken to: by the list, without one by the list that the requests were weighed by."""
    if customers is not None:
        return {one.account.name: _ROLES[one.relationship] for one in customers.standings}
    if not weighed(evaluation):
        return {}
    found = (request.asked_by.askers for request in evaluation.requests if request.asked_by)
    return {one.name: _ROLES[Relationship(one.relationship)] for askers in found for one in askers}


def drafts(
    evaluation: Evaluation, customers: Customers | None, chosen: Sequence[Addressee]
) -> Iterator[Draft]:
    """Yield the draft for each of the chosen, by what may be said to it alone."""
    names = names_of(evaluation, customers)
    for one in chosen:
        yield _draft(one, [evaluation.requests[at] for at in one.asked], names)


def _draft(one: Addressee, requests: Sequence[RequestResult], names: Names) -> Draft:
    told = kinds_of(in_own_name(one.name, names))
    secrets = secrets_of("" if told else _short(one.name), requests, names)
    withheld = [f"the name '{_short(one.name)}' of the account holds {' and '.join(told)}"] if told else []
    wishes = []
    for request in requests:
        title = _short(request.request)
        kinds = kinds_of(secrets.in_text(request.request) + secrets.in_text(title))
        if kinds:
            withheld.append(f"the title '{title}' holds {' and '.join(kinds)}")
        wishes.append(Wish(None if kinds else title or None, _ANSWERS[request.verdict], _topic(request)))
    reply = Reply(None if told else _short(one.name), one.role, tuple(wishes))
    return Draft(one.name, file_stem(one.name, hidden=bool(told)), reply, secrets, tuple(withheld))


def _topic(request: RequestResult) -> str:
    """Return what to ask where something is to be found out, else the answer that would soonest turn the verdict."""
    if request.verdict is Verdict.FIND_OUT_FIRST:
        return request.next_question or GENERAL
    able = [one for one in request.parameters.values() if one.break_even is not None]
    return max(able, key=lambda one: one.evppi or 0.0).name if able else GENERAL


def _short(text: str) -> str:
    """Return somebody's text on one line, not endless."""
    whole = line(text)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
