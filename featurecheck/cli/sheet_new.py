"""`featurecheck sheet new`: the workbook for others to fill in, empty or filled from an export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options
from featurecheck.cli.speech import quiet, quoted, say, say_problems, say_understood
from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.intake import Problem, Requests, Severity
from featurecheck.model import AnswerState
from featurecheck.sheets.filetable import FOUND_OUT, ReadAs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from featurecheck.questionnaires import Questionnaire

_MOST_ROWS = 1_000_000
_UNKNOWN = "dk"


@click.command()
@click.argument("file", type=options.FILE, default="requests.xlsx")
@click.option(
    "--from",
    "source",
    metavar="FILE",
    type=options.PATH,
    help="Fill the rows from an export of any tracker, or - for standard input.",
)
@options.reading_options
@click.option(
    "--customers",
    is_flag=True,
    help="Add a sheet for the customers, one row an account, and the two questions that weigh them.",
)
@click.option("--survey", is_flag=True, help="Add a sheet for a survey, one row a respondent.")
@click.option(
    "--rows",
    metavar="N",
    type=click.IntRange(1, _MOST_ROWS),
    default=500,
    show_default=True,
    help="How many empty rows get dropdowns and checks.",
)
@options.force_option
@options.policy_option
@options.questionnaire_option
@options.voice_options
def new(  # noqa: PLR0913 - one a flag
    *,
    file: Path,
    source: Path | None,
    read_as: ReadAs,
    customers: bool,
    survey: bool,
    rows: int,
    force: bool,
    policy_file: Path | None,
    questionnaire: str,
) -> int:
    """Write FILE, a workbook to fill in: one row a request, a column a question, with guidance and dropdowns.

    Currency and units are the policy's. With --from, rows and answers of an export stand in it already.
    """
    from featurecheck.cli.fill_in import more_sheets, workbook  # noqa: PLC0415 - not for --help
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - the same
    from featurecheck.questionnaires.profiles import asks_no_figure  # noqa: PLC0415 - the same
    from featurecheck.storage import write_whole  # noqa: PLC0415 - the same

    if read_as != FOUND_OUT and source is None:
        raise FeatureCheckError(
            "--map, --sheet and their like say how an export is read: there is nothing to map without --from. Name it with --from FILE."
        )
    _refuse_other_endings(file)
    common.refuse_to_overwrite(
        [file],
        force=force,
        inputs=[source] if source else [],
        instead="Name another FILE",
        example="requests.xlsx",
    )
    asked, (policy, _) = by_name(questionnaire), common.policy_in_force(policy_file)
    found = _requests(source, questionnaire, read_as, asked, rows) if source else None
    sheets = more_sheets(asked, policy, customers=customers, survey=survey)
    write_whole(file, workbook(asked, policy, _rows(found), ready_rows=rows, weighed=customers, more=sheets))
    _say_written(file, found, questionnaire if asks_no_figure(asked) else None)
    return ExitCode.ROWS_UNUSABLE if found and common.unusable(found.problems) else ExitCode.DONE


def _refuse_other_endings(file: Path) -> None:
    if file.suffix.casefold() != ".xlsx":
        raise FeatureCheckError(f"{file}: the workbook is an .xlsx file. Write for example requests.xlsx.")


def _requests(source: Path, questionnaire: str, read_as: ReadAs, asked: Questionnaire, rows: int) -> Requests:
    found = common.requests_read([source], questionnaire, read_as)
    say_understood(found, asked.labels())
    if len(found) + rows > _MOST_ROWS:
        raise FeatureCheckError(
            f"{source}: {len(found):,} requests and {rows:,} empty rows do not fit into one sheet of {_MOST_ROWS:,}. "
            "Take a part of the export, or fewer --rows."
        )
    say_problems(
        [*found.problems, *_changed(found)], f"featurecheck sheet check {quoted(source)} lists them all"
    )
    return found


def _changed(requests: Requests) -> Iterator[Problem]:
    """Name the cells that a workbook cannot hold as they are."""
    from featurecheck.sheets.out.safe import cell_text  # noqa: PLC0415 - not for --help

    for name, cells in requests.columns.items():
        for text, place in zip(cells, requests.places, strict=True):
            if cell_text(text) != text:
                yield _unwritable(requests, name, place.row)


def _unwritable(requests: Requests, name: str, row: int | None) -> Problem:
    letter = requests.letters.get(name)
    return Problem(
        requests.places[0].file,
        requests.places[0].sheet,
        row,
        f"{letter}{row}" if letter and row else None,
        requests.mapping.get(name, name),
        "control characters, or more text than a cell can hold",
        "text of at most 32,767 characters",
        "It was written with a mark in their place.",
        Severity.WARNING,
    )


def _say_written(file: Path, found: Requests | None, told: str | None) -> None:
    """Say what to type next; `told` is a questionnaire whose answers have no verdict."""
    if quiet():
        return
    rows = "" if found is None else f" with {len(found):,} request{'' if len(found) == 1 else 's'} in it"
    flag = f" --questionnaire {quoted(told)}" if told else ""
    say(
        f"Wrote {file}{rows}. When it is filled in: featurecheck {'show' if told else 'batch'} {quoted(file)}{flag}"
    )
    say(f"To see what is missing or wrong in it: featurecheck sheet check {quoted(file)}{flag}")


def _rows(requests: Requests | None) -> list[dict[str, str]]:
    if requests is None:
        return []
    names = list(requests.columns)
    rows = zip(*requests.columns.values(), strict=True)
    return [_as_written(dict(zip(names, row, strict=True))) for row in rows]


def _as_written(row: dict[str, str]) -> dict[str, str]:
    """Return a row as a person would write it: not knowing stands in the answer's own cell, where others see it.

    A state that says no more than the answer does is left away; it would outlast the answer that somebody gives.
    """
    for name in [name for name in row if name.endswith(" state")]:
        answer = name.removesuffix(" state")
        if row[name] == AnswerState.UNKNOWN and not row.get(answer):
            row[answer] = _UNKNOWN
        if row[name] != AnswerState.UNKNOWN or row.get(answer) == _UNKNOWN:
            del row[name]
    return row
