"""Delimited text: which encoding, which delimiter, where the cells begin and end."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from featurecheck.sheets.guards import MAX_CELLS, MAX_ROWS, refusal
from featurecheck.sheets.headers import known_count
from featurecheck.sheets.layout import is_remark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Grid = list[list[str]]

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE = 65_536
_SAMPLE_ROWS = 60
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_SPACED_QUOTE = re.compile(r'[,;|\t] +"(?!")')
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MANY_CONTROLS = 0.02


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a text are told apart."""

    delimiter: str
    spaced: bool = False  # a blank stands between the delimiter and the quotation mark


def read_delimited(path: Path) -> tuple[Grid, list[str]]:
    """Return the rows of a delimited file as text, and in words how they were read.

    Raises:
        FeatureCheckError: the file is binary, or has more rows than a sheet can have.
    """
    text, notes = decode(path, path.read_bytes())
    declared = _SEPARATOR_LINE.match(text)
    if declared and declared[1] in _DELIMITERS:
        text = text[declared.end() :]
        dialect = Dialect(declared[1], spaced=bool(_SPACED_QUOTE.search(text[:_SAMPLE])))
    else:
        dialect = sniff(text)
    rows, stray = _parse(text, dialect)
    if len(rows) > MAX_ROWS or sum(map(len, rows)) > MAX_CELLS:
        raise refusal(
            path, f"it has more than {MAX_ROWS:,} rows or 60 million cells. Split it into smaller files"
        )
    if max(map(len, rows), default=0) > 1:
        notes.append(
            f"cells separated by {_DELIMITERS[dialect.delimiter]}"
            + (", as its first line says" if declared else "")
        )
    if stray:
        notes.append("a quotation mark is opened and never closed: such marks were kept as text")
    return rows, notes


def decode(path: Path, data: bytes) -> tuple[str, list[str]]:
    """Return the text of a file and a note that names its encoding: by its mark, else UTF-8, else Windows-1252."""
    encoding, label = _marked(data) or _unmarked(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            text = data.decode(encoding, errors="replace")
            label += f" with {text.count(chr(0xFFFD)):,} unreadable characters"
        else:
            text, label = _western(data)
    if "\0" in text or len(_CONTROL.findall(text, 0, _SAMPLE)) > _MANY_CONTROLS * min(len(text), _SAMPLE):
        raise refusal(path, "this is a binary file, not text. Export the table as CSV or .xlsx")
    return text, [f"encoding {label}"]


def _marked(data: bytes) -> tuple[str, str] | None:
    return next(((encoding, label) for mark, encoding, label in _MARKS if data.startswith(mark)), None)


def _unmarked(data: bytes) -> tuple[str, str]:
    """UTF-16 without its mark shows as a zero in every other byte of Western text."""
    head = data[:_SAMPLE]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = head[start::2]
        if half.count(0) > 0.3 * len(half) and head[1 - start :: 2].count(0) == 0:
            return encoding, "UTF-16"
    return "utf-8", "UTF-8"


def _western(data: bytes) -> tuple[str, str]:
    text = data.decode("cp1252", errors="replace")
    lost = text.count("\ufffd")
    unreadable = f", {lost:,} characters unreadable" if lost else ""
    return text, f"Windows-1252 (the file is not UTF-8{unreadable}; check names with accents)"


def sniff(text: str) -> Dialect:
    """Return the delimiter under which a header is recognised and most rows are as wide as it."""
    sample = text[:_SAMPLE]
    spaced = bool(_SPACED_QUOTE.search(sample))
    dialects = [Dialect(delimiter, spaced=spaced) for delimiter in _DELIMITERS]
    return max(dialects, key=lambda dialect: _fit(sample, dialect))


def _fit(sample: str, dialect: Dialect) -> tuple[int, float, float]:
    rows = list(
        islice(
            (row for row in _reader(sample, dialect, strict=False) if any(row) and not is_remark(row)),
            _SAMPLE_ROWS,
        )
    )
    if not rows:
        return 0, 0.0, 0.0
    width, times = Counter(map(len, rows)).most_common(1)[0]
    header = max(rows, key=lambda row: (known_count(row), len(row) == width))
    same = sum(len(row) == len(header) for row in rows) / len(rows)
    known = known_count(header)
    if known == 0:
        return 0, times / len(rows) if width > 1 else 0.5 * times / len(rows), float(width)
    return known, same, float(len(header))


def _reader(text: str, dialect: Dialect, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        skipinitialspace=dialect.spaced,
        strict=strict,
    )


def _parse(text: str, dialect: Dialect) -> tuple[Grid, bool]:
    """Return the rows; a quotation mark that is opened and never closed is text, and the row keeps its cells."""
    try:
        return list(_reader(text, dialect, strict=True)), False
    except csv.Error:
        return _tolerant(text, dialect)


def _tolerant(text: str, dialect: Dialect) -> tuple[Grid, bool]:
    mark = re.escape(dialect.delimiter)
    blank = " *" if dialect.spaced else ""
    field = re.compile(rf'{blank}"((?:[^"]|"")*+)"(?={mark}|\r|\n|\Z)|([^{mark}\r\n]*)')
    end = re.compile(rf"{mark}|\r\n|\r|\n|\Z")
    rows: Grid = []
    row: list[str] = []
    position, stray = 0, False
    while position < len(text):
        found = field.match(text, position)
        separator = end.match(text, found.end()) if found else None
        if (
            found is None or separator is None
        ):  # cannot happen: the second half of each pattern matches anything
            break
        quoted = found[1] is not None
        stray = stray or (not quoted and found[2].lstrip().startswith('"'))
        row.append(found[1].replace('""', '"') if quoted else found[2])
        position = separator.end()
        if separator[0] != dialect.delimiter or position >= len(text):
            rows.append([] if row == [""] else row)
            row = []
    return rows, stray
