"""The reader of workbooks in a process of its own, under limits of memory and time.

calamine aborts its process on some files, without an exception. Where the system knows limits (Linux), the process
may take no more memory than the size of the file justifies; everywhere it has a deadline. On Windows and macOS there
is no such limit of memory, only the deadline and the guards, which then look at every file closely beforehand.
Without an interpreter to start (a frozen program) the reader works in this process, behind the same guards.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from featurecheck.sheets.books.blocks import unpacked
from featurecheck.sheets.limits import interpreter

Frame = tuple[bytes, bytes]
_PIPE = 1 << 20  # bytes the child may be ahead
_NO_PROGRAM = 86  # how the child ends where it cannot even be loaded: that is not the workbook's fault
_ENDS = {-6: "memory", -9: "memory", -24: "slow", _NO_PROGRAM: "alone"}  # aborted, killed, out of its seconds
_LONGEST_FRAME = 1 << 30
_PROGRAM = f"""import sys
sys.path += sys.argv[4:]
try:
    from featurecheck.sheets.books.child import main
except BaseException:
    sys.exit({_NO_PROGRAM})
main()
"""


class NotReadError(Exception):
    """Why a workbook could not be read: `password`, `damaged`, `rows`, `cells`, `long`, `memory`, `slow`, `died` or `alone`."""

    def __init__(self, reason: str, *figures: int) -> None:
        super().__init__(reason)
        self.reason, self.figures = reason, figures


class Source:
    """An open workbook that gives frames: from a child process, or from this one where none can be started.

    Raises:
        NotReadError: from the constructor and every method.
    """

    def __init__(self, path: Path, memory: int, seconds: int) -> None:
        program = interpreter()
        self._link = _Process(program, path, memory, seconds) if program else _Inside(path)
        try:
            with _sensible():
                self.sheets: list[tuple[str, bool, bool]] = [
                    (str(name), bool(visible), bool(cells)) for name, visible, cells in self._link.sheets()
                ]
        except BaseException:
            self.close()
            raise

    def ask(self, position: int, most: int) -> Answer:
        """Begin to read up to so many rows of a sheet."""
        return Answer(self._link.frames(position, most))

    def comments(self, part: str) -> list[tuple[str, str | None]]:
        """Return address and text of each comment in a part of an xlsx workbook; no sheet can be read afterwards."""
        return Answer(self._link.comments(part)).comments()

    def close(self) -> None:
        """End the process; nothing of it is needed any more."""
        self._link.close()


class Answer:
    """What comes back for one sheet: where it stands, its rows as text, then the numbers that lost digits.

    `top` and `left` are counted from 0, `width` is how many columns follow; `long` is complete once `rows` is used up.
    """

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self._seen: dict[str, str] = {}
        self.long: list[tuple[int, int]] = []
        self.top = self.left = self.width = 0
        self.merged: list[tuple[int, int, int]] = []

    def head(self) -> None:
        """Wait until the sheet is parsed and learn where it stands."""
        with _sensible():
            said = json.loads(self._next(b"H"))
            self.top, self.left = int(said["top"]), int(said["left"])
            self.width = int(said["columns"])
            self.merged = [(int(first), int(last), int(column)) for first, last, column in said["merged"]]

    def blocks(self) -> Iterator[list[list[str]]]:
        """Yield the columns of the next rows, the sheet's first written column first."""
        while (frame := self._frame())[0] == b"B":
            with _sensible():
                columns = [self._column(int(frame[1])) for _ in range(self.width)]
            yield columns
        if frame[0] != b"Z":
            raise NotReadError("damaged")
        with _sensible():
            self.long = [(int(row), int(column)) for row, column in json.loads(frame[1])["long"]]

    def comments(self) -> list[tuple[str, str | None]]:
        """Return address and text of comments, a text None where it could not be read."""
        with _sensible():
            said = json.loads(self._next(b"C"))
            self._next(b"Z")
            return [(str(address), None if text is None else str(text)) for address, text in said]

    def _column(self, rows: int) -> list[str]:
        kind, body = self._frame()
        return unpacked(kind, body, rows, self._seen)

    def _next(self, kind: bytes) -> bytes:
        found, body = self._frame()
        if found != kind:
            raise NotReadError("damaged")
        return body

    def _frame(self) -> Frame:
        kind, body = next(self._frames, (b"E", b'["died"]'))
        if kind == b"E":
            raise _told(body)
        return kind, body


