"""Comments on the cells of a workbook: read, kept beside the answer they explain, and never silently lost."""

import json
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from cli_helpers import call
from hypothesis import given
from hypothesis import strategies as st
from office import converted
from openpyxl.comments import Comment

from featurecheck.sheets.books import capped, comments, workbooks
from featurecheck.sheets.books.comment_texts import LONGEST_COMMENT, cut, plain
from featurecheck.sheets.cells import letter
from featurecheck.sheets.limits import memory_is_limited
from featurecheck.sheets.requests.requests_sheet import requests_from_table
from featurecheck.sheets.tables import read

ROWS = [
    ["request", "users", "users source", "like", "owner"],
    ["Bulk export", 500, "wiki", "fine", "Maria"],
    ["Dark mode", "dk", None, "love", "Jo"],
]
MARCH = "from the NPS interviews, March"
THREAD = (
    "[Kommentarthread]\n\nIhre Version von Excel gestattet das Lesen.\n"
    "Weitere Informationen: https://go.microsoft.com/fwlink/?linkid=870924\n\n"
    "Kommentar:\n    from the panel\nof May\nAntworten:\n    all regions?"
)


@pytest.fixture
def commented(tmp_path):
    """Write the rows with comments given as cell -> text, as openpyxl writes them."""

    def write(said, rows=ROWS, name="answers.xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cell, text in said.items():
            book.active[cell].comment = Comment(text, "Somebody")
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def written(tmp_path):
    """Write the rows with comments given as cell -> text, as xlsxwriter writes them."""

    def write(said, rows=ROWS, name="written.xlsx"):
        with xlsxwriter.Workbook(tmp_path / name) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for cell, text in said.items():
                sheet.write_comment(cell, text, {"author": "Somebody"})
        return tmp_path / name

    return write


def with_part(path, change):
    """Rewrite the part that holds the comments."""
    changed = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            is_it = re.search(r"comments?\d*\.xml$", info.filename)
            new.writestr(info.filename, change(data) if is_it else data)
    return changed


def notes(found):
    return " | ".join(found.inputs[0].notes)


def test_a_comment_on_an_answer_is_its_source(commented):
    found = requests_from_table(read(commented({"B2": MARCH, "D3": "support tickets"})))
    assert found.columns["users source"] == [f"wiki; {MARCH}", ""]
    assert found.columns["like source"] == ["", "support tickets"]
    assert found.columns["users"] == ["500", "dk"]
    assert "2 cell comments were taken as the source of an answer: B2, D3" in notes(found)


def test_a_comment_on_the_source_or_the_evidence_is_a_source_too(commented):
    rows = [["request", "users", "users source", "users evidence"], ["Export", 5, "", "measured"]]
    found = requests_from_table(read(commented({"C2": "wiki", "D2": "our panel"}, rows)))
    assert found.columns["users source"] == ["wiki; our panel"]
    assert found.columns["users evidence"] == ["measured"]


def test_a_comment_on_effort_is_the_source_of_the_effort(commented):
    rows = [["request", "effort"], ["Export", "6 weeks"]]
    found = requests_from_table(read(commented({"B2": "architects' estimate"}, rows)))
    assert found.columns["effort source"] == ["architects' estimate"]


def test_a_comment_on_another_column_becomes_a_line_of_the_description(commented):
    rows = [["request", "description", "votes"], ["Export", "as csv", 3], ["Dark mode", None, 4]]
    found = requests_from_table(read(commented({"A3": "and\nlight", "B2": "or xlsx", "C2": "doubled"}, rows)))
    assert found.columns["description"] == [
        "as csv\nComment: or xlsx\nComment on votes: doubled",
        "Comment: and\nlight",
    ]
    assert "3 cell comments were added to the description: B2, C2, A3" in notes(found)


def test_a_description_of_html_is_plain_text_before_a_comment_joins_it(commented):
    rows = [["request", "description"], ["Export", "<p>as <b>csv</b></p>"]]
    found = requests_from_table(read(commented({"B2": "<b>or</b> xlsx"}, rows)))
    assert found.columns["description"] == ["as csv\nComment: <b>or</b> xlsx"]


def test_a_comment_where_nothing_is_read_is_told_with_its_cell(commented):
    rows = [["id", *ROWS[0]], ["EXAMPLE", *ROWS[1]], [None, *ROWS[2]]]
    found = requests_from_table(read(commented({"F3": "left in May", "C2": "an example", "H9": "bye"}, rows)))
    assert "2 cell comments were not used (row or column not read): C2, F3" in notes(found)
    assert "1 cell comment beside the table was not used: H9" in notes(found)
    assert "description" not in found.columns


def test_the_author_is_left_out_unless_the_text_names_one(commented):
    table = read(commented({"B2": MARCH, "B3": "Jo:\nask Maria"}))
    assert table.comments == {(2, 1): MARCH, (3, 1): "Jo:\nask Maria"}
    assert "Somebody" not in str(requests_from_table(table))


def test_a_sheet_without_comments_has_none_and_says_nothing(commented):
    table = read(commented({}))
    assert table.comments == {}
    assert "comment" not in " ".join(table.notes)


def test_comments_on_the_header_explain_columns_and_cost_no_second_look(commented, monkeypatch):
    monkeypatch.setattr(capped.Source, "comments", lambda *_: pytest.fail("nobody needs them"))
    table = read(commented({"A1": "what is wanted", "B1": "how many users"}))
    assert table.comments == {}
    assert "comment" not in " ".join(table.notes)


def test_the_workbook_to_fill_in_costs_no_second_look(tmp_path, monkeypatch):
    monkeypatch.setattr(capped.Source, "comments", lambda *_: pytest.fail("nobody needs them"))
    done = call("sheet", "new", tmp_path / "new.xlsx", cwd=tmp_path)
    assert done.code == 0, done.err
    with zipfile.ZipFile(tmp_path / "new.xlsx") as archive:
        assert any("comments" in name for name in archive.namelist())
    assert read(tmp_path / "new.xlsx").comments == {}


def test_rows_and_columns_are_those_of_the_table_below_a_title(commented):
    rows = [["Requests of May"], [], [None, "request", None, "users"], [None, "Export", None, 5], []]
    table = read(commented({"D4": MARCH, "B3": "head", "A1": "title"}, rows))
    assert table.header == ("request", "users")
    assert table.comments == {(4, 1): MARCH}


def test_only_the_comments_of_the_sheet_that_is_read_are_taken(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as book:
        for name, said in (("Other", "wrong"), ("Requests", "right")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["request", "users"] if name == "Requests" else ["a", "b"])
            sheet.write_row(1, 0, ["x", 1])
            sheet.write_comment("B2", said)
    assert read(tmp_path / "two.xlsx").comments == {(2, 1): "right"}
    assert read(tmp_path / "two.xlsx", sheet="Other").comments == {(2, 1): "wrong"}


def test_what_xlsxwriter_writes_is_read(written):
    assert read(written({"B2": MARCH, "D3": "a\nb <c> & d"})).comments == {
        (2, 1): MARCH,
        (3, 3): "a\nb <c> & d",
    }


@pytest.mark.parametrize("ending", ["xlsx", "xlsm"])
def test_what_libreoffice_saved_is_read(commented, tmp_path, ending):
    path = converted(commented({"B2": MARCH, "D3": "=1+1"}), "xlsx", tmp_path / "out")
    path = path.rename(path.with_suffix(f".{ending}"))
    assert read(path).comments == {(2, 1): MARCH, (3, 3): "=1+1"}


def test_a_thread_keeps_its_remarks_and_not_the_advertisement(commented):
    table = read(commented({"B2": THREAD}))
    assert table.comments == {(2, 1): "from the panel\nof May\nall regions?"}


def test_a_thread_in_an_unknown_form_is_kept_whole():
    text = "see https://go.microsoft.com/fwlink/?linkid=870924 for it"
    assert plain(text) == text


def test_formatted_runs_are_one_text(written):
    runs = (
        b"<text><r><rPr><b/><sz val='9'/></rPr><t xml:space='preserve'>Jo: </t></r><r><t>ask</t></r></text>"
    )
    path = with_part(
        written({"B2": "x"}), lambda data: re.sub(rb"<text>.*</text>", runs, data, flags=re.DOTALL)
    )
    assert read(path).comments == {(2, 1): "Jo: ask"}


def test_a_comment_of_an_unknown_form_is_told_and_the_others_are_read(written):
    path = with_part(
        written({"B2": "x", "B3": "good"}),
        lambda data: re.sub(rb"<text>", b"<text><r><rPr><sz val='huge'/></rPr></r>", data, count=1),
    )
    table = read(path)
    assert table.comments == {(3, 1): "good"}
    assert "1 cell comment could not be read: B2" in table.notes


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example","x")',
        "@SUM(A1)",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "../../etc/passwd",
        "\u202egnp.exe",
        "_x0007_bell and _x001B_[31m",
    ],
)
def test_hostile_text_arrives_as_text(written, text):
    table = read(written({"B2": text}))
    assert table.comments == {(2, 1): text}
    assert requests_from_table(table).columns["users"] == ["500", "dk"]


