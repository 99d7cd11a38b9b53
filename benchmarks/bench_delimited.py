"""CPU time and memory of reading a 1,000,000-row csv of requests against pandas' C engine, as ratios in one run.

ours            featurecheck.read_table(path): encoding, dialect, header, footers, digest, every row checked
pandas          pandas.read_csv(path, dtype=str, keep_default_na=False): C engine, told nothing is missing
irregular       ours on the same file with one row in a hundred irregular, to see what the tolerant road costs
Every reading is a process of its own, the readers in turn; times are the best of three, without the imports. Peak
memory is above the interpreter with pandas imported, and the bound is twice the frame's deep memory and the file.
No assertions: it prints what it measured. `bench_delimited.py [ROWS]`.
"""

from __future__ import annotations

import csv
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 1_000_000
WORDS = [
    "export",
    "import",
    "search",
    "filter",
    "dashboard",
    "report",
    "dark",
    "mode",
    "single",
    "sign",
    "on",
    "webhook",
    "mobile",
    "calendar",
    "sync",
    "bulk",
    "edit",
    "permission",
    "audit",
    "log",
    "invoice",
    "currency",
    "language",
    "offline",
    "comment",
    "mention",
]
HEADER = ["id", "request", "description", "requested_on", "votes", "status", "competitor", "requesters"]
BROKEN = ("R-{0},,bulk edit,2026-01-02,5,open,,x", 'R-{0},"bulk,edit,2026-01-02,5,open,,x', "R-{0},short")


def made(path: Path, rows: int, broken: int = 0) -> None:
    """Write requests; every so many rows an irregular one."""
    rng = random.Random(3)  # noqa: S311 - the same file every time
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(rows):
            if broken and number % broken == 0:
                file.write(BROKEN[number // broken % len(BROKEN)].format(number) + "\r\n")
                continue
            text = " ".join(rng.choices(WORDS, k=5)) + (", please" if number % 3 == 0 else "")
            day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
            status, competitor = ("open", "planned", "done")[number % 3], ("Acme", "Globex", "")[number % 3]
            wish, who = (
                " ".join(rng.choices(WORDS, k=4)),
                f"customer {number % 5000}; customer {number % 777}",
            )
            out.writerow([f"R-{number}", wish, text, day, number % 977, status, competitor, who])


def peak() -> float:
    """Peak resident memory of this process in MB."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def measured(reader: str, path: str) -> dict[str, float]:
    """Read once in this process."""
    import pandas as pd

    from featurecheck import read_table

    before = peak()
    start = time.process_time()
    frame = read_table(path) if reader == "ours" else pd.read_csv(path, dtype=str, keep_default_na=False)
    used = time.process_time() - start
    deep = float(frame.memory_usage(deep=True).sum()) / 1e6
    return {"cpu": used, "peak": (peak() - before) * 1.048576, "deep": deep, "rows": len(frame)}


def best(runs: list[dict[str, float]]) -> dict[str, float]:
    return min(runs, key=lambda run: run["cpu"])


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain, odd = Path(folder) / "requests.csv", Path(folder) / "irregular.csv"
        made(plain, rows)
        made(odd, rows, broken=100)
        runs: dict[str, list[dict[str, float]]] = {"pandas": [], "ours": [], "irregular": []}
        for _ in range(3):
            for name, each in runs.items():
                reader, path = ("ours", odd) if name == "irregular" else (name, plain)
                command = [sys.executable, __file__, "child", reader, str(path)]
                child = subprocess.run(command, check=True, capture_output=True, text=True)
                each.append(json.loads(child.stdout))
        size = plain.stat().st_size / 1e6
    other = best(runs["pandas"])
    print(f"{rows:,} rows x {len(HEADER)} columns, {size:.0f} MB")
    print(f"{'reader':12} {'CPU s':>8} {'ratio':>7} {'peak MB':>9} {'of the bound':>13}")
    for name, each in runs.items():
        run = best(each)
        bound = 2 * (run["deep"] + size)
        print(
            f"{name:12} {run['cpu']:8.2f} {run['cpu'] / other['cpu']:7.2f} {run['peak']:9.0f} {run['peak'] / bound:13.2f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        print(json.dumps(measured(sys.argv[2], sys.argv[3])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
