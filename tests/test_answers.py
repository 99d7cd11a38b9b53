"""What people write into the cells of a request becomes the figures that the evaluation works with."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.evaluation import evaluate
from featurecheck.intake import Severity
from featurecheck.model import AnswerState, Evidence
from featurecheck.payoff import NAMES

GRADES = ("measured", "survey", "public", "buyer-said", "seller-said", "guess")


def row(policy=None, /, **cells):
    """Evaluate one request; `users_evidence` stands for the column `users evidence`."""
    named = {
        name.replace("_evidence", " evidence").replace("_source", " source"): text
        for name, text in cells.items()
    }
    return evaluate(pd.DataFrame([{"request": "Bulk export", **named}]), policy)


def answer(name, text, policy=None, /, **cells):
    return row(policy, **{name: text}, **cells).requests[0].parameters[name]


def refused(name, text, **cells):
    found = row(None, **{name: text}, **cells)
    assert len(found.requests) == 0
    (problem,) = found.problems
    assert problem.column == name
    return f"{problem.expected} {problem.mend}"


def test_a_word_of_the_questionnaire_stands_for_its_share():
    often = answer("how_often", " Weekly ")
    assert (often.p5, often.p95) == (0.6, 0.9)
    assert often.text == "Weekly"
    assert "'Weekly' stands for 60% to 90%" in often.notes
    assert answer("like", "They love it").p5 == 0.85


def test_a_word_means_the_same_where_the_decimal_mark_is_a_comma():
    assert answer("how_often", "never", {"decimal_mark": ","}).p5 == pytest.approx(0.001)


def test_question_7_as_a_share():
    for text in ("0.02", "2%", "2 %"):
        found = answer("would_switch", text)
        assert (found.p50, found.unit) == (0.02, "share")


@pytest.mark.parametrize(("text", "p5", "p95"), [("40 users", 40, 40), ("5 to 40", 5, 40), ("1", 1, 1)])
def test_question_7_as_a_number_stands_instead_of_the_chain(text, p5, p95):
    found = row(
        None, would_switch=text, users="1000", how_often="weekly", like="love", not_miss="10%"
    ).requests[0]
    switch = found.parameters["would_switch"]
    assert (switch.p5, switch.p95, switch.unit, switch.role) == (p5, p95, "users", "payoff")
    for name in ("users", "how_often", "like", "not_miss"):
        assert found.parameters[name].role == "ceiling"
        assert found.parameters[name].evppi is None


def test_a_number_of_switchers_costs_what_question_7_costs_to_find_out():
    policy = {"finding_out": {"users": {"cost": 1, "weeks": 0}, "would_switch": {"cost": 7000, "weeks": 0}}}
    found = answer("would_switch", "5 to 40", policy)
    assert found.find_out_cost == 7000
    assert found.net_worth == pytest.approx(found.evppi - 7000)


def test_a_number_equals_the_chain_that_makes_it():
    """40 users who switch earn what 1,000 users earn of whom 4 % switch."""
    same = {"build_cost": "50k", "value_per_user": "300", "build_time": "1 year", "head_start": "1 year"}
    number = row(None, would_switch="40 users", **same).requests[0]
    chain = row(
        None, users="1000", how_often="100%", like="100%", not_miss="0%", would_switch="4%", **same
    ).requests[0]
    assert number.expected_value == pytest.approx(chain.expected_value, rel=1e-6)
    assert number.evpi == pytest.approx(chain.evpi, rel=1e-3)


def test_question_5_as_a_number_is_a_part_of_question_1():
    found = answer("not_miss", "200 to 400", users="1000")
    assert (found.p5, found.p95, found.unit) == (0.2, 0.4, "share")
    assert any("of typically 1,000" in note for note in found.notes)
    assert answer("not_miss", "70").p50 == 0.7
    assert answer("not_miss", "50 users", users="1000").p50 == 0.05


def test_question_5_as_a_number_needs_question_1():
    assert "nobody says of how many" in refused("not_miss", "300")
    assert "is not below the typical 1,000 users" in refused("not_miss", "1000", users="1000")


@pytest.mark.parametrize(
    ("text", "years", "p5", "p95"),
    [
        ("300 to 900", "3 years", 100, 300),
        ("300 to 900", "", 300, 900),
        ("300 to 900", "2 months", 300, 900),
        ("300 to 900 in total", "3", 100, 300),
        ("300 to 900 per year", "3 years", 300, 900),
        ("10 to 20 per month", "3 years", 120, 240),
        ("300 to 900", "dk", 300, 900),
    ],
)
def test_buyers_are_per_year(text, years, p5, p95):
    found = answer("bought_because", text, years_on_market=years)
    assert (found.p5, found.p95) == (pytest.approx(p5), pytest.approx(p95))
    assert found.unit == "users per year"


def test_a_total_says_what_it_was_divided_by():
    (note,) = answer("bought_because", "300 to 900", years_on_market="3 years").notes
    assert (
        note
        == "a total of 300 to 900 users (90 % sure), typical 520, average 549, divided by 3 years on the market"
    )
    young = answer("bought_because", "300 to 900", years_on_market="2 months")
    assert young.notes[0].endswith("divided by 1 year on the market")


def test_a_total_over_nobody_knows_how_many_years_is_refused():
    for years in ("", "dk"):
        assert "over how many years" in refused("bought_because", "500 in total", years_on_market=years)


def test_effort_is_priced_where_no_money_is_stated():
    found = row({"person_week_cost": 2000}, effort="10 to 20").requests[0]
    cost = found.parameters["build_cost"]
    assert (cost.p5, cost.p95, cost.unit) == (pytest.approx(20_000), pytest.approx(40_000), "EUR")
    assert any("at 2,000 EUR per person-week" in note for note in cost.notes)
    assert found.effort_person_weeks == pytest.approx(14.456, rel=1e-3)
    assert found.value_per_effort == pytest.approx(found.expected_value / found.effort_person_weeks, rel=1e-3)


def test_a_build_cost_may_be_stated_as_effort():
    assert answer("build_cost", "10 to 20 person-weeks").p95 == pytest.approx(60_000)
    assert "is not an amount of money" in refused("build_cost", "10 moons")


def test_stated_money_beats_effort_and_effort_still_ranks():
    found = row(None, effort="10", build_cost="50k to 70k").requests[0]
    assert found.parameters["build_cost"].text == "50k to 70k"
    assert found.effort_person_weeks == 10


def test_no_effort_gives_no_value_per_effort():
    found = row(None, effort="0").requests[0]
    assert found.value_per_effort is None
    assert found.rank == 1


def test_overrun_is_added_visibly_and_only_to_the_cost():
    found = answer("build_cost", "100k", {"overrun": "35%"})
    assert found.p50 == pytest.approx(135_000)
    assert any("35 % added for overrun (policy)" in note for note in found.notes)
    assert answer("value_per_user", "100", {"overrun": "35%"}).p50 == 100


@pytest.mark.parametrize("text", ["Buyer said", "buyer_said", "buyer-said", " BUYER  SAID "])
def test_grades_are_read_in_every_spelling(text):
    assert answer("users", "1k to 2k", users_evidence=text).evidence is Evidence.BUYER_SAID


@pytest.mark.parametrize("grade", GRADES)
def test_every_grade_is_known(grade):
    assert answer("users", "1k to 2k", users_evidence=grade).evidence == grade


def test_an_unknown_grade_is_a_warning_and_the_row_counts():
    found = row(None, users="1k to 2k", users_evidence="mesured")
    (problem,) = found.problems
    assert problem.severity is Severity.WARNING
    assert problem.column == "users evidence"
    assert "Did you mean 'measured'?" in problem.mend
    assert problem.mend.endswith("The answer is read as one without stated evidence.")
    assert found.requests[0].parameters["users"].evidence is Evidence.UNSTATED


def test_a_hunch_is_widened_with_its_mean_kept():
    # FIT-05: '2k to 10k', mean 5,040.681, widened 2.177417 times is 495.561 to 16,483.385
    policy = {"widening": {"guess": 2.1774171409804337}}
    found = answer("users", "2k to 10k", policy, users_evidence="guess")
    assert (found.p5, found.p95) == (pytest.approx(495.56100096), pytest.approx(16_483.384524))
    assert found.mean == pytest.approx(5040.681441482289)
    assert any(
        note.startswith("widened 2.18 times because the evidence is 'guess', mean kept")
        for note in found.notes
    )
    assert found.reading.startswith("2,000 to 10,000 users")


@settings(max_examples=25, deadline=None)
@given(grade=st.sampled_from(GRADES), low=st.floats(0.01, 0.4), width=st.floats(1.1, 2.4))
def test_no_grade_changes_the_mean_of_a_share(grade, low, width):
    text = f"{low * 100:.4f}% to {low * width * 100:.4f}%"
    plain, graded = answer("like", text), answer("like", text, like_evidence=grade)
    assert graded.mean == pytest.approx(plain.mean, abs=1e-6)
    assert graded.p5 <= plain.p5
    assert graded.p95 >= plain.p95


def test_a_count_is_not_widened_because_its_size_speaks():
    for grade in ("guess", "survey"):
        assert answer("like", "3 of 20", like_evidence=grade).p95 == answer("like", "3 of 20").p95


def test_nobody_knows_and_nobody_asked_are_two_things():
    found = row(None, users="dk", like="").requests[0]
    assert found.parameters["users"].state is AnswerState.UNKNOWN
    assert found.parameters["like"].state is AnswerState.OPEN
    for name in ("users", "like"):
        assert found.parameters[name].evidence is Evidence.ASSUMED
        assert found.parameters[name].source
    assert found.parameters["users"].text == "dk"


@pytest.mark.parametrize(
    ("cells", "policy"), [({"competitor_users": "10000"}, None), ({}, {"competitor_users": 10_000})]
)
def test_the_prior_of_users_is_a_share_of_the_competitors(cells, policy):
    found = row(policy, **cells).requests[0].parameters["users"]
    assert 50 < found.p5 < found.p50 < found.p95 < 10_000
    assert "of the 10,000 competitor users" in found.source[0]


def test_the_prior_of_losses_is_a_share_of_our_own():
    found = row(None, own_users="200k").requests[0].parameters["lost_without"]
    assert found.p50 == pytest.approx(200_000 * 0.001, rel=0.1)
    assert "own users" in found.source[0]


def test_a_cell_beats_the_policys_anchor():
    by_cell = row({"competitor_users": 10}, competitor_users="10000").requests[0].parameters["users"]
    assert "10,000 competitor users" in by_cell.source[0]


def test_the_companys_prior_beats_the_questionnaires():
    policy = {"priors": {"users": {"value": "500 to 50k", "source": "our study"}}}
    found = row(policy, users="dk", competitor_users="10000").requests[0].parameters["users"]
    assert (found.p5, found.p95, found.source) == (500, 50_000, ("our study",))


def test_the_policys_margin_stands_in_for_the_prior_and_is_not_called_unproven():
    found = row({"value_per_user": "200 to 600"}).requests[0]
    margin = found.parameters["value_per_user"]
    assert (margin.state, margin.p95) == (AnswerState.ANSWERED, 600)
    assert margin.source[0].startswith("policy: ")
    assert not any(flag.code == "evidence_unstated" for flag in found.flags)


def test_an_exact_figure_without_measured_evidence_is_remarked():
    remark = "an exact figure without measured evidence"
    assert any(remark in note for note in answer("users", "500").notes)
    assert any(remark in note for note in answer("users", "500", users_evidence="guess").notes)
    for grade in ("measured", "public"):
        assert not any(remark in note for note in answer("users", "500", users_evidence=grade).notes)


def test_flags_count_and_name_in_the_companys_words():
    found = row({"unit": "accounts"}, lost_without="2-10k").requests[0]
    flags = {flag.code: flag.text for flag in found.flags}
    assert (
        flags["evidence_unstated"]
        == "No evidence is stated for 1 answer (Own accounts lost without it): taken as typed."
    )
    assert flags["reading"] == "Own accounts lost without it: 'k' applied to both ends."


def test_sources_and_whom_to_ask_come_along():
    found = row(None, **{"users": "1k to 2k", "users_source": "a; b ;", "like ask": "Maria"}).requests[0]
    assert found.parameters["users"].source == ("a", "b")
    assert found.parameters["like"].ask == "Maria"
    assert found.parameters["how_often"].ask


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["0", "0 to {}", "{}", "up to {}"])
def test_no_edge_of_the_scale_breaks_the_figures(name, text):
    """Exactly 0, exactly 100 %, nothing to something, and the largest amounts all give finite figures."""
    largest = {
        "how_often": "100%",
        "like": "100%",
        "not_miss": "100%",
        "would_switch": "100%",
        "price_competition": "100%",
    }
    largest |= {"build_time": "40 years", "head_start": "40 years"}
    found = row(None, **{name: text.format(largest.get(name, "1,000,000,000,000,000"))}).requests[0]
    numbers = [
        found.expected_value,
        found.chance_of_loss,
        found.p5,
        found.p50,
        found.p95,
        found.evpi,
        *found.outcomes,
    ]
    numbers += [
        value
        for one in found.parameters.values()
        for value in (one.evppi, one.at_p5, one.at_p95)
        if value is not None
    ]
    assert all(math.isfinite(value) for value in numbers)
    assert 0 <= found.chance_of_loss <= 1


@settings(max_examples=40, deadline=None)
@given(
    cells=st.dictionaries(
        st.sampled_from(NAMES),
        st.sampled_from(["0", "100%", "0 to 1", "1", "1e15", "0 to 100%", "1 to 1e15", "dk"]),
        max_size=12,
    )
)
def test_no_mixture_of_extremes_breaks_the_figures(cells):
    found = row(None, **cells)
    for one in found.requests:
        assert all(
            math.isfinite(value) for value in (one.expected_value, one.evpi, one.p5, one.p95, *one.outcomes)
        )
        assert one.evpi >= 0
    found.to_dict()
