"""Real engines for the tests: a PostgreSQL server of our own, and a Spark on this machine with Spark Connect in it."""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import functools
import os
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import pytest

from featurecheck.usage.address import parse_address
from featurecheck.usage.warehouse.connect import connect

_DEADLINE_SECONDS = 120
PASSWORD = "s3cr3t/?#@: %+pass\\'wörd"  # noqa: S105 - of a server that lives as long as the test run


def _missing(what: str, variable: str) -> NoReturn:
    if os.environ.get("FEATURECHECK_NO_WAREHOUSE") == "1":
        pytest.skip("FEATURECHECK_NO_WAREHOUSE=1 leaves out what needs PostgreSQL and Spark.")
    pytest.fail(
        f"{what}. Run 'make test', name one in {variable}, or leave these tests out with FEATURECHECK_NO_WAREHOUSE=1.",
        pytrace=False,
    )


def _programs() -> Path:
    """Return the folder of initdb and pg_ctl; else fail with a sentence, or skip where that is wanted."""
    named = os.environ.get("FEATURECHECK_POSTGRES")
    found = shutil.which("pg_ctl")
    folders = [Path(named)] if named else [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return _missing(
        "No PostgreSQL server was found", "FEATURECHECK_POSTGRES (the folder of initdb and pg_ctl)"
    )


@dataclass(frozen=True)
class Postgres:
    """A server that speaks New York's time, wants passwords, and is told to write down every statement."""

    port: int
    log: Path

    def address(self, table: str = "", user: str = "analyst", password: str = PASSWORD) -> str:
        """Return the address as a user would type it, its password encoded."""
        login = f"{user}:{quote(password, safe='')}@" if password else f"{user}@"
        return f"postgres://{login}127.0.0.1:{self.port}/usage" + (f"#{table}" if table else "")

    def run(self, *statements: str) -> None:
        """Run statements as the server's owner."""
        with self.connection() as connection:
            for statement in statements:
                connection.execute(statement)

    def copy(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Bring rows into a table."""
        with self.connection() as connection, connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def connection(self, database: str = "usage"):
        """Return a connection as the server's owner."""
        import psycopg

        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="owner",
            password=PASSWORD,
            dbname=database,
            autocommit=True,
        )


@functools.cache
def postgres() -> Postgres:
    """Start a PostgreSQL server for the whole run; it ends with the process."""
    programs = _programs()
    folder = Path(
        tempfile.mkdtemp(prefix="featurecheck-postgres-", dir="/tmp")
    )  # a socket's path has to be short
    folder.chmod(0o755)
    secret = folder / "password"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    if os.geteuid() == 0:  # initdb refuses to be root
        for path in (folder, secret):
            shutil.chown(path, "postgres")
    data, log, port = folder / "data", folder / "log", free_port()
    _run(programs / "initdb", "-D", data, "-U", "owner", "-E", "UTF8", "--locale=C", "--no-sync",
         "--auth=scram-sha-256", f"--pwfile={secret}")  # fmt: skip
    settings = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c timezone=America/New_York "
        "-c log_timezone=UTC -c log_statement=all -c shared_buffers=32MB -c max_connections=20"
    )
    _run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", log, "-o", settings, "start")
    atexit.register(_stop, programs / "pg_ctl", data, folder)
    server = Postgres(port, log)
    with server.connection("postgres") as connection:
        connection.execute("CREATE DATABASE usage")
        for role in ("analyst", "nobody"):
            connection.execute(
                f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD.replace(chr(39), chr(39) * 2)}'"
            )
    return server


def _run(*arguments: object) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*user, *map(str, arguments)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would be kept open by the server
        stderr=subprocess.DEVNULL,
        timeout=_DEADLINE_SECONDS,
        cwd="/",
        env={name: text for name, text in os.environ.items() if not name.startswith("PG")},
    )
    assert done.returncode == 0, f"{arguments[0]} ended with {done.returncode}"


def _stop(pg_ctl: Path, data: Path, folder: Path) -> None:
    with contextlib.suppress(Exception):
        _run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@dataclass(frozen=True)
class Spark:
    """A Spark on this machine; `session` is the classic one, `remote` its address for Spark Connect."""

    session: Any
    address: str
    remote: str


