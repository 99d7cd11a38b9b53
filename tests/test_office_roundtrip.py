"""The workbook to fill in, opened, typed into and saved by a real LibreOffice, reads back as what was typed."""

import functools
import zipfile

import openpyxl
import pytest
import xlsxwriter
from cli_helpers import call
from office import converted, csv_options, typed
from openpyxl.utils import get_column_letter

from featurecheck.cli.fill_in import more_sheets, workbook
from featurecheck.policy import default_policy
from featurecheck.questionnaires import by_name
from featurecheck.sheets.out.template_rules import Check, expected
from featurecheck.sheets.requests.requests_sheet import requests_from_table
from featurecheck.sheets.tables import read

ASKED = by_name("competitor")
ROWS = (
    {
        "id": "00042",
        "request": "=1+1",
        "description": "First line\nsecond line; with, separators | and \"quotes\"  and 'more'",
        "requesters": "Northwind; Müller & Söhne",
        "votes": "12",
        "requested_on": "2026-11-22",
        "status": "open",
        "users": "5-10",
        "users evidence": "survey",
        "users source": "https://acme.example/a?b=1&c=2",
        "how_often": "Weekly",
        "like": "10%",
        "bought_because": "1.234,56",
        "not_miss": "3 of 20",
        "build_cost": "20k to 60k",
        "build_time": "6 weeks to 4 months",
        "consequences": "+49 30 1234",
    },
    {
        "id": "1/2",
        "request": "Größe ändern - «naïve» £5",
        "users": "dk",
        "how_often": "don't know",
        "like": "They like it",
        "not_miss": "50%",
        "competitor_revenue": "0,5 Mio",
        "would_switch": "40 users",
        "head_start": "1-2 years",
        "consequences": "x" * 20_000,
    },
    {
        "id": "TRUE",
        "request": "@SUM(A1:A9)",
        "users": "2k-10k",
        "build_cost": "1,5k",
        "consequences": "<b>#N/A</b>",
    },
    {"id": "1e5", "request": "  -  ", "users": "~500", "lost_without": "0", "price_competition": "0%-5%"},
)
ABROAD = {
    "id": "Ω",
    "request": "日本語 \N{GRINNING FACE} עברית",
    "description": "e\u0301 ½",
    "users": "<= 40",
}
SEPARATED = [
    (",", "utf-8"),
    (";", "utf-8"),
    ("\t", "utf-8"),
    (";", "cp1252"),
    (",", "cp1252"),
    ("\t", "utf-16"),
    (";", "utf-16"),
]


@functools.cache
def filled(*, abroad):
    """The workbook with the rows in it."""
    rows = [*ROWS, ABROAD] if abroad else ROWS
    sheets = more_sheets(ASKED, default_policy(), customers=True, survey=True)
    return workbook(ASKED, default_policy(), rows, more=sheets)


def saved(folder, *, abroad=True):
    path = folder / "requests.xlsx"
    path.write_bytes(filled(abroad=abroad))
    return path


def understood(path):
    return requests_from_table(read(path), labels=ASKED.labels())


def held(requests):
    """Every column that holds anything."""
    return {name: list(cells) for name, cells in requests.columns.items() if any(cells)}


def wanted(*, abroad=True):
    rows = [*ROWS, ABROAD] if abroad else list(ROWS)
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name, "").strip() for row in rows] for name in names}


def assert_the_same(path, *, abroad=True):
    found = understood(path)
    assert held(found) == wanted(abroad=abroad)
    assert found.problems == ()


def test_what_is_written_reads_back_before_any_program_touched_it(tmp_path):
    assert_the_same(saved(tmp_path))


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_workbook_saved_by_libreoffice_reads_back_identically(tmp_path, ending):
    assert_the_same(converted(saved(tmp_path), ending, tmp_path / "saved"))


@pytest.mark.parametrize(
    ("separator", "encoding"),
    SEPARATED,
    ids=["comma", "semicolon", "tab", "semicolon-cp1252", "comma-cp1252", "tab-utf16", "semicolon-utf16"],
)
def test_a_csv_saved_by_libreoffice_reads_back_identically(tmp_path, separator, encoding):
    abroad = encoding != "cp1252"
    path = converted(saved(tmp_path, abroad=abroad), "csv", tmp_path, csv_options(separator, encoding))
    assert_the_same(path, abroad=abroad)


