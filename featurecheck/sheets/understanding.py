"""What was understood of a sheet: its kind, its columns, every row accounted for, every decision taken."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.headers.recognise import Match, Recognised, not_used, recognise_sheet
from featurecheck.sheets.layout.layout import filled
from featurecheck.sheets.requests.folding import distinct
from featurecheck.sheets.requests.requests_sheet import EXAMPLE, requests_from_table
from featurecheck.sheets.tables import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from featurecheck.intake import Problem, Requests
    from featurecheck.sheets.filetable import FileTable, ReadAs

SCHEMA = "featurecheck.sheet/1"
REQUESTS = "requests"
_MERGED = "folded into another row"
_NO_REQUEST = "no request in it"


@dataclass(frozen=True)
class Understood:
    """A table, what its header was recognised as, and its requests if it is a sheet of requests (else None)."""

    table: FileTable
    recognised: Recognised
    requests: Requests | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What somebody has to mend or should know, cell by cell."""
        return self.requests.problems if self.requests else self.table.problems

    @property
    def decimal(self) -> str | None:
        """The decimal mark of the sheet, None where no number shows it."""
        return self.requests.decimal if self.requests else _decimal(self.table, self.recognised)

    def decisions(self) -> tuple[str, ...]:
        """Return every decision taken on the way, in words, each once."""
        noted = self.requests.inputs[0].notes if self.requests else self.table.notes
        return tuple(dict.fromkeys((*noted, *self.recognised.notes)))

    def canonical(self) -> tuple[list[str], Iterable[Sequence[str]]]:
        """Return the declared names and the rows under them, as they will be used, one after the other."""
        if self.requests is not None:
            return list(self.requests.columns), zip(*self.requests.columns.values(), strict=True)
        matches = self.recognised.matches
        rows = ([_cell(row, match) for match in matches] for row in self.table.rows)
        return [match.name for match in matches], rows

    def rows(self) -> dict[str, Any]:
        """Return the rows of the file by what became of them; the counts add up to `in_file`."""
        left = _left_out(self.table, self.requests) if self.requests else {}
        merged = len(left.pop(_MERGED, ()))
        skipped = [_counted(one.reason, one.rows) for one in self.table.skipped]
        skipped += [_counted(reason, rows) for reason, rows in left.items()]
        read_rows = len(self.requests) if self.requests else len(self.table.rows)
        header = len(self.table.header_rows)
        total = header + read_rows + merged + sum(one["count"] for one in skipped)
        return {"in_file": total, "header": header, "read": read_rows, "merged": merged, "skipped": skipped}

    def plain(self) -> dict[str, Any]:
        """Return all of it as plain data for programs."""
        table, recognised = self.table, self.recognised
        return {
            "schema": SCHEMA,
            "file": table.file,
            "sha256": table.sha256,
            "file_kind": table.kind,
            "sheet": table.sheet,
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "header_rows": list(table.header_rows),
            "kind": recognised.kind,
            "vendor": recognised.vendor,
            "columns": [self._column(match.position, match.name, match.how) for match in recognised.matches],
            "unused": list(recognised.unused),
            "rows": self.rows(),
            "decimal_mark": self.decimal,
            "other_tables": list(table.other_tables),
            "decisions": list(self.decisions()),
            "problems": [asdict(problem) for problem in self.problems],
        }

    def _column(self, position: int, name: str, how: str) -> dict[str, str | None]:
        letter = self.table.letters[position] if self.table.letters else None
        return {"name": name, "header": self.table.header[position], "letter": letter, "how": how}

    def sentences(self) -> list[str]:
        """Return what was understood as lines for people."""
        return [self._what(), *self._columns(), *_rows_in_words(self.rows()), *self._how()]

    def _what(self) -> str:
        kind = (
            "a kind of sheet that is not known" if self.recognised.kind == "unknown" else self.recognised.kind
        )
        vendor = f", as {self.recognised.vendor} exports them" if self.recognised.vendor else ""
        return f"{_place(self.table)}: {kind}{vendor}."

    def _columns(self) -> list[str]:
        named = [
            f"  {match.name:<20} {shortened(match.header)} ({match.how})" for match in self.recognised.matches
        ]
        lines = ["Columns, and the header each is read from:", *named] if named else []
        unused = (
            [f"Columns not used: {listed(list(self.recognised.unused), 20)}"]
            if self.recognised.unused
            else []
        )
        return [*lines, *unused]

    def _how(self) -> list[str]:
        decimal = [f"Decimal mark: {self.decimal}"] if self.decimal else []
        said = set(not_used(self.recognised.unused))  # with the columns, above
        decisions = [note for note in self.decisions() if note not in said]
        return [*decimal, *(["Decisions:"] if decisions else []), *(f"  {note}" for note in decisions)]


