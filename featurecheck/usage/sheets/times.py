"""Times of events: text in any usual notation as microseconds since 1970 in UTC.

A time without a zone is taken as UTC. Numbers are times since 1970 in seconds, milliseconds, microseconds or
nanoseconds: they lie far apart. Dates that two orders of day and month fit are left unread, with a complaint.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from featurecheck.sheets.requests.dates import Complaint, read_dates
from featurecheck.usage.rollup import BLANKS
from featurecheck.words import counted

NAIVE, ZONED, DAY = "naive", "zoned", "day"
UNITS: Final = {"seconds": 10**11, "milliseconds": 10**14, "microseconds": 10**17, "nanoseconds": 10**20}
"""Up to which number a time since 1970 is in this unit."""

_LONGEST = 80  # characters of a time
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - the naive twin of the one below
_EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SECOND, _DAY_SECONDS = 1_000_000, 86_400
_FIRST_US = -30_610_224_000 * _SECOND  # the first moment of year 1000, as on every engine
_LAST_US = 253_402_300_800 * _SECOND - 1  # the last one of year 9999
_TOO_LARGE = 9 * 10**18  # for 64 bits, as on every engine
_NUMBER = re.compile(r"([0-9]{9,19})(?:\.([0-9]{1,9}))?")
_CLOCK = re.compile(
    r"(?P<day>.*?[^ ,])(?:T|,? (?:at |um |à |a las )?)(?P<hour>[0-9]{1,2})[:.h](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?"
    r"(?: ?(?:(?P<half>[ap])\.? ?m\.?|(?P<german>[vn])(?:or|ach)m\.))?(?: Uhr)?"
    r"(?: ?(?P<zone>Z|UTC|GMT|CES?T|MES?Z)?)?(?: ?(?P<offset>[+-][0-9]{1,2}(?::?[0-9]{2})?))?",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r"(\w+ \w+ \d{1,2}) (\d{1,2}:\d{2}:\d{2}(?: [A-Z]{3,4})?) (\d{4})", re.ASCII)
_MORE = re.compile(
    r":|[0-9]{8}[^0-9]|(?:[0-9]+[^0-9]+){3}[0-9]"
)  # than a date: a clock that was not understood
_ZONES = {"CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2}  # hours ahead of UTC; others mean several zones
_HOURS, _MINUTES, _HALF_DAY, _FARTHEST = 24, 60, 12, 14


@dataclass(frozen=True)
class Times:
    """A column of times: microseconds since 1970 in UTC, None where the text is none.

    `unread` are the positions of texts that are no time; `how` counts the others: "naive", "zoned", "day" (no time of
    day) and the units of numbers. `complaints` are about the whole column, `notes` say what was decided.
    """

    values: list[int | None]
    unread: tuple[int, ...] = ()
    how: Mapping[str, int] = field(default_factory=dict)
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Column:
    """What was found for the distinct texts."""

    found: dict[str, tuple[int, str]] = field(default_factory=dict)
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[str, ...] = ()


def read_times(texts: Sequence[str], *, order: str | None = None) -> Times:
    """Return the times of a column; "" and blanks are unknown, not unread.

    `order` says what stands first where numbers leave it open: "day", "month" or "year".

    Raises:
        FeatureCheckError: `order` is something else.
    """
    column = _Column()
    for text in dict.fromkeys(texts):
        if quick := _iso(text) or _number(text):
            column.found[text] = quick
    _read_others(column, [text for text in dict.fromkeys(texts) if text not in column.found], order)
    return _times(texts, column)


def _times(texts: Sequence[str], column: _Column) -> Times:
    read = [column.found.get(text) for text in texts]
    values = [one[0] if one else None for one in read]
    unread = tuple(at for at, one in enumerate(read) if one is None and texts[at].strip(BLANKS))
    how = Counter(one[1] for one in read if one)
    return Times(values, unread, how, column.complaints, column.notes)


def how_notes(how: Mapping[str, int]) -> tuple[str, ...]:
    """Return in words how the times of a source were written, as far as it matters."""
    notes = [
        f"{counted(how[unit], 'time')} written as {unit} since 1970 (told by the size of the number)"
        for unit in UNITS
        if how.get(unit)
    ]
    if how.get(NAIVE) and how.get(ZONED):
        notes.append(
            f"times with and without a time zone are mixed: {how[NAIVE]:,} without one were taken as UTC, "
            f"{how[ZONED]:,} with one were converted to UTC; write all of them with their zone if that is wrong"
        )
    elif how.get(NAIVE):
        notes.append("times without a time zone were taken as UTC")
    elif how.get(ZONED):
        notes.append("times were converted to UTC")
    if how.get(DAY):
        notes.append(f"{counted(how[DAY], 'event')} with a date and no time of day: taken as that day in UTC")
    return tuple(notes)


def is_plain(text: str) -> bool:
    """Tell whether a text is blank or a time in a form that every engine reads: ISO, or a number since 1970."""
    line = text.strip(BLANKS)
    return not line or (_iso(line) or _number(line)) is not None


def _iso(text: str) -> tuple[int, str] | None:
    """Read the usual case quickly: `2026-07-01`, `2026-07-01 10:17:00.123+02:00`."""
    if text[4:5] != "-" or text[7:8] != "-" or text[10:11] not in {"", " ", "T", "t"}:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        since = moment - (_EPOCH_UTC if moment.tzinfo else _EPOCH)
    except (ValueError, OverflowError):
        return None
    microseconds = (since.days * _DAY_SECONDS + since.seconds) * _SECOND + since.microseconds
    return _inside(microseconds, ZONED if moment.tzinfo else NAIVE if len(text) > len("2026-07-01") else DAY)


def _inside(microseconds: int, how: str) -> tuple[int, str] | None:
    return (microseconds, how) if _FIRST_US <= microseconds <= _LAST_US else None


def _number(text: str) -> tuple[int, str] | None:
    if not text[:9].isdigit() or (match := _NUMBER.fullmatch(text)) is None:
        return None
    value = int(match[1])
    if value >= _TOO_LARGE:
        return None
    unit = next(unit for unit, most in UNITS.items() if value < most)
    digits = int((match[2] or "").ljust(9, "0"))  # of the fraction, in units of 10^-9
    per_second = UNITS[unit] // UNITS["seconds"]
    return _inside((value * 10**9 + digits) * _SECOND // (per_second * 10**9), unit)


def _read_others(column: _Column, texts: list[str], order: str | None) -> None:
    """Read dates in other notations, one order of day and month for all of them."""
    lines = {text: _line(text) for text in texts if text.strip(BLANKS) and len(text) <= _LONGEST}
    again = {text: quick for text, line in lines.items() if (quick := _iso(line) or _number(line))}
    clocks = {text: _clock(line) for text, line in lines.items() if text not in again}
    iso = next((text[:10] for text, (_, how) in column.found.items() if how in {NAIVE, ZONED, DAY}), None)
    days = [day for day, _, _ in clocks.values()]
    dates = read_dates([*days, iso or ""], order=order)
    column.complaints = dates.complaints
    column.notes = tuple(note for note in dates.notes if not note.startswith("times of day"))
    column.found |= again
    for text, date in zip(clocks, dates.texts, strict=False):  # the last one is the example
        if moment := _joined(date, clocks[text]):
            column.found[text] = moment


def _line(text: str) -> str:
    line = " ".join(text.split())
    found = _YEAR_LAST.fullmatch(line)
    return f"{found[1]} {found[3]} {found[2]}" if found else line


_Clock = tuple[str, int | None, str]
"""The text of the day, microseconds from midnight UTC (None: that is no time of day), how it is written."""


def _clock(line: str) -> _Clock:
    """Split a time of day from its date; what has none is all date."""
    found = _CLOCK.fullmatch(line)
    if found is None or not any(map(str.isdigit, found["day"])):
        return line, None if _MORE.search(line) else 0, DAY
    since, ahead = None if _MORE.search(found["day"]) else _midnight(found), _ahead(found)
    zoned = bool(found["zone"] or found["offset"])
    return found["day"], None if since is None or ahead is None else since - ahead, ZONED if zoned else NAIVE


def _midnight(clock: re.Match[str]) -> int | None:
    hour, minute, second = (int(part or 0) for part in clock.group("hour", "minute", "second"))
    half = (clock["half"] or clock["german"] or "").casefold()
    if half:
        if not 0 < hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if half in "pn" else 0)
    if hour >= _HOURS or minute >= _MINUTES or second >= _MINUTES:
        return None
    part = int((clock["part"] or "").ljust(6, "0")[:6])
    return ((hour * _MINUTES + minute) * _MINUTES + second) * _SECOND + part


def _ahead(clock: re.Match[str]) -> int | None:
    """Return by how many microseconds the clock is ahead of UTC."""
    hours = _ZONES.get((clock["zone"] or "").upper(), 0)
    offset = (clock["offset"] or "+0").replace(":", "")
    figures = offset[1:]
    whole, rest = (int(figures), 0) if len(figures) <= 2 else (int(figures[:-2]), int(figures[-2:]))  # noqa: PLR2004 - hours alone
    if whole > _FARTHEST or rest >= _MINUTES or (hours and clock["offset"]):
        return None
    minutes = (whole * _MINUTES + rest) * (-1 if offset[0] == "-" else 1) + hours * _MINUTES
    return minutes * _MINUTES * _SECOND


def _joined(date: str, clock: _Clock) -> tuple[int, str] | None:
    start, (_, since, how) = _iso(date), clock
    if start is None or start[1] != DAY or since is None:
        return None
    return _inside(start[0] + since, how)


def unread_mend(texts: Iterable[str]) -> str:
    """Return what to do about texts that are no time, for what they look like."""
    some = list(texts)[:100]
    if any(re.fullmatch(r"[1-9][0-9]{4}(?:[.,][0-9]+)?", text.strip()) for text in some):
        return (
            "It looks like a spreadsheet's number of a day: format the column as a date and export it again."
        )
    if any(re.search(r"[0-9] ?[eE]\+?[0-9]", text) for text in some):
        return "It looks like a long number cut short by a spreadsheet: export the times as text."
    if any(looks_like_a_date(text) for text in some):
        return "Write times as 2026-07-01 10:17:00, or --date-order says which of day and month stands first."
    return "Write times as 2026-07-01 10:17:00+00:00, or as seconds since 1970."


def looks_like_a_date(text: str) -> bool:
    """Tell whether a text begins with three numbers as a date does, in whichever order."""
    return re.match(r"\s*[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2,4}\b", text) is not None
