"""`featurecheck sheet check`: what is wrong in a filled-in sheet, what is still open, before anything is evaluated."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from featurecheck.cli import common, options
from featurecheck.cli.speech import (
    problem_line,
    quiet,
    quoted,
    say,
    say_json,
    say_paths,
    say_understood,
    verbose,
)
from featurecheck.cli.weighing import about_askers
from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.intake import Problem, Requests, Severity
from featurecheck.model import AnswerState
from featurecheck.problems import said_once
from featurecheck.sheets.filetable import FOUND_OUT, ReadAs

if TYPE_CHECKING:
    from featurecheck.evidence import Gathered
    from featurecheck.policy import Policy
    from featurecheck.questionnaires import Questionnaire

SCHEMA = "featurecheck.sheet-check/1"


@dataclass(frozen=True)
class Checked:
    """What was found; `open_questions` are the questions nobody answered yet, by the position of a usable request.

    `assumed` tells whether something is assumed for an open question; it is not where nothing is calculated.
    """

    requests: Requests
    labels: Mapping[str, str]
    problems: tuple[Problem, ...]
    open_questions: Mapping[int, tuple[str, ...]]
    assumed: bool = True

    @property
    def to_mend(self) -> int:
        """How many rows cannot be evaluated."""
        return common.unusable(self.problems)

    @property
    def ready(self) -> int:
        """How many rows can be evaluated, with open questions or without."""
        return len(self.open_questions)

    @property
    def incomplete(self) -> int:
        """How many of the ready rows leave a question open."""
        return sum(1 for names in self.open_questions.values() if names)

    def still_open(self) -> dict[str, int]:
        """Return in how many ready rows each question is open, in the questionnaire's order."""
        counted = Counter(name for names in self.open_questions.values() for name in names)
        return {name: counted[name] for name in self.labels if counted[name]}

    def last_line(self) -> str:
        """Return the one line that scripts may rely on."""
        return f"{self.to_mend} {_rows(self.to_mend)} to mend, {self.ready} ready"


