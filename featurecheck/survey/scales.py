"""Which scale the plain numbers of a column are on, and which end of it is the best: by the header, else by the numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from featurecheck.survey.words import DENIED, Said, Scale, Words, folded, simplified

_END = re.compile(
    r"(?<!\d)(\d{1,3})\s*(?:=|:|-|\u2013|\u2014|\()\s*([^\d,;:=()\[\]\u2013\u2014]*[^\W\d_][^\d,;:=()\[\]\u2013\u2014]*)"
)
_SPAN = re.compile(r"(?<!\d)(\d{1,3})\s*([-\u2013\u2014~]|\.{2,3}|[^\W\d_]+)\s*(\d{1,3})(?!\d)")
_DASH = re.compile(r"[-\u2013\u2014~]|\.{2,3}")
_ZERO_ONE = {0.0, 1.0}


@dataclass(frozen=True, slots=True)
class OnScale:
    """The scale of a column; `turned`: its lowest number is the best. `how` says in words how that was found."""

    scale: Scale
    turned: bool
    how: str

    def said(self, value: float) -> Said | None:
        """Return what a number says, None for one outside the scale."""
        return self.scale.said(self.scale.low + self.scale.high - value if self.turned else value)

    def sentence(self) -> str:
        """Return what counts as what, in words."""
        low, high = self.scale.low, self.scale.high
        if self.turned:
            yes = f"{low} to {low + high - self.scale.yes} count as yes"
            return f"numbers from {low} to {high}, {low} is the best ({self.how}): {yes}"
        yes = f"{self.scale.yes} to {high} count as yes"
        return f"numbers from {low} to {high}, {high} is the best ({self.how}): {yes}"


@dataclass(frozen=True, slots=True)
class NoScale:
    """Why the numbers of a column cannot be read: what was expected and what to do."""

    expected: str
    mend: str


def scale_of(numbers: Sequence[float], header: str, question: str, words: Words) -> OnScale | NoScale:
    """Return the scale on which all these numbers are; `header` may name it."""
    ends = _ends(header, words)
    if ends and ends not in {(scale.low, scale.high) for scale in words.scales}:
        known = ", ".join(f"{scale.low}-{scale.high}" for scale in words.scales)
        return NoScale(f"a scale that is known: {known}", "Turn its answers into yes, no and don't know.")
    scale = _known(ends, words) if ends else _by_numbers(numbers, words)
    if isinstance(scale, NoScale):
        return scale
    return _directed(scale, header, question, words, named=bool(ends))


def _ends(header: str, words: Words) -> tuple[int, int] | None:
    """Return both ends if the header names them: `(1-5)`, `from 0 to 10`, `1 = poor, 5 = very good`."""
    plain = simplified(header)
    for low, between, high in _SPAN.findall(plain):
        if (_DASH.fullmatch(between) or between in words.scale_words.between) and int(low) < int(high):
            return int(low), int(high)
    labelled = sorted({int(end) for end, _ in _END.findall(plain)})
    return (labelled[0], labelled[-1]) if len(labelled) > 1 else None


def _known(ends: tuple[int, int], words: Words) -> Scale:
    return next(scale for scale in words.scales if (scale.low, scale.high) == ends)


def _by_numbers(numbers: Sequence[float], words: Words) -> Scale | NoScale:
    """Return the scale whose highest number somebody gave; few numbers could be on any."""
    few = len(numbers) < words.scale_words.answers
    top, least = max(numbers), min(numbers)
    if few or top not in words.scale_words.highest:
        return NoScale(
            "numbers on a scale that can be told",
            "Write the scale behind the header, as in '(1-5)', or turn its answers into yes, no and don't know.",
        )
    fitting = [scale for scale in words.scales if scale.high == top]
    return next((scale for scale in fitting if (scale.low == 0) == (least == 0)), fitting[0])


def _directed(scale: Scale, header: str, question: str, words: Words, *, named: bool) -> OnScale | NoScale:
    told = _told(scale, header, question, words)
    asks = scale.asks or not words.scale_words.grades.isdisjoint(folded(header).split())
    if told is None and asks:
        return NoScale(
            "a header that says which end of the scale is the best",
            f"Write it behind the header: '({scale.low} = best)' or '({scale.high} = best)'.",
        )
    where = "by its header" if named else "by its numbers"
    how = where if told is not None else f"{where}; taken so because the header does not say otherwise"
    return OnScale(scale, bool(told), how)


def _told(scale: Scale, header: str, question: str, words: Words) -> bool | None:
    """Return whether the header says that the lowest number is the best; None if it says nothing of it, or both."""
    found = set()
    for end, label in _END.findall(simplified(header)):
        good = _good(folded(label), question, words)
        if good is not None and int(end) in {scale.low, scale.high}:
            found.add(good == (int(end) == scale.low))
    return found.pop() if len(found) == 1 else None


def _good(label: str, question: str, words: Words) -> bool | None:
    if label in words.scale_words.best or label in words.scale_words.worst:
        return label in words.scale_words.best
    said = words.answers[question].get(label)
    return said is Said.YES if said is Said.YES or said in DENIED else None


def zero_one(numbers: Sequence[float], header: str, words: Words, *, beside_words: bool) -> bool:
    """Tell whether 1 and 0 mean yes and no: both are there and nothing else, or yes and no stand in the column too."""
    there = set(numbers)
    return there <= _ZERO_ONE and (there != {1.0} or beside_words) and _ends(header, words) is None
