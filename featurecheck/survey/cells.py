"""One cell of a survey: what its text says to a question by itself, before the column is looked at."""

from __future__ import annotations

import re

from featurecheck.survey.rates import said_rate
from featurecheck.survey.words import Said, Scale, Words, folded, simplified

_LONGEST = 300  # characters; a longer text is a remark
_BREAKS = re.compile(r"[,;:.!?()\[\]\n/|\u3001\u3002\u2026]+|\s[-\u2013\u2014]+\s")
_LABELLED = re.compile(r"\d{1,3}\s*[-\u2013\u2014=:.)(]+\s*(\D[^()]*?)\)?")
_POINTS = re.compile(r"(\d{1,3}(?:[.,]\d)?)\s*(?:/|\s([^\W\d_]+(?: [^\W\d_]+)?)\s)\s*(\d{1,3})")
_STARRED = re.compile(r"(\d(?:[.,]\d)?)\s*([^\W\d_]+)")
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?")
_ONE_STAR = "*"


def number_of(text: str) -> float | None:
    """Return a cell that is a plain number as one, else None."""
    plain = simplified(text)
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def said(text: str, question: str, words: Words) -> Said | None:
    """Return what a cell says to a question; None if it is a plain number or nothing that is known."""
    plain = simplified(text)
    if not plain:
        return Said.BLANK
    if plain in words.signs:
        return words.signs[plain]
    if len(plain) > _LONGEST or _NUMBER.fullmatch(plain):
        return None
    return (
        words.answers[question].get(folded(plain))
        or _rated(plain, question, words)
        or _labelled(plain, question, words)
        or _first(plain, question, words)
    )


def _rated(plain: str, question: str, words: Words) -> Said | None:
    if question == "how_often":
        return said_rate(plain, words.rates)
    return _points(plain, words) or _starred(plain, words)


def _points(plain: str, words: Words) -> Said | None:
    """`4/5`, `8 out of 10`: points of the most points."""
    found = _POINTS.fullmatch(plain)
    if not found or (found[2] and found[2] not in words.scale_words.of):
        return None
    scale = _scale_to(int(found[3]), words)
    return scale.said(_float(found[1])) if scale and not scale.asks else None


def _starred(plain: str, words: Words) -> Said | None:
    """`★★★★☆`, `4 stars`: of five, or of as many as there are with the empty ones."""
    marks = set(plain)
    if marks <= words.star | words.empty_star and plain != _ONE_STAR:
        filled = sum(letter in words.star for letter in plain)
        empty = len(plain) - filled
        return _of_stars(filled, len(plain) if empty else words.scale_words.most_stars, words)
    found = _STARRED.fullmatch(plain)
    if found and found[2] in words.scale_words.stars:
        return _of_stars(_float(found[1]), words.scale_words.most_stars, words)
    return None


def _of_stars(filled: float, most: int, words: Words) -> Said | None:
    scale = _scale_to(most, words)
    return scale.said(max(filled, scale.low)) if scale and filled <= most else None


def _scale_to(high: int, words: Words) -> Scale | None:
    return next((scale for scale in words.scales if scale.high == high), None)


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _labelled(plain: str, question: str, words: Words) -> Said | None:
    """`5 - Strongly agree` is what its words say."""
    found = _LABELLED.fullmatch(plain)
    return words.answers[question].get(folded(found[1])) if found else None


def _first(plain: str, question: str, words: Words) -> Said | None:
    """Return what the first part says (`Yes, every day`), unless a later one or a word in it says something else."""
    known = words.answers[question]
    parts = [part for part in (folded(piece) for piece in _BREAKS.split(plain)) if part]
    first = known.get(parts[0]) if len(parts) > 1 else None
    if first is None or first is Said.BLANK:
        return None
    later = [known[part] for part in parts[1:] if part in known]
    hints = [known[word] for part in parts[1:] for word in part.split() if word in known and len(word) > 1]
    return first if _agree(first, [*later, *(hint for hint in hints if hint is not Said.BLANK)]) else None


def _agree(first: Said, later: list[Said]) -> bool:
    sides = {_side(one) for one in (first, *later)}
    return len(sides) == 1


def _side(one: Said) -> Said:
    return Said.NO if one is Said.NEVER else one
