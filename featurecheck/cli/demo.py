"""`featurecheck demo`: an example workspace, evaluated."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.beside import Beside
from featurecheck.cli.speech import quiet, quoted, say
from featurecheck.errors import FeatureCheckError
from featurecheck.record import Results


@click.command()
@click.argument("folder", type=options.FILE, default="featurecheck-demo")
@click.option("--force", is_flag=True, help="Overwrite an example that is already there.")
@options.date_option
@options.voice_options
def demo(*, folder: Path, force: bool, evaluated_on: str | None) -> None:
    """Write an example workspace into FOLDER, evaluate it, and print the report's path. Nothing is asked."""
    from featurecheck.cli.outputs import FORMATS, write_outputs  # noqa: PLC0415 - not for --help
    from featurecheck.report.text import tally  # noqa: PLC0415 - the same

    _refuse_to_mix(folder, force=force)
    write_workspace(folder)
    sheet, policy = folder / "requests.xlsx", folder / "featurecheck.toml"
    beside = Beside(
        (str(folder / "usage.csv"),), (folder / "survey.csv",), customers_file=folder / "customers.csv"
    )
    results = common.evaluated([sheet], policy, "competitor", evaluated_on=evaluated_on, beside=beside)
    paths = write_outputs(results, folder / "report", FORMATS, force=True)
    if not quiet():
        _introduce(folder, results)
    say(f"Report: {paths[0]}", err=False)
    say(tally(results), err=False)


def _refuse_to_mix(folder: Path, *, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise FeatureCheckError(f"{folder}: this is a file. Name a folder for the example.")
    if folder.exists() and any(folder.iterdir()) and not force:
        raise FeatureCheckError(
            f"{folder}: there is something in it already. Add --force, or name another folder."
        )


def _introduce(folder: Path, results: Results) -> None:
    """Say what lies where, what came out on top, and what to type next."""
    best = min(results.requests, key=lambda request: request.rank)
    files = sorted(path.name for path in (folder / "requests").glob("*.toml"))
    say(
        f"An example company in {folder}: requests.xlsx, usage.csv, survey.csv, customers.csv, featurecheck.toml, requests ({', '.join(files)})."
    )
    say(f"First of {len(results.requests)}: {best.request}: {best.verdict.value}. {best.sentence}")
    if files:
        say(
            f"Next: cd {quoted(folder)} && featurecheck show requests/{quoted(files[0])}, or featurecheck ask"
        )


def write_workspace(folder: Path) -> None:
    """Write the example's workbook, policy, request files, usage data, survey and list of customers."""
    from featurecheck.cli.fill_in import workbook  # noqa: PLC0415 - loads xlsxwriter
    from featurecheck.policy import load_policy  # noqa: PLC0415 - not for --help
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - the same
    from featurecheck.resources import bundled  # noqa: PLC0415 - the same
    from featurecheck.storage import make_folder, write_whole  # noqa: PLC0415 - the same

    source = bundled("questionnaires/demo")
    with (source / "requests.csv").open(encoding="utf-8", newline="") as file:
        rows = tuple({name: text or "" for name, text in row.items()} for row in csv.DictReader(file))
    make_folder(folder / "requests")
    make_folder(folder / "exports")
    write_whole(
        folder / "requests.xlsx",
        workbook(by_name("competitor"), load_policy(source / "featurecheck.toml"), rows),
    )
    write_whole(folder / "featurecheck.toml", (source / "featurecheck.toml").read_bytes())
    write_whole(folder / "exports" / "tracker.csv", (source / "tracker-export.csv").read_bytes())
    for name in ("usage.csv", "survey.csv", "customers.csv"):
        write_whole(folder / name, (source / name).read_bytes())
    for path in sorted(source.glob("*-*.toml")):
        write_whole(folder / "requests" / path.name, path.read_bytes())
