"""Questionnaires without a verdict, as somebody uses them: asked, continued, shown, never judged by assumptions."""

from __future__ import annotations

import json

import pytest
from cli_helpers import call, files, request_file

SAID = ("shared_risk=yes, half of it", "shared_profit=no, only discounts")
SUMMARY = "A customer: 1 of 6 answers speak for a partner"


@pytest.fixture
def partner(tmp_path):
    done = ask(tmp_path, "partner.toml", "request=Acme Garages", *SAID, "--questionnaire", "partner")
    assert done.code == 3, done.err
    return tmp_path / "partner.toml"


def ask(folder, name, *said):
    pairs = [text if text.startswith("--") or "=" not in text else f"--answer={text}" for text in said]
    return call("ask", "--no-input", "--date", "2026-11-21", name, *pairs, cwd=folder)


def test_an_interview_ends_with_the_summary_and_no_verdict(tmp_path, partner):
    rest = ("good_and_bad=dk", "indispensable=no", "shared_goals=yes", "only_pay=no")
    done = ask(tmp_path, partner.name, *rest)
    assert (done.code, done.out) == (0, "A customer: 3 of 6 answers speak for a partner\n")
    assert (
        "Against a partner: 'Do they share the profit?' and 'Are you indispensable to each other?'."
        in done.err
    )
    assert "featurecheck show partner.toml" in done.err
    assert "featurecheck report" not in done.err


def test_the_same_command_continues_without_naming_the_questionnaire_again(tmp_path, partner):
    done = ask(tmp_path, partner.name, "good_and_bad=yes")
    assert done.code == 3
    assert "3 answers are missing" in done.err
    assert 'good_and_bad]\nvalue = "yes"' in partner.read_text(encoding="utf-8")


def test_show_prints_the_answers_and_the_summary(tmp_path, partner):
    done = call("show", partner.name, cwd=tmp_path)
    assert (done.code, done.last) == (0, SUMMARY)
    assert "NO-GO" not in done.out
    data = json.loads(call("show", partner.name, "--format", "json", cwd=tmp_path).out)
    assert data["profiles"][0]["summary"] == SUMMARY


@pytest.mark.parametrize("command", ["batch", "report", "check"])
def test_no_command_judges_it_by_assumptions_alone(tmp_path, partner, command):
    done = call(command, partner.name, cwd=tmp_path)
    assert done.code == 2
    assert "partner.toml: it holds answers to the questionnaire 'partner', which have no verdict" in done.err
    assert files(tmp_path) == ["partner.toml"]


