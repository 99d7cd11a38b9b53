"""The header of a survey: a form's questions as our columns, with what they carry besides: a number, a scale, a feature."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.header_text import fold
from featurecheck.sheets.headers.headers import recognise_as
from featurecheck.sheets.headers.kinds import kinds
from featurecheck.sheets.headers.recognise import Recognised, not_used, recognise_sheet
from featurecheck.survey.words import QUESTIONS, Words, folded

KIND = "survey"
_NUMBERED = re.compile(
    r"(?:(?:q|frage|question|pregunta)\s*)?\d{1,3}\s*[.):]\s*(\S.*)", re.IGNORECASE | re.DOTALL
)
_CODED = re.compile(r"\w{1,30}\s*[.:]\s+(\S.*)", re.DOTALL)
_BEHIND = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*)[)\]]\s*", re.DOTALL)
_ABOUT = re.compile(r"(.*\S)\s*\[([^\[\]]*[^\W\d_][^\[\]]*)\]\s*", re.DOTALL)
_LONGEST = 500


@dataclass(frozen=True)
class Asked:
    """Which column is which: name -> position; `about`: request -> question -> position, where each feature has a column.

    `twice` are (question, position) of columns that ask again what another one asks.
    """

    columns: Mapping[str, int]
    about: Mapping[str, Mapping[str, int]]
    twice: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def understood(header: Sequence[str], mapping: Mapping[str, str] | None, words: Words) -> Asked:
    """Return what the columns of a survey are.

    Raises:
        FeatureCheckError: as `recognise_sheet`; no column is a question of a survey.
    """
    told = {fold(text) for text in mapping or {}}
    names = [None if fold(text) in told else _name(text, words) for text in header]
    recognised = recognise_sheet(_plain(header, names), mapping=mapping, kind=KIND)
    columns = {match.name: match.position for match in recognised.matches}
    grid = _grid(header, names, columns)
    return Asked(
        columns={name: at for name, at in columns.items() if not grid or name not in QUESTIONS},
        about=grid,
        twice=() if grid else tuple(_twice(names, columns)),
        notes=_notes(header, recognised, {header[at] for asked in grid.values() for at in asked.values()}),
    )


def _name(text: str, words: Words) -> str | None:
    """Return the question that a header asks, None where it is no question, or one known as it stands."""
    if len(text) > _LONGEST or _known(text):
        return None
    for variant in _variants(text):
        name = _known(variant) or _asked(variant, words)
        if name:
            return name
    return None


def _known(text: str) -> str | None:
    found = recognise_as(kinds()[KIND], text, {})
    return found[0] if found else None


def _variants(text: str) -> list[str]:
    """Return the header as it stands, and without the number before it and the remarks behind it."""
    found = [text]
    for pattern in (_NUMBERED, _CODED):
        match = pattern.fullmatch(text)
        found += [match[1]] if match else []
    for variant in tuple(found):
        match = _BEHIND.fullmatch(variant)
        found += [match[1]] if match else []
    return found


def _asked(text: str, words: Words) -> str | None:
    """Return the one question whose pattern fits, the one with most words in it."""
    line = folded(text)
    fitting = [
        (len(pattern.pattern), name)
        for name, patterns in words.asked.items()
        for pattern in patterns
        if pattern.fullmatch(line)
    ]
    return max(fitting)[1] if fitting else None


def _plain(header: Sequence[str], names: Sequence[str | None]) -> list[str]:
    """Return the header with the name of its question in the place of the first column that asks it."""
    there = {_known(text) for text in header}
    plain = []
    for text, name in zip(header, names, strict=True):
        taken = name is not None and name not in there
        plain.append(name if taken and name else text)
        there.add(name if taken else None)
    return plain


def _grid(
    header: Sequence[str], names: Sequence[str | None], columns: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """Return request -> question -> position if some question has a column for each of several features."""
    found: dict[str, dict[str, int]] = {}
    for at, (text, name) in enumerate(zip(header, names, strict=True)):
        about = _ABOUT.fullmatch(text)
        if name in QUESTIONS and name and about:
            found.setdefault(" ".join(about[2].split()), {}).setdefault(name, at)
    single = [at for name, at in columns.items() if name in QUESTIONS and not _ABOUT.fullmatch(header[at])]
    return found if found and not single and "request" not in columns else {}


def _twice(names: Sequence[str | None], columns: Mapping[str, int]) -> list[tuple[str, int]]:
    return [
        (name, at) for at, name in enumerate(names) if name in QUESTIONS and name and columns.get(name) != at
    ]


def _notes(header: Sequence[str], recognised: Recognised, used: set[str]) -> tuple[str, ...]:
    named = {match.name: match.position for match in recognised.matches if match.name not in QUESTIONS}
    said = [
        f"{name} is read from the column '{shortened(header[at])}'"
        for name, at in named.items()
        if fold(header[at]) != name
    ]
    unused = not_used([text for text in recognised.unused if text not in used])
    return (*recognised.notes, *said, *unused)
