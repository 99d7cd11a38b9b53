"""The plan composed: relations, value per effort, local improvement, the bound, and HiGHS where it may help."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from featurecheck.errors import FeatureCheckError
from featurecheck.model import Portfolio
from featurecheck.normal import Floats
from featurecheck.portfolio.bound import Bound, bound
from featurecheck.portfolio.case import Case, Flags, case_of
from featurecheck.portfolio.greedy import fill, in_build_order
from featurecheck.portfolio.improve import EXHAUSTIVE, choose_anew, improved
from featurecheck.portfolio.relations import Relations, relations
from featurecheck.portfolio.solver import MOST_CANDIDATES, solved
from featurecheck.portfolio.wording import weeks
from featurecheck.words import significant

_DIGITS = 8  # below them sums differ between machines
_SAME = 1e-9  # relative difference below which two plans are worth the same


def planned(
    ids: Sequence[str],
    values: Floats,
    efforts: Floats,
    capacity: float,
    named: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]],
    *,
    solver: bool,
) -> Portfolio:
    """Return the plan; see `featurecheck.portfolio.plan`. `named` are what each request needs and excludes."""
    if not 0 < capacity < math.inf:
        raise FeatureCheckError(
            f"A capacity of {capacity} person-weeks cannot be planned with. Give a number above 0, such as 60."
        )
    values, efforts = np.asarray(values, dtype=np.float64), np.asarray(efforts, dtype=np.float64)
    order = sorted(range(len(ids)), key=lambda row: (ids[row], -values[row], efforts[row], row))
    names = [ids[row] for row in order]
    depends_on, excludes = ([each[row] for row in order] for each in named)
    found = relations(names, depends_on, excludes)
    values, efforts = values[order], efforts[order]
    case, rows = case_of(values, efforts, capacity, found)
    built, limit, exact = _best(case, solver=solver)
    value = case.value(built)
    top = value if exact else max(limit.value, value)
    return Portfolio(
        capacity_person_weeks=float(capacity),
        used_person_weeks=min(significant(case.effort(built), _DIGITS), float(capacity)),
        chosen=tuple(names[rows[at]] for at in in_build_order(case, built)),
        value=_money(value),
        bound=_money(top),
        gap_share=_gap(value, top),
        shadow_price=None if limit.price is None else _money(limit.price),
        method="exact" if exact else "greedy",
        notes=(*found.notes, *_remarks(names, values, efforts, capacity, found, nothing=not built.any())),
    )


def _money(value: float) -> float:
    return round(significant(value, _DIGITS), 2)


def _gap(value: float, top: float) -> float:
    """Return how much better another plan can be at most; 1 where nothing is chosen although something may pay."""
    if value > 0:
        return round(max(top - value, 0.0) / value, _DIGITS)
    return 1.0 if top > 0 else 0.0


def _best(case: Case, *, solver: bool) -> tuple[Flags, Bound, bool]:
    """Return the best plan found, the bound with the price at the margin, and whether the plan is proven best."""
    built = greedy(case)
    limit = bound(case, case.value(built))
    if len(case.values) <= EXHAUSTIVE:
        choose_anew(case, built, list(range(len(case.values))))
        return built, limit, True
    built = improved(case, built, limit.price)
    if not solver or int((case.values > 0).sum()) > MOST_CANDIDATES:
        return built, limit, False
    answer = solved(case)
    if answer.bound is not None and answer.bound < limit.value:
        limit = Bound(answer.bound, limit.price)
    if answer.built is None:
        return built, limit, False
    better = case.value(answer.built) > case.value(built) * (1 + _SAME)
    return answer.built if better else built, limit, True


def greedy(case: Case) -> Flags:
    """Return the plan by value per effort, or the best single bundle where that is worth more."""
    built = np.zeros(len(case.values), dtype=np.bool_)
    fill(case, built)
    if not len(built):
        return built
    bundles = case.values.copy()
    for row, needed in case.closure.items():
        bundles[row] += case.values[list(needed)].sum()
    best = int(np.where(case.values > 0, bundles, -np.inf).argmax())
    if bundles[best] <= case.value(built):
        return built
    single = np.zeros_like(built)
    single[[best, *case.closure.get(best, ())]] = True
    fill(case, single)
    return single


def _remarks(
    names: Sequence[str],
    values: Floats,
    efforts: Floats,
    capacity: float,
    found: Relations,
    *,
    nothing: bool,
) -> Iterator[str]:
    """Yield why there is nothing in the plan."""
    if not nothing:
        return
    worth = values > 0
    if not worth.any():
        yield "Nothing is worth building: no request that may be planned has an expected net present value above 0."
        return
    worth[list(found.impossible)] = False
    bundles = efforts.copy()
    for row, needed in found.closure.items():
        bundles[row] += efforts[list(needed)].sum()
    smallest = int(np.where(worth, bundles, np.inf).argmin())
    if worth.any() and bundles[smallest] > capacity:
        yield (
            f"The capacity of {weeks(capacity)} is smaller than any request worth building; the smallest, "
            f"{names[smallest]}, takes {weeks(float(bundles[smallest]))} with all it needs."
        )
    elif worth.any():
        yield "What the requests worth building need costs more than they earn."
