"""Requests put together as a person said: nobody's vote counted twice, no answer lost without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from featurecheck.duplicates.folding import fold
from featurecheck.duplicates.names import split_list
from featurecheck.duplicates.uniting import together
from featurecheck.intake import Requests, Severity

if TYPE_CHECKING:
    from featurecheck.duplicates.decisions import Decision, Decisions
    from featurecheck.intake import InputFile, Problem

_LINKS = ("depends_on", "excludes")


@dataclass(frozen=True)
class Merged:
    """The requests that are left, and for each id that is gone the id it went into."""

    requests: Requests
    into: Mapping[str, str]


def merged(requests: Requests, decisions: Decisions) -> Merged:
    """Return the requests with the accepted pairs merged; pairs that share a request become one group.

    The request that stays is the pair's `id`; in a group it is the one first named as `id` that is nobody's
    duplicate. Not merged, and said in a problem: ids that are not there, titles that are not the ones proposed,
    requests that exclude or need each other. `InputFile.rows_merged` counts the rows that went into another, and a
    note says so. The same decisions a second time change nothing.
    """
    plan = _Plan(requests, decisions)
    for row in decisions.rows:
        if row.accept:
            plan.accept(row)
    groups = plan.groups()
    columns, said = together(requests, groups)
    gone = {row: rows[0] for rows in groups for row in rows[1:]}
    ids = requests.columns["id"]
    into = {ids[row]: ids[stays] for row, stays in gone.items()}
    columns |= {name: [_links(cell, into) for cell in columns[name]] for name in _LINKS if name in columns}
    kept = [row for row in range(len(requests)) if row not in gone]
    left = replace(
        requests,
        columns={name: [cells[row] for row in kept] for name, cells in columns.items()},
        places=[requests.places[row] for row in kept],
        inputs=_counted(requests, groups, decisions.file),
        problems=(*requests.problems, *decisions.problems, *plan.problems, *said),
    )
    return Merged(left, into)


@dataclass
class _Plan:
    """Which rows become one, gathered pair by pair."""

    requests: Requests
    decisions: Decisions
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        from featurecheck.sheets.out.safe import escaped  # noqa: PLC0415 - only a merge needs it

        ids = self.requests.columns["id"]
        written = {escaped(name): row for row, name in enumerate(ids)}  # as duplicates.csv holds them
        self._row = written | {name: row for row, name in reversed(list(enumerate(ids)))}
        self._group: dict[int, list[int]] = {}
        self._named: dict[int, None] = {}  # rows in the order in which they are named as the one that stays
        self._goes: set[int] = set()
        self._apart = _apart(self.requests, self._row)

    def accept(self, decision: Decision) -> None:
        """Put the two requests of an accepted pair together, or say why not."""
        rows = [
            self._find(decision, *named)
            for named in (("id", "request"), ("duplicate_id", "duplicate_request"))
        ]
        kept, gone = rows
        if kept is None or gone is None or kept == gone:
            return
        ours, theirs = (self._group.get(row, [row]) for row in (kept, gone))
        if ours is theirs:
            return
        clash = next(
            ((one, two) for one in ours for two in theirs if frozenset((one, two)) in self._apart), None
        )
        if clash:
            self._contradicts(decision, *clash)
            return
        self._named.setdefault(kept)
        self._goes.add(gone)
        ours = [*ours, *theirs]
        self._group |= dict.fromkeys(ours, ours)

    def groups(self) -> list[list[int]]:
        """Return the rows of each group, the one that stays first, the others in the order of the file."""
        found = []
        for rows in {id(rows): rows for rows in self._group.values()}.values():
            heads = [row for row in self._named if row in rows]
            kept = next((row for row in heads if row not in self._goes), heads[0])
            found.append([kept, *sorted(row for row in rows if row != kept)])
        return sorted(found)

    def _find(self, decision: Decision, column: str, title: str) -> int | None:
        name, said = decision.cells[column], decision.cells[title]
        row = self._row.get(name)
        if row is None:
            self._unknown(decision, name)
            return None
        own = self.requests.columns["request"][row]
        if said.strip() and not _same_title(said, own):
            self._renamed(decision, name, said, own)
            return None
        return row

    def _unknown(self, decision: Decision, name: str) -> None:
        found = f"the id '{name}'" if name else "no id"
        expected = "the id of a request that was read"
        mend = "Write the id as it stands in the requests; remove the row if that request is gone. Nothing was merged."
        self.problems.append(self.decisions.problem(decision, found, expected, mend, Severity.WARNING))

    def _renamed(self, decision: Decision, name: str, said: str, own: str) -> None:
        found = f"'{_short(said)}' for {name}, which is now '{_short(own)}'"
        expected = "the request that was proposed"
        mend = "Let batch propose the pairs again, or correct the id or the title. Nothing was merged."
        self.problems.append(self.decisions.problem(decision, found, expected, mend, Severity.ERROR))

    def _contradicts(self, decision: Decision, one: int, two: int) -> None:
        names = [self.requests.columns["id"][row] for row in (one, two)]
        found = f"yes, although {names[0]} and {names[1]} exclude or need each other"
        mend = "Write no, or take the one out of the other's depends_on and excludes. They were kept apart."
        self.problems.append(
            self.decisions.problem(decision, found, "two requests that are one", mend, Severity.ERROR)
        )


def _same_title(said: str, own: str) -> bool:
    from featurecheck.sheets.out.safe import cell_text  # noqa: PLC0415 - as it was written into the file

    return fold(said) in {fold(own), fold(cell_text(own)), fold(cell_text(own.strip()))}


def _short(text: str) -> str:
    from featurecheck.sheets.cells import shortened  # noqa: PLC0415 - only a mistake needs it

    return shortened(text)


def _apart(requests: Requests, rows: Mapping[str, int]) -> set[frozenset[int]]:
    """Return the pairs of rows that exclude or need each other."""
    return {
        frozenset((row, rows[name]))
        for column in _LINKS
        for row, cell in enumerate(requests.columns.get(column, ()))
        for name in split_list(cell)
        if name in rows
    }


def _links(cell: str, stands: Mapping[str, str]) -> str:
    names = split_list(cell)
    if not any(name in stands for name in names):
        return cell
    return "; ".join(dict.fromkeys(stands.get(name, name) for name in names))


def _counted(requests: Requests, groups: Iterable[list[int]], file: str) -> tuple[InputFile, ...]:
    """Return the inputs with their merged rows counted; the note stands with the file of the request that stays."""
    gone: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    stay: Counter[str] = Counter()
    for rows in groups:
        names = [requests.places[row].file for row in rows]
        stay[names[0]] += 1
        whole[names[0]] += len(rows)
        gone.update(names[1:])
    return tuple(
        _noted(one, gone[one.name], whole[one.name], stay[one.name], file) for one in requests.inputs
    )


def _noted(source: InputFile, gone: int, whole: int, stay: int, file: str) -> InputFile:
    notes = (f"{whole:,} requests merged into {stay:,}, as {file} says",) if stay else ()
    return replace(source, rows_merged=source.rows_merged + gone, notes=(*source.notes, *notes))
