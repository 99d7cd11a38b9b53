"""Requests weighed by who asked: what the accounts stake on a feature enters its value, and nothing else changes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import featurecheck
from featurecheck.customers.reading import read_customers
from featurecheck.model import Verdict
from featurecheck.policy import default_policy, policy_from

HEADERS = (
    "account,kind,revenue,potential_revenue,cost_to_serve,shares_risk,shares_profit,cofunding,profit_share,"
    "hours_saved,new_market,new_geo"
)
ANSWERS = {
    "users": "2k to 10k",
    "how_often": "20% to 60%",
    "like": "50% to 90%",
    "bought_because": "60 to 500 per year",
    "not_miss": "10% to 60%",
    "would_switch": "0.5% to 8%",
    "build_cost": "60k to 220k",
    "build_time": "3 to 12 months",
    "lost_without": "3 to 25 per year",
    "price_competition": "5% to 40%",
    "head_start": "6 to 36 months",
    "value_per_user": "600 to 2000",
}
RATE, HORIZON = 0.12, 4.0
COMPANY = (
    "Alder Works,external,90000,130000,50000,,,,,,no,no",
    "Birch Shipping,external,20000,20000,31000,no,no,,,,no,no",
    "Cedar Foods,external,60000,60000,45000,no,no,,,,no,no",
    "Dogwood Labs,external,200000,300000,120000,yes,yes,25%,10%,,no,no",
    "Support team,internal,,,,,,,,800,,",
    "Elm Paper,external,,,,,,,,,,",
)


def customers(tmp_path, *rows, policy=None):
    path = tmp_path / "customers.csv"
    path.write_text("\n".join((HEADERS, *rows)) + "\n", encoding="utf-8")
    return read_customers(path, policy=policy or default_policy())


def requested(*requesters, **answers):
    import pandas as pd

    rows = [
        {"request": f"Feature {at}", "requesters": cell, **ANSWERS, **answers}
        for at, cell in enumerate(requesters)
    ]
    return pd.DataFrame(rows)


def evaluated(tmp_path, requesters, *rows, policy=None, **answers):
    rules = policy_from(policy or {})
    listed = customers(tmp_path, *(rows or COMPANY), policy=rules)
    return featurecheck.evaluate(requested(*requesters, **answers), rules, customers=listed).requests


def years_of_use(time):
    return (math.exp(-RATE * time) - math.exp(-RATE * HORIZON)) / RATE


def exactly(**answers):
    """Answers without any doubt, so that the value can be worked out by hand."""
    return {
        "users": "1000",
        "how_often": "50%",
        "like": "80%",
        "not_miss": "25%",
        "would_switch": "10%",
        "bought_because": "100 per year",
        "lost_without": "20 per year",
        "price_competition": "20%",
        "head_start": "1 year",
        "value_per_user": "500",
        "build_cost": "50000",
        "build_time": "1 year",
        "would_leave": "10%",
        "would_grow": "5%",
    } | answers


def by_hand(*, lost, saved=0.0, hours=0.0, cofunding=0.0, profit_share=0.0):
    """The value as a person would work it out: 20 % lost to price competition, live after one year."""
    use = years_of_use(1.0)
    growth = (use - (HORIZON - 1.0) * math.exp(-RATE * HORIZON)) / RATE
    users = 1000 * 0.5 * 0.8 * 0.75 * 0.1 * math.exp(-0.15 * 2.0) * use + (0.1 * 100 + lost) * growth
    gain = 0.8 * (1 - profit_share) * (500 * users + saved * use) + hours * use
    return gain - 50_000 * (1 - cofunding + 0.25 + 0.2 * use)


@pytest.mark.parametrize(
    ("requesters", "expected"),
    [
        ("", by_hand(lost=20)),
        ("Nobody we know", by_hand(lost=20)),
        ("Elm Paper", by_hand(lost=20)),
        ("Alder Works", by_hand(lost=0, saved=0.1 * 40_000 + 0.05 * 40_000)),
        ("Birch Shipping", by_hand(lost=0)),
        ("Alder Works; Birch Shipping; Cedar Foods", by_hand(lost=0, saved=0.1 * 55_000 + 0.05 * 40_000)),
        ("Support team", by_hand(lost=20, hours=800 * 60)),
        (
            "Dogwood Labs; Support team",
            by_hand(
                lost=0, saved=0.1 * 80_000 + 0.05 * 100_000, hours=800 * 60, cofunding=0.25, profit_share=0.1
            ),
        ),
    ],
)
def test_the_value_is_what_a_person_works_out_by_hand(tmp_path, requesters, expected):
    (found,) = evaluated(tmp_path, [requesters], **exactly())
    assert found.expected_value == pytest.approx(expected, abs=0.01)


def test_without_a_list_of_customers_nothing_changes(tmp_path):
    rows = requested("", "Alder Works", "Nobody we know")
    plain = featurecheck.evaluate(rows).requests
    listed = featurecheck.evaluate(rows, customers=customers(tmp_path, *COMPANY)).requests
    for before, after in ((plain[0], listed[0]), (plain[2], listed[2])):
        for name in (
            "verdict",
            "expected_value",
            "evpi",
            "chance_of_loss",
            "p5",
            "p95",
            "outcomes",
            "parameters",
        ):
            assert getattr(before, name) == getattr(after, name), name
    assert plain[1].expected_value != listed[1].expected_value
    assert listed[1].asked_by.unweighted_value == plain[1].expected_value
    assert listed[1].asked_by.unweighted_verdict is plain[1].verdict
    assert listed[0].asked_by is None


def test_a_request_does_not_depend_on_its_neighbours(tmp_path):
    cells = ["Alder Works", "", "Dogwood Labs; Support team", "Birch Shipping"]
    together = evaluated(tmp_path, cells)
    for cell, one in zip(cells, together, strict=True):
        (alone,) = evaluated(tmp_path, [cell])
        for name in (
            "expected_value",
            "evpi",
            "chance_of_loss",
            "p5",
            "p50",
            "p95",
            "verdict",
            "find_out_list",
        ):
            assert getattr(alone, name) == getattr(one, name), (cell, name)


def test_own_users_lost_is_set_aside_where_an_account_asked(tmp_path):
    asked, team, nobody = evaluated(tmp_path, ["Alder Works", "Support team", ""])
    assert asked.parameters["lost_without"].role == "replaced"
    assert asked.parameters["lost_without"].evppi is None
    assert asked.asked_by.replaces
    assert team.parameters["lost_without"].role == "payoff"
    assert "would_leave" not in nobody.parameters


def test_a_stated_share_that_would_leave_counts_instead_of_the_policy(tmp_path):
    (assumed,) = evaluated(tmp_path, ["Alder Works"])
    (stated,) = evaluated(tmp_path, ["Alder Works"], would_leave="60% to 90%")
    assert stated.expected_value > assumed.expected_value
    assert assumed.parameters["would_leave"].evidence.value == "assumed"
    assert stated.parameters["would_leave"].text == "60% to 90%"


def test_an_unreadable_share_sets_the_request_aside(tmp_path):
    listed = customers(tmp_path, *COMPANY)
    found = featurecheck.evaluate(requested("Alder Works", would_leave="170%"), customers=listed)
    assert not found.requests
    assert any("170%" in problem.found for problem in found.problems)


def test_finding_out_whether_they_would_leave_can_be_worth_most(tmp_path):
    rows = ("Giant,external,2000000,2000000,800000,no,no,,,,no,no",)
    (found,) = evaluated(
        tmp_path,
        ["Giant"],
        *rows,
        would_leave="0.2% to 30%",
        would_switch="0.1% to 0.5%",
        bought_because="1 to 20 per year",
    )
    worth = {name: one.evppi or 0.0 for name, one in found.parameters.items()}
    assert max(worth, key=worth.get) == "would_leave"
    assert found.verdict is Verdict.FIND_OUT_FIRST
    assert found.next_question == "would_leave"


MONEY = st.integers(0, 400_000)


def account(name, revenue, cost, potential, *, opens="no"):
    return f"{name},external,{revenue},{potential},{cost},no,no,,,,{opens},no"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(MONEY, MONEY, MONEY), min_size=1, max_size=4),
    st.integers(1, 90_000),
    st.integers(0, 50_000),
)
def test_adding_requesters_moves_the_value_only_the_way_their_profit_points(
    tmp_path_factory, company, profit, loss
):
    folder = tmp_path_factory.mktemp("company")
    rows = [account(f"Account {at}", *money) for at, money in enumerate(company)]
    rows += [
        account("Winner", 100_000 + profit, 100_000, 150_000),
        account("Loser", 10_000, 10_001 + loss, 10_000),
    ]
    names = "; ".join(f"Account {at}" for at in range(len(company)))
    before, winner, loser = evaluated(folder, [names, f"{names}; Winner", f"Loser; {names}"], *rows)
    assert winner.expected_value >= before.expected_value
    assert loser.expected_value == before.expected_value


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(MONEY, MONEY, MONEY), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)
def test_halves_and_order_change_nothing(tmp_path_factory, company, random):
    folder = tmp_path_factory.mktemp("company")
    even = [tuple(2 * (amount // 2) for amount in money) for money in company]
    rows = [account(f"Account {at}", *money) for at, money in enumerate(even)]
    half = [amount // 2 for amount in even[0]]
    rows += [account("Left half", *half), account("Right half", *half)]
    names = [f"Account {at}" for at in range(len(company))]
    mixed = random.sample(names, len(names))
    whole, other, halves = evaluated(
        folder,
        ["; ".join(names), "; ".join(mixed), "; ".join(["Left half", *names[1:], "Right half"])],
        *rows,
    )
    assert other.expected_value == whole.expected_value
    assert other.evpi == whole.evpi
    assert halves.expected_value == pytest.approx(whole.expected_value, abs=0.011)
    assert halves.verdict is other.verdict is whole.verdict


def test_ranges_of_the_accounts_widen_what_they_stake(tmp_path):
    rows = (
        "Sure,external,100000,100000,20000,no,no,,,,no,no",
        "Vague,external,60k to 150k,100000,10k to 40k,no,no,,,,no,no",
    )
    sure, vague = evaluated(tmp_path, ["Sure", "Vague"], *rows)
    assert sure.parameters["profit_at_risk"].p5 == sure.parameters["profit_at_risk"].p95 == 80_000
    found = vague.parameters["profit_at_risk"]
    assert found.p5 < 75_000 < found.p95
    assert vague.p95 - vague.p5 > sure.p95 - sure.p5


def test_the_chance_of_loss_agrees_with_a_plain_simulation(tmp_path):
    (found,) = evaluated(tmp_path, ["Dogwood Labs; Alder Works; Support team"])
    rng = np.random.default_rng(5)
    draws = {name: _drawn(one, rng) for name, one in found.parameters.items() if one.role == "payoff"}
    time = draws["build_time"]
    left = np.maximum(HORIZON - time, 0)
    end = math.exp(-RATE * HORIZON)
    use = np.where(left > 0, (np.exp(-RATE * time) - end) / RATE, 0)
    growth = np.where(left > 0, (use - left * end) / RATE, 0)
    won = (
        draws["users"] * draws["how_often"] * draws["like"] * (1 - draws["not_miss"]) * draws["would_switch"]
    )
    users = won * np.exp(-0.15 * (draws["head_start"] + time)) * use + 0.1 * draws["bought_because"] * growth
    asked = draws["would_leave"] * 120_000 + draws["would_grow"] * 140_000
    gain = (1 - draws["price_competition"]) * 0.9 * (
        draws["value_per_user"] * users + asked * use
    ) + 48_000 * use
    value = gain - draws["build_cost"] * (1 - 0.25 + 0.25 + 0.2 * use)
    assert found.expected_value == pytest.approx(value.mean(), abs=5 * value.std() / math.sqrt(len(value)))
    assert found.chance_of_loss == pytest.approx((value < 0).mean(), abs=0.004)
    assert found.evpi == pytest.approx(np.maximum(value, 0).mean() - max(value.mean(), 0), rel=0.05)
    np.testing.assert_allclose(
        (found.p5, found.p50, found.p95), np.quantile(value, (0.05, 0.5, 0.95)), rtol=0.03
    )


def _drawn(parameter, rng):
    z = rng.standard_normal(400_000)
    low, high = parameter.p5, parameter.p95
    if low == high:
        return np.full(400_000, low)
    if parameter.unit == "share":
        low, high = (math.log(end / (1 - end)) for end in (low, high))
        return 1 / (1 + np.exp(-((low + high) / 2 + (high - low) / 2 / 1.6448536 * z)))
    low, high = math.log(low), math.log(high)
    return np.exp((low + high) / 2 + (high - low) / 2 / 1.6448536 * z)
