"""Roll-ups as other tools export them, one row a feature: users, accounts, events, perhaps for several periods.

Users of two periods cannot be added, as most of them are the same people: those of the latest period count. Events of
all periods are added. Only a row for all features together tells how many users there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Problem, Severity, Table
from featurecheck.observed import FeatureUse, Period, ProductUse
from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.headers.recognise import Match, Recognised, not_used, recognise_sheet
from featurecheck.usage.periods import find_period
from featurecheck.usage.rollup import BLANKS
from featurecheck.usage.sheets.events import column_of, columns_note, joined_notes, where
from featurecheck.usage.sheets.whole_numbers import mark_of, whole
from featurecheck.usage.stored import ROLLUP
from featurecheck.words import counted

NUMBERS = ("users", "accounts", "events")
TOTALS = frozenset(
    {
        "all",
        "all features",
        "all events",
        "any",
        "any feature",
        "any event",
        "any active event",
        "overall",
        "*",
    }
    | {"total", "totals", "grand total", "sum", "gesamt", "gesamtsumme", "summe", "alle", "alle funktionen"}
    | {"total g\u00e9n\u00e9ral", "tous", "toutes", "suma", "todos", "todas"}
)
"""What a row for all features together is called, without case and brackets."""

_NAMELESS_TOTALS = ("GA4",)  # whose row for all has no name
_MOST_PROBLEMS = 1_000


@dataclass(frozen=True)
class SheetRollup:
    """What some roll-up sheets tell; `period` is what the users were counted over, None where nothing tells."""

    products: tuple[ProductUse, ...]
    period: Period | None
    rows_read: int
    rows_skipped: int
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    product: str
    feature: str  # "" for all features together
    numbers: Mapping[str, int | None]
    period: Period | None
    sheet: _Sheet
    number: int  # of the row in its file


@dataclass
class _Sheet:
    table: Table
    recognised: Recognised
    said: Period | None  # what the file says above its table
    problems: list[Problem] = field(default_factory=list)

    @property
    def at(self) -> Mapping[str, Match]:
        return {match.name: match for match in self.recognised.matches}

    def column(self, name: str) -> Sequence[str]:
        match = self.at.get(name)
        return [""] * len(self.table.rows) if match is None else column_of(self.table, match.position)

    def complain(self, name: str, number: int, found: str, expected: str, mend: str) -> None:
        match, table = self.at.get(name), self.table
        if len(self.problems) >= _MOST_PROBLEMS:
            return
        cell = f"{table.letters[match.position]}{number}" if match and table.letters else None
        header = match.header if match else None
        told = f"'{shortened(found)}'" if found else "nothing"
        self.problems.append(
            Problem(table.file, table.sheet, number, cell, header, told, expected, mend, Severity.WARNING)
        )


def read_rollup(
    tables: Sequence[Table],
    mapping: Mapping[str, str] | None = None,
    *,
    name: str | None = None,
    said: Mapping[str, Period] | None = None,
    period: Period | None = None,
) -> SheetRollup:
    """Return what roll-up sheets tell; `name` is what to call them, `said` gives the period that a file names above its table, by its name.

    `period` keeps the rows of periods inside it; where no row has a period it says which one the sheet is about.

    Raises:
        FeatureCheckError: a sheet is no roll-up, several are without periods, or nothing is left.
    """
    sheets = [_sheet(table, mapping, (said or {}).get(table.file)) for table in tables]
    if not any(len(sheet.table.rows) for sheet in sheets):
        message = "no row stands under the header, so there is nothing to count. Add one row for each feature"
        raise FeatureCheckError(f"{name or tables[0].file}: {message}.")
    rows = [row for sheet in sheets for row in _rows(sheet)]
    notes: list[str] = []
    rows = _asked(name or tables[0].file, _once(rows), period, notes)
    by_product = _by(rows, lambda row: row.product)
    products = tuple(_product(name, by_product[name], notes) for name in sorted(by_product))
    each = [(where(sheet.table), _notes(sheet)) for sheet in sheets]
    last = max((row.period for row in rows if row.period), key=_end, default=None)
    skipped = sum(len(sheet.table.rows) for sheet in sheets) - len(rows)
    problems = tuple(problem for sheet in sheets for problem in sheet.problems)
    return SheetRollup(products, last or period, len(rows), skipped, (*joined_notes(each), *notes), problems)


def _sheet(table: Table, mapping: Mapping[str, str] | None, said: Period | None) -> _Sheet:
    try:
        recognised = recognise_sheet(table.header, mapping=mapping, kind=ROLLUP)
    except FeatureCheckError as error:
        raise FeatureCheckError(f"{where(table)}: {error.message}", error.exit_code) from error
    return _Sheet(table, recognised, said, list(getattr(table, "problems", ())))


def _notes(sheet: _Sheet) -> tuple[str, ...]:
    recognised = sheet.recognised
    about = [f"the file says that it is about {_days(sheet.said)}"] if sheet.said else []
    unused = not_used(recognised.unused)
    return (*sheet.table.notes, columns_note(recognised), *about, *unused, *recognised.notes)


def _rows(sheet: _Sheet) -> Iterable[_Row]:
    columns = {name: sheet.column(name) for name in (*NUMBERS, "product", "feature", "period")}
    mark = mark_of(text for name in NUMBERS for text in columns[name])
    labels = {text.strip(BLANKS) for text in columns["period"]}
    for at, number in enumerate(sheet.table.row_numbers):
        cells = {name: column[at].strip(BLANKS) for name, column in columns.items()}
        numbers = {name: _number(sheet, number, name, cells[name], mark) for name in NUMBERS}
        feature = _feature(sheet, number, cells["feature"])
        readable, period = _period(sheet, number, cells["period"], only=len(labels) == 1)
        if feature is not None and readable:
            yield _Row(cells["product"], feature, numbers, period, sheet, number)


def _number(sheet: _Sheet, number: int, name: str, text: str, mark: str | None) -> int | None:
    value = whole(text, mark) if text else None
    if text and value is None:
        expected = f"a whole number of {name}"
        sheet.complain(
            name, number, text, expected, "Type a number, or leave it empty. It is taken as unknown."
        )
    return value


def _feature(sheet: _Sheet, number: int, text: str) -> str | None:
    """Return the name, "" for all features together, None where there is none."""
    if text.strip("()[]<>\"' ").casefold() in TOTALS or (
        not text and sheet.recognised.vendor in _NAMELESS_TOTALS
    ):
        return ""
    if not text:
        mend = "Fill it in, or write (all) if the row is about all features together. The row is left out."
        sheet.complain("feature", number, "", "the name of a feature", mend)
    return text or None


def _period(sheet: _Sheet, number: int, text: str, *, only: bool) -> tuple[bool, Period | None]:
    """Tell whether the row can be used, and return its period; one text in all rows may say anything."""
    found = find_period(text) if text else sheet.said
    if found and found.last < found.first:
        found = None
    if found or not text or only:
        return True, found
    expected = "a period, such as 2026-09, 2026-Q3 or 2026-07-01 to 2026-09-30"
    sheet.complain("period", number, text, expected, "Write it so. The row is left out.")
    return False, None


def _once(rows: Iterable[_Row]) -> list[_Row]:
    """Return the first row of each feature and period: users of several rows cannot be added."""
    first: dict[tuple[str, str, Period | None], _Row] = {}
    for row in rows:
        if first.setdefault((row.product, row.feature, row.period), row) is not row:
            name = row.feature or "all features"
            mend = "Keep one of them, or say in a column period when each was counted. The first one counts."
            row.sheet.complain("feature", row.number, name, "one row for each feature and period", mend)
    return list(first.values())


def _asked(name: str, rows: list[_Row], period: Period | None, notes: list[str]) -> list[_Row]:
    """Return the rows of the period asked for."""
    if not rows:
        raise FeatureCheckError(
            f"{name}: no row of the roll-up can be used: each needs the name of a feature, and a period that can be read "
            "if one is given. Fill them in."
        )
    dated = [row for row in rows if row.period]
    for row in rows if dated else ():
        if row.period is None:
            row.sheet.complain(
                "period", row.number, "", "a period, as in the other rows", "The row is left out."
            )
    if period and not dated:
        notes.append(f"no row says when it was counted: taken as {_days(period)}, as --period says")
    inside = [row for row in dated if _within(row.period, period)]
    if dated and not inside and period:
        own = Period(min(row.period.first for row in dated if row.period), _latest(dated).last)
        raise FeatureCheckError(
            f"{name}: no row of the roll-up lies inside {_days(period)}: its periods are from {_days(own)}. Ask for one of them."
        )
    if len(inside) < len(dated):
        notes.append(
            f"{counted(len(dated) - len(inside), 'row')} of other periods than {_days(period)} left out"
        )
    return inside if dated else rows


def _within(own: Period | None, asked: Period | None) -> bool:
    return asked is None or (own is not None and asked.first <= own.first and own.last <= asked.last)


def _end(period: Period) -> tuple[dt.date, dt.date]:
    return period.last, period.first


def _latest(rows: Iterable[_Row]) -> Period:
    return max((row.period for row in rows if row.period), key=_end)


def _days(period: Period | None) -> str:
    return f"{period.first} to {period.last}" if period else "any time"


def _product(name: str, rows: list[_Row], notes: list[str]) -> ProductUse:
    latest = _latest(rows) if rows[0].period else None
    current = [row for row in rows if row.period == latest]
    added = rows if _disjoint({row.period for row in rows if row.period}) else current
    _note_periods(name, rows, added, latest, notes)
    total = _total(name, current, notes)
    now, ever = _by(current, lambda row: row.feature), _by(added, lambda row: row.feature)
    features = [
        _use(name, feature, now.get(feature, ()), ever.get(feature, ()))
        for feature in sorted({row.feature for row in rows if row.feature})
    ]
    absent = [one.feature for one in features if one.feature not in now]
    if absent:
        notes.append(
            f"{_of(name)}no row in the latest period: {listed(absent)}; how many use them now is not known"
        )
    events = _sum(one.events for one in features)
    return ProductUse(
        name,
        total.numbers["users"] if total else None,
        total.numbers["accounts"] if total else None,
        events,
        tuple(sorted(features, key=lambda one: (-(one.users or 0), one.feature))),
    )


def _of(product: str) -> str:
    return f"{shortened(product)}: " if product else ""


def _by(rows: Iterable[_Row], name: Callable[[_Row], str]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(name(row), []).append(row)
    return found


def _use(product: str, feature: str, current: Sequence[_Row], added: Iterable[_Row]) -> FeatureUse:
    now = current[0].numbers if current else {}
    events = _sum(row.numbers["events"] for row in added)
    return FeatureUse(product, feature, now.get("users"), now.get("accounts"), events)


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Return the sum; unknown as soon as one is, or where there is none."""
    known = list(numbers)
    return sum(one for one in known if one is not None) if known and None not in known else None


