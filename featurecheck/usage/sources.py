"""Files of usage: which of a folder's are, what each holds, and their tables whatever they are written in."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Table
from featurecheck.sheets.books.guards import TEXTS, WORKBOOKS, check
from featurecheck.sheets.cells import letter, listed, shortened
from featurecheck.sheets.filetable import FileTable, ReadAs
from featurecheck.sheets.headers.kinds import UNKNOWN, kinds
from featurecheck.sheets.headers.near import near_ones
from featurecheck.sheets.headers.recognise import recognise_sheet
from featurecheck.sheets.refusals import refusal
from featurecheck.sheets.tables import read
from featurecheck.storage import sha256
from featurecheck.usage.sheets.events import EVENTS, where
from featurecheck.usage.stored import ROLLUP

WORKBOOK, TEXT, PARQUET = "workbook", "text", "parquet"
MOST_TOLERANT = 256 << 20
"""Bytes of text that the tolerant reader takes: it keeps all of it in memory."""

_PARQUETS = (".parquet", ".pq")
_PACKED = ".gz"
_HEAD = 256 << 10  # bytes of a large file that tell what it holds
_MOST_SHEETS = 20
_MOST_ROWS = 1_048_576  # of a parquet file that becomes a table
_BLOCK = 1 << 20


class TooLargeError(FeatureCheckError):
    """A packed file holds more text than the tolerant reader takes."""


@dataclass(frozen=True)
class Files:
    """One file, or those of a folder in the order of their names; `name` is without folder, `others` were not taken."""

    name: str
    paths: tuple[Path, ...]
    others: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return the file's SHA-256, or that of the names and digests of several."""
        if len(self.paths) == 1 and not self.name.endswith("/"):
            return sha256(self.paths[0])
        lines = "".join(f"{path.name}\0{sha256(path)}\n" for path in self.paths)
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()

    def size(self) -> int:
        """Return the bytes of text, of a packed file those it says that it unpacks to."""
        return sum(_size(path) for path in self.paths if form_of(path) == TEXT)


def form_of(path: Path) -> str | None:
    """Return whether a file is a workbook, text or parquet, by the ending of its name; None for anything else."""
    ending = path.suffix.casefold()
    if ending == _PACKED:
        return TEXT if Path(path.stem).suffix.casefold() in TEXTS else None
    if ending in _PARQUETS:
        return PARQUET
    return WORKBOOK if ending in WORKBOOKS else TEXT if ending in TEXTS else None


