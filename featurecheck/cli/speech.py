"""What the commands say to people: user text made harmless, words on standard error, data on standard output."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from featurecheck.cli.inputs import Joined
from featurecheck.intake import InputFile, Problem, Requests, Severity
from featurecheck.problems import ProblemGroup, grouped, worst_first
from featurecheck.tomlfile import shown
from featurecheck.words import counted

_MOST_PROBLEMS = 20
_MOST_RANGES = 6
_MOST_INPUTS = 5
_MOST_NOTES = 12
_LONGEST_LINE = 4000
_LONGEST_HEADER = 60
_WIDTH = 100
_NARROWEST = 30
_ROUTINE = re.compile(
    r"encoding UTF-8$|cells separated by \w+$|[\d,]+ blank row|[\d,]+ row\(s\) with the id|headers that stand more than once"
)  # what hardly anybody needs to know
_BESIDE = (" evidence", " source", " ask", " state")


def harmless(text: str, limit: int = _LONGEST_LINE) -> str:
    """Return the text line by line without control characters, so that it may go to a terminal."""
    return "\n".join(shown(line, limit) for line in text.split("\n"))


def say(text: str, *, err: bool = True) -> None:
    """Print words to people; control characters of user text never reach the terminal, whose lines end between words."""
    lines = harmless(text)
    folded = err and sys.stderr.isatty()
    click.echo("\n".join(map(_broken, lines.split("\n"))) if folded else lines, err=err)


def _broken(line: str) -> str:
    """Return a line broken between words where the terminal would break it within one; a command stays whole to be copied."""
    width = max(shutil.get_terminal_size().columns - 1, _NARROWEST)
    if len(line) <= width or "featurecheck " in line:
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(
        line, width, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False
    )


def say_json(text: str) -> None:
    """Print JSON; what a terminal might obey is escaped, which any JSON reader undoes."""
    click.echo("\n".join(line if line.isprintable() else _printable(line) for line in text.split("\n")))


def _printable(line: str) -> str:
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in line)


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
    """Return one problem as a line: where, what was found, what was expected, what to do."""
    return group_line(*grouped([problem]))


def group_line(group: ProblemGroup) -> str:
    """Return the problems of a group as one line: where, what was found, what was expected, what to do."""
    first, others = group.first, _other_texts(len(group.found) - 1)
    if first.expected.endswith("."):  # a whole sentence already, which names what was found
        same = f" The same goes for {others}." if others else ""
        return f"{_place(group)}: {first.expected}{same} {_sentence(first.mend)}".rstrip()
    found = f"{first.found} (and {others})" if others else first.found
    return f"{_place(group)}: found {found}; expected {first.expected}. {_sentence(first.mend)}".rstrip()


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _other_texts(count: int) -> str:
    return f"{count:,} other text{'' if count == 1 else 's'}" if count else ""


def _place(group: ProblemGroup) -> str:
    first = group.first
    if first.file.casefold().endswith(".toml") and (first.row or first.column):
        return f"{first.file}:{first.row}" if first.row else f"{first.file}, {first.column}"
    sheet = f", sheet '{first.sheet}'" if first.sheet else ""
    return f"{first.file}{sheet}{_spots('cell', group.cells, group) or _spots('row', group.rows, group)}"


def _spots(noun: str, ranges: Sequence[str], group: ProblemGroup) -> str:
    if not ranges:
        return ""
    most = len(ranges) if verbose() else _MOST_RANGES
    further = f" and {len(ranges) - most:,} more places" if len(ranges) > most else ""
    count = len(group.problems)
    many = f" ({count:,} {noun}s)" if count > 1 else ""
    return f", {noun}{'s' if count > 1 else ''} {', '.join(ranges[:most])}{further}{many}"


def say_problems(problems: Sequence[Problem], more: str = "report and evaluation.json list them all") -> None:
    """Print the first problems, what stops a row first, and how many more there are; -q leaves the errors.

    Cells of one column that are mended in the same way are said once.
    """
    loud = {True: (Severity.ERROR,), False: (Severity.ERROR, Severity.WARNING)}[quiet()]
    levels = (*loud, Severity.NOTE) if verbose() else loud
    listed = worst_first(grouped(problem for problem in problems if problem.severity in levels))
    most = len(listed) if verbose() else _MOST_PROBLEMS
    for group in listed[:most]:
        say(group_line(group))
    if left := sum(len(group.problems) for group in listed[most:]):
        say(f"... and {left:,} more: {more}.")


def say_understood(requests: Requests, labels: Mapping[str, str], noun: str = "request") -> None:
    """Print what was read, of which `noun` a row is one, and how the columns were understood, before anything is computed."""
    if quiet():
        return
    parts = requests.parts if isinstance(requests, Joined) else (requests,)
    heard = parts if verbose() else parts[:_MOST_INPUTS]
    columns = [_columns(part.mapping, labels) for part in parts]
    alike = all(lines == columns[0] for lines in columns)
    for part, lines in zip(heard, columns, strict=False):
        _say_inputs(part.inputs, noun)
        for line in () if alike else lines:
            say(f"  {line}")
    if len(parts) > len(heard):
        say(f"... and {len(parts) - len(heard):,} more files.")
    for line in columns[0] if alike else ():
        say(line)


def _say_inputs(sources: Sequence[InputFile], noun: str) -> None:
    inputs = sources if verbose() else sources[:_MOST_INPUTS]
    for source in inputs:
        say_input(source, noun)
    if len(sources) > len(inputs):
        say(f"... and {len(sources) - len(inputs):,} more files.")


def say_input(source: InputFile, noun: str, notes: Sequence[str] = ()) -> None:
    """Say how many rows of a file were read, as what, and what was decided on the way."""
    skipped = f", {source.rows_skipped:,} left out" if source.rows_skipped else ""
    say(f"{source.name}: {counted(source.rows_read, noun)} read{skipped}.")
    for line in _decisions(list(dict.fromkeys((*source.notes, *notes)))):
        say(f"  {line}")


def _decisions(notes: Sequence[str]) -> list[str]:
    """Return what was decided, what matters first; -v gives all of it in the order in which it was decided."""
    if verbose():
        return list(notes)
    ordered = sorted(notes, key=lambda note: bool(_ROUTINE.match(note)))
    more = len(ordered) - _MOST_NOTES
    last = [f"and {more:,} more decision{'' if more == 1 else 's'}; -v lists them all"] if more > 0 else []
    return [*ordered[:_MOST_NOTES], *last]


def _columns(mapping: Mapping[str, str], labels: Mapping[str, str]) -> list[str]:
    """Return the mapping taken: first the columns that bear their own name or question, then one line for each other."""
    plain = [name for name in mapping if verbose() or not name.endswith(_BESIDE)]
    own = [name for name in plain if _folded(mapping[name]) in {name, _folded(labels.get(name, name))}]
    lines = _wrapped(f"Columns: {', '.join(own)}") if own else []
    lines += [
        f"  '{shown(mapping[name], _LONGEST_HEADER)}' is read as {name}" for name in plain if name not in own
    ]
    if len(plain) < len(mapping):
        beside = counted(len(mapping) - len(plain), "column")
        lines.append(f"  and {beside} beside them: evidence, source, ask, state")
    return lines


def _wrapped(text: str) -> list[str]:
    columns = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 0)).columns - 1)
    return textwrap.wrap(text, max(columns, _NARROWEST), subsequent_indent="  ", break_on_hyphens=False)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def say_paths(paths: Sequence[Path], *, dry_run: bool = False) -> None:
    """Print which files were written, or would have been."""
    for path in () if quiet() else paths:
        say(f"{'Would write' if dry_run else 'Wrote'} {path}")
