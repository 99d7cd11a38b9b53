"""Entries of a language file: an English text with holes, and the same in the other language.

    "{n:number} question[s] worth {m:money}" = "{n} {n:one=Frage|other=Fragen}, {m} wert"

In the English text `{name:type}` is a hole, `[s]` may stand or not, `[a|b]` is one of both. In the other text `{name}` is
what stands in the hole, `{name:one=...|other=...}` the form for that number; a hole whose name begins with `_` may be
left out. Without a hole a text stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from featurecheck.report.languages.forms import FORMS
from featurecheck.report.languages.sealing import CLOSE_BDI, OPEN_BDI, SEALED

_TYPED = f"{SEALED}{OPEN_BDI}{CLOSE_BDI}"
_LOOKED_UP = {
    "phrase": ".+?",
    "list": ".+?",
    "word": r"[^\s,.;:()]+",
    "text": ".+?",
    "own": rf"[{_TYPED}](?:[{_TYPED}\s]|\\[ux][0-9a-f]{{2,4}})*",
}
TYPES = frozenset({*FORMS, *_LOOKED_UP})
"""What a hole may hold: a figure of some form; a `phrase`, a `list` of them or a `word`, looked up in turn; or what
stays: `own`, which somebody typed for sure, or `text`, whatever it is.
"""

_PART = re.compile(r"\{(?P<name>\w+)(?::(?P<rest>[^{}]*))?\}|\[(?P<choice>[^\[\]{}]*)\]|(?P<stray>[\[\]{}])")
_FIRST = re.compile(r"[^\W\d_]+|$")
_WAYS = re.compile(r"(\w+)=([^|]*)(?:\||$)")


class EntryError(ValueError):
    """An entry that cannot be meant so: the message says what is wrong and what to write."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A hole of the other language's text: its name; plural category -> form where it only chooses one."""

    name: str
    ways: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """One text with holes: English `source`, the types of its holes, and what to write instead."""

    source: str
    types: Mapping[str, str]
    target: tuple[str | Filled, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what matches the English text, a group a hole; made when it is first needed."""
        return re.compile("".join(_matching(self.source)), re.DOTALL)

    @cached_property
    def weight(self) -> int:
        """Return how many letters stand outside of holes: of two entries the one that says more is tried first."""
        return len(re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", self.source))

    @property
    def literal(self) -> str:
        """Return the longest part that stands in every text that fits: looked for before the pattern is tried."""
        return max(re.split(r"\{[^}]*\}|\[[^\]]*\]", self.source), key=len)

    @property
    def first(self) -> str:
        """Return the first word, "" where the text begins otherwise."""
        head = re.split(r"[{\[]", self.source, maxsplit=1)[0]
        found = _FIRST.match(head)
        whole = found is not None and (len(found[0]) < len(head) or head == self.source)
        return found[0] if found and whole else ""


def first_word(text: str) -> str:
    """Return the first word of a text, "" where it begins otherwise."""
    found = _FIRST.match(text)
    return found[0] if found else ""


def has_holes(source: str) -> bool:
    """Tell whether an English text is more than a text that stands for itself."""
    return "{" in source


def entry(source: str, target: str, categories: frozenset[str]) -> Entry:
    """Return an entry with holes.

    Raises:
        EntryError: a hole of an unknown type, a hole that only one side has, or a bracket that is never closed.
    """
    types = dict(_typed(source))
    made = tuple(_filled(target, categories))
    there = {part.name for part in made if isinstance(part, Filled)}
    for name in sorted(there - set(types)):
        raise EntryError(f"the English text has no hole {{{name}}}. Write one of {', '.join(types)}.")
    for name in sorted(name for name in set(types) - there if not name.startswith("_")):
        raise EntryError(
            f"the hole {{{name}}} is lost. Write it into the text, or call it {{_{name}}} in the English one."
        )
    for part in made:
        if isinstance(part, Filled) and part.ways and types[part.name] not in {"number", "duration"}:
            raise EntryError(f"{{{part.name}}} is no number, so it chooses no form. Make it {{{part.name}}}.")
    return Entry(source, types, made)


def _typed(source: str) -> Iterator[tuple[str, str]]:
    for found in _PART.finditer(source):
        if found["stray"]:
            raise EntryError(f"a single '{found['stray']}' in the English text. Close it, or leave it away.")
        if found["name"] is None:
            continue
        if found["rest"] not in TYPES:
            kinds = ", ".join(sorted(TYPES))
            raise EntryError(
                f"the hole {found[0]} has no type that is known. Write {{{found['name']}:TYPE}} with one of {kinds}."
            )
        yield found["name"], found["rest"]


def _filled(target: str, categories: frozenset[str]) -> Iterator[str | Filled]:
    at = 0
    for found in _PART.finditer(target):
        if found["name"] is None and found["choice"] is not None:
            continue  # a bracket of the other language's own
        if found["stray"] in {"{", "}"}:
            raise EntryError(f"a single '{found['stray']}'. Close it, or leave it away.")
        if found["name"] is None:
            continue
        yield target[at : found.start()]
        yield Filled(found["name"], _ways(found["rest"], categories))
        at = found.end()
    yield target[at:]


def _ways(said: str | None, categories: frozenset[str]) -> Mapping[str, str]:
    if said is None:
        return {}
    ways = dict(_WAYS.findall(said))
    if not ways or "|".join(f"{name}={form}" for name, form in ways.items()) != said or "other" not in ways:
        raise EntryError(f"the forms '{said}' cannot be read. Write one=...|other=....")
    for name in sorted(set(ways) - categories):
        raise EntryError(f"the language has no form '{name}'. Write {', '.join(sorted(categories))}.")
    return ways


def _matching(source: str) -> Iterator[str]:
    at = 0
    for found in _PART.finditer(source):
        yield re.escape(source[at : found.start()])
        yield _group(found)
        at = found.end()
    yield re.escape(source[at:])


def _group(found: re.Match[str]) -> str:
    if found["name"]:
        kind = found["rest"]
        return f"(?P<{found['name']}>{FORMS.get(kind) or _LOOKED_UP[kind]})"
    ways = "|".join(map(re.escape, found["choice"].split("|")))
    return f"(?:{ways})" if "|" in found["choice"] else f"(?:{ways})?"
