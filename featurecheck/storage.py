"""Whole files only: a temporary name, fsync, rename."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from featurecheck.errors import FeatureCheckError


def write_whole(path: Path, content: bytes | str) -> Path:
    """Write the file so that a reader sees the old bytes or the new ones, never a part.

    Raises:
        FeatureCheckError: the folder does not exist or cannot be written to.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        _replace(path, data)
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror or error}). Choose a folder you may write to, or free some space."
        raise FeatureCheckError(message) from error
    return path


def _replace(path: Path, data: bytes) -> None:
    target = path.resolve()  # a symbolic link keeps pointing where it did
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _mode(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # Windows cannot open a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_folder(path: Path) -> Path:
    """Create the folder, or say in a sentence why it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"{path}: the folder cannot be made ({error.strerror or error}). Choose another with --output."
        )
        raise FeatureCheckError(message) from error
    if not os.access(path, os.W_OK | os.X_OK):
        message = f"{path}: the folder cannot be written to. Choose another with --output."
        raise FeatureCheckError(message)
    return path


def real_place(path: Path) -> Path:
    """Return where a path leads, as far as that can be told; links in a circle stay as they are."""
    return Path(os.path.realpath(path))


def sha256(path: Path) -> str:
    """Return the file's SHA-256 as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
