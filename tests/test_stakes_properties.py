"""What holds for all requesters: order, halves, losers and further requesters change no sum that they must not change."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.accounts import Account, Customers, Relationship
from featurecheck.customers.names import fold
from featurecheck.customers.relationship import standing_of
from featurecheck.customers.stakes import stakes_of
from featurecheck.estimate import parse_estimate
from featurecheck.estimate.curves import scaled
from featurecheck.intake import InputFile, Place
from featurecheck.policy import default_policy

POLICY = default_policy()
PLACE = Place("accounts.csv")
AMOUNTS = tuple(f"{part}_{what}" for part in ("profit", "growth", "hours") for what in ("mean", "sd"))
MEANS = AMOUNTS[::2]
MONEY = st.none() | st.builds(
    lambda cents, factor: parse_estimate(
        f"{cents / 100:.2f} to {cents * factor / 100:.2f}", "money", ".", currency="EUR"
    ),
    st.integers(1, 10**9),
    st.sampled_from([1, 1, 2, 5]),
)
HOURS = st.none() | st.integers(1, 5_000).map(lambda hours: parse_estimate(str(hours), "count"))
YES_NO = st.none() | st.booleans()


@st.composite
def companies(draw):
    """Up to ten accounts with any cells, some of which buy through others."""
    names = [f"Account {at}" for at in range(draw(st.integers(1, 10)))]
    return [
        Account(
            name,
            PLACE,
            internal=draw(YES_NO),
            revenue=draw(MONEY),
            potential_revenue=draw(MONEY),
            cost_to_serve=draw(MONEY),
            new_market=draw(YES_NO),
            shares_risk=draw(YES_NO),
            shares_profit=draw(YES_NO),
            hours_saved=draw(HOURS),
            through=draw(st.none() | st.sampled_from(names)),
        )
        for name in names
    ]


def stakes(accounts, *cells):
    standings = tuple(standing_of(one) for one in accounts)
    return stakes_of(
        cells, Customers(standings, "EUR", InputFile("accounts.csv", "", "customers", 1)), POLICY
    )


def cell(accounts):
    return "; ".join(one.name for one in accounts)


def amounts(found, names=AMOUNTS):
    return np.array([getattr(found, name) for name in names])


def chosen(data, accounts):
    return [one for one in accounts if data.draw(st.booleans())]


@settings(deadline=None)
@given(companies(), st.data(), st.randoms(use_true_random=False))
def test_no_order_of_accounts_or_names_changes_a_bit(accounts, data, order):
    asking = chosen(data, accounts)
    there, here = list(asking), list(accounts)
    order.shuffle(there)
    order.shuffle(here)
    found, other = stakes(accounts, cell(asking)), stakes(here, cell(there))
    assert np.array_equal(amounts(found), amounts(other))
    assert (found.weighed == other.weighed).all()
    assert (found.named == other.named).all()
    assert found.asked(0) == other.asked(0)


@settings(deadline=None)
@given(companies(), st.data())
def test_a_further_requester_never_lowers_a_sum(accounts, data):
    asking = chosen(data, accounts)
    more = data.draw(st.sampled_from(accounts))
    found = stakes(accounts, cell(asking), cell([*asking, more]))
    means = amounts(found, MEANS)
    assert (means[:, 1] >= means[:, 0]).all()
    assert found.weighed[1] >= found.weighed[0]
    assert found.named[1] >= found.named[0]


@settings(deadline=None)
@given(companies(), st.data(), st.integers(1, 10**6), st.integers(1, 10**6))
def test_an_unprofitable_requester_raises_no_amount(accounts, data, pays, loss):
    paid, cost = (parse_estimate(str(value), "money", currency="EUR") for value in (pays, pays + loss))
    loser = Account("Loser", PLACE, revenue=paid, potential_revenue=paid, cost_to_serve=cost)
    assert standing_of(loser).relationship is Relationship.UNPROFITABLE
    asking = chosen(data, accounts)
    found = stakes([*accounts, loser], cell(asking), cell([*asking, loser]))
    both = amounts(found)
    assert np.array_equal(both[:, 0], both[:, 1])
    assert found.named[1]


@settings(deadline=None)
@given(companies(), st.data())
def test_splitting_an_account_into_halves_changes_nothing(accounts, data):
    accounts = [replace(one, through=None) for one in accounts]
    asking = chosen(data, accounts)
    at = data.draw(st.integers(0, len(accounts) - 1))
    halves = [_half(accounts[at], part) for part in ("north", "south")]
    split = [*accounts[:at], *halves, *accounts[at + 1 :]]
    named = [one for one in asking if one is not accounts[at]] + (halves if accounts[at] in asking else [])
    whole, parts = stakes(accounts, cell(asking)), stakes(split, cell(named))
    assert amounts(parts) == pytest.approx(amounts(whole))
    assert (parts.weighed[0], parts.named[0]) == (whole.weighed[0], whole.named[0])


def _half(account, part):
    cut = {
        name: None if (amount := getattr(account, name)) is None else scaled(amount, 0.5)
        for name in ("revenue", "potential_revenue", "cost_to_serve", "hours_saved")
    }
    return replace(account, name=f"{account.name}, {part}", **cut)


@settings(deadline=None)
@given(companies(), st.data())
def test_what_is_told_of_a_request_goes_with_its_sums(accounts, data):
    found = stakes(accounts, cell(chosen(data, accounts)))
    told = found.asked(0)
    total = amounts(found, MEANS).sum()
    assert (told.largest is None) == (total == 0)
    assert (told.largest_share is None) == (total == 0)
    assert any(one.counts for one in told.askers) == (total > 0)
    assert told.largest_share is None or 0 < told.largest_share <= 1
    assert all(one.why for one in told.askers)
    assert (amounts(found) >= 0).all()


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PIECES = st.one_of(
    NAMES,
    st.builds("{} for {}".format, NAMES, NAMES),
    st.builds("{} ({})".format, NAMES, NAMES),
    st.builds("{}: {}".format, NAMES, NAMES),
)


@settings(deadline=None)
@given(st.lists(NAMES, max_size=6), st.lists(PIECES, max_size=8))
def test_every_name_is_a_vote_of_one_account_or_told_as_unknown_or_nobody(listed, pieces):
    names = {fold(name): name for name in listed if fold(name) and any(char.isalnum() for char in name)}
    accounts = [Account(name, PLACE, revenue=None) for name in names.values() if ";" not in name]
    text = ";".join(pieces)
    found = stakes(accounts, text).asked(0)
    known = {fold(one.name) for one in accounts}
    for piece in text.split(";"):
        if fold(piece) in known:
            assert any(fold(one.name) == fold(piece) for one in found.askers)
    assert {one.name for one in found.askers} <= {one.name for one in accounts}
    assert all(fold(name) not in known for name, _ in found.unknown)
    assert all(fold(one) in known for _, alike in found.unknown for one in alike)
