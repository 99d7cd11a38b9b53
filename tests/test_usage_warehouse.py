# ruff: noqa: DTZ001 - naive times are part of what is tested
"""One expression for every engine: it compiles, it counts like plain Python, and a time in any notation is read."""

import datetime as dt
import re
import sys
import types

import duckdb
import ibis
import pytest
import usage_reference as reference
import warehouse_servers
from hypothesis import example, given, settings
from hypothesis import strategies as st
from warehouse_servers import COLUMNS, awkward, write_parquet

from featurecheck.errors import FeatureCheckError
from featurecheck.observed import Period
from featurecheck.usage.address import BACKENDS, parse_address
from featurecheck.usage.embedded.engine import open_database
from featurecheck.usage.rollup import calendar_of, period_of
from featurecheck.usage.warehouse import queries
from featurecheck.usage.warehouse.connect import LABELS, connect
from featurecheck.usage.warehouse.engine import open_warehouse
from featurecheck.usage.warehouse.errors import missing
from featurecheck.usage.warehouse.events import events_of, month_of, near

CALENDAR = calendar_of(Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30)))
EPOCH = dt.datetime(1970, 1, 1)
MUST = ("duckdb", "postgres", "pyspark", "bigquery", "snowflake", "databricks", "trino")
MORE = ("athena", "clickhouse", "risingwave", "datafusion", "sqlite", "mysql", "impala", "druid", "flink")
INSTANTS = ("timestamp", "timestamp('UTC')", "date", "int64", "float64")


