"""How the interview speaks and listens: lines in, lines out."""

from __future__ import annotations

import contextlib
import importlib
import shutil
import sys
import textwrap
from typing import Protocol

from featurecheck.tomlfile import shown

_NARROWEST = 20
_WIDEST = 100
_ENDLESS = 100_000
_COMMAND = ": featurecheck "  # how a line ends that says what to type


class Console(Protocol):
    """What the interview needs of a terminal."""

    def ask(self, prompt: str) -> str:
        """Return one line; EOFError when there is nobody any more, KeyboardInterrupt when he has had enough."""

    def say(self, text: str) -> None:
        """Show some lines."""


class TerminalConsole:
    """The real terminal: `input()` with line editing where there is any, words on standard error."""

    def __init__(self) -> None:
        with contextlib.suppress(ImportError):  # Windows has none
            importlib.import_module("readline")

    def ask(self, prompt: str) -> str:
        """Read one line; one that is no text is asked for again."""
        while True:
            try:
                return _read(prompt)
            except UnicodeDecodeError:
                self.say("That was not readable text. Please type it again.")

    def say(self, text: str) -> None:
        """Print the text folded to the width of the terminal; control characters never reach it."""
        width = min(max(shutil.get_terminal_size().columns - 1, _NARROWEST), _WIDEST)
        for line in text.split("\n"):
            sys.stderr.write(_folded(shown(line, _ENDLESS), width) + "\n")
        sys.stderr.flush()


def _read(prompt: str) -> str:
    if sys.stdout.isatty():
        return input(prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return input()


def _folded(line: str, width: int) -> str:
    """Return a line broken between words; one that holds a command stays whole, so that it can be copied."""
    if _COMMAND in line:
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
