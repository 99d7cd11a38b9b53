"""While somebody answers: one end of a range at a time, contradictions at once, everything reviewed at the end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_interview_walk import Script

from featurecheck.errors import ExitCode
from featurecheck.interview import run
from featurecheck.interview.advice import Doubt
from featurecheck.model import AnswerState
from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file, set_answer

COMPETITOR = by_name("competitor")


@pytest.fixture
def path(tmp_path):
    """A request that was only just begun."""
    file = tmp_path / "bulk.toml"
    file.write_text(new_request_file(COMPETITOR, "Bulk export", "Acme"), encoding="utf-8")
    return file


def interviewed(path, *lines, **options):
    script = Script(*lines)
    return script, run(path, questionnaire=COMPETITOR, interactive=True, io=script, **options)


def value(path, name):
    return read_request_file(path).answer(name).value


@pytest.mark.parametrize("word", ["ends", ":ends"])
def test_each_end_of_a_range_is_asked_for_on_request(path, word):
    script, _ = interviewed(path, word, "800", "2k", "", "", ":quit")
    assert value(path, "users") == "800 to 2k"
    assert "only 1 in 20 that it is below?" in script.text
    assert "only 1 in 20 that it is above?" in script.text
    assert "= 800 to 2,000 users (90 % sure)" in script.text


def test_an_end_that_is_no_figure_is_refused_with_the_mend_and_ends_the_wrong_way_round_are_asked_again(path):
    script, _ = interviewed(path, "ends", "lots", "1 to 2", "2k", "800", "800", "2k", "", "", ":quit")
    assert value(path, "users") == "800 to 2k"
    assert "'lots'" in script.text
    assert "One figure for this end" in script.text
    assert "The upper end, 800, is below the lower one, 2k" in script.text


@pytest.mark.parametrize("lines", [("ends", "", "5k"), ("ends", "800", "<", "5k"), ("ends", "dk", "5k")])
def test_whoever_gives_up_on_the_ends_is_back_at_the_question(path, lines):
    script, _ = interviewed(path, *lines, "", "", ":quit")
    assert value(path, "users") == "5k"
    assert script.text.count("Question 1:") == 2


def test_the_ends_of_a_share_keep_their_sign_and_one_figure_twice_is_one_figure(path):
    interviewed(
        path, ":edit like", "ends", "40 %", "90 %", "", "", ":edit users", "ends", "7", "7", "", "", ":quit"
    )
    assert value(path, "like") == "40 % to 90 %"
    assert value(path, "users") == "7"


def test_an_answer_in_words_may_be_the_word_ends(path):
    interviewed(path, ":edit consequences", "ends", ":quit")
    assert value(path, "consequences") == "ends"


def clash(file):
    users, buyers = (read_request_file(file).answer(name).value for name in ("users", "bought_because"))
    names = frozenset({"users", "bought_because"})
    return [Doubt(names, f"{buyers} bought, only {users} use it.")] if users and buyers else []


def test_a_contradiction_is_said_at_once_with_both_answers_and_how_to_change_either(path):
    path.write_text(set_answer(path.read_text(), "users", value="800 to 2k"), encoding="utf-8")
    script, _ = interviewed(
        path, ":edit bought_because", "50k", "", "", ":edit like", "80 %", "", "", ":quit",
        doubts=clash, evaluate=lambda _: "GO so far",
    )  # fmt: skip
    assert (
        script.text.count("! 50k bought, only 800 to 2k use it.") == 1
    )  # not after an answer it is not about
    assert "    users: 800 to 2k\n    bought_because: 50k" in script.text
    assert "Change either or none: :edit 1 (users) or :edit 4 (bought_because)." in script.text
    told, verdict = script.heard.index("GO so far"), script.text.index("! 50k")
    assert script.text.index(script.heard[told]) > verdict


def test_either_answer_may_be_changed_from_there(path):
    script, _ = interviewed(
        path, "800", "", "", ":edit 4", "50k", "", "", ":edit users", "90k", "", "", ":quit", doubts=clash, evaluate=lambda _: ""
    )  # fmt: skip
    assert "! 50k bought, only 800 use it." in script.text
    assert "! 50k bought, only 90k use it." in script.text  # this check only knows that both are there
    assert value(path, "users") == "90k"


def answered(path):
    text = path.read_text(encoding="utf-8")
    for question in COMPETITOR.questions:
        text = set_answer(text, question.name, state=AnswerState.UNKNOWN)
    path.write_text(text, encoding="utf-8")


def test_at_the_end_every_answer_is_shown_and_each_may_be_changed(path):
    answered(path)
    script, outcome = interviewed(path, ":edit 1", "800 to 2k", "", "", "what?", "")
    assert value(path, "users") == "800 to 2k"
    assert script.text.count("Your answers:") == 3
    assert "  1 [x] users: 800 to 2k" in script.text
    assert "Write :edit and a number or a name from the list" in script.text
    assert "Everything is answered and saved." in script.text
    assert outcome.exit_code is ExitCode.DONE


@pytest.mark.parametrize("line", ["", "n", ":quit", "<", EOFError()], ids=str)
def test_the_review_ends_the_interview_as_soon_as_nobody_wants_to_change_anything(path, line):
    answered(path)
    _, outcome = interviewed(path, line)
    assert outcome.exit_code is ExitCode.DONE
    assert outcome.left_open == ()


LINES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "dk",
            "<",
            "?",
            "ends",
            ":list",
            ":edit 3",
            ":edit x",
            ":take",
            "-",
            "5k",
            "1.200",
            "40 %",
            "weekly",
            "2",
            "ends ",
        ]
    ),
    st.from_regex(r":(edit|list|quit|take|ends)? ?[0-9a-z]{0,12}", fullmatch=True),
)


@given(st.lists(LINES, max_size=40))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_the_interview_answers_and_the_file_stays_readable(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("fuzz") / "bulk.toml"
    _, outcome = interviewed(path, *lines, person=None)
    assert outcome.exit_code in {ExitCode.DONE, ExitCode.INTERRUPTED}
    if path.exists():
        assert read_request_file(path).request
