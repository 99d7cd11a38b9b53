"""`featurecheck ask` without anybody to ask: answers from the command line, all or none of them."""

import re

import pytest
from cli_helpers import call, files, process, request_file

from featurecheck.questionnaires import by_name
from featurecheck.requests import read_request_file

QUESTIONS = by_name("competitor").questions
REQUIRED = [question.name for question in QUESTIONS if question.required]
ALL_UNKNOWN = [f"--answer={name}=dk" for name in REQUIRED]


def test_missing_answers_are_listed_in_one_message_with_the_flag_for_each(tmp_path):
    done = process("ask", "new.toml", "--no-input", cwd=tmp_path)
    assert done.code == 3
    assert done.out == ""
    assert f"{len(REQUIRED) + 1} answers are missing and nobody can be asked" in done.err
    assert done.err.count("Error: ") == 1
    for name in ["request", *REQUIRED]:
        assert re.search(rf'^{name} \(.*--answer "{name}=', done.err, re.MULTILINE)
    assert files(tmp_path) == []


@pytest.mark.parametrize("stdin", [b"", b"Bulk export\nAcme\n"])
def test_without_a_terminal_it_never_waits_and_never_asks(tmp_path, stdin):
    done = process("ask", "new.toml", cwd=tmp_path, stdin=stdin)
    assert done.code == 3
    assert "What is asked for, in a few words?" not in done.err + done.out


def test_the_suggested_flags_are_accepted_as_they_stand(tmp_path):
    said = call("ask", "new.toml", "--no-input", cwd=tmp_path).err
    flags = re.findall(r'--answer "([^"]+)"', said)
    done = call("ask", "new.toml", "--no-input", *(f"--answer={flag}" for flag in flags), cwd=tmp_path)
    assert done.code == 0, done.err
    assert "so far" in done.last


def test_given_answers_are_kept_even_when_others_are_missing(tmp_path):
    answers = ["--answer", "request=Bulk export", "--answer", "users=800 to 2k"]
    done = call("ask", "new.toml", "--no-input", *answers, "--by", "jo", "--date", "2026-11-21", cwd=tmp_path)
    assert done.code == 3
    assert f"{len(REQUIRED) - 1} answers are missing" in done.err
    users = read_request_file(tmp_path / "new.toml").answer("users")
    assert (users.value, users.by, users.at) == ("800 to 2k", "jo", "2026-11-21")


def test_evidence_source_and_whom_to_ask_can_be_given_too(tmp_path):
    pairs = ["request=Bulk export", "users=800 to 2k", "users evidence=public", "like=dk", "like ask=Support"]
    done = call("ask", "new.toml", "--no-input", *(f"--answer={pair}" for pair in pairs), cwd=tmp_path)
    assert done.code == 3
    request = read_request_file(tmp_path / "new.toml")
    assert request.answer("users").evidence.value == "public"
    assert request.answer("like").ask == "Support"


def test_when_nothing_is_missing_the_last_line_is_the_verdict(tmp_path):
    done = process(
        "ask", "new.toml", "--no-input", "--answer=request=Bulk export", *ALL_UNKNOWN, cwd=tmp_path
    )
    assert done.code == 0
    assert re.fullmatch(r"(GO|NO-GO|FIND OUT FIRST) so far.*\n", done.out)
    assert "The whole picture: featurecheck show new.toml" in done.err
    shown = call("show", "new.toml", cwd=tmp_path)
    assert shown.code == 0
    assert "Bulk export" in shown.out


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("usres=5k", "Did you mean 'users'?"),
        ("users=lots", "'lots' is not a number of users"),
        ("users evidence=rumour", "'rumour' is no kind of evidence"),
        ("request=", "The request needs a name"),
        ("users", "'users' is not NAME=VALUE. Write for example --answer 'users=800 to 2k'."),
        ("=5", "'=5' is not NAME=VALUE"),
        ("build_time=dark", "'dark' is not"),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_is_written(tmp_path, pair, sentence):
    good = ["--answer", "request=Bulk export"] if not pair.startswith("request") else []
    done = call("ask", "new.toml", "--no-input", *good, "--answer", pair, cwd=tmp_path)
    assert done.code == 2
    assert sentence in done.err
    assert done.out == ""
    assert files(tmp_path) == []


def test_a_wrong_answer_leaves_an_existing_file_as_it_was(tmp_path):
    path = request_file(tmp_path)
    before = path.read_bytes()
    done = call("ask", path.name, "--no-input", "--answer=like=love", "--answer=users=lots", cwd=tmp_path)
    assert done.code == 2
    assert path.read_bytes() == before


def test_two_answers_to_one_question_are_not_quietly_reduced_to_the_last(tmp_path):
    done = call("ask", "new.toml", "--no-input", "--answer=users=5", "--answer=users=6", cwd=tmp_path)
    assert done.code == 2
    assert "--answer: 'users' is given twice." in done.err


def test_the_suggested_next_command_can_be_pasted_into_a_shell(tmp_path):
    path = request_file(tmp_path, "my wish; really.toml")
    done = call("ask", path.name, "--no-input", *ALL_UNKNOWN, cwd=tmp_path)
    assert "featurecheck show 'my wish; really.toml'" in done.err


def test_quiet_leaves_the_verdict_alone(tmp_path):
    path = request_file(tmp_path)
    done = call("ask", "-q", path.name, "--no-input", *ALL_UNKNOWN, cwd=tmp_path)
    assert done.err == ""
    assert len(done.out.splitlines()) == 1


def test_a_name_without_toml_is_answered_with_one_that_works(tmp_path):
    done = call("ask", "Bulk export", cwd=tmp_path)
    assert done.code == 2
    assert "featurecheck ask bulk-export.toml" in done.err
