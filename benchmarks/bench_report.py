"""Reports: how many a minute one process writes, and of 1,000 to 100,000 requests how large and how soon open.

a minute    reports of one request after the other, none twice, by CPU time; the ratio is to a bare page of the same
            bytes, written by Jinja from a table of escaped cells in the same run
size        of the page, and of the page as a zip would carry it
CPU, peak   of writing in a process of its own, the requests' results made one by one as an evaluation makes them
open        from asking for the file until all its data is there and two frames are drawn, the median of some runs, and
            as a ratio to an empty page opened between them; needs Chromium

No assertions: it prints what it measured.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

COUNTS = (1000, 2000, 2001, 10_000, 100_000)
RUNS = 5
VERBS = [
    "approve",
    "export",
    "import",
    "merge",
    "split",
    "archive",
    "share",
    "lock",
    "sign",
    "translate",
    "schedule",
    "compare",
    "print",
]
NOUNS = [
    "invoices",
    "orders",
    "contracts",
    "tickets",
    "reports",
    "dashboards",
    "users",
    "teams",
    "roles",
    "webhooks",
    "budgets",
    "forms",
]
HOWS = [
    "in bulk",
    "by rule",
    "with an audit trail",
    "from a phone",
    "offline",
    "across regions",
    "per customer",
    "on a plan",
]
FIRMS = tuple(f"Competitor {letter}" for letter in "ABCDEFGHIJKLMNOPQRST")
BARE = "<!doctype html><html lang=en><meta charset=utf-8><title>Nothing</title><p>Nothing"
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Made(Sequence):
    """So many results, each made when it is looked at, with figures and titles of its own."""

    def __init__(self, count: int) -> None:
        from make_evaluation import many

        self.count = count
        self.patterns = many(12)

    def __len__(self) -> int:
        return self.count

    def __iter__(self):
        return (self[index] for index in range(self.count))

    def __getitem__(self, index: int):
        chance = random.Random(index)  # noqa: S311 - figures to be looked at
        value = chance.gauss(20e3, 150e3)
        effort = chance.lognormvariate(2, 0.9)
        words = [chance.choice(VERBS), chance.choice(NOUNS), chance.choice(HOWS), "and", chance.choice(VERBS)]
        return replace(
            self.patterns[chance.randrange(12)],
            id=f"FR-{chance.randrange(1_000_000):06}",
            request=" ".join((*words, chance.choice(NOUNS))).capitalize(),
            competitor=chance.choice(FIRMS),
            expected_value=value,
            p5=value - chance.uniform(4e4, 2e5),
            p50=value - 4e3,
            p95=value + chance.uniform(5e4, 3e5),
            chance_of_loss=chance.random(),
            votes=chance.randrange(200) if chance.random() < 0.7 else None,
            next_question_worth=chance.uniform(500, 40e3),
            effort_person_weeks=effort,
            value_per_effort=value / effort,
            rank=index + 1,
        )


def write(count: int, target: Path) -> None:
    """Write one page and print the CPU seconds and the peak memory it took."""
    from make_evaluation import evaluation

    from featurecheck.report.render import render

    made = evaluation(requests=Made(count))
    for _ in made.requests:  # what making them costs by itself
        pass
    start = time.process_time()
    for _ in made.requests:
        pass
    making = time.process_time() - start
    html = render(made)
    spent = time.process_time() - start - 2 * making
    target.write_text(html, encoding="utf-8")
    print(f"{spent:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


def opened(chromium, path: Path, ready: str | None) -> tuple[float, int]:
    """Return the seconds until the page is there and how many elements it has."""
    import browser

    start = time.perf_counter()
    page = browser.open_file(chromium, path)
    if ready:
        page.wait_for_selector(ready, state="attached", timeout=120_000)
    page.evaluate(FRAMES)
    spent = time.perf_counter() - start
    elements = page.evaluate("document.querySelectorAll('*').length")
    page.context.close()
    return spent, elements


CELLS = "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}{% endfor %}{% endfor %}</table>"
CELL = "a cell of plain words"


def per_second(write_one, count: int) -> float:
    """Return how many texts are written in a second of CPU time; the first is not counted."""
    write_one(0)
    start = time.process_time()
    for at in range(1, count + 1):
        write_one(at)
    return count / (time.process_time() - start)


def example() -> list:
    """Return the example's requests that a customer may read too, each as an evaluation of its own with everything shown."""
    from featurecheck.cli.demo import write_workspace
    from featurecheck.customers.reading import read_customers
    from featurecheck.errors import FeatureCheckError
    from featurecheck.evaluation import evaluate
    from featurecheck.policy import load_policy
    from featurecheck.report.edition import shared
    from featurecheck.requests import read_requests

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "workspace"
        write_workspace(folder)
        policy = load_policy(folder / "featurecheck.toml")
        who = read_customers(folder / "customers.csv", policy=policy)
        whole = evaluate(read_requests(folder / "requests.xlsx"), policy, customers=who)
    made = []
    for request in whole.requests:
        one = replace(whole, requests=(request,))
        try:
            shared(one)
        except FeatureCheckError:  # its title names a competitor
            continue
        made.append(one)
    return made


