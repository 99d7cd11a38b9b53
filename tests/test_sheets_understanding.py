"""What was understood of a sheet: every record of the file is accounted for, every decision is said."""

import csv
import io
import json

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.filetable import FOUND_OUT, ReadAs
from featurecheck.sheets.understanding import SCHEMA, understand

HEADER = ["id", "request", "votes"]
FOOTER = [["Grand Totals (5 records)"], ["Confidential Information - Do Not Distribute"]]
TITLES = ["Export as PDF", "Dark mode", "Import from Excel"]
WISHES = [*TITLES, "Import, or export", 'Say "hello"', "First\nsecond line", "=1+1"]


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("understanding") / "sheet.csv"


def written(path, records):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(records)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def counted(rows):
    return rows["header"] + rows["read"] + rows["merged"] + sum(one["count"] for one in rows["skipped"])


ROW = st.one_of(
    st.tuples(st.integers(1, 999).map(str), st.sampled_from(WISHES), st.integers(0, 99).map(str)),
    st.tuples(st.integers(1, 999).map(str), st.just(""), st.integers(1, 99).map(str)),
    st.just(("", "", "")),
    st.just(tuple(HEADER)),
    st.just(("EXAMPLE", "Something like this", "3")),
    st.tuples(st.integers(1, 999).map(str), st.sampled_from(TITLES)),
    st.tuples(st.integers(1, 999).map(str), st.sampled_from(TITLES), st.just("4"), st.just("more")),
)


@st.composite
def pages(draw):
    """Records of a file as exports are: title, blank rows, header, data with the header again, footer."""
    above = draw(
        st.lists(st.sampled_from([["Quarterly report"], ["Exported on 2026-01-01"], [""]]), max_size=3)
    )
    first = [["1", "Bulk export", "4"], ["2", "Offline mode", "7"]]
    rows = [list(row) for row in draw(st.lists(ROW, max_size=12))]
    below = draw(st.sampled_from([[], [["", "", ""], *FOOTER], FOOTER[1:]]))
    return [*above, HEADER, *first, *rows, *below]


@given(pages())
@settings(max_examples=150, deadline=None)
@example(
    [
        ["Report"],
        [""],
        HEADER,
        ["1", "Export", "2"],
        ["", "", ""],
        HEADER,
        ["", "", "3"],
        ["", "", ""],
        *FOOTER,
    ]
)
@example(
    [
        HEADER,
        ["1", "Export", "2"],
        [""],
        ["account", "plan", "seats"],
        ["Acme", "pro", "5"],
        ["Globex", "free", "6"],
    ]
)
def test_every_record_of_the_file_is_accounted_for(place, records):
    rows = understand(written(place, records), FOUND_OUT).rows()
    assert rows["in_file"] == len(records) == counted(rows)
    numbers = [number for one in rows["skipped"] for number in one["rows"]]
    assert len(numbers) == len(set(numbers))
    assert all(1 <= number <= len(records) for number in numbers)
    assert all(one["count"] == len(one["rows"]) > 0 for one in rows["skipped"])


@given(pages())
@settings(max_examples=25, deadline=None)
def test_so_is_every_row_of_a_workbook(place, records):
    path = place.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as book:
        found = book.add_worksheet()
        for at, record in enumerate(records):
            for column, text in enumerate(record):
                found.write_string(at, column, text)
    rows = understand(path, FOUND_OUT).rows()
    assert rows["in_file"] == len(records) == counted(rows)


@given(
    st.lists(st.tuples(st.sampled_from(["S-1", "S-2", "S-3"]), st.integers(1, 4)), min_size=1, max_size=10)
)
@settings(max_examples=40, deadline=None)
def test_rows_of_voters_are_counted_as_folded_into_their_idea(place, votes):
    header = ["Idea Id", "Idea Title", "Idea Description", "Forum Name", "Voters Count", "User Email Address"]
    records = [[idea, f"Title {idea}", "", "All", "3", f"a{who}@example.com"] for idea, who in votes]
    found = understand(written(place, [header, *records]), FOUND_OUT)
    rows = found.rows()
    assert found.recognised.vendor == "UserVoice"
    assert rows["in_file"] == len(records) + 1 == counted(rows)
    assert rows["read"] == len({idea for idea, _ in votes})
    assert rows["merged"] == len(votes) - rows["read"]


