"""`featurecheck sheet`: the workbook for others to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.lazy import HelpfulGroup
from featurecheck.cli.speech import quiet, quoted, say
from featurecheck.errors import FeatureCheckError
from featurecheck.policy import Policy
from featurecheck.questionnaires import Question, Questionnaire, by_name, fill


@click.group(cls=HelpfulGroup)
def sheet() -> None:
    """The workbook for others to fill in."""


@sheet.command("new", short_help="Write a workbook to fill in.")
@click.argument("file", type=click.Path(path_type=Path), default="requests.xlsx")
@options.force_option
@options.policy_option
@options.questionnaire_option
@options.voice_options
def new(*, file: Path, force: bool, policy_file: Path | None, questionnaire: str) -> None:
    """Write FILE, a workbook to fill in: one row a request, a column a question, with guidance and dropdowns."""
    from featurecheck.storage import write_whole  # noqa: PLC0415 - not for --help

    if file.suffix.casefold() != ".xlsx":
        raise FeatureCheckError(f"{file}: the workbook is an .xlsx file. Write for example requests.xlsx.")
    common.refuse_to_overwrite([file], force=force)
    policy, _ = common.policy_in_force(policy_file)
    write_whole(file, workbook(by_name(questionnaire), policy))
    if not quiet():
        say(f"Wrote {file}. When it is filled in: featurecheck batch {quoted(file)}")


def workbook(questionnaire: Questionnaire, policy: Policy, rows: tuple[dict[str, str], ...] = ()) -> bytes:
    """Return the workbook's bytes."""
    from featurecheck.sheets.template import TemplateColumn, request_workbook  # noqa: PLC0415 - loads xlsxwriter

    columns = [
        TemplateColumn(
            "description", "description", "One or two sentences, if the title does not say it all.", width=40
        ),
        TemplateColumn("competitor", "competitor", "Who has the feature."),
        TemplateColumn("requesters", "requesters", "Accounts that ask for it, with ; between them."),
        TemplateColumn("votes", "votes", "How many asked for it, if it was counted.", width=10),
        TemplateColumn("requested_on", "requested_on", "When it was asked for, as 2026-11-22.", width=14),
        TemplateColumn("status", "status", "As in your tracker.", width=14),
        TemplateColumn(
            "effort", "effort", "Person-weeks, if you know them better than the cost: 4 to 8.", width=14
        ),
    ]
    for question in questionnaire.questions:
        choices = (*(choice.label for choice in question.choices), "don't know") if question.choices else ()
        columns.append(
            TemplateColumn(
                question.name, _fill(question.label, policy), _guidance(question, policy), choices, 28
            )
        )
    return request_workbook(columns, list(_notes(questionnaire, policy)), rows)


def _fill(text: str, policy: Policy) -> str:
    return fill(text, policy.unit, policy.currency)


def _guidance(question: Question, policy: Policy) -> str:
    return _fill(f"{question.hint} Unit: {question.unit}." if question.unit else question.hint, policy)


def _notes(questionnaire: Questionnaire, policy: Policy) -> list[list[str]]:
    rows = [
        [questionnaire.title, ""],
        [
            "One row is one request",
            "Only the column 'request' is needed. An empty cell means: nobody answered yet.",
        ],
        [
            "Ranges",
            "Write what you are 90 % sure of: 800 to 2k, 2k-10k, 5-10%, 60k to 120k. A single number is a claim to know it exactly.",
        ],
        [
            "Not knowing",
            "Write dk (don't know). It is an answer: a wide, published assumption takes its place.",
        ],
        ["Counts", "3 of 20 means: three of twenty people asked."],
        ["About, up to", "~500 is 333 to 750; up to 40 is 0 to 40; at least 50 is 50 to 500."],
        ["Time", "6 weeks to 4 months, 2 years."],
        ["Money", f"In {policy.currency}: 20k to 60k, 1.5M."],
        ["Users", f"Everything is counted in {policy.unit}."],
        [
            "Evidence",
            "Beside a number: measured, survey, public, buyer-said, seller-said or guess. Worse evidence widens the range.",
        ],
    ]
    return rows + [
        [_fill(question.label, policy), _fill(question.guidance.strip(), policy)]
        for question in questionnaire.questions
    ]
