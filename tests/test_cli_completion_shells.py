"""Completion in the shells themselves, where they are installed: a word is completed by the tab key and the command runs."""

import shutil
import subprocess

import pexpect
import pytest
from cli_helpers import COMMAND, call, surroundings

START = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}
READY = {"bash": "", "zsh": "autoload -Uz compinit && compinit -u -D; "}


def installed(shell):
    return pytest.param(
        shell, marks=pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not here")
    )


def around(folder):
    """The surroundings in which `featurecheck` is the one under test."""
    here = surroundings(folder, TERM="dumb", PS1="$ ")
    return {**here, "PATH": f"{COMMAND.parent}:{here['PATH']}"}


@pytest.mark.terminal
@pytest.mark.parametrize("shell", [installed("bash"), installed("zsh")])
def test_the_tab_key_completes_a_command_an_option_and_a_choice(shell, tmp_path):
    child = pexpect.spawn(
        shell, START[shell], cwd=tmp_path, env=around(tmp_path), encoding="utf-8", timeout=30,
        dimensions=(40, 100),
    )  # fmt: skip
    child.sendline(f'{READY[shell]}eval "$(featurecheck completion {shell})"; echo be""gin')
    child.expect("begin\r?\n")
    child.sendline("featurecheck poli\t--form\tto\t")
    child.expect('currency = "EUR"')  # what `featurecheck policy --format toml` prints, and nothing shorter
    child.sendline("exit")
    child.expect(pexpect.EOF)


@pytest.mark.parametrize("shell", [installed("fish")])
def test_fish_lists_commands_options_and_topics(shell, tmp_path):
    script = "featurecheck completion fish | source; for line in 'ques' 'questions sh' 'help form' 'policy --form'; complete -C \"featurecheck $line\"; end"
    done = subprocess.run(
        [shell, "--no-config", "-c", script],
        cwd=tmp_path,
        env=around(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [
        "questions",
        "show",
        "formats",
        "--format",
    ]


def test_powershell_gets_a_script_that_registers_the_command_or_a_sentence(tmp_path):
    from click.shell_completion import get_completion_class

    done = call("completion", "powershell", cwd=tmp_path)
    if get_completion_class("powershell"):
        assert done.code == 0
        assert "Register-ArgumentCompleter -Native -CommandName featurecheck" in done.out
    else:
        assert (done.code, "pip install -U click" in done.err) == (2, True)
