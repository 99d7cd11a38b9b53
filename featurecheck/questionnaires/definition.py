"""What a questionnaire is: questions, choices, priors and simple conditions, as frozen values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from featurecheck.model import Kind
from featurecheck.parameters import STAKES

ABOUT_ASKERS = tuple(parameter.name for parameter in STAKES if parameter.question)
"""What may be asked about the accounts that asked; only a list of customers gives the answers a weight."""
_COMPARISON = re.compile(r"\$\{(\w+)\}\s*(<=|>=|!=|=|<|>)\s*(?:'([^']*)'|(-?\d+(?:\.\d+)?))")
PLACEHOLDER = re.compile(r"\{(\w*)(?::([^{}]*))?\}")
"""`{unit}`, and `{unit:users=Nutzer|accounts=Konten}`: the word, or what stands for it in another language."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that may be answered instead of a share, and the share it stands for.

    `also` are its labels in the other languages: an answer is understood whatever language it was given in.
    """

    value: str
    label: str
    share: str
    also: tuple[str, ...] = ()

    def words(self) -> set[str]:
        """Return everything that may be typed for it, in small letters."""
        return {word.casefold() for word in (self.value, self.label, *self.also)}


@dataclass(frozen=True, slots=True)
class Prior:
    """What is assumed when nobody knows, and why.

    `share` of the number called `share_of` is assumed instead of `value` when that number is known.
    """

    value: str
    source: str
    share_of: str | None = None
    share: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition such as `${users} > 0` or `${how_often} = 'daily'`."""

    name: str
    operator: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. The fields are called as in XLSForm; `kind`, `unit` and `prior` are absent for a text.

    `ask` says who or what could tell you when you do not know. `needs` names what has to be there for the question to
    make sense, such as "customers"; "" where it always does.
    """

    name: str
    type: str
    label: str
    number: int | None = None
    kind: Kind | None = None
    hint: str = ""
    guidance: str = ""
    unit: str = ""
    ask: str = ""
    required: bool = False
    relevant: Comparison | None = None
    constraint: Comparison | None = None
    constraint_message: str = ""
    choices: tuple[Choice, ...] = ()
    prior: Prior | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """The texts of a questionnaire in another language: by question, then by the key they stand in for.

    `choices` of a question are its labels by value, `prior_source` is the source of its prior.
    """

    language: str
    title: str | None
    questions: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The definition of an interview: its questions in the order they are asked.

    `further` are those that are only asked where a list of customers lies beside the request.
    """

    name: str
    title: str
    version: str
    language: str
    questions: tuple[Question, ...]
    further: tuple[Question, ...] = ()
    translations: tuple[Translation, ...] = ()

    def question(self, name: str) -> Question:
        """Return the question of that name; a KeyError is a mistake in the program."""
        return {question.name: question for question in self.questions}[name]

    def names(self) -> list[str]:
        """Return the questions' names in the order they are asked."""
        return [question.name for question in self.questions]

    def labels(self) -> dict[str, str]:
        """Return each question's label by its name, the further ones too, as a sheet's header may hold it."""
        return {question.name: question.label for question in (*self.questions, *self.further)}

    def with_further(self) -> Questionnaire:
        """Return the same with the further questions asked too, behind those that have their number."""
        asked = list(self.questions)
        for question in self.further:
            same = [at for at, one in enumerate(asked) if one.number == question.number]
            asked.insert(same[-1] + 1 if same else len(asked), question)
        return replace(self, questions=tuple(asked), further=())


def choice_of(question: Question, text: str) -> Choice | None:
    """Return the choice whose value, or label in any language, the text is; None if it is none."""
    wanted = text.strip().casefold()
    return next((choice for choice in question.choices if wanted in choice.words()), None)


def choice_share(question: Question, text: str) -> str | None:
    """Return the share a choice stands for if the text is a choice's value or label, else None."""
    choice = choice_of(question, text)
    return choice.share if choice else None


def fill(text: str, unit: str, currency: str) -> str:
    """Put the policy's words in the place of `{unit}`, `{singular}` and `{currency}`, translated where the text says how."""
    words = {"unit": unit, "singular": unit.removesuffix("s"), "currency": currency}
    return PLACEHOLDER.sub(lambda match: _filled(match, words), text)


def _filled(match: re.Match[str], words: Mapping[str, str]) -> str:
    word = words.get(match[1])
    return match[0] if word is None else other_words(match[2] or "").get(word, word)


def other_words(text: str) -> dict[str, str]:
    """Read `users=Nutzer|accounts=Konten`; what is no such pair is left out, and the checker names it."""
    pairs = (pair.partition("=") for pair in text.split("|"))
    return {word.strip(): other.strip() for word, equals, other in pairs if equals and other.strip()}


def comparison(text: str) -> Comparison | None:
    """Read a condition such as `${users} > 0`; None when it is more, or less, than one comparison."""
    match = _COMPARISON.fullmatch(text.strip())
    if match is None:
        return None
    name, operator, word, figure = match.groups()
    if word is not None:
        return Comparison(name, operator, word) if operator in {"=", "!="} else None
    return Comparison(name, operator, float(figure))
