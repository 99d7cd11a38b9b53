"""What calamine loses of an xlsx sheet: error cells, formulas without a result, numbers shown as percentages.

One pass over the bytes of the sheet, looking for a few literals; only around a hit is anything parsed. Where cells
carry no address the whole sheet is walked instead. Rows and columns are counted from 0.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from featurecheck.sheets.books.ooxml import Package

_CHUNK = 4 << 20
_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?>")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)((?:\s[^<>]*?)?)(/?)>")
_ATTRIBUTE = re.compile(rb"\s(\w+)\s*=\s*[\"']([^\"'<>]*)[\"']")
_ADDRESS = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_ERROR = re.compile(rb"<(?:\w+:)?v>\s*(#[A-Z0-9/?!_]{1,20})", re.IGNORECASE)
_NOT_COMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*+(?:<v\s*+/>|<v>\s*+</v>)?+\s*+</(?:\w+:)?c>"
)
_NUMERIC = (b">", b' t="n"')  # what follows the style of a number,
_NO_NUMBER = (b' t="', b"/>", b" />")  # and of anything else
_BEFORE_STYLE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"\n')
_TAIL = 18  # bytes of the longest address with its tag
_WIDEST = 1 << 16  # bytes searched back for the cell a hit belongs to
_LONGEST_ROW = 64 << 20
_MOST_STYLES = 100  # of percentages

Place = tuple[int, int]
UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    EOFError,
    OverflowError,  # a row that no number of four bytes can count
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


class Places:
    """Many cells of few columns, four bytes each: the rows of each column, counted from 0."""

    def __init__(self) -> None:
        self.rows: dict[int, array[int]] = {}

    def add(self, column: int, rows: Iterable[int]) -> None:
        """Add cells of a column."""
        self.rows.setdefault(column, array("I")).extend(rows)

    def __len__(self) -> int:
        return sum(map(len, self.rows.values()))


@dataclass(slots=True)
class Recovered:
    """What stands where: error texts, formulas without a result, numbers that are percentages, merged columns.

    `durations` lists cells of an ods sheet that calamine spells `PT26H00M00S`; `merged` lists first row, last row and column of blocks merged down one column.
    `searched` is False where a part could not be searched.
    """

    errors: list[tuple[int, int, str]] = field(default_factory=list)
    not_computed: list[Place] = field(default_factory=list)
    percents: Places = field(default_factory=Places)
    durations: Places = field(default_factory=Places)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    searched: bool = True


class _NoAddressError(ValueError):
    """A cell says not where it stands."""


def recovered(path: Path, sheet: str) -> Recovered:
    """Return what calamine loses of an xlsx sheet; a part that cannot be read is not searched."""
    try:
        with zipfile.ZipFile(path) as archive:
            package = Package(archive)
            part, styles = package.sheet(sheet), [str(style).encode() for style in package.percentages()]
            try:
                with package.open(part) as file:
                    return _searched(file, styles)
            except _NoAddressError:
                with package.open(part) as file:
                    return _walked(file, frozenset(styles))
    except UNREADABLE:
        return Recovered(searched=False)


def _searched(file: IO[bytes], styles: Sequence[bytes]) -> Recovered:
    if len(styles) > _MOST_STYLES:
        raise _NoAddressError  # each would be searched for by itself; walking sees them all at once
    found = Recovered()
    column_of = _Columns()
    for chunk in _chunks(file):
        if b"#" in chunk and b">#" in chunk:  # one letter is found many times faster
            found.errors += _errors(chunk, column_of)
        if b"f" in chunk and (b"<f" in chunk or b":f" in chunk):
            found.not_computed += _not_computed(chunk, column_of)
        if styles and b"'" in chunk and b"='" in chunk:
            raise _NoAddressError  # written with other quotes
        for style in styles:
            _styled(found.percents, chunk, style, column_of)
    return found


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield pieces that end behind a row, so that no cell is cut in two."""
    rest = b""
    while chunk := file.read(_CHUNK):
        joined = rest + chunk if rest else chunk
        cut = max(joined.rfind(b"</row>"), joined.rfind(b":row>"), 0)
        if cut == 0 and len(joined) > _LONGEST_ROW:
            cut = len(joined)
        yield joined[:cut]
        rest = joined[cut:]
    yield rest


class _Columns(dict[bytes, int]):
    """The number of a column by its letters, worked out once."""

    def __missing__(self, letters: bytes) -> int:
        number = 0
        for letter in letters.upper():
            number = number * 26 + letter - 64
        self[letters] = number - 1
        return number - 1


