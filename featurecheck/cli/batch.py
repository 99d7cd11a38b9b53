"""`featurecheck batch`: a whole sheet or folder of requests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.capacity import Within, say_plan
from featurecheck.cli.language import check_language, language_file, language_option
from featurecheck.cli.speech import quiet, quoted, say, say_paths, say_problems
from featurecheck.errors import ExitCode

if TYPE_CHECKING:
    from featurecheck.cli.duplicates import Duplicates
    from featurecheck.record import Results
    from featurecheck.sheets.filetable import ReadAs


@click.command()
@click.argument("requests", nargs=-1, required=True, type=options.PATH)
@options.reading_options
@click.option(
    "--output",
    metavar="FOLDER",
    type=options.FILE,
    help="Folder to write to; else <requests>-report.",
)
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    default="html,xlsx,csv,json",
    show_default=True,
    help="What to write, with commas.",
)
@click.option(
    "--capacity",
    metavar="EFFORT",
    type=options.Capacity(),
    help="Also plan what to build within this effort, e.g. '60 person-weeks'.",
)
@click.option(
    "--shadow-price",
    is_flag=True,
    help="With --capacity: the team's time costs what one more person-week would earn, instead of the policy's opportunity cost.",
)
@click.option(
    "--merge",
    metavar="FILE",
    type=options.FILE,
    help="Merge the duplicates that were accepted in this duplicates.csv.",
)
@language_option
@data_options
@options.force_option
@click.option("--dry-run", is_flag=True, help="Read and evaluate, say what would be written, write nothing.")
@options.policy_option
@options.questionnaire_option
@options.date_option
@options.voice_options
def batch(  # noqa: PLR0913 - one a flag
    *,
    requests: tuple[Path, ...],
    read_as: ReadAs,
    output: Path | None,
    formats: str,
    capacity: float | None,
    shadow_price: bool,
    merge: Path | None,
    language: str | None,
    force: bool,
    dry_run: bool,
    policy_file: Path | None,
    questionnaire: str,
    evaluated_on: str | None,
    beside: Beside,
) -> int:
    """Evaluate REQUESTS: sheets (xlsx, csv, ...), folders of request files, or - for a table on standard input.

    Writes report.html, results.xlsx, results.csv, evaluation.json and problems.csv into one folder, and duplicates.csv
    where requests look alike: answer it and give it back with --merge.
    """
    from featurecheck.cli.duplicates import Duplicates  # noqa: PLC0415 - not for --help
    from featurecheck.cli.outputs import formats_of, planned, write_outputs  # noqa: PLC0415 - the same

    check_language(language)
    wanted, within = formats_of(formats), Within.of(capacity, shadow_price=shadow_price)
    folder = output or Path(f"{common.stem(requests)}-report")
    alike, paths = Duplicates(merge, folder), planned(folder, wanted)
    if not dry_run:
        read = (*requests, *beside.files, *language_file(language))
        common.refuse_to_overwrite(paths, force=force, inputs=(*read, *([merge] if merge else ())))
        alike.refuse_to_overwrite(force=force, inputs=read)
    results = common.evaluated(
        requests,
        policy_file,
        questionnaire,
        read_as=read_as,
        evaluated_on=evaluated_on,
        heard=alike.heard,
        within=within,
        beside=beside,
    )
    results = alike.among_inputs(results)
    say_problems(results.problems, "problems.csv lists them all")
    if not dry_run:
        paths = [*write_outputs(results, folder, wanted, force=force, language=language), *alike.write()]
    _say_outcome(results, paths, alike, next_step=folder if "json" in wanted else None, dry_run=dry_run)
    return ExitCode.ROWS_UNUSABLE if common.unusable(results.problems) else ExitCode.DONE


def _say_outcome(
    results: Results, paths: Sequence[Path], alike: Duplicates, *, next_step: Path | None, dry_run: bool
) -> None:
    """Say what was written, what to do next, and last the stable line that scripts read."""
    from featurecheck.report.text import tally  # noqa: PLC0415 - not for --help

    say_paths(paths, dry_run=dry_run)
    alike.say(dry_run=dry_run)
    if next_step and not dry_run and not quiet():
        say(f"Next: featurecheck show {quoted(next_step / 'evaluation.json')}")
    say_plan(results)
    say(tally(results), err=False)
