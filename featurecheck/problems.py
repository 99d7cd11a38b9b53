"""Problems said once: cells of one column with the same mend belong together, whatever stands in each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from featurecheck.intake import Problem, Severity

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,9})")
_ERROR_CELL = re.compile(r"'?#[A-Z/0_]+[!?]?'?")
_FOUND = "\0"  # stands for what was found in a sentence that names it


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one column that are mended in the same way; at least one of them.

    `cells` are their addresses as ranges (`F4:F9`, `F12`), `rows` their rows where there are no addresses (`4 to 9`,
    `12`); both are empty where neither is known. `found` are the different texts, in order.
    """

    problems: tuple[Problem, ...]
    cells: tuple[str, ...]
    rows: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def first(self) -> Problem:
        """The first of them: file, sheet, column, severity and mend are those of all."""
        return self.problems[0]


def grouped(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """Return the problems in groups, in the order of their first ones; none is left out.

    Of one file, sheet, column and severity, with the same mend and the same expectation but for what was found. What
    has neither cell nor row, and what is not in a sheet, stands alone.
    """
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for number, problem in enumerate(problems):
        groups.setdefault(_key(problem) or (number,), []).append(problem)
    return [_group(tuple(members)) for members in groups.values()]


def _key(problem: Problem) -> tuple[object, ...] | None:
    if problem.row is None or problem.file.casefold().endswith(".toml"):
        return None
    place = (problem.file, problem.sheet, problem.column, _letters(problem.cell), problem.severity)
    return (*place, problem.mend, _pattern(problem))


def _letters(cell: str | None) -> str | None:
    match = _CELL.fullmatch(cell or "")
    return match[1] if match else cell


def _pattern(problem: Problem) -> str:
    """Return what was expected, without what was found: two cells may be wrong in the same way with different texts."""
    found = problem.found.strip("'\"")
    return problem.expected.replace(f"'{found}'", _FOUND) if found else problem.expected


def _group(members: tuple[Problem, ...]) -> ProblemGroup:
    named = [one.cell for one in members if one.cell]
    cells = ranges(named) if len(named) == len(members) else ()
    rows = () if cells else _row_ranges([one.row for one in members if one.row is not None])
    return ProblemGroup(members, cells, rows, tuple(dict.fromkeys(one.found for one in members)))


def ranges(cells: Sequence[str]) -> tuple[str, ...]:
    """Return addresses of cells as ranges down their columns: `F4:F9`, `F12`; what is no address stays as it is."""
    columns: dict[str, list[int]] = {}
    others: list[str] = []
    for cell in dict.fromkeys(cells):
        if match := _CELL.fullmatch(cell):
            columns.setdefault(match[1], []).append(int(match[2]))
        else:
            others.append(cell)
    runs = [
        f"{letters}{first}" if first == last else f"{letters}{first}:{letters}{last}"
        for letters, rows in columns.items()
        for first, last in _runs(rows)
    ]
    return (*runs, *others)


def _row_ranges(rows: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"{a}" if a == b else f"{a} to {b}" for a, b in _runs(rows))


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers as runs without gaps, ascending."""
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def said_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems without a warning about an error cell that an error names too, with what to do about it."""
    listed = tuple(problems)
    stopped = {
        (one.file, one.sheet, one.cell) for one in listed if one.severity is Severity.ERROR and one.cell
    }
    return tuple(
        one
        for one in listed
        if one.severity is not Severity.WARNING
        or not _ERROR_CELL.fullmatch(one.found)
        or (one.file, one.sheet, one.cell) not in stopped
    )


def expectation(problem: Problem) -> str:
    """Return what was expected, for a column of its own: `a number of users`, without the sentence around it."""
    stripped = problem.found.strip("'\"")
    lead = f"'{stripped}' is not "
    words = problem.expected
    return words.removeprefix(lead).removesuffix(".") if stripped and words.startswith(lead) else words


def worst_first(groups: Iterable[ProblemGroup]) -> list[ProblemGroup]:
    """Return what stops a row first, then warnings, then notes; else in the order given."""
    order = list(Severity)
    return sorted(groups, key=lambda group: order.index(group.first.severity))
