"""Questionnaires from whose answers nothing is calculated: the partner test, a customer's profile."""

from __future__ import annotations

from featurecheck.questionnaires.definition import Questionnaire
from featurecheck.questionnaires.reading import bundled_names, by_name


def asks_no_figure(questionnaire: Questionnaire) -> bool:
    """Tell whether every answer is a text: then nothing can be calculated, and there is no verdict either."""
    return all(question.kind is None for question in questionnaire.questions)


def names_profile(name: str) -> bool:
    """Tell whether a file that names this questionnaire holds no figures; of one that is not bundled nobody knows."""
    return name in bundled_names() and asks_no_figure(by_name(name))
