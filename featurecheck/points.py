"""The stored points: 4,096 scrambled Sobol points in 12 dimensions, 17 with the stakes of requesters, the same for every request."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from featurecheck.errors import FeatureCheckError
from featurecheck.normal import Singles

POINTS_STORED = 4096
FARTHEST = 4.6
"""No stored score lies further from 0."""


@cache
def stored_points() -> Singles:
    """Return the standard normal scores, shaped (12, 4096), rows in the order of `payoff.NAMES`."""
    points: Singles = np.load(Path(__file__).with_name("_points.npy"))
    points.setflags(write=False)
    return points


@cache
def _with_stakes() -> Singles:
    """Return the scores shaped (17, 4096), in the order of `payoff.ALL_NAMES`."""
    more: Singles = np.load(Path(__file__).with_name("_points_of_stakes.npy"))
    points = np.concatenate([stored_points(), more])
    points.setflags(write=False)
    return points


def points_of(count: int, *, stakes: bool = False) -> Singles:
    """Return the first `count` points; a power of two from 64 to 4,096 keeps them evenly spread.

    Shaped (12, count), with the stakes of requesters (17, count).

    Raises:
        FeatureCheckError: no such power of two.
    """
    if count & (count - 1) or not 64 <= count <= POINTS_STORED:  # noqa: PLR2004
        message = f"{count} points were asked for; write a power of two from 64 to {POINTS_STORED}."
        raise FeatureCheckError(message)
    return (_with_stakes() if stakes else stored_points())[:, :count]
