"""`evaluation.json`: everything that was found, readable by machines, the same bytes every time."""

import json
import os
import subprocess
import sys
from dataclasses import fields

import make_evaluation
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.evaluation import evaluate
from featurecheck.model import SCHEMA, RequestResult
from featurecheck.parameters import PARAMETERS
from featurecheck.record import TABLE_COLUMNS, from_json, read_json, to_dict, to_json

ROWS = [
    {"id": "FR-1", "request": "Bulk export", "users": "3k to 12k", "users evidence": "public", "votes": "12"},
    {
        "id": "FR-2",
        "request": "Büro <b>=1+1</b>\x07 \U0001f600",
        "like": "dk",
        "build_cost": "0",
        "requesters": "Northwind; Contoso",
    },
    {"id": "FR-3", "request": "Contradiction", "users": "3k to 12k", "competitor_users": "100 to 200"},
    {"id": "FR-4", "request": "Unreadable", "users": "lots"},
]
MAKE = f"""
import pandas as pd, sys
from featurecheck.evaluation import evaluate
from featurecheck.record import to_json
sys.stdout.buffer.write(to_json(evaluate(pd.DataFrame({ROWS!r}), {{"risk_limit": 0.3}}, evaluated_on="2026-11-21")))
"""


@pytest.fixture(scope="module")
def results():
    return evaluate(pd.DataFrame(ROWS), {"risk_limit": 0.3}, evaluated_on="2026-11-21")


@pytest.fixture(scope="module")
def plain(results):
    return json.loads(to_json(results))


def test_what_was_written_reads_back_the_same(results):
    again = from_json(to_json(results), "evaluation.json")
    assert again.to_dict() == results.to_dict()
    assert to_json(again) == to_json(results)
    pd.testing.assert_frame_equal(again.table, results.table)


def test_the_record_is_what_to_dict_says(results, plain):
    assert plain == results.to_dict()
    assert next(iter(plain)) == "schema"
    assert plain["schema"] == SCHEMA
    assert plain["evaluated_on"] == "2026-11-21"


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_same_input_gives_the_same_bytes_in_every_process(results, seed):
    run = subprocess.run(
        [sys.executable, "-c", MAKE],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    assert run.stdout == to_json(results)


def test_the_promised_keys_are_there(plain):
    for one in plain["requests"]:
        assert one.keys() == {field.name for field in fields(RequestResult)}
        for key in (
            "id",
            "request",
            "verdict",
            "expected_value",
            "chance_of_loss",
            "p5",
            "p50",
            "p95",
            "evpi",
        ):
            assert one[key] is not None
        assert {"next_question", "reasons", "flags", "parameters"} <= one.keys()
        assert one["verdict"] in {"GO", "NO-GO", "FIND OUT FIRST"}
        assert tuple(one["parameters"]) == tuple(parameter.name for parameter in PARAMETERS)
        for answer in one["parameters"].values():
            keys = {"text", "p5", "p50", "p95", "unit", "evidence", "evppi", "break_even", "flip_probability"}
            assert keys | {"at_p5", "at_p95"} <= answer.keys()


def test_unknown_is_null_and_never_nan_or_minus_one(results, plain):
    text = to_json(results).decode()
    for word in ("NaN", "Infinity", "-1,"):
        assert f": {word}" not in text
    revenue = plain["requests"][0]["parameters"]["competitor_revenue"]
    assert revenue["evppi"] is None
    assert plain["requests"][1]["votes"] is None


def test_hostile_text_survives_unchanged(plain):
    assert plain["requests"][1]["request"] == "Büro <b>=1+1</b>\x07 \U0001f600"
    assert plain["requests"][1]["requesters"] == ["Northwind", "Contoso"]


@settings(max_examples=20, deadline=None)
@given(text=st.text(st.characters(), min_size=1, max_size=30).filter(str.strip))
def test_any_text_goes_round(text):
    row = {"request": "x", "description": text}
    results = evaluate(pd.DataFrame([row], dtype=object), points=64)  # Arrow's texts hold no half letters
    again = from_json(to_json(results), "evaluation.json")
    assert again.requests[0].description == results.requests[0].description


def test_set_aside_rows_are_in_the_record(plain):
    assert [one["id"] for one in plain["requests"]] == ["FR-1", "FR-2", "FR-3"]
    (problem,) = plain["problems"]
    assert (problem["found"], problem["severity"]) == ("lots", "error")


def refused(data):
    with pytest.raises(FeatureCheckError) as caught:
        from_json(data if isinstance(data, bytes) else json.dumps(data).encode(), "evaluation.json")
    message = caught.value.message
    assert message.startswith("evaluation.json: ")
    assert "\n" not in message
    assert message.endswith(".")
    return message


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.99])
def test_a_cut_file_is_refused_in_a_sentence(results, part):
    data = to_json(results)
    assert "this is not JSON" in refused(data[: int(len(data) * part)])


