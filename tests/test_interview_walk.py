"""The guided walk, as somebody at a terminal lives it."""

import datetime as dt
from pathlib import Path

import pytest

from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.interview import run
from featurecheck.model import AnswerState, Evidence
from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file, set_answer

COMPETITOR = by_name("competitor")
TODAY = dt.date(2026, 11, 21)


class Script:
    """A person whose lines are known beforehand; a function among them is called, an exception raised."""

    def __init__(self, *lines):
        self.lines = list(lines)
        self.heard = []

    def ask(self, prompt):
        self.heard.append(prompt)
        line = self.lines.pop(0) if self.lines else EOFError()
        if isinstance(line, BaseException) or line is KeyboardInterrupt:
            raise line
        if callable(line):
            line()
            return self.ask(prompt)
        return line

    def say(self, text):
        self.heard.append(text)

    @property
    def text(self):
        return "\n".join(self.heard)


@pytest.fixture
def path(tmp_path):
    """A request that was only just begun."""
    file = tmp_path / "bulk.toml"
    file.write_text(new_request_file(COMPETITOR, "Bulk export", "Acme"), encoding="utf-8")
    return file


def interviewed(path, *lines, **options):
    script = Script(*lines)
    outcome = run(
        path, questionnaire=COMPETITOR, interactive=True, io=script, today=TODAY, by="jo", **options
    )
    return script, outcome


def answer(path, name):
    return read_request_file(path).answer(name)


def test_a_new_request_begins_with_what_who_and_for_whom(tmp_path):
    path = tmp_path / "new.toml"
    script, outcome = interviewed(path, "", "Bulk export", "Acme", "Northwind; Contoso", ":quit")
    request = read_request_file(path)
    assert (request.request, request.competitor, request.requesters) == (
        "Bulk export",
        "Acme",
        ("Northwind", "Contoso"),
    )
    assert "This one is needed" in script.text
    assert outcome.exit_code is ExitCode.DONE
    assert COMPETITOR.questions[0].label in script.text


def test_an_answer_is_echoed_and_stands_in_the_file_with_why_who_and_when(path):
    script, _ = interviewed(path, "800 to 2k", "public", "https://acme.example; a call", ":quit")
    users = answer(path, "users")
    assert (users.value, users.evidence, users.by, users.at) == (
        "800 to 2k",
        Evidence.PUBLIC,
        "jo",
        "2026-11-21",
    )
    assert users.source == ("https://acme.example", "a call")
    assert "= 800 to 2,000 users (90 % sure), typical 1,265" in script.text
    assert "1 of 14 answered" in script.text


def test_evidence_may_be_picked_by_number_or_left_out(path):
    interviewed(path, "5k", "4", "", "40 %", "", "", ":quit")
    assert answer(path, "users").evidence is Evidence.BUYER_SAID
    assert answer(path, "how_often").evidence is None


def test_a_choice_may_be_picked_by_number_or_word_and_is_stored_as_its_word(path):
    script, _ = interviewed(
        path, ":edit how_often", "2", "", "", ":edit like", "They love it", "", "", ":quit"
    )
    assert answer(path, "how_often").value == "weekly"
    assert answer(path, "like").value == "They love it"
    assert "= weekly: 60 % to 90 %" in script.text


def test_not_knowing_is_an_answer_and_who_could_tell_is_asked(path):
    script, _ = interviewed(path, "dk", "Maria (support)", "dk", "", ":quit")
    assert (answer(path, "users").state, answer(path, "users").ask) == (
        AnswerState.UNKNOWN,
        "Maria (support)",
    )
    assert (answer(path, "how_often").state, answer(path, "how_often").ask) == (AnswerState.UNKNOWN, None)
    assert "2 of 14 answered, 2 of them with don't know" in script.text


@pytest.mark.parametrize("text", ["lots", "-5", "1.200", "40 %"])
def test_what_cannot_be_read_is_refused_with_the_mend_and_asked_again(path, text):
    script, _ = interviewed(path, text, "1200", "", "", ":quit")
    assert answer(path, "users").value == "1200"
    assert f"'{text}'" in script.text
    assert "cell empty" not in script.text


def test_a_bare_number_is_asked_back_where_a_share_and_a_number_are_both_welcome(path):
    script, _ = interviewed(path, ":edit would_switch", "40", "40 users", "", "", ":quit")
    assert "Write 40 % or 40 users" in script.text
    assert answer(path, "would_switch").value == "40 users"


def test_the_build_cost_may_be_an_effort_and_must_be_something(path):
    script, _ = interviewed(path, ":edit build_cost", "0", "10 to 30 person-weeks", "", "", ":quit")
    assert "Nothing can be built for nothing" in script.text
    assert answer(path, "build_cost").value == "10 to 30 person-weeks"


def test_enter_leaves_a_question_open_for_later(path):
    script, outcome = interviewed(path, *[""] * 14)
    assert "users" in outcome.left_open
    assert len(outcome.left_open) == 14
    assert f"Continue with: featurecheck ask {path}" in script.text
    assert answer(path, "users").state is AnswerState.OPEN


def test_the_same_command_continues_with_the_next_open_question(path):
    interviewed(path, "800 to 2k", "", "", ":quit")
    script, _ = interviewed(path, ":quit")
    assert "Bulk export: 1 of 14 answered." in script.text
    assert "[2 of 14] Question 2: How often?" in script.text


