"""The front door: one source of any form gives the same usage, and whatever is odd about it is said."""

import csv
import datetime as dt
import gzip
import json

import duckdb
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.observed import Period
from featurecheck.sheets.filetable import ReadAs
from featurecheck.usage import reading, sources
from featurecheck.usage.reading import read_usage

HEADER = ["account", "user", "feature", "timestamp"]
JULY = Period(dt.date(2026, 7, 1), dt.date(2026, 7, 31))
ROWS = [  # five users of two accounts; ann uses export on four days of two months, bob once, on the last day
    ["x", "ann", "export", "2026-07-01 10:00:00"],
    ["x", "ann", "export", "2026-07-01 11:00:00"],
    ["x", "ann", "export", "2026-07-09 10:00:00"],
    ["x", "ann", "export", "2026-07-31 10:00:00"],
    ["x", "ann", "export", "2026-08-01 10:00:00"],
    ["y", "bob", "export", "2026-08-31 23:59:59"],
    ["y", "00042", "import", "2026-07-02 10:00:00"],
    ["y", "42", "import", "2026-07-02 10:00:00"],
    ["y", "cid", "import", "2026-08-05 10:00:00"],
]


def write(path, rows, header=HEADER, delimiter=",", encoding="utf-8"):
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return path


def workbook(path, rows, header=HEADER, name="Usage", before=()):
    book = xlsxwriter.Workbook(path, {"strings_to_numbers": False})
    for title, text in before:
        book.add_worksheet(title).write_row(0, 0, text)
    sheet, format_ = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, header)
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row[:-1]):
            sheet.write_string(at, column, cell)
        sheet.write_datetime(at, len(row) - 1, dt.datetime.fromisoformat(row[-1]), format_)
    book.close()
    return path


TABLE = 'create table events (account text, "user" text, feature text, timestamp timestamp)'


def parquet(path, rows):
    with duckdb.connect() as con:
        con.execute(TABLE)
        con.executemany("insert into events values (?, ?, ?, ?)", rows)
        con.execute(f"copy events to '{path}' (format parquet)")
    return path


def packed(path, rows, header=HEADER):
    plain = write(path.with_suffix(""), rows, header)
    path.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
    plain.unlink()
    return path


def figures(usage):
    return usage.period, usage.products


def said(usage):
    problems = (f"{one.cell} {one.found}; {one.expected}; {one.mend}" for one in usage.problems)
    return " | ".join([*usage.notes, *problems])


