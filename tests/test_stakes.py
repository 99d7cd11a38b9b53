"""Who asked and what they stake: names in a cell, what counts and why, and what is said about it."""

import math

import numpy as np
import pytest
from make_customers import account, customers

from featurecheck.customers.stakes import Stakes, stakes_of
from featurecheck.policy import default_policy, policy_from

POLICY = default_policy()
ALPHA = account("Alpha", 10_000, 4_000, 12_000, shares_risk=True, shares_profit=True)
BETA = account("Beta", 5_000, 1_000, 9_000)
LOSER = account("Loser", 1_000, 3_000, 1_500)
TEAM = account("Support", internal=True, hours_saved="200")
SHOP = account("Shop", 1_000, 400, 1_300)
LIST = customers(ALPHA, BETA, LOSER, TEAM, SHOP, account("Buyer", 20_000, 1_000, 30_000, through="Shop"))


def behind(*cells, listed=LIST, policy=POLICY, votes=None):
    return stakes_of(cells, listed, policy, votes)


def asked(cell, listed=LIST, policy=POLICY, votes=None):
    return behind(cell, listed=listed, policy=policy, votes=[votes]).asked(0)


def only(cell, listed=LIST):
    """The one account that a cell names."""
    (asker,) = asked(cell, listed).askers
    return asker


def test_profit_potential_and_hours_are_added_up():
    stakes = behind("Alpha;Beta;Support", "Beta", "")
    assert stakes.profit_mean.tolist() == [10_000, 4_000, 0]
    assert stakes.growth_mean.tolist() == [6_000, 4_000, 0]
    assert stakes.hours_mean.tolist() == [12_000, 0, 0]
    assert stakes.weighed.tolist() == [True, True, False]
    assert stakes.named.tolist() == [True, True, False]
    assert stakes.source == "customers.csv"


def test_an_own_team_alone_weighs_and_leaves_the_answer_about_own_users_lost():
    stakes = behind("Support")
    assert (stakes.weighed[0], stakes.named[0]) == (True, False)


def test_no_requests_and_no_accounts_are_no_stakes():
    assert behind().profit_mean.shape == (0,)
    nobody = behind("Alpha", listed=customers())
    assert (nobody.weighed[0], nobody.profit_mean[0]) == (False, 0)
    assert nobody.asked(0).sentence == "1 vote: 1 from a name that is not on the list"


@pytest.mark.parametrize(
    ("name", "speaker"),
    [
        ("Kim for Beta", "Kim"),
        ("Kim FOR beta", "Kim"),
        ("Kim @ Beta", "Kim"),
        ("kim@beta", "kim"),
        ("Beta (Kim)", "Kim"),
        ("Kim (Beta)", "Kim"),
        ("Beta [Kim]", "Kim"),
        ("Beta: Kim", "Kim"),
        ("Beta / Kim", "Kim"),
        ("Beta: Kim: sales", "Kim: sales"),
    ],
)
def test_who_speaks_for_an_account_is_a_vote_of_it(name, speaker):
    asker = only(name)
    assert (asker.name, asker.votes, asker.speakers) == ("Beta", 1, (speaker,))


@pytest.mark.parametrize(
    "name", ["Beta:", "for Beta", "(Beta)", "@Beta", "Kim: Beta", "Kim / Beta", "Betamax"]
)
def test_a_name_without_a_speaker_or_the_other_way_round_is_on_no_list(name):
    found = asked(name)
    assert found.askers == ()
    assert [written for written, _ in found.unknown] == [name]


def test_an_account_whose_own_name_looks_like_a_speaker_is_itself():
    listed = customers(account("Kim for Beta", 10, 5, 20), BETA)
    assert (only("kim  FOR beta", listed).name, only("kim for beta", listed).speakers) == ("Kim for Beta", ())


def test_a_name_that_fits_two_accounts_is_nobodys_vote_and_is_said():
    found = asked("Alpha (Beta); Beta")
    assert found.unknown == (("Alpha (Beta)", ("Alpha", "Beta")),)
    assert found.sentence == "2 votes: 1 from one customer, 1 from a name that fits several accounts"


