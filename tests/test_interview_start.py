"""`featurecheck ask` asks its first question before anything is loaded that a question does not need."""

import subprocess
import sys

import pytest
from cli_helpers import request_file, surroundings

HEAVY = {
    *("pandas", "numpy", "openpyxl", "xlsxwriter", "python_calamine", "jinja2", "tomlkit"),
    *("duckdb", "ibis", "pyspark", "pyarrow", "psycopg", "csv", "asyncio", "http", "ssl"),
}
FIRST = """\
import os, sys
from featurecheck.cli import run
from featurecheck.interview import TerminalConsole

def ask(console, prompt):
    print("\\n" + " ".join(sys.modules), file=sys.stderr, flush=True)
    os._exit(7)

TerminalConsole.ask = ask
sys.stdin.isatty = lambda: True
run(["ask", *sys.argv[1:]])
"""
MOST = 300  # modules: the interpreter, click and the standard library have most of them


def modules_before_the_first_question(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", FIRST, *arguments],
        cwd=folder,
        env=surroundings(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("more", [(), ("--as", "Jo"), ("--answer", "like=80 %")], ids=str)
@pytest.mark.parametrize("name", ["new.toml", "bulk.toml"])
def test_nothing_heavy_is_loaded_before_the_first_question(tmp_path, name, more):
    request_file(tmp_path, "bulk.toml", "users=800 to 2k")
    if name == "new.toml":
        more = tuple(part.replace("like=80 %", "request=Other") for part in more)
    found = modules_before_the_first_question(tmp_path, name, *more)
    assert not HEAVY & found
    assert not {"featurecheck.evaluation", "featurecheck.evidence", "featurecheck.pooling"} & found
    assert len(found) < MOST
