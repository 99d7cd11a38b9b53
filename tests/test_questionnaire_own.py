"""A questionnaire of one's own: what it starts from, what it may change, and that it may not compute."""

import json
import re

import pytest
from cli_helpers import call

from featurecheck.parameters import BY_NAME, PARAMETERS
from featurecheck.questionnaires import bundled_names, by_name, check
from featurecheck.questionnaires.checking import _CHOICE, _PRIOR, _QUESTION, ASKABLE
from featurecheck.resources import bundled

HEAD = 'format = 1\nname = "own"\ntitle = "Own"\nversion = "1.0"\nlanguage = "en"\n'
USERS = """
[[questions]]
name = "users"
type = "estimate"
kind = "count"
label = "How many?"
unit = "{unit}"
prior = { value = "200 to 20k", source = "assumed: no idea" }
"""
OFTEN = """
[[questions]]
name = "how_often"
type = "estimate"
kind = "share"
label = "How often?"
unit = "%"
choices = [{ value = "daily", label = "Daily", share = "90% to 99%" }]
prior = { value = "10% to 60%", source = "assumed: no idea" }
"""
WORDS = """
[[questions]]
name = "words"
type = "text"
label = "In words?"
"""


def own(folder, text, name="own.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_it_starts_from_is_right_and_shows_every_key_and_every_input():
    path = bundled("questionnaires/start/questionnaire.toml")
    assert check(path) == []
    text = path.read_text(encoding="utf-8")
    assert [key for key in {**_QUESTION, **_CHOICE} if f"{key} =" not in text] == []
    assert [name for name in ASKABLE if name not in text] == []
    for kind in ("count", "share", "money", "duration"):
        (line,) = [line for line in text.splitlines() if line.startswith(f"#   {kind} ")]
        listed = line.split()[2:]
        assert listed == [one.name for one in PARAMETERS if one.kind == kind]
    assert set(_PRIOR) >= {"value", "source"}


def test_the_commands_that_it_names_work_on_it(tmp_path):
    assert call("questions", "new", "own.toml", cwd=tmp_path).code == 0
    text = (tmp_path / "own.toml").read_text(encoding="utf-8")
    lines = re.findall(r"^#   featurecheck (.*?)(?:  .*)?$", text, re.MULTILINE)
    assert len(lines) == 6
    for line in lines:
        extra = ["--no-input", "--answer=request=Export"] if line.startswith("ask") else []
        extra += ["to-fill-in.xlsx"] if line.startswith("sheet new") else []
        done = call(*line.replace("FILE", "own.toml").replace("FORM", "form").split(), *extra, cwd=tmp_path)
        assert done.code == (3 if extra[:1] == ["--no-input"] else 0), (line, done.err)


def test_the_start_is_no_bundled_questionnaire():
    assert "own" not in bundled_names()
    assert "questionnaire" not in bundled_names()


def test_new_writes_one_under_the_files_name_that_is_right_and_can_be_answered(tmp_path):
    done = call("questions", "new", "workshop.toml", cwd=tmp_path)
    assert done.code == 0
    assert "featurecheck questions check workshop.toml" in done.err
    assert by_name(tmp_path / "workshop.toml").name == "workshop"
    assert call("questions", "check", "workshop.toml", cwd=tmp_path).out == "1 fine.\n"
    answers = ("request=Export", "users=800 to 2k", "how_often=die meisten", "who_wants_it=Foremen")
    asked = call(
        "ask", "export.toml", "--questionnaire", "workshop.toml", "--no-input", "--date", "2026-11-22",
        *(f"--answer={answer}" for answer in answers), cwd=tmp_path,
    )  # fmt: skip
    assert asked.code in {0, 3}, asked.err
    shown = call("show", "export.toml", "--questionnaire", "workshop.toml", "--format", "json", cwd=tmp_path)
    assert shown.code == 0, shown.err
    parameters = json.loads(shown.out)["requests"][0]["parameters"]
    assert "60 %" in str(parameters["how_often"]) or "0.6" in str(parameters["how_often"])


@pytest.mark.parametrize("name", bundled_names())
def test_new_from_a_bundled_one_is_that_one_under_another_name(tmp_path, name):
    assert call("questions", "new", "mine.toml", "--from", name, cwd=tmp_path).code == 0
    mine, theirs = by_name(tmp_path / "mine.toml"), by_name(name)
    assert (mine.name, mine.questions, mine.further) == ("mine", theirs.questions, theirs.further)
    assert "# " in (tmp_path / "mine.toml").read_text(encoding="utf-8")


def test_new_keeps_what_is_there_unless_forced(tmp_path):
    path = own(tmp_path, "mine")
    done = call("questions", "new", "own.toml", cwd=tmp_path)
    assert (done.code, path.read_text()) == (2, "mine")
    assert "own.toml would be overwritten. Add --force, or name another FILE." in done.err
    assert call("questions", "new", "own.toml", "--force", "-q", cwd=tmp_path).err == ""
    assert check(path) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("own.txt", "kept in a .toml file"),
        ("own", "kept in a .toml file"),
        ("competitor.toml", "'competitor' is the name of a bundled questionnaire"),
        ("my own.toml", "Name it with letters, digits, - and _"),
        ('a"b.toml', "Name it with letters"),
        ("nowhere/own.toml/x.toml", "cannot be"),
        ("own.toml --from competitr", "Did you mean 'competitor'?"),
    ],
)
def test_new_refuses_a_name_that_request_files_could_not_use(tmp_path, typed, said):
    own(tmp_path, "x", "nowhere")
    arguments = typed.rsplit(" --from ") if " --from " in typed else [typed]
    done = call(
        "questions",
        "new",
        arguments[0],
        *(["--from", arguments[1]] if len(arguments) > 1 else []),
        cwd=tmp_path,
    )
    assert done.code == 2
    assert said in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nowhere"]


