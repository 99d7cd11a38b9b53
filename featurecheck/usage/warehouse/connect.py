"""Connections to engines: each in UTC, quiet, and only to read where the engine lets us say so."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from featurecheck.errors import FeatureCheckError
from featurecheck.usage.address import Address, is_local
from featurecheck.usage.warehouse.errors import SECONDS_TO_CONNECT
from featurecheck.usage.warehouse.rows import Row, from_arrow, from_driver

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.sql import SQLBackend

LABELS = {
    "athena": "Athena", "bigquery": "BigQuery", "clickhouse": "ClickHouse", "databricks": "Databricks",
    "druid": "Druid", "duckdb": "DuckDB", "exasol": "Exasol", "impala": "Impala", "materialize": "Materialize",
    "mssql": "SQL Server", "mysql": "MySQL", "oracle": "Oracle", "postgres": "PostgreSQL", "pyspark": "Spark",
    "risingwave": "RisingWave", "singlestoredb": "SingleStoreDB", "snowflake": "Snowflake", "sqlite": "SQLite",
    "trino": "Trino",
}  # fmt: skip
"""The engines' names as their makers write them."""

_STDERR = 2
_SPARK_PORTS = {"spark": 7077, "sc": 15002}
_QUIET = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %m%n
logger.native.name = org.apache.hadoop.util.NativeCodeLoader
logger.native.level = off
"""


@dataclass(frozen=True)
class Connection:
    """An engine through ibis, how to call it, how to get a query's rows, and how to leave it."""

    backend: SQLBackend
    name: str
    fetch: Callable[[ir.Table], list[Row]]
    close: Callable[[], None]


def connect(address: Address) -> Connection:
    """Return a connection to the engine at an address.

    Raises:
        Exception: whatever the engine's driver raises.
        FeatureCheckError: a file, a host or Java is not there.
    """
    special = {
        "postgres": _postgres, "pyspark": _spark, "duckdb": _duckdb, "sqlite": _sqlite, "databricks": _databricks,
    }  # fmt: skip
    return special.get(address.backend, _other)(address)


def _connected(address: Address, backend: SQLBackend, version: str | None = None) -> Connection:
    label = LABELS[address.backend]
    if version is None:
        with contextlib.suppress(Exception):  # the figures do not depend on it
            version = str(backend.version)
    name = f"{label} {version}" if version else label
    return Connection(backend, name, lambda query: from_arrow(_arrow(backend, query)), backend.disconnect)


def _arrow(backend: SQLBackend, query: ir.Table) -> Any:  # noqa: ANN401 - pyarrow has no types
    with warnings.catch_warnings():
        for category in (
            DeprecationWarning,
            FutureWarning,
        ):  # between ibis and pandas, nobody else can mend them
            warnings.simplefilter("ignore", category)
        return backend.to_pyarrow(query)


def _postgres(address: Address) -> Connection:
    import ibis  # noqa: PLC0415 - an extra
    import psycopg  # noqa: PLC0415 - an extra

    database, _, schema = address.path.partition("/")
    hosts, ports = zip(*address.hosts, strict=True)
    default = os.environ.get("PGPORT", "5432")
    given: dict[str, Any] = {
        "host": ",".join(hosts) or None,
        "port": ",".join(port or default for port in ports),
        "user": address.user,
        "password": address.password,
        "dbname": database or None,
        "connect_timeout": SECONDS_TO_CONNECT,
        "client_encoding": "utf8",
        "application_name": "featurecheck",
        **dict(address.query),
    }
    driver = psycopg.connect(
        **{name: value for name, value in given.items() if value is not None}, autocommit=True
    )
    driver.execute("SET default_transaction_read_only = on")
    if schema:
        driver.execute("SELECT set_config('search_path', %s, false)", (schema,))
    backend = ibis.postgres.from_connection(driver)  # which sets the session to UTC

    def fetch(
        query: ir.Table,
    ) -> list[Row]:  # a cursor on the server, as ibis has it, would forbid parallel plans
        return from_driver(driver.execute(backend.compile(query).encode()).fetchall())

    return replace(_connected(address, backend), fetch=fetch)


def _duckdb(address: Address) -> Connection:
    from featurecheck.usage.warehouse.duckdb_mended import reading  # noqa: PLC0415 - an extra

    return _connected(address, reading(_file(address)))


def _sqlite(address: Address) -> Connection:
    import ibis  # noqa: PLC0415 - an extra

    return _connected(address, ibis.sqlite.connect(_file(address)))


def _file(address: Address) -> Path:
    path = Path(address.path)
    if not path.is_file():
        raise FeatureCheckError(f"{address.shown}: there is no such file. Check its name and its folder.")
    return path


