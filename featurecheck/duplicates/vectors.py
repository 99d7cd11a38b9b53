"""Texts as weighted features: the spelling of the titles, and the words of titles and descriptions.

A feature's weight is its count in a text (one and its logarithm) times its rarity among the texts. Spelling means the
runs of 3, 4 and 5 characters within a word, a blank at its ends among them. Every text is a vector of length 1, or
empty: then it is like nothing.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from featurecheck.duplicates.folding import spelling, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Integers = npt.NDArray[Any]

RUNS = (3, 4, 5)
WORDS_SHARE = 0.3
"""How much of the likeness the words decide, 0 to 1, where titles are compared; their spelling decides the rest."""
WORDS_SHARE_DESCRIBED = 0.5
"""The same where descriptions are compared too; both were chosen on labelled duplicates, see the benchmarks."""
DESCRIPTION = 500
"""Characters of a description that are looked at."""

_COMMON_SHARE = 0.02  # a run of letters that more than this share of the titles have tells nothing
_COMMON_AT_LEAST = 50  # titles, so that a short list loses none
_MIXER = 0x9E3779B97F4A7C15  # odd, so that no character is lost when 64 bits overflow


@dataclass(frozen=True)
class Vectors:
    """Texts by features; entries are sorted by text, within a text by feature, the rarest feature last.

    `starts` is shaped (texts + 1,): the entries of text i stand from `starts[i]` to `starts[i + 1]`. `feature` and
    `weight` are shaped (entries,). `features` is how many different features there are.
    """

    starts: Integers
    feature: Integers
    weight: Floats
    features: int

    def __len__(self) -> int:
        return len(self.starts) - 1


def vectors(titles: Sequence[str], descriptions: Sequence[str] | None = None) -> Vectors:
    """Return one vector a request: of the titles alone, or of titles and descriptions."""
    texts = len(titles)
    told = (
        titles
        if descriptions is None
        else [f"{one}\n{more[:DESCRIPTION]}" for one, more in zip(titles, descriptions, strict=True)]
    )
    share = WORDS_SHARE if descriptions is None else WORDS_SHARE_DESCRIBED
    runs = _weighed(_runs([spelling(title) for title in titles]), texts, common=True)
    said = _weighed(iter((_words([words(text) for text in told]),)), texts, common=False)
    return _stacked((_lengthened(runs, 1.0 - share), _lengthened(said, share)), texts)


def _runs(folded: Sequence[str]) -> Iterator[tuple[Integers, Integers]]:
    """Yield for each length of run the text and the code of every run in it."""
    import numpy as np  # noqa: PLC0415 - only the search for duplicates needs it

    text = "".join(f" {one.replace(' ', '  ')} " for one in folded)
    code = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.array([len(one) + one.count(" ") + 2 for one in folded], dtype=np.int64)
    owner = np.repeat(np.arange(len(folded), dtype=np.int32), lengths)
    blanks = np.concatenate(([0], np.cumsum(code == ord(" "), dtype=np.int32)))
    for length in RUNS:
        count = max(len(code) - length + 1, 0)
        inside = blanks[length - 1 : length - 1 + count] == blanks[1 : 1 + count]
        places = np.flatnonzero(inside)
        mixed = np.full(len(places), length, dtype=np.uint64)
        for step in range(length):
            mixed *= np.uint64(_MIXER)
            mixed += code[places + step]
        yield owner[places], mixed


def _words(written: Sequence[Sequence[str]]) -> tuple[Integers, Integers]:
    import numpy as np  # noqa: PLC0415 - as above

    known = {
        word: code for code, word in enumerate(sorted(set().union(*written)))
    }  # whatever the texts' order
    codes = [known[word] for row in written for word in row]
    owner = np.repeat(np.arange(len(written), dtype=np.int32), [len(row) for row in written])
    return owner, np.array(codes, dtype=np.uint64)


@dataclass(frozen=True)
class _Block:
    """Features of one kind: whose, which, how heavy, and how many texts have each."""

    owner: Integers
    feature: Integers
    weight: Floats
    held: Integers


def _weighed(parts: Iterator[tuple[Integers, Integers]], texts: int, *, common: bool) -> _Block:
    """Return the features that more than one text has, weighed; every text's weights have length 1 or less.

    What only one text has lengthens its vector and is then forgotten; what too many have is left out if so wished.
    """
    import numpy as np  # noqa: PLC0415 - as above

    most = max(_COMMON_SHARE * texts, _COMMON_AT_LEAST) if common else texts
    kept: list[tuple[Integers, Integers, Floats]] = []
    helds, squares, offset = [], np.zeros(texts), 0
    for owner, code in parts:
        owner_of, feature, times, held = _counted(owner, code)
        weight = (1.0 + np.log(times)) * (1.0 + np.log((1.0 + texts) / (1.0 + held)))[feature]
        telling = held[feature] <= most
        squares += np.bincount(owner_of[telling], weights=weight[telling] ** 2, minlength=texts)
        shared = telling & (held[feature] > 1)
        kept.append((owner_of[shared], feature[shared] + offset, weight[shared].astype(np.float32)))
        helds.append(held)
        offset += len(held)
    owners, features, weights = (np.concatenate([part[at] for part in kept]) for at in range(3))
    lengths = np.sqrt(squares, out=np.ones(texts), where=squares > 0)
    return _Block(owners, features, (weights / lengths[owners]).astype(np.float32), np.concatenate(helds))


def _counted(owner: Integers, code: Integers) -> tuple[Integers, Integers, Integers, Integers]:
    """Return text, feature and count of every different feature of a text; and how many texts have each feature."""
    import numpy as np  # noqa: PLC0415 - as above

    different, feature = np.unique(code, return_inverse=True)
    wide = max(len(different), 1)
    key, times = np.unique(owner.astype(np.int64) * wide + feature, return_counts=True)
    features = (key % wide).astype(np.int32)
    held = np.bincount(features, minlength=len(different))
    return (key // wide).astype(np.int32), features, times, held


def _lengthened(block: _Block, share: float) -> _Block:
    """Return the block with the square length of every text multiplied by the share."""
    return replace(block, weight=(block.weight * share**0.5).astype("float32"))


def _stacked(blocks: Sequence[_Block], texts: int) -> Vectors:
    """Return the blocks as one; features are numbered by how many texts have them, the rarest last."""
    import numpy as np  # noqa: PLC0415 - as above

    held = np.concatenate([block.held for block in blocks])
    offsets = itertools.accumulate((len(block.held) for block in blocks), initial=0)
    owner = np.concatenate([block.owner for block in blocks])
    weight = np.concatenate([block.weight for block in blocks])
    numbered = zip(blocks, offsets, strict=False)
    feature = np.concatenate([block.feature + offset for block, offset in numbered])
    rank = np.empty(len(held), dtype=np.int32)
    rank[np.argsort(-held, kind="stable")] = np.arange(len(held))
    feature = rank[feature]
    key = owner.astype(np.int64)
    key *= len(held)
    key += feature
    order = np.argsort(key)
    starts = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=texts))))
    return Vectors(starts, feature[order], weight[order], len(held))
