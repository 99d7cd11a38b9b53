"""The interview with data beside it: measured figures are offered as defaults, and nothing is taken without a key press."""

import datetime as dt

import pytest

from featurecheck.interview import run
from featurecheck.interview.advice import Proposal
from featurecheck.model import AnswerState, Evidence
from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file

COMPETITOR = by_name("competitor")
USERS = Proposal(
    "1200 to 2500", Evidence.MEASURED, "usage.csv, 142 of 2,310 active users, 90 days", "142 of 2,310 use it"
)
LIKE = Proposal("12 of 20", Evidence.SURVEY, "survey.csv, 20 respondents", "12 of 20 like it")


class Data:
    """An adviser that knows two answers and two features."""

    def __init__(self, *near, **proposals):
        self.near = near
        self.known = proposals

    def proposals(self, path):
        assert path.exists()
        return self.known

    def features(self, title, competitor):
        assert (title, competitor) == ("Bulk export", "Acme")
        return self.near


class Script:
    def __init__(self, *lines):
        self.lines = list(lines)
        self.heard = []

    def ask(self, prompt):
        self.heard.append(prompt)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    def say(self, text):
        self.heard.append(text)

    @property
    def text(self):
        return "\n".join(self.heard)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "bulk.toml"
    file.write_text(new_request_file(COMPETITOR, "Bulk export", "Acme"), encoding="utf-8")
    return file


def interviewed(path, data, *lines):
    script = Script(*lines)
    run(
        path, questionnaire=COMPETITOR, interactive=True, io=script, today=dt.date(2026, 11, 21), by="jo", adviser=data
    )  # fmt: skip
    return script


def test_enter_takes_the_measured_figure_with_its_evidence_and_source(path):
    script = interviewed(path, Data(users=USERS), "", ":quit")
    users = read_request_file(path).answer("users")
    assert (users.value, users.evidence, users.source) == ("1200 to 2500", Evidence.MEASURED, (USERS.source,))
    assert users.by == "jo"
    assert (
        "Measured: 1200 to 2500 (142 of 2,310 use it; usage.csv, 142 of 2,310 active users, 90 days)"
        in script.text
    )
    assert "1,200 to 2,500 users (90 % sure)" in script.text


def test_what_somebody_types_wins_over_the_proposal(path):
    interviewed(path, Data(users=USERS), "3k to 4k", "guess", "", ":quit")
    assert read_request_file(path).answer("users").value == "3k to 4k"


def test_a_dash_leaves_the_question_open_and_nothing_is_written(path):
    script = interviewed(path, Data(users=USERS), "-", ":quit")
    assert read_request_file(path).answer("users").state is AnswerState.OPEN
    assert "Left open." in script.text


def test_a_survey_is_offered_as_what_was_asked(path):
    script = interviewed(path, Data(like=LIKE), "", "", "", ":quit")
    assert read_request_file(path).answer("like").value == "12 of 20"
    assert "Asked: 12 of 20 (12 of 20 like it; survey.csv, 20 respondents)" in script.text


def test_an_answer_that_stands_is_not_replaced_by_enter(path):
    interviewed(path, Data(), "3k to 4k", "guess", "", ":quit")
    script = interviewed(path, Data(users=USERS), ":edit users", "", ":quit")
    assert read_request_file(path).answer("users").value == "3k to 4k"
    assert "Measured: 1200 to 2500" in script.text, "it is still said what the data says"


def test_a_feature_that_sounds_alike_is_asked_about_before_the_first_question(path):
    script = interviewed(path, Data("bulk_export", "export csv"), "", ":quit")
    assert read_request_file(path).usage_feature == "bulk_export"
    assert "In the usage data 'bulk_export' or 'export csv' sounds like it." in script.text


@pytest.mark.parametrize(("line", "written"), [("export csv", "export csv"), ("-", "")])
def test_another_feature_or_none_can_be_chosen(path, line, written):
    interviewed(path, Data("bulk_export"), line, ":quit")
    assert read_request_file(path).usage_feature == written


def test_a_feature_that_is_named_already_is_not_asked_about(path):
    interviewed(path, Data("bulk_export"), "", ":quit")
    script = interviewed(path, Data("something else"), ":quit")
    assert "sounds like it" not in script.text


def test_hostile_names_of_features_do_not_reach_the_terminal(path):
    script = interviewed(path, Data("\x1b[31mred"), "-", ":quit")
    assert "\x1b" not in script.text
