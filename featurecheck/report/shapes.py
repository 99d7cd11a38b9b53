"""What the templates see: frozen values whose every number is already text with its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from featurecheck.report.asked import Asked
    from featurecheck.report.overview_shapes import Overview
    from featurecheck.report.shapes_method import Method
    from featurecheck.report.whatif import WhatIf


@dataclass(frozen=True, slots=True)
class Named:
    """A name and what stands beside it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict: the word, and the name its shape and colour go by."""

    word: str
    slug: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis; `x` in percent of the width, `anchor` start, middle or end."""

    x: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The marks below a chart and the unit they share."""

    ticks: tuple[Tick, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One outcome in a dot plot; coordinates in the plot's own units."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Equally likely outcomes as dots, broken at zero. `summary` says it in words; `values` are in the `unit`."""

    width: str
    height: str
    losses: tuple[Dot, ...]
    gains: tuple[Dot, ...]
    zero: str | None
    axis: Axis
    losing: str
    earning: str
    beyond: tuple[str, ...]
    summary: str
    unit: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A horizontal bar: where it starts and how wide it is, in percent."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled bar with its figure."""

    label: str
    value: str
    span: Span
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Swing:
    """One row of a tornado: the expected value with an answer at its low and at its high end."""

    label: str
    ends: str
    low_span: Span
    high_span: Span


@dataclass(frozen=True, slots=True)
class Tornado:
    """What moves the expected value, longest first."""

    rows: tuple[Swing, ...]
    zero: str | None
    middle: str
    middle_text: str
    axis: Axis
    summary: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A range on a scale of its own typical value; `open` is True when an end lies beyond the picture."""

    span: Span
    typical: str
    open: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of an answer: what it says, where it stands, what became of it (`use`), why; is it `in_force`."""

    use: str
    kind: str
    says: str
    source: str
    reading: str
    why: str
    interval: Interval | None
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer: as typed, as read, why it is believed."""

    label: str
    typed: str
    known: bool
    reading: str
    interval: Interval | None
    evidence: str
    source: str
    notes: tuple[str, ...]
    sources: tuple[SourceRow, ...] = ()
    only: SourceRow | None = None


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """One of the eight questions, or the group of one's own figures, with its answers."""

    number: str
    text: str
    rows: tuple[AnswerRow, ...]
    prose: str


@dataclass(frozen=True, slots=True)
class WorthRow:
    """What finding out one answer is worth and takes; `marked` for the next question."""

    label: str
    span: Span
    marked: bool
    worth: str
    cost: str
    weeks: str
    net: str
    ask: str


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What to find out next; `label` is empty when nothing is worth it and `sentence` says so."""

    label: str
    question: str
    sentence: str
    facts: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class WayRow:
    """One described way of finding the next question out."""

    name: str
    how: str
    cost: str
    weeks: str
    worth: str
    net: str


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """What asking so many people is worth and costs; `best` for the number that pays best."""

    people: str
    worth: str
    cost: str
    net: str
    best: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """The numbers of people that could be asked about one share."""

    label: str
    rows: tuple[PeopleRow, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands beside the next question; `people` says of each share how many to ask, `surveys` hold what pays."""

    next_label: str
    ways: tuple[WayRow, ...]
    bound: str
    steps: tuple[str, ...]
    people: tuple[str, ...]
    surveys: tuple[Survey, ...]


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where one answer changes the sign of the expected value."""

    label: str
    now: str
    flips: str
    chance: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A contradiction or a flag: its kind in a word, and the sentence."""

    kind: str
    text: str
    slug: str


@dataclass(frozen=True, slots=True)
class Section:
    """Everything shown about one request."""

    anchor: str
    heading: str
    meta: tuple[str, ...]
    badge: Badge
    sentence: str
    figures: tuple[Named, ...]
    facts: tuple[Named, ...]
    description: str
    next: NextQuestion
    finding: Finding
    worth_rows: tuple[WorthRow, ...]
    worthless: str
    questions: tuple[QuestionGroup, ...]
    flips: tuple[str, ...]
    flips_to: str
    break_evens: tuple[BreakEven, ...]
    dots: DotPlot | None
    tornado: Tornado | None
    remarks: tuple[Remark, ...]
    no_remarks: str
    reasons: tuple[str, ...]
    compact: bool
    asked: Asked | None = None
    whatif: WhatIf | None = None  # of a report of one request


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One request to build; `anchor` is empty when it is not on the page."""

    number: str
    anchor: str
    heading: str
    effort: str
    value: str
    per_effort: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build within a capacity; `open` when it is short enough to stand unfolded."""

    title: str
    lead: str
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    fold: str
    rows: tuple[PlanRow, ...]
    cut: str
    open: bool


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Something in the input to be mended."""

    where: str
    kind: str
    found: str
    expected: str
    mend: str


@dataclass(frozen=True, slots=True)
class Problems:
    """Rows that could not be evaluated and warnings, with a sentence above them."""

    sentence: str
    rows: tuple[ProblemRow, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report."""

    title: str
    heading: str
    meta: tuple[str, ...]
    empty: str
    overview: Overview | None
    plan: Plan | None
    curse: tuple[str, ...]
    problems: Problems | None
    sections: tuple[Section, ...]
    method: Method
    footer: tuple[str, ...]
