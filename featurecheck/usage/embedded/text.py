"""Delimited text for DuckDB: encoding and dialect are found out from its beginning, lines that do not fit are reported."""

# ruff: noqa: S608 - only names made here enter the statements

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import shutil
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Problem, Severity
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.layout.header_rows import find_header
from featurecheck.sheets.refusals import refusal
from featurecheck.sheets.text.dialect import SAMPLE, declared, named, sniff, usual_width
from featurecheck.sheets.text.encoding import Encoding, find_encoding, next_encoding, refuse_binary
from featurecheck.sheets.text.readings import Dialect
from featurecheck.sheets.text.repair import DELIMITERS
from featurecheck.usage.embedded.columns import Column, literal, quoted
from featurecheck.usage.embedded.session import Session
from featurecheck.usage.embedded.sources import Source, file_pattern

_GZIP = b"\x1f\x8b"
_UTF_8 = ("utf-8", "utf-8-sig")
_EXAMPLES = 5
_MANY = 0.01  # of all lines: then it is the table that is irregular, not a line
_SOME = 100
_SEARCHED = 50  # rows among which the header is looked for
_CHUNK = 1 << 20
_WHY = {
    "MISSING COLUMNS": "too few cells",
    "TOO MANY COLUMNS": "too many cells",
    "UNQUOTED VALUE": "a quotation mark that does not close, or text after one",
    "LINE SIZE OVER MAXIMUM": "a line of more than 2 MB",
    "INVALID ENCODING": "bytes that are no UTF-8",
}


class IrregularTextError(FeatureCheckError):
    """Too many lines of a text do not fit its header; the tolerant reader of sheets can mend a small one."""


@dataclass(frozen=True)
class TextFile:
    """A text file as DuckDB reads it: `plain` is the file or its copy in UTF-8, decompressed where it had to be."""

    path: Path
    plain: Path
    zipped: bool
    encoding: Encoding
    source: Source
    rejects: str  # the table of the lines that do not fit

    @property
    def name(self) -> str:
        """Return what to call it."""
        return self.source.name


def open_text(session: Session, path: Path, delimiter: str | None, encoding: str | None) -> TextFile:
    """Return a delimited text file, plain or gzip, as a source of text columns.

    Raises:
        FeatureCheckError: it is no text, or what was given is no encoding or delimiter.
        IrregularTextError: its quotation marks follow no rule that DuckDB knows.
    """
    with path.open("rb") as file:
        zipped = file.read(2) == _GZIP
    if zipped and encoding is None:
        return _sourced(path, path, Encoding("utf-8", "UTF-8"), delimiter, zipped=True)
    plain = _unzipped(session, path) if zipped else path
    found = find_encoding(plain, encoding)
    if found.codec in _UTF_8:
        return _sourced(path, plain, found, delimiter)
    return _transcoded(session, path, plain, found, delimiter)


def in_next_encoding(session: Session, text: TextFile, delimiter: str | None) -> TextFile:
    """Return a file whose bytes turned out to be no UTF-8, read in the encoding it is most likely written in."""
    plain = _unzipped(session, text.path) if text.zipped else text.plain
    return _transcoded(session, text.path, plain, next_encoding(plain, text.encoding), delimiter)


def _unzipped(session: Session, path: Path) -> Path:
    target = _fresh(session)
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, _CHUNK)
    except (EOFError, gzip.BadGzipFile) as error:
        raise refusal(path, "the compressed file is damaged or was cut off. Compress it again") from error
    return target


def _fresh(session: Session) -> Path:
    return session.folder / f"text-{len(list(session.folder.glob('text-*')))}"


def _transcoded(
    session: Session, path: Path, plain: Path, encoding: Encoding, delimiter: str | None
) -> TextFile:
    target = _fresh(session)
    try:
        with encoding.open(plain) as source, target.open("w", encoding="utf-8", newline="") as copy:
            shutil.copyfileobj(source, copy, _CHUNK)
    except (
        UnicodeDecodeError
    ):  # what was told, or seemed so, does not fit every byte: the next one replaces these
        return _transcoded(session, path, plain, next_encoding(plain, encoding), delimiter)
    return _sourced(path, target, encoding, delimiter)


def _sourced(
    path: Path, plain: Path, encoding: Encoding, delimiter: str | None, *, zipped: bool = False
) -> TextFile:
    sample = _sample(path, plain, zipped=zipped)
    said = declared(sample)
    above = 1 if said else 0
    sample = sample[said[1] :] if said else sample
    told = named(delimiter) if delimiter is not None else said[0] if said else None
    dialect = sniff(sample, told)
    if dialect.lenient:
        raise IrregularTextError(
            f"{shortened(path.name, 120)}: quotation marks inside its cells are not doubled. Export it again with "
            "standard quotation marks, or as Parquet."
        )
    header, skip = _header(path, sample, dialect)
    usual = usual_width(sample, dialect)
    columns = tuple(
        Column(quoted(f"c{at}"), header[at] if at < len(header) else "", "VARCHAR")
        for at in range(max(usual, len(header)))
    )
    rejects = f"rejects_{hashlib.sha256(str(plain).encode()).hexdigest()[:16]}"
    options = _options(dialect, columns, above + skip, zipped=zipped, padded=usual < len(header))
    sql = f"read_csv(?, {options}, rejects_table = '{rejects}', rejects_scan = '{rejects}_scan')"
    notes = (f"encoding {encoding.label}", f"cells separated by {_words(dialect)}")
    source = Source(shortened(path.name, 120), sql, (file_pattern(plain),), columns, notes)
    return TextFile(path, plain, zipped, encoding, source, rejects)


