"""`featurecheck sheet read`: what was understood of any spreadsheet, or its cells as they are."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options
from featurecheck.cli.inputs import on_disk
from featurecheck.cli.progress import reading
from featurecheck.cli.speech import say, say_json, say_problems
from featurecheck.errors import ExitCode, FeatureCheckError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from featurecheck.sheets.filetable import FileTable, ReadAs
    from featurecheck.sheets.understanding import Understood

_KINDS = ["requests", "customers", "usage events", "usage roll-up", "survey"]
_AT_ONCE = 1000  # rows that stand in memory as text


@click.command()
@click.argument("file", type=options.PATH)
@click.option(
    "--raw", is_flag=True, help="The cells of the table as they stand in the file, its header first."
)
@click.option(
    "--format",
    "form",
    type=options.Word(["text", "json", "csv"]),
    default=None,
    help="text: what was understood (the default); json: the same for programs; csv: the rows (the default with --raw).",
)
@click.option(
    "--kind",
    type=options.Word(_KINDS),
    metavar="KIND",
    help=f"What the sheet is, if its header does not tell: {', '.join(_KINDS)}.",
)
@options.reading_options
@options.questionnaire_option
@options.voice_options
def read(
    *, file: Path, raw: bool, form: str | None, kind: str | None, read_as: ReadAs, questionnaire: str
) -> int:
    """Say what was understood of FILE: its kind, its columns, which rows were read and which were not, and why.

    FILE is xlsx, xlsm, xls, xlsb, ods, csv, tsv or txt, or - for standard input.

    Exit code 0: everything can be used; 4: some rows cannot; 2: the file cannot be read. With --raw never 4.
    """
    if raw:
        return _read_raw(file, form or "csv", kind, read_as)
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - not for --help
    from featurecheck.sheets.understanding import understand  # noqa: PLC0415 - the same

    labels = by_name(questionnaire).labels()
    with reading([file]), on_disk(file) as path:
        found = understand(path, read_as, kind=kind, labels=labels)
    _PRINTED[form or "text"](found)
    say_problems(found.problems, "--format json lists them all")
    return ExitCode.ROWS_UNUSABLE if common.unusable(found.problems) else ExitCode.DONE


def _read_raw(file: Path, form: str, kind: str | None, read_as: ReadAs) -> int:
    """Print the cells; nothing is understood, so nothing can be said about that either."""
    _refuse_meaning(form, kind, read_as)
    from featurecheck.sheets.tables import read as read_table  # noqa: PLC0415 - not for --help

    with reading([file]), on_disk(file) as path:
        empty = path.is_file() and path.stat().st_size == 0
        table = None if empty else read_table(path, **read_as.where())
    if table is None:
        return _print_nothing(file, form)
    (_print_raw_json if form == "json" else _print_raw_csv)(table)
    say_problems(table.problems, "--format json without --raw lists them all")
    return ExitCode.DONE


def _refuse_meaning(form: str, kind: str | None, read_as: ReadAs) -> None:
    flags = {"--kind": kind, "--map": read_as.mapping, "--date-order": read_as.date_order}
    given = [flag for flag, value in flags.items() if value]
    if given:
        raise FeatureCheckError(
            f"{given[0]}: --raw prints the cells as they stand, whatever they mean. Leave {given[0]} or --raw away."
        )
    if form == "text":
        raise FeatureCheckError(
            "--format text: this says what was understood, and --raw prints cells. Write --format csv or json, or leave --raw away."
        )


def _print_nothing(file: Path, form: str) -> int:
    """An empty file has no cells: that is the right output, and said beside it."""
    if form == "json":
        say_json(json.dumps({"header": [], "rows": []}))
    say(f"{file}: the file is empty.")
    return ExitCode.DONE


def _print_raw_csv(table: FileTable) -> None:
    header = [table.raw_header] if table.raw_header else []
    _print_rows(chain(header, table.rows))


def _print_raw_json(table: FileTable) -> None:
    """Print a row a line and some lines at a time, so that a long table needs no second copy."""
    say_json(f'{{"header": {_plain(table.raw_header)}, "rows": [')
    rest, left = iter(table.rows), len(table.rows)
    while some := list(islice(rest, _AT_ONCE)):
        left -= len(some)
        say_json(",\n".join(map(_plain, some)) + ("," if left else ""))
    say_json("]}")


def _plain(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _print_json(found: Understood) -> None:
    say_json(json.dumps(found.plain(), ensure_ascii=False, indent=1))


def _print_csv(found: Understood) -> None:
    from featurecheck.sheets.out.safe import escaped  # noqa: PLC0415 - only this format needs it

    names, rows = found.canonical()
    _print_rows([escaped(cell) for cell in row] for row in chain([names], rows))


def _print_rows(rows: Iterable[Sequence[str]]) -> None:
    """Write to a pipe or a file exactly; on a terminal without what it might obey."""
    if sys.stdout.isatty():
        for text in _texts(rows):
            say(text.removesuffix("\n"), err=False)
        return
    sys.stdout.flush()
    for text in _texts(rows):
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))  # half a letter has no bytes of its own


def _texts(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of some rows at a time."""
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(some)
        yield text.getvalue()


def _print_text(found: Understood) -> None:
    for line in found.sentences():
        say(line, err=False)


_PRINTED: Mapping[str, Callable[[Understood], None]] = {
    "text": _print_text,
    "json": _print_json,
    "csv": _print_csv,
}
