"""What the requesters of each request stake on it: their profit, their potential, the hours of own teams."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from featurecheck.accounts import Relationship
from featurecheck.customers.asked import Asked, Asking
from featurecheck.customers.through import counted, links
from featurecheck.customers.votes import SEPARATOR, Directory
from featurecheck.customers.worth import Assumed, Worth, assumed_by, worth_of
from featurecheck.intake import Problem, Severity
from featurecheck.tomlfile import shown
from featurecheck.words import counted as number_of
from featurecheck.words import percent

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.normal import Floats
    from featurecheck.policy import Policy

__all__ = ["Asked", "Stakes", "stakes_of"]

Bools = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

_PROFIT, _GROWTH, _HOURS = 0, 2, 4  # columns of a mean; its standard deviation stands behind it
_COFUNDING, _SHARE = 6, 7
_COLUMNS = 8
_ALL = 1.0 + 1e-9  # shares are sums of numbers that have no exact digits
_NAMES_SHOWN = 5


@dataclass(frozen=True)
class Stakes:
    """What stands behind n requests, arrays shaped (n,); money is per year in the policy's currency.

    `weighed` tells the requests with at least one requester whose stake is known (an account, or a team of our own);
    `named` those with at least one account from outside whose profit is known or that is unprofitable: there the
    answer about own users lost is set aside. Each amount has a mean (the sum of the means, to the cent) and a standard
    deviation (the sum of the deviations: all figures of one sheet err alike). `cofunding` and `profit_share` are 0 to 1.
    """

    weighed: Bools
    named: Bools
    profit_mean: Floats
    profit_sd: Floats
    growth_mean: Floats
    growth_sd: Floats
    hours_mean: Floats
    hours_sd: Floats
    cofunding: Floats
    profit_share: Floats
    source: str  # file name of the list of customers
    problems: tuple[Problem, ...] = ()
    asking: Asking | None = field(default=None, repr=False, compare=False)

    def asked(self, row: int) -> Asked:
        """Return who asked for one request; worked out when it is looked at.

        Raises:
            IndexError: there is no such request.
            ValueError: the stakes were not made by `stakes_of`.
        """
        if self.asking is None:
            raise ValueError(
                "who asked is known only to the stakes that stakes_of returns, not to bare arrays"
            )
        return self.asking.asked(row)


def stakes_of(
    requesters: Sequence[str],
    customers: Customers,
    policy: Policy,
    votes: Sequence[int | None] | None = None,
) -> Stakes:
    """Return the stakes of n requests.

    An account that is named several times counts once. Names that are on no list count for nothing and are told.

    Args:
        requesters: the cells of the n requests, names separated by semicolons.
        customers: the list of accounts as read and judged.
        policy: assumes what a list leaves open.
        votes: how many votes each request states, None where it states none.
    """
    with _without_collector():
        return _stakes(requesters, customers, policy, votes)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let the collector of circular garbage rest: there is none, and it would look at every name again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _stakes(
    requesters: Sequence[str], customers: Customers, policy: Policy, votes: Sequence[int | None] | None
) -> Stakes:
    directory = Directory(one.account.name for one in customers.standings)
    join = _joined(requesters, directory, len(customers.standings))
    parents, _ = links([one.account for one in customers.standings], directory.position)
    table = _Table(customers, assumed_by(policy), join.account)
    sums = _sums(join, table, parents)
    return Stakes(
        weighed=_any(join, table.known),
        named=_any(join, table.outside),
        profit_mean=sums[:, _PROFIT],
        profit_sd=sums[:, _PROFIT + 1],
        growth_mean=sums[:, _GROWTH],
        growth_sd=sums[:, _GROWTH + 1],
        hours_mean=sums[:, _HOURS],
        hours_sd=sums[:, _HOURS + 1],
        cofunding=np.minimum(sums[:, _COFUNDING], 1.0),
        profit_share=np.minimum(sums[:, _SHARE], 1.0),
        source=customers.input.name,
        problems=tuple(_over_all(join, table, customers, sums)),
        asking=Asking(requesters, customers, policy, directory, parents, votes),
    )


@dataclass(frozen=True)
class _Join:
    """Pairs of request and account, each once, ordered by request; `starts` (n + 1) says where each request's begin."""

    count: int
    row: Whole
    account: Whole
    keys: Whole  # request times `width` plus account, ascending
    width: int

    @property
    def starts(self) -> Whole:
        """Return where each request's pairs begin, and the end."""
        return np.searchsorted(self.row, np.arange(self.count + 1))


