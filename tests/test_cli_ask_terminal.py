"""`featurecheck ask` at a real terminal, from the first question to the verdict."""

import pexpect
import pytest
from cli_helpers import COMMAND, call, files, surroundings

from featurecheck.questionnaires import by_name
from featurecheck.requests import read_request_file

pytestmark = pytest.mark.terminal
QUESTIONS = by_name("competitor").questions


def asked(folder, *arguments, **environment):
    child = pexpect.spawn(
        str(COMMAND),
        ["ask", *arguments],
        cwd=folder,
        env=surroundings(folder, TERM="dumb", **environment),
        dimensions=(40, 100),
        timeout=30,
        encoding="utf-8",
    )
    child.delaybeforesend = None
    return child


def talk(child, *lines):
    for prompt, reply in lines:
        child.expect(prompt)
        child.sendline(reply)


def ended(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_a_whole_walk_with_an_error_a_way_back_an_interruption_and_a_continuation(tmp_path):
    child = asked(tmp_path, "bulk.toml", "--by", "jo", "--date", "2026-11-21")
    talk(
        child,
        ("What is asked for", "Bulk export"),
        ("Which competitor", "Acme"),
        ("Who asks", "Northwind; Contoso"),
        ("Question 1: .*> ", "lots"),
        ("'lots' is not a number of users.*> ", "800 to 2k"),
        ("= 800 to 2,000 users.*evidence .*> ", "public"),
        ("source.*> ", "https://acme.example"),
        ("(GO|NO-GO|FIND OUT FIRST) so far.*Question 2: .*> ", "<"),
        ("Question 1: .*Now: 800 to 2k.*> ", "900 to 2k"),
        ("evidence .*> ", ""),
        ("source.*> ", ""),
        ("Question 2: .*> ", "dk"),
        ("ask> ", "Maria"),
    )
    child.expect("Question 3: .*> ")
    child.sendcontrol("c")
    child.expect("Everything is saved.*Continue with: featurecheck ask bulk.toml")
    child.expect("so far")
    assert ended(child) == 130
    request = read_request_file(tmp_path / "bulk.toml")
    assert request.requesters == ("Northwind", "Contoso")
    assert request.answer("users").value == "900 to 2k"
    assert request.answer("how_often").ask == "Maria"

    child = asked(tmp_path, "bulk.toml")
    child.expect("Bulk export: 2 of [0-9]+ answered")
    for question in QUESTIONS[2:]:
        child.expect(f"{question.label[:20]}.*> ".replace("?", "."))
        child.sendline("dk")
        child.expect("ask> ")
        child.sendline("")
    child.expect(r"Your answers:.*1 \[x\] users: 900 to 2k.*Change one")
    child.sendline("")
    child.expect("Everything is answered and saved")
    child.expect("featurecheck show bulk.toml")
    child.expect(r"(GO|NO-GO|FIND OUT FIRST) so far[^\r\n]*[\r\n]+$")
    assert ended(child) == 0
    assert files(tmp_path) == ["bulk.toml"]
    done = call("show", "bulk.toml", cwd=tmp_path)
    assert done.code == 0
    assert "Bulk export" in done.out
    assert "900 to 2,000" in done.out


@pytest.mark.parametrize("key", ["c", "d"])
def test_leaving_before_the_first_answer_writes_nothing_and_ends_with_130(tmp_path, key):
    child = asked(tmp_path, "new.toml")
    child.expect("What is asked for")
    child.sendcontrol(key)
    child.expect("Nothing has been written")
    assert ended(child) == 130
    assert files(tmp_path) == []


def test_on_a_terminal_no_input_still_asks_nothing(tmp_path):
    child = asked(tmp_path, "new.toml", "--no-input")
    child.expect("answers are missing and nobody can be asked")
    assert ended(child) == 3


def test_given_answers_are_not_asked_again(tmp_path):
    child = asked(tmp_path, "new.toml", "--answer", "request=Bulk export", "--answer", "users=800 to 2k")
    child.expect("Bulk export: 1 of")
    child.expect("Question 2: .*> ")
    child.sendline(":quit")
    assert ended(child) == 0
    assert read_request_file(tmp_path / "new.toml").answer("users").value == "800 to 2k"


def test_the_questions_in_german_and_a_german_word_as_the_answer(tmp_path):
    child = asked(tmp_path, "bulk.toml", "--language", "de", "--date", "2026-11-21")
    talk(
        child,
        ("What is asked for", "Sammelexport"),
        ("Which competitor", ""),
        ("Who asks", ""),
        ("Question 1: Wie viele Nutzer des Konkurrenzprodukts nutzen diese.*> ", "dk"),
        ("ask> ", ""),
        ("Question 2: .*> ", "täglich"),
        ("evidence .*> ", ""),
        ("source.*> ", ""),
    )
    child.expect("Question 3: .*> ")
    child.sendcontrol("c")
    child.expect("Continue with: featurecheck ask bulk.toml --language de")
    assert ended(child) == 130
    assert "täglich" in call("show", "bulk.toml", cwd=tmp_path).out


def test_a_language_that_the_questionnaire_does_not_have_is_refused_with_those_it_has(tmp_path):
    done = call("ask", "bulk.toml", "--language", "xx", "--no-input", cwd=tmp_path)
    assert done.code == 2
    assert "de" in done.err
