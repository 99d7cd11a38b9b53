"""Requests from one or several places, standard input among them, as one."""

from __future__ import annotations

import dataclasses
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from featurecheck.errors import FeatureCheckError
from featurecheck.model import Place, Problem, Requests, Severity

_STDIN = "-"
_given_by_us = re.compile(r"R\d+").fullmatch  # the id of a row that came without one
_WORKBOOKS = ((b"PK\x03\x04", "stdin.xlsx"), (b"\xd0\xcf\x11\xe0", "stdin.xls"))


def requests_at(
    paths: Sequence[Path], questionnaire: str, mapping: Mapping[str, str] | None = None
) -> Requests:
    """Read one or several paths of one kind; `-` is standard input, read as a table.

    Raises:
        FeatureCheckError: a place that cannot be read, is named twice, or is of another kind than the first.
    """
    _refuse_mixtures(paths)
    parts = [_part(path, questionnaire, mapping) for path in paths]
    return parts[0] if len(parts) == 1 else joined(parts)


def _refuse_mixtures(paths: Sequence[Path]) -> None:
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            raise FeatureCheckError(f"{path}: this is named twice. Name it once.")
        seen.add(path.resolve())
        if _kind(path) != _kind(paths[0]) and path.exists():
            message = (
                f"{paths[0]} is {_kind(paths[0])} and {path} is {_kind(path)}; together they would be read by "
                "different rules. Evaluate them one after the other."
            )
            raise FeatureCheckError(message)


def _kind(path: Path) -> str:
    return "a request file" if path.is_dir() or path.suffix.casefold() == ".toml" else "a sheet"


def _part(path: Path, questionnaire: str, mapping: Mapping[str, str] | None) -> Requests:
    from featurecheck.requests import read_requests  # noqa: PLC0415 - not for --help

    if str(path) == _STDIN:
        with tempfile.TemporaryDirectory() as folder:
            return read_requests(_stdin_copy(Path(folder)), mapping=mapping, questionnaire=questionnaire)
    found = read_requests(path, mapping=mapping, questionnaire=questionnaire)
    return _without_policy(found) if path.is_dir() else found


def _stdin_copy(folder: Path) -> Path:
    """Keep what comes in as a file, because the readers look at a file's bytes more than once."""
    if sys.stdin.isatty():
        click.echo("Reading a table from the terminal; end it with Ctrl-D.", err=True)
    data = sys.stdin.buffer.read()
    if not data.strip():
        raise FeatureCheckError("stdin: nothing came in. Pipe a table into it, or name a file.")
    name = next((name for mark, name in _WORKBOOKS if data.startswith(mark)), "stdin.csv")
    copy = folder / name
    copy.write_bytes(data)
    return copy


def _without_policy(requests: Requests) -> Requests:
    """Leave out what is said about a policy that lies among request files: it was never meant to be one."""
    from featurecheck.policy import FILE_NAME  # noqa: PLC0415 - not for --help

    kept = tuple(problem for problem in requests.problems if problem.file != FILE_NAME)
    return dataclasses.replace(requests, problems=kept)


def joined(parts: Sequence[Requests]) -> Requests:
    """Return several readings as one; a column that one lacks is empty there, an id taken already gets a number.

    Raises:
        FeatureCheckError: the sheets write their decimals differently.
    """
    decimals = {part.decimal: part for part in parts if part.decimal}
    if len(decimals) > 1:
        files = " and ".join(decimals[mark].inputs[0].name for mark in sorted(decimals))
        raise FeatureCheckError(
            f"{files} write their decimals differently (1,5 and 1.5). Evaluate them one after the other."
        )
    names = list(dict.fromkeys(name for part in parts for name in part.columns))
    columns = {
        name: [text for part in parts for text in part.columns.get(name, [""] * len(part))] for name in names
    }
    places = [place for part in parts for place in part.places]
    columns["id"], repeated = _own_ids(columns.get("id", [""] * len(places)))
    return Requests(
        columns=columns,
        places=places,
        letters=parts[0].letters if len({tuple(part.letters.items()) for part in parts}) == 1 else {},
        mapping={name: header for part in reversed(parts) for name, header in part.mapping.items()},
        inputs=tuple(one for part in parts for one in part.inputs),
        problems=(
            *(problem for part in parts for problem in part.problems),
            *(
                _same_id(places[row], old, columns["id"][row])
                for row, old in repeated
                if not _given_by_us(old)
            ),
        ),
        decimal=next(iter(decimals), None),
    )


def _own_ids(given: Sequence[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """Return ids of which none stands twice, and the row and old id of those that were changed."""
    taken = set(given)
    seen: set[str] = set()
    own: list[str] = []
    changed: list[tuple[int, str]] = []
    for row, old in enumerate(given):
        new, number = old, 2
        while old and new in (seen if new == old else taken):
            new, number = f"{old} ({number})", number + 1
        if new != old:
            changed.append((row, old))
        seen.add(new)
        taken.add(new)
        own.append(new)
    return own, changed


def _same_id(place: Place, old: str, new: str) -> Problem:
    return Problem(
        place.file,
        place.sheet,
        place.row,
        None,
        "id",
        f"the id '{old}', which another input uses too",
        "an id of its own for every request",
        f"This one is shown as '{new}'.",
        Severity.WARNING,
    )
