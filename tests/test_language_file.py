"""Language files: read strictly, looked up by template, with figures in the language's own forms."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cli_helpers import FIND_OUT, GO, HEADER, call
from hypothesis import given
from hypothesis import strategies as st
from make_evaluation import evaluation, request

from featurecheck.errors import FeatureCheckError
from featurecheck.report.languages.forms import forms_of
from featurecheck.report.languages.reading import language_of, read_language, shipped
from featurecheck.report.languages.rendering import render_in
from featurecheck.report.languages.sealing import opened, seal
from featurecheck.report.languages.translating import Translator
from featurecheck.report.render import render
from featurecheck.tomlfile import parse_toml

TOP = 'format = 1\nlanguage = "de"\nname = "Deutsch"\ndirection = "ltr"\n\n[texts]\n'
COUNT = '"{n:number} row[s]" = "{n} {n:one=Zeile|other=Zeilen}"\n'


def read(texts, top=TOP):
    return read_language(parse_toml(top + texts, "own.toml"))


def said(texts, text, **kept):
    return Translator(read(texts), **kept).text(text)


@pytest.mark.parametrize(
    ("form", "english", "german"),
    [
        ("number", "51,600", "51.600"),
        ("number", "-1,234.5", "-1.234,5"),
        ("number", "1.29 million", "1,29\u00a0Mio."),
        ("number", "2019", "2019"),
        ("money", "-19,900 EUR", "-19.900 EUR"),
        ("percent", "8.5 %", "8,5\u00a0%"),
        ("duration", "1 week", "1 Woche"),
        ("duration", "4.5 months", "4,5 Monate"),
        ("date", "2026-11-22", "22.11.2026"),
        ("date", "2026-99-99", "2026-99-99"),
    ],
)
def test_figures_take_the_forms_of_the_language(form, english, german):
    assert forms_of("de").written(form, english) == german


@given(st.decimals(-(10**12), 10**12, places=3))
def test_a_number_keeps_its_value_in_every_language(value):
    english = f"{value:,f}".rstrip("0").rstrip(".")
    for code, group, point in (("de", ".", ","), ("fr", "\u202f", ","), ("pt-BR", ".", ",")):
        written = forms_of(code).written("number", english)
        assert Decimal(written.replace(group, "").replace(point, ".")) == Decimal(english.replace(",", ""))


@pytest.mark.parametrize("code", ["ar", "fa", "fr", "he", "ja", "pl", "pt-BR", "ru", "tr", "zh"])
def test_a_time_is_named_in_every_language(code):
    forms = forms_of(code)
    for unit in ("week", "month", "year"):
        for count in ("1", "2", "4.5", "11"):
            assert not any(
                letter in forms.written("duration", f"{count} {unit}") for letter in ("duration", unit)
            )
    assert forms.for_script()["times"]["year"]["other"]


def test_a_sign_of_ones_own_stands_before_negative_figures():
    assert forms_of("de", "\u2212").written("number", "-5") == "\u22125"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Co", "Cs", "Cn"))))
def test_what_is_sealed_opens_as_it_was(text):
    assert opened(seal(text)) == text
    assert len(seal(text)) == len(text)


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126)),
    st.text(st.characters(min_codepoint=33, max_codepoint=126)),
)
def test_sealed_texts_keep_their_order(one, other):
    assert (seal(one) < seal(other)) is (one < other)


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("1 row", "1 Zeile"),
        ("1,200 rows", "1.200 Zeilen"),
        ("Read: 2 rows.", "Gelesen: 2 Zeilen."),
        ("read, 2 rows", "gelesen, 2 Zeilen"),
        ("(2 rows; read); read", "(2 Zeilen; gelesen); gelesen"),
        ("2 rows of 'Read 1,234' stay", "von „Read 1,234“ bleiben 2 Zeilen"),
        ("Rows: read and 2 rows", "Zeilen: gelesen und 2 Zeilen"),
        ("under 5 EUR", "unter 5 EUR"),
    ],
)
def test_texts_are_looked_up_whole_by_template_and_in_parts(text, german):
    texts = (
        COUNT
        + '"read" = "gelesen"\n"Rows" = "Zeilen"\n"under" = "unter"\n"Rows: {l:list}" = "Zeilen: {l}"\n'
        + '"{n:phrase} of \'{t:text}\' stay" = "von „{t}“ bleiben {n}"\n'
    )
    assert said(texts, text) == german


def test_a_text_without_an_entry_stays_and_is_counted():
    translator = Translator(read(COUNT))
    assert translator.text("Nobody wrote this. 2 rows") == "Nobody wrote this. 2 Zeilen"
    assert list(translator.missing) == ["Nobody wrote this."]


def test_a_part_that_cannot_be_translated_keeps_the_whole_in_english():
    assert said('"{a:phrase} of it" = "{a} davon"\n', "Something of it") == "Something of it"


@pytest.mark.parametrize(
    ("texts", "line", "what"),
    [
        ('"{n:numbr} rows" = "{n}"', 7, "no type that is known"),
        ('"{n} rows" = "{n}"', 7, "no type that is known"),
        ('"a" = "b"\n"{n:number} rows" = "Zeilen"', 8, "the hole {n} is lost"),
        ('"{n:number} rows" = "{n} {m}"', 7, "has no hole {m}"),
        ('"{n:number} rows" = "{n} {n:one=Zeile}"', 7, "cannot be read"),
        ('"{n:number} rows" = "{n} {n:few=Zeile|other=Zeilen}"', 7, "no form 'few'"),
        ('"{t:text} rows" = "{t:one=a|other=b}"', 7, "is no number"),
        ('"{n:number rows" = "Zeilen"', 7, "a single '{'"),
        ('"{n:number} rows" = "{n} }Zeilen"', 7, "a single '}'"),
        ('"rows" = 5', 7, "has no text"),
        ('"rows" = "a\\u202eb"', 7, "hidden character"),
        ('"rows" = "a"\n[more]\n"rows" = "b"', 9, "stands twice"),
    ],
)
def test_a_mistake_in_a_language_file_is_named_with_its_line(texts, line, what):
    with pytest.raises(FeatureCheckError) as refused:
        read(texts)
    assert refused.value.message.startswith(f"own.toml:{line}: ")
    assert what in refused.value.message


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ('language = "de"', 'language = "xx-none"', "is no language whose numbers are known"),
        ('direction = "ltr"', 'direction = "up"', "ltr or rtl"),
        ("format = 1", "format = 2", "format is not known"),
        ('name = "Deutsch"\n', "", "'name' is missing"),
        ('name = "Deutsch"', 'nam = "Deutsch"', "Did you mean"),
        ('name = "Deutsch"', "name = 5", "is not what stands there"),
    ],
)
def test_a_mistake_at_the_top_of_a_language_file_is_named(before, after, what):
    with pytest.raises(FeatureCheckError, match=what):
        read("", TOP.replace(before, after))


def test_every_shipped_language_can_be_read():
    assert shipped()[:2] == ("en", "de")
    assert language_of("en") is None
    for code in shipped()[1:]:
        assert language_of(code).code == code


def test_a_language_that_is_not_there_is_answered_with_the_nearest():
    with pytest.raises(FeatureCheckError, match="Did you mean 'de'"):
        language_of("dee")


@pytest.fixture
def sheet(tmp_path):
    (tmp_path / "wishes.csv").write_text(f"{HEADER}\n{GO}\n{FIND_OUT}\n", encoding="utf-8")
    return tmp_path


def test_report_and_batch_write_in_the_language_that_is_asked_for(sheet):
    assert call("report", "wishes.csv", "--language", "de", cwd=sheet).code == 0
    assert call("batch", "wishes.csv", "--language", "de", cwd=sheet).code == 0
    for path in ("wishes.html", "wishes-report/report.html"):
        text = (sheet / path).read_text(encoding="utf-8")
        assert '<html lang="de">' in text
        assert "2 Funktionswünsche in der Rangfolge" in text


def test_english_is_the_page_that_is_made_without_asking(sheet):
    call("report", "wishes.csv", cwd=sheet)
    call("report", "wishes.csv", "--language", "en", "--output", "other.html", cwd=sheet)
    assert (sheet / "wishes.html").read_bytes() == (sheet / "other.html").read_bytes()


def test_the_language_of_the_policy_holds_where_none_is_asked_for(sheet):
    (sheet / "policy.toml").write_text('language = "de"\n', encoding="utf-8")
    call("report", "wishes.csv", "--policy", "policy.toml", "--mail", cwd=sheet)
    assert '<html lang="de">' in (sheet / "wishes.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in (sheet / "wishes.mail.html").read_text(encoding="utf-8")
    assert "Rangfolge" in (sheet / "wishes.mail.txt").read_text(encoding="utf-8")


def test_a_language_file_of_ones_own_is_read_and_what_it_lacks_is_said_with_v(sheet):
    (sheet / "own.toml").write_text(TOP + '"Why" = "Wieso"\n', encoding="utf-8")
    done = call("report", "wishes.csv", "--language", "own.toml", "-v", cwd=sheet)
    text = (sheet / "wishes.html").read_text(encoding="utf-8")
    assert ">Wieso<" in text
    assert "Back to the overview" in text
    assert "texts had no translation and stand in English: '" in done.err
    quiet = call("report", "wishes.csv", "--language", "own.toml", "--force", cwd=sheet)
    assert "translation" not in quiet.err


def test_a_language_that_cannot_be_had_stops_before_anything_is_written(sheet):
    done = call("batch", "wishes.csv", "--language", "missing.toml", cwd=sheet)
    assert (done.code, "no such file" in done.err) == (2, True)
    assert not (sheet / "wishes-report").exists()


def test_a_language_file_is_not_written_over(sheet):
    (sheet / "own.toml").write_text(TOP, encoding="utf-8")
    done = call(
        "report", "wishes.csv", "--language", "own.toml", "--output", "own.toml", "--force", cwd=sheet
    )
    assert done.code == 2
    assert (sheet / "own.toml").read_text(encoding="utf-8") == TOP


def test_an_empty_language_file_gives_the_english_words():
    page = render_in(read("", TOP.replace('"de"', '"en-GB"')), evaluation(request())).text
    for text in (
        "What to find out next",
        "FIND OUT FIRST",
        "between -102,000 EUR and 244,000 EUR, 9 times in 10",
    ):
        assert text in page
        assert text in render(evaluation(request()))
