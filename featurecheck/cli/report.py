"""`featurecheck report`: the one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options, report_kit
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.report_kit import Kit, kit_options
from featurecheck.cli.speech import quiet, say, say_problems
from featurecheck.errors import ExitCode, FeatureCheckError

if TYPE_CHECKING:
    from featurecheck.record import Results
    from featurecheck.report.since import Since


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
@kit_options
@data_options
@options.policy_option
@options.questionnaire_option
@options.date_option
@options.only_option
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
    kit: Kit,
    ids: tuple[str, ...],
) -> int:
    """Write the report on REQUESTS: request files, a folder of them, a sheet, or an evaluation.json.

    Exit code 0: written; 4: also rows that cannot be read; 2: nothing was written, or no PDF.
    """
    target = output or Path(f"{common.stem(requests)}.html")
    kit.refuse_nonsense(target)
    if str(target) != "-":
        read = (*requests, *beside.files, *kit.read)
        common.refuse_to_overwrite(kit.files(target), force=force, inputs=read)
    elif open_it:
        raise FeatureCheckError("--open needs a file; --output - writes none. Leave one of them away.")
    aside = "customers" if kit.shared or kit.since else None
    results = common.results_of(requests, policy_file, questionnaire, evaluated_on, beside, also_for=aside)
    results = common.only(results, ids)
    say_problems(results.problems)
    changed = None
    if kit.since:
        changed = _changed(results, kit.since, policy_file, questionnaire, beside)
    who = beside.customers(common.policy_in_force(policy_file)[0]) if kit.shared else None
    _put(report_kit.contents(kit, results, target, changed, who), target, kit, open_it=open_it)
    return ExitCode.ROWS_UNUSABLE if common.unusable(results.problems) else ExitCode.DONE


def _changed(
    results: Results, earlier: Path, policy_file: Path | None, questionnaire: str, beside: Beside
) -> Since:
    """Compare with an earlier evaluation, and say in a line what changed."""
    from featurecheck.cli.report_since import compared  # noqa: PLC0415 - not for --help
    from featurecheck.report.since_view import terminal_line  # noqa: PLC0415 - the same

    found = compared(results, earlier, policy_file, questionnaire, beside)
    if not quiet():
        say(terminal_line(found))
    return found


def _put(made: dict[Path, bytes], target: Path, kit: Kit, *, open_it: bool) -> None:
    if str(target) == "-":
        click.echo(made[target], nl=False)  # UTF-8, whatever the terminal's letters are: the page says so
        return
    report_kit.write(kit, made, target)
    if open_it:
        click.launch(target.resolve().as_uri())