def test_what_is_typed_into_libreoffice_reads_back_as_it_was_typed(tmp_path):
    call("sheet", "new", cwd=tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "requests.xlsx")["Requests"]
    labels = {cell.value: get_column_letter(cell.column) for cell in sheet[1]}
    letters = {**labels, **{name: labels.get(text) for name, text in ASKED.labels().items()}}
    letters |= {
        f"{name} {beside}": labels.get(f"{text} - {beside}")
        for name, text in ASKED.labels().items()
        for beside in ("evidence", "source")
    }
    rows = [*ROWS, ABROAD]
    cells = [
        ("Requests", f"{letters[name]}{number}", text)
        for number, row in enumerate(rows, start=3)
        for name, text in row.items()
    ]
    endings = ("xlsx", "ods", "csv")
    shown = typed(tmp_path / "requests.xlsx", cells, *(tmp_path / f"typed.{ending}" for ending in endings))
    assert shown == [text for _, _, text in cells]
    for ending in endings:
        assert_the_same(tmp_path / f"typed.{ending}")


def test_the_same_typing_into_an_ordinary_sheet_would_have_been_changed(tmp_path):
    """Proof that the typing is a person's: without the workbook's text format the program turns it into something else."""
    path = tmp_path / "ordinary.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("One")
    shown = typed(path, [("One", "A1", "=1+1"), ("One", "A2", "5/10"), ("One", "A3", "00042")])
    assert shown[0] == "2"
    assert shown[1] != "5/10"
    assert shown[2] == "42"


def test_libreoffice_keeps_the_choices_the_notes_and_the_print_setup(tmp_path):
    path = saved(tmp_path)
    before = openpyxl.load_workbook(path)
    after = openpyxl.load_workbook(converted(path, "xlsx", tmp_path / "saved"))
    assert after.sheetnames == before.sheetnames
    for name in ("Requests", "Customers", "Survey"):
        assert _rules(after[name]) == _rules(before[name])
        assert _noted(after[name]) == _noted(before[name])
        assert after[name].page_setup.orientation == "landscape"
        assert after[name].print_title_rows == before[name].print_title_rows
    assert not any(
        rule.errorStyle in {None, "stop"}
        for rule in after["Requests"].data_validations.dataValidation
        if rule.type not in {None, "none"}
    )


def _rules(sheet):
    return {
        str(rule.sqref).split(":")[0]: (rule.formula1, rule.errorStyle)
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }


def _noted(sheet):
    return {cell.coordinate: " ".join(cell.comment.text.split()) for cell in sheet[1] if cell.comment}


FITTING = [
    "5-10",
    "800 to 2k",
    "10%",
    "dk",
    " Don't know ",
    "~500",
    "?",
    "3 of 20",
    "1.234,56",
    12,
    0.5,
    45_000,
]
DOUBTFUL = ["lots", "banana", "many of them"]
VOTES = {"12": "1", 3: "1", 0: "1", "many": "0", "-1": "0", "1.5": "0"}


def calculated(folder, check, values, dates=()):
    """What the rule's own formula says of each value, calculated by LibreOffice."""
    path = folder / "values.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("One")
        sheet.write_column(0, 0, values)
        for row, form in enumerate(dates, start=len(values)):
            sheet.write_number(row, 0, 45_787, book.add_format({"num_format": form}))
    count = len(values) + len(dates)
    return typed(path, [("One", f"B{row}", f"={expected(check, f'A{row}')}") for row in range(1, count + 1)])


def test_the_check_of_an_answer_allows_ranges_and_doubts_words_and_dates(tmp_path):
    found = calculated(tmp_path, Check.ESTIMATE, [*FITTING, *DOUBTFUL], ["d-mmm", "mmm-yy", "yyyy-mm-dd"])
    assert found == ["1"] * len(FITTING) + ["0"] * (len(DOUBTFUL) + 3)


def test_the_check_of_a_number_of_votes_wants_a_whole_number(tmp_path):
    assert calculated(tmp_path, Check.WHOLE, list(VOTES)) == list(VOTES.values())


def test_no_text_becomes_a_formula_or_a_link_in_libreoffice(tmp_path):
    content = zipfile.ZipFile(converted(saved(tmp_path), "ods", tmp_path)).read("content.xml").decode()
    body = content.partition("<office:spreadsheet>")[2].partition("<table:table ")[2]
    assert "table:formula=" not in body
    assert "xlink:href" not in body


def test_check_says_the_same_of_what_libreoffice_saved(tmp_path):
    path = saved(tmp_path)
    converted(path, "ods", tmp_path)
    first, second = (call("sheet", "check", name, cwd=tmp_path) for name in ("requests.xlsx", "requests.ods"))
    assert first.code == second.code
    assert first.last == second.last
