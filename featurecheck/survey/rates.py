"""How often, written as a number and a unit: `3 times a week`, `alle 2 Wochen`, `5 days per week`."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from featurecheck.survey.words import Rates, Said, folded, simplified

_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")
_TOKEN = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?|<=|>=|[<>]|[^\W\d_]+")
_TWO = 2


def said_rate(text: str, rates: Rates) -> Said | None:
    """Return what a rate says (yes: at least once a week), None if it is none or lies on both sides of the line."""
    line = f" {' '.join(_TOKEN.findall(simplified(text)))} "
    less, line = _taken(line, {*rates.less, "<"})
    more, line = _taken(line, {*rates.more, ">", ">="})
    every, line = _taken(line, rates.every)
    numbers, line = _numbers(line, rates)
    units = [rates.units[word] for word in line.split() if word in rates.units]
    strange = [word for word in line.split() if word not in rates.units and word not in rates.beside]
    if strange or not units or not 0 < len(numbers) <= _TWO or (less and more) or _lasts(text, line):
        return None
    low, high = min(numbers), max(numbers)
    if every:
        return None if low == 0 or len(units) > 1 else _judged(units[0] / high, units[0] / low, rates)
    unit = min(units)
    return _bounded(low * unit, high * unit, rates, less=less, more=more)


def _lasts(text: str, line: str) -> bool:
    """Tell whether nothing stands beside the unit: `2 weeks` is no rate."""
    alone = len(line.split()) == 1 and "/" not in text
    return alone and folded(text) == " ".join([*_NUMBER.findall(simplified(text)), *line.split()])


def _taken(line: str, texts: Collection[str]) -> tuple[bool, str]:
    """Return whether one of the texts stands in the line, and the line without it."""
    for text in sorted(texts, key=len, reverse=True):
        if f" {text} " in line:
            return True, line.replace(f" {text} ", " ", 1)
    return False, line


def _numbers(line: str, rates: Rates) -> tuple[list[float], str]:
    found: list[float] = []
    for text in sorted(rates.numbers, key=len, reverse=True):
        if f" {text} " in line:
            found += rates.numbers[text]
            line = line.replace(f" {text} ", " ", 1)
            break
    else:
        found = [float(number.replace(",", ".")) for number in _NUMBER.findall(line)]
    return found, _NUMBER.sub(" ", line)


def _bounded(low: float, high: float, rates: Rates, *, less: bool, more: bool) -> Said | None:
    if less:
        return Said.NO if high <= rates.regular else None
    if more:
        return Said.YES if low >= rates.regular else None
    return _judged(low, high, rates)


def _judged(low: float, high: float, rates: Rates) -> Said | None:
    if high == 0:
        return Said.NEVER
    if low >= rates.regular:
        return Said.YES
    return Said.NO if high < rates.regular else None


def said_number(value: float, unit: float, rates: Rates) -> Said:
    """Return what a number of times per unit says; `unit`: how many times a week one of it is."""
    return _judged(value * unit, value * unit, rates) or Said.UNREAD


def unit_of(header: str, rates: Rates) -> float | None:
    """Return the unit a header names for plain numbers (`times per month`), None if it names none or two."""
    if _NUMBER.search(header):
        return None  # the last 30 days: not a rate
    tokens = folded(header).split()
    units = {
        rates.units[word] for before, word in pairwise(tokens) if word in rates.units and before in rates.per
    }
    return units.pop() if len(units) == 1 else None