FORMS = {
    "usage.csv": write,
    "usage.tsv": lambda path, rows: write(path, rows, delimiter="\t"),
    "semicolons.csv": lambda path, rows: write(path, rows, delimiter=";"),
    "utf16.csv": lambda path, rows: write(path, rows, encoding="utf-16"),
    "usage.csv.gz": packed,
    "usage.xlsx": workbook,
    "usage.parquet": parquet,
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_file_gives_the_figures_known_by_hand(tmp_path, name):
    usage = read_usage(FORMS[name](tmp_path / name, ROWS))
    assert (usage.name, usage.kind, usage.input.rows_read) == (name, "events", 9)
    assert usage.period == Period(dt.date(2026, 7, 1), dt.date(2026, 8, 31))
    [product] = usage.products
    assert (product.name, product.users, product.accounts, product.events) == ("", 5, 2, 9)
    imported, exported = product.features
    assert (imported.feature, imported.users, imported.accounts, imported.events) == ("import", 3, 1, 3)
    assert (exported.feature, exported.users, exported.accounts, exported.events) == ("export", 2, 2, 6)
    assert exported.days == ((1, 2), (3, 1))  # ann: 3 days in July, 1 in August; bob: 1 in August
    assert (exported.median_days, exported.p90_days) == (1.0, 3)
    assert (exported.judged_users, exported.weekly_users) == (1, 0)  # bob came too late to judge
    assert exported.last == dt.datetime(2026, 8, 31, 23, 59, 59, tzinfo=dt.UTC)
    assert product.share(exported) == 0.4


@pytest.mark.parametrize("name", ["usage.csv", "usage.csv.gz", "usage.parquet"])
def test_both_engines_agree_and_name_themselves(tmp_path, name):
    path = FORMS[name](tmp_path / name, ROWS)
    small, large = read_usage(path, engine="pandas"), read_usage(path, engine="duckdb")
    assert figures(small) == figures(large)
    assert small.engine == "pandas"
    assert large.engine.startswith("DuckDB")
    assert small.input.sha256 == large.input.sha256


CELLS = st.sampled_from(["", " ", "a", " a ", "B", "00042", "=1+1", 'say "x"', "a,b", "\u00e9\u4e2d"])
MOMENTS = st.integers(0, 60 * 24).map(
    lambda hours: str(dt.datetime(2025, 12, 10) + dt.timedelta(hours=hours))  # noqa: DTZ001
)
TIMES = st.one_of(MOMENTS, MOMENTS, st.sampled_from(["", "soon", "2026-01-04T23:30:00-05:00", "1767225600"]))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, TIMES), min_size=1, max_size=30))
def test_the_engines_agree_on_any_sheet_or_refuse_it_alike(tmp_path, rows):
    good = ["p", "x", "ann", "export", "2026-01-01 10:00"]
    path = write(tmp_path / "any.csv", [good, *rows], ["product", *HEADER])
    small, large = read_usage(path, engine="pandas"), read_usage(path, engine="duckdb")
    assert figures(small) == figures(large)
    blank = sum(not any(cell.strip() for cell in row) for row in rows)  # the reader of sheets leaves them out
    assert large.input.rows_skipped - small.input.rows_skipped in range(blank + 1)


def test_large_text_goes_to_duckdb_and_what_it_cannot_read_to_the_reader_of_sheets(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "SMALL", 10)
    plain = write(tmp_path / "plain.csv", ROWS)
    assert read_usage(plain).engine.startswith("DuckDB")
    named = [[*row[:3], f"{dt.datetime.fromisoformat(row[3]):%d/%b/%y %I:%M %p}"] for row in ROWS]
    assert read_usage(write(tmp_path / "named.csv", named)).engine == "pandas"
    numbers = [[*row[:3], f"{dt.datetime.fromisoformat(row[3]):%d/%m/%Y %H:%M:%S}"] for row in ROWS]
    path = write(tmp_path / "numbers.csv", numbers)
    assert figures(read_usage(path, read_as=ReadAs(date_order="day"))) == figures(read_usage(plain))
    assert read_usage(
        write(tmp_path / "latin.csv", [["\u00e9", *row[1:]] for row in ROWS], encoding="cp1252")
    )
    monkeypatch.setattr(reading, "MOST_TOLERANT", 10)
    with pytest.raises(FeatureCheckError, match="named"):
        read_usage(tmp_path / "named.csv")


def test_lines_above_the_header_do_no_harm(tmp_path, monkeypatch):
    path = tmp_path / "usage.csv"
    write(path, ROWS)
    path.write_text("Exported by us\n\n" + path.read_text())
    small = read_usage(path)
    monkeypatch.setattr(reading, "SMALL", 10)
    assert figures(read_usage(path)) == figures(small)


@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_a_folder_is_one_source_and_what_is_no_usage_is_listed(tmp_path, engine):
    folder = tmp_path / "usage"
    folder.mkdir()
    write(folder / "07.csv", ROWS[:4])
    write(folder / "08.csv", ROWS[4:])
    write(folder / "wishes.csv", [["Export", "3"]], ["request", "votes"])
    (folder / "readme.md").write_text("hello")
    (folder / "older").mkdir()
    (folder / ".hidden.csv").write_text("x")
    usage = read_usage(folder, engine=engine)
    assert figures(usage) == figures(read_usage(write(tmp_path / "all.csv", ROWS)))
    assert usage.name == "usage/"
    assert "2 files read together: '07.csv', '08.csv'" in usage.notes
    assert "no usage, not read: 'older/', 'readme.md', 'wishes.csv'" in usage.notes
    digest = usage.input.sha256
    write(folder / "08.csv", ROWS[5:])
    assert read_usage(folder, engine=engine).input.sha256 != digest


