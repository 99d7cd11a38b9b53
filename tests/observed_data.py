"""Hand-made usage and survey results, for tests of what is concluded from them."""

import datetime as dt

from featurecheck.intake import InputFile
from featurecheck.observed import FeatureUse, Observed, Period, ProductUse, Survey, Tally, Usage

QUARTER = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 28))


def feature(name="bulk_export", **figures):
    return FeatureUse("", name, **{"users": 142, "accounts": 40, "events": 900, **figures})


def product(name, users, *features, accounts=None):
    return ProductUse(name, users, accounts, 1000, tuple(features))


def usage(*products, name="usage-2026q3.csv", period=QUARTER):
    return Usage(name, "events", "pandas", period, products, InputFile(name, "0" * 64, "usage events", 9))


def tally(question, yes, n, *, effective=None, accounts=None, asked="all who answered"):
    return Tally(question, yes, n, float(n if effective is None else effective), accounts, asked)


def survey(request, *tallies, name="survey.csv"):
    counted = {request: {one.question: one for one in tallies}}
    return Survey(name, counted, 20, InputFile(name, "1" * 64, "survey", 20))


def observed(*sources):
    usages = tuple(one for one in sources if isinstance(one, Usage))
    return Observed(usages, tuple(one for one in sources if isinstance(one, Survey)))
