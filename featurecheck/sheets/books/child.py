"""The program of the child process: reads one workbook with calamine and hands its cells over as text.

Untrusted files meet the parser here, under limits of memory and time, so that an abort ends this process only. It
answers each line `<position of the sheet> <most rows>` or `comments "<part>"` of its input with frames: a letter, four
bytes of length, a body. `S` the sheets, `H` where a sheet stands, `B` a block follows (its rows, then one frame a
column, see `blocks`), `C` the comments, `Z` the end of the answer, `E` why it cannot be read.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from featurecheck.sheets.books.blocks import BLOCK_ROWS, packed, packed_texts
from featurecheck.sheets.cells import EXACT, mixed_texts, texts_of
from featurecheck.sheets.refusals import MAX_CELLS, MAX_ROWS

LONGEST_TEXT = 4 << 20
_BLOCK_CELLS = 400_000

Frame = tuple[bytes, bytes]


class Unreadable(Exception):  # noqa: N818 - a reason, said in the parent's words
    """Why a sheet is refused: `rows`, `cells` or `long`, and the figures of its sentence."""

    def __init__(self, reason: str, *figures: int) -> None:
        super().__init__(reason)
        self.reason, self.figures = reason, figures


class Reader:
    """One open workbook.

    Raises:
        BaseException: whatever calamine raises; a panic inside it is no Exception.
    """

    def __init__(self, path: str) -> None:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - see module

        self._path, self._book = path, _opened(path)
        self._sheets: dict[int, Any] = {}
        self.sheets = [
            (
                sheet.name,
                sheet.visible == SheetVisibleEnum.Visible,
                sheet.typ == SheetTypeEnum.WorkSheet,
            )
            for sheet in self._book.sheets_metadata
        ]

    def frames(self, position: int, most: int) -> Iterator[Frame]:
        """Yield up to so many rows of a sheet, counted from its row 1."""
        sheet = self._sheet(position)
        if most > MAX_ROWS:
            self._alone(position)
        top, left = sheet.start or (0, 0)
        height, width = (sheet.height, sheet.width) if sheet.start else (0, 0)
        _check(top + height, height, width)
        rows = max(min(height, most - top), 0)
        head = {"top": min(top, most), "left": left, "columns": width, "merged": _merged(sheet)}
        yield b"H", json.dumps(head).encode()
        long: list[tuple[int, int]] = []
        for done, block in _blocks(sheet, rows, width):
            yield b"B", str(len(block[0])).encode()
            for column, values in enumerate(block):
                yield _column(values, long, top + done, left + column)
        yield b"Z", json.dumps({"long": long}).encode()

    def comments(self, part: str) -> Iterator[Frame]:
        """Yield the comments of an xlsx workbook's part; what was parsed of sheets is let go of."""
        from featurecheck.sheets.books.comment_texts import comment_texts  # noqa: PLC0415 - hardly any workbook has them

        self._sheets, self._book = {}, None
        yield b"C", json.dumps(comment_texts(self._path, part)).encode()
        yield b"Z", b"{}"

    def _sheet(self, position: int) -> Any:  # noqa: ANN401 - a class of calamine
        if position not in self._sheets:
            self._book = self._book or _opened(self._path)
            self._sheets[position] = self._book.get_sheet_by_index(position)
        return self._sheets[position]

    def _alone(self, position: int) -> None:
        """Let go of all but the sheet that is read whole; hardly ever is another wanted afterwards."""
        self._sheets = {position: self._sheets[position]}
        self._book = None