def test_a_folder_may_mix_text_and_workbooks_but_not_parquet(tmp_path):
    folder = tmp_path / "usage"
    folder.mkdir()
    write(folder / "07.csv", ROWS[:4])
    workbook(folder / "08.xlsx", ROWS[4:])
    assert figures(read_usage(folder)) == figures(read_usage(write(tmp_path / "all.csv", ROWS)))
    parquet(folder / "09.parquet", ROWS)
    with pytest.raises(FeatureCheckError, match="files of one kind"):
        read_usage(folder)


def test_a_folder_with_events_and_roll_ups_and_an_empty_one_are_refused(tmp_path):
    with pytest.raises(FeatureCheckError, match="no file in this folder"):
        read_usage(tmp_path)
    write(tmp_path / "events.csv", ROWS)
    write(tmp_path / "sums.csv", [["export", "3"]], ["feature", "users"])
    with pytest.raises(FeatureCheckError, match=r"'events\.csv' hold events, 'sums\.csv' roll-ups"):
        read_usage(tmp_path)


def test_the_sheet_of_a_workbook_that_is_usage_is_found(tmp_path):
    path = workbook(
        tmp_path / "book.xlsx", ROWS, before=[("Notes", ["remark", "author"]), ("More", ["x", "y"])]
    )
    usage = read_usage(path)
    assert usage.products[0].users == 5
    assert any(note.startswith("sheet 'Usage' was read, the first that is usage") for note in usage.notes)
    with pytest.raises(FeatureCheckError, match="no sheet of usage"):
        read_usage(path, read_as=ReadAs(sheet="Notes"))


def test_a_duckdb_file_is_read_by_its_address(tmp_path):
    path = tmp_path / "usage.db"
    with duckdb.connect(str(path)) as con:
        con.execute(TABLE)
        con.executemany("insert into events values (?, ?, ?, ?)", ROWS)
    usage = read_usage(f"duckdb:{path}#events")
    assert usage.products == read_usage(write(tmp_path / "usage.csv", ROWS)).products
    assert usage.name == "duckdb:usage.db#events"
    assert str(tmp_path) not in repr(usage)
    assert len(usage.input.sha256) == 64
    with pytest.raises(FeatureCheckError, match="only the warehouse itself"):
        read_usage(f"duckdb:{path}#events", engine="pandas")


@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_a_column_that_is_missing_or_empty_leaves_unknown_and_never_nobody(tmp_path, engine):
    no_users = write(tmp_path / "a.csv", [[row[0], *row[2:]] for row in ROWS], ["account", *HEADER[2:]])
    empty = write(tmp_path / "b.csv", [[row[0], "", *row[2:]] for row in ROWS])
    for path in (no_users, empty):
        [product] = read_usage(path, engine=engine).products
        assert (product.users, product.accounts, product.events) == (None, 2, 9)
        for one in product.features:
            assert (one.users, one.days, one.median_days, one.weekly_share, one.trend) == (
                None,
                (),
                None,
                None,
                None,
            )
            assert one.last is not None
        assert "nothing says who used a feature" in said(read_usage(path, engine=engine))
    no_accounts = write(tmp_path / "c.csv", [row[1:] for row in ROWS], HEADER[1:])
    [product] = read_usage(no_accounts, engine=engine).products
    assert (product.users, product.accounts) == (5, None)
    assert {one.accounts for one in product.features} == {None}


@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_a_period_counts_its_days_and_keeps_what_is_no_longer_used(tmp_path, engine):
    path = write(tmp_path / "usage.csv", [*ROWS, ["x", "ann", "fax", "2026-06-30 23:59:59"]])
    usage = read_usage(path, period="2026-07", engine=engine)
    assert usage.period == JULY
    [product] = usage.products
    assert [(one.feature, one.users, one.events) for one in product.features] == [
        ("import", 2, 2),
        ("export", 1, 4),
        ("fax", 0, 0),
    ]
    assert "4 events outside 2026-07-01 to 2026-07-31 left out" in usage.notes
    assert read_usage(path, period=JULY, engine=engine).products == usage.products


