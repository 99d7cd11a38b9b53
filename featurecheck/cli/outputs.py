"""Writes what an evaluation becomes: one function a format, whole files only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from featurecheck.cli.common import refuse_to_overwrite
from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.record import TABLE_COLUMNS, Results, table_rows, to_json
from featurecheck.storage import make_folder, write_whole

FORMATS = ("html", "xlsx", "csv", "json")
PROBLEMS = "problems.csv"


def _html(results: Results) -> bytes:
    from featurecheck.report.render import render  # noqa: PLC0415 - loads jinja2

    return render(results).encode()


def _xlsx(results: Results) -> bytes:
    from featurecheck.sheets.writing import results_workbook  # noqa: PLC0415 - loads xlsxwriter

    return results_workbook(results, ranked_rows(results), TABLE_COLUMNS)


def _csv(results: Results) -> bytes:
    from featurecheck.sheets.writing import results_csv  # noqa: PLC0415 - not for --help

    return results_csv(ranked_rows(results), TABLE_COLUMNS)


def _problems(results: Results) -> bytes:
    from featurecheck.sheets.writing import problems_csv  # noqa: PLC0415 - not for --help

    return problems_csv(results.problems)


_WRITERS: dict[str, tuple[str, Callable[[Results], bytes]]] = {
    "html": ("report.html", _html),
    "xlsx": ("results.xlsx", _xlsx),
    "csv": ("results.csv", _csv),
    "json": ("evaluation.json", to_json),
}


def ranked_rows(results: Results) -> list[dict[str, object]]:
    """Return the results table by rank."""
    return sorted(table_rows(results), key=lambda row: row["rank"])


def formats_of(text: str) -> tuple[str, ...]:
    """Read `html,xlsx,csv,json`."""
    wanted = tuple(dict.fromkeys(part.strip().casefold() for part in text.split(",") if part.strip()))
    for name in wanted:
        if name not in FORMATS:
            near = did_you_mean(name, list(FORMATS))
            raise FeatureCheckError(
                f"--format: '{name}' is not a format.{near} Write some of {', '.join(FORMATS)}."
            )
    if not wanted:
        raise FeatureCheckError(f"--format: nothing is named. Write some of {', '.join(FORMATS)}.")
    return wanted


def planned(folder: Path, formats: Sequence[str]) -> list[Path]:
    """Return the files that would be written."""
    return [folder / _WRITERS[name][0] for name in formats] + [folder / PROBLEMS]


def write_outputs(results: Results, folder: Path, formats: Sequence[str], *, force: bool) -> list[Path]:
    """Write the files into the folder and return their paths; everything is rendered before the first is written."""
    paths = planned(folder, formats)
    refuse_to_overwrite(paths, force=force)
    contents = [_WRITERS[name][1](results) for name in formats] + [_problems(results)]
    make_folder(folder)
    return [write_whole(path, content) for path, content in zip(paths, contents, strict=True)]
