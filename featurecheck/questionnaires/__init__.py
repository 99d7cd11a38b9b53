"""Questionnaires as data: TOML in, `Questionnaire` out, strictly, every mistake with its line."""

from featurecheck.questionnaires.definition import (
    Choice,
    Comparison,
    Prior,
    Question,
    Questionnaire,
    choice_of,
    choice_share,
    fill,
)
from featurecheck.questionnaires.reading import bundled_names, by_name, check, load
from featurecheck.questionnaires.translating import in_language, languages

__all__ = [
    "Choice",
    "Comparison",
    "Prior",
    "Question",
    "Questionnaire",
    "bundled_names",
    "by_name",
    "check",
    "choice_of",
    "choice_share",
    "fill",
    "in_language",
    "languages",
    "load",
]
