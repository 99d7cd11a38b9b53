"""What calamine loses of a workbook comes back: errors, uncomputed formulas, percent signs, merged values, durations."""

import datetime as dt
import struct
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import converted

from featurecheck.intake import Severity
from featurecheck.sheets.books import binarysheet, oldsheet, workbooks
from featurecheck.sheets.books.groups import grouped
from featurecheck.sheets.books.recovery import recovered
from featurecheck.sheets.tables import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="165" formatCode="0.0%"/>'
    '<numFmt numFmtId="166" formatCode="0.0&quot;%&quot;"/></numFmts><cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)


def workbook(path, rows, after="", main=MAIN, office=OFFICE, sheets=None, part="xl/worksheets/sheet1.xml"):
    listed = sheets or '<sheet name="Requests" sheetId="1" r:id="rId1"/>'
    relation = '<Relationships xmlns="{}"><Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
    parts = {
        "_rels/.rels": relation.format(PACKAGE, office, "officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation.format(PACKAGE, office, "worksheet", "worksheets/sheet1.xml"),
        "xl/styles.xml": STYLES.replace(MAIN, main),
        part: f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def text(address, value):
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


HEADER = f'<row r="1">{text("A1", "request")}{text("B1", "votes")}{text("C1", "share")}</row>'


def told(table):
    return [(problem.cell, problem.found) for problem in table.problems]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"])
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="e"><v>{}</v></c>',
        "<c r='B2' t='e'><v>{}</v></c>",
        '<c t="e" s="1" r="B2"><f>1/0</f><v>{}</v></c>',
    ],
)
def test_an_error_cell_keeps_its_text_and_is_reported(tmp_path, error, cell):
    rows = HEADER + f'<row r="2">{text("A2", "Export")}{cell.format(error)}</row>'
    table = read(workbook(tmp_path / "a.xlsx", rows))
    assert [tuple(row) for row in table.rows] == [("Export", error, "")]
    (problem,) = table.problems
    assert (problem.file, problem.sheet, problem.row, problem.cell) == ("a.xlsx", "Requests", 2, "B2")
    assert (problem.found, problem.expected, problem.severity) == (error, "a value", Severity.WARNING)
    assert problem.mend == "Correct the formula, or write the value"


def test_a_text_that_looks_like_an_error_is_a_text(tmp_path):
    rows = HEADER + f'<row r="2">{text("A2", "#N/A")}<c r="B2" t="str"><f>A2</f><v>#N/A</v></c></row>'
    table = read(workbook(tmp_path / "a.xlsx", rows))
    assert [tuple(row) for row in table.rows] == [("#N/A", "#N/A", "")]
    assert told(table) == []


@pytest.mark.parametrize(
    "inside",
    [
        "<f>1+1</f>",
        "<f>1+1</f><v></v>",
        "<f>1+1</f><v/>",
        "<f>1+1</f>\n <v />\n",
        '<f t="shared" si="0"/>',
        '<f t="shared" si="0"/><v/>',
    ],
)
def test_a_formula_without_a_result_is_named_by_its_cell(tmp_path, inside):
    rows = HEADER + f'<row r="2">{text("A2", "Export")}<c r="B2">{inside}</c></row>'
    table = read(workbook(tmp_path / "a.xlsx", rows))
    assert [tuple(row) for row in table.rows] == [("Export", "", "")]
    assert told(table) == [("B2", "a formula without a stored result")]
    assert any("1 formula cell without a result, read as empty (B2)" in note for note in table.notes)


def test_an_empty_text_is_a_result(tmp_path):
    rows = HEADER + f'<row r="2">{text("A2", "Export")}<c r="B2" t="str"><f>""</f><v></v></c></row>'
    assert told(read(workbook(tmp_path / "a.xlsx", rows))) == []


def test_a_long_column_of_formulas_is_said_in_one_range(tmp_path):
    rows = HEADER + "".join(
        f'<row r="{row}">{text(f"A{row}", f"R{row}")}<c r="B{row}"><f>1+1</f></c></row>'
        for row in range(2, 1502)
    )
    table = read(workbook(tmp_path / "a.xlsx", rows))
    assert told(table) == [("B2:B1501", "a formula without a stored result (1,500 cells)")]
    assert any("1,500 formula cells" in note and "(B2:B1501)" in note for note in table.notes)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="C2" s="1"><v>0.1</v></c>', "10%"),
        ('<c r="C2" s="2" t="n"><v>0.125</v></c>', "12.5%"),
        ('<c r="C2" s="2"><f>1/8</f><v>0.125</v></c>', "12.5%"),
        ("<c r='C2' s='1'><v>0.07</v></c>", "7%"),
        ('<c s="1" r="C2"><v>0.1</v></c>', "10%"),
        ('<c r="C2" t="n" s="1"><v>0.1</v></c>', "10%"),
        ('<c r="C2" s="1"><v>1</v></c>', "100%"),
        ('<c r="C2" s="0"><v>0.1</v></c>', "0.1"),
        ('<c r="C2" s="3"><v>0.1</v></c>', "0.1"),
        ('<c r="C2" s="1" t="str"><v>0.1</v></c>', "0.1"),
        ('<c r="C2" t="str" s="1"><v>0.1</v></c>', "0.1"),
        ('<c r="C2" s="1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="C2" s="1"/>', ""),
        ('<c r="C2" s="4"><v>46082</v></c>', "2026-03-01"),
    ],
)
def test_a_number_shown_as_a_percentage_is_one(tmp_path, cell, shown):
    rows = HEADER + f'<row r="2" s="1" customFormat="1">{text("A2", "Export")}{cell}</row>'
    assert [tuple(row) for row in read(workbook(tmp_path / "a.xlsx", rows)).rows] == [("Export", "", shown)]


