"""A questionnaire as an XLSForm: the rows of its sheets survey, choices and settings, in all of its languages.

An answer keeps its name and notation, so that the table a form server gives back is read like any other sheet of
requests. Conditions let through what is not a plain number: ranges are checked when they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from featurecheck.questionnaires.definition import Comparison, Question, Questionnaire
from featurecheck.questionnaires.profiles import asks_no_figure
from featurecheck.questionnaires.translating import in_language, languages
from featurecheck.questionnaires.wording import words_for

Row = dict[str, str]
_NEGATED = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!=", "!=": "="}
_LOCALIZED = ("label", "hint", "guidance_hint", "constraint_message")
_SURVEY = ("type", "name", "label", "hint", "guidance_hint", "required", "relevant", "constraint", "constraint_message", "calculation")  # fmt: skip
_DONT_KNOW, _FIGURE = "dk", "figure"


@dataclass(frozen=True, slots=True)
class XlsForm:
    """The sheets, each a list of rows by column; every row of a sheet has the same columns, in their order."""

    survey: list[Row]
    choices: list[Row]
    settings: list[Row]


def xlsform(
    questionnaire: Questionnaire, filled: Callable[[str], str], language_name: Callable[[str], str]
) -> XlsForm:
    """Return the form.

    Args:
        questionnaire: with translations or without; its further questions are not asked.
        filled: puts the policy's words into a text, as `fill` does.
        language_name: the English name of a language's tag, e.g. German for de.
    """
    return _Form(questionnaire, filled, language_name).made()


class _Form:
    """Collects the rows; a text stands in one column for each language."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        filled: Callable[[str], str],
        language_name: Callable[[str], str],
    ) -> None:
        self.own = questionnaire
        self.filled = filled
        self.spoken = [in_language(questionnaire, tag) for tag in languages(questionnaire)]
        self.columns = {
            one.language: f"{language_name(one.language)} ({one.language})" for one in self.spoken
        }
        self.names = set(questionnaire.names())

    def made(self) -> XlsForm:
        """Return the sheets."""
        first = "account" if asks_no_figure(self.own) else "request"
        survey = [] if first in self.names else [self._worded("text", first, required="yes")]
        if first == "request":
            survey.append(self._worded("note", "how_to_answer"))
        choices: list[Row] = []
        for question in self.own.questions:
            survey += self._rows(question)
            choices += self._choices(question)
        default = self.columns[self.own.language]
        settings = {
            "form_title": self.own.title,
            "form_id": _identifier(self.own.name),
            "version": self.own.version,
        }
        if len(self.spoken) > 1:
            settings["default_language"] = default
        listed = choices or [{"list_name": "", "name": "", **self._every("label", lambda _: "")}]
        return XlsForm(_same_columns(survey, self._survey_columns()), listed, [settings])

    def _survey_columns(self) -> list[str]:
        return [
            column
            for name in _SURVEY
            for column in (self._every(name, lambda _: "") if name in _LOCALIZED else (name,))
        ]

    def _every(self, name: str, text: Callable[[Questionnaire], str]) -> Row:
        """Return a text in every language, under XLSForm's name for its column."""
        if len(self.spoken) == 1:
            return {name: _unlinked(text(self.own))}
        return {f"{name}::{self.columns[one.language]}": _unlinked(text(one)) for one in self.spoken}

    def _worded(self, kind: str, word: str, *, name: str = "", **more: str) -> Row:
        """Return a row whose label is one of the form's own words."""
        return {"type": kind, "name": name or self._free(word), **self._own_label(word), **more}

    def _free(self, name: str) -> str:
        """Return a name that no question has."""
        while name in self.names:
            name += "_"
        self.names.add(name)
        return name

    def _rows(self, question: Question) -> Iterator[Row]:
        if question.choices:
            yield from self._picked(question)
        else:
            yield self._asked(question, "text", question.name)

    def _asked(self, question: Question, kind: str, name: str) -> Row:
        """Return the row of a question with its texts and conditions."""
        row: Row = {"type": kind, "name": name, "required": "yes" if question.required else ""}
        row |= self._texts("label", question, lambda one: one.label)
        row |= self._texts("hint", question, _hint)
        row |= self._texts("guidance_hint", question, lambda one: one.guidance.strip())
        row["relevant"] = self._relevant(question)
        if question.constraint and not question.choices:
            row["constraint"] = _not_refuted(".", question.constraint)
            row |= self._texts("constraint_message", question, lambda one: one.constraint_message)
        return row

    def _texts(self, name: str, question: Question, text: Callable[[Question], str]) -> Row:
        return self._every(name, lambda spoken: self.filled(text(spoken.question(question.name))))

    def _picked(self, question: Question) -> Iterator[Row]:
        """Yield what a list of words takes: the word, a share instead of it, and the answer that is one of both."""
        word, figure = self._free(f"{question.name}_word"), self._free(f"{question.name}_figure")
        other = self._other(question, _FIGURE)
        yield self._asked(question, f"select_one {question.name}", word)
        yield self._worded(
            "text", "which_figure", name=figure, required="yes", relevant=f"${{{word}}} = '{other}'"
        )
        yield {
            "type": "calculate",
            "name": question.name,
            "relevant": self._relevant(question),
            "calculation": f"if(${{{word}}} = '{other}', ${{{figure}}}, ${{{word}}})",
        }

    def _choices(self, question: Question) -> Iterator[Row]:
        if not question.choices:
            return
        for at, choice in enumerate(question.choices):
            yield {"list_name": question.name, "name": choice.value, **self._label_of(question, at)}
        for word, name in (("figure", _FIGURE), ("dont_know", _DONT_KNOW)):
            yield {"list_name": question.name, "name": self._other(question, name), **self._own_label(word)}

    def _label_of(self, question: Question, at: int) -> Row:
        return self._every("label", lambda one: one.question(question.name).choices[at].label)

    def _own_label(self, word: str) -> Row:
        return self._every("label", lambda one: words_for(one.language)[word])

    def _other(self, question: Question, name: str) -> str:
        """Return the value of a choice that the form adds, one that no choice of the question has."""
        taken = {choice.value for choice in question.choices}
        while name in taken:
            name += "_"
        return name

    def _relevant(self, question: Question) -> str:
        condition = question.relevant
        if condition is None:
            return ""
        place = f"${{{condition.name}}}"
        return (
            _not_refuted(place, condition)
            if isinstance(condition.value, float)
            else _may_say(place, condition)
        )


def _not_refuted(place: str, condition: Comparison) -> str:
    """Return a condition that only a plain number can fail: a range, dk and nothing at all pass."""
    return f"not(number({place}) {_NEGATED[condition.operator]} {_plain(condition.value)})"


def _may_say(place: str, condition: Comparison) -> str:
    return f"({place} = '' or {place} = '{_DONT_KNOW}' or {place} {condition.operator} '{condition.value}')"


def _plain(value: float | str) -> str:
    return f"{Decimal(str(value)).normalize():f}"  # an XPath number knows no exponent


def _hint(question: Question) -> str:
    return " ".join(filter(None, (question.hint, f"({question.unit})" if question.unit else "")))


def _identifier(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name) or "questionnaire"


def _unlinked(text: str) -> str:
    """Return a text in which a form sees no reference to an answer."""
    return text.replace("${", "$ {")


def _same_columns(rows: Iterable[Row], columns: list[str]) -> list[Row]:
    made = [{column: row.get(column, "") for column in columns} for row in rows]
    used = [column for column in columns if any(row[column] for row in made)]
    return [{column: row[column] for column in used} for row in made]
