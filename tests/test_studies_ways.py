"""The described ways of finding out, put to whole requests: the worth, the verdict, and the words."""

from dataclasses import replace

import numpy as np
import pytest
from make_evaluation import parameter

from featurecheck import verdict
from featurecheck.exact import exact
from featurecheck.model import Constants, Verdict
from featurecheck.normal import Z95
from featurecheck.payoff import COLUMN, NAMES, SHARES, Bets, years_of_use
from featurecheck.policy import default_policy, policy_from
from featurecheck.studies import log_error
from featurecheck.ways import PLANNED_PEOPLE, evsi

RANGES = {
    "users": (3000, 12000),
    "how_often": (0.2, 0.6),
    "like": (0.5, 0.9),
    "bought_because": (60, 500),
    "not_miss": (0.1, 0.6),
    "would_switch": (0.005, 0.08),
    "build_cost": (60e3, 220e3),
    "build_time": (0.25, 1.0),
    "lost_without": (3, 25),
    "price_competition": (0.05, 0.4),
    "head_start": (0.5, 3.0),
    "value_per_user": (600, 2000),
}
READ = {"name": "Read it", "answers": list(NAMES), "kind": "data", "error": "30%", "cost": 0, "weeks": 0}
ASKED = ["how_often", "like", "not_miss", "would_switch"]
ASK = {"name": "Call users", "answers": ASKED, "kind": "ask", "people": 20, "cost": 0, "weeks": 0}


def demo(count=1, seed=0):
    """The demo bet first, others scattered around it."""
    rng = np.random.default_rng(seed)
    location, scale = np.empty((count, 12)), np.empty((count, 12))
    for name, ends in RANGES.items():
        low, high = (np.log(end / (1 - end)) if name in SHARES else np.log(end) for end in ends)
        location[:, COLUMN[name]], scale[:, COLUMN[name]] = (low + high) / 2, (high - low) / 2 / Z95
    location[1:] += rng.normal(0, 0.5, (count - 1, 12)) * np.maximum(scale[1:], 0.1)
    return Bets(location, scale, np.zeros((count, 12), dtype=bool))


def decided(bets, *ways, switch_number=False, **settings):
    policy = policy_from({"ways": list(ways), **settings})
    known = exact(bets, policy.constants)
    count = len(bets)
    stated = np.full(count, switch_number)
    blocked = np.zeros(count, dtype=bool)
    return known, verdict.decide(known.expected_value, known.evppi, policy, blocked, stated, bets)


def value_of(x, constants):
    """The net present value written out, for many draws."""
    use, growth = years_of_use(x["build_time"], constants)
    chain = x["users"] * x["how_often"] * x["like"] * (1 - x["not_miss"]) * x["would_switch"]
    won = chain * np.exp(-constants.lock_in_rate * (x["head_start"] + x["build_time"])) * use
    arriving = constants.win_rate_share * x["bought_because"] + x["lost_without"]
    gain = (1 - x["price_competition"]) * x["value_per_user"] * (won + arriving * growth)
    return gain - x["build_cost"] * (1 + constants.opportunity_share + constants.upkeep_rate * use)


@pytest.mark.parametrize("name", NAMES)
def test_brute_force_agrees_for_every_answer(name):
    """A million draws of the whole payoff, grouped by what the study would say: build where the group's average pays."""
    constants, bets, rng = Constants(), demo(), np.random.default_rng(COLUMN[name])
    if name in {"head_start", "lost_without"}:  # "0 to 3 years", "0 to 25 users"
        column = COLUMN[name]
        bets.exponential[:, column], bets.scale[:, column] = True, RANGES[name][1] / 3
    x = {one: bets.value(one, rng.standard_normal(1_000_000))[0] for one in NAMES}
    value = value_of(x, constants)
    (read,) = policy_from({"ways": [{**READ, "error": "60%"}]}).ways
    place = np.log(x[name] / (1 - x[name])) if name in SHARES else np.log(x[name])
    order = np.argsort(place + log_error(0.6) * rng.standard_normal(place.size))
    groups = value[order].reshape(400, -1).mean(axis=1)
    brute = np.maximum(groups, 0).mean() - max(0.0, groups.mean())
    error = 4 * value.std() / np.sqrt(value.size)
    assert evsi(read, name, bets, constants)[0] == pytest.approx(brute, abs=error), "a reading"
    if name in ASKED:
        (ask,) = policy_from({"ways": [ASK]}).ways
        earned = np.bincount(rng.binomial(20, x[name]), weights=value, minlength=21)
        brute = (np.maximum(earned, 0).sum() - max(0.0, earned.sum())) / value.size
        assert evsi(ask, name, bets, constants)[0] == pytest.approx(brute, abs=error), "a survey"


