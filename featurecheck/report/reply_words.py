"""The words of the replies: read from a data file, every mistake in it refused with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.parameters import BY_NAME
from featurecheck.report.wording import visible
from featurecheck.resources import bundled
from featurecheck.tomlfile import Key, TomlFile, read_toml, shown

FORMAT = 1
GENERAL = "general"

_TOP = (
    "draft",
    "greeting",
    "unnamed_account",
    "unnamed_wish",
    "today",
    "confidential",
    "signature",
)
_SPOKEN = ("opening", "no", "not_now", "yes", "closing")
_FILLED = {"greeting": "account", "no": "condition", "not_now": "question"}
_BLANKS = ("draft", "unnamed_account", "unnamed_wish")  # whole texts that a person replaces
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_BLANK = re.compile(r"\[[^\[\]]+\]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_FIGURE = re.compile(r"\d")


class Role(StrEnum):
    """As what somebody is spoken to."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    INTERNAL = "internal"


class Answer(StrEnum):
    """What is said to one request."""

    NO = "no"
    NOT_NOW = "not_now"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class ReplyWords:
    """The texts of one file: `language` is a tag such as `en`; `plain` by their key, `spoken` by role and key.

    `conditions` and `questions` have a text for `general` and for some names of the payoff's parameters.
    """

    language: str
    plain: Mapping[str, str]
    spoken: Mapping[Role, Mapping[str, str]]
    conditions: Mapping[str, str]
    questions: Mapping[str, str]

    def texts(self) -> Iterator[str]:
        """Yield every text."""
        for table in (self.plain, *self.spoken.values(), self.conditions, self.questions):
            yield from table.values()


def read_words(path: Path | None = None) -> ReplyWords:
    """Return the words of a file; without one those that come with featurecheck.

    Raises:
        FeatureCheckError: the file cannot be read, or a text is missing, unknown, or says what no reply may say.
    """
    file = read_toml(path or bundled("reports/templates/replies.toml"))
    names = ("format", "language", *_TOP, *(role.value for role in Role), "conditions", "questions")
    _check_names(file, file.data, (), names, required=names)
    if file.data["format"] != FORMAT:
        _refuse(file, ("format",), f"the format is {file.data['format']!r}", f"Write format = {FORMAT}.")
    if not _LANGUAGE.fullmatch(str(file.data["language"])):
        _refuse(file, ("language",), "this is not a language's tag", 'Write for example language = "en".')
    plain = {name: _text(file, (name,), file.data[name]) for name in _TOP}
    spoken = {role: _table(file, role.value, _SPOKEN, required=_SPOKEN) for role in Role}
    conditions, questions = (
        _table(file, name, (GENERAL, *BY_NAME), required=(GENERAL,)) for name in ("conditions", "questions")
    )
    return ReplyWords(file.data["language"], plain, spoken, conditions, questions)


def _table(file: TomlFile, name: str, known: tuple[str, ...], *, required: tuple[str, ...]) -> dict[str, str]:
    table = file.data[name]
    if not isinstance(table, dict):
        _refuse(file, (name,), f"'{name}' is not a table", f"Begin it with a line [{name}].")
    _check_names(file, table, (name,), known, required=required)
    return {key: _text(file, (name, key), value) for key, value in table.items()}


def _check_names(
    file: TomlFile, table: Mapping[str, Any], place: Key, known: tuple[str, ...], *, required: tuple[str, ...]
) -> None:
    for name in table:
        if name not in known:
            near = did_you_mean(name, list(known))
            _refuse(file, (*place, name), f"'{shown(name)}' is not known here.{near}", "Correct or delete it")
    for name in required:
        if name not in table:
            where = f" in [{place[0]}]" if place else ""
            _refuse(file, place, f"'{name}' is missing{where}", "Copy it from the file that is shipped")


def _text(file: TomlFile, key: Key, value: object) -> str:
    """Return a text that may stand in a reply: with its placeholder, without any figure."""
    name = str(key[-1])
    if not isinstance(value, str) or not value.strip():
        _refuse(file, key, f"'{name}' is not a text", "Write a sentence in quotes")
    text = " ".join(visible(str(value)).split())
    wanted = [_FILLED[name]] if name in _FILLED else []
    if _PLACEHOLDER.findall(text) != wanted:
        need = f"Write {{{wanted[0]}}} once and no other" if wanted else "Write no braces"
        _refuse(file, key, f"'{name}' has the wrong places to fill in", need)
    if name in _BLANKS and not _BLANK.fullmatch(text):
        _refuse(file, key, f"'{name}' is not marked as a blank", "Put the whole of it in [square brackets]")
    if _FIGURE.search(text):
        _refuse(file, key, f"'{name}' holds a figure, which no reply may hold", "Say it without")
    return text


def _refuse(file: TomlFile, key: Key, what: str, mend: str) -> None:
    dot = "" if what.endswith("?") else "."
    raise FeatureCheckError(f"{file.name}:{file.line(*key)}: {what}{dot} {mend.removesuffix('.')}.")
