"""The interview with data beside it: measured figures are offered as defaults, and nothing is taken without a key press."""

import dataclasses
import datetime as dt

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.interview import TerminalConsole, run
from featurecheck.interview.advice import Near, Proposal
from featurecheck.model import AnswerState, Evidence
from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file

COMPETITOR = by_name("competitor")
USERS = Proposal(
    "1200 to 2500",
    Evidence.MEASURED,
    "usage.csv, 142 of 2,310 active users, 90 days",
    "142 of 2,310 active users use 'bulk_export'; usage.csv, 90 days",
    ("5.4 % to 7 % of the competitor's 30,000 users",),
)
LIKE = Proposal("12 of 20", Evidence.SURVEY, "survey.csv, 20 respondents", "12 of 20 like it; survey.csv")
INSTEAD = "Evaluated as 1,200 to 2,500 users: a measured figure weighs more than a guess."


class Data:
    """An adviser that knows two answers and two features."""

    def __init__(self, *near, remarks=(), **proposals):
        self.near = tuple(one if isinstance(one, Near) else Near(one) for one in near)
        self.known_proposals = proposals
        self.said = remarks

    def proposals(self, path):
        assert path.exists()
        return self.known_proposals

    def features(self, title, competitor):
        assert (title, competitor) == ("Bulk export", "Acme")
        return self.near

    def known(self, competitor):
        assert competitor == "Acme"
        return (*self.near, Near("dark mode", "3 of 40 active users of Acme"))

    def mistake(self, name, competitor):
        known = [one.name for one in self.known(competitor)]
        return "" if name in known else f"'{name}' is not a feature in the usage data."

    def remarks(self, path):
        assert path.exists()
        return self.said


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
        "Measured: 1,200 to 2,500 users (142 of 2,310 active users use 'bulk_export'; usage.csv, 90 days).\n"
        "    Reckoned: 5.4 % to 7 % of the competitor's 30,000 users.\n"
        "    Enter takes it, - leaves it open."
    ) in script.text
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
    assert (
        "Asked: 41.8 % to 76.2 % of those who use it regularly (12 of 20 like it; survey.csv)." in script.text
    )


def test_an_answer_that_stands_is_not_replaced_by_enter(path):
    interviewed(path, Data(), "3k to 4k", "guess", "", ":quit")
    script = interviewed(path, Data(users=USERS), ":edit users", "", ":quit")
    assert read_request_file(path).answer("users").value == "3k to 4k"
    assert "Measured: 1,200 to 2,500 users" in script.text, "it is still said what the data says"
    assert "Enter takes it" not in script.text
    assert "Enter keeps it" in script.text


def test_a_feature_that_sounds_alike_is_asked_about_before_the_first_question(path):
    script = interviewed(path, Data("bulk_export", "export csv"), "", ":quit")
    assert read_request_file(path).usage_feature == "bulk_export"
    assert "In the usage data this sounds like it:\n    1 bulk_export\n    2 export csv" in "\n".join(
        script.heard
    )


@pytest.mark.parametrize(
    ("line", "written"),
    [("export csv", "export csv"), ("2", "export csv"), ("dark mode", "dark mode"), ("-", "")],
)
def test_another_feature_or_none_can_be_chosen(path, line, written):
    interviewed(path, Data("bulk_export", "export csv"), line, ":quit")
    assert read_request_file(path).usage_feature == written


def test_a_feature_that_is_named_already_is_not_asked_about(path):
    interviewed(path, Data("bulk_export"), "", ":quit")
    script = interviewed(path, Data("something else"), ":quit")
    assert "sounds like it" not in script.text


def test_hostile_names_of_features_do_not_reach_the_terminal(path):
    script = interviewed(path, Data("\x1b[31mred"), "-", ":quit")
    assert "\x1b" not in script.text


def test_a_feature_that_the_data_does_not_have_is_refused_and_asked_for_again(path):
    script = interviewed(path, Data("bulk_export"), "bulk_exprot", "", ":quit")
    assert "'bulk_exprot' is not a feature in the usage data." in script.text
    assert read_request_file(path).usage_feature == "bulk_export"


def test_a_question_mark_lists_all_features_with_who_uses_them(path):
    script = interviewed(path, Data("bulk_export"), "?", "", ":quit")
    assert "    dark mode: 3 of 40 active users of Acme" in script.text


def test_a_feature_called_like_a_number_is_meant_by_its_name(path):
    interviewed(path, Data("first", "2", "1"), "1", ":quit")
    assert read_request_file(path).usage_feature == "1"


def test_a_feature_of_the_same_name_is_said_to_be_taken_even_when_none_is_named(path):
    script = interviewed(path, Data(Near("bulk_export", same=True)), "-", ":quit")
    assert "The usage data has a feature of this name:" in script.text
    assert "While usage_feature is empty in the file, the feature of this name is taken." in script.text


def test_nobody_is_asked_for_a_feature_when_what_it_could_answer_is_answered(path):
    interviewed(path, Data(), "3k to 4k", "", "", "weekly", "", "", ":quit")
    assert "sounds like it" not in interviewed(path, Data("bulk_export"), ":quit").text


