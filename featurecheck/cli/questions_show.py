"""`featurecheck questions list` and `show`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.speech import say, verbose
from featurecheck.questionnaires import Question, Questionnaire, bundled_names, by_name, fill, languages
from featurecheck.questionnaires.translating import in_language, spoken, untranslated
from featurecheck.questionnaires.wording import words_for


@click.command("list")
@options.voice_options
def list_them() -> None:
    """Print the bundled questionnaires, one a line: name, version, languages, title."""
    for name in bundled_names():
        found = by_name(name)
        say(f"{name:12} {found.version:5} {','.join(languages(found)):7} {found.title}", err=False)


@click.command("show", short_help="Print the questions of one.")
@click.argument("name", default="competitor")
@click.option("--language", metavar="TAG", help="Language of the questions, e.g. de; else the policy's.")
@options.policy_option
@options.voice_options
def show_one(*, name: str, language: str | None, policy_file: Path | None) -> None:
    """Print the questions of NAME (or of a TOML file), what each answer may be, and what is assumed when nobody knows.

    With -v also the guidance, and who could tell.
    """
    policy, _ = common.policy_in_force(policy_file)
    own = by_name(name)
    found = in_language(own, language or spoken(own, policy.language))
    words = words_for(found.language)
    say(f"{found.title} ({found.name} {found.version})", err=False)
    for question in found.with_further().questions:
        text = "\n".join(_lines(question, words))
        say(fill(text, policy.unit, policy.currency), err=False)
    _say_untranslated(own, found.language)


def _lines(question: Question, words: Mapping[str, str]) -> Iterator[str]:
    number = f"{question.number}." if question.number else "-"
    yield f"\n{number} {question.label}"
    yield f"   {question.name}: {question.hint}"
    if verbose():
        yield from (f"   {line}" for line in question.guidance.strip().splitlines())
    for choice in question.choices:
        yield f"   {choice.label} ({choice.value}) = {choice.share}"
    if question.prior:
        value, unit = question.prior.value, question.unit
        behind = unit.removeprefix("% ") if value.endswith("%") else unit
        yield f"   {words['nobody_knows']}: {value} {behind} ({question.prior.source})"
    if question.needs:
        yield f"   {words['needs_customers']} {question.name}"
    if verbose() and question.ask:
        yield f"   {words['ask']}: {question.ask}"


def _say_untranslated(own: Questionnaire, language: str) -> None:
    missing = untranslated(own, language) if verbose() and language != own.language else []
    if missing:
        say(f"Not in {language}, so in {own.language}: {', '.join(missing)}")
