"""A real PostgreSQL server counts like plain Python, keeps its events to itself, and its errors tell no secret."""

import contextlib
import io
import json
import logging
import socket
import traceback

import psycopg
import pytest
import usage_reference as reference
from cli_helpers import call
from warehouse_servers import COLUMNS, KINDS, PASSWORD, awkward, awkward_rows, free_port, postgres

from featurecheck.errors import FeatureCheckError
from featurecheck.usage.address import parse_address
from featurecheck.usage.reading import read_usage
from featurecheck.usage.rollup import calendar_of, period_of
from featurecheck.usage.warehouse.engine import open_warehouse


@pytest.fixture(scope="module")
def server():
    running = postgres()
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(COLUMNS, KINDS, strict=True))
    running.run(
        f"CREATE TABLE events ({columns})",
        "CREATE SCHEMA sales",
        'CREATE TABLE sales."Odd ""name."" of.it" (feature text, "user" text, timestamp timestamptz)',
        "CREATE TABLE unrelated (id int, name text)",
        "GRANT USAGE ON SCHEMA sales TO analyst",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public, sales TO analyst",
    )
    running.copy("events", awkward_rows())
    return running


def opened(text, mapping=None):
    return open_warehouse(parse_address(text), mapping)


@pytest.mark.parametrize("time", COLUMNS[4:])
def test_figures_are_those_of_plain_python_however_the_time_is_kept(server, time):
    with opened(server.address("events"), {time: "timestamp"}) as warehouse:
        found = warehouse.extent(None)
        assert reference.without_example(found) == reference.extent(awkward())
        calendar = calendar_of(period_of(found))
        assert reference.ordered(warehouse.rollup(calendar)) == reference.rollup(awkward(), calendar)


def test_what_looks_wrong_is_what_plain_python_finds(server):
    with opened(server.address("events"), {"timestamp": "timestamp"}) as warehouse:
        period = period_of(warehouse.extent(None))
        calendar, today = calendar_of(period), period.first.replace(day=28)
        assert warehouse.doubts(calendar, today) == reference.doubts(awkward(), calendar, today)
        assert [one.user for one in warehouse.doubts(calendar, None).heavy] == ["crawler"]


def test_a_part_of_the_period_is_counted_by_itself(server):
    period = period_of(reference.extent(awkward()))
    part = type(period)(period.first.replace(day=30), period.last.replace(month=2, day=3))
    with opened(server.address("events"), {"timestamp": "timestamp"}) as warehouse:
        assert reference.without_example(warehouse.extent(part)) == reference.extent(awkward(), part)
        calendar = calendar_of(part)
        assert reference.ordered(warehouse.rollup(calendar)) == reference.rollup(awkward(), calendar)


def test_a_roll_up_on_the_server_is_read_as_it_is(server):
    server.run(
        "CREATE TABLE rolled (feature text, users int, events bigint, period date)",
        "INSERT INTO rolled VALUES ('export', 40, 900, '2026-08-01'), ('(all)', 400, 9000, '2026-08-01')",
        "GRANT SELECT ON rolled TO analyst",
    )
    try:
        found = read_usage(server.address("rolled"))
    finally:
        server.run("DROP TABLE rolled")
    (product,) = found.products
    assert (found.kind, product.users, product.features[0].users) == ("roll-up", 400, 40)
    assert PASSWORD not in repr(found)


def test_a_time_that_cannot_be_read_is_shown_as_an_example(server):
    with opened(server.address("events"), {"written": "timestamp"}) as warehouse:
        assert warehouse.extent(None).example_time == "1.5.2026"


def test_only_groups_leave_the_server_however_many_events_there_are(server, monkeypatch):
    server.run(
        "CREATE TABLE many AS SELECT 'feature ' || (n % 7) AS feature, 'user ' || (n % 400) AS \"user\", "
        "timestamptz '2026-01-01' + n * interval '1 minute' AS timestamp FROM generate_series(1, 50000) n",
        "GRANT SELECT ON many TO analyst",
    )
    fetched = []
    for name in ("fetchall", "fetchmany", "fetchone"):
        for cursor in (psycopg.Cursor, psycopg.ServerCursor):
            monkeypatch.setattr(cursor, name, counting(getattr(cursor, name), fetched))
    with opened(server.address("many")) as warehouse:
        calendar = calendar_of(period_of(warehouse.extent(None)))
        rollup = warehouse.rollup(calendar)
        warehouse.doubts(calendar, None)
    assert sum(row.events for row in rollup.features) == 50_000
    groups = max(len(rollup.features), len(rollup.days))
    assert 1 < max(fetched) <= groups < 200
    assert sum(fetched) < 500


def counting(fetch, fetched):
    def counted(*arguments):
        found = fetch(*arguments)
        fetched.append(len(found) if isinstance(found, list) else 1)
        return found

    return counted


def test_nothing_is_written_and_every_query_groups(server):
    before = len(server.log.read_text(errors="replace"))
    read_usage(server.address("events"))
    said = server.log.read_text(errors="replace")[before:]
    assert "default_transaction_read_only = on" in said
    assert not any(word in said for word in ("CREATE ", "INSERT ", "COPY ", "DROP ", "DECLARE "))
    queries = [one for one in said.split("LOG:  ") if 'FROM "events"' in one.replace("\n", " ")]
    assert len(queries) > 6
    assert all("COUNT(" in one for one in queries)
    with opened(server.address("events")) as warehouse, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        warehouse._connection.backend.con.execute("CREATE TABLE traces (id int)")


