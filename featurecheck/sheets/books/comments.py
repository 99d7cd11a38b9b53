"""What people wrote as comments on the cells of an xlsx workbook: where it stands, and what could not be read.

The addresses are looked at first, in the bytes of the one part: a workbook without comments below its header, such as
the one to fill in, costs nothing more. Rows are counted from 1, columns from 0.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from featurecheck.sheets.books.capped import NotReadError, Source
from featurecheck.sheets.books.ooxml import Package
from featurecheck.sheets.books.recovery import UNREADABLE
from featurecheck.sheets.cells import letter, shortened

MOST_BYTES = 20 << 20
"""What the part with the comments may take, unpacked."""
_NAMED = 5
_ROW = re.compile(rb"\sref\s*=\s*[\"'][A-Za-z]{1,3}([0-9]{1,7})[\"']")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MEND = "Write what matters into the cells"
_WHY = {
    "memory": "they ask for more memory than their size justifies",
    "slow": "it took too long",
    "large": f"they take more than {MOST_BYTES >> 20} MiB",
}
_DAMAGED = "their part of the workbook is damaged"

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments on cells of a table: (row in the file, position in the header) -> text; and notes on all found."""

    texts: Mapping[Place, str]
    notes: tuple[str, ...] = ()


def comments(path: Path, source: Source, sheet: str, below: int) -> list[tuple[str, str | None]]:
    """Return address and text of each comment of a sheet when one stands below a row; a text is None if unreadable.

    Raises:
        NotReadError: the part is damaged or too large, or the process that reads it ended.
    """
    try:
        part = _part(path, sheet, below)
    except UNREADABLE as error:
        raise NotReadError("damaged") from error
    return source.comments(part) if part else []


def _part(path: Path, sheet: str, below: int) -> str | None:
    """Return the part that holds a comment below a row, None where there is none."""
    with zipfile.ZipFile(path) as archive:
        if not any("comment" in name.casefold() for name in archive.namelist()):
            return None
        package = Package(archive)
        part = package.comments(sheet)
        if part is None:
            return None
        with package.open(part) as file:
            data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NotReadError("large")
    if b"<!DOCTYPE" in data:
        raise NotReadError("damaged")  # no program writes one, and it may declare entities
    rows = _ROW.findall(data)
    return part if not rows or any(int(row) > below for row in rows) else None


def placed(
    said: Sequence[tuple[str, str | None]], below: int, rows: Sequence[int], letters: Sequence[str]
) -> Comments:
    """Return the comments on the cells of a table, given its row numbers and column letters.

    Those in the rows down to `below` explain the columns and are left out without a word.
    """
    there, at = set(rows), {name: position for position, name in enumerate(letters)}
    texts: dict[Place, str] = {}
    broken, beside = [], []
    for address, text in said:
        place = _place(address)
        if place is not None and place[0] <= below:
            continue
        if text is None:
            broken.append(address)
        elif place is None or place[0] not in there or letter(place[1]) not in at:
            beside.append(address)
        elif text:
            texts[place[0], at[letter(place[1])]] = text
    carrying = [f"{letters[column]}{row}" for row, column in sorted(texts)]
    return Comments(texts, tuple(_notes(carrying, beside, broken)))


def _place(address: str) -> Place | None:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return None
    column = 0
    for char in match[1]:
        column = column * 26 + ord(char) - 64
    return int(match[2]), column - 1


def _notes(carrying: Sequence[str], beside: Sequence[str], broken: Sequence[str]) -> list[str]:
    said = (
        (carrying, "found in the table"),
        (beside, "beside the table {was} not used"),
        (broken, "could not be read"),
    )
    return [counted(cells, words) for cells, words in said if cells]


def counted(cells: Sequence[str], words: str) -> str:
    """Return `2 cell comments <words>: B2, C4`; `{was}` in the words becomes `was` or `were`."""
    one = len(cells) == 1
    head = f"{len(cells):,} cell comment{'' if one else 's'} {words.format(was='was' if one else 'were')}"
    return f"{head}: {named(cells)}"


def named(cells: Sequence[str]) -> str:
    """Return the first few addresses for a sentence, and how many more there are."""
    shown = ", ".join(shortened(cell, 20) for cell in cells[:_NAMED])
    return f"{shown} and {len(cells) - _NAMED:,} more" if len(cells) > _NAMED else shown


def not_read(reason: str) -> str:
    """Return the note for comments that could not be read; the table is read all the same."""
    return f"the comments on cells were not read: {_WHY.get(reason, _DAMAGED)}. {_MEND}"
