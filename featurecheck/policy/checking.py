"""One setting's value: checked on the way in, in words on the way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from featurecheck import words
from featurecheck.errors import EstimateError, FeatureCheckError
from featurecheck.estimate import parse_estimate, reading
from featurecheck.model import Estimate, Kind
from featurecheck.policy.settings import Setting
from featurecheck.tomlfile import shown


def kind_of(value: object) -> str:
    """Return what sort of TOML value it is, in words."""
    names = {
        str: "a text",
        int: "a number",
        float: "a number",
        bool: "true or false",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), "something else")


def checked(setting: Setting, value: Any, currency: str, unit: str) -> Any:  # noqa: ANN401 - as typed in the file
    """Return the value in the setting's own type, or say what is wrong with it."""
    if setting.form in _WORDS:
        return _word(setting.form, value)
    if setting.form in ESTIMATES:
        return _estimate(setting.form, value, currency, unit)
    return _number(setting.form, value)


ESTIMATES: Mapping[str, Kind] = {"count": Kind.COUNT, "margin": Kind.MONEY, "range": Kind.SHARE}
"""Forms that are written in the notation of an answer."""

UNITS = ("users", "accounts", "customers", "seats")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "text": (),
    "unit": UNITS,
    "mark": (".", ","),
    "language": ("en", "de"),
}


def _word(form: str, value: object) -> str:
    allowed = _WORDS[form]
    if not isinstance(value, str) or not value.strip() or (allowed and value not in allowed):
        wanted = " or ".join(f"'{word}'" for word in allowed) if allowed else "a short text in quotes"
        raise FeatureCheckError(f"is {typed(value)}. Write {wanted}.")
    return value.strip()


def typed(value: object) -> str:
    """Return a value of the file as a message shows it: texts in quotes, `true` as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{shown(value)}'" if isinstance(value, str) else shown(str(value))


_LIMITS: Mapping[str, tuple[float, float, str]] = {
    "share": (0.0, 1.0, "a share such as 10% or 0.1"),
    "rate": (0.0, 1.0, "a rate per year such as 12% or 0.12"),
    "years": (0.25, 30.0, "years from 0.25 to 30"),
    "money": (0.0, 1e12, "an amount such as 1500"),
    "price": (0.01, 1e12, "an amount above 0 such as 3000"),
    "exchange": (1e-6, 1e6, "a number above 0 such as 0.92"),
    "weeks": (0.0, 520.0, "weeks from 0 to 520"),
    "factor": (0.2, 10.0, "a factor from 0.2 to 10"),
    "error": (0.0, 10.0, "an error such as 20% or 0.2"),
    "people": (1.0, 10_000.0, "a whole number of people from 1 to 10,000"),
}


def _number(form: str, value: object) -> float:
    low, high, wanted = _LIMITS[form]
    number = _as_number(value, percents=form in _PERCENTS)
    broken = form == "people" and number is not None and not number.is_integer()
    if number is None or broken or not low <= number <= high:  # also true of NaN
        found = shown(value) if isinstance(value, str) else typed(value)
        raise FeatureCheckError(f"is {found}. Write {wanted}.")
    return number


_PERCENTS = frozenset({"share", "rate", "factor", "error"})


def _as_number(value: object, *, percents: bool) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    percent = percents and text.endswith("%")
    try:
        number = float(text.removesuffix("%") if percent else text)
    except (ValueError, OverflowError):
        return None
    return number / 100 if percent else number


def _estimate(form: str, value: object, currency: str, unit: str) -> Estimate:
    kind = ESTIMATES[form]
    example = "10% to 50%" if kind is Kind.SHARE else "200 to 600"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise FeatureCheckError(
            f"is {typed(value)}. Write a number or a range in quotes such as '{example}'."
        )
    wanted = f"{currency} per {unit.removesuffix('s')} and year" if kind is Kind.MONEY else unit
    try:
        estimate = parse_estimate(
            str(value), kind, None, currency=currency if kind is Kind.MONEY else None, unit=wanted
        )
    except EstimateError as error:
        raise FeatureCheckError(f"cannot be read: {error.message}") from error
    if not isinstance(estimate, Estimate):
        raise FeatureCheckError(
            f"says nothing. Write a number or a range such as {example}, or leave the line out."
        )
    if kind is Kind.SHARE and estimate.p50 <= 0:
        raise FeatureCheckError(
            f"is {shown(str(value))}: that is none at all. Write a share above 0, such as 1%."
        )
    return estimate


def shown_setting(form: str, value: Any, currency: str) -> str:  # noqa: ANN401 - any setting's own type
    """Return the value with its unit, as the report and `featurecheck policy` print it."""
    if value is None:
        return "not set"
    if isinstance(value, Estimate):
        return reading(value)
    if form not in _SHOWS:
        return str(value)
    text, show = _SHOWS[form]
    return text.format(show(value, currency) if show in _WITH_CURRENCY else show(value))


def _rate(value: float, currency: str) -> str:
    """Return all digits of a rate: what is multiplied by it can be checked by hand."""
    return f"{value:.10f}".rstrip("0").rstrip(".") + f" {currency}"


def _weeks(value: float) -> str:
    return f"{words.number(value)} {'week' if value == 1 else 'weeks'}"


_WITH_CURRENCY = (words.money, _rate)


_SHOWS: Mapping[str, tuple[str, Any]] = {
    "share": ("{}", words.percent),
    "rate": ("{} per year", words.percent),
    "years": ("{} years", words.number),
    "weeks": ("{}", _weeks),
    "money": ("{}", words.money),
    "exchange": ("{}", _rate),
    "price": ("{}", words.money),
    "factor": ("{} times", words.number),
}
