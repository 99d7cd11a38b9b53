"""Planning within a capacity: how far from the best plan, and in what CPU time. No assertions: it prints what it measured.

greedy          value per effort with local improvement; the gap is to the bound, so the truth is at most that
by value        the naive list: most valuable first, whatever still fits
exact           HiGHS through scipy, up to 300 candidates, if installed
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import time

import numpy as np

from featurecheck.portfolio import plan

BUDGETS = (0.1, 0.3)  # of all effort that is worth its while
RELATED = (0.3, 0.1)  # share of requests that need one or two others, and that exclude one


def batch(count: int, *, related: bool):
    """Requests whose value per person-week is lognormal, two thirds of them worth building."""
    rng = np.random.default_rng(1)
    efforts = np.exp(rng.normal(2, 0.9, count))
    values = efforts * (1000 * np.exp(rng.normal(1, 1, count)) - 2000)
    ids = [f"R{row:06}" for row in range(count)]
    needs, excludes = [()] * count, [()] * count
    if related:
        some = rng.random((count, 2)) < RELATED
        needs = [
            tuple(ids[other] for other in rng.integers(0, row, rng.integers(1, 3))) if row and one else ()
            for row, one in enumerate(some[:, 0])
        ]
        excludes = [(ids[int(rng.integers(0, count))],) if one else () for one in some[:, 1]]
    return ids, values, efforts, needs, excludes


def by_value(values: np.ndarray, efforts: np.ndarray, capacity: float) -> float:
    """What the naive list is worth."""
    total = 0.0
    for row in np.argsort(-values):
        if values[row] > 0 and efforts[row] <= capacity:
            total, capacity = total + float(values[row]), capacity - efforts[row]
    return total


def main() -> None:
    print(
        f"{'requests':>9} {'related':>8} {'budget':>7} {'method':>7} {'planned':>8} {'gap at most':>12} {'by value loses':>15} {'CPU ms':>8}"
    )
    small = batch(40, related=False)
    plan(*small[:3], 0.3 * small[2].sum(), *small[3:])  # loads what is loaded once
    for count in (42, 200, 2000, 100_000):
        for related in (False, True):
            ids, values, efforts, needs, excludes = batch(count, related=related)
            for budget in BUDGETS:
                capacity = budget * float(efforts[values > 0].sum())
                for solver in (False, True) if count <= 300 else (False,):
                    start = time.process_time()
                    found = plan(ids, values, efforts, capacity, needs, excludes, solver=solver)
                    spent = (time.process_time() - start) * 1e3
                    naive = "" if related else f"{1 - by_value(values, efforts, capacity) / found.value:.1%}"
                    print(
                        f"{count:9,} {'yes' if related else 'no':>8} {budget:7.0%} {found.method:>7} "
                        f"{len(found.chosen):8,} {found.gap_share:12.4%} {naive:>15} {spent:8.1f}"
                    )


if __name__ == "__main__":
    main()
