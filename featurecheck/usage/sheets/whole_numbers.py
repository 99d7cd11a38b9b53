"""Whole numbers of a roll-up in any notation: `1234`, `1,234`, `1.234`, `12 345`; ranges and words are none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from featurecheck.estimate import decimal_mark
from featurecheck.estimate.numerals import is_ambiguous, plain_digits, settled_mark
from featurecheck.estimate.refusal import NotationError

LARGEST = 10**15
_LONGEST = 40
_OTHER = {".": ",", ",": "."}
_SPACES = re.compile("[\u00a0\u202f\u2009]")
_FORM = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*")


def mark_of(texts: Iterable[str]) -> str | None:
    """Return the decimal mark that the numbers of a sheet settle, None where nothing does."""
    return decimal_mark(text for text in texts if text)


def whole(text: str, mark: str | None) -> int | None:
    """Return a whole number of at least 0, None for any other text.

    Where `mark` leaves it open, `1.234` and `1,234` are thousands: what is counted has no decimals.
    """
    raw = _SPACES.sub(" ", text.strip()).replace("\u2019", "'")
    if len(raw) > _LONGEST or not _FORM.fullmatch(raw):
        return None
    try:
        own = settled_mark(raw)
    except NotationError:
        return None
    if own and mark and own != mark:
        return None  # 1.234,5 beside 1,234.5: nobody knows
    used = own or mark or (_OTHER["." if "." in raw else ","] if is_ambiguous(raw) else None)
    value = Decimal(plain_digits(raw, used))
    return int(value) if value == value.to_integral_value() and value < LARGEST else None
