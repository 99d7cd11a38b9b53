"""`featurecheck show`: one request in the terminal."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from featurecheck.cli import common
from featurecheck.errors import ExitCode


@click.command()
@click.argument("requests", nargs=-1, required=True, type=common.PATH)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "md"]), default="text", show_default=True
)
@common.policy_option
@common.questionnaire_option
@common.date_option
def show(
    *,
    requests: tuple[Path, ...],
    form: str,
    policy_file: Path | None,
    questionnaire: str,
    evaluated_on: str | None,
) -> int:
    """Show the verdict, the answers as they were read, and what would settle the matter."""
    from featurecheck.record import to_json  # noqa: PLC0415 - not for --help
    from featurecheck.report.text import as_markdown, as_text  # noqa: PLC0415 - the same

    results = common.evaluated(requests, policy_file, questionnaire, evaluated_on=evaluated_on)
    if form == "json":
        click.echo(to_json(results).decode(), nl=False)
    elif form == "md":
        click.echo(as_markdown(results), nl=False)
    else:
        click.echo(as_text(results, min(shutil.get_terminal_size().columns, 120)), nl=False)
    common.say_problems(results.problems)
    return ExitCode.ROWS_UNUSABLE if common.unusable(results.problems) else ExitCode.DONE
