"""The evaluation in a terminal and as Markdown: plain, within the width, foreign text without power."""

from __future__ import annotations

import subprocess
import sys

import pytest
from make_evaluation import PROBLEMS, empty, evaluation, many, request

from featurecheck.report.columns import pad, width_of, wrap
from featurecheck.report.text import as_markdown, as_text


def test_the_verdict_is_the_first_line_and_the_sentence_follows():
    lines = as_text(evaluation()).splitlines()
    assert lines[0] == "[?] FIND OUT FIRST: Bulk-approve invoices with an audit trail"
    assert lines[2].startswith("Building it is expected to lose 19,900 EUR")


def test_figures_next_question_flips_answers_and_remarks_are_all_there():
    text = " ".join(as_text(evaluation(), 200).split())
    for words in (
        "Expected net present value -19,900 EUR (between",
        "Ask Maria (support)",
        "33 % likely",
        "800 to 2k",
        "not known",
        "assumed: 0.4 % to 9 %",
        "Tension: More may have bought",
        "Acme would lower its price",
    ):
        assert words in text


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width):
    wide = request(request="請求書の一括承認 " * 8, sentence="x" * 400)
    assert (
        max(width_of(line) for line in as_text(evaluation(wide, problems=PROBLEMS), width).splitlines())
        <= width
    )


def test_several_requests_end_with_a_tally():
    text = as_text(evaluation(*many(6)))
    assert text.endswith("NO-GO 2, FIND OUT FIRST 2, GO 2\n")


def test_an_empty_evaluation_is_a_sentence_here_too():
    assert as_text(empty()).startswith("There is no request to evaluate.")
    assert as_markdown(empty()).startswith("There is no request to evaluate.")


def test_control_characters_and_direction_overrides_are_written_out():
    bad = request(
        request="\x1b[2Jgone\u202egpj\x07", consequences="one\n\x1b]0;title\x07two", sentence="a\rb"
    )
    for text in (as_text(evaluation(bad)), as_markdown(evaluation(bad))):
        assert not [letter for letter in text if ord(letter) < 32 and letter != "\n"]
        assert "\u202e" not in text
    assert "\\x1b[2Jgone\\u202egpj\\x07" in as_text(evaluation(bad))


def test_foreign_text_can_neither_format_nor_link_in_markdown():
    bad = request(
        request="[click](http://evil.example) <script> | *bold* @team #1", sentence="- 1. not a list"
    )
    text = as_markdown(evaluation(bad))
    assert "\\[click\\](http\\://evil.example) \\<script\\> \\| \\*bold\\* \\@team \\#1" in text
    assert "\n\\- 1. not a list\n" in text


def test_the_markdown_table_has_a_row_for_every_answer():
    rows = [line for line in as_markdown(evaluation()).splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 13
    assert {row.replace("\\|", "").count("|") for row in rows} == {7}


def test_wide_letters_count_twice():
    assert width_of("請求") == 4
    assert pad("請", 4) == "請  "
    assert wrap("請求書 請求書", 6) == ["請求書", "請求書"]


def test_nothing_heavy_is_loaded_for_text():
    heavy = {"jinja2", "pandas", "numpy", "openpyxl", "click"}
    code = f"import sys, featurecheck.report.text; print(sorted({heavy!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
