"""From the form of a cell to a curve: units, percent signs, assumptions, each told in a note."""

from __future__ import annotations

from typing import NamedTuple

from featurecheck import words as figures
from featurecheck.estimate import curves, numerals
from featurecheck.estimate import vocabulary as words
from featurecheck.estimate.grammar import Cell, Quantity
from featurecheck.estimate.refusal import NotationError
from featurecheck.estimate.terms import MONEY_KINDS, TIMED_KINDS, Terms, one_of, terms_of, two_currencies
from featurecheck.model import Kind, Shape

_ABOUT = 1.5
_AT_LEAST = 10.0
_MOST_TRIES = 100_000_000
_SURE = 1e-12
_PERCENT_POWER = -2
_LOW_SUFFIX_MEND = "Write the multiplier at both ends, such as 2k to 10k."


class Meaning(NamedTuple):
    """A curve in the kind's own unit, with what was noted on the way."""

    curve: curves.Curve
    currency: str | None
    sample: tuple[int, int] | None
    notes: tuple[str, ...]


class Context(NamedTuple):
    """What the caller says about the cell; `notes` are collected while it is read."""

    kind: Kind
    decimal: str | None
    currency: str | None
    nouns: frozenset[str]
    notes: list[str]


def meaning_of(cell: Cell, context: Context) -> Meaning:
    """Return what the cell means.

    Raises:
        NotationError: it means nothing for this kind.
    """
    digits = _digits(cell, context)
    reach = None
    if cell.form == "plusminus" and context.kind is not Kind.SHARE and _has_percent(cell.quantities[1]):
        cell, reach = _centre(cell), numerals.value_of(digits[1], _PERCENT_POWER)
    terms = [terms_of(quantity, context.kind, context.nouns) for quantity in cell.quantities]
    if cell.form == "sample":
        return _sample(cell, terms, digits, context)
    if cell.tight_minus and context.kind is Kind.SIGNED_MONEY:
        raise NotationError(
            "the '-' could be a dash or a minus sign", "Write the range with the word 'to': -5 to -3."
        )
    currency = _currency(terms, context)
    values = _values(cell, terms, digits, context)
    if reach is not None:
        values.append(abs(values[0]) * reach)
    _note_total(terms, context)
    low, high = _ends(cell, terms, values, context)
    curve = _curve(low, high, context)
    return Meaning(curve, currency, None, tuple(context.notes))


def _has_percent(quantity: Quantity) -> bool:
    return any(word in words.PERCENT for word in quantity.words)


def _centre(cell: Cell) -> Cell:
    """Return `500 +- 20 % EUR` as 500 EUR: the percentage is of the number before it."""
    first, second = cell.quantities
    if second.suffix or second.sign < 0:
        raise NotationError("what stands behind +- is not understood", "Write it such as 500 +- 20 %.")
    rest = tuple(word for word in second.words if word not in words.PERCENT)
    return Cell("plusminus", (first._replace(words=first.words + rest),))


def _digits(cell: Cell, context: Context) -> list[str]:
    """Return the numbers as Python reads them; a mark settled inside the cell comes before the file's."""
    raws = [quantity.raw for quantity in cell.quantities]
    settled = numerals.cell_mark(raws)
    mark = settled or context.decimal
    if settled and context.decimal and settled != context.decimal:
        context.notes.append(f"'{settled}' read as the decimal mark, unlike elsewhere")
    if mark is None:
        _note_ambiguous(raws, context)
    return [numerals.plain_digits(raw, mark) for raw in raws]


def _note_ambiguous(raws: list[str], context: Context) -> None:
    for raw in raws:
        if numerals.is_ambiguous(raw):
            role = "the decimal mark" if "." in raw else "a thousands separator"
            sign = "." if "." in raw else ","
            context.notes.append(f"'{raw}' is ambiguous: '{sign}' read as {role}")


