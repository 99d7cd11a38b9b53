"""Reads questionnaires: the bundled ones by name, others by path."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.model import Kind
from featurecheck.questionnaires.definition import (
    Choice,
    Prior,
    Question,
    Questionnaire,
    Translation,
    comparison,
)
from featurecheck.resources import bundled
from featurecheck.tomlfile import read_toml, shown


def load(path: Path) -> Questionnaire:
    """Read a questionnaire.

    Raises:
        FeatureCheckError: unreadable, or any number of mistakes, one `file:line` sentence each.
    """
    from featurecheck.questionnaires.checking import problems  # noqa: PLC0415 - a bundled one needs no checker

    file = read_toml(path)
    if found := problems(file):
        raise FeatureCheckError("\n".join(found))
    return _questionnaire(file.data)


def check(path: Path) -> list[str]:
    """Return everything that is wrong with a questionnaire, one sentence with `file:line` each."""
    from featurecheck.questionnaires.checking import problems  # noqa: PLC0415 - the same

    try:
        return problems(read_toml(path))
    except FeatureCheckError as error:
        return [error.message]


@cache
def _bundled(name: str) -> Questionnaire:
    """Read a bundled questionnaire once; it is part of the program, so a test checks it, not every start."""
    return _questionnaire(read_toml(bundled("questionnaires") / f"{name}.toml").data)


@cache
def _names() -> tuple[str, ...]:
    return tuple(
        sorted(path.stem for path in bundled("questionnaires").glob("*.toml") if _has_questions(path))
    )


def bundled_names() -> list[str]:
    """Return the names of the questionnaires that come with featurecheck, sorted."""
    return list(_names())


def _has_questions(path: Path) -> bool:
    return "\n[[questions]]" in path.read_text(
        encoding="utf-8"
    )  # parsing every file would take longer than the verdict


def by_name(name_or_path: str | Path) -> Questionnaire:
    """Return a bundled questionnaire by its name, or read the file of that name.

    Raises:
        FeatureCheckError: neither a bundled name nor a usable file.
    """
    name = str(name_or_path)
    if name in bundled_names():
        return _bundled(name)
    if name.endswith(".toml") or Path(name).exists():
        return load(Path(name))
    known = bundled_names()
    near = did_you_mean(name, known)
    message = f"There is no questionnaire '{shown(name)}'.{near} Known: {', '.join(known)}; or give the path of a TOML file."
    raise FeatureCheckError(message)


def with_standard_further(questionnaire: Questionnaire) -> Questionnaire:
    """Return the same, with the bundled further questions where it words none of its own."""
    own = {question.name: question for question in questionnaire.further}
    standard = _bundled("competitor").further
    return replace(questionnaire, further=tuple(own.get(question.name, question) for question in standard))


def _questionnaire(data: dict[str, Any]) -> Questionnaire:
    head = {key: data[key] for key in ("name", "title", "version", "language")}
    translations = tuple(_translation(tag, entry) for tag, entry in data.get("translations", {}).items())
    questions = [_question(entry, translations) for entry in data["questions"]]
    return Questionnaire(
        **head,
        questions=tuple(question for question in questions if not question.needs),
        further=tuple(question for question in questions if question.needs),
        translations=translations,
    )


def _translation(language: str, entry: dict[str, Any]) -> Translation:
    return Translation(language, entry.get("title"), entry.get("questions", {}))


def _question(entry: dict[str, Any], translations: tuple[Translation, ...]) -> Question:
    fields = dict(entry)
    if "kind" in fields:
        fields["kind"] = Kind(fields["kind"])
    for key in ("relevant", "constraint"):
        if key in fields:
            fields[key] = comparison(fields[key])
    if "choices" in fields:
        labels = [one.questions.get(entry["name"], {}).get("choices", {}) for one in translations]
        fields["choices"] = tuple(_choice(choice, labels) for choice in fields["choices"])
    if "prior" in fields:
        fields["prior"] = Prior(**fields["prior"])
    return Question(**fields)


def _choice(entry: dict[str, str], labels: list[dict[str, str]]) -> Choice:
    value = entry["value"]
    return Choice(**entry, also=tuple(by_value[value] for by_value in labels if value in by_value))
