"""`featurecheck batch`: a whole sheet or folder of requests."""

from __future__ import annotations

from pathlib import Path

import click

from featurecheck.cli import common
from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.model import Requests


@click.command()
@click.argument("requests", nargs=-1, required=True, type=common.PATH)
@click.option(
    "--map",
    "mappings",
    multiple=True,
    metavar="HEADER=NAME",
    help="What a header means, e.g. --map 'Idea=request'. Repeatable.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Folder to write to; else <requests>-report.")
@click.option(
    "--format", "formats", default="html,xlsx,csv,json", show_default=True, help="What to write, with commas."
)
@click.option("--force", is_flag=True, help="Overwrite files that are already there.")
@click.option("--dry-run", is_flag=True, help="Read and evaluate, say what would be written, write nothing.")
@common.policy_option
@common.questionnaire_option
@common.date_option
def batch(  # noqa: PLR0913 - one a flag
    *,
    requests: tuple[Path, ...],
    mappings: tuple[str, ...],
    output: Path | None,
    formats: str,
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

    wanted = formats_of(formats)
    folder = output or Path(f"{_stem(requests)}-report")
    if not dry_run:
        common.refuse_to_overwrite(planned(folder, wanted), force=force)
    results = common.evaluated(
        requests,
        policy_file,
        questionnaire,
        mapping=_mapping(mappings),
        evaluated_on=evaluated_on,
        heard=say_understood,
    )
    common.say_problems(results.problems)
    paths = planned(folder, wanted) if dry_run else write_outputs(results, folder, wanted, force=force)
    _say_paths(paths, dry_run=dry_run)
    common.say(tally(results), err=False)
    return ExitCode.ROWS_UNUSABLE if common.unusable(results.problems) else ExitCode.DONE


def _stem(requests: tuple[Path, ...]) -> str:
    first = requests[0]
    return "stdin" if str(first) == "-" else first.resolve().stem


def _mapping(pairs: tuple[str, ...]) -> dict[str, str] | None:
    """Read HEADER=NAME; the header may hold `=` itself."""
    mapping = {}
    for pair in pairs:
        header, equals, name = pair.rpartition("=")
        if not equals or not header.strip() or not name.strip():
            raise FeatureCheckError(
                f"--map: '{pair}' is not HEADER=NAME. Write for example --map 'Idea=request'."
            )
        mapping[header.strip()] = name.strip()
    return mapping or None


def say_understood(requests: Requests) -> None:
    """Print what was read and how the columns were understood, before anything is computed."""
    if common.quiet():
        return
    for source in requests.inputs[:5]:
        common.say(f"{source.name}: {source.rows_read:,} rows read, {source.rows_skipped:,} skipped.")
        for note in source.notes if common.verbose() else source.notes[:3]:
            common.say(f"  {note}")
    pairs = [f"{header} -> {name}" if header != name else name for name, header in requests.mapping.items()]
    if pairs:
        common.say(f"Columns: {', '.join(pairs)}")


def _say_paths(paths: list[Path], *, dry_run: bool) -> None:
    for path in () if common.quiet() else paths:
        common.say(f"{'Would write' if dry_run else 'Wrote'} {path}")
