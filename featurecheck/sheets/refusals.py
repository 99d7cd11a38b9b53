"""The sentences with which a file is refused, and the limits behind them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.cells import shortened

MAX_ROWS = 1_048_576
MAX_CELLS = 60_000_000
MAX_BYTES = 2 * 1024**3
_SPARSE = 8  # empty cells for each written one: then it is the extent that asks for the memory


def refusal(path: Path, sentence: str) -> FeatureCheckError:
    """Return the error `<file name>: <sentence>` with its full stop."""
    return FeatureCheckError(f"{shortened(path.name or str(path), 120)}: {sentence}.")


def locked(path: Path) -> FeatureCheckError:
    """Return the error for a workbook that wants a password."""
    return refusal(path, "the workbook is protected with a password. Save a copy without one")


def damaged(path: Path) -> FeatureCheckError:
    """Return the error for a workbook no reader understands."""
    return refusal(
        path, "the workbook is damaged or was cut off. Open it in a spreadsheet program and save it again"
    )


def too_long(path: Path) -> FeatureCheckError:
    """Return the error for a text no cell of a workbook can hold."""
    return refusal(
        path, "the workbook holds a text of more than 4 MiB, longer than any cell. Shorten it and save again"
    )


def beyond(path: Path) -> FeatureCheckError:
    """Return the error for a row no sheet has."""
    return refusal(
        path,
        f"it names a row beyond {MAX_ROWS:,}, the last a sheet can have. Copy the rows you need into a new workbook",
    )


def too_wide(path: Path, rows: int, columns: int, *, written: int | None = None) -> FeatureCheckError:
    """Return the error for a sheet that spans too much; `written` are the cells that hold something, if counted."""
    seen = (
        "more than 60 million cells"
        if max(rows * columns, written or 0) > MAX_CELLS or written is None
        else f"though only {written:,} cells of it are written"
    )
    mend = "Press Ctrl+End, delete the empty rows and columns before that cell, and save"
    return refusal(path, f"a sheet spans {rows:,} rows by {columns:,} columns, {seen}. {mend}")


def check_extent(path: Path, rows: int, columns: int, written: int) -> None:
    """Refuse a sheet that is larger than any real one.

    Raises:
        FeatureCheckError: it names too far a row, or spans or holds too many cells.
    """
    if rows > MAX_ROWS:
        raise beyond(path)
    if max(rows * columns, written) > MAX_CELLS:
        raise too_wide(path, rows, columns, written=written)


def unread(path: Path, reason: str, figures: Sequence[int], memory: int, seconds: int) -> FeatureCheckError:
    """Return the error for what the reader's process said, or how it ended."""
    if reason == "cells":
        return too_wide(path, *figures[:2])
    if reason in _KNOWN:
        return _KNOWN[reason](path)
    mend = "Copy the rows you need into a new workbook"
    spent = {
        "memory": f"reading it needs more memory than the {memory >> 20:,} MiB its size justifies. {mend}",
        "alone": "the process that reads workbooks could not be started. Close other programs, or save it as .csv",
        "slow": f"reading it was stopped after {seconds} seconds. {mend}",
    }
    return refusal(path, spent[reason]) if reason in spent else damaged(path)


_KNOWN = {"password": locked, "rows": beyond, "long": too_long}


def too_sparse(path: Path, extents: Sequence[tuple[int, int, int]]) -> FeatureCheckError | None:
    """Return the error for the emptiest sheet, given as rows, columns and written cells, when it is mostly empty."""
    rows, columns, written = max(extents, key=lambda extent: extent[0] * extent[1], default=(0, 0, 0))
    if rows * columns > _SPARSE * max(written, 1):
        return too_wide(path, rows, columns, written=written)
    return None
