"""Which feature of the usage data a request speaks of: the one it names, or the one of the same name; never a guess."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from featurecheck.errors import did_you_mean
from featurecheck.observed import FeatureUse, ProductUse, Usage

_LIKE = 0.5  # likeness, 0 to 1, from which a name is worth proposing
_RUN = 3  # letters that are compared at a time
_LONG = 5  # letters of a single word that says enough
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def fold(name: str) -> str:
    """Return a name without what does not tell two names apart: `bulkExport`, `bulk_export` and `Bulk export!` are one."""
    plain = unicodedata.normalize("NFKC", _CAMEL.sub(" ", name)).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in plain).split())


@dataclass(frozen=True, slots=True)
class Match:
    """A feature of a usage source; `named` tells that the request names it, rather than having the same name."""

    usage: Usage
    product: ProductUse
    feature: FeatureUse
    named: bool


@dataclass(frozen=True, slots=True)
class Matched:
    """What the usage data has about one request: the competitor's feature, our neighbouring one.

    `missing` are names the request gives that no source has, each with what was probably meant; `proposed` are
    features that sound alike, as text to write into `usage_feature`. None and empty: nothing.
    """

    rival: Match | None = None
    own: Match | None = None
    missing: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()


class Matcher:
    """Looks features up by name; `doubt` says in words why none of the products is taken for ours, "" where one is."""

    def __init__(self, usages: Sequence[Usage], own_product: str | None, competitors: Iterable[str]) -> None:
        """Only a product that no request names as its competitor can be ours."""
        self._shelves = [_Shelf(usage, product) for usage in usages for product in usage.products]
        rivals = {fold(name) for name in competitors if name.strip()}
        self._own = fold(own_product) if own_product is not None else self._only_other(rivals)
        self.doubt = self._doubt(rivals, own_product)
        self._found: dict[tuple[str, str, str], Matched] = {}

    def _only_other(self, rivals: set[str]) -> str | None:
        others = {shelf.name for shelf in self._shelves} - rivals
        return others.pop() if len(others) == 1 else None

    def _doubt(self, rivals: set[str], own_product: str | None) -> str:
        names = sorted({shelf.product.name for shelf in self._shelves if shelf.name not in rivals})
        if not self._shelves:
            return ""
        if own_product is not None and not any(shelf.name == self._own for shelf in self._shelves):
            near = did_you_mean(own_product, [shelf.product.name for shelf in self._shelves])
            return f"The usage data holds no product '{own_product}', which the policy calls ours.{near}"
        if self._own is None and len(names) > 1:
            listed = ", ".join(f"'{name}'" for name in names[:5])
            return f"Which of the products {listed} is ours, nobody says: no base rates are taken from them. Set own_product in the policy."
        return ""

    def own_products(self) -> list[tuple[Usage, ProductUse]]:
        """Return our product in every source that has it."""
        return [(shelf.usage, shelf.product) for shelf in self._shelves if shelf.name == self._own]

    def matched(self, title: str, usage_feature: str, competitor: str) -> Matched:
        """Return what is known about one request; all three as written, "" where nothing is."""
        key = (title, usage_feature, competitor)
        if key not in self._found:
            self._found[key] = self._look_up(*key)
        return self._found[key]

    def _look_up(self, title: str, usage_feature: str, competitor: str) -> Matched:
        rivals = [shelf for shelf in self._shelves if competitor.strip() and shelf.name == fold(competitor)]
        own = [shelf for shelf in self._shelves if shelf.name == self._own]
        names = [name.strip() for name in usage_feature.split(";") if name.strip()]
        wanted, named = (names, True) if names else ([title], False)
        rival, ours = _first(rivals, wanted, named=named), _first(own, wanted, named=named)
        known = [feature.feature for shelf in (*rivals, *own) for feature in shelf.product.features]
        missing = tuple(
            f"'{name}' is not a feature in the usage data.{did_you_mean(name, known)}"
            for name in (names if known else ())
            if not any(shelf.feature(name) for shelf in (*rivals, *own))
        )
        guesses = () if names or rival or ours else (*_alike(rivals, title), *_alike(own, title))
        return Matched(rival, ours, missing, tuple(dict.fromkeys(guesses)))


class _Shelf:
    """One product of one source, its features by folded name."""

    def __init__(self, usage: Usage, product: ProductUse) -> None:
        self.usage = usage
        self.product = product
        self.name = fold(product.name)
        self._known: dict[str, FeatureUse] = {}
        self._having: dict[str, list[str]] = {}
        for feature in product.features:  # the most used first, so that it wins among spellings of one name
            folded = fold(feature.feature)
            if folded not in self._known:
                self._known[folded] = feature
                for gram in _grams(folded):
                    self._having.setdefault(gram, []).append(folded)

    def feature(self, name: str) -> FeatureUse | None:
        return self._known.get(fold(name)) if fold(name) else None

    def nearest(self, title: str) -> FeatureUse | None:
        """Return the feature that sounds most like a title, if one sounds like it at all."""
        folded = fold(title)
        shared: Counter[str] = Counter()
        grams = _grams(folded)
        for gram in grams:
            shared.update(self._having.get(gram, ()))
        words = set(folded.split())
        scored = [(-self._likeness(name, words, count, len(grams)), name) for name, count in shared.items()]
        best = min(scored, default=(0.0, ""))
        return self._known[best[1]] if -best[0] >= _LIKE else None

    def _likeness(self, name: str, words: set[str], shared: int, grams: int) -> float:
        """Return 1 where all words of the feature stand in the title, else Dice's share of common runs of letters."""
        inside = set(name.split()) <= words and (" " in name or len(name) >= _LONG)
        return 1.0 if inside else 2.0 * shared / (grams + len(_grams(name)))


@functools.lru_cache(4096)
def _grams(folded: str) -> frozenset[str]:
    """Return all runs of three letters, word by word."""
    padded = [f" {word} " for word in folded.split()]
    return frozenset(word[at : at + _RUN] for word in padded for at in range(len(word) - _RUN + 1))


def _first(shelves: Sequence[_Shelf], names: Sequence[str], *, named: bool) -> Match | None:
    for shelf in shelves:
        for name in names:
            feature = shelf.feature(name)
            if feature is not None:
                return Match(shelf.usage, shelf.product, feature, named)
    return None


def _alike(shelves: Sequence[_Shelf], title: str) -> list[str]:
    near = [shelf.nearest(title) for shelf in shelves]
    return [feature.feature for feature in near if feature is not None]
