"""Results for spreadsheets: comma-separated values and one workbook, the same bytes for the same input."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from featurecheck.sheets.safe import cell_text, escaped, is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from featurecheck.model import Curse, Evaluation, ParameterResult, Portfolio, Problem, RequestResult

PROBLEM_COLUMNS = ("file", "sheet", "row", "cell", "column", "severity", "found", "expected", "what to do")
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
VERDICT_COLOURS = {"GO": "#00695c", "NO-GO": "#b23c00", "FIND OUT FIRST": "#5b3fa0"}

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp in the file, no moment: the same input gives the same bytes
_MOST_ANSWERS = 250_000
_CENTS_BELOW = 1000
_MONEY = frozenset(
    {
        "expected_value",
        "shrunken_value",
        "p5",
        "p50",
        "p95",
        "evpi",
        "next_question_worth",
        "value_per_effort",
        "EVPPI",
    }
)
_MONEY_SHEETS = frozenset({"Results", "Plan"})
_SHARES = frozenset({"chance_of_loss"})
_WIDE = {
    "request": 44,
    "reasons": 60,
    "flags": 40,
    "ask": 40,
    "break_even": 40,
    "break-even": 16,
    "reading": 40,
}
_WIDE |= {
    "answer as typed": 24,
    "question": 40,
    "source": 40,
    "verdict": 17,
    "value": 24,
    "meaning": 40,
    "what": 30,
    "found": 40,
}
_WIDE |= {
    "expected": 40,
    "what to do": 50,
    "next_question": 24,
    "description": 44,
    "sentence": 60,
    "unit": 22,
}
_USUAL_WIDTH = 15


def results_csv(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """Return the rows as UTF-8 with its mark (spreadsheet programs look for it), commas, CRLF; formulas disarmed."""
    return _csv(columns, ([row.get(name) for name in columns] for row in rows))


def problems_csv(problems: Iterable[Problem]) -> bytes:
    """Return the problems, one a line, in the form of `results_csv`."""
    return _csv(PROBLEM_COLUMNS, (_problem_cells(problem) for problem in problems))


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([escaped(name) for name in header])
    writer.writerows([escaped(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _problem_cells(problem: Problem) -> list[object]:
    place = (problem.file, problem.sheet, problem.row, problem.cell, problem.column)
    return [*place, problem.severity.value, problem.found, problem.expected, problem.mend]


def results_workbook(
    evaluation: Evaluation, table_rows: Sequence[Mapping[str, object]], table_columns: Sequence[str]
) -> bytes:
    """Return the workbook: Results (the rows and columns given), Answers, Policy, Problems.

    With a capacity Plan holds the requests to build in their order; with it, or with something to say about the top
    of the ranking, Summary holds the figures of the whole batch.

    Money stands in the evaluation's currency; None and not-a-number are blank cells; text is never a formula or link.
    """
    target = io.BytesIO()
    with new_workbook(target) as book:
        sheets = _Sheets(book, _currency(evaluation.currency))
        rows = ([row.get(name) for name in table_columns] for row in table_rows)
        sheets.add("Results", table_columns, rows, len(table_rows))
        _add_plan(sheets, evaluation, table_rows, table_columns)
        answers = _answers(evaluation)
        sheets.add("Answers", ANSWER_COLUMNS, iter(answers), len(answers))
        policy = _policy(evaluation)
        sheets.add("Policy", POLICY_COLUMNS, iter(policy), len(policy))
        problems = [_problem_cells(problem) for problem in evaluation.problems]
        sheets.add("Problems", PROBLEM_COLUMNS, iter(problems), len(problems))
    return target.getvalue()


def _add_plan(
    sheets: _Sheets,
    evaluation: Evaluation,
    table_rows: Sequence[Mapping[str, object]],
    columns: Sequence[str],
) -> None:
    if evaluation.portfolio:
        named = {str(row.get("id")): row for row in reversed(table_rows)}
        held = [name for name in PLAN_COLUMNS if name == "id" or name in columns]
        rows = [
            [order, *(named.get(name, {"id": name}).get(column) for column in held)]
            for order, name in enumerate(evaluation.portfolio.chosen, start=1)
        ]
        sheets.add("Plan", ("order", *held), iter(rows), len(rows))
    summary = [
        *_portfolio(evaluation.portfolio, evaluation.currency),
        *_curse(evaluation.curse, evaluation.currency),
    ]
    if summary:
        sheets.add("Summary", SUMMARY_COLUMNS, iter(summary), len(summary))


def _portfolio(found: Portfolio | None, currency: str) -> list[list[object]]:
    if found is None:
        return []
    weeks = "person-weeks"
    figures: list[list[object]] = [
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


def _curse(found: Curse | None, currency: str) -> list[list[object]]:
    if found is None:
        return []
    return [
        ["top of the ranking", found.top, "requests", "the best of many estimates are partly the luckiest"],
        ["promised by the top", found.promised, currency, "expected net present value as ranked"],
        [
            "to expect of the top",
            found.expected,
            currency,
            "after shrinking; empty when the noise is unknown",
        ],
        ["noise", found.noise_share, "share", found.source or "estimate_noise is not set in the policy"],
    ]


def new_workbook(target: io.BytesIO) -> Workbook:
    """Return an XlsxWriter workbook that turns no text into a formula, link or number and bears a fixed date."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only writers need it

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(target, {"in_memory": True, **plain})
    book.set_properties({"created": _CREATED})
    return book


