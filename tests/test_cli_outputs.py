"""What comes out: files, the two streams, the last line, exit codes; the same input gives the same bytes."""

import json
import re
import shutil

import openpyxl
import pytest
from cli_helpers import FIND_OUT, GO, NO_GO, call, files, process, request_file, sheet

ALL = ["evaluation.json", "problems.csv", "report.html", "results.csv", "results.xlsx"]
TALLY = re.compile(r"NO-GO [\d,]+, FIND OUT FIRST [\d,]+, GO [\d,]+")


@pytest.fixture
def three(tmp_path):
    """A sheet with a request of each verdict."""
    return sheet(tmp_path, GO, NO_GO, FIND_OUT)


def test_batch_writes_every_format_and_ends_with_the_tally(tmp_path, three):
    done = process("batch", three.name, cwd=tmp_path)
    assert done.code == 0
    assert done.out == "NO-GO 1, FIND OUT FIRST 1, GO 1\n"
    assert files(tmp_path / "requests-report") == ALL
    for name in ALL:
        assert f"Wrote requests-report/{name}" in done.err
    book = openpyxl.load_workbook(tmp_path / "requests-report" / "results.xlsx")
    assert book["Results"].max_row == 4
    assert "Invoices by mail" in (tmp_path / "requests-report" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", ["html", "xlsx", "csv", "json", "CSV, json", "json,json"])
def test_only_the_wanted_formats_are_written_and_always_the_problems(tmp_path, three, wanted):
    assert call("batch", three.name, "--format", wanted, "--output", "out", cwd=tmp_path).code == 0
    names = {"html": "report.html", "xlsx": "results.xlsx", "csv": "results.csv", "json": "evaluation.json"}
    expected = {names[word.strip().lower()] for word in wanted.split(",")} | {"problems.csv"}
    assert set(files(tmp_path / "out")) == expected


def test_the_same_input_gives_the_same_bytes_wherever_and_whenever_it_lies(tmp_path):
    for name in ("one", "another/far/away"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        sheet(folder, GO, NO_GO, FIND_OUT, "Unreadable,lots")
        assert call("batch", "requests.csv", "--output", "out", cwd=folder).code == 4
    for name in ALL:
        one, another = (tmp_path / place / "out" / name for place in ("one", "another/far/away"))
        assert one.read_bytes() == another.read_bytes(), name
        assert str(tmp_path).encode() not in one.read_bytes()


def test_the_date_is_printed_only_when_it_is_given(tmp_path, three):
    call("batch", three.name, "--date", "2026-11-21", "--output", "out", "--format", "json", cwd=tmp_path)
    assert json.loads((tmp_path / "out/evaluation.json").read_text())["evaluated_on"] == "2026-11-21"
    call("batch", three.name, "--output", "plain", "--format", "json", cwd=tmp_path)
    assert json.loads((tmp_path / "plain/evaluation.json").read_text())["evaluated_on"] is None


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(tmp_path, three):
    before = files(tmp_path)
    done = call("batch", three.name, "--dry-run", cwd=tmp_path)
    assert done.code == 0
    assert "Would write requests-report/report.html" in done.err
    assert done.last == "NO-GO 1, FIND OUT FIRST 1, GO 1"
    assert files(tmp_path) == before


def test_the_mapping_is_said_before_anything_is_computed(tmp_path):
    path = sheet(tmp_path, "Reports,5k,3", header="Idea name,users,Colour")
    done = call("batch", path.name, "--map", "Idea name=request", "--dry-run", cwd=tmp_path)
    assert done.err.index("'Idea name' is read as request") < done.err.index("Would write")
    assert "Columns: users" in done.err
    assert (
        "not used: 'Colour'" in call("batch", path.name, "--map", "Idea name=request", "-v", cwd=tmp_path).err
    )


def test_several_sheets_become_one_evaluation_with_ids_of_their_own(tmp_path):
    sheet(
        tmp_path, f"A1,{GO}", name="a.csv", header="id,request,users,would_switch,value_per_user,build_cost"
    )
    sheet(tmp_path, "A1,Second", "B2,Third", name="b.csv", header="id,request")
    done = call("batch", "a.csv", "b.csv", "--output", "out", "--format", "json", cwd=tmp_path)
    assert done.code == 0
    found = json.loads((tmp_path / "out/evaluation.json").read_text())
    assert [request["id"] for request in found["requests"]] == ["A1", "A1 (2)", "B2"]
    assert "b.csv, cell A2: found the id 'A1', which another input uses too" in done.err


def test_two_sheets_without_ids_are_numbered_without_a_complaint(tmp_path):
    for name in ("a.csv", "b.csv"):
        sheet(tmp_path, GO, name=name)
    done = call("batch", "a.csv", "b.csv", "--dry-run", cwd=tmp_path)
    assert done.code == 0
    assert "the id" not in done.err


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b"request,users\nOne,5k\nTwo,800 to 2k\n", 2),
        (b"request;users\nOne;1,5k\n", 1),
        ("request;users\nÜber;5k\n".encode("utf-16"), 1),
        ("request\tusers\nÜber\t5k\n".encode("cp1252"), 1),
    ],
)
def test_a_table_on_standard_input_is_read_whatever_its_encoding(tmp_path, data, count):
    done = process("batch", "-", "--output", "out", "--format", "csv", cwd=tmp_path, stdin=data)
    assert done.code == 0, done.err
    assert done.last == f"NO-GO 0, FIND OUT FIRST {count}, GO 0"