def test_going_back_to_a_question_answered_by_enter_shows_the_figure_and_keeps_it(path):
    script = interviewed(path, Data(users=USERS), "", "<", "", ":quit")
    again = script.text.rpartition("Question 1")[2]
    assert "Now: 1200 to 2500 (measured)  (Enter keeps it)" in again
    assert ":take" not in again.partition("Question 2")[0], "the answer is the figure already"
    assert read_request_file(path).answer("users").value == "1200 to 2500"


def test_take_puts_the_figure_in_the_place_of_an_answer_and_of_a_dont_know(path):
    for first in (["dk", ""], ["3k to 4k", "guess", ""]):
        script = interviewed(path, Data(users=USERS), ":edit users", *first, ":edit users", ":take", ":quit")
        assert ":take puts it in the place of the answer." in script.text
        users = read_request_file(path).answer("users")
        assert (users.value, users.evidence) == ("1200 to 2500", Evidence.MEASURED)


def test_enter_keeps_a_dont_know(path):
    interviewed(path, Data(users=USERS), "dk", "Maria", ":edit users", "", ":quit")
    assert read_request_file(path).answer("users").state is AnswerState.UNKNOWN


def test_take_without_data_takes_nothing(path):
    script = interviewed(path, Data(), ":take", ":quit")
    assert "No data answers this question." in script.text
    assert read_request_file(path).answer("users").state is AnswerState.OPEN


def test_take_is_no_source_and_no_name(path):
    interviewed(path, Data(users=USERS), "3k", "guess", ":take", "", ":quit")
    assert read_request_file(path).answer("users").source == ()


def test_it_is_said_when_the_evaluation_goes_by_the_data_and_not_by_what_was_typed(path):
    data = Data(users=dataclasses.replace(USERS, instead=INSTEAD))
    script = interviewed(path, data, "3k to 4k", "guess", "", ":quit")
    assert INSTEAD in script.text.rpartition("source: ")[2]


def test_a_figure_that_cannot_be_an_answer_is_not_offered(path):
    script = interviewed(path, Data(users=dataclasses.replace(USERS, text="many")), ":quit")
    assert "Measured" not in script.text


def test_what_the_data_cannot_tell_is_said_once_before_the_first_question(path):
    script = interviewed(path, Data(remarks=("survey.csv: rows about others",)), "3k", "", "", ":quit")
    assert script.text.count("survey.csv: rows about others") == 1
    assert script.text.index("rows about others") < script.text.index("Question 1")


def accepted(path, data, *lines, interactive=False):
    script = Script(*lines)
    done = run(
        path,
        questionnaire=COMPETITOR,
        interactive=interactive,
        io=script,
        today=dt.date(2026, 11, 21),
        by="jo",
        adviser=data,
        accept=True,
        answers={name: "dk" for name in COMPETITOR.names() if name not in {"users", "like", "consequences"}},
    )
    return script, done


def test_accept_takes_every_figure_with_evidence_and_source_without_asking(path):
    script, done = accepted(path, Data(users=USERS, like=LIKE))
    assert done.exit_code == 0
    assert "Taken from the data:\n    users: Measured: 1,200 to 2,500 users" in script.text
    request = read_request_file(path)
    users, like = request.answer("users"), request.answer("like")
    assert (users.value, users.evidence, users.source, users.by) == (
        "1200 to 2500",
        Evidence.MEASURED,
        (USERS.source,),
        "jo",
    )
    assert (like.value, like.evidence) == ("12 of 20", Evidence.SURVEY)


def test_accept_leaves_every_answer_that_stands_also_dont_know(path):
    interviewed(path, Data(), "3k to 4k", "guess", "", ":edit like", "dk", "", ":quit")
    script, _ = accepted(path, Data(users=USERS, like=LIKE, build_cost=USERS))
    assert "The data answers no question that is open." in script.text
    assert read_request_file(path).answer("users").value == "3k to 4k"
    assert read_request_file(path).answer("like").state is AnswerState.UNKNOWN


def test_accept_goes_on_with_the_questions_where_somebody_is_there(path):
    script, _ = accepted(path, Data(users=USERS), ":quit", interactive=True)
    assert read_request_file(path).answer("users").value == "1200 to 2500"
    assert "Question 3" in script.text
    assert "Question 1" not in script.text


def test_without_anybody_to_ask_the_message_says_what_the_data_answers_and_writes_nothing(path):
    before = path.read_bytes()
    with pytest.raises(FeatureCheckError) as caught:
        run(path, questionnaire=COMPETITOR, interactive=False, io=Script(), adviser=Data(users=USERS))
    assert "--accept-measured takes them with their sources:" in caught.value.message
    assert "--answer 'users=1200 to 2500'" in caught.value.message
    assert path.read_bytes() == before


def test_the_command_that_continues_stays_on_one_line_to_be_copied(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    command = "Continue with: featurecheck ask bulk.toml --policy featurecheck.toml --usage usage.csv"
    TerminalConsole().say(f"{command}\nAll other lines break between words where the terminal would end.")
    first, *others = capsys.readouterr().err.splitlines()
    assert first == command
    assert len(others) == 2
