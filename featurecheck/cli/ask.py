"""`featurecheck ask`: the guided interview."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options
from featurecheck.cli.ask_answers import doubts_now, of_person, with_file
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.profile import asked_in, running_summary, say_findings
from featurecheck.cli.speech import quiet, quoted, say, say_problems
from featurecheck.errors import FeatureCheckError

if TYPE_CHECKING:
    from featurecheck.cli.ask_customers import ListWeigher
    from featurecheck.cli.ask_data import DataAdviser
    from featurecheck.policy import Policy
    from featurecheck.questionnaires import Questionnaire


@click.command()
@click.argument("request", type=options.FILE, default="request.toml")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="NAME=VALUE",
    help="An answer, e.g. --answer 'users=800 to 2k'. Repeatable.",
)
@click.option(
    "--answers",
    "answers_file",
    metavar="FILE",
    type=options.PATH,
    help="Answers in a toml, json or csv file, by question name; - is standard input.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing; what is missing is listed, exit code 3.")
@click.option(
    "--accept-measured",
    is_flag=True,
    help="Take every figure that --usage and --survey give for an unanswered question, with its source.",
)
@click.option(
    "--as",
    "person",
    metavar="NAME",
    help="Keep these answers apart as those of one person; several people's are pooled.",
)
@click.option(
    "--language",
    metavar="TAG",
    help="Language of the questions, for example de; else the policy's, where the questionnaire has it.",
)
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
    answers_file: Path | None,
    no_input: bool,
    accept_measured: bool,
    person: str | None,
    language: str | None,
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

    _refuse_other_files(request)
    _refuse_nothing_to_accept(beside, accept=accept_measured)
    policy, _ = common.policy_in_force(policy_file)
    interactive = not no_input and sys.stdin is not None and sys.stdin.isatty()
    asked = _in_language(asked_in(request, questionnaire), language, policy)
    name = of_person(person, asked)
    again = _again(beside, policy_file, questionnaire)
    given, origin = with_file(_given(answers), answers_file)
    outcome = run(
        request,
        questionnaire=asked,
        answers=given,
        origin=origin,
        person=name,
        doubts=lambda path: doubts_now(path, policy_file, questionnaire, beside),
        interactive=interactive,
        io=TerminalConsole(),
        evaluate=lambda path: (
            running_summary(path, questionnaire) or running_verdict(path, policy_file, questionnaire, beside)
        ),
        adviser=_adviser(beside, policy, policy_file, questionnaire),
        weigher=_weigher(beside, policy),
        accept=accept_measured,
        today=today or dt.datetime.now(tz=dt.UTC).astimezone().date(),
        by=by,
        unit=policy.unit,
        currency=policy.currency,
        flags=again
        + (f" --as {quoted(name)}" if name else "")
        + (f" --language {quoted(language)}" if language else ""),
        quiet=quiet(),
    )
    say_findings(request, questionnaire)
    _say_next(request, again, questionnaire)
    if outcome.verdict:
        say(outcome.verdict, err=False)
    return outcome.exit_code


def _in_language(questionnaire: Questionnaire, wanted: str | None, policy: Policy) -> Questionnaire:
    """Return the questionnaire in the language asked for; the policy's only where the questionnaire has it."""
    from featurecheck.questionnaires import in_language, languages  # noqa: PLC0415 - not for --help

    if wanted is None and policy.language not in languages(questionnaire):
        return questionnaire
    return in_language(questionnaire, wanted or policy.language)


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


def _refuse_nothing_to_accept(beside: Beside, *, accept: bool) -> None:
    if accept and not beside:
        raise FeatureCheckError(
            "--accept-measured says nothing without data. Name some with --usage or --survey, or leave it away."
        )


def _again(beside: Beside, policy_file: Path | None, questionnaire: str) -> str:
    """Return the flags with which the next command sees what this one saw; credentials are left out."""
    words = ["--policy", str(policy_file)] if policy_file else []
    words += ["--questionnaire", questionnaire] if questionnaire != "competitor" else []
    words += beside.typed()
    return "".join(f" {quoted(word)}" for word in words)


def _say_next(request: Path, flags: str, questionnaire: str) -> None:
    if request.exists() and not quiet():
        name = f"{quoted(request)}{flags}"
        say(f"The whole picture: featurecheck show {name}")
        if running_summary(request, questionnaire) is None:  # a page shows verdicts
            say(f"As one HTML file:  featurecheck report {name}")


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


def _adviser(
    beside: Beside, policy: Policy, policy_file: Path | None, questionnaire: str
) -> DataAdviser | None:
    """Return who knows the data; it is read at once, so that what is wrong with it is said before the first question."""
    if not beside:
        return None
    from featurecheck.cli.ask_data import DataAdviser  # noqa: PLC0415 - only with data

    observed = beside.observed(policy, None)
    say_problems(observed.problems)
    return DataAdviser(observed, policy.own_product, beside, policy_file, questionnaire)


def _weigher(beside: Beside, policy: Policy) -> ListWeigher | None:
    """Return who knows the customers; what is wrong with their list is said before the first question."""
    who = beside.customers(policy)
    if who is None:
        return None
    from featurecheck.cli.ask_customers import ListWeigher  # noqa: PLC0415 - only with customers

    say_problems(who.problems, "featurecheck customers --format json lists them all")
    return ListWeigher(who, policy)


def running_verdict(
    path: Path, policy_file: Path | None, questionnaire: str, beside: Beside = common.NOTHING_BESIDE
) -> str | None:
    """Return the verdict so far and the answer that would settle it, as one line."""
    from featurecheck.cli.ask_data import evaluated_now  # noqa: PLC0415 - not for --help

    results = evaluated_now(path, policy_file, questionnaire, beside)
    if not results.requests:
        return None
    request = results.requests[0]
    best = request.parameters[request.next_question].label if request.next_question else None
    settle = f"; next to find out: {best}" if best else ""
    return f"{request.verdict.value} so far{settle}"
