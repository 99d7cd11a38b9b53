"""What a reader of usage has to be told: rows that do not count, times that cannot be right, programs among users."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from featurecheck.intake import Problem, Severity
from featurecheck.observed import Period
from featurecheck.sheets.cells import shortened
from featurecheck.usage.rollup import SEEN_WEEKS, Calendar, Doubts, Engine, Extent, period_of
from featurecheck.usage.sheets.times import unread_mend
from featurecheck.words import counted

_YOUNGEST = dt.date(1999, 12, 31)
_FAR = dt.timedelta(days=5 * 365)
_FEW = 100  # one in so many events may lie far from the others without being the bulk


def missing(name: str, extent: Extent) -> Iterable[Problem]:
    """Tell how many rows lack something, where the engine cannot name their cells."""
    if extent.without_feature:
        found = f"{counted(extent.without_feature, 'row')} without a feature"
        yield _problem(name, "feature", found, "the name of a feature", "They are left out. Fill them in.")
    if extent.without_time:
        example = f", such as '{shortened(extent.example_time)}'" if extent.example_time else ""
        found = f"{counted(extent.without_time, 'row')} without a time that can be read{example}"
        mend = f"They are left out. {unread_mend([extent.example_time or ''])}"
        yield _problem(name, "timestamp", found, "when it was used", mend)
    if 0 < extent.without_user < extent.rows:
        found = f"{counted(extent.without_user, 'row')} without a user"
        yield _problem(
            name, "user", found, "who used it", "They count as events, but for no user. Fill them in."
        )


def doubts(name: str, found: Doubts, today: dt.date | None) -> Iterable[Problem]:
    """Tell about programs among the users, and events of days to come."""
    for one in found.heavy:
        what = f"user '{shortened(_hidden(one.user))}' with {one.events:,} events on {counted(one.active_days, 'day')}"
        mend = "If it is a program, take its rows out of the file. It is counted as a user."
        yield _problem(name, "user", what, "what people can do in that time", mend)
    if found.future and today:
        what = f"{counted(found.future, 'event')} after {today}"
        mend = "Check the clock and the time zone of what wrote them. They are counted; --period leaves them out."
        yield _problem(name, "timestamp", what, "events of the past", mend)


def _hidden(user: str) -> str:
    """Return a user's name without the person in an e-mail address: reports are passed on, files are not."""
    return re.sub(r"([^\s@]{1,2})[^\s@]*@", r"\1" + "\u2026@", user)


def odd_times(name: str, engine: Engine, extent: Extent) -> Iterable[Problem]:
    """Tell about times that no clock needs to judge: before 2000, or years away from nearly all others."""
    own = period_of(extent)
    if own is None:
        return
    if own.first <= _YOUNGEST:
        count = engine.extent(Period(own.first, min(_YOUNGEST, own.last))).usable
        yield _away(
            name, f"{counted(count, 'event')} before 2000, the first on {own.first}", "events since 2000"
        )
    if own.days > _FAR.days:
        yield from _far(name, engine, extent, own)


def _far(name: str, engine: Engine, extent: Extent, own: Period) -> Iterable[Problem]:
    edges = ((Period(own.first, own.last - _FAR), "before"), (Period(own.first + _FAR, own.last), "after"))
    for part, side in edges:
        count = engine.extent(part).usable
        if 0 < count * _FEW < extent.usable and not (side == "before" and own.first <= _YOUNGEST):
            other, edge = (part.last, own.last) if side == "before" else (part.first, own.first)
            what = f"{counted(count, 'event')} {side} {other}, more than five years {side} {edge}"
            yield _away(name, what, "all events within a few years, as nearly all are")


def _away(name: str, found: str, expected: str) -> Problem:
    mend = "Check the unit and the clock. They are counted and stretch the period; --period leaves them out."
    return _problem(name, "timestamp", found, expected, mend)


def _problem(name: str, column: str, found: str, expected: str, mend: str) -> Problem:
    return Problem(name, None, None, None, column, found, expected, mend, Severity.WARNING)


def notes(found: Doubts, calendar: Calendar, extent: Extent, *, users: bool) -> Iterable[str]:
    """Return what to know about the figures, in words."""
    weeks = max(calendar.last_week - calendar.first_week + 1, 0)
    if users and weeks < SEEN_WEEKS:
        yield f"{counted(weeks, 'full week')} in the period: too short to say who uses a feature weekly"
    if not users and extent.usable:
        yield "nothing says who used a feature, so users, days and weeks are not known"
    if found.repeated:
        part = f" in a sample of one user in {found.one_in}" if found.one_in > 1 else ""
        yield (
            f"{found.repeated:,} of {counted(found.looked_at, 'event')}{part} are exact copies of another one: they are "
            "counted as events; users, accounts, days and weeks are counted once anyway"
        )
