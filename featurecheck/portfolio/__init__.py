"""What to build within a capacity: a plan, how good it is at least, and what one more person-week would earn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from featurecheck.portfolio.wording import words

if TYPE_CHECKING:
    from featurecheck.model import Portfolio
    from featurecheck.normal import Floats

__all__ = ["plan", "words"]


def plan(
    ids: Sequence[str],
    values: Floats,
    efforts: Floats,
    capacity: float,
    depends_on: Sequence[Sequence[str]],
    excludes: Sequence[Sequence[str]],
    *,
    solver: bool = True,
) -> Portfolio:
    """Choose the requests worth most together within the capacity.

    A request brings what it needs; two that exclude each other (one naming the other is enough) are never both
    chosen. Up to 16 requests every plan is compared. Beyond that value per effort decides, then small groups at the
    margin are chosen anew; with scipy installed, up to 300 candidates are handed to HiGHS, and its answer is taken
    only if it is proven optimal. The order of the requests changes nothing.

    Args:
        ids: n names, each its own.
        values: expected net present values, shape (n,), money; only those above 0 are worth planning for themselves.
        efforts: shape (n,), person-weeks, above 0.
        capacity: person-weeks, above 0.
        depends_on: for each request the ids it needs; ids that are not there are taken as built, and said.
        excludes: for each request the ids that must not be built beside it.
        solver: False leaves HiGHS out even where scipy is installed.

    Raises:
        FeatureCheckError: a capacity that is not a number above 0.
    """
    from featurecheck.portfolio.planning import planned  # noqa: PLC0415 - loads numpy, which the words do without

    return planned(ids, values, efforts, capacity, (depends_on, excludes), solver=solver)
