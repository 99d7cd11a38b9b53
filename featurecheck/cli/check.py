"""`featurecheck check`: the verdict as an exit code."""

from __future__ import annotations

from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.speech import quiet, say, say_problems
from featurecheck.errors import ExitCode
from featurecheck.model import Verdict
from featurecheck.record import Results


@click.command()
@click.argument("requests", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--fail-on",
    type=options.Word(["find-out", "no-go", "never"]),
    default="find-out",
    show_default=True,
    help="find-out: fail for both; no-go: only for NO-GO; never: report only.",
)
@data_options
@options.policy_option
@options.questionnaire_option
@options.voice_options
def check(
    *,
    requests: tuple[Path, ...],
    fail_on: str,
    policy_file: Path | None,
    questionnaire: str,
    beside: Beside,
) -> int:
    """Gate for scripts: the verdict on REQUESTS as an exit code.

    0 all GO, 10 a NO-GO, 11 a FIND OUT FIRST, 4 rows that cannot be read, 2 nothing usable.
    """
    from featurecheck.report.text import tally  # noqa: PLC0415 - not for --help

    results = common.results_of(requests, policy_file, questionnaire, beside=beside)
    say_problems(results.problems)
    for request in () if quiet() else results.requests:
        say(f"{request.verdict.value}: {request.request}: {request.sentence}")
    say(tally(results), err=False)
    return exit_code(results, fail_on)


def exit_code(results: Results, fail_on: str) -> ExitCode:
    """Return what the shell hears: unreadable rows first, then the worst verdict that is to fail."""
    verdicts = {request.verdict for request in results.requests}
    if common.unusable(results.problems):
        return ExitCode.ROWS_UNUSABLE
    if fail_on != "never" and Verdict.NO_GO in verdicts:
        return ExitCode.CHECK_NO_GO
    if fail_on == "find-out" and Verdict.FIND_OUT_FIRST in verdicts:
        return ExitCode.CHECK_FIND_OUT_FIRST
    return ExitCode.DONE
