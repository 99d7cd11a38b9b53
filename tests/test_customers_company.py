"""A company of 2,000 accounts whose truth is known: what each is, and all sums to the cent."""

from collections import Counter
from fractions import Fraction
from itertools import accumulate

import pytest
from customer_company import company, sheet_of

from featurecheck.accounts import Relationship
from featurecheck.customers.choosing import let_go, partners
from featurecheck.customers.profit import by_relationship, concentration, ledgers, whale_curve
from featurecheck.customers.reading import read_customers
from featurecheck.policy import default_policy

TRUTHS = company()
BY_NAME = {truth.name: truth for truth in TRUTHS}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    path = tmp_path_factory.mktemp("company") / "accounts.csv"
    path.write_text("\n".join(sheet_of(TRUTHS)) + "\n", encoding="utf-8")
    return read_customers(path, policy=default_policy())


@pytest.fixture(scope="module")
def known(read):
    """The accounts without those that a reseller lists once more."""
    return [one for one in read.standings if one.account.name in BY_NAME]


def cents(money):
    return round(money * 100)


def truths(relationship):
    return [truth for truth in TRUTHS if truth.relationship == relationship]


def test_every_account_is_what_it_truly_is(known):
    wrong = [
        (one.account.name, one.relationship.value, one.reason)
        for one in known
        if one.relationship.value != BY_NAME[one.account.name].relationship
    ]
    assert len(known) == 2000
    assert wrong == []


def test_every_kind_of_relationship_occurs(known):
    counts = Counter(one.relationship for one in known)
    assert counts == {
        Relationship.INTERNAL: 200,
        Relationship.PARTNER: 200,
        Relationship.PARTNER_CANDIDATE: 200,
        Relationship.UNPROFITABLE: 200,
        Relationship.CUSTOMER: 1200,
    }


def test_every_reason_says_something(known):
    assert all(one.reason and "None" not in one.reason and "; ;" not in one.reason for one in known)


def test_accounts_listed_again_are_said_and_only_the_first_counts(read):
    twins = [one for one in read.problems if "stands in row" in one.expected]
    assert len(twins) == 20
    assert read.input.rows_merged == 20


def test_accounts_through_resellers_are_proposed_as_the_same_and_not_merged(read):
    alike = [one for one in read.problems if "may be the same" in one.expected]
    assert len(alike) == 20
    assert all("via" in one.found for one in alike)
    assert len(read.standings) == 2020


def test_profit_per_relationship_is_right_to_the_cent(known):
    for group in by_relationship(known):
        expected = [truth.gain for truth in truths(group.relationship.value)]
        listed = [gain for gain in expected if gain is not None]
        assert group.accounts == len(expected)
        assert group.unknown == len(expected) - len(listed)
        assert (None if group.profit_money is None else cents(group.profit_money)) == (
            sum(listed) if listed else None
        )


def test_the_whale_curve_is_right_to_the_cent_at_every_account(known):
    curve = whale_curve(known)
    gains = sorted(
        (truth.gain for truth in TRUTHS if truth.relationship != "internal" and truth.gain is not None),
        reverse=True,
    )
    sums = list(accumulate(gains))
    assert [cents(money) for money in curve.cumulative_money] == sums
    assert cents(curve.total_money) == sums[-1]
    assert cents(curve.peak_money) == max(sums)
    assert curve.peak_accounts == sums.index(max(sums)) + 1
    assert cents(curve.tail_money) == max(sums) - sums[-1]
    assert curve.peak_share == pytest.approx(float(Fraction(max(sums), sums[-1])))
    assert curve.whole_accounts == next(at for at, money in enumerate(sums, 1) if money >= sums[-1])
    assert 0 < curve.whole_accounts_share <= curve.peak_accounts_share < 1
    assert curve.unknown == sum(t.relationship != "internal" and t.gain is None for t in TRUTHS)
    assert curve.internal == 200


def test_concentration_counts_only_gains(known):
    found = concentration(known)
    gains = sorted((truth.gain for truth in TRUTHS if (truth.gain or 0) > 0), reverse=True)
    assert cents(found.gains_money) == sum(gains)
    assert BY_NAME[found.largest.account.name].gain == gains[0]
    assert found.largest_share == pytest.approx(gains[0] / sum(gains))
    assert found.top_share == pytest.approx(sum(gains[:10]) / sum(gains))
    assert found.top_accounts == 10


def test_ledgers_name_who_brings_what_and_add_hours(known):
    found = ledgers(known)
    for brand, standings in found.brand.items():
        names = [truth.name for truth in TRUTHS if truth.brand == brand.value]
        assert [one.account.name for one in standings] == names
    assert [one.account.name for one in found.new_market] == [t.name for t in TRUTHS if t.market == "yes"]
    assert [one.account.name for one in found.new_geo] == [t.name for t in TRUTHS if t.geo == "yes"]
    assert found.hours_saved == sum(truth.hours for truth in truths("internal"))
    assert found.hours_unknown == 0
    assert found.brand_unknown == sum(not t.brand for t in TRUTHS if t.relationship != "internal")


def test_partners_are_the_candidates_with_most_profit_and_growth(read):
    worth = {t.name: t.potential - t.cost for t in truths("partner candidate")}
    expected = sorted(worth, key=lambda name: -worth[name])[:5]
    found = partners(read, 5, {})
    names = [one.standing.account.name for one in found]
    assert [name.partition(" (via")[0] for name in names][:1] == expected[:1]
    assert [cents(one.worth_money) for one in found] == sorted(
        (worth[n.partition(" (via")[0]] for n in names), reverse=True
    )
    assert all(one.why for one in found)


def test_letting_go_frees_what_the_unprofitable_cost_to_the_cent(read):
    found = let_go(read, {})
    listed = {one.standing.account.name: one for one in found.accounts}
    lost = {truth.name: -truth.gain for truth in truths("unprofitable")}
    doubled = {name for name in listed if name not in BY_NAME}
    assert set(lost) == set(listed) - doubled
    expected = sum(lost.values()) + sum(lost[name.partition(" (via")[0]] for name in doubled)
    assert cents(found.freed_money) == expected
    assert all(cents(listed[name].loss_money) == loss for name, loss in lost.items())
    assert all(cents(listed[t.name].break_even_money) == t.cost for t in truths("unprofitable"))


def test_accounts_that_lose_money_with_unknown_potential_are_to_be_found_out_first(read):
    expected = {t.name for t in truths("customer") if t.potential is None and t.gain < 0}
    undecided = let_go(read, {}).undecided
    assert {
        one.standing.account.name for one in undecided if one.standing.account.name in BY_NAME
    } == expected
    assert all(one.unknown == ("potential_revenue",) for one in undecided)


def test_another_order_of_rows_changes_nothing(tmp_path, read):
    rows = sheet_of(TRUTHS[:300])
    kept = [line for line in rows[1:] if "(via" not in line and line.split(",")[0] in BY_NAME]
    kept = [*kept[1::2], *reversed(kept[::2])]
    path = tmp_path / "shuffled.csv"
    path.write_text("\n".join([rows[0], *kept]) + "\n", encoding="utf-8")
    other = read_customers(path, policy=default_policy())
    first = [one for one in read.standings if one.account.name in {t.name for t in TRUTHS[:300]}]
    assert {one.account.name: one.reason for one in other.standings} == {
        one.account.name: one.reason for one in first
    }
    assert whale_curve(other.standings).cumulative_money == whale_curve(first).cumulative_money
    assert by_relationship(other.standings) == by_relationship(first)