def _errors(chunk: bytes, column_of: _Columns) -> Iterator[tuple[int, int, str]]:
    for attributes, hit in _with_cells(chunk, _ERROR):
        if attributes.get(b"t") == b"e":
            yield *_place(attributes, column_of), hit[1].decode()


def _not_computed(chunk: bytes, column_of: _Columns) -> Iterator[Place]:
    for attributes, _ in _with_cells(chunk, _NOT_COMPUTED):
        if attributes.get(b"t") != b"str":  # an empty text is a result
            yield _place(attributes, column_of)


def _with_cells(
    chunk: bytes, wanted: re.Pattern[bytes]
) -> Iterator[tuple[dict[bytes, bytes], re.Match[bytes]]]:
    """Yield each hit with the attributes of the cell it stands in; what lies before the last hit is not searched again."""
    done = 0
    for hit in wanted.finditer(chunk):
        yield _cell_before(chunk, done, hit.start()), hit
        done = hit.end()


def _cell_before(chunk: bytes, begin: int, at: int) -> dict[bytes, bytes]:
    """Return the attributes of the cell whose inside begins between two positions."""
    near = chunk.rfind(b"c>", begin, at)
    for start in (near, at - _WIDEST):
        tags = _CELL.findall(chunk, max(start, begin), at + 1)
        if tags:
            return dict(_ATTRIBUTE.findall(tags[-1]))
    return {}


def _place(attributes: dict[bytes, bytes], column_of: _Columns) -> Place:
    match = _ADDRESS.fullmatch(attributes.get(b"r", b""))
    if match is None:
        raise _NoAddressError
    return int(match[2]) - 1, column_of[match[1]]


def _styled(places: Places, chunk: bytes, style: bytes, column_of: _Columns) -> None:
    """Add the numeric cells of one style: what stands before ` s="5"` ends in the address, as everybody writes it."""
    pieces = chunk.split(b' s="' + style + b'"')
    ends = b"\n".join([piece[-_TAIL:] for piece in pieces[:-1]]) + b"\n"
    found = _BEFORE_STYLE.findall(ends)
    if len(found) == len(pieces) - 1 and {piece[:1] for piece in pieces[1:]} <= {b">"}:
        for letters in {letters for letters, _ in found}:
            places.add(column_of[letters], [int(row) - 1 for other, row in found if other == letters])
    else:
        for row, column in _styled_one_by_one(pieces, column_of):
            places.add(column, [row])


def _styled_one_by_one(pieces: Sequence[bytes], column_of: _Columns) -> Iterator[Place]:
    before = pieces[0]
    for after in pieces[1:]:
        address = before[before.rfind(b'"', 0, -1) + 1 : -1]
        tag = before[before.rfind(b"<") + 1 :]
        before = after
        if tag[:2] != b"c " and tag.partition(b" ")[0].rpartition(b":")[2] != b"c":
            continue  # the style of a row
        if not after.startswith(_NUMERIC):
            if after.startswith(_NO_NUMBER):
                continue
            raise _NoAddressError
        if tag.count(b'"') != 2:  # noqa: PLR2004 - nothing but the address stands before it
            raise _NoAddressError
        yield _place({b"r": address}, column_of)


def _walked(file: IO[bytes], styles: frozenset[bytes]) -> Recovered:
    """Count rows and cells where they carry no address; an address that is there is followed."""
    found, column_of = Recovered(), _Columns()
    row = column = -1
    for chunk in _chunks(file):
        tags = list(_TAG.finditer(chunk))
        ends = [*(tag.start() for tag in tags[1:]), len(chunk)]
        for tag, end in zip(tags, ends, strict=False):  # a piece without a tag has one end too many
            attributes = dict(_ATTRIBUTE.findall(tag[2]))
            if tag[1] == b"row":
                row = int(attributes[b"r"]) - 1 if attributes.get(b"r", b"").isdigit() else row + 1
                column = -1
                continue
            column += 1
            if b"r" in attributes:
                row, column = _place(attributes, column_of)
            inside = chunk[tag.end() : end]
            _note(found, (row, column), attributes, b"" if tag[3] else inside, styles)
    return found


def _note(
    found: Recovered, place: Place, attributes: dict[bytes, bytes], inside: bytes, styles: frozenset[bytes]
) -> None:
    kind = attributes.get(b"t", b"n")
    if kind == b"e" and (error := _ERROR.search(inside)):
        found.errors.append((*place, error[1].decode()))
    if kind != b"str" and _NOT_COMPUTED.search(inside):
        found.not_computed.append(place)
    if kind == b"n" and attributes.get(b"s") in styles:
        found.percents.add(place[1], [place[0]])
