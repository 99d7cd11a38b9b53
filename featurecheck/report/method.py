"""How the figures came about: the method in words, the policy, the priors, the files that were read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from featurecheck.intake import InputFile, Problem, Severity
from featurecheck.model import Evaluation, PolicyEntry
from featurecheck.problems import ProblemGroup, expectation, grouped, worst_first
from featurecheck.report.shapes import InputRow, Method, Named, PolicyRow, ProblemRow, Problems
from featurecheck.report.wording import SEVERITIES, line
from featurecheck.words import counted

_MOST_PROBLEMS = 500
_MOST_RANGES = 6

_PARAGRAPHS: tuple[tuple[str, str], ...] = (
    (
        "Net present value",
        "The gain is the margin per user and year, times the years of use that building it would bring: users who switch from the competitor, new buyers no longer lost to him, own users who stay. The share lost to price competition is taken off. Years count from launch to the horizon, are discounted, and weigh less the longer the competitor's head start has tied his users to him. The cost is what building takes, plus what else the team could have done in that time, plus upkeep for as long as it is in use. Net present value is the gain less the cost.",
    ),
    (
        "Ranges",
        "The two ends of a range are read as its 5 % and 95 % points. Positive amounts follow a lognormal curve, shares a logit-normal one, which cannot leave 0 to 100 %. 'Not known' takes the wide prior listed below: it is never zero and never left out.",
    ),
    (
        "Evidence",
        "A range is widened by a factor for the kind of evidence behind it, about an unchanged average. Weak evidence therefore makes finding out worth more; it does not make building look better. No score is multiplied into the value.",
    ),
    (
        "Expected value and worth of one answer",
        "The expected value, the worth of knowing one answer exactly (EVPPI), the break-even values and the tornado are one-dimensional integrals, solved by quadrature on a fixed grid. No random number decides a verdict. The worth of an answer is a ceiling: it supposes that finding out leaves no doubt.",
    ),
    (
        "Worth of all answers and chance of loss",
        "The worth of knowing everything (EVPI), the chance of loss and the 50 outcomes come from {points}, the same for every request, so that requests are compared on equal terms and the same input gives the same page.",
    ),
    (
        "Verdict",
        "FIND OUT FIRST when some answer is worth more than it costs to get, delay included. Otherwise GO when the expected value is above zero, else NO-GO. Two answers that cannot both be true change no number, but they block a GO, which becomes FIND OUT FIRST. A chance of loss above the policy's limit is said beside a GO; it does not change the word.",
    ),
    (
        "What is taken for granted",
        "The answers are taken as independent of each other. Questions 2, 3, 5 and 7 are asked 'of those', so their shares may be multiplied. The best of many requests are partly the luckiest estimates: expect the top of a ranking to deliver less than it promises.",
    ),
    (
        "When nobody knows",
        "An answer that nobody knows takes a wide range that is published or called assumed. These ranges were chosen together so that a request about which nothing at all is known pays back in about one case of four: about a third of the ideas tested at Microsoft improved what they were meant to improve, 10 to 20 % in well-optimised products (Kohavi 2009 and 2023).",
    ),
    (
        "The other side",
        "All of this is about single features. At the level of whole product categories followers have often done well, so a NO-GO here is no argument against entering a market.",
    ),
)


def _policy_row(label: str, entries: list[PolicyEntry]) -> PolicyRow:
    """Return one row for neighbours of one label: the cost and the weeks of finding something out."""
    key = entries[0].key if len(entries) == 1 else entries[0].key.rpartition(".")[0]
    sources = dict.fromkeys(_origin(entry.source, entry.origin) for entry in entries)
    return PolicyRow(key, line(label), line(", ".join(entry.value for entry in entries)), "; ".join(sources))


def method(evaluation: Evaluation) -> Method:
    """Return the method, the policy in force, the priors and the inputs with their digests."""
    points = f"{evaluation.points:,} shared Sobol points"
    return Method(
        paragraphs=tuple(Named(name, text.replace("{points}", points)) for name, text in _PARAGRAPHS),
        policy=tuple(
            _policy_row(label, list(same))
            for label, same in groupby(evaluation.policy, lambda entry: entry.label)
        ),
        priors=tuple(
            PolicyRow(
                entry.parameter,
                line(entry.label),
                line(entry.reading),
                line(entry.source) or "no source given",
            )
            for entry in evaluation.priors
        ),
        inputs=tuple(_input(file) for file in evaluation.inputs),
    )


def _origin(source: str, origin: str) -> str:
    said = line(source) or "no source given"
    return said if origin == "default" or origin in source else f"{said} ({line(origin)})"


def _input(file: InputFile) -> InputRow:
    skipped = f", {counted(file.rows_skipped, 'row')} skipped" if file.rows_skipped else ""
    merged = f", {counted(file.rows_merged, 'row')} merged into others" if file.rows_merged else ""
    return InputRow(
        name=line(file.name),
        kind=line(file.kind),
        rows=f"{counted(file.rows_read, 'row')} read{skipped}{merged}",
        digest=line(file.sha256),
        notes=" ".join(line(note) for note in file.notes),
    )


def problems(evaluation: Evaluation) -> Problems | None:
    """Return what a person has to mend in the input, what stopped a row first; None when nothing has to be.

    What is wrong in many cells of a column in the same way is said once.
    """
    groups = worst_first(grouped(evaluation.problems))
    if not groups:
        return None
    shown = groups[:_MOST_PROBLEMS]
    left = sum(len(group.problems) for group in groups[_MOST_PROBLEMS:])
    cut = f"{counted(left, 'more problem')} of other kinds: all of them are in problems.csv." if left else ""
    return Problems(_problem_sentence(evaluation.problems), tuple(map(_problem, shown)), cut)


def _problem_sentence(found: Sequence[Problem]) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    others = len(found) - errors
    first = (
        f"{counted(errors, 'problem')} kept a row from being evaluated."
        if errors
        else "Every row was evaluated."
    )
    second = f" {counted(others, 'remark')} about the input did not." if others else ""
    return first + second


def _problem(group: ProblemGroup) -> ProblemRow:
    first, others = group.first, len(group.found) - 1
    more = f" (and {counted(others, 'other text')})" if others else ""
    return ProblemRow(
        where=_place(group),
        kind=SEVERITIES[first.severity],
        found=(line(first.found) or "nothing") + more,
        expected=line(expectation(first)),
        mend=line(first.mend),
    )


def _place(group: ProblemGroup) -> str:
    """Return `requests.xlsx, sheet 'Requests', cells D14:D20 (7 cells) (users)`."""
    first = group.first
    sheet = f"sheet '{line(first.sheet)}'" if first.sheet else ""
    column = f" ({line(first.column)})" if first.column else ""
    spots = _spots("cell", group.cells, group) or _spots("row", group.rows, group)
    return ", ".join(part for part in (line(first.file), sheet, spots) if part) + column


def _spots(noun: str, ranges: Sequence[str], group: ProblemGroup) -> str:
    if not ranges:
        return ""
    if len(group.problems) == 1:
        return f"{noun} {ranges[0]}"
    rest = ", \u2026" if len(ranges) > _MOST_RANGES else ""
    return f"{noun}s {', '.join(ranges[:_MOST_RANGES])}{rest} ({counted(len(group.problems), noun)})"
