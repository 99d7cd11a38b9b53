"""A roll-up that lies in a DuckDB file, one row a feature: small enough to be read as it is."""

# ruff: noqa: S608 - only names that were quoted enter the statements

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from featurecheck.intake import Table
from featurecheck.usage.embedded.session import Session
from featurecheck.usage.embedded.sources import Source, attach, named, source_of, tables
from featurecheck.usage.stored import MOST_ROWS, is_rollup, table_of


def rollup_in(path: Path, table: str | None, mapping: Mapping[str, str] | None, shown: str) -> Table | None:
    """Return the roll-up in a DuckDB file: the table that is named, else the only one that is one; None without one.

    Raises:
        FeatureCheckError: the file or the table is not there, or it has far more rows than a roll-up.
    """
    session = Session(path.name)
    try:
        name = attach(session, path)
        found = tables(session)
        wanted = [named(name, found, table)] if table is not None else list(found)
        sources = [source_of(session, name, known, found[known]) for known in wanted]
        fitting = [
            source for source in sources if is_rollup([column.header for column in source.columns], mapping)
        ]
        return _read(session, fitting[0], shown) if len(fitting) == 1 else None
    finally:
        session.close()


def _read(session: Session, source: Source, shown: str) -> Table:
    texts = ", ".join(f"cast({column.sql} as varchar)" for column in source.columns)
    rows = session.rows(f"select {texts} from {source.sql} limit {MOST_ROWS + 1}", what=source.name)
    return table_of(shown, [column.header for column in source.columns], rows)