def test_names_that_are_only_alike_are_proposed_and_never_taken():
    stakes = behind("Betta", "Betta Inc;  betta")
    assert not stakes.weighed.any()
    assert stakes.asked(0).unknown == (("Betta", ("Beta",)),)
    assert stakes.asked(1).sentence == "2 votes: 2 from names that are not on the list"


@pytest.mark.parametrize("cell", ["", " ; ;", "n/a", "-", "???"])
def test_a_cell_without_a_name_names_nobody(cell):
    found = asked(cell)
    assert (found.sentence, found.askers, found.unknown, found.largest) == ("nobody is named", (), (), None)


def test_votes_are_told_by_what_those_who_cast_them_are_to_us():
    cell = "Alpha;ALPHA; alpha;Kim for Beta;Lee for Beta;Mo @ Beta;Loser;Support;Who"
    assert asked(cell).sentence == (
        "9 votes: 3 from one partner, 3 for one customer, 1 from one unprofitable account, "
        "1 from one team of our own, 1 from a name that is not on the list"
    )


def test_several_accounts_of_one_relationship_are_counted():
    assert asked("Beta;Shop;Kim for Beta").sentence == "3 votes: 3 from 2 customers"


def test_an_account_that_is_named_several_times_counts_once():
    assert behind("Beta;beta;Kim for Beta").profit_mean[0] == 4_000
    asker = only("Beta;beta;Kim for Beta;kim for beta;Al for Beta")
    assert (asker.votes, asker.speakers) == (5, ("Al", "Kim"))


def test_votes_beyond_the_names_are_said():
    found = asked("Beta; Alpha", votes=9)
    assert found.sentence.startswith("9 votes, 2 of them named: 1 from one partner")
    assert "9 votes, 2 of them named: the others are not weighed" in found.notes
    assert not any("named" in note for note in asked("Beta; Alpha", votes=2).notes)


def test_an_unprofitable_account_weighs_nothing_and_sets_aside_the_answer():
    stakes = behind("Loser")
    assert (stakes.weighed[0], stakes.named[0]) == (True, True)
    assert (stakes.profit_mean[0], stakes.growth_mean[0]) == (0, 0)
    asker = stakes.asked(0).askers[0]
    assert (asker.counts, asker.profit_money, asker.growth_money) == (False, -2_000, 500)
    assert "weighs nothing" in asker.why


def test_a_loss_that_is_borne_for_the_potential_counts_no_profit_but_the_potential():
    stakes = behind("Hope", listed=customers(account("Hope", 1_000, 3_000, 9_000)))
    assert (stakes.profit_mean[0], stakes.profit_sd[0], stakes.growth_mean[0]) == (0, 0, 8_000)
    assert (
        stakes.asked(0).askers[0].why
        == "its potential counts; it costs more than it pays, so no profit counts"
    )


def test_an_account_whose_revenue_nobody_knows_weighs_nothing_and_says_what_to_fill_in():
    listed = customers(account("Dark", None, 100, 5_000), TEAM)
    stakes = behind("Dark", listed=listed)
    assert (stakes.weighed[0], stakes.named[0]) == (False, False)
    asker = stakes.asked(0).askers[0]
    assert (asker.counts, asker.profit_money) == (False, None)
    assert "Fill in revenue" in asker.why
    assert behind("Dark;Support", listed=listed).named.tolist() == [False]


def test_a_cost_that_nobody_knows_is_assumed_with_its_range():
    listed = customers(account("Half", 1_000, None, None))
    stakes = behind("Half", listed=listed)
    share = POLICY.cost_to_serve_share
    assert stakes.profit_mean[0] == pytest.approx(1_000 * (1 - share.mean))
    assert stakes.profit_sd[0] == pytest.approx(1_000 * (share.p95 - share.p5) / (2 * 1.6448536269514722))
    asker = stakes.asked(0).askers[0]
    assert asker.profit_money == stakes.profit_mean[0]
    assert "assumed at 56.1 %" in asker.why
    assert "Fill in potential_revenue" in asker.why
    exact = behind("Half", listed=listed, policy=policy_from({"cost_to_serve_share": "40%"}))
    assert (exact.profit_mean[0], exact.profit_sd[0]) == (pytest.approx(600), 0)


def test_a_team_whose_hours_nobody_knows_weighs_nothing():
    stakes = behind("Blank", listed=customers(account("Blank", internal=True)))
    assert not stakes.weighed[0]
    assert "Fill in hours_saved" in stakes.asked(0).askers[0].why


