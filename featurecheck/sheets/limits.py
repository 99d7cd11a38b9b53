"""How much memory and time reading a workbook may take, by the size of what is packed in it."""

from __future__ import annotations

import sys

_SYSTEM_LIMITS_MEMORY = sys.platform == "linux"
BASE_MEMORY = 384 << 20
_MEMORY_PER_BYTE = 8  # measured: 2.3 for a full sheet; a sheet with many blanks needs more
_MOST_MEMORY = 6 << 30
BASE_SECONDS = 15
_BYTES_PER_SECOND = 2 << 20  # measured: 80 million on one core


def interpreter() -> str | None:
    """Return what can be started as a child, None in a frozen or embedded program."""
    return None if getattr(sys, "frozen", False) else sys.executable or None


def memory_is_limited() -> bool:
    """Tell whether whatever goes wrong while reading can only end a child."""
    return _SYSTEM_LIMITS_MEMORY and interpreter() is not None


def memory_for(size: int) -> int:
    """Return how many bytes of address space reading may take, for a workbook that unpacks to so many bytes."""
    return min(BASE_MEMORY + _MEMORY_PER_BYTE * size, _MOST_MEMORY)


def seconds_for(size: int) -> int:
    """Return how many seconds one step of reading may take, for a workbook that unpacks to so many bytes."""
    return BASE_SECONDS + size // _BYTES_PER_SECOND
