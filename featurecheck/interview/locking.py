"""One writer at a time: a lock that ends with the process, also where the system or the drive has none to offer."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

_PAUSE = 0.01  # seconds between two tries
_DEAD = 5.0  # seconds; whoever holds a lock this long was killed: a change takes a hundredth of one


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only one who changes the file while the block lasts; others wait.

    The folder's lock leaves nothing behind and ends with the process. Without one (Windows, some network drives) a
    file beside it does the same; what a killed process left of that is cleared away after some seconds.
    """
    handle = _folder_lock(path.resolve().parent)
    if handle is None:
        with _file_lock(path):
            yield
        return
    try:
        yield
    finally:
        os.close(handle)


def _folder_lock(folder: Path) -> int | None:
    """Wait for the folder's lock and return its handle, None where there are no such locks."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        os.close(handle)
        return None
    return handle


@contextlib.contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    lock = path.resolve().with_name(f".{path.name[:40]}.lock")
    own = os.urandom(16)
    _take(lock, own)
    try:
        yield
    finally:
        if _read(lock) == own:
            lock.unlink(missing_ok=True)


def _take(lock: Path, own: bytes) -> None:
    """Make the file, which only one can; wait while it belongs to somebody who lives."""
    seen, since = b"", time.monotonic()
    while not _made(lock, own):
        found = _read(lock)
        if found != seen:
            seen, since = found, time.monotonic()
        elif time.monotonic() - since > _DEAD:
            _clear(lock, found)
        time.sleep(_PAUSE)


def _made(lock: Path, own: bytes) -> bool:
    try:
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except (FileExistsError, PermissionError):  # Windows says the latter while a file is going away
        if not os.access(lock.parent, os.W_OK):
            raise
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(own)
    return True


def _read(lock: Path) -> bytes:
    try:
        return lock.read_bytes()
    except OSError:
        return b""


def _clear(lock: Path, dead: bytes) -> None:
    """Take away what a killed process left; should somebody have taken its place meanwhile, give it back."""
    aside = lock.with_name(f"{lock.name}.{os.urandom(4).hex()}")
    with contextlib.suppress(OSError):
        lock.rename(aside)
        if _read(aside) != dead:
            with contextlib.suppress(OSError):
                os.link(aside, lock)
        aside.unlink()
