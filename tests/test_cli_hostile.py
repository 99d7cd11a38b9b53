"""User text never gives orders to a terminal: not on standard output, not on standard error."""

import json
import unicodedata

import pytest
from cli_helpers import call, process, request_file, sheet

ORDERS = "Clear\x1b[2J\x07 title\x1b]0;x\x07 back\u202efdp c1\x9b31m del\x7f rtl\u200f line\u2028"
CELL = ORDERS.replace("\x07", "").replace("\u2028", " ")


def obeyed(text):
    """Letters of a text that a terminal would obey or that change what is read."""
    return [
        letter
        for letter in text
        if letter != "\n" and unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp", "Cs"}
    ]


@pytest.fixture
def hostile(tmp_path):
    """A sheet whose wish, header and numbers are full of orders."""
    return sheet(
        tmp_path,
        f'"{CELL}","5k{CELL}",x',
        f'"{CELL}",5k,x',
        header=f'request,users,"head{CELL}"',
    )


@pytest.mark.parametrize(
    "typed",
    [
        "batch requests.csv --output out",
        "batch requests.csv --dry-run -v",
        "check requests.csv",
        "show requests.csv",
        "show requests.csv --format md",
        "show requests.csv --format json",
        "report requests.csv",
    ],
)
def test_orders_in_a_sheet_reach_neither_stream(tmp_path, hostile, typed):
    assert hostile.name in typed
    done = call(*typed.split(), cwd=tmp_path)
    assert done.code == 4
    assert obeyed(done.out) == []
    assert obeyed(done.err) == []


def test_the_process_does_not_pass_them_on_either(tmp_path, hostile):
    done = process("check", hostile.name, cwd=tmp_path)
    assert done.code == 4
    assert obeyed(done.out + done.err) == []
    assert "Clear\\x1b[2J" in done.err


def test_json_on_the_screen_is_harmless_and_says_the_same(tmp_path, hostile):
    call("batch", hostile.name, "--output", "out", "--format", "json", cwd=tmp_path)
    shown = json.loads(call("show", hostile.name, "--format", "json", cwd=tmp_path).out)
    assert shown == json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))
    assert "\x1b[2J" in shown["requests"][0]["request"]
    assert "\u202e" in shown["requests"][0]["request"]


@pytest.mark.parametrize(
    "typed",
    [
        ["batch"],
        ["show"],
        ["ask"],
        ["ask", "x.toml"],
        ["report", "--output", "-"],
        ["policy", "--policy"],
        ["batch", "x.csv", "--questionnaire"],
        ["batch", "x.csv", "--format"],
        ["batch", "x.csv", "--map"],
        ["check", "x.csv", "--fail-on"],
        ["report", "x.csv", "--date"],
        ["ask", "x.toml", "--answer"],
        ["sheet", "new"],
        ["sheet"],
        ["completion"],
        ["questions", "check"],
        [],
    ],
    ids=" ".join,
)
def test_orders_in_what_was_typed_do_not_come_back(tmp_path, typed):
    done = call(*typed, ORDERS, cwd=tmp_path)
    assert done.code == 2
    assert obeyed(done.out) == []
    assert obeyed(done.err) == []


@pytest.mark.parametrize("typed", [["--{}"], ["batch", "--{}"], ["batch", "x.csv", "--ou{}=1"]])
def test_orders_in_the_name_of_an_option_do_not_come_back(tmp_path, typed):
    done = call(*(word.format(ORDERS) for word in typed), cwd=tmp_path)
    assert done.code == 2
    assert obeyed(done.err) == []


def test_orders_in_names_of_files_and_folders_do_not_reach_the_terminal(tmp_path):
    name = "wish\x1b[31m\u202e.toml"
    request_file(tmp_path).rename(tmp_path / name)
    (tmp_path / "other\x1b[2J.txt").touch()
    for typed in (
        ["batch", ".", "--output", "out\x1b[2J", "-v"],
        ["report", name],
        ["show", name],
        ["show", name + "x"],
        ["check", name],
        ["ask", name, "--no-input"],
        ["sheet", "new", "new\x1b[2J.xlsx"],
        ["demo", "demo\x1b[2J"],
    ):
        done = call(*typed, cwd=tmp_path)
        assert "Traceback" not in done.err
        assert obeyed(done.out) == [], typed
        assert obeyed(done.err) == [], typed


def test_letters_the_terminal_does_not_know_are_no_crash(tmp_path):
    path = request_file(tmp_path, request="日本語 Größe")
    done = process("check", path.name, cwd=tmp_path, PYTHONIOENCODING="cp1252:strict", PYTHONUTF8="0")
    assert done.code == 11
    assert "Traceback" not in done.err
