"""Whom to make a partner, whom to let go, and which account a requester is: reasons, sums and requests."""

import pytest

from featurecheck.accounts import Account, Brand, Customers, Relationship
from featurecheck.customers.choosing import let_go, matched_requesters, partners
from featurecheck.customers.profit import concentration, whale_curve
from featurecheck.customers.relationship import standing_of
from featurecheck.estimate import parse_estimate
from featurecheck.intake import InputFile, Place


def money(text):
    return None if text is None else parse_estimate(str(text), "money", ".", currency="EUR")


def account(name, pays=None, costs=None, could_pay=None, **cells):
    figures = {"revenue": money(pays), "cost_to_serve": money(costs), "potential_revenue": money(could_pay)}
    return Account(name, Place("accounts.csv", None, 2), **figures, **cells)


def customers(*accounts):
    source = InputFile("accounts.csv", "", "customers", len(accounts))
    return Customers(tuple(map(standing_of, accounts)), "EUR", source)


def reason(*cells, **more):
    standing = standing_of(account("Northwind", *cells, **more))
    return standing.relationship, standing.reason


def test_the_reason_of_an_unprofitable_account_names_its_figures():
    assert reason(12_000, 15_500, 14_000, new_market=False, new_geo=False) == (
        Relationship.UNPROFITABLE,
        "pays 12,000 EUR and costs 15,500 EUR a year; could grow by 2,000 EUR, which does not outweigh it; opens no new market or region",
    )


def test_growth_that_outweighs_the_loss_keeps_an_account_a_customer():
    assert reason(12_000, 15_500, 15_500.01)[0] is Relationship.CUSTOMER
    assert reason(12_000, 15_500, 15_500)[0] is Relationship.UNPROFITABLE
    assert "which outweighs it" in reason(12_000, 15_500, 20_000)[1]


@pytest.mark.parametrize("beachhead", ["new_market", "new_geo"])
def test_a_beachhead_keeps_an_account_a_customer_also_where_its_potential_is_unknown(beachhead):
    for potential in (12_000, None):
        found, words = reason(12_000, 15_500, potential, **{beachhead: True})
        assert found is Relationship.CUSTOMER
        assert "opens a new" in words


def test_unknown_cells_are_named_and_decide_nothing_against_an_account():
    assert reason(12_000, 15_500) == (
        Relationship.CUSTOMER,
        "pays 12,000 EUR and costs 15,500 EUR a year; not known: potential_revenue",
    )
    assert reason() == (Relationship.CUSTOMER, "not known: revenue, cost_to_serve, potential_revenue")
    words = reason(20_000, 10_000, 30_000, shares_risk=False, brand=Brand.NONE)[1]
    assert words.endswith("is known; not known: shares_profit, cofunding, new_market, new_geo")


def test_a_partner_shares_risk_and_profit_even_while_it_loses_money():
    assert reason(10, 5, shares_risk=True, shares_profit=True)[0] is Relationship.PARTNER
    assert reason(5, 10, 5, shares_risk=True, shares_profit=True)[0] is Relationship.PARTNER
    assert reason(10, 5, 20, shares_risk=True)[0] is Relationship.PARTNER_CANDIDATE
    assert reason(10, 5, shares_risk=True)[0] is Relationship.CUSTOMER


def test_an_internal_team_is_internal_whatever_it_shares():
    assert reason(internal=True, shares_risk=True, shares_profit=True)[0] is Relationship.INTERNAL


@pytest.mark.parametrize(
    "cells",
    [
        {"cofunding": parse_estimate("5%", "share")},
        {"brand": Brand.HIGH},
        {"new_geo": True},
        {"shares_profit": True},
    ],
)
def test_a_candidate_pays_can_grow_and_has_interests_that_overlap(cells):
    assert reason(10, 5, 20, **cells)[0] is Relationship.PARTNER_CANDIDATE
    assert reason(10, 10, 20, **cells)[0] is Relationship.CUSTOMER
    assert reason(10, 5, 10, **cells)[0] is Relationship.CUSTOMER
    assert reason(10, 5, 20)[0] is Relationship.CUSTOMER


def test_a_range_is_said_to_be_about_so_much():
    words = reason("8k to 12k", 500, 15_000)[1]
    assert words.startswith("pays about 9,873 EUR and costs 500 EUR a year; could grow by about 5,127 EUR")


