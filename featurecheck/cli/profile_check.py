"""`featurecheck sheet check` of a filled-in questionnaire without figures: rows without a name, unclear and open answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.cli.profile import Filled, filled
from featurecheck.customers.partnership import QUESTIONNAIRE, yes_or_no
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import InputFile, Place, Problem, Requests, Severity
from featurecheck.interview.understanding import Words, understand
from featurecheck.model import AnswerState
from featurecheck.sheets.cells import shortened

if TYPE_CHECKING:
    from featurecheck.questionnaires.definition import Question, Questionnaire


def profiles_in(
    path: Path, asked: Questionnaire
) -> tuple[Requests, tuple[Problem, ...], dict[int, tuple[str, ...]]]:
    """Return the accounts with their answers, what has to be mended, and what is open by the position of a usable row.

    Raises:
        FeatureCheckError: the file is no table, has no row, or no column for the account or for any question.
    """
    found = filled(path, asked)
    if not found.rows:
        header = shortened(found.table.header[found.account])
        raise FeatureCheckError(
            f"{found.table.file}: there is no account in it. Fill in at least one row, with its name in the column '{header}'."
        )
    problems = tuple(problem for at in found.rows for problem in _problems(found, asked, at))
    nameless = {problem.row for problem in problems if problem.severity is Severity.ERROR}
    usable = [at for at in found.rows if found.table.row_numbers[at] not in nameless]
    still_open = {
        row: tuple(one.name for one in asked.questions if _state(found, one, at) is AnswerState.OPEN)
        for row, at in enumerate(usable)
    }
    return _accounts(found, usable), problems, still_open


def _cell(found: Filled, name: str, at: int) -> str:
    return found.table.rows[at][found.columns[name]] if name in found.columns else ""


def _state(found: Filled, question: Question, at: int) -> AnswerState:
    """Read a cell as an interview reads what is typed."""
    return understand(question, _cell(found, question.name, at), Words()).state


def _problems(found: Filled, asked: Questionnaire, at: int) -> Iterator[Problem]:
    if not found.table.rows[at][found.account].strip():
        mend = "Write the account's name, or delete the row."
        yield _problem(
            found, at, found.account, "an empty cell", "the name of an account", mend, Severity.ERROR
        )
    for question in asked.questions if asked.name == QUESTIONNAIRE else ():
        text = _cell(found, question.name, at)
        answered = _state(found, question, at) is AnswerState.ANSWERED
        if answered and yes_or_no(text) is None:
            mend = (
                "Begin the answer with yes or no; until then it speaks neither for a partner nor against one."
            )
            told = "an answer that begins with yes or no"
            column = found.columns[question.name]
            yield _problem(found, at, column, f"'{shortened(text)}'", told, mend, Severity.WARNING)


def _problem(
    found: Filled, at: int, column: int, said: str, expected: str, mend: str, severity: Severity
) -> Problem:
    table = found.table
    row, header = table.row_numbers[at], shortened(table.header[column])
    cell = f"{table.letters[column]}{row}"
    return Problem(table.file, table.sheet, row, cell, header, said, expected, mend, severity)


def _accounts(found: Filled, usable: list[int]) -> Requests:
    table = found.table
    columns = {"id": [""] * len(usable), "request": [table.rows[at][found.account].strip() for at in usable]}
    columns |= {name: [table.rows[at][place] for at in usable] for name, place in found.columns.items()}
    named = {"request": found.account, **found.columns}
    left_out = len(found.rows) - len(usable)
    return Requests(
        columns,
        [Place(table.file, table.sheet, table.row_numbers[at]) for at in usable],
        letters={name: table.letters[place] for name, place in named.items()},
        mapping={name: table.header[place] for name, place in named.items()},
        inputs=(InputFile(table.file, table.sha256, "answers", len(usable), left_out, tuple(table.notes)),),
        problems=(),
    )
