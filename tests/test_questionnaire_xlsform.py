"""The exported form: taken by pyxform and ODK Validate, in every language, and what it collects is read again."""

import re
import shutil
import string
import zipfile

import openpyxl
import pytest
from cli_helpers import call
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from featurecheck.model import Kind
from featurecheck.questionnaires import bundled_names, by_name
from featurecheck.questionnaires.definition import Choice, Comparison, Question, Questionnaire
from featurecheck.questionnaires.xlsform import xlsform

JAVA = shutil.which("java") is not None
GERMAN = {"en": "English", "de": "German"}.get


def as_it_is(text):
    return text


def converted(path, *, validate=JAVA):
    """The XForm that pyxform makes of a workbook, after ODK Validate has looked at it, and what either remarked."""
    pyxform = pytest.importorskip("pyxform.xls2xform", reason="pyxform is a dependency of the tests")
    target = path.with_suffix(".xml")
    remarks = pyxform.xls2xform_convert(str(path), str(target), validate=validate)
    return target.read_text(encoding="utf-8"), remarks


def exported(folder, name, *more):
    done = call("questions", "export", name, "--xlsform", "form.xlsx", "--force", *more, cwd=folder)
    assert done.code == 0, done.err
    return folder / "form.xlsx"


def rows(path, sheet):
    header, *lines = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, (cell or "" for cell in line), strict=True)) for line in lines]


def by_field(path):
    return {row["name"]: row for row in rows(path, "survey")}


@pytest.mark.parametrize("name", bundled_names())
def test_the_forms_checkers_have_nothing_to_say(name, tmp_path):
    xml, remarks = converted(exported(tmp_path, name))
    assert remarks == []
    for question in by_name(name).questions:
        assert f'nodeset="/{name}/{question.name}' in xml or f'nodeset="/data/{question.name}' in xml
        assert question.label.replace("&", "&amp;") in xml


@pytest.mark.skipif(not JAVA, reason="ODK Validate needs Java")
def test_odk_validate_is_really_asked(tmp_path):
    """A condition that is no XPath passes pyxform by itself and not ODK Validate."""
    path = exported(tmp_path, "competitor")
    book = openpyxl.load_workbook(path)
    survey = book["survey"]
    column = next(cell.column for cell in survey[1] if cell.value == "constraint")
    survey.cell(4, column).value = ". >"
    book.save(path)
    pytest.importorskip("pyxform")
    converted(path, validate=False)
    with pytest.raises(Exception, match="invalid constraint expression"):
        converted(path)


def test_what_new_writes_makes_a_form_too(tmp_path):
    assert call("questions", "new", "own.toml", cwd=tmp_path).code == 0
    xml, remarks = converted(exported(tmp_path, "own.toml"))
    assert remarks == []
    assert "Wie viele davon tun es jede Woche?" in xml


def test_the_sheets_are_those_of_an_xlsform_with_a_column_for_each_language(tmp_path):
    path = exported(tmp_path, "competitor")
    assert openpyxl.load_workbook(path).sheetnames == ["survey", "choices", "settings"]
    users, often = by_field(path)["users"], by_field(path)["how_often_word"]
    assert users["label::English (en)"] == by_name("competitor").question("users").label
    assert users["label::German (de)"].startswith("Wie viele Nutzer")
    assert users["hint::German (de)"].endswith("(Nutzer)")
    assert users["guidance_hint::English (en)"].startswith("Their published customer numbers")
    assert (users["type"], users["required"]) == ("text", "yes")
    assert (users["constraint"], users["constraint_message::German (de)"]) == (
        "not(number(.) < 0)",
        "Die Zahl der Nutzer kann nicht negativ sein.",
    )
    assert (often["type"], often["relevant"]) == ("select_one how_often", "not(number(${users}) <= 0)")
    assert rows(path, "choices")[0] == {
        "list_name": "how_often",
        "name": "daily",
        "label::English (en)": "Daily",
        "label::German (de)": "Täglich",
    }
    assert rows(path, "settings") == [
        {
            "form_title": by_name("competitor").title,
            "form_id": "competitor",
            "version": "1.0",
            "default_language": "English (en)",
        }
    ]


def test_the_policys_words_stand_in_the_form(tmp_path):
    (tmp_path / "featurecheck.toml").write_text('currency = "CHF"\nunit = "accounts"\n')
    fields = by_field(exported(tmp_path, "competitor"))
    assert fields["users"]["hint::English (en)"].endswith("(accounts)")
    assert fields["users"]["hint::German (de)"].endswith("(Konten)")
    assert fields["build_cost"]["hint::English (en)"].endswith("(CHF)")


def test_the_same_questionnaire_gives_the_same_bytes(tmp_path):
    first = exported(tmp_path, "competitor").read_bytes()
    assert exported(tmp_path, "competitor").read_bytes() == first


