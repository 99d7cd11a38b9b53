"""A header without case, punctuation and wrapping, so that one column has one name whoever exported it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from featurecheck.errors import FeatureCheckError, did_you_mean

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CUSTOM_FIELD = re.compile(
    r"\s*(?:custom\s*field|benutzerdefinierte[sn]?\s*feld(?:er)?|champs?\s*personnalises?|campos?\s*personalizados?)"
    r"\s*\((.*)\)\s*",
    re.IGNORECASE | re.DOTALL,
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_QUOTES = re.compile("['\u2019\u02bc`]")
_OTHER = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"(.*) \((?:[2-9]|[1-9]\d+)\)", re.DOTALL)


def fold(header: str) -> str:
    """Return a header without case, accents, punctuation and the wrapping that trackers put round a field's name."""
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", header))
    text = unicodedata.normalize("NFKC", text)
    wrapped = _CUSTOM_FIELD.fullmatch(text)
    if wrapped:
        text = wrapped[1]
    text = _QUOTES.sub("", _CAMEL.sub(" ", text)).casefold()
    folded = _OTHER.sub(" ", text).strip()
    return folded or ("number" if text.strip() == "#" else "")


def repeats(header: Sequence[str]) -> dict[int, list[int]]:
    """Return for every column its position and those of its repetitions, `Labels (2)`, `Labels (3)`, ... in order.

    A repetition is no key of its own.
    """
    first = {text: position for position, text in reversed(list(enumerate(header)))}
    found: dict[int, list[int]] = {}
    for position, text in enumerate(header):
        numbered = _NUMBERED.fullmatch(text)
        base = first.get(numbered[1]) if numbered else None
        found.setdefault(position if base is None else base, []).append(position)
    return found


def checked_keys(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """Refuse a key of a data file that nobody reads.

    Raises:
        FeatureCheckError: there is one; the message names it and the place.
    """
    names = list(known)
    for key in table:
        if key not in names:
            near = did_you_mean(key, names) or f" Known are: {', '.join(names)}."
            raise FeatureCheckError(f"{where}: there is no key '{key}'.{near}")


def first_places(aliases: Mapping[str, Sequence[str]], where: str) -> dict[str, tuple[str, int]]:
    """Return folded header -> (column, its place in the column's list; 0 is the surest).

    Raises:
        FeatureCheckError: a header is claimed by two columns.
    """
    found: dict[str, tuple[str, int]] = {}
    for name, known in aliases.items():
        for place, alias in enumerate(known):
            if found.setdefault(fold(alias), (name, place))[0] != name:
                message = f"{where}: '{alias}' stands for '{found[fold(alias)][0]}' and for '{name}'. Leave it to one."
                raise FeatureCheckError(message)
    return found
