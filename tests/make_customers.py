"""Hand-made accounts for the tests of what is told about them: no file is read."""

from __future__ import annotations

from featurecheck.accounts import Account, Customers
from featurecheck.customers.relationship import standing_of
from featurecheck.estimate import parse_estimate
from featurecheck.intake import InputFile, Place
from featurecheck.model import Kind

_MONEY = ("revenue", "potential_revenue", "cost_to_serve")
_KINDS = {
    **dict.fromkeys(_MONEY, Kind.MONEY),
    **dict.fromkeys(("cofunding", "profit_share"), Kind.SHARE),
    **dict.fromkeys(("hours_saved", "users"), Kind.COUNT),
}


def account(name, revenue=None, cost=None, potential=None, **more):
    """An account with figures as typed; None is not known."""
    typed = {"revenue": revenue, "cost_to_serve": cost, "potential_revenue": potential, **more}
    cells = {
        key: parse_estimate(str(text), _KINDS[key], currency="EUR" if key in _MONEY else None)
        if key in _KINDS and text is not None
        else text
        for key, text in typed.items()
    }
    return Account(name, Place("customers.csv"), **{"internal": False, **cells})


def customers(*accounts, **more):
    """The accounts judged, as if they had been read from customers.csv."""
    standings = tuple(standing_of(one) for one in accounts)
    source = InputFile("customers.csv", "0" * 64, "customers", len(accounts))
    return Customers(standings, "EUR", source, **more)