def test_a_workbook_on_standard_input_is_recognised(tmp_path):
    call("sheet", "new", "plan.xlsx", cwd=tmp_path)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    book["Requests"].append(["", "Reports"])
    book.save(tmp_path / "plan.xlsx")
    done = call("check", "-", "--fail-on", "never", cwd=tmp_path, stdin=(tmp_path / "plan.xlsx").read_bytes())
    assert done.code == 0, done.err


@pytest.mark.parametrize("stdin", [b"", b"\n  \n"])
def test_an_empty_standard_input_is_said_to_be_empty(tmp_path, stdin):
    done = call("batch", "-", cwd=tmp_path, stdin=stdin)
    assert done.code == 2
    assert "stdin: nothing came in. Pipe a table into it, or name a file." in done.err
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        (["-"], "stdin-report"),
        (["requests.csv"], "requests-report"),
        (["../asked/requests.csv"], "requests-report"),
        (["wishes.2026"], "wishes.2026-report"),
        (["."], "asked-report"),
        (["wishes.2026/bulk.toml"], "bulk-report"),
        (["/"], "requests-report"),
    ],
)
def test_the_folder_written_to_is_called_after_the_input(tmp_path, arguments, folder):
    place = tmp_path / "asked"
    (place / "wishes.2026").mkdir(parents=True)
    request_file(place)
    shutil.copy(place / "bulk.toml", place / "wishes.2026")
    sheet(place, GO)
    done = call("batch", *arguments, "--dry-run", cwd=place, stdin=b"request\nOne\n")
    if arguments == ["/"]:
        assert done.code == 2
    else:
        assert f"Would write {folder}/report.html" in done.err


CHECKS = [
    ([GO], [], 0),
    ([GO, NO_GO, FIND_OUT], [], 10),
    ([GO, FIND_OUT], [], 11),
    ([GO, FIND_OUT], ["--fail-on", "no-go"], 0),
    ([GO, NO_GO, FIND_OUT], ["--fail-on", "no-go"], 10),
    ([GO, NO_GO, FIND_OUT], ["--fail-on", "never"], 0),
    ([NO_GO, "Bad,lots"], [], 4),
    ([NO_GO, "Bad,lots"], ["--fail-on", "never"], 4),
]


@pytest.mark.parametrize(("rows", "options", "code"), CHECKS)
def test_check_tells_the_shell_the_worst_verdict(tmp_path, rows, options, code):
    done = call("check", sheet(tmp_path, *rows).name, *options, cwd=tmp_path)
    assert done.code == code
    assert TALLY.fullmatch(done.out.strip())


@pytest.mark.parametrize(("row", "code"), [(GO, 0), (NO_GO, 10), (FIND_OUT, 11)])
def test_the_exit_code_of_the_process_is_the_verdict(tmp_path, row, code):
    done = process("check", sheet(tmp_path, row).name, cwd=tmp_path)
    assert done.code == code


def test_check_reads_a_folder_and_a_stored_evaluation(tmp_path):
    request_file(tmp_path)
    assert call("check", ".", cwd=tmp_path).code == 11
    call("batch", ".", "--output", "out", "--format", "json", cwd=tmp_path)
    done = call("check", "out/evaluation.json", cwd=tmp_path)
    assert done.code == 11
    assert "FIND OUT FIRST: Bulk export: " in done.err


def test_quiet_leaves_only_results_and_errors(tmp_path):
    path = sheet(tmp_path, GO, "Bad,lots")
    for typed in (
        ["-q", "batch", path.name],
        ["batch", path.name, "--quiet", "--force"],
        ["check", "-q", path.name],
    ):
        done = call(*typed, cwd=tmp_path)
        assert done.code == 4
        assert done.out == "NO-GO 0, FIND OUT FIRST 0, GO 1\n"
        assert len(done.err.splitlines()) == 1
        assert "'lots' is not a number of users" in done.err


