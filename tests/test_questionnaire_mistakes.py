"""Everything that can be wrong in a questionnaire is named with its line, all at once."""

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.questionnaires import by_name, check, load

GOOD = """\
format = 1
name = "ours"
title = "Ours"
version = "1.0"
language = "en"

[[questions]]
name = "users"
type = "estimate"
kind = "count"
label = "How many?"
unit = "{unit}"
prior = { value = "200 to 20k", source = "assumed: no idea" }

[[questions]]
name = "how_often"
type = "estimate"
kind = "share"
label = "How often?"
unit = "%"
relevant = "${users} > 0"
choices = [
    { value = "daily", label = "Daily", share = "90% to 99%" },
    { value = "never", label = "Never", share = "0.1% to 2%" },
]
[questions.prior]
value = "10% to 60%"
source = "Pendo 2019"

[[questions]]
name = "remarks"
type = "text"
label = "Anything else?"
"""


def written(folder, text):
    path = folder / "ours.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_good_one_loads_and_can_be_named_by_its_path(tmp_path):
    ours = by_name(written(tmp_path, GOOD))
    assert ours.names() == ["users", "how_often", "remarks"]
    assert ours.labels()["users"] == "How many?"
    assert ours.question("how_often").relevant.value == 0.0


MISTAKES = [
    ('label = "How many?"', 'lable = "How many?"', 11, "Did you mean 'label'?"),
    ('label = "How many?"', "", 7, "lacks 'label'"),
    ('label = "How many?"', "label = 5", 11, "a text in quotes"),
    ('label = "How many?"', 'label = ""', 11, "is empty"),
    ('name = "users"', 'name = "usres"', 8, "Did you mean 'users'?"),
    ('name = "how_often"', 'name = "users"', 16, "second time"),
    ('name = "remarks"', 'name = "no name"', 31, "small letters"),
    ('type = "text"', 'type = "txt"', 32, "Did you mean 'text'?"),
    ('type = "text"', 'type = "text"\nunit = "x"', 33, "a text has no 'unit'"),
    ('kind = "count"', 'kind = "cuont"', 10, "Did you mean 'count'?"),
    ('kind = "count"', 'kind = "money"', 10, "the calculation needs 'count'"),
    ('kind = "count"\n', "", 7, "lacks 'kind'"),
    ("${users} > 0", "${usres} > 0", 21, "Did you mean 'users'?"),
    ("${users} > 0", "${users} > 0 and 1", 21, "not a simple comparison"),
    ("${users} > 0", "${how_often} > 0", 21, "about the question itself"),
    ("${users} > 0", "${users} > 'daily'", 21, "not a simple comparison"),
    ('relevant = "${users} > 0"', 'constraint = "${users} > 0"', 21, "only be about the question itself"),
    ("90% to 99%", "lots", 23, "cannot be read"),
    ('value = "never"', 'value = "Daily"', 24, "twice"),
    (', share = "0.1% to 2%"', "", 24, "lacks 'share'"),
    ("200 to 20k", "dk", 13, "nobody knows"),
    ("200 to 20k", "500", 13, "single point"),
    ("assumed: no idea", "somewhere", 13, "a source with its year"),
    (
        'source = "Pendo 2019"',
        'source = "Pendo 2019"\nshare_of = "own_users"',
        26,
        "both 'share_of' and 'share'",
    ),
    (
        '"assumed: no idea"',
        '"assumed: x", share_of = "own_user", share = "1% to 2%"',
        13,
        "Did you mean 'own_users'?",
    ),
    ('unit = "{unit}"', 'unit = "{unti}"', 12, "Did you mean 'unit'?"),
    ("format = 1", "format = 2", 1, "this featurecheck reads format 1"),
    ("format = 1\n", "", 1, "lacks 'format'"),
    ('language = "en"', 'language = "en"\ncolour = "red"', 6, "unknown key 'colour'"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"), MISTAKES, ids=[entry[1][:30] or entry[0] for entry in MISTAKES]
)
def test_a_mistake_is_named_with_its_line_and_mend(tmp_path, old, new, line, said):
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    problems = check(path)
    assert any(problem.startswith(f"{path}:{line}: ") and said in problem for problem in problems), problems
    with pytest.raises(FeatureCheckError):
        load(path)


def test_all_mistakes_are_raised_at_once_in_the_order_of_their_lines(tmp_path):
    text = (
        GOOD.replace('"count"', '"cuont"')
        .replace("lots", "x")
        .replace('"text"', '"txt"')
        .replace("Pendo 2019", "me")
    )
    with pytest.raises(FeatureCheckError) as caught:
        load(written(tmp_path, text))
    lines = [int(line.split("ours.toml:")[1].split(":")[0]) for line in caught.value.message.split("\n")]
    assert lines == sorted(lines)
    assert len(lines) == 3


HOSTILE = [
    b"",
    b"questions = 5",
    b"questions = [1, 2]",
    b"format = true",
    b"\x00\xff\xfe",
    b'format = 1\nname = "\x1b[31m"\nquestions = []',
    b"x = " + b"[" * 3000,
    b"x = " + b"9" * 5000,
    b"[[questions]]\nname = 1\n[[questions]]\nchoices = 3\nprior = []\ntype = []\nkind = {}",
    b"[questions]\nname = 'x'",
    "format = 1\n[[questions]]\nname = '\u202euser'\ntype = 'estimate'\nlabel = 'x'".encode(),
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_is_refused_in_sentences_without_raw_control_characters(tmp_path, content):
    problems = check(written(tmp_path, content))
    assert problems
    assert all(letter.isprintable() or letter == "\n" for problem in problems for letter in problem)


def test_broken_notation_is_named_with_its_line(tmp_path):
    path = written(tmp_path, "format = 1\nname = ours\n")
    assert check(path)[0].startswith(f"{path}:2: this is not TOML")


def test_an_unknown_name_is_answered_with_the_near_one():
    with pytest.raises(FeatureCheckError, match="Did you mean 'competitor'"):
        by_name("competitr")


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(FeatureCheckError, match="there is no such file"):
        by_name(tmp_path / "no.toml")
    with pytest.raises(FeatureCheckError, match="not a plain file"):
        load(tmp_path)


ABOUT_ASKERS = """
[[questions]]
name = "would_leave"
type = "estimate"
kind = "share"
label = "Who would be gone?"
unit = "%"
needs = "customers"
"""


def test_a_question_about_those_who_asked_stands_apart_and_its_label_is_known(tmp_path):
    ours = by_name(written(tmp_path, GOOD + ABOUT_ASKERS))
    assert ours.names() == ["users", "how_often", "remarks"]
    assert [question.name for question in ours.further] == ["would_leave"]
    assert ours.labels()["would_leave"] == "Who would be gone?"
    assert ours.with_further().names() == ["users", "how_often", "remarks", "would_leave"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('needs = "customers"\n', "", 'Write needs = "customers".'),
        ('needs = "customers"', 'needs = "usage"', 'Write needs = "customers".'),
        ('name = "would_leave"', 'name = "like"', "'needs' is only for would_leave and would_grow"),
        ('name = "would_leave"', 'name = "would_leaf"', "Did you mean 'would_leave'?"),
        ('name = "would_leave"', 'name = "hours_value"', "no input of the calculation"),
        ('unit = "%"', 'unit = "%"\nprior = { value = "1% to 2%", source = "assumed: x" }', "stands in the policy as would_leave"),
    ],
)  # fmt: skip
def test_what_a_question_about_those_who_asked_may_not_be(tmp_path, old, new, said):
    path = written(tmp_path, GOOD + ABOUT_ASKERS.replace(old, new))
    assert any(said in problem for problem in check(path)), check(path)
