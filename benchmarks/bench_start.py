"""CPU time until `featurecheck ask` asks its first question, as a ratio to click's bare start. No assertions: it prints.

    python benchmarks/bench_start.py [RUNS]      the best of 7 runs each unless told

click           a program that only says --help, made with click alone
help            featurecheck --help
first question  featurecheck ask, to the moment at which somebody could type; the interpreter's own start included
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

CLICK = "import click\nclick.command()(lambda: None)(['--help'])"
HELP = "from featurecheck.cli import run\nrun(['--help'])"
ASK = """\
import os, sys
from featurecheck.cli import run
from featurecheck.interview import TerminalConsole
TerminalConsole.ask = lambda self, prompt: os._exit(0)
sys.stdin.isatty = lambda: True
run(["ask", "bulk.toml"])
"""
BEGIN = "from featurecheck.cli import run\nrun(['ask', 'bulk.toml', '--no-input', '--answer', 'request=Bulk export'])"


def seconds(code: str, folder: str) -> float:
    """CPU seconds that one process with this code takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(runs: int) -> None:
    """Print the CPU time of each start and its ratio to click's."""
    with tempfile.TemporaryDirectory() as folder:
        seconds(BEGIN, folder)
        assert (Path(folder) / "bulk.toml").exists()
        codes = {"click": CLICK, "help": HELP, "first question": ASK}
        best = {name: min(seconds(code, folder) for _ in range(runs)) for name, code in codes.items()}
    for name, found in best.items():
        print(
            f"{name:<16}{found * 1000:8.0f} ms of CPU   {found / best['click']:5.2f} times click's bare start"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