def test_control_characters_do_not_reach_the_terminal(written, tmp_path):
    path = with_part(
        written({"B2": "ESC[31mredBELL", "A2": "ESC[2J"}),
        lambda data: data.replace(b"ESC", b"_x001B_").replace(b"BELL", b"_x0007_"),
    )
    assert read(path).comments == {(2, 0): "\x1b[2J", (2, 1): "\x1b[31mred\x07"}
    for form in ("text", "json", "csv"):
        done = call("sheet", "read", path, "--format", form, cwd=tmp_path)
        assert done.code == 0, done.err
        assert not {"\x1b", "\x07"} & {*done.out, *done.err}


def test_a_comment_of_ten_megabytes_is_cut_where_everybody_sees_it(written):
    path = with_part(written({"B2": "LONG"}), lambda data: data.replace(b"LONG", b"banana " * 1_500_000))
    text = read(path).comments[2, 1]
    assert text.startswith("banana banana")
    assert text.endswith("\u2026 [cut: a comment of 10,499,999 characters]")
    assert len(text) < LONGEST_COMMENT + 60


def test_comments_of_more_than_twenty_megabytes_are_left_and_told(written):
    noise = b"".join(b"%d " % (n * n) for n in range(1_700_000))
    table = read(with_part(written({"B2": "LONG"}), lambda data: data.replace(b"LONG", noise)))
    assert len(table.rows) == 2
    assert table.comments == {}
    assert "the comments on cells were not read: they take more than 20 MiB" in " ".join(table.notes)


