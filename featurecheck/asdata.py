"""Frozen values as plain data, and as JSON that is written piece by piece."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any


def plain(value: Any) -> Any:  # noqa: ANN401 - any field of the model
    """Return dataclasses, enums and sequences as dicts, words and lists."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, Sequence):  # before the dataclasses: a lazy sequence of results is both
        return [plain(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    return value


def json_of(named: Mapping[str, Any], long: str) -> bytes:
    """Return an object as JSON in UTF-8, indented by one blank.

    Of the sequence called `long` one entry after the other becomes text: all of them as plain data would take ten times
    the memory of the text.
    """
    written = io.BytesIO()
    for piece in _pieces(named, long):
        written.write(piece.encode("utf-8", "backslashreplace"))
    return written.getvalue()


def _pieces(named: Mapping[str, Any], long: str) -> Iterator[str]:
    start = "{\n"
    for name, value in named.items():
        yield f'{start} "{name}": '
        if name == long and value:
            for place, one in enumerate(value):
                yield ("[\n  " if place == 0 else ",\n  ") + _indented(one, 2)
            yield "\n ]"
        else:
            yield _indented(value, 1)
        start = ",\n"
    yield "\n}\n"


def _indented(value: Any, depth: int) -> str:  # noqa: ANN401 - any field of the model
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=1)
    return text.replace("\n", "\n" + " " * depth)  # within a text a new line is written as two letters
