"""What is still to be asked: computed from the answers each time, never remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck.errors import EstimateError
from featurecheck.interview.understanding import Words, possible, said, understand
from featurecheck.model import AnswerState
from featurecheck.questionnaires.definition import choice_of

if TYPE_CHECKING:
    from featurecheck.questionnaires.definition import Question, Questionnaire
    from featurecheck.requests.definition import Answer, RequestFile


def relevant(questionnaire: Questionnaire, request: RequestFile, words: Words) -> list[Question]:
    """Return the questions that matter, in their order; only an answer that rules a question out hides it."""
    return [
        question for question in questionnaire.questions if _matters(question, questionnaire, request, words)
    ]


def _matters(question: Question, questionnaire: Questionnaire, request: RequestFile, words: Words) -> bool:
    condition = question.relevant
    if condition is None:
        return True
    value = request.answer(condition.name).value
    if value is None:
        return True
    if isinstance(condition.value, str):
        choice = choice_of(
            questionnaire.question(condition.name), value
        )  # the label in any language is its value
        return said(condition, choice.value if choice else value)
    try:
        read = understand(questionnaire.question(condition.name), value, words).estimate
    except EstimateError:
        return True
    return read is None or possible(condition, read)


def is_open(question: Question, answer: Answer, words: Words) -> bool:
    """Say whether the question still waits: nobody answered, or what stands there cannot be read."""
    if answer.state is AnswerState.UNKNOWN:
        return False
    try:
        return understand(question, answer.value or "", words).state is AnswerState.OPEN
    except EstimateError:
        return True


def still_open(questionnaire: Questionnaire, request: RequestFile, words: Words) -> list[Question]:
    """Return the relevant questions that nobody has answered."""
    asked = relevant(questionnaire, request, words)
    return [question for question in asked if is_open(question, request.answer(question.name), words)]


def progress(questionnaire: Questionnaire, request: RequestFile, words: Words) -> str:
    """Return e.g. `9 of 14 answered, 2 of them with don't know`."""
    asked = relevant(questionnaire, request, words)
    done = [question for question in asked if not is_open(question, request.answer(question.name), words)]
    unknown = sum(request.answer(question.name).state is AnswerState.UNKNOWN for question in done)
    tail = f", {unknown} of them with don't know" if unknown else ""
    return f"{len(done)} of {len(asked)} answered{tail}"
