"""A table, or a notebook's frame, as requests: the columns by their declared names, and what has to be mended."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import InputFile, Requests, Table
from featurecheck.sheets.cells import to_text
from featurecheck.sheets.headers.kinds import ANSWERS, REQUESTS, UNKNOWN, kinds
from featurecheck.sheets.headers.recognise import Match, Recognised, no_request, not_used, recognise_sheet
from featurecheck.sheets.headers.vendors import vendor
from featurecheck.sheets.layout.layout import Names
from featurecheck.sheets.requests.folding import Folded, distinct, fold_ideas
from featurecheck.sheets.requests.request_cells import dates, plain_texts, report_errors, whole_numbers
from featurecheck.sheets.requests.request_comments import with_comments
from featurecheck.sheets.requests.request_names import checked_names, note_separators
from featurecheck.sheets.requests.request_rows import EXAMPLE, Rows, take, unique_ids
from featurecheck.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["EXAMPLE", "requests_from_frame", "requests_from_table"]


def requests_from_table(
    table: Table,
    mapping: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    *,
    date_order: str | None = None,
    kind: str | None = None,
) -> Requests:
    """Return the rows of a sheet as requests; `mapping` is HEADER=name, `labels` the questions' texts by name.

    `date_order` says what stands first in dates that leave it open: "day", "month" or "year". `kind` "requests" says
    that this is a sheet of requests even if it looks like another.

    Raises:
        FeatureCheckError: no column is recognised as `request`, the sheet is of another kind, the mapping names what
            is not there, or `date_order` is none of the three.
    """
    recognised = _recognised(table, mapping, labels, kind)
    own = vendor(recognised.vendor, REQUESTS)
    rows = take(table, recognised)
    columns = {match.name: _texts_of(rows, match) for match in recognised.matches}
    decimal = _decimal(columns)
    columns |= checked_names(rows, columns)
    note_separators(rows, columns)
    folded = (
        fold_ideas(rows, columns, own) if own and own.voters and "id" in columns else Folded(columns, 0, {})
    )
    columns = folded.columns
    columns = {"id": unique_ids(rows, columns.get("id") or [""] * len(rows.kept)), **_without(columns, "id")}
    if "votes" in columns:
        columns["votes"] = whole_numbers(rows, columns["votes"], decimal)
    if "requested_on" in columns:
        columns["requested_on"] = dates(rows, "requested_on", columns["requested_on"], own, date_order)
    columns |= plain_texts(rows, columns, own)
    report_errors(rows)
    columns |= with_comments(rows, columns)
    read_from = {match.name: match.position for match in recognised.matches} | folded.made
    return Requests(
        columns=columns,
        places=rows.places(),
        letters={name: table.letters[at] for name, at in read_from.items()} if table.letters else {},
        mapping={name: table.header[at] for name, at in read_from.items()},
        inputs=(_input(rows, folded.merged),),
        problems=(*getattr(table, "problems", ()), *rows.problems),
        decimal=decimal,
    )


def _recognised(
    table: Table, mapping: Mapping[str, str] | None, labels: Mapping[str, str] | None, kind: str | None
) -> Recognised:
    try:
        recognised = recognise_sheet(table.header, mapping=mapping, labels=labels, kind=kind)
        if recognised.kind == REQUESTS:
            return recognised
        raise _no_requests(table, recognised)
    except FeatureCheckError as error:
        where = f"{table.file}, sheet '{table.sheet}'" if table.sheet else table.file
        raise FeatureCheckError(f"{where}: {error.message}", error.exit_code) from error


def _no_requests(table: Table, recognised: Recognised) -> FeatureCheckError:
    if recognised.kind == UNKNOWN:
        error, own = no_request(table.header), vendor(recognised.vendor, UNKNOWN)
        if not recognised.vendor:
            return error
        remark = f": {own.note}" if own and own.note else ""
        return FeatureCheckError(f"This looks like an export of {recognised.vendor}{remark}. {error.message}")
    whose = f", exported by {recognised.vendor}" if recognised.vendor else ""
    what = kinds()[recognised.kind].what
    return FeatureCheckError(
        f"This looks like {what} ({recognised.kind}){whose}; a sheet of requests is needed here. "
        'If its rows are requests, name the column that holds them: --map "HEADER=request".'
    )


def _texts_of(rows: Rows, match: Match) -> list[str]:
    """Return a column; where several of one header belong to it, every name in them once, `;` between them."""
    if not match.more:
        return rows.texts(match.position)
    parts = [rows.texts(position) for position in (match.position, *match.more)]
    return ["; ".join(distinct(texts)) for texts in zip(*parts, strict=True)]


def _without(columns: Mapping[str, list[str]], name: str) -> dict[str, list[str]]:
    return {other: texts for other, texts in columns.items() if other != name}


def _decimal(columns: Mapping[str, Sequence[str]]) -> str | None:
    from featurecheck.estimate import decimal_mark  # noqa: PLC0415 - needed only once there are answers

    texts = [text for name in (*ANSWERS, "effort") for text in columns.get(name, ()) if text]
    return decimal_mark(texts) if texts else None


def _input(rows: Rows, merged: int) -> InputFile:
    left_out = (
        (rows.blank, "blank row", "skipped"),
        (rows.examples, "row", f"with the id {EXAMPLE} skipped"),
        (rows.left, "row", "without a request left out"),
    )
    notes = [f"{counted(count, what)} {why}" for count, what, why in left_out if count]
    table, recognised = rows.table, rows.recognised
    return InputFile(
        name=table.file,
        sha256=getattr(table, "sha256", "") or _digest(table),
        kind="requests sheet",
        rows_read=len(rows.kept),
        rows_skipped=rows.left,
        notes=(*table.notes, *not_used(recognised.unused), *recognised.notes, *rows.notes, *notes),
        rows_merged=merged,
    )


def _digest(table: Table) -> str:
    """A table that was not read from a file is known by its cells."""
    import csv  # noqa: PLC0415 - tables made by hand are rare

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([table.header, *table.rows])
    return hashlib.sha256(text.getvalue().encode("utf-8", "surrogatepass")).hexdigest()


def requests_from_frame(
    frame: pd.DataFrame, mapping: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> Requests:
    """Return a notebook's frame as requests; missing values are empty cells, the first row is row 1.

    Raises:
        FeatureCheckError: as `requests_from_table`.
    """
    header = [" ".join(str(name).split()) for name in frame.columns]
    names = Names()
    header = [names.give(name or f"column {position + 1}") for position, name in enumerate(header)]
    columns = [_texts(frame.iloc[:, position]) for position in range(len(header))]
    rows = list(zip(*columns, strict=True)) if columns else []
    table = Table("frame", None, tuple(header), rows, range(1, len(rows) + 1), ())
    return requests_from_table(table, mapping, labels)


def _texts(series: pd.Series) -> list[str]:
    missing = series.isna().tolist()
    return [
        "" if gone else to_text(_python(value)) for value, gone in zip(series.tolist(), missing, strict=True)
    ]


def _python(value: object) -> object:
    """Return numpy's numbers as Python's."""
    item = getattr(value, "item", None)
    return item() if callable(item) and type(value).__module__ == "numpy" else value
