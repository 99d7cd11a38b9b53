"""A questionnaire in several languages: what is asked changes, what is understood and calculated does not."""

import pytest
from cli_helpers import call
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.questionnaires import (
    bundled_names,
    by_name,
    check,
    choice_of,
    choice_share,
    fill,
    in_language,
    languages,
)
from featurecheck.questionnaires.definition import PLACEHOLDER, other_words
from featurecheck.questionnaires.translating import untranslated
from featurecheck.questionnaires.wording import words_for

FRAME = """\
format = 1
name = "ours"
title = "Ours"
version = "1.0"
language = "en"

[[questions]]
name = "how_often"
type = "estimate"
kind = "share"
label = "How often?"
unit = "%"
choices = [
    { value = "daily", label = "Daily", share = "90% to 99%" },
    { value = "never", label = "Never", share = "0.1% to 2%" },
]
prior = { value = "10% to 60%", source = "assumed: no idea" }

[[questions]]
name = "title"
type = "text"
label = "Which title?"

"""
GERMAN = """\
[translations.de]
title = "Unsere"
[translations.de.questions.how_often]
label = "Wie oft?"
choices = { daily = "Täglich" }
[translations.de.questions.title]
label = "Welcher Titel?"
"""
LINE = FRAME.count("\n")


def written(folder, text):
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


def everything(questionnaire):
    return (*questionnaire.questions, *questionnaire.further)


@pytest.mark.parametrize("name", bundled_names())
def test_what_comes_with_the_program_is_german_in_every_text(name):
    own = by_name(name)
    assert languages(own) == ("en", "de")
    assert untranslated(own, "de") == []
    german = in_language(own, "de")
    assert german.language == "de"
    for before, after in zip(everything(own), everything(german), strict=True):
        assert before.label != after.label
        assert bool(before.guidance) == bool(after.guidance)
        assert before.guidance == "" or before.guidance != after.guidance


@pytest.mark.parametrize("name", bundled_names())
def test_a_translation_leaves_alone_what_the_calculation_needs(name):
    own = by_name(name)
    for before, after in zip(everything(own), everything(in_language(own, "de")), strict=True):
        for part in ("name", "type", "number", "kind", "required", "relevant", "constraint", "needs"):
            assert getattr(before, part) == getattr(after, part)
        assert [(one.value, one.share) for one in before.choices] == [
            (one.value, one.share) for one in after.choices
        ]
        assert (before.prior and before.prior.value) == (after.prior and after.prior.value)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("text", ["weekly", "Weekly", "Wöchentlich", " wöchentlich ", "WÖCHENTLICH"])
def test_a_word_is_understood_in_every_language_whatever_was_asked_in(language, text):
    question = in_language(by_name("competitor"), language).question("how_often")
    assert choice_share(question, text) == "60% to 90%"
    assert choice_of(question, text).value == "weekly"


def test_an_answer_in_german_gives_the_verdict_that_the_english_one_gives(tmp_path):
    verdicts = []
    for name, word in (("en", "weekly"), ("de", "Wöchentlich")):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"request,users,how_often\nExport,800 to 2k,{word}\n", encoding="utf-8")
        done = call("batch", path.name, "--format", "csv", "--output", name, cwd=tmp_path)
        assert done.code == 0, done.err
        verdicts.append((tmp_path / name / "results.csv").read_text(encoding="utf-8").replace(word, "WORD"))
    assert verdicts[0] == verdicts[1]


@pytest.mark.parametrize("tag", ["de", "DE", "de-AT", "de_CH", "de-Latn-DE"])
def test_a_region_is_answered_in_its_language(tag):
    assert in_language(by_name("partner"), tag).title == "Ist dieses Konto ein Partner oder ein Kunde?"


def test_no_language_and_the_own_one_are_the_questionnaire_itself():
    own = by_name("partner")
    assert in_language(own, None) is own
    assert in_language(own, "en-GB") is own


def test_a_language_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(FeatureCheckError, match=r"has no language 'fr'\. Known: en, de"):
        in_language(by_name("partner"), "fr")


def test_what_is_not_translated_stands_in_the_own_language_and_is_listed(tmp_path):
    ours = by_name(written(tmp_path, FRAME + GERMAN))
    german = in_language(ours, "de")
    assert [one.label for one in german.question("how_often").choices] == ["Täglich", "Never"]
    assert german.question("title").label == "Welcher Titel?"
    assert untranslated(ours, "de") == [
        "how_often: unit",
        "how_often: prior_source",
        "how_often: choice 'never'",
    ]


def test_the_policys_word_is_put_in_as_the_language_says_it():
    text = "{unit:users=Nutzer|accounts=Konten} je {singular:user=Nutzer|account=Konto}, {currency}"
    assert fill(text, "users", "EUR") == "Nutzer je Nutzer, EUR"
    assert fill(text, "accounts", "CHF") == "Konten je Konto, CHF"
    assert fill(text, "seats", "CHF") == "seats je seat, CHF"