def test_what_the_form_collects_is_read_as_requests(tmp_path):
    """A form server gives a column a field; answers keep their names, a word or the share given instead of it."""
    fields = list(by_field(exported(tmp_path, "competitor")))
    answers = {
        "request": ("Export", "Offline"),
        "users": ("800 to 2k", "dk"),
        "how_often_word": ("figure", "weekly"),
        "how_often_figure": ("20% to 30%", ""),
        "how_often": ("20% to 30%", "weekly"),
        "like_word": ("love", "dk"),
        "like": ("love", "dk"),
        "build_cost": ("30 person-weeks", "40k"),
    }
    lines = [
        ",".join(fields),
        *(",".join(answers.get(name, ("", ""))[at] for name in fields) for at in (0, 1)),
    ]
    (tmp_path / "answers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = call("batch", "answers.csv", "--format", "csv", "--output", "out", cwd=tmp_path)
    assert (done.code, done.last) == (0, "NO-GO 0, FIND OUT FIRST 2, GO 0")
    assert len((tmp_path / "out/problems.csv").read_text().splitlines()) == 1


def test_existing_forms_are_kept_and_other_endings_refused(tmp_path):
    path = exported(tmp_path, "partner")
    path.write_text("mine")
    done = call("questions", "export", "partner", "--xlsform", "form.xlsx", cwd=tmp_path)
    assert (done.code, path.read_text()) == (2, "mine")
    other = call("questions", "export", "partner", "--xlsform", "form.xls", cwd=tmp_path)
    assert (other.code, "an XLSForm is an .xlsx file" in other.err) == (2, True)
    assert call("questions", "export", "partner", cwd=tmp_path).code == 2


def test_what_the_form_leaves_out_is_said(tmp_path):
    done = call("questions", "export", "--xlsform", "form.xlsx", cwd=tmp_path)
    assert (
        "Left out, because only a list of customers gives it a weight: would_leave, would_grow." in done.err
    )


def test_a_profile_asks_for_the_account_and_gives_no_hint_on_figures(tmp_path):
    fields = by_field(exported(tmp_path, "partner"))
    assert list(fields)[:2] == ["account", "shared_risk"]
    assert "how_to_answer" not in fields


def made(*questions, name="own", **more):
    return Questionnaire(name, "Own", "1", "en", questions, **more)


def form(*questions, **more):
    return xlsform(made(*questions, **more), as_it_is, lambda tag: GERMAN(tag) or tag)


def estimate(name, **more):
    return Question(name, "estimate", "How?", kind=Kind.SHARE, **more)


CONDITIONS = [
    (Comparison("a", ">", 0.0), "not(number(${a}) <= 0)"),
    (Comparison("a", ">=", 0.5), "not(number(${a}) < 0.5)"),
    (Comparison("a", "<", 1e-7), "not(number(${a}) >= 0.0000001)"),
    (Comparison("a", "!=", 2e9), "not(number(${a}) = 2000000000)"),
    (Comparison("a", "=", "daily"), "(${a} = '' or ${a} = 'dk' or ${a} = 'daily')"),
    (Comparison("a", "!=", "never"), "(${a} = '' or ${a} = 'dk' or ${a} != 'never')"),
]


@pytest.mark.parametrize(("condition", "written"), CONDITIONS, ids=[one[1] for one in CONDITIONS])
def test_a_condition_lets_through_what_is_not_known(condition, written):
    survey = form(estimate("a"), estimate("b", relevant=condition)).survey
    assert next(row for row in survey if row["name"] == "b")["relevant"] == written


def test_the_forms_own_fields_and_choices_give_way_to_the_questions():
    choices = tuple(Choice(value, value, "1% to 2%") for value in ("dk", "figure", "other"))
    questions = (
        estimate("a", choices=choices),
        estimate("a_word"),
        estimate("how_to_answer"),
        estimate("request"),
    )
    found = form(*questions)
    names = [row["name"] for row in found.survey]
    assert len(set(names)) == len(names)
    assert {"a", "a_word", "a_word_", "how_to_answer", "how_to_answer_", "request"} <= set(names)
    assert [row["name"] for row in found.choices] == ["dk", "figure", "other", "figure_", "dk_"]
    calculated = next(row for row in found.survey if row["type"] == "calculate")
    assert calculated["calculation"] == "if(${a_word_} = 'figure_', ${a_figure}, ${a_word_})"


def test_a_reference_in_somebodys_text_is_disarmed():
    (row,) = [row for row in form(estimate("a", hint="See ${nothing}")).survey if row["name"] == "a"]
    assert row["hint"] == "See $ {nothing}"


def test_a_formula_in_somebodys_text_stays_a_text(tmp_path):
    text = 'format = 1\nname = "own"\ntitle = "=1+1"\nversion = "1"\nlanguage = "en"\n'
    text += '[[questions]]\nname = "a"\ntype = "text"\nlabel = "=HYPERLINK(1)"\n'
    (tmp_path / "own.toml").write_text(text)
    path = exported(tmp_path, "own.toml")
    assert by_field(path)["a"]["label"] == "=HYPERLINK(1)"
    with zipfile.ZipFile(path) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_a_language_without_a_name_is_called_by_its_tag(tmp_path):
    text = 'format = 1\nname = "own"\ntitle = "T"\nversion = "1"\nlanguage = "en"\n'
    text += '[[questions]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
    text += '[translations.xq.questions.a]\nlabel = "B"\n[translations.pt-BR.questions.a]\nlabel = "C"\n'
    (tmp_path / "own.toml").write_text(text)
    row = by_field(exported(tmp_path, "own.toml"))["a"]
    assert {key: row[key] for key in row if key.startswith("label")} == {
        "label::English (en)": "A",
        "label::xq (xq)": "B",
        "label::Portuguese (pt-BR)": "C",
    }


NAMES = st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=8).map("q{}".format)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, TEXTS, TEXTS), min_size=1, max_size=4, unique_by=lambda one: one[0]))
def test_any_texts_make_a_form_that_pyxform_takes(tmp_path, given_questions):
    from featurecheck.cli.questions_export import _workbook

    questions = [
        Question(name, "text", label, hint=hint, required=True) for name, label, hint in given_questions
    ]
    path = tmp_path / "any.xlsx"
    path.write_bytes(_workbook(form(*questions), "any"))
    xml, _ = converted(path, validate=False)
    for question in questions:
        assert re.search(rf'nodeset="/\w+/{question.name}"', xml)