def _disjoint(periods: Iterable[Period]) -> bool:
    ordered = sorted(periods, key=lambda one: one.first)
    return all(one.last < following.first for one, following in pairwise(ordered))


def _note_periods(
    name: str, rows: Sequence[_Row], added: Sequence[_Row], latest: Period | None, notes: list[str]
) -> None:
    periods = {row.period for row in rows if row.period}
    if len(periods) <= 1:
        return
    text = (
        f"events are added over {len(periods)} periods, {min(one.first for one in periods)} to {_latest(rows).last}"
        if len(added) == len(rows)
        else "its periods overlap, so events are those of that period too"
    )
    notes.append(f"{_of(name)}users and accounts are those of the latest period, {_days(latest)}; {text}")


def _total(name: str, current: Sequence[_Row], notes: list[str]) -> _Row | None:
    """Return the row for all features together, None where there is none or it cannot be right."""
    total = next((row for row in current if not row.feature), None)
    users = [row.numbers["users"] or 0 for row in current if row.feature]
    whole_product = total.numbers["users"] if total else None
    if total is None or whole_product is None:
        notes.append(
            f"{_of(name)}the share of active users is not known: add a row (all) with the distinct users of all features"
        )
    elif whole_product < max(users, default=0):
        expected = f"at least the {max(users):,} users of its most used feature"
        mend = "Write the distinct users of all features together. The row is left out."
        total.sheet.complain("users", total.number, f"{whole_product:,}", expected, mend)
        return None
    else:
        notes.append(
            f"{_of(name)}{whole_product:,} active users, from row {total.number} of {total.sheet.table.file}"
        )
        _note_sum(name, whole_product, users, notes)
    return total


def _note_sum(name: str, total: int, users: Sequence[int], notes: list[str]) -> None:
    if len(users) > 1 and total == sum(users):
        notes.append(
            f"{_of(name)}the active users are exactly the sum over the features: if people use several features, they are "
            "counted several times, and the shares are too small"
        )
