"""What a person may say about a sheet holds for every command that reads one, for every file, and for nothing else."""

import json
import signal
import subprocess
import time

import pytest
import xlsxwriter
from cli_helpers import COMMAND, call, files, request_file, sheet, surroundings

from featurecheck.cli.speech import say_understood
from featurecheck.intake import InputFile, Place, Requests
from featurecheck.requests import read_requests

TWO = "id,request,votes\n1,Export,1\n2,Import,2\n\nid,request,votes,users\n3,Offline mode,5,7\n4,Dark mode,6,8\n"


@pytest.fixture
def folder(tmp_path):
    """Files that are read wrongly, or not at all, unless something is said about them."""
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as made:
        for name, wish in (("Wishes", "Export"), ("Others", "Import")):
            found = made.add_worksheet(name)
            found.write_row(0, 0, ["request", "users"])
            found.write_row(1, 0, [wish, "5"])
    (tmp_path / "two.csv").write_text(TWO)
    (tmp_path / "polish.csv").write_bytes("request,users\nŻółw,5\nŁódź,7\n".encode("cp1250"))
    (tmp_path / "caret.txt").write_text("request^users\nExport, or not^5\nImport, or not^7\n")
    (tmp_path / "dates.csv").write_text("request,requested_on\nExport,05/06/2026\n")
    return tmp_path


SAID = [
    ("book.xlsx", ["--sheet", "Others"], "request", ["Import"]),
    ("two.csv", ["--table", "1"], "request", ["Export", "Import"]),
    ("two.csv", ["--table", "2"], "request", ["Offline mode", "Dark mode"]),
    ("polish.csv", ["--encoding", "cp1250"], "request", ["Żółw", "Łódź"]),
    ("caret.txt", ["--delimiter", "^"], "request", ["Export, or not", "Import, or not"]),
    ("dates.csv", ["--date-order", "day"], "requested_on", ["2026-06-05"]),
    ("dates.csv", ["--date-order", "month"], "requested_on", ["2026-05-06"]),
]


def column_by_batch(folder, *arguments, name, stdin=b""):
    done = call("batch", *arguments, "--format", "json", "--output", "out", cwd=folder, stdin=stdin)
    assert done.code == 0, done.err
    found = json.loads((folder / "out" / "evaluation.json").read_text())["requests"]
    return [one[name] for one in found]


def columns(path, name):
    return list(read_requests(path).columns[name])


@pytest.mark.parametrize(("file", "said", "name", "cells"), SAID)
def test_batch_heeds_it(folder, file, said, name, cells):
    assert sorted(column_by_batch(folder, file, *said, name=name)) == sorted(cells)


@pytest.mark.parametrize(("file", "said", "name", "cells"), SAID)
def test_sheet_check_heeds_it_also_on_standard_input(folder, file, said, name, cells):
    for given, data in ((file, b""), ("-", (folder / file).read_bytes())):
        done = call("sheet", "check", given, *said, "--format", "json", cwd=folder, stdin=data)
        assert done.code == 0, done.err
        found = json.loads(done.out)["requests"]
        assert len(found) == len(cells)
        assert name != "request" or [one["request"] for one in found] == cells


@pytest.mark.parametrize(("file", "said", "name", "cells"), SAID)
def test_sheet_new_heeds_it_when_it_fills_the_rows(folder, file, said, name, cells):
    done = call("sheet", "new", "--from", file, *said, "filled.xlsx", cwd=folder)
    assert done.code == 0, done.err
    assert columns(folder / "filled.xlsx", name) == cells


@pytest.mark.parametrize(("file", "said", "name", "cells"), SAID)
def test_sheet_read_heeds_it_also_on_standard_input(folder, file, said, name, cells):
    for given, data in ((file, b""), ("-", (folder / file).read_bytes())):
        done = call("sheet", "read", given, *said, "--format", "csv", cwd=folder, stdin=data)
        assert done.code == 0, done.err
        assert all(cell in done.out for cell in cells)
        assert name in done.out.splitlines()[0]


