"""`featurecheck report`: the one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from featurecheck.cli import common
from featurecheck.errors import ExitCode
from featurecheck.record import Results


@click.command()
@click.argument("requests", nargs=-1, required=True, type=common.PATH)
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File to write, - for standard output; else <requests>.html.",
)
@click.option("--open", "open_it", is_flag=True, help="Open it in the browser.")
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
@common.policy_option
@common.questionnaire_option
@common.date_option
def report(
    *,
    requests: tuple[Path, ...],
    output: Path | None,
    open_it: bool,
    force: bool,
    policy_file: Path | None,
    questionnaire: str,
    evaluated_on: str | None,
) -> int:
    """Write the report on REQUESTS: request files, a folder of them, a sheet, or an evaluation.json."""
    from featurecheck.report.render import render  # noqa: PLC0415 - loads jinja2
    from featurecheck.storage import write_whole  # noqa: PLC0415 - not for --help

    target = output or Path(f"{requests[0].resolve().stem or 'requests'}.html")
    if str(target) != "-":
        common.refuse_to_overwrite([target], force=force)
    results = _results(requests, policy_file, questionnaire, evaluated_on)
    common.say_problems(results.problems)
    if str(target) == "-":
        click.echo(render(results), nl=False)
    else:
        click.echo(str(write_whole(target, render(results))))
        if open_it:
            click.launch(target.resolve().as_uri())
    return ExitCode.ROWS_UNUSABLE if common.unusable(results.problems) else ExitCode.DONE


def _results(
    requests: tuple[Path, ...], policy_file: Path | None, questionnaire: str, evaluated_on: str | None
) -> Results:
    """Read one evaluation.json as it is, or evaluate whatever else is named."""
    from featurecheck.record import read_json  # noqa: PLC0415 - not for --help

    if len(requests) == 1 and requests[0].suffix.casefold() == ".json":
        return read_json(requests[0])
    return common.evaluated(requests, policy_file, questionnaire, evaluated_on=evaluated_on)
