"""`featurecheck show`: one request in the terminal."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.profile import show_profiles
from featurecheck.cli.speech import say_json, say_problems
from featurecheck.errors import ExitCode
from featurecheck.record import Results, to_json

_WIDEST = 120


@click.command()
@click.argument("requests", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--format",
    "form",
    type=options.Word(["text", "json", "md"]),
    default="text",
    show_default=True,
    help="text: for the terminal; json: every number; md: to paste into a ticket.",
)
@data_options
@options.policy_option
@options.questionnaire_option
@options.date_option
@options.only_option
@options.voice_options
def show(
    *,
    requests: tuple[Path, ...],
    form: str,
    policy_file: Path | None,
    questionnaire: str,
    evaluated_on: str | None,
    beside: Beside,
    ids: tuple[str, ...],
) -> int:
    """Show the verdict, the answers as they were read, and what would settle the matter.

    REQUESTS are request files, folders of them, sheets, or one evaluation.json.
    """
    told = show_profiles(requests, questionnaire, form)
    if told is not None:
        return told
    results = common.only(common.results_of(requests, policy_file, questionnaire, evaluated_on, beside), ids)
    _print(results, form)
    return ExitCode.ROWS_UNUSABLE if common.unusable(results.problems) else ExitCode.DONE


def _print(results: Results, form: str) -> None:
    from featurecheck.report.text import as_markdown, as_text  # noqa: PLC0415 - not for --help

    if form == "json":
        say_json(to_json(results).decode().removesuffix("\n"))
        say_problems(results.problems)  # the other two forms hold them
    elif form == "md":
        click.echo(as_markdown(results), nl=False)
    else:
        click.echo(as_text(results, min(shutil.get_terminal_size().columns, _WIDEST)), nl=False)
