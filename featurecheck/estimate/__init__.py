"""The notation for answers: what people write in a cell becomes an estimate, and an estimate becomes words again."""

from featurecheck.estimate.curves import Z95, from_quantiles, scaled, widen
from featurecheck.estimate.parsing import decimal_mark, parse_estimate
from featurecheck.estimate.wording import notation, reading

__all__ = [
    "Z95",
    "decimal_mark",
    "from_quantiles",
    "notation",
    "parse_estimate",
    "reading",
    "scaled",
    "widen",
]
