"""Numbers as people read them: three significant digits, a unit, a currency behind the figure. Standard library only."""

from __future__ import annotations

import math

_DIGITS = 3
_EXACT_BELOW = 10_000
_MILLION = 1_000_000
_BILLION = 1_000_000_000
_WEEKS_PER_YEAR = 365.25 / 7
_MONTHS_PER_YEAR = 12
_FEW_WEEKS = 8


def significant(value: float, digits: int = _DIGITS) -> float:
    """Round to so many significant digits; 0 and infinities stay what they are."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def number(value: float) -> str:
    """Return e.g. `0.25`, `12.5`, `1,287`, `64,500`, `1.29 million`; the minus sign is a hyphen."""
    size = abs(value)
    if size >= _BILLION * 0.9995:
        return f"{_plain(significant(value / _BILLION))} billion"
    if size >= _MILLION * 0.9995:
        return f"{_plain(significant(value / _MILLION))} million"
    if size >= _EXACT_BELOW - 0.5:
        return f"{significant(value):,.0f}"
    if size >= 100:  # noqa: PLR2004 - from here whole numbers already have three digits
        return f"{value:,.0f}".replace("-0", "0") if round(value) == 0 else f"{value:,.0f}"
    return _plain(significant(value))


def _plain(value: float) -> str:
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def money(value: float, currency: str) -> str:
    """Return e.g. `-19,900 EUR`; less than half a unit is `under 1 EUR`."""
    if 0 < value < 0.5:  # noqa: PLR2004 - what rounds to nothing
        return f"under 1 {currency}"
    return f"{number(value)} {currency}"


def percent(share: float) -> str:
    """Return a share as e.g. `33 %`, `2.5 %`, `0.04 %`; never `100 %` or `0 %` unless it is exactly that."""
    value = share * 100
    if 99.5 <= value < 100:  # noqa: PLR2004 - the last half percent keeps its decimals
        return f"{_plain(math.floor(value * 100) / 100)} %"
    return f"{_plain(significant(value))} %"


def chance(probability: float) -> str:
    """Return a computed probability for a sentence: whole percents, `under 1 %`, `over 99 %`."""
    if probability < 0.01:  # noqa: PLR2004
        return "under 1 %"
    if probability > 0.99:  # noqa: PLR2004
        return "over 99 %"
    return f"{round(probability * 100)} %"


def duration(years: float) -> str:
    """Return years in the unit people would use: `6 weeks`, `4.5 months`, `2 years`."""
    weeks = years * _WEEKS_PER_YEAR
    if weeks < _FEW_WEEKS:
        return _counted(weeks, "week")
    months = years * _MONTHS_PER_YEAR
    if months < 2 * _MONTHS_PER_YEAR:
        return _counted(months, "month")
    return _counted(years, "year")


def _counted(value: float, noun: str) -> str:
    text = number(significant(value, 2))
    return f"{text} {noun}" if text == "1" else f"{text} {noun}s"


def quantity(value: float, unit: str) -> str:
    """Return the value with its unit: `%` for shares, a time unit for years, else the unit behind the figure."""
    if unit == "share":
        return percent(value)
    if unit == "years":
        return duration(value)
    return f"{number(value)} {unit}"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return `1 request`, `2 requests`, `12,345 requests`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def range_as_typed(low: float, high: float, *, share: bool) -> str:
    """Return a range as it can be typed into a cell, with three significant digits: `1200 to 2500`, `5.4% to 7%`.

    There are neither exponents nor marks that another country reads differently.
    """
    first, last = (_as_typed(100.0 * end) + "%" if share else _as_typed(end) for end in (low, high))
    return first if first == last else f"{first} to {last}"


def _as_typed(value: float) -> str:
    whole, _, decimals = f"{significant(value):.12f}".partition(".")
    decimals = decimals.rstrip("0")
    filled = decimals + "0" if len(decimals) == _DIGITS else decimals  # three decimals look like thousands
    return f"{whole}.{filled}" if decimals else whole
