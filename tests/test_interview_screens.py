"""What the interview looks like at a terminal, and what terminals, pipes and keys may do to it."""

import os
import signal
import subprocess
import sys

import pexpect
import pytest
from cli_helpers import COMMAND, surroundings
from hypothesis import given
from hypothesis import strategies as st
from make_screens import SCREENS, TALKS, screen
from test_interview_terminal import PROGRAM, begun, terminal

from featurecheck.interview.console import _folded, cells
from featurecheck.requests import read_request_file


@pytest.mark.terminal
@pytest.mark.parametrize("name", TALKS)
def test_a_talk_looks_as_it_was_accepted(name):
    """`python tests/make_screens.py` writes the accepted screens anew."""
    assert screen(name) == (SCREENS / f"{name}.txt").read_text(encoding="utf-8")


TEXT = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("日本語。、 🙂👩\u200d👧é\u0301 abc")),
    max_size=200,
)


@given(st.lists(TEXT, max_size=4).map(" ".join), st.integers(20, 200))
def test_folding_loses_no_letter_and_breaks_wide_ones_to_the_width(text, width):
    line = text.replace("\n", " ").replace(": featurecheck ", "")
    folded = _folded(line, width)
    assert "".join(folded.split()) == "".join(line.split())
    if all(cells(word) <= 2 for word in line.split()):
        assert all(cells(one.rstrip()) <= width for one in folded.split("\n"))


@pytest.mark.parametrize("width", [30, 60, 200])
def test_a_sentence_without_blanks_is_folded_between_its_wide_letters(width):
    folded = _folded("    " + "現在使っている人を数えてください" * 12, width).split("\n")
    assert max(map(cells, folded)) <= width
    assert all(line.startswith("    ") for line in folded)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("日本", 4), ("🙂", 2), ("e\u0301", 1), ("한국", 4), ("ﾊﾝｶｸ", 4), ("", 0)]
)
def test_letters_count_as_many_cells_as_they_fill(text, width):
    assert cells(text) == width


pytest_terminal = pytest.mark.terminal


@pytest_terminal
@pytest.mark.parametrize("key", ["\x1b[Z", "half an answer\x1b[Z"])
def test_shift_tab_goes_back_whatever_was_begun(tmp_path, key):
    pytest.importorskip("readline")
    child = terminal(begun(tmp_path), TERM="xterm")
    child.expect("Question 1.*> ")
    child.sendline("")
    child.expect("Question 2.*> ")
    child.send(key)
    child.expect("Question 1")
    child.close(force=True)


@pytest_terminal
def test_pasted_lines_are_one_answer(tmp_path):
    path = begun(tmp_path)
    child = terminal(path, TERM="xterm")
    child.expect("Question 1.*> ")
    child.send("\x1b[200~800\nto\n2k\x1b[201~\n")
    child.expect("evidence .*> ")
    child.close(force=True)
    assert read_request_file(path).answer("users").value == "800 to 2k"


@pytest_terminal
def test_lines_pasted_without_brackets_answer_one_question_after_the_other_and_nothing_crashes(tmp_path):
    path = begun(tmp_path)
    child = terminal(path)
    child.expect("Question 1.*> ")
    child.send("800 to 2k\n\n\nweekly\n\n\n:quit\n")
    child.expect("Continue with")
    child.expect(pexpect.EOF)
    request = read_request_file(path)
    assert [request.answer(name).value for name in ("users", "how_often")] == ["800 to 2k", "weekly"]


@pytest_terminal
def test_a_window_that_is_made_narrow_during_a_question_gets_narrow_lines_from_then_on(tmp_path):
    child = terminal(begun(tmp_path), 100)
    child.expect("Question 1.*> ")
    child.setwinsize(40, 40)
    child.sendline("?")
    child.expect("\n")  # the line that was typed is done: before it, readline draws the prompt once more
    child.expect("\n[^\n]*> $")
    told = child.before.decode().replace("\r", "").split("\n")
    assert told
    assert max(len(line.rstrip()) for line in told) < 40  # readline itself clears the rest of its line
    child.sendline("800")
    child.expect("= exactly 800")
    child.close(force=True)


@pytest_terminal
@pytest.mark.parametrize(
    "environment", [{"TERM": "dumb"}, {"TERM": ""}, {"NO_COLOR": "1"}, {"TERM": "no-such-terminal"}]
)
def test_terminals_that_can_do_nothing_get_plain_lines(tmp_path, environment):
    child = terminal(begun(tmp_path), **environment)
    child.expect("Question 1.*> ")
    child.sendline("800")
    child.expect("evidence .*> ")
    child.sendline(":quit")
    child.expect(pexpect.EOF)
    assert b"\x1b[3" not in child.before
    child.close()
    assert child.exitstatus == 0


STREAMS = ("stdin", "stdout", "stderr")


@pytest.mark.parametrize("closed", STREAMS)
def test_closed_streams_end_it_without_a_traceback(tmp_path, closed):
    command = [str(COMMAND), "ask", "new.toml"]
    code = f"import os, sys; os.close({STREAMS.index(closed)}); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        cwd=tmp_path,
        env=surroundings(tmp_path),
        input=None if closed == "stdin" else "",
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode in {1, 2, 3} if closed == "stderr" else done.returncode == 3
    assert "Traceback" not in done.stdout + done.stderr


@pytest_terminal
def test_a_terminal_that_goes_away_loses_nothing(tmp_path):
    path = begun(tmp_path)
    child = terminal(path)
    child.expect("Question 1.*> ")
    child.sendline("800 to 2k")
    child.expect("evidence .*> ")
    os.kill(child.pid, signal.SIGHUP)
    child.close(force=True)
    assert read_request_file(path).answer("users").value == "800 to 2k"


@pytest_terminal
def test_without_readline_a_terminal_is_asked_all_the_same(tmp_path):
    path = begun(tmp_path)
    code = "import sys; sys.modules['readline'] = None; sys.modules['fcntl'] = None\n" + PROGRAM
    child = pexpect.spawn(sys.executable, ["-c", code, str(path)], timeout=20, env=surroundings(tmp_path))
    child.expect("Question 1.*> ")
    child.sendline("800 to 2k")
    child.expect("evidence .*> ")
    child.sendline(":quit")
    child.expect(pexpect.EOF)
    assert read_request_file(path).answer("users").value == "800 to 2k"