def _currency(terms: list[Terms], context: Context) -> str | None:
    written = [term.currency for term in terms if term.currency]
    wanted = context.currency
    if not written:
        return wanted if context.kind in MONEY_KINDS else None
    codes = [_code(sign, wanted, context) for sign in written]
    if codes[0] != codes[-1]:
        raise two_currencies(codes[0], codes[-1])
    if wanted and codes[0] != wanted:
        raise NotationError(
            f"it is in {codes[0]} where {wanted} is expected", f"Convert the amount to {wanted}."
        )
    return codes[0]


def _code(sign: str, wanted: str | None, context: Context) -> str:
    """`$` is the caller's dollar, whichever it is."""
    code = words.CURRENCIES.get(sign, sign.upper())
    if wanted and wanted != code and wanted in words.SHARED_SIGNS.get(sign, ()):
        note = f"'{sign}' read as {wanted}"
        if note not in context.notes:
            context.notes.append(note)
        return wanted
    return code


def _note_total(terms: list[Terms], context: Context) -> None:
    if any(term.total for term in terms):
        context.notes.append("stated as a total")


def _values(cell: Cell, terms: list[Terms], digits: list[str], context: Context) -> list[float]:
    """Return the numbers in the kind's own unit."""
    digits = digits[: len(cell.quantities)]
    raws = [
        quantity.sign * numerals.value_of(text)
        for quantity, text in zip(cell.quantities, digits, strict=True)
    ]
    powers = _powers(cell, terms, raws, context)
    if any(powers):
        raws = [
            quantity.sign * numerals.value_of(text, power)
            for quantity, text, power in zip(cell.quantities, digits, powers, strict=True)
        ]
    values = [raw + 0.0 for raw in raws]  # no negative zero
    if context.kind in TIMED_KINDS:
        return _timed(terms, values, context)
    return _per_year(terms, values, context) if any(term.period for term in terms) else values


def _powers(cell: Cell, terms: list[Terms], raws: list[float], context: Context) -> list[int]:
    if context.kind is Kind.SHARE:
        return [_share_power(cell, terms, raws, context)] * len(raws)
    suffixes = [term.suffix for term in terms]
    if len(raws) == 2 and bool(suffixes[0]) != bool(suffixes[1]):  # noqa: PLR2004 - two ends
        suffixes = _shared_suffix(cell, suffixes, raws, context)
    return [words.POWERS[suffix] if suffix else 0 for suffix in suffixes]


def _shared_suffix(cell: Cell, suffixes: list[str], raws: list[float], context: Context) -> list[str]:
    """`2-10k` means 2k to 10k, `500-10k` does not; a multiplier at the first end only must fit as it stands."""
    relative = cell.form == "plusminus"
    low, high = (raws[1], raws[0]) if relative else (raws[0], raws[1])
    if low >= high:
        return suffixes
    suffix = suffixes[0] or suffixes[1]
    if suffixes[1]:
        context.notes.append(f"'{suffix}' applied to both ends")
        return [suffix, suffix]
    if relative or raws[0] * 10.0 ** words.POWERS[suffix] > raws[1]:
        raise NotationError(f"'{suffix}' stands at the first number only", _LOW_SUFFIX_MEND)
    return suffixes


def _share_power(cell: Cell, terms: list[Terms], raws: list[float], context: Context) -> int:
    """Return -2 where the numbers are percentages, 0 where they are shares; a percent sign counts for both ends."""
    largest = max(raws) if cell.form == "range" else raws[0]
    if any(term.percent for term in terms):
        _check_percent_signs(cell, terms, raws, context)
        return _PERCENT_POWER
    if cell.form == "range" and raws == [1, 1]:
        raise NotationError("1 could be 1 % or 100 %", "Write the percent sign: 1 % or 100 %.")
    power = 0 if largest <= 1 else _PERCENT_POWER
    if largest != 0:
        sure = [figures.percent(raw * 10.0**power) for raw in raws]
        joint = " +- " if cell.form == "plusminus" else " to "
        context.notes.append(f"no percent sign: read as {joint.join(sure)}")
    return power


