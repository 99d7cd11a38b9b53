"""What a reader hands on: a table of text together with everything it decided, left out and could not align."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from featurecheck.intake import Problem, Table


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a person says about a sheet that is else found out; None leaves it to the reader.

    `mapping` is header -> column, `sheet` a sheet's name, `table` the number of a table from 1 on, `encoding` and
    `delimiter` those of a text file, `date_order` what stands first in dates: "day", "month" or "year".
    """

    mapping: Mapping[str, str] | None = None
    sheet: str | None = None
    table: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    date_order: str | None = None

    def where(self) -> dict[str, Any]:
        """Return what `tables.read` takes, without what was not said."""
        said = {
            "sheet": self.sheet,
            "table": self.table,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
        }
        return {name: value for name, value in said.items() if value is not None}


FOUND_OUT = ReadAs()
"""Nothing was said: everything is found out."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows of a file that are no data of the table: why, and their 1-based numbers in the file."""

    reason: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class FileTable(Table):
    """A table read from a file.

    `kind` is the file's kind by its content (`xlsx`, `xlsb`, `xls`, `ods`, `text`); `encoding` and `delimiter` are None
    for a workbook. `raw_header` holds the header's cells as they stand, several header rows joined by a blank; it is
    empty when the table has no header row. `header_rows` are the 1-based rows it stands in. `other_tables` describes in words each further table of the same sheet.
    `comments` holds what people wrote on cells: (row number in the file, position in `header`) -> text.
    """

    sha256: str = ""
    kind: str = "text"
    encoding: str | None = None
    delimiter: str | None = None
    raw_header: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    other_tables: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