def test_the_last_days_are_those_of_the_data(tmp_path):
    usage = read_usage(write(tmp_path / "usage.csv", ROWS), period="last 31 days")
    assert usage.period == Period(dt.date(2026, 8, 1), dt.date(2026, 8, 31))
    assert usage.products[0].users == 3


def test_a_period_the_data_cover_in_part_is_cut_and_said(tmp_path):
    usage = read_usage(write(tmp_path / "usage.csv", ROWS), period="2026-Q3")
    assert usage.period == Period(dt.date(2026, 7, 1), dt.date(2026, 8, 31))
    assert any("the data cover 2026-07-01 to 2026-08-31" in note for note in usage.notes)


def test_a_period_that_holds_nothing_is_refused_with_the_datas_own(tmp_path):
    path = write(tmp_path / "usage.csv", ROWS)
    for period in ("2025", "2026-08-10 to 2026-08-20"):
        with pytest.raises(FeatureCheckError, match="Its events are from 2026-07-01 to 2026-08-31"):
            read_usage(path, period=period)


def test_a_short_period_says_that_nobody_can_be_called_weekly(tmp_path):
    usage = read_usage(write(tmp_path / "usage.csv", ROWS), period="2026-07-01 to 2026-07-20")
    assert "too short to say who uses a feature weekly" in said(usage)
    assert {one.weekly_share for one in usage.products[0].features} == {None}


def test_what_looks_wrong_is_named_and_still_counted(tmp_path):
    rows = [*ROWS, *[["x", "crawler", "export", "2026-08-02 10:00:00"]] * 1_200]
    rows += [
        ["x", "ann", "", "2026-07-01"],
        ["x", "ann", "export", "soon"],
        ["x", "", "export", "2026-07-01T10:00Z"],
    ]
    usage = read_usage(write(tmp_path / "usage.csv", rows), today=dt.date(2026, 8, 30))
    text = said(usage)
    assert "user 'crawler' with 1,200 events on 1 day" in text
    assert "1,199 of 1,210 events are exact copies" in text
    assert "1 event after 2026-08-30" in text
    assert "C1211 nothing; the name of a feature" in text
    assert "D1212 'soon'; a time" in text
    assert "B1213 nothing; who used it" in text
    assert "times with and without a time zone are mixed" in text
    assert (usage.products[0].users, usage.input.rows_read, usage.input.rows_skipped) == (6, 1_210, 2)


def test_events_far_from_all_others_are_named_without_a_clock(tmp_path):
    rows = ROWS * 20
    old = read_usage(write(tmp_path / "a.csv", [*rows, ["x", "ann", "export", "1970-01-01"]]))
    assert "1 event before 2000, the first on 1970-01-01" in said(old)
    ahead = read_usage(write(tmp_path / "b.csv", [*rows, ["x", "ann", "export", "2062-01-01"]]))
    assert "1 event after 2031-06-30, more than five years after 2026-07-01" in said(ahead)
    assert "five years" not in said(read_usage(write(tmp_path / "c.csv", rows)))


@pytest.mark.parametrize(
    "times",
    [
        ["1782864000", "1782867600"],
        ["2026-07-01T02:00:00+02:00", "2026-07-01T03:00:00+02:00"],
        ["01/Jul/26 12:00 AM", "01/Jul/26 1:00 AM"],
    ],
)
def test_times_in_any_notation_are_the_same_moment(tmp_path, times):
    rows = [["x", "ann", "export", time] for time in times]
    [feature] = read_usage(write(tmp_path / "usage.csv", rows)).products[0].features
    assert feature.first == dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    assert feature.last == dt.datetime(2026, 7, 1, 1, tzinfo=dt.UTC)


def test_the_laptops_time_zone_changes_nothing(tmp_path, monkeypatch):
    path = write(tmp_path / "usage.csv", ROWS)
    before = [figures(read_usage(path, engine=engine)) for engine in ("pandas", "duckdb")]
    monkeypatch.setenv("TZ", "America/New_York")
    assert [figures(read_usage(path, engine=engine)) for engine in ("pandas", "duckdb")] == before


