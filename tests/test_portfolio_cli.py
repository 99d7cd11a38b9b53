"""`batch --capacity`: the plan on the command line, the shadow price, and mistakes in a sentence."""

import json

import pytest
from cli_helpers import GO, NO_GO, call, sheet

FLAGS = "--format=json"
SMALLER = "Reminders,50k to 60k,500 to 700 users,100 to 120,60k to 61k,3 to 4 weeks,10 to 20,0-5%,1 year"


@pytest.fixture
def batch(tmp_path):
    """Run the batch of three requests; return what was said, and the evaluation if there is one."""
    path = sheet(tmp_path, GO, NO_GO, SMALLER)

    def ran(*flags):
        done = call("batch", path.name, FLAGS, "--force", "--output=out", *flags, cwd=tmp_path)
        written = tmp_path / "out" / "evaluation.json"
        return done, json.loads(written.read_text()) if written.exists() else {}

    return ran


def test_the_plan_is_said_before_the_tally_and_kept_in_the_evaluation(batch):
    done, found = batch("--capacity", "60 person-weeks")
    assert done.code == 0, done.err
    assert done.out.startswith("Within 60 person-weeks, 2 requests are worth ")
    assert done.last == "NO-GO 1, FIND OUT FIRST 0, GO 2"
    assert found["portfolio"]["capacity_person_weeks"] == 60
    assert len(found["portfolio"]["chosen"]) == 2
    assert [one["planned"] for one in found["requests"]] == [True, False, True]


def test_without_a_capacity_nothing_is_planned(batch):
    done, found = batch()
    assert found["portfolio"] is None
    assert "Within" not in done.out


def test_other_units_of_effort_are_read_too(batch):
    assert batch("--capacity", "15 person-months")[1]["portfolio"]["capacity_person_weeks"] == pytest.approx(
        65.2, abs=0.1
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("50 to 70", "'50 to 70' is a range, and a capacity is one limit."),
        ("~60", "'~60' is a range"),
        ("lots", "'lots' is not a capacity."),
        ("-5", "'-5' is not a capacity."),
        ("60 EUR", "'60 EUR' is not a capacity."),
        ("0", "nothing can be built in '0'."),
        ("dk", "'dk' says nothing."),
        ("", "'' says nothing."),
    ],
)
def test_a_capacity_that_is_none_is_told_what_to_write(batch, typed, said):
    done, found = batch(f"--capacity={typed}")
    assert done.code == 2
    assert said in done.err
    assert "Write one figure above 0, such as '60 person-weeks'" in done.err
    assert found == {}


def test_a_capacity_smaller_than_any_request_is_a_sentence_and_the_rest_is_evaluated(batch):
    done, found = batch("--capacity", "0.1 person-weeks")
    assert done.code == 0
    assert "The capacity of 0.1 person-weeks is smaller than any request worth building" in done.err
    assert "Within 0.1 person-weeks nothing is planned." in done.out
    assert len(found["requests"]) == 3


def test_the_shadow_price_takes_the_place_of_the_opportunity_cost(batch):
    done, found = batch("--capacity", "21 person-weeks", "--shadow-price")
    assert done.code == 0, done.err
    assert "One more person-week within 21 person-weeks would earn " in done.err
    assert "instead of 25 %, and everything is evaluated once more." in done.err
    (entry,) = [one for one in found["policy"] if one["key"] == "opportunity_cost"]
    assert entry["source"].startswith("shadow price: within 21 person-weeks one more person-week would earn")
    assert entry["value"] != "25 %"
    smaller = next(one for one in found["requests"] if one["request"] == "Reminders")
    assert abs(smaller["expected_value"]) < 0.05 * batch()[1]["requests"][2]["expected_value"]


def test_with_capacity_left_over_the_policys_opportunity_cost_stays(batch):
    done, found = batch("--capacity", "600 person-weeks", "--shadow-price")
    assert "the policy's opportunity cost of 25 % stays." in done.err
    assert [one["value"] for one in found["policy"] if one["key"] == "opportunity_cost"] == ["25 %"]


def test_a_shadow_price_needs_a_capacity(batch):
    done, _ = batch("--shadow-price")
    assert done.code == 2
    assert "Add for example --capacity '60 person-weeks'." in done.err


def test_quiet_leaves_the_plan(batch):
    done, _ = batch("--capacity", "60", "-q")
    assert done.err == ""
    assert done.out.startswith("Within 60 person-weeks, ")
