"""Which column of somebody's sheet is which column of ours: by name, question, known header, then `--map`."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.parameters import PARAMETERS
from featurecheck.resources import bundled
from featurecheck.sheets.cells import listed, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BASE = (
    "id",
    "request",
    "description",
    "requested_on",
    "votes",
    "status",
    "competitor",
    "requesters",
    "consequences",
)
EXTRA = (
    "effort",
    "years_on_market",
    "competitor_users",
    "own_users",
    "depends_on",
    "excludes",
    "usage_feature",
)
ANSWERS = tuple(parameter.name for parameter in PARAMETERS)
SUFFIXES = ("evidence", "source", "ask", "state")
_SUFFIXED = (*ANSWERS, "effort")
COLUMNS = (*BASE, *ANSWERS, *EXTRA)
CANONICAL = (*COLUMNS, *(f"{name} {suffix}" for name in _SUFFIXED for suffix in SUFFIXES))

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CUSTOM_FIELD = re.compile(r"\s*custom\s*field\s*\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
_REMARK = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]*)[)\]]\s*$", re.DOTALL)
_QUOTES = re.compile("['\u2019\u02bc`]")
_OTHER = re.compile(r"[\W_]+")
_NEAR = 0.84
_LONGEST = 120  # a longer cell is a sentence, no header
_SEARCHED = 500  # cells of a row that may tell a header from data
_NAMED = 40  # columns a note lists
_Rank = tuple[int, int]


@dataclass(frozen=True)
class _Known:
    """The data file, folded: alias -> (canonical name, its place in the list), record words, remarks."""

    aliases: Mapping[str, tuple[str, int]]
    records: tuple[str, ...]
    remarks: frozenset[str]


@lru_cache(maxsize=1)
def _known() -> _Known:
    data = tomllib.loads(bundled("questionnaires/headers.toml").read_text(encoding="utf-8"))
    aliases = {
        fold(alias): (name, place)
        for name, known in data["headers"].items()
        for place, alias in enumerate(known)
    }
    records = tuple(sorted((fold(word) for word in data["records"]), key=len, reverse=True))
    return _Known(aliases, records, frozenset(remark.casefold() for remark in data["remarks"]))


def fold(header: str) -> str:
    """Return a header without case, punctuation and the wrapping that trackers put round a field's name."""
    text = unicodedata.normalize("NFKC", header)
    wrapped = _CUSTOM_FIELD.fullmatch(text)
    if wrapped:
        text = wrapped[1]
    text = _QUOTES.sub("", _CAMEL.sub(" ", text)).casefold()
    folded = _OTHER.sub(" ", text).strip()
    return folded or ("number" if text.strip() == "#" else "")


def _without_remark(header: str) -> str:
    found = _REMARK.match(header)
    return found[1] if found and found[2].strip().casefold() in _known().remarks else header


def recognise(header: str, labels: Mapping[str, str] | None = None) -> tuple[str, _Rank] | None:
    """Return the canonical name a header stands for and how surely (the lower the surer), or None."""
    questions: dict[str, str] = {}
    for name, text in (labels or {}).items():
        questions.setdefault(fold(text), name)
    for text in dict.fromkeys((header, _without_remark(header))):
        folded = fold(text)
        found = _plain(folded, questions) or _suffixed(folded, questions) or _behind_record(text, folded)
        if found:
            return found
    return None


def _plain(folded: str, questions: Mapping[str, str]) -> tuple[str, _Rank] | None:
    name = folded.replace(" ", "_")
    if name in COLUMNS:
        return name, (0, 0)
    if folded in questions and questions[folded] in COLUMNS:
        return questions[folded], (1, 0)
    if folded in _known().aliases:
        name, place = _known().aliases[folded]
        return name, (2, place)
    return None


def _suffixed(folded: str, questions: Mapping[str, str]) -> tuple[str, _Rank] | None:
    stem, _, suffix = folded.rpartition(" ")
    found = _plain(stem, questions) if suffix in SUFFIXES else None
    return (f"{found[0]} {suffix}", found[1]) if found and found[0] in _SUFFIXED else None