def test_whole_days_enumerations_infinity_and_missing_columns_are_read(server):
    server.run(
        "CREATE TYPE kind AS ENUM ('export', 'edit')",
        'CREATE TABLE plain_days ("event type" kind, account uuid, day date)',
        "INSERT INTO plain_days VALUES ('export', '00000000-0000-0000-0000-000000000001', '2026-03-01'), "
        "('edit', NULL, '2026-03-02'), ('edit', NULL, 'infinity'), (NULL, NULL, '2026-03-03')",
        "GRANT SELECT ON plain_days TO analyst",
    )
    with opened(server.address("plain_days")) as warehouse:
        found = warehouse.extent(None)
        assert (found.rows, found.usable, found.without_time, found.without_feature) == (4, 2, 1, 1)
        features = sorted(
            warehouse.rollup(calendar_of(period_of(found))).features, key=lambda row: row.feature
        )
        assert [(row.feature, row.users, row.accounts) for row in features] == [
            ("edit", 0, 0),
            ("export", 0, 1),
        ]
        assert any("whole days" in note for note in warehouse.notes)


def test_an_empty_table_has_nothing(server):
    server.run("CREATE TABLE nothing (LIKE events)", "GRANT SELECT ON nothing TO analyst")
    with opened(server.address("nothing"), {"timestamp": "timestamp"}) as warehouse:
        found = warehouse.extent(None)
        assert (found.rows, found.usable, found.first_us, found.last_us) == (0, 0, None, None)


def test_the_usage_of_an_address_names_engine_and_table_but_no_user(server):
    usage = read_usage(server.address("events"))
    assert usage.engine.startswith("PostgreSQL 1")
    assert usage.name == f"postgres://127.0.0.1:{server.port}/usage#events"
    assert not any(secret in repr(usage) for secret in secrets_of(server.address("events")))


def test_a_table_with_dots_and_quotes_in_another_schema_is_found(server):
    text = server.address().rstrip("#") + '#sales."Odd ""name."" of.it"'
    with opened(text) as warehouse:
        assert warehouse.extent(None).rows == 0


def test_the_password_may_come_from_the_environment_or_the_password_file(server, monkeypatch, tmp_path):
    without = server.address("events", password="")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with opened(without) as warehouse:
        assert warehouse.extent(None).rows == len(awkward())
    monkeypatch.delenv("PGPASSWORD")
    file = tmp_path / "pgpass"
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    file.write_text(f"127.0.0.1:{server.port}:usage:analyst:{escaped}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    with opened(without) as warehouse:
        assert warehouse.extent(None).rows == len(awkward())


def secrets_of(text):
    address = parse_address(text)
    return {one for one in address.secrets | address.users if len(one) > 3}


def mistakes(server):
    good = server.address("events")
    return {
        "password": (
            server.address("events", password="wr0ng" + PASSWORD),
            "refuses the user or the password",
        ),
        "user": (server.address("events", user="stranger"), "refuses the user or the password"),
        "no password": (server.address("events", password=""), "refuses the user or the password"),
        "right": (server.address("events", user="nobody"), "may not read it"),
        "database": (good.replace("/usage", "/usages"), "no such database"),
        "table": (server.address("event"), "Did you mean 'events'?"),
        "schema": (server.address("sale.events"), "Did you mean 'sales'?"),
        "columns": (server.address("unrelated"), "it needs feature and timestamp"),
        "host": (good.replace("127.0.0.1", "no-such-host.invalid"), "no such host"),
        "port": (good.replace(str(server.port), str(free_port())), "nothing answers"),
        "option": (good.replace("/usage", "/usage?sslmod=off"), "sslmod"),
        "several": (server.address(), "several tables hold events"),
    }


@pytest.mark.parametrize(
    "mistake",
    [
        "password",
        "user",
        "no password",
        "right",
        "database",
        "table",
        "schema",
        "columns",
        "host",
        "port",
        "option",
        "several",
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_without_secrets(server, mistake, caplog):
    text, sentence = mistakes(server)[mistake]
    said, written = None, io.StringIO()
    with caplog.at_level(logging.DEBUG), contextlib.redirect_stderr(written):
        try:
            with opened(text) as warehouse:
                warehouse.extent(None)
        except FeatureCheckError as error:
            said = error
    assert said is not None
    assert sentence in said.message
    assert (said.__context__, said.__cause__) == (None, None)
    everything = "".join(traceback.format_exception(said)) + caplog.text + written.getvalue() + repr(said)
    assert PASSWORD not in everything
    assert not [one for one in secrets_of(text) if one in said.message + caplog.text + written.getvalue()]


def test_the_only_table_that_fits_is_taken_and_said(server):
    server.run(
        "CREATE SCHEMA lone",
        "CREATE VIEW lone.uses AS SELECT * FROM events",
        "GRANT USAGE ON SCHEMA lone TO analyst",
    )
    server.run("GRANT SELECT ON lone.uses TO analyst")
    with opened(server.address().replace("/usage", "/usage/lone"), {"timestamp": "timestamp"}) as warehouse:
        assert "table 'uses' was read: the only one of 1 whose columns fit" in warehouse.notes
        assert warehouse.extent(None).rows == len(awkward())


def test_the_command_shows_no_secret_in_any_form(server, tmp_path):
    for form in ("text", "json", "md", "csv"):
        done = call("usage", server.address("events"), "--format", form, cwd=tmp_path)
        assert done.code == 0, done.err
        everything = done.out + done.err
        assert not [one for one in secrets_of(server.address("events")) if one in everything]
        if form == "json":
            json.loads(done.out)


def test_a_server_that_says_nothing_is_left_in_time():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(FeatureCheckError) as told:
        opened(f"postgres://jo:hunter22@127.0.0.1:{silent.getsockname()[1]}/d?connect_timeout=2#t")
    assert "no answer within" in told.value.message
    assert "hunter22" not in told.value.message
