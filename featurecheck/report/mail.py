"""A summary for the body of a mail: headings, paragraphs and tables, as a page and as plain text, in one order."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from featurecheck import words
from featurecheck.model import Evaluation, RequestResult, Verdict
from featurecheck.report import wording
from featurecheck.report.asked import TITLE
from featurecheck.report.asked_text import asked_sentences
from featurecheck.report.columns import wrap
from featurecheck.report.pages import environment
from featurecheck.report.shapes import Section
from featurecheck.report.since_view import SinceView
from featurecheck.report.view import EMPTY, sections
from featurecheck.report.wording import line, visible
from featurecheck.words import counted

LARGEST = 100_000  # bytes; above, mail programs cut a message
TOP = 20
_WIDTH = 76
_LONGEST = 600  # letters of one paragraph or cell


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head; the first cell of a row is what it is about."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, then paragraphs, then a list, then a table; whatever is empty is left out."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A whole message; `meta` stands above the heading, `footer` below everything."""

    title: str
    heading: str
    meta: tuple[str, ...]
    parts: tuple[Part, ...]
    footer: tuple[str, ...]
    language: str = "en"


def mail(evaluation: Evaluation, report: str, changed: SinceView | None = None) -> Mail:
    """Return the summary of the internal edition; `report` is the name of the file that holds everything."""
    before = tuple(_changed(changed)) if changed else ()
    if len(evaluation.requests) == 1:
        return _single(evaluation, report, before)
    return _batch(evaluation, report, before)


def _single(evaluation: Evaluation, report: str, before: tuple[Part, ...]) -> Mail:
    (result,) = evaluation.requests
    (section,) = sections(evaluation, [result])
    return Mail(
        f"{section.badge.word}: {section.heading}",
        section.heading,
        (*section.meta, *_edition(evaluation)),
        (*before, *_parts(section)),
        _footer(evaluation, f"The whole report, with every answer, chart and source, is in {report}."),
    )


def _parts(section: Section) -> Iterator[Part]:
    figures = tuple((one.name, one.value, one.note) for one in section.figures)
    yield Part(section.badge.word, (section.sentence,), table=Table(("Figure", "Value", "Range"), figures))
    question = (section.next.label, section.next.question, section.next.sentence)
    facts = tuple((one.name, one.value) for one in section.next.facts)
    yield Part(
        "What to find out next",
        tuple(filter(None, question)),
        table=Table(("", ""), facts) if facts else None,
    )
    if section.flips:
        yield Part("What flips it", items=section.flips)
    answers = tuple(
        (row.label, row.typed, row.reading, row.evidence) for group in section.questions for row in group.rows
    )
    if answers:
        yield Part("The answers", table=Table(("Answer", "As typed", "Read as", "Evidence"), answers))
    if asked := asked_sentences(section.asked):
        yield Part(TITLE, items=asked)
    if section.remarks:
        yield Part(
            "Contradictions and remarks",
            items=tuple(f"{remark.kind}: {remark.text}" for remark in section.remarks),
        )
    if section.reasons:
        yield Part("Why", items=section.reasons)


def _batch(evaluation: Evaluation, report: str, before: tuple[Part, ...]) -> Mail:
    counts: Counter[Verdict] = Counter()

    def counting() -> Iterator[RequestResult]:
        for result in evaluation.requests:
            counts[result.verdict] += 1
            yield result

    top = heapq.nsmallest(TOP, counting(), key=lambda result: (result.rank, result.id))
    total = counted(counts.total(), "feature request")
    if not top:
        return Mail(
            "No request to evaluate",
            "No request to evaluate",
            _edition(evaluation),
            (Part("", (EMPTY,)),),
            (),
        )
    tally = ", ".join(f"{verdict.value} {counts[verdict]:,}" for verdict in Verdict)
    rest = counts.total() - len(top)
    where = f"All {total} are in {report}." if rest else f"The whole report is in {report}."
    parts = (
        Part("How many of each verdict", table=Table(("Verdict", "Requests"), _counts(counts))),
        Part(
            f"The first {len(top)} of {counts.total():,}, ranked" if rest else "All requests, ranked",
            table=_ranked(top, evaluation.currency),
        ),
    )
    return Mail(
        f"{tally}: {total}",
        f"{total}, ranked",
        _edition(evaluation),
        (*before, *parts),
        _footer(evaluation, where),
    )


