"""A company of 2,000 accounts whose truth is known: what stands behind hundreds of requests, to the cent."""

from fractions import Fraction

import pytest
from customer_company import asking, company, sheet_of

from featurecheck.customers.reading import read_customers
from featurecheck.customers.stakes import stakes_of
from featurecheck.policy import default_policy

TRUTHS = company()
NAMED = {truth.name: truth for truth in TRUTHS}
REQUESTS = asking(TRUTHS, 600)
POLICY = default_policy()
LEFT = 1 - Fraction(POLICY.cost_to_serve_share.mean)
HOUR = Fraction(POLICY.internal_hour_cost)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    path = tmp_path_factory.mktemp("company") / "accounts.csv"
    path.write_text("\n".join(sheet_of(TRUTHS)) + "\n", encoding="utf-8")
    return read_customers(path, policy=POLICY)


@pytest.fixture(scope="module")
def stakes(read):
    return stakes_of([cell for cell, _ in REQUESTS], read, POLICY)


def profit(truth):
    """Cents per year, computed on its own: without floats and without the product."""
    if truth.relationship in {"internal", "unprofitable"}:
        return Fraction(0)
    return truth.revenue * LEFT if truth.cost is None else Fraction(max(0, truth.gain))


def growth(truth):
    if truth.relationship in {"internal", "unprofitable"} or truth.potential is None:
        return Fraction(0)
    return Fraction(max(0, truth.potential - truth.revenue))


def hours(truth):
    return Fraction(truth.hours) * HOUR * 100 if truth.relationship == "internal" else Fraction(0)


def once(truths, side):
    """The sum in which an account and those who buy through it count with the larger side."""
    names = {truth.name for truth in truths}
    total = Fraction(0)
    for truth in truths:
        if truth.through not in names:
            buyers = [other for other in truths if other.through == truth.name]
            total += max(side(truth), sum(map(side, buyers), Fraction(0)))
    return total


@pytest.mark.parametrize(
    ("column", "side"), [("profit_mean", profit), ("growth_mean", growth), ("hours_mean", hours)]
)
def test_the_money_behind_every_request_is_right_to_the_cent(stakes, column, side):
    expected = [round(once(truths, side)) for _, truths in REQUESTS]
    assert [round(money * 100) for money in getattr(stakes, column)] == expected
    assert any(expected)


def test_what_partners_bear_is_added_up(stakes):
    partners = [sum(truth.relationship == "partner" for truth in truths) for _, truths in REQUESTS]
    assert stakes.cofunding == pytest.approx([min(1.0, count / 10) for count in partners])
    assert max(partners) > 1
    assert not stakes.profit_share.any()


def test_requests_are_weighed_by_what_is_known(stakes):
    assert stakes.weighed.tolist() == [bool(truths) for _, truths in REQUESTS]
    assert stakes.named.tolist() == [
        any(truth.relationship != "internal" for truth in truths) for _, truths in REQUESTS
    ]
    assert 0 < stakes.named.sum() < stakes.weighed.sum() < len(REQUESTS)


def test_only_assumed_costs_spread_where_all_figures_are_exact(stakes):
    for row, (_, truths) in enumerate(REQUESTS):
        assumed = [truth for truth in truths if truth.cost is None and truth.relationship == "customer"]
        assert (stakes.profit_sd[row] > 0) == bool([one for one in assumed if one.revenue])
    assert not stakes.growth_sd.any()
    assert not stakes.hours_sd.any()


def test_every_double_counting_is_said(stakes):
    doubled = 0
    for row, (_, truths) in enumerate(REQUESTS):
        names = {truth.name for truth in truths}
        twice = sorted(truth.name for truth in truths if truth.through in names)
        notes = [note for note in stakes.asked(row).notes if note.startswith("double counting")]
        assert bool(notes) == bool(twice)
        assert all(any(name in note for note in notes) for name in twice)
        doubled += bool(twice)
    assert doubled > 20


def test_the_money_of_the_askers_that_count_is_the_sum(stakes):
    for row, (cell, truths) in enumerate(REQUESTS):
        asked = stakes.asked(row)
        assert {asker.name for asker in asked.askers} == {truth.name for truth in truths}
        assert sum(asker.votes for asker in asked.askers) == len(
            [name for name in cell.split(";") if name and name != "Nobody we know"]
        )
        if not any("counts elsewhere" in asker.why for asker in asked.askers):
            counting = [asker for asker in asked.askers if asker.counts]
            assert sum(max(0.0, asker.profit_money or 0.0) for asker in counting) == pytest.approx(
                stakes.profit_mean[row]
            )
        assert all(asker.relationship == NAMED[asker.name].relationship for asker in asked.askers)


def test_accounts_that_a_reseller_lists_once_more_are_others(read):
    again = f"{TRUTHS[51].name} (via Harbour Trading)"
    behind = stakes_of([TRUTHS[51].name, again, f"{TRUTHS[51].name};{again}"], read, POLICY)
    assert [one.name for one in behind.asked(1).askers] == [again]
    assert len(behind.asked(2).askers) == 2
