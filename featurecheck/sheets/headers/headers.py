"""What one header stands for: by name, question, or known header; a near miss is not taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice

from featurecheck.sheets.headers.header_text import fold
from featurecheck.sheets.headers.kinds import (
    ANSWERS,
    BASE,
    CANONICAL,
    COLUMNS,
    REQUESTS,
    SUFFIXED,
    SUFFIXES,
    Kind,
    kinds,
    wrapping,
)
from featurecheck.sheets.headers.vendors import vendors

__all__ = [
    "ANSWERS",
    "BASE",
    "CANONICAL",
    "COLUMNS",
    "fold",
    "known_count",
    "known_names",
    "recognise",
    "recognise_as",
]

_REMARK = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]*)[)\]]\s*$", re.DOTALL)
_MARKED = re.compile(r"\s*[\w ]+?\s*[:.]\s*\S")
_LONGEST = 120  # a longer cell is a sentence, no header
_SEARCHED = 500  # cells of a row that may tell a header from data
_REMEMBERED = 8192  # headers of which it is known what they stand for
NAME, QUESTION, KNOWN, BEHIND_RECORD = range(4)  # how a header was recognised, the surest first
Rank = tuple[int, int]
Hit = tuple[str, Rank]


def questions(labels: Mapping[str, str] | None) -> dict[str, str]:
    """Return folded question text -> the name of its answer; the first of two equal texts counts."""
    found: dict[str, str] = {}
    for name, text in (labels or {}).items():
        found.setdefault(fold(text), name)
    return found


def recognise(header: str, labels: Mapping[str, str] | None = None) -> Hit | None:
    """Return the column of a request sheet a header stands for and how surely (the lower the surer), or None."""
    return recognise_as(kinds()[REQUESTS], header, questions(labels))


def recognise_as(kind: Kind, header: str, asked: Mapping[str, str]) -> Hit | None:
    """Return the column of this kind of sheet a header stands for and how surely, or None; `asked` as `questions`."""
    for text in dict.fromkeys((header, _without_remark(header))):
        folded = fold(text)
        found = _plain(kind, folded, asked)
        if not found and kind.name == REQUESTS:
            found = _suffixed(kind, folded, asked) or _behind_record(kind, text, folded)
        if found:
            return found
    return None


def _without_remark(header: str) -> str:
    found = _REMARK.match(header)
    return found[1] if found and found[2].strip().casefold() in wrapping().remarks else header


def _plain(kind: Kind, folded: str, asked: Mapping[str, str]) -> Hit | None:
    name = kind.named(folded)
    if name:
        return name, (NAME, 0)
    if kind.named(asked.get(folded, "")):
        return asked[folded], (QUESTION, 0)
    if folded in kind.aliases:
        name, place = kind.aliases[folded]
        return name, (KNOWN, place)
    return None


def _suffixed(kind: Kind, folded: str, asked: Mapping[str, str]) -> Hit | None:
    stem, _, suffix = folded.rpartition(" ")
    found = _plain(kind, stem, asked) if suffix in SUFFIXES else None
    return (f"{found[0]} {suffix}", found[1]) if found and found[0] in SUFFIXED else None


def _behind_record(kind: Kind, text: str, folded: str) -> Hit | None:
    """`Idea: Votes` may be any column; `Idea votes` only one that says nothing about users or money."""
    record = next((word for word in wrapping().records if folded.startswith(word + " ")), None)
    if record is None:
        return None
    found = _plain(kind, folded.removeprefix(record + " "), {})
    if not found or not (_MARKED.match(text) or found[0] in BASE):
        return None
    return found[0], (BEHIND_RECORD, found[1][1])


def known_count(row: Iterable[str]) -> int:
    """Return how many different columns of one kind of sheet this row would name, were it the header."""
    return len(known_names(row))


def known_names(row: Iterable[str]) -> set[str]:
    """Return the columns this row would name, were it the header, of the kind of sheet of which it names most.

    A request sheet goes before others; a column of another kind is written with it, `customers: account`.
    """
    found: dict[str, set[str]] = {}
    for cell in islice(row, _SEARCHED):
        if cell and len(cell) <= _LONGEST:
            for kind, name in _meanings(cell):
                found.setdefault(kind, set()).add(name)
    best = max(kinds(), key=lambda kind: len(found.get(kind, ())))  # the first of equals
    return {name if best == REQUESTS else f"{best}: {name}" for name in found.get(best, ())}


@lru_cache(maxsize=_REMEMBERED)
def _meanings(header: str) -> tuple[tuple[str, str], ...]:
    """Return (kind, column) for all that a header may stand for, here or in somebody's export."""
    hits = ((kind.name, recognise_as(kind, header, {})) for kind in kinds().values())
    found = dict.fromkeys((name, hit[0]) for name, hit in hits if hit)
    return tuple(found | dict.fromkeys(_exported().get(fold(header), ())))


@lru_cache(maxsize=1)
def _exported() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return folded header -> (kind, column) of every known export."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for entry in vendors():
        for header, (name, _) in entry.columns.items():
            found.setdefault(header, {})[entry.kind, name] = None
    return {header: tuple(names) for header, names in found.items()}
