"""Signs of life on a terminal while something lasts: one line that counts the seconds and wipes itself away."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from featurecheck.cli.speech import harmless, quiet
from featurecheck.report.columns import width_of

_PATIENCE = 1.0  # seconds before anything is said
_BEAT = 0.5
_NARROWEST = 10


class Progress:
    """The line that says what is being done and for how long; `done` of `total` shows as a share once both are known."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.done = 0
        self.total: int | None = None
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._visible = 0  # columns taken on the terminal
        self._since = time.monotonic()

    def line(self, seconds: float, columns: int) -> str:
        """Return `Reading a.csv ... 12 s`, or `... 40 %, 12 s`; narrower than the terminal, so that it never wraps."""
        share = f"{min(100, 100 * self.done // self.total)} %, " if self.total else ""
        tail = f" ... {share}{int(seconds)} s"
        return _cut(self.doing, max(_NARROWEST, columns - 1 - len(tail))) + tail

    def run(self) -> None:
        """Show the line again and again until it is over; runs in a thread of its own."""
        if self._over.wait(_PATIENCE):
            return
        while not self._over.is_set():
            self._show()
            self._over.wait(_BEAT)

    def _show(self) -> None:
        with self._lock:
            if not self._over.is_set():
                line = self.line(time.monotonic() - self._since, shutil.get_terminal_size().columns)
                _write("\r" + line + " " * (self._visible - width_of(line)))
                self._visible = max(self._visible, width_of(line))

    def end(self) -> None:
        """Wipe the line away; nothing is shown after this."""
        with self._lock:
            self._over.set()
            if self._visible:
                _write("\r" + " " * self._visible + "\r")
                self._visible = 0


def _cut(text: str, columns: int) -> str:
    if width_of(text) <= columns:
        return text
    while text and width_of(text) > columns - 1:
        text = text[:-1]
    return text + "\u2026"


def _write(text: str) -> None:
    """Write to the terminal; one that went away is no reason to stop the work."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def watched() -> bool:
    """Tell whether somebody may watch: standard error is a terminal that can go back in a line, and -q was not given."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not quiet()


@contextmanager
def progress(doing: str) -> Iterator[Progress]:
    """Say what is being done once it has lasted a second; on a terminal only, and gone when it is over.

    Nothing else may be printed inside. The words may hold somebody's file name: they are made harmless.
    """
    shown = Progress(" ".join(harmless(doing).split()))
    if not watched():
        yield shown
        return
    thread = threading.Thread(target=shown.run, daemon=True)
    thread.start()
    try:
        yield shown
    finally:
        shown.end()
        thread.join()


def reading(paths: Sequence[Path]) -> AbstractContextManager[object]:
    """Return what shows that something is read as long as that lasts; not to somebody who is typing the table."""
    piped = any(str(path) == "-" for path in paths)
    if piped and sys.stdin.isatty():
        return nullcontext()
    return progress("Reading standard input" if piped else f"Reading {', '.join(map(str, paths))}")
