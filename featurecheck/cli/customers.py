"""`featurecheck customers`: what each account is to us and worth, whom to make a partner, whom to let go."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, forms, options
from featurecheck.cli.inputs import on_disk
from featurecheck.cli.progress import reading
from featurecheck.cli.speech import quiet, say, say_input, say_problems
from featurecheck.errors import ExitCode, FeatureCheckError

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.customers.overview import Overview
    from featurecheck.intake import Requests
    from featurecheck.sheets.filetable import ReadAs

_TOP = 20
_PARTNERS = 5
_WIDEST = 120
_STDIN = "-"


@click.command()
@click.argument("file", type=options.PATH)
@click.option(
    "--requests",
    "requests_path",
    type=options.PATH,
    metavar="PATH",
    help="Requests, as batch takes them: who asks for what, and what only unprofitable accounts ask for.",
)
@click.option(
    "--partners",
    "count",
    type=click.IntRange(min=0),
    default=_PARTNERS,
    show_default=True,
    metavar="N",
    help="How many partners one product manager can tend.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=_TOP,
    show_default=True,
    metavar="N",
    help="Accounts in the text; the other formats hold all.",
)
@click.option(
    "--format",
    "form",
    type=options.Word(["text", "json", "csv", "md"]),
    default="text",
    show_default=True,
    help="text: for the terminal; json: every figure; csv: a row an account; md: to paste into a ticket.",
)
@click.option(
    "--output", type=options.FILE, metavar="FILE", help="Write it to this file; else to standard output."
)
@options.force_option
@options.reading_options
@options.policy_option
@options.questionnaire_option
@options.voice_options
def customers(  # noqa: PLR0913 - one argument an option
    *,
    file: Path,
    requests_path: Path | None,
    count: int,
    top: int,
    form: str,
    output: Path | None,
    force: bool,
    read_as: ReadAs,
    policy_file: Path | None,
    questionnaire: str,
) -> int:
    """Say what each account is to you, what it earns and costs, whom to make a partner, and whom to let go.

    FILE is a sheet with one row an account: account, kind, revenue, cost_to_serve, potential_revenue and more, in any
    spreadsheet format, or - for standard input. What a cell does not tell is not known, never 0.

    Exit code 0: judged, whatever there is to warn of; 4: rows that cannot be read; 2: nothing usable.
    """
    if output:
        read = [path for path in (file, requests_path) if path]
        common.refuse_to_overwrite([output], force=force, inputs=read, example="customers.md")
    _refuse_one_stream(file, requests_path)
    accounts = _read(file, read_as, policy_file)
    requests = common.requests_read([requests_path], questionnaire) if requests_path else None
    _say_what_was_read(accounts, requests)
    found = _found(accounts, count, requests)
    forms.write(_WRITTEN[form](found, top), form, output)
    forms.say_last(_last(accounts), form, to_file=output is not None)
    return ExitCode.ROWS_UNUSABLE if common.unusable(accounts.problems) else ExitCode.DONE


def _refuse_one_stream(file: Path, requests: Path | None) -> None:
    if str(file) == str(requests) == _STDIN:
        raise FeatureCheckError(
            "Only one thing can come from standard input. Name a file for the customers or for --requests."
        )


def _read(file: Path, read_as: ReadAs, policy_file: Path | None) -> Customers:
    from featurecheck.customers.reading import read_customers  # noqa: PLC0415 - not for --help

    policy = common.policy_in_force(policy_file)[0]
    with reading([file]), on_disk(file) as path:
        return read_customers(path, read_as=read_as, policy=policy)


def _say_what_was_read(accounts: Customers, requests: Requests | None) -> None:
    """Say what was decided while reading, and what has to be mended; the figures come after it."""
    if not quiet():
        say_input(accounts.input, "account", accounts.notes)
    say_problems(accounts.problems, "--format json lists them all")
    left_out = common.unusable(requests.problems) if requests else 0
    if left_out and not quiet():
        say(f"{left_out:,} of the requests cannot be read; featurecheck sheet check says why.")


def _found(accounts: Customers, count: int, requests: Requests | None) -> Overview:
    from featurecheck.customers.overview import overview  # noqa: PLC0415 - not for --help

    return overview(accounts, count, _asked(requests) if requests is not None else None)


def _asked(requests: Requests) -> list[tuple[str, list[str]]]:
    """Return each request's id and words with the names of those who ask for it."""
    empty = [""] * len(requests)
    columns = [requests.columns.get(name, empty) for name in ("id", "request", "requesters")]
    return [
        (" ".join(part for part in (number, title) if part), [name.strip() for name in names.split(";")])
        for number, title, names in zip(*columns, strict=True)
    ]


def _closing(found: Overview) -> str:
    from featurecheck.customers.overview import last_line  # noqa: PLC0415 - not for --help

    return last_line(found.customers)


def _text(found: Overview, top: int) -> str:
    from featurecheck.report.customers_text import as_text  # noqa: PLC0415 - not for --help

    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return as_text(found, width=width, top=top, closing=_closing(found))


def _markdown(found: Overview, top: int) -> str:
    del top
    from featurecheck.report.customers_text import as_markdown  # noqa: PLC0415 - not for --help

    return as_markdown(found, closing=_closing(found))


def _json(found: Overview, top: int) -> str:
    del top
    from featurecheck.customers.plain import plain  # noqa: PLC0415 - not for --help

    return json.dumps(plain(found), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _csv(found: Overview, top: int) -> bytes:
    del top
    from featurecheck.customers.plain import COLUMNS, rows  # noqa: PLC0415 - not for --help
    from featurecheck.sheets.out.writing import results_csv  # noqa: PLC0415 - the same

    return results_csv(rows(found), COLUMNS)


_WRITTEN: Mapping[str, Callable[[Overview, int], str | bytes]] = {
    "text": _text,
    "json": _json,
    "csv": _csv,
    "md": _markdown,
}


def _last(accounts: Customers) -> str:
    from featurecheck.customers.overview import last_line  # noqa: PLC0415 - not for --help

    return last_line(accounts)
