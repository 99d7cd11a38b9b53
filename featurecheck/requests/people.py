"""What several people said about one request, as one cell of text: the columns of requests hold nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from featurecheck.model import AnswerState

if TYPE_CHECKING:
    from featurecheck.requests.definition import Answer, RequestFile

PEOPLE = "people"
"""The column; "" where nobody was asked apart from the others."""


def people_cell(request: RequestFile) -> str:
    """Return what people said as JSON, `{question: [{name, state, text, evidence, source, twice}, ...]}`.

    The answer without a name comes first where there is one, `twice` where it is that of one of the people; the others
    stand in alphabetical order. What nobody has answered yet is left out.
    """
    found = {name: _voices(request, name) for name in _answered(request)}
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else ""


def said_in_words(request: RequestFile, name: str) -> Answer:
    """Return the answer to a question that is answered in words: everybody's words, one after the other."""
    own = request.answer(name)
    voices = [answers[name] for _, answers in sorted(request.people.items()) if name in answers]
    texts = [
        f"{who}: {answers[name].value}"
        for who, answers in sorted(request.people.items())
        if name in answers and answers[name].value
    ]
    if not texts:
        unknown = own.state is AnswerState.OPEN and any(one.state is AnswerState.UNKNOWN for one in voices)
        return replace(own, state=AnswerState.UNKNOWN) if unknown else own
    return replace(
        own, state=AnswerState.ANSWERED, value="; ".join([*([own.value] if own.value else []), *texts])
    )


def _answered(request: RequestFile) -> list[str]:
    names = {
        name
        for answers in request.people.values()
        for name, answer in answers.items()
        if answer.state is not AnswerState.OPEN
    }
    return sorted(names)


def _voices(request: RequestFile, name: str) -> list[dict[str, object]]:
    own = request.answer(name)
    voices = [] if own.state is AnswerState.OPEN else [_said("", own, twice=own.by in request.people)]
    return voices + [
        _said(who, answers[name])
        for who, answers in sorted(request.people.items())
        if name in answers and answers[name].state is not AnswerState.OPEN
    ]


def _said(name: str, answer: Answer, *, twice: bool = False) -> dict[str, object]:
    return {
        "name": name,
        "state": answer.state.value,
        "text": answer.value or "",
        "evidence": answer.evidence.value if answer.evidence else "",
        "source": "; ".join(answer.source),
        "twice": twice,
    }
