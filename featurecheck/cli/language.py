"""`--language`: which language the pages are in, and what of them had no translation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from featurecheck.cli.speech import say, verbose
from featurecheck.tomlfile import shown
from featurecheck.words import counted

if TYPE_CHECKING:
    from featurecheck.record import Results
    from featurecheck.report.languages.reading import Language

Command = TypeVar("Command", bound=Callable[..., Any])
_MOST_MISSING = 5

language_option = click.option(
    "--language",
    metavar="TAG|FILE",
    help="Language of the report: en, de, or a language file (.toml); else the policy's.",
)


def check_language(wanted: str | None) -> None:
    """Stop before anything is read where a language cannot be had.

    Raises:
        FeatureCheckError: no such language, or a mistake in its file.
    """
    if wanted is not None:
        from featurecheck.report.languages.reading import language_of  # noqa: PLC0415 - not for --help

        language_of(wanted)


def language_file(wanted: str | None) -> tuple[Path, ...]:
    """Return the language file that is named, which nothing may be written over."""
    return (Path(wanted),) if wanted and wanted.casefold().endswith(".toml") else ()


def chosen(wanted: str | None, results: Results) -> Language | None:
    """Return the language that is asked for, else the one of the policy in force; None for English.

    Raises:
        FeatureCheckError: no such language, or a mistake in its file.
    """
    from featurecheck.report.languages.reading import ENGLISH, language_of  # noqa: PLC0415 - not for --help

    own = next((entry.value for entry in results.policy if entry.key == "language"), ENGLISH)
    return language_of(own if wanted is None else wanted)


def say_missing(language: Language, missing: Sequence[str]) -> None:
    """Say with -v how many texts stand in English, and the first of them."""
    if not verbose() or not missing:
        return
    first = "; ".join(f"'{shown(text)}'" for text in missing[:_MOST_MISSING])
    more = ", ..." if len(missing) > _MOST_MISSING else ""
    said = (
        f"{counted(len(missing), 'text')} had no translation and {'stands' if len(missing) == 1 else 'stand'}"
    )
    say(f"{language.name}: {said} in English: {first}{more}")
