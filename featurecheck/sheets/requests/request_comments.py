"""Where the comments on a request's cells go: on an answer to its source, else to the description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from featurecheck.sheets.books.comments import counted
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.kinds import SUFFIXED
from featurecheck.sheets.requests.request_rows import Rows

_DESCRIPTION = "description"
_SOURCE = " source"
_OF_AN_ANSWER = {
    column: f"{name}{_SOURCE}"
    for name in SUFFIXED
    for column in (name, f"{name} evidence", f"{name}{_SOURCE}")
}
_PLAIN = ("request", _DESCRIPTION)


@dataclass
class _Used:
    sources: list[str] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        said = (
            (self.sources, "{was} taken as the source of an answer"),
            (self.described, "{was} added to the description"),
            (self.unused, "{was} not used (row or column not read)"),
        )
        return (counted(cells, words) for cells, words in said if cells)


def with_comments(rows: Rows, columns: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the columns that the comments on kept rows were added to; how many went where becomes a note.

    A comment on an answer, its evidence or its source is one more source; one on any other recognised column is a line
    of the description that names the column.
    """
    comments: Mapping[tuple[int, int], str] = getattr(rows.table, "comments", {})
    changed: dict[str, list[str]] = {}
    if not comments:
        return changed
    table, used = rows.table, _Used()
    kept = {table.row_numbers[at]: number for number, at in enumerate(rows.kept)}
    names = {at: match.name for match in rows.recognised.matches for at in (match.position, *match.more)}
    for (row, at), text in sorted(comments.items()):
        cell = f"{table.letters[at]}{row}"
        if row not in kept or at not in names:
            used.unused.append(cell)
            continue
        target = _OF_AN_ANSWER.get(names[at], _DESCRIPTION)
        (used.described if target == _DESCRIPTION else used.sources).append(cell)
        if target not in changed:
            changed[target] = list(columns.get(target, [""] * len(kept)))
        between, said = _said(target, names[at], table.header[at], text)
        there = changed[target][kept[row]]
        changed[target][kept[row]] = f"{there}{between}{said}" if there else said
    rows.notes += used.notes()
    return changed


def _said(target: str, name: str, header: str, text: str) -> tuple[str, str]:
    """Return what stands before the text where there is something already, and the text."""
    if target != _DESCRIPTION:
        return "; ", " ".join(text.split())
    return "\n", f"Comment: {text}" if name in _PLAIN else f"Comment on {shortened(header)}: {text}"
