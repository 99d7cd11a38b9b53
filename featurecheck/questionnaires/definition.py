"""What a questionnaire is: questions, choices, priors and simple conditions, as frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from featurecheck.model import Kind
from featurecheck.parameters import STAKES

ABOUT_ASKERS = tuple(parameter.name for parameter in STAKES if parameter.question)
"""What may be asked about the accounts that asked; only a list of customers gives the answers a weight."""
_COMPARISON = re.compile(r"\$\{(\w+)\}\s*(<=|>=|!=|=|<|>)\s*(?:'([^']*)'|(-?\d+(?:\.\d+)?))")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that may be answered instead of a share, and the share it stands for."""

    value: str
    label: str
    share: str


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


def choice_share(question: Question, text: str) -> str | None:
    """Return the share a choice stands for if the text is a choice's value or label, else None."""
    wanted = text.strip().casefold()
    for choice in question.choices:
        if wanted in (choice.value.casefold(), choice.label.casefold()):
            return choice.share
    return None


def fill(text: str, unit: str, currency: str) -> str:
    """Put the policy's words in the place of `{unit}`, `{singular}` and `{currency}`."""
    words = {"unit": unit, "singular": unit.removesuffix("s"), "currency": currency}
    return _PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), text)


def comparison(text: str) -> Comparison | None:
    """Read a condition such as `${users} > 0`; None when it is more, or less, than one comparison."""
    match = _COMPARISON.fullmatch(text.strip())
    if match is None:
        return None
    name, operator, word, figure = match.groups()
    if word is not None:
        return Comparison(name, operator, word) if operator in {"=", "!="} else None
    return Comparison(name, operator, float(figure))
