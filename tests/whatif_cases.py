"""Random requests and suppositions about them, the same in every run: what the page and the core both have to answer."""

from __future__ import annotations

import math
import random

import pandas as pd

from featurecheck.customers.reading import read_customers
from featurecheck.evaluation import evaluate
from featurecheck.payoff import ALL_NAMES
from featurecheck.policy import policy_from
from featurecheck.whatif import Setting, farthest, situation

WAYS = [
    {"name": "Calls", "answers": ["like", "not_miss", "would_switch"], "kind": "ask", "people": 20, "cost": 300, "weeks": 1},
    {"name": "Survey", "answers": ["would_switch", "how_often"], "kind": "ask", "people": 150, "cost": 900, "weeks": 3},
    {"name": "Ledger", "answers": ["value_per_user", "build_time", "head_start", "would_switch"], "kind": "data", "error": 0.2, "cost": 100, "weeks": 1},
    {"name": "Study", "answers": ["users", "bought_because", "build_cost", "price_competition"], "kind": "study", "error": 0.05, "cost": 1000, "weeks": 4},
]  # fmt: skip
POLICIES = {
    "default": {},
    "ways": {"ways": WAYS},
    "no interest": {"discount_rate": 0.0, "win_rate": 0},
    "little interest": {"discount_rate": 0.004, "horizon_years": 2.5, "ways": WAYS},
}
COMPANY = """account,kind,revenue,potential_revenue,cost_to_serve,shares_risk,shares_profit,cofunding,profit_share,hours_saved
Alder Works,external,90000,130000,50000,,,,,
Birch Shipping,external,20000,20000,31000,no,no,,,
Dogwood Labs,external,200000,300000,120000,yes,yes,25%,10%,
Support team,internal,,,,,,,,800
Elm Paper,external,,,,,,,,
"""
ACCOUNTS = ("Alder Works", "Birch Shipping", "Dogwood Labs", "Support team", "Elm Paper", "Nobody Inc")


def _range(chance, low, high, *, share=False):
    """A range, an exact figure, one that starts at 0, or nothing known."""
    first = math.exp(chance.uniform(math.log(low), math.log(high)))
    last, kind = first * chance.uniform(1.2, 6), chance.random()
    if share:
        first, last = 100 * min(first, 0.9), 100 * min(last, 0.97)
    sign = "%" if share else ""
    if kind < 0.15:
        return "don't know"
    if kind < 0.25:
        return f"{first:.4g}{sign}"
    return f"{0 if kind < 0.35 else f'{first:.4g}{sign}'} to {last:.4g}{sign}"


def _request(chance):
    switch = _range(chance, 0.004, 0.1, share=True) if chance.random() < 0.8 else _range(chance, 3, 60)
    return {
        "request": "Bulk export",
        "users": _range(chance, 200, 20000),
        "how_often": _range(chance, 0.1, 0.6, share=True),
        "like": _range(chance, 0.2, 0.7, share=True),
        "bought_because": _range(chance, 1, 40),
        "not_miss": _range(chance, 0.1, 0.6, share=True),
        "would_switch": switch,
        "build_cost": _range(chance, 1e4, 3e5),
        "build_time": f"{chance.uniform(0.1, 1):.2g} to {chance.uniform(1, 3):.2g} years",
        "lost_without": _range(chance, 0.5, 20),
        "price_competition": _range(chance, 0.02, 0.4, share=True),
        "head_start": f"{chance.uniform(0.1, 1):.2g} to {chance.uniform(1, 4):.2g} years",
        "value_per_user": _range(chance, 100, 3000),
        "requesters": "; ".join(chance.sample(ACCOUNTS, chance.randint(0, 4))),
    }


def evaluated(count, seed, policy="default", folder=None):
    """Random requests; weighed by who asked where there is a folder to write the accounts into."""
    chance, rules = random.Random(seed), policy_from(POLICIES[policy])  # noqa: S311 - test data
    customers = None
    if folder is not None:
        path = folder / "customers.csv"
        path.write_text(COMPANY, encoding="utf-8")
        customers = read_customers(path, policy=rules)
    frame = pd.DataFrame([{"id": f"R-{at}", **_request(chance)} for at in range(count)])
    return evaluate(frame, rules, customers=customers), rules


def situations(results):
    """The core's view of each request."""
    return [
        situation(
            results.requests.gathered,
            row,
            contradicted=any(one.contradiction for one in found.contradictions),
        )
        for row, found in enumerate(results.requests)
    ]


def supposed(chance, horizon):
    """A random setting: about a third of the answers moved, about as many narrowed."""
    names = [name for name in ALL_NAMES if chance.random() < 0.35]
    return Setting(
        moved={name: chance.uniform(-1.5, 1.5) for name in names if chance.random() < 0.7},
        width={name: chance.choice([0.0, chance.random(), 1.0]) for name in names if chance.random() < 0.7},
        horizon_years=None if chance.random() < 0.6 else chance.uniform(0.25, farthest(horizon)),
        weighed=chance.random() < 0.7,
    )


def in_the_page(setting, *, unweighted):
    """The setting as the page's script takes it: by the places of the answers."""
    places = {name: place for place, name in enumerate(ALL_NAMES)}
    given = {
        "plain": unweighted and not setting.weighed,
        "moved": {places[name]: shift for name, shift in setting.moved.items()},
        "width": {places[name]: width for name, width in setting.width.items()},
    }
    return given if setting.horizon_years is None else {**given, "horizon": setting.horizon_years}
