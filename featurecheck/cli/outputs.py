"""Writes what an evaluation becomes: one function a format, whole files only."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from featurecheck.cli.common import refuse_to_overwrite
from featurecheck.cli.progress import Progress, progress
from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.record import TABLE_COLUMNS, Results, table_rows, to_json
from featurecheck.storage import make_folder, write_whole

FORMATS = ("html", "xlsx", "csv", "json")
PROBLEMS = "problems.csv"
_AT_ONCE = 1000  # requests whose every detail stands in memory


def _html(results: Results, _table: RankedTable) -> bytes:
    from featurecheck.report.render import render  # noqa: PLC0415 - loads jinja2

    return render(results).encode()


def _xlsx(results: Results, table: RankedTable) -> bytes:
    from featurecheck.sheets.out.results_workbook import results_workbook  # noqa: PLC0415 - loads xlsxwriter

    return results_workbook(results, table.rows(), TABLE_COLUMNS)


def _csv(_results: Results, table: RankedTable) -> bytes:
    from featurecheck.sheets.out.writing import results_csv  # noqa: PLC0415 - not for --help

    return results_csv(table.rows(), TABLE_COLUMNS)


def _json(results: Results, _table: RankedTable) -> bytes:
    return to_json(results)


def _problems(results: Results) -> bytes:
    from featurecheck.sheets.out.writing import problems_csv  # noqa: PLC0415 - not for --help

    return problems_csv(results.problems)


class RankedTable:
    """The results table by rank, made once for all who write it and kept without the details behind it."""

    def __init__(self, results: Results, shown: Progress) -> None:
        self._results = results
        self._shown = shown
        self._kept: list[tuple[object, ...]] | None = None

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield one mapping a request, its keys `TABLE_COLUMNS`."""
        if self._kept is None:
            self._kept = sorted(self._cells(), key=itemgetter(TABLE_COLUMNS.index("rank")))
        for row in self._kept:
            yield dict(zip(TABLE_COLUMNS, row, strict=True))

    def _cells(self) -> Iterator[tuple[object, ...]]:
        requests = self._results.requests
        self._shown.total = len(requests)
        for start in range(0, len(requests), _AT_ONCE):
            part = dataclasses.replace(self._results, requests=requests[start : start + _AT_ONCE])
            yield from (tuple(row[name] for name in TABLE_COLUMNS) for row in table_rows(part))
            self._shown.done = start + len(part.requests)
        self._shown.total = None


_WRITERS: dict[str, tuple[str, Callable[[Results, RankedTable], bytes]]] = {
    "html": ("report.html", _html),
    "xlsx": ("results.xlsx", _xlsx),
    "csv": ("results.csv", _csv),
    "json": ("evaluation.json", _json),
}


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


def _contents(results: Results, formats: Sequence[str]) -> list[bytes]:
    contents = []
    with progress("Writing") as shown:
        table = RankedTable(results, shown)
        for name, work in (_WRITERS[one] for one in formats):
            shown.doing = f"Writing {name}"
            contents.append(work(results, table))
    return [*contents, _problems(results)]


def write_outputs(results: Results, folder: Path, formats: Sequence[str], *, force: bool) -> list[Path]:
    """Write the files into the folder and return their paths; everything is rendered before the first is written."""
    paths = planned(folder, formats)
    refuse_to_overwrite(paths, force=force)
    contents = _contents(results, formats)
    make_folder(folder)
    return [write_whole(path, content) for path, content in zip(paths, contents, strict=True)]
