"""The words of the talks that a plan prepares, from `questionnaires/briefs.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar

from featurecheck.accounts import Relationship
from featurecheck.errors import FeatureCheckError
from featurecheck.resources import bundled
from featurecheck.tomlfile import read_toml

_FILE = "questionnaires/briefs.toml"
_TALKS = {Relationship.PARTNER: "partner", Relationship.INTERNAL: "internal"}

_Made = TypeVar("_Made", "Asking", "Frame")


@dataclass(frozen=True, slots=True)
class Asking:
    """How one question is put to somebody: `topic` may be sent to them, the rest is for us."""

    why: str
    ask: tuple[str, ...]
    avoid: str
    topic: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What frames the questions of a talk: `purpose`, `bring`, `expectations`, `afterwards` may be sent."""

    purpose: str
    bring: str
    expectations: tuple[str, ...]
    afterwards: str
    review: str
    success: tuple[str, ...]
    follow_through: tuple[str, ...]

    @property
    def sent(self) -> Iterator[str]:
        """The texts that may be sent."""
        yield from (self.purpose, self.bring, *self.expectations, self.afterwards)


@dataclass(frozen=True)
class BriefWords:
    """Parameter's name -> how to ask it, and kind of talk -> what frames it."""

    questions: Mapping[str, Asking]
    talks: Mapping[str, Frame]

    def frame(self, relationship: Relationship) -> Frame:
        """Return what frames a talk with somebody who is this to us."""
        return self.talks[_TALKS.get(relationship, "customer")]


@cache
def brief_words() -> BriefWords:
    """Return the words that come with featurecheck.

    Raises:
        FeatureCheckError: the file is not as it was shipped.
    """
    data = read_toml(bundled(_FILE), _FILE).data
    try:
        return BriefWords(_each(Asking, data["questions"]), _each(Frame, data["talks"]))
    except (KeyError, TypeError) as error:
        raise FeatureCheckError(f"{_FILE}: {error}; expected the shipped file. Install again.") from error


def _each(kind: type[_Made], tables: Mapping[str, Mapping[str, Any]]) -> dict[str, _Made]:
    return {name: _made(kind, table) for name, table in tables.items()}


def _made(kind: type[_Made], table: Mapping[str, Any]) -> _Made:
    lists = {one.name for one in fields(kind) if str(one.type).startswith("tuple")}
    given: dict[str, Any] = {key: tuple(value) if key in lists else value for key, value in table.items()}
    return kind(**given)