def test_cells_that_say_not_where_they_stand_are_counted(tmp_path):
    rows = (
        '<row><c t="inlineStr"><is><t>request</t></is></c><c t="inlineStr"><is><t>share</t></is></c></row>'
        '<row><c t="inlineStr"><is><t>Export</t></is></c><c s="1"><v>0.1</v></c></row>'
        '<row><c t="inlineStr"><is><t>Import</t></is></c><c t="e"><v>#N/A</v></c></row>'
        '<row><c t="inlineStr"><is><t>Share</t></is></c><c><f>1+1</f></c></row>'
    )
    table = read(workbook(tmp_path / "a.xlsx", rows))
    assert [tuple(row) for row in table.rows] == [("Export", "10%"), ("Import", "#N/A"), ("Share", "")]
    assert told(table) == [("B3", "#N/A"), ("B4", "a formula without a stored result")]


def test_a_sheet_with_prefixes_and_blank_margins_keeps_its_addresses(tmp_path):
    cells = "".join(
        f'<x:row r="{row}"><x:c r="C{row}" t="str"><x:v>{name}</x:v></x:c>{more}</x:row>'
        for row, name, more in (
            (4, "request", '<x:c r="D4" t="str"><x:v>votes</x:v></x:c>'),
            (5, "Export", '<x:c r="D5" t="e"><x:v>#N/A</x:v></x:c>'),
            (7, "Import", '<x:c r="D7" s="1"><x:v>0.5</x:v></x:c>'),
        )
    )
    path = workbook(tmp_path / "a.xlsx", "")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{cells}</x:sheetData></x:worksheet>'
    )
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    table = read(path)
    assert (table.letters, list(table.row_numbers)) == (("C", "D"), [5, 7])
    assert [tuple(row) for row in table.rows] == [("Export", "#N/A"), ("Import", "50%")]
    assert told(table) == [("D5", "#N/A")]


def test_a_strict_workbook_and_parts_in_another_case_are_read(tmp_path):
    rows = (
        HEADER
        + f'<row r="2">{text("A2", "Export")}<c r="B2" t="e"><v>#N/A</v></c><c r="C2" s="1"><v>0.1</v></c></row>'
    )
    strict = workbook(
        tmp_path / "a.xlsx",
        rows,
        main=f"{STRICT}/spreadsheetml/main",
        office=f"{STRICT}/officeDocument/relationships",
    )
    other = workbook(tmp_path / "b.xlsx", rows, part="xl/WorkSheets/Sheet1.xml")
    for path in (strict, other):
        assert [tuple(row) for row in read(path).rows] == [("Export", "#N/A", "10%")]


def test_a_value_merged_down_a_column_belongs_to_each_of_its_rows(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Wishes of the quarter"],
        ["request", "competitor", "votes"],
        ["a", "Acme", 1],
        ["b", None, 2],
        ["c", None, 3],
        ["d", "Other", 4],
    ):
        sheet.append(row)
    for merged in ("A1:C1", "B3:B5", "C6:C900"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert [row[1] for row in table.rows] == ["Acme", "Acme", "Acme", "Other"]
    assert len(table.rows) == 4
    assert "the value of merged cells was read in every row of the merge: B3:B5" in table.notes


def test_a_chart_sheet_and_hidden_sheets_are_not_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["request"])
    book.active.append(["Export"])
    book.create_chartsheet("Chart")
    book.create_sheet("Old").sheet_state = "hidden"
    book.create_sheet("Older").sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert [tuple(row) for row in table.rows] == [("Export",)]
    assert "hidden sheets were not read: 'Old', 'Older'" in table.notes


