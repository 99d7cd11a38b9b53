"""Files that are not what they seem, or ask for more than any sheet needs, end in one sentence before they are parsed."""

import zipfile

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.tables import read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Requests" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def workbook(path, rows, **extra):
    """Write the smallest workbook there is, with the given rows as XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr(
            "xl/_rels/workbook.xml.rels", RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml")
        )
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows))
        for name, content in extra.items():
            archive.writestr(name, content)
    return path


def text(address, value):
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


def refused(path, words):
    with pytest.raises(FeatureCheckError) as caught:
        read(path)
    message = caught.value.message
    assert words in message
    assert message.startswith(f"{path.name}: ")
    assert message.endswith(".")
    assert "\n" not in message
    assert str(path.parent) not in message


def test_the_smallest_workbook_passes(tmp_path):
    rows = f'<row r="1">{text("A1", "request")}</row><row r="2">{text("A2", "Export")}</row>'
    assert read(workbook(tmp_path / "a.xlsx", rows)).rows == [("Export",)]


def test_two_cells_far_apart_are_refused_at_once(tmp_path):
    rows = f'<row r="1">{text("A1", "request")}</row><row r="1048576">{text("XFD1048576", "x")}</row>'
    path = workbook(tmp_path / "sparse.xlsx", rows)
    assert path.stat().st_size < 3000
    refused(path, "1,048,576 rows by 16,384 columns")


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{text("A1", "request")}</row><row r="2000000000">{text("A2000000000", "x")}</row>',
        f"<row>{text('A2000000000', 'x')}</row>",
        f"<row  spans='1:1'\n r = '2000000000' >{text('A2', 'x')}</row>",
        f'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="2000000000">{text("A2", "x")}</x:row>',
    ],
)
def test_a_row_number_no_sheet_has_is_refused_however_it_is_written(tmp_path, rows):
    refused(workbook(tmp_path / "far.xlsx", rows), "a row beyond 1,048,576")


def test_more_rows_than_a_sheet_has_are_refused(tmp_path):
    # random-looking text keeps the archive from looking like a bomb
    rows = "".join(
        f"<row><c><v>{(number * 2654435761) % 4294967291}</v></c></row>" for number in range(1_048_577)
    )
    refused(workbook(tmp_path / "long.xlsx", rows), "a row beyond 1,048,576")


def test_a_text_file_with_more_rows_than_a_sheet_is_refused(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("request\n" + "x\n" * 1_048_576)
    refused(path, "more than 1,048,576 rows")


def test_a_bomb_is_refused_by_what_it_declares(tmp_path):
    bomb = {"xl/sharedStrings.xml": b" " * (64 * 1024**2)}
    refused(workbook(tmp_path / "bomb.xlsx", "", **bomb), "over 150 times its size")


def test_a_workbook_that_declares_more_than_two_gigabytes_is_refused_unread(tmp_path):
    path = workbook(tmp_path / "huge.xlsx", "")
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (3 * 1024**3).to_bytes(4, "little")
    path.write_bytes(data)
    refused(path, "unpacks to more than 2 GiB")


def test_a_part_that_claims_to_be_smaller_than_it_is_is_damaged(tmp_path):
    path = workbook(tmp_path / "liar.xlsx", f'<row r="1">{text("A1", "request")}</row>')
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    refused(path, "damaged or was cut off")


def test_entities_are_refused(tmp_path):
    part = {"xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><sst>&c;</sst>'}
    refused(workbook(tmp_path / "laughs.xlsx", "", **part), "declares XML entities")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_a_password_is_named_as_the_reason(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    refused(path, "protected with a password")


def test_a_truncated_workbook_is_damaged(tmp_path):
    path = workbook(tmp_path / "cut.xlsx", f'<row r="1">{text("A1", "request")}</row>')
    path.write_bytes(path.read_bytes()[:-200])
    refused(path, "damaged or was cut off")


def test_an_old_workbook_of_rubbish_is_damaged(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(OLE + bytes(range(256)) * 8)
    refused(path, "damaged or was cut off")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.xlsx", b"", "the file is empty"),
        ("a.pdf", b"%PDF-1.7", "cannot be read as a table"),
        ("a", b"request\nx\n", "cannot be read as a table"),
        (
            "a.xls",
            b"<html><table><tr><td>request</td></tr></table></html>",
            "web page or XML with the ending .xls",
        ),
        ("a.xls", b"\n<!-- x --> <META charset=utf-8><table>", "web page"),
        ("a.csv", b"<!DOCTYPE html><html></html>", "web page"),
        ("a.csv", b"PK\x03\x04rest", "Give it the ending .xlsx"),
        ("a.csv", OLE + b"rest", "old workbook"),
        ("a.csv", b"%PDF-1.7 rest", "binary file"),
        ("a.csv", b"request\n\x00\x01\x02\x03\n", "binary file"),
        ("a.csv", bytes(range(1, 32)) * 8, "binary file"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n\0\0", "not a workbook"),
        ("a.xlsx", b"PK\x03\x04rest", "damaged or was cut off"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    refused(path, words)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_text_with_the_ending_of_a_workbook_is_read_and_said(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"request,votes\nExport,1\n")
    table = read(path)
    assert list(table.rows) == [("Export", "1")]
    ending = path.suffix
    assert f"the ending {ending} is wrong: by its content the file is delimited text" in table.notes


def test_a_workbook_with_the_ending_of_another_is_read_and_said(tmp_path):
    rows = f'<row r="1">{text("A1", "request")}</row><row r="2">{text("A2", "Export")}</row>'
    table = read(workbook(tmp_path / "a.xls", rows))
    assert list(table.rows) == [("Export",)]
    assert table.kind == "xlsx"
    assert "the ending .xls is wrong: by its content the file is .xlsx" in table.notes


def test_a_missing_file_and_a_folder(tmp_path):
    refused(tmp_path / "nothing.csv", "there is no such file")
    (tmp_path / "folder.csv").mkdir()
    refused(tmp_path / "folder.csv", "this is a folder")


def test_a_name_no_system_takes_is_one_sentence(tmp_path):
    for name in ("a\0b.csv", "x" * 5000 + ".csv"):
        with pytest.raises(FeatureCheckError, match=r"there is no such file|cannot be opened"):
            read(tmp_path / name)


def test_a_zip_without_a_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    refused(path, "zip archive without a workbook")


def test_a_sheet_without_text_is_empty(tmp_path):
    refused(workbook(tmp_path / "a.xlsx", '<row r="1"><c r="A1"/></row>'), "no visible sheet holds any text")


def test_a_text_no_cell_can_hold_is_refused(tmp_path):
    long = "".join(str(number) for number in range(900_000))  # 5 MB, and not as compressible as a bomb
    refused(
        workbook(tmp_path / "a.xlsx", f'<row r="1">{text("A1", long)}</row>'), "a text of more than 4 MiB"
    )


def test_a_row_number_hidden_behind_a_long_tag_or_another_name_is_seen(tmp_path):
    rows = f"<row {' ' * 100_000} r='2000000000'>{text('A2', 'x')}</row>"
    refused(workbook(tmp_path / "a.xlsx", rows), "a row beyond 1,048,576")
    other = {"xl/media/picture.png": "<worksheet><row r='2000000000'/></worksheet>"}
    refused(workbook(tmp_path / "b.xlsx", "", **other), "a row beyond 1,048,576")


def test_a_part_in_two_byte_text_is_refused(tmp_path):
    part = {"xl/worksheets/sheet2.xml": "<worksheet/>".encode("utf-16")}
    refused(workbook(tmp_path / "a.xlsx", "", **part), "damaged")


def binary_workbook(path, records):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
        archive.writestr("xl/worksheets/sheet1.bin", records)
    return path


def record(kind, place, size=8):
    return bytes([kind, size]) + place.to_bytes(4, "little") + b"\0" * (size - 4)


def test_two_cells_far_apart_in_a_binary_workbook_are_refused(tmp_path):
    records = record(0, 0) + record(2, 0) + b"\x94\x01\x04wide" + record(0, 1_048_575) + record(7, 16_383)
    refused(binary_workbook(tmp_path / "a.xlsb", records), "1,048,576 rows by 16,384 columns")


@pytest.mark.parametrize("records", [b"", record(0, 0)[:-2], b"\x00", b"\x94"])
def test_a_binary_workbook_that_is_cut_off_is_damaged(tmp_path, records):
    refused(binary_workbook(tmp_path / "a.xlsb", records), "damaged")
