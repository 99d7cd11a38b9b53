"""One DuckDB that works for one source: its settings, its temporary folder, and its errors as sentences."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from featurecheck.errors import FeatureCheckError

if TYPE_CHECKING:
    import duckdb

_SETTINGS = {
    "TimeZone": "'UTC'",
    "preserve_insertion_order": "false",
    "enable_progress_bar": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
_ROOM = 160 * 1024**2
_LEAST = 64 * 1024**2
_PLENTY = 3 * 1024**3
_UNITS = {"bytes": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_LOCKED = ("enable_external_access = false", "lock_configuration = true")


class Session:
    """A DuckDB in memory that spills into a temporary folder of its own, which `close` removes.

    Args:
        what: the source's name, with which a sentence begins when something fails.
        memory_limit: such as "500MB"; None leaves it to DuckDB, which asks the machine and the control group.
    """

    def __init__(self, what: str = "The usage data", memory_limit: str | None = None) -> None:
        self.what = what
        self._folder = tempfile.TemporaryDirectory(prefix="featurecheck-", ignore_cleanup_errors=True)
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._worker = ThreadPoolExecutor(1)  # DuckDB itself does not hear Ctrl-C while another thread works
        try:
            self._connection = self._opened(memory_limit)
        except BaseException:
            self.close()
            raise

    def _opened(self, memory_limit: str | None) -> duckdb.DuckDBPyConnection:
        import duckdb  # noqa: PLC0415 - a heavy library, only for usage

        config = {"temp_directory": str(self.folder / "spilled")}
        if memory_limit is not None:
            config["memory_limit"] = memory_limit
        connection = duckdb.connect(config=config)  # type: ignore[arg-type] # it takes texts
        for name, value in _SETTINGS.items():
            connection.execute(f"set {name} = {value}")
        if memory_limit is None:
            _leave_room(connection)
        return connection

    @property
    def folder(self) -> Path:
        """Return the temporary folder, for files that only live as long as the session."""
        return Path(self._folder.name)

    @property
    def version(self) -> str:
        """Return DuckDB's version."""
        import duckdb  # noqa: PLC0415 - a heavy library, only for usage

        return duckdb.__version__

    def rows(
        self, sql: str, bound: Sequence[object] = (), *, what: str | None = None
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a statement; `what` begins the sentence if it fails, else the source's name does.

        Raises:
            FeatureCheckError: it failed; the sentence shows neither SQL nor folders.
        """
        import duckdb  # noqa: PLC0415 - a heavy library, only for usage

        what = what or self.what
        if self._connection is None:
            raise FeatureCheckError(f"{what}: it was closed before it was read. Open it again.")
        asked = self._worker.submit(_fetched, self._connection, sql, bound)
        try:
            return asked.result()
        except KeyboardInterrupt:
            self._connection.interrupt()
            wait([asked])
            raise
        except (duckdb.OutOfMemoryException, MemoryError):
            raise FeatureCheckError(_no_memory(what)) from None
        except duckdb.Error as error:
            raise FeatureCheckError(f"{what}: {_sentence(error)}") from None

    def lock(self) -> None:
        """Forbid all files but the temporary ones, and every change of the settings."""
        for setting in _LOCKED:
            self.rows(f"set {setting}")

    def close(self) -> None:
        """Let go of the memory and remove the temporary folder; a second time does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._worker.shutdown()
        self._folder.cleanup()


def _fetched(
    connection: duckdb.DuckDBPyConnection, sql: str, bound: Sequence[object]
) -> list[tuple[Any, ...]]:
    return connection.execute(sql, list(bound)).fetchall()


def _leave_room(connection: duckdb.DuckDBPyConnection) -> None:
    """Where memory is short, take less than DuckDB's own limit, which leaves a fifth of it to all others.

    Python and what DuckDB does not count need more than that, and the system would end the process without a word.
    With the lower limit it goes over the disk, or a sentence is said.
    """
    (text,) = connection.execute("select current_setting('memory_limit')").fetchall()[0]
    number, unit = text.split()
    limit = float(number) * _UNITS.get(unit, 1024**4)
    if _LEAST < limit < _PLENTY:
        connection.execute(f"set memory_limit = '{int(max(limit - _ROOM, _LEAST)) >> 20}MiB'")


def _no_memory(what: str) -> str:
    return (
        f"{what}: the memory does not suffice to count it, even with the disk's help. Close other programs, use a "
        "machine or a container with more memory, or let a warehouse count: --usage postgres://... or spark://..."
    )


def _sentence(error: duckdb.Error) -> str:
    import duckdb  # noqa: PLC0415 - a heavy library, only for usage

    text = str(error)
    if "No space left" in text or "max_temp_directory_size" in text:
        return "the disk is full while counting. Make room in the folder for temporary files (TMPDIR)."
    if "Could not set lock" in text:
        return "another program is writing to it. Close that program, or copy the file and name the copy."
    if isinstance(error, duckdb.PermissionException):
        return "a view in it reads other files, which is not allowed. Copy what it shows into a table."
    if isinstance(error, duckdb.IOException | duckdb.InvalidInputException | duckdb.SerializationException):
        return "it is damaged, was cut off, or is not what its name says. Export it again."
    kind = type(error).__name__.removesuffix("Exception").removesuffix("Error")
    return f"DuckDB cannot read it ({kind or 'error'}). Export it again as csv or parquet."
