"""What a reader hands on: a table of text together with everything it decided, left out and could not align."""

from __future__ import annotations

from dataclasses import dataclass

from featurecheck.model import Problem, Table


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
    empty when the table has no header row. `other_tables` describes in words each further table of the same sheet.
    """

    sha256: str = ""
    kind: str = "text"
    encoding: str | None = None
    delimiter: str | None = None
    raw_header: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    other_tables: tuple[str, ...] = ()