def _currency(code: str) -> str:
    """Return the currency as it may stand in a number format: letters and signs, no quotation mark."""
    return "".join(char for char in cell_text(code) if char.isalpha() or char in "$\u20ac\u00a3\u00a5.")[:12]


@dataclass
class _Sheets:
    """The sheets of one workbook and their formats."""

    book: Workbook
    currency: str

    def __post_init__(self) -> None:
        top = {"valign": "top"}
        self.head = self.book.add_format(
            {"bold": True, "bg_color": "#e8eaed", "bottom": 1, "text_wrap": True, **top}
        )
        self.text = self.book.add_format({"text_wrap": True, **top})
        self.number = self.book.add_format({"num_format": "General", **top})
        self.whole = self.book.add_format({"num_format": "#,##0", **top})
        self.share = self.book.add_format({"num_format": "0 %", **top})
        self.money = self.book.add_format({"num_format": f'#,##0 "{self.currency}"', **top})
        self.verdicts = {
            word: self.book.add_format({"bold": True, "font_color": "#ffffff", "bg_color": colour, **top})
            for word, colour in VERDICT_COLOURS.items()
        }

    def add(self, name: str, columns: Sequence[str], rows: Iterator[Sequence[object]], count: int) -> None:
        """Add a sheet with a frozen header and a filter over its rows."""
        sheet = self.book.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDE.get(column, _USUAL_WIDTH))
            sheet.write_string(0, at, cell_text(column), self.head)
        for number, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                self.cell(sheet, (number, at), value, columns[at], money=name in _MONEY_SHEETS)
        sheet.freeze_panes(1, 0)
        if columns:
            sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)

    def cell(
        self, sheet: Worksheet, place: tuple[int, int], value: object, column: str, *, money: bool
    ) -> None:
        """Write one value: a number with its format, a text as text, nothing for nothing."""
        if is_number(value):
            sheet.write_number(*place, value, self.format(value, column, money=money))
            return
        text = cell_text(value)
        if text:
            sheet.write_string(
                *place, text, self.verdicts.get(text, self.text) if column == "verdict" else self.text
            )

    def format(self, value: object, column: str, *, money: bool) -> Format:
        """Return the number format of a column; in Answers p5 to p95 stand in the answer's own unit."""
        if column == "EVPPI" or (money and column in _MONEY):
            return self.money
        if column in _SHARES:
            return self.share
        figure = float(str(value))
        return self.whole if figure.is_integer() or abs(figure) >= _CENTS_BELOW else self.number


def _answers(evaluation: Evaluation) -> list[list[object]]:
    rows: list[list[object]] = []
    for result in evaluation.requests:
        if len(rows) + len(result.parameters) > _MOST_ANSWERS:
            rows.append(
                [f"The answers of the other requests, from '{result.id}' on, stand in evaluation.json."]
            )
            break
        rows.extend(_answer(result, answer) for answer in result.parameters.values())
    return rows


def _answer(result: RequestResult, answer: ParameterResult) -> list[object]:
    said = (answer.label, answer.text, answer.reading, answer.evidence.value, answer.source)
    figures = (answer.p5, answer.p50, answer.p95, answer.unit, answer.evppi, answer.break_even)
    return [result.id, result.request, *said, *figures]


def _policy(evaluation: Evaluation) -> list[list[object]]:
    settings: list[list[object]] = [
        [entry.key, entry.label, entry.value, entry.source, entry.origin] for entry in evaluation.policy
    ]
    priors: list[list[object]] = [
        [
            f"prior: {prior.parameter}",
            f"{prior.label}, when nobody knows",
            prior.reading,
            prior.source,
            "questionnaire",
        ]
        for prior in evaluation.priors
    ]
    return [*settings, *priors]