def _check_percent_signs(cell: Cell, terms: list[Terms], raws: list[float], context: Context) -> None:
    """`5-10%` is clear, `0.05 to 10%` is told, `10% to 0.5` could be anything."""
    first, last = terms[0].percent, terms[-1].percent
    unsigned = raws[-1] if first else raws[0]
    if first == last or unsigned > 1 or unsigned == 0:
        return
    if first or cell.form == "plusminus":
        raise NotationError("the percent sign stands behind one number only", "Write it behind both numbers.")
    context.notes.append("'%' applied to both ends")


def _timed(terms: list[Terms], values: list[float], context: Context) -> list[float]:
    """A unit at one end counts for both; a bare duration is in years, a bare effort in person-weeks."""
    table = words.PER_YEAR if context.kind is Kind.DURATION else words.PER_WEEK
    units = [term.unit for term in terms]
    said = units[-1] or units[0]
    if not said:
        if context.kind is Kind.DURATION and any(values):
            context.notes.append("no time unit: read as years")
        return values
    if not units[-1]:
        context.notes.append(f"'{said}' applied to both ends")
    units = [unit or said for unit in units]
    if context.kind is Kind.EFFORT:
        _note_long_units(units, context)
    return [value / table[unit] for value, unit in zip(values, units, strict=True)]


def _note_long_units(units: list[str], context: Context) -> None:
    for unit in dict.fromkeys(units):
        if unit in {"months", "quarters", "years"}:
            weeks = figures.number(1 / words.PER_WEEK[unit])
            context.notes.append(f"1 person-{unit[:-1]} read as {weeks} person-weeks")


def _per_year(terms: list[Terms], values: list[float], context: Context) -> list[float]:
    period = one_of(terms[0].period, terms[-1].period, "periods")
    factor = words.PER_YEAR[period]
    if factor != 1:
        context.notes.append(f"per {period[:-1]}: multiplied by {figures.number(factor)} to a year")
    return [value * factor for value in values]


def _ends(cell: Cell, terms: list[Terms], values: list[float], context: Context) -> tuple[float, float]:
    """Return both ends, in order; the same number twice for an exact answer."""
    for value in values[:1] if cell.form == "plusminus" else values:
        _check(value, context)
    if cell.form == "range":
        return _ordered(values[0], values[1], context)
    if cell.form == "plusminus":
        return _plus_minus(cell, terms, values, context)
    if cell.form == words.ABOUT:
        return _about(values[0], context)
    if cell.form == words.UP_TO:
        return _up_to(values[0], context)
    return _at_least(values[0], context) if cell.form == words.AT_LEAST else (values[0], values[0])


def _check(value: float, context: Context) -> None:
    if value < 0 and context.kind is not Kind.SIGNED_MONEY:
        raise NotationError("it cannot be negative", _NEGATIVE_MEND.get(context.kind, ""))
    if context.kind is Kind.SHARE:
        if value > 1:
            raise NotationError("it is above 100 %")
        if 0 < value < _SURE or 0 < 1 - value < _SURE:
            raise numerals.absurd()
    else:
        numerals.check_size(value)


_NEGATIVE_MEND = {Kind.COUNT: "Write 0 or more, such as 0 to 30, or leave the cell empty if nobody knows."}


def _ordered(first: float, second: float, context: Context) -> tuple[float, float]:
    if first <= second:
        return first, second
    context.notes.append("ends swapped")
    return second, first


def _plus_minus(cell: Cell, terms: list[Terms], values: list[float], context: Context) -> tuple[float, float]:
    centre, reach = values
    if reach < 0 or cell.quantities[-1].sign < 0 < len(cell.quantities) - 1:
        raise NotationError("what stands behind +- cannot be negative")
    if any(term.percent for term in terms):
        context.notes.append("+- read in percentage points")
    low, high = float(f"{centre - reach:.15g}"), float(f"{centre + reach:.15g}")
    for end in (low, high):
        _check(end, context)
    return low, high