def every_query(kind):
    texts = {"product": "string", "account": "int64", "user": "string", "feature": "string"}
    table = ibis.table({**texts, "at": kind}, name="events")
    events = events_of(table, {**{name: name for name in texts}, "timestamp": "at"})
    columns = {**{name: name for name in texts}, "timestamp": "at"}
    rows = near(table, "at", CALENDAR.first_day, CALENDAR.last_day)
    used = queries.inside(events_of(rows, columns), CALENDAR)
    return (
        queries.extent(events, None, None), queries.extent(events, 1, 9), queries.products(used),
        queries.features(used), queries.weeks(used, CALENDAR), queries.days(used), queries.counts(used, 9),
        queries.counts(used, None), queries.different(used), queries.busy(used), queries.usual(used, 9),
        queries.heavy(used, 9),
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _spark_options():
    """What ibis sets when it loads its Spark; its compiler looks there."""
    assert ibis.pyspark.name == "pyspark"


@pytest.mark.parametrize("engine", [*MUST, *MORE])
@pytest.mark.parametrize("kind", [*INSTANTS, "string"])
def test_every_query_compiles_for_every_engine_that_can(engine, kind):
    found = every_query(kind)
    for query in found if kind == "timestamp" else found[1:6:4]:  # the others differ in the time only
        sql = str(ibis.to_sql(query, dialect=engine)).upper().replace("DATE_TRUNC('DAY'", "")  # a literal's
        assert not any(word in sql for word in ("MEDIAN", "APPROX", "PERCENTILE", "DATE_TRUNC", "WEEK("))
        assert len(sql) < 60_000


@pytest.mark.parametrize(
    ("engine", "kind"), [("mssql", "int64"), ("mssql", "timestamp"), ("exasol", "timestamp")]
)
def test_engines_without_regular_expressions_take_times_that_are_no_text(engine, kind):
    assert all(str(ibis.to_sql(query, dialect=engine)) for query in every_query(kind))


@pytest.mark.parametrize(
    ("engine", "kind", "why"),
    [("mssql", "string", "RegexSearch"), ("oracle", "timestamp", "ExtractEpochSeconds")],
)
def test_what_cannot_be_compiled_is_known(engine, kind, why):
    with pytest.raises(ibis.common.exceptions.OperationNotDefinedError, match=why):
        ibis.to_sql(every_query(kind)[0], dialect=engine)


@pytest.mark.parametrize("kind", ["timestamp", "timestamp('UTC')", "date"])
def test_a_period_is_asked_of_the_column_itself_so_that_partitions_stay_unread(kind):
    sql = str(ibis.to_sql(every_query(kind)[2], dialect="bigquery")).replace("`", "")
    assert re.search(r"\bat >= [^<]*2025\D+12\D+30\D[^<]*\bat <= [^<]*2026\D+0?7\D+0?2\D", sql), sql


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMPTZ", "DATE"])
def test_the_days_at_the_edge_of_a_period_are_all_there(tmp_path, kind):
    with duckdb.connect(str(tmp_path / "edge.db")) as connection:
        connection.execute(f"CREATE TABLE events (feature TEXT, user TEXT, timestamp {kind})")
        connection.execute("SET TimeZone='UTC'")
        for at in (
            "2025-12-31 23:59:59",
            "2026-01-01 00:00:00",
            "2026-06-30 23:59:59",
            "2026-07-01 00:00:00",
        ):
            connection.execute("INSERT INTO events VALUES ('export', 'u', ?)", [at])
    with open_warehouse(parse_address(f"duckdb:{tmp_path / 'edge.db'}#events")) as engine:
        (row,) = engine.rollup(CALENDAR).features
    assert row.events == 2


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("duckdb") / "it's [1].duckdb"
    parquet = path.with_suffix(".parquet").with_stem("events")
    write_parquet(parquet)
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'America/New_York'")
        connection.execute("CREATE TABLE events AS FROM read_parquet(?)", [str(parquet)])
    return path


def opened(text, mapping=None):
    return open_warehouse(parse_address(text), mapping)


@pytest.mark.parametrize("time", COLUMNS[4:])
def test_duckdb_through_ibis_counts_like_plain_python(database, time, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    with opened(f"duckdb:{database}", {time: "timestamp"}) as warehouse:
        found = warehouse.extent(None)
        assert reference.without_example(found) == reference.extent(awkward())
        calendar = calendar_of(period_of(found))
        assert reference.ordered(warehouse.rollup(calendar)) == reference.rollup(awkward(), calendar)
        assert warehouse.doubts(calendar, None) == reference.doubts(awkward(), calendar)


def test_the_embedded_engine_and_ibis_tell_the_same(database):
    with (
        opened(f"duckdb:{database}#events") as warehouse,
        open_database(database, "events", None) as embedded,
    ):
        found = warehouse.extent(None)
        assert found == embedded.extent(None)
        calendar = calendar_of(period_of(found))
        assert reference.ordered(warehouse.rollup(calendar)) == reference.ordered(embedded.rollup(calendar))


def test_sqlite_comes_without_a_driver_of_its_own(tmp_path):
    import sqlite3

    path = tmp_path / "events.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE events (feature TEXT, user TEXT, at INTEGER)")
        connection.executemany(
            "INSERT INTO events VALUES (?, ?, ?)", [(" a ", "u", 1_767_225_600), ("a", "v", 20_260_201)]
        )
    connection.close()
    with opened(f"sqlite:{path}", {"at": "timestamp"}) as warehouse:
        found = warehouse.extent(None)
        assert period_of(found) == Period(dt.date(2026, 1, 1), dt.date(2026, 2, 1))
        assert [row.users for row in warehouse.rollup(calendar_of(period_of(found))).features] == [2]


def microseconds(kind, values):
    """What the expression makes of values in a column of a type, as DuckDB computes it."""
    backend = ibis.duckdb.connect()
    try:
        table = ibis.memtable(
            {"feature": ["f"] * len(values), "at": values}, schema={"feature": "string", "at": kind}
        )
        events = events_of(table, {"feature": "feature", "timestamp": "at"})
        return backend.to_pyarrow(events.select("at", "day")).to_pylist()
    finally:
        backend.disconnect()


ZONES = st.sampled_from(["", "Z", "z", " UTC", "+00:00", "+05:45", "-03", " -0930", "+1400"])
MOMENTS = st.datetimes(dt.datetime(1000, 1, 2), dt.datetime(9999, 12, 30))


@given(st.lists(st.tuples(MOMENTS, ZONES, st.integers(0, 9), st.booleans()), min_size=1, max_size=20))
@example(
    [
        (dt.datetime(2024, 2, 29, 23, 59, 59, 999_999), "-03", 6, True),
        (dt.datetime(2000, 2, 29), "", 0, False),
    ]
)
@settings(deadline=None, max_examples=25)
def test_iso_text_is_read_as_python_reads_it(moments):
    texts, wanted = [], []
    for moment, zone, digits, blank in moments:
        fraction = f".{moment.microsecond:06}000"[: digits + 1] if digits else ""
        body = moment.strftime(f"%m-%d{' ' if blank else 'T'}%H:%M:%S")
        texts.append(f"{moment.year:04}-{body}{fraction}{zone}")
        kept = int(f"{moment.microsecond:06}"[:digits].ljust(6, "0")) if digits else 0
        signed = zone.strip().replace("UTC", "").upper().replace("Z", "").replace(":", "")
        ahead = (
            dt.timedelta(hours=int(signed[:3]), minutes=int(signed[0] + (signed[3:] or "0")))
            if signed
            else dt.timedelta()
        )
        at = moment.replace(microsecond=kept) - EPOCH - ahead
        wanted.append(at // dt.timedelta(microseconds=1))
    found = microseconds("string", texts)
    assert [row["at"] for row in found] == wanted
    assert [row["day"] for row in found] == [at // (86_400 * 1_000_000) for at in wanted]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "1900-02-29", "2026-01-01T24:00", "2026-01-01 10:60",
        "2026-01-01T10:00:60", "2026-01-01Z", "2026-01-01T10", "2026-1-1", "01/02/2026", "today", "-", "1e9", "12345",
        "2026-01-01T10:00+25:00", "2026-01-01T10:00:00.", "0999-01-01", "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661", "2026-01-01T10:00:00Z+01",
    ],
)  # fmt: skip
def test_text_that_is_no_time_is_none(text):
    assert microseconds("string", [text])[0] == {"at": None, "day": None}


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("int64", 1_767_225_600, dt.datetime(2026, 1, 1)),
        ("int64", 1_767_225_600_123, dt.datetime(2026, 1, 1, 0, 0, 0, 123_000)),
        ("int64", 1_767_225_600_123_456, dt.datetime(2026, 1, 1, 0, 0, 0, 123_456)),
        ("int64", 1_767_225_600_123_456_789, dt.datetime(2026, 1, 1, 0, 0, 0, 123_456)),
        ("int64", -1_767_225_600, dt.datetime(1914, 1, 1)),
        ("int64", 20_240_229, dt.datetime(2024, 2, 29)),
        ("int64", 20_260_229, None),
        ("int64", 46_023, None),
        ("int64", 0, None),
        ("float64", 1_767_225_600.5, dt.datetime(2026, 1, 1, 0, 0, 0, 500_000)),
        ("float64", 1_767_225_600_123.25, dt.datetime(2026, 1, 1, 0, 0, 0, 123_250)),
        ("float64", 20_261_231.0, dt.datetime(2026, 12, 31)),
        ("float64", float("inf"), None),
        ("float64", float("nan"), None),
        ("string", "1767225600", dt.datetime(2026, 1, 1)),
        ("string", "20260101", dt.datetime(2026, 1, 1)),
        ("string", " 1767225600123 ", dt.datetime(2026, 1, 1, 0, 0, 0, 123_000)),
    ],
)  # fmt: skip
def test_numbers_are_read_by_their_size(kind, value, wanted):
    found = microseconds(kind, [value])[0]["at"]
    assert found == (None if wanted is None else (wanted - EPOCH) // dt.timedelta(microseconds=1))


def test_every_day_belongs_to_its_month():
    days = range(-354_285, 2_932_896, 13)
    backend = ibis.duckdb.connect()
    table = ibis.memtable({"day": list(days)}, schema={"day": "int64"})
    found = backend.to_pyarrow(table.select(month=month_of(table.day)))["month"].to_pylist()
    backend.disconnect()
    dates = [dt.date(1970, 1, 1) + dt.timedelta(day) for day in days]
    assert found == [date.year * 12 + date.month - 1 for date in dates]


def test_numbers_as_users_are_names_and_fractions_that_are_whole_lose_their_point():
    backend = ibis.duckdb.connect()
    columns = {"feature": [1, 2, 2], "user": [42.0, 42.5, float("nan")], "at": [1_767_225_600] * 3}
    table = ibis.memtable(columns, schema={"feature": "int64", "user": "float64", "at": "int64"})
    events = events_of(table, {"feature": "feature", "user": "user", "timestamp": "at"})
    found = backend.to_pyarrow(events.select("feature", "user", "product")).to_pylist()
    backend.disconnect()
    assert [(row["feature"], row["user"], row["product"]) for row in found] == [
        ("1", "42", ""),
        ("2", "42.5", ""),
        ("2", None, ""),
    ]


@pytest.mark.parametrize(
    ("column", "kind"), [("user", "array<string>"), ("user", "binary"), ("at", "time"), ("at", "boolean")]
)
def test_a_column_of_another_kind_is_refused(column, kind):
    table = ibis.table({"feature": "string", "user": "string", "at": "timestamp", column: kind}, name="t")
    with pytest.raises(FeatureCheckError, match=f"column '{column}' holds"):
        events_of(table, {"feature": "feature", "user": "user", "timestamp": "at"})


def test_a_database_that_is_not_there_is_said_without_its_folder(tmp_path):
    with pytest.raises(FeatureCheckError) as told:
        opened(f"duckdb:{tmp_path}/none.duckdb#events")
    assert (
        told.value.message
        == "duckdb:none.duckdb#events: there is no such file. Check its name and its folder."
    )


@pytest.mark.parametrize(
    ("text", "install"),
    [
        ("postgres://h/d", "pip install 'featurecheck[warehouse]'"),
        ("spark:local", "pip install 'featurecheck[warehouse,spark]'"),
        ("sc://h", "pip install 'featurecheck[warehouse,spark]'"),
        ("bigquery://p/d", "pip install 'featurecheck[warehouse]' 'ibis-framework[bigquery]'"),
        ("snowflake://a/d", "pip install 'featurecheck[warehouse]' 'ibis-framework[snowflake]'"),
    ],
)
def test_a_missing_library_is_named_with_how_to_install_it(text, install, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(FeatureCheckError) as told:
        opened(text)
    assert told.value.message.endswith(f"Install them: {install}")
    assert told.value.__context__ is None


def test_without_ibis_the_extra_alone_is_named():
    assert missing(parse_address("bigquery://p/d"), "ibis").endswith("pip install 'featurecheck[warehouse]'")


def test_every_scheme_has_an_engine_and_a_name():
    assert set(BACKENDS.values()) == set(LABELS)


@pytest.fixture
def asked(monkeypatch):
    """With what ibis is asked to connect; it then has no driver."""
    found = {}

    def refuse(*arguments, **named):
        found.update(named, url=arguments[0] if arguments else None)
        raise ModuleNotFoundError("no driver", name="driver")

    monkeypatch.setattr(ibis, "connect", refuse)
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("trino://jo:p%2Bw@h:8080/cat/s", {"url": "trino://h:8080/cat/s", "user": "jo", "auth": "p+w"}),
        ("mysql://jo:p%40w@h/d?ssl=1", {"url": "mysql://h/d?ssl=1", "user": "jo", "password": "p@w"}),
        ("bigquery://p/d", {"url": "bigquery://p/d"}),
        ("snowflake://jo:pw@acc/d/s?warehouse=w", {"url": "snowflake://acc/d/s?warehouse=w", "user": "jo", "password": "pw", "create_object_udfs": False}),
    ],
)  # fmt: skip
def test_other_engines_get_secrets_decoded_and_beside_the_address(text, wanted, asked):
    with pytest.raises(ModuleNotFoundError):
        connect(parse_address(text))
    assert asked == wanted