def test_back_goes_to_the_question_before_and_enter_keeps_its_answer(path):
    script, _ = interviewed(path, "<", "800 to 2k", "", "", "<", "", "dk", "", ":quit")
    assert "This is the first question." in script.text
    assert "Now: 800 to 2k  (Enter keeps it)" in script.text
    assert answer(path, "users").value == "800 to 2k"
    assert answer(path, "how_often").state is AnswerState.UNKNOWN


def test_back_at_the_evidence_asks_the_number_again(path):
    interviewed(path, "800", "<", "900", "", "", ":quit")
    assert answer(path, "users").value == "900"


def test_help_list_and_wrong_commands_are_answered_without_losing_the_place(path):
    script, _ = interviewed(path, "?", ":list", ":edit 99", ":edit", ":jump", "5k", "?", "", "", ":quit")
    assert COMPETITOR.question("users").guidance[:40] in script.text
    assert "  9 [ ] build_cost: open" in script.text
    assert "a number from 1 to 14" in script.text
    assert "There is no command :jump" in script.text
    assert "measured: counted by a machine" in script.text
    assert answer(path, "users").value == "5k"


def test_edit_goes_to_a_question_by_its_number_in_the_list(path):
    interviewed(path, ":edit 8", "They copy us back. We lose a year.", ":quit")
    assert answer(path, "consequences").value == "They copy us back. We lose a year."


def test_questions_that_no_longer_matter_are_not_asked(path):
    script, outcome = interviewed(path, "0", "", "", ":quit")
    assert "[2 of 10] Question 4" in script.text
    assert "how_often" not in outcome.left_open


def test_an_answer_that_cannot_be_read_in_the_file_is_asked_for_again(path):
    path.write_text(set_answer(path.read_text(), "users", value="loads"), encoding="utf-8")
    script, _ = interviewed(path, ":quit")
    assert "Now: loads" in script.text


def test_the_running_verdict_is_said_after_every_answer(path):
    seen = []

    def evaluate(file):
        seen.append(read_request_file(file).answer("users").evidence)
        return "So far: NO-GO"

    script, outcome = interviewed(path, "5k", "guess", "", "dk", "", ":quit", evaluate=evaluate)
    assert seen == [Evidence.GUESS, Evidence.GUESS]
    assert script.heard.count("So far: NO-GO") == 2
    assert outcome.verdict == "So far: NO-GO"


def test_a_verdict_that_cannot_be_found_does_not_end_the_interview(path):
    def evaluate(_):
        message = "The policy is broken."
        raise FeatureCheckError(message)

    script, _ = interviewed(path, "dk", "", "dk", "", ":quit", evaluate=evaluate)
    assert script.heard.count("The policy is broken.") == 2


@pytest.mark.parametrize("end", [KeyboardInterrupt(), EOFError()], ids=["Ctrl-C", "closed"])
def test_whoever_leaves_in_the_middle_loses_nothing_he_was_told_is_saved(path, end):
    script, outcome = interviewed(path, "800 to 2k", end)
    assert answer(path, "users").value == "800 to 2k"
    assert outcome.exit_code is ExitCode.INTERRUPTED
    assert "Continue with: featurecheck ask" in script.text


def test_leaving_before_the_request_has_a_name_writes_nothing(tmp_path):
    script, outcome = interviewed(tmp_path / "new.toml", KeyboardInterrupt())
    assert not (tmp_path / "new.toml").exists()
    assert outcome.exit_code is ExitCode.INTERRUPTED
    assert "Nothing has been written." in script.text


def somebody_else(path, name, value):
    return lambda: path.write_text(
        set_answer(path.read_text(), name, value=value, by="max"), encoding="utf-8"
    )


def test_an_answer_somebody_else_gives_to_another_question_stays(path):
    interviewed(path, somebody_else(path, "build_cost", "50k"), "800 to 2k", "", "", ":quit")
    assert (answer(path, "users").value, answer(path, "build_cost").value) == ("800 to 2k", "50k")
    assert answer(path, "build_cost").by == "max"


@pytest.mark.parametrize(("reply", "stays"), [("", "70"), ("y", "800 to 2k")])
def test_when_somebody_else_answers_the_same_question_one_is_asked_whose_stays(path, reply, stays):
    script, _ = interviewed(
        path, somebody_else(path, "users", "70"), "800 to 2k", reply, *["", ""] * (reply == "y"), ":quit"
    )
    assert "Meanwhile somebody else answered: 70" in script.text
    assert answer(path, "users").value == stays


def test_a_persons_comments_stay_in_the_file(path):
    path.write_text(
        path.read_text().replace("[answers.users]", "[answers.users]\n# ask Jo first"), encoding="utf-8"
    )
    interviewed(path, "800 to 2k", "guess", "Jo", ":quit")
    assert "[answers.users]\n# ask Jo first\nvalue" in path.read_text()


def test_everything_answered_ends_by_itself(path):
    script, outcome = interviewed(path, *["dk", ""] * 14)
    assert outcome.left_open == ()
    assert "Everything is answered and saved." in script.text


def test_a_missing_folder_is_a_sentence():
    with pytest.raises(FeatureCheckError, match="cannot be written"):
        interviewed(Path("/no/such/folder/x.toml"), "Bulk export")
