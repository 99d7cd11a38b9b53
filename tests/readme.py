"""The README's console blocks: run them in order, compare what they print, or write it anew.

A block begins with ```console, optionally followed by the number of output lines to keep; "..." stands for the rest.
`make sample` runs this file to write the outputs into the README.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
BLOCK = re.compile(r"```console(?: (\d+))?\n(.*?)```\n", re.DOTALL)


def run(command, folder):
    """Run one command as a user would, in an empty home and 100 columns; return what the terminal shows."""
    scripts = str(Path(sys.executable).parent)
    env = {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        shlex.split(command),
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def with_outputs(text):
    """Return the README with every console block's output as the command prints it now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return BLOCK.sub(lambda match: _block(match, folder), text)


def _block(match, folder):
    keep = int(match[1]) if match[1] else None
    lines = []
    for command in [line[2:] for line in match[2].splitlines() if line.startswith("$ ")]:
        printed = [line.rstrip() for line in run(command, folder).splitlines()]
        if keep is not None and len(printed) > keep:
            printed = [*printed[:keep], "..."]
        lines += [f"$ {command}", *printed]
    head = f"```console {keep}" if keep is not None else "```console"
    return "\n".join([head, *lines, "```", ""])


if __name__ == "__main__":
    README.write_text(with_outputs(README.read_text(encoding="utf-8")), encoding="utf-8")
    print("README.md: outputs written")
