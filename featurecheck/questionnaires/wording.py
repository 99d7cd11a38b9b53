"""The few words that a printed questionnaire and an exported form add to it, by language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from featurecheck.resources import bundled
from featurecheck.tomlfile import read_toml

_ENGLISH = "en"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return read_toml(bundled("questionnaires/forms.toml")).data


def words_for(language: str) -> Mapping[str, str]:
    """Return the words by their name in a language, or in English where there are none in it."""
    known = _words()
    return known.get(language) or known.get(language.partition("-")[0]) or known[_ENGLISH]
