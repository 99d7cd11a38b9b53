"""The child process: what crosses the pipe is the same text, and every way it can end is one sentence."""

import json
import subprocess
import sys

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets import limits
from featurecheck.sheets.books import capped, child, guards
from featurecheck.sheets.books.blocks import BLOCK_ROWS, packed, packed_texts, unpacked
from featurecheck.sheets.books.capped import Answer, NotReadError, Source
from featurecheck.sheets.cells import mixed_texts, texts_of, to_text
from featurecheck.sheets.limits import memory_for, seconds_for
from featurecheck.sheets.tables import read

VALUES = st.one_of(
    st.text(),
    st.floats(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@pytest.fixture
def book(tmp_path):
    def write(rows, name="a.xlsx", sheet="Requests"):
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as made:
            page = made.add_worksheet(sheet)
            for row, cells in enumerate(rows):
                page.write_row(row, 0, cells)
        return path

    return write


def as_sent(values):
    road = texts_of(set(map(type, values)))
    kind, body = packed(values, road) if road else packed_texts(mixed_texts(values))
    return unpacked(kind, body, len(values), {})


@given(st.lists(VALUES, min_size=1, max_size=40))
def test_a_column_of_anything_arrives_as_its_text(values):
    assert as_sent(values) == [to_text(value) for value in values]


@given(
    st.sampled_from([0.1, -0.0, 1e300, 2.5]).flatmap(
        lambda one: st.lists(st.sampled_from([one, 7.0, 0.0]), min_size=300)
    )
)
def test_repeated_numbers_arrive_as_their_text(values):
    assert as_sent(values) == [to_text(value) for value in values]


@given(st.lists(st.text(), min_size=1, max_size=9))
def test_many_equal_texts_are_one_object_afterwards(texts):
    values = texts * 40
    kind, body = packed(values, list)
    seen = {}
    back = unpacked(kind, body, len(values), seen)
    assert back == [text.replace("\r\n", "\n") for text in values]
    if kind == b"D":
        assert len(set(map(id, back))) == len(set(back))


@given(st.sampled_from([b"J", b"F", b"D", b"T", b"?"]), st.binary(max_size=60), st.integers(0, 5))
def test_whatever_bytes_come_it_is_text_or_an_error(kind, body, rows):
    try:
        texts = unpacked(kind, body, rows, {})
    except (ValueError, UnicodeDecodeError):
        return
    assert len(texts) == rows
    assert all(type(text) is str for text in texts)


def test_many_rows_come_in_order_across_the_blocks(book):
    count = 2 * BLOCK_ROWS + 17
    rows = read(book([["request", "votes", "when"], *([f"R{n}", n, n % 7] for n in range(count))])).rows
    assert len(rows) == count
    assert [tuple(rows[at]) for at in (0, BLOCK_ROWS, count - 1)] == [
        (f"R{n}", str(n), str(n % 7)) for n in (0, BLOCK_ROWS, count - 1)
    ]


def test_the_child_has_neither_click_nor_pandas_nor_the_folder_it_was_started_in(book, monkeypatch, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    (tmp_path / "python_calamine.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "json.py"))
    assert list(read(book([["request"], ["x"]])).rows) == [("x",)]
    program = "import sys; sys.path += sys.argv[1:]; import featurecheck.sheets.books.child; print(sorted(sys.modules))"
    seen = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, *capped._roots()],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not any(
        f"'{name}'" in seen for name in ("click", "pandas", "numpy", "openpyxl", "featurecheck.cli")
    )


def replaced(monkeypatch, program):
    monkeypatch.setattr(capped, "_PROGRAM", program)


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os; os.abort()", "memory"),
        ("import os; os._exit(0)", "died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "slow"),
        ("raise ValueError", "died"),
        ("import sys; sys.stdout.write('S')", "died"),
        ("import sys; sys.stdout.buffer.write(b'S' + b'\\xff' * 4)", "died"),
        ("import time; time.sleep(600)", "slow"),
        ("while True: pass", "slow"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="an abort has another number there")
def test_however_the_child_ends_the_reason_is_known(book, monkeypatch, capfd, program, reason):
    path = book([["request"], ["x"]])
    replaced(monkeypatch, program)
    seconds = 1 if "signal" not in program and reason == "slow" else 60
    with pytest.raises(NotReadError) as caught:
        Source(path, memory_for(0), seconds)
    assert caught.value.reason == reason
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of the child")
def test_the_memory_of_the_child_is_limited(book, monkeypatch):
    path = book([["request"], ["x"]])
    replaced(
        monkeypatch,
        "import sys; sys.path += sys.argv[4:]\nfrom featurecheck.sheets.books import child\n"
        "class Hog:\n def __init__(self, path): bytearray(1 << 30)\n"
        "child.Reader = Hog\nchild.main()",
    )
    with pytest.raises(NotReadError) as caught:
        Source(path, memory_for(0), 60)
    assert caught.value.reason == "memory"


def test_a_child_that_dies_while_it_answers_is_one_sentence(book, monkeypatch):
    path = book([["request"], ["x"]])
    frame = "b'S' + len(s).to_bytes(4, 'big') + s"
    replaced(
        monkeypatch,
        f"import sys; s = b'[[\"Requests\", true, true]]'; sys.stdout.buffer.write({frame}); sys.stdout.flush()",
    )
    with pytest.raises(FeatureCheckError, match="damaged or was cut off"):
        read(path)


def test_what_takes_too_long_says_after_how_many_seconds(book, monkeypatch):
    path = book([["request"], ["x"]])
    monkeypatch.setattr(limits, "BASE_SECONDS", 1)
    replaced(monkeypatch, "import time; time.sleep(600)")
    with pytest.raises(FeatureCheckError, match="reading it was stopped after 1 seconds"):
        read(path)


def test_memory_and_time_grow_with_the_size_up_to_a_bound():
    sizes = [0, 1 << 20, 1 << 26, 1 << 40]
    assert [memory_for(size) >> 20 for size in sizes] == [384, 392, 896, 6144]
    assert [seconds_for(size) for size in sizes[:3]] == [15, 15, 47]


@pytest.mark.parametrize("where", ["frozen", "no interpreter"])
def test_without_an_interpreter_to_start_the_workbook_is_read_here(book, monkeypatch, where):
    path = book([["request", "votes"], ["x", 0.5]])
    if where == "frozen":
        monkeypatch.setattr(sys, "frozen", True, raising=False)
    else:
        monkeypatch.setattr(sys, "executable", "")
    monkeypatch.setattr(subprocess, "Popen", None)
    assert list(read(path).rows) == [("x", "0.5")]


def test_without_a_child_even_a_large_workbook_is_looked_at_closely_first(book, monkeypatch):
    path = book([["request"], ["x"]])
    monkeypatch.setattr(guards, "_SMALL", -1)
    looked = []
    monkeypatch.setattr(guards, "examine", lambda *given: looked.append(given))
    read(path)
    assert len(looked) == (0 if sys.platform == "linux" else 1)
    monkeypatch.setattr(sys, "executable", "")
    read(path)
    assert looked


def test_a_child_that_cannot_be_started_is_one_sentence(book, monkeypatch):
    path = book([["request"], ["x"]])
    monkeypatch.setattr(sys, "executable", str(path.parent / "nothing"))
    with pytest.raises(FeatureCheckError, match="the process that reads workbooks could not be started"):
        read(path)


def test_reading_here_tells_the_same_reasons(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "")
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8)
    with pytest.raises(FeatureCheckError, match="damaged or was cut off"):
        read(path)


@pytest.mark.parametrize(
    "frames",
    [
        [(b"?", b"")],
        [(b"H", b"{}")],
        [(b"H", b"[]")],
        [(b"H", b"\xff")],
        [(b"E", b"[]")],
    ],
)
def test_an_answer_that_makes_no_sense_is_damage(frames):
    with pytest.raises(NotReadError):
        Answer(iter(frames)).head()


def test_a_problem_of_the_child_is_named_by_its_kind():
    assert child.reason(MemoryError()) == (b"E", b'["memory"]')
    assert child.reason(child.Unreadable("cells", 3, 4)) == (b"E", b'["cells", 3, 4]')
    assert json.loads(child.reason(RuntimeError("Workbook is password protected"))[1]) == ["password"]
    assert json.loads(child.reason(KeyError("x"))[1]) == ["damaged"]


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_reported(book):
    table = read(book([["request", "account"], ["x", 12], ["y", 123456789012345678]]))
    assert [tuple(row) for row in table.rows] == [("x", "12"), ("y", "123456789012346000")]
    (problem,) = table.problems
    assert (problem.sheet, problem.cell, problem.row) == ("Requests", "B3", 3)
    assert "more than 15 digits" in problem.found
    assert "format the column as text" in problem.mend


def test_a_sheet_chosen_from_many_has_been_parsed_once(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name in ("Read me", "Wishes", "Notes"):
            page = made.add_worksheet(name)
            page.write_row(0, 0, ["request", "votes"] if name == "Wishes" else [name])
            page.write_row(1, 0, ["Export", 3])
    monkeypatch.setattr(sys, "executable", "")
    asked = []
    real = child.Reader._sheet

    def counted(self, position):
        asked.append((position, position in self._sheets))
        return real(self, position)

    monkeypatch.setattr(child.Reader, "_sheet", counted)
    assert read(path).sheet == "Wishes"
    assert [position for position, known in asked if not known] == [0, 1, 2]
    assert asked[-1] == (1, True)


def test_a_reader_that_cannot_be_loaded_is_not_blamed_on_the_workbook(tmp_path, monkeypatch):
    monkeypatch.setattr(capped, "_roots", list)
    path = tmp_path / "requests.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string(0, 0, "request")
    with pytest.raises(FeatureCheckError, match="the process that reads workbooks could not be started"):
        read(path)
