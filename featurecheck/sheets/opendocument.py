"""How far the cells of an OpenDocument sheet reach, counted without building them."""

from __future__ import annotations

from typing import IO
from xml.parsers import expat

_CHUNK = 1 << 20


class _Extent:
    """Follows the repeat counts of rows and cells; a cell counts once it has a value or a text."""

    def __init__(self) -> None:
        self.rows = self.columns = 0  # the furthest written cell of any sheet
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
        self.rows = max(self.rows, self.row + self.repeat_row)
        self.columns = max(self.columns, self.column + self.repeat_cell)

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table-row":
            self.row += self.repeat_row
        elif kind in {"table-cell", "covered-table-cell"}:
            self.column += self.repeat_cell

    def refuse_entity(self, *_details: object) -> None:
        message = "an entity is declared"
        raise ValueError(message)


def extent(part: IO[bytes]) -> tuple[int, int]:
    """Return how many rows and columns the largest sheet of a `content.xml` spans.

    Raises:
        ValueError: the XML declares entities, or is not well-formed.
    """
    seen = _Extent()
    parser = expat.ParserCreate()
    parser.StartElementHandler = seen.start
    parser.EndElementHandler = seen.end
    parser.EntityDeclHandler = seen.refuse_entity
    try:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - the parser takes no keyword
        parser.Parse(b"", True)  # noqa: FBT003 - the parser takes no keyword
    except expat.ExpatError as error:
        message = "the XML is not well-formed"
        raise ValueError(message) from error
    return seen.rows, seen.columns
