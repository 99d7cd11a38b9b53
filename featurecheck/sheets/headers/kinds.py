"""The kinds of sheets and their columns, as the data files list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from featurecheck.errors import FeatureCheckError
from featurecheck.parameters import PARAMETERS, STAKES
from featurecheck.resources import bundled
from featurecheck.sheets.headers.header_text import checked_keys, first_places, fold
from featurecheck.tomlfile import read_toml

REQUESTS = "requests"
UNKNOWN = "unknown"
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
ANSWERS = (
    *(parameter.name for parameter in PARAMETERS),
    *(parameter.name for parameter in STAKES if parameter.question),
)
SUFFIXES = ("evidence", "source", "ask", "state")
SUFFIXED = (*ANSWERS, "effort")
COLUMNS = (*BASE, *ANSWERS, *EXTRA)
CANONICAL = (*COLUMNS, *(f"{name} {suffix}" for name in SUFFIXED for suffix in SUFFIXES))
LISTS = ("requesters", "depends_on", "excludes")  # several names in one cell, `;` between them
_NEEDED = ("name", "what", "must", "some", "columns")
_KEYS = (*_NEEDED, "never")


@dataclass(frozen=True)
class Kind:
    """A kind of sheet: its columns in order, those it cannot do without, and headers known for them.

    `some`: at least one of these has to be there too, where no vendor's export is recognised. `aliases`: folded header
    -> (column, place in its list; 0 is the surest). `never`: folded headers that such a sheet does not have.
    """

    name: str
    what: str
    must: tuple[str, ...]
    some: tuple[str, ...]
    columns: tuple[str, ...]
    aliases: Mapping[str, tuple[str, int]]
    never: frozenset[str] = frozenset()

    def named(self, folded: str) -> str | None:
        """Return the column of this name, or None."""
        name = folded.replace(" ", "_")
        return name if name in self.columns else None


@dataclass(frozen=True)
class Wrapping:
    """What may stand before a field's name, longest first, and what in brackets behind it.

    `persons`: folded header -> the headers beside which it is a person and no request. `said`: our column -> what a
    short header is read as, in words.
    """

    records: tuple[str, ...]
    remarks: frozenset[str]
    persons: Mapping[str, frozenset[str]]
    said: Mapping[str, str]


@lru_cache(maxsize=1)
def _headers() -> dict[str, Any]:
    path = bundled("questionnaires/headers.toml")
    data = read_toml(path, path.name).data
    checked_keys(data, ("format", "records", "remarks", "headers", "said", "persons"), path.name)
    checked_keys(data["headers"], COLUMNS, f"{path.name}, headers")
    checked_keys(data["said"], COLUMNS, f"{path.name}, said")
    return data


@lru_cache(maxsize=1)
def wrapping() -> Wrapping:
    """Return the words that wrap a header without changing its meaning."""
    data = _headers()
    records = tuple(sorted((fold(word) for word in data["records"]), key=len, reverse=True))
    persons = {fold(header): frozenset(map(fold, beside)) for header, beside in data["persons"].items()}
    remarks = frozenset(remark.casefold() for remark in data["remarks"])
    return Wrapping(records, remarks, persons, data["said"])


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """Return every kind of sheet by its name, requests first.

    Raises:
        FeatureCheckError: a data file has an unknown key or a header in two columns.
    """
    aliases = first_places(_headers()["headers"], "headers.toml")
    requests = Kind(REQUESTS, "a sheet of requests", ("request",), (), COLUMNS, aliases)
    others = load_kinds(bundled("questionnaires/kinds.toml"))
    return {kind.name: kind for kind in (requests, *others)}


def load_kinds(path: Path) -> list[Kind]:
    """Return the kinds of a data file.

    Raises:
        FeatureCheckError: an unknown key, a column that is not declared, or a header in two columns.
    """
    data = read_toml(path, path.name).data
    checked_keys(data, ("format", "kind"), path.name)
    return [_kind(entry, path.name) for entry in data["kind"]]


def _kind(entry: Mapping[str, Any], file: str) -> Kind:
    where = f"{file}, kind '{entry.get('name', '')}'"
    checked_keys(entry, _KEYS, where)
    missing = [key for key in _NEEDED if key not in entry]
    if missing:
        raise FeatureCheckError(f"{where}: the key '{missing[0]}' is missing. Add it.")
    columns = tuple(entry["columns"])
    checked_keys(dict.fromkeys((*entry["must"], *entry["some"])), columns, where)
    aliases = first_places(entry["columns"], where)
    never = frozenset(map(fold, entry.get("never", ())))
    return Kind(
        entry["name"], entry["what"], tuple(entry["must"]), tuple(entry["some"]), columns, aliases, never
    )