def test_quiet_and_verbose_are_understood_before_and_behind_the_command(tmp_path, three):
    plain = call("batch", three.name, "--dry-run", cwd=tmp_path).err
    before, behind = (
        call(*typed, cwd=tmp_path).err
        for typed in (["-v", "batch", three.name, "--dry-run"], ["batch", "-v", three.name, "--dry-run"])
    )
    assert before == behind
    assert set(plain.splitlines()) <= set(before.splitlines())
    assert call("-q", "sheet", "new", cwd=tmp_path).err == ""


def test_show_prints_json_that_parses_and_words_apart(tmp_path, three):
    done = process("show", three.name, "--format", "json", cwd=tmp_path)
    found = json.loads(done.out)
    assert [request["verdict"] for request in found["requests"]] == ["GO", "NO-GO", "FIND OUT FIRST"]
    assert done.err == ""


def test_show_prints_the_same_evaluation_as_text_and_as_markdown(tmp_path):
    path = request_file(tmp_path)
    text = call("show", path.name, cwd=tmp_path)
    assert text.code == 0
    assert "FIND OUT FIRST: Bulk export" in text.out
    assert call("show", path.name, "--format", "md", cwd=tmp_path).out.startswith(
        "# FIND OUT FIRST: Bulk export"
    )


@pytest.mark.parametrize("columns", [40, 100])
def test_show_fits_the_terminal(tmp_path, columns):
    done = call("show", request_file(tmp_path).name, cwd=tmp_path, COLUMNS=str(columns))
    assert max(map(len, done.out.splitlines())) <= columns


def test_report_writes_one_file_and_prints_its_name(tmp_path):
    path = request_file(tmp_path)
    done = call("report", path.name, cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "bulk.html\n", "")
    assert (tmp_path / "bulk.html").read_text(encoding="utf-8").startswith("<!")


def test_report_to_standard_output_prints_the_page_and_nothing_else(tmp_path):
    path = request_file(tmp_path, request="Größere Ausfuhr")
    call("report", path.name, cwd=tmp_path)
    done = process("report", path.name, "--output", "-", cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert done.err == ""
    assert done.out.encode() == (tmp_path / "bulk.html").read_bytes()


def test_a_report_from_the_stored_evaluation_has_the_same_bytes(tmp_path, three):
    call("batch", three.name, "--output", "out", "--date", "2026-11-21", cwd=tmp_path)
    call("report", "out/evaluation.json", "--output", "again.html", cwd=tmp_path)
    call("report", three.name, "--output", "direct.html", "--date", "2026-11-21", cwd=tmp_path)
    first = (tmp_path / "out" / "report.html").read_bytes()
    assert first == (tmp_path / "again.html").read_bytes() == (tmp_path / "direct.html").read_bytes()


@pytest.mark.parametrize("source", ["bulk.toml", ".", "requests.csv", "out/evaluation.json"])
def test_report_takes_whatever_holds_requests(tmp_path, source):
    request_file(tmp_path)
    sheet(tmp_path, GO)
    call("batch", "requests.csv", "--output", "out", "--format", "json", cwd=tmp_path)
    done = call("report", source, "--output", "page.html", cwd=tmp_path)
    assert done.code == 0, done.err
    assert (tmp_path / "page.html").stat().st_size > 1000


def test_report_opens_the_page_only_when_asked(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("click.launch", opened.append)
    path = request_file(tmp_path)
    call("report", path.name, cwd=tmp_path)
    assert opened == []
    call("report", path.name, "--force", "--open", cwd=tmp_path)
    assert opened == [(tmp_path / "bulk.html").as_uri()]


def test_the_demo_asks_nothing_and_prints_where_the_report_lies(tmp_path):
    done = process("demo", cwd=tmp_path)
    assert done.code == 0, done.err
    report, last = done.out.splitlines()
    assert report == "Report: featurecheck-demo/report/report.html"
    assert TALLY.fullmatch(last)
    assert (tmp_path / "featurecheck-demo" / "report" / "report.html").is_file()
    assert files(tmp_path / "featurecheck-demo") == [
        "customers.csv",
        "exports",
        "featurecheck.toml",
        "report",
        "requests",
        "requests.xlsx",
        "survey.csv",
        "usage.csv",
    ]
    suggested = re.search(r"Next: cd (\S+) && featurecheck show (\S+),", done.err)
    assert call("show", suggested[2], cwd=tmp_path / suggested[1]).code == 0


def test_the_demo_is_reproducible_and_agrees_with_batch(tmp_path):
    call("demo", "one", cwd=tmp_path)
    again = call("demo", "one", "--force", cwd=tmp_path)
    data = ("--usage", "usage.csv", "--survey", "survey.csv", "--customers", "customers.csv")
    done = call("batch", "requests.xlsx", *data, "--output", "mine", cwd=tmp_path / "one")
    assert done.last == again.last
    for name in ALL:
        assert (tmp_path / "one/report" / name).read_bytes() == (tmp_path / "one/mine" / name).read_bytes()