def test_the_hour_of_a_team_costs_what_the_policy_says():
    assert behind("Support", policy=policy_from({"internal_hour_cost": 75.5})).hours_mean[0] == 15_100


def test_ranges_spread_by_their_curve():
    listed = customers(account("Wide", "8k to 12k", "1k to 3k", "20k to 40k"))
    stakes, rng = behind("Wide", listed=listed), np.random.default_rng(5)
    one = listed.standings[0].account
    drawn = {
        name: np.exp(rng.normal(estimate.location, estimate.scale, 400_000))
        for name, estimate in (("r", one.revenue), ("c", one.cost_to_serve), ("p", one.potential_revenue))
    }
    assert stakes.profit_mean[0] == pytest.approx((drawn["r"] - drawn["c"]).mean(), rel=0.01)
    assert stakes.profit_sd[0] == pytest.approx((drawn["r"] - drawn["c"]).std(), rel=0.01)
    assert stakes.growth_sd[0] == pytest.approx((drawn["p"] - drawn["r"]).std(), rel=0.01)


def test_a_range_that_begins_at_0_spreads_like_an_exponential():
    listed = customers(account("Blank", internal=True, hours_saved="0 to 100"))
    stakes = behind("Blank", listed=listed)
    assert stakes.hours_sd[0] == pytest.approx(stakes.hours_mean[0])


def test_spreads_of_one_sheet_are_added_not_evened_out():
    listed = customers(*(account(name, "8k to 12k", "1k", "20k") for name in ("One", "Two")))
    stakes = behind("One", "One;Two", listed=listed)
    assert stakes.profit_sd[1] == 2 * stakes.profit_sd[0]


def partner(name, cofunding=None, profit_share=None):
    more = {"cofunding": cofunding, "profit_share": profit_share}
    return account(name, 10_000, 4_000, 12_000, shares_risk=True, shares_profit=True, **more)


def test_what_partners_bear_and_take_is_added_up():
    listed = customers(partner("A", "20%", "5%"), partner("B", "10% to 30%"), partner("C"))
    stakes = behind("A;B;C", "A", "C", listed=listed)
    both = 0.2 + listed.standings[1].account.cofunding.mean
    assert stakes.cofunding.tolist() == [pytest.approx(both), 0.2, 0]
    assert stakes.profit_share.tolist() == [0.05, 0.05, 0]
    assert "bears 20 % of the build cost and takes 5 % of the gain" in stakes.asked(1).askers[0].why
    assert stakes.problems == ()


def test_what_others_would_bear_does_not_count_and_is_said():
    stakes = behind("Beta", listed=customers(account("Beta", 5_000, 1_000, 9_000, cofunding="20%")))
    assert stakes.cofunding[0] == 0
    asker = stakes.asked(0).askers[0]
    assert asker.relationship == "partner candidate"
    assert "would bear 20 % of the build cost: not counted until it is a partner" in asker.why


def test_partners_who_bear_more_than_everything_are_capped_and_that_is_a_problem():
    listed = customers(partner("A", "60%"), partner("B", "70%"), partner("C\x1b[31m", "40%", "10%"))
    stakes = behind("A;B", "A;B;C\x1b[31m", f"A;{'C' + chr(27)}[31m", listed=listed)
    assert stakes.cofunding.tolist() == [1, 1, 1]
    (problem,) = stakes.problems
    assert (problem.file, problem.column) == ("customers.csv", "cofunding")
    assert problem.found.startswith("170 % of the build cost from the partners A, B, C")
    assert problem.found.isprintable()
    assert "In 2 requests it counts as 100 %" in problem.mend


def test_money_through_a_reseller_counts_once_with_the_larger_side():
    stakes = behind("Shop;Buyer", "Shop", "Buyer")
    assert stakes.profit_mean.tolist() == [19_000, 600, 19_000]
    assert stakes.growth_mean.tolist() == [10_000, 300, 10_000]
    found = stakes.asked(0)
    assert any("double counting: Buyer buys through Shop, and both ask" in note for note in found.notes)
    assert {one.name: one.counts for one in found.askers} == {"Buyer": True, "Shop": False}
    assert "Buyer buys through it and asks too" in found.askers[1].why
    assert "buys through Shop, who asks too" in found.askers[0].why
    assert stakes.asked(2).notes == ()


