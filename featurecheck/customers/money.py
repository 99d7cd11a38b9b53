"""Amounts of accounts in words: what was given to the cent is said so, what is a range is said to be about so much."""

from __future__ import annotations

from featurecheck.model import Estimate, Shape
from featurecheck.words import money

_CENTS_BELOW = 1e15  # beyond that a number has no cents


def exact_money(amount: float, currency: str) -> str:
    """Return an amount to the cent, `1,234,567.80 EUR`; no cents where there are none."""
    if abs(amount) >= _CENTS_BELOW:
        return money(amount, currency)
    text = f"{round(amount, 2) + 0.0:,.2f}".removesuffix(".00")
    return f"{text} {currency}".rstrip()


def about_money(amount: float, currency: str) -> str:
    """Return the mean of a range: `about 12,600 EUR`."""
    return f"about {money(amount, currency)}".rstrip()


def plain_money(estimate: Estimate) -> str:
    """Return what an account pays or costs: `12,000 EUR`, or `about 12,600 EUR` for the mean of a range."""
    currency = estimate.currency or ""
    if estimate.shape is Shape.EXACT:
        return exact_money(estimate.mean, currency)
    return about_money(estimate.mean, currency)
