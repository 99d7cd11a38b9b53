"""What the cells of a survey say, in many languages and on many scales; what cannot be read is named, never guessed."""
# ruff: noqa: RUF001 - other alphabets are what is tested

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.resources import bundled
from featurecheck.survey.cells import said
from featurecheck.survey.columns import read_column
from featurecheck.survey.words import QUESTIONS, Said, load_words, words

YES, NO, NEUTRAL, NEVER = Said.YES, Said.NO, Said.NEUTRAL, Said.NEVER
DONT_KNOW, BLANK, UNREAD = Said.DONT_KNOW, Said.BLANK, Said.UNREAD

LANGUAGES = {
    "en": ("Yes", "No", "don't know", "Daily", "Rarely", "Never"),
    "de": ("Ja", "Nein", "weiß nicht", "täglich", "selten", "nie"),
    "fr": ("Oui", "Non", "je ne sais pas", "tous les jours", "rarement", "jamais"),
    "es": ("Sí", "No", "no sé", "todos los días", "rara vez", "nunca"),
    "it": ("Sì", "No", "non so", "ogni giorno", "raramente", "mai"),
    "pt": ("Sim", "Não", "não sei", "todos os dias", "raramente", "nunca"),
    "nl": ("Ja", "Nee", "weet niet", "dagelijks", "zelden", "nooit"),
    "sv": ("Ja", "Nej", "vet ej", "varje dag", "sällan", "aldrig"),
    "da": ("Ja", "Nej", "ved ikke", "dagligt", "sjældent", "aldrig"),
    "no": ("Ja", "Nei", "vet ikke", "daglig", "sjelden", "aldri"),
    "fi": ("Kyllä", "Ei", "en tiedä", "päivittäin", "harvoin", "ei koskaan"),
    "pl": ("Tak", "Nie", "nie wiem", "codziennie", "rzadko", "nigdy"),
    "cs": ("Ano", "Ne", "nevím", "denně", "zřídka", "nikdy"),
    "hu": ("Igen", "Nem", "nem tudom", "naponta", "ritkán", "soha"),
    "tr": ("Evet", "Hayır", "bilmiyorum", "her gün", "nadiren", "asla"),
    "el": ("Ναι", "Όχι", "δεν ξέρω", "κάθε μέρα", "σπάνια", "ποτέ"),
    "ru": ("Да", "Нет", "не знаю", "каждый день", "редко", "никогда"),
    "uk": ("Так", "Ні", "не знаю", "щодня", "рідко", "ніколи"),
    "ja": ("はい", "いいえ", "わからない", "毎日", "まれに", "使わない"),
    "zh": ("是", "否", "不知道", "每天", "很少", "从不"),
    "ko": ("네", "아니요", "모르겠다", "매일", "드물게", "사용 안 함"),
}


def in_column(cells, header="likes", question="likes"):
    return read_column(cells, header, question, words())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dressed", [str, str.upper, str.lower, "  {} ".format, "{}.".format, "{}!".format])
def test_yes_no_and_not_knowing_are_read_in_each_language(language, dressed):
    yes, no, unknown, *_ = LANGUAGES[language]
    for question in QUESTIONS:
        assert said(dressed(yes), question, words()) is YES
        assert said(dressed(no), question, words()) in ({NO, NEVER} if question == "how_often" else {NO})
        assert said(dressed(unknown), question, words()) is DONT_KNOW


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_often_is_read_in_each_language(language):
    *_, daily, rarely, never = LANGUAGES[language]
    found = [said(text, "how_often", words()) for text in (daily, rarely, never)]
    assert found == [YES, NO, NEVER]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_says_how_often_uses_it_and_who_says_never_does_not(language):
    *_, daily, rarely, never = LANGUAGES[language]
    assert [said(text, "uses", words()) for text in (daily, rarely, never)] == [YES, YES, NO]


