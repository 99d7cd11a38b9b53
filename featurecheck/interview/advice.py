"""What data proposes while somebody is asked: a measured figure as the default, a feature that sounds alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from featurecheck.model import Evidence


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that data gives: what would be written, why it is believed, where it stands, what was counted."""

    text: str
    evidence: Evidence
    source: str
    says: str


class Adviser(Protocol):
    """Knows what usage data and surveys say about the request in a file."""

    def proposals(self, path: Path) -> Mapping[str, Proposal]:
        """Return the proposed answer of each question that data answers, by the question's name."""

    def features(self, title: str, competitor: str) -> Sequence[str]:
        """Return the features of the usage data that sound like the request, the nearest first."""
