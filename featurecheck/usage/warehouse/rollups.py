"""A roll-up that lies in a warehouse, one row a feature: small enough to be fetched as it is."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from featurecheck.intake import Table
from featurecheck.usage.address import Address
from featurecheck.usage.stored import MOST_ROWS, is_rollup, table_of
from featurecheck.usage.warehouse.connect import Connection, connect
from featurecheck.usage.warehouse.errors import guarded
from featurecheck.usage.warehouse.tables import MOST_TABLES, table_at

if TYPE_CHECKING:
    import ibis.expr.types as ir


def rollup_at(address: Address, mapping: Mapping[str, str] | None) -> Table | None:
    """Return the roll-up at an address: the table it names, else the only one that is one; None where there is none.

    Raises:
        FeatureCheckError: the engine cannot be asked, or the table has far more rows than a roll-up.
    """
    connection = guarded(address, lambda: connect(address))
    try:
        return guarded(address, lambda: _found(connection, address, mapping))
    finally:
        guarded(address, connection.close)


def _found(connection: Connection, address: Address, mapping: Mapping[str, str] | None) -> Table | None:
    tables = _tables(connection, address)
    fitting = [table for table in tables if is_rollup(list(table.columns), mapping)]
    if len(fitting) != 1:
        return None
    texts = fitting[0].mutate(**{name: fitting[0][name].cast("string") for name in fitting[0].columns})
    rows = connection.fetch(texts.limit(MOST_ROWS + 1))
    return table_of(address.shown, list(fitting[0].columns), rows)


def _tables(connection: Connection, address: Address) -> list[ir.Table]:
    if address.table:
        return [table_at(connection.backend, address)]
    found = []
    for name in sorted(connection.backend.list_tables())[:MOST_TABLES]:
        with contextlib.suppress(Exception):  # a table that cannot be looked at is none
            found.append(connection.backend.table(name))
    return found
