"""What the commands say to people: user text made harmless, words on standard error, data on standard output."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from featurecheck.model import Problem, Requests, Severity
from featurecheck.tomlfile import shown

_MOST_PROBLEMS = 20
_MOST_INPUTS = 5
_MOST_NOTES = 3
_LONGEST_LINE = 4000
_LONGEST_HEADER = 60
_WIDTH = 100
_BESIDE = (" evidence", " source", " ask", " state")


def harmless(text: str, limit: int = _LONGEST_LINE) -> str:
    """Return the text line by line without control characters, so that it may go to a terminal."""
    return "\n".join(shown(line, limit) for line in text.split("\n"))


def say(text: str, *, err: bool = True) -> None:
    """Print words to people; control characters of user text never reach the terminal."""
    click.echo(harmless(text), err=err)


def say_json(text: str) -> None:
    """Print JSON; what a terminal might obey is escaped, which any JSON reader undoes."""
    click.echo(
        "".join(letter if letter.isprintable() or letter == "\n" else _escaped(letter) for letter in text)
    )


def _escaped(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def quoted(path: Path | str) -> str:
    """Return a path as it must be typed into a shell."""
    return shlex.quote(str(path))


def _wish(name: str) -> bool:
    context: Any = click.get_current_context(silent=True)
    return bool(context and (context.find_root().obj or {}).get(name))


def quiet() -> bool:
    """Tell whether -q was given."""
    return _wish("quiet")


def verbose() -> bool:
    """Tell whether -v was given; -q is the stronger one."""
    return _wish("verbose") and not quiet()


def problem_line(problem: Problem) -> str:
    """Return the problem as one line: where, what was found, what was expected, what to do."""
    if problem.expected.endswith("."):  # a whole sentence already, which names what was found
        return f"{_place(problem)}: {problem.expected} {problem.mend}".rstrip()
    return f"{_place(problem)}: found {problem.found}; expected {problem.expected}. {problem.mend}".rstrip()


def _place(problem: Problem) -> str:
    if problem.row and problem.file.casefold().endswith(".toml"):
        return f"{problem.file}:{problem.row}"
    sheet = f", sheet '{problem.sheet}'" if problem.sheet else ""
    row = f", row {problem.row}" if problem.row else ""
    return f"{problem.file}{sheet}" + (f", cell {problem.cell}" if problem.cell else row)


def say_problems(problems: Sequence[Problem], more: str = "report and evaluation.json list them all") -> None:
    """Print the first problems, what stops a row first, and how many more there are; -q leaves the errors."""
    loud = {True: (Severity.ERROR,), False: (Severity.ERROR, Severity.WARNING)}[quiet()]
    levels = (*loud, Severity.NOTE) if verbose() else loud
    listed = [problem for level in levels for problem in problems if problem.severity is level]
    most = len(listed) if verbose() else _MOST_PROBLEMS
    for problem in listed[:most]:
        say(problem_line(problem))
    if len(listed) > most:
        say(f"... and {len(listed) - most:,} more: {more}.")


def say_understood(requests: Requests, labels: Mapping[str, str]) -> None:
    """Print what was read and how the columns were understood, before anything is computed."""
    if quiet():
        return
    inputs = requests.inputs if verbose() else requests.inputs[:_MOST_INPUTS]
    for source in inputs:
        skipped = f", {source.rows_skipped:,} left out" if source.rows_skipped else ""
        say(
            f"{source.name}: {source.rows_read:,} request{'' if source.rows_read == 1 else 's'} read{skipped}."
        )
        for note in source.notes if verbose() else source.notes[:_MOST_NOTES]:
            say(f"  {note}")
    if len(requests.inputs) > len(inputs):
        say(f"... and {len(requests.inputs) - len(inputs):,} more files.")
    for line in _columns(requests.mapping, labels):
        say(line)


def _columns(mapping: Mapping[str, str], labels: Mapping[str, str]) -> list[str]:
    """Return the mapping taken: first the columns that bear their own name or question, then one line for each other."""
    plain = [name for name in mapping if verbose() or not name.endswith(_BESIDE)]
    own = [name for name in plain if _folded(mapping[name]) in {name, _folded(labels.get(name, name))}]
    lines = textwrap.wrap(f"Columns: {', '.join(own)}", _WIDTH, subsequent_indent="  ") if own else []
    lines += [
        f"  '{shown(mapping[name], _LONGEST_HEADER)}' is read as {name}" for name in plain if name not in own
    ]
    if len(plain) < len(mapping):
        lines.append(f"  and {len(mapping) - len(plain)} columns beside them: evidence, source, ask, state")
    return lines


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def say_paths(paths: Sequence[Path], *, dry_run: bool = False) -> None:
    """Print which files were written, or would have been."""
    for path in () if quiet() else paths:
        say(f"{'Would write' if dry_run else 'Wrote'} {path}")
