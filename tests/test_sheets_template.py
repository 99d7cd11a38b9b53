"""The workbook for others to fill in: what it asks, what it allows, and that it reads back as it was written."""

import io
import time
import zipfile

import openpyxl
import pytest

from featurecheck.parameters import BY_NAME, PARAMETERS
from featurecheck.sheets.requests_sheet import requests_from_table
from featurecheck.sheets.tables import read
from featurecheck.sheets.template import TemplateColumn, request_workbook

WORDS = ("daily", "weekly", "rarely")
COLUMNS = [
    TemplateColumn("competitor", "Who has it?", "The product that has the feature."),
    TemplateColumn("users", "How many users of theirs use it?", "Guidance. " * 60),
    TemplateColumn("how_often", "And how often?", "Pick a word or write a range.", WORDS),
    TemplateColumn("consequences", "What then?", "In words."),
]
LABELS = {column.name: column.label for column in COLUMNS}
NOTES = [["Column", "How"], ["users", "=1+1"]]
ROWS = [
    {"id": "A", "request": "=1+1", "users": "5-10", "users evidence": "guess", "how_often": "daily"},
    {"id": "00042", "request": "Import\nof files", "users": "1.234,56", "consequences": "nobody knows"},
    {"id": "B", "request": "NA", "how_often": "10%"},
]


def sheet(content, name="Requests"):
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def saved(tmp_path, content):
    path = tmp_path / "requests.xlsx"
    path.write_bytes(content)
    return path


def test_what_is_written_reads_back_identically(tmp_path):
    found = requests_from_table(read(saved(tmp_path, request_workbook(COLUMNS, NOTES, ROWS))), labels=LABELS)
    assert found.problems == ()
    for name in (
        "id",
        "request",
        "competitor",
        "users",
        "users evidence",
        "how_often",
        "how_often evidence",
        "consequences",
    ):
        assert list(found.columns[name]) == [row.get(name, "") for row in ROWS]
    assert [place.row for place in found.places] == [3, 4, 5]
    assert not any(note.startswith("not used") for note in found.inputs[0].notes)


def test_every_declared_answer_reads_back_without_being_told_the_questions(tmp_path):
    columns = [
        TemplateColumn(item.name, item.label.format(unit="users", singular="user")) for item in PARAMETERS
    ]
    rows = [
        {"id": "A", "request": "Export"}
        | dict.fromkeys(BY_NAME, "dk")
        | {f"{name} evidence": "survey" for name in BY_NAME}
        | {f"{name} source": "https://acme.example/page" for name in BY_NAME}
    ]
    found = requests_from_table(read(saved(tmp_path, request_workbook(columns, NOTES, rows))))
    assert {name: cells[0] for name, cells in found.columns.items()} == rows[0]


def test_an_empty_workbook_gives_no_request_and_says_why(tmp_path):
    found = requests_from_table(read(saved(tmp_path, request_workbook(COLUMNS, NOTES))), labels=LABELS)
    assert len(found) == 0
    assert "1 row(s) with the id EXAMPLE skipped" in found.inputs[0].notes


def test_the_header_is_the_question_and_numbers_are_followed_by_their_evidence_and_source():
    header = [cell.value for cell in sheet(request_workbook(COLUMNS, NOTES))[1]]
    assert header == [
        "id",
        "request",
        "Who has it?",
        "How many users of theirs use it?",
        "How many users of theirs use it? - evidence",
        "How many users of theirs use it? - source",
        "And how often?",
        "And how often? - evidence",
        "And how often? - source",
        "What then?",
    ]


def test_cells_to_fill_in_are_text_so_that_5_10_does_not_become_a_date():
    found = sheet(request_workbook(COLUMNS, NOTES, ROWS))
    assert {cell.number_format for cell in found[3] if cell.value} == {"@"}
    with zipfile.ZipFile(io.BytesIO(request_workbook(COLUMNS, NOTES))) as archive:
        columns = (
            archive.read("xl/worksheets/sheet1.xml").decode().partition("<cols>")[2].partition("</cols>")[0]
        )
    assert columns.count("<col ") == columns.count('style="')


def test_the_header_stays_in_sight_and_carries_the_whole_guidance():
    found = sheet(request_workbook(COLUMNS, NOTES))
    assert found.freeze_panes == "A2"
    assert found["D1"].comment.text.strip() == ("Guidance. " * 60).strip()


def test_choices_are_offered_but_anything_may_be_typed():
    rules = {
        str(rule.sqref).split(":")[0]: rule
        for rule in sheet(request_workbook(COLUMNS, NOTES)).data_validations.dataValidation
    }
    assert rules["G2"].formula1 == '"daily,weekly,rarely"'
    assert rules["G2"].errorStyle == "information"
    assert rules["E2"].formula1 == '"measured,survey,public,buyer-said,seller-said,guess"'
    assert rules["D2"].type is None
    assert len(rules["D2"].prompt) <= 255
    assert rules["D2"].prompt.endswith("\u2026")


@pytest.mark.parametrize(
    "choices", [("often, or so", "never"), tuple(f"choice number {number}" for number in range(40))]
)
def test_choices_that_do_not_fit_into_a_rule_stand_on_a_hidden_sheet(tmp_path, choices):
    content = request_workbook([TemplateColumn("how_often", "How often?", "", choices)], NOTES)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["Lists"].sheet_state == "hidden"
    assert tuple(row[2].value for row in book["Lists"].iter_rows(max_row=len(choices))) == choices
    assert read(saved(tmp_path, content)).sheet == "Requests"


def test_the_example_row_is_marked_and_shows_the_notation():
    row = [cell.value for cell in sheet(request_workbook(COLUMNS, NOTES))[2]]
    assert row[0] == "EXAMPLE"
    assert row[3:9] == ["800 to 2k", "guess", None, "daily", "guess", None]


def test_the_second_sheet_says_how_to_fill_in_and_runs_nothing():
    content = request_workbook(COLUMNS, NOTES, ROWS)
    found = sheet(content, "How to fill in")
    assert [[cell.value for cell in row] for row in found.iter_rows()] == NOTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_the_same_questions_give_the_same_bytes_at_another_time():
    first = request_workbook(COLUMNS, NOTES, ROWS)
    time.sleep(2.1)
    assert request_workbook(COLUMNS, NOTES, ROWS) == first
