"""The results workbook says what its figures are measured in, opens in LibreOffice, and grows without taking memory."""

import io
import re
import time
import zipfile

import office
import openpyxl
import pytest
from cli_helpers import FIND_OUT, GO, NO_GO, call, sheet
from hypothesis import given
from hypothesis import strategies as st
from make_evaluation import evaluation
from pypdf import PdfReader

from featurecheck.cli.outputs import RankedTable
from featurecheck.cli.progress import Progress
from featurecheck.model import Evaluation
from featurecheck.record import TABLE_COLUMNS, table_rows
from featurecheck.sheets.out import results_workbook as module
from featurecheck.sheets.out.number_formats import number_format
from featurecheck.sheets.out.result_columns import Column, answer_columns, result_columns
from featurecheck.sheets.out.results_workbook import ANSWER_COLUMNS, results_workbook
from featurecheck.sheets.out.workbook_sheets import VERDICT_COLOURS, Sheets
from featurecheck.sheets.out.writing import new_workbook


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """Three requests, one a verdict, planned within a capacity; one cell is wrong."""
    folder = tmp_path_factory.mktemp("batch")
    sheet(folder, GO, NO_GO, FIND_OUT, GO.replace("Invoices by mail,50k to 60k", "Bad,lots"))
    done = call("batch", "requests.csv", "--output", "out", "--capacity", "60 person-weeks", cwd=folder)
    assert done.code == 4
    return folder / "out"


@pytest.fixture(scope="module")
def book(batch):
    return openpyxl.load_workbook(batch / "results.xlsx")


def column(page, name):
    return next(cell.column for cell in page[1] if cell.value == name)


def under(page, name):
    return [line[column(page, name) - 1] for line in page.iter_rows(min_row=2)]


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        (1265, "users", '#,##0 "users"'),
        (12.5, "users per year", '0.0 "users per year"'),
        (0.0004, "users", 'General "users"'),
        (0.44, "years", '0.00 "years"'),
        (2, "years", '#,##0 "years"'),
        (58.25, "person-weeks", '0.0 "person-weeks"'),
        (-19900.4, "EUR", '#,##0 "EUR"'),
        (12.5, "EUR", '#,##0.00 "EUR"'),
        (8800, "EUR per person-week", '#,##0 "EUR per person-week"'),
        (0.33, "share", "0 %"),
        (0.05, "share", "0.0 %"),
        (0.004, "share", "0.00 %"),
        (0.00004, "share", "0.000 %"),
        (0, "share", "0 %"),
        (1, "", "#,##0"),
        (4.25, "", "General"),
        (1234.5, "", "#,##0"),
        (5, 'evil";[Red]0;"', '#,##0 "evilRed"'),
    ],
)
def test_a_figure_is_shown_with_its_unit_and_no_more_decimals_than_it_needs(value, unit, code):
    assert number_format(value, unit, "EUR") == code


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(), st.text())
def test_no_unit_breaks_out_of_a_number_format(value, unit, currency):
    code = number_format(value, unit, currency)
    assert re.fullmatch(r'(#,##0(\.00)?|0\.0+|General|0(\.0+)? %)( "[^"\\\n\[\];]{1,40}")?', code)


def test_money_shares_and_weeks_bear_their_units(book):
    results, plan = book["Results"], book["Plan"]
    assert all(cell.number_format.endswith('"EUR"') for cell in under(results, "expected_value"))
    assert all(cell.number_format.endswith(" %") for cell in under(results, "chance_of_loss"))
    assert all(cell.number_format == "#,##0" for cell in under(results, "rank"))
    assert all(
        cell.number_format.endswith('"EUR per person-week"') for cell in under(plan, "value_per_effort")
    )
    answers = book["Answers"]
    for unit, cell in zip(under(answers, "unit"), under(answers, "p50"), strict=True):
        assert cell.number_format.endswith(" %" if unit.value == "share" else f' "{unit.value}"')
    assert {"share", "users", "years"} <= {cell.value for cell in under(answers, "unit")}


def test_every_column_that_needs_it_says_what_it_means(book):
    results = book["Results"]
    notes = {cell.value: cell.comment.text for cell in results[1] if cell.comment}
    assert set(TABLE_COLUMNS) == set(notes)
    assert "EUR" in notes["expected_value"]
    assert "users" in notes["users"]
    assert "{" not in "".join(notes.values())
    assert {cell.value for cell in book["Answers"][1] if cell.comment} == set(ANSWER_COLUMNS)