def test_databricks_is_asked_in_its_own_words_and_nothing_is_made_there(monkeypatch):
    asked = {}

    class Backend:
        version = "1"

        def do_connect(self, **named):
            asked.update(named)
            self._post_connect(memtable_volume="x")

        def _post_connect(self, *, memtable_volume):
            raise AssertionError(memtable_volume)

        def to_pyarrow(self, query):
            raise AssertionError(query)

        disconnect = to_pyarrow

    monkeypatch.setitem(sys.modules, "ibis.backends.databricks", types.SimpleNamespace(Backend=Backend))
    found = connect(parse_address("databricks://token:dapi123@h/cat/s?http_path=/sql/1#t"))
    assert found.name == "Databricks 1"
    assert asked == {
        "server_hostname": "h", "access_token": "dapi123", "catalog": "cat", "schema": "s", "http_path": "/sql/1",
        "session_configuration": {"timezone": "UTC"},
    }  # fmt: skip


def test_missing_servers_fail_the_tests_unless_they_are_left_out(monkeypatch):
    monkeypatch.setattr(warehouse_servers.shutil, "which", lambda _: None)
    monkeypatch.setattr(warehouse_servers.Path, "glob", lambda *_: iter(()))
    monkeypatch.delenv("FEATURECHECK_POSTGRES", raising=False)
    monkeypatch.delenv("FEATURECHECK_NO_WAREHOUSE", raising=False)
    with pytest.raises(pytest.fail.Exception, match="No PostgreSQL server was found"):
        warehouse_servers._programs()
    monkeypatch.setenv("FEATURECHECK_NO_WAREHOUSE", "1")
    with pytest.raises(pytest.skip.Exception, match="FEATURECHECK_NO_WAREHOUSE=1"):
        warehouse_servers._programs()
