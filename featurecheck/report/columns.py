"""Text laid out for a terminal: wrapping and padding by what a letter really takes up. Standard library only."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def width_of(text: str) -> int:
    """Return how many columns the text takes: two for wide letters, none for combining marks."""
    return len(text) if text.isascii() else sum(_width(letter) for letter in text)


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Return the text as lines of at most `width` columns, its own margin kept, later lines begun with `indent`."""
    found, current = [], " " * (len(text) - len(text.lstrip(" ")))
    for word in _pieces(text, max(width - width_of(indent), 4)):
        joined = f"{current} {word}" if current.strip() else current + word
        if current.strip() and width_of(joined) > width:
            found.append(current)
            joined = indent + word
        current = joined
    return [*found, current.rstrip()]


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield the words, one too long for a line cut into parts."""
    for word in text.split():
        part = ""
        for letter in word:
            if width_of(part + letter) > width:
                yield part
                part = ""
            part += letter
        yield part


def pad(text: str, width: int) -> str:
    """Return the text filled with spaces up to `width` columns."""
    return text + " " * (width - width_of(text))


def paragraph(text: str, width: int, margin: str = "") -> list[str]:
    """Return the text's own lines, each wrapped, all begun with the margin."""
    return [part for each in text.split("\n") for part in wrap(margin + each if each else "", width, margin)]


def pairs(rows: Sequence[tuple[str, str]], width: int, margin: str = "  ") -> list[str]:
    """Return names and values in two columns; one below the other where the width does not allow two."""
    names = max((width_of(name) for name, _ in rows), default=0)
    left = len(margin) + names + 2
    if width - left < 24:  # noqa: PLR2004 - a narrower second column cannot be read
        return [
            line
            for name, value in rows
            for line in (*wrap(margin + name, width, margin), *wrap(margin * 2 + value, width, margin * 2))
        ]
    return [line for name, value in rows for line in _pair(margin + pad(name, names), value, width, left)]


def _pair(name: str, value: str, width: int, left: int) -> list[str]:
    first, *rest = wrap(value, width - left)
    return [f"{name}  {first}".rstrip(), *(" " * left + line for line in rest)]


def grid(rows: Sequence[Sequence[str]], widths: Sequence[int], gap: str = "  ") -> list[str]:
    """Return rows of cells in columns of the given widths, every cell wrapped within its own."""
    lines = []
    for row in rows:
        cells = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for index in range(max(len(cell) for cell in cells)):
            shown = [
                pad(cell[index] if index < len(cell) else "", width)
                for cell, width in zip(cells, widths, strict=True)
            ]
            lines.append(gap.join(shown).rstrip())
    return lines
