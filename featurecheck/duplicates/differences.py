"""What tells two wishes apart that read alike: opposites, platforms, formats, figures."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from featurecheck.duplicates.folding import fold
from featurecheck.resources import bundled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_APOSTROPHES = re.compile("['\u2019\u02bc`]")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True)
class _Known:
    """The data file: which side of which groups a word names, which groups need no other side, words without weight."""

    words: Mapping[str, Sequence[tuple[int, int]]]
    patterns: Sequence[tuple[re.Pattern[str], int, int]]
    alone: frozenset[int]
    common: frozenset[str]

    def named(self, words: Iterable[str]) -> dict[int, dict[int, str]]:
        """Return for each group the sides named, each with the first word that names it."""
        found: dict[int, dict[int, str]] = {}
        for word in words:
            for group, side in self.sides(word):
                found.setdefault(group, {}).setdefault(side, word)
        return found

    def sides(self, word: str) -> Iterator[tuple[int, int]]:
        """Yield group and side of what a folded word names."""
        yield from self.words.get(word, ())
        for pattern, group, side in self.patterns:
            if pattern.fullmatch(word):
                yield group, side


@cache
def _known() -> _Known:
    data = tomllib.loads(bundled("questionnaires/duplicates.toml").read_text(encoding="utf-8"))
    words: dict[str, list[tuple[int, int]]] = {}
    patterns = []
    for group, entry in enumerate(data["groups"]):
        for side, forms in enumerate(entry["sides"]):
            for form in forms:
                if "*" in form:
                    patterns.append((_pattern(form), group, side))
                else:
                    words.setdefault(fold(form), []).append((group, side))
    alone = frozenset(group for group, entry in enumerate(data["groups"]) if entry.get("alone", False))
    return _Known(words, patterns, alone, frozenset(fold(word) for word in data["common"].split()))


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in form.casefold().split("*")))


def common_words() -> frozenset[str]:
    """Return the folded words that say nothing about what is wished for."""
    return _known().common


def differences(first: str, second: str) -> str:
    """Return what the titles differ in, e.g. `import / export; 2 / 3`; "" when nothing of the kind is found."""
    known = _known()
    ours, theirs = (known.named(fold(_APOSTROPHES.sub("", text)).split()) for text in (first, second))
    found = [
        f"{_said(mine, other)} / {_said(other, mine)}"
        for group in sorted({*ours, *theirs})
        for mine, other in [(ours.get(group, {}), theirs.get(group, {}))]
        if mine.keys() != other.keys() and (group in known.alone or (mine and other))
    ]
    return "; ".join([*found, *_figures(first, second)])


def _said(named: dict[int, str], against: dict[int, str]) -> str:
    own = [word for side, word in named.items() if side not in against] or list(named.values())
    return ", ".join(own) or "\u2013"


def _figures(first: str, second: str) -> Iterator[str]:
    mine, other = (_FIGURE.findall(unicodedata.normalize("NFKC", text)) for text in (first, second))
    if not mine or not other or sorted(_plain(mine)) == sorted(_plain(other)):
        return
    own, foreign = _plain(mine), _plain(other)
    left = [text for text, plain in zip(mine, own, strict=True) if plain not in foreign] or mine
    right = [text for text, plain in zip(other, foreign, strict=True) if plain not in own] or other
    yield f"{', '.join(left)} / {', '.join(right)}"


def _plain(figures: list[str]) -> list[str]:
    return [figure.replace(",", ".") for figure in figures]
