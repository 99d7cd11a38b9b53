"""CPU time of the decision core against plain numpy, as ratios in one run. No assertions: it prints what it measured.

ours            all exact figures, EVPI, chance of loss, quantiles and outcomes of the requests, 1,024 shared points
plain numpy     a person's loop over the requests: draw, transform, payoff, EVPI and Strong-Oakley EVPPI of 12 inputs
draws only      the same loop, drawing and transforming the samples but computing nothing with them
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import contextlib
import importlib.util
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from featurecheck import information
from featurecheck.draws import Draws, Workspace
from featurecheck.errors import EstimateError
from featurecheck.estimate import parse_estimate
from featurecheck.figures import figures
from featurecheck.model import Constants
from featurecheck.normal import Z95
from featurecheck.payoff import COLUMN, NAMES, SHARES, Bets, years_of_use
from featurecheck.points import points_of

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


def payoff(x: dict[str, np.ndarray], constants: Constants) -> np.ndarray:
    """The net present value of every draw, as a person would write it."""
    use, growth = years_of_use(x["build_time"], constants)
    chain = x["users"] * x["how_often"] * x["like"] * (1 - x["not_miss"]) * x["would_switch"]
    won = chain * np.exp(-constants.lock_in_rate * (x["head_start"] + x["build_time"])) * use
    arriving = constants.win_rate_share * x["bought_because"] + x["lost_without"]
    gain = (1 - x["price_competition"]) * x["value_per_user"] * (won + arriving * growth)
    return gain - x["build_cost"] * (1 + constants.opportunity_share + constants.upkeep_rate * use)


def plain(
    bets: Bets, row: int, rng: np.random.Generator, constants: Constants
) -> tuple[float, float, np.ndarray, np.ndarray]:
    """One request as a notebook would do it."""
    x = drawn(bets, row, rng)
    value = payoff(x, constants)
    benefits = np.stack([np.zeros(POINTS), value], axis=1)
    worth = information.evppi(benefits, np.stack([x[name] for name in NAMES], axis=1), blocks=16)
    return (
        information.evpi(benefits),
        float((value < 0).mean()),
        np.quantile(value, [0.05, 0.5, 0.95]),
        worth,
    )


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


def wall(work: Callable[[], object]) -> float:
    """Wall seconds, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def floor_of(points: int) -> float:
    """CPU microseconds a request to turn the shared points into the twelve answers, and nothing else."""
    bets, scores = scattered(960), points_of(points)

    def transform() -> None:
        for start in range(0, len(bets), 96):
            draws = Draws(bets.rows(start, start + 96), scores, Workspace(96, points))
            for name in NAMES:
                draws.space.give(draws.against_odds(name) if name in SHARES else draws.amount(name))

    return cpu(transform, len(bets))


def others(constants: Constants) -> list[tuple[str, float]]:
    """Other people's tools on the same request, where they are installed."""
    found = []
    if importlib.util.find_spec("squigglepy"):
        import squigglepy as sq

        def squiggle() -> None:
            for _ in range(20):
                {name: sq.to(*ends) @ POINTS for name, ends in RANGES.items()}

        found.append((f"squigglepy, {POINTS:,} draws, sampling only", cpu(squiggle, 20)))
    if importlib.util.find_spec("SALib"):
        from SALib.analyze import sobol
        from SALib.sample import sobol as points

        problem = {"num_vars": 12, "names": list(NAMES), "bounds": [[-2.0, 2.0]] * 12}

        def total_indices() -> None:
            z = points.sample(problem, POINTS, calc_second_order=False).T
            bet = scattered(1)
            x = {name: bet.value(name, z[COLUMN[name]])[0] for name in NAMES}
            sobol.analyze(problem, payoff(x, constants), calc_second_order=False, print_to_console=False)

        found.append(("SALib total Sobol indices", cpu(total_indices, 1)))
    return found


