"""The workbook for others: written, filled in by somebody, evaluated."""

import csv
import json
import re

import openpyxl
import pytest
import xlsxwriter
from cli_helpers import call, files, process, request_file, sheet

from featurecheck.questionnaires import by_name
from featurecheck.requests import read_requests

QUESTIONS = by_name("competitor").questions


@pytest.fixture
def workbook(tmp_path):
    """The untouched workbook."""
    done = call("sheet", "new", cwd=tmp_path)
    assert done.code == 0
    assert done.out == ""
    assert "Wrote requests.xlsx. When it is filled in: featurecheck batch requests.xlsx" in done.err
    return tmp_path / "requests.xlsx"


def headers(sheet):
    for row in sheet.iter_rows(max_row=10):
        names = [cell.value for cell in row]
        if "request" in names:
            return row[0].row, names
    raise AssertionError("no header row")


def test_it_holds_the_eight_questions_with_dropdowns(workbook):
    sheet = openpyxl.load_workbook(workbook)["Requests"]
    row, names = headers(sheet)
    for number in range(1, 9):
        label = next(question.label for question in QUESTIONS if question.number == number)
        assert label in names
    lists = {
        str(one.sqref).split(":")[0]: one.formula1
        for one in sheet.data_validations.dataValidation
        if one.type == "list"
    }
    for question in QUESTIONS:
        if question.choices:
            letter = openpyxl.utils.get_column_letter(names.index(question.label) + 1)
            assert question.choices[0].label in lists[f"{letter}{row + 1}"]


def test_an_untouched_workbook_has_no_request_in_it_and_that_is_said(workbook, tmp_path):
    done = process("batch", workbook.name, cwd=tmp_path)
    assert done.code == 2
    assert "requests.xlsx: there is no request in it. Fill in at least one row" in done.err
    assert files(tmp_path) == ["requests.xlsx"]