@pytest.mark.usefixtures("partner")
def test_in_a_folder_of_requests_it_is_left_out_and_said(tmp_path):
    request_file(tmp_path, "wish.toml")
    done = call("batch", ".", "--dry-run", "-v", cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.last == "NO-GO 0, FIND OUT FIRST 1, GO 0"
    assert "partner.toml: found answers to the questionnaire 'partner'" in done.err


def test_the_workbook_has_a_column_for_the_account_and_the_questions_alone(tmp_path):
    from openpyxl import load_workbook

    done = call("sheet", "new", "partners.xlsx", "--questionnaire", "partner", cwd=tmp_path)
    assert "featurecheck show partners.xlsx --questionnaire partner" in done.err
    header = [cell.value for cell in load_workbook(tmp_path / "partners.xlsx")["Requests"][1]]
    assert header[:2] == ["id", "request"]
    assert len(header) == 8


@pytest.mark.parametrize("command", ["batch", "report", "check"])
def test_a_questionnaire_that_asks_for_no_figure_gives_no_verdict_on_a_sheet_either(tmp_path, command):
    (tmp_path / "p.csv").write_text("request,shared_risk\nAcme,yes\n", encoding="utf-8")
    done = call(command, "p.csv", "--questionnaire", "partner", cwd=tmp_path)
    assert done.code == 2
    assert "asks for no figure, so there is no verdict" in done.err
    shown = call("show", "p.csv", "--questionnaire", "partner", cwd=tmp_path)
    assert shown.last == "Not known yet: 1 of 6 answers speak for a partner"


def test_a_sheet_without_the_questions_is_refused_with_the_mend(tmp_path):
    (tmp_path / "p.csv").write_text("request,votes\nAcme,3\n", encoding="utf-8")
    done = call("show", "p.csv", "--questionnaire", "partner", cwd=tmp_path)
    assert done.code == 2
    assert "featurecheck sheet new --questionnaire partner" in done.err


def test_a_folder_of_profiles_is_shown_one_after_the_other(tmp_path, partner):
    partner.with_name("b.toml").write_bytes(partner.read_bytes())
    done = call("show", ".", "--questionnaire", "partner", cwd=tmp_path)
    assert done.out.splitlines().count(SUMMARY) == 2


def filled_in(folder, *rows, name="partner"):
    """Return the workbook of a questionnaire with these rows below its example."""
    from openpyxl import load_workbook

    path = folder / "p.xlsx"
    assert call("sheet", "new", path.name, "--questionnaire", name, "--force", cwd=folder).code == 0
    book = load_workbook(path)
    for row in rows:
        book["Requests"].append(row)
    book.save(path)
    return path


def test_the_partner_test_offers_yes_and_no_and_takes_any_sentence(tmp_path):
    from openpyxl import load_workbook

    rules = load_workbook(filled_in(tmp_path))["Requests"].data_validations.dataValidation
    offered = [rule for rule in rules if rule.type == "list"]
    assert len(offered) == 6
    assert {(rule.formula1, rule.showErrorMessage) for rule in offered} == {('"yes,no,don\'t know"', False)}
    texts = load_workbook(filled_in(tmp_path, name="customer"))["Requests"].data_validations.dataValidation
    assert not any(rule.type == "list" for rule in texts)


def test_a_sheet_of_answers_is_checked_for_names_unclear_and_open_answers(tmp_path):
    path = filled_in(tmp_path, ["a", "Acme", "yes, half", "maybe", "no", "dk"], ["b", None, "yes"])
    done = call("sheet", "check", path.name, "--questionnaire", "partner", cwd=tmp_path)
    assert (done.code, done.last) == (4, "1 row to mend, 1 ready")
    assert "p.xlsx, sheet 'Requests', cell D3: found 'maybe'" in done.out
    assert "p.xlsx, sheet 'Requests', cell B4: found an empty cell" in done.out
    assert "1 of 1 ready row leaves questions open:" in done.out
    assert [line.split()[0] for line in done.out.splitlines() if " open in " in line] == [
        "shared_goals",
        "only_pay",
    ]
    assert "1 account read, 1 left out" in done.err


def test_a_sound_sheet_of_answers_says_how_to_read_it(tmp_path):
    path = filled_in(tmp_path, ["a", "Acme", *["maybe some sentence"] * 7], name="customer")
    done = call("sheet", "check", path.name, "--questionnaire", "customer", cwd=tmp_path)
    assert (done.code, done.last) == (0, "0 rows to mend, 1 ready")
    assert "Next: featurecheck show p.xlsx --questionnaire customer" in done.err
    plain = call("sheet", "check", path.name, "--questionnaire", "customer", "--format", "json", cwd=tmp_path)
    assert json.loads(plain.out)["rows"] == {"to_mend": 0, "ready": 1, "incomplete": 0}


def test_an_empty_sheet_of_answers_and_one_read_by_other_rules_are_refused(tmp_path):
    path = filled_in(tmp_path)
    empty = call("sheet", "check", path.name, "--questionnaire", "partner", cwd=tmp_path)
    assert (empty.code, "there is no account in it" in empty.err) == (2, True)
    mapped = call(
        "sheet", "check", path.name, "--questionnaire", "partner", "--map", "A=request", cwd=tmp_path
    )
    assert (mapped.code, "Leave --map" in mapped.err) == (2, True)