def _behind_record(text: str, folded: str) -> tuple[str, _Rank] | None:
    """`Idea: Votes` may be any column; `Idea votes` only one that says nothing about users or money."""
    record = next((word for word in _known().records if folded.startswith(word + " ")), None)
    if record is None:
        return None
    found = _plain(folded.removeprefix(record + " "), {})
    marked = re.match(r"\s*[\w ]+?\s*[:.]\s*\S", text) is not None
    return (found[0], (3, found[1][1])) if found and (marked or found[0] in BASE) else None


def known_count(row: Iterable[str]) -> int:
    """Return how many different columns of a request sheet this row would name, were it the header."""
    return len(known_names(row))


def known_names(row: Iterable[str]) -> set[str]:
    """Return the columns of a request sheet this row would name, were it the header."""
    found = (recognise(cell) for cell in islice(row, _SEARCHED) if cell and len(cell) <= _LONGEST)
    return {hit[0] for hit in found if hit}


def match_columns(
    header: Sequence[str], mapping: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return canonical name -> position in the header; `mapping` (HEADER=name) goes before everything else.

    Raises:
        FeatureCheckError: the mapping names an unknown header or column; nothing is recognised as `request`.
    """
    matched = _mapped(header, mapping or {})
    taken = set(matched.values())
    best: dict[str, tuple[_Rank, int]] = {}
    for position, text in enumerate(header):
        found = recognise(text, labels) if position not in taken else None
        if found and found[0] not in matched:
            best[found[0]] = min(best.get(found[0], ((9, 9), position)), (found[1], position))
    matched |= {name: position for name, (_, position) in best.items()}
    if "request" not in matched:
        raise _no_request(header)
    return {name: matched[name] for name in CANONICAL if name in matched}


def _no_request(header: Sequence[str]) -> FeatureCheckError:
    found = listed([text for text in header if text], 20) or "none"
    message = (
        f"No column says what is requested. Columns found: {found}. "
        'Name the column that holds the request, for example --map "HEADER=request".'
    )
    return FeatureCheckError(message)


def _mapped(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    matched: dict[str, int] = {}
    for text, wanted in mapping.items():
        position = _position(header, text)
        name = _canonical(wanted)
        if name in matched:
            message = f"--map gives the column '{name}' twice. Map one header to it."
            raise FeatureCheckError(message)
        matched[name] = position
    return matched


def _position(header: Sequence[str], text: str) -> int:
    if text in header:
        return header.index(text)
    folded = [fold(candidate) for candidate in header]
    if fold(text) in folded:
        return folded.index(fold(text))
    near = did_you_mean(text, list(header))
    message = f"--map: the sheet has no column '{shortened(text)}'.{near} Its columns are {listed(list(header), 20)}."
    raise FeatureCheckError(message)


def _canonical(wanted: str) -> str:
    by_fold = {fold(name): name for name in CANONICAL}
    if fold(wanted) in by_fold:
        return by_fold[fold(wanted)]
    near = did_you_mean(wanted, list(CANONICAL)) or f" Columns: {', '.join(COLUMNS)}."
    message = f"--map: there is no column '{shortened(wanted)}' in a request sheet.{near}"
    raise FeatureCheckError(message)


def unused_note(header: Sequence[str], matched: Mapping[str, int]) -> tuple[str, ...]:
    """Return the notes on columns that were not used: their names, and what some of them may have been meant for."""
    used = set(matched.values())
    left = [text for position, text in enumerate(header) if position not in used]
    if not left:
        return ()
    near = [note for note in (_near(text, matched) for text in left[:_NAMED]) if note]
    return (f"not used: {listed(left, _NAMED)}", *near)


def _near(text: str, matched: Mapping[str, int]) -> str | None:
    free = {alias: name for alias, (name, _) in _known().aliases.items() if name not in matched}
    close = difflib.get_close_matches(fold(text), list(free), n=1, cutoff=_NEAR)
    if not close:
        return None
    name = free[close[0]]
    header = shortened(text)
    return f"'{header}' may be meant as {name}: to use it so, say --map \"{header}={name}\""
