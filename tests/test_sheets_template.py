"""The workbook for others to fill in: what it asks, what it allows, and that it reads back as it was written."""

import io
import re
import time
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.estimate import parse_estimate
from featurecheck.model import AnswerState, Kind
from featurecheck.parameters import PARAMETERS, STAKES
from featurecheck.sheets.out.safe import cell_text
from featurecheck.sheets.out.template import request_workbook, with_others
from featurecheck.sheets.out.template_help import help_rows
from featurecheck.sheets.out.template_more import customer_columns, survey_columns
from featurecheck.sheets.out.template_rules import NOT_KNOWING, Check, TemplateColumn, cut, units
from featurecheck.sheets.requests.requests_sheet import requests_from_table
from featurecheck.sheets.tables import read

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
    asked = [item for item in (*PARAMETERS, *STAKES) if item.question or item in PARAMETERS]
    names = [item.name for item in asked]
    columns = [TemplateColumn(item.name, item.label.format(unit="users", singular="user")) for item in asked]
    rows = [
        {"id": "A", "request": "Export"}
        | dict.fromkeys(names, "dk")
        | {f"{name} evidence": "survey" for name in names}
        | {f"{name} source": "https://acme.example/page" for name in names}
    ]
    found = requests_from_table(read(saved(tmp_path, request_workbook(columns, NOTES, rows))))
    assert {name: cells[0] for name, cells in found.columns.items()} == rows[0]


def test_an_empty_workbook_gives_no_request_and_says_why(tmp_path):
    found = requests_from_table(read(saved(tmp_path, request_workbook(COLUMNS, NOTES))), labels=LABELS)
    assert len(found) == 0
    assert "1 row with the id EXAMPLE skipped" in found.inputs[0].notes


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
    assert found.freeze_panes == "C2"
    assert found["D1"].comment.text.strip() == ("Guidance. " * 60).strip()


def test_choices_are_offered_but_anything_may_be_typed():
    rules = {
        str(rule.sqref).split(":")[0]: rule
        for rule in sheet(request_workbook(COLUMNS, NOTES)).data_validations.dataValidation
    }
    assert rules["G2"].formula1 == '"daily,weekly,rarely"'
    assert rules["G2"].errorStyle == "information"
    assert rules["E2"].formula1 == '"measured,survey,public,buyer-said,seller-said,guess"'
    assert rules["D2"].type == "custom"
    assert rules["D2"].errorStyle == "warning"
    assert rules["B2"].type is None
    assert not any(rule.errorStyle in {None, "stop"} for rule in rules.values() if rule.type)
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


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = '"><script>{{7*7}}</script>\N{RIGHT-TO-LEFT OVERRIDE}=HYPERLINK("http://acme.example")'


