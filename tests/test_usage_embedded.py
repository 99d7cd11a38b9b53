"""The figures of the embedded engine: by hand on a tiny set, and equal to plain Python on any."""

# ruff: noqa: S608 - statements of the tests' own

from __future__ import annotations

import csv
import datetime as dt
import time

import duckdb
import pytest
import usage_reference as reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from featurecheck.observed import Period
from featurecheck.usage.embedded import engine as embedded
from featurecheck.usage.embedded.engine import open_database, open_files
from featurecheck.usage.rollup import DaysRow, FeatureRow, HeavyUser, ProductRow, calendar_of

COLUMNS = ("product", "account", "user", "feature", "timestamp")
UTC = dt.UTC


def day(text):
    return dt.datetime.fromisoformat(text)


def as_csv(path, events, there=COLUMNS):
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(there)
        for event in events:
            cells = dict(zip(COLUMNS, event, strict=True))
            when = cells["timestamp"]
            cells["timestamp"] = "" if when is None else when.isoformat()
            out.writerow(["" if cells[name] is None else cells[name] for name in there])
    return path


def as_parquet(path, events, there=COLUMNS):
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        types = ", ".join(f'"{name}" {"timestamptz" if name == "timestamp" else "varchar"}' for name in there)
        con.execute(f"create table events ({types})")
        for event in events:
            cells = dict(zip(COLUMNS, event, strict=True))
            when = cells["timestamp"]
            cells["timestamp"] = when.replace(tzinfo=UTC) if when and not when.tzinfo else when
            con.execute(
                f"insert into events values ({', '.join('?' * len(there))})", [cells[name] for name in there]
            )
        con.execute(f"copy events to '{path}' (format parquet)")
    return path


def known(events, there):
    """Return events as a source without some columns tells them."""
    return [
        tuple(cell if name in there else None for name, cell in zip(COLUMNS, event, strict=True))
        for event in events
    ]


def period(first, last):
    return Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


TINY = [
    # Ann uses search in each of six full weeks (Mondays from 5 January 2026), Bob in the first two of four and more.
    *[("App", "Acme", "ann", "search", day("2026-01-05 09:00") + dt.timedelta(weeks=n)) for n in range(6)],
    ("App", "Acme", "ann", "search", day("2026-01-05 09:00")),  # an exact copy
    ("App", "Acme", "ann", "search", day("2026-01-31 23:59:59.999999")),
    ("App", "Acme", "ann", "search", day("2026-02-01 00:00")),
    ("App", " Beta\t", "bob", "search", day("2026-01-05 00:00")),
    ("App", "Beta", " bob ", "search", day("2026-01-12 00:00")),
    ("App", "", "", "search", day("2026-02-15 23:00")),
    ("App", "Beta", "bob", "export", day("2026-02-15 23:59")),
    ("App", "Beta", "bob", " ", day("2026-02-16 00:00")),
    ("App", "Beta", "bob", "export", None),
    (None, None, "eve", "search", day("2026-02-10 00:00")),
]


@pytest.mark.parametrize("write", [as_csv, as_parquet])
def test_a_tiny_set_gives_the_figures_counted_by_hand(tmp_path, write):
    path = write(tmp_path / "tiny", TINY)
    with open_files([path]) as engine:
        extent = engine.extent(None)
        calendar = calendar_of(period("2026-01-05", "2026-02-15"))
        found = reference.ordered(engine.rollup(calendar))
    assert (extent.rows, extent.usable) == (16, 14)
    assert (extent.without_feature, extent.without_time, extent.without_user) == (1, 1, 1)
    assert extent.example_time is None  # nothing was written there
    assert found.products == (ProductRow("", 1, 0, 1), ProductRow("App", 2, 2, 13))
    first = int(day("2026-01-05 00:00").replace(tzinfo=UTC).timestamp()) * 1_000_000
    last = int(day("2026-02-15 23:00").replace(tzinfo=UTC).timestamp()) * 1_000_000
    search = next(row for row in found.features if (row.product, row.feature) == ("App", "search"))
    # Judged: both were seen by 25 January. Weekly: Ann (6 of 6), not Bob (2 of 6). Halves: weeks 1 to 3 and 4 to 6.
    assert search == FeatureRow("App", "search", 12, 2, 2, first, last, 2, 1, 5, 3)
    # Ann: 5, 12, 19, 26 and 31 January, 1, 2 and 9 February; Bob: 5 and 12 January.
    assert [row for row in found.days if row.product == "App" and row.feature == "search"] == [
        DaysRow("App", "search", 2, 1),
        DaysRow("App", "search", 3, 1),
        DaysRow("App", "search", 5, 1),
    ]


texts = st.sampled_from(["", " ", "a", "a ", "\tb", "00042", "42", "é", "it's", "=1+1", "x;y", 'q"q', "A"])
starts = st.sampled_from(
    [day(f"{date} {at}") for date in ("2025-12-31", "2026-01-01", "2026-01-04", "2026-01-05", "2026-01-31",
     "2026-02-28", "2026-03-01", "2026-06-30") for at in ("00:00:00", "23:59:59.999999", "12:34:56.000001")]
)  # fmt: skip
times = st.one_of(
    st.none(),
    starts,
    st.builds(lambda start, zone: start.replace(tzinfo=dt.timezone(dt.timedelta(minutes=zone))), starts,
              st.sampled_from([-300, 60, 330])),
)  # fmt: skip
weekly = st.builds(
    lambda user, feature, week: (None, "acme", user, feature, day("2026-01-05 08:00") + dt.timedelta(weeks=week)),
    st.sampled_from("abc"), st.sampled_from("fg"), st.integers(0, 25),
)  # fmt: skip
anything = st.tuples(texts, texts, texts, texts, times)
kept = st.sampled_from(
    [COLUMNS, COLUMNS[1:], ("user", "feature", "timestamp"), ("account", "feature", "timestamp")]
)
calendars = st.sampled_from(
    [
        period("2025-12-29", "2026-07-05"),
        period("2026-01-01", "2026-01-31"),
        period("2026-01-04", "2026-02-08"),
        period("2026-02-28", "2026-03-01"),
        period("2024-01-01", "2026-12-31"),  # more weeks than bits in any number
        period("2025-01-01", "2026-12-31"),  # more than in 64 bits
        period("2027-01-01", "2027-12-31"),  # nothing
    ]
)