def cells(count: int) -> list[tuple[str, str]]:
    """Realistic columns: a fifth of the cells are texts of their own, the rest were typed before."""
    rng = np.random.default_rng(5)
    forms = (
        ("count", "{a} to {b}"),
        ("count", "{a}-{b}"),
        ("count", "{a}k to {b}k"),
        ("share", "{p}% to {q}%"),
        ("share", "{k} of 20"),
        ("money", "{a}k to {b}k"),
        ("duration", "{m} to {n} months"),
        ("count", "~{a}"),
        ("count", "dk"),
        ("count", ""),
    )
    fresh = []
    for _ in range(count // 5):
        kind, form = forms[rng.integers(len(forms))]
        a, p, m = int(rng.integers(1, 900)), int(rng.integers(1, 60)), int(rng.integers(1, 9))
        text = form.format(a=a, b=a + int(rng.integers(1, 900)), p=p, q=p + 20, k=p % 20, m=m, n=m + 4)
        fresh.append((kind, text))
    return [fresh[int(position)] for position in rng.permutation(np.arange(count) % len(fresh))]


def print_core(constants: Constants) -> None:
    rng = np.random.default_rng(1)
    many, few = scattered(OURS), scattered(PLAIN)
    ours = cpu(lambda: figures(many, constants, POINTS, threads=1), OURS)
    rows = [
        (f"ours, {POINTS:,} points", ours),
        (
            "ours, 4,096 points (the default)",
            cpu(lambda: figures(scattered(2000), constants, 4096, threads=1), 2000),
        ),
        (f"floor: turning {POINTS:,} shared points into answers", floor_of(POINTS)),
        (
            f"plain numpy + Strong-Oakley, {POINTS:,} draws",
            cpu(lambda: [plain(few, row, rng, constants) for row in range(PLAIN)], PLAIN),
        ),
        (
            f"drawing the samples only, {POINTS:,} draws",
            cpu(lambda: [drawn(few, row, rng) for row in range(PLAIN)], PLAIN),
        ),
        *others(constants),
    ]
    print(f"{'decision core, per request':48} {'CPU us':>9} {'ratio':>7} {'per CPU-second':>15}")
    for name, value in rows:
        print(f"{name:48} {value:9.1f} {value / ours:7.1f} {1e6 / value:15,.0f}")


def print_scaling(constants: Constants) -> None:
    bets = scattered(100_000)
    one, two = (
        wall(lambda threads=threads: figures(bets, constants, POINTS, threads=threads)) for threads in (1, 2)
    )
    print(f"\n{'two threads against one, 100,000 requests':48} {one / two:9.2f} times the throughput")
    print(f"\n{'many requests, 1,024 points, outcomes included':48} {'CPU s':>9} {'us each':>9}")
    for count in (1_000, 10_000, 100_000):
        bets = scattered(count)
        used = cpu(lambda bets=bets: figures(bets, constants, POINTS, threads=1), count)
        print(f"{count:>48,} {used * count / 1e6:9.2f} {used:9.1f}")
    child = subprocess.run([sys.executable, __file__, "memory"], check=True, capture_output=True, text=True)
    print(f"{'peak memory of a process with 100,000 requests':48} {float(child.stdout):9.0f} MB")


def memory_of_many() -> float:
    """Peak resident memory of this process in MB after 100,000 requests on all processors, requests included."""
    figures(scattered(100_000), Constants(), POINTS)
    status = Path("/proc/self/status").read_text()  # getrusage would include what the parent had before
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def print_reading() -> None:
    texts = cells(100_000)
    start = time.process_time()
    for kind, text in texts:
        with contextlib.suppress(EstimateError):
            parse_estimate(text, kind)
    print(
        f"\n{'reading 100,000 realistic cells':48} {(time.process_time() - start) / len(texts) * 1e6:9.1f} us a cell"
    )


def print_start_up() -> None:
    bare = start_up("pass")
    print(f"\n{'start-up':48} {'CPU ms':>9} {'ratio':>7}")
    request = Path(__file__).resolve().parent.parent / "questionnaires" / "demo" / "bulk-export.toml"
    shown = (
        f"import sys; sys.argv[1:] = ['show', {str(request)!r}]; from featurecheck.cli import main; main()"
    )
    to_verdict = (
        "import os; import featurecheck.cli.show as show; "
        f"show._print = lambda results, *_: results.requests[0].verdict and os._exit(0); {shown}"
    )
    for name, code in (
        ("python alone", "pass"),
        ("import click", "import click"),
        ("import featurecheck.cli (help, completion)", "import featurecheck.cli"),
        ("featurecheck show, from start to verdict", to_verdict),
        ("featurecheck show, the whole command", shown),
        ("import pandas", "import pandas"),
    ):
        value = start_up(code)
        print(f"{name:48} {value:9.0f} {value / bare:7.1f}")


def main() -> None:
    constants = Constants()
    print_core(constants)
    print_scaling(constants)
    print_reading()
    print_start_up()


if __name__ == "__main__":
    if sys.argv[1:] == ["memory"]:
        print(memory_of_many())
    else:
        main()