def test_no_way_is_worth_more_than_knowing_nor_less_than_nothing():
    bets = demo(200)
    known, decisions = decided(bets, READ, ASK)
    for row in range(0, 200, 7):
        for name, column in COLUMN.items():
            for way in decisions.ways_of(row, column):
                assert 0 <= way.evsi <= known.evppi[row, column] + 0.01, name


@pytest.mark.parametrize("cost", [0, 2000, 10_000, 1e9])
def test_leaving_out_what_cannot_pay_changes_nothing(cost):
    """Every net worth that is positive, and the best answer, are those of the way itself."""
    bets = demo(60, seed=2)
    _, decisions = decided(bets, {**READ, "cost": cost, "weeks": 8})
    for row in range(60):
        for column in range(12):
            (way,) = decisions.ways_of(row, column)
            net = decisions.net_worth[row, column]
            assert net == pytest.approx(way.net_worth, rel=1e-6, abs=0.02) or way.net_worth <= net <= 0


def test_the_best_of_several_ways_counts_and_stands_first():
    cheap = {**READ, "name": "Cheap", "error": "200%", "cost": 100}
    dear = {**READ, "name": "Dear", "error": "1%", "cost": 15_000}
    good = {**READ, "name": "Good", "error": "5%", "cost": 3000}
    _, decisions = decided(demo(), cheap, dear, good)
    for column in range(12):
        found = decisions.ways_of(0, column)
        nets = [way.net_worth for way in found]
        assert nets == sorted(nets, reverse=True)
        assert decisions.net_worth[0, column] >= nets[0] - 0.01
    assert decisions.ways_of(0, COLUMN["build_cost"])[0].name == "Good"
    assert decisions.best[0] == COLUMN["build_cost"]


def test_an_answer_without_a_way_keeps_its_upper_bound():
    _, with_way = decided(demo(), {**READ, "answers": ["users"]})
    _, without = decided(demo())
    others = [column for column, name in enumerate(NAMES) if name != "users"]
    assert (with_way.net_worth[0, others] == without.net_worth[0, others]).all()
    assert with_way.ways_of(0, COLUMN["like"]) == ()
    assert without.ways_of(0, COLUMN["users"]) == ()


def test_a_way_too_blunt_or_too_dear_turns_find_out_first_into_no_go():
    free = {"cost": 0, "weeks": 0}
    assert decided(demo(), finding_out=free)[1].verdicts == [Verdict.FIND_OUT_FIRST]
    assert decided(demo(), READ)[1].verdicts == [Verdict.FIND_OUT_FIRST]
    assert decided(demo(), {**READ, "cost": 30_000})[1].verdicts == [Verdict.NO_GO]
    assert decided(demo(), {**READ, "error": "5%", "cost": 15_000})[1].verdicts == [Verdict.FIND_OUT_FIRST]
    assert decided(demo(), {**READ, "error": "1000%", "cost": 15_000})[1].verdicts == [Verdict.NO_GO]


def test_the_delay_of_a_way_costs_a_part_of_what_is_there_to_be_gained():
    bets = demo()
    bets.location[:, COLUMN["users"]] += 1.5  # now it earns
    known, decisions = decided(bets, {**READ, "weeks": 365.25 / 7, "cost": 7})
    (way,) = decisions.ways_of(0, COLUMN["build_cost"])
    lost = -np.expm1(-0.12) * known.expected_value[0]
    assert way.net_worth == pytest.approx(way.evsi - 7 - lost, abs=0.05)


def test_a_number_of_switchers_can_be_read_but_nobody_be_asked_for_it():
    read, users = COLUMN["would_switch"], COLUMN["users"]
    ways = [{**READ, "answers": ["would_switch"]}, ASK, {**READ, "name": "Users", "answers": ["users"]}]
    _, as_share = decided(demo(), *ways)
    _, as_number = decided(demo(), *ways, switch_number=True)
    assert {way.name for way in as_share.ways_of(0, read)} == {"Read it", "Call users"}
    assert [way.name for way in as_share.ways_of(0, users)] == ["Users"]
    assert [way.name for way in as_number.ways_of(0, users)] == ["Read it"]
    _, only_asked = decided(demo(), ASK, switch_number=True)
    _, nothing = decided(demo(), switch_number=True)
    assert only_asked.net_worth[0, users] == nothing.net_worth[0, users]


