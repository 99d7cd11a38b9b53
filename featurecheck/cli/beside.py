"""What is set beside the requests: usage data, surveys and a list of customers, named on the command line."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from featurecheck.cli import options
from featurecheck.cli.inputs import on_disk
from featurecheck.cli.progress import progress, reading
from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.filetable import ReadAs
from featurecheck.storage import real_place

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.intake import Problem
    from featurecheck.observed import Observed, Survey, Usage
    from featurecheck.policy import Policy
    from featurecheck.usage.address import Address

Made = TypeVar("Made")
Command = TypeVar("Command", bound=Callable[..., Any])
_STDIN = "-"
_LONG_FLAG = len("--customers-map")  # from here on the short word: help is read on 40 columns too


@dataclass(frozen=True, slots=True)
class Beside:
    """Usage sources (paths or addresses), survey files and the list of customers as they were named, and how they are read.

    `period` are the days of the usage that count; the maps are pairs of header and column. It is true where something
    answers questions; customers answer none, they weigh.
    """

    usage: tuple[str, ...] = ()
    survey: tuple[Path, ...] = ()
    period: str | None = None
    usage_map: tuple[tuple[str, str], ...] = ()
    survey_map: tuple[tuple[str, str], ...] = ()
    usage_date_order: str | None = None
    survey_date_order: str | None = None
    customers_file: Path | None = None
    customers_map: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.usage or self.survey)

    def observed(self, policy: Policy, evaluated_on: str | None) -> Observed:
        """Read all of it, with a sign of life.

        Raises:
            FeatureCheckError: a source that cannot be read, or is named twice.
        """
        from featurecheck.observed import Observed  # noqa: PLC0415 - not for --help

        self.refuse_nonsense()
        if not self:
            return Observed()
        return once_a_run(
            (self, policy.same_account_share, evaluated_on), lambda: self._read(policy, evaluated_on)
        )

    def customers(self, policy: Policy) -> Customers | None:
        """Read the list of customers, once a run; None where none is named.

        Raises:
            FeatureCheckError: it cannot be read, or names no account.
        """
        if self.customers_file is None:
            return None
        key = (self.customers_file, self.customers_map)
        return once_a_run(key, functools.partial(self._read_customers, self.customers_file, policy))

    def refuse_nonsense(self, requests: Sequence[Path] = ()) -> None:
        """Stop before anything is read where the flags cannot be meant so.

        Raises:
            FeatureCheckError: a source named twice, a period without usage data, or `requests` from the same stream.
        """
        refuse_twice([*self.usage, *(str(path) for path in self._tables)])
        if str(self.customers_file) == _STDIN and any(str(path) == _STDIN for path in requests):
            raise FeatureCheckError(
                "Only one thing can come from standard input. Name a file for the requests or for --customers."
            )
        for flag, value, needed in self._details():
            if value and not needed:
                kind = flag.split("-")[0]
                raise FeatureCheckError(
                    f"--{flag} says nothing without --{kind}. Add --{kind}, or leave it away."
                )

    def _details(self) -> Iterator[tuple[str, object, object]]:
        """Yield each flag that says how something is read, its value, and what is read so."""
        yield "usage-period", self.period, self.usage
        yield "usage-map", self.usage_map, self.usage
        yield "usage-date-order", self.usage_date_order, self.usage
        yield "survey-map", self.survey_map, self.survey
        yield "survey-date-order", self.survey_date_order, self.survey
        yield "customers-map", self.customers_map, self.customers_file

    def typed(self) -> list[str]:
        """Return all of it as the words of a command line, addresses without what is secret in them."""
        words = [word for source in self.usage for word in ("--usage", shown_source(source))]
        words += [word for path in self.survey for word in ("--survey", str(path))]
        words += ["--customers", str(self.customers_file)] if self.customers_file else []
        for flag, value, _ in self._details():
            values = (
                ["=".join(pair) for pair in value] if isinstance(value, tuple) else [value] if value else []
            )
            words += [word for one in values for word in (f"--{flag}", str(one))]
        return words

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that are read, which nothing may be written over."""
        return (*source_files(self.usage), *self._tables)

    @property
    def _tables(self) -> tuple[Path, ...]:
        return (*self.survey, *([self.customers_file] if self.customers_file else []))

    def read_usage(self, source: str, evaluated_on: str | None) -> Usage:
        """Read one usage source, its days within the period."""
        from featurecheck.usage.reading import read_usage  # noqa: PLC0415 - not for --help

        today = dt.date.fromisoformat(evaluated_on) if evaluated_on else None
        read_as = ReadAs(dict(self.usage_map) or None, date_order=self.usage_date_order)
        with progress(f"Reading {shown_source(source)}"), _flags_of("usage"):
            found = read_usage(source, read_as=read_as, period=self.period, today=today)
        return replace(found, problems=tuple(_mendable(one, "usage") for one in found.problems))

    def read_survey(self, path: Path, correlation: float) -> Survey:
        """Read one survey; `correlation` says how alike people of one account answer."""
        from featurecheck.survey.reading import read_survey  # noqa: PLC0415 - not for --help

        read_as = ReadAs(dict(self.survey_map) or None, date_order=self.survey_date_order)
        with progress(f"Reading {path}"), _flags_of("survey"):
            found = read_survey(path, read_as=read_as, correlation=correlation)
        return replace(found, problems=tuple(_mendable(one, "survey") for one in found.problems))

    def _read_customers(self, file: Path, policy: Policy) -> Customers:
        from featurecheck.customers.reading import read_customers  # noqa: PLC0415 - not for --help

        with reading([file]), _flags_of("customers"), on_disk(file) as path:
            found = read_customers(path, read_as=ReadAs(dict(self.customers_map) or None), policy=policy)
        return replace(found, problems=tuple(_mendable(one, "customers") for one in found.problems))

    def _read(self, policy: Policy, evaluated_on: str | None) -> Observed:
        from featurecheck.observed import Observed  # noqa: PLC0415 - not for --help

        usages = tuple(self.read_usage(source, evaluated_on) for source in self.usage)
        surveys = tuple(self.read_survey(path, policy.same_account_share) for path in self.survey)
        _refuse_copies(usages)
        _refuse_copies(surveys)
        return Observed(usages, surveys)


