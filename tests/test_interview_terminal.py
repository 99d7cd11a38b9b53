"""The interview at a real terminal: killed, interrupted, narrow, and shared by two people."""

import io
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pexpect
import pytest

from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file

pytestmark = pytest.mark.terminal

COMPETITOR = by_name("competitor")
PROGRAM = """\
import sys
from pathlib import Path
from featurecheck.interview import TerminalConsole, run
from featurecheck.questionnaires import by_name
outcome = run(Path(sys.argv[1]), questionnaire=by_name("competitor"), interactive=True, io=TerminalConsole(), by="jo")
sys.exit(int(outcome.exit_code))
"""
WRITER = """\
import sys
from pathlib import Path
from featurecheck.interview.store import Store
from featurecheck.questionnaires import by_name
store = Store(Path(sys.argv[1]), by_name("competitor"))
for count in range(15):
    store.save(sys.argv[2], {"value": str(1000 + count)})
"""


def terminal(path, columns=100, **environment):
    env = {name: text for name, text in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    env |= {"TERM": "dumb", **environment}
    child = pexpect.spawn(
        sys.executable, ["-c", PROGRAM, str(path)], dimensions=(40, columns), env=env, timeout=20
    )
    child.delaybeforesend = None
    return child


def begun(folder, request="Bulk export"):
    path = folder / "bulk.toml"
    path.write_text(new_request_file(COMPETITOR, request), encoding="utf-8")
    return path


def test_a_short_interview_from_the_first_line_to_the_last(tmp_path):
    path = tmp_path / "new.toml"
    child = terminal(path)
    for prompt, reply in [
        ("What is asked for", "Bulk export"),
        ("Which competitor", "Acme"),
        ("Who asks", ""),
        ("Question 1: .*> ", "800 to 2k"),
        ("evidence .*> ", "3"),
        ("source.*> ", ""),
        ("Question 2: .*> ", ":quit"),
    ]:
        child.expect(prompt)
        child.sendline(reply)
    child.expect("Continue with: featurecheck ask")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert read_request_file(path).answer("users").value == "800 to 2k"


@pytest.mark.parametrize("key", ["c", "d"])
def test_control_c_and_control_d_end_it_with_everything_saved(tmp_path, key):
    path = begun(tmp_path)
    child = terminal(path)
    child.expect("Question 1")
    child.expect("> ")
    child.sendline("800 to 2k")
    child.expect("evidence .*> ")
    child.sendcontrol(key)
    child.expect("Everything is saved")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert read_request_file(path).answer("users").value == "800 to 2k"


@pytest.mark.parametrize("letters", range(4))
def test_killed_at_any_moment_the_file_is_whole_and_holds_what_was_acknowledged(tmp_path, letters):
    path = begun(tmp_path)
    child = terminal(path)
    child.expect("Question 1")
    child.expect("> ")
    child.sendline("800 to 2k")
    child.expect("= 800")
    child.expect("evidence .*> ")
    child.sendline("3")
    if letters % 2:
        child.expect("source.*> ")
        child.sendline("a page" * letters)
    child.kill(signal.SIGKILL)
    child.close()
    users = read_request_file(path).answer("users")
    assert users.value == "800 to 2k"
    child = terminal(path)
    child.expect("Question 2")
    child.close(force=True)


def test_killed_while_writing_again_and_again_the_file_is_always_readable(tmp_path):
    path = begun(tmp_path)
    for attempt in range(5):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), "users"])
        try:
            writer.wait(timeout=0.25 + attempt * 0.03)
        except subprocess.TimeoutExpired:
            writer.kill()
            writer.wait()
        assert tomllib.loads(path.read_text(encoding="utf-8"))["request"] == "Bulk export"
        assert len(read_request_file(path).answers) == len(COMPETITOR.questions)


def test_two_people_writing_at_the_same_time_both_keep_their_answers(tmp_path):
    path = begun(tmp_path)
    names = ["users", "build_cost"]
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in names]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    request = read_request_file(path)
    assert [request.answer(name).value for name in names] == ["1014", "1014"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["bulk.toml"]  # no lock, no leftover


def test_control_characters_of_a_file_never_reach_the_terminal(tmp_path):
    path = begun(tmp_path, "Bulk\x1b[2J\x07export")
    text = path.read_text(encoding="utf-8").replace('state = "open"', 'value = "5\\u001b]0;x\\u0007"', 1)
    path.write_text(text, encoding="utf-8")
    child = terminal(path)
    child.logfile_read = io.BytesIO()
    child.expect("Question 1")
    child.expect("> ")
    child.sendline(":list")
    child.expect("build_time")
    child.sendline(":quit")
    child.expect(pexpect.EOF)
    seen = child.logfile_read.getvalue()
    assert rb"\x1b[2J" in seen
    assert b"\x1b[2J" not in seen
    assert b"\x1b]0" not in seen
    assert b"\x07" not in seen
    child.close()


@pytest.mark.parametrize("columns", [30, 200])
def test_it_works_in_narrow_and_wide_terminals(tmp_path, columns):
    child = terminal(begun(tmp_path), columns)
    child.expect("> ")
    lines = child.before.decode().replace("\r", "").split("\n")
    assert max(len(line) for line in lines) <= columns
    child.close(force=True)


def test_bytes_that_are_no_text_are_asked_for_again(tmp_path):
    path = begun(tmp_path)
    child = terminal(path, PYTHONIOENCODING="utf-8:strict")
    child.expect("Question 1")
    child.expect("> ")
    child.send(b"\xff\xfe\n")
    child.expect("not readable text|cannot be read|is not a number")
    child.expect("> ")
    child.sendline("5k")
    child.expect("evidence .*> ")
    child.close(force=True)
    assert read_request_file(path).answer("users").value == "5k"


def test_without_readline_and_without_a_terminal_on_the_output_it_still_asks(tmp_path):
    path = begun(Path(tmp_path))
    code = "import sys; sys.modules['readline'] = None\n" + PROGRAM
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        input="800 to 2k\n\n\n:quit\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout == ""
    assert "Question 1" in done.stderr
    assert read_request_file(path).answer("users").value == "800 to 2k"
