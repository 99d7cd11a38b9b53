"""`evaluate`: requests and a policy in, one evaluation out; a bad cell costs its row, nothing more."""

import math

import numpy as np
import pandas as pd
import pytest

import featurecheck
from featurecheck.errors import FeatureCheckError
from featurecheck.evaluation import evaluate
from featurecheck.intake import Place, Requests, Severity
from featurecheck.model import RequestResult
from featurecheck.policy import default_policy, policy_from
from featurecheck.requests import read_requests

DEMO = {
    "request": "Bulk export",
    "users": "3k to 12k",
    "bought_because": "60 to 500",
    "value_per_user": "600 to 2000",
    "build_cost": "60k to 220k",
}
MANY = pd.DataFrame(
    [
        {**DEMO, "id": "1", "votes": 5},
        {"request": "Dark mode", "id": "2"},
        {"request": "Offline mode", "id": "3", "would_switch": "5 to 40 users", "votes": 7},
        {"request": "Single sign-on", "id": "4", "users": "0 to 300", "build_time": "0 to 1 year"},
        {"request": "Emoji", "id": "5", "users": "3k to 12k", "competitor_users": "100"},
    ]
)


def facts(result):
    return {name: getattr(result, name) for name in RequestResult.__slots__ if name != "place"}


def test_the_package_offers_it_to_notebooks():
    found = featurecheck.evaluate(MANY)
    assert [one.request for one in found.requests] == list(MANY["request"])
    assert found.currency == "EUR"
    assert found.version == featurecheck.__version__


def test_frames_and_requests_are_the_same_road():
    from_frame, from_requests = evaluate(MANY), evaluate(read_requests(MANY))
    assert from_frame.to_dict() == from_requests.to_dict()


def test_a_policy_may_be_left_out_typed_or_made():
    assert (
        evaluate(MANY).to_dict() == evaluate(MANY, default_policy()).to_dict() == evaluate(MANY, {}).to_dict()
    )
    settings = {"discount_rate": "5%", "currency": "USD"}
    typed, made = evaluate(MANY, settings), evaluate(MANY, policy_from(settings))
    assert typed.to_dict() == made.to_dict()
    assert typed.currency == "USD"
    assert typed.requests[0].expected_value > evaluate(MANY).requests[0].expected_value


@pytest.mark.parametrize("nonsense", ["featurecheck.toml", 5, [1]])
def test_what_is_no_policy_is_refused_in_a_sentence(nonsense):
    with pytest.raises(FeatureCheckError, match="A policy cannot be made of"):
        evaluate(MANY, nonsense)


@pytest.mark.parametrize("points", [0, 63, 100, 8192, -64])
def test_a_wrong_number_of_points_is_refused_in_a_sentence(points):
    with pytest.raises(FeatureCheckError, match="write a power of two from 64 to 4096"):
        evaluate(MANY, points=points)


def test_no_requests_give_an_empty_evaluation():
    found = evaluate(pd.DataFrame({"request": []}))
    assert len(found.requests) == 0
    assert list(found.requests) == []
    assert found.table.empty
    assert found.to_dict()["requests"] == []
    assert found.priors
    assert found.policy


def test_a_frame_without_requests_is_refused():
    with pytest.raises(FeatureCheckError):
        evaluate(pd.DataFrame({"wish": ["x"], "zzz": ["y"]}))


def test_the_order_of_rows_means_nothing():
    shuffled = MANY.sample(frac=1, random_state=3)
    before = {one.id: facts(one) for one in evaluate(MANY).requests}
    after = {one.id: facts(one) for one in evaluate(shuffled).requests}
    assert before == after


def test_a_requests_neighbours_mean_nothing_but_to_its_rank():
    together = {one.id: facts(one) for one in evaluate(MANY).requests}
    for position in range(len(MANY)):
        alone = facts(evaluate(MANY.iloc[[position]]).requests[0])
        assert {**together[alone["id"]], "rank": 1} == alone


