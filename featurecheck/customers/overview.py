"""Everything that is told about the accounts of one sheet, and about who asks for what, computed once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from featurecheck.accounts import Customers, Relationship, Standing
from featurecheck.customers.choosing import Candidate, LetGo, let_go, partners
from featurecheck.customers.matching import Matched, matched_requesters
from featurecheck.customers.names import fold
from featurecheck.customers.profit import (
    Concentration,
    Group,
    Ledgers,
    WhaleCurve,
    by_relationship,
    concentration,
    ledgers,
    whale_curve,
)
from featurecheck.words import counted

_NOUNS = {
    Relationship.PARTNER: ("partner", "partners"),
    Relationship.PARTNER_CANDIDATE: ("candidate", "candidates"),
    Relationship.CUSTOMER: ("customer", "customers"),
    Relationship.UNPROFITABLE: ("unprofitable", "unprofitable"),
    Relationship.INTERNAL: ("internal", "internal"),
}
ORDER = tuple(_NOUNS)
"""The relationships in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for the requests. `asks` counts requester and request pairs by what the requester is to us.

    `requests` is how many requests there are, `nameless` how many of them name nobody, `unmatched_asks` how many pairs
    have a requester that no account matches, `requests_of` what each requester asks for by its name as written.
    """

    requests: int
    nameless: int
    matched: Matched
    asks: Mapping[Relationship, int]
    unmatched_asks: int
    requests_of: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of all accounts; `asking` is None where no requests were named."""

    customers: Customers
    groups: tuple[Group, ...]
    curve: WhaleCurve
    concentration: Concentration | None
    ledgers: Ledgers
    partners: tuple[Candidate, ...]
    let_go: LetGo
    asking: Asking | None = None


def overview(
    customers: Customers, count: int, requests: Sequence[tuple[str, Sequence[str]]] | None = None
) -> Overview:
    """Return what is known of the accounts.

    Args:
        customers: as read and judged.
        count: how many partners one can tend.
        requests: each request's name and its requesters as written; None where nobody asked for it.
    """
    asking = _asking(customers, requests) if requests is not None else None
    asked = asking.requests_of if asking else {}
    standings = customers.standings
    groups = {group.relationship: group for group in by_relationship(standings)}
    return Overview(
        customers,
        tuple(groups[one] for one in ORDER),
        whale_curve(standings),
        concentration(standings),
        ledgers(standings),
        partners(customers, count, asked),
        let_go(customers, asked),
        asking,
    )


def _asking(customers: Customers, requests: Sequence[tuple[str, Sequence[str]]]) -> Asking:
    listed = matched_requesters({name for _, names in requests for name in names}, customers).found
    asked: dict[str, list[str]] = {}
    for request, names in requests:
        for name in _once([listed[name].account.name if name in listed else name for name in names]):
            asked.setdefault(name, []).append(request)
    matched = matched_requesters((name for name, wishes in asked.items() for _ in wishes), customers)
    asks: Counter[Relationship] = Counter()
    for name, standing in matched.found.items():
        asks[standing.relationship] += len(asked[name])
    return Asking(
        requests=len(requests),
        nameless=sum(not any(name.strip() for name in names) for _, names in requests),
        matched=matched,
        asks={one: asks[one] for one in ORDER},
        unmatched_asks=sum(len(wishes) for name, wishes in asked.items() if name not in matched.found),
        requests_of=asked,
    )


def _once(names: Sequence[str]) -> list[str]:
    """Return the names of one request, each requester once, however it is spelled; blanks are nobody."""
    return list({fold(name): name for name in reversed(names) if name.strip()}.values())[::-1]


def ranked(customers: Customers) -> list[Standing]:
    """Return the accounts with most profit first, then those whose profit nobody knows, then our own teams, by name."""
    return sorted(customers.standings, key=_rank)


def _rank(standing: Standing) -> tuple[bool, bool, float, str, str]:
    profit, name = standing.profit_money, standing.account.name
    internal = standing.relationship is Relationship.INTERNAL
    return internal, profit is None, -(profit or 0.0), fold(name), name


def last_line(customers: Customers) -> str:
    """Return e.g. `40 accounts: 1 partner, 7 candidates, 22 customers, 6 unprofitable, 4 internal`."""
    counts = Counter(one.relationship for one in customers.standings)
    parts = [counted(counts[one], *nouns) for one, nouns in _NOUNS.items()]
    return f"{counted(len(customers.standings), 'account')}: {', '.join(parts)}"