def _opened(path: str) -> Any:  # noqa: ANN401 - a class of calamine
    """Open a workbook, by its content where its ending is wrong or its name is no text."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - see module

    try:
        return CalamineWorkbook.from_path(path)
    except Exception as error:  # noqa: BLE001 - whatever calamine raises
        try:
            with Path(path).open("rb") as file:
                return CalamineWorkbook.from_filelike(file)
        except Exception:  # noqa: BLE001 - as above; the first reason is the better one
            raise error from None


def _check(last_row: int, height: int, width: int) -> None:
    if last_row > MAX_ROWS:
        raise Unreadable("rows", last_row)
    if height * width > MAX_CELLS:
        raise Unreadable("cells", height, width)


def _merged(sheet: Any) -> list[tuple[int, int, int]]:  # noqa: ANN401 - a class of calamine
    """Return the blocks merged down one column as first row, last row, column; counted from 0, within the sheet."""
    if sheet.start is None:
        return []
    end = sheet.end[0]
    return [
        (first[0], min(last[0], end), first[1])
        for first, last in sheet.merged_cell_ranges or []
        if first[1] == last[1] and first[0] < min(last[0], end)
    ]


def _blocks(sheet: Any, rows: int, width: int) -> Iterator[tuple[int, list[tuple[object, ...]]]]:  # noqa: ANN401 - see above
    """Yield how many rows went before, and the columns of the next rows."""
    size = min(BLOCK_ROWS, max(_BLOCK_CELLS // max(width, 1), 1))
    # iter_rows begins at row 1 of the sheet, whatever its first row is
    body = islice(sheet.iter_rows(), sheet.start[0], None) if sheet.start else iter(())
    for done in range(0, rows, size):
        yield done, list(zip(*islice(body, min(size, rows - done)), strict=True))


def _column(values: Sequence[object], long: list[tuple[int, int]], row: int, column: int) -> Frame:
    types = set(map(type, values))
    if float in types or int in types:
        long.extend((row + at, column) for at in _long_numbers(values, types))
    frame = packed(values, road) if (road := texts_of(types)) else packed_texts(mixed_texts(values))
    if len(frame[1]) > LONGEST_TEXT and any(len(v) > LONGEST_TEXT for v in values if isinstance(v, str)):
        raise Unreadable("long")
    return frame


def _long_numbers(values: Sequence[Any], types: set[type]) -> list[int]:
    """Return where numbers of more than 15 digits stand: a spreadsheet has lost their last digits."""
    if types <= {float, int} and min(values) > -EXACT and max(values) < EXACT:
        return []
    return [at for at, value in enumerate(values) if type(value) in (float, int) and abs(value) >= EXACT]


def reason(error: BaseException) -> Frame:
    """Return the frame that says why reading ended."""
    if isinstance(error, Unreadable):
        said: list[Any] = [error.reason, *error.figures]
    elif isinstance(error, MemoryError):
        said = ["memory"]
    else:
        said = ["password" if "password" in f"{type(error).__name__} {error}".casefold() else "damaged"]
    return b"E", json.dumps(said).encode()


def _limit(memory: int, seconds: int) -> None:
    """Take away what a reader needs not: memory, time, writing files, core dumps. Not on Windows."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        limits = (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
        )
        for kind, most in limits:
            with contextlib.suppress(OSError, ValueError):  # a tighter limit of the system's own stays
                resource.setrlimit(kind, (most, most))


def _send(out: IO[bytes], frame: Frame) -> None:
    kind, body = frame
    out.write(kind + len(body).to_bytes(4, "big"))
    out.write(body)


def _serve(path: str, out: IO[bytes]) -> None:
    reader = Reader(path)
    _send(out, (b"S", json.dumps(reader.sheets).encode()))
    out.flush()
    for line in sys.stdin.buffer:
        for frame in _answer(reader, *line.split(b" ", 1)):
            _send(out, frame)
        out.flush()


def _answer(reader: Reader, question: bytes, detail: bytes) -> Iterator[Frame]:
    if question == b"comments":
        return reader.comments(json.loads(detail))
    return reader.frames(int(question), int(detail))


def main() -> None:
    """Read the workbook named by the first argument, within so many bytes and seconds."""
    path, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(memory, seconds)
    gc.disable()  # rows hold no cycles, and there are many
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it for nothing
    out = sys.stdout.buffer
    try:
        _serve(path, out)
    except BaseException as error:  # noqa: BLE001 - a panic of the parser is no Exception
        with contextlib.suppress(OSError):
            _send(out, reason(error))
            out.flush()
