"""Usage as a table for a terminal and as Markdown to paste; nothing heavy imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from featurecheck.report.columns import grid, paragraph, width_of, wrap
from featurecheck.report.text import escape
from featurecheck.report.usage_view import ANSWERS, EMPTY, REMOVE, Listing, usage_view
from featurecheck.report.wording import visible

if TYPE_CHECKING:
    from featurecheck.report.usage_view import Column, ProductView, UsageView
    from featurecheck.usage.adoption import Answers, Judged

_NARROWEST = 20
_TABLE_FROM = 60  # columns: below, a feature's figures stand under its name
_NAME_FROM = 18  # columns for the names before a figure has to go
_NAME_UP_TO = 48
_MARGIN = "  "
_GAP = 2
_NOT_KNOWN = "-: not known"


def as_text(
    products: Sequence[Judged],
    answers: Answers | None = None,
    *,
    width: int = 80,
    top: int | None = None,
    closing: str = "",
) -> str:
    """Return the products for a terminal of so many columns; ends with a newline.

    Args:
        products: judged, in the order in which they are shown.
        answers: which requests they answer, None where nobody asked.
        width: columns; held to at least 20.
        top: how many features of each are shown, None for all.
        closing: the last line, which is never wrapped.
    """
    columns = max(width, _NARROWEST)
    view = usage_view(products, answers, top)
    blocks = [block for one in view.products for block in _product(one, columns)]
    blocks += [_reading(view, columns), *_said(view, columns), [closing] if closing else []]
    return visible("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def _product(product: ProductView, width: int) -> Iterator[list[str]]:
    yield [
        *wrap(product.title, width),
        "=" * min(width, width_of(product.title)),
        *wrap(product.source, width),
    ]
    yield list(_features(product, width))
    if product.remove:
        items = [part for item in product.remove for part in _item(item, width)]
        yield [*wrap(REMOVE, width), *paragraph(product.rule, width, _MARGIN), *items]


def _item(text: str, width: int) -> list[str]:
    bullet = "" if text.startswith("...") else "- "
    return wrap(f"{_MARGIN}{bullet}{text}", width, _MARGIN * 2)


def _features(product: ProductView, width: int) -> Iterator[str]:
    if not product.names:
        yield from wrap(EMPTY, width)
        return
    yield from _table(product, width) if width >= _TABLE_FROM else _stacked(product, width)
    if product.more:
        yield from wrap(product.more, width)


def _table(product: ProductView, width: int) -> Iterator[str]:
    columns = _fitting(product, width)
    widths = [_width(column) for column in columns]
    names = min(_names(product), width - sum(widths) - _GAP * len(widths))
    titles = ("Feature", *(column.title.rjust(size) for column, size in zip(columns, widths, strict=True)))
    cells = [
        (name, *(column.cells[at].rjust(size) for column, size in zip(columns, widths, strict=True)))
        for at, name in enumerate(product.names)
    ]
    yield from grid([titles, *cells], (names, *widths))
    left = [column.title.lower() for column in product.columns if column not in columns]
    if left:
        yield from wrap(f"No room for {', '.join(left)}: widen the terminal, or take --format csv.", width)


def _fitting(product: ProductView, width: int) -> list[Column]:
    """Return the columns that leave enough room for the names; what tells least goes first."""
    columns, needed = list(product.columns), min(_names(product), _NAME_FROM)
    while columns and needed + sum(_width(column) + _GAP for column in columns) > width:
        columns.remove(min(columns, key=lambda column: column.worth))
    return columns


def _names(product: ProductView) -> int:
    return min(max(map(width_of, ("Feature", *product.names))), _NAME_UP_TO)


def _width(column: Column) -> int:
    return max(map(width_of, (column.title, *column.cells)))


def _stacked(product: ProductView, width: int) -> Iterator[str]:
    for at, name in enumerate(product.names):
        figures = [f"{column.title.lower()} {column.cells[at]}" for column in product.columns]
        yield from wrap(name, width, _MARGIN)
        yield from wrap(_MARGIN + ", ".join(figures), width, _MARGIN)


def _reading(view: UsageView, width: int) -> list[str]:
    """Return how the figures are read, once for all tables."""
    return (
        paragraph("; ".join(_readings(view)) + ".", width) if any(one.names for one in view.products) else []
    )


def _readings(view: UsageView) -> list[str]:
    columns = [column for one in view.products for column in one.columns]
    said = dict.fromkeys(f"{column.title}: {column.reading}" for column in columns if column.reading)
    return [*said, _NOT_KNOWN]


def _said(view: UsageView, width: int) -> Iterator[list[str]]:
    for listing in _listings(view):
        items = [part for item in listing.items for part in _item(item, width)]
        yield [*wrap(f"{listing.title}{':' if items else '.'}", width), *items]


def _listings(view: UsageView) -> list[Listing]:
    return [*([Listing(ANSWERS, view.answers)] if view.answers else []), *view.requests]


def as_markdown(
    products: Sequence[Judged], answers: Answers | None = None, *, top: int | None = None, closing: str = ""
) -> str:
    """Return the products as GitHub-flavoured Markdown; foreign text can neither format nor link."""
    view = usage_view(products, answers, top)
    blocks = [block for one in view.products for block in _markdown(one)]
    if any(one.names for one in view.products):
        blocks.append(escape("; ".join(_readings(view)) + "."))
    for listing in _listings(view):
        blocks += [f"## {escape(listing.title)}", _bullets(listing.items)]
    return visible("\n\n".join(block for block in (*blocks, escape(closing)) if block) + "\n")


def _markdown(product: ProductView) -> Iterator[str]:
    yield f"# {escape(product.title)}"
    yield escape(product.source)
    yield _markdown_table(product) if product.names else EMPTY
    if product.more:
        yield escape(product.more)
    if product.remove:
        yield f"## {REMOVE}"
        yield escape(product.rule)
        yield _bullets(product.remove)


def _markdown_table(product: ProductView) -> str:
    titles = ("Feature", *(column.title for column in product.columns))
    rows = [
        (escape(name), *(column.cells[at] for column in product.columns))
        for at, name in enumerate(product.names)
    ]
    rule = "|---|" + "---:|" * len(product.columns)
    return "\n".join([_row(titles), rule, *map(_row, rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _bullets(items: Sequence[str]) -> str:
    return "\n".join(f"- {escape(item)}" for item in items)
