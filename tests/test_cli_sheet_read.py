"""`sheet read`: what was understood in words, for programs and as rows, and the cells as they stand in the file."""

import csv
import io
import json
import os
import stat

import openpyxl
import pexpect
import pytest
import xlsxwriter
from cli_helpers import COMMAND, call, files, process, sheet, surroundings
from hypothesis import given, settings
from hypothesis import strategies as st

POLLUTED = (
    "Quarterly report\nExported on 2026-01-01\n\nid;request;users;votes;requested_on;notes\n"
    "1;Export;5-10;3;05/06/2026;a\n2;Import;10-20;4;06/07/2026\n\n"
    "id;request;users;votes;requested_on;notes\n3;Offline mode;10-20;1;13/02/2026;b\n;;7;;;\n\n"
    "Grand Totals (5 records)\nConfidential Information - Do Not Distribute\n"
)
CONTROLS = "\x1b]0;owned\x07\x1b[31mred\u202edetrever"


@pytest.fixture
def polluted(tmp_path):
    (tmp_path / "polluted.csv").write_text(POLLUTED, encoding="utf-8")
    return tmp_path


def book(path, **sheets):
    """Write a workbook; the sheets are lists of rows."""
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            found = made.add_worksheet(name)
            for at, row in enumerate(rows):
                found.write_row(at, 0, row)
    return path


def read_as_json(*arguments, cwd, code=0, **more):
    done = call("sheet", "read", *arguments, "--format", "json", cwd=cwd, **more)
    assert done.code == code, done.err
    return json.loads(done.out)


def test_in_words_it_says_the_kind_the_columns_the_rows_and_every_decision(polluted):
    done = call("sheet", "read", "polluted.csv", cwd=polluted)
    assert done.code == 4
    lines = done.out.splitlines()
    assert lines[0] == "polluted.csv: requests."
    assert "Columns not used: 'notes'" in lines
    assert "Rows: 13 in the file, 3 read." in lines
    assert "  not read: 2 (above the header; rows 1 to 2)" in lines
    assert "  not read: 3 (blank; rows 3, 7, 11)" in lines
    assert "  not read: 1 (header again; row 8)" in lines
    assert "  not read: 1 (no request in it; row 10)" in lines
    assert "  not read: 2 (footer; rows 12 to 13)" in lines
    assert "  row 6 has fewer cells than the header; the missing ones are read as empty" in lines
    assert "  requested_on: dates were read day first, as '13/02/2026' shows" in lines
    assert "polluted.csv, cell B10: found no request, but '7' in the row" in done.err


def test_for_programs_it_says_the_same_and_the_rows_add_up(polluted):
    found = read_as_json("polluted.csv", cwd=polluted, code=4)
    rows = found["rows"]
    assert found["kind"] == "requests"
    assert (rows["in_file"], rows["header"], rows["read"], rows["merged"]) == (13, 1, 3, 0)
    assert rows["in_file"] == rows["header"] + rows["read"] + sum(one["count"] for one in rows["skipped"])
    assert [one["header"] for one in found["columns"]] == ["id", "request", "requested_on", "votes", "users"]
    assert [one["cell"] for one in found["problems"] if one["severity"] == "error"] == ["B10"]


def test_as_csv_it_prints_the_rows_under_the_declared_names_and_no_formula(tmp_path):
    (tmp_path / "jira.csv").write_text(
        "Summary,Issue key,Issue id,Status,Created\n=1+1,PX-1,7,@SUM(A1),25/Feb/26 10:17 PM\n-5,PX-2,8,+49 30 1234,\n"
    )
    done = call("sheet", "read", "jira.csv", "--format", "csv", cwd=tmp_path)
    assert done.code == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["request"] for row in rows] == ["'=1+1", "-5"]
    assert [row["status"] for row in rows] == ["'@SUM(A1)", "'+49 30 1234"]
    assert [row["requested_on"] for row in rows] == ["2026-02-25", ""]


def test_raw_prints_the_cells_as_they_stand_with_nothing_escaped(polluted):
    done = call("sheet", "read", "--raw", "polluted.csv", cwd=polluted)
    assert done.code == 0
    assert list(csv.reader(io.StringIO(done.out))) == [
        ["id", "request", "users", "votes", "requested_on", "notes"],
        ["1", "Export", "5-10", "3", "05/06/2026", "a"],
        ["2", "Import", "10-20", "4", "06/07/2026", ""],
        ["3", "Offline mode", "10-20", "1", "13/02/2026", "b"],
        ["", "", "7", "", "", ""],
    ]


CELL = st.one_of(
    st.sampled_from(
        ["=1+1", "@SUM(A1)", '=HYPERLINK("x")', CONTROLS, "<script>", "{{7*7}}", "00042", "NA", "TRUE"]
    ),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n\x1a"), min_size=1, max_size=8
    ).filter(lambda text: text.strip() and text == text.strip("\ufeff")),
)


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("raw")


