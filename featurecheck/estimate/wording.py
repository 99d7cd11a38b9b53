"""Estimates as text: `reading` for people, `notation` for reading back."""

from __future__ import annotations

from decimal import Decimal

from featurecheck import words as figures
from featurecheck.estimate.terms import MONEY_KINDS
from featurecheck.estimate.vocabulary import CODES
from featurecheck.model import Estimate, Kind, Shape

_DECIMALS_LIKE_THOUSANDS = 3
_TYPED_DIGITS = 12


def reading(estimate: Estimate) -> str:
    """Return how an estimate was read, in rounded words.

    Such as `2,000 to 10,000 accounts (90 % sure), typical 4,472, average 5,041`.
    """
    if estimate.shape is Shape.EXACT:
        return f"exactly {_exactly(estimate)}"
    middle = f"typical {_short(estimate.p50, estimate)}, average {_short(estimate.mean, estimate)}"
    if estimate.shape is Shape.EXPONENTIAL:
        return f"{_span(0.0, estimate.p95, estimate)} (exponential, 95 % sure to be below), {middle}"
    span = _span(estimate.p5, estimate.p95, estimate)
    if estimate.sample is not None:
        hits, tries = estimate.sample
        return f"{hits:,} of {tries:,} = {span} (90 % sure), {middle}"
    return f"{span} (90 % sure), {middle}"


def _exactly(estimate: Estimate) -> str:
    """An exact answer keeps its figures: rounded it would not be exact."""
    value = estimate.p50
    if estimate.kind is Kind.DURATION:
        return figures.duration(value)
    if estimate.kind is Kind.SHARE:
        return f"{_figures(Decimal(repr(value)).scaleb(2))} %"
    return f"{_figures(Decimal(repr(value)))} {estimate.unit}".rstrip()


def _figures(value: Decimal) -> str:
    if len(value.as_tuple().digits) > _TYPED_DIGITS:
        return figures.number(float(value))
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _short(value: float, estimate: Estimate) -> str:
    if estimate.kind is Kind.SHARE:
        return figures.percent(value)
    return figures.duration(value) if estimate.kind is Kind.DURATION else figures.number(value)


def _span(low: float, high: float, estimate: Estimate) -> str:
    first, last = _short(low, estimate), _short(high, estimate)
    if estimate.kind is Kind.DURATION:
        return _span_of_time(first, last)
    if estimate.kind is Kind.SHARE:
        return f"{first} to {last}"
    return f"{first} to {last} {estimate.unit}".rstrip()


def _span_of_time(first: str, last: str) -> str:
    """`2 to 6 months`, but `6 weeks to 4 months`; nothing needs no unit."""
    count, unit = first.rsplit(" ", 1)
    same = unit.removesuffix("s") == last.rsplit(" ", 1)[1].removesuffix("s") or count == "0"
    return f"{count if same else first} to {last}"


def notation(estimate: Estimate) -> str:
    """Return the text that reads back as the same curve for the same kind, whatever the file's decimal mark.

    Holds for every estimate whose 5 and 95 % points the notation can say (up to 1e15, not below 1e-9; shares 1e-12).
    """
    if estimate.sample is not None:
        return "{} of {}".format(*estimate.sample)
    unit = _written_unit(estimate)
    if estimate.shape is Shape.EXACT:
        return f"{_written(estimate.p50, estimate)}{unit}"
    low = "0" if estimate.shape is Shape.EXPONENTIAL else _written(estimate.p5, estimate)
    return f"{low} to {_written(estimate.p95, estimate)}{unit}"


def _written_unit(estimate: Estimate) -> str:
    if estimate.kind in MONEY_KINDS:
        return f" {estimate.currency}" if estimate.currency in CODES else ""
    return {Kind.SHARE: "%", Kind.DURATION: " years", Kind.EFFORT: " person-weeks"}.get(estimate.kind, "")


def _written(value: float, estimate: Estimate) -> str:
    """Return every digit; three decimals get a fourth, or they could be taken for thousands."""
    exact = Decimal(repr(value))
    text = f"{exact.scaleb(2) if estimate.kind is Kind.SHARE else exact:f}"
    if "." not in text:
        return text
    text = text.rstrip("0").rstrip(".")
    decimals = len(text.partition(".")[2])
    return f"{text}0" if decimals == _DECIMALS_LIKE_THOUSANDS else text