def test_the_verdict_carries_its_reasons(book):
    results = book["Results"]
    for verdict, reasons in zip(under(results, "verdict"), under(results, "reasons"), strict=True):
        assert verdict.comment.text.replace("\n", " | ") == reasons.value
        assert verdict.fill.fgColor.rgb == "FF" + VERDICT_COLOURS[verdict.value][1:].upper()


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("colour", VERDICT_COLOURS.values())
def test_white_words_can_be_read_on_the_colours_of_the_verdicts(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_it_prints_across_landscape_pages_with_its_header_on_each(book):
    for page in book:
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_title_rows == "$1:$1"
    assert book["Results"].print_title_cols == "$A:$B"
    assert book["Policy"].page_setup.fitToWidth in {None, 1}


def test_the_properties_hold_no_clock_and_no_person(book):
    assert book.properties.created.isoformat() == "2000-01-01T00:00:00"
    assert book.properties.modified.isoformat() == "2000-01-01T00:00:00"
    assert not book.properties.creator
    assert not book.properties.lastModifiedBy


def test_columns_are_as_wide_as_what_stands_in_them(book):
    widths = {
        cell.value: book["Results"].column_dimensions[cell.column_letter].width for cell in book["Results"][1]
    }
    assert widths["rank"] < widths["request"] <= 45
    assert widths["reasons"] <= 61
    assert widths["next_question_worth"] >= len("next_question_worth")


def streamed(monkeypatch, count, rows, **more):
    monkeypatch.setattr(module, "_MOST_IN_MEMORY", count)
    return results_workbook(evaluation(), rows, TABLE_COLUMNS, **more)


def test_a_large_workbook_says_the_same_as_a_small_one(monkeypatch):
    rows = table_rows(evaluation())
    books = [openpyxl.load_workbook(io.BytesIO(streamed(monkeypatch, count, rows))) for count in (10_000, 0)]
    small, large = (
        [
            [(cell.value, cell.number_format, cell.fill.fgColor.rgb, bool(cell.comment)) for cell in line]
            for page in found
            for line in page.iter_rows()
        ]
        for found in books
    )
    assert small == large


@pytest.mark.parametrize("count", [10_000, 0])
def test_the_same_rows_give_the_same_bytes_at_another_time(monkeypatch, count):
    rows = table_rows(evaluation())
    first = streamed(monkeypatch, count, rows)
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    assert streamed(monkeypatch, count, iter(rows)) == first


def test_no_part_of_a_large_workbook_is_left_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    streamed(monkeypatch, 0, table_rows(evaluation()))
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_is_full_says_so_in_its_last_row(monkeypatch):
    monkeypatch.setattr("featurecheck.sheets.out.workbook_sheets.MOST_ROWS", 3)
    target = io.BytesIO()
    with new_workbook(target) as made:
        Sheets(made, "EUR").add("A", [Column("a")], ([number] for number in range(9)))
    values = [cell.value for cell in openpyxl.load_workbook(target)["A"]["A"]]
    assert values == ["a", 0, 1, "More rows than a sheet holds: all of them stand in the csv and json files."]


def test_notes_are_for_people_and_end_where_a_sheet_becomes_data(monkeypatch):
    monkeypatch.setattr("featurecheck.sheets.out.workbook_sheets._MOST_NOTES", 2)
    rows = [row | {"id": f"R{number}"} for number in range(5) for row in table_rows(evaluation())[:1]]
    found = openpyxl.load_workbook(io.BytesIO(results_workbook(evaluation(), rows, TABLE_COLUMNS)))["Results"]
    assert [bool(cell.comment) for cell in under(found, "verdict")] == [True, True, False, False, False]
    assert all(cell.value for cell in under(found, "reasons"))


def test_every_column_of_the_results_is_explained():
    for made in (result_columns(TABLE_COLUMNS, "EUR", "users"), answer_columns(ANSWER_COLUMNS, "EUR")):
        assert all(one.note for one in made), [one.name for one in made if not one.note]


def test_the_ranked_table_is_made_once_and_in_order():
    shown = Progress("Writing")
    table = RankedTable(evaluation(), shown)
    first = list(table.rows())
    assert [row["rank"] for row in first] == sorted(row["rank"] for row in first)
    assert sorted(map(repr, first)) == sorted(
        repr({name: row[name] for name in TABLE_COLUMNS}) for row in table_rows(evaluation())
    )
    table._results = Evaluation("EUR", "users", None, 1, "0", (), (), (), requests=())
    assert list(table.rows()) == first


def test_libreoffice_shows_the_same_words_figures_and_units(batch, book, tmp_path):
    with zipfile.ZipFile(office.converted(batch / "results.xlsx", "ods", tmp_path)) as archive:
        content = archive.read("content.xml").decode()
    shown = re.findall("<text:p>([^<]*)</text:p>", content)
    for verdict, money in zip(
        under(book["Results"], "verdict"), under(book["Results"], "expected_value"), strict=True
    ):
        assert verdict.value in shown
        assert f"{money.value:,.0f} EUR" in shown
    for figure in (r"[\d.]+ %", r"[\d.]+ years", "60 person-weeks", r"[\d,]+ users"):
        assert any(re.fullmatch(figure, text) for text in shown), figure
    assert "table:formula" not in content
    assert re.findall('table:table table:name="([^"]+)"', content) == book.sheetnames
    assert content.count("<office:annotation ") == sum(
        bool(cell.comment) for page in book for line in page.iter_rows() for cell in line
    )
    for colour in VERDICT_COLOURS.values():
        assert colour in content


def test_libreoffice_prints_the_header_on_every_page(batch, tmp_path):
    pages = PdfReader(office.converted(batch / "results.xlsx", "pdf", tmp_path)).pages
    texts = [page.extract_text() for page in pages]
    assert all(page.mediabox.width > page.mediabox.height for page in pages)
    assert any("Page 1 of" in text for text in texts)
    assert {word for word in VERDICT_COLOURS if any(word in text for text in texts)} == set(VERDICT_COLOURS)