@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_hostile_names_and_cells_stay_text(tmp_path, engine):
    rows = [
        ["=1+1", "'; drop table x --", "=cmd|' /C calc'!A0", "2026-07-01"],
        ["x", "\x1b[31mann", "a\nb", "2026-07-01"],
    ]
    for name in ("it's [1].csv", "a*.csv", "\u4e2d\u6587.csv", "=1+1.csv"):
        usage = read_usage(write(tmp_path / name, rows), engine=engine)
        assert {one.feature for one in usage.products[0].features} == {"=cmd|' /C calc'!A0", "a\nb"}
        assert usage.name == name


def test_what_is_no_usage_is_refused_with_what_was_found_and_what_may_be_meant(tmp_path):
    path = write(tmp_path / "usage.csv", [["a", "b", "c"]], ["featur name", "wer", "wann"])
    with pytest.raises(FeatureCheckError) as error:
        read_usage(path)
    for part in (
        "usage.csv",
        "'featur name', 'wer', 'wann'",
        "a roll-up needs feature",
        'say --map "featur name=feature"',
    ):
        assert part in error.value.message
    mapping = {"featur name": "feature", "wer": "user", "wann": "timestamp"}
    with pytest.raises(FeatureCheckError, match=r"none of its 1 rows can be counted.*such as 'c'"):
        read_usage(path, read_as=ReadAs(mapping=mapping))
    with pytest.raises(FeatureCheckError, match="--map"):
        read_usage(path, read_as=ReadAs(mapping={"nobody": "feature"}))


@pytest.mark.parametrize(
    ("name", "content", "said_"),
    [
        ("usage.parquet", b"PAR1 no", "no parquet"),
        ("usage.csv.gz", b"no gzip at all", "gzip"),
        ("usage.csv.gz", gzip.compress(b"feature,user,timestamp\n" * 900, mtime=0)[:40], "damaged"),
        ("usage.csv", b"", "empty"),
        ("usage.pdf", b"%PDF", "not read from this kind"),
        ("usage.xlsx", b"PK\x03\x04 cut off", "usage.xlsx"),
    ],
)
def test_damaged_files_are_one_sentence(tmp_path, name, content, said_):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FeatureCheckError) as error:
        read_usage(path)
    assert said_ in error.value.message
    assert str(tmp_path) not in error.value.message


def test_a_packed_file_cannot_fill_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MOST_TOLERANT", 1 << 20)
    monkeypatch.setattr(sources, "_BLOCK", 1 << 16)
    path = tmp_path / "usage.csv.gz"
    path.write_bytes(gzip.compress(b"feature,user,timestamp\n" + b"x,y,2026-07-01\n" * 200_000, mtime=0))
    with pytest.raises(FeatureCheckError, match="too large"):
        read_usage(path, engine="pandas")


@pytest.mark.parametrize(
    ("source", "options", "said_"),
    [
        ("nowhere.csv", {}, "no such file or folder"),
        ("usage.csv", {"engine": "spark"}, "--engine: 'spark' is not known"),
        ("usage.csv", {"engine": "warehouse"}, "no warehouse"),
        ("usage.csv", {"period": "sometime"}, "--period: 'sometime' is not understood"),
        ("usage.csv", {"period": "2026-08 to 2026-07"}, "ends before it begins"),
        ("usage.xlsx", {"engine": "duckdb"}, "DuckDB does not read workbooks"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, monkeypatch, source, options, said_):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "usage.csv", ROWS)
    workbook(tmp_path / "usage.xlsx", ROWS)
    with pytest.raises(FeatureCheckError) as error:
        read_usage(source, **options)
    assert said_ in error.value.message


def test_the_same_file_read_twice_is_equal_to_the_letter(tmp_path):
    path = write(tmp_path / "usage.csv", ROWS)
    first, again = (json.dumps(repr(read_usage(path))) for _ in range(2))
    assert first == again
    assert str(tmp_path) not in first
