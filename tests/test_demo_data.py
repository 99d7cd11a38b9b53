"""The example workspace: a made-up company whose requests show what featurecheck does with real life."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from featurecheck.duplicates.proposals import proposals
from featurecheck.evaluation import evaluate
from featurecheck.intake import Severity
from featurecheck.model import AnswerState, Evidence, Verdict
from featurecheck.parameters import PARAMETERS
from featurecheck.policy import load_policy
from featurecheck.requests import read_requests
from featurecheck.requests.reading import read_request_file
from featurecheck.resources import bundled
from featurecheck.sheets.headers.headers import CANONICAL

DEMO = bundled("questionnaires/demo")
QUESTIONS = tuple(parameter.name for parameter in PARAMETERS)
VERDICTS = {
    "bulk-export": Verdict.NO_GO,
    "offline-mode": Verdict.FIND_OUT_FIRST,
    "single-sign-on": Verdict.GO,
}


@pytest.fixture(scope="module")
def policy():
    return load_policy(DEMO / "featurecheck.toml")


@pytest.fixture(scope="module")
def evaluated(policy):
    return evaluate(read_requests(DEMO / "requests.csv"), policy)


@pytest.fixture(scope="module")
def cells():
    with (DEMO / "requests.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def request_file(name, policy):
    return evaluate(read_requests(DEMO / f"{name}.toml"), policy)


def test_every_row_is_evaluated_and_nothing_has_to_be_mended(evaluated, cells):
    assert evaluated.problems == ()
    assert len(evaluated.requests) == len(cells) >= 40


def test_a_first_look_at_the_example_shows_many_of_each_verdict(evaluated):
    tally = Counter(request.verdict for request in evaluated.requests)
    assert 12 <= tally[Verdict.NO_GO] <= 18
    assert 12 <= tally[Verdict.FIND_OUT_FIRST] <= 18
    assert 6 <= tally[Verdict.GO] <= 10


def test_answers_contradict_each_other_in_at_least_three_different_ways(evaluated):
    found = [
        one.code for request in evaluated.requests for one in request.contradictions if one.contradiction
    ]
    assert {
        "buyers_exceed_users",
        "bought_but_not_missed",
        "lost_exceeds_own",
        "switchers_exceed_ceiling",
    } == set(found)


def test_different_questions_are_the_next_to_ask(evaluated):
    open_doubts = [request for request in evaluated.requests if not request.contradictions]
    asked = {request.next_question for request in open_doubts if request.next_question}
    assert asked >= {"bought_because", "lost_without", "build_cost", "would_switch", "users"}


def test_some_verdicts_are_close_calls(evaluated):
    close = [request for request in evaluated.requests if 0.1 < request.chance_of_loss < 0.97]
    assert {request.verdict for request in close} == set(Verdict)


def test_the_money_fits_a_company_of_six_thousand_users(evaluated):
    """No request is worth, or costs, more than half of what all users leave in a year."""
    for request in evaluated.requests:
        assert -900_000 < request.p5 <= request.p95 < 900_000, request.request
        assert request.parameters["value_per_user"].p95 < 500, request.request


def test_at_least_a_quarter_of_the_answers_is_missing(evaluated):
    states = [one.parameters[name].state for one in evaluated.requests for name in QUESTIONS]
    missing = sum(state is not AnswerState.ANSWERED for state in states)
    assert 0.25 <= missing / len(states) <= 0.6
    assert AnswerState.UNKNOWN in states


def test_some_requests_are_hardly_answered_and_a_few_are_nearly_complete(cells):
    answered = [sum(row[name] not in {"", "dk", "?"} for name in QUESTIONS) for row in cells]
    assert sum(count <= 1 for count in answered) >= 5
    assert sum(count >= 11 for count in answered) >= 3


@pytest.mark.parametrize(
    "notation", ["k to ", "k-", "%", " of ", "~", "dk", "up to ", "weekly", "love", "+", "€"]
)
def test_answers_are_typed_the_way_people_type(cells, notation):
    assert any(notation in row[name] for row in cells for name in QUESTIONS)


def test_every_grade_of_evidence_occurs_and_many_answers_have_none(evaluated):
    grades = Counter(one.parameters[name].evidence for one in evaluated.requests for name in QUESTIONS)
    assert set(grades) == set(Evidence)
    assert grades[Evidence.UNSTATED] > grades[Evidence.MEASURED]


def test_the_sheet_has_only_columns_that_are_known_by_their_own_names_and_filled_somewhere(cells):
    assert set(cells[0]) <= set(CANONICAL)
    assert [name for name in cells[0] if not any(row[name] for row in cells)] == []


def test_requests_have_ids_of_their_own_and_stand_in_the_order_of_their_dates(cells):
    assert len({row["id"] for row in cells}) == len({row["request"] for row in cells}) == len(cells)
    dates = [row["requested_on"] for row in cells]
    assert dates == sorted(dates)


@pytest.mark.parametrize("name", VERDICTS)
def test_a_request_file_loads_and_has_the_verdict_it_is_there_to_show(name, policy):
    results = request_file(name, policy)
    assert results.problems == ()
    assert [request.verdict for request in results.requests] == [VERDICTS[name]]


def test_request_files_an_export_usage_a_survey_and_customers_are_all_there_is_beside_the_sheet_and_the_policy():
    names = {path.name for path in DEMO.iterdir()}
    assert names == {
        "requests.csv",
        "featurecheck.toml",
        "tracker-export.csv",
        "usage.csv",
        "survey.csv",
        "customers.csv",
        *(f"{name}.toml" for name in VERDICTS),
    }


def test_the_half_answered_request_says_whom_to_ask_and_the_report_passes_it_on(policy):
    answers = read_request_file(DEMO / "offline-mode.toml").answers
    unknown = {name: answer.ask for name, answer in answers.items() if answer.state is AnswerState.UNKNOWN}
    assert len(unknown) >= 3
    assert all(unknown.values())
    (request,) = request_file("offline-mode", policy).requests
    assert request.ask == unknown[request.next_question]


def test_the_clearly_decided_request_is_nearly_fully_answered(policy):
    (request,) = request_file("bulk-export", policy).requests
    answered = [one for one in request.parameters.values() if one.state is AnswerState.ANSWERED]
    assert len(answered) >= 12
    assert request.chance_of_loss > 0.95


def test_every_line_of_the_policy_says_in_words_what_it_is():
    lines = (DEMO / "featurecheck.toml").read_text(encoding="utf-8").split("[sources]")[0].splitlines()
    assert [line for line in lines if "=" in line and "#" not in line] == []


def test_sources_of_the_policy_stand_beside_the_settings_they_speak_of(policy):
    sources = {entry.key: entry.source for entry in policy.entries}
    assert sources["own_users"] == "billing, September 2026"
    assert sources["finding_out.would_switch.cost"].endswith("market research firms, 2026")


def test_the_export_of_the_tracker_is_read_whole_and_shows_what_exports_are_like(policy):
    requests = read_requests(DEMO / "tracker-export.csv")
    assert len(requests) == 8
    assert requests.columns["requested_on"][0] == "2026-02-25"
    assert requests.columns["description"][0] == "One file with every invoice.\n\n- as CSV\n- as PDF"
    assert "effort" not in requests.columns
    results = evaluate(requests, policy)
    assert len(results.requests) == 7
    (problem,) = [problem for problem in results.problems if problem.severity is Severity.ERROR]
    assert problem.cell == "L10"
    assert "Excel turned the range into a date" in problem.expected
    (pair,) = proposals(requests).pairs
    assert {pair.id, pair.duplicate_id} == {"ST-101", "ST-131"}
