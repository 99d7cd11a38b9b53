"""What the words beside a number say in an answer of one kind: percent, currency, unit, period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from featurecheck.estimate import vocabulary as words
from featurecheck.estimate.refusal import NotationError, shown
from featurecheck.model import Kind

if TYPE_CHECKING:
    from featurecheck.estimate.grammar import Quantity

MONEY_KINDS = frozenset({Kind.MONEY, Kind.SIGNED_MONEY})
TIMED_KINDS = frozenset({Kind.DURATION, Kind.EFFORT})
_RATE_KINDS = frozenset({Kind.COUNT, *MONEY_KINDS})


class Terms(NamedTuple):
    """What stands beside one number; "" where nothing is said. `currency` keeps the sign as written."""

    suffix: str = ""
    percent: bool = False
    currency: str = ""
    unit: str = ""
    period: str = ""
    total: bool = False


def terms_of(quantity: Quantity, kind: Kind, nouns: frozenset[str]) -> Terms:
    """Return what the words beside the number say.

    Raises:
        NotationError: a word is not known in answers of this kind, or contradicts another.
    """
    suffix = quantity.suffix
    if not suffix and not quantity.words:
        return Terms()
    found: dict[str, str] = {}
    if kind in TIMED_KINDS and suffix == "m":
        found, suffix = {"unit": "months"}, ""
    at = 0
    while at < len(quantity.words):
        category, meaning, taken = _word(quantity.words, at, kind, nouns)
        if category != "skip":
            _note(found, category, meaning)
        at += taken
    return _checked(suffix, found, kind)


def _word(texts: tuple[str, ...], at: int, kind: Kind, nouns: frozenset[str]) -> tuple[str, str, int]:
    """Return category, meaning and how many words were taken."""
    word = texts[at]
    following = texts[at + 1] if at + 1 < len(texts) else ""
    if (word, following) == ("per", "cent"):
        return "percent", "", 2
    if word in words.PER and kind in _RATE_KINDS:
        return _rate(word, following, kind, nouns)
    if word in words.CURRENCIES:
        return "currency", word, 1
    if word in words.WORDS[kind]:
        return *words.WORDS[kind][word], 1
    if word in nouns and kind in {Kind.COUNT, Kind.SHARE}:
        return "skip", "", 1
    if len(word) == 3 and word.upper() in nouns:  # noqa: PLR2004 - a currency's code that only the caller knows
        return "currency", word, 1
    raise NotationError(f"{shown(word)} is not understood here")


def _rate(word: str, following: str, kind: Kind, nouns: frozenset[str]) -> tuple[str, str, int]:
    if following in words.PERIODS:
        return "period", words.PERIODS[following], 2
    if kind in MONEY_KINDS and (following in words.NOUNS or following in nouns):
        return "skip", "", 2
    raise NotationError(f"{shown(f'{word} {following}'.strip())} is not understood here")


def _note(found: dict[str, str], category: str, meaning: str) -> None:
    if category == "currency" and found.get(category):
        before, now = (words.CURRENCIES.get(sign, sign.upper()) for sign in (found[category], meaning))
        if before != now:
            raise two_currencies(before, now)
    elif found.get(category, meaning) != meaning:
        raise NotationError(f"'{found[category]}' and '{meaning}' contradict each other")
    found[category] = meaning


def two_currencies(first: str, second: str) -> NotationError:
    """Return the refusal of a cell in two currencies."""
    return NotationError(
        f"it names two currencies ({first} and {second})",
        "Write both ends in one currency, such as 400 to 1500 EUR.",
    )


def _checked(suffix: str, found: dict[str, str], kind: Kind) -> Terms:
    if "percent" in found and kind is not Kind.SHARE:
        raise NotationError("a percentage needs a base", _BASE.get(kind, _BASE[Kind.COUNT]))
    if "currency" in found and kind not in MONEY_KINDS:
        sign = words.CURRENCIES.get(found["currency"], found["currency"].upper())
        raise NotationError(f"it names a currency ({sign})")
    if suffix and kind is Kind.SHARE:
        raise NotationError(f"'{suffix}' is too much for a share")
    return Terms(
        suffix,
        "percent" in found,
        found.get("currency", ""),
        found.get("unit", ""),
        found.get("period", ""),
        "total" in found,
    )


_BASE = {
    Kind.COUNT: "Write how many there are, such as 2k to 10k, not how many of a hundred.",
    Kind.MONEY: "Write the amount itself, such as 60k to 220k.",
    Kind.SIGNED_MONEY: "Write the amount itself, such as -20k to 50k.",
    Kind.DURATION: "Write the time itself, such as 2 to 6 months.",
    Kind.EFFORT: "Write the effort itself, such as 4 to 10 person-weeks.",
}


def one_of(first: str, second: str, what: str) -> str:
    """Return what both ends say, or the one end that says it.

    Raises:
        NotationError: they contradict each other.
    """
    if first and second and first != second:
        raise NotationError(f"it names two {what} ('{first}' and '{second}')")
    return first or second
