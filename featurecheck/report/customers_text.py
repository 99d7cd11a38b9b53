"""Customers as text for a terminal and as Markdown to paste; nothing heavy imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from featurecheck.report.columns import grid, paragraph, width_of, wrap
from featurecheck.report.customers_view import Section, Table, customers_view
from featurecheck.report.text import escape
from featurecheck.report.wording import line, visible

if TYPE_CHECKING:
    from featurecheck.customers.overview import Overview
    from featurecheck.report.customers_view import Bar, Row

_NARROWEST = 20
_TABLE_FROM = 60  # columns: below, an account's figures stand under its name
_NAME_FROM = 14  # columns for the first cell of a row
_NAME_UP_TO = 34
_LONGEST_BAR = 40
_MARGIN = "  "
_GAP = 2
_STROKE = "#"


def as_text(found: Overview, *, width: int = 80, top: int | None = None, closing: str = "") -> str:
    """Return the accounts for a terminal of so many columns; ends with a newline.

    Args:
        found: what is known of them.
        width: columns; held to at least 20.
        top: how many accounts and how many items of each list are shown, None for all.
        closing: the last line, which is never wrapped.
    """
    columns = max(width, _NARROWEST)
    blocks = [block for section in customers_view(found, top) for block in _section(section, columns)]
    blocks += [[closing]] if closing else []
    return visible("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def _section(section: Section, width: int) -> Iterator[list[str]]:
    yield [*wrap(section.title, width), "=" * min(width, width_of(section.title))]
    yield [part for text in section.said for part in wrap(text, width)]
    yield _bars(section.bars, width)
    if section.table:
        yield list(_table(section.table, width) if width >= _TABLE_FROM else _stacked(section.table, width))
    yield [part for item in section.items for part in _item(item, width)]
    yield wrap(section.more, width) if section.more else []


def _item(text: str, width: int) -> list[str]:
    bullet = "" if text.startswith("...") else "- "
    return wrap(f"{bullet}{line(text)}", width, _MARGIN)


def _bars(bars: Sequence[Bar], width: int) -> list[str]:
    """Return the picture, a line a bar; where there is no room for strokes, or for a column of figures, the words stay."""
    labels = max((width_of(bar.label) for bar in bars), default=0)
    figures = max((width_of(bar.figure) for bar in bars), default=0)
    if labels + _GAP + figures > width:
        return [part for bar in bars for part in wrap(f"{bar.label}: {bar.figure}", width, _MARGIN)]
    room = min(width - labels - figures - 2 * _GAP, _LONGEST_BAR)
    return [
        f"{_left(bar.label, labels)}  {bar.figure.rjust(figures)}  {_STROKE * round(bar.length * max(room, 0))}".rstrip()
        for bar in bars
    ]


def _left(text: str, width: int) -> str:
    return " " * (width - width_of(text)) + text


def _table(table: Table, width: int) -> Iterator[str]:
    cells = [table.titles, *(row.cells for row in table.rows)]
    widths = [max(width_of(row[at]) for row in cells) for at in range(len(table.titles))]
    room = width - sum(widths[1:]) - _GAP * (len(widths) - 1)
    widths[0] = max(min(widths[0], room, _NAME_UP_TO), _NAME_FROM)
    if sum(widths) + _GAP * (len(widths) - 1) > width:
        yield from _stacked(table, width)
        return
    yield from grid([_right(table.titles, table, widths)], widths)
    for row in table.rows:
        yield from grid([_right(row.cells, table, widths)], widths)
        yield from _note(row, width)


def _right(cells: Sequence[str], table: Table, widths: Sequence[int]) -> list[str]:
    return [
        cell if at < table.words else cell.rjust(size)
        for at, (cell, size) in enumerate(zip(cells, widths, strict=True))
    ]


def _note(row: Row, width: int) -> list[str]:
    return paragraph(line(row.note), width, _MARGIN) if row.note else []


def _stacked(table: Table, width: int) -> Iterator[str]:
    for row in table.rows:
        pairs = zip(table.titles[1:], row.cells[1:], strict=True)
        yield from wrap(row.cells[0], width, _MARGIN)
        yield from paragraph(
            ", ".join(f"{title[:1].lower()}{title[1:]} {cell}" for title, cell in pairs), width, _MARGIN
        )
        yield from _note(row, width)


def as_markdown(found: Overview, *, top: int | None = None, closing: str = "") -> str:
    """Return the accounts as GitHub-flavoured Markdown; foreign text can neither format nor link."""
    blocks = [
        block for at, section in enumerate(customers_view(found, top)) for block in _markdown(section, at)
    ]
    return visible("\n\n".join(block for block in (*blocks, escape(closing)) if block) + "\n")


def _markdown(section: Section, at: int) -> Iterator[str]:
    yield f"{'##' if at else '#'} {escape(section.title)}"
    yield "\n".join(escape(text) for text in section.said)
    if section.bars:
        bars = [f"| {escape(bar.label)} | {escape(bar.figure)} |" for bar in section.bars]
        yield "\n".join(["| Accounts | Together |", "|---|---:|", *bars])
    if section.table:
        yield _markdown_table(section.table)
    yield "\n".join(f"- {escape(item)}" for item in section.items)
    yield escape(section.more)


def _markdown_table(table: Table) -> str:
    noted = any(row.note for row in table.rows)
    titles = (*table.titles, "Why") if noted else table.titles
    rule = "|" + "".join(
        "---|" if at < table.words or at >= len(table.titles) else "---:|" for at in range(len(titles))
    )
    rows = [(*row.cells, row.note) if noted else row.cells for row in table.rows]
    return "\n".join([_row(titles), rule, *map(_row, rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(escape(cell) for cell in cells)} |"
