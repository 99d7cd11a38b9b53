"""How the tests of the command line call it: in this process where only words matter, else as its own process."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from featurecheck.cli import run

COMMAND = Path(sys.executable).with_name("featurecheck")
HEADER = "request,users,would_switch,value_per_user,build_cost,build_time,lost_without,price_competition,head_start"
GO = "Invoices by mail,50k to 60k,2000 to 3000 users,500 to 600,5k to 6k,3 to 4 weeks,100 to 200,0-5%,1 year"
NO_GO = "Dancing paper clip,50 to 60,0 to 1 users,1 to 2,900k to 1.1M,1 to 2 years,0 to 1,10-20%,3 years"
FIND_OUT = "Something with reports,,,,,,,,"


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def last(self):
        """The last line on standard output."""
        return self.out.splitlines()[-1] if self.out else ""


def surroundings(home, **more):
    """The environment of somebody whose home is `home` and who has set nothing for featurecheck."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("FEATURECHECK_")}
    for name in ("NO_COLOR", "COLUMNS", "FORCE_COLOR"):
        own.pop(name, None)
    return {**own, "HOME": str(home), "XDG_CONFIG_HOME": str(Path(home) / ".config"), **more}


def call(*arguments, cwd, stdin=b"", **environment):
    """Run a command in this process, from a folder, with bytes on standard input."""
    out, err = (
        io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace", newline="") for _ in range(2)
    )
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, surroundings(Path(cwd) / "home", **environment), clear=True),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run([str(argument) for argument in arguments])
    return Done(int(code), *(_text(stream) for stream in (out, err)))


def _text(stream):
    stream.flush()
    return stream.buffer.getvalue().decode()


def process(*arguments, cwd, stdin=b"", **environment):
    """Run a command as its own process."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env=surroundings(Path(cwd) / "home", **environment),
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def sheet(folder, *rows, name="requests.csv", header=HEADER):
    """Write a CSV file with these rows."""
    path = Path(folder) / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def request_file(folder, name="bulk.toml", *answers, request="Bulk export"):
    """Write a request file by asking nothing."""
    pairs = [f"--answer={pair}" for pair in (f"request={request}", *answers)]
    done = call("ask", "--no-input", "--date", "2026-11-21", name, *pairs, cwd=folder)
    assert done.code in {0, 3}, done.err
    return Path(folder) / name


def files(folder):
    """What lies in a folder, by name."""
    return sorted(path.name for path in Path(folder).iterdir())
