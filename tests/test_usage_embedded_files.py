"""Files as they lie around: names, encodings, lines that do not fit, too little memory, and what stays behind."""

# ruff: noqa: S608 - statements of the tests' own

from __future__ import annotations

import datetime as dt
import gzip
import os
import signal
import tempfile
import threading

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.observed import Period
from featurecheck.usage.embedded import session as embedded_session
from featurecheck.usage.embedded.engine import open_database, open_files
from featurecheck.usage.embedded.text import IrregularTextError
from featurecheck.usage.rollup import calendar_of, period_of

EVENTS = "account,user,feature,timestamp\nAcme,00042,search,2026-01-05\nAcme,42,search,2026-01-05\n"


def features(path, **options):
    """Return (feature, events, users, accounts) of a file, all of its days."""
    with open_files([path], **options) as engine:
        found = engine.rollup(calendar_of(period_of(engine.extent(None))))
        return sorted((row.feature, row.events, row.users, row.accounts) for row in found.features)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder of its own for temporary files, to see what stays in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize(
    "name",
    ["it's.csv", "u[1].csv", "a*b.csv", "q?.csv", 'say "hi".csv', "new\nline.csv", "x=1.csv", "{a,b}.csv",
     "back\\slash.csv", "é ü.csv", "--.csv", "$1.csv", "usage.parquet", "usage", "%s.csv"],
)  # fmt: skip
def test_any_name_is_that_file_and_no_pattern(tmp_path, name):
    for other in ("u1.csv", "axb.csv", "qx.csv", "a.csv"):
        (tmp_path / other).write_text(EVENTS.replace("search", "another"), encoding="utf-8")
    (tmp_path / name).write_text(EVENTS, encoding="utf-8")
    assert features(tmp_path / name) == [("search", 2, 2, 1)]


def test_leading_zeros_make_another_user(tmp_path):
    path = tmp_path / "ids.csv"
    path.write_text(EVENTS, encoding="utf-8")
    assert features(path) == [("search", 2, 2, 1)]


def test_hostile_cells_are_text(tmp_path):
    feature = "=cmd|' /C calc'!A0\n<script>\x1b[31m'; drop table x; --"
    path = tmp_path / "hostile.csv"
    path.write_text(f'user,feature,timestamp\nu,"{feature}",2026-01-05\n', encoding="utf-8")
    assert features(path) == [(feature, 1, 1, 0)]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (EVENTS.replace(",", ";").encode(), {}),
        (EVENTS.replace(",", "\t").encode(), {}),
        (EVENTS.replace(",", "|").encode(), {"delimiter": "pipe"}),
        (EVENTS.encode("utf-8-sig"), {}),
        (EVENTS.encode("utf-16"), {}),
        (EVENTS.replace("\n", "\r\n").encode(), {}),
        (EVENTS.rstrip().encode(), {}),
        (("sep=;\n" + EVENTS.replace(",", ";")).encode(), {}),
        (("# exported for us\n\n" + EVENTS).encode(), {}),
        (EVENTS.replace("search", '"search"').encode(), {}),
        (gzip.compress(EVENTS.encode(), mtime=0), {}),
        (gzip.compress(EVENTS.encode("cp1252"), mtime=0), {"encoding": "cp1252"}),
    ],
)
def test_text_is_read_in_the_dialect_it_is_written_in(tmp_path, content, options):
    path = tmp_path / "usage.csv"
    path.write_bytes(content)
    assert features(path, **options) == [("search", 2, 2, 1)]


def test_a_text_that_is_not_utf_8_is_read_as_windows_and_said(tmp_path):
    path = tmp_path / "usage.csv"
    path.write_bytes((EVENTS + "Zoë,é,Prüfung,2026-01-06\n" * 3).encode("cp1252"))
    assert features(path) == [("Prüfung", 3, 1, 1), ("search", 2, 2, 1)]
    with open_files([path]) as engine:
        assert "Windows-1252" in engine.notes[0]
        assert not engine.problems


def test_a_zipped_text_that_is_not_utf_8_is_read_too(tmp_path):
    path = tmp_path / "usage.csv.gz"
    path.write_bytes(gzip.compress((EVENTS + "Zoë,é,Prüfung,2026-01-06\n").encode("cp1252")))
    assert features(path) == [("Prüfung", 1, 1, 1), ("search", 2, 2, 1)]


def test_lines_that_do_not_fit_are_problems_with_their_line(tmp_path):
    path = tmp_path / "usage.csv"
    good = 'Acme,u,"two\nlines",2026-01-05\n' * 3
    path.write_text(EVENTS + good + "Acme,u,few\nAcme,u,f,2026-01-05,more\n" + good, encoding="utf-8")
    with open_files([path]) as engine:
        assert engine.extent(None).rows == 8
        assert engine.rejected == 2
        assert [problem.row for problem in engine.problems] == [10, 11]
        assert "Acme,u,few (too few cells)" in engine.problems[0].found
        assert "too many cells" in engine.problems[1].found
        assert engine.problems[0].expected == "4 cells, as in the header"


