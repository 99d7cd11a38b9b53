"""What is set beside the requests: usage data and surveys, named on the command line."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from featurecheck.cli import options
from featurecheck.cli.progress import progress
from featurecheck.errors import FeatureCheckError

if TYPE_CHECKING:
    from featurecheck.observed import Observed, Survey, Usage
    from featurecheck.policy import Policy
    from featurecheck.usage.address import Address

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Beside:
    """Usage sources (paths or addresses) and survey files as they were named, and the days of the usage that count."""

    usage: tuple[str, ...] = ()
    survey: tuple[Path, ...] = ()
    period: str | None = None

    def __bool__(self) -> bool:
        return bool(self.usage or self.survey)

    def observed(self, policy: Policy, evaluated_on: str | None) -> Observed:
        """Read all of it, with a sign of life.

        Raises:
            FeatureCheckError: a source that cannot be read, or is named twice.
        """
        from featurecheck.observed import Observed  # noqa: PLC0415 - not for --help

        self.refuse_nonsense()
        return _read(self, policy.same_account_share, evaluated_on) if self else Observed()

    def refuse_nonsense(self) -> None:
        """Stop before anything is read where the flags cannot be meant so.

        Raises:
            FeatureCheckError: a source named twice, or a period without usage data.
        """
        names = [*self.usage, *(str(path) for path in self.survey)]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise FeatureCheckError(f"{shown_source(twice)}: this is named twice. Name it once.")
        if self.period and not self.usage:
            raise FeatureCheckError(
                "--usage-period says nothing without --usage. Add it, or leave the period away."
            )

    def read_usage(self, source: str, evaluated_on: str | None) -> Usage:
        """Read one usage source, its days within the period."""
        from featurecheck.usage.reading import read_usage  # noqa: PLC0415 - not for --help

        today = dt.date.fromisoformat(evaluated_on) if evaluated_on else None
        with progress(f"Reading {shown_source(source)}"):
            return read_usage(source, period=self.period, today=today)


@functools.lru_cache(maxsize=1)
def _read(beside: Beside, correlation: float, evaluated_on: str | None) -> Observed:
    """Read once a run: an interview evaluates after every answer."""
    from featurecheck.observed import Observed  # noqa: PLC0415 - not for --help

    usages = tuple(beside.read_usage(source, evaluated_on) for source in beside.usage)
    return Observed(usages, tuple(_survey(path, correlation) for path in beside.survey))


def _survey(path: Path, correlation: float) -> Survey:
    from featurecheck.survey.reading import read_survey  # noqa: PLC0415 - not for --help

    with progress(f"Reading {path}"):
        return read_survey(path, correlation=correlation)


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


_DATA = (
    click.option(
        "--usage",
        multiple=True,
        metavar="SOURCE",
        help="Usage data that answers questions 1 and 2: csv, parquet, xlsx, a folder, postgres://..., spark://... Repeatable.",
    ),
    click.option(
        "--usage-period",
        metavar="TEXT",
        help="Days of the usage data that count, e.g. 2026-Q3 or 'last 90 days'; else all.",
    ),
    click.option(
        "--survey",
        multiple=True,
        metavar="FILE",
        type=options.FILE,
        help="Survey rows that answer questions 1 to 5 and 7. Repeatable.",
    ),
)


def data_options(command: Command) -> Command:
    """Add `--usage`, `--usage-period` and `--survey`, given to the command as one `beside`."""

    @functools.wraps(command)
    def with_beside(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the command takes
        beside = Beside(named.pop("usage"), named.pop("survey"), named.pop("usage_period"))
        return command(*args, beside=beside, **named)

    wrapped: Any = with_beside
    for option in reversed(_DATA):
        wrapped = option(wrapped)
    return cast("Command", wrapped)
