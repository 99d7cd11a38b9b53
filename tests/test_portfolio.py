"""What to build within a capacity: the best plan there is, said honestly, whatever the order of the requests."""

import numpy as np
import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.portfolio import plan, words


def planned(table, capacity, **options):
    """Plan rows of (id, value, effort, needs, excludes), the last two as texts with spaces."""
    rows = [(*row, "", "")[:5] for row in table]
    return plan(
        [row[0] for row in rows],
        np.array([row[1] for row in rows], dtype=float),
        np.array([row[2] for row in rows], dtype=float),
        capacity,
        [row[3].split() for row in rows],
        [row[4].split() for row in rows],
        **options,
    )


def test_value_per_effort_decides_and_not_value_alone():
    found = planned([("big", 100_000, 50), ("one", 60_000, 20), ("two", 50_000, 20)], 50)
    assert found.chosen == ("one", "two")
    assert (found.value, found.used_person_weeks, found.method, found.gap_share) == (110_000, 40, "exact", 0)


def test_one_more_person_week_earns_what_the_marginal_request_earns():
    found = planned([("one", 60_000, 20), ("two", 50_000, 20), ("late", 15_000, 10)], 45)
    assert found.shadow_price == pytest.approx(1500)
    assert words(found, "EUR")[-1] == "One more person-week would earn 1,500 EUR."


def test_where_capacity_is_left_over_more_of_it_earns_nothing():
    found = planned([("one", 60_000, 20)], 60)
    assert found.shadow_price is None
    assert words(found, "EUR") == (
        "Within 60 person-weeks, 1 request is worth 60,000 EUR; no plan is better.",
        "It takes 20 person-weeks.",
        "One more person-week would earn nothing: capacity is left over.",
    )


def test_a_request_brings_what_it_needs_even_if_that_alone_loses_money():
    found = planned([("reports", 90_000, 10, "engine"), ("engine", -20_000, 10), ("other", 50_000, 15)], 20)
    assert found.chosen == ("engine", "reports")
    assert found.value == 70_000


def test_what_loses_money_with_all_it_needs_is_left_out():
    found = planned([("reports", 10_000, 10, "engine"), ("engine", -20_000, 10)], 60)
    assert found.chosen == ()
    assert found.notes == ("What the requests worth building need costs more than they earn.",)


def test_two_requests_together_can_pay_for_what_neither_pays_alone():
    table = [("a", 15_000, 5, "engine"), ("b", 15_000, 5, "engine"), ("engine", -20_000, 10)]
    filler = [(f"x{number:02}", 1000 + number, 30) for number in range(20)]
    for more in ([], filler):
        assert set(planned(table + more, 20, solver=False).chosen) == {"a", "b", "engine"}


def test_an_exclusion_named_by_one_side_holds_for_both():
    table = [("cheap", 40_000, 10, "", "dear"), ("dear", 60_000, 20), ("plain", 10_000, 10)]
    assert planned(table, 40).chosen == ("dear", "plain")
    assert planned(table[::-1], 40).chosen == ("dear", "plain")


def test_nothing_is_built_before_what_it_needs():
    chain = [("c", 90_000, 1, "b"), ("b", 1000, 5, "a"), ("a", 10, 5), ("z", 5000, 1)]
    chosen = planned(chain, 60).chosen
    assert set(chosen) == set("abcz")
    assert chosen.index("a") < chosen.index("b") < chosen.index("c")


@pytest.mark.parametrize(
    ("table", "capacity", "note"),
    [
        (
            [("bulk", 9, 1, "sso-login"), ("sso", 9, 1)],
            9,
            "bulk needs 'sso-login', which is not among the requests; it is taken as built already.",
        ),
        (
            [("bulk", 9, 1, "", "exprot"), ("export", 9, 1)],
            9,
            "bulk excludes 'exprot', which is not among the requests; this is left out. Did you mean 'export'?",
        ),
        ([("A", 9, 1, "B"), ("B", 9, 1, "A")], 9, "A needs B needs A: none of them can be planned."),
        ([("A", 9, 1, "A")], 9, "A needs itself: it cannot be planned."),
        ([("A", 9, 1, "", "A")], 9, "A excludes itself; this is left out."),
        (
            [("A", 9, 1, "B"), ("B", 9, 1, "A"), ("C", 9, 1, "B")],
            9,
            "C needs B, which cannot be planned; so it cannot be either.",
        ),
        (
            [("A", 9, 1, "B", "B"), ("B", 9, 1)],
            9,
            "A needs B, and the two exclude each other: A cannot be planned.",
        ),
        (
            [("A", 9, 1, "B C"), ("B", 9, 1, "", "C"), ("C", 9, 1)],
            9,
            "A needs B and C, which exclude each other: A cannot be planned.",
        ),
        (
            [("A", 9, 10, "B"), ("B", -1, 5)],
            2,
            "The capacity of 2 person-weeks is smaller than any request worth building; the smallest, A, takes 15 person-weeks with all it needs.",
        ),
        (
            [("A", -9, 10), ("B", 0, 5)],
            60,
            "Nothing is worth building: no request that may be planned has an expected net present value above 0.",
        ),
        (
            [],
            60,
            "Nothing is worth building: no request that may be planned has an expected net present value above 0.",
        ),
    ],
)
def test_what_cannot_be_planned_is_said_in_a_sentence(table, capacity, note):
    assert note in planned(table, capacity).notes


def test_what_cannot_be_planned_leaves_the_rest_alone():
    found = planned([("A", 9, 1, "B"), ("B", 9, 1, "A"), ("C", 5, 1), ("D", 4, 1, "nosuch")], 9)
    assert found.chosen == ("C", "D")
    assert found.bound == 9


def test_a_thousand_wrong_names_do_not_fill_the_report():
    table = [(f"R{number:04}", 5, 1, f"X{number}") for number in range(1000)]
    notes = planned(table, 9).notes
    assert len(notes) == 21
    assert notes[-1] == "And 980 more like these."


def test_letters_case_does_not_matter_where_only_one_id_fits():
    found = planned([("A", 9, 1, " b "), ("B", -1, 1)], 9)
    assert found.chosen == ("B", "A")
    assert found.notes == ()


def test_nothing_planned_is_said_without_a_promise():
    found = planned([("A", -9, 10)], 60)
    assert (found.value, found.bound, found.gap_share, found.shadow_price) == (0, 0, 0, None)
    assert words(found, "EUR") == ("Within 60 person-weeks nothing is planned.",)


@pytest.mark.parametrize("capacity", [0, -5, float("nan"), float("inf")])
def test_a_capacity_that_is_none_is_refused(capacity):
    with pytest.raises(FeatureCheckError, match="Give a number above 0, such as 60"):
        planned([("A", 9, 1)], capacity)


def test_a_gap_is_rounded_up_so_that_the_sentence_stays_true():
    table = [(f"R{number:02}", 1000 + 37 * number % 101, 3 + 7 * number % 11) for number in range(40)]
    found = planned(table, 55, solver=False)
    assert found.method == "greedy"
    assert 0 < found.gap_share < 0.1
    said = float(words(found, "EUR")[0].rpartition("more than ")[2].removesuffix(" % better."))
    assert found.gap_share * 100 <= said <= found.gap_share * 110
    assert found.value == pytest.approx(planned(table, 55).value)


def test_a_chain_of_thousands_is_no_burden():
    table = [(f"R{number:05}", 5, 1, f"R{number - 1:05}" if number else "") for number in range(5000)]
    found = planned(table, 40, solver=False)
    assert len(found.chosen) == 40
    assert any("needs more than 500 others" in note for note in found.notes)