def parts(content, kind):
    """The XML parts of one kind, parsed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [
            ET.fromstring(archive.read(name))  # noqa: S314 - its own work
            for name in archive.namelist()
            if re.search(kind, name)
        ]


def full_workbook():
    """A workbook with everything that may stand in one, its texts as long and as hostile as they get."""
    columns = [
        *COLUMNS,
        TemplateColumn(
            "like", EVIL * 40, "\N{GRINNING FACE}" * 300, ('say "yes"', "no"), check=Check.ESTIMATE
        ),
        TemplateColumn("build_cost", "=1+1", EVIL, tuple(f"{EVIL} {number}" for number in range(9))),
        TemplateColumn("votes", "\N{GRINNING FACE}" * 40, "How many?", check=Check.WHOLE),
    ]
    more = {
        "Customers": customer_columns("accounts", "CHF"),
        "Survey": survey_columns(("Daily", "Never"), WORDS * 40),
    }
    return request_workbook(columns, [[EVIL * 2000]], ROWS, more=more)


def test_no_limit_of_the_file_format_is_passed():
    content = full_workbook()
    rules = [
        rule for part in parts(content, r"worksheets/sheet\d") for rule in part.iter(f"{MAIN}dataValidation")
    ]
    assert len(rules) > 40
    for rule in rules:
        assert units(rule.get("promptTitle", "")) <= 32
        assert units(rule.get("errorTitle", "")) <= 32
        assert units(rule.get("prompt", "")) <= 255
        assert units(rule.get("error", "")) <= 255
        for formula in rule:
            assert units(formula.text.strip('"')) <= 255
            assert "script" not in formula.text
    names = [
        sheet.get("name") for part in parts(content, "workbook.xml$") for sheet in part.iter(f"{MAIN}sheet")
    ]
    assert names == ["Requests", "How to fill in", "Customers", "Survey", "Lists"]
    texts = [text.text or "" for part in parts(content, "sharedStrings") for text in part.iter(f"{MAIN}t")]
    assert max(map(len, texts)) <= 32_767
    assert not [cell for part in parts(content, r"worksheets/sheet\d") for cell in part.iter(f"{MAIN}f")]
    assert not [
        link for part in parts(content, r"worksheets/sheet\d") for link in part.iter(f"{MAIN}hyperlink")
    ]


def test_every_sheet_prints_wide_with_its_header_on_every_page():
    content = full_workbook()
    visible = [
        part for part in parts(content, r"worksheets/sheet\d") if part.find(f"{MAIN}pageSetup") is not None
    ]
    assert len(visible) == 4
    for part in visible:
        setup = part.find(f"{MAIN}pageSetup")
        assert setup.get("orientation") == "landscape"
        assert setup.get("fitToHeight") == "0"
        assert part.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr").get("fitToPage") == "1"
    titles = [
        name.text for part in parts(content, "workbook.xml$") for name in part.iter(f"{MAIN}definedName")
    ]
    assert "Requests!$A:$B,Requests!$1:$1" in titles  # id and request on every page too
    assert "Survey!$A:$B,Survey!$1:$1" in titles


def test_the_checks_reach_as_many_rows_as_were_wished_for():
    rules = sheet(request_workbook(COLUMNS, NOTES, ROWS, ready_rows=7)).data_validations.dataValidation
    assert {str(rule.sqref).split(":")[1][-2:] for rule in rules} == {"12"}


def test_customers_and_survey_offer_yes_no_and_not_knowing():
    content = full_workbook()
    for name, column, words in (
        ("Customers", "kind", '"external,internal,don\'t know"'),
        ("Customers", "brand_value", '"none,some,high,don\'t know"'),
        ("Customers", "shares_risk", '"yes,no,don\'t know"'),
        ("Survey", "would_miss", '"yes,no,don\'t know"'),
        ("Survey", "how_often", '"Daily,Never,don\'t know"'),
    ):
        found = sheet(content, name)
        at = next(cell.column_letter for cell in found[1] if cell.value == column)
        rules = {
            str(rule.sqref).split(":")[0]: rule.formula1 for rule in found.data_validations.dataValidation
        }
        assert rules[f"{at}2"] == words
        assert found[f"{at}1"].comment is not None
    assert "CHF" in sheet(content, "Customers")["C1"].comment.text
    assert (
        "accounts"
        in next(cell for cell in sheet(content, "Customers")[1] if cell.value == "users").comment.text
    )


def test_further_sheets_do_not_keep_the_requests_from_being_found(tmp_path):
    more = {"Customers": customer_columns("users", "EUR"), "Survey": survey_columns(WORDS, WORDS)}
    asked = [
        *COLUMNS,
        *(TemplateColumn(name, name) for name in ("description", "votes", "status", "requesters")),
    ]
    content = request_workbook(asked, NOTES, ROWS, more=more)
    found = requests_from_table(read(saved(tmp_path, content)), labels=LABELS)
    assert found.inputs[0].rows_read == len(ROWS)
    assert found.places[0].sheet == "Requests"


def test_a_header_that_would_be_read_as_something_else_gives_way_to_the_columns_name(tmp_path):
    columns = [
        TemplateColumn("users", "status"),
        TemplateColumn("like", "How many {unit}?"),
        TemplateColumn("status", "status"),
        TemplateColumn("head_start", ""),
    ]
    rows = [{"request": "A", "users": "5", "like": "6", "head_start": "dk"}]
    content = request_workbook(columns, NOTES, rows)
    header = [cell.value for cell in sheet(content)[1]]
    assert header[2] == "users"
    assert header[-3] == "head_start"
    assert "How many {unit}?" in header
    given = request_workbook(columns, NOTES, rows, labels={"like": "How many do?"})
    assert "How many {unit}?" not in [cell.value for cell in sheet(given)[1]]
    found = requests_from_table(read(saved(tmp_path, given)), labels={"like": "How many do?"})
    assert (found.columns["users"][0], found.columns["like"][0]) == ("5", "6")
    assert found.columns["head_start"] == ["dk"]


def test_what_the_rows_hold_besides_gets_a_column_of_its_own(tmp_path):
    rows = [{"request": "A", "users": "5", "users ask": "Maria", "depends_on": "B", "excludes": ""}]
    columns = with_others(COLUMNS, rows)
    assert [column.name for column in columns[len(COLUMNS) :]] == ["users ask", "depends_on"]
    found = requests_from_table(read(saved(tmp_path, request_workbook(columns, NOTES, rows))), labels=LABELS)
    assert found.columns["users ask"] == ["Maria"]
    assert found.columns["depends_on"] == ["B"]


def test_words_of_not_knowing_are_what_the_notation_knows():
    assert len(NOT_KNOWING) > 5
    for word in NOT_KNOWING:
        assert parse_estimate(word, Kind.COUNT) in {AnswerState.UNKNOWN, AnswerState.OPEN}


def test_the_help_shows_what_each_example_is_read_as():
    rows = help_rows("Do we need it?", "accounts", "CHF", [("How many?", "Count them.")])
    assert rows[0] == ["Do we need it?", ""]
    readings = {row[0]: row[1] for row in rows if len(row) > 1}
    assert readings["800 to 2k"].startswith("800 to 2,000 accounts")
    assert readings["1.234,56"] == "exactly 1,234.56 CHF"
    assert readings["5-10%"].startswith("5 % to 10 %")
    assert readings["How many?"] == "Count them."


@given(st.text(min_size=1, max_size=400), st.integers(2, 300))
def test_a_cut_text_is_never_longer_than_allowed(text, most):
    assert units(cut(text, most)) <= most
    assert "\n" not in cut(text, most)


TEXT = st.text(
    st.one_of(
        st.characters(),
        st.characters(max_codepoint=0x2F),
        st.sampled_from('<r></r>&"=+-@_x000D_\u202e\ufeff\N{GRINNING FACE}'),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"id": TEXT, "request": TEXT, "users": TEXT, "users source": TEXT, "consequences": TEXT}
        ),
        max_size=4,
    )
)
def test_whatever_stands_in_a_cell_reads_back_as_the_text_it_was(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "requests.xlsx"
    path.write_bytes(request_workbook(COLUMNS, NOTES, rows))
    found = openpyxl.load_workbook(path)["Requests"]
    for number, row in enumerate(rows, start=3):
        for at, name in ((1, "id"), (2, "request"), (4, "users"), (6, "users source"), (10, "consequences")):
            cell = found.cell(number, at)
            assert cell.data_type in {"s", "n"}
            assert _decoded(cell.value or "") == cell_text(row[name])


def _decoded(text):
    """What openpyxl leaves as it stands in the file: `_x000D_` and its kind."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
