"""Request files as people write them, right and wrong."""

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.model import AnswerState, Evidence
from featurecheck.requests import read_request_file

DESIGN = """\
format = 1
request = "Bulk export"
competitor = "Acme"
requesters = ["Northwind", "Contoso"]
questionnaire = "competitor"
questionnaire_version = "1.0"

[answers.users]
value = "800 to 2k"
evidence = "public"            # measured, survey, public, buyer-said, seller-said, guess
source = ["https://acme.example/customers"]
by = "jo"
at = 2026-11-21

[answers.like]
state = "unknown"
ask = "Maria (support): the NPS comments"

[answers.not_miss]
state = "open"
"""


def written(folder, text, name="bulk-export.toml"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_request_is_read_as_it_is_written(tmp_path):
    request = read_request_file(written(tmp_path, DESIGN))
    assert (request.request, request.competitor, request.id) == ("Bulk export", "Acme", "bulk-export")
    assert request.requesters == ("Northwind", "Contoso")
    users = request.answer("users")
    assert (users.value, users.evidence, users.by, users.at) == (
        "800 to 2k",
        Evidence.PUBLIC,
        "jo",
        "2026-11-21",
    )
    assert users.source == ("https://acme.example/customers",)
    assert request.answer("like").state is AnswerState.UNKNOWN
    assert request.answer("like").ask == "Maria (support): the NPS comments"
    assert request.answer("not_miss").state is AnswerState.OPEN


def test_an_answer_that_is_not_in_the_file_is_open(tmp_path):
    answer = read_request_file(written(tmp_path, DESIGN)).answer("build_cost")
    assert (answer.state, answer.value) == (AnswerState.OPEN, None)


def test_the_optional_fields_are_read(tmp_path):
    head = """\
format = 1
id = "R-7"
request = "Bulk export"
description = "As CSV"
votes = 12
requested_on = 2026-02-01
status = "new"
effort = "4 to 10 person-weeks"
years_on_market = 3
competitor_users = "5k to 9k"
own_users = 1200
depends_on = ["R-1"]
excludes = "R-2"
usage_feature = "export"
[answers.consequences]
value = "They copy us back."
"""
    request = read_request_file(written(tmp_path, head))
    assert (request.id, request.votes, request.requested_on) == ("R-7", 12, "2026-02-01")
    assert (request.years_on_market, request.own_users) == ("3", "1200")
    assert (request.depends_on, request.excludes) == (("R-1",), ("R-2",))
    assert request.answer("consequences").value == "They copy us back."


@pytest.mark.parametrize(
    ("number", "text"), [("500", "500"), ("0.25", "0.25"), ("1e6", "1000000"), ("1_000", "1000")]
)
def test_a_number_without_quotes_is_an_answer_too(tmp_path, number, text):
    path = written(tmp_path, f'format = 1\nrequest = "x"\n[answers.users]\nvalue = {number}\n')
    assert read_request_file(path).answer("users").value == text


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    text = b"\xef\xbb\xbf" + DESIGN.replace("\n", "\r\n").encode()
    assert read_request_file(written(tmp_path, text)).answer("users").value == "800 to 2k"


MISTAKES = [
    ('request = "Bulk export"\n', "", 1, "'request' is missing"),
    ('request = "Bulk export"', "request = 5", 2, "'request' is not a text"),
    ("requesters =", "requestors =", 4, "Did you mean 'requesters'?"),
    ('["Northwind", "Contoso"]', "[1]", 4, "not a list of texts"),
    ("[answers.users]", "[answers.usres]", 8, "Did you mean 'users'?"),
    ("value =", "vlaue =", 9, "Did you mean 'value'?"),
    ('"800 to 2k"', "true", 9, "neither a text nor a number"),
    ('"800 to 2k"', "nan", 9, "neither a text nor a number"),
    ('"public"', '"publik"', 10, "Did you mean 'public'?"),
    ('"public"', '"assumed"', 10, "no kind of evidence"),
    ("2026-11-21", '"yesterday"', 13, "not a date"),
    ('"unknown"', '"unkown"', 16, "Did you mean 'unknown'?"),
    ('state = "open"', 'state = "open"\nvalue = "5%"', 20, "but there is a value"),
    ('state = "open"', 'state = "answered"', 20, "but there is no value"),
    ("format = 1\n", "", 1, "'format' is missing"),
    ('questionnaire = "competitor"', 'questionnaire = "competitr"', 5, "Did you mean 'competitor'?"),
    ('competitor = "Acme"', "votes = -1", 3, "not a number of votes"),
    ('competitor = "Acme"', 'answers.like = "love"', 3, "is not a table"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"), MISTAKES, ids=[entry[1] or entry[0] for entry in MISTAKES]
)
def test_a_mistake_is_named_with_its_line_and_mend(tmp_path, old, new, line, said):
    assert old in DESIGN
    text = DESIGN.replace(old, new, 1)
    if "answers.like" in new:
        text = text.split("[answers")[0]
    path = written(tmp_path, text)
    with pytest.raises(FeatureCheckError) as caught:
        read_request_file(path)
    lines = caught.value.message.split("\n")
    assert any(sentence.startswith(f"{path}:{line}: ") and said in sentence for sentence in lines), lines


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path):
    text = DESIGN.replace('"public"', '"publik"').replace("unknown", "unkown").replace("by =", "bye =")
    with pytest.raises(FeatureCheckError) as caught:
        read_request_file(written(tmp_path, text))
    assert len(caught.value.message.split("\n")) == 3
    assert [problem.row for problem in caught.value.problems] == [10, 12, 16]


def test_a_newer_format_is_refused_and_what_can_be_made_out_is_shown(tmp_path):
    path = written(tmp_path, DESIGN.replace("format = 1", "format = 2\nsurprise = 1"))
    with pytest.raises(FeatureCheckError) as caught:
        read_request_file(path)
    first, *rest = caught.value.message.split("\n")
    said = f"{path}:1: format 2 is not known here; this featurecheck reads format 1. Install a newer one."
    assert first == f"{said} Nothing is written to it. What can be made out:"
    assert rest[0] == "    request: Bulk export"
    assert "    users: 800 to 2k" in rest


def test_a_questionnaire_is_not_taken_for_a_request(tmp_path):
    with pytest.raises(FeatureCheckError, match="a questionnaire, not a request"):
        read_request_file(written(tmp_path, "format = 1\n[[questions]]\n"))


def test_the_questions_of_a_questionnaire_of_ones_own_may_be_answered(tmp_path):
    own = 'format = 1\nname = "ours"\ntitle = "t"\nversion = "1"\nlanguage = "en"\n[[questions]]\nname = "mood"\ntype = "text"\nlabel = "Mood?"\n'
    written(tmp_path, own, "ours.toml")
    text = 'format = 1\nrequest = "x"\nquestionnaire = "ours"\n[answers.mood]\nvalue = "fine"\n'
    assert read_request_file(written(tmp_path, text)).answer("mood").value == "fine"


HOSTILE = [
    b"",
    b"\x00",
    b"\xff\xfe\x00",
    b'format = 1\nrequest = "\x1b]0;x\x07"',
    b"answers = 5\nformat = 1\nrequest = 'x'",
    b"format = 1\nrequest = 'x'\n[answers]\nusers = []",
    b"format = 1\nrequest = 'x'\n[[answers.users]]\nvalue = '1'",
    b"format = 1\nrequest = 'x'\n[answers.\"\\u001b[2J\"]\nvalue = '1'",
    b"a = " + b"[" * 5000,
    b"format = " + b"1" * 5000,
    b"format = 1\nrequest = 'x'\nquestionnaire = '../../etc/passwd'",
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_is_refused_in_sentences_without_raw_control_characters(tmp_path, content):
    with pytest.raises(FeatureCheckError) as caught:
        read_request_file(written(tmp_path, content))
    assert all(letter.isprintable() or letter == "\n" for letter in caught.value.message)


def test_a_control_character_in_a_name_is_read_but_never_shown_raw(tmp_path):
    path = written(tmp_path, 'format = 1\nrequest = "\\u001b[2J"\n[answers.users]\nevidence = "\\u001b[2J"\n')
    with pytest.raises(FeatureCheckError, match=r"\\x1b\[2J"):
        read_request_file(path)
