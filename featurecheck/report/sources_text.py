"""Where the answers come from, as lines: each question with every source, which one was used, and why."""

from __future__ import annotations

from collections.abc import Iterator

from featurecheck.report.shapes import AnswerRow, Section, SourceRow


def sources(section: Section) -> Iterator[str]:
    """Yield a line for each answer, and one beginning with `  - ` for each of its sources where there are several."""
    for group in section.questions:
        for row in group.rows:
            yield from _of(group.number or "-", row)


def _of(number: str, row: AnswerRow) -> Iterator[str]:
    if row.sources:
        yield f"{number} {row.label}: {row.reading}"
        yield from (f"  - {_said(one)}" for one in row.sources)
    elif row.only is not None:
        said = f" ({row.only.source})" if row.only.source else ""
        yield f"{number} {row.label}: {row.evidence}{said}; {row.only.why}"


def _said(one: SourceRow) -> str:
    says = f": {one.says}" if one.says else ""
    source = f" ({one.source})" if one.source else ""
    return f"{one.use}: {one.kind}{says}{source}, {one.reading}; {one.why}"
