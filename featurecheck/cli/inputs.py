"""Requests from one or several places, standard input among them, as one."""

from __future__ import annotations

import dataclasses
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Place, Problem, Requests, Severity
from featurecheck.sheets.filetable import FOUND_OUT, ReadAs
from featurecheck.storage import real_place

_STDIN = "-"
_HEAD = 1 << 20  # bytes that are looked at
_given_by_us = re.compile(r"R\d+").fullmatch  # the id of a row that came without one
_WORKBOOKS = ((b"PK\x03\x04", "stdin.xlsx"), (b"\xd0\xcf\x11\xe0", "stdin.xls"))


@dataclass(frozen=True)
class Joined(Requests):
    """Several readings as one; a header or a letter is that of a part, so the whole has neither."""

    parts: tuple[Requests, ...] = ()

    def located(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems with the header and the address that the cell has in its own file, where that is certain."""
        found: dict[tuple[str, str | None], list[Requests]] = {}
        for part in self.parts:
            for place in {(place.file, place.sheet) for place in part.places}:
                found.setdefault(place, []).append(part)
        certain = {place: parts[0] for place, parts in found.items() if len(parts) == 1}
        return tuple(_located(problem, certain.get((problem.file, problem.sheet))) for problem in problems)


def _located(problem: Problem, part: Requests | None) -> Problem:
    name = problem.column
    if part is None or name is None or problem.cell or not problem.row or name not in part.letters:
        return problem
    return dataclasses.replace(
        problem, cell=f"{part.letters[name]}{problem.row}", column=part.mapping.get(name, name)
    )


def requests_at(paths: Sequence[Path], questionnaire: str, read_as: ReadAs = FOUND_OUT) -> Requests:
    """Read one or several paths of one kind; `-` is standard input, read as a table.

    Raises:
        FeatureCheckError: a place that cannot be read, is named twice, or is of another kind than the first.
    """
    _refuse_mixtures(paths)
    for path in paths:  # all of them, before the first is read
        _refuse_missing(path)
    parts = [_part(path, questionnaire, read_as) for path in paths]
    return parts[0] if len(parts) == 1 else joined(parts)


def _refuse_mixtures(paths: Sequence[Path]) -> None:
    seen: set[Path] = set()
    for path in paths:
        if real_place(path) in seen:
            raise FeatureCheckError(f"{path}: this is named twice. Name it once.")
        seen.add(real_place(path))
        if _kind(path) != _kind(paths[0]) and path.exists():
            message = (
                f"{paths[0]} is {_kind(paths[0])} and {path} is {_kind(path)}; together they would be read by "
                "different rules. Evaluate them one after the other."
            )
            raise FeatureCheckError(message)


def _kind(path: Path) -> str:
    return "a request file" if path.is_dir() or path.suffix.casefold() == ".toml" else "a sheet"


def _part(path: Path, questionnaire: str, read_as: ReadAs) -> Requests:
    from featurecheck.requests import read_requests  # noqa: PLC0415 - not for --help

    if str(path) == _STDIN:
        with on_disk(path) as copy:
            return read_requests(copy, read_as=read_as, questionnaire=questionnaire)
    found = read_requests(path, read_as=read_as, questionnaire=questionnaire)
    return _without_policy(found) if path.is_dir() else found


def _refuse_missing(path: Path) -> None:
    from featurecheck.requests.columns import refuse_missing  # noqa: PLC0415 - not for --help

    if str(path) != _STDIN:
        refuse_missing(path)


@contextmanager
def on_disk(path: Path) -> Iterator[Path]:
    """Yield the path itself, or for `-` a copy of standard input that lasts as long as the block.

    Raises:
        FeatureCheckError: nothing is there, or nothing came in.
    """
    _refuse_missing(path)
    if str(path) != _STDIN:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        yield _stdin_copy(Path(folder))


def _stdin_copy(folder: Path) -> Path:
    """Keep what comes in as a file, because the readers look at a file's bytes more than once."""
    if sys.stdin.isatty():
        click.echo("Reading a table from the terminal; end it with Ctrl-D.", err=True)
    copy = folder / "stdin.csv"
    with copy.open("w+b") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.seek(0)
        head = file.read(_HEAD)
    if not head.strip():
        raise FeatureCheckError("stdin: nothing came in. Pipe a table into it, or name a file.")
    name = next((name for mark, name in _WORKBOOKS if head.startswith(mark)), copy.name)
    return copy.rename(folder / name)


def _without_policy(requests: Requests) -> Requests:
    """Leave out what is said about a policy that lies among request files: it was never meant to be one."""
    from featurecheck.policy import FILE_NAME  # noqa: PLC0415 - not for --help

    kept = tuple(problem for problem in requests.problems if problem.file != FILE_NAME)
    return dataclasses.replace(requests, problems=kept)


def joined(parts: Sequence[Requests]) -> Joined:
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
    return Joined(
        columns=columns,
        places=places,
        parts=tuple(parts),
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