@pytest.mark.parametrize("data", [b"\xff\xfe", b"hello", b"[" * 100_000, b'{"schema": NaN}', b"1" * 10_000])
def test_what_is_no_json_is_refused_in_a_sentence(data):
    refused(data)


@pytest.mark.parametrize("schema", [None, "featurecheck.evaluation/2", 5, ["x"]])
def test_another_schema_is_refused_with_both_names(plain, schema):
    said = refused({**plain, "schema": schema})
    assert f"its schema is {schema!r}, expected 'featurecheck.evaluation/1'" in said


@pytest.mark.parametrize("data", [[], "x", 5, None, {}])
def test_json_of_something_else_is_refused(data):
    assert "its schema is None" in refused(data)


def test_a_missing_key_is_named(plain):
    for key in ("policy", "requests", "currency"):
        assert f"'{key}'" in refused({name: value for name, value in plain.items() if name != key})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("verdict", "MAYBE"),
        ("expected_value", "a lot"),
        ("expected_value", None),
        ("expected_value", True),
        ("votes", 1.5),
        ("rank", None),
        ("request", 5),
        ("parameters", []),
        ("reasons", None),
        ("flags", [{"code": "x"}]),
        ("flags", [5]),
        ("surprise", 1),
    ],
)
def test_a_changed_file_is_refused_in_a_sentence(plain, key, value):
    changed = {**plain, "requests": [{**plain["requests"][0], key: value}]}
    assert "the file was changed or cut. Evaluate the requests again." in refused(changed)


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(FeatureCheckError, match="cannot be read"):
        read_json(tmp_path / "nowhere.json")


def test_reading_a_file(results, tmp_path):
    path = tmp_path / "evaluation.json"
    path.write_bytes(to_json(results))
    assert read_json(path).to_dict() == results.to_dict()


def test_the_table_has_one_row_a_request_in_their_order(results):
    table = results.table
    assert tuple(table.columns) == TABLE_COLUMNS
    wanted = "id request verdict expected_value chance_of_loss p5 p50 p95 evpi next_question next_question_worth ask"
    assert tuple(table.columns[:12]) == tuple(wanted.split())
    assert {"break_even", "reasons", "flags", "value_per_effort", "rank", "users", "value_per_user"} <= set(
        table.columns
    )
    assert list(table["id"]) == ["FR-1", "FR-2", "FR-3"]
    assert list(table["verdict"]) == [one.verdict.value for one in results.requests]
    assert table["users"][0] == "3k to 12k"
    assert "a contradiction" in table["flags"][2]
    assert sorted(table["rank"]) == [1, 2, 3]


@pytest.mark.parametrize("made", [make_evaluation.evaluation(), make_evaluation.empty()])
def test_the_pieces_are_the_json_of_the_whole(made):
    whole = json.dumps(to_dict(made), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    assert to_json(made) == whole.encode("utf-8", "backslashreplace")
