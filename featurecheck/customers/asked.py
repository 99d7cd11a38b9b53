"""Who asked for one request, in words: how many votes from whom, whose money counts and why, what was decided."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from featurecheck.accounts import Customers, Relationship, Standing
from featurecheck.customers.matching import matched_requesters
from featurecheck.customers.names import fold
from featurecheck.customers.reasons import Side, reason
from featurecheck.customers.through import above, counted
from featurecheck.customers.votes import SEPARATOR, UNKNOWN, Directory, Vote
from featurecheck.customers.worth import Worth, assumed_by, worth_of
from featurecheck.model import Asker
from featurecheck.policy import Policy
from featurecheck.tomlfile import shown
from featurecheck.words import chance

CONCENTRATED = 0.5
"""Share of the money behind a request from which one account is said to be most of it."""

_SHOWN = 5  # names in a sentence
_NOUNS = {
    Relationship.PARTNER: ("partner", "partners"),
    Relationship.PARTNER_CANDIDATE: ("partner candidate", "partner candidates"),
    Relationship.CUSTOMER: ("customer", "customers"),
    Relationship.UNPROFITABLE: ("unprofitable account", "unprofitable accounts"),
    Relationship.INTERNAL: ("team of our own", "teams of our own"),
}
_SIDES: tuple[Side, ...] = ("profit", "growth", "hours")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for one request, in words and names; the sums are in `Stakes`.

    `askers` are in the order of their money, then by name; `unknown` are names that are no account, each with the
    accounts that it may be. `largest` is the account with the largest part, `largest_share` (0 to 1), of all money.
    """

    sentence: str
    askers: tuple[Asker, ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...]
    largest: str | None
    largest_share: float | None
    notes: tuple[str, ...]


class Asking:
    """Tells for each request who asked; nothing is worked out before somebody wants to know."""

    def __init__(
        self,
        requesters: Sequence[str],
        customers: Customers,
        policy: Policy,
        directory: Directory,
        parents: Mapping[int, int],
        votes: Sequence[int | None] | None = None,
    ) -> None:
        """Take the cells of all requests, the accounts, and through whom they buy (positions)."""
        self._requesters = requesters
        self._customers = customers
        self._policy = policy
        self._assumed = assumed_by(policy)
        self._directory = directory
        self._parents = parents
        self._votes = votes
        self._worths: dict[int, Worth] = {}
        self._last: tuple[int, Asked] | None = None

    def asked(self, row: int) -> Asked:
        """Return who asked for one request."""
        if self._last is None or self._last[0] != row:
            votes = self._directory.votes(self._requesters[row])
            stated = self._votes[row] if self._votes is not None else None
            self._last = row, _One(self, votes, stated).asked()
        return self._last[1]

    def standing(self, at: int) -> Standing:
        """Return an account by its position."""
        return self._customers.standings[at]

    def worth(self, at: int) -> Worth:
        """Return what an account stakes."""
        if at not in self._worths:
            self._worths[at] = worth_of(self.standing(at), self._assumed)
        return self._worths[at]

    def why(self, at: int, worth: Worth, kept: set[Side]) -> str:
        """Return why an account's money counts, or why not."""
        return reason(self.standing(at), worth, kept, self._policy)

    @property
    def parents(self) -> Mapping[int, int]:
        """Return position -> position of the account through which it buys."""
        return self._parents

    def alike(self, vote: Vote) -> tuple[str, ...]:
        """Return the accounts that a name may be."""
        if vote.accounts:
            return tuple(sorted(self.standing(at).account.name for at in vote.accounts))
        return self._proposed.get(fold(vote.written), ())

    @cached_property
    def _proposed(self) -> dict[str, tuple[str, ...]]:
        """Return folded name -> accounts that are spelled alike, for the names that most requests have first."""
        names = (name for cell in self._requesters for name in cell.split(SEPARATOR))
        unknown = (name for name in names if self._directory[name] == UNKNOWN)
        found = matched_requesters(unknown, self._customers).proposed
        return {fold(name): alike for name, alike in found.items()}