def test_relabelling_reordering_leaving_out_and_adding_is_all_allowed(tmp_path):
    relabelled = WORDS + OFTEN.replace("How often?", "Every week?") + USERS.replace("How many?", "Wie viele?")
    path = own(tmp_path, HEAD + relabelled)
    assert check(path) == []
    assert by_name(path).names() == ["words", "how_often", "users"]
    assert by_name(path).question("users").label == "Wie viele?"


def test_the_name_of_an_estimate_is_the_input_it_answers_and_its_kind_comes_with_it(tmp_path):
    for name in ASKABLE:
        kind = BY_NAME[name].kind
        needs = '\nneeds = "customers"' if name in ASKABLE[-2:] else ""
        text = (
            USERS.replace('"users"', f'"{name}"')
            .replace('"count"', f'"{kind}"')
            .replace(
                "200 to 20k",
                "5% to 10%"
                if kind == "share"
                else "1 year to 2 years"
                if kind == "duration"
                else "200 to 20k",
            )
        )
        text = (
            text.replace('prior = { value = "5% to 10%", source = "assumed: no idea" }', "")
            if needs
            else text
        )
        assert check(own(tmp_path, HEAD + text + needs)) == [], name
        wrong = "money" if kind != "money" else "count"
        assert f"the calculation needs '{kind}'" in " ".join(
            check(own(tmp_path, HEAD + text.replace(f'"{kind}"', f'"{wrong}"') + needs))
        )


COMPUTING = [
    ('calculation = "${users} * 2"', "would compute, and a questionnaire only asks"),
    ('formula = "users * 2"', "would compute"),
    ('default = "5"', "would compute"),
    ("weight = 3", "would compute"),
    ("score = 10", "would compute"),
    ('expression = "1 + 1"', "would compute"),
    ('relevant = "${users} * 2 > 0"', "not a simple comparison"),
    ('relevant = "${users} > 0 and ${users} < 9"', "not a simple comparison"),
    ('relevant = "${users} > ${users}"', "not a simple comparison"),
    ('relevant = "max(${users}) > 0"', "not a simple comparison"),
    ('relevant = "true"', "not a simple comparison"),
    ('constraint = ". > 0"', "not a simple comparison"),
    ('required = "yes"', "true or false"),
    ('mapped_to = "users"', "unknown key 'mapped_to'"),
]


