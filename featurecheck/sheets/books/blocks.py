"""Columns of text as plain bytes, for the pipe between the reader's process and ours.

A block is some rows of a sheet. Each of its columns is one piece: `J` texts joined by NUL; `F` numbers of eight bytes,
turned into text at the other end; `D` two bytes a row that count into joined distinct texts; `T` a JSON list, for texts that hold a NUL themselves. Nothing here can run or
build anything but text, and every length is checked, so a mistaken sender can only make the reading fail.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from featurecheck.sheets.cells import float_texts

BLOCK_ROWS = 4096  # a code of two bytes must count to it
JOINED, NUMBERS, DISTINCT, LISTED = b"J", b"F", b"D", b"T"
_NUL = "\0"
_SAMPLE = 256  # all different: not worth counting the rest
_WORTH = 2  # each distinct text must stand that often on average


def packed(values: Sequence[Any], texts_of: Callable[[Iterable[Any]], list[str]]) -> tuple[bytes, bytes]:
    """Return the kind and the bytes of a column; `values` are all of one type, so that equal ones read alike."""
    distinct = dict.fromkeys(values) if len(set(values[:_SAMPLE])) < _SAMPLE else values
    if len(distinct) * _WORTH > len(values):
        if type(values[0]) is float:
            return NUMBERS, array("d", values).tobytes()
        return packed_texts(texts_of(values))
    kind, body = packed_texts(texts_of(distinct))
    if kind == LISTED:
        return packed_texts(texts_of(values))
    codes = dict(zip(distinct, range(len(distinct)), strict=True))
    return DISTINCT, array("H", map(codes.__getitem__, values)).tobytes() + body


def packed_texts(texts: Sequence[str]) -> tuple[bytes, bytes]:
    """Return the kind and the bytes of texts; line ends of Windows become plain ones."""
    joined = _NUL.join(texts)
    if "\r" in joined:  # one letter is found many times faster than two
        joined = joined.replace("\r\n", "\n")
    if joined.count(_NUL) == len(texts) - 1:
        return JOINED, joined.encode()
    return LISTED, json.dumps([text.replace("\r\n", "\n") for text in texts]).encode()


def unpacked(kind: bytes, body: bytes, rows: int, seen: dict[str, str]) -> list[str]:
    """Return the texts of a column; `seen` lets a text that stands in many rows be one object.

    Raises:
        ValueError: the bytes do not hold so many texts.
    """
    if kind == JOINED:
        texts = body.decode().split(_NUL)
    elif kind == NUMBERS:
        texts = float_texts(array("d", body))
    elif kind == DISTINCT:
        texts = _counted(body, rows, seen)
    elif kind == LISTED:
        texts = _listed(json.loads(body))
    else:
        message = "an unknown kind of column"
        raise ValueError(message)
    if len(texts) != rows:
        message = "a column of another length"
        raise ValueError(message)
    return texts


def _listed(found: object) -> list[str]:
    if isinstance(found, list) and all(type(text) is str for text in found):
        return found
    message = "no list of texts"
    raise ValueError(message)


def _counted(body: bytes, rows: int, seen: dict[str, str]) -> list[str]:
    size = 2 * rows
    codes = array("H", body[:size])
    distinct = [seen.setdefault(text, text) for text in body[size:].decode().split(_NUL)]
    if len(codes) != rows or max(codes, default=0) >= len(distinct):
        message = "a code without a text"
        raise ValueError(message)
    return list(map(distinct.__getitem__, codes))
