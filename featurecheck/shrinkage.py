"""The optimizer's curse: what was ranked first was also estimated too high, and by how much.

J. E. Smith and R. L. Winkler, The optimizer's curse, Management Science 52 (2006): whoever picks the largest of many
noisy estimates is disappointed on average; shrinking every estimate toward the mean of all removes the bias.

The scale is the logarithm of what a request earns: an error of an estimate is a factor (half as much, twice as much),
not so many euros, and what features earn spreads over powers of ten. Where the costs are given, what is shrunk is
value plus cost, which cannot be negative, and the cost is taken off again: so a value may change its sign. Without
the costs gains and losses are shrunk each among themselves, and no value changes its sign.

Limits. The spread of a small batch (below about 20 requests) is itself uncertain. The noise is taken to be
independent from request to request, of the same kind for all, right in the middle (as often too high as too low), and
bell-shaped on the logarithm, as is the truth. Costs are taken as right. Nothing here knows a request that is special.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from featurecheck.model import Curse
from featurecheck.normal import Floats
from featurecheck.words import significant

_TRIFLE = (
    1e-6  # of the median; what earns less counts as nothing, or it would rule the spread of the logarithms
)
_FEWEST = 2
_TOP_SHARE = 0.1
_DIGITS = 8  # below them sums differ between machines


def log_sd(typical_error: float) -> float:
    """Return the standard deviation of the logarithm for a typical error relative to the value's size.

    An error of 0.5 (50 %) means: two of three estimates lie within a factor of 1.5 of the truth, either way.
    """
    return math.log1p(typical_error)


def shrink(values: Floats, noise_sd: Floats | float, *, costs: Floats | None = None) -> Floats:
    """Return what each value is expected to turn out to be, given all the others.

    Normal-normal on the logarithm x of what is earned: the spread of the truth is max(0, var x - mean noise^2), the
    weight of a request's own estimate is truth / (truth + noise^2), the rest of the weight has the batch's mean; the
    mean of the lognormal remainder is restored. Noise of 0 and batches of one come back unchanged.

    Args:
        values: expected net present values, shape (n,), money.
        noise_sd: standard deviation of the logarithm of the estimate over the truth, at least 0; one for all, or
            shape (n,). See `log_sd`.
        costs: expected cost of each request, shape (n,), money, at least 0; left away when unknown.
    """
    values = np.asarray(values, dtype=np.float64)
    noise = np.broadcast_to(np.asarray(noise_sd, dtype=np.float64), values.shape)
    if costs is None:
        return _shrunken(values, noise, values > 0) + _shrunken(values, noise, values < 0)
    gains = values + costs
    return np.where(noise > 0, _shrunken(gains, noise, gains > 0) + np.minimum(gains, 0.0) - costs, values)


def _shrunken(values: Floats, noise: Floats, group: npt.NDArray[np.bool_]) -> Floats:
    """Shrink the sizes of a group of one sign; 0 everywhere else."""
    found = np.where(group, values, 0.0)
    counted = _counted(values, group)
    if counted.sum() < _FEWEST:
        return found
    sizes, error = np.log(np.abs(values[counted])), noise[counted] ** 2
    truth = max(float(np.var(sizes, ddof=1) - error.mean()), 0.0)
    weight = np.divide(truth, truth + error, out=np.ones_like(error), where=error > 0)
    middle = sizes.mean() + weight * (sizes - sizes.mean()) + truth * (1 - weight) / 2
    found[counted] = np.where(error > 0, np.copysign(np.exp(middle), values[counted]), values[counted])
    return found


def _counted(values: Floats, group: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell which of the group are not next to nothing."""
    if not group.any():
        return group
    sizes = np.abs(values)
    counted: npt.NDArray[np.bool_] = group & (sizes > _TRIFLE * np.median(sizes[group]))
    return counted


def noise_share(values: Floats, noise_sd: Floats | float, *, costs: Floats | None = None) -> float | None:
    """Return the noise's share of the spread of the logarithms, 0 to 1; None where there is nothing to compare."""
    earned = np.asarray(values, dtype=np.float64) + (0.0 if costs is None else costs)
    counted = _counted(earned, earned > 0)
    if counted.sum() < _FEWEST:
        return None
    error = np.broadcast_to(np.asarray(noise_sd, dtype=np.float64), earned.shape)[counted] ** 2
    spread = float(np.var(np.log(earned[counted]), ddof=1))
    mean = float(error.mean())
    return min(significant(mean / spread, _DIGITS), 1.0) if spread > 0 else float(mean > 0)


def curse(
    values: Floats,
    ranks: Sequence[int] | npt.NDArray[np.int_],
    noise_sd: Floats | float | None,
    source: str,
    *,
    top: int | None = None,
    go: npt.NDArray[np.bool_] | None = None,
    costs: Floats | None = None,
) -> Curse:
    """Return how much the top of the ranking should be expected to disappoint.

    Args:
        values: expected net present values, shape (n,), money.
        ranks: shape (n,), 1 is best.
        noise_sd: as in `shrink`; None where nobody supplied it, then nothing is shrunk.
        source: where the noise comes from, in words.
        top: how many of the best-ranked are the top; where there is none (0 or None) the best tenth, at least one.
        go: the requests with GO, shape (n,): where there are some they are the top, because their promises are relied on.
        costs: as in `shrink`.
    """
    values = np.asarray(values, dtype=np.float64)
    of_go = go is not None and bool(go.any())
    best = np.asarray(ranks) <= (top or max(1, round(_TOP_SHARE * len(values))))
    chosen = go if of_go and go is not None else best
    count, promised = int(chosen.sum()), _total(values[chosen])
    if noise_sd is None:
        return Curse(count, promised, None, None, source, of_go)
    expected = _total(shrink(values, noise_sd, costs=costs)[chosen])
    return Curse(count, promised, expected, noise_share(values, noise_sd, costs=costs), source, of_go)


def _total(values: Floats) -> float:
    return round(significant(float(values.sum()), _DIGITS), 2)
