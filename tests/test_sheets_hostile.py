"""Files made to hurt: each is read rightly or refused in one sentence, by a child that may take only so much."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets import cells, tables
from featurecheck.sheets.books import guards, oldsheet, ooxml, opendocument, recovery
from featurecheck.sheets.books.recovery import recovered
from featurecheck.sheets.grid import Odd
from featurecheck.sheets.layout import cutting
from featurecheck.sheets.tables import read
from featurecheck.sheets.text import readings, repair
from featurecheck.sheets.text.shapes import shapes as shapes_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
BOOK = '<workbook xmlns="{m}" xmlns:r="{o}"><sheets>{sheets}</sheets></workbook>'
GOOD = '<row r="1">{}</row><row r="2">{}</row>'


def text(address, value):
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


TWO_ROWS = GOOD.format(text("A1", "request"), text("A2", "Export"))


def workbook(path, rows, before="", after="", **extra):
    """Write a workbook of one sheet from XML, with other parts beside it."""
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{relation.format("officeDocument", "xl/workbook.xml")}</Relationships>',
        "xl/workbook.xml": BOOK.format(
            m=MAIN, o=OFFICE, sheets='<sheet name="Requests" sheetId="1" r:id="rId1"/>'
        ),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relation.format("worksheet", "worksheets/sheet1.xml")}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **extra,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def unguarded(monkeypatch):
    """Leave the close look to the time after the reader failed, as for a large workbook."""
    monkeypatch.setattr(guards, "_SMALL", -1)


def refused(path, words):
    with pytest.raises(FeatureCheckError) as caught:
        read(path)
    message = caught.value.message
    assert words in message
    assert message.startswith(f"{path.name}: ")
    assert "\n" not in message
    return message


FAR = {
    "two cells far apart": (
        f'<row r="1">{text("A1", "request")}</row><row r="1048576">{text("XFD1048576", "x")}</row>',
        "1,048,576 rows by 16,384 columns, more than 60 million cells",
    ),
    "a row of two thousand million": (
        f'<row r="1">{text("A1", "request")}</row><row r="2000000000">{text("A2000000000", "x")}</row>',
        "a row beyond 1,048,576",
    ),
    "one cell alone, far away": (f"<row>{text('A2000000000', 'x')}</row>", "a row beyond 1,048,576"),
    "fifty million cells, two of them written": (
        f'<row r="1">{text("A1", "request")}</row><row r="1000000">{text("AX1000000", "x")}</row>',
        "1,000,000 rows by 50 columns, though only 2 cells of it are written. Press Ctrl+End",
    ),
}


@pytest.mark.usefixtures("unguarded")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of the child")
@pytest.mark.parametrize(("rows", "words"), FAR.values(), ids=FAR)
def test_the_abort_of_the_child_becomes_the_sentence_of_its_cause(tmp_path, capfd, rows, words):
    refused(workbook(tmp_path / "far.xlsx", rows), words)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("rows", "words"), list(FAR.values())[:3], ids=list(FAR)[:3])
def test_a_small_workbook_that_reaches_too_far_is_refused_without_a_child(tmp_path, monkeypatch, rows, words):
    monkeypatch.setattr(subprocess, "Popen", None)
    refused(workbook(tmp_path / "far.xlsx", rows), words)


@pytest.mark.parametrize(
    "more",
    [
        {"before": '<dimension ref="A1:XFD1048576"/>'},
        {"before": '<dimension ref="A1"/>'},
        {"after": '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'},
        {"after": '<mergeCells count="1"><mergeCell ref="A2:A1048576"/></mergeCells>'},
        {
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="http://198.51.100.1/x.xlsx" TargetMode="External"/></Relationships>',
        },
        {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Auto_Open" * 99},
    ],
    ids=["claims all", "claims one", "merges all", "merges a column", "links out", "macros"],
)
def test_what_only_looks_dangerous_is_read(tmp_path, more):
    path = workbook(tmp_path / "odd.xlsm", TWO_ROWS, **more)
    assert list(read(path).rows) == [("Export",)]


def test_a_link_in_a_formula_is_not_followed_and_its_stored_value_is_read(tmp_path):
    formula = '<c r="B2" t="str"><f>WEBSERVICE("http://198.51.100.1/")</f><v>stored</v></c>'
    rows = GOOD.format(text("A1", "request") + text("B1", "id"), text("A2", "Export") + formula)
    assert list(read(workbook(tmp_path / "a.xlsx", rows)).rows) == [("Export", "stored")]


@pytest.mark.usefixtures("unguarded")
def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path):
    path = workbook(tmp_path / "liar.xlsx", TWO_ROWS + " " * 1_000_000)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    refused(path, "damaged or was cut off")


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_by_the_first_bytes_of_a_part(tmp_path, part):
    bomb = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><sst>&c;</sst>'
    refused(workbook(tmp_path / "a.xlsx", TWO_ROWS, **{part: bomb}), "declares XML entities")


def test_a_text_of_ten_million_letters_in_a_workbook_is_refused(tmp_path):
    long = "".join(str(number) for number in range(1_600_000))
    rows = GOOD.format(text("A1", "request"), text("A2", long))
    refused(workbook(tmp_path / "a.xlsx", rows), "a text of more than 4 MiB")


def test_a_nul_written_as_an_escape_arrives_as_text(tmp_path):
    rows = GOOD.format(text("A1", "request"), text("A2", "a_x0000_b_x000D_\nc"))
    assert list(read(workbook(tmp_path / "a.xlsx", rows)).rows) == [("a\0b\nc",)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no fifo")
def test_a_fifo_and_a_device_are_refused_unopened(tmp_path):
    for name in ("pipe.csv", "pipe.xlsx"):
        os.mkfifo(tmp_path / name)
        refused(tmp_path / name, "this is not a regular file")
    (tmp_path / "zero.xlsx").symlink_to("/dev/zero")
    refused(tmp_path / "zero.xlsx", "this is not a regular file")


@pytest.mark.skipif(sys.platform == "win32", reason="such a name cannot be written there")
@pytest.mark.parametrize("name", ["-c.xlsx", "a\nb;$(x) 'y\".xlsx", os.fsdecode(b"\xff.xlsx"), "%s{0}.xlsx"])
def test_a_name_is_never_more_than_a_name(tmp_path, name):
    assert list(read(workbook(tmp_path / name, TWO_ROWS)).rows) == [("Export",)]


@pytest.mark.parametrize(
    "value",
    [
        "=HYPERLINK(1)",
        "@SUM",
        "+49 30 1234",
        "&lt;script&gt;",
        "{{7*7}}",
        "../../etc/passwd",
        "\u202egpj",
        "TRUE",
    ],
)
def test_a_cell_arrives_as_the_text_it_holds(tmp_path, value):
    rows = GOOD.format(text("A1", "request"), text("A2", value))
    expected = value.replace("&lt;", "<").replace("&gt;", ">")
    assert list(read(workbook(tmp_path / "a.xlsx", rows)).rows) == [(expected,)]


def test_a_name_of_a_sheet_cannot_reach_a_file(tmp_path):
    other = BOOK.format(m=MAIN, o=OFFICE, sheets='<sheet name="../../x" sheetId="1" r:id="rId1"/>')
    assert read(workbook(tmp_path / "a.xlsx", TWO_ROWS, **{"xl/workbook.xml": other})).sheet == "../../x"
    assert sorted(Path(tmp_path).iterdir()) == [tmp_path / "a.xlsx"]


PERCENTAGES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs></styleSheet>'
)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("row", ["0", "99999999999"])
def test_a_percentage_in_a_row_that_cannot_be_is_no_crash(tmp_path, row):
    rows = TWO_ROWS + f'<row><c r="B{row}" s="1"><v>0.1</v></c></row>'
    path = workbook(tmp_path / "row.xlsx", rows, **{"xl/styles.xml": PERCENTAGES})
    with pytest.raises(FeatureCheckError):
        read(path)
    assert not recovered(path, "Requests").searched


@pytest.mark.parametrize("encoding", ["nonsense", "rot13", "undefined"])
def test_a_part_in_an_encoding_nobody_knows_is_not_searched_and_that_is_said(tmp_path, encoding):
    book = BOOK.format(m=MAIN, o=OFFICE, sheets='<sheet name="Requests" sheetId="1" r:id="rId1"/>')
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{book}'
    table = read(workbook(tmp_path / "encoding.xlsx", TWO_ROWS, **{"xl/workbook.xml": declared}))
    assert list(table.rows) == [("Export",)]
    assert any("could not be looked for" in note for note in table.notes)


def test_of_a_list_of_millions_of_elements_only_the_wanted_are_kept(monkeypatch):
    styles = b"<s><a/><a/><cellXfs><xf/><xf/></cellXfs></s>"
    assert [name for name, _ in ooxml.elements(styles)] == ["cellXfs", "xf", "xf"]
    monkeypatch.setattr(ooxml, "_MOST_ELEMENTS", 2)
    with pytest.raises(ValueError, match="more elements"):
        ooxml.elements(styles)


def test_what_lies_before_a_hit_is_searched_once(monkeypatch):
    """Otherwise each of a million values without a cell would search the million before it."""
    searched = []

    class Cell:
        def findall(self, _chunk, begin, end):
            searched.append(end - begin)
            return []

    monkeypatch.setattr(recovery, "_CELL", Cell())
    flood = b"<v>#A</v>" * 1000
    assert list(recovery._with_cells(flood, recovery._ERROR))
    assert sum(searched) < 4 * len(flood)


def test_a_formula_before_many_blanks_costs_one_look_at_each():
    chunk = b'<c r="A1"><f>1</f>' + b" " * 200_000 + b"<v>1</v></c>"
    assert recovery._NOT_COMPUTED.search(chunk) is None
    assert recovery._NOT_COMPUTED.search(b'<c r="A1"><f>1</f>  <v> </v>  </c>')


def test_a_column_of_a_hundred_thousand_letters_is_refused(tmp_path):
    refused(
        workbook(tmp_path / "letters.xlsx", f'<row r="1">{text("A" * 100_000 + "1", "x")}</row>'),
        "spans 1 rows",
    )


def test_an_archive_of_too_many_parts_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(guards, "_MAX_PARTS", 3)
    refused(workbook(tmp_path / "parts.xlsx", TWO_ROWS), "more than 3 parts")


def many_sheets(path, count):
    sheets = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="rId1"/>' for at in range(count))
    return workbook(path, TWO_ROWS, **{"xl/workbook.xml": BOOK.format(m=MAIN, o=OFFICE, sheets=sheets)})


def test_of_thousands_of_sheets_the_first_are_looked_into_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "_MOST_SHEETS", 3)
    path = many_sheets(tmp_path / "sheets.xlsx", 12)
    assert any("only the first 3 sheets were looked into" in note for note in read(path).notes)
    assert read(path, sheet="S11").sheet == "S11"
    assert not any("only the first" in note for note in read(many_sheets(tmp_path / "few.xlsx", 3)).notes)


def test_of_many_sheets_only_the_one_that_is_read_is_searched(tmp_path, monkeypatch):
    asked = []
    found = recovery.recovered
    monkeypatch.setattr(recovery, "recovered", lambda path, sheet: asked.append(sheet) or found(path, sheet))
    read(many_sheets(tmp_path / "sheets.xlsx", 12))
    assert asked == ["S0"]


OFFICE_DOCUMENT = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:calcext="c"><table:table table:name="Requests">'
    "{}</table:table></office:document-content>"
)


@pytest.mark.parametrize(
    "kind", ['calcext:value-type="error"', 'office:value-type="time"', 'table:formula="of:=1"']
)
def test_a_few_bytes_of_ods_cannot_ask_for_millions_of_cells_to_be_told(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(opendocument, "_MOST_FOUND", 100)
    monkeypatch.setattr(opendocument, "_MOST_TOLD", 100)
    cell = f'<table:table-cell {kind} table:number-columns-repeated="60"/>'
    path = tmp_path / "repeated.ods"
    for rows, searched in ((1, True), (2, False)):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(
                "content.xml", OFFICE_DOCUMENT.format(f"<table:table-row>{cell}</table:table-row>" * rows)
            )
        assert opendocument.recovered(path, "Requests").searched is searched


def old_workbook(sector_shift, table_sectors):
    """Return the first bytes of an OLE file whose table of sectors is said to lie in one sector again and again."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:34] = bytes([sector_shift, 0, 6, 0])
    head[68:76] = (0).to_bytes(4, "little") + table_sectors.to_bytes(4, "little")
    return bytes(head) + bytes(4096)


