"""CPU time of the decision core against plain numpy, as ratios in one run. No assertions: it prints what it measured.

ours            all exact figures, EVPI, chance of loss, quantiles and outcomes of the requests, 1,024 shared points
plain numpy     a person's loop over the requests: draw, transform, payoff, EVPI and Strong-Oakley EVPPI of 12 inputs
draws only      the same loop, drawing and transforming the samples but computing nothing with them
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from featurecheck import information
from featurecheck.evaluation import figures
from featurecheck.model import Constants
from featurecheck.normal import Z95
from featurecheck.payoff import COLUMN, NAMES, SHARES, Bets, years_of_use
from featurecheck.policy import default_policy

POINTS = 1024
OURS, PLAIN = 10_000, 200
RANGES = {
    "users": (3000, 12000),
    "how_often": (0.2, 0.6),
    "like": (0.5, 0.9),
    "bought_because": (60, 500),
    "not_miss": (0.1, 0.6),
    "would_switch": (0.005, 0.08),
    "build_cost": (60e3, 220e3),
    "build_time": (0.25, 1.0),
    "lost_without": (3, 25),
    "price_competition": (0.05, 0.4),
    "head_start": (0.5, 3.0),
    "value_per_user": (600, 2000),
}


def scattered(count: int) -> Bets:
    """Requests scattered around one close call, so that every branch of the core is used."""
    rng = np.random.default_rng(7)
    location, scale = np.empty((count, 12)), np.empty((count, 12))
    for name, ends in RANGES.items():
        low, high = (np.log(end / (1 - end)) if name in SHARES else np.log(end) for end in ends)
        location[:, COLUMN[name]], scale[:, COLUMN[name]] = (low + high) / 2, (high - low) / 2 / Z95
    location += rng.normal(0, 0.5, location.shape) * np.maximum(scale, 0.1)
    return Bets(
        location, scale * np.exp(rng.normal(0, 0.4, scale.shape)), np.zeros(location.shape, dtype=bool)
    )


def drawn(bets: Bets, row: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw and transform the twelve answers of one request."""
    z = rng.standard_normal((12, POINTS))
    inner = bets.location[row][:, None] + bets.scale[row][:, None] * z
    return {
        name: 1 / (1 + np.exp(-inner[COLUMN[name]])) if name in SHARES else np.exp(inner[COLUMN[name]])
        for name in NAMES
    }


def plain(
    bets: Bets, row: int, rng: np.random.Generator, constants: Constants
) -> tuple[float, float, np.ndarray, np.ndarray]:
    """One request as a notebook would do it."""
    x = drawn(bets, row, rng)
    use, growth = years_of_use(x["build_time"], constants)
    chain = x["users"] * x["how_often"] * x["like"] * (1 - x["not_miss"]) * x["would_switch"]
    won = chain * np.exp(-constants.lock_in_rate * (x["head_start"] + x["build_time"])) * use
    arriving = constants.win_rate_share * x["bought_because"] + x["lost_without"]
    gain = (1 - x["price_competition"]) * x["value_per_user"] * (won + arriving * growth)
    value = gain - x["build_cost"] * (1 + constants.opportunity_share + constants.upkeep_rate * use)
    benefits = np.stack([np.zeros(POINTS), value], axis=1)
    worth = information.evppi(benefits, np.stack([x[name] for name in NAMES], axis=1), blocks=16)
    return information.evpi(benefits), float((value < 0).mean()), np.quantile(value, [0.05, 0.5, 0.95]), worth


def cpu(work: Callable[[], object], count: int) -> float:
    """CPU microseconds a request, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best / count * 1e6


def start_up(code: str) -> float:
    """CPU milliseconds of a fresh interpreter that runs the code, the best of three."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times) * 1e3


def main() -> None:
    policy, rng = default_policy(), np.random.default_rng(1)
    many, few = scattered(OURS), scattered(PLAIN)
    ours = cpu(lambda: figures(many, policy, POINTS), OURS)
    fine = cpu(lambda: figures(scattered(2000), policy, 4096), 2000)
    loop = cpu(lambda: [plain(few, row, rng, policy.constants) for row in range(PLAIN)], PLAIN)
    floor = cpu(lambda: [drawn(few, row, rng) for row in range(PLAIN)], PLAIN)
    print(f"{'decision core, per request':44} {'CPU us':>9} {'ratio':>7} {'requests per CPU-second':>24}")
    for name, value in (
        (f"ours, {POINTS:,} points", ours),
        ("ours, 4,096 points (the default)", fine),
        (f"plain numpy + Strong-Oakley, {POINTS:,} draws", loop),
        (f"drawing the samples only, {POINTS:,} draws", floor),
    ):
        print(f"{name:44} {value:9.1f} {value / ours:7.1f} {1e6 / value:24,.0f}")
    bare = start_up("pass")
    print(f"\n{'start-up':44} {'CPU ms':>9} {'ratio':>7}")
    for name, code in (
        ("python alone", "pass"),
        ("import click", "import click"),
        ("import featurecheck.cli (help, completion)", "import featurecheck.cli"),
        ("the evaluator (show)", "import featurecheck.evaluation"),
        ("import pandas", "import pandas"),
    ):
        value = start_up(code)
        print(f"{name:44} {value:9.0f} {value / bare:7.1f}")


if __name__ == "__main__":
    main()
