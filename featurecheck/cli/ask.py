"""`featurecheck ask`: the guided interview."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from featurecheck.cli import common
from featurecheck.errors import FeatureCheckError


@click.command()
@click.argument("request", type=click.Path(path_type=Path), default="request.toml")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="NAME=VALUE",
    help="An answer, e.g. --answer 'users=800 to 2k'. Repeatable.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing; what is missing is listed, exit code 3.")
@click.option("--by", help="Who answers; written beside each answer.")
@click.option(
    "--date",
    "today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date written beside each answer; today if left out.",
)
@common.policy_option
@common.questionnaire_option
def ask(
    *,
    request: Path,
    answers: tuple[str, ...],
    no_input: bool,
    by: str | None,
    today: dt.datetime | None,
    policy_file: Path | None,
    questionnaire: str,
) -> int:
    """Interview you about one request and save every answer into REQUEST (a TOML file) at once.

    Stop whenever you like; the same command continues.
    """
    from featurecheck.interview import TerminalConsole, run  # noqa: PLC0415 - not for --help
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - the same

    policy, _ = common.policy_in_force(policy_file)
    outcome = run(
        request,
        questionnaire=by_name(questionnaire),
        answers=_given(answers),
        interactive=not no_input and sys.stdin.isatty(),
        io=TerminalConsole(),
        evaluate=lambda path: running_verdict(path, policy_file, questionnaire),
        today=(today or dt.datetime.now(tz=dt.UTC)).date(),
        by=by,
        unit=policy.unit,
        currency=policy.currency,
    )
    if request.exists() and not common.quiet():
        common.say(
            f"The whole picture: featurecheck show {request}   As one HTML file: featurecheck report {request}"
        )
    if outcome.verdict:
        common.say(outcome.verdict, err=False)
    return outcome.exit_code


def _given(pairs: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise FeatureCheckError(
                f"--answer: '{pair}' is not NAME=VALUE. Write for example --answer 'users=800 to 2k'."
            )
        given[name.strip()] = value.strip()
    return given


def running_verdict(path: Path, policy_file: Path | None, questionnaire: str) -> str | None:
    """Return the verdict so far and the answer that would settle it, as one line."""
    results = common.evaluated([path], policy_file, questionnaire)
    if not results.requests:
        return None
    request = results.requests[0]
    best = request.parameters[request.next_question].label if request.next_question else None
    settle = f"; next to find out: {best}" if best else ""
    return f"{request.verdict.value} so far{settle}"