COMPANY = customers(
    account("Small", 100, 50, 200, brand=Brand.HIGH),
    account("Large GmbH", 1000, 100, 3000, new_geo=True, uses_competitor="Acme"),
    account("Large", 10, 5, 20, new_geo=True),
    account("Loser", 100, 400, 150),
    account("Worse", 0, 500, 0),
    account("Perhaps", 100, 300),
    account("Plain", 100, 50),
)
ASKED = {
    "LARGE gmbh": ["Export", "Export", "Dark mode"],
    "Loser": ["Import", "Fax", "Dark mode"],
    "loser ": ["Telex"],
    "Worse": ["Fax"],
    "Stranger": ["Import"],
    "Perhaps": ["Gopher"],
}


def test_partners_are_ranked_by_profit_and_growth_with_what_they_ask_for():
    first, second = partners(COMPANY, 2, ASKED)
    assert (first.standing.account.name, first.worth_money) == ("Large GmbH", 2900)
    assert (first.requests, first.why, first.uses_competitor) == (
        ("Export", "Dark mode"),
        ("opens a new region",),
        "Acme",
    )
    assert first.alike == ("Large",)
    assert (second.standing.account.name, second.worth_money, second.requests) == ("Small", 150, ())


def test_there_are_no_more_partners_than_wanted_or_found():
    assert partners(COMPANY, 0, ASKED) == ()
    assert len(partners(COMPANY, 50, ASKED)) == 3
    with pytest.raises(ValueError, match="from 0 on"):
        partners(COMPANY, -1, ASKED)


def test_letting_go_says_what_it_frees_and_at_which_price_an_account_could_stay():
    found = let_go(COMPANY, ASKED)
    worse, loser = found.accounts
    assert (worse.standing.account.name, worse.loss_money, worse.break_even_money, worse.raise_share) == (
        "Worse",
        500,
        500,
        None,
    )
    assert (loser.loss_money, loser.break_even_money, loser.raise_share) == (300, 400, 3)
    assert found.freed_money == 800


def test_letting_go_names_the_requests_that_only_they_ask_for():
    found = let_go(COMPANY, ASKED)
    worse, loser = found.accounts
    assert loser.requests == ("Import", "Fax", "Dark mode", "Telex")
    assert loser.alone == ("Telex",)
    assert worse.alone == ()
    assert found.disappearing == ("Fax", "Telex")


def test_whoever_loses_money_with_unknown_potential_is_to_be_found_out_first():
    (unsure,) = let_go(COMPANY, ASKED).undecided
    assert (unsure.standing.account.name, unsure.unknown, unsure.alone) == (
        "Perhaps",
        ("potential_revenue",),
        ("Gopher",),
    )


def test_requesters_are_accounts_of_the_same_name_and_others_are_proposed():
    found = matched_requesters(["small ", "SMALL", "Large Ltd.", "Smal", "Zzz", "Zzz", "", "plain"], COMPANY)
    assert {name: one.account.name for name, one in found.found.items()} == {
        "small ": "Small",
        "SMALL": "Small",
        "plain": "Plain",
    }
    assert found.unmatched == ("Zzz", "Large Ltd.", "Smal")
    assert found.proposed == {"Large Ltd.": ("Large", "Large GmbH"), "Smal": ("Small",)}
    assert found.not_compared == 0


def test_too_many_strangers_are_all_listed_and_it_is_said_for_how_many_nobody_looked():
    names = [f"Stranger {at}" for at in range(1200)]
    found = matched_requesters(names, COMPANY)
    assert len(found.unmatched) == 1200
    assert found.not_compared == 200


def test_without_a_gain_there_is_neither_a_whole_nor_a_concentration():
    losers = customers(account("A", 1, 5), account("B", 2, 3)).standings
    curve = whale_curve(losers)
    assert (curve.total_money, curve.peak_money, curve.peak_accounts, curve.tail_money) == (-5, 0, 0, 5)
    assert (curve.peak_share, curve.whole_accounts_share, concentration(losers)) == (None, None, None)


def test_without_accounts_the_curve_is_empty_and_its_total_unknown():
    curve = whale_curve([])
    assert (curve.ranked, curve.total_money, curve.peak_accounts_share, curve.whole_accounts_share) == (
        (),
        None,
        None,
        None,
    )
