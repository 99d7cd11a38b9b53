"""A questionnaire in another of its languages; what is not translated stays in its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.questionnaires.definition import Choice, Question, Questionnaire, Translation
from featurecheck.tomlfile import shown

TEXTS = ("label", "hint", "guidance", "unit", "ask", "constraint_message")
"""What of a question may be translated as it stands; beside these its choices and the source of its prior."""


def languages(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the tags of the languages it can be asked in, its own first."""
    return (questionnaire.language, *(one.language for one in questionnaire.translations))


def in_language(questionnaire: Questionnaire, language: str | None) -> Questionnaire:
    """Return the questionnaire in a language; None is its own, and `de-AT` is answered with `de`.

    Names, choices' values and everything the calculation needs stay as they are.

    Raises:
        FeatureCheckError: it has no such language.
    """
    tag = questionnaire.language if language is None else spoken(questionnaire, language)
    if tag == questionnaire.language:
        return questionnaire
    if tag is None:
        raise FeatureCheckError(_unknown(questionnaire, str(language)))
    found = next(one for one in questionnaire.translations if one.language == tag)
    return replace(
        questionnaire,
        title=found.title or questionnaire.title,
        language=tag,
        questions=tuple(_translated(question, found) for question in questionnaire.questions),
        further=tuple(_translated(question, found) for question in questionnaire.further),
    )


def spoken(questionnaire: Questionnaire, language: str) -> str | None:
    """Return the language of the questionnaire that is nearest to a tag: itself, else without its region; None for none."""
    known = {tag.casefold(): tag for tag in languages(questionnaire)}
    wanted = language.casefold().replace("_", "-")
    return known.get(wanted) or known.get(wanted.partition("-")[0])


def untranslated(questionnaire: Questionnaire, language: str) -> list[str]:
    """Return what would stand in the questionnaire's own language, as `title` or `users: hint`."""
    found = next(one for one in questionnaire.translations if one.language == language)
    missing = [] if found.title else ["title"]
    for question in (*questionnaire.questions, *questionnaire.further):
        there = found.questions.get(question.name, {})
        missing += [f"{question.name}: {key}" for key in _lacking(question, there)]
    return missing


def translatable(question: Question) -> Iterator[str]:
    """Yield the keys under which a translation may say something of a question."""
    yield from (key for key in TEXTS if getattr(question, key))
    if question.prior:
        yield "prior_source"


def _lacking(question: Question, there: Mapping[str, Any]) -> Iterator[str]:
    yield from (key for key in translatable(question) if key not in there)
    labels = there.get("choices", {})
    yield from (f"choice '{choice.value}'" for choice in question.choices if choice.value not in labels)


def _unknown(questionnaire: Questionnaire, language: str) -> str:
    known = list(languages(questionnaire))
    return (
        f"The questionnaire '{shown(questionnaire.name)}' has no language '{shown(language)}'.{did_you_mean(language, known)}"
        f" Known: {', '.join(known)}. Another one is added in its file as [translations.xx]."
    )


def _translated(question: Question, translation: Translation) -> Question:
    said = translation.questions.get(question.name, {})
    labels = said.get("choices", {})
    prior = question.prior
    return replace(
        question,
        **{key: said[key] for key in TEXTS if key in said},
        choices=tuple(_labelled(choice, labels.get(choice.value)) for choice in question.choices),
        prior=prior and replace(prior, source=said.get("prior_source", prior.source)),
    )


def _labelled(choice: Choice, label: str | None) -> Choice:
    """Return the choice with another label; the one it had is understood too."""
    return choice if label is None else replace(choice, label=label, also=(*choice.also, choice.label))
