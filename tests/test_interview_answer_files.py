"""`ask --answers FILE`: answers from a file or a pipe instead of a person."""

import json

import pytest
from cli_helpers import call
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.interview.answer_files import read_answers
from featurecheck.model import Evidence
from featurecheck.requests import read_request_file

FLAT = {"users": "800 to 2k", "like": "80 %", "users evidence": "guess"}
FORMS = {
    "toml": 'like = "80 %"\n[users]\nvalue = "800 to 2k"\nevidence = "guess"\n',
    "json": '{"like": "80 %", "users": {"value": "800 to 2k", "evidence": "guess"}}',
    "csv": "name,value,evidence\nusers,800 to 2k,guess\nlike,80 %,\n",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_toml_json_and_csv_say_the_same(form):
    assert read_answers(FORMS[form], f".{form}", "a") == FLAT


@pytest.mark.parametrize("form", FORMS)
def test_what_comes_through_a_pipe_is_told_apart_by_its_first_line(form):
    assert read_answers(FORMS[form], "", "standard input") == FLAT


def test_a_request_file_may_be_given_with_its_answers():
    text = 'format = 1\nrequest = "Bulk"\nrequesters = ["A", "B"]\n[answers.users]\nvalue = 5\nat = 2026-11-22\n[answers.like]\nstate = "unknown"\n[answers.how_often]\nstate = "open"\n'
    assert read_answers(text, ".toml", "a") == {
        "request": "Bulk",
        "requesters": "A; B",
        "users": "5",
        "like": "dk",
    }


def test_semicolons_and_tabs_part_the_cells_of_a_csv_too():
    assert read_answers("name;value\nusers;1,5k\n", ".csv", "a") == {"users": "1,5k"}
    assert read_answers("question\tvalue\r\nusers\t5\r\n", ".csv", "a") == {"users": "5"}


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        (".xml", "<a/>", ".toml, .json or .csv"),
        (".json", "{", "this is not JSON"),
        (".json", "[1]", "an object is needed"),
        (".json", '{"users": null}', "users: neither a text nor a number"),
        (".json", '{"users": true, "like": [1]}', "like: neither a text nor a number"),
        (".json", '{"users": 1, "users": 2}', "'users' stands twice"),
        (".json", "[" * 100_000, "this is not JSON"),
        (".toml", "users 5", "this is not TOML"),
        (".toml", "", "there is no answer in it"),
        (".toml", "answers = 5", "answers: no table"),
        (".toml", "[users]\nvalu = 5", "users.valu: no part of an answer"),
        (".toml", '[users]\nvalue = 5\nstate = "unknown"', "users.state"),
        (".toml", "[people.Jo.users]\nvalue = 5", "several people"),
        (".csv", "users,5\n", "the first line must name the columns"),
        (".csv", "name,value\nusers,1,5\n", "line 2: no name or too many cells"),
        (".csv", "name,value\nusers,1\nusers,2\n", "users: two answers"),
        (".csv", 'name,value\nusers,"1\n', "not a csv file"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_place(form, text, said):
    with pytest.raises(FeatureCheckError) as caught:
        read_answers(text, form, "mine")
    assert said in caught.value.message
    assert "mine" in caught.value.message


@given(st.text(max_size=200), st.sampled_from(["", ".toml", ".json", ".csv"]))
def test_no_file_crashes_it(text, form):
    try:
        found = read_answers(text, form, "a")
    except FeatureCheckError:
        return
    assert all(isinstance(part, str) for pair in found.items() for part in pair)


def ask(folder, *more, **options):
    return call("ask", "b.toml", "--no-input", "--answer", "request=Bulk", *more, cwd=folder, **options)


@pytest.mark.parametrize("form", FORMS)
def test_answers_of_a_file_are_written_like_those_of_flags(tmp_path, form):
    (tmp_path / f"a.{form}").write_text(FORMS[form], encoding="utf-8")
    done = ask(tmp_path, "--answers", f"a.{form}", "--answer", "build_cost=20k")
    assert done.code == 3
    assert "users (" not in done.err
    request = read_request_file(tmp_path / "b.toml")
    assert [request.answer(name).value for name in ("users", "like", "build_cost")] == [
        "800 to 2k",
        "80 %",
        "20k",
    ]
    assert request.answer("users").evidence is Evidence.GUESS


@pytest.mark.parametrize("form", FORMS)
def test_answers_may_be_piped_in(tmp_path, form):
    assert ask(tmp_path, "--answers", "-", stdin=FORMS[form].encode()).code == 3
    assert read_request_file(tmp_path / "b.toml").answer("users").value == "800 to 2k"


def test_wrong_and_missing_answers_are_all_named_in_one_message_with_file_and_flag(tmp_path):
    (tmp_path / "a.json").write_text(
        json.dumps({"users": "lots", "usres": "5", "like": "80 %"}), encoding="utf-8"
    )
    done = ask(tmp_path, "--answers", "a.json", "--answer", "head_start=never")
    assert done.code == 2
    assert not (tmp_path / "b.toml").exists()
    for part in (
        "a.json: users=lots",
        "a.json: usres=5",
        "Did you mean 'users'?",
        "--answer head_start=never",
    ):
        assert part in done.err
    assert '--answer "how_often=' in done.err  # what is missing, with its flag
    assert done.err.count("Error:") == 1


def test_an_answer_given_twice_is_refused(tmp_path):
    (tmp_path / "a.toml").write_text("users = 5\n", encoding="utf-8")
    done = ask(tmp_path, "--answers", "a.toml", "--answer", "users=6")
    assert (done.code, "users is given here and with --answer" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("stdin", "said"), [(b"", "no answer in it"), (b"\xff\xfe", "not UTF-8"), (b"\x00\x01", "Error")]
)
def test_an_empty_or_unreadable_pipe_is_said(tmp_path, stdin, said):
    done = ask(tmp_path, "--answers", "-", stdin=stdin)
    assert (done.code, said in done.err) == (2, True)


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert ask(tmp_path, "--answers", "nowhere.toml").code == 2
