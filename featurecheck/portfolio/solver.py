"""HiGHS through scipy, where it is installed: the best plan, proven, for a few hundred candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from featurecheck.portfolio.case import Case, Flags

MOST_CANDIDATES = 300
_SECONDS = 10.0
_NODES = 20_000  # reached first on any machine, so that the answer does not depend on its speed
_OPTIMAL = 0


@dataclass(frozen=True, eq=False)
class Solved:
    """A plan that is proven best, or None; and a value that no plan exceeds, None where none is known."""

    built: Flags | None
    bound: float | None


def solved(case: Case) -> Solved:
    """Solve the case with HiGHS; nothing at all without scipy.

    Only an answer marked optimal is taken, and only if it keeps the rules exactly after rounding: at its time limit
    HiGHS has returned the empty plan as if it were one.
    """
    try:
        from scipy import optimize, sparse  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        return Solved(None, None)
    scale = float(np.abs(case.values).max())
    rows, limits = _rules(case)
    matrix = sparse.csr_array(
        ([one[2] for one in rows], ([one[0] for one in rows], [one[1] for one in rows])),
        shape=(len(limits), len(case.values)),
    )
    answer = optimize.milp(
        -case.values / scale,
        integrality=np.ones(len(case.values)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(matrix, -np.inf, limits),
        options={"time_limit": _SECONDS, "node_limit": _NODES, "mip_rel_gap": 0.0},
    )
    return _judged(case, answer, scale)


def _rules(case: Case) -> tuple[list[tuple[int, int, float]], list[float]]:
    """Return the rules as (rule, request, factor) and the most that each sum may be."""
    rows = [(0, at, float(effort) / case.capacity) for at, effort in enumerate(case.efforts)]
    limits = [1.0]
    for row, needed in sorted(case.needs.items()):
        for other in needed:
            rows += [(len(limits), row, 1.0), (len(limits), other, -1.0)]
            limits.append(0.0)
    for row, barred in sorted(case.bars.items()):
        for other in barred:
            if row < other:
                rows += [(len(limits), row, 1.0), (len(limits), other, 1.0)]
                limits.append(1.0)
    return rows, limits


def _judged(case: Case, answer: Any, scale: float) -> Solved:  # noqa: ANN401 - scipy has no types
    dual = getattr(answer, "mip_dual_bound", None)
    limit = -float(dual) * scale if dual is not None and np.isfinite(dual) else None
    if answer.status != _OPTIMAL or answer.x is None:
        return Solved(None, limit)
    built = np.asarray(answer.x) > 0.5  # noqa: PLR2004 - halfway between no and yes
    return Solved(built if case.feasible(built) else None, limit)