def _spark(address: Address) -> Connection:
    """Take the session that this process has, else begin one, which ends with the connection."""
    import ibis  # noqa: PLC0415 - an extra
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    running = None if address.scheme == "sc" else SparkSession.getActiveSession()
    if running and running.sparkContext.master != _master(address):
        raise FeatureCheckError(
            f"{address.shown}: this process uses another Spark already. Stop that one first."
        )
    with contextlib.ExitStack() as stack:
        session = running or _session(address, stack)
        backend = ibis.pyspark.connect(session)  # which sets the session to UTC
        found = _connected(address, backend, session.version)
        kept = stack.pop_all()
    if not running:
        kept.callback(found.close)

    def fetch(query: ir.Table) -> list[Row]:  # ibis itself takes a detour through pandas, which warns
        return from_arrow(backend.raw_sql(backend.compile(query)).toArrow())

    return replace(found, fetch=fetch, close=kept.close)


def _session(address: Address, stack: contextlib.ExitStack) -> Any:  # noqa: ANN401 - classic or connected, two classes without a common one
    if not _is_local(address):
        _answers(address)
    if address.scheme == "sc":
        return _remote(address)
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise FeatureCheckError(
            f"{address.shown}: Spark needs Java 17 or newer, and no java was found. Install it, or set JAVA_HOME."
        )
    folder = tempfile.TemporaryDirectory(prefix="featurecheck-spark-", ignore_cleanup_errors=True)
    return _classic(address, Path(stack.enter_context(folder)))


def _master(address: Address) -> str:
    return address.host if _is_local(address) else f"spark://{address.host}"


def _is_local(address: Address) -> bool:
    return address.scheme == "spark" and is_local(address.host)


def _classic(address: Address, folder: Path) -> Any:  # noqa: ANN401 - as above
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    log = folder / "log4j2.properties"  # read once, when Java starts
    log.write_text(_QUIET, encoding="utf-8")
    builder = SparkSession.builder.appName("featurecheck").master(_master(address))
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
        **(_at_home(folder) if _is_local(address) else {}),
        **dict(address.query),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    with _silence():
        return builder.getOrCreate()


def _at_home(folder: Path) -> dict[str, str]:
    """Let nobody else in, and leave no empty folder where the command was called."""
    own = {"spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1"}
    configured = "SPARK_CONF_DIR" in os.environ or "SPARK_HOME" in os.environ
    return own if configured else {**own, "spark.sql.warehouse.dir": str(folder / "warehouse")}


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep from the terminal what Java says when it starts; that it does not start is said by an exception."""
    kept = os.dup(_STDERR)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), _STDERR)  # Java keeps what it finds there
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)


def _remote(address: Address) -> Any:  # noqa: ANN401 - as above
    from pyspark.sql.connect.session import SparkSession  # noqa: PLC0415 - an extra

    parameters = "".join(f";{quote(name)}={quote(value)}" for name, value in address.query)
    return SparkSession.builder.remote(f"sc://{address.host}/{parameters}").create()


def _answers(address: Address) -> None:
    """See whether there is anything: Spark itself waits for a minute and says something else then."""
    for host, port in address.hosts:
        where = (host, int(port or _SPARK_PORTS[address.scheme]))
        socket.create_connection(where, timeout=SECONDS_TO_CONNECT).close()


def _databricks(address: Address) -> Connection:
    from ibis.backends.databricks import Backend  # noqa: PLC0415 - an extra of ibis

    class Reading(Backend):  # type: ignore[misc,valid-type,unused-ignore]
        """Databricks without the volume that ibis makes there when it connects."""

        def _post_connect(self, *, memtable_volume: str) -> None:
            """Make nothing."""

    catalog, _, schema = address.path.partition("/")
    given = {
        "server_hostname": address.host,
        "access_token": address.password,
        "catalog": catalog or None,
        "schema": schema or None,
        "session_configuration": {"timezone": "UTC"},
        **dict(address.query),
    }
    backend = Reading()
    backend.do_connect(**{name: value for name, value in given.items() if value is not None})
    return _connected(address, backend)


def _other(address: Address) -> Connection:
    """Let ibis connect by an address in its own form; secrets go beside it, because not every engine decodes them."""
    import ibis  # noqa: PLC0415 - an extra

    login = {"user": address.user, ("auth" if address.backend == "trino" else "password"): address.password}
    beside: dict[str, Any] = {name: value for name, value in login.items() if value is not None}
    if address.backend == "athena":
        region = {"region_name": address.host} if address.host else {}
        beside = region | ({"schema_name": address.path} if address.path else {})
        return _connected(address, ibis.athena.connect(**beside, **dict(address.query)))
    if address.backend == "snowflake":
        beside["create_object_udfs"] = False  # nothing is written there
    url = f"{address.backend}://{address.host}/{quote(address.path)}"
    query = f"?{urlencode(address.query)}" if address.query else ""
    return _connected(address, ibis.connect(url + query, **beside))