def test_it_holds_for_each_of_several_files(folder):
    sheet(folder, "Import,07/08/2026", header="request,requested_on", name="more.csv")
    found = column_by_batch(folder, "dates.csv", "more.csv", "--date-order", "day", name="requested_on")
    assert sorted(found) == ["2026-06-05", "2026-08-07"]


def test_a_file_among_several_for_which_it_cannot_hold_is_named(folder):
    done = call("batch", "book.xlsx", "dates.csv", "--sheet", "Others", "--dry-run", cwd=folder)
    assert done.code == 2
    assert "dates.csv: this is a text file without sheets, so it has no sheet 'Others'" in done.err


@pytest.mark.parametrize(
    "said",
    [
        ["--map", "Idea=request"],
        ["--sheet", "Wishes"],
        ["--table", "2"],
        ["--encoding", "cp1252"],
        ["--delimiter", ";"],
        ["--date-order", "day"],
    ],
)
@pytest.mark.parametrize("command", [["batch", "--dry-run"], ["sheet", "check"], ["sheet", "new", "--from"]])
def test_request_files_are_no_sheets_and_whoever_says_more_is_told(tmp_path, command, said):
    (tmp_path / "wishes").mkdir()
    request_file(tmp_path / "wishes", "bulk.toml", "users=800 to 2k")
    for source in ("wishes", "wishes/bulk.toml"):
        done = call(*command, source, *said, cwd=tmp_path)
        assert (done.code, done.out) == (2, "")
        assert f"{source}: request files " in done.err
        assert f"Leave {said[0]} away." in done.err


def test_sheet_new_without_an_export_is_told_what_they_are_for(tmp_path):
    done = call("sheet", "new", "--date-order", "day", cwd=tmp_path)
    assert done.code == 2
    assert "Name it with --from FILE" in done.err


def test_a_missing_file_is_said_before_another_is_read(folder):
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04nothing")
    done = call("batch", "broken.xlsx", "dattes.csv", "--dry-run", cwd=folder)
    assert done.code == 2
    assert "dattes.csv: there is no such file or folder. Did you mean 'dates.csv'?" in done.err


def test_each_file_has_its_own_columns_and_a_wrong_cell_its_own_address(tmp_path):
    sheet(tmp_path, "Export,5", header="request,users", name="a.csv")
    sheet(tmp_path, "1,lots,Import", ",,Fax", header="Nr,How many,Wish", name="b.csv")
    said = ["--map", "users=users", "--map", "How many=users", "--map", "Wish=request"]
    done = call("batch", "a.csv", "b.csv", *said, "--dry-run", cwd=tmp_path)
    assert done.code == 2, done.err  # a mapping holds for each of them
    sheet(tmp_path, "1,lots,Import", ",,Fax", header="id,users,Feature request", name="b.csv")
    done = call("batch", "a.csv", "b.csv", "--format", "json", "--output", "out", cwd=tmp_path)
    assert done.code == 4, done.err
    assert "b.csv, cell B2: 'lots' is not a number of users." in done.err
    assert "  Columns: request, users\n" in done.err
    assert "    'Feature request' is read as request\n" in done.err
    (problem,) = json.loads((tmp_path / "out" / "evaluation.json").read_text())["problems"]
    assert (problem["file"], problem["row"], problem["cell"], problem["column"]) == (
        "b.csv",
        2,
        "B2",
        "users",
    )


def test_many_files_are_counted_instead_of_listed(tmp_path):
    for number in range(7):
        request_file(tmp_path, f"wish{number}.toml")
    names = [f"wish{number}.toml" for number in range(7)]
    said = call("batch", *names, "--dry-run", cwd=tmp_path).err
    assert "wish4.toml: 1 request read.\n... and 2 more files.\n" in said
    assert "wish6.toml: 1 request read." in call("batch", *names, "--dry-run", "-v", cwd=tmp_path).err


