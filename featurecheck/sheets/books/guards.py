"""What is refused before a parser sees it: a workbook of 2 KB can ask for all the memory there is.

The look beforehand is cheap: magic bytes, the directory of the archive, the beginning of each part. Only a small
workbook is looked at closely at once; of a large one that is done when the reader failed, to say why.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.books.closely import check_entities, examine, is_markup
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.limits import memory_for, memory_is_limited, seconds_for
from featurecheck.sheets.refusals import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_ROWS,
    damaged,
    locked,
    refusal,
    too_sparse,
    unread,
)

__all__ = ["MAX_CELLS", "MAX_ROWS", "TEXTS", "WORKBOOKS", "Checked", "check", "refusal", "refused"]

_MAX_RATIO = 150
_RATIO_FROM = 20 * 1024**2
_MAX_PARTS = 20_000
_CHUNK = 1 << 20
_PROLOG = 4096
_SMALL = 1 << 20  # bytes of parts that are looked at closely at once, in some 10 ms
_DEFLATED_MOST = 64  # bytes by which packing may make a part longer, and a hundredth of it
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    zlib.error,
)

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt", ".tab")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|\?xml|div)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be parsed, and its kind by content: `xlsx`, `xlsb`, `xls`, `ods` or `text`."""

    kind: str
    unpacked: int = 0  # bytes of a workbook's parts together
    notes: tuple[str, ...] = ()  # what was found about the file itself


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
    return Checked(
        "text",
        notes=(f"the ending {shortened(path.suffix)} is wrong: by its content the file is delimited text",),
    )


def _old_workbook(path: Path) -> Checked:
    with path.open("rb") as file:
        previous = b""
        while chunk := file.read(_CHUNK):
            if _ENCRYPTED in previous[-64:] + chunk:
                raise locked(path)
            previous = chunk
    wrong = path.suffix.casefold() != ".xls"
    note = f"the ending {shortened(path.suffix)} is wrong: by its content the file is .xls"
    return Checked("xls", path.stat().st_size, (note,) if wrong else ())


def _archive(path: Path) -> Checked:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = _sizes(path, archive)
            kind = _kind(path, archive)
            for part in archive.infolist():
                _prolog(path, archive, part)
            if unpacked <= _SMALL or not memory_is_limited():
                examine(path, archive, kind)
    except _BROKEN as error:
        raise damaged(path) from error
    expected = ".ods" if kind == "ods" else f".{kind}"
    usual = {expected, ".xlsm"} if kind == "xlsx" else {expected}
    wrong = path.suffix.casefold() not in usual
    note = f"the ending {shortened(path.suffix)} is wrong: by its content the file is {expected}"
    return Checked(kind, unpacked, (note,) if wrong else ())


def _kind(path: Path, archive: zipfile.ZipFile) -> str:
    names = {info.filename.casefold() for info in archive.infolist()}
    if "content.xml" in names:
        if "META-INF/manifest.xml" in archive.namelist():
            with archive.open("META-INF/manifest.xml") as manifest:
                if b"encryption-data" in manifest.read(_CHUNK):
                    raise locked(path)
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if not any(name.endswith("workbook.xml") for name in names):
        raise refusal(path, "this is a zip archive without a workbook in it. Save the sheet as .xlsx")
    return "xlsx"


def _sizes(path: Path, archive: zipfile.ZipFile) -> int:
    """Return how many bytes the parts say they hold."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    packed = max(path.stat().st_size, 1)
    if len(parts) > _MAX_PARTS:
        raise refusal(
            path,
            f"the workbook holds more than {_MAX_PARTS:,} parts. Copy the rows you need into a new workbook",
        )
    if total > MAX_BYTES:
        raise refusal(
            path, "the workbook unpacks to more than 2 GiB. Copy the rows you need into a new workbook"
        )
    if any(part.compress_size > part.file_size * 1.01 + _DEFLATED_MOST for part in parts):
        raise damaged(path)  # a part that says it is smaller than it is
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
    return total


def _prolog(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Entities are declared before the first element; two-byte text shows in the first bytes."""
    if part.filename.casefold().endswith((".xml", ".rels")):
        with archive.open(part) as file:
            head = file.read(_PROLOG)
        is_markup(path, head)
        if not part.filename.casefold().endswith("content.xml"):
            check_entities(path, head)


def refused(path: Path, checked: Checked, reason: str, figures: Sequence[int] = ()) -> FeatureCheckError:
    """Return why a workbook that passed could not be read after all, as precisely as a close look can tell."""
    if reason in {"damaged", "died", "memory", "slow"} and checked.kind != "xls":
        try:
            with zipfile.ZipFile(path) as archive:
                extents = examine(path, archive, checked.kind)
        except FeatureCheckError as error:
            return error
        except _BROKEN:
            return damaged(path)
        if reason == "memory" and (sparse := too_sparse(path, extents)):
            return sparse
    return unread(path, reason, figures, memory_for(checked.unpacked), seconds_for(checked.unpacked))
