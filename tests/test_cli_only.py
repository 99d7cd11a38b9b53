"""`--only ID`: one of many requests by itself, evaluated with all others."""

import json
from pathlib import Path

import pytest
from cli_helpers import call

SHEET = """id,request,users,build_cost
FR-1,Bulk export,800 to 2k,40k to 90k
FR-2,Offline mode,5k to 9k,20k to 30k
FR-3,Dark theme,100 to 300,5k to 9k
"""


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "wishes.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def run(*arguments):
    return call(*(str(one) for one in arguments), cwd=Path.cwd())


def test_one_request_is_shown_with_the_figures_that_it_has_among_all(sheet):
    everything = json.loads(run("show", sheet, "--format", "json", "-q").out)
    alone = json.loads(run("show", sheet, "--format", "json", "-q", "--only", "FR-2").out)
    assert [one["id"] for one in alone["requests"]] == ["FR-2"]
    assert alone["requests"][0] == everything["requests"][1]
    assert alone["curse"] is None


def test_a_stored_evaluation_gives_the_full_report_of_one_request(sheet, tmp_path):
    assert run("batch", sheet, "--output", tmp_path / "out", "-q").code == 0
    page = tmp_path / "one.html"
    assert (
        run("report", tmp_path / "out" / "evaluation.json", "--only", "FR-3", "--output", page, "-q").code
        == 0
    )
    html = page.read_text(encoding="utf-8")
    assert "Dark theme" in html
    assert "Offline mode" not in html


def test_several_may_be_named_in_any_order(sheet):
    found = json.loads(run("show", sheet, "--format", "json", "-q", "--only", "FR-3", "--only", "FR-1").out)
    assert [one["id"] for one in found["requests"]] == ["FR-1", "FR-3"]


def test_an_id_that_nobody_has_is_refused_with_the_nearest(sheet):
    done = run("show", sheet, "--only", "FR2")
    assert done.code == 2
    assert "no request has this id. Did you mean 'FR-2'?" in done.err
