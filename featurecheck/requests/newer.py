"""What can be made out of a request file in a format that is not known here: shown to people, never judged or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from featurecheck.tomlfile import shown

_HEAD = ("request", "competitor", "requesters", "description")
_LONGEST = 200
_MOST = 40


def outline(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the request and its answers as they stand in the file, one a line, as far as they are where they used to be."""
    for name in _HEAD:
        text = _text(data.get(name))
        if text:
            yield f"    {name}: {text}"
    answers = data.get("answers")
    entries = list(answers.items()) if isinstance(answers, Mapping) else []
    for name, entry in entries[:_MOST]:
        text = _text(entry.get("value")) if isinstance(entry, Mapping) else _text(entry)
        if text:
            yield f"    {shown(str(name))}: {text}"
    if len(entries) > _MOST:
        yield f"    and {len(entries) - _MOST} more"


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    plain = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return shown(str(value), _LONGEST) if plain else ""