def test_moments_durations_and_the_epoch_of_1904(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - a workbook knows no zones
    book.active.append(["request", "requested_on", "updated", "lasts"])
    book.active.append(["a", dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 10, 17), dt.timedelta(hours=26)])  # noqa: DTZ001 - as above
    book.active["D2"].number_format = "[h]:mm"
    book.save(tmp_path / "a.xlsx")
    assert [tuple(row) for row in read(tmp_path / "a.xlsx").rows] == [
        ("a", "2026-03-01", "2026-03-01 10:17:00", "26:00:00")
    ]


@pytest.fixture
def mixed(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Requests"
    sheet.append(["id", "request", "votes", "share", "requested_on", "lasts", "cost", "competitor"])
    for row in range(2, 5):
        sheet.append(
            [
                "00042",
                "NA",
                1.234,
                0.1,
                dt.date(2026, 3, 1),
                dt.timedelta(hours=26),
                "=1/0",
                "Acme" if row == 2 else None,
            ]
        )
        sheet.cell(row, 4).number_format = "0.0%"
        sheet.cell(row, 6).number_format = "[h]:mm"
    sheet.merge_cells("H2:H4")
    book.save(tmp_path / "mixed.xlsx")
    return tmp_path / "mixed.xlsx"


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saved_reads_alike_in_every_kind(mixed, tmp_path, ending):
    table = read(converted(mixed, ending, tmp_path / "saved"))
    row = ("00042", "NA", "1.2340", "10%", "2026-03-01", "26:00:00", "#DIV/0!", "Acme")
    assert [tuple(cells) for cells in table.rows] == [row] * 3
    assert table.kind == ending
    assert told(table) == [(f"G{row}", "#DIV/0!") for row in (2, 3, 4)]
    assert any("merge: H2:H4" in note for note in table.notes)


def wide(value):
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def record(kind, content):
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(content)]) + content


def test_the_errors_and_percentages_of_a_binary_workbook_are_found_by_their_addresses(tmp_path):
    entry = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Requests"))
    cells = (
        record(0, struct.pack("<I", 4) + bytes(20))
        + record(3, struct.pack("<II", 2, 0) + b"\x2a")
        + record(11, struct.pack("<II", 3, 0) + b"\x07" + bytes(6))
        + record(5, struct.pack("<IId", 4, 0, 1.5))
        + record(5, struct.pack("<IId", 5, 1, 0.1))
        + record(2, struct.pack("<III", 6, 2, 0))
        + record(6, struct.pack("<II", 7, 1) + wide("text"))
    )
    own = record(44, struct.pack("<H", 165) + wide("0.0%"))
    base = record(47, struct.pack("<HH", 0xFFFF, 9) + bytes(12))
    styles = (
        own
        + base
        + record(617, bytes(4))
        + b"".join(record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in (0, 9, 165))
        + record(618, b"")
    )
    relation = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", entry)
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/_rels/workbook.bin.rels", relation)
        archive.writestr("xl/worksheets/sheet1.bin", cells)
    found = binarysheet.recovered(tmp_path / "a.xlsb", "Requests")
    assert found.errors == [(4, 2, "#N/A"), (4, 3, "#DIV/0!")]
    assert {column: list(rows) for column, rows in found.percents.rows.items()} == {5: [4], 6: [4]}
    assert not binarysheet.recovered(tmp_path / "a.xlsb", "Other").searched


def test_cells_under_one_another_are_one_block():
    places = [(3, 5), (4, 5), (5, 5), (9, 5), (4, 0)]
    assert [(block.cells, block.row, block.count) for block in grouped(places)] == [
        ("F4:F6", 3, 3),
        ("A5", 4, 1),
        ("F10", 9, 1),
    ]


def test_a_sheet_that_cannot_be_searched_is_said(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", HEADER + f'<row r="2">{text("A2", "Export")}</row>')
    lost = recovered(path, "Another sheet")
    assert not lost.searched
    monkeypatch.setattr(workbooks, "_recovered", lambda *_: lost)
    assert any("could not be looked for" in note for note in read(path).notes)


@given(st.binary(max_size=2000))
def test_whatever_an_old_workbook_holds_it_is_searched_or_not(rubbish):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xls"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09\x00\x06\x00" + rubbish)
        assert not oldsheet.recovered(path, "Requests").searched


@given(
    st.lists(
        st.sampled_from(
            [
                "<row>",
                "</row>",
                '<c r="B2" t="e">',
                "<v>#N/A</v>",
                "</c>",
                "<f>",
                "</f>",
                ' s="1"',
                "<c",
                ">",
                "'",
                '="',
                "x:c",
                "#",
            ]
        ),
        max_size=30,
    )
)
def test_whatever_a_sheet_holds_it_is_searched_or_not(pieces):
    with tempfile.TemporaryDirectory() as folder:
        found = recovered(workbook(Path(folder) / "a.xlsx", "".join(pieces)), "Requests")
        assert all(row >= -1 and column >= -1 for row, column, _ in found.errors)
