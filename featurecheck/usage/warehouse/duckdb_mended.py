"""DuckDB through ibis, also where ibis calls what DuckDB 2 has no longer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis.expr.schema as sch
from ibis.backends.duckdb import Backend


class Reading(Backend):  # type: ignore[misc,unused-ignore]
    """ibis's DuckDB that looks up tables and columns by `fetchall`."""

    def get_schema(
        self, table_name: str, *, catalog: str | None = None, database: str | None = None
    ) -> sch.Schema:
        """Return a table's columns and their types."""
        names = (name for name in (catalog, database, table_name) if name)
        table = ".".join('"' + name.replace('"', '""') + '"' for name in names)
        rows = self.con.execute(f"DESCRIBE {table}").fetchall()
        kinds = (
            (name, self.compiler.type_mapper.from_string(kind, nullable=null == "YES"))
            for name, kind, null, *_ in rows
        )
        return sch.Schema(dict(kinds))

    def list_tables(self, *, like: str | None = None, database: Any = None) -> list[str]:  # noqa: ANN401 - as ibis has it
        """Return the tables and views of a schema, of the current one where none is named."""
        schema = database[-1] if isinstance(database, tuple) else database
        rows = self.con.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_catalog = current_database() AND table_schema = coalesce(?, current_schema())",
            [schema],
        ).fetchall()
        return list(self._filter_with_like((name for (name,) in rows), like))


def reading(path: Path) -> Reading:
    """Return a database file opened to read it, in UTC; nothing is installed from the network."""
    backend = Reading()
    backend.do_connect(path, read_only=True, autoinstall_known_extensions=False)
    backend.raw_sql("SET TimeZone = 'UTC'")
    backend.raw_sql("SET enable_progress_bar = false")
    return backend
