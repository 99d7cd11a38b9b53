"""Roll-ups of other tools: users of periods are never added, shares need a row for all, nothing is guessed."""

import csv
import datetime as dt
import gzip

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.observed import Period
from featurecheck.usage.periods import LastDays, find_period, parse_period
from featurecheck.usage.reading import read_usage
from featurecheck.usage.sheets.whole_numbers import mark_of, whole

HEADER = ["feature", "users", "accounts", "events"]
AUGUST, SEPTEMBER = (
    Period(dt.date(2026, month, 1), dt.date(2026, month, last)) for month, last in ((8, 31), (9, 30))
)


def write(path, rows, header=HEADER, delimiter=","):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return path


def said(usage):
    problems = (f"{one.cell} {one.found}; {one.expected}; {one.mend}" for one in usage.problems)
    return " | ".join([*usage.notes, *problems])


@pytest.fixture
def read(tmp_path):
    def reading(rows, header=HEADER, **options):
        return read_usage(write(tmp_path / "sums.csv", rows, header), **options)

    return reading


def test_a_roll_up_gives_its_figures_and_shares_of_its_total(read):
    usage = read(
        [["export", "300", "10", "900"], ["search", "1200", "30", "5000"], ["(all)", "1300", "31", ""]]
    )
    assert (usage.kind, usage.period, usage.input.kind, usage.input.rows_read) == (
        "roll-up",
        None,
        "usage roll-up",
        3,
    )
    [product] = usage.products
    assert (product.users, product.accounts, product.events) == (1300, 31, 5900)
    assert [(one.feature, one.users, one.accounts, one.events) for one in product.features] == [
        ("search", 1200, 30, 5000),
        ("export", 300, 10, 900),
    ]
    assert product.share(product.features[0]) == 1200 / 1300
    assert {(one.days, one.weekly_share, one.trend) for one in product.features} == {((), None, None)}
    assert "1,300 active users, from row 4 of sums.csv" in said(usage)


@pytest.mark.parametrize(
    "name", ["Total", "all features", "*", "Gesamt", "Any Active Event", "[All]", "<any>"]
)
def test_a_row_for_all_features_is_known_by_its_name(read, name):
    [product] = read([["export", "300", "", ""], ["search", "40", "", ""], [name, "310", "", ""]]).products
    assert (product.users, [one.feature for one in product.features]) == (310, ["export", "search"])


def test_without_a_row_for_all_the_share_is_unknown_and_the_mend_is_said(read):
    usage = read([["export", "300", "10", "900"]])
    [product] = usage.products
    assert (product.users, product.accounts, product.events) == (None, None, 900)
    assert product.share(product.features[0]) is None
    assert "add a row (all) with the distinct users of all features" in said(usage)


def test_a_total_that_cannot_be_right_is_left_out_and_one_that_is_a_sum_is_doubted(read):
    usage = read([["export", "300", "", ""], ["(all)", "200", "", ""]])
    assert usage.products[0].users is None
    assert "B3 '200'; at least the 300 users of its most used feature" in said(usage)
    usage = read([["export", "300", "1", ""], ["search", "40", "1", ""], ["(all)", "340", "1", ""]])
    assert usage.products[0].users == 340
    assert "exactly the sum over the features" in said(usage)


def test_users_are_those_of_the_latest_period_and_events_are_added(read):
    rows = [
        ["(all)", "100", "9", "", "2026-08"],
        ["export", "80", "8", "500", "2026-08"],
        ["old", "3", "1", "5", "2026-08"],
        ["(all)", "110", "9", "", "2026-09"],
        ["export", "70", "7", "400", "2026-09"],
    ]
    usage = read(rows, [*HEADER, "month"])
    [product] = usage.products
    assert (usage.period, product.users, product.events) == (SEPTEMBER, 110, 905)
    assert [(one.feature, one.users, one.events) for one in product.features] == [
        ("export", 70, 900),
        ("old", None, 5),
    ]
    assert "events are added over 2 periods, 2026-08-01 to 2026-09-30" in said(usage)
    assert "no row in the latest period: 'old'" in said(usage)
    august = read(rows, [*HEADER, "month"], period="2026-08")
    assert (august.period, august.products[0].users, august.products[0].features[0].events) == (
        AUGUST,
        100,
        500,
    )
    assert "2 rows of other periods than 2026-08-01 to 2026-08-31 left out" in said(august)