def test_many_lines_that_do_not_fit_are_summed_up(tmp_path):
    path = tmp_path / "usage.csv"
    path.write_text(EVENTS + "Acme,u,f,2026-01-05\n" * 60 + "Acme,u,few\n" * 30, encoding="utf-8")
    with open_files([path]) as engine:
        assert engine.rejected == 30
        assert [problem.row for problem in engine.problems] == [64, 65, 66, 67, 68, None]
        assert "25 more lines" in engine.problems[-1].found


def test_a_text_that_is_mostly_irregular_is_for_the_tolerant_reader(tmp_path):
    path = tmp_path / "usage.csv"
    path.write_text(EVENTS * 60 + 'Acme,"u"x,f,2026-01-05\n' * 200, encoding="utf-8")
    with pytest.raises(IrregularTextError, match="Export it again"):
        open_files([path])


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_parquet_file_that_was_cut_off_is_a_sentence(tmp_path, share):
    path = tmp_path / "usage.parquet"
    with duckdb.connect() as con:
        con.execute(f"copy (select 'u' as user, 'f' as feature, date '2026-01-05' as day) to '{path}'")
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size) + 3])
    with pytest.raises(FeatureCheckError, match="damaged, was cut off") as caught:
        open_files([path])
    assert str(tmp_path) not in caught.value.message


@pytest.mark.parametrize(
    "content", [gzip.compress(EVENTS.encode(), mtime=0)[:-9], b"\x1f\x8b", b"\0\1\2\3" * 50, b"", b"\n \n"]
)
def test_what_is_no_text_is_a_sentence(tmp_path, content, temporary):
    path = tmp_path / "usage.csv"
    path.write_bytes(content)
    with pytest.raises(FeatureCheckError, match=r"usage\.csv: .*\."):
        open_files([path])
    assert list(temporary.iterdir()) == []


def test_a_missing_file_and_missing_columns_are_sentences(tmp_path):
    with pytest.raises(FeatureCheckError, match=r"none\.csv: it cannot be read"):
        open_files([tmp_path / "none.csv"])
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(
        FeatureCheckError, match=r"other\.csv: This is not a sheet of usage.*Columns found: 'a', 'b'"
    ):
        open_files([path])
    with pytest.raises(FeatureCheckError, match="no file"):
        open_files([])


def test_a_mapping_names_the_columns(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("wer,was,wann\nu,f,2026-01-05\n", encoding="utf-8")
    mapping = {"wer": "user", "was": "feature", "wann": "timestamp"}
    assert features(path, mapping=mapping) == [("f", 1, 1, 0)]


def test_numbers_with_gaps_as_users_stay_whole_numbers(tmp_path):
    path = tmp_path / "gaps.parquet"
    users = "values (42.0::double), (null), ('nan'::double), (1.5)"
    with duckdb.connect() as con:
        con.execute(
            f"copy (select u as user, 'f' as feature, date '2026-01-05' as day from ({users}) x(u)) to '{path}' (format parquet)"
        )
    with open_files([path]) as engine:
        assert engine.extent(None).without_user == 2
    assert features(path) == [("f", 4, 2, 0)]


def test_a_column_of_lists_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "lists.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"copy (select 'u' as user, ['f'] as feature, date '2026-01-05' as day) to '{path}' (format parquet)"
        )
    with pytest.raises(FeatureCheckError, match=r"Column 'feature' holds VARCHAR\[\]"):
        open_files([path])


def test_too_little_memory_is_a_sentence_and_leaves_nothing_behind(tmp_path, temporary):
    path = tmp_path / "large.parquet"
    with duckdb.connect() as con:
        columns = (
            "md5(i::varchar) as user, md5((i % 999)::varchar) as feature, timestamp '2026-01-05' as time"
        )
        con.execute(f"copy (select {columns} from range(400000) t(i)) to '{path}' (format parquet)")
    with pytest.raises(FeatureCheckError, match=r"^[\w.-]+: the memory does not suffice") as caught:
        features(path, memory_limit="8MB")
    assert "select" not in caught.value.message
    assert list(temporary.iterdir()) == []


def test_events_that_do_not_fit_into_memory_go_over_the_disk(tmp_path, temporary):
    path = tmp_path / "large.parquet"
    with duckdb.connect() as con:
        columns = "md5(i::varchar) as user, 'f' as feature, timestamp '2026-01-05' as time"
        con.execute(f"copy (select {columns} from range(1000000) t(i)) to '{path}' (format parquet)")
    with open_files([path], memory_limit="60MB") as engine:
        spilled = sum(file.stat().st_size for file in temporary.rglob("*") if file.is_file())
        assert spilled > 1_000_000
        assert engine.extent(None).rows == 1_000_000
    assert list(temporary.iterdir()) == []


