"""A number times a share, both uncertain, as one estimate."""

from __future__ import annotations

import math

from featurecheck.estimate import from_quantiles
from featurecheck.model import Estimate, Kind, Shape
from featurecheck.normal import Z95


def product_of(anchor: Estimate, share: Estimate, unit: str, factor: float = 1.0) -> Estimate:
    """Return anchor times share times factor as a lognormal: log-widths add as squares (the share's read on the log scale)."""
    wide = math.hypot(_log_width(anchor), _log_width(share))
    middle = anchor.p50 * share.p50 * factor
    return from_quantiles(
        middle * math.exp(-Z95 * wide), middle * math.exp(Z95 * wide), Kind.COUNT, unit=unit
    )


def _log_width(estimate: Estimate) -> float:
    if estimate.p5 <= 0 or estimate.shape is Shape.EXACT:
        return 0.0
    return math.log(estimate.p95 / estimate.p5) / (2 * Z95)