def _counts(counts: Counter[Verdict]) -> tuple[tuple[str, ...], ...]:
    return tuple((verdict.value, f"{counts[verdict]:,}") for verdict in Verdict)


def _ranked(top: Sequence[RequestResult], currency: str) -> Table:
    head = ("Request", "Rank", "Verdict", "Expected value", "Chance of loss", "Find out next")
    return Table(head, tuple(_row(result, currency) for result in top))


def _row(result: RequestResult, currency: str) -> tuple[str, ...]:
    asked = result.parameters.get(result.next_question or "")
    return (
        line(result.request) or "A request without a name",
        f"{result.rank:,}",
        result.verdict.value,
        f"{words.money(result.expected_value, currency)}, {wording.between(result.p5, result.p95, currency)}",
        words.chance(result.chance_of_loss),
        line(asked.label) if asked else "nothing",
    )


def _changed(view: SinceView) -> Iterator[Part]:
    rows = tuple((row.request, row.before.word, row.after.word, row.cause) for row in view.flips[:TOP])
    table = Table(("Request", "Before", "Now", "Why"), rows) if rows else None
    yield Part(view.heading, (view.sentence,), table=table)


def _edition(evaluation: Evaluation) -> tuple[str, ...]:
    date = line(evaluation.evaluated_on or "")
    return (*((f"evaluated on {date}",) if date else ()), "internal edition")


def _footer(evaluation: Evaluation, where: str) -> tuple[str, ...]:
    return where, f"Made by featurecheck {line(evaluation.version)}."


def as_html(message: Mail) -> str:
    """Return the message as HTML of tables, without script, picture, style sheet or link, below 100 kB."""
    return _fitted(message, _html)


def as_plain(message: Mail) -> str:
    """Return the message as plain text of 76 columns, below 100 kB."""
    return _fitted(message, _plain)


def _html(message: Mail) -> str:
    return environment().get_template("mail.html").render(mail=message).lstrip() + "\n"


def _plain(message: Mail) -> str:
    return visible("\n".join(_lines(message)).strip("\n")) + "\n"


def _lines(message: Mail) -> Iterator[str]:
    yield from (*wrap(", ".join(message.meta), _WIDTH), *wrap(message.heading, _WIDTH))
    yield "=" * min(len(message.heading), _WIDTH)
    for part in message.parts:
        yield ""
        yield from wrap(part.heading, _WIDTH) if part.heading else ()
        for text in part.paragraphs:
            yield from wrap(text, _WIDTH)
        for text in part.items:
            yield from wrap(f"- {text}", _WIDTH, "  ")
        if part.table:
            yield from _rows(part.table)
    yield ""
    for text in message.footer:
        yield from wrap(text, _WIDTH)


def _rows(table: Table) -> Iterator[str]:
    for first, *more in table.rows:
        named = [(head, cell) for head, cell in zip(table.head[1:], more, strict=True) if cell]
        cells = [cell if len(more) == 1 or not head else f"{head}: {cell}" for head, cell in named]
        yield from wrap(f"- {first}: {cells[0]}" if len(cells) == 1 else f"- {first}", _WIDTH, "  ")
        for cell in cells if len(cells) > 1 else ():
            yield from wrap(f"  {cell}", _WIDTH, "    ")


def _fitted(message: Mail, write: Callable[[Mail], str]) -> str:
    """Write the message; where it is too large, with shorter and shorter texts."""
    text = write(message)
    longest = _LONGEST
    while len(text.encode()) >= LARGEST and longest:
        message = _shortened(message, longest)
        text = write(message)
        longest //= 2
    return text


def _shortened(message: Mail, longest: int) -> Mail:
    return replace(
        message,
        title=_cut(message.title, longest),
        heading=_cut(message.heading, longest),
        meta=tuple(_cut(text, longest) for text in message.meta),
        parts=tuple(_shortened_part(part, longest) for part in message.parts),
    )


def _shortened_part(part: Part, longest: int) -> Part:
    table = part.table and Table(
        part.table.head, tuple(tuple(_cut(cell, longest) for cell in row) for row in part.table.rows)
    )
    return Part(
        part.heading,
        tuple(_cut(text, longest) for text in part.paragraphs),
        tuple(_cut(text, longest) for text in part.items),
        table,
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: max(longest - 1, 0)] + "\N{HORIZONTAL ELLIPSIS}"
