"""What is refused before a parser sees it: a workbook of 2 KB can ask for all the memory there is."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.cells import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_ROWS = 1_048_576
MAX_CELLS = 60_000_000
MAX_BYTES = 2 * 1024**3
_MAX_RATIO = 150
_RATIO_FROM = 20 * 1024**2
_MAX_PARTS = 20_000
_CHUNK = 1 << 20
_LONGEST_RUN = 4 << 20

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt", ".tab")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|\?xml|div)\b",
    re.IGNORECASE | re.DOTALL,
)

_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\sr\s*=\s*["'](\d+)["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ANY_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_NOT_COMPUTED = re.compile(rb"(?:</f>|<f[^<>]*/>)(?:<v\s*/>|<v></v>)?</c>")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be parsed: its kind by content (`xlsx`, `xlsb`, `xls`, `ods` or `text`) and what the scan saw."""

    kind: str
    not_computed: int = 0  # formula cells without a stored result


def check(path: Path) -> Checked:
    """Return what kind of file this is, by its content.

    Raises:
        FeatureCheckError: it is missing, empty, of another kind than its name says, password-protected, damaged, or
            larger than any real sheet.
    """
    head = _head(path)
    ending = path.suffix.casefold()
    if ending not in WORKBOOKS + TEXTS:
        kinds = ", ".join((*WORKBOOKS, *TEXTS[:3]))
        raise refusal(path, f"this kind of file cannot be read as a table. Save it as one of {kinds}")
    return _text(path, head) if ending in TEXTS else _workbook(path, head)


def refusal(path: Path, sentence: str) -> FeatureCheckError:
    """Return the error `<file name>: <sentence>` with its full stop."""
    return FeatureCheckError(f"{shortened(path.name or str(path), 120)}: {sentence}.")


def _head(path: Path) -> bytes:
    try:
        _regular(path)
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise refusal(
            path, f"the file cannot be opened ({reason}). Check its name and that you may read it"
        ) from error
    if not head:
        raise refusal(path, "the file is empty. Export it again")
    if size > MAX_BYTES:
        raise refusal(path, "the file is larger than 2 GiB. Split it into smaller files")
    return head


def _regular(path: Path) -> None:
    if path.is_dir():
        raise refusal(path, "this is a folder, not a file. Name one spreadsheet in it")
    if not path.exists():
        raise refusal(path, "there is no such file. Check the spelling and the folder")
    if not path.is_file():
        raise refusal(path, "this is not a regular file. Name a spreadsheet")


def _text(path: Path, head: bytes) -> Checked:
    if head.startswith(b"PK\x03\x04"):
        raise refusal(
            path,
            f"this is a workbook or a zip archive, not {path.suffix} text. Give it the ending .xlsx or .ods",
        )
    if head.startswith(_OLE):
        raise refusal(path, f"this is an old workbook, not {path.suffix} text. Give it the ending .xls")
    if _HTML.match(head):
        raise refusal(path, f"this is a web page, not {path.suffix} text. Open it and save it as CSV")
    if head.startswith((b"%PDF", b"\x89PNG", b"\x1f\x8b", b"PAR1", b"SQLite format 3")):
        raise refusal(path, f"this is a binary file, not {path.suffix} text. Export the table as CSV")
    return Checked("text")


def _workbook(path: Path, head: bytes) -> Checked:
    if head.startswith(_OLE):
        return _old_workbook(path)
    if head.startswith(b"PK"):
        return _archive(path)
    if _HTML.match(head):
        raise refusal(
            path, f"this is a web page or XML with the ending {path.suffix}. Open it and save it as .xlsx"
        )
    if b"\0" in head:
        raise refusal(
            path,
            "this is not a workbook, or it is damaged. Open it in a spreadsheet program and save it again",
        )
    raise refusal(
        path, f"this is text with the ending {path.suffix}, not a workbook. Give it the ending .csv"
    )


def _old_workbook(path: Path) -> Checked:
    with path.open("rb") as file:
        previous = b""
        while chunk := file.read(_CHUNK):
            if _ENCRYPTED in previous[-64:] + chunk:
                raise locked(path)
            previous = chunk
    return Checked("xls")


def locked(path: Path) -> FeatureCheckError:
    """Return the error for a workbook that wants a password."""
    return refusal(path, "the workbook is protected with a password. Save a copy without one")


def damaged(path: Path) -> FeatureCheckError:
    """Return the error for a workbook no reader understands."""
    return refusal(
        path, "the workbook is damaged or was cut off. Open it in a spreadsheet program and save it again"
    )