def test_events_of_periods_that_overlap_are_not_added(read):
    rows = [["export", "80", "", "500", "2026-Q3"], ["export", "70", "", "400", "2026-09"]]
    usage = read(rows, [*HEADER, "period"])
    assert usage.products[0].features[0].events == 400
    assert "periods overlap" in said(usage)


def test_rows_of_one_feature_and_period_are_not_added(read):
    usage = read([["export", "80", "", ""], ["export", "70", "", ""]])
    assert [one.users for one in usage.products[0].features] == [80]
    assert "A3 'export'; one row for each feature and period" in said(usage)
    assert (usage.input.rows_read, usage.input.rows_skipped) == (1, 1)


def test_products_are_kept_apart(read):
    rows = [["ours", "export", "80"], ["ours", "(all)", "90"], ["Acme", "export", "7"]]
    usage = read(rows, ["product", "feature", "users"])
    assert [(one.name, one.users, one.features[0].users) for one in usage.products] == [
        ("Acme", None, 7),
        ("ours", 90, 80),
    ]
    assert "Acme: the share of active users is not known" in said(usage)


@pytest.mark.parametrize(
    "text", ["ca. 300", "200-300", "1.5", "-4", "12%", "yes", "=3+4", "1,23,4", "\u0663"]
)
def test_what_is_no_whole_number_is_unknown_and_named_with_its_cell(read, text):
    usage = read([["export", text, "3", "9"], ["search", "5", "2", "8"]])
    assert {one.feature: one.users for one in usage.products[0].features} == {"export": None, "search": 5}
    assert "B2 " in said(usage)
    assert "a whole number of users" in said(usage)


@given(value=st.integers(0, 10**12))
def test_a_whole_number_is_read_in_every_notation(value):
    grouped = f"{value:,}"
    forms = [
        str(value),
        grouped,
        grouped.replace(",", "."),
        *(grouped.replace(",", sep) for sep in " '\u2019\u00a0\u202f"),
    ]
    assert [whole(form, None) for form in forms] == [value] * len(forms)
    assert whole(f"{value}.0", None) == value
    assert whole(f"{value}.5", None) is None


def test_the_decimal_mark_of_the_sheet_settles_what_one_number_leaves_open():
    assert whole("1.234", mark_of(["12.5", "1.234"])) is None
    assert whole("1,234", mark_of(["12.5", "1,234"])) == 1234
    assert whole("1.234", mark_of(["1.234", "7"])) == 1234


@given(text=st.text(max_size=50), mark=st.sampled_from([None, ".", ","]))
def test_no_text_breaks_the_reader_of_numbers(text, mark):
    value = whole(text, mark)
    assert value is None or value >= 0


def test_a_nameless_or_undated_row_is_left_out_and_named(read):
    rows = [
        ["export", "80", "", "", "2026-08"],
        ["", "70", "", "", "2026-08"],
        ["search", "7", "", "", "soon"],
        ["fax", "1", "", "", ""],
    ]
    usage = read(rows, [*HEADER, "month"])
    assert [one.feature for one in usage.products[0].features] == ["export"]
    for place in ("A3 nothing; the name of a feature", "E4 'soon'; a period", "E5 nothing; a period"):
        assert place in said(usage)
    assert (usage.input.rows_read, usage.input.rows_skipped) == (1, 3)


def test_a_period_asked_for_must_be_there_or_says_what_an_undated_sheet_is_about(read):
    with pytest.raises(FeatureCheckError, match=r"sums\.csv: .*2026-08-01 to 2026-08-31"):
        read([["export", "80", "", "", "2026-08"]], [*HEADER, "month"], period="2025")
    usage = read([["export", "80", "", ""]], period="2026-08")
    assert usage.period == AUGUST
    assert "as --period says" in said(usage)
    with pytest.raises(FeatureCheckError, match="a roll-up has no days"):
        read([["export", "80", "", ""]], period="last 30 days")


def test_an_export_of_ga4_is_read_with_its_dates_and_its_nameless_total(tmp_path):
    path = tmp_path / "ga4.csv"
    lines = ["# ----", "# Free form", "# Start date: 20260801", "# End date: 20260831", "# ----", ""]
    rows = [
        "Event name,Event count,Total users,Total revenue",
        ",1234,70,0",
        "login,1000,60,0",
        "export,234,12,0",
    ]
    path.write_text("\n".join([*lines, *rows]))
    usage = read_usage(path)
    assert (usage.period, usage.products[0].users) == (AUGUST, 70)
    assert [(one.feature, one.users, one.events) for one in usage.products[0].features] == [
        ("login", 60, 1000),
        ("export", 12, 234),
    ]


