"""Reading workbooks: ratios in one run, each reading in a process of its own. No assertions: it prints what it measured.

ours            featurecheck.sheets.tables.read: guards, the capped child, what calamine loses, the layout, the digest
calamine        python-calamine alone: one sheet as Python objects, in this process, unguarded
pandas          pandas.read_excel with openpyxl

Wall and CPU (ours: both processes) are those of the least disturbed round. Memory is what the processes hold together above the interpreter with
its imports, the highest of samples taken every few milliseconds in a run of its own; on Linux only.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = {"ours": 7, "calamine": 7, "pandas": 1}
WORDS = [
    "export",
    "import",
    "sync",
    "chart",
    "filter",
    "bulk",
    "dark",
    "mode",
    "login",
    "audit",
    "share",
    "mail",
    "report",
    "calendar",
    "search",
]
HEADER = [
    "id",
    "request",
    "description",
    "votes",
    "build_cost",
    "like",
    "requested_on",
    "updated",
    "done",
    "account",
    "status",
    "segment",
]


def written(path: Path, rows: int) -> Path:
    """Write a workbook of requests: text, numbers, money, percentages, dates, moments, truth values, blanks."""
    import xlsxwriter

    draw = random.Random(7)  # noqa: S311 - made-up rows
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Requests")
        money, percent, day, moment = (
            book.add_format({"num_format": shown})
            for shown in ("$#,##0.00", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm")
        )
        sheet.write_row(0, 0, HEADER)
        first = dt.datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook knows no zones
        for row in range(1, rows + 1):
            sheet.write_string(row, 0, f"REQ-{row}")
            sheet.write_string(row, 1, " ".join(draw.choices(WORDS, k=4)) + f" {row}")
            sheet.write_string(row, 2, " ".join(draw.choices(WORDS, k=20)))
            sheet.write_number(row, 3, draw.randrange(500))
            sheet.write_number(row, 4, round(draw.uniform(1000, 90000), 2), money)
            sheet.write_number(row, 5, round(draw.random(), 3), percent)
            sheet.write_datetime(row, 6, first + dt.timedelta(days=draw.randrange(700)), day)
            sheet.write_datetime(row, 7, first + dt.timedelta(minutes=draw.randrange(1_000_000)), moment)
            sheet.write_boolean(row, 8, draw.random() < 0.5)
            sheet.write_string(row, 9, f"{draw.randrange(100_000):05}")
            sheet.write_string(row, 10, draw.choice(["open", "planned", "done"]))
            if draw.random() < 0.7:
                sheet.write_string(row, 11, draw.choice(["SMB", "Mid", "Enterprise"]))
    return path


def reader(name: str):
    """Import what a reader needs and return it."""
    if name == "ours":
        from featurecheck.sheets.books import workbooks  # noqa: F401 - imports are not what is measured
        from featurecheck.sheets.tables import read
        from featurecheck.sheets.text import delimited  # noqa: F401 - imports are not what is measured

        return read
    if name == "calamine":
        from python_calamine import CalamineWorkbook

        return lambda path: CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    import openpyxl  # noqa: F401 - as above
    import pandas as pd

    if name == "frame":
        from featurecheck.sheets.tables import read_table

        return read_table
    return lambda path: pd.read_excel(path, engine="openpyxl")


def spent() -> float:
    """CPU seconds of this process and of the children it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def one(name: str, path: Path) -> None:
    """Read once and say what it took; wait for a line first, so that memory can be watched from here on."""
    read = reader(name)
    print("ready", flush=True)
    sys.stdin.readline()
    start, cpu = time.perf_counter(), spent()
    result = read(path)
    said = {"wall": time.perf_counter() - start, "cpu": spent() - cpu}
    if name == "frame":
        said["deep"] = int(result.memory_usage(deep=True).sum())
    print(json.dumps(said), flush=True)


def resident(process: int) -> int:
    """Bytes that a process and its children hold now."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize() + sum(resident(int(child)) for child in children)


def measured(name: str, path: Path, *, watched: bool = False) -> dict[str, float]:
    """Read in a fresh process; with `watched`, also the highest memory above that before reading."""
    command = [sys.executable, __file__, "one", name, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        before, highest = resident(process.pid), 0
        process.stdin.write("\n")
        process.stdin.flush()
        while watched and process.poll() is None:
            highest = max(highest, resident(process.pid))
            time.sleep(0.004)
        return {**json.loads(process.stdout.readline()), "peak": highest - before}


def fastest(path: Path, rounds: dict[str, int]) -> dict[str, dict[str, float]]:
    """Every reader in turn, so that a busy moment of the machine meets them all."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in rounds}
    for turn in range(max(rounds.values())):
        for name, times in rounds.items():
            if turn < times:
                runs[name].append(measured(name, path))
    return {
        name: {key: min(run[key] for run in found) for key in ("wall", "cpu")} for name, found in runs.items()
    }


def main() -> None:
    """Print the table for a large workbook and the time for a small one."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "large.xlsx", rows)
        found = fastest(path, ROUNDS)
        alone = found["calamine"]
        print(f"{rows:,} x {len(HEADER)} xlsx, {path.stat().st_size / 1e6:.1f} MB")
        print(f"{'reader':>10} {'wall s':>8} {'CPU s':>8} {'wall ratio':>11} {'CPU ratio':>10}")
        for name, took in found.items():
            ratios = took["wall"] / alone["wall"], took["cpu"] / alone["cpu"]
            print(f"{name:>10} {took['wall']:8.2f} {took['cpu']:8.2f} {ratios[0]:11.2f} {ratios[1]:10.2f}")
        faster = found["pandas"]["wall"] / found["ours"]["wall"]
        print(f"ours is {faster:.1f} times faster than pandas with openpyxl")
        frame = measured("frame", path, watched=True)
        bar = frame["deep"] + path.stat().st_size
        print(f"memory of read_table, both processes: {frame['peak'] / 1e6:.0f} MB; ", end="")
        print(f"frame and file {bar / 1e6:.0f} MB; ratio {frame['peak'] / bar:.2f}")
        ours = measured("ours", path, watched=True)
        print(f"memory of read, both processes: {ours['peak'] / 1e6:.0f} MB; ratio {ours['peak'] / bar:.2f}")
        small = fastest(written(Path(folder) / "small.xlsx", 40), {"ours": 9})["ours"]
        print(
            f"40 rows: {small['wall'] * 1e3:.0f} ms wall, {small['cpu'] * 1e3:.0f} ms CPU, the child included"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
