"""Whose export a sheet is: known header sets, as the data file lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from featurecheck.errors import FeatureCheckError
from featurecheck.resources import bundled
from featurecheck.sheets.headers.header_text import checked_keys, first_places, fold
from featurecheck.sheets.headers.kinds import UNKNOWN, kinds
from featurecheck.tomlfile import read_toml

_NEEDED = ("name", "kind", "signatures", "columns")
_KEYS = (*_NEEDED, "first", "questions", "left", "html", "epoch", "voters", "note", "said")
_QUESTION_WORDS = 4


@dataclass(frozen=True)
class Vendor:
    """What is known of one kind of export. All headers are folded.

    `signatures`: the sheet has all headers of one of them. `columns`: header -> (our column, place; 0 is the surest).
    `left`: headers that other rules would misread, and why. `html`: our columns that may hold HTML. `epoch`: our date
    columns that may hold a number, the time since 1970. `voters`: headers that tell who voted, the surest first; not empty
    where several rows of one id are one request. `first`: the first header is one of these, any if there are none.
    `said`: what the sheet is, in words, where it is nobody's export; an export goes before it.
    """

    name: str
    kind: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, tuple[str, int]]
    left: Mapping[str, str]
    html: tuple[str, ...]
    epoch: tuple[str, ...]
    voters: tuple[str, ...]
    first: frozenset[str]
    questions: bool
    note: str
    said: str

    def matched(self, folded: Sequence[str]) -> int:
        """Return how many headers tell this export, 0 if it is not this one; `folded` is the whole header."""
        if self.first and (not folded or folded[0] not in self.first):
            return 0
        there = set(folded)
        return max((len(headers) for headers in self.signatures if headers <= there), default=0)


def is_question(header: str) -> bool:
    """Tell whether a header reads like a question of a form: a question mark, or at least four words."""
    return header.rstrip().endswith("?") or len(header.split()) >= _QUESTION_WORDS


@lru_cache(maxsize=1)
def vendors() -> tuple[Vendor, ...]:
    """Return all known exports, in the order of the data file.

    Raises:
        FeatureCheckError: as `load_vendors`.
    """
    return load_vendors(bundled("questionnaires/vendors.toml"))


def vendor(name: str | None, kind: str) -> Vendor | None:
    """Return the export of this name and kind, None where there is none."""
    return next((entry for entry in vendors() if (entry.name, entry.kind) == (name, kind)), None)


def load_vendors(path: Path) -> tuple[Vendor, ...]:
    """Return the exports of a data file.

    Raises:
        FeatureCheckError: an unknown key, kind or column, two entries of one name and kind, or a header in two
            columns.
    """
    data = read_toml(path, path.name).data
    checked_keys(data, ("format", "vendor"), path.name)
    entries = tuple(_entry(entry, path.name) for entry in data["vendor"])
    names = [(entry.name, entry.kind) for entry in entries]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise FeatureCheckError(
            f"{path.name}: '{twice[0][0]}' ({twice[0][1]}) stands there twice. Join the entries."
        )
    return entries


def _entry(entry: Mapping[str, Any], file: str) -> Vendor:
    where = f"{file}, vendor '{entry.get('name', '')}'"
    checked_keys(entry, _KEYS, where)
    missing = [key for key in _NEEDED if key not in entry]
    if missing:
        raise FeatureCheckError(f"{where}: the key '{missing[0]}' is missing. Add it.")
    _check(entry, where)
    return Vendor(
        name=entry["name"],
        kind=entry["kind"],
        signatures=tuple(frozenset(map(fold, headers)) for headers in entry["signatures"]),
        columns=first_places(entry["columns"], where),
        left={fold(header): why for header, why in entry.get("left", {}).items()},
        html=tuple(entry.get("html", ())),
        epoch=tuple(entry.get("epoch", ())),
        voters=tuple(dict.fromkeys(map(fold, entry.get("voters", ())))),
        first=frozenset(map(fold, entry.get("first", ()))),
        questions=entry.get("questions", False),
        note=entry.get("note", ""),
        said=entry.get("said", ""),
    )


def _check(entry: Mapping[str, Any], where: str) -> None:
    """Refuse an entry that names what is not there."""
    known = kinds()
    checked_keys({entry["kind"]: None}, (*known, UNKNOWN), f"{where}, kind")
    columns = known[entry["kind"]].columns if entry["kind"] in known else ()
    checked_keys(entry["columns"], columns, f"{where}, columns")
    checked_keys(dict.fromkeys(entry.get("html", ())), entry["columns"], f"{where}, html")
    checked_keys(dict.fromkeys(entry.get("epoch", ())), entry["columns"], f"{where}, epoch")
    if not all(entry["signatures"]):
        raise FeatureCheckError(
            f"{where}: an empty set of headers is no signature. Name at least one header."
        )


def told_by(header: Sequence[str], folded: Sequence[str]) -> list[Vendor]:
    """Return the exports a header may be: those told by most headers, several if they differ only in their kind."""
    told = [(entry.matched(folded), entry) for entry in vendors()]
    asks = any(is_question(text) for text in header)
    told = [(count, entry) for count, entry in told if count and (asks or not entry.questions)]
    told = [(count, entry) for count, entry in told if not entry.said] or told
    most = max((count for count, _ in told), default=0)
    first = next((entry.name for count, entry in told if count == most), None)
    return [entry for count, entry in told if count == most and entry.name == first]
