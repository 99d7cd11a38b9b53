"""The command line before anything is read: quick to start, helpful, forgiving, completed by the shell."""

import re
import subprocess
import sys

import click
import pytest
from cli_helpers import call, process, request_file, surroundings

from featurecheck.cli import COMMANDS, cli

HEAVY = {
    *("pandas", "numpy", "openpyxl", "xlsxwriter", "python_calamine", "jinja2"),
    *("duckdb", "ibis", "pyspark", "pyarrow", "psycopg"),
}
LOADED = """\
import sys
from featurecheck.cli import run
sys.stdout = open("/dev/null", "w")
code = run(sys.argv[1:])
print(code, *sorted(sys.modules), file=sys.stderr)
"""
LIGHT = [
    ["--help"],
    ["--version"],
    [],
    ["completion", "bash"],
    ["policy"],
    ["questions", "list"],
    ["questions", "show"],
    ["questions", "show", "--language", "de"],
    ["help", "method"],
    ["help", "batch"],
    *([name, "--help"] for name in COMMANDS),
    ["sheet", "new", "--help"],
    ["questions", "check", "--help"],
]


def loaded(arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=cwd,
        env=surroundings(cwd),
        capture_output=True,
        text=True,
        check=False,
    )
    code, *modules = done.stderr.splitlines()[-1].split()
    return int(code), HEAVY & set(modules)


def commands(command=cli, path="featurecheck"):
    """Every command of the tree with what is typed to reach it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), f"{path} {name}")


TREE = dict(commands())


@pytest.mark.parametrize("arguments", LIGHT, ids=" ".join)
def test_help_completion_and_policy_load_no_heavy_library(arguments, tmp_path):
    assert loaded(arguments, tmp_path) == (0, set())


def test_a_listing_of_missing_answers_loads_no_heavy_library(tmp_path):
    assert loaded(["ask", "new.toml", "--no-input"], tmp_path) == (3, set())


@pytest.mark.parametrize("form", ["text", "json", "md"])
def test_showing_a_request_file_loads_numpy_and_nothing_heavier(form, tmp_path):
    path = request_file(tmp_path)
    assert loaded(["show", path.name, "--format", form], tmp_path) == (0, {"numpy"})


def test_a_report_on_a_request_file_loads_no_spreadsheet_library(tmp_path):
    path = request_file(tmp_path)
    assert loaded(["report", path.name], tmp_path) == (0, {"numpy", "jinja2"})


def test_without_arguments_it_says_where_to_begin(tmp_path):
    done = process(cwd=tmp_path)
    assert done.code == 0
    assert "First time here? Try: featurecheck demo" in done.out
    assert done.err == ""


def test_the_version_is_one_line_on_standard_output(tmp_path):
    done = process("--version", cwd=tmp_path)
    assert re.fullmatch(r"featurecheck, version \d+\.\d+\.\d+\n", done.out)


@pytest.mark.parametrize("path", TREE)
def test_every_command_and_every_option_explains_itself_in_80_columns(path, tmp_path):
    command = TREE[path]
    assert (command.help or "").strip().endswith((".", ")", "Invoke-Expression", "nothing usable."))
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{path} {option.opts} has no help"
    done = call(*path.split()[1:], "-h", cwd=tmp_path)
    assert done.code == 0
    assert done.err == ""
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize(
    "path", [path for path, command in TREE.items() if not isinstance(command, click.Group)]
)
def test_every_argument_of_a_command_is_named_in_its_explanation(path):
    command = TREE[path]
    for argument in command.params:
        if isinstance(argument, click.Argument):
            name = (argument.metavar or argument.name).upper().split("|")[0]
            assert name in command.help.upper(), f"{path}: {name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_in_one_line_what_each_does(name, tmp_path):
    assert f"  {name} " in call("--help", cwd=tmp_path).out
    assert COMMANDS[name].help.endswith(".")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bacth", "batch"),
        ("reprot", "report"),
        ("sheet nwe", "new"),
        ("questions lsit", "list"),
        ("batch --outptu x", "--output"),
        ("show --format jsno x", "json"),
        ("check --fail-on no-og x", "no-go"),
        ("completion fihs", "fish"),
        ("help formts", "formats"),
        ("help bacth", "batch"),
        ("help sheet nwe", "new"),
        ("batch x.csv --format htlm", "html"),
        ("questions show compettitor", "competitor"),
    ],
)
def test_a_typing_error_is_answered_with_what_was_meant(typed, meant, tmp_path):
    done = call(*typed.split(), cwd=tmp_path)
    assert done.code == 2
    assert re.search(f"Did you mean '?{meant}'?", done.err)
    assert done.out == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_command_and_its_variable(shell, tmp_path):
    done = call("completion", shell, cwd=tmp_path)
    assert done.code == 0
    assert "_FEATURECHECK_COMPLETE" in done.out
    assert "featurecheck" in done.out


def completed(words, tmp_path):
    typed = f"featurecheck {words}"
    position = str(len(typed.split(" ")) - 1)
    done = process(
        cwd=tmp_path, _FEATURECHECK_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=position
    )
    assert done.err == ""
    return [line.split(",") for line in done.out.splitlines()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("b", [["plain", "batch"]]),
        ("sheet n", [["plain", "new"]]),
        ("questions ", [["plain", name] for name in ("list", "show", "new", "check", "export")]),
        ("help f", [["plain", "files"], ["plain", "formats"]]),
        ("help ch", [["plain", "check"]]),
        ("completion z", [["plain", "zsh"]]),
        ("show --format m", [["plain", "md"]]),
        ("batch --dry", [["plain", "--dry-run"]]),
        ("batch req", [["file", "req"]]),
        ("report --policy fea", [["file", "fea"]]),
    ],
)
def test_the_shell_completes_commands_words_and_files(words, offered, tmp_path):
    assert completed(words, tmp_path) == offered


def test_completing_a_word_imports_no_command_but_the_one_typed(tmp_path):
    code = "import sys\nfrom featurecheck.cli import cli\ncli.shell_complete(cli.make_context('featurecheck', []), 'b')\n"
    done = subprocess.run(
        [sys.executable, "-c", code + "print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert not {f"featurecheck.cli.{name}" for name in COMMANDS} & set(done.stdout.split())


def test_help_is_offered_when_a_group_is_called_without_a_command(tmp_path):
    done = call("sheet", cwd=tmp_path)
    assert re.search("new +Write a workbook to fill in", done.out + done.err)
