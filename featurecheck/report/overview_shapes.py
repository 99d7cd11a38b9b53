"""What the templates see of a batch: frozen values whose every number is already text with its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from featurecheck.report.shapes import Axis, Badge, Bar, Span


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One request in the overview.

    `keys` are its places in each sortable column, `find` what a search looks at beside what is shown, `facets` its
    places in the filters, `marks` which of the marks it has, as a sum of powers of two.
    """

    anchor: str
    rank: str
    badge: Badge
    heading: str
    value: str
    range: str
    span: Span
    typical: str
    loss: str
    worth: str
    next: str
    per_effort: str
    votes: str
    shrunken: str
    planned: bool
    keys: str
    find: str
    facets: str
    marks: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a filter lets through: its number and its words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of the overview: its words, what can be chosen; `many` where a request can have several of them."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Points or cells of one kind as one path; `slug` names their look, `label` says what they are."""

    slug: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A number beside a point of the picture: where it stands, in percent and pixels, and how it is anchored."""

    x: str
    y: str
    dx: str
    dy: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class PinRow:
    """What a number in the picture means."""

    number: str
    anchor: str
    heading: str
    effort: str
    value: str


@dataclass(frozen=True, slots=True)
class EffortPicture:
    """Value against effort: points up to 2,000 requests, a grid of how many above (`dense`)."""

    summary: str
    marks: tuple[Mark, ...]
    dense: bool
    across: Axis
    up: Axis
    zero: str | None
    pins: tuple[Pin, ...]
    rows: tuple[PinRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """All rows of a large batch as compressed columns in base64, and the sentences that go with them."""

    data: str
    without_script: str
    without_unpacking: str
    full_report: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The ranked table of a batch, what stands above it and below it; `packed` above 2,000 requests."""

    counts: tuple[tuple[Badge, str], ...]
    planned: str
    contradicted: str
    sentences: tuple[str, ...]
    often: tuple[Bar, ...]
    rows: tuple[OverviewRow, ...]
    zero: str | None
    has_effort: bool
    has_votes: bool
    filters: tuple[Filter, ...]
    picture: EffortPicture | None
    packed: Packed | None
