"""A roll-up that lies in a database is read as it is; a table of events there is counted."""

import datetime as dt

import duckdb
import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.observed import Period
from featurecheck.usage.reading import read_usage

ROWS = [("export", 40, 8, "2026-08"), ("export", 50, 9, "2026-09"), ("(all)", 400, 60, "2026-09")]


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "use.db"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table monthly (feature text, users integer, accounts integer, period text)"
        )
        connection.executemany("insert into monthly values (?, ?, ?, ?)", ROWS)
        connection.execute("create table colours (name text, size integer)")
    return path


@pytest.mark.parametrize("engine", ["auto", "warehouse"])
@pytest.mark.parametrize("table", ["", "#monthly"])
def test_a_stored_roll_up_is_read_by_either_road(database, engine, table):
    found = read_usage(f"duckdb:{database}{table}", engine=engine)
    (product,) = found.products
    (export,) = product.features
    assert (found.kind, product.users, product.accounts) == ("roll-up", 400, 60)
    assert (export.users, export.accounts) == (50, 9), (
        "users of two months cannot be added: the latest counts"
    )
    assert found.period == Period(dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    assert found.name == f"duckdb:use.db{table}"
    assert str(database.parent) not in repr(found)


def test_the_order_of_the_rows_in_the_database_changes_nothing(database, tmp_path):
    other = tmp_path / "other" / "use.db"
    other.parent.mkdir()
    with duckdb.connect(str(other)) as connection:
        connection.execute(
            "create table monthly (feature text, users integer, accounts integer, period text)"
        )
        connection.executemany("insert into monthly values (?, ?, ?, ?)", ROWS[::-1])
    assert read_usage(f"duckdb:{database}#monthly") == read_usage(f"duckdb:{other}#monthly")


@pytest.mark.parametrize("engine", ["auto", "warehouse"])
def test_a_table_that_is_neither_is_refused_as_before(database, engine):
    with pytest.raises(FeatureCheckError, match="feature"):
        read_usage(f"duckdb:{database}#colours", engine=engine)


@pytest.mark.parametrize("engine", ["auto", "warehouse"])
def test_a_long_table_is_no_roll_up(database, engine, monkeypatch):
    monkeypatch.setattr("featurecheck.usage.stored.MOST_ROWS", 2)
    monkeypatch.setattr("featurecheck.usage.embedded.rollups.MOST_ROWS", 2)
    monkeypatch.setattr("featurecheck.usage.warehouse.rollups.MOST_ROWS", 2)
    with pytest.raises(FeatureCheckError, match="more than 2 rows, which is no roll-up"):
        read_usage(f"duckdb:{database}#monthly", engine=engine)


def test_events_go_before_a_roll_up_beside_them(database):
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table clicks (feature text, user text, timestamp timestamp)")
        connection.execute("insert into clicks values ('export', 'u', '2026-07-01')")
    assert read_usage(f"duckdb:{database}").kind == "events"
