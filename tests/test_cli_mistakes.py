"""Whatever is wrong with the input: one clear sentence, the right exit code, nothing half-written."""

import json
import os

import openpyxl
import pytest
from cli_helpers import FIND_OUT, GO, call, files, process, request_file, sheet


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    """A folder full of files that nobody can evaluate."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n0000")
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\n")
    (folder / "binary.csv").write_bytes(b"\x00\x01\x02\xff\xfe\x00" * 50)
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (folder / "empty.csv").touch()
    (folder / "blank.csv").write_text(" \n\n")
    (folder / "columns.csv").write_text("colour,size\nred,5\n")
    (folder / "header.csv").write_text("request,users\n")
    (folder / "empty.xlsx").touch()
    openpyxl.Workbook().save(folder / "blank.xlsx")
    (folder / "cut.json").write_text('{"schema": "featurecheck.evaluation/1", "currency"')
    (folder / "other.json").write_text('{"name": "something else"}')
    (folder / "list.json").write_text("[1, 2]")
    (folder / "short.json").write_text('{"schema": "featurecheck.evaluation/1"}')
    (folder / "broken.toml").write_text("format = 1\nrequest = Bulk export\n")
    (folder / "nothing").mkdir()
    return folder


UNUSABLE = [
    ("batch nosuch.csv", "nosuch.csv: there is no such file or folder"),
    ("batch emty.csv", "Did you mean 'empty.csv'?"),
    (
        "batch picture.png",
        "picture.png: this kind of file cannot be read as a table. Save it as one of .xlsx",
    ),
    ("batch paper.pdf", "paper.pdf: this kind of file"),
    ("batch binary.csv", "binary.csv: this is a binary file, not text"),
    ("batch picture.csv", "picture.csv: "),
    ("batch empty.csv", "empty.csv: the file is empty"),
    ("batch blank.csv", "blank.csv: the file holds no text"),
    ("batch empty.xlsx", "empty.xlsx: the file is empty"),
    ("batch blank.xlsx", "blank.xlsx: no visible sheet holds any text"),
    ("batch columns.csv", "columns.csv: No column says what is requested. Columns found: 'colour', 'size'."),
    ("batch columns.csv", "--map"),
    ("batch columns.csv --map colr=request", "Did you mean 'colour'?"),
    ("batch columns.csv --map colour=reqest", "Did you mean 'request'?"),
    ("batch columns.csv --map colour", "--map: 'colour' is not HEADER=NAME"),
    ("batch columns.csv --map colour=request --map colour=users", "the header 'colour' is given twice"),
    ("batch header.csv", "header.csv: there is no request in it. Fill in at least one row"),
    ("check header.csv", "header.csv: there is no request in it"),
    ("batch nothing", "nothing: there is no request file (*.toml) in this folder"),
    (
        "batch columns.csv --format html,pdf",
        "--format: 'pdf' is not a format. Write some of html, xlsx, csv, json.",
    ),
    ("batch columns.csv --format ,", "--format: nothing is named"),
    ("batch columns.csv --date 2026-02-30", "'2026-02-30' is not a date. Write it as 2026-11-21."),
    ("batch columns.csv broken.toml", "columns.csv is a sheet and broken.toml is a request file"),
    ("batch columns.csv columns.csv", "columns.csv: this is named twice"),
    ("batch columns.csv --policy nosuch.toml", "nosuch.toml: there is no such file"),
    ("batch columns.csv --policy nothing", "nothing: this is not a plain file"),
    ("batch columns.csv --questionnaire competitr", "Did you mean 'competitor'?"),
    ("batch columns.csv --output empty.csv/x", "cannot be written, empty.csv is not a folder"),
    ("batch columns.csv --output empty.csv", "cannot be written, empty.csv is not a folder"),
    ("batch", "Missing argument 'REQUESTS...'"),
    ("show broken.toml", "broken.toml:2: this is not TOML"),
    ("show cut.json", "cut.json: this is not JSON"),
    ("report other.json", "other.json: its schema is None, expected 'featurecheck.evaluation/1'"),
    ("report list.json", "list.json: its schema is None"),
    ("report short.json", "short.json: "),
    ("report nosuch.json", "nosuch.json: cannot be read"),
    ("report cut.json broken.toml", "cut.json: an evaluation stands by itself"),
    ("check cut.json --policy p.toml", "cut.json: --policy changes nothing"),
    ("report broken.toml --output nothing", "nothing: this is a folder. Name the file to write"),
    ("report broken.toml --output empty.csv/x.html", "cannot be written, empty.csv is not a folder"),
    ("report broken.toml --output broken.toml --force", "broken.toml: this file is being read"),
    ("report broken.toml --output - --open", "--open needs a file"),
    ("sheet new empty.csv", "the workbook is an .xlsx file"),
    ("sheet new empty.xlsx", "empty.xlsx would be overwritten. Add --force"),
    ("sheet new empty.csv/new.xlsx", "cannot be written, empty.csv is not a folder"),
    ("demo empty.csv", "empty.csv: this is a file. Name a folder for the example."),
    ("demo empty.csv/demo", "the folder cannot be made"),
    ("demo .", "there is something in it already. Add --force"),
    ("ask nothing", "nothing: this is a folder. Name a file in it"),
    ("ask empty.csv", "a request is kept in a .toml file. Say: featurecheck ask empty.toml"),
    ("ask nowhere/x.toml", "nowhere/x.toml: there is no folder nowhere"),
    ("ask empty.csv/x.toml", "there is no folder empty.csv"),
    ("ask broken.toml --no-input", "broken.toml:2: this is not TOML"),
    ("questions check broken.toml", "broken.toml"),
    ("policy --policy broken.toml", "broken.toml:2: this is not TOML"),
]


@pytest.mark.parametrize(("typed", "sentence"), UNUSABLE)
def test_unusable_input_is_one_clear_sentence_exit_code_2_and_nothing_written(bad, typed, sentence):
    before = files(bad)
    done = call(*typed.split(), cwd=bad)
    assert done.code == 2
    assert sentence in done.err
    assert done.out in {"", "1 problem.\n"}
    assert "Traceback" not in done.err
    assert len([line for line in done.err.splitlines() if "Error" in line]) <= 1
    assert [name for name in files(bad) if name != "home"] == before


@pytest.mark.parametrize("typed", ["batch picture.png", "show broken.toml", "report cut.json"])
def test_the_process_itself_ends_with_2_and_no_traceback(bad, typed):
    done = process(*typed.split(), cwd=bad)
    assert done.code == 2
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1


def test_unreadable_cells_are_all_named_and_the_good_rows_are_evaluated(tmp_path):
    path = sheet(tmp_path, GO, "Second,lots,,,cheap", ",5,,,6", FIND_OUT)
    done = call("batch", path.name, "--output", "out", "--format", "json,csv", cwd=tmp_path)
    assert done.code == 4
    for sentence in (
        "requests.csv, cell B3: 'lots' is not a number of users. Write a number or a range",
        "requests.csv, cell E3: 'cheap' is not an amount of money.",
        "requests.csv, cell A4: found no request, but '5' in the row; expected what is requested",
    ):
        assert sentence in done.err
    assert done.last == "NO-GO 0, FIND OUT FIRST 1, GO 1"
    listed = (tmp_path / "out" / "problems.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) == 4
    assert [
        request["request"]
        for request in json.loads((tmp_path / "out/evaluation.json").read_text())["requests"]
    ] == [
        "Invoices by mail",
        "Something with reports",
    ]


def test_a_sheet_of_nothing_but_unusable_rows_still_lists_them(tmp_path):
    path = sheet(tmp_path, "First,lots", "Second,many")
    done = call("batch", path.name, "--output", "out", cwd=tmp_path)
    assert done.code == 4
    assert done.last == "NO-GO 0, FIND OUT FIRST 0, GO 0"
    assert (
        "cells B2:B3 (2 cells): 'lots' is not a number of users. The same goes for 1 other text." in done.err
    )
    assert (tmp_path / "out/problems.csv").read_text().count(",a number of users,") == 2


def test_more_than_twenty_problems_are_counted_and_verbose_names_them_all(tmp_path):
    path = sheet(tmp_path, *[f"W{number},Wish" for number in range(30)] * 2, header="id,request")
    done = call("batch", path.name, "--dry-run", cwd=tmp_path)
    assert done.err.count("a second time") == 20
    assert "... and 10 more: problems.csv lists them all." in done.err
    assert call("batch", path.name, "--dry-run", "-v", cwd=tmp_path).err.count("a second time") == 30


def test_an_unknown_answer_in_a_request_file_is_named_with_its_line(tmp_path):
    path = request_file(tmp_path)
    path.write_text(path.read_text().replace("[answers.users]", "[answers.usres]"))
    done = call("show", path.name, cwd=tmp_path)
    assert done.code == 2
    line = path.read_text().splitlines().index("[answers.usres]") + 1
    assert f"bulk.toml:{line}: 'usres' is not known here" in done.err
    assert "Did you mean 'users'?" in done.err


def test_a_wrong_policy_is_refused_with_every_line_at_once(tmp_path):
    (tmp_path / "mine.toml").write_text(
        'currency = "EUR"\ndiscount_rat = "12%"\nhorizon_years = "long"\nwin_rate = 7\n'
    )
    sheet(tmp_path, GO)
    for typed in ("policy", "batch requests.csv", "check requests.csv", "sheet new"):
        done = call(*typed.split(), "--policy", "mine.toml", cwd=tmp_path)
        assert done.code == 2
        assert "mine.toml:2: 'discount_rat' is not a setting. Did you mean 'discount_rate'?" in done.err
        assert "mine.toml:3: 'horizon_years' is" in done.err
        assert "mine.toml:4: 'win_rate' is" in done.err
    assert files(tmp_path) == ["mine.toml", "requests.csv"]


def test_one_bad_file_of_a_folder_does_not_keep_the_others_from_being_evaluated(tmp_path):
    request_file(tmp_path, "good.toml")
    (tmp_path / "bad.toml").write_text('format = 1\nrequest = "Bad"\ncolour = "red"\n')
    done = call("batch", ".", "--output", "out", "--format", "json", cwd=tmp_path)
    assert done.code == 4
    assert "bad.toml:3: found 'colour' is not known here" in done.err
    assert done.last == "NO-GO 0, FIND OUT FIRST 1, GO 0"


def test_a_policy_among_request_files_is_not_taken_for_a_request(tmp_path):
    request_file(tmp_path)
    (tmp_path / "featurecheck.toml").write_text('currency = "CHF"\n')
    done = call("check", ".", "--fail-on", "never", cwd=tmp_path)
    assert done.code == 0
    assert "CHF" in done.err


def test_an_existing_output_is_kept_unless_forced(tmp_path):
    path = sheet(tmp_path, GO)
    assert call("batch", path.name, "--format", "csv", cwd=tmp_path).code == 0
    kept = tmp_path / "requests-report" / "results.csv"
    kept.write_text("mine")
    done = call("batch", path.name, "--format", "csv", cwd=tmp_path)
    assert done.code == 2
    assert "requests-report: results.csv, problems.csv would be overwritten. Add --force" in done.err
    assert kept.read_text() == "mine"
    assert call("batch", path.name, "--format", "csv", "--force", cwd=tmp_path).code == 0
    assert "Invoices by mail" in kept.read_text(encoding="utf-8-sig")


def test_force_never_writes_over_the_sheet_being_read(tmp_path):
    path = sheet(tmp_path, GO, name="results.csv")
    before = path.read_bytes()
    done = call("batch", path.name, "--output", ".", "--force", cwd=tmp_path)
    assert done.code == 2
    assert "results.csv: this file is being read" in done.err
    assert path.read_bytes() == before


def test_sheets_with_different_decimal_marks_are_not_read_by_one_rule(tmp_path):
    sheet(tmp_path, 'A,"1,5k"', 'B,"2,25"', name="german.csv", header="request,users")
    sheet(tmp_path, "A,1.5k", "B,2.25", name="english.csv", header="request,users")
    done = call("batch", "german.csv", "english.csv", cwd=tmp_path)
    assert done.code == 2
    assert "write their decimals differently" in done.err


def test_what_nobody_foresaw_shows_its_traceback_and_ends_with_1(tmp_path):
    broken = tmp_path / "sitecustomize.py"
    broken.write_text("import featurecheck.record as record\nrecord.to_json = None\n")
    sheet(tmp_path, GO)
    done = process("show", "requests.csv", "--format", "json", cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert done.code == 1
    assert "Traceback" in done.err
    assert done.out == ""


LONG = "x" * 300


@pytest.mark.parametrize(
    "typed",
    [
        f"batch {LONG}.csv",
        f"batch empty.csv --merge {LONG}.csv",
        f"batch empty.csv --output {LONG}",
        f"sheet read {LONG}.csv",
        f"sheet check {LONG}.csv",
        f"sheet new {LONG}.xlsx",
        f"check {LONG}.toml",
        f"show {LONG}.toml",
        f"report {LONG}.toml",
    ],
)
def test_what_the_system_refuses_is_said_and_no_traceback(tmp_path, typed):
    (tmp_path / "empty.csv").touch()
    done = call(*typed.split(), cwd=tmp_path)
    assert done.code == 2
    assert LONG[:20] in done.err
    assert "File name too long" in done.err
    assert files(tmp_path) == ["empty.csv"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is denied to the administrator")
@pytest.mark.parametrize("typed", ["batch", "sheet read", "sheet check", "sheet new --from", "show"])
def test_a_closed_folder_or_file_is_said(tmp_path, typed):
    (tmp_path / "closed").mkdir()
    for path in ("closed/requests.csv", "requests.csv"):
        (tmp_path / path).write_text("request,users\nExport,5\n")
    (tmp_path / "requests.csv").chmod(0)
    (tmp_path / "closed").chmod(0)
    try:
        for path in ("closed/requests.csv", "requests.csv"):
            done = call(*typed.split(), path, cwd=tmp_path)
            assert done.code == 2
            assert "requests.csv" in done.err
            assert "Permission denied" in done.err
    finally:
        (tmp_path / "closed").chmod(0o700)
