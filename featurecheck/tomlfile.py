"""TOML as people write it: read whole, with the line of every key, so that a message can say where."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from featurecheck.errors import FeatureCheckError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 5_000_000  # bytes; a request file has a few thousand
_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=(.*)$")
_PART = re.compile(_KEY)
_TEXT = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'")
_JOINERS = "\u200c\u200d"  # inside emoji and some scripts, harmless

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class TomlFile:
    """A file's name, its text, what it says, and on which line (1-based) each key stands."""

    name: str
    text: str
    data: dict[str, Any]

    @cached_property
    def lines(self) -> dict[Key, int]:
        """Where each key stands; found only once somebody asks, because most files are right."""
        return _line_index(self.text)

    def line(self, *key: str | int) -> int:
        """Return the line of the key, or of the nearest thing around it."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.lines:
                return self.lines[key[:length]]
        return 1


def shown(text: str, limit: int = 60) -> str:
    """Return somebody's text fit for a terminal and a message: no control characters, not endless."""
    short = text if len(text) <= limit else text[: limit - 3] + "..."
    return "".join(_harmless(letter) for letter in short)


def _harmless(letter: str) -> str:
    if letter.isprintable() or letter in _JOINERS:
        return letter
    return " " if letter.isspace() and letter not in "\x1c\x1d\x1e\x1f\x85" else ascii(letter)[1:-1]


def read_text(path: Path) -> str:
    """Return the file's text (UTF-8, with or without a mark at the start).

    Raises:
        FeatureCheckError: missing, not a plain file, too large, or not UTF-8.
    """
    name = shown(str(path), 200)
    if not path.exists():
        raise FeatureCheckError(f"{name}: there is no such file. Check the name and the folder.")
    if not path.is_file():
        raise FeatureCheckError(f"{name}: this is not a plain file. Give the name of a TOML file.")
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FeatureCheckError(f"{name}: larger than 5 MB, which no request file is. Check the name.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeatureCheckError(f"{name}: not UTF-8 text. Save it as UTF-8 and try again.") from error
    except OSError as error:
        raise FeatureCheckError(
            f"{name}: cannot be read ({error.strerror}). Check its permissions."
        ) from error


def read_toml(path: Path, name: str | None = None) -> TomlFile:
    """Read the file; a message calls it by `name`, or by the path as it was given."""
    return parse_toml(read_text(path), name or str(path))


def parse_toml(text: str, name: str) -> TomlFile:
    """Read TOML from a text; a mistake in the notation is refused with its line.

    Raises:
        FeatureCheckError: not TOML.
    """
    shown_name = shown(name, 200)
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # tomllib's own error, and numbers with thousands of digits
        raise FeatureCheckError(_syntax_sentence(shown_name, str(error), text)) from error
    except RecursionError as error:
        raise FeatureCheckError(f"{shown_name}: nested too deeply to be meant. Write it flat.") from error
    return TomlFile(shown_name, text, data)


def _syntax_sentence(name: str, message: str, text: str) -> str:
    match = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = (match[1] or text.rstrip().count("\n") + 1) if match else None
    said = shown(message[: match.start()] if match else message, 160)
    place = f"{name}:{line}" if line else name
    return f'{place}: this is not TOML ({said}). Texts need quotes, as in request = "Bulk export".'


def _line_index(text: str) -> dict[Key, int]:
    """Find where each key stands; tomllib does not tell."""
    index = _Index()
    for number, line in enumerate(text.split("\n"), start=1):
        index.take(number, line.rstrip("\r"))
    return index.lines


class _Index:
    """Walks through the lines of a TOML text and remembers where keys begin."""

    def __init__(self) -> None:
        self.lines: dict[Key, int] = {}
        self._table: Key = ()
        self._lists: dict[Key, int] = {}
        self._quotes = ""  # the closing mark of a text over several lines
        self._array: Key | None = None  # the array over several lines that we are in
        self._items = 0

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        if self._quotes:
            self._quotes = "" if self._quotes in line else self._quotes
        elif self._array is not None:
            self._take_item(number, line)
        elif table := _TABLE.match(line):
            self._open_table(number, table[2], repeated=table[1] == "[[")
        elif entry := _ENTRY.match(line):
            self._take_entry(number, entry[1], entry[2].strip())

    def _open_table(self, number: int, dotted: str, *, repeated: bool) -> None:
        key: Key = ()
        parts = _parts(dotted)
        for position, part in enumerate(parts):
            key += (part,)
            if repeated and position == len(parts) - 1:
                self._lists[key] = self._lists.get(key, -1) + 1
            if key in self._lists:
                key += (self._lists[key],)
        self._table = key
        self.lines.setdefault(key, number)

    def _take_entry(self, number: int, dotted: str, value: str) -> None:
        key = self._table + tuple(_parts(dotted))
        self.lines.setdefault(key, number)
        for quotes in ('"""', "'''"):
            if value.startswith(quotes) and quotes not in value[3:]:
                self._quotes = quotes
        if value.startswith("[") and not _TEXT.sub("", value).split("#")[0].rstrip().endswith("]"):
            self._array, self._items = key, 0

    def _take_item(self, number: int, line: str) -> None:
        content = line.strip()
        if content.startswith("]"):
            self._array = None
        elif content and not content.startswith("#") and self._array is not None:
            self.lines[(*self._array, self._items)] = number
            self._items += 1


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]
