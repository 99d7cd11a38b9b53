"""How a column of any type becomes text without blanks, or a time in UTC, in DuckDB's SQL.

A time has a form that says how it was written: the notes count the forms.
"""

# ruff: noqa: S608 - only names that were quoted enter the statements

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.cells import listed, shortened

TEXTS = ("product", "account", "user", "feature")
_BLANKS = "(' ' || chr(9) || chr(10) || chr(13) || chr(11) || chr(12))"
_FIRST, _LAST = "'1000-01-01 00:00:00", "'9999-12-31 23:59:59.999999"  # what Python's times can hold
_FLOATS = ("FLOAT", "DOUBLE", "REAL")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMBERS = (*_FLOATS, *_WHOLE, *(f"U{name}" for name in _WHOLE), "DECIMAL")
_OTHER_TEXTS = ("VARCHAR", "ENUM", "UUID", "BOOLEAN", "DATE", "TIMESTAMP", "TIME")
_NO_TEXTS = ("BLOB", "STRUCT", "MAP", "UNION", "VARIANT", "GEOMETRY", "BIT")
_NO_SECONDS = "'([ T][0-9]{2}:[0-9]{2})([Z+-])'"  # DuckDB 1.5 wants them before a zone
_DOUBTFUL = "'[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}.*'"


class Form(IntEnum):
    """How a time was written."""

    UNREADABLE = 0
    WITHOUT_ZONE = 1
    WITH_ZONE = 2
    DAY = 3
    SECONDS = 4
    MILLISECONDS = 5
    MICROSECONDS = 6
    NANOSECONDS = 7
    COMPACT_DAY = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source: its name in SQL, already quoted, its header, and DuckDB's name of its type."""

    sql: str
    header: str
    type: str

    @property
    def base(self) -> str:
        """Return the type's name without its arguments."""
        return self.type.split("(", 1)[0].split(" ", 1)[0]


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def loading(columns: Mapping[str, Column], source: str) -> str:
    """Return the query that gives a source's events: its texts, "time" (UTC, without a zone) and "form".

    Raises:
        FeatureCheckError: a column is of a type that can be neither.
    """
    texts = [(name, _text(columns[name])) for name in TEXTS if name in columns]
    texts = [(name, f"coalesce({sql}, '')" if name == "product" else sql) for name, sql in texts]
    outer = "".join(f"{quoted(name)}, " for name, _ in texts)
    inner = "".join(f"{sql} as {quoted(name)}, " for name, sql in texts)
    time = _time(columns["timestamp"])
    return f"select {outer}{time.time} as time, ({time.form})::utinyint as form from {time.made_from(inner, source)}"


def unreadable(column: Column, source: str) -> str:
    """Return the query that gives an example of a time that cannot be read, how many have day and month in doubt, and two of these."""
    time = _time(column)
    doubtful = f"filter (regexp_full_match(example, {_DOUBTFUL}))"
    events = time.made_from(f"{_written_as(column)} as example, ", source)
    return (
        f"select min(example), count(*) {doubtful}, min(example) {doubtful}, max(example) {doubtful} "
        f"from (select example, {time.time} as time from {events}) where time is null"
    )


@dataclass(frozen=True, slots=True)
class _Time:
    """A time and its form, made of `steps`: what is selected first, then from that, and so on.

    Each step is a select of its own, so that DuckDB casts once what is used several times.
    """

    steps: tuple[str, ...]
    time: str
    form: str

    def made_from(self, others: str, source: str) -> str:
        """Return the steps as one source, with other columns carried through."""
        made = f"(select {others}{self.steps[0]} from {source})"
        for step in self.steps[1:]:
            made = f"(select *, {step} from {made})"
        return made


def _written_as(column: Column) -> str:
    return _clean(f"cast({column.sql} as varchar)")


def _text(column: Column) -> str:
    if column.base in _FLOATS:  # numbers with gaps come as fractions: 42.0 is the user 42
        whole = f"abs({column.sql}) < 1e15 and {column.sql} = trunc({column.sql})"
        text = f"case when {whole} then cast(cast({column.sql} as bigint) as varchar) else cast({column.sql} as varchar) end"
        return f"case when isnan({column.sql}) then null else {text} end"
    if column.type == "VARCHAR":
        return _clean(column.sql)
    if column.type.endswith("]") or column.base in _NO_TEXTS:
        raise _neither(column, "text or a number")
    return _clean(f"cast({column.sql} as varchar)")


def _clean(sql: str) -> str:
    """Trim only where there is something to trim: that costs a quarter of trimming all."""
    return f"nullif(case when {sql} < '!' or {sql}[-1] < '!' then trim({sql}, {_BLANKS}) else {sql} end, '')"


def _neither(column: Column, wanted: str) -> FeatureCheckError:
    return FeatureCheckError(
        f"Column '{shortened(column.header)}' holds {shortened(column.type, 40)}; {wanted} was expected. "
        "Export it as text."
    )


