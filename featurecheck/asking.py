"""Which questions to find out next across all requests, and which accounts can tell. Nothing is read or written."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from featurecheck.accounts import Customers, Relationship, Standing
from featurecheck.customers.names import fold, loose
from featurecheck.model import ParameterResult, RequestResult
from featurecheck.parameters import PARAMETERS, STAKES

MOST_QUESTIONS = 3
"""So many questions one account is asked at most."""

OUR_SIDE = frozenset(
    {
        "build_cost",
        "build_time",
        "lost_without",
        "price_competition",
        "value_per_user",
        "profit_at_risk",
        "potential_profit",
        "hours_value",
    }
)
"""What our own teams know; everything else is known to those who use the competitor's product, or to those who asked."""

OF_REQUESTERS = frozenset({"would_leave", "would_grow"})
"""What only those know who asked for the feature."""

_ORDER = {parameter.name: at for at, parameter in enumerate((*PARAMETERS, *STAKES))}
_RANKS = {
    Relationship.PARTNER: 0,
    Relationship.PARTNER_CANDIDATE: 1,
    Relationship.CUSTOMER: 2,
    Relationship.UNPROFITABLE: 3,
}
_PARTS = re.compile(r"[;,/|]")
_WORD = re.compile(r"\w+")
_NO_TEAM = frozenset(
    {"team", "teams", "department", "dept", "group", "the", "our", "of", "and", "for", "head", "lead"}
)
_NAMED, _SOME = 0, 1


@dataclass(frozen=True, slots=True)
class Stake:
    """One request that hangs on a question.

    `net_money` is what the best way to find out is worth less its cost, in the policy's currency, above 0. Where no way
    is described (`way` is None) it is what full knowledge is worth less the cost: an upper bound. `ask` says in words
    who could tell, None where nobody said. `askers` are the accounts that the requesters stand for.
    """

    id: str
    request: str
    net_money: float
    way: str | None
    requesters: tuple[str, ...]
    ask: str | None
    askers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question asked once for all requests that hang on it, the dearest first.

    `competitor` is "" for a question about our own side, and where the request names none.
    """

    parameter: str
    competitor: str
    stakes: tuple[Stake, ...]

    @property
    def net_money(self) -> float:
        """The sum over the requests: each is a decision of its own, so what knowing is worth adds up."""
        return math.fsum(stake.net_money for stake in self.stakes)

    @property
    def bounded(self) -> bool:
        """Whether the sum is only an upper bound, because no way to find out is described for some request."""
        return any(stake.way is None for stake in self.stakes)

    @property
    def ours(self) -> bool:
        """Whether our own teams know it rather than those who use the competitor's product."""
        return self.parameter in OUR_SIDE

    @property
    def hints(self) -> tuple[str, ...]:
        """Who could tell, as the requests say it in words, each once."""
        return tuple(dict.fromkeys(stake.ask for stake in self.stakes if stake.ask))