def test_surveys_are_planned_for_the_shares_of_people_that_are_worth_one():
    known, decisions = decided(demo())
    plans = {plan.parameter: plan for plan in decisions.survey_plans(0)}
    worthy = {name for name in ASKED if known.evppi[0, COLUMN[name]] > 500}
    assert set(plans) == worthy
    assert "would_switch" in plans
    plan = plans["would_switch"]
    assert plan.people == PLANNED_PEOPLE == (10, 20, 50, 100, 300)
    assert plan.cost_money == (1000, 1500, 3000, 5500, 15_500)
    assert list(plan.evsi) == sorted(plan.evsi)
    assert plan.evsi[-1] <= known.evppi[0, COLUMN["would_switch"]]
    assert plan.net_worth == pytest.approx(np.subtract(plan.evsi, plan.cost_money), abs=0.01)
    assert plan.best == plan.people[int(np.argmax(plan.net_worth))]


def test_a_plan_and_a_described_way_agree():
    _, decisions = decided(demo(), ASK)
    (plan,) = (one for one in decisions.survey_plans(0) if one.parameter == "would_switch")
    (way,) = decisions.ways_of(0, COLUMN["would_switch"])
    assert way.evsi == pytest.approx(plan.evsi[1], abs=0.01)


def test_no_number_of_people_is_best_where_none_pays():
    _, decisions = decided(demo(), survey={"fixed_cost": 0, "cost_per_person": 1e6})
    assert [plan.best for plan in decisions.survey_plans(0)] == [None] * len(decisions.survey_plans(0))
    assert decided(demo(), survey={"fixed_cost": 1e9})[1].survey_plans(0) == ()


def test_deciding_without_the_bets_leaves_the_ways_aside():
    policy = policy_from({"ways": [READ]})
    known = exact(demo(), policy.constants)
    decisions = verdict.decide(known.expected_value, known.evppi, policy, np.array([False]))
    assert decisions.ways_of(0, 0) == ()
    assert decisions.survey_plans(0) == ()


def findings(way, **changes):
    margin = replace(parameter("not_miss"), ways=(way,), unit="share")
    made = verdict.Findings(
        verdict=Verdict.FIND_OUT_FIRST,
        expected_value=-19_876.6,
        chance_of_loss=0.62,
        evpi=53_177.4,
        parameters=[margin],
        best=margin,
        contradictions=[],
    )
    return replace(made, **changes)


@pytest.fixture
def called():
    """What calling twenty users would be worth."""
    _, decisions = decided(demo(), {**ASK, "name": "Call users", "cost": 400, "weeks": 1})
    (way,) = decisions.ways_of(0, COLUMN["not_miss"])
    return replace(way, evsi=3100.0, net_worth=2700.0)


def test_the_sentence_says_what_to_do_what_it_is_worth_and_its_price(called):
    assert verdict.sentence(findings(called), default_policy()) == (
        "Building it loses 19,900 EUR on average over 4 years, but one answer could change that: asking 20 users "
        "(Call users) about the share who would not miss it is worth 3,100 EUR and costs 400 EUR and 1 week."
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("data", "data on the share who would not miss it (Call users) is worth 3,100 EUR"),
        ("study", "a study of the share who would not miss it (Call users) is worth 3,100 EUR"),
    ],
)
def test_the_sentence_of_what_asks_nobody(called, kind, words):
    assert words in verdict.sentence(findings(replace(called, kind=kind, people=None)), default_policy())


def test_the_reasons_weigh_the_way_against_its_price(called):
    pays = verdict.reasons(findings(called), default_policy())[1]
    assert pays.endswith("is worth 3,100 EUR, more than its price (400 EUR and 1 week).")
    dear = replace(called, cost_money=9000.0, net_worth=-5900.0)
    does_not = verdict.reasons(findings(dear, verdict=Verdict.NO_GO), default_policy())[1]
    assert does_not.endswith("is worth 3,100 EUR, less than its price (9,000 EUR and 1 week).")
    assert "up to" in does_not
