"""The answers of some requests at the points, in single precision and in memory that is used again and again."""

from __future__ import annotations

import numpy as np

from featurecheck.normal import Singles, cdf
from featurecheck.payoff import COLUMN, Bets
from featurecheck.points import FARTHEST

EXPONENT = 80.0
"""Exponents are clipped here: e^80 is near what single precision holds."""


class Workspace:
    """Blocks of one shape, (rows, points): taken, given back, and taken again.

    Fresh memory costs more than the arithmetic done in it: every page has to be asked from the system.
    """

    def __init__(self, rows: int, points: int) -> None:
        self._shape = (rows, points)
        self._free: list[Singles] = []

    def take(self) -> Singles:
        """Return a block with arbitrary content."""
        return self._free.pop() if self._free else np.empty(self._shape, dtype=np.float32)

    def give(self, *blocks: Singles) -> None:
        """Hand blocks back; whoever did must not touch them again."""
        self._free.extend(blocks)


class Draws:
    """The answers of a block of requests at the points; every result is a block of the workspace."""

    def __init__(self, bets: Bets, scores: Singles, space: Workspace) -> None:
        self.bets = bets
        self.space = space
        self._scores = scores
        self._location = bets.location.astype(np.float32)
        self._scale = bets.scale.astype(np.float32)
        reach = np.abs(bets.location) + FARTHEST * bets.scale
        self._tame = (reach.max(axis=0, initial=0.0) < EXPONENT) & ~bets.exponential.any(axis=0)

    def exponent(self, name: str, sign: float = 1.0) -> Singles:
        """Return location + scale z: ln x of an amount, the log odds of a share."""
        column, signed = COLUMN[name], np.float32(sign)
        block = self.space.take()
        np.multiply(self._scale[:, column, None] * signed, self._scores[column], out=block)
        block += self._location[:, column, None] * signed
        exponential = self.bets.exponential[:, column]
        if exponential.any():
            tail = np.log(-np.log(cdf(-self._scores[column].astype(np.float64)))).astype(np.float32)
            block[exponential] = tail + np.log(self._scale[exponential, column, None])
        return block

    def amount(self, name: str, sign: float = 1.0) -> Singles:
        """Return e to the exponent, clipped only where it could leave single precision."""
        block = self.exponent(name, sign)
        if not self._tame[COLUMN[name]]:
            np.clip(block, -EXPONENT, EXPONENT, out=block)
        return np.exp(block, out=block)

    def against_odds(self, name: str, *, takes_away: bool = False) -> Singles:
        """Return 1/share, or 1/(1 - share) for an answer that takes away."""
        block = self.amount(name, 1.0 if takes_away else -1.0)
        block += np.float32(1.0)
        return block

    def multiplied(self, block: Singles, factor: Singles) -> Singles:
        """Return block times factor in the block; the factor's memory is free again."""
        block *= factor
        self.space.give(factor)
        return block
