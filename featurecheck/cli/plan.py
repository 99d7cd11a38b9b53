"""`featurecheck plan`: which questions to find out next across all requests, whom to ask, and a brief for each call."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options, weighing
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.speech import harmless, quiet, say, say_json, say_paths, say_problems
from featurecheck.errors import ExitCode, FeatureCheckError

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.asking import Plan
    from featurecheck.record import Results
    from featurecheck.report.brief import Units

_TOP = 10
_ACCOUNTS = 5
_WIDEST = 120


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--profiles",
    type=options.FILE,
    metavar="FOLDER",
    help="Answers to the questionnaire 'customer', a file an account: what the briefs know of it.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=_TOP,
    show_default=True,
    metavar="N",
    help="How many questions to plan.",
)
@click.option(
    "--accounts",
    type=click.IntRange(min=1),
    default=_ACCOUNTS,
    show_default=True,
    metavar="N",
    help="How many accounts to ask each of them.",
)
@click.option(
    "--format",
    "form",
    type=options.Word(["text", "json", "md"]),
    default="text",
    show_default=True,
    help="text: for the terminal; json: every figure; md: to paste into a ticket.",
)
@click.option(
    "--briefs",
    type=options.FILE,
    metavar="FOLDER",
    help="Write a brief for us and an agenda to send, for each account to ask.",
)
@options.force_option
@data_options
@options.policy_option
@options.questionnaire_option
@options.date_option
@options.voice_options
def plan(  # noqa: PLR0913 - one argument an option
    *,
    paths: tuple[Path, ...],
    profiles: Path | None,
    top: int,
    accounts: int,
    form: str,
    briefs: Path | None,
    force: bool,
    policy_file: Path | None,
    questionnaire: str,
    evaluated_on: str | None,
    beside: Beside,
) -> int:
    """List the questions that are most worth answering across all requests, and whom to ask.

    PATHS are what show takes: request files, folders of them, sheets, or one evaluation.json. A question about one
    competitor is asked once for all requests. --customers also says whom to ask. Nothing is sent to anybody.

    Exit code 0: planned; 4: rows that cannot be read; 2: nothing usable.
    """
    _refuse_nonsense(beside.customers_file, profiles, briefs)
    beside.refuse_nonsense(paths)
    results = common.results_of(paths, policy_file, questionnaire, evaluated_on, beside, also_for="customers")
    who = _read(beside, policy_file, results)
    known = _profiles(profiles, who) if profiles and who else None
    found = _found(results, who, known, top, accounts)
    if briefs and who:
        _write_briefs(briefs, found, results, who, known, force=force)
    _print(found, results, form, customers=who is not None)
    unread = common.unusable(results.problems) or (who and common.unusable(who.problems))
    return ExitCode.ROWS_UNUSABLE if unread else ExitCode.DONE


def _refuse_nonsense(customers: Path | None, profiles: Path | None, briefs: Path | None) -> None:
    """Stop where something was asked for that needs accounts."""
    for flag, given in (("--briefs", briefs), ("--profiles", profiles)):
        if given and not customers:
            raise FeatureCheckError(f"{flag}: it is about accounts. Name them with --customers FILE.")


def _read(beside: Beside, policy_file: Path | None, results: Results) -> Customers | None:
    who, file = beside.customers(common.policy_in_force(policy_file)[0]), beside.customers_file
    if who is None or file is None:
        return None
    if who.currency != results.currency:
        raise FeatureCheckError(
            f"{file}: its amounts are read as {who.currency}, and the evaluation is in {results.currency}. Evaluate the "
            "requests again with the same policy."
        )
    weighing.say_customers(who)
    said = set(results.problems)
    rest = [problem for problem in who.problems if problem not in said]
    say_problems(rest, f"featurecheck customers {file.name} --format json lists them all")
    return who


def _found(results: Results, who: Customers | None, known: Profiles | None, top: int, accounts: int) -> Plan:
    from featurecheck.asking import plan as planned  # noqa: PLC0415 - not for --help
    from featurecheck.asking import questions  # noqa: PLC0415 - the same

    _say_requests(results)
    last_asked = known.last_asked if known else None
    return planned(questions(results.requests), who, top=top, accounts=accounts, last_asked=last_asked)


def _say_requests(results: Results) -> None:
    say_problems(results.problems, "featurecheck sheet check lists them all")
    if not quiet():
        count = len(results.requests)
        say(f"{count:,} request{'' if count == 1 else 's'} evaluated.")


def _units(results: Results) -> Units:
    from featurecheck.report.brief import Units  # noqa: PLC0415 - not for --help

    return Units(results.currency, results.unit)


def _print(found: Plan, results: Results, form: str, *, customers: bool) -> None:
    units = _units(results)
    if form == "json":
        from featurecheck.report.asking_plain import plain  # noqa: PLC0415 - not for --help
        from featurecheck.report.asking_text import last_line  # noqa: PLC0415 - the same

        say_json(json.dumps(plain(found, units), ensure_ascii=False, indent=1, allow_nan=False))
        if not quiet():
            say(last_line(found))
        return
    click.echo(harmless(_WRITTEN[form](found, units, customers)), nl=False)


def _text(found: Plan, units: Units, customers: bool) -> str:  # noqa: FBT001 - one of two of a kind
    from featurecheck.report.asking_text import as_text  # noqa: PLC0415 - not for --help

    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return as_text(found, units, width=width, customers=customers)


def _markdown(found: Plan, units: Units, customers: bool) -> str:  # noqa: FBT001 - one of two of a kind
    from featurecheck.report.asking_text import as_markdown  # noqa: PLC0415 - not for --help

    return as_markdown(found, units, customers=customers)


_WRITTEN: Mapping[str, Callable[[Plan, Units, bool], str]] = {"text": _text, "md": _markdown}


@dataclass(frozen=True)
class Profiles:
    """What the profiles tell: folded account name -> question -> answer, and when each was last written (ISO date)."""

    answers: Mapping[str, Mapping[str, str]]
    last_asked: Mapping[str, str]


def _profiles(folder: Path, who: Customers) -> Profiles:
    from featurecheck.cli.plan_briefs import read_profiles  # noqa: PLC0415 - not for --help

    return Profiles(*read_profiles(folder, who))


def _write_briefs(
    folder: Path,
    found: Plan,
    results: Results,
    who: Customers,
    known: Profiles | None,
    *,
    force: bool,
) -> None:
    from featurecheck.cli.plan_briefs import contents, write  # noqa: PLC0415 - not for --help

    made = contents(found, results, who, known.answers if known else {}, _units(results))
    say_paths(write(folder, made, force=force))
