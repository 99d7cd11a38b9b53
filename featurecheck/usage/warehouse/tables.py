"""Which table of a warehouse holds the events, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.headers.kinds import kinds
from featurecheck.sheets.headers.near import near_ones
from featurecheck.sheets.headers.recognise import not_used, recognise_sheet
from featurecheck.usage.address import Address, named
from featurecheck.usage.rollup import NoEventsError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.sql import SQLBackend

EVENTS = "usage events"
MOST_TABLES = 200
"""Tables whose columns are looked at when the address names none."""


@dataclass(frozen=True)
class Table:
    """A table of events: as ibis sees it, our name -> its column, and what was decided in words."""

    expression: ir.Table
    columns: Mapping[str, str]
    notes: tuple[str, ...]


def find_table(backend: SQLBackend, address: Address, mapping: Mapping[str, str] | None) -> Table:
    """Return the table that the address names, else the only one whose columns fit.

    Raises:
        FeatureCheckError: there is none, there are several, or its columns are not those of events.
        Exception: whatever the engine's driver raises.
    """
    if not address.table:
        return _only(backend, address, mapping)
    expression, notes = _named(backend, address)
    return _recognised(expression, address, mapping, notes)


def table_at(backend: SQLBackend, address: Address) -> ir.Table:
    """Return the table that the address names, whatever its columns.

    Raises:
        FeatureCheckError: there is none.
        Exception: whatever the engine's driver raises.
    """
    return _named(backend, address)[0]


def _named(backend: SQLBackend, address: Address) -> tuple[ir.Table, tuple[str, ...]]:
    *outer, name = address.table
    try:
        return _table(backend, outer, name), ()
    except Exception as error:  # noqa: BLE001 - every engine has its own class for it
        failure = error
    names = _names(backend, outer)
    if name in names:
        raise failure
    same = [one for one in names if one.casefold() == name.casefold()]
    if len(same) == 1:
        return _table(backend, outer, same[0]), (f"table '{shortened(same[0])}' was read",)
    raise FeatureCheckError(_no_table(backend, address, names))


def _table(backend: SQLBackend, outer: Sequence[str], name: str) -> ir.Table:
    found = backend.table(name, database=_database(outer))
    return _cast_enumerations(found) if backend.name == "postgres" else found


def _cast_enumerations(table: ir.Table) -> ir.Table:
    """PostgreSQL's enumerations pass for text in ibis, but are not: say that texts are never null, and it casts them."""
    import ibis  # noqa: PLC0415 - an extra

    known = table.schema().items()
    kinds_of = {name: kind.copy(nullable=False) if kind.is_string() else kind for name, kind in known}
    return table.op().copy(schema=ibis.schema(kinds_of)).to_expr()


def _database(outer: Sequence[str]) -> tuple[str, str] | str | None:
    if len(outer) > 1:
        return outer[0], outer[1]
    return outer[0] if outer else None


def _names(backend: SQLBackend, outer: Sequence[str]) -> list[str]:
    """Return the tables and views there; none where there is no such schema, as most engines do anyway."""
    try:
        return sorted(backend.list_tables(database=_database(outer)))
    except Exception:  # noqa: BLE001 - the sentence that follows names what is there
        return []


def _no_table(backend: SQLBackend, address: Address, names: list[str]) -> str:
    *outer, name = address.table
    wanted, where = shortened(name), f" in '{shortened(named(tuple(outer)))}'" if outer else ""
    if names:
        near = did_you_mean(name, names)
        return (
            f"{address.shown}: there is no table '{wanted}'{where}.{near} Tables there: {listed(names, 20)}."
        )
    schemas = _schemas(backend)
    near = did_you_mean(outer[-1], schemas) if outer else ""
    others = f" Schemas: {listed(schemas, 20)}." if schemas else ""
    return (
        f"{address.shown}: there is no table '{wanted}'{where} that this user sees, and no other.{near}{others} "
        "Write schema.table after #."
    )


def _schemas(backend: SQLBackend) -> list[str]:
    try:
        return sorted(backend.list_databases())
    except Exception:  # noqa: BLE001 - it only helps; not every engine has schemas
        return []


def _only(backend: SQLBackend, address: Address, mapping: Mapping[str, str] | None) -> Table:
    names = sorted(backend.list_tables())
    if not names:
        schemas = _schemas(backend)
        more = f" Schemas: {listed(schemas, 20)}." if schemas else ""
        raise FeatureCheckError(
            f"{address.shown}: this user sees no table there.{more} Write schema.table after #, or ask for the right to read."
        )
    fitting = {
        name: found for name in names[:MOST_TABLES] if (found := _fitting(backend, name, address, mapping))
    }
    if len(fitting) == 1:
        [(name, found)] = fitting.items()
        only = f"table '{shortened(name)}' was read: the only one of {len(names):,} whose columns fit"
        return Table(found.expression, found.columns, (only, *found.notes))
    if fitting:
        some = listed(list(fitting), 20)
        raise FeatureCheckError(
            f"{address.shown}: several tables hold events: {some}. Write after # which one."
        )
    raise NoEventsError(
        f"{address.shown}: no table has the columns of events ({_needed()}). Tables there: {listed(names, 20)}. "
        'Write after # which one, and name its columns, for example --map "HEADER=feature".'
    )


def _fitting(
    backend: SQLBackend, name: str, address: Address, mapping: Mapping[str, str] | None
) -> Table | None:
    try:
        return _recognised(_table(backend, (), name), address, mapping, ())
    except Exception:  # noqa: BLE001 - a table that cannot be looked at does not fit
        return None


def _needed() -> str:
    kind = kinds()[EVENTS]
    return f"{', '.join(kind.must)}, and {' or '.join(kind.some)}"


def _recognised(
    expression: ir.Table, address: Address, mapping: Mapping[str, str] | None, notes: tuple[str, ...]
) -> Table:
    header = list(expression.columns)
    try:
        found = recognise_sheet(header, mapping=mapping, kind=EVENTS)
    except FeatureCheckError as error:
        said = error.message
    else:
        columns = {match.name: header[match.position] for match in found.matches}
        return Table(expression, columns, (*notes, *_read(columns), *found.notes, *not_used(found.unused)))
    free = [text for text in header if text not in (mapping or {})]
    near = "".join(f" {note[:1].upper()}{note[1:]}." for note in near_ones(kinds()[EVENTS], free, set()))
    raise NoEventsError(f"{address.shown}: {said}{near}")


def _read(columns: Mapping[str, str]) -> tuple[str, ...]:
    other = [f"{name} from '{shortened(column)}'" for name, column in columns.items() if name != column]
    return (f"read {', '.join(other)}",) if other else ()