@contextlib.contextmanager
def _sensible() -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise NotReadError("damaged") from error


def _told(body: bytes) -> NotReadError:
    with _sensible():
        reason, *figures = json.loads(body)
        return NotReadError(str(reason), *map(int, figures))


class _Inside:
    def __init__(self, path: Path) -> None:
        from featurecheck.sheets.books.child import Reader, reason  # noqa: PLC0415 - only where no process can be started

        self._reason: Callable[[BaseException], Frame] = reason
        self._reader: Reader = next(self._told(lambda: iter([Reader(str(path))])))

    def sheets(self) -> list[Any]:
        return list(self._reader.sheets)

    def frames(self, position: int, most: int) -> Iterator[Frame]:
        return self._told(lambda: self._reader.frames(position, most))

    def comments(self, part: str) -> Iterator[Frame]:
        return self._told(lambda: self._reader.comments(part))

    def _told(self, work: Callable[[], Iterator[Any]]) -> Iterator[Any]:
        try:
            yield from work()
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # a panic of the parser is no Exception
            raise _told(self._reason(error)[1]) from error

    def close(self) -> None:
        del self._reader


class _Process:
    def __init__(self, program: str, path: Path, memory: int, seconds: int) -> None:
        self._seconds = seconds
        self._late = False
        given = [str(path.absolute()), str(memory), str(4 * seconds), *_roots()]
        command = [program, "-I", "-S", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _PROGRAM, *given]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program; the path is an argument, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "RUST_BACKTRACE": "0"},  # an abort is told by its exit, quickly
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise NotReadError("alone") from error
        self._in, self._out = _pipe(self._process.stdin), _pipe(self._process.stdout)
        with contextlib.suppress(
            ImportError, AttributeError, OSError
        ):  # only Linux, and only where it may be
            import fcntl  # noqa: PLC0415 - not on every system

            fcntl.fcntl(self._out, fcntl.F_SETPIPE_SZ, _PIPE)

    def sheets(self) -> list[Any]:
        with self._deadline():
            kind, body = self._frame()
        if kind != b"S":
            raise _told(body)
        sheets: list[Any] = json.loads(body)
        return sheets

    def frames(self, position: int, most: int) -> Iterator[Frame]:
        """Send the question at once, so that the child works while the caller does something else."""
        return self._asked(f"{position} {most}\n")

    def comments(self, part: str) -> Iterator[Frame]:
        return self._asked(f"comments {json.dumps(part)}\n")

    def _asked(self, line: str) -> Iterator[Frame]:
        with contextlib.suppress(OSError):  # a child that died is found when its answer is read
            self._in.write(line.encode())
            self._in.flush()
        return self._answer()

    def _answer(self) -> Iterator[Frame]:
        with self._deadline():
            while True:
                frame = self._frame()
                yield frame
                if frame[0] in b"ZE":
                    return

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[None]:
        timer = threading.Timer(self._seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end(self) -> None:
        self._late = True
        self._process.kill()

    def _frame(self) -> Frame:
        head = self._out.read(5)
        size = int.from_bytes(head[1:], "big")
        body = self._out.read(size) if len(head) == 5 and size <= _LONGEST_FRAME else b""  # noqa: PLR2004 - letter and length
        if len(head) < 5 or len(body) < size:  # noqa: PLR2004 - as above
            raise NotReadError("slow" if self._late else self._how_it_ended())
        return head[:1], body

    def _how_it_ended(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        return _ENDS.get(self._process.returncode, "died")

    def close(self) -> None:
        self._process.kill()
        with contextlib.suppress(OSError):
            self._in.close()
        self._out.close()
        self._process.wait()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:  # cannot happen: both are asked for
        raise NotReadError("died")
    return stream


def _roots() -> list[str]:
    """Return the folders this package and its two readers are imported from: the child sees no others."""
    specs = map(importlib.util.find_spec, ("python_calamine", "openpyxl"))
    theirs = [str(Path(spec.origin).parents[1]) for spec in specs if spec and spec.origin]
    return list(dict.fromkeys([str(Path(__file__).parents[3]), *theirs]))
