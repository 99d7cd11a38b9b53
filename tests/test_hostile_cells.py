"""Whatever stands in a cell arrives as text and leaves as text: page, sheets, list, JSON and terminal."""

import csv
import html.parser
import io
import json
import re
import unicodedata
import zipfile
from types import SimpleNamespace
from xml.sax.saxutils import escape, quoteattr

import office
import openpyxl
import pytest
import xlsxwriter
from cli_helpers import call
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.sheets.out.safe import CUT, LONGEST_CELL, cell_text, escaped
from featurecheck.sheets.out.writing import new_workbook, write_text

BREAKS_OUT = '<r></t></is></c><c r="B1"><f>1+1</f></c></r>'
CONTROLS = ["a\x1b[31mred", "ring\x07", "c1\x80\x9b2J\x9d", "del\x7f"]
PAYLOADS = [
    '=HYPERLINK("http://x.example","y")',
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+49 30 1234",
    "-2+3",
    "{=1+1}",
    "\t=2+2",
    "\r=3+3",
    "\uff1d1+1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "]]></script><svg onload=alert(1)>",
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "../../etc/passwd",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "back\u202efdp",
    "zero\u200bwidth\ufeff.",
    "_x0041_",
    "&lt b&gt &amp",
    BREAKS_OUT,
    "</r></si><si><t>new",
    "00042",
    "1/2",
    "TRUE",
    "x" * 40_000,
]
TEXT_COLUMNS = (
    "id",
    "request",
    "description",
    "competitor",
    "requesters",
    "status",
    "requested_on",
    "consequences",
    "users source",
    "users ask",
)
HEADER = (*TEXT_COLUMNS, "users", "build_cost")
SHEET = "=1+1"
STARTERS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def lines():
    """One request a payload in every text column, and one with the payload where a number belongs."""
    for payload in [*PAYLOADS, *CONTROLS]:
        yield [payload] * len(TEXT_COLUMNS) + ["5 to 10", "60k to 90k"]
        yield [f"bad {payload}"] + ["Plain"] * (len(TEXT_COLUMNS) - 1) + [f"no {payload}", "60k to 90k"]


def as_csv(path):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *lines()])
    return path


def as_xlsx(path):
    plain = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    with xlsxwriter.Workbook(path, plain) as book:
        sheet = book.add_worksheet(SHEET)
        for number, line in enumerate([HEADER, *lines()]):
            for at, text in enumerate(line):
                if text.startswith("<r>"):  # this writer would take it for its own markup
                    sheet.write_rich_string(number, at, "<", book.add_format(), text[1:])
                else:
                    sheet.write_string(number, at, text[:LONGEST_CELL])
    return path


def as_ods(path):
    def cell(text):
        parts = "".join(f"<text:p>{escape(part)}</text:p>" for part in re.split("[\r\n]", text))
        return f'<table:table-cell office:value-type="string">{parts}</table:table-cell>'

    writable = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML has no letters for these
    rows = "".join(
        f"<table:table-row>{''.join(cell(writable.sub('', text)) for text in line)}</table:table-row>"
        for line in [HEADER, *lines()]
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table "
            f"table:name={quoteattr(SHEET)}>{rows}</table:table></office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


@pytest.fixture(scope="module", params=[as_csv, as_xlsx, as_ods], ids=["csv", "xlsx", "ods"])
def batch(request, tmp_path_factory):
    """The hostile sheet, evaluated; its name is hostile too."""
    folder = tmp_path_factory.mktemp("hostile")
    ending = request.param.__name__.removeprefix("as_")
    path = request.param(folder / f"a\x1b[31mb=1+1.{ending}")
    done = call("batch", path.name, "--output", "out", "-v", cwd=folder)
    assert done.code == 4
    found = json.loads((folder / "out/evaluation.json").read_text(encoding="utf-8"))
    return SimpleNamespace(done=done, folder=folder, out=folder / "out", found=found, ending=ending)


def arrived(payload, ending):
    """A cell's text as it is kept: without blanks around it; what a file cannot hold cannot arrive."""
    text = payload[:LONGEST_CELL] if ending == "xlsx" else payload
    if ending == "ods":
        text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text.replace("\r", "\n"))
    return text.strip()


def obeyed(text):
    """Letters that a terminal would obey or that change what is read."""
    return [
        letter
        for letter in text
        if letter != "\n" and unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp", "Cs"}
    ]


