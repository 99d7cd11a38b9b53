"""Dates of a column as `2026-02-25`: one order of day and month for all of it, or the text as it stands and a complaint."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from featurecheck.errors import FeatureCheckError
from featurecheck.resources import bundled
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.header_text import checked_keys

ORDERS: Final = ("day", "month", "year")
_LONGEST, _SHORTEST = 80, 6  # characters of a date, the shortest without its time of day
_ISO_LENGTH = len("2026-02-25")
_CLOCK = re.compile(
    r"(?:T| ?,? (?:at |um |à |a las )?)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?: ?(?:([ap])\.? ?m\.?|vorm\.|nachm\.))?(?: Uhr)?"
    r"(?: ?(?:Z|[A-Z]{3,5}))?(?: ?(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?(?: \([\w ]+\))?",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r"(\w+ \w+ \d{1,2}) (\d{1,2}:\d{2}:\d{2})(?: [A-Z]{3,5})? (\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})")
_WEEKDAY = r"(?:(?P<weekday>[^\W\d_]+)[.,]* )?"
_MONTH = r"(?P<month>[^\W\d_]+)\.?,?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
_NAMED = (
    re.compile(rf"{_WEEKDAY}{_DAY}[-/ ]?(?:of |de )?{_MONTH}[-/ ]?(?:de |del )?(?P<year>\d{{4}}|\d{{2}})"),
    re.compile(rf"{_WEEKDAY}{_MONTH}[-/ ]?{_DAY},?[-/ ](?P<year>\d{{4}}|\d{{2}})"),
    re.compile(rf"{_WEEKDAY}(?P<year>\d{{4}})[-/ ]{_MONTH}[-/ ]{_DAY}"),
)
_EPOCH = re.compile(r"(\d{9,16})(?:\.\d{1,9})?")
_EPOCH_START = dt.date(1970, 1, 1)
_EPOCH_YEARS = (dt.date(1990, 1, 1), dt.date(2100, 1, 1))
_DAY_SECONDS = 86_400
_FIRST_YEAR, _LAST_YEAR = 1900, 2100  # of dates in one number such as 20260910
_CENTURY_ENDS = 70  # a year of two digits is 1970 to 2069
_HOURS, _MINUTES = 24, 60
_SHORT_YEAR = 2
ISO, NAMED, EPOCH = "iso", "named", "epoch"
_ANY = "any"
_DOT = "."


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text may mean: in which shape it is written, and the date under each order of its parts."""

    shape: str
    dates: Mapping[str, dt.date]
    short_year: bool = False


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a whole column, in the words of a Problem."""

    found: str
    expected: str
    mend: str


@dataclass(frozen=True)
class Dates:
    """A column of dates: `texts` are ISO where they could be read and as written elsewhere.

    `unread` are the positions of texts that are no date of the column's shape; `notes` say what was decided.
    """

    texts: list[str]
    unread: tuple[int, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Found:
    """What was decided for the distinct texts of a column."""

    iso: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)  # texts a complaint about the column speaks of
    complaints: list[Complaint] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_dates(texts: Sequence[str], *, order: str | None = None, epoch: bool = False) -> Dates:
    """Return the dates of a column; "" stays "".

    `order` says what stands first where numbers leave it open: "day", "month" or "year". `epoch`: a number may be the
    time since 1970.

    Raises:
        FeatureCheckError: `order` is something else.
    """
    if order is not None and order not in ORDERS:
        raise FeatureCheckError(f"--date-order: '{shortened(order)}' is not known. Say day, month or year.")
    distinct = dict.fromkeys(text for text in texts if text)
    readings = {text: reading for text in distinct if (reading := read_date(text, epoch=epoch))}
    found = _decided(readings, order)
    if any(_date(" ".join(text.split())) is None for text in found.iso):
        found.notes.append("times of day were left out")
    known = found.iso.keys() | found.kept
    unread = (
        tuple(at for at, text in enumerate(texts) if text not in known and text)
        if len(known) < len(distinct)
        else ()
    )
    return Dates(
        [found.iso.get(text, text) for text in texts], unread, tuple(found.complaints), tuple(found.notes)
    )


def read_date(text: str, *, epoch: bool = False) -> Reading | None:
    """Return what a text may mean, None if it is no date; `epoch`: a number may be the time since 1970."""
    if len(text) > _LONGEST:
        return None
    if text[4:5] == "-" and _is_clock(text[_ISO_LENGTH:]):  # the usual case, quickly
        return _date(text[:_ISO_LENGTH])
    line = " ".join(text.split())
    if not line.isprintable():
        return None
    if found := _YEAR_LAST.fullmatch(line):
        line = f"{found[1]} {found[3]} {found[2]}"
    return _date(line) or _timed(line) or (_since_1970(line) if epoch else None)


def _timed(line: str) -> Reading | None:
    """Return the date in front of a time of day."""
    start = _SHORTEST
    while found := _CLOCK.search(line, start):
        if found.end() == len(line):
            return _date(line[: found.start()]) if _is_time(found) else None
        start = found.start() + 1
    return None


@lru_cache(maxsize=131_072)
def _is_clock(text: str) -> bool:
    found = _CLOCK.fullmatch(text)
    return found is not None and _is_time(found)


def _is_time(clock: re.Match[str]) -> bool:
    hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3))
    return hour <= _HOURS and minute < _MINUTES and second <= _MINUTES


@lru_cache(maxsize=131_072)
def _date(text: str) -> Reading | None:
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part.isdigit())
        inside = not text.isdigit() or _FIRST_YEAR <= year <= _LAST_YEAR
        date = _day(year, month, day) if inside else None
        return Reading(ISO, {_ANY: date}) if date else None
    if found := _NUMBERS.fullmatch(text):
        return _numbers(found[2], int(found[1]), int(found[3]), found[4])
    return next((reading for pattern in _NAMED if (reading := _named(pattern.fullmatch(text)))), None)


def _numbers(mark: str, first: int, second: int, third: str) -> Reading | None:
    short = len(third) == _SHORT_YEAR
    year = _year(third)
    tried = {"day": _day(year, second, first), "month": _day(year, first, second)}
    if short:
        tried["year"] = _day(_year(f"{first:02}"), second, int(third))
    dates = {order: date for order, date in tried.items() if date}
    return Reading(mark, dates, short) if dates else None


def _named(found: re.Match[str] | None) -> Reading | None:
    if not found:
        return None
    month = _words("months").get(_plain(found["month"]))
    weekday = found["weekday"]
    if month is None or (weekday and _plain(weekday) not in _words("days")):
        return None
    day, year = int(found["day"]), found["year"]
    date = _day(_year(year), month, day)
    return Reading(NAMED, {_ANY: date}, len(year) == _SHORT_YEAR) if date else None


def _since_1970(text: str) -> Reading | None:
    """Seconds, milliseconds and microseconds cannot be mistaken for one another: they lie far apart."""
    found = _EPOCH.fullmatch(text)
    for unit in (1, 1_000, 1_000_000) if found else ():
        days = int(found[1]) // (unit * _DAY_SECONDS) if found else 0
        if days < (_EPOCH_YEARS[1] - _EPOCH_START).days:
            date = _EPOCH_START + dt.timedelta(days=days)
            return Reading(EPOCH, {_ANY: date}) if date >= _EPOCH_YEARS[0] else None
    return None


def _year(text: str) -> int:
    number = int(text)
    if len(text) > _SHORT_YEAR:
        return number
    return number + (2000 if number < _CENTURY_ENDS else 1900)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _plain(word: str) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char)
    )


@lru_cache(maxsize=2)
def _words(of: str) -> Mapping[str, int]:
    """Return the names of the months with their numbers, or of the days of the week."""
    data = tomllib.loads(bundled("questionnaires/dates.toml").read_text(encoding="utf-8"))
    checked_keys(data, ("format", "months", "days"), "dates.toml")
    if of == "days":
        return dict.fromkeys(data["days"], 0)
    return {name: number for number, names in enumerate(data["months"], start=1) for name in names}


def _decided(readings: Mapping[str, Reading], order: str | None) -> _Found:
    found = _Found()
    shapes: dict[str, dict[str, Reading]] = {}
    for text, reading in readings.items():
        shapes.setdefault(reading.shape, {})[text] = reading
    for shape, members in shapes.items():
        if shape in {ISO, NAMED, EPOCH}:
            found.iso |= {text: reading.dates[_ANY].isoformat() for text, reading in members.items()}
        else:
            _order(found, shape, members, order)
    if ISO in shapes and shapes.keys() & {"/", "-", _DOT}:
        found.complaints.append(_swapped(shapes))
    if any(readings[text].short_year for text in found.iso):
        found.notes.append("years of two digits were read as 1970 to 2069")
    return found


def _order(found: _Found, shape: str, members: Mapping[str, Reading], asked: str | None) -> None:
    """Find the one order that all numbers of this shape allow, or complain and keep them as they are."""
    if asked and any(asked in reading.dates for reading in members.values()):
        _take(found, members, asked)
        found.notes.append(
            f"dates such as '{next(iter(members))}' were read {asked} first, as --date-order says"
        )
        return
    only = {order: _only(members, order) for order in ("day", "month")}
    neither = [text for text, reading in members.items() if not reading.dates.keys() & only.keys()]
    if neither and all("year" in reading.dates for reading in members.values()):
        _take(found, members, "year")
        found.notes.append(f"dates were read year first, as '{neither[0]}' shows")
    elif only["day"] and only["month"]:
        found.kept |= members.keys()
        found.complaints.append(_mixed(only["day"][0], only["month"][0]))
    elif only["day"] or only["month"]:
        order = "day" if only["day"] else "month"
        _take(found, members, order)
        found.notes.append(f"dates were read {order} first, as '{only[order][0]}' shows")
    else:
        _open(found, shape, members)


def _only(members: Mapping[str, Reading], order: str) -> list[str]:
    """Return the texts that can be read in this order, and not in the other."""
    other = "month" if order == "day" else "day"
    return [
        text for text, reading in members.items() if order in reading.dates and other not in reading.dates
    ]


def _take(found: _Found, members: Mapping[str, Reading], order: str) -> None:
    found.iso |= {text: one.dates[order].isoformat() for text, one in members.items() if order in one.dates}


def _open(found: _Found, shape: str, members: Mapping[str, Reading]) -> None:
    """Day first and month first both fit every text."""
    unlike = [text for text, reading in members.items() if len(set(_two(reading))) > 1]
    if not unlike or shape == _DOT:
        _take(found, members, "day")
    if unlike and shape == _DOT:
        found.notes.append(f"dates such as '{unlike[0]}' were read day first, as is usual with full stops")
    elif unlike:
        found.kept |= members.keys()
        found.complaints.append(_ambiguous(unlike[0], members[unlike[0]], len(members)))


def _two(reading: Reading) -> list[dt.date]:
    return [reading.dates[order] for order in ("day", "month") if order in reading.dates]


def _ambiguous(text: str, reading: Reading, count: int) -> Complaint:
    first, second = (_spoken(date) for date in _two(reading))
    others = f" and {count - 1:,} more" if count > 1 else ""
    return Complaint(
        f"'{text}'{others}",
        "dates that can be told from one another: a day over 12 somewhere, or the month in letters",
        f"Both {first} and {second} fit: say --date-order day or month. The texts were kept as they are.",
    )


def _mixed(by_day: str, by_month: str) -> Complaint:
    return Complaint(
        f"'{by_day}' beside '{by_month}'",
        "one order of day and month in the whole column",
        "Write all dates as 2026-02-25, or say --date-order day or month. The texts were kept as they are.",
    )


def _swapped(shapes: Mapping[str, Mapping[str, Reading]]) -> Complaint:
    other = next(shape for shape in shapes if shape in {"/", "-", _DOT})
    return Complaint(
        f"'{next(iter(shapes[ISO]))}' beside '{next(iter(shapes[other]))}'",
        "dates in one shape",
        "A spreadsheet program that expects another order may have swapped day and month in some of them. Check a few, "
        "or export the column again as 2026-02-25.",
    )


def _spoken(date: dt.date) -> str:
    months = tomllib.loads(bundled("questionnaires/dates.toml").read_text(encoding="utf-8"))["months"]
    return f"{date.day} {months[date.month - 1][0].capitalize()}"
