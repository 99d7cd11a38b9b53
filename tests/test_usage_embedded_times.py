"""Times as people and programs write them: what the embedded engine takes them for, and says so."""

# ruff: noqa: S608 - statements of the tests' own

from __future__ import annotations

import datetime as dt

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.usage.embedded.engine import open_files
from featurecheck.usage.rollup import moment

NOON = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
SECONDS = int(NOON.timestamp())


def written(tmp_path, times):
    path = tmp_path / "times.csv"
    path.write_text(
        "user,feature,timestamp\n" + "".join(f'u,f,"{time}"\n' for time in times), encoding="utf-8"
    )
    return path


def read(path):
    """Return the first and the last time, the extent and the notes."""
    with open_files([path]) as engine:
        extent = engine.extent(None)
        ends = [None if us is None else moment(us) for us in (extent.first_us, extent.last_us)]
        return *ends, extent, " | ".join(engine.notes)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("2026-01-05 12:00:00", "have no zone and are taken as UTC"),
        ("2026-01-05T12:00", "have no zone"),
        ("2026/01/05 12:00:00", "have no zone"),
        ("2026-01-05T12:00:00Z", "have a zone and are turned into UTC"),
        ("2026-01-05t12:00:00z", "have a zone"),
        ("2026-01-05T12:00Z", "have a zone"),
        ("2026-01-05 14:00 +02:00", "have a zone"),
        ("2026-01-05T14:00:00+02:00", "have a zone"),
        ("2026-01-05 07:00:00-0500", "have a zone"),
        ("2026-01-05 14:00:00 +02", "have a zone"),
        ("2026-01-05T17:30:00+05:30", "have a zone"),
        (" 2026-01-05 12:00:00 UTC ", "have a zone"),
        (f"{SECONDS}", "numbers, read as seconds"),
        (f"{SECONDS}.0", "numbers, read as seconds"),
        (f"{SECONDS}000", "numbers, read as milliseconds"),
        (f"{SECONDS}000000", "numbers, read as microseconds"),
        (f"{SECONDS}000000000", "numbers, read as nanoseconds"),
    ],
)
def test_noon_is_noon_however_it_is_written(tmp_path, text, note):
    first, last, extent, notes = read(written(tmp_path, [text]))
    assert (first, last, extent.usable) == (NOON, NOON, 1)
    assert note in notes


@pytest.mark.parametrize("text", ["2026-01-05", "20260105", "2026-1-5"])
def test_a_day_is_its_midnight_in_utc(tmp_path, text):
    first, _, _, notes = read(written(tmp_path, [text]))
    assert first == NOON.replace(hour=0)
    assert "whole days" in notes


@pytest.mark.parametrize(
    "text",
    ["noon", "45355", "2026-02-30", "2026-01-05 25:00", "2026-01-05 10:00:00 PM", "infinity", "-infinity", "nan",
     "5-6-26", "99999-01-01", "2026-01-05 (BC)", "1e400", "9" * 40, "=NOW()", "12:00:00", "-5"],
)  # fmt: skip
def test_what_is_no_time_is_counted_with_an_example(tmp_path, text):
    _, _, extent, _ = read(written(tmp_path, ["2026-01-05", text, "", " "]))
    assert (extent.rows, extent.usable, extent.without_time) == (4, 1, 3)
    assert extent.example_time == text


def test_mixtures_are_read_each_by_itself_and_counted(tmp_path):
    times = [
        "2026-01-05 12:00",
        "2026-01-05T12:00:00Z",
        "2026-01-05T12:00:00Z",
        SECONDS,
        f"{SECONDS}000",
        "x",
    ]
    first, last, extent, notes = read(written(tmp_path, times))
    assert (first, last, extent.usable) == (NOON, NOON, 5)
    for words in ("1 of 5 times have no zone", "2 of 5 times have a zone", "1 of 5 times are numbers, read as seconds",
                  "1 of 5 times are numbers, read as milliseconds"):  # fmt: skip
        assert words in notes


def test_dates_whose_day_and_month_may_be_exchanged_are_refused(tmp_path):
    with pytest.raises(FeatureCheckError) as caught:
        read(written(tmp_path, ["05/06/2026 10:00", "13/06/2026 10:00"]))
    assert "05/06/2026 10:00" in caught.value.message
    assert "Export them as 2026-09-30 14:05:00." in caught.value.message


def test_one_such_date_among_many_times_is_only_counted(tmp_path):
    _, _, extent, _ = read(written(tmp_path, ["2026-01-05", "2026-01-06", "2026-01-07", "05/06/2026"]))
    assert (extent.usable, extent.example_time) == (3, "05/06/2026")


@pytest.mark.parametrize(
    ("sql", "note"),
    [
        ("timestamp '2026-01-05 12:00'", "no zone"),
        ("timestamptz '2026-01-05 14:00:00+02'", "have a zone"),
        ("cast('2026-01-05 12:00' as timestamp_ns)", "no zone"),
        ("cast('2026-01-05 12:00' as timestamp_s)", "no zone"),
        (f"{SECONDS}::integer", "seconds"),
        (f"{SECONDS}::double", "seconds"),
        (f"{SECONDS}::decimal(20,3)", "seconds"),
        (f"{SECONDS}000::bigint", "milliseconds"),
        (f"{SECONDS}000000::ubigint", "microseconds"),
        (f"{SECONDS}000000000::bigint", "nanoseconds"),
        ("'2026-01-05T12:00:00Z'", "have a zone"),
        ("'2026-01-05T12:00:00Z'::enum('2026-01-05T12:00:00Z')", "have a zone"),
    ],
)
def test_typed_times_of_parquet_are_noon_too(tmp_path, sql, note):
    path = tmp_path / "typed.parquet"
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"copy (select 1 as user, 'f' as feature, {sql} as time) to '{path}' (format parquet)")
    first, last, _, notes = read(path)
    assert (first, last) == (NOON, NOON)
    assert note in notes


def test_infinity_and_gaps_in_typed_times_are_unknown(tmp_path):
    path = tmp_path / "typed.parquet"
    times = (
        "values (timestamp 'infinity'), (null), (timestamp '2026-01-05 12:00'), (timestamp '0044-03-15 (BC)')"
    )
    with duckdb.connect() as con:
        con.execute(
            f"copy (select 1 as user, 'f' as feature, t as time from ({times}) x(t)) to '{path}' (format parquet)"
        )
    first, last, extent, _ = read(path)
    assert (first, last, extent.without_time) == (NOON, NOON, 3)


def test_a_time_column_of_another_type_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "typed.parquet"
    with duckdb.connect() as con:
        con.execute(f"copy (select 1 as user, 'f' as feature, [1, 2] as time) to '{path}' (format parquet)")
    with pytest.raises(FeatureCheckError, match="Column 'time' holds"):
        read(path)


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)),  # noqa: DTZ001 - the zone comes next
    st.integers(-12 * 60, 14 * 60),
    st.sampled_from(["auto", "seconds", "milliseconds", "microseconds"]),
)
def test_any_iso_time_with_a_zone_is_read_exactly(tmp_path_factory, moment_of, minutes, precision):
    zoned = moment_of.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    text = zoned.isoformat(timespec=precision)
    first, _, _, _ = read(written(tmp_path_factory.mktemp("times"), [text]))
    assert first == dt.datetime.fromisoformat(text)