def test_results_are_a_lazy_list():
    found = evaluate(MANY).requests
    assert len(found) == 5
    assert found[-1] == found[4]
    assert found[np.int64(2)] == found[2]
    assert [one.id for one in found[1:3]] == ["2", "3"]
    assert [one.id for one in found[::-1]] == ["5", "4", "3", "2", "1"]
    assert found[10:] == []
    for beyond in (5, -6):
        with pytest.raises(IndexError):
            found[beyond]
    assert [one.id for one in found] == ["1", "2", "3", "4", "5"]


def test_ranks_go_by_value_per_effort():
    found = evaluate(MANY).requests
    by_rank = sorted(found, key=lambda one: one.rank)
    worth = [one.value_per_effort for one in by_rank]
    assert worth == sorted(worth, reverse=True)
    assert [one.rank for one in by_rank] == [1, 2, 3, 4, 5]


def test_equal_requests_are_ranked_by_votes_then_by_name():
    frame = pd.DataFrame({"request": ["b", "a", "c"], "votes": [1, 1, 9]})
    assert [one.rank for one in evaluate(frame).requests] == [3, 2, 1]


BAD = pd.DataFrame(
    [
        {**DEMO, "id": "1", "like": "so so", "build_time": "soon"},
        {**DEMO, "id": "2", "request": "Good one"},
        {**DEMO, "id": "3", "request": "Half bad", "build_cost": "50k USD"},
    ]
)


def test_an_unreadable_cell_costs_its_row_and_nothing_more():
    found = evaluate(BAD)
    assert [one.request for one in found.requests] == ["Good one"]
    alone = evaluate(BAD.iloc[[1]])
    assert facts(found.requests[0]) == facts(alone.requests[0])


def test_all_unreadable_cells_are_listed_at_once():
    problems = evaluate(BAD).problems
    assert [(one.column, one.found) for one in problems] == [
        ("like", "so so"),
        ("build_time", "soon"),
        ("build_cost", "50k USD"),
    ]
    for one in problems:
        assert one.severity is Severity.ERROR
        assert one.expected.endswith(".")
        assert one.mend.endswith(".")
        assert one.found in one.expected


def sheet_of(*rows):
    """Requests as a spreadsheet's reader hands them over, headers in row 1."""
    names = sorted({name for row in rows for name in row})
    return Requests(
        columns={name: [row.get(name, "") for row in rows] for name in names},
        places=[Place("wishes.xlsx", "Requests", position + 2) for position in range(len(rows))],
        letters={name: chr(ord("A") + column) for column, name in enumerate(names)},
        mapping={name: name.capitalize() for name in names},
    )


def test_the_cell_is_named_as_the_spreadsheet_names_it():
    found = evaluate(sheet_of(DEMO, {**DEMO, "users": "lots", "build_cost": "dear"}))
    assert [(one.file, one.sheet, one.row, one.cell, one.column) for one in found.problems] == [
        ("wishes.xlsx", "Requests", 3, "D3", "Users"),
        ("wishes.xlsx", "Requests", 3, "B3", "Build_cost"),
    ]
    assert found.requests[0].place == "wishes.xlsx, sheet 'Requests', row 2"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"years_on_market": "lots", "bought_because": "500"}, "years_on_market"),
        ({"users": "many", "not_miss": "300 users"}, "users"),
        ({"competitor_users": "many"}, "competitor_users"),
        ({"own_users": "many"}, "own_users"),
    ],
)
def test_one_bad_cell_is_one_problem_even_where_others_lean_on_it(cells, column):
    found = evaluate(pd.DataFrame([{"request": "x", **cells}]))
    assert [one.column for one in found.problems] == [column]
    assert len(found.requests) == 0


def test_two_bad_cells_that_lean_on_each_other_are_two_problems():
    found = evaluate(pd.DataFrame([{"request": "x", "years_on_market": "lots", "bought_because": "many"}]))
    assert sorted(one.column for one in found.problems) == ["bought_because", "years_on_market"]


