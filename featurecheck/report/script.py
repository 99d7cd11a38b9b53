"""Scripts without what only their authors need: comments, blanks, and the length of names that nobody outside sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/)|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<template>`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<pattern>(?<=\()/(?:[^/\\\n]|\\.)+/[a-z]*)|(?P<word>[A-Za-z_$][\w$]*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<blank>\s+)|(?P<sign>=>|\.{3}|.)""",
    re.DOTALL,
)
_FILLED = re.compile(r"(\$\{[^{}]*\})")
_OPENING, _CLOSING = "([{", ")]}"
_DECLARING = {"const", "let"}
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RESERVED = {"as", "do", "if", "in", "is", "of"}
_BEFORE_A_NAME = {"(", "[", "{", ",", "..."}
_Token = tuple[str, str]  # kind and text
_NONE: _Token = ("", "")


def dense(script: str) -> str:
    """Return the same script in fewer bytes.

    It must be written as ours are: comments between slash and star, regular expressions only right behind an opening
    parenthesis, neither braces nor templates within a template's `${}`, no `++` or `--`, no methods but getters,
    statements ended by semicolons.
    """
    tokens = [token for token in _tokens(script) if token[0] not in {"comment", "blank"}]
    names = _shorter(tokens)
    return "".join(_joined(_united([_renamed(token, names) for token in tokens])))


def _tokens(script: str) -> Iterator[_Token]:
    """Return the tokens; a template is several of them, what it fills in is code of its own."""
    for found in _TOKEN.finditer(script):
        kind = found.lastgroup or "sign"
        if kind != "template":
            yield kind, found[0]
            continue
        for place, piece in enumerate(_FILLED.split(found[0])):
            if place % 2 == 0:
                yield "text", piece
                continue
            yield "text", "${"
            yield from _tokens(piece[2:-1])
            yield "text", "}"


def _shorter(tokens: Sequence[_Token]) -> dict[str, str]:
    """Return new names for those declared within a function that are nowhere a property, a key or known outside.

    A name gets the same new one wherever it stands, and no new one stands anywhere yet: so whatever was the same
    variable still is, and whatever was not is not.
    """
    words = Counter(text for kind, text in tokens if kind == "word")
    ends = _ends(tokens)
    plain = frozenset(_plainly(tokens, ends))
    able = _declared(tokens, plain, ends) - _bound(tokens, plain)
    order = sorted(able, key=lambda name: (-words[name] * len(name), name))
    free = (name for name in _names() if name not in words)
    return {name: new for name, new in zip(order, free, strict=False) if len(new) < len(name)}


def _names() -> Iterator[str]:
    yield from _LETTERS
    pairs = (first + second for first in _LETTERS for second in _LETTERS)
    yield from (pair for pair in pairs if pair not in _RESERVED)


def _declared(tokens: Sequence[_Token], plain: AbstractSet[int], ends: Mapping[int, int]) -> set[str]:
    """Return the names that follow `const` or `let`, alone or in a pattern, and the parameters of arrows."""
    starts = {end: start for start, end in ends.items()}
    found = {tokens[place][1] for place in plain}
    for place, (_, text) in enumerate(tokens):
        if text in _DECLARING and place + 1 in ends:
            found.update(_pattern(tokens[place + 1 : ends[place + 1]]))
        elif text == "=>" and place - 1 in starts:
            found.update(_pattern(tokens[starts[place - 1] : place]))
        elif text == "=>":
            found.add(tokens[place - 1][1])
    return found


def _ends(tokens: Sequence[_Token]) -> dict[int, int]:
    """Return for every opening bracket the place of the one that closes it."""
    ends: dict[int, int] = {}
    open_: list[int] = []
    for place, (kind, text) in enumerate(tokens):
        if kind == "sign" and text in _OPENING:
            open_.append(place)
        elif kind == "sign" and text in _CLOSING:
            ends[open_.pop()] = place
    return ends


def _plainly(tokens: Sequence[_Token], ends: Mapping[int, int]) -> Iterator[int]:
    """Return the places of the names that follow `const` or `let` themselves, or another one behind a comma."""
    for start, (_, text) in enumerate(tokens):
        place, expected = start + 1, True
        while text in _DECLARING and tokens[place][1] not in {";", "of", ")"}:
            if expected and tokens[place][0] == "word":
                yield place
            expected = tokens[place][1] == ","
            place = ends.get(place, place) + 1


def _pattern(tokens: Sequence[_Token]) -> list[str]:
    """Return the names that a pattern or a list of parameters binds; more may be bound as keys, which stay anyway."""
    return [
        text for (_, before), (kind, text) in pairwise(tokens) if kind == "word" and before in _BEFORE_A_NAME
    ]


def _bound(tokens: Sequence[_Token], plain: AbstractSet[int]) -> set[str]:
    """Return the names that must stay: properties, keys, and whatever stands on the outermost level."""
    found: set[str] = set()
    open_: list[str] = []
    for place, (kind, text) in enumerate(tokens):
        before, after = tokens[place - 1][1], tokens[place + 1][1] if place + 1 < len(tokens) else ""
        if kind == "word":
            keyed = open_[-1:] == ["{"] and before in {"{", ","} and after in {",", "}", ":", "="}
            if not open_ or before in {".", "?.", "get"} or (keyed and place not in plain):
                found.add(text)
        elif kind == "sign" and text in _OPENING:
            open_.append(text)
        elif kind == "sign" and text in _CLOSING:
            open_.pop()
    return found


def _renamed(token: _Token, names: dict[str, str]) -> _Token:
    kind, text = token
    return (kind, names.get(text, text)) if kind == "word" else token


def _united(tokens: Sequence[_Token]) -> Iterator[_Token]:
    """Return the tokens, one `const` for several that follow each other."""
    begun = [""]  # what the statement began with, at every depth
    fresh = True
    for place, (kind, text) in enumerate(tokens):
        after = tokens[place + 1][1] if place + 1 < len(tokens) else ""
        if text == ";" and after == begun[-1] == "const":
            yield "sign", ","
        elif not (text == "const" and fresh and begun[-1] == text):
            yield kind, text
        if kind == "sign" and text in _OPENING:
            begun.append("")
            fresh = text == "{"
        elif kind == "sign" and text in _CLOSING:
            begun.pop()
            fresh = False
        elif text == ";":
            fresh = True
        elif fresh:
            begun[-1], fresh = text, False


def _joined(tokens: Iterator[_Token]) -> Iterator[str]:
    """Return the texts, a blank only where two words or two equal signs would run together."""
    last = _NONE
    for kind, text in tokens:
        worded = last[0] in {"word", "number"} and kind in {"word", "number"}
        yield " " if worded or (text in {"+", "-"} and last[1] == text) else ""
        yield text
        last = (kind, text)
