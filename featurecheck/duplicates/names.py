"""Names in one cell, with `;` between them, as the other columns of a request sheet hold them."""

from __future__ import annotations


def split_list(cell: str) -> list[str]:
    """Return the names of a cell."""
    return [name for name in (part.strip() for part in cell.split(";")) if name]


def named(cell: str) -> dict[str, str]:
    """Return folded name -> the name as it is first written: `ACME ` and `Acme` are one account."""
    found: dict[str, str] = {}
    for name in split_list(cell):
        found.setdefault(" ".join(name.casefold().split()), name)
    return found