@dataclass(frozen=True, slots=True)
class Respondent:
    """One account to ask and what speaks for it; `last_asked` is an ISO date, None where nobody knows."""

    standing: Standing
    why: str
    last_asked: str | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A question with whom to ask, in this order; `able` accounts could tell, those with enough questions among them."""

    question: Question
    respondents: tuple[Respondent, ...]
    able: int


@dataclass(frozen=True, slots=True)
class Talk:
    """All that one account is asked, at most `MOST_QUESTIONS`, the dearest question first."""

    respondent: Respondent
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Plan:
    """What to ask and whom; `left_out` questions are worth asking too but were not wanted."""

    planned: tuple[Planned, ...]
    left_out: int = 0

    @property
    def talks(self) -> tuple[Talk, ...]:
        """The accounts with their questions, in the order in which the questions lead to them."""
        found: dict[str, tuple[Respondent, list[Question]]] = {}
        for one in self.planned:
            for respondent in one.respondents:
                name = fold(respondent.standing.account.name)
                found.setdefault(name, (respondent, []))[1].append(one.question)
        return tuple(Talk(respondent, tuple(questions)) for respondent, questions in found.values())


def questions(requests: Iterable[RequestResult]) -> tuple[Question, ...]:
    """Return every question that is worth more than it costs, the dearest first.

    The same question about one competitor is one for all requests, one about our own side whatever the competitor is;
    what those who asked would do is a question of each request.
    """
    stakes: dict[tuple[str, str, str], list[Stake]] = {}
    spelled: dict[tuple[str, str, str], str] = {}
    for request in requests:
        for parameter in request.parameters.values():
            stake = _stake(request, parameter)
            if stake is None:
                continue
            key, name = _group(request, parameter.name)
            stakes.setdefault(key, []).append(stake)
            spelled[key] = min(spelled.get(key, name), name)
    found = [
        Question(key[0], spelled[key], tuple(sorted(each, key=lambda one: (-one.net_money, one.id))))
        for key, each in stakes.items()
    ]
    return tuple(sorted(found, key=_dearest))


def _dearest(question: Question) -> tuple[float, int, str, str]:
    first = question.stakes[0].id
    return (-question.net_money, _ORDER.get(question.parameter, 0), fold(question.competitor), first)


def _group(request: RequestResult, parameter: str) -> tuple[tuple[str, str, str], str]:
    """Return what makes a question one, and the competitor as written; requests that name none are not one."""
    name = " ".join(request.competitor.split())
    if parameter in OUR_SIDE:
        return (parameter, "", ""), ""
    if parameter in OF_REQUESTERS:
        return (parameter, "", request.id), ""
    return (parameter, fold(name), "" if name else request.id), name


def _stake(request: RequestResult, parameter: ParameterResult) -> Stake | None:
    best = max(parameter.ways, key=lambda way: way.net_worth, default=None)
    net = parameter.net_worth if best is None else best.net_worth
    if net is None or net <= 0:
        return None
    way = best.name if best else None
    askers = tuple(asker.name for asker in request.asked_by.askers) if request.asked_by else ()
    return Stake(request.id, request.request, net, way, request.requesters, parameter.ask, askers)


def plan(
    found: Sequence[Question],
    customers: Customers | None,
    *,
    top: int,
    accounts: int,
    last_asked: Mapping[str, str] | None = None,
) -> Plan:
    """Return the first `top` questions with at most so many `accounts` to ask each.

    Those who use the competitor are asked, or those who asked for it where only they know: partners first, then
    candidates, then customers, within these those known to use this very competitor, then the least recently asked. An
    unprofitable account is never the first one. Our own teams are asked about our own side only. Nobody is asked the
    same of two competitors. `last_asked` is folded account name -> ISO date.
    """
    who = _Accounts(customers, last_asked or {})
    asked: dict[str, set[str]] = {}
    planned = []
    for question in found[:top]:
        able = who.able(question)
        chosen = _chosen(able, question.parameter, accounts, asked)
        planned.append(Planned(question, tuple(chosen), len(able)))
    return Plan(tuple(planned), len(found[top:]))


def _chosen(
    able: Iterable[tuple[str, Respondent]], parameter: str, most: int, asked: dict[str, set[str]]
) -> list[Respondent]:
    """Return the first of those able whom it is not too much for, and remember that they are asked."""
    chosen: list[Respondent] = []
    for name, respondent in able:
        before = asked.setdefault(name, set())
        too_early = not chosen and respondent.standing.relationship is Relationship.UNPROFITABLE
        if len(before) == MOST_QUESTIONS or parameter in before or too_early:
            continue
        if len(chosen) == most:
            break
        before.add(parameter)
        chosen.append(respondent)
    return chosen


class _Accounts:
    """Finds who can answer a question; each list of candidates is ordered once."""

    def __init__(self, customers: Customers | None, last_asked: Mapping[str, str]) -> None:
        standings = customers.standings if customers else ()
        self._last_asked = last_asked
        self._all = {fold(one.account.name): one for one in standings}
        self._teams = [one for one in standings if one.relationship is Relationship.INTERNAL]
        self._users = [
            one
            for one in standings
            if one.relationship is not Relationship.INTERNAL
            and one.account.uses_competitor not in {None, "no"}
        ]
        self._ordered: dict[str, list[tuple[str, Respondent]]] = {}

    def able(self, question: Question) -> list[tuple[str, Respondent]]:
        """Return folded names and accounts that can answer, in the order to ask them."""
        if question.ours:
            return self._own_teams(question)
        if question.parameter in OF_REQUESTERS:
            return self._requesters(question)
        key = fold(question.competitor)
        if key not in self._ordered:
            self._ordered[key] = self._users_of(question.competitor)
        return self._ordered[key]

    def _users_of(self, competitor: str) -> list[tuple[str, Respondent]]:
        wanted = _names(competitor)
        sure = ((one, _sureness(one.account.uses_competitor or "", wanted)) for one in self._users)
        found = [(one, how) for one, how in sure if how is not None]
        found.sort(key=lambda pair: (_RANKS[pair[0].relationship], pair[1], *self._tie(pair[0])))
        return [self._respondent(one, _use(one, how)) for one, how in found]

    def _requesters(self, question: Question) -> list[tuple[str, Respondent]]:
        """Return the accounts that asked for the request."""
        names = dict.fromkeys(fold(name) for stake in question.stakes for name in stake.askers)
        asked = (self._all[name] for name in names if name in self._all)
        found = [one for one in asked if one.relationship is not Relationship.INTERNAL]
        found.sort(key=lambda one: (_RANKS[one.relationship], *self._tie(one)))
        return [self._respondent(one, "asked for it") for one in found]

    def _own_teams(self, question: Question) -> list[tuple[str, Respondent]]:
        """Return teams that are named as those who know, then teams that asked for one of the requests."""
        known = {word for hint in question.hints for word in _words(hint.partition(":")[0])}
        asking = {fold(name) for stake in question.stakes for name in (*stake.requesters, *stake.askers)}
        found = []
        for one in self._teams:
            if _words(f"{one.account.name} {one.account.contact or ''}") & known:
                found.append((_NAMED, one, "named as those who know"))
            elif fold(one.account.name) in asking:
                found.append((_SOME, one, "asks for it itself"))
        found.sort(key=lambda each: (each[0], *self._tie(each[1])))
        return [self._respondent(one, why) for _, one, why in found]

    def _tie(self, standing: Standing) -> tuple[str, float, str]:
        """Return who comes first among equals: of whom nobody knows that they were asked, then the longest ago."""
        name = fold(standing.account.name)
        return self._last_asked.get(name, ""), -(standing.profit_money or 0.0), name

    def _respondent(self, standing: Standing, why: str) -> tuple[str, Respondent]:
        name = fold(standing.account.name)
        return name, Respondent(standing, why, self._last_asked.get(name))


def _use(standing: Standing, sureness: int) -> str:
    used = standing.account.uses_competitor
    if used == "yes":
        return "uses a competitor, nobody says which"
    return f"uses {used}" if sureness == _NAMED else f"uses {used}; the request names no competitor"


def _sureness(used: str, wanted: frozenset[str]) -> int | None:
    """Return how surely somebody who uses `used` uses one of those wanted; None for somebody who does not."""
    if used == "yes" or not wanted:
        return _SOME
    return _NAMED if _names(used) & wanted else None


def _names(text: str) -> frozenset[str]:
    """Return the competitors that a text names, the whole text among them; a legal form alone is no name."""
    parts = [part for part in (text, *_PARTS.split(text)) if part.strip()]
    return frozenset(loose(part) for part in parts if loose(f"{part} x") != "x")


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text))) - _NO_TEAM
