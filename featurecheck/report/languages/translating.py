"""One text of an English page -> the same in another language, by its entries; what has none stays, and is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from featurecheck.report.languages.forms import FIGURE, FORMS
from featurecheck.report.languages.sealing import CLOSE_BDI, OPEN_BDI, SEALED
from featurecheck.report.languages.templates import Filled, first_word

if TYPE_CHECKING:
    from featurecheck.report.languages.reading import Language
    from featurecheck.report.languages.templates import Entry

_OURS = re.compile(rf"[^\W{SEALED}]")
_WRITTEN_OUT = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4})")  # a hidden character of somebody's text
_MARKS = rf"\s.,;:\u00b7\u2026{OPEN_BDI}{CLOSE_BDI}"
_EDGES = tuple(
    re.compile(rf"^([{marks}]*)(.*?)([{marks}]*)$", re.DOTALL) for marks in (_MARKS, f"{_MARKS}()")
)  # a bracket at the end belongs to a sentence more often than not
_SENTENCE = re.compile(rf"(?<=[.!?]) (?='?(?:[^\Wa-z]|[{SEALED}{OPEN_BDI}]))")
_SHAPES = {name: re.compile(pattern) for name, pattern in FORMS.items()}
_NEAR = re.compile(r"(under|over) (.+)", re.DOTALL)
_JOINTS = ("; ", ": ", ", ", " and ")
_TYPED = re.compile(f"[{SEALED}]+")
_MOST_SHAPES = 20_000  # remembered
_LIST = re.compile(r", | and ")


class Translator:
    """Looks texts up; `missing` are those that have no entry, in the order in which they came."""

    def __init__(self, language: Language, kept: Iterable[str] = ()) -> None:
        """Take the language, and words that stay what they are, such as the policy's word for a user."""
        self.language = language
        self.missing: dict[str, None] = {}
        self._kept = {*kept, *(word.removesuffix("s") for word in kept)}
        self._found: dict[str, str | None] = {}
        self._ways = language.shapes.setdefault(frozenset(self._kept), {})

    def knows(self, text: str) -> bool:
        """Tell whether the whole text has a translation."""
        return self._find(" ".join(text.split())) is not None

    def text(self, text: str) -> str:
        """Return the text in the language; what has no entry stays English and is noted."""
        found = self._find(text)
        if found is not None:
            return found
        parts = _SENTENCE.split(text)
        if len(parts) > 1:
            return " ".join(map(self.text, parts))
        self.missing.setdefault(text)
        return text

    def _find(self, text: str) -> str | None:
        if text not in self._found:
            self._found[text] = None  # an entry that leads to itself leads nowhere
            self._found[text] = self._looked_up(text)
        return self._found[text]

    def _looked_up(self, text: str) -> str | None:
        if not _OURS.search(_WRITTEN_OUT.sub("", text)):
            return text
        for look in (self._whole, self._figure, self._holed, self._inner, self._lowered, self._parted):
            found = look(text)
            if found is not None:
                return found
        return None

    def _whole(self, text: str) -> str | None:
        return self.language.texts.get(text, text if text in self._kept else None)

    def _figure(self, text: str) -> str | None:
        near = _NEAR.fullmatch(text)
        if near and any(shape.fullmatch(near[2]) for shape in _SHAPES.values()):
            return self._near(near[1], near[2])
        form = next((name for name, shape in _SHAPES.items() if shape.fullmatch(text)), None)
        return self.language.forms.written(form, text) if form else None

    def _near(self, word: str, figure: str) -> str | None:
        said, made = self.language.texts.get(word), self._figure(figure)
        return f"{said} {made}" if said and made else None

    def _holed(self, text: str) -> str | None:
        """Try the entries with holes; which one fits is remembered by the shape of the text, without its figures."""
        shape = self._shape(text)
        known = self._ways.get(shape)
        if known is not None and not known:
            return None
        for one in self._tried(known or (), text):
            match = one.pattern.fullmatch(text)
            made = self._filled(one, match) if match else None
            if made is not None:
                self._remember(shape, (one,))
                return made
        self._remember(shape, ())
        return None

    def _shape(self, text: str) -> str:
        bare = _TYPED.sub("\uf8ff", text)
        return FIGURE.sub(lambda found: found[0] if found[0] in self.language.figures else "0", bare)

    def _tried(self, known: Sequence[Entry], text: str) -> Iterator[Entry]:
        yield from known
        entries = self.language.entries
        able = (*entries.get(first_word(text), ()), *entries.get("", ()))
        yield from [one for literal, one in able if literal in text]

    def _remember(self, shape: str, able: Sequence[Entry]) -> None:
        if len(self._ways) > _MOST_SHAPES:
            self._ways.clear()
        self._ways[shape] = able

    def _filled(self, one: Entry, match: re.Match[str]) -> str | None:
        made = {name: self._hole(kind, match[name]) for name, kind in one.types.items()}
        parts = []
        for part in one.target:
            text = part if isinstance(part, str) else self._chosen(part, match, made[part.name])
            if text is None:
                return None
            parts.append(text)
        return "".join(parts)

    def _chosen(self, part: Filled, match: re.Match[str], made: str | None) -> str | None:
        if not part.ways:
            return made
        figure = re.sub(r" (?:day|week|month|year)s?$", "", match[part.name])
        return part.ways.get(self.language.forms.category(figure), part.ways["other"])

    def _hole(self, kind: str, text: str) -> str | None:
        if kind in {"text", "own"}:
            return text
        if text.count("(") != text.count(")"):
            return None
        return self._list(text) if kind == "list" else self._find(text)

    def _list(self, text: str) -> str | None:
        whole = self._whole(text) or self._holed(text)
        if whole is not None:
            return whole
        parts = [self._find(part) for part in _LIST.split(text)]
        known = [part for part in parts if part is not None]
        return self.language.forms.listed(known) if len(known) == len(parts) else None

    def _inner(self, text: str) -> str | None:
        """Look the text up without the marks at its ends, which stay."""
        for edges in _EDGES:
            match = edges.fullmatch(text)
            if match is not None and match[2] not in {text, ""}:
                found = self._find(match[2])
                if found is not None:
                    return f"{match[1]}{found}{match[3]}"
        return None

    def _lowered(self, text: str) -> str | None:
        """Look a sentence up that begins with what stands within others elsewhere."""
        if not text[0].isupper() or text[1:2].isupper():
            return None
        low = text[0].lower() + text[1:]
        found = self._whole(low) or self._holed(low)
        return found[:1].upper() + found[1:] if found else None

    def _parted(self, text: str) -> str | None:
        """Look sentences up one by one, then what stands on both sides of a mark."""
        sentences = _SENTENCE.split(text)
        if len(sentences) > 1:
            return self._joined(sentences, " ")
        for joint in _JOINTS:
            first, rest = _apart(text, joint)
            joined = self.language.texts.get(joint, joint)
            found = self._joined((first, rest), joined) if first and rest else None
            if found is not None:
                return found
        return None

    def _joined(self, parts: Iterable[str], joint: str) -> str | None:
        found = [self._find(part) for part in parts]
        known = [part for part in found if part is not None]
        return joint.join(known) if len(known) == len(found) else None


def _apart(text: str, joint: str) -> tuple[str, str]:
    """Return what stands on both sides of the first such mark that is not within brackets; empty without one."""
    at = text.find(joint)
    while at >= 0:
        if text.count("(", 0, at) == text.count(")", 0, at):
            return text[:at], text[at + len(joint) :]
        at = text.find(joint, at + 1)
    return "", ""
