"""Options that several commands share, and their types: a typing error is answered with what was probably meant."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from featurecheck.errors import FeatureCheckError, did_you_mean

if TYPE_CHECKING:
    from featurecheck.sheets.filetable import ReadAs

    _Choice = click.Choice[str]
    _DayType = click.ParamType[dt.date]
    _EffortType = click.ParamType[float]
else:  # not generic before click 8.2
    _Choice, _DayType, _EffortType = click.Choice, click.ParamType, click.ParamType

Command = TypeVar("Command", bound=Callable[..., Any])
PATH = click.Path(path_type=Path, allow_dash=True, readable=False)  # whether it can be read shows when it is
FILE = click.Path(path_type=Path, readable=False)
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
        type=FILE,
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


def only_option(command: Command) -> Command:
    """Add `--only ID`: of all that is evaluated together, show these requests."""
    return click.option(
        "--only",
        "ids",
        multiple=True,
        metavar="ID",
        help="Only the request of this id, evaluated with all others. Repeatable.",
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


def map_option(command: Command) -> Command:
    """Add `--map HEADER=NAME`, given to the command as `mapping`: a dict, or None where nothing is mapped."""
    return click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="HEADER=NAME",
        callback=lambda _ctx, _param, pairs: header_names(pairs),
        help="What a header means, e.g. --map 'Idea=request'. Repeatable.",
    )(command)


def header_names(pairs: tuple[str, ...], flag: str = "--map") -> dict[str, str] | None:
    """Read HEADER=NAME, given with a flag; the header may hold `=` itself.

    Raises:
        FeatureCheckError: a pair is incomplete, or a header is given twice.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        header, equals, name = (part.strip() for part in pair.rpartition("="))
        if not equals or not header or not name:
            raise FeatureCheckError(
                f"{flag}: '{pair}' is not HEADER=NAME. Write for example {flag} 'Idea=request'."
            )
        if header in mapping:
            raise FeatureCheckError(f"{flag}: the header '{header}' is given twice. Map it to one column.")
        mapping[header] = name
    return mapping or None


_READING = (
    click.option("--sheet", metavar="NAME", help="Sheet of a workbook; else the one that fits best."),
    click.option(
        "--table", type=click.IntRange(min=1), metavar="N", help="Which table, where a sheet holds several."
    ),
    click.option("--encoding", metavar="NAME", help="Of a text file, e.g. cp1252; else found out."),
    click.option(
        "--delimiter",
        metavar="CHAR",
        callback=lambda _ctx, _param, value: _character(value),
        help="Of a text file, e.g. ';' or tab; else found out.",
    ),
    click.option(
        "--date-order",
        type=Word(["day", "month", "year"]),
        metavar="WHAT",
        help="What comes first in dates such as 05/06/2026: day, month or year.",
    ),
)
_CHARACTERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


def _character(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    found = _CHARACTERS.get(delimiter.casefold(), delimiter)
    if len(found) != 1:
        raise FeatureCheckError(
            f"--delimiter: '{delimiter}' is not one character. Write for example ';' or tab."
        )
    return found


def reading_options(command: Command) -> Command:
    """Add what a person may say about a sheet, `--map` among it, given to the command as one `read_as`."""

    @functools.wraps(command)
    def with_read_as(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the command takes
        from featurecheck.sheets.filetable import ReadAs  # noqa: PLC0415 - not for --help

        names = ("mapping", "sheet", "table", "encoding", "delimiter", "date_order")
        return command(*args, read_as=ReadAs(**{name: named.pop(name) for name in names}), **named)

    wrapped: Any = with_read_as
    for option in reversed(_READING):
        wrapped = option(wrapped)
    return cast("Command", map_option(wrapped))


def typed(read_as: ReadAs) -> list[str]:
    """Return what was said about a sheet as the words of a command line."""
    said = {**read_as.where(), "date_order": read_as.date_order}
    words = [word for pair in (read_as.mapping or {}).items() for word in ("--map", "=".join(pair))]
    for name, value in said.items():
        words += [f"--{name.replace('_', '-')}", str(value)] if value is not None else []
    return words


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