def _time(column: Column) -> _Time:
    if column.base == "DATE":
        return _typed(f"cast({column.sql} as timestamp)", Form.DAY)
    if column.type == "TIMESTAMP WITH TIME ZONE":
        return _typed(f"make_timestamp(epoch_us({_bounded(column.sql, '+00')}))", Form.WITH_ZONE)
    if column.base.startswith("TIMESTAMP"):
        return _typed(f"cast({column.sql} as timestamp)", Form.WITHOUT_ZONE)
    if column.base in _NUMBERS:
        number, whole = (
            f"cast({column.sql} as double) as number",
            f"try_cast({column.sql} as bigint) as whole",
        )
        return _Time((f"{number}, {whole}", "cast(whole as varchar) as raw"), *_epoch())
    if column.base not in ("VARCHAR", "ENUM"):
        raise _neither(column, "a date, a time, or a number of seconds since 1970")
    return _written(column)


def _typed(sql: str, form: Form) -> _Time:
    known = f"case when found is null then {Form.UNREADABLE:d} else {form:d} end"
    return _Time((f"{_bounded(sql)} as found",), "found", known)


def _bounded(sql: str, zone: str = "") -> str:
    """Leave out infinity, and years that nobody meant."""
    return f"case when {sql} between {_FIRST}{zone}' and {_LAST}{zone}' then {sql} end"


def _epoch() -> tuple[str, str]:
    """Return the time and the form made of "number", "whole" and "raw"."""
    size = "abs(number)"
    day = "try_strptime(raw, '%Y%m%d')"
    is_day = f"number between 19000101 and 21001231 and {day} is not null"
    units = [
        (f"{size} >= 1e8 and {size} < 1e11", "cast(round(number * 1e6) as bigint)", Form.SECONDS),
        (f"{size} >= 1e11 and {size} < 1e14", "cast(round(number * 1e3) as bigint)", Form.MILLISECONDS),
        (f"{size} >= 1e14 and {size} < 1e17", "whole", Form.MICROSECONDS),
        (f"{size} >= 1e17 and {size} < 9e18", "whole // 1000", Form.NANOSECONDS),
    ]
    times = " ".join(f"when {test} then make_timestamp({us})" for test, us, _ in units)
    forms = " ".join(f"when {test} then {form:d}" for test, _, form in units)
    return (
        f"case {times} when {is_day} then {day} end",
        f"case {forms} when {is_day} then {Form.COMPACT_DAY:d} else {Form.UNREADABLE:d} end",
    )


def _written(column: Column) -> _Time:
    """Text: ISO with or without a zone, whole days, or a number; a blank before the zone and small letters do too.

    Never cast to a time without a zone: DuckDB 2 drops the offset there, and reads 10:00 PM as ten in the morning.
    """
    mended = f"regexp_replace(regexp_replace(upper(raw), ' ([+-])', '\\1'), {_NO_SECONDS}, '\\1:00\\2')"
    steps = (
        f"{_written_as(column)} as raw",
        f"coalesce(try_cast(raw as timestamptz), try_cast({mended} as timestamptz)) as zoned",
        ", ".join(
            f"case when zoned is null then try_cast(raw as {kind}) end as {name}"
            for kind, name in (("double", "number"), ("bigint", "whole"))
        ),
    )
    bounds = f"zoned between {_FIRST}+00' and {_LAST}+00'"
    time, form = _epoch()
    iso = (
        f"case when not contains(raw, ':') then {Form.DAY:d} "
        f"when regexp_matches(raw, ':.*[A-Za-z+-]') then {Form.WITH_ZONE:d} else {Form.WITHOUT_ZONE:d} end"
    )
    return _Time(
        steps,
        f"case when {bounds} then make_timestamp(epoch_us(zoned)) when zoned is null then {time} end",
        f"case when {bounds} then {iso} when zoned is null then {form} else {Form.UNREADABLE:d} end",
    )


_UNITS = {
    Form.SECONDS: "seconds",
    Form.MILLISECONDS: "milliseconds",
    Form.MICROSECONDS: "microseconds",
    Form.NANOSECONDS: "nanoseconds",
}


def time_notes(header: str, forms: Mapping[Form, int]) -> list[str]:
    """Say how the times of a column were written and what that was taken for; `forms` counts the rows of each."""
    known = sum(count for form, count in forms.items() if form != Form.UNREADABLE)
    said = [(form, count, _form_words(form)) for form, count in sorted(forms.items()) if count]
    name = shortened(header)
    return [
        f"'{name}': {words}" if count == known else f"'{name}': {count:,} of {known:,} {words}"
        for form, count, words in said
        if form != Form.UNREADABLE
    ]


def _form_words(form: Form) -> str:
    if form in _UNITS:
        return f"times are numbers, read as {_UNITS[form]} since 1970"
    if form == Form.COMPACT_DAY:
        return "times are whole days written in eight digits"
    if form == Form.DAY:
        return "times are whole days, taken as days in UTC"
    return (
        "times have a zone and are turned into UTC"
        if form == Form.WITH_ZONE
        else "times have no zone and are taken as UTC"
    )


def check_dates(header: str, readable: int, doubtful: int, examples: Sequence[str]) -> None:
    """Refuse a column in which more times may be day first or month first than can be read.

    Raises:
        FeatureCheckError: it is so; the sentence gives the examples.
    """
    if doubtful > readable:
        raise FeatureCheckError(
            f"Column '{shortened(header)}': times such as {listed(list(examples), 3)} do not say for sure which "
            "number is the day and which the month. Export them as 2026-09-30 14:05:00."
        )