def listed(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_every_payload_arrives_letter_by_letter(batch):
    wanted = [arrived(payload, batch.ending) for payload in [*PAYLOADS, *CONTROLS]]
    requests = batch.found["requests"]
    for name in ("id", "request", "description", "competitor", "status", "requested_on", "consequences"):
        assert [one[name] for one in requests] == wanted, name
    users = [one["parameters"]["users"] for one in requests]
    assert [one["ask"] for one in users] == wanted
    assert [";".join(one["source"]) for one in users] == wanted


def test_every_payload_that_should_be_a_number_is_named_with_its_cell(batch):
    cells = {one["cell"]: one["found"] for one in batch.found["problems"] if one["severity"] == "error"}
    letter = "K"
    for number, payload in enumerate([*PAYLOADS, *CONTROLS]):
        found = cells[f"{letter}{2 * number + 3}"]
        assert found.startswith("no ")
        assert found[:20] in arrived(f"no {payload}", batch.ending)


class Page(html.parser.HTMLParser):
    """Everything that is no text in a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.targets, self.scripts, self.words = set(), set(), [], [], []
        self.inside = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.targets += [text for name, text in attrs if name in {"href", "src", "action"}]

    def handle_endtag(self, _tag):
        self.inside = None

    def handle_data(self, data):
        (self.scripts if self.inside in {"script", "style"} else self.words).append(data)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    """The page of sheets that hold nothing hostile, in every way a page may be laid out."""
    folder = tmp_path_factory.mktemp("harmless")
    with (folder / "a.csv").open("w", newline="") as file:
        rows = [[f"Plain {number}"] * len(TEXT_COLUMNS) + ["5 to 10", "60k to 90k"] for number in range(40)]
        csv.writer(file).writerows([HEADER, *rows, ["x"] * len(TEXT_COLUMNS) + ["many", "60k"]])
    call("batch", "a.csv", "--output", "out", cwd=folder)
    return Page((folder / "out/report.html").read_text(encoding="utf-8"))


def test_the_page_has_no_element_attribute_target_or_script_from_a_cell(batch, harmless):
    page = Page((batch.out / "report.html").read_text(encoding="utf-8"))
    assert page.tags <= harmless.tags
    assert page.attributes <= harmless.attributes
    assert {target for target in page.targets if not target.startswith("#")} <= {"data:,"}
    assert page.scripts == harmless.scripts
    words = "".join(page.words)
    for payload in ("<script>alert(1)</script>", "{{7*7}}", "${7*7}", '=HYPERLINK("http://x.example","y")'):
        assert payload in words
    assert "49" not in {word.strip() for word in page.words}
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", words)


def test_the_list_holds_no_formula_and_every_text(batch):
    rows = {row["id"].replace("'", ""): row for row in listed(batch.out / "results.csv")}
    for payload in [*PAYLOADS, *CONTROLS]:
        text = cell_text(arrived(payload, batch.ending))
        row = rows[text.replace("'", "")]
        for name in ("id", "request", "competitor", "requesters", "status"):
            assert row[name].replace("'", "") == text.replace("'", "")
            assert row[name].lstrip(" \u00a0")[:1] not in set(STARTERS)


def test_the_other_lists_hold_no_formula_either(batch):
    rows = listed(batch.out / "problems.csv")
    assert len(rows) == len(batch.found["problems"])
    for row in rows + [row for path in batch.out.glob("duplicates.csv") for row in listed(path)]:
        assert not any(cell.lstrip(" \u00a0")[:1] in set(STARTERS) for cell in row.values() if cell)
    if batch.ending != "csv":
        assert {row["sheet"] for row in rows} == {"'=1+1"}


def test_the_workbook_holds_texts_and_neither_formula_nor_link(batch):
    with zipfile.ZipFile(batch.out / "results.xlsx") as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert not re.search(rb"<f[ >]|<hyperlink |relationships/hyperlink|externalLink|ddeLink", part), (
                name
            )
        assert b"1+1" not in archive.read("docProps/core.xml") + archive.read("xl/workbook.xml")
    book = openpyxl.load_workbook(batch.out / "results.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    names = {sheet.title for sheet in book}
    assert names <= {"Results", "Answers", "Policy", "Problems", "Summary", "Plan"}
    found = {line[0].value: line for line in book["Results"].iter_rows(min_row=2)}
    for payload in [*PAYLOADS, *CONTROLS]:
        text = cell_text(arrived(payload, batch.ending))
        assert text in found
        assert found[text][1].data_type == "s"
        assert found[text][1].value == text


def test_the_terminal_obeys_none_of_it(batch):
    assert obeyed(batch.done.out) == []
    assert obeyed(batch.done.err) == []
    assert "[31mb=1+1" in batch.done.err


def test_no_file_is_named_after_a_cell(batch):
    names = {path.name for path in batch.folder.rglob("*")}
    outputs = {"report.html", "results.xlsx", "results.csv", "evaluation.json", "problems.csv"}
    assert names - {"duplicates.csv"} == {"out", f"a\x1b[31mb=1+1.{batch.ending}"} | outputs


def opened_by_libreoffice(path, folder):
    with zipfile.ZipFile(office.converted(path, "ods", folder)) as archive:
        return archive.read("content.xml").decode()


def paragraphs(content):
    return {
        re.sub("<[^>]+>", "", part)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&apos;", "'")
        .replace("&amp;", "&")
        for part in re.findall(r"<text:p>(.*?)</text:p>", content, re.DOTALL)
    }


def test_libreoffice_computes_nothing_and_links_nowhere(tmp_path):
    call("batch", as_csv(tmp_path / "a.csv").name, "--output", "out", cwd=tmp_path)
    for name in ("results.xlsx", "results.csv"):
        content = opened_by_libreoffice(tmp_path / "out" / name, tmp_path / name[-3:])
        assert "table:formula" not in content
        assert "<text:a " not in content
        shown = {text.lstrip("'") for text in paragraphs(content)}
        for payload in (
            "=1+1",
            "@SUM(1+1)",
            "-2+3",
            '=HYPERLINK("http://x.example","y")',
            "_x0041_",
            BREAKS_OUT,
        ):
            assert payload in shown, (name, payload)
        assert not {"2", "y", "Err:508"} & shown - {"2"}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    "payload",
    [*PAYLOADS, *CONTROLS, "<r></r>", "<r>a</r>", "\ud800", "\U0001f600" * 20_000],
    ids=lambda text: ascii(text)[:30],
)
def test_a_text_written_into_any_workbook_is_read_back_as_written(tmp_path, payload, streamed):
    target = io.BytesIO()
    with new_workbook(target, tmp_path if streamed else None) as book:
        sheet = book.add_worksheet()
        assert write_text(sheet, (0, 0), payload, book.add_format()) == cell_text(payload)
        sheet.write_comment(0, 0, cell_text(payload))
    sheet = openpyxl.load_workbook(target).active
    assert (sheet.max_row, sheet.max_column) == (1, 1)
    assert (sheet["A1"].data_type, sheet["A1"].hyperlink) == ("s", None)
    assert read_back(sheet["A1"].value) == cell_text(payload)
    assert len(sheet["A1"].value.encode("utf-16-le")) <= 2 * LONGEST_CELL


def read_back(text):
    """A reader of these files undoes this escape; this one does so for shared texts only."""
    return text.replace("_x000D_", "\r").replace("_x005F_", "_")


def test_a_cut_text_ends_in_words_that_say_so_and_in_a_whole_letter():
    text = cell_text("\U0001f600" * 20_000)
    assert text.endswith("\U0001f600" + CUT)
    assert len(text.encode("utf-16-le")) <= 2 * LONGEST_CELL


@given(st.text(alphabet=st.one_of(st.sampled_from("=+-@;\t\r\n '0129.,%\u00a0\uff1d"), st.characters())))
def test_no_escaped_text_starts_a_formula_anywhere_a_program_may_cut_it(text):
    done = escaped(text)
    for part in re.split(r"[;\t\r\n]", done):
        begins = part.lstrip(" \u00a0")
        number = re.fullmatch(r"[+-]\d+(?:[.,]\d+)*(?: ?%)?[ \u00a0]*", begins)
        assert number or begins[:1] not in set(STARTERS) - set("\t\r\n")
    assert done.replace("'", "") == cell_text(text).replace("'", "")


def test_what_follows_a_separator_of_other_countries_is_no_formula():
    assert escaped("Acme;=1+1;x") == "Acme;'=1+1;x"
    assert escaped("one\n=cmd|x") == "one\n'=cmd|x"
    assert escaped("Acme; -5; 3") == "Acme; -5; 3"
