"""The evaluation as plain text for a terminal and as Markdown: the same view as the page, nothing heavy imported."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from featurecheck.model import Evaluation, Verdict
from featurecheck.report.asked import TITLE
from featurecheck.report.asked_text import asked_sentences
from featurecheck.report.columns import grid, pairs, paragraph, width_of, wrap
from featurecheck.report.method import problems
from featurecheck.report.sources_text import sources
from featurecheck.report.view import EMPTY, expectation, planned, sections
from featurecheck.report.wording import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from featurecheck.report.shapes import AnswerRow, Finding, Named, PlanRow, ProblemRow, Section, Survey

_NARROWEST = 20
_TABLE_FROM = 72  # columns: below, the answers stand one below the other
_MARGIN = "  "
_SHORTEST = "The shortest list that settles four fifths of the doubt"
_WAYS = "Ways to find it out"
_PEOPLE = "How many people to ask"
_EXPECT = "What to expect of the top"
_FROM = "Where the answers come from"
_SHAPES = {"go": "[+]", "nogo": "[x]", "find": "[?]"}


def as_text(evaluation: Evaluation, width: int = 80) -> str:
    """Return the evaluation for a terminal of so many columns; ends with a newline.

    Args:
        evaluation: one request or several, shown by rank.
        width: columns; held to at least 20.
    """
    columns = max(width, _NARROWEST)
    blocks = [list(_section(section, columns)) for section in _sections(evaluation)]
    blocks.append([*paragraph(EMPTY, columns)] if not blocks else [])
    blocks.append(list(_problems(evaluation, columns)))
    blocks += [list(_plan(evaluation, columns)), list(_expectation(evaluation, columns))]
    if len(evaluation.requests) > 1:
        blocks.append([tally(evaluation)])
    return visible("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def tally(evaluation: Evaluation) -> str:
    """Return `NO-GO 3, FIND OUT FIRST 5, GO 4`."""
    counts = Counter(result.verdict for result in evaluation.requests)
    order = (Verdict.NO_GO, Verdict.FIND_OUT_FIRST, Verdict.GO)
    return ", ".join(f"{verdict.value} {counts[verdict]:,}" for verdict in order)


def _sections(evaluation: Evaluation) -> tuple[Section, ...]:
    return sections(evaluation, sorted(evaluation.requests, key=lambda result: (result.rank, result.id)))


def _section(section: Section, width: int) -> Iterator[str]:
    verdict = f"{_SHAPES[section.badge.slug]} {section.badge.word}"
    yield from wrap(f"{verdict}: {section.heading}", width)
    yield "=" * min(width, width_of(f"{verdict}: {section.heading}"))
    yield from paragraph(section.sentence, width)
    yield ""
    yield from pairs([(figure.name, _with_note(figure)) for figure in section.figures], width)
    yield from _next(section, width)
    yield from _listed("What flips it", section.flips or _break_evens(section), width)
    yield from _titled("The answers", width)
    yield from _answers(section, width)
    yield from _titled(_FROM, width)
    for line in sources(section):
        yield from wrap(f"{_MARGIN}{line}", width, _MARGIN * 2 + "  ")
    yield from _listed(TITLE, asked_sentences(section.asked), width)
    remarks = tuple(f"{remark.kind}: {remark.text}" for remark in section.remarks)
    yield from _listed("Contradictions and remarks", remarks or (section.no_remarks,), width)
    yield from _listed("Why", section.reasons, width)


def _with_note(figure: Named) -> str:
    return f"{figure.value} ({figure.note})" if figure.note else figure.value


def _break_evens(section: Section) -> tuple[str, ...]:
    found = tuple(f"{row.label} {row.flips} ({row.chance})" for row in section.break_evens)
    return found or ("No single answer within its range would change this verdict.",)


def _titled(title: str, width: int) -> Iterator[str]:
    yield ""
    yield from wrap(title, width)


def _listed(title: str, items: tuple[str, ...], width: int) -> Iterator[str]:
    if not items:
        return
    yield from _titled(title, width)
    for item in items:
        yield from wrap(f"{_MARGIN}- {item}", width, _MARGIN * 2)


def _next(section: Section, width: int) -> Iterator[str]:
    yield from _titled("What to find out next", width)
    if section.next.label:
        yield from wrap(f"{_MARGIN}{section.next.label}", width, _MARGIN)
        yield from wrap(f"{_MARGIN}{section.next.question}", width, _MARGIN)
        yield from pairs([(fact.name, fact.value) for fact in section.next.facts], width)
    if section.next.sentence:
        yield from paragraph(section.next.sentence, width, _MARGIN)
    yield from _finding(section.finding, width)


def _finding(found: Finding, width: int) -> Iterator[str]:
    yield from _listed(_WAYS, _ways(found), width)
    if found.bound:
        yield from paragraph(found.bound, width, _MARGIN)
    if found.steps:
        yield from _titled(_SHORTEST, width)
        for number, step in enumerate(found.steps, start=1):
            yield from wrap(f"{_MARGIN}{number}. {step}", width, _MARGIN * 2)
    yield from _listed(_PEOPLE, found.people, width)
    for survey in found.surveys:
        yield from wrap(f"{_MARGIN}{survey.label}", width, _MARGIN)
        for text in _numbers(survey):
            yield from wrap(f"{_MARGIN * 2}- {text}", width, _MARGIN * 3)


def _ways(found: Finding) -> tuple[str, ...]:
    return tuple(
        f"{way.name}{f' ({way.how})' if way.how else ''}: worth {way.worth}, costs {way.cost}, takes {way.weeks}, {way.net} after cost"
        for way in found.ways
    )


def _numbers(survey: Survey) -> tuple[str, ...]:
    return tuple(
        f"{row.people}: worth {row.worth}, costs {row.cost}, {row.net} after cost{', pays best' if row.best else ''}"
        for row in survey.rows
    )


def _plan(evaluation: Evaluation, width: int) -> Iterator[str]:
    found = planned(evaluation)
    if found is None:
        return
    yield from wrap(found.title, width)
    yield from paragraph(" ".join((found.lead, *found.sentences)), width, _MARGIN)
    for note in found.notes:
        yield from wrap(f"{_MARGIN}- {note}", width, _MARGIN * 2)
    for row in found.rows:
        yield from wrap(f"{_MARGIN}{row.number}. {_built(row)}", width, _MARGIN * 2)
    if found.cut:
        yield from wrap(f"{_MARGIN}{found.cut}", width, _MARGIN)


def _expectation(evaluation: Evaluation, width: int) -> Iterator[str]:
    sentences = expectation(evaluation)
    if sentences:
        yield from wrap(_EXPECT, width)
        yield from paragraph(" ".join(sentences), width, _MARGIN)


def _built(row: PlanRow) -> str:
    return f"{row.heading}: {row.value} for {row.effort}"


def _numbered(section: Section) -> list[tuple[str, AnswerRow]]:
    return [(group.number or "-", row) for group in section.questions for row in group.rows]


def _answers(section: Section, width: int) -> list[str]:
    rows = _numbered(section)
    prose = [
        part for group in section.questions if group.prose for part in paragraph(group.prose, width, _MARGIN)
    ]
    if not rows:
        return [
            *wrap(f"{_MARGIN}Nobody has answered a question yet; everything is assumed.", width, _MARGIN),
            *prose,
        ]
    return [*(_table(rows, width) if width >= _TABLE_FROM else _stacked(rows, width)), *prose]


def _table(rows: list[tuple[str, AnswerRow]], width: int) -> list[str]:
    left = width - 3 - 13 - 4 * 2  # the number, the evidence, the gaps
    label, typed = left * 3 // 10, left * 3 // 10
    head = ("", "Answer", "As typed", "Read as", "Evidence")
    cells = [(number, row.label, row.typed, row.reading, row.evidence) for number, row in rows]
    return grid([head, *cells], (3, label, typed, left - label - typed, 13))


def _stacked(rows: list[tuple[str, AnswerRow]], width: int) -> list[str]:
    lines: list[str] = []
    for number, row in rows:
        lines += wrap(f"{_MARGIN}{number} {row.label}: {row.typed}", width, _MARGIN * 2)
        lines += wrap(f"{_MARGIN * 2}{row.reading} ({row.evidence})", width, _MARGIN * 2)
    return lines


def _problems(evaluation: Evaluation, width: int) -> Iterator[str]:
    found = problems(evaluation)
    if found is None:
        return
    yield from wrap(f"What to mend in the input. {found.sentence}", width)
    for row in found.rows:
        yield from wrap(f"{_MARGIN}- {_problem(row)}", width, _MARGIN * 2)


def _problem(row: ProblemRow) -> str:
    """Return where, what was found, what was expected and what to do, in one line."""
    if row.expected.endswith("."):  # a whole sentence already, which names what was found
        return f"{row.where}: {row.expected} {row.mend}".rstrip()
    return f"{row.where}: found {row.found}; expected {row.expected}. {row.mend}".rstrip()


def as_markdown(evaluation: Evaluation) -> str:
    """Return the evaluation as GitHub-flavoured Markdown; foreign text can neither format nor link."""
    blocks = [*_markdown_plan(evaluation)]
    blocks += [block for section in _sections(evaluation) for block in _markdown(section)]
    found = problems(evaluation)
    if found:
        rows = "\n".join(f"- {escape(_problem(row))}" for row in found.rows)
        blocks += ["## What to mend in the input", escape(found.sentence), rows]
    if len(evaluation.requests) > 1:
        blocks.append(tally(evaluation))
    return visible("\n\n".join(blocks or [EMPTY]) + "\n")


def escape(text: str) -> str:
    """Return the text so that Markdown shows it as it is, on one line."""
    safe = re.sub(r"([\\`*_\[\]<>#|~&@$]|:(?=//)|(?<=www)\.)", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", safe)


def _markdown(section: Section) -> Iterator[str]:
    yield f"# {section.badge.word}: {escape(section.heading)}"
    yield escape(section.sentence)
    yield _bullets(
        tuple(f"**{escape(figure.name)}:** {escape(_with_note(figure))}" for figure in section.figures)
    )
    yield "## What to find out next"
    yield from _markdown_next(section)
    yield "## What flips it"
    yield _bullets(tuple(escape(text) for text in section.flips or _break_evens(section)))
    yield "## The answers"
    yield _markdown_answers(section)
    yield f"## {_FROM}"
    yield "\n".join(_indented(line) for line in sources(section))
    who = asked_sentences(section.asked)
    yield from (f"## {TITLE}", _escaped(who)) if who else ()
    yield "## Contradictions and remarks"
    remarks = tuple(f"{remark.kind}: {remark.text}" for remark in section.remarks) or (section.no_remarks,)
    yield _bullets(tuple(escape(text) for text in remarks))
    if section.reasons:
        yield "## Why"
        yield _bullets(tuple(escape(text) for text in section.reasons))


def _markdown_next(section: Section) -> Iterator[str]:
    if section.next.label:
        yield f"**{escape(section.next.label)}** ({escape(section.next.question)})"
        yield _bullets(tuple(f"{escape(fact.name)}: {escape(fact.value)}" for fact in section.next.facts))
    if section.next.sentence:
        yield escape(section.next.sentence)
    yield from _markdown_finding(section.finding)


def _markdown_finding(found: Finding) -> Iterator[str]:
    ways, bound = _ways(found), found.bound
    yield from (f"### {_WAYS}", _escaped(ways)) if ways else ()
    yield from (escape(bound),) if bound else ()
    yield from (f"### {_SHORTEST}", _ordered(found.steps)) if found.steps else ()
    yield from (f"### {_PEOPLE}", _escaped(found.people)) if found.people else ()
    for survey in found.surveys:
        yield f"{escape(survey.label)}:"
        yield _escaped(_numbers(survey))


def _indented(line: str) -> str:
    """Return a line of `sources` as an item of a list in a list."""
    inner = line.startswith("  ")
    return f"{'  ' if inner else ''}- {escape(line.strip().removeprefix('- '))}"


def _markdown_plan(evaluation: Evaluation) -> Iterator[str]:
    found, expect = planned(evaluation), expectation(evaluation)
    if found:
        yield f"# {escape(found.title)}"
        yield escape(" ".join((found.lead, *found.sentences)))
        yield from (_escaped(found.notes),) if found.notes else ()
        yield from (_ordered(tuple(_built(row) for row in found.rows)),) if found.rows else ()
        yield from (escape(found.cut),) if found.cut else ()
    yield from (f"# {_EXPECT}", escape(" ".join(expect))) if expect else ()


def _markdown_answers(section: Section) -> str:
    head = "| | Answer | As typed | Read as | Evidence | Source |\n|---|---|---|---|---|---|"
    cells = [
        (number, row.label, row.typed, row.reading, row.evidence, row.source)
        for number, row in _numbered(section)
    ]
    return "\n".join([head, *("| " + " | ".join(escape(cell) for cell in row) + " |" for row in cells)])


def _escaped(items: tuple[str, ...]) -> str:
    return _bullets(tuple(escape(item) for item in items))


def _ordered(items: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {escape(item)}" for number, item in enumerate(items, start=1))


def _bullets(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)
