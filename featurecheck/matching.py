"""Which feature of the usage data a request speaks of: the one it names, or the one of the same name; never a guess."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from featurecheck.errors import did_you_mean
from featurecheck.observed import FeatureUse, ProductUse, Usage

_LIKE = 0.5  # likeness, 0 to 1, from which a name is worth proposing
_RUN = 3  # letters that are compared at a time
_COMPARED, _RAREST = 100, 8  # names that are compared letter by letter; runs of letters that choose them
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

    The `further` ones are in the sources after the first that has it. `missing` are names the request gives that no source has, each with what was probably meant; `proposed` are
    features that sound alike, as text to write into `usage_feature`. None and empty: nothing.
    """

    rival: Match | None = None
    own: Match | None = None
    missing: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    further_rivals: tuple[Match, ...] = ()
    further_own: tuple[Match, ...] = ()


class Matcher:
    """Looks features up by name.

    `doubt` says in words why none of the products is taken for ours, or that it is a competitor's too, "" where one is.
    `misspelt` says which competitors of the requests are perhaps a product that is written in another way.
    """

    def __init__(self, usages: Sequence[Usage], own_product: str | None, competitors: Iterable[str]) -> None:
        """Only a product that no request names as its competitor can be ours."""
        self._shelves = [_Shelf(usage, product) for usage in usages for product in usage.products]
        named = {fold(name): name.strip() for name in competitors if name.strip()}
        rivals = set(named)
        self.misspelt = tuple(self._misspelt(named, own_product))
        self._own = fold(own_product) if own_product is not None else self._only_other(rivals)
        self.doubt = self._doubt(rivals, own_product)
        self._found: dict[tuple[str, str, str], Matched] = {}

    def _only_other(self, rivals: set[str]) -> str | None:
        others = {shelf.name for shelf in self._shelves} - rivals
        return others.pop() if len(others) == 1 and not self.misspelt else None

    def _misspelt(self, named: Mapping[str, str], own_product: str | None) -> Iterator[str]:
        """Compare the competitors that are no product with the products that are nobody's."""
        products = {shelf.name: shelf.product.name for shelf in self._shelves}
        strange = [name for folded, name in named.items() if folded not in products]
        nobodys = set(products) - set(named) - {fold(own_product or "")}
        known = Known(strange)
        for folded in sorted(nobodys if strange else ()):
            near = known.did_you_mean(products[folded])
            if near:
                competitor = near.partition("'")[2].removesuffix("'?")
                yield f"No product of the usage data is called '{competitor}' as a request's competitor is. Did you mean '{products[folded]}'?"

    def _doubt(self, rivals: set[str], own_product: str | None) -> str:
        names = sorted({shelf.product.name for shelf in self._shelves if shelf.name not in rivals})
        if not self._shelves:
            return ""
        if own_product is not None and not any(shelf.name == self._own for shelf in self._shelves):
            near = did_you_mean(own_product, [shelf.product.name for shelf in self._shelves])
            return f"The usage data holds no product '{own_product}', which the policy calls ours.{near}"
        if own_product is not None and self._own in rivals:
            return f"The policy calls '{own_product}' ours, and a request names it as its competitor: there it gives no base rate."
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
        rival_name = fold(competitor) if competitor.strip() else None
        rivals = [shelf for shelf in self._shelves if shelf.name == rival_name]
        own = [shelf for shelf in self._shelves if shelf.name == self._own != rival_name]
        names = [name.strip() for name in usage_feature.split(";") if name.strip()]
        wanted, named = (names, True) if names else ([title], False)
        theirs, ours = _matches(rivals, wanted, named=named), _matches(own, wanted, named=named)
        missing = tuple(self._missing([*rivals, *own], names, competitor)) if self._shelves else ()
        guesses = () if names or theirs or ours else (*_alike(rivals, title), *_alike(own, title))
        return Matched(
            rival=theirs[0] if theirs else None,
            own=ours[0] if ours else None,
            missing=missing,
            proposed=tuple(dict.fromkeys(guesses)),
            further_rivals=tuple(theirs[1:]),
            further_own=tuple(ours[1:]),
        )

    def _missing(self, shelves: Sequence[_Shelf], names: Sequence[str], competitor: str) -> Iterator[str]:
        """Say which names are of no feature, or of another product's."""
        for name in names:
            if any(shelf.feature(name) for shelf in shelves):
                continue
            other = next((shelf for shelf in self._shelves if shelf.feature(name)), None)
            if other is not None:
                yield f"'{name}' is not a feature of this competitor or of ours: {_whose(other.product.name, competitor)}"
            elif any(shelf.product.features for shelf in shelves):
                known = [feature.feature for shelf in shelves for feature in shelf.product.features]
                yield f"'{name}' is not a feature in the usage data.{did_you_mean(name, known)}"


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


class Known:
    """Names among which the one is found that somebody probably meant, also when there are thousands."""

    def __init__(self, names: Sequence[str]) -> None:
        """Note which runs of letters stand in which names."""
        self._names = list(dict.fromkeys(names))
        self._having: dict[str, list[int]] = {}
        for at, name in enumerate(self._names if len(self._names) > _COMPARED else ()):
            for gram in _grams(fold(name)):
                self._having.setdefault(gram, []).append(at)

    def did_you_mean(self, name: str) -> str:
        """Return ` Did you mean 'x'?` when one of the names is near, else an empty string."""
        if len(self._names) <= _COMPARED:
            return did_you_mean(name, self._names)
        places = sorted((self._having.get(gram, ()) for gram in sorted(_grams(fold(name)))), key=len)
        shared = Counter(at for having in [one for one in places if one][:_RAREST] for at in having)
        near = sorted(shared.items(), key=lambda one: (-one[1], one[0]))[:_COMPARED]
        return did_you_mean(name, [self._names[at] for at, _ in near])


def _whose(product: str, competitor: str) -> str:
    """Return whose a feature is that was looked for in other products."""
    near = did_you_mean(competitor, [product]) if competitor.strip() else ""
    rival = (
        f"the competitor is '{competitor.strip()}'"
        if competitor.strip()
        else "the request names no competitor"
    )
    known = f"'{product}'" if product else "a product without a name"
    return f"it is one of {known}, and {rival}.{near}"


def _matches(shelves: Sequence[_Shelf], names: Sequence[str], *, named: bool) -> list[Match]:
    """Return the first of the names that each shelf has."""
    found = ((shelf, next(filter(None, map(shelf.feature, names)), None)) for shelf in shelves)
    return [
        Match(shelf.usage, shelf.product, feature, named) for shelf, feature in found if feature is not None
    ]


def _alike(shelves: Sequence[_Shelf], title: str) -> list[str]:
    near = [shelf.nearest(title) for shelf in shelves]
    return [feature.feature for feature in near if feature is not None]
