"""A close look at the parts of a workbook before, or instead of, parsing it: why it would ask for all the memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from featurecheck.sheets.refusals import check_extent, damaged, refusal, too_long

_CHUNK = 1 << 20
_LONGEST_RUN = 4 << 20
_MOST_LOOKED_AT = 256 << 20  # bytes; whoever asks waits for the answer
_MOST_LETTERS = 7  # of a column; three are in use, and the number grows with each

_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\sr\s*=\s*["'](\d+)["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ANY_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")

Extent = tuple[int, int, int]


def examine(path: Path, archive: zipfile.ZipFile, kind: str) -> list[Extent]:
    """Return the rows, columns and written cells of each sheet.

    Raises:
        FeatureCheckError: a sheet is larger than any real one, or a part is not what a spreadsheet program writes.
        ValueError: a part is cut off, or not well-formed.
    """
    if kind == "ods":
        return _open_document(path, archive)
    return _binary(path, archive) if kind == "xlsb" else list(_scan(path, archive))


def _open_document(path: Path, archive: zipfile.ZipFile) -> list[Extent]:
    from featurecheck.sheets.books.opendocument import extent  # noqa: PLC0415 - the XML parser is needed for this kind only

    with archive.open("content.xml") as part:
        rows, columns, written = extent(part)
    check_extent(path, rows, columns, rows)
    return [(rows, columns, written)]


def _binary(path: Path, archive: zipfile.ZipFile) -> list[Extent]:
    from featurecheck.sheets.books.binarysheet import extent  # noqa: PLC0415 - for this kind only

    extents = []
    for part in archive.infolist():
        if "worksheets/" in part.filename.casefold() and part.filename.casefold().endswith(".bin"):
            with archive.open(part) as file:
                extents.append(extent(file))
            check_extent(path, *extents[-1])
    return extents


def _scan(path: Path, archive: zipfile.ZipFile) -> Iterator[Extent]:
    left = _MOST_LOOKED_AT
    for part in archive.infolist():
        left -= part.file_size
        if left < 0:
            return
        with archive.open(part) as file:
            if is_markup(path, file.read(_CHUNK)):
                file.seek(0)
                yield _scan_part(path, file)


def is_markup(path: Path, head: bytes) -> bool:
    """Tell whether a part is XML by its content, whatever its name.

    Raises:
        FeatureCheckError: it is two-byte text, which a look at single bytes would not see through.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        raise damaged(path)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"<", b""}


def check_entities(path: Path, chunk: bytes) -> None:
    """Refuse a part that declares entities.

    Raises:
        FeatureCheckError: it does.
    """
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
        raise refusal(
            path, "the workbook declares XML entities, as no spreadsheet program does. Save it again as .xlsx"
        )


def _scan_part(path: Path, file: IO[bytes]) -> Extent:
    last_row, letters = 0, {b""}
    rows = columns = written = 0
    for chunk in _whole_tags(path, file):
        check_entities(path, chunk)
        found = _CELL.findall(chunk)
        letters.update(column for column, _ in found)
        last_row = max(map(int, {row for _, row in found} | set(_ROW.findall(chunk)) | {last_row}))
        rows += len(_ANY_ROW.findall(chunk))
        written += len(_ANY_CELL.findall(chunk))
        columns = max(map(_column, letters))
        check_extent(path, max(rows, last_row), columns, written)
    return max(rows, last_row), columns, written


def _whole_tags(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    """Yield pieces that end before a tag, so that none is cut in two."""
    rest = b""
    while chunk := file.read(_CHUNK):
        joined = rest + chunk
        cut = max(joined.rfind(b"<"), 0)
        if len(joined) - cut > _LONGEST_RUN:
            raise too_long(path)
        yield joined[:cut]
        rest = joined[cut:]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for char in letters[:_MOST_LETTERS].upper():
        number = number * 26 + char - 64
    return number
