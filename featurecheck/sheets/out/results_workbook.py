"""The results workbook: every request, the plan, the answers as typed and as read, the policy, the problems."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.sheets.out.result_columns import answer_columns, plain_columns, result_columns
from featurecheck.sheets.out.safe import cell_text
from featurecheck.sheets.out.workbook_sheets import Sheets
from featurecheck.sheets.out.writing import PROBLEM_COLUMNS, new_workbook, problem_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from featurecheck.model import Curse, Evaluation, ParameterResult, Portfolio, RequestResult
    from featurecheck.sheets.out.workbook_sheets import Notes

    Row = Sequence[object]

ANSWER_COLUMNS = (
    "id",
    "request",
    "question",
    "answer as typed",
    "reading",
    "evidence",
    "source",
    "p5",
    "p50",
    "p95",
    "unit",
    "EVPPI",
    "break-even",
)
PLAN_COLUMNS = (
    "id",
    "request",
    "verdict",
    "effort_person_weeks",
    "expected_value",
    "shrunken_value",
    "value_per_effort",
)
SUMMARY_COLUMNS = ("what", "figure", "unit", "meaning")
POLICY_COLUMNS = ("setting", "meaning", "value", "source", "from")
_MOST_ANSWERS = 250_000
_MOST_IN_MEMORY = 1000  # requests; from here on the workbook's parts go through a folder


def results_workbook(
    evaluation: Evaluation, table_rows: Iterable[Mapping[str, object]], table_columns: Sequence[str]
) -> bytes:
    """Return the workbook: Results (the rows and columns given), Answers, Policy, Problems.

    With a capacity Plan holds the requests to build in their order; with it, or with something to say about the top
    of the ranking, Summary holds the figures of the whole batch.

    Money stands in the evaluation's currency; None and not-a-number are blank cells; text is never a formula or link.
    """
    target = io.BytesIO()
    with contextlib.ExitStack() as stack:
        folder = None
        if len(evaluation.requests) > _MOST_IN_MEMORY:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        book = stack.enter_context(new_workbook(target, folder, "Feature requests: results"))
        _fill(Sheets(book, evaluation.currency), evaluation, table_rows, tuple(table_columns))
    return target.getvalue()


def _fill(
    sheets: Sheets,
    evaluation: Evaluation,
    table_rows: Iterable[Mapping[str, object]],
    columns: tuple[str, ...],
) -> None:
    money, unit = evaluation.currency, evaluation.unit
    planned: dict[str, Mapping[str, object]] = {}
    wanted = frozenset(evaluation.portfolio.chosen) if evaluation.portfolio else frozenset[str]()
    kept = _keeping(table_rows, wanted, planned)
    rows = ([row.get(name) for name in columns] for row in kept)
    sheets.add("Results", result_columns(columns, money, unit), rows, notes=_reasons(columns), left=2)
    if evaluation.portfolio:
        held = tuple(name for name in PLAN_COLUMNS if name == "id" or name in columns)
        order = _plan(evaluation.portfolio, planned, held)
        sheets.add("Plan", result_columns(("order", *held), money, unit), order, left=3)
    summary = [*_portfolio(evaluation.portfolio, money), *_curse(evaluation.curse, money)]
    if summary:
        sheets.add("Summary", answer_columns(SUMMARY_COLUMNS, money), summary)
    sheets.add("Answers", answer_columns(ANSWER_COLUMNS, money), _answers(evaluation), left=3)
    sheets.add("Policy", plain_columns(POLICY_COLUMNS), _policy(evaluation))
    sheets.add("Problems", plain_columns(PROBLEM_COLUMNS), map(problem_cells, evaluation.problems))


def _keeping(
    rows: Iterable[Mapping[str, object]], wanted: frozenset[str], kept: dict[str, Mapping[str, object]]
) -> Iterator[Mapping[str, object]]:
    """Hand the rows on, keeping those of the wanted ids, so that they need be looked at only once."""
    for row in rows:
        name = str(row.get("id"))
        if name in wanted:
            kept.setdefault(name, row)
        yield row


def _reasons(columns: tuple[str, ...]) -> Notes | None:
    """Return what writes the note on a verdict: its reasons, one a line."""
    if "reasons" not in columns:
        return None
    at = columns.index("reasons")
    return lambda row: cell_text(row[at]).replace(" | ", "\n")


def _plan(
    found: Portfolio, planned: Mapping[str, Mapping[str, object]], columns: tuple[str, ...]
) -> Iterator[Row]:
    for order, name in enumerate(found.chosen, start=1):
        row = planned.get(name, {"id": name})
        yield [order, *(row.get(column) for column in columns)]


def _portfolio(found: Portfolio | None, currency: str) -> list[Row]:
    if found is None:
        return []
    weeks = "person-weeks"
    figures: list[Row] = [
        ["capacity", found.capacity_person_weeks, weeks, "what can be built"],
        ["effort planned", found.used_person_weeks, weeks, "what the plan takes"],
        ["requests planned", len(found.chosen), "requests", "see the sheet Plan"],
        ["value of the plan", found.value, currency, "expected net present value of what is planned"],
        ["bound", found.bound, currency, "no plan is worth more"],
        ["gap", found.gap_share, "share", "how much better another plan can be at most"],
        ["shadow price", found.shadow_price, currency, "what one more person-week would earn"],
        ["method", found.method, None, "how the plan was found"],
    ]
    return figures + [["note", None, None, note] for note in found.notes]


def _curse(found: Curse | None, currency: str) -> list[Row]:
    if found is None:
        return []
    lucky = "the best of many estimates are partly the luckiest"
    shrunken = "after shrinking; empty when the noise is unknown"
    return [
        ["top of the ranking", found.top, "requests", lucky],
        ["promised by the top", found.promised, currency, "expected net present value as ranked"],
        ["to expect of the top", found.expected, currency, shrunken],
        ["noise", found.noise_share, "share", found.source or "estimate_noise is not set in the policy"],
    ]


def _answers(evaluation: Evaluation) -> Iterator[Row]:
    count = 0
    for result in evaluation.requests:
        count += len(result.parameters)
        if count > _MOST_ANSWERS:
            yield [f"The answers of the other requests, from '{result.id}' on, stand in evaluation.json."]
            return
        for answer in result.parameters.values():
            yield _answer(result, answer)


def _answer(result: RequestResult, answer: ParameterResult) -> Row:
    said = (answer.label, answer.text, answer.reading, answer.evidence.value, answer.source)
    figures = (answer.p5, answer.p50, answer.p95, answer.unit, answer.evppi, answer.break_even)
    return [result.id, result.request, *said, *figures]


def _policy(evaluation: Evaluation) -> Iterator[Row]:
    for entry in evaluation.policy:
        yield [entry.key, entry.label, entry.value, entry.source, entry.origin]
    for prior in evaluation.priors:
        meaning = f"{prior.label}, when nobody knows"
        yield [f"prior: {prior.parameter}", meaning, prior.reading, prior.source, "questionnaire"]