def find(path: Path) -> Files:
    """Return a file, or the files of a folder that may hold usage.

    Raises:
        FeatureCheckError: there is no such file or folder, it cannot be read, or nothing in it may hold usage.
    """
    try:
        if not path.is_dir():
            return _single(path)
        inside = sorted(path.iterdir(), key=lambda one: one.name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is none"
        raise refusal(
            path, f"it cannot be opened ({reason}). Check its name and that you may read it"
        ) from error
    visible = [one for one in inside if not one.name.startswith((".", "~$"))]
    paths = tuple(one for one in visible if one.is_file() and form_of(one))
    others = tuple(one.name + ("/" if one.is_dir() else "") for one in visible if one not in paths)
    if not paths:
        raise refusal(path, f"no file in this folder can hold usage. Put {_endings()} files into it")
    return Files(f"{shortened(path.resolve().name, 120)}/", paths, others)


def _single(path: Path) -> Files:
    if not path.exists():
        raise refusal(path, "there is no such file or folder. Check the spelling")
    if not path.is_file() or not form_of(path):
        raise refusal(path, f"usage is not read from this kind of file. Name a folder or a file {_endings()}")
    return Files(shortened(path.name, 120), (path,))


def _endings() -> str:
    return ", ".join((*TEXTS[:2], ".csv.gz", *WORKBOOKS[:1], WORKBOOKS[2], WORKBOOKS[4], "or .parquet"))


def _size(path: Path) -> int:
    size = path.stat().st_size
    if path.suffix.casefold() != _PACKED or size < 4:  # noqa: PLR2004 - the length stands in the last four bytes
        return size
    with path.open("rb") as file:
        file.seek(-4, 2)
        return max(size, int.from_bytes(file.read(4), "little"))


def kind_of(header: Sequence[str], mapping: Mapping[str, str] | None) -> str | None:
    """Return "usage events" or "usage roll-up", whichever explains more columns; None if it is neither."""
    found: dict[str, int] = {}
    for kind in (EVENTS, ROLLUP):
        with contextlib.suppress(FeatureCheckError):
            found[kind] = len(recognise_sheet(header, mapping=mapping, kind=kind).matches)
    return max(found, key=lambda kind: found[kind], default=None)


def neither(table: Table, mapping: Mapping[str, str] | None) -> FeatureCheckError:
    """Return the error for a table that is neither events nor a roll-up: what was found, needed and perhaps meant."""
    header = [text for text in table.header if text]
    try:
        recognise_sheet(table.header, mapping=mapping, kind=EVENTS)
    except FeatureCheckError as error:
        if error.message.startswith("--map"):
            return FeatureCheckError(f"{where(table)}: {error.message}")
    free = [text for text in header if text not in (mapping or {})]
    near = [note for kind in (EVENTS, ROLLUP) for note in near_ones(kinds()[kind], free, set())]
    notes = [*_export(table), *near]
    return FeatureCheckError(
        f"{where(table)}: this is no sheet of usage. Events need feature, timestamp, and user or account; a roll-up needs "
        f"feature, and users, accounts or events. Columns found: {listed(header, 20) or 'none'}. "
        f"{''.join(f'{note[:1].upper()}{note[1:]}. ' for note in dict.fromkeys(notes))}"
        'Name the columns, for example --map "HEADER=feature".'
    )


def _export(table: Table) -> list[str]:
    """Return what is known about a vendor's export that says nothing about features."""
    found = recognise_sheet(table.header)
    return list(found.notes) if found.vendor and found.kind == UNKNOWN else []


def sheet_of(path: Path, read_as: ReadAs) -> tuple[FileTable, str | None]:
    """Return the table of a file and what it holds; of a workbook the first visible sheet that is usage.

    Raises:
        FeatureCheckError: the file cannot be read as a table.
    """
    if form_of(path) == PARQUET:
        table = parquet_table(path, _MOST_ROWS)
        return table, kind_of(table.header, read_as.mapping)
    with _unpacked(path) as plain:
        table = read(plain, **read_as.where())
        kind = kind_of(table.header, read_as.mapping)
        other = _other_sheet(plain, table, read_as) if kind is None else None
    table = other or table
    return replace(table, file=shortened(path.name, 255)), kind_of(table.header, read_as.mapping)


def _other_sheet(path: Path, first: FileTable, read_as: ReadAs) -> FileTable | None:
    if first.kind == "text" or read_as.sheet is not None:
        return None
    from featurecheck.sheets.books.workbooks import opened  # noqa: PLC0415 - only workbooks need it

    with opened(path, check(path)) as book:
        names = [sheet.name for sheet in book.sheets if sheet.visible and sheet.name != first.sheet]
    for name in names[:_MOST_SHEETS]:
        with contextlib.suppress(FeatureCheckError):  # an empty sheet is none of usage
            table = read(path, **{**read_as.where(), "sheet": name})
            if kind_of(table.header, read_as.mapping):
                note = f"sheet '{shortened(name)}' was read, the first that is usage; --sheet names another"
                return replace(table, notes=(note, *table.notes[1:]))
    return None


def head_of(path: Path, read_as: ReadAs) -> tuple[FileTable, str | None]:
    """Return the beginning of a large file as a table, and what it holds.

    Raises:
        FeatureCheckError: it cannot be read as a table.
    """
    if form_of(path) != TEXT:
        table = parquet_table(path, 0)
        return table, kind_of(table.header, read_as.mapping)
    with tempfile.TemporaryDirectory(prefix="featurecheck-") as folder, _reading(path) as file:
        beginning = Path(folder) / "head.csv"
        beginning.write_bytes(_whole_lines(file.read(_HEAD)))
        try:
            table = read(beginning, **read_as.where())
        except FeatureCheckError as error:
            raise FeatureCheckError(error.message.replace("head.csv", path.name), error.exit_code) from error
    return replace(table, file=shortened(path.name, 255)), kind_of(table.header, read_as.mapping)


def _whole_lines(head: bytes) -> bytes:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2]
    return head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1] or head


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[gzip.GzipFile]:
    """Open a file for its bytes, unpacked; what cannot be unpacked is one sentence."""
    try:
        with gzip.open(path) if path.suffix.casefold() == _PACKED else path.open("rb") as file:
            yield file  # type: ignore[misc] # both read bytes
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise refusal(path, "it is damaged or no gzip file. Pack it again") from error


@contextlib.contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """Give a path that the reader of sheets takes: a packed file is unpacked for the time being."""
    if path.suffix.casefold() != _PACKED:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="featurecheck-") as folder:
        plain, size = Path(folder) / path.stem, 0
        with _reading(path) as packed, plain.open("wb") as file:
            while block := packed.read(_BLOCK):
                size += file.write(block)
                if size > MOST_TOLERANT:
                    raise TooLargeError(refusal(path, f"it is {too_large()}").message)
        yield plain


def too_large() -> str:
    """Return the sentence for text beyond what the tolerant reader takes, without its full stop."""
    return (
        f"text of more than {MOST_TOLERANT >> 20} MiB, too large for the reader of sheets. Save it as parquet"
    )


def parquet_table(path: Path, most: int) -> FileTable:
    """Return the first rows of a parquet file as a table of text.

    Raises:
        FeatureCheckError: it is no parquet file, or has more than a million rows where all are wanted.
    """
    import duckdb  # noqa: PLC0415 - only parquet needs it

    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        con.execute("SET TimeZone='UTC'")
        try:
            columns = con.execute("DESCRIBE SELECT * FROM read_parquet(?)", [_literal(path)]).fetchall()
            query = "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?) LIMIT ?"
            found = con.execute(query, [_literal(path), most + 1]).fetchall()
        except duckdb.Error as error:
            raise refusal(path, "it is damaged or no parquet file. Export it again") from error
    header = tuple(column[0] for column in columns)
    fractions = [column[1] in ("DOUBLE", "FLOAT") for column in columns]  # 42.0 is the user 42
    rows = [tuple(map(_cell, row, fractions)) for row in found]
    if len(rows) > most > 0:
        raise refusal(path, f"it has more than {most:,} rows. Leave the engine to featurecheck")
    letters = tuple(map(letter, range(len(header))))
    return FileTable(
        shortened(path.name, 255), None, header, rows, range(1, len(rows) + 1), letters, (), kind=PARQUET
    )


def _cell(cell: str | None, is_fraction: bool) -> str:  # noqa: FBT001 - mapped over a row
    return (cell.removesuffix(".0") if is_fraction else cell) if cell else ""


def _literal(path: Path) -> str:
    """Return the path as DuckDB takes it: `*`, `?` and `[` would stand for other names."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))
