"""Workbooks: every kind of cell becomes the text a person would read, and the right sheet is chosen."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.cells import letter, to_text, unescape
from featurecheck.sheets.tables import read, read_table

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.fixture
def saved(tmp_path):
    """Write sheets given as name -> rows; a name in brackets is a hidden sheet."""

    def save(sheets, name="requests.xlsx"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title.strip("()"))
            sheet.sheet_state = "hidden" if title.startswith("(") else "visible"
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return save


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("00042", "00042"),
        ("NA", "NA"),
        ("TRUE", "TRUE"),
        ("a\r\nb", "a\nb"),
        (True, "TRUE"),
        (False, "FALSE"),
        (5000, "5000"),
        (5000.0, "5000"),
        (-0.0, "0"),
        (2.5, "2.5"),
        (1.234, "1.2340"),
        (-1.234, "-1.2340"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (float("nan"), ""),
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.datetime.fromisoformat("2026-03-01"), "2026-03-01"),
        (dt.datetime.fromisoformat("2026-03-01T10:17"), "2026-03-01 10:17:00"),
        (dt.time(10, 17), "10:17:00"),
        (dt.timedelta(hours=26), "26:00:00"),
        (dt.timedelta(minutes=-5), "-0:05:00"),
    ],
)
def test_a_cell_becomes_the_text_a_person_would_read(value, text):
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.1, "0%", "10%"),
        (0.07, "0.00%", "7%"),
        (0.125, "0.0 %", "12.5%"),
        (0.12345, "0%", "12.3450%"),
        (1, "0%", "100%"),
        (0.1, '0.0" % of users"', "0.1"),
        (0.1, "0.0\\%", "0.1"),
    ],
)
def test_a_number_shown_as_a_percentage_keeps_its_percent_sign(value, number_format, text):
    assert to_text(value, number_format) == text


def test_letters_of_columns_go_on_after_z():
    assert [letter(column) for column in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_line_ends_escaped_by_windows_are_line_ends_again():
    assert to_text(unescape("a_x000D_\nb")) == "a\nb"


def test_every_kind_of_cell_of_a_workbook(saved):
    path = saved({"Requests": [["id", "request", "votes", "share", "when", "done", "broken"]]})
    book = openpyxl.load_workbook(path)
    sheet = book["Requests"]
    sheet.append(["00042", "NA", 1.234, 0.1, dt.date(2026, 3, 1), True, "#N/A"])
    sheet["D2"].number_format = "0.0%"
    book.save(path)
    assert read(path).rows == [("00042", "NA", "1.2340", "10%", "2026-03-01", "TRUE", "#N/A")]


def test_a_title_blank_columns_and_a_footer_do_not_shift_an_address(saved):
    rows = [
        ["Quarterly wishes"],
        [],
        [None, None, "id", "request", "votes"],
        [None, None, "1", "Export", 4],
        [],
        [None, None, "2", "Import", 5],
        [],
        [None, None, "Grand Totals (2 records)", None, 9],
    ]
    table = read(saved({"Sheet1": rows}))
    assert table.header == ("id", "request", "votes")
    assert table.letters == ("C", "D", "E")
    assert table.row_numbers == [4, 6]
    said = " / ".join(table.notes)
    assert "the header is row 3; skipped above it: 'Quarterly wishes'" in said
    assert "1 blank row was skipped" in said
    assert "as a footer: 'Grand Totals (2 records)'" in said


def test_the_sheet_with_the_requests_is_chosen_and_the_others_are_named(saved):
    sheets = {
        "Read me": [["Fill in the second sheet"]],
        "Wishes": [["Key", "Summary", "Votes"], ["A-1", "Export", 3]],
        "Plan": [["Quarter", "Team"], ["Q1", "Blue"]],
        "(Old)": [["id", "request", "votes", "status"], ["1", "secret", 3, "open"]],
    }
    table = read(saved(sheets))
    assert table.sheet == "Wishes"
    assert "sheet 'Wishes' was read; other sheets: 'Read me', 'Plan'" in table.notes
    assert "hidden sheets were not read: 'Old'" in table.notes


def test_without_a_request_column_the_first_sheet_with_text_is_read(saved):
    assert (
        read(saved({"Empty": [], "Wunsch": [["Wunsch", "Stimmen"], ["x", 1]], "B": [["y"]]})).sheet
        == "Wunsch"
    )


def test_when_only_hidden_sheets_hold_text_the_message_says_so(saved):
    with pytest.raises(FeatureCheckError, match=r"no visible sheet holds any text\. Unhide the sheet"):
        read(saved({"Empty": [], "(Requests)": [["request"], ["x"]]}))


def test_a_formula_without_a_result_is_noted(saved):
    table = read(saved({"Requests": [["request", "votes"], ["Export", "=1+1"]]}))
    assert table.rows == [("Export", "")]
    assert any("1 formula cell without a result" in note for note in table.notes)


def test_a_sheet_that_declares_itself_one_cell_large_is_read_whole(saved, tmp_path):
    path = saved({"Requests": [["request", "votes"], ["Export", 1]]})
    shrunk = tmp_path / "shrunk.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(shrunk, "w") as new:
        for part in old.infolist():
            new.writestr(
                part.filename, old.read(part).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"')
            )
    assert read(shrunk).rows == [("Export", "1")]


def test_a_workbook_openpyxl_refuses_is_read_by_the_second_reader(saved, tmp_path):
    path = saved({"Requests": [["request", "votes"], ["Export", 1]]})
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(
                part.filename,
                b"<styleSheet><cellXfs/></styleSheet>" if "styles" in part.filename else content,
            )
    assert read(broken).rows == [("Export", "1")]


def test_an_old_workbook_is_read():
    table = read(Path(__file__).parent / "sheet_data" / "small.xls")
    assert table.header == ("id", "request", "votes")
    assert table.rows == [("R-1", "Bulk export", "7"), ("42", "Dark mode", "3.5")]
    assert not any("could not be looked for" in note for note in table.notes)


def ods(path, rows, entity=""):
    body = (
        f'<?xml version="1.0"?>{entity}<office:document-content xmlns:office="{OFFICE}:office:1.0" '
        f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Requests">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_cell(value, more=""):
    return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'


FILL = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


def test_an_open_document_with_its_usual_endless_blank_rows_is_read(tmp_path):
    rows = "".join(
        f"<table:table-row>{ods_cell(a)}{ods_cell(b)}</table:table-row>"
        for a, b in (("request", "id"), ("Export", "7"))
    )
    table = read(ods(tmp_path / "a.ods", rows + FILL))
    assert table.header == ("request", "id")
    assert table.rows == [("Export", "7")]


def test_an_open_document_that_repeats_a_text_without_end_is_refused(tmp_path):
    endless = ods_cell("x", ' table:number-columns-repeated="16384"')
    rows = f'<table:table-row table:number-rows-repeated="1000000">{endless}</table:table-row>'
    with pytest.raises(FeatureCheckError, match="more than 60 million cells"):
        read(ods(tmp_path / "a.ods", rows))


def test_an_open_document_that_declares_entities_is_refused(tmp_path):
    with pytest.raises(FeatureCheckError, match="damaged"):
        read(ods(tmp_path / "a.ods", "<table:table-row/>", '<!DOCTYPE a [<!ENTITY b "ha">]>'))


def test_a_frame_knows_its_sheet(saved):
    frame = read_table(saved({"Requests": [["request", "votes"], ["Export", 1], [None, 2]]}))
    assert frame.attrs["featurecheck"]["sheet"] == "Requests"
    assert frame["request"].tolist() == ["Export", ""]
    assert frame["votes"].tolist() == ["1", "2"]
