"""The workbook for others: written, filled in by somebody, evaluated."""

import openpyxl
import pytest
from cli_helpers import call, files, process

from featurecheck.questionnaires import by_name

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
