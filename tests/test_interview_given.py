"""Answers given with the command, and what happens when nobody is there to ask."""

import datetime as dt

import pytest

from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.interview import run
from featurecheck.model import AnswerState, Evidence
from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file

COMPETITOR = by_name("competitor")
REQUIRED = [question.name for question in COMPETITOR.questions if question.required]
ALL = {"request": "Bulk export", **dict.fromkeys(REQUIRED, "dk")}


class Nobody:
    """A console at which nobody sits."""

    def ask(self, prompt):
        pytest.fail(f"asked: {prompt}")

    def say(self, text):
        pytest.fail(f"said: {text}")


def given(path, answers, **options):
    return run(path, questionnaire=COMPETITOR, answers=answers, interactive=False, io=Nobody(), **options)


def refused(path, answers):
    with pytest.raises(FeatureCheckError) as caught:
        given(path, answers)
    return caught.value


def test_all_required_answers_make_a_whole_request(tmp_path):
    path = tmp_path / "bulk.toml"
    outcome = given(
        path,
        ALL | {"users": "800 to 2k", "competitor": "Acme", "requesters": "A; B"},
        evaluate=lambda _: "GO",
    )
    request = read_request_file(path)
    assert (request.competitor, request.requesters, request.answer("users").value) == (
        "Acme",
        ("A", "B"),
        "800 to 2k",
    )
    assert (outcome.exit_code, outcome.verdict) == (ExitCode.DONE, "GO")
    assert outcome.left_open == ("consequences", "value_per_user")


def test_missing_answers_are_all_named_with_the_flag_that_gives_them_and_the_given_ones_are_kept(tmp_path):
    path = tmp_path / "bulk.toml"
    error = refused(path, {"request": "Bulk export", "users": "800 to 2k"})
    assert error.exit_code is ExitCode.ANSWERS_MISSING
    for name in REQUIRED:
        assert (f'--answer "{name}=' in error.message) is (name != "users")
    assert "11 answers are missing" in error.message
    assert read_request_file(path).answer("users").value == "800 to 2k"


def test_without_a_name_for_the_request_nothing_is_written(tmp_path):
    path = tmp_path / "bulk.toml"
    error = refused(path, {"users": "5k"})
    assert error.exit_code is ExitCode.ANSWERS_MISSING
    assert "request=Bulk export" in error.message
    assert not path.exists()


def test_wrong_answers_are_all_named_and_nothing_is_written(tmp_path):
    path = tmp_path / "bulk.toml"
    error = refused(
        path, {"request": "x", "users": "lots", "like": "perhaps", "usres": "5", "build_cost": "20k"}
    )
    assert error.exit_code is ExitCode.UNUSABLE_INPUT
    assert "--answer users=lots: 'lots' is not a number" in error.message
    assert "--answer like=perhaps" in error.message
    assert "Did you mean 'users'?" in error.message
    assert "build_time (" in error.message  # what is missing is said in the same breath
    assert not path.exists()


def test_wrong_answers_leave_an_existing_file_untouched(tmp_path):
    path = tmp_path / "bulk.toml"
    path.write_text(new_request_file(COMPETITOR, "Bulk export"), encoding="utf-8")
    before = path.read_bytes()
    refused(path, ALL | {"users": "lots"})
    assert path.read_bytes() == before


def test_evidence_source_and_whom_to_ask_can_be_given_in_any_order(tmp_path):
    path = tmp_path / "bulk.toml"
    beside = {
        "users evidence": "buyer said",
        "users.source": "a call; a mail",
        "users": "5k",
        "like ask": "Maria",
    }
    given(path, ALL | beside, today=dt.date(2026, 11, 21), by="jo")
    users = read_request_file(path).answer("users")
    assert (users.value, users.evidence, users.source) == ("5k", Evidence.BUYER_SAID, ("a call", "a mail"))
    assert (users.at, users.by) == ("2026-11-21", "jo")
    like = read_request_file(path).answer("like")
    assert (like.state, like.ask) == (AnswerState.UNKNOWN, "Maria")


def test_evidence_alone_keeps_the_number_that_was_there(tmp_path):
    path = tmp_path / "bulk.toml"
    given(path, ALL | {"users": "5k"})
    given(path, {"users evidence": "survey"})
    users = read_request_file(path).answer("users")
    assert (users.value, users.evidence) == ("5k", Evidence.SURVEY)


def test_questions_that_do_not_matter_are_not_missed(tmp_path):
    path = tmp_path / "bulk.toml"
    chain = {"how_often", "like", "not_miss", "would_switch"}
    answers = {name: text for name, text in ALL.items() if name not in chain}
    assert given(path, answers | {"users": "0"}).exit_code is ExitCode.DONE


@pytest.mark.parametrize("name", ["", " ", "users users", "users evidence x", "\x1b[2J", "request x"])
def test_a_name_that_no_question_has_is_refused_without_raw_control_characters(tmp_path, name):
    error = refused(tmp_path / "bulk.toml", {"request": "x", name: "5"})
    assert "No question is called so." in error.message
    assert "\x1b" not in error.message


def test_given_answers_come_before_the_questions_of_an_interview(tmp_path):
    class Leaver(Nobody):
        def ask(self, prompt):
            raise EOFError(prompt)

        def say(self, text):
            pass

    path = tmp_path / "bulk.toml"
    answers = {"request": "Bulk export", "users": "5k"}
    outcome = run(path, questionnaire=COMPETITOR, answers=answers, interactive=True, io=Leaver())
    assert outcome.answered == ("users",)
