"""Periods as people write them: `2026-Q3`, `2026-09`, `2026-07-01 to 2026-09-30`, `last 90 days`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from featurecheck.errors import FeatureCheckError
from featurecheck.observed import Period
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.requests.dates import read_date

_LONGEST = 80
_BETWEEN = re.compile(r"\s*(?:\.\.+|\bto\b|\bbis\b|\buntil\b|[\u2013\u2014]|\s-\s)\s*", re.IGNORECASE)
_LAST = re.compile(r"(?:the )?last ([0-9]{1,5}) (days?|weeks?)", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?:([0-9]{4})[ -]?Q([1-4])|Q([1-4])[ /-]?([0-9]{4})|([1-4])\. ?Quartal ([0-9]{4}))", re.IGNORECASE
)
_MONTH = re.compile(r"([0-9]{4})[-/]?([0-9]{2})|([0-9]{1,2})/([0-9]{4})")
_WEEK = re.compile(r"([0-9]{4})-?(?:W|KW)-?([0-9]{1,2})", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")
_DOT = "."
_DAYS = {"day": 1, "week": 7}
_QUARTER_MONTHS, _FIRST_YEAR, _LAST_YEAR = 3, 1900, 2999


@dataclass(frozen=True, slots=True)
class LastDays:
    """So many days up to the last one of the data (not of the clock)."""

    days: int

    def of(self, data: Period) -> Period:
        """Return the period that ends with the data."""
        return Period(data.last - dt.timedelta(days=self.days - 1), data.last)


def parse_period(text: str) -> Period | LastDays:
    """Return the days that a text names, both ends included.

    Raises:
        FeatureCheckError: it names none, or ends before it begins.
    """
    if last := _LAST.fullmatch(text.strip()):
        days = int(last[1]) * _DAYS[last[2].casefold().removesuffix("s")]
        if 0 < days < dt.date.max.toordinal():
            return LastDays(days)
    period = find_period(text)
    if period is None:
        raise FeatureCheckError(
            f"--period: '{shortened(text)}' is not understood. "
            "Write it as 2026-07-01 to 2026-09-30, 2026-Q3, 2026-09 or last 90 days."
        )
    if period.last < period.first:
        raise FeatureCheckError(
            f"--period: '{shortened(text)}' ends before it begins. Write the earlier day first."
        )
    return period


def find_period(text: str) -> Period | None:
    """Return the days that a text names, None if it names none; it may end before it begins."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    if whole := _one(text):
        return whole
    ends = [_one(part) for part in _BETWEEN.split(text)]
    first, last = ends if len(ends) == 2 else (None, None)  # noqa: PLR2004 - a beginning and an end
    return Period(first.first, last.last) if first and last else None


def _one(text: str) -> Period | None:
    """Return a year, quarter, month, week or day."""
    if found := _QUARTER.fullmatch(text):
        year, quarter = int(found[1] or found[4] or found[6]), int(found[2] or found[3] or found[5])
        return _months(year, quarter * _QUARTER_MONTHS - 2, _QUARTER_MONTHS)
    if found := _MONTH.fullmatch(text):
        return _months(int(found[1] or found[4]), int(found[2] or found[3]), 1)
    if found := _WEEK.fullmatch(text):
        return _week(int(found[1]), int(found[2]))
    if _YEAR.fullmatch(text):
        return _months(int(text), 1, 12)
    return _day(text) or _named_month(text)


def _months(year: int, month: int, count: int) -> Period | None:
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 13 - count):
        return None
    last = month + count - 1
    return Period(dt.date(year, month, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def _week(year: int, week: int) -> Period | None:
    try:
        monday = dt.date.fromisocalendar(year, week, 1)
        return Period(monday, monday + dt.timedelta(days=6))
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> Period | None:
    """Return one day; one that two orders of day and month fit is none, but with full stops the day is first."""
    reading = read_date(text)
    if reading is None:
        return None
    days = (
        {reading.dates["day"]}
        if reading.shape == _DOT and "day" in reading.dates
        else set(reading.dates.values())
    )
    only = days.pop() if len(days) == 1 else None
    return Period(only, only) if only else None


def _named_month(text: str) -> Period | None:
    day = _day(f"1 {text}") if text[:1].isalpha() else None
    return _months(day.first.year, day.first.month, 1) if day else None
