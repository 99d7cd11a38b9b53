"""OpenDocument sheets: how far their cells reach, and what calamine loses of them. Nothing is built but what is found."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from featurecheck.sheets.books.ooxml import refuse_entity
from featurecheck.sheets.books.recovery import UNREADABLE, Places, Recovered

_CHUNK = 1 << 20
_MOST_FOUND = 2_000_000  # cells told one by one, where four bytes each are enough
_MOST_TOLD = 300_000  # the same with a text or place of their own
_WORTH_A_WALK = re.compile(
    rb'value-type="(?:percentage|error|time)"|number-rows-spanned="(?!1")|:formula=|value-type=\''
)


class _Extent:
    """Follows the repeat counts of rows and cells; a cell counts once it has a value or a text."""

    def __init__(self) -> None:
        self.rows = self.columns = 0  # the furthest written cell of any sheet
        self.cells = 0
        self.row = self.column = 0
        self.repeat_row = self.repeat_cell = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table":
            self.row = 0
        elif kind == "table-row":
            self.repeat_row = int(attributes.get("table:number-rows-repeated", "1"))
            self.column = 0
        elif kind in {"table-cell", "covered-table-cell"}:
            self.repeat_cell = int(attributes.get("table:number-columns-repeated", "1"))
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.written()
        elif kind == "p":
            self.written()

    def written(self) -> None:
        self.cells += 1
        self.rows = max(self.rows, self.row + self.repeat_row)
        self.columns = max(self.columns, self.column + self.repeat_cell)

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table-row":
            self.row += self.repeat_row
        elif kind in {"table-cell", "covered-table-cell"}:
            self.column += self.repeat_cell

    def text(self, _data: str) -> None:
        """Ignore what the cells say."""


class _Losses(_Extent):
    """Notes the cells of one sheet that calamine gives otherwise than a person sees them."""

    def __init__(self, sheet: str) -> None:
        super().__init__()
        self.sheet, self.inside = sheet, False
        self.found = Recovered()
        self.told = 0
        self.error: list[str] | None = None  # the text of the error cell being read

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if name == "table:table":
            self.inside = attributes.get("table:name") == self.sheet
        elif self.inside and name == "table:table-cell":
            self.cell(attributes)

    def cell(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("office:value-type")
        if attributes.get("calcext:value-type") == "error":
            self.error = []
        elif kind == "percentage":
            self.many(self.found.percents)
        elif kind == "time":
            self.many(self.found.durations)
        elif kind is None and "table:formula" in attributes:
            self.found.not_computed.extend(self.places())
        span = int(attributes.get("table:number-rows-spanned", "1"))
        if span > 1 and attributes.get("table:number-columns-spanned", "1") == "1":
            self.found.merged.append((self.row, self.row + span - 1, self.column))

    def many(self, found: Places) -> None:
        for row, column in self.places(short=True):
            found.add(column, [row])

    def places(self, *, short: bool = False) -> Iterator[tuple[int, int]]:
        count = max(self.repeat_row, 0) * max(self.repeat_cell, 0)
        self.told += count
        told = len(self.found.errors) + len(self.found.not_computed) + count
        if self.told > _MOST_FOUND or (told > _MOST_TOLD and not short):
            message = "more cells than are worth telling"
            raise ValueError(message)
        for row in range(self.row, self.row + self.repeat_row):
            for column in range(self.column, self.column + self.repeat_cell):
                yield row, column

    def text(self, data: str) -> None:
        if self.error is not None:
            self.error.append(data)

    def end(self, name: str) -> None:
        if name == "table:table-cell" and self.error is not None:
            said = "".join(self.error).strip() or "#ERR!"
            self.found.errors += [(row, column, said) for row, column in self.places()]
            self.error = None
        super().end(name)


def extent(part: IO[bytes]) -> tuple[int, int, int]:
    """Return how many rows and columns the sheets of a `content.xml` span at most, and how many cells are written.

    Raises:
        ValueError: the XML declares entities, or is not well-formed.
    """
    seen = _Extent()
    _walk(part, seen)
    return seen.rows, seen.columns, seen.cells


def recovered(path: Path, sheet: str) -> Recovered:
    """Return what calamine loses of an ods sheet; a part that cannot be read is not searched."""
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("content.xml") as part:
                if not _any(part, _WORTH_A_WALK.search):
                    return Recovered()
            losses = _Losses(sheet)
            with archive.open("content.xml") as part:
                _walk(part, losses)
            return losses.found
    except UNREADABLE:
        return Recovered(searched=False)


def _any(part: IO[bytes], search: Callable[[bytes], object]) -> bool:
    rest = b""
    while chunk := part.read(_CHUNK):
        if search(rest + chunk):
            return True
        rest = chunk[-64:]
    return False


def _walk(part: IO[bytes], seen: _Extent) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = seen.start
    parser.EndElementHandler = seen.end
    parser.EntityDeclHandler = refuse_entity
    if isinstance(seen, _Losses):
        parser.CharacterDataHandler = seen.text
    try:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - the parser takes no keyword
        parser.Parse(b"", True)  # noqa: FBT003 - the parser takes no keyword
    except expat.ExpatError as error:
        message = "the XML is not well-formed"
        raise ValueError(message) from error
