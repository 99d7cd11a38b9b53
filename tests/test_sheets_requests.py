"""A sheet or a notebook's frame becomes requests; what has to be mended is named with its cell, nothing is lost."""

import datetime as dt
import hashlib
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import openpyxl
import pandas as pd
import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Place, Severity, Table
from featurecheck.sheets.filetable import FileTable
from featurecheck.sheets.requests.requests_sheet import requests_from_frame, requests_from_table
from featurecheck.sheets.tables import read


def table(*lines, first=2):
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    letters = tuple("ABCDEFGHIJ"[: len(rows[0])])
    return Table(
        "wishes.xlsx", "Requests", rows[0], rows[1:], range(first, first + len(rows) - 1), letters, ("noted",)
    )


def test_columns_bear_their_declared_names_and_only_those_found():
    found = requests_from_table(table("Key|Summary|Priority|Users", "A-1|Export||200 to 2k"))
    assert list(found.columns) == ["id", "request", "users"]
    assert found.columns["users"] == ["200 to 2k"]
    assert found.mapping == {"id": "Key", "request": "Summary", "users": "Users"}
    assert found.letters == {"id": "A", "request": "B", "users": "D"}
    assert found.places == [Place("wishes.xlsx", "Requests", 2)]
    assert found.inputs[0].notes[:2] == ("noted", "not used: 'Priority'")
    assert found.inputs[0].notes[2].startswith("'Users' is read as how many of the competitor's users")
    assert len(found) == 1


def test_requests_without_an_id_are_numbered_and_never_take_a_written_one():
    found = requests_from_table(table("id|request", "|a", "R1|b", "|c", "R3|d"))
    assert found.columns["id"] == ["R1 (2)", "R1", "R3 (2)", "R3"]
    assert found.problems == ()
    assert requests_from_table(table("request", "a", "b")).columns["id"] == ["R1", "R2"]


def test_a_repeated_id_is_told_apart_and_reported():
    found = requests_from_table(table("id|request", "A|a", "A|b", "A (2)|c", "A|d"))
    assert found.columns["id"] == ["A", "A (3)", "A (2)", "A (4)"]
    assert [(problem.cell, problem.severity) for problem in found.problems] == [
        ("A3", Severity.WARNING),
        ("A5", Severity.WARNING),
    ]


def test_a_row_without_a_request_is_left_out_counted_and_reported_with_its_cell():
    found = requests_from_table(table("id|request|votes", "A|a|1", "B||3", "||", "C|c|2"))
    assert found.columns["request"] == ["a", "c"]
    (problem,) = found.problems
    assert (problem.cell, problem.row, problem.column, problem.severity) == (
        "B3",
        3,
        "request",
        Severity.ERROR,
    )
    assert problem.found == "no request, but 'B' in the row"
    assert problem.mend == "Write the request, or delete the row. The row was left out."
    assert (found.inputs[0].rows_read, found.inputs[0].rows_skipped) == (2, 1)
    assert "1 blank row skipped" in found.inputs[0].notes
    assert [place.row for place in found.places] == [2, 5]


@pytest.mark.parametrize(
    ("text", "votes"),
    [
        ("7", "7"),
        ("007", "7"),
        ("12.0", "12"),
        ("1,234", "1234"),
        ("1 234", "1234"),
        ("1\u202f234", "1234"),
        ("0", "0"),
        ("", ""),
    ],
)
def test_votes_are_whole_numbers_however_they_are_grouped(text, votes):
    found = requests_from_table(table("request|votes", f"a|{text}", "b|1"))
    assert found.columns["votes"] == [votes, "1"]
    assert found.problems == ()


@pytest.mark.parametrize(
    "text", ["lots", "-4", "40%", "3.5", "1.234", "1.2340", "\u0663", "1e5", "#N/A", "10-20"]
)
def test_votes_that_are_no_whole_number_are_empty_and_reported(text):
    found = requests_from_table(table("request|votes", f"a|{text}"))
    assert found.columns["votes"] == [""]
    (problem,) = found.problems
    assert (problem.cell, problem.severity, problem.found) == ("B2", Severity.WARNING, f"'{text}'")


def test_the_decimal_mark_of_the_answers_counts_for_votes_too():
    found = requests_from_table(
        table("request|votes|build_cost|value_per_user", "a|1.234|20.000,50|1,5", "b|2||0,75")
    )
    assert found.decimal == ","
    assert found.columns["votes"] == ["1234", "2"]
    assert found.columns["build_cost"] == ["20.000,50", ""]  # answers are not read here


