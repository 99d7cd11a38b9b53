"""A roll-up that lies in a database, one row a feature: told by its columns, and small enough to be fetched as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Table
from featurecheck.sheets.cells import letter
from featurecheck.sheets.headers.recognise import recognise_sheet

ROLLUP = "usage roll-up"
MOST_ROWS = 100_000
"""More rows are no roll-up that anybody would fetch from a database."""


def is_rollup(header: Sequence[str], mapping: Mapping[str, str] | None) -> bool:
    """Tell whether the columns are those of a roll-up."""
    try:
        recognise_sheet(header, mapping=mapping, kind=ROLLUP)
    except FeatureCheckError:
        return False
    return True


def table_of(shown: str, header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Table:
    """Return rows that a database gave as text as a table, in an order of their own.

    Raises:
        FeatureCheckError: there are far more than a roll-up has.
    """
    if len(rows) > MOST_ROWS:
        raise FeatureCheckError(
            f"{shown}: it has more than {MOST_ROWS:,} rows, which is no roll-up. One row a feature and period was expected."
        )
    texts = sorted(tuple(value or "" for value in row) for row in rows)
    letters = tuple(letter(at + 1) for at in range(len(header)))
    return Table(shown, None, tuple(header), texts, range(1, len(texts) + 1), letters)
