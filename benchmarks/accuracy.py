"""How accurate the decision core is, on 200 generated bets, against references that share nothing with it.

EVPPI: every answer's conditional mean on 20,001 nodes, written out term by term. EVPI: 2^17 scrambled Sobol points of
another seed in double precision, no integral taken, the exactly known mean as control variate. Chance of loss: the
same points, the margin integrated out by scipy's normal distribution. A test holds the bars; this prints the table.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from bench_core import scattered
from scipy.stats import norm, qmc

from featurecheck.figures import figures
from featurecheck.model import Constants
from featurecheck.normal import Z95
from featurecheck.payoff import COLUMN, NAMES, Bets

BETS = 200
NODES = 20_001
CONSTANTS = Constants()
_FARTHEST_ROOT = 4.5  # standard normal scores; further out a break-even is as good as none


def functions(name, x):
    """The payoff's functions of one answer: per term won, new, kept, build, upkeep."""
    one = np.ones_like(x)
    if name == "build_time":
        left = np.maximum(CONSTANTS.horizon_years - x, 0)
        end = np.exp(-CONSTANTS.discount_rate * CONSTANTS.horizon_years)
        use = np.where(left > 0, (np.exp(-CONSTANTS.discount_rate * x) - end) / CONSTANTS.discount_rate, 0)
        growth = np.where(left > 0, (use - left * end) / CONSTANTS.discount_rate, 0)
        return np.stack([np.exp(-CONSTANTS.lock_in_rate * x) * use, growth, growth, one, use])
    if name == "head_start":
        return np.stack([np.exp(-CONSTANTS.lock_in_rate * x), one, one, one, one])
    value = 1 - x if name in {"not_miss", "price_competition"} else x
    terms = {
        "bought_because": (0, 1, 0, 0, 0),
        "lost_without": (0, 0, 1, 0, 0),
        "build_cost": (0, 0, 0, 1, 1),
        "value_per_user": (1, 1, 1, 0, 0),
        "price_competition": (1, 1, 1, 0, 0),
    }.get(name, (1, 0, 0, 0, 0))
    return np.stack([value if term else one for term in terms])


FACTORS = np.array(
    [1, CONSTANTS.win_rate_share, 1, -(1 + CONSTANTS.opportunity_share), -CONSTANTS.upkeep_rate]
)


class Reference(NamedTuple):
    """Expected value (n,); EVPPI, tornado ends at the 5 % and 95 % points and break-evens (NaN: none), all (n, 12)."""

    means: np.ndarray
    worth: np.ndarray
    at_p5: np.ndarray
    at_p95: np.ndarray
    break_even: np.ndarray


def exact_reference(bets: Bets) -> Reference:
    """The exact figures on the fine grid, one bet and one answer at a time."""
    z = np.linspace(-8, 8, NODES)
    weights = np.exp(-0.5 * z * z)
    weights /= weights.sum()
    means = np.empty(len(bets))
    worth, low, high, even = (np.full((len(bets), 12), np.nan) for _ in range(4))
    for row in range(len(bets)):
        bet = bets.rows(row, row + 1)
        tables = {name: functions(name, bet.value(name, z)[0]) for name in NAMES}
        moments = {name: table @ weights for name, table in tables.items()}
        whole = FACTORS * np.prod(list(moments.values()), axis=0)
        means[row] = whole.sum()
        for name in NAMES:
            given = ((whole / moments[name])[:, None] * tables[name]).sum(axis=0)
            column = COLUMN[name]
            worth[row, column] = np.maximum(given, 0) @ weights - max(given @ weights, 0)
            low[row, column], high[row, column] = np.interp([-Z95, Z95], z, given)
            turns = np.flatnonzero((given[1:] > 0) != (given[:-1] > 0))
            if len(turns) and abs(z[turns[0]]) < _FARTHEST_ROOT:
                at = turns[0]
                root = z[at] - given[at] * (z[at + 1] - z[at]) / (given[at + 1] - given[at])
                even[row, column] = bet.value(name, root)[0]
    return Reference(means, worth, low, high, even)


def sampled_reference(bets: Bets, means: np.ndarray, log2_points: int = 17) -> tuple[np.ndarray, np.ndarray]:
    """EVPI (n,) and chance of loss (n,) from plain points, the known mean as control variate."""
    uniform = qmc.Sobol(12, scramble=True, seed=2024, bits=30).random_base2(log2_points)
    z = norm.ppf(np.clip(uniform, 1e-9, 1 - 1e-9)).T
    evpi, loss = np.empty(len(bets)), np.empty(len(bets))
    for row in range(len(bets)):
        bet = bets.rows(row, row + 1)
        draws = {name: bet.value(name, z[COLUMN[name]])[0] for name in NAMES}
        terms = FACTORS[:, None] * np.prod([functions(name, draws[name]) for name in NAMES], axis=0)
        value = terms.sum(axis=0)
        positive = np.maximum(value, 0)
        slope = np.cov(positive, value)[0, 1] / value.var()
        evpi[row] = positive.mean() - slope * (value.mean() - means[row]) - max(means[row], 0)
        margin = COLUMN["value_per_user"]
        gain = np.maximum(terms[:3].sum(axis=0) / draws["value_per_user"], 1e-300)
        needed = -terms[3:].sum(axis=0) / gain
        score = (np.log(needed) - bet.location[0, margin]) / bet.scale[0, margin]
        loss[row] = norm.cdf(score).mean()
    return evpi, loss


def rms(errors: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def measured(count: int = BETS) -> dict[str, float]:
    """Errors of the core against the references."""
    bets = scattered(count)
    means, worth, low, high, even = exact_reference(bets)
    evpi, loss = sampled_reference(bets, means)
    cost = np.exp(bets.location[:, COLUMN["build_cost"]])
    close, counts = evpi > 0.05 * cost, worth > 0.01 * cost[:, None]
    found = {"close calls": float(close.sum()), "EVPPI compared": float(counts.sum())}
    for points in (1024, 4096):
        known, spread = figures(bets, CONSTANTS, points)
        found[f"EVPI at {points:,} points, % rms"] = 100 * rms(spread.evpi[close] / evpi[close] - 1)
        found[f"chance of loss at {points:,} points, percentage points rms"] = 100 * rms(
            spread.chance_of_loss - loss
        )
    found["expected value, % of cost, largest"] = float(
        100 * np.abs((known.expected_value - means) / cost).max()
    )
    found["EVPPI above 1 % of cost, % rms"] = 100 * rms(known.evppi[counts] / worth[counts] - 1)
    ends = np.stack([known.at_p5 - low, known.at_p95 - high]) / cost[:, None]
    found["tornado ends, % of cost, largest"] = float(100 * np.abs(ends).max())
    both = ~np.isnan(even) & ~np.isnan(known.break_even)
    found["break-evens compared"] = float(both.sum())
    found["break-even, % rms"] = 100 * rms(known.break_even[both] / even[both] - 1)
    valuable = worth.max(axis=1) > 0.01 * cost
    same = known.evppi.argmax(axis=1) == worth.argmax(axis=1)
    found["same best question, %"] = float(100 * same[valuable].mean())
    return found


if __name__ == "__main__":
    print(f"{BETS} generated bets{'':38} measured")
    for name, value in measured().items():
        print(f"{name:52} {value:10,.4g}")
