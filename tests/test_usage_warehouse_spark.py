"""A real Spark, on this machine and over Spark Connect, counts like plain Python and hands out groups only."""

import dataclasses

import pytest
import usage_reference as reference
from warehouse_servers import awkward, free_port, spark, write_parquet

from featurecheck.errors import FeatureCheckError
from featurecheck.usage.address import parse_address
from featurecheck.usage.rollup import calendar_of, period_of
from featurecheck.usage.warehouse.engine import open_warehouse

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed <socket:ResourceWarning"
)  # pyspark leaves its sockets open


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with spark() as running:
        path = tmp_path_factory.mktemp("spark") / "events.parquet"
        write_parquet(path)
        running.session.sql(f"CREATE TABLE events USING parquet LOCATION '{path}'")
        running.session.sql("CREATE TABLE unrelated (id INT) USING parquet")
        yield running


def opened(text, mapping=None):
    return open_warehouse(parse_address(text), mapping)


@pytest.mark.parametrize("time", ["timestamp", "naive"])
def test_figures_are_those_of_plain_python_however_the_time_is_kept(server, time):
    with opened(f"{server.address}#events", {time: "timestamp"}) as warehouse:
        found = warehouse.extent(None)
        assert reference.without_example(found) == reference.extent(awkward())
        calendar = calendar_of(period_of(found))
        assert reference.ordered(warehouse.rollup(calendar)) == reference.rollup(awkward(), calendar)
        assert warehouse.name.startswith("Spark 4")


def test_times_written_as_text_are_read_in_spark(server):
    with opened(f"{server.address}#events", {"written": "timestamp"}) as warehouse:
        assert reference.without_example(warehouse.extent(None)) == reference.extent(awkward())


@pytest.mark.usefixtures("server")
def test_a_session_of_another_spark_is_not_taken_for_the_one_asked_for():
    with pytest.raises(FeatureCheckError, match="uses another Spark already"):
        opened("spark:local[1]#events")


def test_spark_connect_counts_the_same_and_finds_the_same_doubts(server):
    with opened(f"{server.remote}#events") as warehouse:
        calendar = calendar_of(period_of(warehouse.extent(None)))
        assert reference.ordered(warehouse.rollup(calendar)) == reference.rollup(awkward(), calendar)
        assert warehouse.doubts(calendar, None) == reference.doubts(awkward(), calendar)


def test_only_groups_leave_spark_however_many_events_there_are(server):
    server.session.range(20_000).selectExpr(
        "concat('feature ', id % 5) AS feature", "concat('user ', id % 300) AS user", "timestamp_seconds(1767225600 + id * 60) AS time"
    ).createOrReplaceTempView("many")  # fmt: skip
    fetched = []
    with opened(f"{server.address}#many") as warehouse:
        fetch = warehouse._connection.fetch
        counting = dataclasses.replace(
            warehouse._connection, fetch=lambda query: fetched.append(fetch(query)) or fetched[-1]
        )
        warehouse._connection = counting
        calendar = calendar_of(period_of(warehouse.extent(None)))
        rollup = warehouse.rollup(calendar)
    assert sum(row.events for row in rollup.features) == 20_000
    assert len(fetched) == 5
    assert max(map(len, fetched)) == max(len(rollup.features), len(rollup.days)) < 160


@pytest.mark.parametrize(
    ("table", "sentence"),
    [("event", "Did you mean 'events'?"), ("unrelated", "it needs feature and timestamp")],
)
def test_a_wrong_table_is_said_in_a_sentence(server, table, sentence):
    with pytest.raises(FeatureCheckError) as told:
        opened(f"{server.address}#{table}")
    assert sentence in told.value.message


@pytest.mark.parametrize("scheme", ["spark", "sc"])
def test_a_server_that_is_not_there_is_said_at_once(scheme, monkeypatch):
    from pyspark.sql import SparkSession

    monkeypatch.setattr(SparkSession, "getActiveSession", lambda: None)
    with pytest.raises(FeatureCheckError) as told:
        opened(
            f"{scheme}://127.0.0.1:{free_port()}" + ("/;token=hunter22" if scheme == "sc" else "") + "#events"
        )
    assert "nothing answers there" in told.value.message
    assert "hunter22" not in told.value.message
    assert (told.value.__cause__, told.value.__context__) == (None, None)


def test_a_missing_java_is_said_in_a_sentence(monkeypatch, tmp_path):
    from pyspark.sql import SparkSession

    monkeypatch.setattr(SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(FeatureCheckError, match="Spark needs Java 17 or newer"):
        opened("spark:local#events")