def once_a_run(key: Hashable, work: Callable[[], Made]) -> Made:
    """Do the work once while the command runs, however often it is asked for: an interview evaluates after every answer."""
    context = click.get_current_context(silent=True)
    if context is None:
        return work()
    done: dict[Hashable, Any] = context.find_root().meta.setdefault(__name__, {})
    if key not in done:
        done[key] = work()
    return cast("Made", done[key])


_FLAG = re.compile(r"--(map|date-order|period)\b")


@contextlib.contextmanager
def _flags_of(kind: str) -> Iterator[None]:
    """Let the sentence of an error name the flags of this command: `--usage-map` where the reader says `--map`."""
    try:
        yield
    except FeatureCheckError as error:
        raise FeatureCheckError(_in_here(error.message, kind), error.exit_code) from error


def _in_here(sentence: str, kind: str) -> str:
    return _FLAG.sub(rf"--{kind}-\1", sentence)


def _mendable(problem: Problem, kind: str) -> Problem:
    return replace(problem, mend=_in_here(problem.mend, kind))


def refuse_twice(sources: Sequence[str]) -> None:
    """Stop where two names mean the same file or address.

    Raises:
        FeatureCheckError: a source is named twice.
    """
    seen: set[str] = set()
    for source in sources:
        place = source if source == "-" or address_of(source) else str(real_place(Path(source)))
        if place in seen:
            raise FeatureCheckError(f"{shown_source(source)}: this is named twice. Name it once.")
        seen.add(place)


