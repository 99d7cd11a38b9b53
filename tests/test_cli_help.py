"""The first minute: help on every command and topic, examples that work, and what a mistaken first word is answered with."""

import re
import shlex

import click
import pytest
from cli_helpers import call, process

from featurecheck.cli import cli
from featurecheck.cli.help_examples import EXAMPLES
from featurecheck.cli.help_topics import TOPICS
from featurecheck.errors import ExitCode
from featurecheck.sheets.books.guards import TEXTS, WORKBOOKS

LAST = ["--quiet", "--verbose", "--no-color", "--help"]
PAGES = {name: text().rstrip("\n") for name, (_, text) in TOPICS.items()}
ENDS = {0, 3, 4, 10, 11}  # what a command may end with that did its work


def commands(command=cli, path=()):
    """Every command of the tree that does something itself, with the words that reach it."""
    context = click.Context(command)
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name in command.list_commands(context):
        yield from commands(command.get_command(context, name), (*path, name))


TREE = dict(commands())
LINES = [line for lines in EXAMPLES.values() for line in lines]


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_a_commands_help_ends_with_an_example_of_that_very_command(path):
    examples = re.findall(r"^ +featurecheck (.*)$", TREE[path].epilog or "", re.MULTILINE)
    assert examples
    assert all(shlex.split(line)[: len(path)] == list(path) for line in examples)


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_the_options_that_every_command_has_come_last_and_none_twice(path, tmp_path):
    told = call(*path, "--help", cwd=tmp_path).out.partition("\nOptions:\n")[2].partition("\n\n")[0]
    flags = re.findall(r"^  (?:-\w, )?(--[\w-]+)", told, re.MULTILINE)
    assert flags[-4:] == LAST
    assert len(set(flags)) == len(flags)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The folder that demo writes, in which the examples are at home."""
    folder = tmp_path_factory.mktemp("examples")
    assert call("demo", "featurecheck-demo", cwd=folder).code == 0
    return folder / "featurecheck-demo"


def test_every_example_works_in_the_folder_that_demo_writes(example):
    """In their order, as one reads them: later ones may use what earlier ones wrote."""
    for line in LINES:
        done = call(*shlex.split(line), cwd=example)
        assert done.code in ENDS, (line, done.err)
        assert "Traceback" not in done.err
        assert done.out or done.err


def test_every_command_that_a_topic_names_works_there_too(example):
    lines = [
        line for page in PAGES.values() for line in re.findall(r"featurecheck ([a-z].*)$", page, re.MULTILINE)
    ]
    commands_named = [line for line in lines if line.split()[0] in cli.list_commands(click.Context(cli))]
    assert len(commands_named) == 4
    for line in commands_named:
        again = ["--force"] if line == "demo" else []  # an example above has written it already
        done = call(*shlex.split(line), *again, cwd=example)
        assert done.code in ENDS, (line, done.err)


@pytest.mark.parametrize("columns", ["80", "200"])
@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_fits_80_columns_and_is_printed_as_it_is(name, columns, tmp_path):
    done = call("help", name, cwd=tmp_path, COLUMNS=columns)
    assert (done.code, done.err) == (0, "")
    assert done.out.rstrip("\n") == PAGES[name]
    assert max(map(len, PAGES[name].splitlines())) <= 80


def test_every_exit_code_is_explained_once():
    told = [int(number) for number in re.findall(r"^ +(\d+)  \S", PAGES["exit-codes"], re.MULTILINE)]
    assert told == [code.value for code in ExitCode]


def test_every_kind_of_file_and_every_format_of_a_command_is_named():
    words = set(re.findall(r"[.\w]+", PAGES["formats"]))
    assert not {*TEXTS, *WORKBOOKS} - words
    for path, command in TREE.items():
        lines = [line for line in PAGES["formats"].splitlines() if line.startswith(f"  {' '.join(path)} ")]
        for option in command.params:
            if option.name == "form" and isinstance(option.type, click.Choice):
                assert lines, path
                assert set(option.type.choices) == set(re.findall(r"\w+", lines[-1])) - set(path)


def test_every_file_that_the_page_names_is_written_or_read_by_the_example(example):
    there = {path.name for path in (*example.iterdir(), *(example / "requests").iterdir())}
    named = re.findall(r"^  ([\w-]+\.(?:xlsx|toml|csv)) ", PAGES["files"], re.MULTILINE)
    assert len(named) >= 6
    assert not set(named) - there - {"own.toml", "duplicates.csv"}


def test_the_method_names_the_verdicts_and_stays_a_page():
    assert all(word in PAGES["method"] for word in ("FIND OUT FIRST", "NO-GO", "GO", "EVPPI", "EVSI", "90 %"))
    assert len(PAGES["method"].splitlines()) <= 45


@pytest.mark.parametrize("path", [*TREE, ("sheet",), ("questions",)], ids=" ".join)
def test_help_on_a_command_is_what_its_own_help_says(path, tmp_path):
    asked = call("help", *path, cwd=tmp_path)
    assert asked.code == 0
    assert asked.out == call(*path, "--help", cwd=tmp_path).out


def test_help_alone_is_the_programs_help_and_the_topics(tmp_path):
    done = call("help", cwd=tmp_path)
    assert done.code == 0
    assert done.out.startswith(call(cwd=tmp_path).out.rstrip("\n"))
    assert all(f"  {name} " in done.out for name in TOPICS)


def test_help_on_what_there_is_not_names_what_there_is(tmp_path):
    done = call("help", "methd", cwd=tmp_path)
    assert (done.code, "Did you mean 'method'? Known: exit-codes, files," in done.err) == (2, True)
    below = call("help", "show", "more", cwd=tmp_path)
    assert "featurecheck show has no commands of its own" in below.err


def test_alone_it_names_the_first_command_and_the_topics(tmp_path):
    done = process(cwd=tmp_path)
    assert done.code == 0
    assert done.out.splitlines()[-2:] == [
        "  First time here? Try: featurecheck demo",
        "  More to read: featurecheck help files (or formats, method, exit-codes)",
    ]


def test_the_list_of_commands_takes_one_line_each_in_80_columns(tmp_path):
    listed = call("--help", cwd=tmp_path, COLUMNS="80").out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == cli.list_commands(click.Context(cli))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("wishes.csv", "request\nExport\n", "It is a file. Say: featurecheck batch wishes.csv."),
        ("my wishes.csv", "request\n", "Say: featurecheck batch 'my wishes.csv'."),
        ("bulk.toml", 'request = "Bulk"\n', "Say: featurecheck show bulk.toml."),
        ("own.toml", "format = 1\n[[questions]]\n", "Say: featurecheck questions show own.toml."),
        ("featurecheck.toml", 'currency = "EUR"\n', "Say: featurecheck policy --policy featurecheck.toml."),
        ("evaluation.json", "{}", "Say: featurecheck report evaluation.json."),
        ("wishes.toml", None, "It is a folder. Say: featurecheck batch wishes.toml."),
    ],
)
def test_a_file_without_a_command_is_answered_with_the_command_that_reads_it(tmp_path, name, text, said):
    if text is None:
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_text(text)
    done = call(name, cwd=tmp_path)
    assert done.code == 2
    assert said in done.err


def test_a_hostile_first_word_is_named_without_what_a_terminal_would_obey(tmp_path):
    for word in ("\x1b[31mred", "x" * 5000, "a\x00b", "\u202eb"):
        done = call(word, cwd=tmp_path)
        assert done.code == 2
        assert all(letter.isprintable() or letter == "\n" for letter in done.err)