def understand(
    path: Path,
    read_as: ReadAs,
    *,
    kind: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Understood:
    """Read a sheet and say what it is; `kind` is what a person says it is, None to find out.

    Raises:
        FeatureCheckError: the file cannot be read as a table, or the mapping names what is not there.
    """
    table = read(path, **read_as.where())
    recognised = _recognised(table, read_as, kind, labels)
    requests = None
    if recognised.kind == REQUESTS:
        order = read_as.date_order
        requests = requests_from_table(table, read_as.mapping, labels, date_order=order, kind=kind)
    return Understood(table, recognised, requests)


def _recognised(
    table: FileTable, read_as: ReadAs, kind: str | None, labels: Mapping[str, str] | None
) -> Recognised:
    try:
        return recognise_sheet(table.header, mapping=read_as.mapping, labels=labels, kind=kind)
    except FeatureCheckError as error:
        raise FeatureCheckError(f"{_place(table)}: {error.message}", error.exit_code) from error


def _cell(row: Sequence[str], match: Match) -> str:
    """Where several columns of one header belong together, every name in them stands once."""
    if not match.more:
        return row[match.position]
    return "; ".join(distinct([row[at] for at in (match.position, *match.more)]))


def _place(table: FileTable) -> str:
    return f"{table.file}, sheet '{shortened(table.sheet)}'" if table.sheet else table.file


def _rows_in_words(rows: Mapping[str, Any]) -> list[str]:
    merged = f", {rows['merged']:,} folded into others" if rows["merged"] else ""
    lines = [f"Rows: {rows['in_file']:,} in the file, {rows['read']:,} read{merged}."]
    return lines + [
        f"  not read: {one['count']:,} ({one['reason']}; {_spans(one['rows'])})" for one in rows["skipped"]
    ]


def _spans(rows: Sequence[int], most: int = 5) -> str:
    """Return `rows 1 to 3, 9` for a sentence."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    named = [str(first) if first == last else f"{first} to {last}" for first, last in spans[:most]]
    more = f" and {len(spans) - most:,} more places" if len(spans) > most else ""
    return f"row{'' if len(rows) == 1 else 's'} {', '.join(named)}{more}"


def _counted(reason: str, rows: Sequence[int]) -> dict[str, Any]:
    return {"reason": reason, "count": len(rows), "rows": list(rows)}


def _left_out(table: FileTable, requests: Requests) -> dict[str, Sequence[int]]:
    """Return why rows of the table did not become a request of their own."""
    kept = {place.row for place in requests.places}
    header = {name: position for position, name in enumerate(table.header)}
    at = {name: header[text] for name, text in requests.mapping.items() if text in header}
    found: dict[str, list[int]] = {}
    for number, row in zip(table.row_numbers, table.rows, strict=True):
        if number not in kept:
            found.setdefault(_reason(row, at), []).append(number)
    return dict(found)


def _reason(row: Sequence[str], at: Mapping[str, int]) -> str:
    if not filled(row):
        return "blank"
    if "id" in at and row[at["id"]].strip() == EXAMPLE:
        return "the example row"
    return _MERGED if row[at["request"]].strip() else _NO_REQUEST


def _decimal(table: FileTable, recognised: Recognised) -> str | None:
    from featurecheck.estimate import decimal_mark  # noqa: PLC0415 - only sheets of other kinds ask here

    taken = [match.position for match in recognised.matches]
    texts = Counter(row[at] for row in table.rows for at in taken if row[at])
    return decimal_mark(list(texts)) if texts else None
