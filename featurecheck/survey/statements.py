"""A question with boxes to tick: every choice is a statement that answers one of the survey's questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from featurecheck.sheets.cells import listed, shortened
from featurecheck.survey.words import QUESTIONS, Said, Words, folded

_BETWEEN = re.compile(r"\s*[;\n]\s*")
_COMMAS = re.compile(r"\s*,\s+|\s*,(?=[^\s\d])")


@dataclass(frozen=True)
class Ticked:
    """What the ticked boxes of every row say: question -> answer; empty for a row without any."""

    said: Sequence[dict[str, Said]]
    notes: tuple[str, ...]


def read_statements(texts: Sequence[str], header: str, words: Words) -> Ticked:
    """Return what the boxes say; a box that was offered and left open says the opposite of its statement.

    Offered is what somebody ticked. A row without any tick did not answer.
    """
    rows = [_choices(text) for text in texts]
    counts = Counter(choice for row in rows for choice in row)
    offered = {choice: meant for choice in counts if (meant := _meant(choice, words))}
    said = [_row(row, offered, words) for row in rows]
    return Ticked(said, _notes(header, counts, offered, words))


def _choices(text: str) -> list[str]:
    pieces = _BETWEEN.split(text) if _BETWEEN.search(text) else _COMMAS.split(text)
    return list(dict.fromkeys(" ".join(piece.split()) for piece in pieces if folded(piece)))


def _meant(choice: str, words: Words) -> tuple[str, Said] | None:
    plain = folded(choice)
    for question in QUESTIONS:
        said = words.choices.get(question, {}).get(plain)
        if said is not None:
            return question, said
    return None


def _row(row: list[str], offered: dict[str, tuple[str, Said]], words: Words) -> dict[str, Said]:
    ticked = [offered[choice] for choice in row if choice in offered]
    none = any(folded(choice) in words.none_of_these for choice in row)
    if not ticked and not none:
        return {}
    said: dict[str, Said] = {question: Said.NO for question, one in offered.values() if one is Said.YES}
    told = {question: {one for name, one in ticked if name == question} for question, _ in ticked}
    said |= {question: next(iter(ones)) if len(ones) == 1 else Said.UNREAD for question, ones in told.items()}
    return said


def _notes(
    header: str, counts: Counter[str], offered: dict[str, tuple[str, Said]], words: Words
) -> tuple[str, ...]:
    named = [
        f"'{shortened(choice, 40)}' ({counts[choice]}) is {said} to {question}"
        for choice, (question, said) in offered.items()
    ]
    where = f"boxes to tick in the column '{shortened(header)}'"
    notes = (
        [f"{where}: {', '.join(named)}; a box left open counts as no where another one is ticked"]
        if named
        else []
    )
    other = [one for one in counts if one not in offered and folded(one) not in words.none_of_these]
    return (
        *notes,
        *([f"{where}: choices that answer none of our questions: {listed(other)}"] if other else []),
    )
