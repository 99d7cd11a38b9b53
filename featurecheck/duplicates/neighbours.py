"""Every pair of texts whose likeness reaches a threshold, without comparing every pair.

A text's rare features are looked up in an index, its commonest ones are not: together they could never lift a pair by
more than a known amount (Cauchy-Schwarz). The pairs that this leaves are multiplied out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from featurecheck.duplicates.vectors import Vectors

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[Any]

_UNSEEN = 0.55  # of the threshold: what the features that are not looked up may add at most
_CELLS = 500_000  # of a table held at once; small, so that it stays in the processor's cache
_STEPS = 500_000  # entries looked up at once
_ROUNDING = 1e-5  # of sums of single precision figures


@dataclass(frozen=True)
class Pairs:
    """Pairs `first` < `second` of texts and their likeness, 0 to 1; sorted by both."""

    first: Integers
    second: Integers
    score: Floats


def similar_pairs(texts: Vectors, threshold: float) -> Pairs:
    """Return all pairs with a likeness of at least the threshold (above 0)."""
    import numpy as np  # noqa: PLC0415 - only the search for duplicates needs it

    found = list(_Search(texts, threshold).blocks())
    if not found:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))


def nearest(pairs: Pairs, most: int) -> Integers:
    """Return which pairs are among the `most` best of either of their texts; equals stay together."""
    import numpy as np  # noqa: PLC0415 - as above

    text = np.concatenate((pairs.first, pairs.second))
    score = np.concatenate((pairs.score, pairs.score))
    if not len(text):
        return np.zeros(0, dtype=bool)
    order = np.lexsort((-score, text))
    new = np.flatnonzero(np.diff(text[order], prepend=-1))
    begins = np.repeat(new, np.diff(new, append=len(order)))
    ends = np.repeat(np.append(new[1:], len(order)) - 1, np.diff(new, append=len(order)))
    worst = score[order][np.minimum(begins + most - 1, ends)]
    good = np.empty(len(order), dtype=bool)
    good[order] = score[order] >= worst
    return good[: len(pairs.first)] | good[len(pairs.first) :]


class _Index:
    """For each feature the texts that have it, ascending; only the features that are looked up."""

    def __init__(self, texts: Vectors, unseen: float) -> None:
        import numpy as np  # noqa: PLC0415 - as above

        self.texts = len(texts)
        sizes = np.diff(texts.starts)
        squares = np.cumsum(texts.weight.astype(np.float64) ** 2)
        before = np.concatenate(([0.0], squares))[texts.starts[:-1]]
        looked = squares - np.repeat(before, sizes) > unseen
        owner = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)[looked]
        feature, weight = texts.feature[looked], texts.weight[looked]
        order = np.argsort(feature, kind="stable")  # the owners of one feature stay ascending
        self.owner, self.weight = owner[order], weight[order]
        ends = np.cumsum(np.bincount(feature, minlength=texts.features))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        self.entry_place = place  # where each text's entry stands in the index
        self.entry_left = ends[feature] - place - 1  # how many later texts have the same feature
        self.entry_weight = weight
        self.starts = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=self.texts))))
        self.steps = np.concatenate(([0], np.cumsum(self.entry_left)))[self.starts]


class _Search:
    """Walks through the texts in blocks and compares each with the later ones."""

    def __init__(self, texts: Vectors, threshold: float) -> None:
        import numpy as np  # noqa: PLC0415 - as above

        self.texts, self.threshold = texts, threshold
        self.index = _Index(texts, (_UNSEEN * threshold) ** 2)
        self.rows = max(1, _CELLS // max(len(texts), texts.features, 1))
        self.table = np.zeros((self.rows, texts.features), dtype=np.float32)

    def blocks(self) -> Iterator[tuple[Integers, Integers, Floats]]:
        """Yield the pairs found, block by block."""
        import numpy as np  # noqa: PLC0415 - as above

        begin, steps = 0, self.index.steps
        while begin < len(self.texts):
            fitting = int(np.searchsorted(steps, steps[begin] + _STEPS, side="right")) - 1
            end = min(max(fitting, begin + 1), begin + self.rows, len(self.texts))
            row, other = self._candidates(begin, end)
            score = self._multiplied(begin, end, row, other)
            near = score >= self.threshold
            yield row[near] + begin, other[near], score[near]
            begin = end

    def _candidates(self, begin: int, end: int) -> tuple[Integers, Integers]:
        """Return row in the block and other text of the pairs that may reach the threshold."""
        import numpy as np  # noqa: PLC0415 - as above

        index, wide = self.index, len(self.texts)
        bounds = index.starts[begin : end + 1]
        entries = slice(int(bounds[0]), int(bounds[-1]))
        left = index.entry_left[entries]
        ends = np.cumsum(left)
        skip = index.entry_place[entries] + 1 - (ends - left)
        other = np.arange(int(left.sum())) + np.repeat(skip, left)
        row = np.repeat(np.arange(end - begin), np.diff(bounds))
        cell = np.repeat(row * wide, left) + index.owner[other]
        gain = np.repeat(index.entry_weight[entries], left) * index.weight[other]
        likeness = np.bincount(cell, weights=gain, minlength=1)
        near = np.flatnonzero(likeness >= (1.0 - _UNSEEN) * self.threshold - _ROUNDING)
        return near // wide, near % wide

    def _multiplied(self, begin: int, end: int, row: Integers, other: Integers) -> Floats:
        """Return the likeness of each candidate over all features, at most 1."""
        import numpy as np  # noqa: PLC0415 - as above

        starts, feature, weight = self.texts.starts, self.texts.feature, self.texts.weight
        own = slice(int(starts[begin]), int(starts[end]))
        rows = np.repeat(np.arange(end - begin), np.diff(starts[begin : end + 1]))
        self.table[rows, feature[own]] = weight[own]
        sizes = starts[other + 1] - starts[other]
        entry = np.arange(int(sizes.sum())) + np.repeat(starts[other] - (np.cumsum(sizes) - sizes), sizes)
        gain = self.table[np.repeat(row, sizes), feature[entry]].astype(np.float64) * weight[entry]
        self.table[rows, feature[own]] = 0.0
        pair = np.repeat(np.arange(len(row)), sizes)
        return np.minimum(np.bincount(pair, weights=gain, minlength=len(row)), 1.0)
