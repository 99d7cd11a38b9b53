"""The figures of `featurecheck.usage.rollup` in plain Python, slow and by the definitions: what engines are held to.

Events are tuples (product, account, user, feature, time): texts or None, a time naive (taken as UTC), with a zone, or
None where it is not known. A column that the source does not have is None in every event.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import replace

from featurecheck.usage.rollup import (
    BLANKS,
    SEEN_WEEKS,
    WEEKLY_DENOMINATOR,
    WEEKLY_NUMERATOR,
    DaysRow,
    Doubts,
    Extent,
    FeatureRow,
    HeavyUser,
    ProductRow,
    Rollup,
)

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DAY_US = 24 * 60 * 60 * 1_000_000


def extent(events, period=None):
    """Return the Extent; rows without a time stand in every period, as nobody can tell. `example_time` stays None."""
    seen = [_known(event) for event in events]
    seen = [event for event in seen if event[4] is None or _inside(event[4], period)]
    times = [time for _, _, _, feature, time in seen if feature is not None and time is not None]
    return Extent(
        rows=len(seen),
        usable=len(times),
        without_feature=sum(feature is None for _, _, _, feature, _ in seen),
        without_time=sum(time is None for *_, time in seen),
        without_user=sum(user is None for _, _, user, _, _ in seen),
        first_us=min(times, default=None),
        last_us=max(times, default=None),
    )


def rollup(events, calendar):
    """Return the Rollup of the usable events of the calendar's days, rows in the order of `ordered`."""
    usable = _usable(events, calendar)
    by_product, by_feature = defaultdict(list), defaultdict(list)
    for event in usable:
        by_product[event[0]].append(event)
        by_feature[event[0], event[3]].append(event)
    return ordered(
        Rollup(
            [
                ProductRow(product, len(_distinct(found, 2)), len(_distinct(found, 1)), len(found))
                for product, found in by_product.items()
            ],
            [_feature(*names, found, calendar) for names, found in by_feature.items()],
            [row for names, found in by_feature.items() for row in _days(*names, found)],
        )
    )


def ordered(found):
    """Return a roll-up as tuples in one order, so that two can be compared."""
    return Rollup(
        tuple(sorted(found.products, key=lambda row: row.product)),
        tuple(sorted(found.features, key=lambda row: (row.product, row.feature))),
        tuple(sorted(found.days, key=lambda row: (row.product, row.feature, row.days))),
    )


def without_example(found):
    """Return an Extent without its example, which depends on how the source writes times."""
    return replace(found, example_time=None)


def doubts(events, calendar, today=None):
    """Return the Doubts, all usable events looked at.

    Heavy: more than 1,000 events per active day, or at least 1,000 events and more than 50 times what 99 % of the
    users (of all products) do not exceed. Repeated: events minus distinct events.
    """
    usable = _usable(events, calendar)
    counts, days = Counter(), defaultdict(set)
    for product, _, user, _, time in usable:
        if user is not None:
            counts[product, user] += 1
            days[product, user].add(time // DAY_US)
    ranked = sorted(counts.values())
    p99 = ranked[-(-99 * len(ranked) // 100) - 1] if ranked else 0
    heavy = [
        HeavyUser(*who, count, len(days[who]))
        for who, count in counts.items()
        if count > 1_000 * len(days[who]) or (count >= 1_000 and count > 50 * p99)
    ]
    heavy.sort(key=lambda one: (-one.events, one.user, one.product))
    ahead = None if today is None else sum(time // DAY_US > _day(today) for *_, time in usable)
    return Doubts(tuple(heavy[:20]), len(usable) - len(set(usable)), len(usable), 1, ahead)


def _known(event):
    product, account, user, feature, time = event
    return (_text(product) or "", _text(account), _text(user), _text(feature), _microseconds(time))


def _text(text):
    return (text or "").strip(BLANKS) or None


def _microseconds(time):
    if time is None:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=dt.UTC)
    return (aware - EPOCH) // dt.timedelta(microseconds=1)


def _day(date):
    return (date - EPOCH.date()).days


def _inside(time, period):
    return period is None or _day(period.first) <= time // DAY_US <= _day(period.last)


def _usable(events, calendar):
    seen = [_known(event) for event in events]
    return [
        event
        for event in seen
        if event[3] is not None
        and event[4] is not None
        and calendar.first_day <= event[4] // DAY_US <= calendar.last_day
    ]


def _distinct(events, place):
    return {event[place] for event in events} - {None}


def _feature(product, feature, events, calendar):
    first, pairs = {}, set()
    for _, _, user, _, time in events:
        if user is not None:
            week = (time // DAY_US + 3) // 7
            first[user] = min(first.get(user, week), week)
            if calendar.first_week <= week <= calendar.last_week:
                pairs.add((user, week))
    used = Counter(user for user, _ in pairs)
    judged = [user for user, week in first.items() if week <= calendar.last_week - SEEN_WEEKS + 1]
    times = [time for *_, time in events]
    return FeatureRow(
        product=product,
        feature=feature,
        events=len(events),
        users=len(first),
        accounts=len(_distinct(events, 1)),
        first_us=min(times),
        last_us=max(times),
        judged=len(judged),
        weekly=sum(_weekly(used[user], first[user], calendar) for user in judged),
        early=sum(calendar.first_week <= week < calendar.early_until for _, week in pairs),
        late=sum(calendar.late_from <= week <= calendar.last_week for _, week in pairs),
    )


def _weekly(used, first, calendar):
    possible = calendar.last_week - max(first, calendar.first_week) + 1
    return used * WEEKLY_DENOMINATOR >= possible * WEEKLY_NUMERATOR


def _days(product, feature, events):
    active = defaultdict(set)
    for _, _, user, _, time in events:
        if user is not None:
            day = EPOCH + dt.timedelta(days=time // DAY_US)
            active[user, day.year, day.month].add(day.day)
    histogram = Counter(len(days) for days in active.values())
    return [DaysRow(product, feature, days, count) for days, count in histogram.items()]