def test_the_temporary_folder_goes_with_the_engine(tmp_path, temporary):
    path = tmp_path / "usage.csv"
    path.write_bytes(EVENTS.encode("utf-16"))
    engine = open_files([path])
    assert len(list(temporary.iterdir())) == 1
    engine.close()
    engine.close()
    assert list(temporary.iterdir()) == []
    with pytest.raises(FeatureCheckError, match="was closed"):
        engine.extent(None)


def database(path, *statements):
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement)
    return path


USAGE = "create table usage (user_id integer, feature varchar, day date)"


@pytest.mark.parametrize(
    ("statements", "table", "message"),
    [
        ([USAGE], "usages", "there is no table 'usages'. Did you mean 'usage'?"),
        (["create table notes (a integer)"], None, "no table has the columns of usage events"),
        (
            [USAGE, "create view also as from usage"],
            None,
            "several tables hold usage events: 'also', 'usage'.",
        ),
        (["create table notes (a integer)"], "notes", "table 'notes': This is not a sheet of usage"),
        ([], None, "Its tables are none."),
    ],
)
def test_a_database_without_that_table_says_which_it_has(tmp_path, statements, table, message):
    path = database(tmp_path / "usage.duckdb", *statements)
    with pytest.raises(FeatureCheckError) as caught:
        open_database(path, table)
    assert message in caught.value.message


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    path = tmp_path / "usage.duckdb"
    with pytest.raises(FeatureCheckError, match="no such file"):
        open_database(path)
    path.write_text("no database at all" * 1000, encoding="utf-8")
    with pytest.raises(FeatureCheckError, match="damaged"):
        open_database(path)


def test_a_view_cannot_read_other_files(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("user,feature,timestamp\nsecret,f,2026-01-05\n", encoding="utf-8")
    path = database(tmp_path / "u.duckdb", f"create view usage as from read_csv('{secret}')")
    with pytest.raises(FeatureCheckError, match="a view in it reads other files"):
        open_database(path, "usage")


def test_functions_that_a_database_brings_along_are_not_used(tmp_path):
    path = database(
        tmp_path / "u.duckdb",
        USAGE,
        "insert into usage values (1, 'f', '2026-01-05')",
        "create macro count() as 99",
        "create macro epoch_us(x) as 0",
        "create macro trim(a, b) as 'gotcha'",
    )
    with open_database(path) as engine:
        extent = engine.extent(Period(dt.date(2026, 1, 5), dt.date(2026, 1, 5)))
        assert (extent.rows, extent.first_us) == (1, 1_767_571_200_000_000)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text("\",;\n\r\t aé0\\'", max_size=200).map(str.encode)))
def test_whatever_stands_in_a_file_is_counted_or_a_sentence(tmp_path, rest):
    path = tmp_path / "usage.csv"
    path.write_bytes(EVENTS.encode() + rest)
    try:
        with open_files([path]) as engine:
            counted, said = engine.extent(None).rows + engine.rejected, "."
    except FeatureCheckError as error:
        counted, said = 1, error.message
    assert counted >= 1
    assert said.endswith(".")
    assert str(tmp_path) not in said


class Connection:
    """Answers with the limit that DuckDB found, and keeps what it is told."""

    def __init__(self, limit):
        self.limit, self.told = limit, []

    def execute(self, sql):
        if sql.startswith("set"):
            self.told.append(sql)
        return self

    def fetchall(self):
        return [(self.limit,)]


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("18.8 GiB", []),
        ("1.6 GiB", ["set memory_limit = '1478MiB'"]),
        ("819.2 MiB", ["set memory_limit = '659MiB'"]),
        ("204.8 MiB", ["set memory_limit = '64MiB'"]),
        ("40.0 MiB", []),
        ("1.4 TiB", []),
    ],
)
def test_where_memory_is_short_room_is_left_to_the_rest_of_the_program(limit, told):
    connection = Connection(limit)
    embedded_session._leave_room(connection)
    assert connection.told == told


def test_an_interrupt_from_the_keyboard_ends_a_statement():
    session = embedded_session.Session()
    press = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    press.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            session.rows("select count(*) from range(1000000000000) t(i) where i % 7 = 3")
    finally:
        press.join()
        session.close()


def test_the_limit_is_as_told(tmp_path):
    session = embedded_session.Session(memory_limit="100MB")
    try:
        assert session.rows("select current_setting('memory_limit')") == [("95.3 MiB",)]
        assert session.rows("select current_setting('TimeZone')") == [("UTC",)]
        session.lock()
        with pytest.raises(FeatureCheckError, match="other files"):
            session.rows("select * from read_csv(?)", [str(tmp_path)])
        with pytest.raises(FeatureCheckError):
            session.rows("set enable_external_access = true")
    finally:
        session.close()