def _words(dialect: Dialect) -> str:
    return DELIMITERS.get(dialect.delimiter, f"'{dialect.delimiter}'")


def _sample(path: Path, plain: Path, *, zipped: bool) -> str:
    """Return the beginning of a file up to the end of a line."""
    try:
        with gzip.open(plain, "rb") if zipped else plain.open("rb") as file:
            head = file.read(SAMPLE)
            more = bool(file.read(1))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise refusal(path, "the compressed file is damaged or was cut off. Compress it again") from error
    text = head.decode("utf-8-sig", "replace")
    refuse_binary(path, text)
    end = max(text.rfind("\n"), text.rfind("\r"))
    return text[: end + 1] if more and end > 0 else text


def _header(path: Path, sample: str, dialect: Dialect) -> tuple[list[str], int]:
    """Return the header's cells and how many lines of the file go before the first row of data."""
    reader = csv.reader(
        io.StringIO(sample, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.spaced,
        escapechar="\\" if dialect.escape else None,
    )
    rows = [(row, reader.line_num) for row in islice(reader, _SEARCHED)]
    at = find_header([row for row, _ in rows])
    if at is None:
        raise refusal(path, "the file holds no text, only blanks. Export it again")
    return rows[at]


def _options(dialect: Dialect, columns: Sequence[Column], skip: int, *, zipped: bool, padded: bool) -> str:
    """Return the dialect as DuckDB's options; nothing is left to its own guessing."""
    types = ", ".join(f"{literal(f'c{at}')}: 'VARCHAR'" for at in range(len(columns)))
    return (
        f"auto_detect = false, header = false, skip = {skip}, columns = {{{types}}}, "
        f"delim = {literal(dialect.delimiter + (' ' if dialect.spaced else ''))}, quote = {literal(dialect.quote)}, "
        f"escape = {literal(chr(92) if dialect.escape else dialect.quote)}, hive_partitioning = false, "
        f"compression = '{'gzip' if zipped else 'none'}', null_padding = {str(padded).lower()}, "
        "store_rejects = true, rejects_limit = 0"
    )


def wrong_bytes(session: Session, text: TextFile) -> bool:
    """Tell whether a line was rejected because its bytes are no UTF-8."""
    sql = f"select count(*) from {text.rejects} where error_type = 'INVALID ENCODING'"
    return bool(session.rows(sql)[0][0])


def rejected(session: Session, text: TextFile, read: int) -> tuple[int, tuple[Problem, ...]]:
    """Return how many lines were left out because they do not fit the header, and the first of them as problems.

    Args:
        session: the one that has read the file.
        text: the file.
        read: how many of its rows were read.

    Raises:
        IrregularTextError: there are so many that the table must be understood in another way.
    """
    lines = session.rows(
        f"select min(byte_position), min(line_byte_position), min(error_type)::varchar, min(csv_line) "
        f"from {text.rejects} group by line order by line limit {_EXAMPLES}"
    )
    count = session.rows(f"select count(distinct line) from {text.rejects}")[0][0]
    if count > max(_SOME, _MANY * read) or (count and not read):
        why = _WHY.get(lines[0][2], "cells that do not fit")
        raise IrregularTextError(
            f"{text.name}: {count:,} of {count + read:,} lines do not fit the {len(text.source.columns)} columns of its "
            f"header, the first with {why}: {shortened(lines[0][3])}. Export it again with standard quotation marks, "
            "or as Parquet."
        )
    numbers = _line_numbers(text, [line[1] for line in lines])
    found = [_problem(text, number, *line[2:]) for number, line in zip(numbers, lines, strict=True)]
    return count, (*found, *([_rest(text, count - len(found))] if count > len(found) else []))


def _problem(text: TextFile, line: int, error: str, cells: str) -> Problem:
    why = _WHY.get(error, "cells that do not fit")
    return Problem(
        file=text.name,
        sheet=None,
        row=line,
        cell=None,
        column=None,
        found=f"{shortened(cells.strip())} ({why})",
        expected=f"{len(text.source.columns)} cells, as in the header",
        mend="mend the line; it was not counted",
        severity=Severity.WARNING,
    )


def _rest(text: TextFile, more: int) -> Problem:
    found = f"{more:,} more lines that do not fit the header"
    expected, mend = "cells as in the header", "mend them; they were not counted"
    return Problem(text.name, None, None, None, None, found, expected, mend, Severity.WARNING)


def _line_numbers(text: TextFile, positions: Sequence[int]) -> list[int]:
    """Return the lines, from 1, of places in a file; DuckDB counts rows, of which one may have several lines."""
    if not positions:
        return []
    numbers, wanted, line, place = [], sorted(positions), 1, 1
    with gzip.open(text.plain, "rb") if text.zipped else text.plain.open("rb") as file:
        for content in file:
            place += len(content)
            while wanted and wanted[0] < place:
                numbers.append(line)
                wanted.pop(0)
            if not wanted:
                break
            line += 1
    return numbers + [line] * len(wanted)
