"""Sheets of an old workbook (xls): the error cells and percent signs calamine loses.

An xls file is a small file system (OLE): its sectors are chained by a table. The stream `Workbook` is a list of
records: kind and size, two bytes each, then the content. Numbers are little-endian; everything read is checked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from featurecheck.sheets.books.ooxml import PERCENTAGES
from featurecheck.sheets.books.recovery import UNREADABLE, Recovered
from featurecheck.sheets.cells import is_percent

_MOST = 256 << 20
_END = 0xFFFFFFFA  # from here on a number is no sector
_HEADER, _ENTRY = 512, 128
_SECTORS = {
    b"\x09\0\x06\0": (512, 64),
    b"\x0c\0\x06\0": (4096, 64),
}  # the sizes there are, and how they are said
_NAMES = ("Workbook", "Book")
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_BOF, _EOF, _SHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205

Record = tuple[int, int, bytes]  # where it begins, its kind, its content


def recovered(path: Path, sheet: str) -> Recovered:
    """Return the error cells and percentages of an xls sheet; what cannot be read is not searched."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST)
        stream = _workbook(data)
        starts, percents = _globals(stream)
        return _cells(stream, starts[sheet], percents)
    except (*UNREADABLE, struct.error):
        return Recovered(searched=False)


def _workbook(data: bytes) -> bytes:
    """Return the stream of records; a small one lies in small sectors inside the stream of the first entry."""
    size, small = _SECTORS[data[30:34]]
    first_directory, least, small_table = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    table, body = _table(data, size), data[_HEADER:]
    directory = _chained(body, size, table, first_directory)
    for at in range(0, len(directory), _ENTRY):
        entry = directory[at : at + _ENTRY]
        name = entry[: max(int.from_bytes(entry[64:66], "little") - 2, 0)].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", entry, 116)
        if name in _NAMES and length >= least:
            return _chained(body, size, table, start)[:length]
        if name in _NAMES:
            numbers = _chained(body, size, table, small_table)
            inner = list(struct.unpack(f"<{len(numbers) // 4}I", numbers))
            holder = _chained(body, size, table, struct.unpack_from("<I", directory, 116)[0])
            return _chained(holder, small, inner, start)[:length]
    message = "no stream of records"
    raise ValueError(message)


def _table(data: bytes, size: int) -> list[int]:
    """Return which sector follows which; where the table itself lies is said in the header, and in a chain of its own."""
    holders = list(struct.unpack_from("<109I", data, 76))
    following, count = struct.unpack_from("<II", data, 68)
    for _ in range(count):
        *more, following = struct.unpack_from(f"<{size // 4}I", data, _HEADER + following * size)
        holders += more
        if len(holders) > len(data):
            message = "a table longer than the file"
            raise ValueError(message)
    table: list[int] = []
    for holder in holders:
        if holder < _END and len(table) * size < len(data):  # no more sectors than the file has
            table += struct.unpack_from(f"<{size // 4}I", data, _HEADER + holder * size)
    return table


def _chained(data: bytes, size: int, table: list[int], sector: int) -> bytes:
    parts: list[bytes] = []
    while sector < _END:
        if len(parts) > len(table):
            message = "a chain of sectors without an end"
            raise ValueError(message)
        parts.append(data[sector * size : (sector + 1) * size])
        sector = table[sector]
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[Record]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _globals(stream: bytes) -> tuple[dict[str, int], set[int]]:
    """Return where each sheet begins, and which cell styles show a percentage."""
    starts: dict[str, int] = {}
    formats, percents, style = dict(PERCENTAGES), set(), 0
    for _, kind, content in _records(stream, 0):
        if kind == _EOF:
            break
        if kind == _SHEET:
            starts.setdefault(_short_text(content[6:], 1), int.from_bytes(content[:4], "little"))
        elif kind == _FORMAT:
            formats[int.from_bytes(content[:2], "little")] = _short_text(content[2:], 2)
        elif kind == _XF:
            if is_percent(formats.get(int.from_bytes(content[2:4], "little"), "")):
                percents.add(style)
            style += 1
    return starts, percents


def _short_text(content: bytes, width: int) -> str:
    """Return a text behind its length of so many bytes and a byte that says how wide its letters are."""
    count, wide = int.from_bytes(content[:width], "little"), content[width] & 1
    letters = content[width + 1 :]
    return letters[: 2 * count].decode("utf-16-le") if wide else letters[:count].decode("latin-1")


def _cells(stream: bytes, start: int, percents: set[int]) -> Recovered:
    found, depth = Recovered(), 0
    for _, kind, content in _records(stream, start):
        depth += (kind == _BOF) - (kind == _EOF)  # a chart in the sheet has records of its own
        if depth == 0:
            break
        if depth == 1 and kind in {_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR}:
            _note(found, kind, content, percents)
    return found


def _note(found: Recovered, kind: int, content: bytes, percents: set[int]) -> None:
    row, column, style = struct.unpack_from("<HHH", content)
    if kind == _BOOLERR:
        if content[7]:
            found.errors.append((row, column, _ERRORS.get(content[6], "#ERR!")))
    elif kind == _FORMULA and content[12:14] == b"\xff\xff":  # the result is no number
        if content[6] == 2:  # noqa: PLR2004 - it is an error
            found.errors.append((row, column, _ERRORS.get(content[8], "#ERR!")))
    elif kind == _MULRK:
        styles = [int.from_bytes(content[at : at + 2], "little") for at in range(4, len(content) - 2, 6)]
        for at, one in enumerate(styles):
            if one in percents:
                found.percents.add(column + at, [row])
    elif style in percents:
        found.percents.add(column, [row])
