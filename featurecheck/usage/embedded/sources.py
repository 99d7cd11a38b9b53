"""What DuckDB reads events from: a Parquet file, a text file, a table of a database; as SQL and its columns."""

# ruff: noqa: S608 - only names that were quoted enter the statements

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.sheets.cells import listed, shortened
from featurecheck.usage.embedded.columns import Column, literal, quoted
from featurecheck.usage.embedded.session import Session

KIND = "usage events"
_PARQUET = "read_parquet(?, binary_as_string = true, hive_partitioning = false)"
_ATTACHED = "source"
_PREVIEW = 20  # tables a sentence names


@dataclass(frozen=True)
class Source:
    """Something with rows: what to call it, its SQL with the values bound to it, and its columns in order."""

    name: str
    sql: str
    bound: tuple[object, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()


def file_pattern(path: Path) -> str:
    """Return a path that DuckDB takes for this one file: absolute, its `*`, `?` and `[` no pattern."""
    text = str(path.absolute())
    return "".join(f"[{char}]" if char in "*?[" else char for char in text)


def parquet(session: Session, path: Path) -> Source:
    """Return a Parquet file as a source.

    Raises:
        FeatureCheckError: it is none, or damaged.
    """
    name, bound = shortened(path.name, 120), (file_pattern(path),)
    return Source(name, _PARQUET, bound, _columns(session, _PARQUET, bound, name))


def _columns(session: Session, sql: str, bound: Sequence[object], name: str) -> tuple[Column, ...]:
    rows = session.rows(f"describe select * from {sql}", bound, what=name)
    return tuple(Column(quoted(row[0]), row[0], row[1]) for row in rows)


def attach(session: Session, path: Path) -> str:
    """Attach a DuckDB file, read only, and return what to call it.

    From then on the session reads no other file: a view cannot reach beyond its database.

    Raises:
        FeatureCheckError: the file is missing or no database.
    """
    name = shortened(path.name or str(path), 120)
    if not path.is_file():
        raise FeatureCheckError(f"{name}: there is no such file. Write the address as duckdb:FILE#table.")
    session.rows(f"attach {literal(str(path.absolute()))} as {_ATTACHED} (type duckdb, read_only)", what=name)
    session.lock()
    return name


def tables(session: Session) -> dict[str, str]:
    """Return the SQL of all tables and views of the attached database by what a person calls them."""
    rows = session.rows(
        "select schema_name, table_name from duckdb_tables() where database_name = $1 and not internal union "
        "select schema_name, view_name from duckdb_views() where database_name = $1 and not internal order by all",
        [_ATTACHED],
    )
    return {
        table if schema == "main" else f"{schema}.{table}": ".".join(map(quoted, (_ATTACHED, schema, table)))
        for schema, table in rows
    }


def named(name: str, found: Mapping[str, str], wanted: str) -> str:
    """Return the table that is wanted, whatever its case.

    Raises:
        FeatureCheckError: there is none.
    """
    fold = {known.casefold(): known for known in found}
    known = fold.get(wanted.casefold()) or fold.get(wanted.casefold().removeprefix("main."))
    if known is not None:
        return known
    near = did_you_mean(wanted, list(found))
    raise FeatureCheckError(
        f"{name}: there is no table '{shortened(wanted)}'.{near} Its tables are {table_names(found)}."
    )


def source_of(session: Session, name: str, known: str, sql: str) -> Source:
    """Return a table or view as a source; `known` is what a person calls it.

    Raises:
        FeatureCheckError: a view cannot be read.
    """
    label = f"{name}, table '{shortened(known)}'"
    return Source(label, sql, (), _columns(session, sql, (), label))


def table_names(names: Iterable[str]) -> str:
    """Return the first tables of a list in words."""
    return listed(list(names), _PREVIEW) or "none"
