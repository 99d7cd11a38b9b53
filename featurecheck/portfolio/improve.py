"""Local improvement: small groups of requests are chosen anew, every combination compared, the rest left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from featurecheck.normal import Floats
from featurecheck.portfolio.case import Case, Flags
from featurecheck.portfolio.greedy import fill

EXHAUSTIVE = 16
"""Up to so many requests every plan is compared."""

_GROUP = 13
_NEAR = 52  # requests nearest to the margin
_SEEDS = 30
_PASSES = 3
_BETTER = 1e-12  # relative; below it a gain is rounding


def improved(case: Case, built: Flags, price: float | None) -> Flags:
    """Return a plan at least as good. `price` is what a person-week earns at the margin, None where some are left.

    Groups are those nearest to the margin, left-out requests that would pay with whatever stands in their way, and
    prerequisites that only pay for several requests together.
    """
    plan = built.copy()
    for _ in range(_PASSES):
        before = case.value(plan)
        for group in _groups(case, plan, price or 0.0):
            choose_anew(case, plan, group)
        _drop_idle(case, plan)
        fill(case, plan)
        if case.value(plan) <= before * (1 + _BETTER):
            break
    return plan


def _groups(case: Case, plan: Flags, price: float) -> Iterator[list[int]]:
    profit = case.values - price * case.efforts
    near = _smallest(np.abs(profit), _NEAR)
    for start in range(0, max(len(near) - _GROUP // 2, 1), _GROUP // 2):
        yield near[start : start + _GROUP]
    left_out = np.flatnonzero(~plan & (profit > 0))
    for row in left_out[_smallest(-profit[left_out], _SEEDS)].tolist():
        yield _completed([*_in_the_way(case, plan, row)], near)
    carriers = [row for row in case.all_users if case.values[row] <= 0]
    for row in sorted(carriers, key=lambda row: (-float(profit[list(case.all_users[row])].sum()), row))[
        :_SEEDS
    ]:
        users = sorted(case.all_users[row], key=lambda user: (-profit[user], user))
        yield _completed([*case.closure.get(row, ()), row, *users[: _GROUP // 2]], near)


def _smallest(keys: Floats, count: int) -> list[int]:
    """Return the places of the smallest keys, ascending; equal ones in their order."""
    if len(keys) > count:
        bound = np.partition(keys, count - 1)[count - 1]
        places = np.flatnonzero(keys <= bound)
    else:
        places = np.arange(len(keys))
    found: list[int] = places[np.argsort(keys[places], kind="stable")][:count].tolist()
    return found


def _in_the_way(case: Case, plan: Flags, row: int) -> Iterator[int]:
    """Yield the request, what it still needs, what excludes any of it, and what would fall with that."""
    for one in (row, *case.closure.get(row, ())):
        if not plan[one]:
            yield one
            for other in case.bars.get(one, ()):
                if plan[other]:
                    yield other
                    yield from (user for user in case.all_users.get(other, ()) if plan[user])


def _completed(group: Iterable[int], near: list[int]) -> list[int]:
    return list(dict.fromkeys([*group, *near]))[:_GROUP]


def choose_anew(case: Case, plan: Flags, group: list[int]) -> None:
    """Put the best combination of the group into the plan, in place; without a gain the plan stays as it is.

    2^k combinations for k requests, so k is at most 16.
    """
    rest = plan.copy()
    rest[group] = False
    values, efforts = _sums(case.values[group]), _sums(case.efforts[group])
    possible = efforts <= case.limit - case.effort(rest)
    possible &= _allowed(case, rest, group)
    values[~possible] = -np.inf
    best = int(values.argmax())
    now = sum(1 << at for at, row in enumerate(group) if plan[row])
    if values[best] > values[now] + _BETTER * (abs(values[now]) + abs(case.value(rest))):
        plan[group] = [bool(best >> at & 1) for at in range(len(group))]


def _sums(parts: Floats) -> Floats:
    """Return the sum of every combination, shape (2^k,); bit i of the place says whether part i is in it."""
    sums = np.zeros(1)
    for part in parts:
        sums = np.concatenate((sums, sums + part))
    return sums


def _allowed(case: Case, rest: Flags, group: list[int]) -> npt.NDArray[np.bool_]:
    """Tell for every combination whether it has what it needs, keeps what the rest needs, and excludes nothing."""
    place = {row: at for at, row in enumerate(group)}
    combination = np.arange(1 << len(group))
    good = np.ones(len(combination), dtype=np.bool_)
    for at, row in enumerate(group):
        bit = 1 << at
        inside = sum(1 << place[other] for other in case.needs.get(row, ()) if other in place)
        barred = sum(1 << place[other] for other in case.bars.get(row, ()) if other in place)
        lacking = any(not rest[other] for other in case.needs.get(row, ()) if other not in place)
        if lacking or any(rest[other] for other in case.bars.get(row, ())):
            good &= (combination & bit) == 0
        if any(rest[user] for user in case.users.get(row, ())):
            good &= (combination & bit) != 0
        if inside or barred:
            good &= ((combination & bit) == 0) | ((combination & (inside | barred)) == inside)
    return good


def _drop_idle(case: Case, plan: Flags) -> None:
    """Take out what earns nothing and what nothing in the plan needs any more."""
    if not case.needs:
        return
    here = np.flatnonzero(plan & (case.values <= 0)).tolist()
    for row in sorted(here, key=lambda row: -len(case.closure.get(row, ()))):
        if not any(plan[user] for user in case.all_users.get(row, ())):
            plan[row] = False
