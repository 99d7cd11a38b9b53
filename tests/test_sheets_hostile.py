"""Files made to hurt: each is read rightly or refused in one sentence, by a child that may take only so much."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets import guards
from featurecheck.sheets.tables import read

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