def test_a_comment_on_the_last_cell_there_is_costs_no_grid(written):
    table = read(written({"XFD1048576": "far"}))
    assert len(table.rows) == 2
    assert table.comments == {}
    assert "1 cell comment beside the table was not used: XFD1048576" in table.notes


@pytest.mark.parametrize("address", [b"B0", b"XXXX2", b"B2:C3", b"", b"B99999999", b"\xc3\x84 2", b"-1"])
def test_an_address_that_no_cell_has_is_told(written, address):
    path = with_part(
        written({"B2": "x", "B3": "good"}), lambda data: data.replace(b'"B2"', b'"' + address + b'"')
    )
    table = read(path)
    assert table.comments == {(3, 1): "good"}
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"</comment>", b"</commend>"),
        lambda data: data.replace(b"x</t>", b"&unknown;</t>"),
        lambda data: data.replace(
            b"<comments", b" " * 1_100_000 + b"<!DOCTYPE a [<!ENTITY b 'c'>]><comments"
        ),
        lambda data: data.replace(b"<commentList>", b"<commentList>\xff\xfe"),
    ],
)
def test_a_broken_part_loses_no_table_and_is_told(written, change):
    table = read(with_part(written({"B2": "x"}), change))
    assert [row[0] for row in table.rows] == ["Bulk export", "Dark mode"]
    assert table.comments == {}
    assert "the comments on cells were not read: their part of the workbook is damaged" in " ".join(
        table.notes
    )


