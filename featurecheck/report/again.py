"""The command that makes a report again, from the files that were read."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from featurecheck.report.wording import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from featurecheck.intake import InputFile
    from featurecheck.model import Evaluation

_REQUESTS = ("request file", "requests sheet")
_OPTIONS = {
    "usage events": "--usage",
    "usage roll-up": "--usage",
    "survey": "--survey",
    "customers": "--customers",
    "policy": "--policy",
}
_MOST_FILES = 5
_DEFAULT = "default"


def command(evaluation: Evaluation) -> str:
    """Return e.g. `featurecheck report offline.toml --usage usage.csv --date 2026-11-22`.

    Files go by their names, without folders. Empty where no request file is among the inputs (answers given in
    Python), or a kind of file that the report command does not take; more than five request files are a folder.
    """
    asked = [file.name for file in evaluation.inputs if file.kind in _REQUESTS]
    beside = [file for file in evaluation.inputs if file.kind not in _REQUESTS]
    if not asked or any(file.kind not in _OPTIONS for file in beside):
        return ""
    given = asked if len(asked) <= _MOST_FILES else ["FOLDER"]
    words = ["featurecheck", "report", *map(_file, given), *_options(beside, evaluation)]
    return " ".join(words)


def _options(beside: Sequence[InputFile], evaluation: Evaluation) -> Iterable[str]:
    for file in beside:
        yield from (_OPTIONS[file.kind], _file(file.name))
    own = {entry.origin for entry in evaluation.policy} - {_DEFAULT}
    if len(own) == 1 and not any(file.kind == "policy" for file in beside):
        yield from ("--policy", _file(own.pop()))
    if evaluation.evaluated_on:
        yield from ("--date", _file(evaluation.evaluated_on))


def _file(name: str) -> str:
    """Return the name as a shell takes it; one that looks like an option is no option."""
    said = line(name)
    return shlex.quote(f"./{said}" if said.startswith("-") else said)