def test_each_part_of_the_money_has_its_own_larger_side():
    listed = customers(account("Shop", 5_000, 0, 5_100), account("Buyer", 100, 90, 8_000, through="shop"))
    stakes = behind("Shop;Buyer", listed=listed)
    assert (stakes.profit_mean[0], stakes.growth_mean[0]) == (5_000, 7_900)
    whys = {one.name: one.why for one in stakes.asked(0).askers}
    assert whys["Shop"].startswith("its profit counts; its potential counts elsewhere")
    assert whys["Buyer"].startswith("its potential counts; its profit counts elsewhere")


def test_a_chain_of_resellers_counts_once_also_where_one_of_them_did_not_ask():
    listed = customers(
        account("Top", 1_000, 0, 1_000),
        account("Middle", 2_000, 0, 2_000, through="Top"),
        account("Low", 3_000, 0, 3_000, through="Middle"),
        account("Other", 500, 0, 500, through="Top"),
    )
    stakes = behind("Top;Low", "Top;Middle;Low;Other", "Middle;Low", "Low;Other", listed=listed)
    assert stakes.profit_mean.tolist() == [3_000, 3_500, 3_000, 3_500]


def test_accounts_that_buy_through_each_other_or_nobody_count_as_they_are():
    listed = customers(
        account("A", 100, 0, 100, through="B"),
        account("B", 200, 0, 200, through="A"),
        account("C", 400, 0, 400, through="C"),
        account("D", 800, 0, 800, through="Nobody"),
    )
    assert behind("A;B;C;D", listed=listed).profit_mean[0] == 1_500


def test_most_of_the_money_from_one_account_is_said_from_half_on_where_several_count():
    found = asked("Alpha;Beta;Loser")
    assert (found.largest, found.largest_share) == ("Alpha", 0.5)
    assert "50 % of the money behind this is one account (Alpha)" in found.notes
    alone = asked("Alpha;Loser")
    assert (alone.largest_share, alone.notes) == (1.0, ())


def test_askers_come_by_their_money_then_by_name():
    listed = customers(
        BETA, account("aab", 10, 0, 10), account("Aaa", 10, 0, 10), LOSER, account("Dark"), TEAM
    )
    found = asked("Loser;Dark;aab;Aaa;Beta;Support", listed)
    assert [one.name for one in found.askers] == ["Support", "Beta", "Aaa", "aab", "Dark", "Loser"]


def test_bare_arrays_do_not_know_who_asked():
    made = behind("Beta")
    names = [name for name in Stakes.__dataclass_fields__ if name not in {"asking", "problems"}]
    bare = Stakes(**{name: getattr(made, name) for name in names})
    with pytest.raises(ValueError, match="only to the stakes that stakes_of returns"):
        bare.asked(0)


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "\x1b[31mBeta",
        "Beta\u202e",
        "(" * 5_000 + "x",
        " for " * 3_000,
        "@:/()" * 2_000 + "Beta",
        "\ud800 x",
        "Beta\x00",
    ],
)
def test_hostile_names_are_told_apart_and_stay_on_no_list_unless_they_are_one(name):
    found = asked(f"{name};Alpha")
    assert found.askers[0].name == "Alpha"
    assert len(found.askers) + len(found.unknown) == 2


def test_wide_ranges_stay_finite():
    listed = customers(account("Vast", "0.0000001 to 1000000000000", "0.0000001 to 1000000000000", None))
    stakes = behind("Vast", listed=listed)
    assert math.isfinite(stakes.profit_mean[0])
    assert math.isfinite(stakes.profit_sd[0])


def test_what_is_known_to_be_nothing_says_so():
    listed = customers(
        account("Even", 500, 500, 900),
        account("Idle", internal=True, hours_saved="0"),
        account("Nil", 0, 0, 0),
    )
    even, idle, nil = (only(name, listed) for name in ("Even", "Idle", "Nil"))
    assert even.counts
    assert "it pays no more than it costs" in even.why
    assert not idle.counts
    assert idle.why == "nothing counts: it saves no hours"
    assert not nil.counts
    assert nil.why == "nothing counts; it pays no more than it costs"
