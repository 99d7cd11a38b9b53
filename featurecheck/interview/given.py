"""Answers given on the command line instead of being asked for: all of them, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from featurecheck.errors import EstimateError, FeatureCheckError, did_you_mean
from featurecheck.interview.state import still_open
from featurecheck.interview.understanding import Words, understand
from featurecheck.model import AnswerState, Evidence, Kind
from featurecheck.requests.definition import GRADES, Answer
from featurecheck.requests.writing import new_request_file
from featurecheck.tomlfile import shown

if TYPE_CHECKING:
    import datetime as dt

    from featurecheck.interview.store import Store
    from featurecheck.questionnaires.definition import Question

_HEAD = ("request", "competitor", "requesters")
_BESIDE = ("evidence", "source", "ask")
_EXAMPLES = {
    None: "in a few words",
    Kind.COUNT: "800 to 2k",
    Kind.MONEY: "20k to 60k",
    Kind.SHARE: "10% to 30%",
    Kind.DURATION: "2 to 6 months",
}


_NOWHERE: Mapping[str, str] = MappingProxyType({})


def apply_given(
    store: Store,
    answers: Mapping[str, str],
    words: Words,
    today: dt.date | None,
    by: str | None,
    origin: Mapping[str, str] = _NOWHERE,
) -> list[str]:
    """Write the given answers into the file, which is created if it does not exist and its request is given.

    `origin` names the file that an answer came from, for the messages; what is not in it was typed.

    Returns:
        A sentence for each required answer that is missing now.

    Raises:
        FeatureCheckError: at least one given answer is wrong; all wrong ones are named and nothing is written.
    """
    given = _Given(store, words, {"by": by, "at": today})
    wrong = given.sort(answers, origin)
    if wrong:
        lines = [f"{store.path}: nothing has been written.", *wrong, *given.missing()]
        raise FeatureCheckError("\n".join(lines))
    given.write()
    return given.missing()


class _Given:
    """Takes answers by their names, and writes them once all are known to be right."""

    def __init__(self, store: Store, words: Words, signature: dict[str, Any]) -> None:
        self.store = store
        self.words = words
        self.signature = {key: value for key, value in signature.items() if value is not None}
        self.head: dict[str, str] = {}
        self.fields: dict[str, dict[str, Any]] = {}
        self.questions = store.questions()
        self.before = store.read() if store.path.exists() else None

    def sort(self, answers: Mapping[str, str], origin: Mapping[str, str]) -> list[str]:
        """Take all answers; return a sentence for each wrong one."""
        wrong = []
        for name, text in sorted(
            answers.items(), key=lambda item: item[0].split(" ")[1:]
        ):  # values before evidence
            try:
                self._take(name.strip(), text.strip())
            except FeatureCheckError as error:
                said = error.message.replace("leave the cell empty", "dk")
                place = f"{shown(origin[name], 200)}:" if name in origin else "--answer"
                wrong.append(f"{place} {shown(name)}={shown(text)}: {said}")
        return wrong

    def _take(self, key: str, text: str) -> None:
        name, _, beside = key.replace(".", " ").partition(" ")
        if key in _HEAD:
            if key == "request" and not text:
                raise FeatureCheckError("The request needs a name. Say what is asked for.")
            self.head[key] = text
        elif name in self.questions and not beside:
            self._take_value(name, text)
        elif name in self.questions and beside in _BESIDE:
            self._take_beside(name, beside, text)
        else:
            known = [
                *_HEAD,
                *self.questions,
                *(f"{name} {word}" for word in _BESIDE if name in self.questions),
            ]
            raise FeatureCheckError(
                f"No question is called so.{did_you_mean(key, known)} Known: {', '.join(known)}."
            )

    def _take_value(self, name: str, text: str) -> None:
        read = understand(self.questions[name], text, self.words)
        if read.state is AnswerState.ANSWERED:
            self.fields[name] = {"value": read.text, **self.signature}
        else:
            self.fields[name] = {"state": read.state, **self.signature}

    def _take_beside(self, name: str, beside: str, text: str) -> None:
        fields = self.fields.setdefault(name, self._present(name))
        if beside == "source":
            fields["source"] = split_sources(text)
        elif beside == "ask":
            fields["ask"] = text or None
        else:
            fields["evidence"] = evidence_of(text)

    def _present(self, name: str) -> dict[str, Any]:
        return as_fields(self.before.answer(name)) if self.before else {}

    def write(self) -> None:
        """Write everything that was taken."""
        if self.before is None:
            if "request" not in self.head:
                return
            self.store.create(new_request_file(self.store.questionnaire, self.head["request"]))
        if self.head:
            self.store.save_fields(**{key: self._head_value(key) for key in self.head})
        for name, fields in self.fields.items():
            self.store.save(name, fields)

    def _head_value(self, key: str) -> str | list[str]:
        return split_sources(self.head[key]) if key == "requesters" else self.head[key]

    def missing(self) -> list[str]:
        """Return a sentence for each required answer that is neither in the file nor given."""
        if not self.store.path.exists():
            absent = [question for question in self.questions.values() if question.name not in self.fields]
            head = (
                []
                if "request" in self.head
                else ['request (what is asked for): --answer "request=Bulk export"']
            )
            return head + [_sentence(question) for question in absent if question.required]
        waiting = still_open(self.store.questionnaire, self.store.read(), self.words)
        return [
            _sentence(question) for question in waiting if question.required and self._is_absent(question)
        ]

    def _is_absent(self, question: Question) -> bool:
        fields = self.fields.get(question.name, {})
        return "value" not in fields and fields.get("state") is not AnswerState.UNKNOWN


def _sentence(question: Question) -> str:
    example = _EXAMPLES.get(question.kind, "5 to 10")
    return f'{question.name} ({question.label}): --answer "{question.name}={example}", or {question.name}=dk if nobody knows'


def as_fields(answer: Answer) -> dict[str, Any]:
    """Return an answer as the keyword arguments of `set_answer`."""
    state = None if answer.value is not None else answer.state
    return {
        "value": answer.value,
        "state": state,
        "evidence": answer.evidence,
        "source": answer.source,
        "by": answer.by,
        "at": answer.at,
        "ask": answer.ask,
    }


def split_sources(text: str) -> list[str]:
    """Split at semicolons; a link has none of them followed by a blank."""
    return [part.strip() for part in text.split(";") if part.strip()]


def evidence_of(text: str) -> Evidence | None:
    """Return the kind of evidence meant by its number in the list or its name; None for nothing.

    Raises:
        EstimateError: neither a number in the list nor a name.
    """
    word = "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
    if not word:
        return None
    if word.isdecimal() and 1 <= int(word) <= len(GRADES):
        return GRADES[int(word) - 1]
    names = [grade.value for grade in GRADES]
    if word in names:
        return Evidence(word)
    near = did_you_mean(word, names)
    raise EstimateError(f"'{shown(text)}' is no kind of evidence.{near} Known: {', '.join(names)}.")
