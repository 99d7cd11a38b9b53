"""Language files: strictly checked, because a slip in one would be a wrong sentence on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.report.languages.forms import FIGURE, Forms, forms_of
from featurecheck.report.languages.templates import Entry, EntryError, entry, has_holes
from featurecheck.resources import bundled
from featurecheck.tomlfile import TomlFile, read_toml, shown

ENGLISH = "en"
_FORMAT = 1
_TOP = {"format": int, "language": str, "name": str, "direction": str, "minus": str}
_NEEDED = ("format", "language", "name", "direction")
_DIRECTIONS = ("ltr", "rtl")


@dataclass(frozen=True, eq=False)
class Language:
    """One language: its tag and direction, texts that stand for themselves, texts with holes, its figures."""

    code: str
    name: str
    direction: str
    texts: Mapping[str, str]
    entries: Mapping[
        str, Sequence[tuple[str, Entry]]
    ]  # by their first word, those that say most first, with a literal
    forms: Forms
    figures: frozenset[str]  # that stand in English texts themselves, outside of holes
    shapes: dict[frozenset[str], dict[str, Sequence[Entry]]] = field(default_factory=dict)  # see Translator

    @property
    def mirrored(self) -> bool:
        """Tell whether it runs from right to left."""
        return self.direction == "rtl"


def shipped() -> tuple[str, ...]:
    """Return the tags of the languages that come with featurecheck, English first."""
    files = sorted(bundled("reports/languages").glob("*.toml"))
    return (ENGLISH, *(file.stem for file in files))


def language_of(wanted: str) -> Language | None:
    """Return the language by its tag or by the name of a file; None for English, which needs none.

    Raises:
        FeatureCheckError: no such language, or a file that is no language file.
    """
    if wanted == ENGLISH:
        return None
    if wanted in shipped():
        return _bundled(wanted)
    if wanted.casefold().endswith(".toml"):
        return read_language(read_toml(Path(wanted)))
    near = did_you_mean(wanted, list(shipped()))
    raise FeatureCheckError(
        f"--language: '{shown(wanted)}' is not a language.{near} Write one of {', '.join(shipped())}, or the name of a language file (.toml)."
    )


@cache
def _bundled(code: str) -> Language:
    return read_language(read_toml(bundled(f"reports/languages/{code}.toml"), f"{code}.toml"))


def read_language(file: TomlFile) -> Language:
    """Return a language from its file.

    Raises:
        FeatureCheckError: a key, a hole or a form that is not known, with its line.
    """
    _check_top(file)
    forms = _forms(file)
    texts: dict[str, str] = {}
    entries: dict[str, list[Entry]] = {}
    for key, source, target in _pairs(file):
        if source in texts or any(source == one.source for one in entries.get(_first(source), ())):
            _refuse(file, key, f"'{shown(source)}' stands twice", "Keep one of both.")
        if has_holes(source):
            made = _entry(file, key, (source, target), forms.categories)
            entries.setdefault(made.first, []).append(made)
        else:
            texts[source] = target
    ordered = {word: _ordered(found) for word, found in entries.items()}
    sources = [*texts, *(one.source for found in entries.values() for one in found)]
    return Language(
        code=file.data["language"],
        name=file.data["name"],
        direction=file.data["direction"],
        texts=texts,
        entries=ordered,
        forms=forms,
        figures=frozenset(figure for source in sources for figure in FIGURE.findall(source)),
    )


def _ordered(entries: Sequence[Entry]) -> list[tuple[str, Entry]]:
    return [(one.literal, one) for one in sorted(entries, key=lambda one: -one.weight)]


def _first(source: str) -> str:
    return Entry(source, {}, ()).first


def _forms(file: TomlFile) -> Forms:
    try:
        return forms_of(file.data["language"], file.data.get("minus", ""))
    except FeatureCheckError as error:
        raise FeatureCheckError(f"{file.name}:{file.line('language')}: {error.message}") from error


def _pairs(file: TomlFile) -> Iterator[tuple[tuple[str, str], str, str]]:
    for table, texts in file.data.items():
        if isinstance(texts, dict):
            yield from (((table, source), source, target) for source, target in texts.items())


def _entry(file: TomlFile, key: tuple[str, str], pair: tuple[str, str], categories: frozenset[str]) -> Entry:
    try:
        return entry(*pair, categories)
    except EntryError as error:
        raise FeatureCheckError(f"{file.name}:{file.line(*key)}: {error}") from error


def _check_top(file: TomlFile) -> None:
    for key, value in file.data.items():
        if isinstance(value, dict):
            _check_table(file, key, value)
        elif key not in _TOP:
            near = did_you_mean(key, list(_TOP))
            _refuse(
                file, (key,), f"'{shown(key)}' is not known here", f"{near} Texts stand in a table.".strip()
            )
        elif not isinstance(value, _TOP[key]):
            _refuse(file, (key,), f"'{key}' is not what stands there", 'Write e.g. language = "de".')
    for key in _NEEDED:
        if key not in file.data:
            _refuse(file, (), f"'{key}' is missing", "Add it at the top of the file.")
    if file.data["format"] != _FORMAT:
        _refuse(file, ("format",), "this format is not known", f"Write format = {_FORMAT}.")
    if file.data["direction"] not in _DIRECTIONS:
        _refuse(file, ("direction",), "a direction is ltr or rtl", 'Write direction = "ltr".')


def _check_table(file: TomlFile, table: str, texts: Mapping[str, Any]) -> None:
    for source, target in texts.items():
        if not isinstance(target, str):
            _refuse(file, (table, source), f"'{shown(source)}' has no text", "Write the text in quotes.")
        if re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", target):
            _refuse(file, (table, source), "a text holds a hidden character", "Write it without.")


def _refuse(file: TomlFile, key: tuple[str, ...], what: str, mend: str) -> None:
    raise FeatureCheckError(f"{file.name}:{file.line(*key)}: {what}. {mend}")
