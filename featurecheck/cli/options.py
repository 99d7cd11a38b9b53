"""Options that several commands share, and their types: a typing error is answered with what was probably meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from featurecheck.errors import did_you_mean

if TYPE_CHECKING:
    _Choice = click.Choice[str]
    _DayType = click.ParamType[dt.date]
    _EffortType = click.ParamType[float]
else:  # not generic before click 8.2
    _Choice, _DayType, _EffortType = click.Choice, click.ParamType, click.ParamType

Command = TypeVar("Command", bound=Callable[..., Any])
PATH = click.Path(path_type=Path, allow_dash=True)
_CAPACITY = "Write one figure above 0, such as '60 person-weeks' or '15 person-months'."


class Word(_Choice):
    """One of some words; a word that is none of them is answered with the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's own
        """Return the word."""
        words = list(self.choices)
        if value not in words:
            near = did_you_mean(str(value), words)
            self.fail(f"'{value}' is not one of {', '.join(words)}.{near}", param, ctx)
        return str(value)


class Day(_DayType):
    """A calendar day as `2026-11-21`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401 - click's own
        """Return the day."""
        try:
            return dt.datetime.strptime(str(value), "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
        except ValueError:
            self.fail(f"'{value}' is not a date. Write it as 2026-11-21.", param, ctx)


class Capacity(_EffortType):
    """An effort as `60 person-weeks`, one figure: a limit is not a range."""

    name = "effort"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's own
        """Return the person-weeks."""
        from featurecheck.errors import EstimateError  # noqa: PLC0415 - not for --help
        from featurecheck.estimate import parse_estimate  # noqa: PLC0415 - the same
        from featurecheck.model import Estimate, Kind, Shape  # noqa: PLC0415 - the same

        try:
            found = parse_estimate(str(value), Kind.EFFORT)
        except EstimateError:
            self.fail(f"'{value}' is not a capacity. {_CAPACITY}", param, ctx)
        if not isinstance(found, Estimate):
            self.fail(f"'{value}' says nothing. {_CAPACITY}", param, ctx)
        if found.shape is not Shape.EXACT:
            self.fail(f"'{value}' is a range, and a capacity is one limit. {_CAPACITY}", param, ctx)
        if found.mean <= 0:
            self.fail(f"nothing can be built in '{value}'. {_CAPACITY}", param, ctx)
        return found.mean


def policy_option(command: Command) -> Command:
    """Add `--policy FILE`."""
    return click.option(
        "--policy",
        "policy_file",
        envvar="FEATURECHECK_POLICY",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Policy file; else $FEATURECHECK_POLICY, ./featurecheck.toml, the user's.",
    )(command)


def questionnaire_option(command: Command) -> Command:
    """Add `--questionnaire NAME|FILE`."""
    return click.option(
        "--questionnaire",
        envvar="FEATURECHECK_QUESTIONNAIRE",
        metavar="NAME|FILE",
        default="competitor",
        show_default=True,
        help="Name of a bundled questionnaire, or a TOML file.",
    )(command)


def date_option(command: Command) -> Command:
    """Add `--date YYYY-MM-DD`: printed in the report; nothing is read from a clock."""
    return click.option(
        "--date",
        "evaluated_on",
        envvar="FEATURECHECK_DATE",
        metavar="YYYY-MM-DD",
        type=Day(),
        callback=lambda _ctx, _param, value: value.isoformat() if value else None,
        help="Date to print in the report; without it the same inputs give the same bytes on any day.",
    )(command)


def force_option(command: Command) -> Command:
    """Add `--force`."""
    return click.option("--force", is_flag=True, help="Overwrite files that are already there.")(command)


def voice_options(command: Command) -> Command:
    """Add `-q`, `-v` and `--no-color`, which are understood before the command's name and behind it."""
    for flags, words in (
        (("--no-color",), "No colours, as NO_COLOR does."),
        (("-v", "--verbose"), "Also every decision taken while reading."),
        (("-q", "--quiet"), "Only results and errors."),
    ):
        command = click.option(*flags, is_flag=True, expose_value=False, callback=_voice, help=words)(command)
    return command


def _voice(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's own
    """Remember the wish for the whole run, wherever it was said."""
    root = ctx.find_root()
    root.obj = root.obj or {}
    root.obj[param.name] = root.obj.get(param.name, False) or value
    if param.name == "no_color" and value:
        root.color = ctx.color = False
