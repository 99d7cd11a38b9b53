"""How the figures came about: the method in words, the policy, the priors, the files that were read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from featurecheck.intake import InputFile, Problem, Severity
from featurecheck.model import Evaluation, PriorEntry
from featurecheck.problems import ProblemGroup, expectation, grouped, worst_first
from featurecheck.record import weighed
from featurecheck.report.again import command
from featurecheck.report.asked import METHOD
from featurecheck.report.settings import settings
from featurecheck.report.shapes import Named, ProblemRow, Problems
from featurecheck.report.shapes_method import InputRow, Method, PolicyRow
from featurecheck.report.wording import SEVERITIES, line
from featurecheck.words import counted

_MOST_PROBLEMS = 500
_MOST_RANGES = 6
_DIGITS = 16  # of a digest, enough to tell files apart; evaluation.json has all
_SHOWN_ABOVE = "It stands with each question above that nobody answered."

_PRIORS, _RANKING = "When nobody knows", "The top of a ranking"
_PARAGRAPHS: tuple[tuple[str, str], ...] = (
    (
        "Net present value",
        "Gain less cost. The gain is the margin per user and year, times the years of use that building it would bring: users who switch from the competitor, new buyers no longer lost to him, own users who stay; less the share lost to price competition. Years count from launch to the horizon, discounted; the competitor's head start ties his users to him. The cost is what building takes, what else the team could have done in that time, and upkeep while it is in use.",
    ),
    (
        "Ranges and evidence",
        "A range is read as its 5 % and 95 % points: amounts lognormal, shares logit-normal. 'Not known' takes a wide prior, shown in its place. Weak evidence widens a range about an unchanged average: finding out is worth more, building looks no better. There is no score.",
    ),
    (
        "Expected value and worth of one answer",
        "Expected value, worth of knowing an answer (EVPPI, a ceiling: no doubt is left), break-even values and tornado are one-dimensional integrals, solved by quadrature. No random number decides a verdict.",
    ),
    (
        "Worth of all answers and chance of loss",
        "The worth of knowing everything (EVPI), the chance of loss and the 50 outcomes come from {points}, the same for every request.",
    ),
    (
        "Verdict",
        "FIND OUT FIRST when some answer is worth more than it costs to get, delay included. Otherwise GO when the expected value is above zero, else NO-GO. Two answers that cannot both be true change no number, but they turn a GO into FIND OUT FIRST. A chance of loss above the policy's limit is said; it does not change the word.",
    ),
    (
        "What is taken for granted",
        "Answers are taken as independent; questions 2, 3, 5 and 7 are asked 'of those', so their shares may be multiplied.",
    ),
    (
        _RANKING,
        "The best of many requests are partly the luckiest estimates: the top of a ranking delivers less than it promises.",
    ),
    (
        _PRIORS,
        "The wide ranges were chosen together so that a request about which nothing is known pays back in about one case of four: a third of the ideas tested at Microsoft improved what they were meant to, 10 to 20 % in well-optimised products (Kohavi 2009 and 2023).",
    ),
    (
        "The other side",
        "A NO-GO is about one feature; followers of whole product categories have often done well.",
    ),
)


def method(evaluation: Evaluation, apart: Collection[str] | None = None) -> Method:
    """Return the method, the policy in force, the priors and the inputs with their digests.

    Args:
        evaluation: all that was found.
        apart: the parameters whose prior is listed, because all others in use stand with their questions on the
            same page; None for all.
    """
    points = f"{evaluation.points:,} shared Sobol points"
    shown = tuple(part for part in _PARAGRAPHS if apart is None or part[0] not in {_PRIORS, _RANKING})
    parts = (shown[0], METHOD, *shown[1:]) if weighed(evaluation) else shown
    priors = tuple(_prior(entry) for entry in evaluation.priors if apart is None or entry.parameter in apart)
    return Method(
        paragraphs=tuple(Named(name, text.replace("{points}", points)) for name, text in parts),
        policy=settings(evaluation.policy, weighed=weighed(evaluation), ranked=apart is None),
        priors_lead="" if apart is None else _SHOWN_ABOVE,
        priors=priors,
        inputs=tuple(_input(file) for file in evaluation.inputs),
        command=command(evaluation),
    )


def _prior(entry: PriorEntry) -> PolicyRow:
    source = line(entry.source) or "no source given"
    return PolicyRow(entry.parameter, line(entry.label), line(entry.reading), source)


def _input(file: InputFile) -> InputRow:
    skipped = f", {counted(file.rows_skipped, 'row')} skipped" if file.rows_skipped else ""
    merged = f", {counted(file.rows_merged, 'row')} merged into others" if file.rows_merged else ""
    return InputRow(
        name=line(file.name),
        kind=line(file.kind),
        rows=f"{counted(file.rows_read, 'row')} read{skipped}{merged}",
        digest=line(file.sha256)[:_DIGITS],
        notes="; ".join(line(note) for note in file.notes),
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
