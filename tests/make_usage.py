"""Hand-made usage for the tests of what is made of it: no file is read, no engine runs."""

from __future__ import annotations

import datetime as dt

from featurecheck.intake import InputFile
from featurecheck.observed import FeatureUse, Period, ProductUse, Usage

QUARTER = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 30))


def day(month, number):
    return dt.datetime(2026, month, number, 12, 30, tzinfo=dt.UTC)


def feature(name="export", users=30, **more):
    """A feature in regular use to the end; anything else about it by name."""
    regular = {
        "accounts": 4,
        "events": 900,
        "days": ((2, 10), (4, 20), (9, 3)),
        "median_days": 4.0,
        "p90_days": 9,
        "judged_users": 20,
        "weekly_users": 5,
        "early_weekly_users": 10.0,
        "late_weekly_users": 11.2,
        "first": day(7, 1),
        "last": day(9, 29),
    }
    return FeatureUse("", name, users=users, **{**regular, **more})


def bare(name, users=None, **known):
    """A feature of which only this is known."""
    return FeatureUse("", name, users=users, **known)


def usage(*products, period=QUARTER, name="usage.csv", **more):
    """A source; a product is (name, active users, features)."""
    made = tuple(
        ProductUse(product, users, 6 if users else None, 5000, tuple(features))
        for product, users, features in products
    )
    source = InputFile(name, "0" * 64, "usage events", 5000)
    return Usage(name, "events", "pandas", period, made, source, **more)