@pytest.mark.parametrize(
    "language", tomllib.loads(bundled("questionnaires/survey.toml").read_text("utf-8"))["language"]
)
def test_every_language_of_the_file_says_everything(language):
    entry = tomllib.loads(bundled("questionnaires/survey.toml").read_text("utf-8"))["language"][language]
    kinds = {"yes": YES, "no": NO, "neutral": NEUTRAL, "dont_know": DONT_KNOW, "blank": BLANK}
    for key, expected in kinds.items():
        assert entry[key]
        assert {said(text, "bought_because", words()) for text in entry[key]} == {expected}
    for key, expected in {"regular": YES, "seldom": NO, "never": NEVER}.items():
        assert {said(text, "how_often", words()) for text in entry[key]} == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ja, sicher", YES),
        ("eher ja", YES),
        ("eher nein", NO),
        ("probably", YES),
        ("definitely not", NO),
        ("Yes, every morning", YES),
        ("No - we never needed it", NO),
        ("Yes (since 2024)", YES),
        ("Yes; I like it", YES),
        ("TRUE", YES),
        ("falsch", NO),
        ("x", YES),
        ("\u2713", YES),
        ("\u2714\ufe0f", YES),
        ("\u2717", NO),
        ("☐", NO),
        ("ＹＥＳ", YES),
        ("yes\u200b", YES),
        ("don\u2019t know", DONT_KNOW),
        ("?", DONT_KNOW),
        ("maybe", DONT_KNOW),
        ("k.A.", BLANK),
        ("n/a", BLANK),
        ("-", BLANK),
        ("", BLANK),
        ("strongly agree", YES),
        ("Neither agree nor disagree", NEUTRAL),
        ("Strongly disagree", NO),
        ("sehr zufrieden", YES),
        ("weder noch", NEUTRAL),
        ("trifft eher nicht zu", NO),
        ("5 - Strongly agree", YES),
        ("1 (very dissatisfied)", NO),
        ("They love it", YES),
        ("It is fine", NEUTRAL),
        ("They hate it", NO),
        ("4/5", YES),
        ("3 von 5", NEUTRAL),
        ("2 out of 10", NO),
        ("★★★★", YES),
        ("★★★☆☆", NEUTRAL),
        ("⭐⭐", NO),
        ("4 Sterne", YES),
    ],
)
def test_answers_are_read_as_people_write_them(text, expected):
    assert said(text, "likes", words()) is expected


@pytest.mark.parametrize(
    "text",
    [
        "Yes, no",
        "Ja, aber nein",
        "No, maybe",
        "yes and no",
        "kind of",
        "=1+1",
        "*",
        "7/5",
        "4/6",
        "2026-05-04",
        "<script>alert(1)</script>",
        "yes" * 200,
        "Yes, " + "a" * 400,
        "80%",
        "weekly",
        "\x00",
    ],
)
def test_what_is_no_clear_answer_is_not_read(text):
    assert in_column([text, "yes", "no"]).said[0] is UNREAD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 times a week", YES),
        ("3x/week", YES),
        ("5 days a week", YES),
        ("twice a week", YES),
        ("2 mal pro Woche", YES),
        ("2 fois par semaine", YES),
        ("4 times a month", YES),
        ("several times a week", YES),
        ("every 3 days", YES),
        ("Täglich, beruflich", YES),
        ("1-2 times a month", NO),
        ("alle 2 Wochen", NO),
        ("0.5 per week", NO),
        ("less than once a week", NO),
        ("weniger als 1 mal pro Woche", NO),
        ("< 1 per week", NO),
        ("twice a year", NO),
        ("0 times a week", NEVER),
        ("not at all", NEVER),
    ],
)
def test_how_often_is_read_from_words_and_from_numbers_with_a_unit(text, expected):
    assert said(text, "how_often", words()) is expected


@pytest.mark.parametrize(
    "text",
    [
        "often",
        "sometimes",
        "2-5 times a month",
        "less than 5 times a week",
        "2 weeks",
        "weekly/monthly",
        "3 of us",
    ],
)
def test_a_rate_on_both_sides_of_once_a_week_or_without_one_is_not_read(text):
    assert in_column([text, "daily"], "how often", "how_often").said[0] is UNREAD


def test_numbers_say_how_often_only_in_the_unit_of_the_header():
    column = in_column(["0", "3", "4", "20"], "How often do you use it? (times per month)", "how_often")
    assert list(column.said) == [NEVER, NO, YES, YES]
    column = in_column(["0", "3"], "how often", "how_often")
    assert list(column.said) == [UNREAD, UNREAD]
    assert len(column.complaints) == 1
    assert "unit" in column.complaints[0].mend
    column = in_column(["3"], "on how many days in the last 30 days", "how_often")
    assert list(column.said) == [UNREAD]


def test_yes_says_at_least_weekly_only_where_nobody_says_how_often():
    column = in_column(["yes", "no"], "Do you use it every week?", "how_often")
    assert list(column.said) == [YES, NO]
    assert any("at least once a week" in note for note in column.notes)
    assert list(in_column(["yes", "daily"], "how often", "how_often").said) == [UNREAD, YES]
    assert list(in_column(["Tak", "Nie"], "how often", "how_often").said) == [YES, NO]
    assert list(in_column(["täglich", "nie"], "how often", "how_often").said) == [YES, NEVER]


