"""Words for accounts: names that stay harmless, lists that end, amounts that are not negative by a rounding."""

from __future__ import annotations

from collections.abc import Sequence

from featurecheck import words
from featurecheck.accounts import Standing
from featurecheck.customers.profit import rank
from featurecheck.report.usage_view import name_of
from featurecheck.report.wording import listed

_NAMED = 10
_TENTH = 0.1
_NEARLY_ALL = 0.995
_NAMELESS = "(a name of blanks only)"
_NOBODY = "none"


def called(name: str) -> str:
    """Return somebody's name of an account or request on one line, not endless."""
    return name_of(name) or _NAMELESS


def amount(value: float) -> str:
    """Return an amount with three digits."""
    return words.number(value + 0.0)


def money(value: float, currency: str) -> str:
    """Return an amount with three digits and its currency."""
    return words.money(value + 0.0, currency)


def in_short(share: float) -> str:
    """Return a share with two digits: more would be believed. What is nearly all stays less than all."""
    if _NEARLY_ALL <= share < 1:
        return words.percent(share)
    return words.percent(round(share, 2) if abs(share) >= _TENTH else words.significant(share, 2))


def first(items: Sequence[str], top: int | None) -> tuple[str, ...]:
    """Return the first items, and how many more there are."""
    left = len(items) - len(items[:top])
    return (*items[:top], *((f"... and {left:,} more; --format json lists all.",) if left else ()))


def names(standings: Sequence[Standing], most: int | None = _NAMED) -> str:
    """Return the accounts' names, the most profitable first, and how many more there are than `most`."""
    ordered = sorted(standings, key=lambda one: (one.profit_money is None, rank(one)))
    return names_of([one.account.name for one in ordered], most)


def names_of(all_names: Sequence[str], most: int | None = _NAMED) -> str:
    """Return names in a row, and how many more there are than `most`."""
    shown = [called(name) for name in all_names[:most]]
    left = len(all_names) - len(shown)
    return listed([*shown, f"{left:,} more"] if left else shown) or _NOBODY
