"""Writes what an evaluation becomes: one function a format, whole files only."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from featurecheck.cli.common import refuse_to_overwrite
from featurecheck.cli.language import chosen, say_missing
from featurecheck.cli.progress import Progress, progress
from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.record import Results, table_columns, table_rows, to_json
from featurecheck.storage import make_folder, write_whole

FORMATS = ("html", "xlsx", "csv", "json")
PROBLEMS = "problems.csv"
_AT_ONCE = 1000  # requests whose every detail stands in memory


def _html(results: Results, table: RankedTable) -> bytes:
    from featurecheck.report.render import render  # noqa: PLC0415 - loads jinja2

    language = chosen(table.language, results)
    if language is None:
        return render(results).encode()
    from featurecheck.report.languages.rendering import render_in  # noqa: PLC0415 - English needs none

    told = render_in(language, results)
    say_missing(language, told.missing)
    return told.text.encode()


def _xlsx(results: Results, table: RankedTable) -> bytes:
    from featurecheck.sheets.out.results_workbook import results_workbook  # noqa: PLC0415 - loads xlsxwriter

    return results_workbook(results, table.rows(), table.columns)


def _csv(_results: Results, table: RankedTable) -> bytes:
    from featurecheck.sheets.out.writing import results_csv  # noqa: PLC0415 - not for --help

    return results_csv(table.rows(), table.columns)


def _json(results: Results, _table: RankedTable) -> bytes:
    return to_json(results)


def _problems(results: Results) -> bytes:
    from featurecheck.sheets.out.writing import problems_csv  # noqa: PLC0415 - not for --help

    return problems_csv(results.problems)


class RankedTable:
    """The results table by rank, made once for all who write it and kept without the details behind it.

    `language` is the one that was asked for, None for the policy's: pages are in it, tables are not.
    """

    def __init__(self, results: Results, shown: Progress, language: str | None = None) -> None:
        self.language = language
        self.columns = table_columns(results)
        self._results = results
        self._shown = shown
        self._kept: list[tuple[object, ...]] | None = None

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield one mapping a request, its keys the columns."""
        if self._kept is None:
            self._kept = sorted(self._cells(), key=itemgetter(self.columns.index("rank")))
        for row in self._kept:
            yield dict(zip(self.columns, row, strict=True))

    def _cells(self) -> Iterator[tuple[object, ...]]:
        requests = self._results.requests
        self._shown.total = len(requests)
        for start in range(0, len(requests), _AT_ONCE):
            part = dataclasses.replace(self._results, requests=requests[start : start + _AT_ONCE])
            yield from (tuple(row[name] for name in self.columns) for row in table_rows(part))
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


def _contents(results: Results, formats: Sequence[str], language: str | None) -> list[bytes]:
    contents = []
    with progress("Writing") as shown:
        table = RankedTable(results, shown, language)
        for name, work in (_WRITERS[one] for one in formats):
            shown.doing = f"Writing {name}"
            contents.append(work(results, table))
    return [*contents, _problems(results)]


def write_outputs(
    results: Results, folder: Path, formats: Sequence[str], *, force: bool, language: str | None = None
) -> list[Path]:
    """Write the files into the folder and return their paths; everything is rendered before the first is written.

    Args:
        results: what was found.
        folder: where to write.
        formats: which of `FORMATS`.
        force: write over what is there.
        language: of the page, by its tag or the name of a language file; None for the policy's.
    """
    paths = planned(folder, formats)
    refuse_to_overwrite(paths, force=force)
    contents = _contents(results, formats, language)
    make_folder(folder)
    return [write_whole(path, content) for path, content in zip(paths, contents, strict=True)]
