"""Flag before environment before project file before user file; colours; interruptions; nobody reading any more."""

import json
import os
import pty
import subprocess

import pexpect
import pytest
from cli_helpers import COMMAND, GO, call, files, process, request_file, sheet, surroundings

from featurecheck.storage import write_whole


def policy(path, currency):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'currency = "{currency}"\n')


def currency(folder, *arguments, **environment):
    done = call("policy", "--format", "json", *arguments, cwd=folder, **environment)
    assert done.code == 0, done.err
    return next(entry["value"] for entry in json.loads(done.out) if entry["key"] == "currency")


def test_flag_before_environment_before_project_file_before_user_file(tmp_path):
    assert currency(tmp_path) == "EUR"
    policy(tmp_path / "home" / ".config" / "featurecheck" / "featurecheck.toml", "NOK")
    assert currency(tmp_path) == "NOK"
    policy(tmp_path / "featurecheck.toml", "CHF")
    assert currency(tmp_path) == "CHF"
    policy(tmp_path / "team.toml", "SEK")
    assert currency(tmp_path, FEATURECHECK_POLICY="team.toml") == "SEK"
    policy(tmp_path / "mine.toml", "DKK")
    assert currency(tmp_path, "--policy", "mine.toml", FEATURECHECK_POLICY="team.toml") == "DKK"


def test_the_user_file_is_found_by_the_process_too(tmp_path):
    policy(tmp_path / "home" / ".config" / "featurecheck" / "featurecheck.toml", "NOK")
    assert "NOK" in process("policy", cwd=tmp_path).out


def test_a_wrong_file_in_the_environment_is_said_and_not_passed_over(tmp_path):
    done = call("policy", cwd=tmp_path, FEATURECHECK_POLICY="nosuch.toml")
    assert done.code == 2
    assert "nosuch.toml: there is no such file" in done.err


def test_every_option_can_come_from_the_environment(tmp_path):
    path = sheet(tmp_path, GO)
    done = call(
        "batch", path.name, cwd=tmp_path, FEATURECHECK_BATCH_FORMATS="csv", FEATURECHECK_BATCH_OUTPUT="out"
    )
    assert done.code == 0
    assert files(tmp_path / "out") == ["problems.csv", "results.csv"]
    assert call("check", path.name, cwd=tmp_path, FEATURECHECK_QUIET="1").err == ""
    assert call("check", path.name, cwd=tmp_path, FEATURECHECK_QUESTIONNAIRE="competitr").code == 2
    done = call("show", path.name, "--format", "json", cwd=tmp_path, FEATURECHECK_DATE="2026-11-21")
    assert json.loads(done.out)["evaluated_on"] == "2026-11-21"


def test_an_empty_variable_sets_nothing(tmp_path):
    assert currency(tmp_path, FEATURECHECK_POLICY="") == "EUR"


def test_the_policy_in_force_changes_the_money_of_every_command(tmp_path):
    path = request_file(tmp_path)
    policy(tmp_path / "mine.toml", "CHF")
    for command in ("show", "check", "batch"):
        more = ["--dry-run", "-v"] if command == "batch" else []
        done = call(command, path.name, *more, "--policy", "mine.toml", cwd=tmp_path)
        assert ("mine.toml" if more else "CHF") in done.out + done.err


def test_a_policy_beside_the_requests_that_is_not_in_force_is_pointed_out(tmp_path):
    (tmp_path / "team").mkdir()
    sheet(tmp_path / "team", GO)
    policy(tmp_path / "team" / "featurecheck.toml", "CHF")
    done = call("batch", "team/requests.csv", "--dry-run", cwd=tmp_path)
    assert "team/featurecheck.toml is not in force: for that, say --policy team/featurecheck.toml" in done.err
    assert "not in force" not in call("batch", "requests.csv", "--dry-run", cwd=tmp_path / "team").err


def on_terminal(arguments, cwd, **environment):
    """Run with standard error on a terminal and return the bytes it received."""
    ours, theirs = pty.openpty()
    try:
        done = subprocess.Popen(
            [COMMAND, *arguments], cwd=cwd, env=surroundings(cwd, TERM="xterm", **environment), stderr=theirs
        )
        done.wait(30)
        return os.read(ours, 10_000)
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.terminal
def test_errors_are_red_on_a_terminal_unless_colours_are_not_wanted(tmp_path):
    assert b"\x1b[31m" in on_terminal(["show", "nosuch.toml"], tmp_path)
    for arguments, environment in (
        (["show", "nosuch.toml"], {"NO_COLOR": "1"}),
        (["--no-color", "show", "nosuch.toml"], {}),
        (["show", "--no-color", "nosuch.toml"], {}),
        (["--no-color", "shwo"], {}),
        (["shwo"], {"FEATURECHECK_NO_COLOR": "1"}),
    ):
        said = on_terminal(arguments, tmp_path, **environment)
        assert b"Error: " in said
        assert b"\x1b" not in said


def test_no_colours_reach_a_file(tmp_path):
    assert "\x1b" not in process("show", "nosuch.toml", cwd=tmp_path).err


@pytest.mark.parametrize("typed", ["policy", "show bulk.toml --format json", "--help", "check bulk.toml"])
def test_nobody_reading_any_more_is_no_error(tmp_path, typed):
    request_file(tmp_path)
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "wb") as pipe:
        done = subprocess.run(
            [COMMAND, *typed.split()],
            cwd=tmp_path,
            env=surroundings(tmp_path),
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Broken" not in done.stderr


@pytest.mark.terminal
def test_an_interrupted_batch_ends_with_130_and_writes_nothing(tmp_path):
    child = pexpect.spawn(
        str(COMMAND), ["batch", "-", "--output", "out"], cwd=tmp_path, env=surroundings(tmp_path), timeout=30
    )
    child.expect("Reading a table from the terminal; end it with Ctrl-D.")
    child.sendline("request")
    child.sendcontrol("c")
    child.expect("Interrupted. What was saved stays saved.")
    child.expect(pexpect.EOF)
    assert b"Traceback" not in child.before
    child.close()
    assert child.exitstatus == 130
    assert files(tmp_path) == []


def test_interrupted_while_writing_every_file_that_is_there_is_whole(tmp_path, monkeypatch):
    path = sheet(tmp_path, GO)
    assert call("batch", path.name, "--output", "whole", cwd=tmp_path).code == 0
    written = []

    def write(target, content):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(target.name)
        return write_whole(target, content)

    monkeypatch.setattr("featurecheck.cli.outputs.write_whole", write)
    done = call("batch", path.name, "--output", "out", cwd=tmp_path)
    assert (done.code, done.out) == (130, "")
    assert files(tmp_path / "out") == sorted(written)
    for name in written:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