def test_every_reason_names_its_rows(place):
    records = [["Report"], [], HEADER, ["1", "Export", "2"], ["", "", ""], HEADER, ["", "", "3"]]
    records += [["EXAMPLE", "Like this", "1"], ["2", "Import", "4"], ["", "", ""], *FOOTER]
    rows = understand(written(place, records), FOUND_OUT).rows()
    assert {one["reason"]: one["rows"] for one in rows["skipped"]} == {
        "above the header": [1],
        "blank": [2, 5, 10],
        "header again": [6],
        "no request in it": [7],
        "the example row": [8],
        "footer": [11, 12],
    }
    assert (rows["header"], rows["read"], rows["merged"]) == (1, 2, 0)


def test_the_plain_data_say_all_of_it_and_are_json(place):
    found = understand(written(place, [HEADER, ["1", "Export", "2"], ["", "", "3"]]), FOUND_OUT)
    plain = json.loads(json.dumps(found.plain()))
    assert plain["schema"] == SCHEMA
    assert (plain["file"], plain["sheet"], plain["file_kind"]) == ("sheet.csv", None, "text")
    assert (plain["encoding"], plain["delimiter"], plain["header_rows"]) == ("utf-8", ",", [1])
    assert plain["kind"] == "requests"
    assert [(one["name"], one["header"], one["letter"]) for one in plain["columns"]] == [
        ("id", "id", "A"),
        ("request", "request", "B"),
        ("votes", "votes", "C"),
    ]
    assert "encoding UTF-8" in plain["decisions"]
    assert [(one["cell"], one["severity"]) for one in plain["problems"]] == [("B3", "error")]
    assert len(plain["sha256"]) == 64


@pytest.mark.parametrize(("cell", "mark"), [("1,5 to 2,5", ","), ("1.5 to 2.5", "."), ("5", None)])
def test_the_decimal_mark_is_the_one_that_the_numbers_show(place, cell, mark):
    found = understand(written(place, [["request", "users"], ["Export", cell]]), FOUND_OUT)
    assert found.plain()["decimal_mark"] == mark


def test_a_sheet_of_another_kind_has_no_requests_and_its_rows_are_counted_all_the_same(place):
    records = [["account", "revenue", "users"], ["Acme", "1.5", "5"], ["Globex", "2.5", "7"]]
    found = understand(written(place, records), FOUND_OUT, kind="customers")
    assert found.requests is None
    assert found.recognised.kind == "customers"
    assert found.rows() == {"in_file": 3, "header": 1, "read": 2, "merged": 0, "skipped": []}
    names, rows = found.canonical()
    assert [dict(zip(names, row, strict=True))["account"] for row in rows] == ["Acme", "Globex"]
    assert "customers" in found.sentences()[0]


def test_what_is_not_known_is_said_to_be_so(place):
    found = understand(written(place, [["colour", "size"], ["red", "5"], ["blue", "6"]]), FOUND_OUT)
    assert found.recognised.kind == "unknown"
    assert "not known" in found.sentences()[0]
    assert "Columns not used: 'colour', 'size'" in found.sentences()


def test_a_table_without_a_header_has_no_row_of_it(place):
    found = understand(written(place, [["1", "2"], ["3", "4"], ["5", "6"]]), FOUND_OUT)
    assert found.rows()["header"] == 0
    assert found.rows()["in_file"] == 3


def test_the_rows_are_those_that_will_be_used(place):
    header = ["Summary", "Issue key", "Issue id", "Status", "Created"]
    records = [header, ["Export", "PX-1", "7", "Open", "25/Feb/26 10:17 PM"]]
    names, rows = understand(written(place, records), FOUND_OUT).canonical()
    (cells,) = (dict(zip(names, row, strict=True)) for row in rows)
    assert (cells["id"], cells["request"], cells["requested_on"]) == ("PX-1", "Export", "2026-02-25")


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (ReadAs({"Nothing": "request"}), None, "sheet.csv: --map: the sheet has no column 'Nothing'"),
        (FOUND_OUT, "requests", "sheet.csv: No column says what is requested"),
        (ReadAs(sheet="Two"), None, "sheet.csv: this is a text file without sheets"),
        (ReadAs(table=2), None, "sheet.csv: it holds one table"),
    ],
)
def test_an_error_says_in_which_file(place, said, kind, words):
    written(place, [["colour", "size"], ["red", "5"]])
    with pytest.raises(FeatureCheckError) as error:
        understand(place, said, kind=kind)
    assert error.value.message.startswith(words)


def test_the_sentences_name_every_row_span_once(place):
    records = [HEADER]
    for number in range(8):
        records += [[str(number), "Export", "1"], [str(number + 100), "", "1"]]
    lines = understand(written(place, records), FOUND_OUT).sentences()
    assert "Rows: 17 in the file, 8 read." in lines
    assert "  not read: 8 (no request in it; rows 3, 5, 7, 9, 11 and 3 more places)" in lines
    assert sum("not used" in line for line in lines) == 0
