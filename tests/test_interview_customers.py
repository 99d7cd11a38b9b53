"""The interview beside a list of customers: two questions more where one of them asks, and never without."""

import datetime as dt

import pytest
from test_interview_walk import Script

from featurecheck.errors import FeatureCheckError
from featurecheck.interview import run
from featurecheck.model import AnswerState, Evidence
from featurecheck.questionnaires import by_name, load
from featurecheck.requests import new_request_file, read_request_file, read_requests

COMPETITOR = by_name("competitor")
TODAY = dt.date(2026, 11, 22)
OWN = """\
format = 1
name = "ours"
title = "Ours"
version = "1.0"
language = "en"

[[questions]]
name = "users"
type = "estimate"
number = 1
kind = "count"
label = "How many?"
unit = "{unit}"
prior = { value = "200 to 20k", source = "assumed: no idea" }

[[questions]]
name = "would_leave"
type = "estimate"
number = 8
kind = "share"
label = "Who would be gone?"
unit = "%"
needs = "customers"
"""


class Listed:
    """A list of customers that holds Northwind alone."""

    def knows(self, requesters):
        return "Northwind" in requesters

    def remarks(self, requesters):
        return [f"Who asks: {len(requesters)} votes."]


def asked(path, *lines, questionnaire=COMPETITOR, weigher=None, interactive=True, **options):
    script = Script(*lines)
    outcome = run(
        path,
        questionnaire=questionnaire,
        interactive=interactive,
        io=script,
        today=TODAY,
        weigher=weigher,
        **options,
    )
    return script, outcome


@pytest.fixture
def path(tmp_path):
    """A request of Northwind and Contoso that nobody has answered yet."""
    file = tmp_path / "bulk.toml"
    file.write_text(
        new_request_file(COMPETITOR, "Bulk export", "Acme", ["Northwind", "Contoso"]), encoding="utf-8"
    )
    return file


def test_both_questions_come_behind_the_parts_of_question_8_with_guidance_evidence_and_source(path):
    script, _ = asked(
        path, ":edit would_leave", "?", "2% to 10%", "survey", "exit talks", ":list", ":quit", weigher=Listed()
    )  # fmt: skip
    assert "Question 8: What share of those who asked would really leave without it?" in script.text
    assert "A threat is not a cancellation." in script.text
    assert "Contracts, what it costs them to move" in script.text
    listed = [script.text.index(f"] {name}") for name in ("head_start", "would_leave", "value_per_user")]
    assert listed == sorted(listed)
    answer = read_request_file(path).answer("would_leave")
    assert (answer.value, answer.evidence, answer.source) == ("2% to 10%", Evidence.SURVEY, ("exit talks",))
    assert "of 16 answered" in script.text


def test_not_knowing_is_an_answer_and_says_whom_to_ask(path):
    asked(path, ":edit would_grow", "dk", "", ":quit", weigher=Listed())
    answer = read_request_file(path).answer("would_grow")
    assert answer.state is AnswerState.UNKNOWN


@pytest.mark.parametrize("weigher", [None, Listed()])
def test_they_are_not_asked_where_nobody_on_a_list_asks(path, weigher):
    text = path.read_text(encoding="utf-8").replace('"Northwind", ', "")
    path.write_text(text, encoding="utf-8")
    script, outcome = asked(path, ":list", ":quit", weigher=weigher)
    assert "would_leave" not in script.text
    assert not {"would_leave", "would_grow"} & set(outcome.left_open)


def test_who_asked_is_said_before_the_first_question_also_of_a_new_request(path, tmp_path):
    script, _ = asked(path, ":quit", weigher=Listed())
    assert script.text.index("Who asks: 2 votes.") < script.text.index("Question 1")
    script, outcome = asked(tmp_path / "new.toml", "Dark mode", "", "Northwind", ":quit", weigher=Listed())
    assert "Who asks: 1 votes." in script.text
    assert {"would_leave", "would_grow"} <= set(outcome.left_open)


def test_given_answers_go_into_the_file_and_from_there_into_the_columns(path):
    given = dict.fromkeys(COMPETITOR.names(), "dk") | {
        "would_leave": "5..20%",
        "would_leave evidence": "measured",
        "would_grow": "dk",
    }
    for weigher in (Listed(), None):
        asked(path, answers=given, interactive=False, weigher=weigher)
    columns = read_requests(path).columns
    assert columns["would_leave"] == ["5..20%"]
    assert columns["would_leave evidence"] == ["measured"]
    assert (columns["would_grow"], columns["would_grow state"]) == (["dk"], ["unknown"])


def test_a_share_above_all_is_refused_and_nothing_written(path):
    before = path.read_bytes()
    with pytest.raises(FeatureCheckError, match="would_leave=120%"):
        asked(path, answers={"would_leave": "120%"}, interactive=False, weigher=Listed())
    assert path.read_bytes() == before


def test_an_own_questionnaire_words_one_and_gets_the_other_as_it_is_bundled(tmp_path):
    (tmp_path / "ours.toml").write_text(OWN, encoding="utf-8")
    ours = load(tmp_path / "ours.toml")
    assert ours.names() == ["users"]
    path = tmp_path / "bulk.toml"
    path.write_text(new_request_file(ours, "Bulk export", "", ["Northwind"]), encoding="utf-8")
    script, _ = asked(path, ":edit would_leave", "", ":edit would_grow", ":quit", questionnaire=ours, weigher=Listed())  # fmt: skip
    assert "Who would be gone?" in script.text
    assert "What share of their potential would it really bring as profit?" in script.text