@pytest.mark.parametrize(("line", "said"), COMPUTING, ids=[one[0] for one in COMPUTING])
def test_a_questionnaire_that_would_compute_is_refused_with_place_and_mend(tmp_path, line, said):
    path = own(
        tmp_path, HEAD + USERS + OFTEN.replace('label = "How often?"', f'label = "How often?"\n{line}')
    )
    where = path.read_text().splitlines().index(line) + 1
    (problem,) = check(path)
    assert problem.startswith(f"{path}:{where}: ")
    assert said in problem
    assert problem.endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"90% to 99%"', '"90% * 2"', "cannot be read"),
        ('"90% to 99%"', '"${users}"', "cannot be read"),
        ('"90% to 99%"', '"=A1"', "cannot be read"),
        ('"10% to 60%"', '"10% to 30% + 5%"', "cannot be read"),
        ('type = "estimate"', 'type = "calculate"', "would compute"),
        ('type = "estimate"', 'type = "integer"', "Known: estimate, text."),
        ('unit = "%"', 'unit = "{users}"', "Known: unit, singular, currency."),
        ('label = "How often?"', 'label = "{users} often?"', "Known: unit, singular, currency."),
        ('label = "How often?"', 'label = "{unit:users=x}?"', "which is for translations. Write {unit}."),
        ('version = "1.0"', 'version = "1.0"\nscore = "sum"', "would compute"),
        ('version = "1.0"', 'version = "1.0"\nverdict = "GO"', "unknown key 'verdict'"),
    ],
)
def test_no_other_place_computes_either(tmp_path, old, new, said):
    text = HEAD + OFTEN + WORDS
    assert old in text
    problems = check(own(tmp_path, text.replace(old, new, 1)))
    assert any(said in one for one in problems), problems


CONDITIONS = [
    ("words", "${how_often} = 'dayly'", "no choice of it. Did you mean 'daily'? Known: daily."),
    ("words", "${users} = 'many'", "It has none: compare it with a number."),
    ("users", "${words} > 5", "and it is a text. Write a word, as in ${words} = 'yes'."),
]


@pytest.mark.parametrize(("of", "condition", "said"), CONDITIONS, ids=[one[1] for one in CONDITIONS])
def test_a_condition_that_can_never_say_anything_is_refused(tmp_path, of, condition, said):
    text = HEAD + USERS + OFTEN + WORDS
    name = f'name = "{of}"'
    problems = check(own(tmp_path, text.replace(name, f'{name}\nrelevant = "{condition}"')))
    assert len(problems) == 1
    assert said in problems[0]


def test_a_condition_on_a_word_of_a_choice_or_of_a_text_is_fine(tmp_path):
    text = (
        HEAD
        + OFTEN
        + WORDS
        + USERS.replace('label = "How many?"', 'label = "How many?"\nrelevant = "${words} = \'yes\'"')
    )
    text = text.replace('name = "words"', 'name = "words"\nrelevant = "${how_often} = \'Daily\'"')
    assert check(own(tmp_path, text)) == []


def test_questions_that_only_matter_by_way_of_each_other_are_refused_at_both_places(tmp_path):
    text = (
        HEAD
        + USERS.replace("unit =", 'relevant = "${how_often} > 0"\nunit =')
        + OFTEN.replace("unit =", 'relevant = "${users} > 0"\nunit =')
    )
    problems = check(own(tmp_path, text))
    assert len(problems) == 2
    assert "question 'users' leads back to itself by way of 'how_often'. Remove one of them." in problems[0]


def test_check_says_what_is_worth_knowing_and_no_mistake(tmp_path):
    own(tmp_path, HEAD + USERS + '\n[translations.de.questions.users]\nlabel = "Wie viele?"\n', "other.toml")
    done = call("questions", "check", "other.toml", cwd=tmp_path)
    assert (done.code, done.out) == (0, "1 fine.\n")
    assert "other.toml: its name is 'own': request files look for own.toml beside them." in done.err
    assert "other.toml: not asked, so taken as in the bundled questionnaire: how_often, like," in done.err
    assert "other.toml: not in de, so in en: 3 texts (title, users: unit, users: prior_source)." in done.err
    assert call("questions", "check", "other.toml", "-q", cwd=tmp_path).err == ""


def test_check_says_where_a_bundled_name_would_hide_the_file(tmp_path):
    own(tmp_path, HEAD.replace('"own"', '"partner"') + WORDS, "partner.toml")
    done = call("questions", "check", "partner.toml", cwd=tmp_path)
    assert done.code == 0
    assert "'partner' is the name of a bundled questionnaire, which request files would mean." in done.err
    assert "not asked" not in done.err


def test_check_counts_the_mistakes_of_all_files(tmp_path):
    own(tmp_path, HEAD, "a.toml")
    own(tmp_path, HEAD + WORDS, "own.toml")
    done = call("questions", "check", "a.toml", "own.toml", cwd=tmp_path)
    assert (done.code, done.out) == (2, "1 problem.\n")
    assert done.err.startswith("a.toml:1: the questionnaire lacks 'questions'. Add it.")
