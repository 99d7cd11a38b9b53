"""What an engine answers as rows: texts, whole numbers, and times as microseconds since 1970, whatever the driver has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

Row = tuple[Any, ...]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def from_driver(rows: Iterable[Row]) -> list[Row]:
    """Return rows of a driver that gives Python's own values."""
    return [tuple(_plain(value) for value in row) for row in rows]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return (value.astimezone(dt.UTC) - _EPOCH) // _MICROSECOND
    return int(value)


def from_arrow(table: Any) -> list[Row]:  # noqa: ANN401 - pyarrow has no types
    """Return the rows of an arrow table."""
    return list(zip(*(_values(column) for column in table.columns), strict=True))


def _values(column: Any) -> list[Any]:  # noqa: ANN401 - as above
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415 - an extra

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
    values = column.to_pylist()
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return values if is_text else [None if value is None else int(value) for value in values]
