"""Answers in a file instead of flags: toml, json or csv, all brought to `name -> text` as the flags give them."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from featurecheck.errors import FeatureCheckError
from featurecheck.tomlfile import LARGEST_FILE, parse_toml, shown

_FORMS = (".toml", ".json", ".csv")
_VALUE = "value"
_BESIDE = ("evidence", "source", "ask")
_STATES = {"unknown": "dk", "open": "-"}
_NAMES = ("name", "question", "answer to")
_LISTS = ("requesters", "source")
_SKIPPED = ("format", "questionnaire", "questionnaire_version")  # of a request file, which may be given too
_SEPARATORS = ",;\t"


def read_answers(text: str, form: str, name: str) -> dict[str, str]:
    """Return the answers of a file by the names that `--answer` takes: `users`, `users evidence`, `users source`.

    Args:
        text: the file's content.
        form: `.toml`, `.json` or `.csv`, "" to find out.
        name: what messages call it.

    Raises:
        FeatureCheckError: not of that form, or entries that are no answers; all of those are named.
    """
    form = form.casefold() or _form_of(text)
    if form not in _FORMS:
        raise FeatureCheckError(
            f"{name}: answers come in a .toml, .json or .csv file. Save it as one of them."
        )
    if len(text) > LARGEST_FILE:
        raise FeatureCheckError(f"{name}: larger than 5 MB, which no answers are. Check the name.")
    found = _Collected(name)
    if form == ".csv":
        found.take_rows(text)
    else:
        found.take_table(parse_toml(text, name).data if form == ".toml" else _json(text, name))
    if found.wrong:
        raise FeatureCheckError("\n".join(found.wrong))
    if not found.answers:
        raise FeatureCheckError(f'{name}: there is no answer in it. Write for example users = "800 to 2k".')
    return found.answers


def _form_of(text: str) -> str:
    """Tell by its first line what came in: an object, a table with a name in front of each answer, or TOML."""
    start = text.lstrip()
    if start.startswith(("{", "[{")):
        return ".json"
    first = start.split("\n", 1)[0]
    return ".toml" if "=" in first or first.startswith(("[", "#")) or not start else ".csv"


def _json(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text, object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError) as error:
        raise FeatureCheckError(
            f'{name}: this is not JSON ({shown(str(error), 160)}). Write {{"users": "800 to 2k"}}.'
        ) from error
    if not isinstance(data, dict):
        raise FeatureCheckError(
            f'{name}: an object is needed, with a name for each answer: {{"users": "800 to 2k"}}.'
        )
    return data


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice in an object: one of the two would be lost."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"'{name}' stands twice")
    return dict(pairs)


class _Collected:
    """Takes entries one by one; every one that is no answer goes into `wrong`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.answers: dict[str, str] = {}
        self.wrong: list[str] = []

    def take_table(self, data: Mapping[str, Any]) -> None:
        """Take `users = "800 to 2k"` and `[users]` with its value beneath; those of `[answers.users]` too."""
        if "people" in data:
            self._say("people", "answers of several people", "Give those of one person, with --as.")
        inner = data.get("answers")
        for key, entry in data.items():
            if key not in {"people", "answers", *_SKIPPED}:
                self._take(key, entry)
        if isinstance(inner, Mapping):
            for key, entry in inner.items():
                self._take(key, entry)
        elif inner is not None:
            self._say("answers", "no table", "Begin each answer with its name.")

    def _take(self, key: str, entry: object) -> None:
        if not isinstance(entry, Mapping):
            self._put(key, entry)
            return
        for field, value in self._fields(key, entry):
            self._put(key if field == _VALUE else f"{key} {field}", value)

    def _fields(self, key: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
        for field, value in entry.items():
            if field == "state":
                yield from self._state(key, value, has_value=_VALUE in entry)
            elif field in {_VALUE, *_BESIDE}:
                yield field, value
            elif field not in {"by", "at"}:  # who gives them and when is said by --by and --date
                self._say(
                    f"{key}.{field}", "no part of an answer", f"Known: {', '.join((_VALUE, *_BESIDE))}."
                )

    def _state(self, key: str, value: object, *, has_value: bool) -> Iterator[tuple[str, object]]:
        if (
            not isinstance(value, str)
            or value not in {"answered", *_STATES}
            or (value in _STATES) == has_value
        ):
            self._say(f"{key}.state", f"'{shown(str(value))}'", 'Write a value, or state = "unknown".')
        elif value == "unknown":
            yield _VALUE, _STATES[value]  # an open one says nothing

    def _put(self, key: str, value: object) -> None:
        text = self._as_text(key, value)
        if text is None:
            return
        if key in self.answers:
            self._say(key, "two answers", "Give one.")
            return
        self.answers[key] = text

    def _as_text(self, key: str, value: object) -> str | None:
        if isinstance(value, str):
            return value
        if (
            isinstance(value, list)
            and key.rsplit(" ", maxsplit=1)[-1] in _LISTS
            and all(isinstance(one, str) for one in value)
        ):
            return "; ".join(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            return str(value) if isinstance(value, int) else f"{value:.12f}".rstrip("0").rstrip(".")
        self._say(
            key, "neither a text nor a number", 'Write for example "800 to 2k", or "dk" if nobody knows.'
        )
        return None

    def take_rows(self, text: str) -> None:
        """Take a table with the columns name and value, and evidence, source and ask if they are there."""
        first = text.split("\n", 1)[0]
        separator = max(_SEPARATORS, key=first.count)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        except csv.Error as error:
            raise FeatureCheckError(
                f"{self.name}: this is not a csv file ({error}). Close every quote."
            ) from error
        header = [cell.strip().casefold() for cell in rows[0]] if rows else []
        key = next((header.index(word) for word in _NAMES if word in header), None)
        if key is None or _VALUE not in header or len(set(header)) < len(header):
            raise FeatureCheckError(
                f"{self.name}: the first line must name the columns name and value, once each; "
                "evidence, source and ask may follow."
            )
        for line, cells in enumerate(rows[1:], start=2):
            self._take_row(line, header, key, cells)

    def _take_row(self, line: int, header: list[str], key: int, cells: list[str]) -> None:
        if not any(cell.strip() for cell in cells):
            return
        if len(cells) > len(header) or len(cells) <= key or not cells[key].strip():
            self._say(f"line {line}", "no name or too many cells", "Quote a value that holds the separator.")
            return
        for field, cell in zip(header, cells, strict=False):
            if cell.strip() and field in {_VALUE, *_BESIDE}:  # an empty cell gives nothing
                name = cells[key].strip()
                self._put(name if field == _VALUE else f"{name} {field}", cell.strip())

    def _say(self, key: str, found: str, mend: str) -> None:
        self.wrong.append(f"{shown(self.name, 200)}: {shown(key)}: {found}. {mend}")
