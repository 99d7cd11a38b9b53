"""Requests come from a file, a folder, a sheet or a frame, and become the same columns of text."""

import subprocess
import sys

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Requests, Severity
from featurecheck.parameters import PARAMETERS
from featurecheck.requests import read_requests, requests_from_files

GOOD = """\
format = 1
request = "Bulk export"
requesters = ["Northwind", "Contoso"]
votes = 3

[answers.users]
value = "800 to 2k"
evidence = "public"
source = ["a page", "a list"]

[answers.like]
state = "unknown"
ask = "Maria"
"""


def written(folder, name, text=GOOD):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_request_file_becomes_one_row_of_text(tmp_path):
    requests = read_requests(written(tmp_path, "bulk.toml"))
    row = {name: column[0] for name, column in requests.columns.items()}
    assert (row["id"], row["request"], row["requesters"], row["votes"]) == (
        "bulk",
        "Bulk export",
        "Northwind; Contoso",
        "3",
    )
    assert (row["users"], row["users evidence"], row["users source"]) == (
        "800 to 2k",
        "public",
        "a page; a list",
    )
    assert (row["like"], row["like state"], row["like ask"]) == ("dk", "unknown", "Maria")
    assert (row["not_miss"], row["not_miss state"]) == ("", "open")
    assert all(isinstance(text, str) for text in row.values())


def test_every_input_has_its_five_columns_of_one_length(tmp_path):
    requests = requests_from_files([written(tmp_path, "a.toml"), written(tmp_path, "b.toml")])
    for name in (*(parameter.name for parameter in PARAMETERS), "would_leave", "would_grow"):
        assert {name, *(f"{name} {word}" for word in ("evidence", "source", "ask", "state"))} <= set(
            requests.columns
        )
    assert {len(column) for column in requests.columns.values()} == {2} == {len(requests)}


def test_the_place_is_the_files_name_without_its_folder(tmp_path):
    requests = read_requests(written(tmp_path, "bulk.toml"))
    assert requests.places[0].file == "bulk.toml"
    assert (requests.inputs[0].name, requests.inputs[0].rows_read, len(requests.inputs[0].sha256)) == (
        "bulk.toml",
        1,
        64,
    )


def test_a_folder_is_read_in_the_order_of_names_and_says_what_it_left_out(tmp_path):
    for name in ("b.toml", "a.toml", "notes.txt"):
        written(tmp_path, name)
    requests = read_requests(tmp_path)
    assert requests.columns["id"] == ["a", "b"]
    assert [(problem.file, problem.severity) for problem in requests.problems] == [
        ("notes.txt", Severity.NOTE)
    ]


def test_bad_files_of_a_folder_are_problems_and_the_good_ones_are_read(tmp_path):
    written(tmp_path, "bad.toml", GOOD.replace('"public"', '"publik"'))
    written(tmp_path, "broken.toml", "format =")
    written(tmp_path, "good.toml")
    requests = read_requests(tmp_path)
    assert requests.columns["id"] == ["good"]
    assert [(problem.file, problem.row, problem.severity) for problem in requests.problems] == [
        ("bad.toml", 8, Severity.ERROR),
        ("broken.toml", None, Severity.ERROR),
    ]
    assert requests.problems[0].mend == "Did you mean 'public'?"
    assert str(tmp_path) not in "".join(problem.found for problem in requests.problems)


def test_the_same_id_twice_is_a_warning_and_both_are_read(tmp_path):
    for name in ("a.toml", "b.toml"):
        written(tmp_path, name, GOOD.replace("votes = 3", 'id = "R-1"'))
    requests = read_requests(tmp_path)
    assert requests.columns["id"] == ["R-1", "R-1"]
    assert [problem.severity for problem in requests.problems] == [Severity.WARNING]


def test_a_build_cost_given_as_effort_goes_where_it_is_priced(tmp_path):
    text = GOOD + '[answers.build_cost]\nvalue = "10 to 30 person-weeks"\nevidence = "guess"\n'
    row = {
        name: column[0] for name, column in read_requests(written(tmp_path, "a.toml", text)).columns.items()
    }
    assert (row["effort"], row["effort evidence"], row["build_cost"]) == (
        "10 to 30 person-weeks",
        "guess",
        "",
    )


def test_requests_already_read_come_back_as_they_are(tmp_path):
    requests = read_requests(written(tmp_path, "a.toml"))
    assert read_requests(requests) is requests


def test_a_sheet_is_read_by_its_question_labels(tmp_path):
    path = written(tmp_path, "sheet.csv", "request,Do they like it?\nBulk export,love\n")
    requests = read_requests(path)
    assert isinstance(requests, Requests)
    assert list(requests.columns["like"]) == ["love"]


def test_a_frame_is_read_too():
    import pandas as pd

    requests = read_requests(pd.DataFrame({"request": ["Bulk export"], "users": ["800 to 2k"]}))
    assert list(requests.columns["users"]) == ["800 to 2k"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: folder / "no.toml", "there is no such file"),
        (lambda folder: folder, "there is no request file"),
        (lambda _: 5, "cannot be read from a int"),
        (lambda folder: written(folder, "a.toml", "format ="), "a.toml:1: this is not TOML"),
    ],
    ids=["missing", "empty folder", "number", "broken"],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path, make, said):
    with pytest.raises(FeatureCheckError, match=said):
        read_requests(make(tmp_path))


def test_a_near_name_is_suggested_for_a_missing_file(tmp_path):
    written(tmp_path, "bulk.toml")
    with pytest.raises(FeatureCheckError, match=r"Did you mean 'bulk.toml'"):
        read_requests(tmp_path / "bulc.toml")


def test_headers_cannot_be_mapped_in_request_files(tmp_path):
    with pytest.raises(FeatureCheckError, match="no headers to map"):
        read_requests(written(tmp_path, "a.toml"), mapping={"Title": "request"})


def test_reading_request_files_loads_no_heavy_library(tmp_path):
    path = written(tmp_path, "a.toml")
    code = (
        "import sys; from featurecheck.requests import read_requests; import featurecheck.interview;"
        f"read_requests({str(path)!r}); heavy = {{'numpy', 'pandas', 'openpyxl', 'tomlkit', 'jinja2'}} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_link_that_leads_nowhere_is_not_proposed_instead_of_itself(tmp_path):
    path = tmp_path / "loop.csv"
    path.symlink_to(path)
    with pytest.raises(FeatureCheckError) as caught:
        read_requests(path)
    assert "there is no such file or folder. Check" in caught.value.message
