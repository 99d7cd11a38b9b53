"""CPU time of weighing requests by who asked, as a ratio to evaluating them. No assertions: it prints what it measured.

    python benchmarks/bench_stakes.py [ACCOUNTS [REQUESTS]]      100,000 of each unless told

join            names to accounts, sums and spreads of what each request's five requesters stake: `stakes_of`
figures         all exact figures of as many requests at 1,024 points, what evaluating them is mostly made of
words           who asked, in words, for one request after another, as a report asks for them
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import sys
import time
from collections.abc import Callable

import numpy as np
from bench_core import scattered

from featurecheck.accounts import Account, Customers
from featurecheck.customers.relationship import standing_of
from featurecheck.customers.stakes import stakes_of
from featurecheck.estimate import parse_estimate
from featurecheck.figures import figures
from featurecheck.intake import InputFile, Place
from featurecheck.model import Constants, Estimate
from featurecheck.policy import default_policy

POINTS = 1024
REQUESTERS = 5
WORDED = 2_000
FIGURED = 10_000  # requests whose figures are worked out; the ratio is for each request


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def company(count: int) -> Customers:
    """So many accounts: every tenth is a team, every seventh buys through another, every fourth gives ranges."""
    rng = np.random.default_rng(3)
    read: dict[str, Estimate] = {}

    def money(low: int, high: int, *, ranged: bool) -> Estimate:
        amount = int(rng.integers(low, high))
        text = f"{amount} to {2 * amount}" if ranged else str(amount)
        if text not in read:
            found = parse_estimate(text, "money", currency="EUR")
            assert isinstance(found, Estimate)
            read[text] = found
        return read[text]

    accounts = []
    for at in range(count):
        ranged, internal = at % 4 == 0, at % 10 == 9
        account = Account(
            f"Account {at:06d}",
            Place("customers.csv", None, at + 2),
            internal=internal,
            revenue=None if internal else money(5_000, 90_000, ranged=ranged),
            cost_to_serve=None if internal or at % 5 == 4 else money(1_000, 60_000, ranged=ranged),
            potential_revenue=None if internal else money(5_000, 120_000, ranged=ranged),
            hours_saved=money(10, 900, ranged=ranged) if internal else None,
            through=f"Account {at // 7:06d}" if at % 7 == 6 and at > 6 else None,
        )
        accounts.append(standing_of(account))
    return Customers(tuple(accounts), "EUR", InputFile("customers.csv", "", "customers", count))


def cells(requests: int, accounts: int) -> list[str]:
    """Five requesters for each request; one of twenty is on no list, one of twenty is spoken for."""
    rng = np.random.default_rng(4)
    forms = ("Account {:06d}",) * 18 + ("Nobody {:06d}", "Kim for Account {:06d}")
    drawn = rng.integers(accounts, size=(requests, REQUESTERS)).tolist()
    form = rng.integers(len(forms), size=(requests, REQUESTERS)).tolist()
    return [
        "; ".join(forms[which].format(at) for which, at in zip(*pair, strict=True))
        for pair in zip(form, drawn, strict=True)
    ]


def main(accounts: int = 100_000, requests: int = 100_000) -> None:
    """Print what was measured."""
    customers, asked, policy = company(accounts), cells(requests, accounts), default_policy()
    join = cpu(lambda: stakes_of(asked, customers, policy))
    some = min(FIGURED, requests)
    twelve = scattered(some)
    figured = cpu(lambda: figures(twelve, Constants(), POINTS, threads=1)) * requests / some
    stakes = stakes_of(asked, customers, policy)
    words = cpu(lambda: [stakes.asked(row) for row in range(min(WORDED, requests))])
    print(f"{accounts:,} accounts, {requests:,} requests with {REQUESTERS} requesters each")
    print(f"{'':34} {'CPU s':>8} {'us a request':>13} {'share of the figures':>21}")
    for name, seconds in (("join and sums", join), (f"figures, {POINTS:,} points", figured)):
        print(f"{name:34} {seconds:8.2f} {seconds / requests * 1e6:13.1f} {seconds / figured:21.2f}")
    print(f"{'words, when looked at':34} {'':8} {words / min(WORDED, requests) * 1e6:13.1f}")


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:3]))
