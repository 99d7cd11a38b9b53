"""Results open in a spreadsheet: the same bytes each time, and no text in them ever runs."""

import csv
import io
import math
import re
import time
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest

from featurecheck.intake import Problem
from featurecheck.model import (
    AnswerState,
    Curse,
    Evaluation,
    Evidence,
    ParameterResult,
    PolicyEntry,
    Portfolio,
    PriorEntry,
    Verdict,
)
from featurecheck.sheets.out.results_workbook import ANSWER_COLUMNS, results_workbook
from featurecheck.sheets.out.safe import CUT, LONGEST_CELL
from featurecheck.sheets.out.writing import problems_csv, results_csv
from featurecheck.sheets.tables import read

HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    '=WEBSERVICE("http://evil.example")',
    "{=1+1}",
    "+1+1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "http://evil.example",
    "mailto:a@evil.example",
    "internal:Sheet2!A1",
    "external:c:\\temp\\a.xlsx",
    "=1+1,=2+2\n=3+3",
    'quote";=1+1',
]
COLUMNS = ("id", "request", "verdict", "expected_value", "chance_of_loss", "rank", "reasons")


def answer(text="800 to 2k"):
    return ParameterResult(
        name="users",
        label="Competitor's users of the feature",
        question=1,
        role="payoff",
        state=AnswerState.ANSWERED,
        text=text,
        reading="between 800 and 2,000",
        unit="users",
        evidence=Evidence.GUESS,
        source=("a", "b"),
        ask=None,
        p5=800.0,
        p50=1265.0,
        p95=2000.0,
        mean=1300.0,
        evppi=1234.5,
        break_even=None,
        break_even_direction=None,
        flip_probability=None,
        at_p5=None,
        at_p95=None,
        find_out_cost=None,
        find_out_weeks=None,
        net_worth=None,
    )


def evaluation(text="Bulk export", problems=(), answers=None):
    request = SimpleNamespace(id="R1", request=text, parameters=answers or {"users": answer(text)})
    return Evaluation(
        currency='EUR"',
        unit="users",
        evaluated_on=None,
        points=4096,
        version="0.1.0",
        policy=[PolicyEntry("horizon", "Horizon", text, "assumed", "default")],
        priors=[PriorEntry("users", "Users", "between 200 and 20,000", "assumed")],
        inputs=(),
        requests=[request],
        problems=problems,
    )


def row(text="Bulk export", verdict=Verdict.GO):
    return {
        "id": "R1",
        "request": text,
        "verdict": verdict,
        "expected_value": -19900.4,
        "chance_of_loss": 0.33,
        "rank": 1,
        "reasons": ("one", "two"),
        "surplus": "not asked for",
    }


def planned(note="FR-5 was left out.", chosen=("R2", "R1")):
    portfolio = Portfolio(60.0, 58.0, chosen, 416e3, 417600.0, 0.0038, 5312.0, "greedy", (note,))
    return replace(
        evaluation(), portfolio=portfolio, curse=Curse(2, 432e3, 251e3, 0.36, "the log of 14 requests")
    )


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_values_are_written_in_the_order_asked_for():
    content = results_csv([row()], COLUMNS)
    assert content.startswith(b"\xef\xbb\xbfid,request,")
    assert content.endswith(b"\r\n")
    assert cells(content)[1] == ["R1", "Bulk export", "GO", "-19900.4", "0.33", "1", "one; two"]


