"""Whom to make a partner and whom to let go: the few candidates one can tend, and who costs more than they bring."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from featurecheck.accounts import Account, Customers, Relationship, Standing
from featurecheck.customers.matching import Matched, matched_requesters
from featurecheck.customers.names import fold, loose
from featurecheck.customers.relationship import missing, opens_something, overlaps

__all__ = ["Candidate", "LetGo", "Losing", "Matched", "let_go", "matched_requesters", "partners"]

_NO, _YES = "no", "yes"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One account to make a partner: `worth_money` is its profit and its growth per year, by which it is ranked.

    `why` says in words in what its interests overlap with ours; `requests` are those it asks for;
    `uses_competitor` is the competitor's name, "yes", "no", or None where nobody knows. `alike` are other accounts that are
    perhaps the same one, so that it is not chosen twice.
    """

    standing: Standing
    worth_money: float
    why: tuple[str, ...]
    requests: tuple[str, ...]
    uses_competitor: str | None
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Losing:
    """One account that costs more than it pays. Money is per year.

    `loss_money` is what it costs beyond what it pays; at `break_even_money` of revenue it could stay, `raise_share` above
    what it pays now (None where it pays nothing). `requests` are those it asks for, `alone` those that nobody else asks for.
    `unknown` are the columns that have to be known before it is judged: empty for an unprofitable account.
    """

    standing: Standing
    loss_money: float
    break_even_money: float
    raise_share: float | None
    requests: tuple[str, ...]
    alone: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetGo:
    """The unprofitable accounts, the dearest first, and what letting all of them go would mean.

    `freed_money` is what they cost per year beyond what they pay. `disappearing` are requests that only they ask for.
    `undecided` lose money too, but nobody knows their potential: find that out first; they are in no sum.
    """

    accounts: tuple[Losing, ...]
    freed_money: float
    disappearing: tuple[str, ...]
    undecided: tuple[Losing, ...]


def partners(
    customers: Customers, count: int, requests_of: Mapping[str, Sequence[str]]
) -> tuple[Candidate, ...]:
    """Return at most `count` partner candidates, those with most profit and growth first, equals by name.

    `requests_of`: requester's name as written -> the requests it asks for.

    Raises:
        ValueError: a negative count.
    """
    if count < 0:
        raise ValueError(f"a number of partners from 0 on is expected, not {count}")
    candidates = [one for one in customers.standings if one.relationship is Relationship.PARTNER_CANDIDATE]
    ranked = sorted(candidates, key=lambda one: (-_worth(one), fold(one.account.name)))[:count]
    asked = _asked(requests_of)
    alike = _alike(customers, ranked)
    return tuple(_candidate(one, asked, alike) for one in ranked)


def _worth(standing: Standing) -> float:
    return math.fsum((standing.profit_money or 0.0, standing.growth_money or 0.0))


def _candidate(
    standing: Standing, asked: Mapping[str, tuple[str, ...]], alike: Mapping[str, tuple[str, ...]]
) -> Candidate:
    account = standing.account
    return Candidate(
        standing,
        _worth(standing),
        tuple(overlaps(account)),
        asked.get(fold(account.name), ()),
        account.uses_competitor,
        alike.get(account.name, ()),
    )


def _alike(customers: Customers, ranked: Iterable[Standing]) -> dict[str, tuple[str, ...]]:
    """Return account -> the other accounts that are perhaps the same: another legal form, or through a reseller."""
    wanted: dict[str, list[str]] = {loose(one.account.name): [] for one in ranked}
    for one in customers.standings:
        key = loose(one.account.name)
        if key in wanted:
            wanted[key].append(one.account.name)
    return {
        name: tuple(sorted(other for other in names if other != name))
        for names in wanted.values()
        for name in names
    }


def let_go(customers: Customers, requests_of: Mapping[str, Sequence[str]]) -> LetGo:
    """Return who costs more than they bring, what that costs, and which requests would disappear with them.

    `requests_of`: requester's name as written -> the requests it asks for, also of requesters that are in no list.
    """
    going = [one for one in customers.standings if one.relationship is Relationship.UNPROFITABLE]
    unsure = [one for one in customers.standings if _undecided(one)]
    asked = _asked(requests_of)
    askers = _askers(asked)
    accounts = _by_loss(_losing(one, asked, askers) for one in going)
    names = {fold(one.account.name) for one in going}
    return LetGo(
        accounts,
        math.fsum(one.loss_money for one in accounts),
        tuple(sorted(request for request, who in askers.items() if who <= names)),
        _by_loss(_losing(one, asked, askers) for one in unsure),
    )


def _undecided(standing: Standing) -> bool:
    loses = standing.profit_money is not None and standing.profit_money < 0
    unknown = standing.relationship is Relationship.CUSTOMER and standing.growth_money is None
    return loses and unknown and not opens_something(standing.account)


def _losing(
    standing: Standing, asked: Mapping[str, tuple[str, ...]], askers: Mapping[str, set[str]]
) -> Losing:
    account, loss = standing.account, -(standing.profit_money or 0.0)
    requests = asked.get(fold(account.name), ())
    return Losing(
        standing,
        loss,
        account.cost_to_serve.mean if account.cost_to_serve else 0.0,
        _raise(account, loss),
        requests,
        tuple(request for request in requests if len(askers[request]) == 1),
        ()
        if standing.relationship is Relationship.UNPROFITABLE
        else tuple(missing(account, "potential_revenue")),
    )


def _raise(account: Account, loss: float) -> float | None:
    pays = account.revenue.mean if account.revenue else 0.0
    return loss / pays if pays > 0 else None


def _by_loss(losing: Iterable[Losing]) -> tuple[Losing, ...]:
    return tuple(sorted(losing, key=lambda one: (-one.loss_money, fold(one.standing.account.name))))


def _asked(requests_of: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return folded requester -> its requests, each once, in the order given."""
    asked: dict[str, dict[str, None]] = {}
    for name, requests in requests_of.items():
        asked.setdefault(fold(name), {}).update(dict.fromkeys(requests))
    return {name: tuple(requests) for name, requests in asked.items()}


def _askers(asked: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Return request -> the folded names of all who ask for it."""
    askers: dict[str, set[str]] = {}
    for name, requests in asked.items():
        for request in requests:
            askers.setdefault(request, set()).add(name)
    return askers
