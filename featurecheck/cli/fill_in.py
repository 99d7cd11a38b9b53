"""What stands in the workbook to fill in: a column a question, in the policy's words, and the rows of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck.questionnaires import Question, Questionnaire, fill
from featurecheck.questionnaires.profiles import asks_no_figure
from featurecheck.questionnaires.reading import with_standard_further

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from featurecheck.policy import Policy
    from featurecheck.sheets.out.template_rules import TemplateColumn

DONT_KNOW = "don't know"
_YES_OR_NO = "yes or no"  # how the hint of a question begins whose answer does too


def workbook(
    questionnaire: Questionnaire,
    policy: Policy,
    rows: Sequence[Mapping[str, str]] = (),
    *,
    ready_rows: int = 500,
    weighed: bool = False,
    more: Mapping[str, Sequence[TemplateColumn]] | None = None,
) -> bytes:
    """Return the workbook's bytes: the rows given, by declared names, and `ready_rows` more rows prepared.

    What the rows hold besides the questions gets columns of its own; `more` are further sheets by their names. `weighed`
    asks about those who asked too.
    """
    from featurecheck.sheets.out.template import request_workbook, with_others  # noqa: PLC0415 - loads xlsxwriter
    from featurecheck.sheets.out.template_help import help_rows  # noqa: PLC0415 - not for --help

    asked = _asked(questionnaire, weighed=weighed)
    guidance = [
        (_fill(question.label, policy), _fill(question.guidance.strip(), policy)) for question in asked
    ]
    notes = help_rows(questionnaire.title, policy.unit, policy.currency, guidance)
    questions = [_column(question, policy) for question in asked]
    columns = with_others([*_about(questionnaire), *questions], rows)
    labels = {question.name: question.label for question in asked} | questionnaire.labels()
    return request_workbook(columns, notes, rows, ready_rows=ready_rows, more=more, labels=labels)


def _asked(questionnaire: Questionnaire, *, weighed: bool) -> tuple[Question, ...]:
    """Return the questions that get columns."""
    if not weighed or asks_no_figure(questionnaire):
        return questionnaire.questions
    return with_standard_further(questionnaire).with_further().questions


def _about(questionnaire: Questionnaire) -> list[TemplateColumn]:
    from featurecheck.sheets.out.template_rules import Check, TemplateColumn  # noqa: PLC0415 - not for --help

    if asks_no_figure(questionnaire):
        return [TemplateColumn("request", "request", "The account's name.", width=30)]
    return [
        TemplateColumn(
            "description", "description", "One or two sentences, if the title does not say it all.", width=40
        ),
        TemplateColumn("competitor", "competitor", "Who has the feature."),
        TemplateColumn("requesters", "requesters", "Accounts that ask for it, with ; between them."),
        TemplateColumn(
            "votes", "votes", "How many asked for it, if it was counted.", width=10, check=Check.WHOLE
        ),
        TemplateColumn("requested_on", "requested_on", "When it was asked for, as 2026-11-22.", width=14),
        TemplateColumn("status", "status", "As in your tracker.", width=14),
        TemplateColumn(
            "effort",
            "effort in person-weeks",
            "Person-weeks, if you know them better than the cost: 4 to 8.",
            width=14,
            check=Check.ESTIMATE,
        ),
    ]


def _column(question: Question, policy: Policy) -> TemplateColumn:
    from featurecheck.sheets.out.template_rules import TemplateColumn  # noqa: PLC0415 - not for --help

    choices = (*(choice.label for choice in question.choices), DONT_KNOW) if question.choices else ()
    free = question.kind is None and question.hint.startswith(_YES_OR_NO)
    label, guidance = _fill(question.label, policy), _guidance(question, policy)
    offered = ("yes", "no", DONT_KNOW) if free else choices
    return TemplateColumn(question.name, label, guidance, offered, 28, free=free)


def _fill(text: str, policy: Policy) -> str:
    return fill(text, policy.unit, policy.currency)


def _guidance(question: Question, policy: Policy) -> str:
    return _fill(f"{question.hint} Unit: {question.unit}." if question.unit else question.hint, policy)


def more_sheets(
    questionnaire: Questionnaire, policy: Policy, *, customers: bool, survey: bool
) -> dict[str, Sequence[TemplateColumn]]:
    """Return the columns of the further sheets that are wanted, by the sheets' names."""
    from featurecheck.sheets.out import template_more as more  # noqa: PLC0415 - not for --help

    sheets: dict[str, Sequence[TemplateColumn]] = {}
    if customers:
        sheets[more.CUSTOMERS_SHEET] = more.customer_columns(policy.unit, policy.currency)
    if survey:
        sheets[more.SURVEY_SHEET] = more.survey_columns(
            _labels(questionnaire, "how_often"), _labels(questionnaire, "like")
        )
    return sheets


def _labels(questionnaire: Questionnaire, name: str) -> tuple[str, ...]:
    found = [question for question in questionnaire.questions if question.name == name]
    return tuple(choice.label for question in found for choice in question.choices)