def test_nothing_known_is_an_empty_cell():
    rows = [{"a": None, "b": math.nan, "c": "", "d": (), "f": math.inf, "g": True}]
    assert cells(results_csv(rows, "abcdefg"))[1] == ["", "", "", "", "", "infinite", "TRUE"]


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_cell_of_a_delimited_file_begins_like_a_formula(payload):
    for content in (results_csv([{payload: payload}], [payload]), problems_csv([problem(payload)])):
        for line in cells(content):
            for cell in line:
                assert cell.strip(" \u00a0")[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
                assert cell in {"'" + payload, payload} or payload not in cell


@pytest.mark.parametrize("number", ["-5", "+3", "-1,234.50", "-5%", "-5 %", -5, -0.5])
def test_signed_numbers_stay_numbers(number):
    assert cells(results_csv([{"a": number}], "a"))[1] == [str(number)]


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_text_in_the_workbook_is_a_formula_or_a_link(payload):
    content = results_workbook(evaluation(payload, [problem(payload)]), [row(payload)], COLUMNS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert not re.search(rb"<f[ >]|<hyperlink |relationships/hyperlink|externalLink", part)
    # text is kept as typed; a carriage return alone is a line break to XML
    assert opened(content)["Results"]["B2"].value.replace("_x000D_", "\r") == payload
    assert opened(content)["Results"]["B2"].data_type == "s"


def problem(text):
    return Problem("a.xlsx", text, 4, "D4", text, text, text, text)


def test_problems_are_a_list_with_place_and_mend():
    content = problems_csv(
        [Problem("a.xlsx", "Requests", 14, "D14", "Users", "'lots'", "a number", "Write one.")]
    )
    assert cells(content)[0] == [
        "file",
        "sheet",
        "row",
        "cell",
        "column",
        "severity",
        "found",
        "expected",
        "what to do",
    ]
    assert cells(content)[1] == [
        "a.xlsx",
        "Requests",
        "14",
        "D14",
        "Users",
        "error",
        "'lots'",
        "a number",
        "Write one.",
    ]


def test_the_same_input_gives_the_same_bytes_at_another_time():
    first = results_workbook(evaluation(), [row()], COLUMNS)
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    assert results_workbook(evaluation(), [row()], COLUMNS) == first
    assert results_csv([row()], COLUMNS) == results_csv([row()], COLUMNS)


def test_the_workbook_has_four_sheets_with_frozen_filtered_headers():
    book = opened(results_workbook(evaluation(problems=[problem("x")]), [row(), row()], COLUMNS))
    assert book.sheetnames == ["Results", "Answers", "Policy", "Problems"]
    assert [sheet.freeze_panes for sheet in book] == ["A2"] * 4
    assert [sheet.auto_filter.ref for sheet in book] == ["A1:G3", "A1:M2", "A1:E3", "A1:I2"]
    assert [cell.value for cell in book["Results"][1]] == list(COLUMNS)
    assert [cell.value for cell in book["Answers"][1]] == list(ANSWER_COLUMNS)


def test_a_plan_stands_on_a_sheet_of_its_own_in_the_order_to_build():
    rows = [row("Bulk export"), row("Offline mode") | {"id": "R2", "value_per_effort": 8800.0}]
    columns = ("id", "request", "expected_value", "value_per_effort", "rank")
    book = opened(results_workbook(planned(), rows, columns))
    assert book.sheetnames == ["Results", "Plan", "Summary", "Answers", "Policy", "Problems"]
    cells = [[cell.value for cell in line] for line in book["Plan"]]
    assert cells[0] == ["order", "id", "request", "expected_value", "value_per_effort"]
    assert cells[1] == [1, "R2", "Offline mode", -19900.4, 8800]
    assert cells[2] == [2, "R1", "Bulk export", -19900.4, None]
    assert book["Plan"]["D2"].number_format == '#,##0 "EUR"'


def test_the_summary_holds_the_figures_of_the_plan_and_of_the_top():
    lines = opened(results_workbook(planned(), [row()], COLUMNS))["Summary"].iter_rows(values_only=True)
    found = {line[0]: line[1:] for line in lines}
    assert found["value of the plan"][:2] == (416000, 'EUR"')
    assert found["gap"] == (0.0038, "share", "how much better another plan can be at most")
    assert found["shadow price"][0] == 5312
    assert found["note"] == (None, None, "FR-5 was left out.")
    assert found["to expect of the top"][0] == 251000
    assert found["noise"][2] == "the log of 14 requests"


def test_a_planned_request_that_is_not_in_the_table_is_named_at_least():
    sheet = opened(results_workbook(planned(chosen=("R9",)), [row()], COLUMNS))["Plan"]
    assert [cell.value for cell in sheet[2]][:3] == [1, "R9", None]


def test_without_noise_the_summary_says_what_to_set():
    known = replace(evaluation(), curse=Curse(2, 432e3, None, None, ""))
    book = opened(results_workbook(known, [row()], COLUMNS))
    assert "Plan" not in book.sheetnames
    assert book["Summary"]["D5"].value == "estimate_noise is not set in the policy"
    assert book["Summary"]["B4"].value is None


@pytest.mark.parametrize("payload", HOSTILE[:6])
def test_no_note_of_a_plan_is_a_formula(payload):
    content = results_workbook(planned(payload), [row(payload)], COLUMNS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if re.search(rb"<f[ >]", archive.read(name))]


def test_numbers_are_numbers_with_the_currency_behind_them():
    sheet = opened(results_workbook(evaluation(), [row()], COLUMNS))["Results"]
    assert (sheet["D2"].value, sheet["D2"].number_format) == (-19900.4, '#,##0 "EUR"')
    assert (sheet["E2"].value, sheet["E2"].number_format) == (0.33, "0 %")
    assert sheet["F2"].value == 1
    assert sheet["G2"].value == "one; two"


@pytest.mark.parametrize(
    ("verdict", "colour"),
    [(Verdict.GO, "00695C"), (Verdict.NO_GO, "B23C00"), (Verdict.FIND_OUT_FIRST, "5B3FA0")],
)
def test_the_verdict_is_a_word_on_its_colour(verdict, colour):
    cell = opened(results_workbook(evaluation(), [row(verdict=verdict)], COLUMNS))["Results"]["C2"]
    assert cell.value == verdict.value
    assert cell.fill.fgColor.rgb == "FF" + colour
    assert cell.font.color.rgb == "FFFFFFFF"
    assert cell.font.bold


def test_the_answers_stand_one_a_row_as_typed_and_as_read():
    sheet = opened(results_workbook(evaluation("Export"), [], COLUMNS))["Answers"]
    values = [cell.value for cell in sheet[2]]
    assert values[:7] == [
        "R1",
        "Export",
        "Competitor's users of the feature",
        "Export",
        "between 800 and 2,000",
        "guess",
        "a; b",
    ]
    assert values[7:] == [800, 1265, 2000, "users", 1234.5, None]


def test_the_policy_sheet_shows_what_was_assumed_too():
    sheet = opened(results_workbook(evaluation("4 years"), [], COLUMNS))["Policy"]
    assert [cell.value for cell in sheet[2]] == ["horizon", "Horizon", "4 years", "assumed", "default"]
    assert sheet["A3"].value == "prior: users"


def test_unknown_figures_are_blank_cells():
    rows = [{"id": "R1", "expected_value": None, "chance_of_loss": math.nan, "rank": math.inf}]
    sheet = opened(results_workbook(evaluation(), rows, COLUMNS))["Results"]
    assert [cell.value for cell in sheet[2]] == ["R1", None, None, None, None, "infinite", None]


def test_a_text_longer_than_a_cell_is_cut_where_one_can_see_it():
    content = results_workbook(evaluation(), [row("x" * 40_000)], COLUMNS)
    shown = opened(content)["Results"]["B2"].value
    assert len(shown) == LONGEST_CELL
    assert shown.endswith(CUT)


def test_control_characters_and_broken_ones_are_replaced():
    text = "a\x00b\x1fc\ud800d\ufffee_x0041_"
    sheet = opened(results_workbook(evaluation(), [row(text)], COLUMNS))["Results"]
    assert sheet["B2"].value.replace("_x005F_", "_") == "a\ufffdb\ufffdc\ufffdd\ufffde_x0041_"
    assert cells(results_csv([{"a": text}], "a"))[1] == ["a\ufffdb\ufffdc\ufffdd\ufffde_x0041_"]


def test_more_answers_than_a_sheet_should_hold_end_in_a_line_that_says_so(monkeypatch):
    monkeypatch.setattr("featurecheck.sheets.out.results_workbook._MOST_ANSWERS", 2)
    many = {str(number): answer() for number in range(3)}
    sheet = opened(results_workbook(evaluation(answers=many), [row()], COLUMNS))["Answers"]
    assert sheet["A2"].value == "The answers of the other requests, from 'R1' on, stand in evaluation.json."


def test_twelve_hundred_results_are_read_back_as_written(tmp_path):
    rows = [
        {"id": f"R{number}", "request": f"Request {number}, =please", "votes": number}
        for number in range(1200)
    ]
    for name, content in (
        ("a.csv", results_csv(rows, ("id", "request", "votes"))),
        ("a.xlsx", results_workbook(evaluation(), rows, ("id", "request", "votes"))),
    ):
        (tmp_path / name).write_bytes(content)
        table = read(tmp_path / name)
        assert len(table.rows) == 1200
        assert table.rows[1199] == ("R1199", "Request 1199, =please", "1199")
