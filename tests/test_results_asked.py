"""Who asked in the results: columns only with a list of customers, figures with their units, a record that reads back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import openpyxl
import pytest
from make_evaluation import ASKERS, CUSTOMERS, asked_by, asker, evaluation, request

from featurecheck.cli.outputs import RankedTable
from featurecheck.cli.progress import Progress
from featurecheck.errors import FeatureCheckError
from featurecheck.record import (
    ASKED_COLUMNS,
    TABLE_COLUMNS,
    Results,
    from_json,
    relationship_mix,
    table_columns,
    table_rows,
    to_json,
)
from featurecheck.sheets.out.result_columns import result_columns
from featurecheck.sheets.out.results_workbook import results_workbook
from featurecheck.sheets.out.writing import results_csv


def weighed(*requests):
    """An evaluation that was given a list of customers: one request whose requesters are on it, one without."""
    made = evaluation(*(requests or (request(asked_by=asked_by()), request(id="FR-8", rank=2))))
    return replace(made, inputs=(*made.inputs, CUSTOMERS))


def test_without_a_list_of_customers_the_columns_are_as_ever():
    assert table_columns(evaluation()) == TABLE_COLUMNS
    assert not set(ASKED_COLUMNS) & set(table_rows(evaluation())[0])


def test_with_a_list_who_asked_stands_behind_the_flags():
    columns = table_columns(weighed())
    at = columns.index("flags") + 1
    assert columns[at : at + len(ASKED_COLUMNS)] == ASKED_COLUMNS
    assert tuple(name for name in columns if name not in ASKED_COLUMNS) == TABLE_COLUMNS
    assert ASKED_COLUMNS[0] == "relationship_mix"


def test_the_columns_hold_what_was_found_and_nothing_where_nobody_is_weighed():
    first, second = table_rows(weighed())
    assert {name: first[name] for name in ASKED_COLUMNS} == {
        "relationship_mix": "1 partner, 2 customers, 1 unprofitable, 1 internal, 2 unknown",
        "requesters_profit": 530e3,
        "requesters_potential": 80e3,
        "largest_requester_share": 0.703,
        "verdict_unweighted": "NO-GO",
        "value_unweighted": -61e3,
    }
    assert {second[name] for name in ASKED_COLUMNS} == {None}


@pytest.mark.parametrize(
    ("relationships", "mix"),
    [
        (("customer",), "1 customer"),
        (("partner candidate", "partner", "partner"), "2 partners, 1 partner candidate"),
        (("internal", "internal", "unprofitable"), "1 unprofitable, 2 internal"),
    ],
)
def test_a_mix_counts_accounts_by_relationship(relationships, mix):
    askers = tuple(asker(str(at), relationship=name) for at, name in enumerate(relationships))
    assert relationship_mix(asked_by(askers=askers, unknown=())) == mix


def test_profit_that_nobody_knows_is_not_zero():
    bare = asker(profit_money=None, growth_money=None, counts=False)
    asked = asked_by(askers=(bare,), profit_money=0.0, growth_money=0.0, largest=None, largest_share=None)
    (row,) = table_rows(weighed(request(asked_by=asked)))
    assert row["requesters_profit"] is row["requesters_potential"] is row["largest_requester_share"] is None


def test_the_frame_has_the_columns_too():
    made = weighed()
    table = Results(**{name: getattr(made, name) for name in Results.__dataclass_fields__}).table
    assert tuple(table.columns) == table_columns(made)
    assert list(table["verdict_unweighted"].isna()) == [False, True]
    assert table["verdict_unweighted"][0] == "NO-GO"


def test_the_list_holds_them_in_this_order():
    made = weighed()
    table = RankedTable(made, Progress("Writing"))
    assert table.columns == table_columns(made)
    read = list(csv.DictReader(io.StringIO(results_csv(table.rows(), table.columns).decode("utf-8-sig"))))
    assert tuple(read[0]) == table.columns
    assert [row["value_unweighted"] for row in read] == ["-61000", ""]


def test_the_workbook_shows_them_with_their_units_and_says_what_they_mean():
    made = weighed()
    page = openpyxl.load_workbook(io.BytesIO(results_workbook(made, table_rows(made), table_columns(made))))[
        "Results"
    ]
    cells = {head.value: cell for head, cell in zip(page[1], page[2], strict=True)}
    assert cells["requesters_profit"].number_format == '#,##0 "EUR per year"'
    assert cells["requesters_potential"].number_format == '#,##0 "EUR per year"'
    assert cells["largest_requester_share"].number_format == "0 %"
    assert cells["value_unweighted"].number_format == '#,##0 "EUR"'
    assert {cells[name].data_type for name in ("relationship_mix", "verdict_unweighted")} == {"s"}
    assert all(column.note for column in result_columns(table_columns(made), "EUR", "users"))


def test_who_asked_reads_back_the_same():
    hostile = asker("=1+1 \x07 \u202e", speakers=("<b>", "\U0001f600"), why="")
    made = weighed(request(asked_by=asked_by(askers=(hostile, *ASKERS))), request())
    again = from_json(to_json(made), "evaluation.json")
    assert again.requests[0].asked_by == made.requests[0].asked_by
    assert again.requests[1].asked_by is None
    assert to_json(again) == to_json(made)


def test_a_record_from_before_there_were_customers_can_be_read():
    plain = json.loads(to_json(evaluation()))
    del plain["requests"][0]["asked_by"]
    assert from_json(json.dumps(plain).encode(), "evaluation.json").requests[0].asked_by is None


@pytest.mark.parametrize(
    "change",
    [
        "x",
        [],
        {},
        {"askers": [5]},
        {"askers": [{"name": "Northwind"}]},
        {"unknown": ["Northwind"]},
        {"unknown": [["Northwind", [5]]]},
        {"notes": [5]},
        {"notes": None},
        {"profit_money": None},
        {"largest_share": "most"},
        {"replaces": 1},
        {"unweighted_verdict": "MAYBE"},
        {"surprise": 1},
    ],
)
def test_who_asked_changed_by_hand_is_refused_in_a_sentence(change):
    plain = json.loads(to_json(weighed()))
    kept = plain["requests"][0]["asked_by"]
    plain["requests"][0]["asked_by"] = {**kept, **change} if isinstance(change, dict) and change else change
    with pytest.raises(FeatureCheckError, match="the file was changed or cut"):
        from_json(json.dumps(plain).encode(), "evaluation.json")


@pytest.mark.parametrize(
    ("field", "value"), [("relationship", "friend"), ("votes", 1.5), ("speakers", [5]), ("counts", 1)]
)
def test_an_account_changed_by_hand_is_refused_in_a_sentence(field, value):
    plain = json.loads(to_json(weighed()))
    plain["requests"][0]["asked_by"]["askers"][0][field] = value
    with pytest.raises(FeatureCheckError, match="the file was changed or cut"):
        from_json(json.dumps(plain).encode(), "evaluation.json")