def test_without_answers_there_is_no_decimal_mark():
    assert requests_from_table(table("request", "a")).decimal is None


def test_the_example_row_of_the_workbook_is_not_a_request():
    found = requests_from_table(table("id|request", "EXAMPLE|An example", "|a"))
    assert found.columns["id"] == ["R1"]
    assert "1 row with the id EXAMPLE skipped" in found.inputs[0].notes


def test_a_sheet_without_a_request_column_says_where():
    with pytest.raises(
        FeatureCheckError, match=r"^wishes\.xlsx, sheet 'Requests': No column says what is requested\."
    ):
        requests_from_table(table("Wens|Stemmen", "a|1"))


def test_a_file_is_known_by_the_digest_of_its_bytes(tmp_path):
    path = tmp_path / "requests.csv"
    path.write_text("request;votes\nExport;lots\n")
    found = requests_from_table(read(path))
    assert found.inputs[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.inputs[0].name, found.inputs[0].kind) == ("requests.csv", "requests sheet")
    assert found.problems[0].cell == "B2"
    assert found.problems[0].sheet is None


def test_the_address_of_a_problem_is_the_one_the_workbook_shows(tmp_path):
    book = openpyxl.Workbook()
    for row in ([], ["Wishes"], [], [None, "request", "Votes"], [None, "Export", "lots"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (problem,) = requests_from_table(read(tmp_path / "a.xlsx")).problems
    assert (problem.sheet, problem.cell, problem.column) == ("Sheet", "C5", "Votes")


def test_a_frame_is_read_by_the_same_rules():
    frame = pd.DataFrame(
        {
            "Feature": ["Export", "Import", None, ""],
            "votes": [3.0, np.nan, 4, np.nan],
            "users": [1.234, 5000.0, 1, np.nan],
            "created": [pd.Timestamp("2026-03-01"), pd.NaT, pd.NaT, pd.NaT],
            7: pd.array([1, None, None, None], dtype="Int64"),
        },
        index=[10, 10, 11, 12],
    )
    found = requests_from_frame(frame, {"7": "own_users"})
    assert found.columns["request"] == ["Export", "Import"]
    assert found.columns["votes"] == ["3", ""]
    assert found.columns["users"] == ["1.2340", "5000"]
    assert found.columns["requested_on"] == ["2026-03-01", ""]
    assert found.columns["own_users"] == ["1", ""]
    assert found.places == [Place("frame", None, 1), Place("frame", None, 2)]
    assert (found.problems[0].row, found.problems[0].cell) == (3, None)
    assert found.letters == {}
    assert found.inputs[0].name == "frame"
    assert "1 blank row skipped" in found.inputs[0].notes
    assert found.inputs[0].sha256 == requests_from_frame(frame.copy(), {"7": "own_users"}).inputs[0].sha256


def test_a_frame_of_mixed_objects_and_repeated_names_is_read():
    frame = pd.DataFrame(
        [["Export", np.int64(3), np.float64(0.5), dt.date(2026, 3, 1)]],
        columns=["request", "votes", "x", "x"],
    )
    found = requests_from_frame(frame)
    assert found.columns["votes"] == ["3"]
    assert found.inputs[0].notes == ("not used: 'x', 'x (2)'",)


def test_an_empty_frame_has_no_request_column():
    with pytest.raises(
        FeatureCheckError, match=r"^frame: No column says what is requested\. Columns found: none\."
    ):
        requests_from_frame(pd.DataFrame())


def test_the_package_loads_no_spreadsheet_library_until_it_reads_one():
    modules = (
        "cells, tables, books.guards, books.workbooks, headers.headers, headers.kinds, headers.recognise, "
    )
    modules += "headers.vendors, layout.layout, out.template, out.writing, requests.dates, requests.folding, "
    modules += "requests.markup, requests.requests_sheet, text.delimited"
    code = "import sys, importlib\n"
    code += f"for name in '{modules}'.split(', '): importlib.import_module(f'featurecheck.sheets.{{name}}')\n"
    code += "print([name for name in ('pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'python_calamine') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_dates_of_a_jira_export_become_iso_and_its_size_is_no_effort():
    found = requests_from_table(
        table(
            "Issue key|Summary|Created|Custom field (Effort)",
            "A-1|Export|25/Feb/26 10:17 PM|5",
            "A-2|Import|1/Mar/26 9:00 AM|8",
        )
    )
    assert found.columns["requested_on"] == ["2026-02-25", "2026-03-01"]
    assert "effort" not in found.columns
    assert "requested_on: times of day were left out" in found.inputs[0].notes


def test_ambiguous_dates_are_one_problem_and_the_order_may_be_given():
    sheet = table("request|created", "a|05/06/2025", "b|06/05/2025")
    found = requests_from_table(sheet)
    (problem,) = found.problems
    assert (problem.column, problem.row, problem.cell) == ("created", None, None)
    assert "say --date-order day or month" in problem.mend
    assert found.columns["requested_on"] == ["05/06/2025", "06/05/2025"]
    assert requests_from_table(sheet, date_order="day").columns["requested_on"] == [
        "2025-06-05",
        "2025-05-06",
    ]


def test_a_text_that_is_no_date_is_named_with_its_cell_and_kept():
    found = requests_from_table(table("request|created", "a|2025-06-21", "b|soon", "c|45992"))
    assert found.columns["requested_on"] == ["2025-06-21", "soon", "45992"]
    assert [(problem.cell, problem.found) for problem in found.problems] == [
        ("B3", "'soon'"),
        ("B4", "'45992'"),
    ]
    assert "format the column as a date" in found.problems[1].mend


def test_errors_of_a_spreadsheet_program_are_named_once_in_the_columns_that_count():
    sheet = table("request|votes|users|Priority", "a|#N/A|#REF!|#DIV/0!", "#VALUE!|1||")
    found = requests_from_table(sheet)
    assert [(problem.cell, problem.found) for problem in found.problems] == [
        ("A3", "'#VALUE!'"),
        ("B2", "'#N/A'"),
        ("C2", "'#REF!'"),
    ]
    known = FileTable(
        **{name: getattr(sheet, name) for name in sheet.__dataclass_fields__}, problems=found.problems[:1]
    )
    again = requests_from_table(known)
    assert [problem.cell for problem in again.problems] == ["A3", "B2", "C2"]


def test_html_in_a_title_or_of_a_person_stays_as_it_is():
    found = requests_from_table(
        table(
            "title|details|board",
            "<b>Bold</b> titles|allow <script>|x",
            "b|Please <b>do</b> it|x",
            "c|<p>x</p>|x",
        )
    )
    assert found.columns["request"][0] == "<b>Bold</b> titles"
    assert found.columns["description"] == ["allow <script>", "Please do it", "x"]
    plain = requests_from_table(table("request|description", "a|Please <b>do</b> it", "b|<p>x</p>"))
    assert plain.columns["description"] == ["Please <b>do</b> it", "x"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Account Owner|Account Name|Type",
            "looks like a sheet of customers, one row an account (customers), exported by Salesforce",
        ),
        ("feature|users|accounts|events", "looks like a sheet of usage, one row a feature (usage roll-up);"),
        (
            "amplitudeID|userID",
            "looks like an export of Amplitude: it lists users, and says nothing about features",
        ),
    ],
)
def test_a_sheet_of_another_kind_is_refused_with_what_it_seems_to_be(header, words):
    with pytest.raises(FeatureCheckError) as caught:
        requests_from_table(table(header, "a" + "|b" * header.count("|")))
    assert caught.value.message.startswith("wishes.xlsx, sheet 'Requests': This ")
    assert words in caught.value.message
    assert '--map "HEADER=request"' in caught.value.message


def test_a_sheet_that_looks_like_usage_may_be_said_to_hold_requests():
    found = requests_from_table(
        table("feature|users|accounts|events", "Export|800 to 2k|Acme|7"), kind="requests"
    )
    assert found.columns["request"] == ["Export"]


def test_a_table_that_keeps_columns_is_read_by_columns():
    @dataclass(frozen=True)
    class ByColumn(Table):
        columns: tuple = ()

    rows = [("a", "1"), ("", ""), ("b", "2")]
    sheet = ByColumn(
        "f", None, ("request", "votes"), rows, range(2, 5), ("A", "B"), (), (("a", "", "b"), ("1", "", "2"))
    )
    found = requests_from_table(sheet)
    assert (found.columns["request"], found.columns["votes"]) == (["a", "b"], ["1", "2"])


def test_ten_thousand_rows_with_one_id_are_told_apart_in_one_go():
    found = requests_from_table(table("id|request", *["A|a"] * 10_000))
    assert found.columns["id"][-1] == "A (10000)"
    assert len(found.problems) == 9_999