@click.command()
@click.argument("file", type=options.PATH)
@click.option(
    "--format",
    "form",
    type=options.Word(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="text: for people; json: all of it for programs; csv: the problems only.",
)
@click.option(
    "--output",
    metavar="FILE",
    type=options.FILE,
    help="Also write the problems, one a line, e.g. into problems.csv.",
)
@options.reading_options
@options.force_option
@options.policy_option
@options.questionnaire_option
@options.voice_options
def check(
    *,
    file: Path,
    form: str,
    output: Path | None,
    read_as: ReadAs,
    force: bool,
    policy_file: Path | None,
    questionnaire: str,
) -> int:
    """Say what is wrong in FILE, every cell of every row at once, and which questions are still open.

    FILE is what others filled in, any export, or - for standard input. Nothing is evaluated and nothing changed.

    Exit code 0: nothing to mend; 4: rows that cannot be evaluated; 2: a file that cannot be read.
    """
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - not for --help
    from featurecheck.questionnaires.profiles import asks_no_figure  # noqa: PLC0415 - the same
    from featurecheck.sheets.out.writing import problems_csv  # noqa: PLC0415 - the same
    from featurecheck.storage import write_whole  # noqa: PLC0415 - the same

    if output:
        common.refuse_to_overwrite([output], force=force, inputs=[file], example="problems.csv")
    asked, (policy, _) = by_name(questionnaire), common.policy_in_force(policy_file)
    told = asks_no_figure(asked)
    if told:
        found = _answers(file, asked, read_as)
    else:
        found = checked(common.requests_read([file], questionnaire, read_as), asked, policy)
    if output:
        write_whole(output, problems_csv(found.problems))
    _PRINTED[form](found)
    say_paths([output] if output else [])
    if form == "text" and not found.to_mend:
        _say_next(file, read_as, questionnaire if told else None)
    return ExitCode.ROWS_UNUSABLE if found.to_mend else ExitCode.DONE


def _answers(file: Path, asked: Questionnaire, read_as: ReadAs) -> Checked:
    """Check answers from which nothing is calculated."""
    from featurecheck.cli.profile_check import profiles_in  # noqa: PLC0415 - not for --help

    if read_as != FOUND_OUT:
        raise FeatureCheckError(
            f"Answers to '{asked.name}' are read from the workbook made for them. Leave --map, --sheet and their like away."
        )
    requests, problems, still_open = profiles_in(file, asked)
    return Checked(requests, asked.labels(), problems, still_open, assumed=False)


def _say_next(file: Path, read_as: ReadAs, told: str | None) -> None:
    """Say how to evaluate it, read in the same way; what came through a pipe is gone. `told` has no verdict."""
    if quiet() or str(file) == "-":
        return
    if told:
        say(f"Next: featurecheck show {quoted(file)} --questionnaire {quoted(told)}")
    else:
        say(f"Next: featurecheck batch {' '.join(map(quoted, [str(file), *options.typed(read_as)]))}")


def checked(requests: Requests, questionnaire: Questionnaire, policy: Policy) -> Checked:
    """Read every answer as `batch` would, and evaluate nothing.

    Raises:
        FeatureCheckError: there is neither a request nor anything that was meant to be one.
    """
    if not len(requests) and not common.unusable(requests.problems):
        names = ", ".join(source.name for source in requests.inputs) or "the folder"
        raise FeatureCheckError(
            f"{names}: there is no request in it. Fill in at least one row, with the wish in the column 'request'."
        )
    from featurecheck.evidence import gather  # noqa: PLC0415 - loads numpy
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - not for --help

    found = gather(requests, policy, (questionnaire, by_name("competitor")))
    still_open = {
        row: tuple(name for name in questionnaire.names() if _is_open(requests, found, name, at))
        for at, row in enumerate(found.rows)
    }
    problems = said_once((*requests.problems, *found.problems, *about_askers(requests, policy)))
    ordered = sorted(problems, key=lambda one: (one.file, one.row or 0))
    return Checked(requests, questionnaire.labels(), tuple(ordered), still_open)


def _is_open(requests: Requests, found: Gathered, name: str, at: int) -> bool:
    """Tell whether nobody answered yet; a question in words has no answer but its cell."""
    if name in found.answers:
        return found.answers[name][at].state is AnswerState.OPEN
    return name not in requests.columns or not requests.columns[name][found.rows[at]]


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"


def _say_text(found: Checked) -> None:
    say_understood(found.requests, found.labels, "request" if found.assumed else "account")
    for problem in found.problems:
        if _is_loud(problem):
            say(problem_line(problem), err=False)  # a line for every cell to mend
    for line in () if quiet() else _open_lines(found):
        say(line, err=False)
    say(found.last_line(), err=False)


def _is_loud(problem: Problem) -> bool:
    if problem.severity is Severity.ERROR:
        return True
    return verbose() if problem.severity is Severity.NOTE else not quiet()


def _open_lines(found: Checked) -> list[str]:
    counted = found.still_open()
    if not counted:
        return []
    width = max(map(len, counted))
    lines = [f"  {name:<{width}}  open in {count:,} {_rows(count)}" for name, count in counted.items()]
    leave = "leaves" if found.incomplete == 1 else "leave"
    ready = f"{found.incomplete:,} of {found.ready:,} ready {_rows(found.ready)} {leave} questions open"
    return [
        f"{ready}; that is no mistake, an assumption stands in:" if found.assumed else f"{ready}:",
        *lines,
    ]


def _say_csv(found: Checked) -> None:
    from featurecheck.sheets.out.writing import problems_csv  # noqa: PLC0415 - not for --help

    data = problems_csv(found.problems)
    if sys.stdout.isatty():
        say(data.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n"), err=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)  # with the mark and line ends of a file
    if not quiet():
        say(found.last_line())


def _say_json(found: Checked) -> None:
    say_json(json.dumps(_plain(found), ensure_ascii=False, indent=1))


_PRINTED: Mapping[str, Callable[[Checked], None]] = {"text": _say_text, "json": _say_json, "csv": _say_csv}


def _plain(found: Checked) -> dict[str, Any]:
    """Return all of it as plain data."""
    return {
        "schema": SCHEMA,
        "inputs": [asdict(source) for source in found.requests.inputs],
        "columns": dict(found.requests.mapping),
        "rows": {"to_mend": found.to_mend, "ready": found.ready, "incomplete": found.incomplete},
        "open_questions": found.still_open(),
        "requests": [_request(found, row) for row in found.open_questions],
        "problems": [asdict(problem) for problem in found.problems],
    }


def _request(found: Checked, row: int) -> dict[str, Any]:
    place = found.requests.places[row]
    return {
        "id": found.requests.columns["id"][row],
        "request": found.requests.columns["request"][row],
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "open": list(found.open_questions[row]),
    }
