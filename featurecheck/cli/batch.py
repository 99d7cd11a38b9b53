"""`featurecheck batch`: a whole sheet or folder of requests."""

from __future__ import annotations

from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.capacity import Within, say_plan
from featurecheck.cli.speech import quiet, quoted, say, say_paths, say_problems, say_understood
from featurecheck.errors import ExitCode, FeatureCheckError


@click.command()
@click.argument("requests", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--map",
    "mappings",
    multiple=True,
    metavar="HEADER=NAME",
    help="What a header means, e.g. --map 'Idea=request'. Repeatable.",
)
@click.option(
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
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
@options.force_option
@click.option("--dry-run", is_flag=True, help="Read and evaluate, say what would be written, write nothing.")
@options.policy_option
@options.questionnaire_option
@options.date_option
@options.voice_options
def batch(  # noqa: PLR0913 - one a flag
    *,
    requests: tuple[Path, ...],
    mappings: tuple[str, ...],
    output: Path | None,
    formats: str,
    capacity: float | None,
    shadow_price: bool,
    force: bool,
    dry_run: bool,
    policy_file: Path | None,
    questionnaire: str,
    evaluated_on: str | None,
) -> int:
    """Evaluate REQUESTS: sheets (xlsx, csv, ...), folders of request files, or - for a table on standard input.

    Writes report.html, results.xlsx, results.csv, evaluation.json and problems.csv into one folder.
    """
    from featurecheck.cli.outputs import formats_of, planned, write_outputs  # noqa: PLC0415 - not for --help
    from featurecheck.report.text import tally  # noqa: PLC0415 - the same

    wanted, mapping, within = (
        formats_of(formats),
        _mapping(mappings),
        Within.of(capacity, shadow_price=shadow_price),
    )
    folder = output or Path(f"{common.stem(requests)}-report")
    paths = planned(folder, wanted)
    if not dry_run:
        common.refuse_to_overwrite(paths, force=force, inputs=requests)
    results = common.evaluated(
        requests,
        policy_file,
        questionnaire,
        mapping=mapping,
        evaluated_on=evaluated_on,
        heard=say_understood,
        within=within,
    )
    say_problems(results.problems, "problems.csv lists them all")
    if not dry_run:
        write_outputs(results, folder, wanted, force=force)
    say_paths(paths, dry_run=dry_run)
    _say_next(folder, wanted, dry_run=dry_run)
    say_plan(results)
    say(tally(results), err=False)
    return ExitCode.ROWS_UNUSABLE if common.unusable(results.problems) else ExitCode.DONE


def _mapping(pairs: tuple[str, ...]) -> dict[str, str] | None:
    """Read HEADER=NAME; the header may hold `=` itself."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        header, equals, name = (part.strip() for part in pair.rpartition("="))
        if not equals or not header or not name:
            raise FeatureCheckError(
                f"--map: '{pair}' is not HEADER=NAME. Write for example --map 'Idea=request'."
            )
        if header in mapping:
            raise FeatureCheckError(f"--map: the header '{header}' is given twice. Map it to one column.")
        mapping[header] = name
    return mapping or None


def _say_next(folder: Path, wanted: tuple[str, ...], *, dry_run: bool) -> None:
    if "json" in wanted and not dry_run and not quiet():
        say(f"Next: featurecheck show {quoted(folder / 'evaluation.json')}")
