"""Reads request files strictly: every mistake is collected, with its line and the mend."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.intake import Problem
from featurecheck.model import AnswerState, Evidence
from featurecheck.questionnaires.reading import bundled_names, by_name
from featurecheck.requests.definition import (
    ANSWER_NAMES,
    ESTIMATE_FIELDS,
    FORMAT,
    GRADES,
    LIST_FIELDS,
    LONGEST_NAME,
    STANDARD,
    TEXT_FIELDS,
    Answer,
    RequestFile,
    person_name,
)
from featurecheck.requests.newer import outline
from featurecheck.tomlfile import Key, TomlFile, read_toml, shown

if TYPE_CHECKING:
    from pathlib import Path

    from featurecheck.questionnaires.definition import Questionnaire

_KNOWN = (
    "format",
    "request",
    *TEXT_FIELDS,
    *LIST_FIELDS,
    *ESTIMATE_FIELDS,
    "votes",
    "requested_on",
    "questionnaire",
    "questionnaire_version",
    "answers",
    "people",
)
_ANSWER_KEYS = ("value", "state", "evidence", "source", "by", "at", "ask")
_GRADES = [grade.value for grade in GRADES]
_STATES = [state.value for state in AnswerState]


class UnusableRequestError(FeatureCheckError):
    """A request file with mistakes; `problems` holds them one by one."""

    def __init__(self, message: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(message)
        self.problems = problems


def read_request_file(path: Path, questionnaire: Questionnaire | None = None) -> RequestFile:
    """Read one request.

    Args:
        path: the TOML file.
        questionnaire: the one in use; its questions may be answered besides those of the one the file names.

    Raises:
        FeatureCheckError: unreadable, a newer format, or any number of mistakes, one `file:line` sentence each.
    """
    file = read_toml(path)
    reader = _Reader(file, path, questionnaire)
    request = reader.read()
    if reader.problems:
        ordered = sorted(reader.problems, key=lambda problem: problem.row or 0)
        raise UnusableRequestError(
            "\n".join(_sentence(file.name, problem) for problem in ordered), tuple(ordered)
        )
    return request


def _sentence(name: str, problem: Problem) -> str:
    return f"{name}:{problem.row}: {problem.found}; expected {problem.expected}. {problem.mend}"


def _header(*table: str) -> str:
    """Return e.g. `[answers.users]`; a name that is not plain stands in quotes."""
    plain = (
        part if part.isascii() and part.replace("_", "").isalnum() else f'"{shown(part)}"' for part in table
    )
    return f"[{'.'.join(plain)}]"


class _Reader:
    """Walks through one file's data; every mistake goes into `problems` and reading goes on."""

    def __init__(self, file: TomlFile, path: Path, questionnaire: Questionnaire | None) -> None:
        self.file = file
        self.path = path
        self.questionnaire = questionnaire
        self.problems: list[Problem] = []

    def read(self) -> RequestFile:
        """Return the request; worth nothing if there are problems."""
        data = self.file.data
        self._refuse_other_formats(data)
        for key in data:
            if key not in _KNOWN:
                self._unknown((key,), key, list(_KNOWN))
        name = self._text(data, "questionnaire") or STANDARD
        known = self._answer_names(name)
        return RequestFile(
            file=self.path.name,
            request=self._request(data),
            answers=self._answers(data, known, ("answers",)),
            people=self._people(data, known),
            votes=self._votes(data),
            requested_on=self._date(data, ("requested_on",)) or "",
            questionnaire=name,
            questionnaire_version=self._text(data, "questionnaire_version"),
            **self._plain_fields(data),
        )

    def _plain_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        fields: dict[str, Any] = {name: self._text(data, name) for name in TEXT_FIELDS}
        fields |= {name: self._texts(data, (name,)) for name in LIST_FIELDS}
        fields |= {name: self._estimate(data, (name,)) or "" for name in ESTIMATE_FIELDS}
        fields["id"] = fields["id"] or self.path.stem
        return fields

    def _refuse_other_formats(self, data: dict[str, Any]) -> None:
        found = data.get("format")
        if type(found) is int and found != FORMAT:
            line = self.file.line("format")
            message = f"{self.file.name}:{line}: format {found} is not known here; this featurecheck reads format {FORMAT}. Install a newer one."
            rest = list(outline(data))
            if rest:
                message = "\n".join([f"{message} Nothing is written to it. What can be made out:", *rest])
            raise FeatureCheckError(message)
        if "questions" in data:
            raise FeatureCheckError(
                f"{self.file.name}: this is a questionnaire, not a request. Give a request file."
            )
        if type(found) is not int:
            said = "'format' is missing" if found is None else "'format' is not a number"
            self._say(("format",), said, f"format = {FORMAT}", f"Write format = {FORMAT} on the first line.")

    def _say(self, key: Key, found: str, expected: str, mend: str) -> None:
        line = self.file.line(*key)
        column = ".".join(shown(str(part)) for part in key)
        self.problems.append(Problem(self.path.name, None, line, None, column, found, expected, mend))

    def _unknown(self, key: Key, word: str, known: list[str]) -> None:
        near = did_you_mean(word, known).strip()
        self._say(
            key, f"'{shown(word)}' is not known here", f"one of {', '.join(known)}", near or "Remove it."
        )

    def _request(self, data: dict[str, Any]) -> str:
        text = self._text(data, "request").strip()
        if not text and not any(problem.column == "request" for problem in self.problems):
            self._say(
                ("request",),
                "'request' is missing or empty",
                "what is asked for",
                'Write request = "Bulk export".',
            )
        return text

    def _text(self, data: dict[str, Any], *key: str) -> str:
        value = data.get(key[-1], "")
        if isinstance(value, str):
            return value
        self._say(key, f"'{key[-1]}' is not a text", "a text in quotes", f'Write {key[-1]} = "...".')
        return ""

    def _texts(self, data: dict[str, Any], key: tuple[str, ...]) -> tuple[str, ...]:
        value = data.get(key[-1], [])
        if isinstance(value, str):
            return (value,) if value.strip() else ()
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        self._say(
            key,
            f"'{key[-1]}' is not a list of texts",
            "texts in quotes",
            f'Write {key[-1]} = ["...", "..."].',
        )
        return ()

    def _estimate(self, data: dict[str, Any], key: tuple[str, ...]) -> str | None:
        value = data.get(key[-1])
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            return str(value) if isinstance(value, int) else f"{value:.12f}".rstrip("0").rstrip(".")
        self._say(
            key,
            f"'{key[-1]}' is neither a text nor a number",
            "a number or a range",
            f'Write {key[-1]} = "2k to 10k".',
        )
        return None

    def _votes(self, data: dict[str, Any]) -> int | None:
        value = data.get("votes")
        if value is None or (type(value) is int and value >= 0):
            return value
        self._say(
            ("votes",), "'votes' is not a number of votes", "0 or a larger whole number", "Write votes = 12."
        )
        return None

    def _date(self, data: dict[str, Any], key: tuple[str, ...]) -> str | None:
        value = data.get(key[-1])
        if value is None or isinstance(value, (dt.date, dt.datetime)):
            return None if value is None else value.isoformat()[:10]
        try:
            return dt.date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            self._say(key, f"'{key[-1]}' is not a date", "a date", f"Write {key[-1]} = 2026-11-21.")
            return None

    def _answer_names(self, questionnaire: str) -> list[str]:
        names = dict.fromkeys(ANSWER_NAMES)
        if self.questionnaire is not None:
            names |= dict.fromkeys(self.questionnaire.names())
        if questionnaire != STANDARD and not (
            self.questionnaire and self.questionnaire.name == questionnaire
        ):
            names |= dict.fromkeys(self._named(questionnaire))
        return list(names)

    def _named(self, questionnaire: str) -> list[str]:
        known = bundled_names()
        if questionnaire in known:
            return by_name(questionnaire).names()
        for folder in (self.path.parent, self.path.parent / "questionnaires"):
            if "/" not in questionnaire and (folder / f"{questionnaire}.toml").is_file():
                return by_name(folder / f"{questionnaire}.toml").names()
        near = (
            did_you_mean(questionnaire, known).strip()
            or f"Put {shown(questionnaire)}.toml beside the request."
        )
        self._say(
            ("questionnaire",),
            f"there is no questionnaire '{shown(questionnaire)}'",
            f"one of {', '.join(known)}",
            near,
        )
        return []

    def _answers(self, data: dict[str, Any], known: list[str], table: tuple[str, ...]) -> dict[str, Answer]:
        """Return the answers in the table, the last of whose keys `data` has."""
        entries = data.get(table[-1], {})
        if not isinstance(entries, dict):
            said = f"'{shown(table[-1])}' is not a table"
            self._say(table, said, "a table for each answer", f"Begin each with {_header(*table, 'users')}.")
            return {}
        answers: dict[str, Answer] = {}
        for name, entry in entries.items():
            key = (*table, name)
            if name not in known:
                self._unknown(key, name, known)
            elif isinstance(entry, dict):
                answers[name] = self._answer(key, entry)
            else:
                mend = f'Write {_header(*key)} and below it value = "2k to 10k".'
                self._say(key, f"'{name}' is not a table", "a table with its value", mend)
        return answers

    def _people(self, data: dict[str, Any], known: list[str]) -> dict[str, dict[str, Answer]]:
        """Return what each person said who was asked apart from the others."""
        people = data.get("people", {})
        if not isinstance(people, dict):
            mend = f"Begin each answer with {_header('people', 'Maria', 'users')}."
            self._say(("people",), "'people' is not a table", "a table for each person", mend)
            return {}
        for name in people:
            self._check_name(name)
        return {name: self._answers(people, known, ("people", name)) for name in people}

    def _check_name(self, name: str) -> None:
        try:
            same = person_name(name) == name
        except FeatureCheckError:
            same = False
        if not same:
            expected = f"up to {LONGEST_NAME} letters without quotes and needless blanks"
            self._say(
                ("people", name),
                f"'{shown(name)}' cannot be a person's name",
                expected,
                "Shorten or mend it.",
            )

    def _answer(self, key: tuple[str, ...], entry: dict[str, Any]) -> Answer:
        for name in entry:
            if name not in _ANSWER_KEYS:
                self._unknown((*key, name), name, list(_ANSWER_KEYS))
        value = self._estimate(entry, (*key, "value"))
        return Answer(
            state=self._state(key, entry, value),
            value=value if value and value.strip() else None,
            evidence=self._evidence(key, entry),
            source=self._texts(entry, (*key, "source")),
            by=self._text(entry, *key, "by") or None,
            at=self._date(entry, (*key, "at")),
            ask=self._text(entry, *key, "ask") or None,
        )

    def _state(self, key: Key, entry: dict[str, Any], value: str | None) -> AnswerState:
        has_value = "value" in entry and (value is None or bool(value.strip()))
        natural = AnswerState.ANSWERED if has_value else AnswerState.OPEN
        if "state" not in entry:
            return natural
        if entry["state"] not in _STATES:
            near = did_you_mean(str(entry["state"]), _STATES).strip()
            mend = near or 'Write state = "unknown" when nobody knows.'
            self._say(
                (*key, "state"),
                f"'{shown(str(entry['state']))}' is not a state",
                f"one of {', '.join(_STATES)}",
                mend,
            )
            return natural
        state = AnswerState(entry["state"])
        if (state is AnswerState.ANSWERED) != has_value:
            found = f"the state is '{state}'" + (
                " but there is a value" if has_value else " but there is no value"
            )
            self._say((*key, "state"), found, "a value or a state", "Remove the one that is not meant.")
        return state

    def _evidence(self, key: Key, entry: dict[str, Any]) -> Evidence | None:
        word = entry.get("evidence")
        if word is None or word == "":
            return None
        if word in _GRADES:
            return Evidence(word)
        near = (
            did_you_mean(str(word), _GRADES).strip() or "Remove it if nobody says why to believe the number."
        )
        self._say(
            (*key, "evidence"),
            f"'{shown(str(word))}' is no kind of evidence",
            f"one of {', '.join(_GRADES)}",
            near,
        )
        return None
