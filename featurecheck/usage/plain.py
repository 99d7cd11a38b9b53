"""Usage as plain data for programs and spreadsheets: every figure with its unit in the key, unknown is null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from featurecheck.intake import Problem
from featurecheck.observed import FeatureUse, Period, Usage
from featurecheck.usage.adoption import Answers, Judged, ranked

SCHEMA = "featurecheck.usage/1"

COLUMNS = (
    "source",
    "product",
    "feature",
    "users",
    "share_of_active_users",
    "accounts",
    "median_days_a_month",
    "p90_days_a_month",
    "weekly_share",
    "trend_share",
    "last_use",
    "first_use",
    "events",
    "judged_users",
    "weekly_users",
    "early_weekly_users",
    "late_weekly_users",
    "active_users",
    "active_accounts",
    "period_first",
    "period_last",
    "remove",
)
"""Columns of `rows`, in the order in which they are written; shares are 0 to 1, days are active days."""


def plain(
    usages: Sequence[Usage], products: Sequence[Judged], answers: Answers | None = None
) -> dict[str, Any]:
    """Return everything that is known about the sources, ready for JSON.

    Args:
        usages: the sources as they were read.
        products: their products, judged.
        answers: which requests they answer, None where nobody asked.
    """
    return {
        "schema": SCHEMA,
        "sources": [_source(usage, [one for one in products if one.usage is usage]) for usage in usages],
        "answers": _answers(answers) if answers else None,
    }


def _source(usage: Usage, products: Sequence[Judged]) -> dict[str, Any]:
    return {
        "name": usage.name,
        "kind": usage.kind,
        "engine": usage.engine,
        "period": _period(usage.period),
        "products": [_product(one) for one in products],
        "input": asdict(usage.input),
        "notes": list(usage.notes),
        "problems": [_problem(problem) for problem in usage.problems],
    }


def _period(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {"first": period.first.isoformat(), "last": period.last.isoformat(), "days": period.days}


def _problem(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "severity": problem.severity.value}


def _product(judged: Judged) -> dict[str, Any]:
    product = judged.product
    reasons = _reasons(judged)
    return {
        "name": product.name,
        "side": judged.side.value,
        "active_users": product.users,
        "active_accounts": product.accounts,
        "events": product.events,
        "adoption": _adoption(judged),
        "features": [_feature(judged, feature, reasons) for feature in ranked(product)],
    }


def _adoption(judged: Judged) -> dict[str, Any] | None:
    found = judged.adoption
    if found is None:
        return None
    shares = {"p10_share": found.low, "median_share": found.median, "p90_share": found.high}
    return {"features": found.features, **shares}


def _reasons(judged: Judged) -> Mapping[str, list[str]]:
    return {one.feature.feature: [reason.value for reason in one.reasons] for one in judged.candidates}


def _feature(judged: Judged, feature: FeatureUse, reasons: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "feature": feature.feature,
        **_figures(judged, feature),
        "days_a_month_histogram": [{"days": days, "user_months": count} for days, count in feature.days],
        "remove": reasons.get(feature.feature, []),
    }


def _figures(judged: Judged, feature: FeatureUse) -> dict[str, Any]:
    return {
        "users": feature.users,
        "share_of_active_users": judged.product.share(feature),
        "accounts": feature.accounts,
        "median_days_a_month": feature.median_days,
        "p90_days_a_month": feature.p90_days,
        "weekly_share": feature.weekly_share,
        "trend_share": feature.trend,
        "last_use": _moment(feature.last),
        "first_use": _moment(feature.first),
        "events": feature.events,
        "judged_users": feature.judged_users,
        "weekly_users": feature.weekly_users,
        "early_weekly_users": feature.early_weekly_users,
        "late_weekly_users": feature.late_weekly_users,
    }


def _moment(moment: dt.datetime | None) -> str | None:
    """Return e.g. `2026-09-30T08:12:00Z`."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat() + "Z" if moment else None


def _answers(answers: Answers) -> dict[str, Any]:
    return {
        "requests": answers.requests,
        "answerable": [asdict(one) for one in answers.answerable],
        "proposals": [asdict(one) for one in answers.proposals],
        "notes": list(answers.notes),
    }


def rows(products: Sequence[Judged]) -> Iterator[dict[str, object]]:
    """Yield one row a feature with the keys of `COLUMNS`; unknown is None."""
    for judged in products:
        reasons, period = _reasons(judged), judged.usage.period
        about = {
            "source": judged.usage.name,
            "product": judged.product.name,
            "active_users": judged.product.users,
            "active_accounts": judged.product.accounts,
            "period_first": period.first.isoformat() if period else None,
            "period_last": period.last.isoformat() if period else None,
        }
        for feature in ranked(judged.product):
            why = "; ".join(reasons.get(feature.feature, ()))
            yield {**about, "feature": feature.feature, **_figures(judged, feature), "remove": why or None}
