"""Rows of one idea as one request: an export with a row for every voter counts ideas, not rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.header_text import fold
from featurecheck.sheets.headers.vendors import Vendor
from featurecheck.sheets.requests.request_rows import Rows
from featurecheck.words import counted


@dataclass(frozen=True)
class Folded:
    """Ideas in the order of their first rows: their columns, how many rows were folded away, headers of new columns."""

    columns: dict[str, list[str]]
    merged: int
    made: dict[str, int]  # column -> the position in the header of what it was made from


def groups_of(ids: Sequence[str]) -> list[list[int]]:
    """Return the positions of the rows of each idea, ideas in the order of their first rows.

    A row without an id is an idea of its own.
    """
    groups: list[list[int]] = []
    seen: dict[str, list[int]] = {}
    for position, given in enumerate(ids):
        group = seen.get(given) if given else None
        if group is None:
            group = []
            groups.append(group)
            if given:
                seen[given] = group
        group.append(position)
    return groups


def distinct(names: Iterable[str]) -> list[str]:
    """Return every name once, in its first spelling; case and blanks do not tell two names apart, "" is none."""
    found: dict[str, str] = {}
    for name in names:
        text = " ".join(name.split())
        if text:
            found.setdefault(text.casefold(), text)
    return list(found.values())


def fold_ideas(rows: Rows, columns: dict[str, list[str]], own: Vendor) -> Folded:
    """Return one row an idea; `rows` keeps the first row of each.

    Votes are those the export counts, else the voters told apart; requesters are the accounts, else the voters, as the
    export names them.
    """
    groups = groups_of(columns["id"])
    merged = len(columns["id"]) - len(groups)
    voters, at_voter = _voters(rows, own)
    _report_titles(rows, columns["request"], columns["id"], groups)
    _note_unlike(rows, columns, groups)
    folded = {name: [_first(texts, group) for group in groups] for name, texts in columns.items()}
    made: dict[str, int] = {}
    if at_voter is not None:
        if "votes" not in columns:
            folded["votes"], made["votes"] = [str(len(_among(voters, group))) for group in groups], at_voter
        if "requesters" not in columns:
            folded["requesters"], made["requesters"] = (
                ["; ".join(_among(voters, group)) for group in groups],
                at_voter,
            )
    if "requesters" in columns:
        folded["requesters"] = ["; ".join(_named(columns["requesters"], group)) for group in groups]
    rows.kept = [rows.kept[group[0]] for group in groups]
    rows.numbers = range(1, len(groups) + 1)
    _note_folding(rows, merged, len(groups), made)
    return Folded(folded, merged, made)


def _voters(rows: Rows, own: Vendor) -> tuple[list[str], int | None]:
    """Return who voted in each row, by the surest column that says so, and the position of the surest column."""
    folded = [fold(header) for header in rows.table.header]
    found = [folded.index(header) for header in own.voters if header in folded]
    voters = [""] * len(rows.kept)
    for position in found:
        voters = [known or text for known, text in zip(voters, rows.texts(position), strict=True)]
    return voters, found[0] if found else None


def _among(texts: Sequence[str], group: Sequence[int]) -> list[str]:
    return distinct(texts[position] for position in group)


def _named(texts: Sequence[str], group: Sequence[int]) -> list[str]:
    return distinct(name for position in group for name in texts[position].split(";"))


def _first(texts: Sequence[str], group: Sequence[int]) -> str:
    return next((texts[position] for position in group if texts[position]), "")


def _report_titles(
    rows: Rows, titles: Sequence[str], ids: Sequence[str], groups: Sequence[Sequence[int]]
) -> None:
    for group in groups:
        other = next((at for at in group if titles[at] != titles[group[0]]), None)
        if other is not None:
            rows.complain(
                rows.kept[other],
                "request",
                f"'{shortened(titles[other])}', but '{shortened(titles[group[0]])}' in an earlier row of "
                f"'{shortened(ids[other])}'",
                "one title for all rows of an idea",
                "Give the other idea an id of its own, or write the same title. The first title was taken.",
            )


def _note_unlike(rows: Rows, columns: dict[str, list[str]], groups: Sequence[Sequence[int]]) -> None:
    many = [group for group in groups if len(group) > 1]
    for name, texts in columns.items():
        if name not in {"id", "request", "requesters"}:
            unlike = sum(len({texts[at] for at in group} - {""}) > 1 for group in many)
            if unlike:
                rows.notes.append(
                    f"{name} differs between the rows of {counted(unlike, 'idea')}: the first was taken"
                )


def _note_folding(rows: Rows, merged: int, ideas: int, made: dict[str, int]) -> None:
    if merged:
        rows.notes.append(
            f"{counted(merged, 'row')} folded into others: {merged + ideas:,} rows, {counted(ideas, 'idea')}"
        )
    rows.notes += [
        f"{name} {'are the voters told apart' if name == 'votes' else 'are the voters'} in '{shortened(rows.table.header[at])}'"
        for name, at in made.items()
    ]
