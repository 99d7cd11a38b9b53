"""How the figures came about: the method in words, the policy, the priors, the files that were read."""

from __future__ import annotations

from itertools import groupby

from featurecheck.model import Evaluation, InputFile, PolicyEntry, Problem, Severity
from featurecheck.report.shapes import InputRow, Method, Named, PolicyRow, ProblemRow, Problems
from featurecheck.report.wording import SEVERITIES, counted, line

_MOST_PROBLEMS = 500

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
    return InputRow(
        name=line(file.name),
        kind=line(file.kind),
        rows=f"{counted(file.rows_read, 'row')} read{skipped}",
        digest=line(file.sha256),
        notes=" ".join(line(note) for note in file.notes),
    )


def problems(evaluation: Evaluation) -> Problems | None:
    """Return what a person has to mend in the input, what stopped a row first; None when nothing has to be."""
    order = list(SEVERITIES)
    found = sorted(evaluation.problems, key=lambda problem: order.index(problem.severity))
    if not found:
        return None
    cut = (
        f"The first {_MOST_PROBLEMS} of {len(found):,} are listed. All of them are in problems.csv."
        if len(found) > _MOST_PROBLEMS
        else ""
    )
    return Problems(
        _problem_sentence(found), tuple(_problem(problem) for problem in found[:_MOST_PROBLEMS]), cut
    )


def _problem_sentence(found: list[Problem]) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    others = len(found) - errors
    first = (
        f"{counted(errors, 'problem')} kept a row from being evaluated."
        if errors
        else "Every row was evaluated."
    )
    second = f" {counted(others, 'remark')} about the input did not." if others else ""
    return first + second


def _problem(problem: Problem) -> ProblemRow:
    return ProblemRow(
        where=place(problem),
        kind=SEVERITIES[problem.severity],
        found=line(problem.found) or "nothing",
        expected=line(problem.expected),
        mend=line(problem.mend),
    )


def place(problem: Problem) -> str:
    """Return `requests.xlsx, sheet 'Requests', cell D14 (users)`."""
    row = "" if problem.row is None else f"row {problem.row}"
    spot = f"cell {problem.cell}" if problem.cell else row
    sheet = f"sheet '{line(problem.sheet)}'" if problem.sheet else ""
    column = f" ({line(problem.column)})" if problem.column else ""
    return ", ".join(part for part in (line(problem.file), sheet, spot) if part) + column