def _joined(requesters: Sequence[str], directory: Directory, accounts: int) -> _Join:
    cells = [cell.split(SEPARATOR) for cell in requesters]
    sizes = np.fromiter(map(len, cells), dtype=np.int64, count=len(cells))
    names = map(str.strip, chain.from_iterable(cells))
    at = np.fromiter(map(directory.__getitem__, names), dtype=np.int64, count=int(sizes.sum()))
    width = max(accounts, 1)
    keys = np.sort((np.repeat(np.arange(len(cells)), sizes) * width + at)[at >= 0])
    keys = keys[np.diff(keys, prepend=-1) > 0]  # an account that is named twice counts once
    row, account = np.divmod(keys, width)
    return _Join(len(cells), row, account, keys, width)


class _Table:
    """What the named accounts stake: `values` (accounts, 8), `known` and `outside` (accounts,)."""

    def __init__(self, customers: Customers, assumed: Assumed, named: Whole) -> None:
        count = len(customers.standings)
        self.values = np.zeros((count, _COLUMNS))
        self.known, self.outside = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        used = np.flatnonzero(np.bincount(named, minlength=count))
        worths = [worth_of(customers.standings[at], assumed) for at in used.tolist()]
        self.values[used] = np.array([_flat(worth) for worth in worths]).reshape(-1, _COLUMNS)
        self.known[used] = [worth.known for worth in worths]
        internal = [customers.standings[at].relationship is Relationship.INTERNAL for at in used.tolist()]
        self.outside[used] = self.known[used] & ~np.array(internal, dtype=bool)


def _flat(worth: Worth) -> tuple[float, ...]:
    return (*worth.profit, *worth.growth, *worth.hours, worth.cofunding, worth.profit_share)


def _any(join: _Join, column: Bools) -> Bools:
    """Tell which requests have an account that the column is true of."""
    found = np.zeros(join.count, dtype=bool)
    found[join.row[column[join.account]]] = True
    return found


def _sums(join: _Join, table: _Table, parents: dict[int, int]) -> Floats:
    """Return the sums of each request (n, 8), each rounded once, so that no order of accounts changes a bit."""
    starts = join.starts.tolist()
    sums = np.zeros((join.count, _COLUMNS))
    for column in range(_COLUMNS):
        values = table.values[join.account, column]
        if values.any():
            listed = values.tolist()
            sums[:, column] = [math.fsum(listed[start:end]) for start, end in pairwise(starts)]
    for row in _doubled(join, parents):
        members = join.account[starts[row] : starts[row + 1]].tolist()
        for column in (_PROFIT, _GROWTH, _HOURS):
            sums[row, column : column + 2] = _once(members, table, parents, column)
    return sums


def _once(members: list[int], table: _Table, parents: dict[int, int], column: int) -> tuple[float, float]:
    """Return mean and standard deviation of what the accounts stake, where some of them buy through others."""
    kept = counted(members, parents, lambda at: float(table.values[at, column]))
    return _total(table, kept, column), _total(table, kept, column + 1)


def _total(table: _Table, accounts: Iterable[int], column: int) -> float:
    return math.fsum(table.values[list(accounts), column].tolist())


def _doubled(join: _Join, parents: dict[int, int]) -> list[int]:
    """Return the requests behind which both an account and one through which it buys stand."""
    if not parents or not len(join.keys):
        return []
    up = np.full(join.width, -1)
    up[list(parents)] = list(parents.values())
    row, nearest = join.row, up[join.account]
    doubled: set[int] = set()
    while (some := nearest >= 0).any():
        row, nearest = row[some], nearest[some]
        keys = row * join.width + nearest
        found = join.keys[np.minimum(np.searchsorted(join.keys, keys), len(join.keys) - 1)] == keys
        doubled.update(row[found].tolist())
        nearest = up[nearest]
    return sorted(doubled)


def _over_all(join: _Join, table: _Table, customers: Customers, sums: Floats) -> Iterator[Problem]:
    """Complain of partners who together bear or take more than everything."""
    for column, name, what in (
        (_COFUNDING, "cofunding", "the build cost"),
        (_SHARE, "profit_share", "the gain"),
    ):
        rows = np.flatnonzero(sums[:, column] > _ALL)
        if len(rows):
            worst = int(rows[np.argmax(sums[rows, column])])
            pairs = join.account[slice(*join.starts[worst : worst + 2])]
            partners = [
                customers.standings[at].account.name for at in pairs.tolist() if table.values[at, column]
            ]
            yield _too_much(customers, name, what, float(sums[worst, column]), partners, len(rows))


def _too_much(
    customers: Customers, name: str, what: str, share: float, partners: list[str], requests: int
) -> Problem:
    ordered = sorted(partners)
    listed = ", ".join(shown(one) for one in ordered[:_NAMES_SHOWN])
    more = f" and {len(ordered) - _NAMES_SHOWN} more" if len(ordered) > _NAMES_SHOWN else ""
    return Problem(
        customers.input.name,
        None,
        None,
        None,
        name,
        f"{percent(share)} of {what} from the partners {listed}{more}",
        "at most 100 % from all partners behind one request",
        f"Check {name} of these accounts. In {number_of(requests, 'request')} it counts as 100 %.",
        Severity.WARNING,
    )