POLLUTED = (
    "Quarterly report\n\nid,request,users,votes,requested_on,notes,Effort points\n"
    "1,Export,5-10,3,05/06/2026,a,3\n2,Import,10-20,4,06/07/2026\n"
    "id,request,users,votes,requested_on,notes,Effort points\n3,Dark mode,dk,2,13/02/2026,x,5,y,z\n\n"
    "Grand Totals (3 records)\n"
)


@pytest.mark.parametrize("command", [["batch", "--dry-run"], ["sheet", "check"], ["sheet", "new", "--from"]])
def test_no_decision_about_rows_and_columns_is_hidden(tmp_path, command):
    (tmp_path / "polluted.csv").write_text(POLLUTED)
    said = call(*command, "polluted.csv", cwd=tmp_path).err
    for decision in (
        "  the header is row 3; skipped above it: 'Quarterly report'",
        "  the header stands again among the data and was skipped: row 6",
        "  skipped at the end as a footer: 'Grand Totals (3 records)'",
        "  row 5 has fewer cells than the header; the missing ones are read as empty",
        "  row 7 has more cells than the header; the extra ones are kept in columns of their own",
        "  not used: 'notes'",
        "  requested_on: dates were read day first, as '13/02/2026' shows",
    ):
        assert decision in said


def test_what_matters_least_stands_last_and_what_is_too_much_is_counted(capsys):
    matter = [f"row {number} has fewer cells than the header" for number in range(14)]
    routine = ["encoding UTF-8", "cells separated by commas", "3 blank rows were skipped"]
    source = InputFile("a.csv", "0" * 64, "requests sheet", 1, notes=(*routine, *matter))
    say_understood(Requests({"request": ["Export"]}, [Place("a.csv", None, 2)], inputs=(source,)), {})
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "a.csv: 1 request read.",
        *(f"  {note}" for note in matter[:12]),
        "  and 5 more decisions; -v lists them all",
    ]


def test_a_doubtful_encoding_is_no_routine(capsys):
    notes = ("encoding UTF-8", *(f"note {number}" for number in range(11)), "encoding Windows-1252 (check)")
    source = InputFile("a.csv", "0" * 64, "requests sheet", 1, notes=notes)
    say_understood(Requests({"request": ["Export"]}, [Place("a.csv", None, 2)], inputs=(source,)), {})
    said = capsys.readouterr().err
    assert "Windows-1252" in said
    assert "and 1 more decision; -v lists them all" in said
    assert "UTF-8" not in said


def test_what_to_do_next_holds_what_was_said(folder):
    done = call("sheet", "check", "book.xlsx", "--sheet", "Others", "--map", "users=votes", cwd=folder)
    assert "Next: featurecheck batch book.xlsx --map users=votes --sheet Others" in done.err
    piped = call("sheet", "check", "-", cwd=folder, stdin=b"request,users\nExport,5\n")
    assert "Next:" not in piped.err


@pytest.mark.terminal
@pytest.mark.parametrize(
    "command",
    [
        ["batch", "-"],
        ["sheet", "read", "-"],
        ["sheet", "check", "-"],
        ["sheet", "new", "--from", "-", "f.xlsx"],
    ],
)
def test_an_interrupted_reading_leaves_nothing_behind(tmp_path, command):
    (tmp_path / "tmp").mkdir()
    running = subprocess.Popen(
        [COMMAND, *command],
        cwd=tmp_path,
        env=surroundings(tmp_path, TMPDIR=str(tmp_path / "tmp")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with running:
        running.stdin.write(b"request,users\n")
        running.stdin.flush()
        while not files(tmp_path / "tmp"):  # until it has begun to keep what comes in
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
        assert running.stdout.read() == b""
        assert b"Interrupted" in running.stderr.read()
    assert files(tmp_path / "tmp") == []
    assert files(tmp_path) == ["tmp"]