def test_one_and_zero_are_yes_and_no_where_both_stand_there_or_words_beside_them():
    assert list(in_column(["1", "0", "1"]).said) == [YES, NO, YES]
    assert list(in_column(["1", "yes", "no"]).said) == [YES, YES, NO]
    assert "1 is read as yes" in in_column(["1", "0"]).notes[0]
    assert list(in_column(["1", "1"]).said) == [UNREAD, UNREAD]  # a one of five?
    assert list(in_column(["1", "2", "1", "2", "1"]).said) == [UNREAD] * 5  # 1 = yes and 2 = no, or a scale?


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("How do you like it? (1-5)", ["1", "2", "3", "4", "5"], [NO, NO, NEUTRAL, YES, YES]),
        ("Likes (0 to 10)", ["0", "4", "5", "7", "8", "10"], [NO, NO, NEUTRAL, NEUTRAL, YES, YES]),
        ("likes, von 1 bis 7", ["3", "4", "5", "6"], [NO, NEUTRAL, NEUTRAL, YES]),
        ("0 = not at all, 10 = very much", ["1", "9"], [NO, YES]),
        ("likes (1 = very good, 5 = very bad)", ["1", "2", "3", "5"], [YES, YES, NEUTRAL, NO]),
        ("Note 1-6 (1 = sehr gut)", ["1", "2", "4", "6"], [YES, YES, NO, NO]),
        ("likes", ["1", "5", "4", "3", "2"], [NO, YES, YES, NEUTRAL, NO]),
        ("likes", ["7", "5", "4", "3", "6"], [YES, NEUTRAL, NEUTRAL, NO, YES]),
        ("likes", ["0", "10", "9", "8", "7"], [NO, YES, YES, YES, NEUTRAL]),
        ("likes (1-5)", ["4", "4.5", "4,5", "9"], [YES, YES, YES, UNREAD]),
    ],
)
def test_a_scale_is_told_by_the_header_or_by_all_numbers_of_the_column(header, cells, expected):
    column = in_column(cells, header)
    assert list(column.said) == expected
    assert "count as yes" in column.notes[0]
    assert "is the best" in column.notes[0]


@pytest.mark.parametrize(
    ("header", "cells", "asked"),
    [
        ("likes", ["1", "4", "4"], "(1-5)"),  # too few to tell
        ("likes", ["1", "4", "4", "3", "2", "4"], "(1-5)"),  # of four, or nobody said five
        ("likes (1-6)", ["1", "4"], "1 = best"),  # school grades turn it round
        ("Note (1-5)", ["1", "4"], "1 = best"),
        ("likes (1-9)", ["1", "4"], "yes, no"),
    ],
)
def test_a_scale_or_direction_that_is_not_clear_is_asked_for_and_not_counted(header, cells, asked):
    column = in_column(cells, header)
    assert set(column.said) == {UNREAD}
    assert len(column.complaints) == 1
    assert asked in column.complaints[0].mend


def test_ticks_beside_empty_cells_are_not_counted_because_nobody_knows_who_said_no():
    column = in_column(["x", "", "x", ""], "uses", "uses")
    assert list(column.said) == [UNREAD, BLANK, UNREAD, BLANK]
    assert "Write no" in column.complaints[0].mend
    assert list(in_column(["x", "-", "no"], "uses", "uses").said) == [YES, BLANK, NO]


def test_an_x_beside_ticks_may_be_a_cross_and_is_not_read():
    assert list(in_column(["x", "\u2713"], "uses", "uses").said) == [UNREAD, YES]


def test_notes_say_what_counted_as_what_and_that_nobody_said_no():
    column = in_column(["Yes", "Yes", "Ja", "no", "ok", "?"])
    note = column.notes[0]
    assert "counted as yes: 'Yes' (2), 'Ja' (1)" in note
    assert "counted as no: 'no' (1)" in note
    assert "neither, which is not a yes: 'ok' (1)" in note
    assert "left out: '?' (1)" in note
    assert any("never as no" in text for text in in_column(["yes", "yes", ""]).notes)


def test_a_cell_that_became_a_date_says_so():
    assert "date" in in_column(["2026-05-04", "yes"]).complaints[0].mend


@given(st.lists(st.text(max_size=40), max_size=20), st.text(max_size=60), st.sampled_from(QUESTIONS))
def test_any_column_is_read_without_an_error_and_every_unread_cell_is_accounted_for(cells, header, question):
    column = in_column(cells, header, question)
    assert len(column.said) == len(cells)
    unread = sum(one is UNREAD for one in column.said)
    assert bool(unread) == bool(column.complaints)
    assert len(column.complaints) <= unread
    assert all(note.isprintable() for note in column.notes)
    assert all(one.found.isprintable() for one in column.complaints)


@given(st.lists(st.integers(1, 5), min_size=5, max_size=30))
def test_on_a_named_scale_every_number_is_judged_by_itself(values):
    column = in_column([str(value) for value in values], "likes (1-5)")
    judged = {1: NO, 2: NO, 3: NEUTRAL, 4: YES, 5: YES}
    assert list(column.said) == [judged[value] for value in values]


def test_a_word_that_says_two_things_is_refused_when_the_words_are_loaded(tmp_path):
    text = bundled("questionnaires/survey.toml").read_text("utf-8")
    path = tmp_path / "survey.toml"
    path.write_text(text.replace('yes = ["ja", "j",', 'yes = ["nein", "ja", "j",', 1), "utf-8")
    with pytest.raises(FeatureCheckError, match=r"nein.*Leave it to one"):
        load_words(path)
    path.write_text(text + "\n[surprise]\n", "utf-8")
    with pytest.raises(FeatureCheckError, match="surprise"):
        load_words(path)
