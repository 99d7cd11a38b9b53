"""What data proposes while somebody is asked: a measured figure as the default, a feature that sounds alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from featurecheck.model import Evidence


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that data gives to one question.

    `text` is what would be written, `evidence` and `source` go beside it; `says` tells people what was counted and
    where; `notes` how it became the figure. `instead` is a sentence where the evaluation uses the data although
    somebody answered, "" where it does not.
    """

    text: str
    evidence: Evidence
    source: str
    says: str
    notes: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """A feature of the usage data: its name as `usage_feature` takes it, who uses it; `same` name as the request or only like it."""

    name: str
    says: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Answers that cannot, or can hardly, be true together: the questions' names, and a sentence with what each says."""

    names: frozenset[str]
    text: str


class Weigher(Protocol):
    """Knows which requesters are on the list of customers."""

    def knows(self, requesters: Sequence[str]) -> bool:
        """Tell whether at least one of them is on the list."""

    def remarks(self, requesters: Sequence[str]) -> Sequence[str]:
        """Return who asked, in one line, and who of them is not on the list."""


class Adviser(Protocol):
    """Knows what usage data and surveys say about the request in a file."""

    def proposals(self, path: Path) -> Mapping[str, Proposal]:
        """Return the proposed answer of each question that data answers, by the question's name."""

    def features(self, title: str, competitor: str) -> Sequence[Near]:
        """Return the features of the usage data that sound like the request, the nearest first."""

    def known(self, competitor: str) -> Sequence[Near]:
        """Return all features that a request about this competitor can name, the most used first."""

    def mistake(self, name: str, competitor: str) -> str:
        """Return what is wrong with the name of a feature and what may be meant, "" where the data has it."""

    def remarks(self, path: Path) -> Sequence[str]:
        """Return what people should know of the data and this request before the first question."""