@pytest.mark.parametrize(("shift", "sectors"), [(30, 0), (0, 0), (9, 2**32 - 1)])
def test_an_old_workbook_whose_sectors_go_in_circles_is_not_searched(tmp_path, shift, sectors):
    path = tmp_path / "circle.xls"
    path.write_bytes(old_workbook(shift, sectors))
    assert not oldsheet.recovered(path, "Requests").searched


def test_half_a_character_and_an_endless_duration_stay_as_they_are_written():
    assert cells.unescape("a_xD83D_b_x0041_") == "a_xD83D_bA"
    endless = f"PT{'9' * 5000}H"
    assert cells.duration(endless) == endless


def test_only_the_first_rows_of_totals_are_added_up(tmp_path, monkeypatch):
    added = []
    found = cutting.is_sum
    monkeypatch.setattr(cutting, "is_sum", lambda *given: added.append(given) or found(*given))
    path = tmp_path / "totals.csv"
    path.write_text("Request,Votes,Effort\nExport,5,2\n" + "Total,7,3\n" * 500, encoding="utf-8")
    read(path)
    assert 0 < len(added) <= 20


def test_a_total_of_figures_beyond_all_numbers_is_no_crash(tmp_path):
    path = tmp_path / "figures.csv"
    nines = "9" * 400
    path.write_text(f"Request,Votes\nExport,{nines}\nImport,-{nines}\nTotal,{nines}\n", encoding="utf-8")
    assert ("Export", nines) in list(read(path).rows)


def test_reading_a_line_in_other_ways_uses_up_the_tries_of_its_file():
    dialect = readings.Dialect(",")
    shapes = shapes_of([["Export"] * 9, ["5"] * 9])
    mender = repair.Mender(shapes, dialect, tries=200)
    line = 'a"b"c,"d"e,f"' * 5
    odd = Odd(tuple(line.split(",")), line)
    assert mender.mend(odd).mend is repair.Mend.UNSURE
    assert mender._left <= 0


def test_thousands_of_styles_of_percentages_are_looked_for_in_one_walk(tmp_path, monkeypatch):
    monkeypatch.setattr(recovery, "_styled", None)
    styles = PERCENTAGES.replace('<xf numFmtId="9"/>', '<xf numFmtId="9"/>' * 5000)
    rows = f'<row r="1">{text("A1", "request")}{text("B1", "share")}</row><row r="2"><c r="B2" s="4999"><v>0.1</v></c></row>'
    table = read(workbook(tmp_path / "styles.xlsx", rows, **{"xl/styles.xml": styles}))
    assert list(table.rows) == [("", "10%")]
