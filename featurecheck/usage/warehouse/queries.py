"""The roll-up of a warehouse's events: expressions that every engine computes by itself, only groups leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck.usage.rollup import SEEN_WEEKS, WEEKLY_DENOMINATOR, WEEKLY_NUMERATOR, Calendar
from featurecheck.usage.warehouse.events import month_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MANY_EVENTS = 1_000
"""Events per active day, or in all, from which a user may be a program."""

_TIMES_USUAL = 50
_MOST_HEAVY = 200  # more than are listed, so that ties are ordered here and not by an engine's alphabet


def extent(events: ir.Table, first_day: int | None, last_day: int | None) -> ir.Table:
    """Return one row: counts of all rows (of the days, and those without a time), the first and last usable time."""
    if first_day is not None and last_day is not None:
        events = events.filter(events.day.between(first_day, last_day) | events.day.isnull())
    usable = events.feature.notnull() & events.day.notnull()
    return events.aggregate(
        rows=events.count(),
        usable=events.count(where=usable),
        without_feature=events.count(where=events.feature.isnull()),
        without_time=events.count(where=events.day.isnull()),
        without_user=events.count(where=events.user.isnull()),
        first=events.at.min(where=usable),
        last=events.at.max(where=usable),
        example=events.written.min(where=events.day.isnull()),
    )


def inside(events: ir.Table, calendar: Calendar) -> ir.Table:
    """Return the usable events of the calendar's days."""
    return events.filter(events.feature.notnull(), events.day.between(calendar.first_day, calendar.last_day))


def products(used: ir.Table) -> ir.Table:
    """Return users, accounts and events of each product."""
    return used.group_by("product").aggregate(
        users=used.user.nunique(), accounts=used.account.nunique(), events=used.count()
    )


def features(used: ir.Table) -> ir.Table:
    """Return users, accounts, events, first and last time of each feature."""
    return used.group_by("product", "feature").aggregate(
        events=used.count(),
        users=used.user.nunique(),
        accounts=used.account.nunique(),
        first=used.at.min(),
        last=used.at.max(),
    )


def weeks(used: ir.Table, calendar: Calendar) -> ir.Table:
    """Return for each feature how many users are judged, how many use it weekly, and its weekly users in either half."""
    known = used.filter(used.user.notnull())
    week = (known.day + 3) // 7
    pairs = known.select("product", "feature", "user", week=week).distinct()
    full = pairs.week.between(calendar.first_week, calendar.last_week)
    users = pairs.group_by("product", "feature", "user").aggregate(
        first=pairs.week.min(),
        weeks=pairs.count(where=full),
        early=pairs.count(where=full & (pairs.week < calendar.early_until)),
        late=pairs.count(where=full & (pairs.week >= calendar.late_from)),
    )
    judged = users["first"] <= calendar.last_week - SEEN_WEEKS + 1
    since = users["first"].clip(lower=calendar.first_week)
    possible = (calendar.last_week + 1 - since) * WEEKLY_NUMERATOR
    return users.group_by("product", "feature").aggregate(
        judged=users.count(where=judged),
        weekly=users.count(where=judged & (users.weeks * WEEKLY_DENOMINATOR >= possible)),
        early=users.early.sum(),
        late=users.late.sum(),
    )


def days(used: ir.Table) -> ir.Table:
    """Return for each feature how many user-months had so many active days."""
    known = used.filter(used.user.notnull()).select("product", "feature", "user", "day").distinct()
    months = known.mutate(month=month_of(known.day))
    counted = months.group_by("product", "feature", "user", "month").aggregate(days=months.count())
    return counted.group_by("product", "feature", "days").aggregate(user_months=counted.count())


def counts(used: ir.Table, today: int | None) -> ir.Table:
    """Return one row: how many events, and how many of them after a day."""
    after = used.day > today if today is not None else used.day.isnull()
    return used.aggregate(usable=used.count(), future=used.count(where=after))


def different(used: ir.Table) -> ir.Table:
    """Return one row: how many events are different from each other."""
    once = used.select("product", "account", "user", "feature", "at").distinct()
    return once.aggregate(different=once.count())


def users(used: ir.Table) -> ir.Table:
    """Return events of each user of each product; this stays in the engine."""
    known = used.filter(used.user.notnull())
    return known.group_by("product", "user").aggregate(events=known.count())


def busy(used: ir.Table) -> ir.Table:
    """Return one row: how many users there are, and how many have so many events that they may be programs."""
    found = users(used)
    return found.aggregate(users=found.count(), busy=found.count(where=found.events >= _MANY_EVENTS))


def usual(used: ir.Table, users_in_all: int) -> ir.Table:
    """Return one row: the number of events that 99 % of the users do not exceed."""
    found = users(used)
    spread = found.group_by("events").aggregate(users=found.count())
    below = spread.mutate(place=spread.users.sum().over(order_by=spread.events, rows=(None, 0)))
    return below.filter(below.place * 100 >= users_in_all * 99).aggregate(events=below.events.min())


def heavy(used: ir.Table, usual_events: int) -> ir.Table:
    """Return users with an absurd number of events, heaviest first, and on how many days they were active."""
    known = used.filter(used.user.notnull())
    found = known.group_by("product", "user").aggregate(events=known.count(), days=known.day.nunique())
    absurd = (found.events > found.days * _MANY_EVENTS) | (
        (found.events >= _MANY_EVENTS) & (found.events > usual_events * _TIMES_USUAL)
    )
    return found.filter(absurd).order_by(found.events.desc(), "user", "product").limit(_MOST_HEAVY)