def speeds() -> None:
    """Print how many reports of one request are written in a minute, and the ratio to a bare page as large."""
    from jinja2 import Environment

    from featurecheck.report.edition import shared
    from featurecheck.report.edition_render import as_page
    from featurecheck.report.mail import as_html, mail
    from featurecheck.report.render import render

    made = example()
    bare = Environment(autoescape=True).from_string(CELLS)
    kinds = {
        "internal edition": lambda at: render(made[at]),
        "customer edition": lambda at: as_page(shared(made[at]).edition),
        "mail": lambda at: as_html(mail(made[at], "report.html")),
    }
    print(f"{'one request':>17} {'bytes':>7} {'a minute':>9} {'bare page':>10} {'times the bare page':>20}")
    for name, written in kinds.items():
        size = len(written(0).encode())
        rows = [[CELL] * 5] * max(1, size // (5 * len(f"<td>{CELL}") + len("<tr>")))
        speed = per_second(written, len(made) - 1)
        floor = per_second(lambda _, rows=rows: bare.render(rows=rows), 10 * len(made))
        print(
            f"{name:>17} {size:7,} {60 * speed:9,.0f} {60 * floor:10,.0f} {floor / speed:20.1f}", flush=True
        )


def main() -> None:
    import browser

    speeds()

    with tempfile.TemporaryDirectory() as name, browser.started() as chromium:
        folder = Path(name)
        bare = folder / "bare.html"
        bare.write_text(BARE, encoding="utf-8")
        print(
            f"{'requests':>9} {'MB':>6} {'zipped':>7} {'CPU s':>6} {'peak MB':>8} {'open s':>7} {'bare s':>7} {'ratio':>6} {'elements':>9}"
        )
        for count in map(int, sys.argv[1:]) if sys.argv[1:] else COUNTS:
            path = folder / f"{count}.html"
            said = subprocess.run(
                [sys.executable, __file__, "--write", str(count), str(path)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            spent, peak = said.split()
            content = path.read_bytes()
            times, floor, elements = [], [], 0
            for _ in range(RUNS):
                floor.append(opened(chromium, bare, None)[0])
                took, elements = opened(chromium, path, "html[data-ready]" if count > 2000 else None)
                times.append(took)
            here, nothing = statistics.median(times), statistics.median(floor)
            print(
                f"{count:9,} {len(content) / 1e6:6.2f} {len(zlib.compress(content, 6)) / 1e6:7.2f} {spent:>6} {peak:>8} "
                f"{here:7.2f} {nothing:7.2f} {here / nothing:6.1f} {elements:9,}",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--speeds"]:
        speeds()
    elif sys.argv[1:2] == ["--write"]:
        write(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
