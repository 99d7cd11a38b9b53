"""The notation's front door: any cell to an estimate, don't know, or not answered."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from functools import lru_cache
from typing import TYPE_CHECKING

from featurecheck.errors import EstimateError
from featurecheck.estimate import curves, grammar, numerals
from featurecheck.estimate import vocabulary as words
from featurecheck.estimate.meaning import Context, Meaning, meaning_of
from featurecheck.estimate.refusal import NotationError, kind_of, refusal, shown
from featurecheck.estimate.terms import MONEY_KINDS
from featurecheck.model import AnswerState, Estimate, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN_KINDS = frozenset({Kind.COUNT, Kind.MONEY})
_MISSING = frozenset({"NAType", "NaTType"})


def parse_estimate(
    text: object,
    kind: Kind | str,
    decimal: str | None = None,
    *,
    currency: str | None = None,
    unit: str | None = None,
) -> Estimate | AnswerState:
    """Read one cell: `2k to 10k`, `5-10%`, `3 of 10`, `don't know`, nothing at all.

    Args:
        text: the cell; a number stands for itself, None is an empty cell.
        kind: what the answer measures, as a `Kind` or its name.
        decimal: the file's decimal mark, "." or ","; None when nothing settles it.
        currency: the currency that is expected, such as EUR; money only.
        unit: the word for what is counted, or the unit of the money.

    Returns:
        An estimate (shares 0 to 1, durations in years, efforts in person-weeks, rates per year), UNKNOWN for the
        words of not knowing, OPEN for an empty cell and its words.

    Raises:
        EstimateError: the cell is not an estimate of this kind; the message says what to write.
    """
    kind = kind_of(kind)
    if decimal not in {None, ".", ","}:
        raise EstimateError(f"{shown(str(decimal))} is not a decimal mark. Give '.' or ',' or nothing.")
    if not isinstance(text, str):
        written = _written(text, kind, unit)
        if written is None:
            return AnswerState.OPEN
        text, decimal = written, "."
    if len(text) > grammar.LONGEST:
        return _long(text, kind, unit)
    return _parsed(text, kind, decimal, currency.upper() if currency else None, unit)


def _written(value: object, kind: Kind, unit: str | None) -> str | None:
    """Return a number as text with '.' as its decimal mark, None for the ways frames say empty."""
    if value is None or type(value).__name__ in _MISSING:
        return None
    if isinstance(value, (dt.date, dt.time)):
        raise refusal(str(value), kind, unit, _of_date(value))
    if isinstance(value, bool) or not isinstance(value, numbers.Number) or isinstance(value, complex):
        raise refusal(f"{value!s:.200}", kind, unit, NotationError(f"it is of type {type(value).__name__}"))
    try:
        number = float(value)  # type: ignore[arg-type]
    except (OverflowError, ValueError, TypeError):
        number = math.inf
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise refusal("a number beyond all bounds", kind, unit, numerals.absurd())
    return repr(number).removesuffix(".0")


def _of_date(value: dt.date | dt.time) -> NotationError:
    if isinstance(value, dt.date):
        return grammar.turned_into_date(*sorted((value.day, value.month)))
    return NotationError("Excel turned the range into a time", "Write '5 to 10' with the word 'to'.")


def _long(text: str, kind: Kind, unit: str | None) -> AnswerState:
    if text.isspace():
        return AnswerState.OPEN
    raise refusal(text, kind, unit, NotationError(f"it is {len(text)} characters long"))


@lru_cache(65536)
def _parsed(
    text: str, kind: Kind, decimal: str | None, currency: str | None, unit: str | None
) -> Estimate | AnswerState:
    try:
        return _read(text, kind, decimal, currency, unit)
    except NotationError as why:
        raise refusal(text.strip(), kind, unit, why) from None


def _read(
    text: str, kind: Kind, decimal: str | None, currency: str | None, unit: str | None
) -> Estimate | AnswerState:
    if not text[:1].isdigit():
        state = _state(text)
        if state:
            return state
    meaning = _common(text, kind, decimal, currency)
    if meaning is None:
        context = Context(kind, decimal, currency, _nouns(unit, currency), [])
        meaning = meaning_of(grammar.cell_of(text), context)
    return curves.estimate_of(
        meaning.curve,
        kind,
        text=text.strip(),
        unit=unit,
        currency=meaning.currency if kind in MONEY_KINDS else None,
        sample=meaning.sample,
        notes=meaning.notes,
    )


def _common(text: str, kind: Kind, decimal: str | None, currency: str | None) -> Meaning | None:
    """Return what `2k to 10k` means where nothing has to be assumed or noted; None for all other cells."""
    if kind not in _PLAIN_KINDS or (decimal == "," and "." in text):
        return None
    ends = grammar.common_ends(text)
    if ends is None or not 0 < ends[0] < ends[1] <= numerals.LARGEST:
        return None
    return Meaning(curves.curve_through(*ends, kind), currency, None, ())


def _state(text: str) -> AnswerState | None:
    phrase = grammar.word_form(grammar.folded(text))
    if phrase in words.BLANK:
        return AnswerState.OPEN
    return AnswerState.UNKNOWN if phrase in words.UNKNOWN else None


@lru_cache(256)
def _nouns(unit: str | None, currency: str | None) -> frozenset[str]:
    """Return the caller's own nouns in both numbers, and its currency's code."""
    known = {currency} if currency else set()
    for word in (unit or "").casefold().split():
        known |= {word, word.removesuffix("s"), word.removesuffix("s") + "s"}
    return frozenset(known - set(words.PER) - set(words.PERIODS))


def decimal_mark(texts: Iterable[str]) -> str | None:
    """Return the decimal mark that the unambiguous numbers of a column or file settle.

    None if nothing settles it or both marks occur. Cells that are not estimates count for nothing.
    """
    settled: set[str] = set()
    for text in dict.fromkeys(texts):
        mark = _mark_of(text) if isinstance(text, str) else None
        if mark:
            settled.add(mark)
        if len(settled) == len(numerals.MARKS):
            return None
    return settled.pop() if settled else None


def _mark_of(text: str) -> str | None:
    if len(text) > grammar.LONGEST or not ("." in text or "," in text):
        return None
    try:
        quantities = grammar.cell_of(text).quantities
        if any(word not in words.ANYWHERE for quantity in quantities for word in quantity.words):
            return None
        return numerals.cell_mark([quantity.raw for quantity in quantities])
    except NotationError:
        return None