def test_a_missing_part_loses_no_table_and_is_told(commented):
    path = commented({"B2": "x"})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_name("lost.xlsx"), "w") as new:
        for info in old.infolist():
            if not info.filename.endswith("comment1.xml"):
                new.writestr(info.filename, old.read(info))
    table = read(path.with_name("lost.xlsx"))
    assert len(table.rows) == 2
    assert "the comments on cells were not read" in " ".join(table.notes)


@pytest.mark.parametrize("reason", ["memory", "slow", "died"])
def test_however_the_process_ends_the_table_is_there(commented, monkeypatch, reason):
    def ended(*_):
        raise capped.NotReadError(reason)

    monkeypatch.setattr(capped.Source, "comments", ended)
    table = read(commented({"B2": "x"}))
    assert len(table.rows) == 2
    assert comments.not_read(reason) in table.notes


@pytest.mark.skipif(not memory_is_limited(), reason="this system limits no process's memory")
def test_the_child_really_ends_when_memory_is_short_and_the_table_stays(written, monkeypatch):
    many = b"".join(
        b'<comment ref="B%d" authorId="0"><text><r><t>a</t></r></text></comment>' % row
        for row in range(2, 200_000)
    )
    path = with_part(
        written({"B2": "x"}), lambda data: data.replace(b"<commentList>", b"<commentList>" + many)
    )
    monkeypatch.setattr(workbooks, "memory_for", lambda _: 72 << 20)
    table = read(path)
    assert len(table.rows) == 2
    assert comments.not_read("memory") in table.notes


def test_without_a_process_they_are_read_here(commented, monkeypatch):
    monkeypatch.setattr(capped, "interpreter", lambda: None)
    assert read(commented({"B2": MARCH})).comments == {(2, 1): MARCH}


def test_several_comments_on_one_cell_are_all_kept(written):
    path = with_part(written({"B2": "one", "B3": "two"}), lambda data: data.replace(b'"B3"', b'"b2"'))
    assert read(path).comments == {(2, 1): "one\ntwo"}


def test_the_json_of_sheet_read_names_them_among_the_decisions(commented, tmp_path):
    done = call("sheet", "read", commented({"B2": MARCH}), "--format", "json", cwd=tmp_path)
    assert done.code == 0, done.err
    decisions = " | ".join(json.loads(done.out)["decisions"])
    assert "1 cell comment was taken as the source of an answer: B2" in decisions


@given(st.text(max_size=60), st.integers(1, 1_048_576), st.integers(0, 16_383))
def test_an_address_is_where_its_letters_and_digits_say(noise, row, column):
    cell = f"{letter(column)}{row}"
    found = comments.placed([(cell, "x"), (f"{noise}!", "y")], 0, [row], [letter(column)])
    assert found.texts == {(row, 0): "x"}
    assert f"1 cell comment found in the table: {cell}" in found.notes
    assert any(note.startswith("1 cell comment beside the table was not used") for note in found.notes)


@given(st.text(max_size=3 * LONGEST_COMMENT))
def test_a_text_is_kept_whole_or_visibly_cut(text):
    kept = cut(text)
    assert kept == text or (len(text) > LONGEST_COMMENT and kept.endswith("characters]"))
    assert len(kept) <= LONGEST_COMMENT + 60


@given(st.lists(st.text("ab \u00e9\U0001f600", min_size=1).map(str.strip).filter(bool), min_size=1))
def test_every_remark_of_a_thread_is_kept_in_any_language(remarks):
    said = "".join(f"\n{word}:\n    {remark}" for word, remark in zip("\u00c4BC" * 99, remarks, strict=False))
    thread = f"[Fil]\n\nhttps://go.microsoft.com/fwlink/?linkid=870924\n{said}"
    assert plain(thread).split("\n") == remarks[: 3 * 99]
