"""What people say they would do, taken for what they really do: shares from a survey, discounted, with their doubt."""

from __future__ import annotations

import numpy as np

from featurecheck.estimate.jeffreys import expit
from featurecheck.model import Estimate, Shape
from featurecheck.normal import Floats

_NODES = 255  # of each of the two distributions; odd, so that the middle is one
_REACH, _STEPS = 8.0, 2001  # of the grid on which an opinion is updated, in standard deviations
_TINY = 1e-300


def discounted(said: Estimate, intention: Estimate) -> tuple[float, float, float]:
    """Return the 5 %, 50 % and 95 % points of the product of two independent shares.

    Both are taken at 255 equally likely values: the points are exact to about 0.3 %.
    """
    logs = np.log(np.outer(_values(said), _values(intention)))
    low, middle, high = np.exp(np.quantile(logs, (0.05, 0.5, 0.95), method="hazen"))
    return float(low), float(middle), float(high)


def opinion_updated(
    opinion: Estimate, intention: Estimate, yes: float, asked: float
) -> tuple[float, float, float]:
    """Return the points of the share who really do it, by Bayes' rule on a grid.

    Args:
        opinion: the logit-normal prior of the share s who really do it.
        intention: of those who say they would, the share d who really do.
        yes: how many say they would; may be a fraction, the effective number.
        asked: of how many, above 0.

    The likelihood of s is E_d[(s/d)^yes (1 - s/d)^(asked - yes)], 0 where s > d.
    """
    scores = np.linspace(-_REACH, _REACH, _STEPS)
    share = _expit(opinion.location + opinion.scale * scores)
    said = np.minimum(share[:, None] / _values(intention)[None, :], 1.0)
    logs = yes * np.log(said) + (asked - yes) * np.log(np.maximum(1.0 - said, _TINY))
    best = logs.max(axis=1)
    likelihood = best + np.log(np.exp(logs - best[:, None]).mean(axis=1))
    density = likelihood - 0.5 * scores * scores
    weights = np.exp(density - density.max())
    total = np.concatenate([[0.0], np.cumsum((weights[1:] + weights[:-1]) / 2.0)])
    points = np.interp((0.05, 0.5, 0.95), total / total[-1], scores)
    low, middle, high = (expit(opinion.location + opinion.scale * float(point)) for point in points)
    return low, middle, high


def _values(share: Estimate) -> Floats:
    """Return equally likely values of a share."""
    if share.shape is Shape.EXACT:
        return np.full(1, share.p50)
    chances = (np.arange(_NODES) + 0.5) / _NODES
    return _expit(share.location + share.scale * _scores(chances))


def _expit(log_odds: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * log_odds)))


def _scores(chances: Floats) -> Floats:
    """Return standard normal quantiles."""
    from statistics import NormalDist  # noqa: PLC0415 - only a survey about intentions needs it

    normal = NormalDist()
    return np.array([normal.inv_cdf(float(chance)) for chance in chances])