@contextlib.contextmanager
def spark():
    """Start a Spark on this machine, once; it is quiet, and also answers as a Spark Connect server."""
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        _missing("No Java was found, which Spark needs", "JAVA_HOME")
    port, folder = free_port(), tempfile.mkdtemp(prefix="featurecheck-spark-")
    settings = {
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.port": port,
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.sql.warehouse.dir": folder,
        "spark.sql.shuffle.partitions": 2,
        "spark.sql.adaptive.enabled": "false",  # what helps large data only takes time here
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.memory": "1g",
    }
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in settings.items())
    connection = connect(parse_address(f"spark:local[2]?{query}"))
    try:
        yield Spark(connection.backend._session, "spark:local[2]", f"sc://127.0.0.1:{port}")
    finally:
        connection.close()
        _end_java()
        shutil.rmtree(folder, ignore_errors=True)


def _end_java() -> None:
    """End what pyspark keeps until the process ends."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    SparkContext._gateway = SparkContext._jvm = None
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(_DEADLINE_SECONDS)


COLUMNS = ("product", "account", "user", "feature", "timestamp", "naive", "millis", "written")
"""The columns of the table of awkward events: the time with a zone, without one, as a number, and as text."""

KINDS = ("text", "text", "text", "text", "timestamptz", "timestamp", "bigint", "text")
_USERS = (
    "ann",
    " ann ",
    "Ann",
    "00042",
    "42",
    "O'Brien",
    'Zoë "the" \\ one',
    "用户",
    "",
    "  ",
    None,
    "=1+1",
    "a\tb",
)
_FEATURES = ("export", "export ", "Export", "bulk; edit", "a\nb", "=cmd|' /C calc'!A0", "ﬁ", "", None, "rare")
_ACCOUNTS = ("Northwind", "northwind", "Contoso", "", None, "\tContoso\r\n")
_PRODUCTS = ("ours", "Acme", " Acme", "", None)


@functools.cache
def awkward() -> tuple[tuple[Any, ...], ...]:
    """Return some thousand events (product, account, user, feature, time) with everything that engines disagree about."""
    chance = random.Random(5)  # noqa: S311 - only to differ
    first = dt.datetime(2025, 12, 17, tzinfo=dt.UTC)
    rows = []
    for number in range(1_500):
        time = first + dt.timedelta(
            days=chance.randrange(100),
            seconds=chance.randrange(86_400),
            microseconds=chance.randrange(1_000_000),
        )
        if number % 7 == 0:  # a moment before and after midnight, where days, weeks and months end
            time = time.replace(hour=0, minute=0, second=0, microsecond=0)
            time -= dt.timedelta(microseconds=number % 2)
        who = (
            chance.choice(_PRODUCTS),
            chance.choice(_ACCOUNTS),
            chance.choice(_USERS),
            chance.choice(_FEATURES),
        )
        rows.append((*who, None if number % 50 == 0 else time))
    for week in range(14):  # one who comes every week, and one who stays away for one
        users = ("weekly", "often") if week != 6 else ("weekly",)
        rows += [("ours", "Contoso", user, "rare", first + dt.timedelta(7 * week, hours=9)) for user in users]
    crawl = [
        ("Acme", None, "crawler", "export", first + dt.timedelta(days=9, seconds=step))
        for step in range(1_200)
    ]
    return (*rows, *rows[:40], *crawl)


@functools.cache
def awkward_rows() -> tuple[tuple[Any, ...], ...]:
    """Return the awkward events as rows of `COLUMNS`; times are written in several zones and ways."""
    return tuple((*event[:4], *_written(number, event[4])) for number, event in enumerate(awkward()))


def _written(number: int, time: dt.datetime | None) -> tuple[Any, ...]:
    if time is None:
        return (
            None,
            None,
            None,
            ("yesterday", "2026-02-30", "", None, "2026-01-01T25:00:00Z", "1.5.2026")[number // 50 % 6],
        )
    zone = dt.timezone(dt.timedelta(hours=(0, 2, -5, 13)[number % 4], minutes=(0, 30)[number % 2]))
    local = time.astimezone(zone)
    micros = (time - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
    ways = (
        local.isoformat(),
        local.isoformat(" ")[:-3] + local.isoformat()[-2:],  # +0230
        time.isoformat().replace("+00:00", "Z"),
        f"  {time.replace(tzinfo=None).isoformat(' ')} ",
        str(micros),
        f"{micros}000",
    )
    return time, time.replace(tzinfo=None), micros, ways[number % 6]


def write_parquet(path: Path) -> None:
    """Write the awkward events as Parquet: the time as an instant, without a zone, as a number and as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = pa.string()
    kinds = (text, text, text, text, pa.timestamp("us", "UTC"), pa.timestamp("us"), pa.int64(), text)
    columns = zip(*awkward_rows(), strict=True)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    pq.write_table(pa.table(dict(zip(COLUMNS, arrays, strict=True))), path)
