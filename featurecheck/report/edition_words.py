"""The words of the customer edition: one data file a language, its keys checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from featurecheck.errors import FeatureCheckError
from featurecheck.report.reply_words import Answer
from featurecheck.resources import bundled
from featurecheck.tomlfile import read_toml


@dataclass(frozen=True, slots=True)
class EditionWords:
    """The texts of the customer edition; `words` and `sentences` by `Answer`, all without figures and names."""

    language: str
    edition: str
    confidential: str
    heading: str
    heading_reader: str
    unnamed_wish: str
    as_of: str
    reader: str
    counts: str
    asked: str
    stands: str
    reopen: str
    reopen_lead: str
    ask: str
    more: str
    whole: str
    wishes: str
    first: str
    contact: str
    words: Mapping[str, str]
    sentences: Mapping[str, str]


@cache
def edition_words() -> EditionWords:
    """Return the words that come with featurecheck.

    Raises:
        FeatureCheckError: the file lacks a text, or has one that is not known.
    """
    file = read_toml(bundled("reports/templates/customer.toml"))
    wanted = {one.name for one in fields(EditionWords)}
    tables = [set(file.data.get(name, ())) for name in ("words", "sentences")]
    if set(file.data) - {"format"} != wanted or any(one != set(Answer) for one in tables):
        raise FeatureCheckError(
            f"{file.name}: its texts are not those of the customer edition. Install featurecheck anew."
        )
    return EditionWords(**{name: file.data[name] for name in wanted})
