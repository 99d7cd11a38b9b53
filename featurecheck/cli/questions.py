"""`featurecheck questions`: the questionnaires."""

from __future__ import annotations

from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.lazy import HelpfulGroup
from featurecheck.cli.speech import say
from featurecheck.errors import ExitCode
from featurecheck.questionnaires import Question, bundled_names, by_name, fill
from featurecheck.questionnaires import check as check_file


@click.group(cls=HelpfulGroup)
def questions() -> None:
    """List, show and check questionnaires."""


@questions.command("list")
@options.voice_options
def list_them() -> None:
    """Print the bundled questionnaires, one a line."""
    for name in bundled_names():
        found = by_name(name)
        say(f"{name:14} {found.version:6} {found.title}", err=False)


@questions.command("show", short_help="Print the questions of one.")
@click.argument("name", default="competitor")
@options.policy_option
@options.voice_options
def show_one(*, name: str, policy_file: Path | None) -> None:
    """Print the questions of NAME (or of a TOML file), what each answer may be, and what is assumed when nobody knows."""
    policy, _ = common.policy_in_force(policy_file)
    found = by_name(name)
    say(f"{found.title} ({found.name} {found.version})", err=False)
    for question in found.with_further().questions:
        say(fill(_text(question), policy.unit, policy.currency), err=False)


def _text(question: Question) -> str:
    number = f"{question.number}." if question.number else "-"
    lines = [f"\n{number} {question.label}", f"   {question.name}: {question.hint}"]
    lines += [f"   {choice.label} ({choice.value}) = {choice.share}" for choice in question.choices]
    if question.prior:
        lines.append(f"   nobody knows: {question.prior.value} {question.unit} ({question.prior.source})")
    if question.needs:
        lines.append(f"   only asked with --customers; nobody knows: what the policy says of {question.name}")
    return "\n".join(lines)


@questions.command("check", short_help="Say everything that is wrong with some.")
@click.argument("files", nargs=-1, required=True, type=options.FILE)
@options.voice_options
def check_them(*, files: tuple[Path, ...]) -> int:
    """Say everything that is wrong with questionnaire FILES: exit code 2 if anything is."""
    wrong = [sentence for file in files for sentence in check_file(file)]
    for sentence in wrong:
        say(sentence)
    say(f"{len(wrong)} problems." if wrong else f"{len(files)} fine.", err=False)
    return ExitCode.UNUSABLE_INPUT if wrong else ExitCode.DONE
