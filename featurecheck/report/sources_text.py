"""Where the answers come from, as lines: each question with every source, which one was used, and why."""

from __future__ import annotations

from collections.abc import Iterator

from featurecheck.report.shapes import AnswerRow, Section, SourceRow
from featurecheck.report.sources import NO_FIGURE

_ASSUMED = "assumed"


def sources(section: Section) -> Iterator[str]:
    """Yield the answers with several sources, then those with one; lines beginning with `  - ` belong to the one above."""
    rows = [(f"{group.number} {row.label}".strip(), row) for group in section.questions for row in group.rows]
    several = [(name, row) for name, row in rows if row.sources]
    single = [(name, row, row.only) for name, row in rows if not row.sources and row.only is not None]
    for name, row in several:
        yield name
        yield from (f"  - {_said(one)}" for one in row.sources)
        yield from (f"  - {note}" for note in row.notes)
    if single:
        yield "The others have one source each:" if several else "Each answer has one source:"
    for name, row, only in single:
        yield f"  - {name}: {_only(row, only)}"


def _said(one: SourceRow) -> str:
    """Return e.g. `not used: Survey: 2 of 40 would switch (survey.csv) = 2 % to 9 %; a measured figure weighs more`."""
    says = f": {one.says}" if one.says else ""
    source = f" ({one.source})" if one.source else ""
    figure = f", {NO_FIGURE}" if one.reading == NO_FIGURE else f" = {one.reading}"
    why = f"; {one.why}" if one.why else ""
    return f"{one.use}: {one.kind}{says}{source}{figure}{why}"


def _only(row: AnswerRow, only: SourceRow) -> str:
    if not row.known and only.source.startswith(_ASSUMED):
        return only.source  # it says itself that it is one
    return f"{row.evidence} ({only.source})" if only.source else row.evidence
