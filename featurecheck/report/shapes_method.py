"""What the templates see of the method: frozen values whose every number is already text with its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from featurecheck.report.shapes import Named


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One setting in force, or one assumption; `source` is empty where the group's title says it."""

    key: str
    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """The settings that come from one place, which `title` names."""

    title: str
    rows: tuple[PolicyRow, ...]


@dataclass(frozen=True, slots=True)
class InputRow:
    """One file that was read."""

    name: str
    kind: str
    rows: str
    digest: str
    notes: str


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures came about; `command` makes the report again and is empty when the files do not tell it."""

    paragraphs: tuple[Named, ...]
    policy: tuple[PolicyGroup, ...]
    priors_lead: str
    priors: tuple[PolicyRow, ...]
    inputs: tuple[InputRow, ...]
    command: str
