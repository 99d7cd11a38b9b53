"""Which accounts the requesters are: those of the same name; names that are only alike are proposed, never taken."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from types import MappingProxyType

from featurecheck.accounts import Customers, Standing
from featurecheck.customers.names import fold, loose, spelled
from featurecheck.customers.votes import Directory

_ALIKE = 0.5  # share of letter triples in common, 0 to 1, from which a name is worth proposing
_MISTYPED = 0.85  # letters of a short name in common, 0 to 1
_SHORT = 10
_PROPOSED = 3
_TRIPLE = 3
_LOOKED_FOR = 1000  # names for which alike ones are looked for
_RARE = 3  # rarest triples of a name that are followed
_FOLLOWED = 200  # accounts that are compared for each of them


@dataclass(frozen=True, slots=True)
class Matched:
    """The requesters' names and what was found for them. Names are as first written, each spelling once.

    `found` has an account for each name (every spelling is a key); `proposed` the accounts' names that are alike for a
    name without one, the best first; `unmatched` all names without an account, the most often named first.
    `not_compared` is for how many of them nobody looked for alike ones, because there are too many.
    """

    found: Mapping[str, Standing]
    proposed: Mapping[str, tuple[str, ...]]
    unmatched: tuple[str, ...]
    not_compared: int = 0


def matched_requesters(names: Iterable[str], customers: Customers) -> Matched:
    """Return which account each requester is, or speaks for; empty names are none.

    Names that differ in case, blanks or invisible signs are one. Others are proposed, never taken.
    """
    directory = Directory(one.account.name for one in customers.standings)
    counts = Counter(names)
    keys = {name: fold(name) for name in counts}
    found = {name: customers.standings[directory[name]] for name in counts if directory[name] >= 0}
    unmatched = _ordered((name, count, keys[name]) for name, count in counts.items() if name not in found)
    tried = unmatched[:_LOOKED_FOR]
    accounts = tuple(one.account.name for one in customers.standings)
    proposed = _proposed(accounts, tried) if tried else {}
    return Matched(found, proposed, unmatched, len(unmatched) - len(tried))


@lru_cache(2)
def _proposed(accounts: tuple[str, ...], tried: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Look for alike names; one run wants the same ones when it reads, when it evaluates, and when it writes."""
    return MappingProxyType(_Proposer(accounts).proposed(tried))


def _ordered(names: Iterable[tuple[str, int, str]]) -> tuple[str, ...]:
    """Return each name once, in one of its spellings, the most often named first."""
    counted: Counter[str] = Counter()
    written: dict[str, str] = {}
    for name, count, key in names:
        if key:
            counted[key] += count
            written[key] = min(written.get(key, spelled(name)), spelled(name))
    return tuple(written[key] for key in sorted(counted, key=lambda key: (-counted[key], key)))


class _Proposer:
    """Looks for the accounts whose names are alike by letter triples, in a bounded number of comparisons."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = sorted(set(names))
        self._same: dict[str, list[str]] = {}
        self._triples = [_triples(loose(name)) for name in self._names]
        self._where: dict[str, list[int]] = {}
        for at, (name, triples) in enumerate(zip(self._names, self._triples, strict=True)):
            self._same.setdefault(loose(name), []).append(name)
            for triple in triples:
                self._where.setdefault(triple, []).append(at)

    def proposed(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return name -> accounts that are alike, only for names that have some."""
        tried = ((name, self._same.get(loose(name)) or self._alike(name)) for name in names)
        return {name: tuple(alike[:_PROPOSED]) for name, alike in tried if alike}

    def _alike(self, name: str) -> list[str]:
        plain = loose(name)
        triples = _triples(plain)
        known = sorted((len(self._where[one]), one) for one in triples if one in self._where)
        near = {at for _, one in known[:_RARE] for at in self._where[one][:_FOLLOWED]}
        scored = ((-self._likeness(plain, triples, at), self._names[at]) for at in near)
        best = heapq.nsmallest(_PROPOSED, (one for one in scored if one[0] <= -_ALIKE))
        return [account for _, account in best]

    def _likeness(self, plain: str, triples: frozenset[str], at: int) -> float:
        """Return how alike a name is, 0 to 1: by triples, or by letters where one of a short name was mistyped."""
        alike = _likeness(triples, self._triples[at])
        return max(alike, mistyped(plain, loose(self._names[at]))) if len(plain) <= _SHORT else alike


def mistyped(plain: str, other: str) -> float:
    """Return the share of letters in common where that is large, else 0; what bounds it from above is asked first."""
    letters = SequenceMatcher(None, plain, other, autojunk=False)
    if letters.real_quick_ratio() < _MISTYPED or letters.quick_ratio() < _MISTYPED:
        return 0.0
    same = letters.ratio()
    return same if same >= _MISTYPED else 0.0


def _triples(text: str) -> frozenset[str]:
    """Return the runs of three letters, with the word's ends marked."""
    marked = f" {text} "
    return frozenset(marked[at : at + _TRIPLE] for at in range(len(marked) - _TRIPLE + 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return twice the common part over both, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
