"""`featurecheck ask`: the guided interview."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.speech import quiet, quoted, say, say_problems
from featurecheck.errors import FeatureCheckError

if TYPE_CHECKING:
    from featurecheck.cli.ask_data import DataAdviser


@click.command()
@click.argument("request", type=options.FILE, default="request.toml")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="NAME=VALUE",
    help="An answer, e.g. --answer 'users=800 to 2k'. Repeatable.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing; what is missing is listed, exit code 3.")
@click.option("--by", metavar="NAME", help="Who answers; written beside each answer.")
@click.option(
    "--date",
    "today",
    metavar="YYYY-MM-DD",
    type=options.Day(),
    help="Date written beside each answer; today if left out.",
)
@data_options
@options.policy_option
@options.questionnaire_option
@options.voice_options
def ask(  # noqa: PLR0913 - one a flag
    *,
    request: Path,
    answers: tuple[str, ...],
    no_input: bool,
    by: str | None,
    today: dt.date | None,
    policy_file: Path | None,
    questionnaire: str,
    beside: Beside,
) -> int:
    """Interview you about one request and save every answer into REQUEST (a TOML file) at once.

    Stop whenever you like; the same command continues.
    """
    from featurecheck.interview import TerminalConsole, run  # noqa: PLC0415 - not for --help
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - the same

    _refuse_other_files(request)
    policy, _ = common.policy_in_force(policy_file)
    outcome = run(
        request,
        questionnaire=by_name(questionnaire),
        answers=_given(answers),
        interactive=not no_input and sys.stdin.isatty(),
        io=TerminalConsole(),
        evaluate=lambda path: running_verdict(path, policy_file, questionnaire, beside),
        adviser=_adviser(beside, policy_file, questionnaire),
        today=today or dt.datetime.now(tz=dt.UTC).astimezone().date(),
        by=by,
        unit=policy.unit,
        currency=policy.currency,
    )
    _say_next(request)
    if outcome.verdict:
        say(outcome.verdict, err=False)
    return outcome.exit_code


def _refuse_other_files(request: Path) -> None:
    """Keep the answers where the other commands will look for them: in a TOML file."""
    if request.is_dir():
        raise FeatureCheckError(
            f"{request}: this is a folder. Name a file in it, for example {request / 'request.toml'}."
        )
    if request.suffix.casefold() != ".toml":
        name = "-".join(request.name.removesuffix(request.suffix).casefold().split()) or "request"
        raise FeatureCheckError(
            f"{request}: a request is kept in a .toml file. Say: featurecheck ask {quoted(request.with_name(name + '.toml'))}"
        )
    if not request.parent.is_dir():
        raise FeatureCheckError(
            f"{request}: there is no folder {request.parent}. Make it first, or name another one."
        )


def _say_next(request: Path) -> None:
    if request.exists() and not quiet():
        name = quoted(request)
        say(f"The whole picture: featurecheck show {name}   As one HTML file: featurecheck report {name}")


def _given(pairs: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name:
            raise FeatureCheckError(
                f"--answer: '{pair}' is not NAME=VALUE. Write for example --answer 'users=800 to 2k'."
            )
        if name in given:
            raise FeatureCheckError(f"--answer: '{name}' is given twice. Give one answer to it.")
        given[name] = value
    return given


def _adviser(beside: Beside, policy_file: Path | None, questionnaire: str) -> DataAdviser | None:
    """Return who knows the data; it is read at once, so that what is wrong with it is said before the first question."""
    if not beside:
        return None
    from featurecheck.cli.ask_data import DataAdviser  # noqa: PLC0415 - only with data

    policy, _ = common.policy_in_force(policy_file)
    observed = beside.observed(policy, None)
    say_problems(observed.problems)
    return DataAdviser(beside, policy_file, questionnaire)


def running_verdict(
    path: Path, policy_file: Path | None, questionnaire: str, beside: Beside = common.NOTHING_BESIDE
) -> str | None:
    """Return the verdict so far and the answer that would settle it, as one line."""
    results = common.evaluated([path], policy_file, questionnaire, beside=beside)
    if not results.requests:
        return None
    request = results.requests[0]
    best = request.parameters[request.next_question].label if request.next_question else None
    settle = f"; next to find out: {best}" if best else ""
    return f"{request.verdict.value} so far{settle}"
