"""Interviews at a real terminal as text: `python tests/make_screens.py` writes `tests/screens/*.txt` anew."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import pexpect
from cli_helpers import COMMAND, surroundings

SCREENS = Path(__file__).with_name("screens")
OWN = SCREENS / "own.toml"
_MARKS = re.compile(r"\x1b\[\?2004[hl]\r?")
_PROMPT = re.compile(r"[>?)] $")
_PAUSE = 0.3  # seconds without more, after which a prompt is one
BEGIN = ("CSV", "Acme", "")  # short: a dumb terminal moves a long line sideways, each version in its own way
TALKS = {
    "ends-and-contradiction-80": (
        80,
        (
            *BEGIN,
            "ends",
            "800",
            "2k",
            "3",
            "https://acme.example",
            "50k",
            "",
            "",
            "?",
            "We lose a year.",
            ":edit 4",
            "",
        ),
    ),
    "narrow-and-quit-40": (40, (*BEGIN, "lots", "dk", "Maria (support)", ":list", "<", ":quit")),
    "one-of-several-60": (60, (*BEGIN, "5k to 9k", "guess", "", ":quit")),
}
MORE = {"one-of-several-60": ("--as", "Maria")}


def screen(name: str) -> str:
    """Return what a terminal shows while somebody types the lines of that talk."""
    columns, lines = TALKS[name]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(OWN, folder)
        child = pexpect.spawn(
            str(COMMAND),
            ["ask", "bulk.toml", "--questionnaire", "own.toml", "--date", "2026-11-22", *MORE.get(name, ())],
            cwd=folder,
            env=surroundings(folder, TERM="dumb", LC_ALL="C.UTF-8"),
            dimensions=(40, columns),
            timeout=30,
            encoding="utf-8",
        )
        child.delaybeforesend = None
        seen = ""
        for line in lines:
            seen += _until_prompt(child)
            child.sendline(line)
        child.expect(pexpect.EOF)
        child.close()
        seen += child.before + f"[exit code {child.exitstatus}]\n"
    plain = _MARKS.sub("", seen).replace("\r", "")
    return "\n".join(line.rstrip() for line in plain.split("\n"))


def _until_prompt(child: pexpect.spawn) -> str:
    """Return what is shown until a prompt waits; what only looks like one within a sentence is followed by more."""
    seen = ""
    for _ in range(int(child.timeout / _PAUSE)):
        try:
            seen += child.read_nonblocking(4096, timeout=_PAUSE)
        except pexpect.TIMEOUT:
            if _PROMPT.search(seen):
                return seen
    raise pexpect.TIMEOUT(f"no prompt came behind {seen[-200:]!r}")


def main() -> None:
    """Write all screens."""
    for old in SCREENS.glob("*.txt"):
        old.unlink()
    for name in TALKS:
        (SCREENS / f"{name}.txt").write_text(screen(name), encoding="utf-8")
        print(f"{name}.txt", file=sys.stderr)


if __name__ == "__main__":
    os.chdir(Path(__file__).parent)
    main()
