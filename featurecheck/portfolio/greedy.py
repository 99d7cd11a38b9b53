"""Value per effort first: a request together with what it still needs is one bundle."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

import numpy as np

from featurecheck.portfolio.case import Case, Flags


def fill(case: Case, built: Flags, allowed: Flags | None = None) -> list[int]:
    """Add bundles to the plan in place while they fit, the largest value per effort first.

    Returns:
        What was added, in the order to build it. Equal bundles come in the case's own order.
    """
    if allowed is None:
        allowed = np.ones_like(built)
    return _related(case, built, allowed) if case.related else _unrelated(case, built, allowed)


def _unrelated(case: Case, built: Flags, allowed: Flags) -> list[int]:
    open_ones = np.flatnonzero(allowed & ~built & (case.values > 0))
    order = open_ones[np.argsort(-case.values[open_ones] / case.efforts[open_ones], kind="stable")]
    left = case.limit - case.effort(built)
    fits = np.cumsum(case.efforts[order]) <= left
    first = int(fits.argmin()) if not fits.all() else len(order)
    added: list[int] = order[:first].tolist()
    left -= float(case.efforts[order[:first]].sum())
    rest = order[first:]
    rest = rest[case.efforts[rest] <= left]
    for row, effort in zip(rest.tolist(), case.efforts[rest].tolist(), strict=True):
        if effort <= left:
            added.append(row)
            left -= effort
    built[added] = True
    return added


def _related(case: Case, built: Flags, allowed: Flags) -> list[int]:
    work = _Bundles(case, built, allowed)
    while work.heap:
        work.step()
    return work.added


class _Bundles:
    """A heap of bundles by value per effort; one whose figures changed meanwhile is put back with the new ones."""

    def __init__(self, case: Case, built: Flags, allowed: Flags) -> None:
        self.case, self.built, self.allowed = case, built, allowed
        self.values: list[float] = case.values.tolist()
        self.efforts: list[float] = case.efforts.tolist()
        self.left = case.limit - case.effort(built)
        self.added: list[int] = []
        self.heap: list[tuple[float, int]] = []
        self.push(np.flatnonzero(allowed & ~built & (case.values > 0)).tolist())
        heapq.heapify(self.heap)

    def members(self, row: int) -> list[int]:
        """Return what is still missing for the request, itself last."""
        return [one for one in self.case.closure.get(row, ()) if not self.built[one]] + [row]

    def loss_per_effort(self, members: Iterable[int]) -> float:
        """Return the bundle's key: smallest is best."""
        return -sum(self.values[one] for one in members) / sum(self.efforts[one] for one in members)

    def push(self, rows: Iterable[int]) -> None:
        """Put requests on the heap that are worth their bundle; those not worth it come again when it shrinks."""
        for row in rows:
            key = self.loss_per_effort(self.members(row))
            if key < 0:
                heapq.heappush(self.heap, (key, row))

    def step(self) -> None:
        """Take the best bundle and build it if it may be built."""
        key, row = heapq.heappop(self.heap)
        if self.built[row]:
            return
        members = self.members(row)
        now = self.loss_per_effort(members)
        if now > key:  # what it needed was built alone and paid for the rest
            self.push([row])
        elif self.possible(members):
            self.build(members)

    def possible(self, members: list[int]) -> bool:
        """Tell whether the bundle fits and nothing of it is excluded or not allowed."""
        bars = self.case.bars
        return sum(self.efforts[one] for one in members) <= self.left and not any(
            not self.allowed[one] or any(self.built[other] for other in bars.get(one, ())) for one in members
        )

    def build(self, members: list[int]) -> None:
        """Build the bundle; those who need any of it have less to build from now on."""
        self.built[members] = True
        self.added += members
        self.left -= sum(self.efforts[one] for one in members)
        users = {user for one in members for user in self.case.all_users.get(one, ())}
        self.push(
            user
            for user in sorted(users)
            if not self.built[user] and self.allowed[user] and self.values[user] > 0
        )


def in_build_order(case: Case, built: Flags) -> list[int]:
    """Return a plan's requests, the largest value per effort first, nothing before what it needs."""
    if not case.related:
        rows = np.flatnonzero(built)
        return [int(row) for row in rows[np.argsort(-case.values[rows] / case.efforts[rows], kind="stable")]]
    done = np.zeros_like(built)
    order = fill(case, done, allowed=built)
    rest = np.flatnonzero(built & ~done).tolist()  # pays only together with others
    for row in sorted(rest, key=lambda row: (-case.values[row], row)):
        order += [one for one in (*case.closure.get(row, ()), row) if not done[one]]
        done[order] = True
    return order
