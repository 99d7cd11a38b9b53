"""A sign of life on a terminal when work lasts over a second, and nothing of it anywhere else."""

import io
import time
from contextlib import redirect_stderr

import pexpect
import pytest
from cli_helpers import COMMAND, GO, call, sheet, surroundings

from featurecheck.cli import progress as module
from featurecheck.cli.progress import Progress, progress

SLOW = """
import sys, time
import featurecheck.cli.common, featurecheck.cli.inputs
from featurecheck.cli import run
from featurecheck.cli import common
quick = common.requests_at
def slow(*given, **named):
    time.sleep({seconds})
    if {stops}:
        raise KeyboardInterrupt
    return quick(*given, **named)
common.requests_at = slow
sys.exit(run())
"""


def watched(folder, *arguments, seconds=1.8, stops=False, **environment):
    """Run a command whose reading takes so long, at a real terminal; return all that reached it and its exit code."""
    code = SLOW.format(seconds=seconds, stops=stops)
    child = pexpect.spawn(
        str(COMMAND.with_name("python")),
        ["-c", code, *arguments],
        cwd=folder,
        env=surroundings(folder, **({"TERM": "xterm"} | environment)),
        dimensions=(40, 60),
        timeout=60,
        encoding="utf-8",
    )
    seen = child.read()
    child.close()
    return seen, child.exitstatus


def on_screen(seen):
    """The lines as they stand on the screen in the end: a return goes back to the line's start."""
    lines = []
    for text in seen.split("\n"):
        row = []
        at = 0
        for letter in text:
            if letter == "\r":
                at = 0
                continue
            row[at : at + 1] = letter
            at += 1
        lines.append("".join(row).rstrip())
    return lines


@pytest.mark.terminal
def test_what_lasts_over_a_second_is_shown_and_wiped_away(tmp_path):
    sheet(tmp_path, GO)
    seen, code = watched(tmp_path, "batch", "requests.csv", "--dry-run")
    assert code == 0, seen
    assert "Reading requests.csv ... 1 s" in seen
    assert "\x1b" not in seen
    lines = on_screen(seen)
    assert not any(" ... " in line or line.startswith("Reading") for line in lines)
    assert lines[0] == "requests.csv: 1 request read."


@pytest.mark.terminal
def test_what_is_quick_shows_nothing(tmp_path):
    sheet(tmp_path, GO)
    seen, code = watched(tmp_path, "batch", "requests.csv", "--dry-run", seconds=0)
    assert code == 0, seen
    assert " ... " not in seen


@pytest.mark.terminal
@pytest.mark.parametrize(("arguments", "environment"), [(["-q"], {}), ([], {"TERM": "dumb"})])
def test_quiet_people_and_simple_terminals_see_nothing_of_it(tmp_path, arguments, environment):
    sheet(tmp_path, GO)
    seen, code = watched(
        tmp_path, "batch", "requests.csv", "--dry-run", *arguments, seconds=1.3, **environment
    )
    assert code == 0, seen
    assert "Reading" not in seen


@pytest.mark.terminal
def test_an_interruption_leaves_a_clean_line(tmp_path):
    sheet(tmp_path, GO)
    seen, code = watched(tmp_path, "batch", "requests.csv", "--dry-run", stops=True)
    assert code == 130
    assert "Reading requests.csv" in seen
    assert on_screen(seen)[:2] == ["", "Interrupted. What was saved stays saved."]


@pytest.mark.terminal
def test_a_hostile_name_is_harmless_and_a_long_one_stays_on_its_line(tmp_path):
    sheet(tmp_path, GO, name="a\x1b[31mb\u202e日本語日本語日本語日本語日本語日本語日本語.csv")
    seen, code = watched(tmp_path, "batch", *[path.name for path in tmp_path.iterdir()], "--dry-run")
    assert code == 0, seen
    assert "\x1b" not in seen
    assert "\u202e" not in seen
    assert "Reading a\\x1b[31mb\\u202e日本語" in seen
    assert not any(
        "Reading" in line
        for line in on_screen(seen.replace("日", "..").replace("本", "..").replace("語", ".."))
    )


@pytest.fixture
def terminal(monkeypatch):
    """A terminal in memory to stand in for standard error, and no patience."""
    stream = io.StringIO()
    stream.isatty = lambda: True
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    monkeypatch.setattr(module, "_BEAT", 0.001)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def wait_for(stream, words):
    for _ in range(10_000):
        if words in stream.getvalue():
            return
        time.sleep(0.001)
    pytest.fail(f"{words!r} never appeared in {stream.getvalue()[-200:]!r}")


def fail_after(stream, words):
    with redirect_stderr(stream), progress(words):
        wait_for(stream, words)
        raise ValueError("broken")


def test_a_share_is_shown_once_the_whole_is_known(terminal):
    with redirect_stderr(terminal), progress("Writing results.xlsx") as shown:
        shown.total = 200
        shown.done = 50
        wait_for(terminal, "Writing results.xlsx ... 25 %, 0 s")
        shown.doing = "Writing results.csv"
        wait_for(terminal, "Writing results.csv ... ")
    assert on_screen(terminal.getvalue()) == [""]


def test_a_line_gives_way_even_when_the_work_fails(terminal):
    with pytest.raises(ValueError, match="broken"):
        fail_after(terminal, "Reading a.csv")
    assert on_screen(terminal.getvalue()) == [""]


def test_a_terminal_that_went_away_does_not_stop_the_work(terminal):
    def gone(_text):
        raise OSError("gone")

    terminal.write = gone
    with redirect_stderr(terminal), progress("Reading a.csv"):
        time.sleep(0.02)


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_the_line_is_narrower_than_the_terminal(columns):
    for doing in ("Reading a.csv", "Reading " + "long " * 40, "Reading " + "日本語" * 30):
        line = Progress(doing).line(75.9, columns)
        assert module.width_of(line) < columns
        assert line.endswith(" ... 75 s")


def test_piped_output_holds_nothing_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    sheet(tmp_path, GO)
    done = call("batch", "requests.csv", "--output", "out", cwd=tmp_path)
    assert done.code == 0
    assert " ... " not in done.err
    assert "\r" not in done.err