def _about(value: float, context: Context) -> tuple[float, float]:
    if value == 0 or (context.kind is Kind.SHARE and value == 1):
        raise NotationError(
            "nobody can tell how far from it is still about", "Write a range, such as 0 to 5."
        )
    if context.kind is Kind.SHARE:
        odds = value / (1 - value)
        context.notes.append("only 'about' was given: odds read as between 2/3 and 1.5 times this (assumed)")
        low, high = odds / _ABOUT, odds * _ABOUT
        return low / (1 + low), high / (1 + high)
    context.notes.append("only 'about' was given: read as 2/3 of it to 1.5 times it (assumed)")
    low, high = sorted((value / _ABOUT, value * _ABOUT))
    return low, high


def _up_to(value: float, context: Context) -> tuple[float, float]:
    if value < 0:
        raise NotationError("only a high end below 0 was given", "Write both ends, such as -20k to -5k.")
    context.notes.append("only a high end was given: read as from 0")
    return 0.0, value


def _at_least(value: float, context: Context) -> tuple[float, float]:
    if value <= 0:
        raise NotationError("a low end of 0 or less says nothing", "Write both ends, such as 0 to 30.")
    if context.kind is Kind.SHARE:
        high = 1 - (1 - value) / _AT_LEAST
        context.notes.append(f"only a low end was given: read as up to {figures.percent(high)} (assumed)")
        return value, high
    context.notes.append("only a lower end was given: read as x to 10x (assumed)")
    numerals.check_size(value * _AT_LEAST)
    return value, value * _AT_LEAST


def _curve(low: float, high: float, context: Context) -> curves.Curve:
    curve = curves.curve_through(low, high, context.kind)
    if curve.shape is Shape.EXPONENTIAL:
        context.notes.append(f"low end 0: read as an exponential with 95 % below {figures.number(high)}")
    elif curve.shape is Shape.LOGIT_NORMAL:
        if low == 0:
            context.notes.append(f"low end 0: {figures.percent(curve.p5)} taken as the 5 % point (assumed)")
        if high == 1:
            context.notes.append(
                f"high end 100 %: {figures.percent(curve.p95)} taken as the 95 % point (assumed)"
            )
    return curve


def _sample(cell: Cell, terms: list[Terms], digits: list[str], context: Context) -> Meaning:
    if context.kind is not Kind.SHARE:
        raise NotationError(
            "so many of so many is a share", "Write the number itself or a range, such as 300 to 900."
        )
    if any(term.percent for term in terms):
        raise NotationError(
            "so many of so many needs no percent sign", "Write whole numbers, such as 3 of 10."
        )
    numbers = [
        quantity.sign * numerals.value_of(text)
        for quantity, text in zip(cell.quantities, digits, strict=True)
    ]
    hits, tries = _whole(numbers)
    context.notes.append("range from the number asked (Jeffreys)")
    return Meaning(curves.from_sample(hits, tries), None, (hits, tries), tuple(context.notes))


def _whole(numbers: list[float]) -> tuple[int, int]:
    hits, tries = numbers
    if not (hits.is_integer() and tries.is_integer()):
        raise NotationError("only whole numbers can be counted", "Write whole numbers, such as 3 of 10.")
    if tries <= 0:
        raise NotationError("nobody was asked", "Write how many said yes of how many asked, such as 3 of 10.")
    if not 0 <= hits <= tries:
        raise NotationError(
            f"{hits:.0f} cannot be part of {tries:.0f}", "Write the smaller number first, such as 3 of 10."
        )
    if tries > _MOST_TRIES:
        raise numerals.absurd()
    return int(hits), int(tries)
