"""Customers as plain data for programs and spreadsheets: every figure with its unit in the key, unknown is null."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from featurecheck.accounts import Standing
from featurecheck.customers.choosing import Candidate, LetGo, Losing
from featurecheck.customers.overview import ORDER, Asking, Overview, ranked
from featurecheck.customers.profit import Concentration, Ledgers, WhaleCurve
from featurecheck.customers.relationship import RULES
from featurecheck.model import Estimate

SCHEMA = "featurecheck.customers/1"

COLUMNS = (
    "account",
    "relationship",
    "reason",
    "revenue_money",
    "cost_to_serve_money",
    "profit_money",
    "potential_revenue_money",
    "growth_money",
    "currency",
    "brand_value",
    "new_market",
    "new_geo",
    "shares_risk",
    "shares_profit",
    "cofunding_share",
    "profit_share",
    "hours_saved",
    "users",
    "uses_competitor",
    "contact",
    "through",
    "requests",
    "file",
    "sheet",
    "row",
)
"""Columns of `rows`, in the order in which they are written; money is the mean per year, shares are 0 to 1."""

_ESTIMATES = {
    "revenue": "revenue_money",
    "potential_revenue": "potential_revenue_money",
    "cost_to_serve": "cost_to_serve_money",
    "cofunding": "cofunding_share",
    "profit_share": "profit_share",
    "hours_saved": "hours_saved",
    "users": "users",
}


def plain(found: Overview) -> dict[str, Any]:
    """Return everything that is known about the accounts, ready for JSON; money is per year."""
    return {
        "schema": SCHEMA,
        "currency": found.customers.currency,
        "rules": [{"relationship": rule.relationship.value, "rule": rule.words} for rule in RULES],
        "relationships": [
            {**asdict(group), "relationship": group.relationship.value} for group in found.groups
        ],
        "whale_curve": _curve(found.curve),
        "concentration": _concentration(found.concentration),
        "ledgers": _ledgers(found.ledgers),
        "accounts": [_account(one) for one in ranked(found.customers)],
        "partners_to_make": [_candidate(one) for one in found.partners],
        "let_go_or_reprice": _let_go(found.let_go, asked=found.asking is not None),
        "requesters": _asking(found.asking) if found.asking else None,
        "input": asdict(found.customers.input),
        "notes": list(found.customers.notes),
        "problems": [{**asdict(one), "severity": one.severity.value} for one in found.customers.problems],
    }


def _curve(curve: WhaleCurve) -> dict[str, Any]:
    points = zip(curve.ranked, curve.cumulative_money, strict=True)
    return {
        "total_money": curve.total_money,
        "whole_accounts": curve.whole_accounts,
        "whole_accounts_share": curve.whole_accounts_share,
        "peak_money": curve.peak_money,
        "peak_share": curve.peak_share,
        "peak_accounts": curve.peak_accounts,
        "peak_accounts_share": curve.peak_accounts_share,
        "tail_money": curve.tail_money,
        "unknown": curve.unknown,
        "internal": curve.internal,
        "points": [{"account": one.account.name, "cumulative_money": money} for one, money in points],
    }


def _concentration(found: Concentration | None) -> dict[str, Any] | None:
    return {**asdict(found), "largest": found.largest.account.name} if found else None


def _ledgers(found: Ledgers) -> dict[str, Any]:
    return {
        "brand": {brand.value: _names(accounts) for brand, accounts in found.brand.items()},
        "brand_unknown": found.brand_unknown,
        "new_market": _names(found.new_market),
        "new_market_unknown": found.market_unknown,
        "new_geo": _names(found.new_geo),
        "new_geo_unknown": found.geo_unknown,
        "internal": _names(found.internal),
        "internal_hours_saved": found.hours_saved,
        "internal_hours_unknown": found.hours_unknown,
    }


def _names(standings: Sequence[Standing]) -> list[str]:
    return [one.account.name for one in standings]


def _account(standing: Standing) -> dict[str, Any]:
    account = standing.account
    estimates = {key: _estimate(getattr(account, name)) for name, key in _ESTIMATES.items()}
    return {**_about(standing), **_told(standing), **estimates, "place": asdict(account.place)}


def _about(standing: Standing) -> dict[str, Any]:
    return {
        "account": standing.account.name,
        "relationship": standing.relationship.value,
        "reason": standing.reason,
        "profit_money": standing.profit_money,
        "growth_money": standing.growth_money,
    }


def _told(standing: Standing) -> dict[str, Any]:
    account = standing.account
    return {
        "brand_value": account.brand.value if account.brand else None,
        "new_market": account.new_market,
        "new_geo": account.new_geo,
        "shares_risk": account.shares_risk,
        "shares_profit": account.shares_profit,
        "uses_competitor": account.uses_competitor,
        "contact": account.contact,
        "through": account.through,
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {name: getattr(estimate, name) for name in ("text", "p5", "p50", "p95", "mean")}


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        **_about(one.standing),
        "worth_money": one.worth_money,
        "why": list(one.why),
        "requests": list(one.requests),
        "uses_competitor": one.uses_competitor,
        "alike": list(one.alike),
    }


def _let_go(found: LetGo, *, asked: bool) -> dict[str, Any]:
    return {
        "freed_money": found.freed_money,
        "accounts": [_losing(one) for one in found.accounts],
        "disappearing_requests": list(found.disappearing) if asked else None,
        "undecided": [_losing(one) for one in found.undecided],
    }


def _losing(one: Losing) -> dict[str, Any]:
    return {
        **_about(one.standing),
        "loss_money": one.loss_money,
        "break_even_money": one.break_even_money,
        "raise_share": one.raise_share,
        "requests": list(one.requests),
        "only_theirs": list(one.alone),
        "unknown": list(one.unknown),
    }


def _asking(found: Asking) -> dict[str, Any]:
    matched = found.matched
    return {
        "requests": found.requests,
        "requests_naming_nobody": found.nameless,
        "asks": {one.value: found.asks[one] for one in ORDER},
        "asks_without_account": found.unmatched_asks,
        "matched": {name: one.account.name for name, one in matched.found.items()},
        "unmatched": [
            {"name": name, "perhaps": list(matched.proposed.get(name, ()))} for name in matched.unmatched
        ],
        "not_compared": matched.not_compared,
    }


def rows(found: Overview) -> Iterator[dict[str, object]]:
    """Yield one row an account with the keys of `COLUMNS`, by rank; unknown is None."""
    asked = _requests_by_account(found.asking) if found.asking else {}
    for standing in ranked(found.customers):
        account = standing.account
        means = {key: _mean(getattr(account, name)) for name, key in _ESTIMATES.items()}
        about = {**_about(standing), **_told(standing), **means, **asdict(account.place)}
        wishes = "; ".join(asked.get(account.name, ())) or None
        yield {**about, "currency": found.customers.currency, "requests": wishes}


def _mean(estimate: Estimate | None) -> float | None:
    return estimate.mean if estimate else None


def _requests_by_account(found: Asking) -> dict[str, list[str]]:
    asked: dict[str, dict[str, None]] = {}
    for name, standing in found.matched.found.items():
        asked.setdefault(standing.account.name, {}).update(dict.fromkeys(found.requests_of[name]))
    return {name: list(wishes) for name, wishes in asked.items()}