def test_a_full_stop_in_an_answer_does_not_tear_the_message():
    (problem,) = evaluate(pd.DataFrame([{"request": "x", "users": "approx. lots. 5..x"}])).problems
    assert problem.expected.startswith("'approx. lots. 5..x' is not a number of users")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "../../etc/passwd",
        "\x1b[31mred",
        "a\u202eb",
        "%s{0}{x}",
        "\U0001f600" * 300,
    ],
)
def test_hostile_text_survives_everywhere(text):
    frame = pd.DataFrame(
        [{"request": text, "description": text, "competitor": text, "requesters": text, "users source": text}]
    )
    found = evaluate(frame).requests[0]
    assert (found.request, found.competitor, found.requesters) == (text, text, (text,))
    assert found.parameters["users"].source[0] == text
    (problem,) = evaluate(pd.DataFrame([{"request": "x", "users": text}])).problems
    assert problem.found == text


def test_what_is_assumed_and_in_force_is_part_of_the_evaluation():
    found = evaluate(MANY, {"own_users": 20_000, "discount_rate": 0.2}, evaluated_on="2026-11-21")
    priors = {one.parameter: one for one in found.priors}
    assert len(priors) == 13
    assert all(one.source and "(90 % sure)" in one.reading for one in priors.values())
    assert "20,000 own users" in priors["lost_without"].source
    assert next(one for one in found.policy if one.key == "discount_rate").value == "20 % per year"
    assert found.evaluated_on == "2026-11-21"


def test_a_build_time_that_may_pass_the_horizon_is_flagged():
    found = evaluate(pd.DataFrame([{"request": "x", "build_time": "2 to 5 years"}])).requests[0]
    (flag,) = [one for one in found.flags if one.code == "late"]
    # ln-range 2 to 5: P(T > 4) = 1 - Phi((ln 4 - ln sqrt(10)) / ((ln 5 - ln 2) / 3.2897)) = 0.1993
    assert (
        flag.text == "20 % likely that it goes live only after the horizon of 4 years: then it earns nothing."
    )
    assert not [one for one in evaluate(MANY).requests[0].flags if one.code == "late"]


def test_the_risk_limit_is_flagged_where_something_might_be_built():
    policy = {"risk_limit": "1%", "finding_out": {"cost": 1e9}}
    frame = pd.DataFrame([{**DEMO, "value_per_user": "3k to 9k"}, {**DEMO, "value_per_user": "10 to 20"}])
    go, no_go = evaluate(frame, policy).requests
    assert (go.verdict, no_go.verdict) == ("GO", "NO-GO")
    assert [one.code for one in go.flags].count("risk_limit") == 1
    assert "above the policy's limit of 1 %" in next(one.text for one in go.flags if one.code == "risk_limit")
    assert "GO only if you can bear" in go.reasons[-1]
    assert not [one for one in no_go.flags if one.code == "risk_limit"]


@pytest.mark.parametrize(
    "policy",
    [{"discount_rate": 0}, {"lock_in_rate": 0}, {"upkeep_rate": 0}, {"win_rate": 0}, {"opportunity_cost": 0}],
)
def test_a_rate_of_zero_is_the_limit_of_small_ones(policy):
    (key,) = policy
    none, little = (evaluate(MANY.iloc[[0]], {key: value}).requests[0] for value in (0, 1e-7))
    assert none.expected_value == pytest.approx(little.expected_value, rel=1e-4)
    assert none.evpi == pytest.approx(little.evpi, rel=1e-3)
    assert none.chance_of_loss == pytest.approx(little.chance_of_loss, abs=1e-4)


def test_more_points_change_little():
    for one, other in zip(evaluate(MANY, points=1024).requests, evaluate(MANY).requests, strict=True):
        assert one.expected_value == other.expected_value
        assert one.verdict == other.verdict
        assert one.evpi == pytest.approx(other.evpi, rel=0.05, abs=50)
        assert math.isclose(one.chance_of_loss, other.chance_of_loss, abs_tol=0.005)