@given(rows=st.lists(st.tuples(st.integers(1, 99), CELL, st.integers(1, 9)), min_size=3, max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_workbook_comes_out_of_raw_as_it_is(place, rows):
    found = openpyxl.Workbook()
    found.active.append(["id", "request", "votes"])
    texts = [["".join(letter for letter in text if letter >= " " or letter == "\t") for _, text, _ in rows]]
    for (number, _, votes), text in zip(rows, texts[0], strict=True):
        found.active.append([number, None, votes])
        cell = found.active.cell(found.active.max_row, 2)
        cell.value, cell.data_type = text, "s"
    found.save(place / "cells.xlsx")
    for form in ("csv", "json"):
        done = call("sheet", "read", "--raw", "cells.xlsx", "--format", form, cwd=place)
        assert done.code == 0, done.err
        read = list(csv.reader(io.StringIO(done.out, newline=""))) if form == "csv" else json.loads(done.out)
        seen = read[1:] if form == "csv" else read["rows"]
        assert [row[1] for row in seen] == texts[0]
        assert (read[0] if form == "csv" else read["header"]) == ["id", "request", "votes"]


def test_raw_as_json_holds_header_and_rows_also_where_there_are_more_than_fit_into_one_piece(tmp_path):
    sheet(tmp_path, *(f"{number},Wish {number}" for number in range(2500)), header="id,request")
    done = call("sheet", "read", "--raw", "--format", "json", "requests.csv", cwd=tmp_path)
    found = json.loads(done.out)
    assert found["header"] == ["id", "request"]
    assert found["rows"] == [[str(number), f"Wish {number}"] for number in range(2500)]


def test_a_table_without_a_header_has_none_in_raw(tmp_path):
    (tmp_path / "figures.csv").write_text("1,2\n3,4\n5,6\n")
    assert call("sheet", "read", "--raw", "figures.csv", cwd=tmp_path).out == "1,2\n3,4\n5,6\n"
    done = call("sheet", "read", "--raw", "--format", "json", "figures.csv", cwd=tmp_path)
    assert json.loads(done.out) == {"header": [], "rows": [["1", "2"], ["3", "4"], ["5", "6"]]}


def test_an_empty_file_is_empty_in_raw_and_a_mistake_elsewhere(tmp_path):
    (tmp_path / "empty.csv").touch()
    raw = call("sheet", "read", "--raw", "empty.csv", cwd=tmp_path)
    assert (raw.code, raw.out, raw.err) == (0, "", "empty.csv: the file is empty.\n")
    plain = call("sheet", "read", "--raw", "--format", "json", "empty.csv", cwd=tmp_path)
    assert json.loads(plain.out) == {"header": [], "rows": []}
    done = call("sheet", "read", "empty.csv", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "empty.csv: the file is empty" in done.err


@pytest.mark.parametrize("name", ["text.csv", "book.xlsx"])
def test_standard_input_is_read_as_a_file_would_be(tmp_path, name):
    (tmp_path / "text.csv").write_text("request,users\nExport,5\n")
    book(tmp_path / "book.xlsx", Wishes=[["request", "users"], ["Export", "5"]])
    data = (tmp_path / name).read_bytes()
    piped = read_as_json("-", cwd=tmp_path, stdin=data)
    named = read_as_json(name, cwd=tmp_path)
    assert piped.pop("file") == f"stdin{name[name.index('.') :]}"
    assert named.pop("file") == name
    assert piped == named
    raw = call("sheet", "read", "--raw", "-", cwd=tmp_path, stdin=data)
    assert raw.out == "request,users\nExport,5\n"


def test_nothing_on_standard_input_is_said(tmp_path):
    for arguments in (["-"], ["-", "--raw"]):
        done = call("sheet", "read", *arguments, cwd=tmp_path, stdin=b" \n")
        assert (done.code, done.out) == (2, "")
        assert "stdin: nothing came in. Pipe a table into it, or name a file." in done.err


def test_the_kind_may_be_said(tmp_path):
    (tmp_path / "customers.csv").write_text("account,users\nAcme,5\nGlobex,7\n")
    found = read_as_json("customers.csv", "--kind", "customers", cwd=tmp_path)
    assert found["kind"] == "customers"
    assert [one["name"] for one in found["columns"]] == ["account", "users"]
    assert (found["rows"]["in_file"], found["rows"]["read"]) == (3, 2)
    done = call("sheet", "read", "customers.csv", "--kind", "requests", cwd=tmp_path)
    assert done.code == 2
    assert "customers.csv: " in done.err


def test_a_header_may_be_mapped(tmp_path):
    (tmp_path / "wishes.csv").write_text("Wunsch,Nr\nExport,1\n")
    found = read_as_json("wishes.csv", "--map", "Wunsch=request", cwd=tmp_path)
    assert [(one["name"], one["header"]) for one in found["columns"]][-1] == ("request", "Wunsch")


def test_sheet_table_encoding_delimiter_and_date_order_may_be_said(tmp_path):
    rows = [["request", "votes"], ["Export", "1"]]
    book(tmp_path / "book.xlsx", Wishes=rows, Others=[["request", "votes"], ["Import", "2"], ["Fax", "3"]])
    assert read_as_json("book.xlsx", cwd=tmp_path)["sheet"] == "Wishes"
    assert read_as_json("book.xlsx", "--sheet", "others", cwd=tmp_path)["sheet"] == "Others"
    tables = "id,request,votes\n1,Export,1\n2,Import,2\n\naccount,users,brand_value\nAcme,5,7\nGlobex,6,8\n"
    (tmp_path / "two.csv").write_text(tables)
    assert read_as_json("two.csv", cwd=tmp_path)["kind"] == "requests"
    assert read_as_json("two.csv", "--table", "2", cwd=tmp_path)["kind"] == "customers"
    (tmp_path / "western.csv").write_bytes("request;votes\nGrüße;1\n".encode("cp1252"))
    raw = call(
        "sheet", "read", "--raw", "western.csv", "--encoding", "cp1252", "--delimiter", ";", cwd=tmp_path
    )
    assert raw.out == "request,votes\nGrüße,1\n"
    other = call(
        "sheet", "read", "--raw", "western.csv", "--encoding", "cp1252", "--delimiter", "comma", cwd=tmp_path
    )
    assert "Grüße;1" in other.out
    sheet(tmp_path, "Export,05/06/2026", header="request,requested_on", name="dates.csv")
    for order, day in (("day", "2026-06-05"), ("month", "2026-05-06")):
        done = call("sheet", "read", "dates.csv", "--date-order", order, "--format", "csv", cwd=tmp_path)
        assert day in done.out


MISTAKES = [
    ("sheet read nosuch.csv", "nosuch.csv: there is no such file or folder"),
    ("sheet read polluted.cvs", "Did you mean 'polluted.csv'?"),
    ("sheet read --raw polluted.cvs", "Did you mean 'polluted.csv'?"),
    ("sheet read folder", "folder: this is a folder, not a file"),
    ("sheet read wish.toml", "wish.toml: this kind of file cannot be read as a table"),
    ("sheet read fifo", "fifo: this is not a regular file"),
    ("sheet read polluted.csv --table 0", "0 is not in the range"),
    ("sheet read polluted.csv --table 3", "polluted.csv: it holds one table, so there is no table 3"),
    ("sheet read polluted.csv --sheet X", "it has no sheet 'X'. Leave the sheet out"),
    ("sheet read polluted.csv --encoding klingon", "'klingon' is no known encoding"),
    ("sheet read polluted.csv --delimiter ab", "'ab' is not one character. Write for example"),
    ("sheet read polluted.csv --date-order daay", "Did you mean 'day'?"),
    ("sheet read polluted.csv --kind custmers", "Did you mean 'customers'?"),
    ("sheet read polluted.csv --format xml", "'xml' is not one of text, json, csv"),
    ("sheet read polluted.csv --map Nr=request", "polluted.csv: --map: the sheet has no column 'Nr'"),
    ("sheet read polluted.csv --map request=reqest", "Did you mean 'request'?"),
    ("sheet read --raw polluted.csv --kind requests", "Leave --kind or --raw away"),
    ("sheet read --raw polluted.csv --map a=request", "Leave --map or --raw away"),
    ("sheet read --raw polluted.csv --date-order day", "Leave --date-order or --raw away"),
    ("sheet read --raw polluted.csv --format text", "Write --format csv or json, or leave --raw away"),
    ("sheet read", "Missing argument 'FILE'"),
    ("sheet read polluted.csv other.csv", "unexpected extra argument (other.csv)"),
    ("sheet reed polluted.csv", "Did you mean 'read'?"),
]


@pytest.mark.parametrize(("typed", "said"), MISTAKES)
def test_a_mistake_is_answered_with_a_sentence_and_nothing_on_standard_output(polluted, typed, said):
    (polluted / "folder").mkdir()
    (polluted / "wish.toml").write_text('format = 1\nrequest = "Export"\n')
    os.mkfifo(polluted / "fifo")
    done = call(*typed.split(), cwd=polluted)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert files(polluted) == ["fifo", "folder", "polluted.csv", "wish.toml"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is denied to the administrator")
def test_a_file_that_may_not_be_read_is_named(polluted):
    (polluted / "polluted.csv").chmod(stat.S_IWUSR)
    done = call("sheet", "read", "polluted.csv", cwd=polluted)
    assert done.code == 2
    assert "polluted.csv" in done.err


GAPS = [
    ("short.csv", "request,users,votes\nExport,5,3\nImport,7\nOffline,6,1\n"),
    ("long.csv", "request,users\nExport,5\nImport,7,x,y\nOffline,6\n"),
    ("error.csv", "request,users,notes\nExport,5,#REF!\nImport,7,#N/A\n"),
    ("votes.csv", "request,users,votes\nExport,5,many\nImport,7,3\n"),
    ("twice.csv", "id,request,users\nA,Export,5\nA,Import,7\n"),
]


@pytest.mark.parametrize(("name", "text"), GAPS)
def test_a_warning_does_not_change_the_exit_code_of_any_command(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    for typed in ("sheet read", "sheet check", "batch --dry-run", "sheet new --force --from"):
        done = call(*typed.split(), name, cwd=tmp_path)
        assert done.code == 0, (typed, done.err)


def test_an_error_cell_of_a_workbook_in_a_column_nobody_uses_does_not_either(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as made:
        found = made.add_worksheet("Wishes")
        found.write_row(0, 0, ["request", "users", "margin"])
        found.write_row(1, 0, ["Export", 5])
        found.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    for typed in ("sheet read", "sheet check", "batch --dry-run"):
        assert call(*typed.split(), "book.xlsx", cwd=tmp_path).code == 0


@pytest.mark.parametrize("row", [",5", "Export,lots"])
def test_a_row_that_cannot_be_evaluated_does(tmp_path, row):
    sheet(tmp_path, row, "Import,7", header="request,users")
    assert call("sheet", "check", "requests.csv", cwd=tmp_path).code == 4
    assert call("batch", "--dry-run", "requests.csv", cwd=tmp_path).code == 4


def test_hostile_cells_never_command_the_terminal(tmp_path):
    (tmp_path / "wishes.csv").write_text(
        f"request,{CONTROLS}\n{CONTROLS},x\n" + "Export,y\n" * 99, encoding="utf-8"
    )
    for arguments in (
        ["--raw"],
        ["--raw", "--format", "json"],
        ["--format", "csv"],
        ["--format", "json"],
        [],
    ):
        child = pexpect.spawn(
            str(COMMAND),
            ["sheet", "read", "wishes.csv", *arguments],
            cwd=tmp_path,
            env=surroundings(tmp_path, TERM="xterm"),
            timeout=60,
            encoding="utf-8",
        )
        seen = child.read()
        child.close()
        assert child.exitstatus == 0, seen
        assert "red" in seen
        assert not {"\x1b", "\x07", "\u202e"} & set(seen), arguments


def test_raw_into_a_pipe_keeps_what_a_terminal_may_not_see(tmp_path):
    (tmp_path / "wishes.csv").write_text(f"request,votes\n{CONTROLS},1\nExport,2\n", encoding="utf-8")
    assert (
        process("sheet", "read", "--raw", "wishes.csv", cwd=tmp_path).out
        == f"request,votes\n{CONTROLS},1\nExport,2\n"
    )


def test_whoever_closes_the_pipe_is_not_scolded(tmp_path):
    sheet(tmp_path, *(f"{number},Wish {number}" for number in range(40_000)), header="id,request")
    for form in ("csv", "json"):
        line = f"'{COMMAND}' sheet read --raw --format {form} requests.csv | head -1"
        child = pexpect.spawn(
            "/bin/sh", ["-c", line], cwd=tmp_path, env=surroundings(tmp_path), encoding="utf-8"
        )
        seen = child.read()
        assert len(seen.splitlines()) == 1, seen


def test_quiet_says_only_what_was_asked_for_and_errors(polluted):
    done = call("sheet", "read", "-q", "--format", "csv", "polluted.csv", cwd=polluted)
    assert done.err.count("\n") == 1
    assert "cell B10" in done.err
    assert call("sheet", "read", "-q", "--raw", "polluted.csv", cwd=polluted).err == ""


def test_help_comes_without_asking_where_no_command_is_named(tmp_path):
    done = call("sheet", cwd=tmp_path)
    assert done == call("sheet", "--help", cwd=tmp_path)
    assert done.code == 0
    assert all(name in done.out for name in ("read", "new", "check"))


@pytest.mark.parametrize("columns", [40, 80])
def test_help_fits_on_the_terminal(tmp_path, columns):
    for command in (["sheet"], ["sheet", "read"], ["sheet", "new"], ["sheet", "check"], ["batch"]):
        done = call(*command, "--help", cwd=tmp_path, COLUMNS=str(columns))
        assert done.code == 0
        words, _, examples = done.out.replace("Examples:", "Example:").partition("Example:")
        assert max(map(len, words.splitlines())) <= columns, command
        assert max(map(len, examples.splitlines()), default=0) <= 80, command  # to be copied: never folded
