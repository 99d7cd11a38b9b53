"""The planning problem without names: only what may be in a plan, numbered in one order for every input order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from featurecheck.normal import Floats
from featurecheck.portfolio.relations import Links, Relations

Flags = npt.NDArray[np.bool_]

_ROUNDING = 1e-9  # share of the capacity by which sums of efforts may pass it


@dataclass(frozen=True, eq=False)
class Case:
    """m requests that may be planned: those worth something, and what they need.

    `values` [money, any sign] and `efforts` [person-weeks, above 0] have shape (m,). `needs` and `users` are direct,
    `closure` and `all_users` are not; `bars` goes both ways.
    """

    values: Floats
    efforts: Floats
    capacity: float
    needs: Links
    users: Links
    closure: Links
    all_users: Links
    bars: Links

    @property
    def limit(self) -> float:
        """The capacity with room for rounding."""
        return self.capacity * (1 + _ROUNDING)

    @property
    def related(self) -> bool:
        """Whether any request needs or excludes another."""
        return bool(self.needs or self.bars)

    def value(self, built: Flags) -> float:
        """Return the plan's value."""
        return float(self.values[built].sum())

    def effort(self, built: Flags) -> float:
        """Return the plan's effort."""
        return float(self.efforts[built].sum())

    def feasible(self, built: Flags) -> bool:
        """Tell whether the plan fits, has all it needs, and nothing that is excluded."""
        here = set(np.flatnonzero(built).tolist())
        return (
            self.effort(built) <= self.limit
            and all(other in here for row in here for other in self.needs.get(row, ()))
            and not any(other in here for row in here for other in self.bars.get(row, ()))
        )


def case_of(values: Floats, efforts: Floats, capacity: float, found: Relations) -> tuple[Case, list[int]]:
    """Return the case and the row each of its requests came from."""
    limit = capacity * (1 + _ROUNDING)
    worth = (values > 0) & (efforts <= limit)
    worth[list(found.impossible)] = False
    for row, needed in found.closure.items():
        worth[row] &= bool(efforts[row] + efforts[list(needed)].sum() <= limit)
    keep = worth.copy()
    for row, needed in found.closure.items():
        if worth[row]:
            keep[list(needed)] = True
    rows: list[int] = np.flatnonzero(keep).tolist()
    place = {row: at for at, row in enumerate(rows)} if found.needs or found.bars else {}
    needs, closure, bars = (_moved(links, place) for links in (found.needs, found.closure, found.bars))
    case = Case(values[rows], efforts[rows], capacity, needs, _turned(needs), closure, _turned(closure), bars)
    return case, rows


def _moved(links: Links, place: dict[int, int]) -> Links:
    moved = {
        place[row]: tuple(place[other] for other in others if other in place)
        for row, others in links.items()
        if row in place
    }
    return {row: others for row, others in moved.items() if others}


def _turned(links: Links) -> Links:
    turned: dict[int, list[int]] = {}
    for row, others in links.items():
        for other in others:
            turned.setdefault(other, []).append(row)
    return {row: tuple(sorted(others)) for row, others in turned.items()}
