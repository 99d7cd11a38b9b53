"""How much requests are alike: by title and description where both have one, else by title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck.duplicates.neighbours import Pairs, similar_pairs
from featurecheck.duplicates.vectors import vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt


def similar(titles: Sequence[str], descriptions: Sequence[str], threshold: float) -> Pairs:
    """Return the pairs of requests with a likeness, 0 to 1, of at least the threshold (above 0).

    The likeness is the cosine of the requests' vectors. It depends on the whole list: what is rare in it counts more.
    """
    import numpy as np  # noqa: PLC0415 - only the search for duplicates needs it

    described = np.array([bool(text.strip()) for text in descriptions], dtype=bool)
    told = np.flatnonzero(described)
    found = [Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    if len(told):
        rows = told.tolist()
        texts = vectors([titles[row] for row in rows], [descriptions[row] for row in rows])
        inner = similar_pairs(texts, threshold)
        found.append(Pairs(told[inner.first], told[inner.second], inner.score))
    if not described.all():
        found.append(_only(similar_pairs(vectors(titles), threshold), described))
    first, second, score = (
        np.concatenate([getattr(pairs, name) for pairs in found]) for name in ("first", "second", "score")
    )
    order = np.lexsort((second, first))
    return Pairs(first[order], second[order], score[order])


def _only(pairs: Pairs, described: npt.NDArray[np.bool_]) -> Pairs:
    """Return the pairs of which one has no description."""
    wanted = ~(described[pairs.first] & described[pairs.second])
    return Pairs(pairs.first[wanted], pairs.second[wanted], pairs.score[wanted])
