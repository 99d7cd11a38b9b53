"""From an engine over events to usage: which days, what was counted on them, and what to know about it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import InputFile, Problem
from featurecheck.observed import FeatureUse, Period, ProductUse, Usage
from featurecheck.sheets.cells import shortened
from featurecheck.usage import doubtful
from featurecheck.usage.periods import LastDays
from featurecheck.usage.rollup import (
    Calendar,
    Doubts,
    Engine,
    Extent,
    Rollup,
    calendar_of,
    period_of,
    products_of,
)
from featurecheck.usage.sheets.events import EVENTS
from featurecheck.usage.sheets.frames import Frames
from featurecheck.usage.sheets.times import unread_mend
from featurecheck.words import counted


@dataclass(frozen=True)
class _Counted:
    """What an engine told: `all_rows` of the whole source, `inside` of the period."""

    engine: Engine
    name: str
    all_rows: Extent
    inside: Extent
    period: Period
    calendar: Calendar
    rollup: Rollup
    doubts: Doubts


def count(
    engine: Engine,
    name: str,
    asked: Period | LastDays | None,
    today: dt.date | None,
    *,
    digest: str | None = None,
    notes: Sequence[str] = (),
) -> Usage:
    """Return the usage that an engine counts over its own days, or over those asked for.

    `digest` is that of the source, None to make one of the figures; `notes` are the decisions taken so far.

    Raises:
        FeatureCheckError: no event can be counted, or none lies in the period.
    """
    all_rows = engine.extent(None)
    own = period_of(all_rows)
    if own is None:
        raise _nothing(name, all_rows)
    period, cut = _period(asked, own, name)
    found = _counted(engine, name, all_rows, period, today, whole=asked is None)
    known = found.rollup if period == own else engine.rollup(calendar_of(own))
    products = _with_unused(tuple(map(_known, products_of(found.rollup, found.calendar))), known)
    notes = (*notes, *getattr(engine, "notes", ()), *cut, *_notes(found, products))
    problems = (*_problems(found, today), *(() if asked else doubtful.odd_times(name, engine, all_rows)))
    inside = found.inside
    digest = digest or _digest(found.rollup)
    file = InputFile(name, digest, EVENTS, inside.usable, _left_out(found), notes)
    return Usage(name, "events", engine.name, period, products, file, notes, problems)


def _left_out(found: _Counted) -> int:
    """Return how many rows of the period do not count, with the lines that could not even be told apart."""
    return found.inside.rows - found.inside.usable + getattr(found.engine, "rejected", 0)


def _counted(
    engine: Engine, name: str, all_rows: Extent, period: Period, today: dt.date | None, *, whole: bool
) -> _Counted:
    inside = all_rows if whole else engine.extent(period)
    if not inside.usable:
        own = period_of(all_rows) or period
        raise _empty(name, period, own)
    calendar = calendar_of(period)
    rollup, doubts = engine.rollup(calendar), engine.doubts(calendar, today)
    return _Counted(engine, name, all_rows, inside, period, calendar, rollup, doubts)


def _problems(found: _Counted, today: dt.date | None) -> Iterable[Problem]:
    yield from getattr(found.engine, "problems", ())
    if not isinstance(found.engine, Frames):  # which names the cells
        yield from doubtful.missing(found.name, found.inside)
    yield from doubtful.doubts(found.name, found.doubts, today)


def _notes(found: _Counted, products: Sequence[ProductUse]) -> Iterable[str]:
    outside = found.all_rows.usable - found.inside.usable
    if outside:
        days = f"{found.period.first} to {found.period.last}"
        yield f"{counted(outside, 'event')} outside {days} left out"
    users = any(product.users for product in products)
    yield from doubtful.notes(found.doubts, found.calendar, found.inside, users=users)


def _period(asked: Period | LastDays | None, own: Period, name: str) -> tuple[Period, tuple[str, ...]]:
    """Return the days to count: of those asked for, the ones that the data reach to."""
    if asked is None:
        return own, ()
    wanted = asked.of(own) if isinstance(asked, LastDays) else asked
    if wanted.last < own.first or own.last < wanted.first:
        raise _empty(name, wanted, own)
    period = Period(max(wanted.first, own.first), min(wanted.last, own.last))
    if period == wanted:
        return period, ()
    return period, (
        f"of {wanted.first} to {wanted.last} the data cover {period.first} to {period.last}: these days are counted",
    )


def _empty(name: str, period: Period, own: Period) -> FeatureCheckError:
    return FeatureCheckError(
        f"{name}: no event from {period.first} to {period.last}. "
        f"Its events are from {own.first} to {own.last}: ask for a part of that, or leave --period out."
    )


def _nothing(name: str, extent: Extent) -> FeatureCheckError:
    if not extent.rows:
        return FeatureCheckError(
            f"{name}: no row stands under the header, so there is nothing to count. Add one row for each event."
        )
    example = f", such as '{shortened(extent.example_time)}'" if extent.example_time else ""
    return FeatureCheckError(
        f"{name}: none of its {extent.rows:,} rows can be counted: {extent.without_feature:,} have no feature, "
        f"{extent.without_time:,} no time that can be read{example}. Each row needs both. "
        f"{unread_mend([extent.example_time or ''])}"
    )


def _known(product: ProductUse) -> ProductUse:
    """Return unknown instead of nobody where there are events and nothing says who: the source does not tell."""
    features = tuple(_known_feature(feature) for feature in product.features)
    return replace(product, users=product.users or None, accounts=product.accounts or None, features=features)


def _known_feature(feature: FeatureUse) -> FeatureUse:
    accounts = feature.accounts or None
    if feature.users:
        return replace(feature, accounts=accounts)
    return FeatureUse(
        feature.product,
        feature.feature,
        None,
        accounts,
        feature.events,
        first=feature.first,
        last=feature.last,
    )


def _with_unused(products: tuple[ProductUse, ...], known: Rollup) -> tuple[ProductUse, ...]:
    """Add the features that the source knows from other days, used by nobody in the period."""
    there = {(one.product, one.feature) for product in products for one in product.features}
    unused: dict[str, list[str]] = {}
    for of, name in sorted({(row.product, row.feature) for row in known.features} - there):
        unused.setdefault(of, []).append(name)
    return tuple(
        replace(product, features=(*product.features, *_unused(product, unused[product.name])))
        if product.name in unused
        else product
        for product in products
    )


def _unused(product: ProductUse, names: Sequence[str]) -> list[FeatureUse]:
    users, accounts = (0 if one is not None else None for one in (product.users, product.accounts))
    return [FeatureUse(product.name, name, users, accounts, 0) for name in names]


def _digest(rollup: Rollup) -> str:
    """Return a digest of what was counted, which does not depend on the engine."""
    rows = [*rollup.products, *rollup.features, *rollup.days]
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode("utf-8", "surrogatepass")).hexdigest()
