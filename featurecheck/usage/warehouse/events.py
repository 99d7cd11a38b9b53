"""A warehouse's table as events, in one expression for every engine: trimmed texts, the time, its day in UTC.

Nothing here asks which engine it is. Days are whole-number arithmetic on seconds since 1970, so that no engine's idea
of weeks, months or a session's time zone enters; a text is cast only once it is known to be a number or a day, so that no query fails.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.cells import shortened

if TYPE_CHECKING:
    import ibis.expr.types as ir

TEXTS = ("product", "account", "user", "feature")
_DAY = 86_400
_EPOCH = dt.date(1970, 1, 1)
_LAST_DAY = 2_932_890  # some days before year 10000 begins
_MILLION = 1_000_000
_SECONDS, _MILLISECONDS, _MICROSECONDS, _NANOSECONDS = (
    10**8,
    10**11,
    10**14,
    10**17,
)  # from here on: that unit
_TOO_LARGE = 9 * 10**18
_EARLIEST, _LATEST = "1000-01-01 00:00:00", "9999-12-31 00:00:00"  # and no `infinity`
_WHOLE = 10**15  # up to here a fraction says whether it is one
_EIGHT_DIGITS = 19_000_101, 21_001_231
_NUMBER = "^([0-9]{8,18}|[1-8][0-9]{18})$"
_LEAP = "(0[48]|[2468][048]|[13579][26])"
_DATE = (
    "([1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|"
    "02-(0[1-9]|1[0-9]|2[0-8]))|([1-9][0-9]" + _LEAP + "|" + _LEAP + "00)-02-29)"
)
_HOUR = "([01][0-9]|2[0-3])"
_CLOCK = _HOUR + ":[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?"
_ISO = (
    "^" + _DATE + "([Tt ]" + _CLOCK + "( ?(Z|z|UTC|[+-]" + _HOUR + "(:?[0-5][0-9])?))?)?$"
)  # no backslash anywhere:
_ANY = "1970-01-01"  # engines disagree about them; this is read where a text is no time, so that no cast can fail


def events_of(table: ir.Table, columns: Mapping[str, str]) -> ir.Table:
    """Return `product` ("" where unknown), `account`, `user`, `feature`, `written` (text), `at` and `day` of each row.

    `columns` gives the table's column for each of product, account, user, feature and timestamp that it has. `at` is a
    time in UTC, or microseconds since 1970 where the column holds numbers or text; null where it is not known.
    """
    import ibis  # noqa: PLC0415 - only warehouses need it

    known = {name: _text(table[columns[name]]) for name in TEXTS if name in columns}
    missing = ibis.null("string")
    time = table[columns["timestamp"]]
    selected = table.select(
        product=known["product"].fill_null("") if "product" in known else ibis.literal(""),
        **{name: known.get(name, missing) for name in TEXTS[1:]},
        written=_written(time),
        at=_text(time) if time.type().is_string() else _time(time),
    )
    timed = _read(selected) if time.type().is_string() else selected
    return timed.mutate(day=_day(timed.at))


def near(table: ir.Table, time: str, first_day: int, last_day: int) -> ir.Table:
    """Return the rows that may lie within the days, a day and more to either side for the zones of the world.

    Only a comparison of the column itself lets an engine use its index or leave out whole partitions; which rows
    belong to the days is decided afterwards. A column of numbers or text is left as it is.
    """
    import ibis  # noqa: PLC0415 - only warehouses need it

    column = table[time]
    kind = column.type()
    if not (kind.is_timestamp() or kind.is_date()):
        return table
    first, last = (_EPOCH + dt.timedelta(days=day) for day in (first_day - 2, min(last_day, _LAST_DAY) + 2))
    wanted = kind if kind.is_date() else type(kind)(timezone=kind.timezone)
    low, high = (
        ibis.literal(f"{day}" if kind.is_date() else f"{day} 00:00:00", wanted) for day in (first, last)
    )
    return table.filter(column >= low, column <= high)


def _text(column: ir.Value) -> ir.StringValue:
    import ibis  # noqa: PLC0415 - only warehouses need it

    kind = column.type()
    if kind.is_nested() or kind.is_binary() or kind.is_geospatial():
        raise _neither(column, "text or a number")
    if not kind.is_floating():
        return column.cast("string").strip().nullif("")
    whole = ibis.ifelse(column.between(-_WHOLE, _WHOLE), column, 0.5)  # numbers with gaps come as fractions
    text = ibis.ifelse(
        whole == whole.floor(), whole.floor().cast("int64").cast("string"), column.cast("string")
    )
    return ibis.ifelse(column.between(-1e308, 1e308), text, ibis.null("string"))


def _neither(column: ir.Value, wanted: str) -> FeatureCheckError:
    return FeatureCheckError(
        f"column '{shortened(column.get_name())}' holds {shortened(str(column.type()), 40)}; {wanted} was expected. "
        "Make a view that turns it into that, and name the view."
    )


def _written(column: ir.Value) -> ir.StringValue:
    """Return as text what stands there, where it may be no time."""
    import ibis  # noqa: PLC0415 - only warehouses need it

    kind = column.type()
    if kind.is_string():
        return _text(column)
    return column.cast("string") if kind.is_numeric() else ibis.null("string")


def _time(column: ir.Value) -> ir.Value:
    import ibis  # noqa: PLC0415 - only warehouses need it

    kind = column.type()
    if kind.is_integer():
        return _from_number(column.cast("int64"))
    if kind.is_floating() or kind.is_decimal():
        return _from_fraction(column.cast("float64"))
    if not kind.is_timestamp() and not kind.is_date():
        raise _neither(column, "a date, a time, or a number of seconds since 1970")
    moment = column if kind.is_timestamp() and kind.timezone else column.cast("timestamp('UTC')")
    first, last = (ibis.literal(text, "timestamp('UTC')") for text in (_EARLIEST, _LATEST))
    return ibis.ifelse(moment.between(first, last), moment, ibis.null(moment.type()))


def _day(at: ir.Value) -> ir.IntegerValue:
    seconds = at.epoch_seconds() if at.type().is_timestamp() else at // _MILLION
    return (seconds // _DAY).cast("int64")


def _from_number(number: ir.IntegerValue) -> ir.IntegerValue:
    """Return microseconds of a number of seconds to nanoseconds, told by its size, or of a day in eight digits."""
    import ibis  # noqa: PLC0415 - only warehouses need it

    year, month, day = number // 10_000, number // 100 % 100, number % 100
    return ibis.cases(
        (_is_day(number, year, month, day), _civil_day(year, month, day) * (_DAY * _MILLION)),
        (_sized(number, _SECONDS, _MILLISECONDS), number * _MILLION),
        (_sized(number, _MILLISECONDS, _MICROSECONDS), number * 1_000),
        (_sized(number, _MICROSECONDS, _NANOSECONDS), number),
        (_sized(number, _NANOSECONDS, _TOO_LARGE), number // 1_000),
        else_=ibis.null("int64"),
    )


def _is_day(
    number: ir.IntegerValue, year: ir.IntegerValue, month: ir.IntegerValue, day: ir.IntegerValue
) -> ir.BooleanValue:
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    short = (day <= 28) | ((day == 29) & leap) | ((month != 2) & (day <= 30))  # noqa: PLR2004 - a calendar
    long = (day == 31) & month.isin((1, 3, 5, 7, 8, 10, 12))  # noqa: PLR2004 - the same
    return number.between(*_EIGHT_DIGITS) & month.between(1, 12) & (day >= 1) & (short | long)


def _civil_day(year: ir.IntegerValue, month: ir.IntegerValue, day: ir.IntegerValue) -> ir.IntegerValue:
    """Return the days since 1970-01-01 of a date in the Gregorian calendar; its years are counted from March here."""
    import ibis  # noqa: PLC0415 - only warehouses need it

    early = month <= 2  # noqa: PLR2004 - January and February belong to the year before
    years, months = year - ibis.ifelse(early, 1, 0), month + ibis.ifelse(early, 9, -3)
    leaps = years // 4 - years // 100 + years // 400
    return years * 365 + leaps + (months * 153 + 2) // 5 + day - 719_469


def _sized(number: ir.NumericValue, least: int, below: int) -> ir.BooleanValue:
    return ((number >= least) & (number < below)) | ((number <= -least) & (number > -below))


def _from_fraction(number: ir.FloatingValue) -> ir.IntegerValue:
    import ibis  # noqa: PLC0415 - only warehouses need it

    small = number.between(*_EIGHT_DIGITS)
    day = _from_number(ibis.ifelse(small, number, 0.0).floor().cast("int64"))
    found = ibis.cases(
        (_sized(number, _SECONDS, _MILLISECONDS), number * _MILLION),
        (_sized(number, _MILLISECONDS, _MICROSECONDS), number * 1_000),
        (_sized(number, _MICROSECONDS, _NANOSECONDS), number),
        (_sized(number, _NANOSECONDS, _TOO_LARGE), number / 1_000),
        else_=ibis.null("float64"),  # also what is not a number, or infinite
    )
    return ibis.ifelse(small, day, (found + 0.5).floor().cast("int64"))


def _read(table: ir.Table) -> ir.Table:
    """Return the table with its texts `at` as microseconds; in steps, each a query in the next, so that none is long."""
    import ibis  # noqa: PLC0415 - only warehouses need it

    told = table.mutate(is_number=table.at.re_search(_NUMBER), is_iso=table.at.re_search(_ISO))
    safe = told.mutate(
        number=ibis.ifelse(told.is_number, told.at, "0").cast("int64"),
        full=ibis.ifelse(told.is_iso, told.at, _ANY)
        + "T00:00:00",  # what follows a time of day is not looked at
    )
    parts = safe.mutate(counted=_from_number(safe.number), iso=_microseconds(safe.full))
    choices = (parts.is_number, parts.counted), (parts.is_iso, parts.iso)
    return parts.select(*TEXTS, "written", at=ibis.cases(*choices, else_=ibis.null("int64")))


def _seconds(text: ir.StringValue) -> ir.IntegerValue:
    """Return the seconds from 1970 to the beginning of a day that a text begins with."""
    return text.substr(0, len(_ANY)).cast("date").cast("timestamp('UTC')").epoch_seconds().cast("int64")


def _microseconds(text: ir.StringValue) -> ir.IntegerValue:
    import ibis  # noqa: PLC0415 - only warehouses need it

    hour, minute = (text.substr(at, 2).cast("int64") for at in (11, 14))
    second = ibis.ifelse(text.substr(16, 1) == ":", text.substr(17, 2), "0").cast("int64")
    part = "^[^.,]*[.,]([0-9]+).*$"
    fraction = ibis.ifelse(text.re_search(part), text.re_extract(part, 1), "0") + "000000"
    seconds = _seconds(text) + hour * 3600 + minute * 60 + second - _ahead(text)
    return seconds * _MILLION + fraction.substr(0, 6).cast("int64")


def _ahead(text: ir.StringValue) -> ir.IntegerValue:
    """Return by how many seconds the clock of a text is ahead of UTC."""
    import ibis  # noqa: PLC0415 - only warehouses need it

    form = "^[^+]*:[^+-]*([+-][0-9]{2}:?[0-9]{0,2})T00:00:00$"
    zone = ibis.ifelse(text.re_search(form), text.re_extract(form, 1), "+00").replace(":", "") + "00"
    seconds = zone.substr(1, 2).cast("int64") * 3600 + zone.substr(3, 2).cast("int64") * 60
    return ibis.ifelse(zone.substr(0, 1) == "-", -seconds, seconds)


def month_of(day: ir.IntegerValue) -> ir.IntegerValue:
    """Return year * 12 + month - 1 of a day since 1970-01-01, by whole numbers (years from March, 400 at a time)."""
    quarter_days = (day + 719_468) * 4 + 3
    century = quarter_days // 146_097
    in_century = (quarter_days - century * 146_097) // 4 * 4 + 3
    year = in_century // 1_461
    month = ((in_century - year * 1_461) // 4 * 5 + 461) // 153
    return (century * 100 + year) * 12 + month - 1


def time_note(table: ir.Table, column: str) -> str:
    """Say how the times of a column are read."""
    kind, name = table[column].type(), shortened(column)
    if kind.is_date():
        return f"'{name}': times are whole days, taken as days in UTC"
    if kind.is_timestamp():
        zoned = (
            "have a zone and are turned into UTC" if kind.timezone else "have no zone and are taken as UTC"
        )
        return f"'{name}': times {zoned}"
    if kind.is_string():
        return f"'{name}': times are text; ISO forms are read, without a zone as UTC, and numbers since 1970"
    return (
        f"'{name}': times are numbers, read as seconds, milliseconds, microseconds or nanoseconds since 1970 by their "
        "size, or as days in eight digits"
    )
