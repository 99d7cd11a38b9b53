"""How the interview speaks and listens: lines in, lines out."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import shutil
import sys
import textwrap
import unicodedata
from typing import Any, Protocol

from featurecheck.tomlfile import shown

_NARROWEST = 20
_WIDEST = 100
_ENDLESS = 100_000
_COMMAND = ": featurecheck "  # how a line ends that says what to type
_PIECES = re.compile(r"\s+|\S+")
_AS_PICTURE = "\ufe0f"  # makes the letter before it a picture, which is two cells wide
_PASTE = "set enable-bracketed-paste on"  # several pasted lines come as one answer
_BACK = r'"\e[Z": "\C-a\C-k<\C-m"'  # Shift-Tab, as if < had been typed


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
            _bind(importlib.import_module("readline"))

    def ask(self, prompt: str) -> str:
        """Read one line; one that is no text is asked for again."""
        while True:
            *before, last = _folded(prompt, _width()).split("\n")
            if before:
                self.say("\n".join(before))
            try:
                return _read(last)
            except UnicodeDecodeError:
                self.say("That was not readable text. Please type it again.")

    def say(self, text: str) -> None:
        """Print the text folded to the width of the terminal; control characters never reach it."""
        for line in text.split("\n"):
            sys.stderr.write(_folded(shown(line, _ENDLESS), _width()) + "\n")
        sys.stderr.flush()


def _bind(readline: Any) -> None:  # noqa: ANN401 - a module that not every system has
    if "libedit" in (readline.__doc__ or ""):  # as on macOS; it knows other words
        return
    readline.parse_and_bind(_BACK)
    if os.environ.get("TERM", "dumb") != "dumb":  # a dumb one would show the marks around what is pasted
        readline.parse_and_bind(_PASTE)


def _width() -> int:
    """Return how many cells a line may have; asked anew for each, because a window may be resized meanwhile."""
    return min(max(shutil.get_terminal_size().columns - 1, _NARROWEST), _WIDEST)


def _read(prompt: str) -> str:
    if sys.stdout.isatty():
        return input(prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return input()


def cells(text: str) -> int:
    """Return how many cells of a terminal the text fills: two for Chinese, Japanese and Korean letters and emoji."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def _cells_of(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return int(letter == _AS_PICTURE)
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def _folded(line: str, width: int) -> str:
    """Return a line broken between words; one that holds a command stays whole, so that it can be copied."""
    if _COMMAND in line:
        return line
    indent = " " * min(len(line) - len(line.lstrip()), width // 2)
    if cells(line) > len(line) or not line.isascii():
        return _folded_by_cells(line, width, indent)
    ending = line[len(line.rstrip()) :]  # of a prompt: what is typed does not stick to it
    text = textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return text.rstrip() + ending if text else line


def _folded_by_cells(line: str, width: int, indent: str) -> str:
    """Break between words and between letters that are two cells wide, of which no blank parts a sentence."""
    lines, used = [""], 0
    for piece in _pieces(line):
        size = cells(piece)
        if used + size > width and lines[-1].strip():
            lines.append(indent)
            used = len(indent)
            if piece.isspace():
                continue
        lines[-1] += piece
        used += size
    return "\n".join(
        text.rstrip() if number < len(lines) else text for number, text in enumerate(lines, start=1)
    )


def _pieces(line: str) -> list[str]:
    """Split into words, blanks, and single wide letters with whatever belongs to them."""
    found: list[str] = []
    for word in _PIECES.findall(line):
        start = 0
        for at in range(1, len(word)):
            joined = _cells_of(word[at]) == 0 or word[at] == _AS_PICTURE or word[at - 1] == "\u200d"
            wide = _cells_of(word[at]) == 2 or _cells_of(word[at - 1]) == 2  # noqa: PLR2004 - cells
            if wide and not joined:
                found.append(word[start:at])
                start = at
        found.append(word[start:])
    return found
