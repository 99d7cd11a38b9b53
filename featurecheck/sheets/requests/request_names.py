"""Whether the cells of a column of names are names: numbers and yes or no are not, and `;` stands between two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.recognise import Match
from featurecheck.sheets.requests.request_rows import Rows

_NUMBER = re.compile(r"[\d.,' \u00a0\u202f]*\d")
_YES_NO = re.compile(r"yes|no|y|n|x|true|false|ja|nein|oui|non|s[ií]|[01]", re.IGNORECASE)
_UNLIKE = (  # where all cells look like this, and some are shorter than that, they are no names
    ("requesters", _NUMBER, 4, "numbers"),  # from four digits on it may be the number of an account
    ("competitor", _YES_NO, 6, "yes or no"),
)
_COMMA = re.compile(r",\s+")


def checked_names(rows: Rows, columns: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the columns of names; one that holds counts, or only yes and no, is reported and read as empty.

    A column that `--map` named is taken as it stands.
    """
    changed = {}
    for name, shape, shortest, what in _UNLIKE:
        match, texts = rows.match(name), columns.get(name, [])
        first = next((text for text in texts if text), "")
        if match is None or match.how == "map" or not shape.fullmatch(first):
            continue  # a long column is seldom looked through
        said = {text for text in texts if text}
        if all(map(shape.fullmatch, said)) and min(map(len, said)) < shortest:
            _complain(rows, match, what, first)
            changed[name] = [""] * len(texts)
    return changed


def note_separators(rows: Rows, columns: Mapping[str, list[str]]) -> None:
    """Say how the names in the cells of `requesters` are told apart, where a reader may expect something else."""
    match = rows.match("requesters")
    texts = [] if match is None or match.more else columns.get("requesters", [])
    parted = [text for text in texts if ";" in text and ";" in text.strip("; ")]
    if parted:
        _note(
            rows, f"';' stands between two names in {_cells(len(parted))}, such as '{shortened(parted[0])}'"
        )
    listed = _listed(texts)
    if listed:
        _note(
            rows,
            f"a comma does not separate names, because of names such as 'Acme, Inc.': '{shortened(listed)}' is one name; "
            "where they are several, write ';' between them",
        )


def _note(rows: Rows, words: str) -> None:
    rows.notes.append(f"requesters: {words}")


def _cells(count: int) -> str:
    return f"{count:,} {'cell' if count == 1 else 'cells'}"


def _listed(texts: Sequence[str]) -> str | None:
    """Return a cell with commas of which a part stands alone in another cell."""
    several = [text for text in texts if "," in text]
    whole = {text.casefold() for text in texts if "," not in text} if several else set()
    for text in several if whole - {""} else ():
        parts = _COMMA.split(text)
        if len(parts) > 1 and any(part.casefold() in whole for part in parts):
            return text
    return None


def _complain(rows: Rows, match: Match, what: str, shown: str) -> None:
    expected = "names of accounts" if match.name == "requesters" else "names of competitors"
    said = f'say --map "{shortened(match.header)}={match.name}"'
    rows.complain(
        None,
        match.name,
        f"only {what} in '{shortened(match.header)}', such as '{shortened(shown)}'",
        expected,
        f"Write the names; if these are names, {said}. The column was read as empty.",
    )