@given(st.text(alphabet="{}:|=ab unit", max_size=40))
def test_filling_never_fails_and_leaves_what_is_no_placeholder(text):
    filled = fill(text, "users", "EUR")
    if not PLACEHOLDER.search(text):
        assert filled == text
    assert all(word and other for word, other in other_words(text).items() if word)


def test_the_words_that_are_added_are_there_in_every_language_of_the_program():
    english, german = words_for("en"), words_for("de")
    assert english.keys() == german.keys()
    assert not [name for name, word in english.items() if german[name] == word]
    assert words_for("de-AT") == german
    assert words_for("fr") == english


MISTAKES = [
    ("[translations.de]", "[translations.German]", 1, "no tag of a language"),
    ("[translations.de]", "[translations.en]", 1, "the questionnaire's own language"),
    ('title = "Unsere"', "title = 5", 2, "a text in quotes"),
    ('title = "Unsere"', 'title = " "', 2, "is empty"),
    ('title = "Unsere"', 'titel = "Unsere"', 2, "Did you mean 'title'?"),
    ("questions.how_often]", "questions.how_oftn]", 3, "Did you mean 'how_often'?"),
    ('label = "Wie oft?"', 'lable = "Wie oft?"', 4, "Did you mean 'label'?"),
    ('label = "Wie oft?"', "label = true", 4, "a text in quotes"),
    ('label = "Wie oft?"', 'hint = "x"', 4, "translates what the question does not have"),
    ('label = "Wie oft?"', 'label = "{unti}"', 4, "Did you mean 'unit'?"),
    ('label = "Wie oft?"', 'label = "{unit:users}"', 4, "Write it as {unit:users=Nutzer|accounts=Konten}"),
    ('label = "Wie oft?"', 'share = "5%"', 4, "unknown key 'share'"),
    ("daily = ", "dayly = ", 5, "Did you mean 'daily'?"),
    ('"Täglich"', '"Never"', 5, "two choices called 'Never'"),
    ('"Täglich"', '""', 5, "not empty"),
    ('{ daily = "Täglich" }', '"Täglich"', 5, "a table from value to label"),
    ('label = "Welcher Titel?"', 'choices = { a = "b" }', 7, "translates what the question does not have"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "said"), MISTAKES, ids=[one[1] for one in MISTAKES])
def test_a_mistake_in_a_translation_is_named_with_its_line_and_mend(tmp_path, old, new, line, said):
    assert check(written(tmp_path, FRAME + GERMAN)) == []
    assert old in GERMAN
    path = written(tmp_path, FRAME + GERMAN.replace(old, new))
    problems = check(path)
    assert any(one.startswith(f"{path}:{LINE + line}: ") and said in one for one in problems), problems


def test_two_languages_may_not_call_two_choices_the_same(tmp_path):
    dutch = '[translations.nl.questions.how_often]\nchoices = { never = "täglich" }\n'
    (problem,) = check(written(tmp_path, FRAME + GERMAN + dutch))
    assert "two choices called 'täglich'" in problem


def test_show_prints_questions_and_choices_in_the_language_and_guidance_with_v(tmp_path):
    done = call("questions", "show", "--language", "de", cwd=tmp_path)
    assert done.code == 0
    assert "2. Wie oft?" in done.out
    assert "Täglich (daily) = 90% to 99%" in done.out
    assert "niemand weiß es: 300 to 30k Nutzer (angenommen: " in done.out
    assert "bindet niemanden" not in done.out
    assert "bindet niemanden" in call("questions", "show", "--language", "de", "-v", cwd=tmp_path).out


def test_show_takes_the_policys_language_where_the_questionnaire_has_it(tmp_path):
    (tmp_path / "featurecheck.toml").write_text('language = "de"\n')
    assert "2. Wie oft?" in call("questions", "show", cwd=tmp_path).out
    written(tmp_path, FRAME)
    assert "How often?" in call("questions", "show", "ours.toml", cwd=tmp_path).out
    asked = call("questions", "show", "ours.toml", "--language", "de", cwd=tmp_path)
    assert (asked.code, "has no language 'de'. Known: en." in asked.err) == (2, True)


def test_show_says_with_v_what_is_not_translated(tmp_path):
    written(tmp_path, FRAME + GERMAN)
    done = call("questions", "show", "ours.toml", "--language", "de", "-v", cwd=tmp_path)
    assert "Not in de, so in en: how_often: unit" in done.err


def test_the_list_names_the_languages(tmp_path):
    done = call("questions", "list", cwd=tmp_path)
    assert [line.split()[:3] for line in done.out.splitlines()] == [
        [name, "1.0", "en,de"] for name in bundled_names()
    ]
