"""`featurecheck usage`: who uses which feature, what could go, and which questions that answers."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, forms, options
from featurecheck.cli.beside import refuse_twice, shown_source, source_files
from featurecheck.cli.inputs import on_disk
from featurecheck.cli.progress import progress
from featurecheck.cli.speech import quiet, say, say_input, say_problems
from featurecheck.errors import ExitCode, FeatureCheckError, did_you_mean

if TYPE_CHECKING:
    from featurecheck.intake import Requests
    from featurecheck.observed import ProductUse, Usage
    from featurecheck.sheets.filetable import ReadAs
    from featurecheck.usage.adoption import Answers, Judged

_TOP = 20
_WIDEST = 120
_STDIN = "-"


@click.command()
@click.argument("source", nargs=-1, required=True)
@click.option(
    "--requests",
    "requests_path",
    type=options.PATH,
    metavar="PATH",
    help="Requests, as batch takes them: says which of them SOURCE answers, and which product is a competitor's.",
)
@click.option(
    "--period",
    metavar="DAYS",
    help="Only these days (UTC): '2026-07-01 to 2026-09-30', 2026-Q3, 2026-09, 'last 90 days' of the data.",
)
@click.option("--product", metavar="NAME", help="Only this product.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=_TOP,
    show_default=True,
    metavar="N",
    help="Features of each product in the text; the other formats hold all.",
)
@click.option(
    "--format",
    "form",
    type=options.Word(["text", "json", "csv", "md"]),
    default="text",
    show_default=True,
    help="text: for the terminal; json: every figure; csv: a row a feature; md: to paste into a ticket.",
)
@click.option(
    "--output", type=options.FILE, metavar="FILE", help="Write it to this file; else to standard output."
)
@options.force_option
@click.option(
    "--engine",
    type=options.Word(["auto", "pandas", "duckdb", "warehouse"]),
    default="auto",
    show_default=True,
    help="What counts; auto takes what suits the source.",
)
@click.option(
    "--date",
    "today",
    envvar="FEATURECHECK_DATE",
    metavar="YYYY-MM-DD",
    type=options.Day(),
    help="Today, to spot events in the future; no clock is read.",
)
@options.reading_options
@options.policy_option
@options.questionnaire_option
@options.voice_options
def usage(  # noqa: PLR0913 - one argument an option
    *,
    source: tuple[str, ...],
    requests_path: Path | None,
    period: str | None,
    product: str | None,
    top: int,
    form: str,
    output: Path | None,
    force: bool,
    engine: str,
    today: dt.date | None,
    read_as: ReadAs,
    policy_file: Path | None,
    questionnaire: str,
) -> int:
    """Count who uses which feature of a product, how often and since when, and say which could go.

    SOURCE is a sheet of events (feature, time, user, account, product) or a roll-up (feature, users), in csv, xlsx,
    ods or parquet, a folder of such files, - for standard input, or an address: duckdb:FILE, postgres://..., spark://...

    Exit code 0: counted, whatever there is to warn of; 2: nothing usable.
    """
    if output:
        _refuse_to_overwrite(output, source, requests_path, force=force)
    asked = Asked(period, engine, today, read_as)
    usages = asked.read_all(source)
    requests = common.requests_read([requests_path], questionnaire) if requests_path else None
    found = _only(product, _found(usages, requests, policy_file))
    _say_what_was_read(usages, requests)
    forms.write(_WRITTEN[form](found, top), form, output)
    forms.say_last(_last(found.usages), form, to_file=output is not None)
    return ExitCode.DONE


@dataclass(frozen=True)
class Asked:
    """What was said about how the sources are read."""

    period: str | None
    engine: str
    today: dt.date | None
    read_as: ReadAs

    def read_all(self, sources: Sequence[str]) -> list[Usage]:
        """Read one source after the other.

        Raises:
            FeatureCheckError: one of them is named twice or cannot be read.
        """
        refuse_twice(sources)
        return [self._read(source) for source in sources]

    def _read(self, source: str) -> Usage:
        from featurecheck.usage.reading import read_usage  # noqa: PLC0415 - not for --help

        shown = "standard input" if source == _STDIN else shown_source(source)
        place = on_disk(Path(source)) if source == _STDIN else nullcontext(source)
        watched = nullcontext() if source == _STDIN and sys.stdin.isatty() else progress(f"Reading {shown}")
        with watched, place as path:
            return read_usage(
                path, read_as=self.read_as, period=self.period, engine=self.engine, today=self.today
            )


@dataclass(frozen=True)
class Found:
    """What is to be written: the sources, their products judged, and the requests they answer, if any were named."""

    usages: Sequence[Usage]
    products: Sequence[Judged]
    answers: Answers | None


def _refuse_to_overwrite(output: Path, sources: Sequence[str], requests: Path | None, *, force: bool) -> None:
    read = (*source_files(sources), *([requests] if requests else ()))
    common.refuse_to_overwrite([output], force=force, inputs=read, example="usage.md")


def _only(name: str | None, found: Found) -> Found:
    """Return what was found about one product alone; without a name all of it.

    Raises:
        FeatureCheckError: no source has that product.
    """
    if name is None:
        return found
    wanted = " ".join(name.split()).casefold()
    products = [one for one in found.products if " ".join(one.product.name.split()).casefold() == wanted]
    if not products:
        raise _no_product(name, found)
    names = {one.product.name for one in products}
    usages = {id(one.usage): one.usage for one in products}
    only = {key: replace(one, products=_named(one, names)) for key, one in usages.items()}
    answers = found.answers
    if answers:
        kept = tuple(one for one in answers.answerable if one.product in names)
        answers = replace(answers, answerable=kept)
    return Found(list(only.values()), [replace(one, usage=only[id(one.usage)]) for one in products], answers)


def _named(usage: Usage, names: set[str]) -> tuple[ProductUse, ...]:
    return tuple(one for one in usage.products if one.name in names)


def _no_product(name: str, found: Found) -> FeatureCheckError:
    names = list(dict.fromkeys(one.product.name for one in found.products if one.product.name))
    sources = ", ".join(usage.name for usage in found.usages)
    known = f"There is {', '.join(map(repr, names[:5]))}." if names else "The source names no product."
    near = did_you_mean(name, names)
    return FeatureCheckError(
        f"{sources}: it holds no product '{name}'.{near} {known} Leave --product away for all."
    )


def _found(usages: Sequence[Usage], requests: Requests | None, policy_file: Path | None) -> Found:
    from featurecheck.cli.usage_answers import answers_of, sides_of  # noqa: PLC0415 - not for --help
    from featurecheck.usage.adoption import judged  # noqa: PLC0415 - the same

    own = common.policy_in_force(policy_file)[0].own_product
    products = judged(usages, sides_of(usages, own, requests))
    return Found(usages, products, answers_of(usages, own, requests) if requests else None)


def _say_what_was_read(usages: Sequence[Usage], requests: Requests | None) -> None:
    """Say what was decided while reading, and what has to be mended; the figures come after it."""
    for one in () if quiet() else usages:
        say_input(one.input, "row", one.notes)
    say_problems([problem for one in usages for problem in one.problems], "--format json lists them all")
    left_out = common.unusable(requests.problems) if requests else 0
    if left_out and not quiet():
        say(f"{left_out:,} of the requests cannot be read; featurecheck sheet check says why.")


def _text(found: Found, top: int) -> str:
    from featurecheck.report.usage_text import as_text  # noqa: PLC0415 - not for --help

    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return as_text(found.products, found.answers, width=width, top=top, closing=_last(found.usages))


def _markdown(found: Found, top: int) -> str:
    del top
    from featurecheck.report.usage_text import as_markdown  # noqa: PLC0415 - not for --help

    return as_markdown(found.products, found.answers, closing=_last(found.usages))


def _json(found: Found, top: int) -> str:
    del top
    from featurecheck.usage.plain import plain  # noqa: PLC0415 - not for --help

    data = plain(found.usages, found.products, found.answers)
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _csv(found: Found, top: int) -> bytes:
    del top
    from featurecheck.sheets.out.writing import results_csv  # noqa: PLC0415 - not for --help
    from featurecheck.usage.plain import COLUMNS, rows  # noqa: PLC0415 - the same

    return results_csv(rows(found.products), COLUMNS)


_WRITTEN: Mapping[str, Callable[[Found, int], str | bytes]] = {
    "text": _text,
    "json": _json,
    "csv": _csv,
    "md": _markdown,
}


def _last(usages: Sequence[Usage]) -> str:
    from featurecheck.usage.adoption import last_line  # noqa: PLC0415 - not for --help

    return last_line(usages)