class _One:
    """One request while it is put into words."""

    def __init__(self, asking: Asking, votes: Sequence[Vote], stated: int | None) -> None:
        self._asking = asking
        self._stated = stated
        self._lost = [vote for vote in votes if len(vote.accounts) != 1]
        self._votes: dict[int, list[Vote]] = {}
        for vote in votes:
            if len(vote.accounts) == 1:
                self._votes.setdefault(vote.accounts[0], []).append(vote)
        self._count = len(votes)
        self._worth = {at: asking.worth(at) for at in self._votes}
        self._kept = self._counting()

    def _counting(self) -> dict[int, set[Side]]:
        """Return account -> the sides of its money that count."""
        kept: dict[int, set[Side]] = {at: set() for at in self._votes}
        for side in _SIDES:
            money = {at: self._money(at, side) for at in self._votes}
            counting = counted(money, self._asking.parents, money.__getitem__) if self._doubled else money
            for at in counting:
                if money[at] > 0:
                    kept[at].add(side)
        return kept

    def _money(self, at: int, side: Side) -> float:
        amount: float = getattr(self._worth[at], side).mean
        return amount

    def _counted_money(self, at: int) -> float:
        return math.fsum(self._money(at, side) for side in self._kept[at])

    def asked(self) -> Asked:
        """Return everything in words."""
        order = sorted(self._votes, key=lambda at: (-self._counted_money(at), fold(self._name(at))))
        total = math.fsum(self._money(at, side) for at in order for side in self._kept[at])
        largest = order[0] if total > 0 else None
        share = None if largest is None else self._counted_money(largest) / total
        return Asked(
            self._sentence(),
            tuple(self._asker(at) for at in order),
            self._unknown(),
            None if largest is None else self._name(largest),
            share,
            tuple(self._notes(order, share)),
        )

    def _name(self, at: int) -> str:
        return self._asking.standing(at).account.name

    def _asker(self, at: int) -> Asker:
        standing, worth = self._asking.standing(at), self._worth[at]
        internal = standing.relationship is Relationship.INTERNAL
        profit = worth.profit.mean if worth.assumed else standing.profit_money
        return Asker(
            standing.account.name,
            standing.relationship.value,
            len(self._votes[at]),
            _each_once(vote.speaker for vote in self._votes[at] if vote.speaker),
            None if internal else profit,
            None if internal else standing.growth_money,
            worth.hours.mean if internal and worth.known else None,
            bool(self._kept[at]),
            "; ".join(self._why(at)),
        )

    def _why(self, at: int) -> Iterator[str]:
        yield self._asking.why(at, self._worth[at], self._kept[at])
        nearest = self._through(at)
        if nearest is not None:
            yield f"buys through {shown(self._name(nearest))}, who asks too"
        if at in self._doubled:
            yield f"{_listed(self._doubled[at])} through it and ask{'s' * (len(self._doubled[at]) == 1)} too"

    def _through(self, at: int) -> int | None:
        """Return the nearest account through which one buys that asks too."""
        return next((one for one in above(at, self._asking.parents) if one in self._votes), None)

    def _unknown(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        names: dict[str, Vote] = {}
        for vote in self._lost:
            first = names.setdefault(fold(vote.written), vote)
            if vote.written < first.written:
                names[fold(vote.written)] = vote
        return tuple((names[key].written, self._asking.alike(names[key])) for key in sorted(names))

    def _sentence(self) -> str:
        if not self._count:
            return "nobody is named"
        total = max(self._count, self._stated or 0)
        votes = f"{total:,} vote{'s' * (total > 1)}"
        named = f", {self._count:,} of them named" if total > self._count else ""
        return f"{votes}{named}: {', '.join([*self._parts(), *self._lost_parts()])}"

    def _parts(self) -> Iterator[str]:
        for relationship, nouns in _NOUNS.items():
            accounts = [at for at in self._votes if self._asking.standing(at).relationship is relationship]
            if accounts:
                votes = [vote for at in accounts for vote in self._votes[at]]
                for_whom = "for" if all(vote.speaker for vote in votes) else "from"
                yield f"{len(votes):,} {for_whom} {_some(len(accounts), *nouns)}"

    def _lost_parts(self) -> Iterator[str]:
        for several, one, many in (
            (False, "a name that is not on the list", "names that are not on the list"),
            (True, "a name that fits several accounts", "names that fit several accounts"),
        ):
            names = Counter(fold(vote.written) for vote in self._lost if bool(vote.accounts) is several)
            if names:
                yield f"{names.total():,} from {one if len(names) == 1 else many}"

    def _notes(self, order: Sequence[int], share: float | None) -> Iterator[str]:
        unnamed = (self._stated or 0) - self._count
        if unnamed > 0 and self._count:
            yield f"{self._stated:,} votes, {self._count:,} of them named: the others are not weighed"
        counting = [at for at in order if self._kept[at]]
        if share is not None and share >= CONCENTRATED and len(counting) > 1:
            yield f"{chance(share)} of the money behind this is one account ({shown(self._name(order[0]))})"
        yield from self._double_counting()

    def _double_counting(self) -> Iterator[str]:
        for at in sorted(self._doubled, key=lambda at: fold(self._name(at))):
            who, name = _listed(self._doubled[at]), shown(self._name(at))
            yield f"double counting: {who} through {name}, and both ask; the larger side counts"

    @cached_property
    def _doubled(self) -> dict[int, list[str]]:
        """Return account -> the names of those who buy through it and ask too."""
        doubled: dict[int, list[str]] = {}
        for at in self._votes:
            nearest = self._through(at)
            if nearest is not None:
                doubled.setdefault(nearest, []).append(self._name(at))
        return doubled


def _listed(names: Sequence[str]) -> str:
    """Return `A buys` or `A, B and 3 more buy`."""
    ordered = [shown(name) for name in sorted(names, key=_by_name)]
    more = f" and {len(ordered) - _SHOWN:,} more" if len(ordered) > _SHOWN else ""
    return f"{', '.join(ordered[:_SHOWN])}{more} buy{'s' * (len(ordered) == 1)}"


def _some(count: int, noun: str, plural: str) -> str:
    return f"one {noun}" if count == 1 else f"{count:,} {plural}"


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    """Return names in order, each in one spelling."""
    written: dict[str, str] = {}
    for name in names:
        written[fold(name)] = min(written.get(fold(name), name), name)
    return tuple(written[key] for key in sorted(written))


def _by_name(name: str) -> tuple[str, str]:
    return fold(name), name
