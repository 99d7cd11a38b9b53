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
from featurecheck.payoff import ALL_NAMES, COLUMN, NOTHING, SHARES, Bets

BETS = 200
NODES = 20_001
CONSTANTS = Constants()
_FARTHEST_ROOT = 4.5  # standard normal scores; further out a break-even is as good as none


def functions(name, x):
    """The payoff's functions of one answer: per term won, new, kept, saved, grown, hours, build, upkeep."""
    one = np.ones_like(x)
    if name == "build_time":
        left = np.maximum(CONSTANTS.horizon_years - x, 0)
        end = np.exp(-CONSTANTS.discount_rate * CONSTANTS.horizon_years)
        use = np.where(left > 0, (np.exp(-CONSTANTS.discount_rate * x) - end) / CONSTANTS.discount_rate, 0)
        growth = np.where(left > 0, (use - left * end) / CONSTANTS.discount_rate, 0)
        switch = np.exp(-CONSTANTS.lock_in_rate * x) * use
        return np.stack([switch, growth, growth, use, use, use, one, use])
    if name == "head_start":
        return np.stack([np.exp(-CONSTANTS.lock_in_rate * x), *[one] * 7])
    value = 1 - x if name in {"not_miss", "price_competition"} else x
    terms = {
        "bought_because": (0, 1, 0, 0, 0, 0, 0, 0),
        "lost_without": (0, 0, 1, 0, 0, 0, 0, 0),
        "build_cost": (0, 0, 0, 0, 0, 0, 1, 1),
        "value_per_user": (1, 1, 1, 0, 0, 0, 0, 0),
        "price_competition": (1, 1, 1, 1, 1, 0, 0, 0),
        "would_leave": (0, 0, 0, 1, 0, 0, 0, 0),
        "profit_at_risk": (0, 0, 0, 1, 0, 0, 0, 0),
        "would_grow": (0, 0, 0, 0, 1, 0, 0, 0),
        "potential_profit": (0, 0, 0, 0, 1, 0, 0, 0),
        "hours_value": (0, 0, 0, 0, 0, 1, 0, 0),
    }.get(name, (1, 0, 0, 0, 0, 0, 0, 0))
    return np.stack([value if term else one for term in terms])


def factors(bet: Bets) -> np.ndarray:
    """What stands before each term of one bet: the policy's rates and what partners bear and take."""
    borne = 0.0 if bet.cofunding is None else bet.cofunding[0]
    ours = 1.0 if bet.profit_share is None else 1 - bet.profit_share[0]
    asked = [ours, ours, 1] if bet.weighed else [0, 0, 0]
    build = -(1 - borne + CONSTANTS.opportunity_share)
    return np.array([ours, ours * CONSTANTS.win_rate_share, ours, *asked, build, -CONSTANTS.upkeep_rate])


def scattered_stakes(count: int) -> Bets:
    """The scattered bets, asked for by accounts; every fourth with a partner, every other without own users lost."""
    bets, rng = scattered(count), np.random.default_rng(11)
    ranges = {
        "would_leave": (0.01, 0.15),
        "would_grow": (0.01, 0.15),
        "profit_at_risk": (100e3, 600e3),
        "potential_profit": (50e3, 500e3),
        "hours_value": (2e3, 20e3),
    }
    location, scale = np.empty((count, len(ranges))), np.empty((count, len(ranges)))
    for column, (name, ends) in enumerate(ranges.items()):
        low, high = (np.log(end / (1 - end)) if name in SHARES else np.log(end) for end in ends)
        location[:, column], scale[:, column] = (low + high) / 2, (high - low) / 2 / Z95
    location += rng.normal(0, 0.5, location.shape)
    scale[::3, 2:] = 0.0  # the sheet gives exact amounts
    whole = Bets(
        np.hstack([bets.location, location]),
        np.hstack([bets.scale, scale]),
        np.zeros((count, len(ALL_NAMES)), dtype=bool),
        np.where(np.arange(count) % 4 == 0, 0.3, 0.0),
        np.where(np.arange(count) % 4 == 0, 0.2, 0.0),
    )
    whole.location[::2, COLUMN["lost_without"]], whole.scale[::2, COLUMN["lost_without"]] = NOTHING, 0.0
    return whole


class Reference(NamedTuple):
    """Expected value (n,); EVPPI, tornado ends at the 5 % and 95 % points and break-evens (NaN: none), all (n, answers)."""

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
    worth, low, high, even = (np.full((len(bets), len(bets.names)), np.nan) for _ in range(4))
    for row in range(len(bets)):
        bet = bets.rows(row, row + 1)
        tables = {name: functions(name, bet.value(name, z)[0]) for name in bets.names}
        moments = {name: table @ weights for name, table in tables.items()}
        whole = factors(bet) * np.prod(list(moments.values()), axis=0)
        means[row] = whole.sum()
        for name in bets.names:
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
    uniform = qmc.Sobol(len(bets.names), scramble=True, seed=2024, bits=30).random_base2(log2_points)
    z = norm.ppf(np.clip(uniform, 1e-9, 1 - 1e-9)).T
    evpi, loss = np.empty(len(bets)), np.empty(len(bets))
    for row in range(len(bets)):
        bet = bets.rows(row, row + 1)
        draws = {name: bet.value(name, z[COLUMN[name]])[0] for name in bets.names}
        tables = [functions(name, draws[name]) for name in bets.names]
        terms = factors(bet)[:, None] * np.prod(tables, axis=0)
        value = terms.sum(axis=0)
        positive = np.maximum(value, 0)
        slope = np.cov(positive, value)[0, 1] / value.var()
        evpi[row] = positive.mean() - slope * (value.mean() - means[row]) - max(means[row], 0)
        margin = COLUMN["value_per_user"]
        gain = np.maximum(terms[:3].sum(axis=0) / draws["value_per_user"], 1e-300)
        needed = np.maximum(
            -terms[3:].sum(axis=0) / gain, 1e-300
        )  # none where the requesters alone pay for it
        score = (np.log(needed) - bet.location[0, margin]) / bet.scale[0, margin]
        loss[row] = norm.cdf(score).mean()
    return evpi, loss


def rms(errors: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def measured(bets: Bets) -> dict[str, float]:
    """Errors of the core against the references."""
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
    for kind, bets in (("", scattered(BETS)), (" with requesters", scattered_stakes(BETS))):
        print(f"{f'{BETS} generated bets{kind}':53} measured")
        for name, value in measured(bets).items():
            print(f"{name:52} {value:10,.4g}")
