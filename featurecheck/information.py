"""Value of information for anybody's own model, from draws of its net benefits.

One shape everywhere, the one of the value-of-information literature: a row per draw, a column per decision option.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from featurecheck.errors import FeatureCheckError

Floats = npt.NDArray[np.float64]

BLOCKS = 32
"""Default number of blocks: with 4,096 draws, 128 a block, the bias was +0.1 % of EVPI on Sobol points, +2.7 % on plain ones."""


def evpi(net_benefits: npt.ArrayLike) -> float:
    """Return the expected value of perfect information: mean of the row maxima less the largest column mean.

    Args:
        net_benefits: shape (draws, options), any one unit; a single column is compared with doing nothing (0).

    Raises:
        FeatureCheckError: not a table of finite numbers.
    """
    benefits = _benefits(net_benefits)
    return max(0.0, float(benefits.max(axis=1).mean() - benefits.mean(axis=0).max()))


def evppi(net_benefits: npt.ArrayLike, inputs: Any, blocks: int = BLOCKS) -> Any:  # noqa: ANN401 - shape follows inputs
    """Return the expected value of partial perfect information, one input at a time.

    The draws are ordered by the input and cut into blocks of equal size; within a block the input is as good as
    known (Strong and Oakley, Medical Decision Making 2013). The estimate is biased upward, the more so the fewer
    draws stand in a block: keep at least 64 of them. An input with no more than `blocks` different values has a block
    for each of them. It needs no separable model and no independent inputs.

    Args:
        net_benefits: shape (draws, options); a single column is compared with doing nothing (0).
        inputs: shape (draws,) for one input, (draws, k) for k of them, or a mapping or frame of named columns.
        blocks: number of blocks, from 2 to the number of draws.

    Returns:
        A float for one input, an array shaped (k,) for k, a dict by name for a mapping or frame; in the unit of
        `net_benefits`, never negative.

    Raises:
        FeatureCheckError: shapes that do not fit, numbers that are not finite, too many blocks.
    """
    benefits = _benefits(net_benefits)
    if isinstance(inputs, Mapping) or hasattr(inputs, "columns"):
        return {str(name): evppi(benefits, inputs[name], blocks) for name in inputs}
    known = _inputs(inputs, len(benefits))
    if not isinstance(blocks, int | np.integer) or not 2 <= blocks <= len(benefits):  # noqa: PLR2004 - one block knows nothing
        message = (
            f"{blocks} blocks were asked for {len(benefits)} draws; write a number from 2 to {len(benefits)}."
        )
        raise FeatureCheckError(message)
    worth = np.array([_one(benefits, column, blocks) for column in known.T])
    return float(worth[0]) if np.ndim(inputs) == 1 else worth


def _one(benefits: Floats, known: Floats, blocks: int) -> float:
    order = np.argsort(known, kind="stable")
    _, edges = np.unique(known[order], return_index=True)
    if len(edges) > blocks:
        edges = np.linspace(0, len(order), blocks + 1).round().astype(int)[:-1]
    means = np.add.reduceat(benefits[order], edges, axis=0)
    return max(0.0, float(means.max(axis=1).sum() / len(order) - benefits.mean(axis=0).max()))


def _benefits(net_benefits: npt.ArrayLike) -> Floats:
    benefits = _finite(net_benefits, "net benefits")
    if benefits.ndim == 1:
        benefits = benefits[:, None]
    if benefits.ndim != 2 or 0 in benefits.shape:  # noqa: PLR2004 - rows and columns
        raise FeatureCheckError(
            f"net benefits have the shape {benefits.shape}; expected (draws, options), at least one each."
        )
    if benefits.shape[1] == 1:
        benefits = np.hstack([np.zeros_like(benefits), benefits])
    return benefits


def _inputs(inputs: npt.ArrayLike, draws: int) -> Floats:
    known = _finite(inputs, "inputs")
    if known.ndim == 1:
        known = known[:, None]
    if known.ndim != 2 or known.shape[0] != draws or known.shape[1] == 0:  # noqa: PLR2004 - rows and columns
        raise FeatureCheckError(
            f"inputs have the shape {known.shape}; expected ({draws},) or ({draws}, k) like the net benefits."
        )
    return known


def _finite(values: npt.ArrayLike, what: str) -> Floats:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise FeatureCheckError(f"{what} are not a table of numbers ({error}).") from error
    if not np.isfinite(array).all():
        raise FeatureCheckError(
            f"{what} hold NaN or infinity; expected finite numbers. Remove or mend those draws."
        )
    return array