def same_as_reference(path, events, there, calendar_period):
    calendar = calendar_of(calendar_period)
    with open_files([path]) as engine:
        for asked in (None, calendar_period):
            found = reference.without_example(engine.extent(asked))
            assert found == reference.extent(known(events, there), asked)
        assert reference.ordered(engine.rollup(calendar)) == reference.rollup(known(events, there), calendar)
        today = dt.date(2026, 1, 31)
        assert engine.doubts(calendar, today) == reference.doubts(known(events, there), calendar, today)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(weekly, anything), max_size=60), kept, calendars)
def test_csv_gives_what_plain_python_gives(tmp_path, events, there, calendar_period):
    same_as_reference(as_csv(tmp_path / "events.csv", events, there), events, there, calendar_period)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(weekly, anything), max_size=60), kept, calendars)
def test_parquet_gives_what_plain_python_gives(tmp_path, events, there, calendar_period):
    same_as_reference(as_parquet(tmp_path / "events.parquet", events, there), events, there, calendar_period)


def test_the_zone_of_the_machine_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        path = as_csv(tmp_path / "tiny.csv", TINY)
        same_as_reference(path, TINY, COLUMNS, period("2026-01-01", "2026-02-28"))
        path = as_parquet(tmp_path / "tiny.parquet", TINY)
        same_as_reference(path, TINY, COLUMNS, period("2026-01-01", "2026-02-28"))
    finally:
        monkeypatch.undo()
        time.tzset()


def test_several_files_are_one_source(tmp_path):
    first = as_csv(tmp_path / "january.csv", TINY[:8])
    second = as_parquet(tmp_path / "february.parquet", TINY[8:], ("account", "user", "feature", "timestamp"))
    events = [*TINY[:8], *known(TINY[8:], COLUMNS[1:])]
    calendar = calendar_of(period("2026-01-01", "2026-02-28"))
    with open_files([first, second]) as engine:
        assert reference.ordered(engine.rollup(calendar)) == reference.rollup(events, calendar)
        assert "february.parquet: account from 'account'" in " | ".join(engine.notes)


def test_a_table_of_a_database_is_read_and_never_written(tmp_path):
    path = tmp_path / "it's [1].duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create schema app; create table notes (text varchar)")
        con.execute("create table app.events (user_id integer, feature varchar, used_at timestamp)")
        con.execute("insert into app.events values (42, 'search', '2026-01-05 10:00'), (null, 'x', null)")
    before = path.read_bytes()
    with open_database(path) as engine:
        assert engine.extent(None).rows == 2
        assert "'app.events' was read, the only one" in engine.notes[0]
        assert engine.columns == {"user": "user_id", "feature": "feature", "timestamp": "used_at"}
    with open_database(path, "APP.Events") as engine:
        assert engine.extent(None).usable == 1
    assert path.read_bytes() == before


BOTS = [
    *[("", "", f"user{n}", "f", day("2026-01-05 00:00") + dt.timedelta(seconds=n)) for n in range(200)],
    *[("", "", "crawler", "f", day("2026-01-05 00:00") + dt.timedelta(seconds=n)) for n in range(1_001)],
    *[("", "", "busy", "f", day("2026-01-05 00:00") + dt.timedelta(hours=n)) for n in range(1_000)],
]


def test_users_with_absurd_counts_are_named_heaviest_first(tmp_path):
    calendar = calendar_of(period("2026-01-01", "2026-03-31"))
    with open_files([as_csv(tmp_path / "bots.csv", BOTS)]) as engine:
        found = engine.doubts(calendar, None)
    # crawler: 1,001 events on one day; busy: 1,000 events on 42 days, but all others have one event
    assert found.heavy == (HeavyUser("", "crawler", 1_001, 1), HeavyUser("", "busy", 1_000, 42))
    assert found == reference.doubts(BOTS, calendar)
    assert found.future is None


def test_repeated_events_of_a_large_source_are_looked_for_among_some_users(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "SAMPLED_FROM", 100)
    events = [("", "", f"user{n % 300}", "f", day("2026-01-05 00:00")) for n in range(600)]
    calendar = calendar_of(period("2026-01-01", "2026-03-31"))
    with open_files([as_csv(tmp_path / "copies.csv", events)]) as engine:
        found = engine.doubts(calendar, None)
        assert found == engine.doubts(calendar, None)
    assert found.one_in == 6
    assert 20 <= found.looked_at <= 240
    assert found.repeated * 2 == found.looked_at  # each event of a user is there twice


def test_events_after_today_are_counted(tmp_path):
    events = [("", "", "u", "f", day(f"2026-01-{n:02} 00:00")) for n in range(1, 11)]
    calendar = calendar_of(period("2026-01-01", "2026-01-31"))
    with open_files([as_csv(tmp_path / "e.csv", events)]) as engine:
        assert engine.doubts(calendar, dt.date(2026, 1, 7)).future == 3
