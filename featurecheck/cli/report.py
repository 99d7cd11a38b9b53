"""`featurecheck report`: the one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.speech import say, say_problems
from featurecheck.errors import ExitCode, FeatureCheckError


@click.command()
@click.argument("requests", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--output",
    metavar="FILE",
    type=options.PATH,
    help="File to write, - for standard output; else <requests>.html.",
)
@click.option("--open", "open_it", is_flag=True, help="Open it in the browser.")
@options.force_option
@data_options
@options.policy_option
@options.questionnaire_option
@options.date_option
@options.voice_options
def report(  # noqa: PLR0913 - one a flag
    *,
    requests: tuple[Path, ...],
    output: Path | None,
    open_it: bool,
    force: bool,
    policy_file: Path | None,
    questionnaire: str,
    evaluated_on: str | None,
    beside: Beside,
) -> int:
    """Write the report on REQUESTS: request files, a folder of them, a sheet, or an evaluation.json."""
    target = output or Path(f"{common.stem(requests)}.html")
    if str(target) != "-":
        common.refuse_to_overwrite([target], force=force, inputs=(*requests, *beside.files))
    elif open_it:
        raise FeatureCheckError("--open needs a file; --output - writes none. Leave one of them away.")
    results = common.results_of(requests, policy_file, questionnaire, evaluated_on, beside)
    say_problems(results.problems)
    from featurecheck.report.render import render  # noqa: PLC0415 - loads jinja2

    _put(render(results), target, open_it=open_it)
    return ExitCode.ROWS_UNUSABLE if common.unusable(results.problems) else ExitCode.DONE


def _put(page: str, target: Path, *, open_it: bool) -> None:
    from featurecheck.storage import write_whole  # noqa: PLC0415 - not for --help

    if str(target) == "-":
        click.echo(page.encode(), nl=False)  # UTF-8, whatever the terminal's letters are: the page says so
        return
    say(str(write_whole(target, page)), err=False)
    if open_it:
        click.launch(target.resolve().as_uri())