def _archive(path: Path) -> Checked:
    try:
        with zipfile.ZipFile(path) as archive:
            _sizes(path, archive)
            names = {info.filename.casefold() for info in archive.infolist()}
            if "xl/workbook.bin" in names:
                return _binary(path, archive)
            if "content.xml" in names:
                return _open_document(path, archive)
            if not any(name.endswith("workbook.xml") for name in names):
                raise refusal(path, "this is a zip archive without a workbook in it. Save the sheet as .xlsx")
            return Checked("xlsx", _scan(path, archive))
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise damaged(path) from error


def _sizes(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    packed = max(path.stat().st_size, 1)
    if total > MAX_BYTES or len(parts) > _MAX_PARTS:
        raise refusal(
            path, "the workbook unpacks to more than 2 GiB. Copy the rows you need into a new workbook"
        )
    ratio = max(
        [
            total / packed,
            *(part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > _RATIO_FROM),
        ]
    )
    if total > _RATIO_FROM and ratio > _MAX_RATIO:
        raise refusal(
            path,
            "the workbook unpacks to over 150 times its size, as no real sheet does. Copy the rows you need into a new workbook",
        )


def _open_document(path: Path, archive: zipfile.ZipFile) -> Checked:
    from featurecheck.sheets.opendocument import extent  # noqa: PLC0415 - the XML parser is needed for this kind only

    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise locked(path)
    with archive.open("content.xml") as part:
        rows, columns = extent(part)
    _grid(path, rows, columns, rows)
    return Checked("ods")


def _binary(path: Path, archive: zipfile.ZipFile) -> Checked:
    from featurecheck.sheets.binarysheet import extent  # noqa: PLC0415 - for this kind only

    for part in archive.infolist():
        if "worksheets/" in part.filename.casefold() and part.filename.casefold().endswith(".bin"):
            with archive.open(part) as file:
                _grid(path, *extent(file))
    return Checked("xlsb")


def _scan(path: Path, archive: zipfile.ZipFile) -> int:
    """Look at every XML part once, as bytes; return how many formula cells hold no result."""
    not_computed = 0
    for part in archive.infolist():
        with archive.open(part) as file:
            if _is_markup(path, file.read(_CHUNK)):
                file.seek(0)
                not_computed += _scan_part(path, file)
    return not_computed


def _is_markup(path: Path, head: bytes) -> bool:
    """A part is XML by its content, whatever its name; the scan reads bytes, so two-byte text would pass unseen."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        raise damaged(path)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"<", b""}


def _scan_part(path: Path, file: IO[bytes]) -> int:
    last_row, letters = 0, {b""}
    rows = written = not_computed = 0
    for chunk in _whole_tags(path, file):
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise refusal(
                path,
                "the workbook declares XML entities, as no spreadsheet program does. Save it again as .xlsx",
            )
        found = _CELL.findall(chunk)
        letters.update(column for column, _ in found)
        last_row = max(map(int, {row for _, row in found} | set(_ROW.findall(chunk)) | {last_row}))
        rows += len(_ANY_ROW.findall(chunk))
        written += len(_ANY_CELL.findall(chunk))
        not_computed += len(_NOT_COMPUTED.findall(chunk))
        _grid(path, max(rows, last_row), max(map(_column, letters)), written)
    return not_computed


def _whole_tags(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    """Yield pieces that end before a tag, so that none is cut in two."""
    rest = b""
    while chunk := file.read(_CHUNK):
        joined = rest + chunk
        cut = max(joined.rfind(b"<"), 0)
        if len(joined) - cut > _LONGEST_RUN:
            raise refusal(
                path,
                "the workbook holds a text of more than 4 MiB, longer than any cell. Shorten it and save again",
            )
        yield joined[:cut]
        rest = joined[cut:]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for char in letters.upper():
        number = number * 26 + char - 64
    return number


def _grid(path: Path, rows: int, columns: int, written: int) -> None:
    if rows > MAX_ROWS:
        raise refusal(
            path,
            f"it names a row beyond {MAX_ROWS:,}, the last a sheet can have. Copy the rows you need into a new workbook",
        )
    if max(rows * columns, written) > MAX_CELLS:
        mend = "Press Ctrl+End, delete the empty rows and columns before that cell, and save"
        raise refusal(
            path, f"a sheet spans {rows:,} rows by {columns:,} columns, more than 60 million cells. {mend}"
        )