def test_three_rows_filled_in_are_evaluated(workbook, tmp_path):
    book = openpyxl.load_workbook(workbook)
    sheet = book["Requests"]
    row, names = headers(sheet)
    users = next(question.label for question in QUESTIONS if question.name == "users")
    often = next(question for question in QUESTIONS if question.name == "how_often")
    for number, wish in enumerate(("Bulk export", "Dark colours", "Offline mode"), start=row + 2):
        sheet.cell(number, names.index("request") + 1, wish)
        sheet.cell(number, names.index(users) + 1, "800 to 2k")
        sheet.cell(number, names.index(often.label) + 1, often.choices[0].label)
    book.save(workbook)
    done = call("batch", workbook.name, "--format", "csv", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "requests.xlsx: 3 requests read." in done.err
    assert "users, how_often, like" in done.err
    written = (tmp_path / "requests-report" / "results.csv").read_text(encoding="utf-8-sig")
    assert all(wish in written for wish in ("Bulk export", "Dark colours", "Offline mode"))


def test_an_existing_workbook_is_not_overwritten_without_force(workbook, tmp_path):
    workbook.write_bytes(b"mine")
    done = call("sheet", "new", cwd=tmp_path)
    assert done.code == 2
    assert "requests.xlsx would be overwritten. Add --force" in done.err
    assert workbook.read_bytes() == b"mine"
    assert call("sheet", "new", "--force", cwd=tmp_path).code == 0


def test_the_workbook_is_the_same_every_time(workbook, tmp_path):
    call("sheet", "new", "again.xlsx", cwd=tmp_path)
    assert (tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()


def test_it_speaks_the_units_of_the_policy(tmp_path):
    (tmp_path / "featurecheck.toml").write_text('currency = "CHF"\nunit = "accounts"\n')
    call("sheet", "new", cwd=tmp_path)
    texts = [
        str(cell)
        for sheet in openpyxl.load_workbook(tmp_path / "requests.xlsx")
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert any("CHF" in text for text in texts)
    assert any("accounts" in text for text in texts)


JIRA = (
    "Summary,Issue key,Status,Votes,Created,Description,Reporter\r\n"
    '"Bulk export, as PDF",PX-1,Open,12,25/Feb/26 10:17 PM,"=HYPERLINK(""http://acme.example"")",Maria\r\n'
    '"@SUM(A1:A9)",PX-2,Done,1,21/Feb/26 9:00 AM,"First\nsecond \u202eline",Jo\r\n'
    "<script>alert(1)</script>,00042,Open,,,{{7*7}},../../etc/passwd\r\n"
)


def filled(path, *rows):
    """Write the rows, by question name, into an untouched workbook."""
    book = openpyxl.load_workbook(path)
    found = book["Requests"]
    row, names = headers(found)
    labels = {question.name: question.label for question in QUESTIONS}
    for number, cells in enumerate(rows, start=row + 2):
        for name, text in cells.items():
            found.cell(number, names.index(labels.get(name, name)) + 1, text)
    book.save(path)


def read_again(path):
    """Every column of a sheet that holds anything."""
    found = read_requests(path)
    return {name: list(cells) for name, cells in found.columns.items() if any(cells)}


def test_rows_of_an_export_stand_in_the_workbook_and_read_back_as_they_were(tmp_path):
    (tmp_path / "jira.csv").write_bytes(("\ufeff" + JIRA).encode())
    done = call("sheet", "new", "--from", "jira.csv", "filled.xlsx", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "jira.csv: 3 requests read." in done.err
    assert "'Summary' is read as request" in done.err
    assert "Wrote filled.xlsx with 3 requests in it." in done.err
    found = read_again(tmp_path / "filled.xlsx")
    assert found == read_again(tmp_path / "jira.csv")
    assert found["request"] == ["Bulk export, as PDF", "@SUM(A1:A9)", "<script>alert(1)</script>"]
    assert found["id"] == ["PX-1", "PX-2", "00042"]
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "filled.xlsx")["Requests"] for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_answers_evidence_and_everything_else_of_a_sheet_are_taken_over(tmp_path):
    header = "id,request,users,users evidence,users source,like,users ask,depends_on,years_on_market,effort"
    sheet(
        tmp_path,
        'A,Export,"5-10",survey,file.xlsx,Fine,Maria,B,3 years,4 to 8',
        ",Import,dk,,,,,,,",
        header=header,
    )
    assert call("sheet", "new", "--from", "requests.csv", "filled.xlsx", cwd=tmp_path).code == 0
    assert read_again(tmp_path / "filled.xlsx") == read_again(tmp_path / "requests.csv")


def test_a_folder_of_request_files_can_be_taken_over_too(tmp_path):
    (tmp_path / "wishes").mkdir()
    request_file(tmp_path / "wishes", "bulk.toml", "users=800 to 2k", "like=dk")
    assert call("sheet", "new", "--from", "wishes", "filled.xlsx", cwd=tmp_path).code == 0
    given = read_again(tmp_path / "wishes")
    answers = {name: cells for name, cells in given.items() if not name.endswith(" state")}
    assert read_again(tmp_path / "filled.xlsx") == answers
    assert answers["like"] == ["dk"]


def test_not_knowing_stands_where_an_answer_can_replace_it(tmp_path):
    sheet(
        tmp_path, "A,,unknown", "B,5,answered", "C,,open", "D,7,unknown", header="request,users,users state"
    )
    call("sheet", "new", "--from", "requests.csv", "filled.xlsx", cwd=tmp_path)
    found = read_again(tmp_path / "filled.xlsx")
    assert found["users"] == ["dk", "5", "", "7"]
    assert found["users state"] == ["", "", "", "unknown"]


def test_an_export_may_come_from_standard_input_with_its_headers_named(tmp_path):
    done = call(
        "sheet",
        "new",
        "--from",
        "-",
        "--map",
        "Wunsch=request",
        "f.xlsx",
        cwd=tmp_path,
        stdin=b"Wunsch;Nr\nExport;1\n",
    )
    assert done.code == 0, done.err
    assert read_again(tmp_path / "f.xlsx")["request"] == ["Export"]


def test_rows_that_cannot_be_taken_over_are_said_and_the_others_are_written(tmp_path):
    sheet(tmp_path, "Export,5", ",6", header="request,users")
    done = call("sheet", "new", "--from", "requests.csv", "filled.xlsx", cwd=tmp_path)
    assert done.code == 4
    assert "requests.csv, cell A3: found no request, but '6' in the row" in done.err
    assert read_again(tmp_path / "filled.xlsx")["users"] == ["5"]


def test_what_a_cell_cannot_hold_is_written_with_a_mark_and_said(tmp_path):
    (tmp_path / "long.toml").write_text(f'format = 1\nrequest = "Export"\ndescription = "{"x" * 40_000}"\n')
    done = call("sheet", "new", "--from", "long.toml", "filled.xlsx", cwd=tmp_path)
    assert "more text than a cell can hold" in done.err
    assert read_again(tmp_path / "filled.xlsx")["description"][0].endswith("[cut: a cell holds no more]")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("sheet new --map Idea=request", "there is nothing to map without --from"),
        ("sheet new --from requests.csv --map Idea=request", "has no column 'Idea'"),
        ("sheet new --from nothing.csv", "nothing.csv"),
        ("sheet new --from book.xlsx book.xlsx --force", "this file is being read"),
        ("sheet new --rows 0", "0 is not in the range"),
        ("sheet new --from requests.csv --rows 1000000", "do not fit into one sheet"),
        ("sheet check nothing.csv", "nothing.csv"),
        ("sheet check book.xlsx --output book.xlsx", "this file is being read"),
        ("sheet check requests.csv --format xml", "'xml' is not one of text, json, csv"),
        ("sheet check book.xlsx", "there is no request in it"),
        ("sheet chek", "Did you mean 'check'?"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(tmp_path, typed, said):
    sheet(tmp_path, "Export,5", header="request,users")
    call("sheet", "new", "book.xlsx", cwd=tmp_path)
    before = (tmp_path / "book.xlsx").read_bytes()
    done = call(*typed.split(), cwd=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert files(tmp_path) == ["book.xlsx", "requests.csv"]
    assert (tmp_path / "book.xlsx").read_bytes() == before


def test_customers_and_survey_sheets_come_on_demand(tmp_path):
    call("sheet", "new", "plain.xlsx", cwd=tmp_path)
    call("sheet", "new", "--customers", "--survey", "--rows", "40", "more.xlsx", cwd=tmp_path)
    assert openpyxl.load_workbook(tmp_path / "plain.xlsx").sheetnames == ["Requests", "How to fill in"]
    book = openpyxl.load_workbook(tmp_path / "more.xlsx")
    assert book.sheetnames == ["Requests", "How to fill in", "Customers", "Survey"]
    assert [cell.value for cell in book["Survey"][1]][:4] == ["request", "respondent", "account", "uses"]
    assert {
        str(rule.sqref).split(":")[1][-2:] for rule in book["Survey"].data_validations.dataValidation
    } == {"42"}


def test_a_sound_sheet_has_nothing_to_mend_and_its_open_questions_are_counted(workbook, tmp_path):
    filled(
        workbook, {"request": "Export", "users": "5-10"}, {"request": "Import", "users": "dk", "like": "Fine"}
    )
    done = call("sheet", "check", "requests.xlsx", cwd=tmp_path)
    assert done.code == 0
    assert done.last == "0 rows to mend, 2 ready"
    assert "2 of 2 ready rows leave questions open" in done.out
    assert re.search(r"like +open in 1 row\n", done.out)
    assert "users " not in done.out
    assert "Next: featurecheck batch requests.xlsx" in done.err


def test_every_wrong_cell_of_every_row_is_named_at_once_as_batch_would(workbook, tmp_path):
    filled(
        workbook,
        {"request": "Export", "users": "lots", "build_cost": "cheap", "votes": "many"},
        {"request": "Import", "users": "5"},
        {"users": "7"},
        {"request": "Offline", "like": "banana"},
    )
    done = call("sheet", "check", "requests.xlsx", "--output", "problems.csv", cwd=tmp_path)
    assert done.code == 4
    assert done.last == "3 rows to mend, 1 ready"
    for found in (
        "'lots' is not a number of users",
        "'cheap' is not",
        "'many'",
        "but '7' in the row",
        "'banana' is not a share",
    ):
        assert found in done.out
    call("batch", "requests.xlsx", "--format", "json", cwd=tmp_path)
    mine, theirs = (
        sorted((tmp_path / name).read_text(encoding="utf-8-sig").splitlines())
        for name in ("problems.csv", "requests-report/problems.csv")
    )
    assert mine == theirs
    assert all(line.rpartition(",")[2] or line for line in mine)


def test_more_wrong_cells_than_fit_on_a_screen_are_all_listed(tmp_path):
    sheet(tmp_path, *(f"Wish {number},lots" for number in range(50)), header="request,users")
    done = call("sheet", "check", "requests.csv", cwd=tmp_path)
    assert done.out.count("'lots' is not") == 50
    assert done.last == "50 rows to mend, 0 ready"


def test_a_check_can_be_read_by_programs(tmp_path):
    sheet(tmp_path, "A,Export,lots", "B,Import,5", header="id,request,users")
    done = call("sheet", "check", "requests.csv", "--format", "json", cwd=tmp_path)
    found = json.loads(done.out)
    assert done.code == 4
    assert found["schema"] == "featurecheck.sheet-check/1"
    assert found["rows"] == {"to_mend": 1, "ready": 1, "incomplete": 1}
    assert found["columns"] == {"id": "id", "request": "request", "users": "users"}
    assert [one["cell"] for one in found["problems"]] == ["C2"]
    assert found["requests"][0]["id"] == "B"
    assert "users" not in found["requests"][0]["open"]
    assert found["open_questions"]["like"] == 1


def test_the_problems_alone_go_to_standard_output_as_csv(tmp_path):
    sheet(tmp_path, "Export,=1+1", "Import,5", header="request,users")
    done = call("sheet", "check", "requests.csv", "--format", "csv", cwd=tmp_path)
    rows = list(csv.reader(done.out.lstrip("\ufeff").splitlines()))
    assert rows[0][:4] == ["file", "sheet", "row", "cell"]
    assert rows[1][:4] == ["requests.csv", "", "2", "B2"]
    assert rows[1][6] == "'=1+1"
    assert "1 row to mend, 1 ready" in done.err


def test_quiet_leaves_the_errors_and_the_last_line(tmp_path):
    sheet(tmp_path, "Export,lots,x", header="request,users,votes")
    done = call("sheet", "check", "-q", "requests.csv", cwd=tmp_path)
    assert done.err == ""
    assert len(done.out.splitlines()) == 2
    assert call("sheet", "new", "-q", "--from", "requests.csv", "f.xlsx", cwd=tmp_path).err == ""


def test_what_is_checked_comes_from_anywhere(tmp_path):
    done = call("sheet", "check", "-", "--map", "Idea=request", cwd=tmp_path, stdin=b"Idea,users\nExport,5\n")
    assert (done.code, done.last) == (0, "0 rows to mend, 1 ready")


def test_hostile_text_reaches_neither_the_terminal_nor_the_workbook_as_a_command(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "wishes.xlsx") as book:
        found = book.add_worksheet("One")
        for at, cells in enumerate((("request", "users"), ("\x1b[31mRed\x07 wish", "\x1b]0;title\x07"))):
            found.write_row(at, 0, cells)
    checked = call("sheet", "check", "wishes.xlsx", cwd=tmp_path)
    made = call("sheet", "new", "--from", "wishes.xlsx", "f.xlsx", cwd=tmp_path)
    assert "\x1b" not in checked.out + checked.err + made.out + made.err
    assert "control characters" in made.err
    texts = [
        cell.value or "" for row in openpyxl.load_workbook(tmp_path / "f.xlsx")["Requests"] for cell in row
    ]
    assert not any("\x1b" in text or "\x07" in text for text in texts)


@pytest.mark.parametrize("command", ["new", "check"])
def test_help_fits_into_eighty_columns(tmp_path, command):
    done = call("sheet", command, "--help", cwd=tmp_path)
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80


def test_with_customers_the_two_questions_about_those_who_asked_are_offered_and_read_back(tmp_path):
    assert call("sheet", "new", "book.xlsx", "--customers", cwd=tmp_path).code == 0
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    row, names = headers(book["Requests"])
    labels = by_name("competitor").labels()
    at = {name: names.index(labels[name]) + 1 for name in ("would_leave", "would_grow")}
    assert names[at["would_leave"]] == f"{labels['would_leave']} - evidence"
    book["Requests"].cell(row + 2, names.index("request") + 1, "Bulk export")
    book["Requests"].cell(row + 2, at["would_leave"], "2% to 10%")
    book.save(tmp_path / "book.xlsx")
    assert read_requests(tmp_path / "book.xlsx").columns["would_leave"] == ["2% to 10%"]


def test_without_customers_they_are_only_told_of(workbook):
    book = openpyxl.load_workbook(workbook)
    assert not any("who asked" in (name or "") for name in headers(book["Requests"])[1])
    told = [cell.value or "" for line in book["How to fill in"].iter_rows() for cell in line]
    assert any("would_leave and would_grow" in text for text in told)