def test_an_export_of_pendo_is_read(read):
    usage = read(
        [["Bulk export", "40", "9", "120"]],
        ["Feature Name", "Number of Visitors", "Number of Accounts", "Number of Clicks"],
    )
    [feature] = usage.products[0].features
    assert (feature.users, feature.accounts, feature.events) == (40, 9, 120)
    assert "this is an export of Pendo" in usage.notes


def test_roll_ups_in_parquet_and_gzip_and_in_a_folder_are_read_alike(tmp_path):
    rows = [["export", "80", "8", "500"], ["(all)", "100", "9", "600"]]
    plain = write(tmp_path / "sums.csv", rows)
    expected = read_usage(plain).products
    folder = tmp_path / "folder"
    folder.mkdir()
    with duckdb.connect() as con:
        con.execute(f"copy (select * from '{plain}') to '{folder / 'sums.parquet'}' (format parquet)")  # noqa: S608
    assert read_usage(folder / "sums.parquet").products == expected
    packed = tmp_path / "sums.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_usage(packed).products == expected
    assert read_usage(folder).products == expected
    months = tmp_path / "months"
    months.mkdir()
    write(months / "08.csv", [[*rows[0], "2026-08"]], [*HEADER, "month"])
    write(months / "09.csv", [[*rows[0], "2026-09"]], [*HEADER, "month"])
    assert read_usage(months).products[0].features[0].events == 1000


PERIODS = {
    "2026-Q3": ("2026-07-01", "2026-09-30"),
    "Q3 2026": ("2026-07-01", "2026-09-30"),
    "2026-09": ("2026-09-01", "2026-09-30"),
    "202602": ("2026-02-01", "2026-02-28"),
    "09/2026": ("2026-09-01", "2026-09-30"),
    "September 2026": ("2026-09-01", "2026-09-30"),
    "Sept. 2026": ("2026-09-01", "2026-09-30"),
    "2026-W36": ("2026-08-31", "2026-09-06"),
    "2026": ("2026-01-01", "2026-12-31"),
    "2026-09-15": ("2026-09-15", "2026-09-15"),
    "20260915": ("2026-09-15", "2026-09-15"),
    "2026-07-01 to 2026-09-30": ("2026-07-01", "2026-09-30"),
    "2026-07-01..2026-09-30": ("2026-07-01", "2026-09-30"),
    "2026-07-01 - 2026-09-30": ("2026-07-01", "2026-09-30"),
    "01.07.2026 bis 30.09.2026": ("2026-07-01", "2026-09-30"),
    "01.07.2026 \u2013 30.09.2026": ("2026-07-01", "2026-09-30"),
    " Jul 2026 to Sep 2026 ": ("2026-07-01", "2026-09-30"),
    "2026-07 .. 2026-09": ("2026-07-01", "2026-09-30"),
}


@pytest.mark.parametrize("text", PERIODS)
def test_periods_are_read_as_people_write_them(text):
    assert parse_period(text) == Period(*map(dt.date.fromisoformat, PERIODS[text]))


@given(first=st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), days=st.integers(0, 4000))
def test_every_period_is_read_back(first, days):
    last = first + dt.timedelta(days=days)
    assert parse_period(f"{first} to {last}") == Period(first, last)


def test_the_last_days_end_with_the_data():
    assert parse_period("last 90 days") == LastDays(90)
    assert parse_period("last 2 weeks").of(AUGUST) == Period(dt.date(2026, 8, 18), dt.date(2026, 8, 31))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-13",
        "2026-Q5",
        "2026-W60",
        "05/06/2026",
        "2026-02-30",
        "last 0 days",
        "to",
        "a to b to c",
        "9" * 99,
    ],
)
def test_what_names_no_period_is_refused(text):
    with pytest.raises(FeatureCheckError, match="last 90 days"):
        parse_period(text)


@given(text=st.text(max_size=90))
def test_no_text_breaks_the_reader_of_periods(text):
    found = find_period(text)
    assert found is None or isinstance(found, Period)