def _refuse_copies(sources: Sequence[Usage] | Sequence[Survey]) -> None:
    """Stop where the same rows came in twice: they would count as two sources that agree."""
    first: dict[str, str] = {}
    for one in sources:
        before = first.setdefault(one.input.sha256, one.name)
        if before is not one.name:
            raise FeatureCheckError(f"{one.name}: it holds exactly what {before} holds. Name one of them.")


def source_files(sources: Sequence[str]) -> Iterator[Path]:
    """Yield the files that usage sources are read from: those of a folder too, and a DuckDB file."""
    from featurecheck.usage.sources import form_of  # noqa: PLC0415 - not for --help

    for source in sources:
        address = address_of(source)
        if address is None:
            place = Path(source)
            yield place
            with contextlib.suppress(OSError, ValueError):
                yield from filter(form_of, place.iterdir() if place.is_dir() else ())
        elif address.backend == "duckdb":
            yield Path(address.path)


def address_of(source: str) -> Address | None:
    """Return the address of a warehouse, None for a file or folder; what is there under this name is a file."""
    from featurecheck.usage.address import parse_address  # noqa: PLC0415 - not for --help

    try:
        there = Path(source).exists()
    except (OSError, ValueError):  # too long for a path, or with a letter that none may have
        there = False
    return None if there else parse_address(source)


def shown_source(source: str) -> str:
    """Return a source as it may be shown to anybody: an address without user, password and token."""
    address = address_of(source)
    return address.shown if address else source


def _data_options() -> Iterator[Callable[[Command], Command]]:
    yield click.option(
        "--usage",
        multiple=True,
        metavar="SOURCE",
        help="Usage data that answers questions 1 and 2: csv, parquet, xlsx, a folder, postgres://..., spark://... Repeatable.",
    )
    yield click.option(
        "--usage-period",
        metavar="DAYS",
        help="Days of the usage data that count, e.g. 2026-Q3 or 'last 90 days'; else all.",
    )
    yield from _reading_of("usage")
    yield click.option(
        "--survey",
        multiple=True,
        metavar="FILE",
        type=options.FILE,
        help="Survey rows that answer questions 1 to 5 and 7. Repeatable.",
    )
    yield from _reading_of("survey")
    yield click.option(
        "--customers",
        metavar="FILE",
        type=options.PATH,
        help="Accounts, as the command customers takes them: each request weighs what those who asked for it are worth.",
    )
    yield _map_of("customers")


def _reading_of(kind: str) -> Iterator[Callable[[Command], Command]]:
    """Yield what a person may say about a header and about dates, where they do not say it themselves."""
    yield _map_of(kind)
    yield click.option(
        f"--{kind}-date-order",
        type=options.Word(["day", "month", "year"]),
        metavar="WHAT",
        help=f"What comes first in dates of the {kind} data such as 05/06/2026: day, month or year.",
    )


def _map_of(kind: str) -> Callable[[Command], Command]:
    flag = f"--{kind}-map"
    return click.option(
        flag,
        multiple=True,
        metavar="HEADER=NAME" if len(flag) < _LONG_FLAG else "HEAD=NAME",
        callback=lambda _ctx, _param, pairs: tuple((options.header_names(pairs, flag) or {}).items()),
        help=f"What a header of the {kind} data means. Repeatable.",
    )


def data_options(command: Command) -> Command:
    """Add `--usage`, `--survey`, `--customers` and how they are read, given to the command as one `beside`."""

    @functools.wraps(command)
    def with_beside(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the command takes
        same = ("usage", "survey", "usage_map", "survey_map", "usage_date_order", "survey_date_order")
        given = {name: named.pop(name) for name in (*same, "customers_map")}
        given |= {"period": named.pop("usage_period"), "customers_file": named.pop("customers")}
        return command(*args, beside=Beside(**given), **named)

    wrapped: Any = with_beside
    for option in reversed(list(_data_options())):
        wrapped = option(wrapped)
    return cast("Command", wrapped)
