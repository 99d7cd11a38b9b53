"""The company's policy: sourced defaults, a strict file, one message with everything that is wrong."""

import math

import pandas as pd
import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.evaluation import evaluate
from featurecheck.model import Constants, Evidence
from featurecheck.parameters import PAYOFF, STAKES
from featurecheck.policy import Policy, as_toml, default_policy, load_policy, policy_from


@pytest.fixture
def load(tmp_path):
    """Load a policy file with this text."""

    def loaded(text):
        path = tmp_path / "featurecheck.toml"
        path.write_text(text, encoding="utf-8")
        return load_policy(path)

    return loaded


@pytest.fixture
def refusal(load):
    """Return the lines of the message that refuses a policy file with this text."""

    def refused(text):
        with pytest.raises(FeatureCheckError) as caught:
            load(text)
        return caught.value.message.splitlines()

    return refused


def wrong(**settings):
    with pytest.raises(FeatureCheckError) as caught:
        policy_from(settings)
    return caught.value.message.splitlines()


def entry(policy, key):
    return next(one for one in policy.entries if one.key == key)


def test_the_defaults_are_those_of_the_design():
    policy = default_policy()
    assert policy.constants == Constants(
        discount_rate=0.12,
        horizon_years=4.0,
        lock_in_rate=0.15,
        win_rate_share=0.10,
        upkeep_rate=0.20,
        opportunity_share=0.25,
    )
    assert (policy.currency, policy.unit, policy.language) == ("EUR", "users", "en")
    assert (policy.value_per_user, policy.competitor_users, policy.own_users) == (None, None, None)
    assert (policy.risk_limit_share, policy.decimal_mark) == (None, None)
    assert set(policy.finding_out) == {parameter.name for parameter in (*PAYOFF, *STAKES)}
    assert set(policy.widening) == set(Evidence)


def test_worse_evidence_is_never_widened_less():
    widening = default_policy().widening
    order = [Evidence.MEASURED, Evidence.SURVEY, Evidence.PUBLIC, Evidence.BUYER_SAID, Evidence.SELLER_SAID]
    factors = [widening[grade] for grade in (*order, Evidence.GUESS)]
    assert factors == sorted(factors)
    assert factors[0] == 1.0
    assert widening[Evidence.GUESS] == 2.2


def test_every_default_carries_its_source_or_the_word_assumed():
    for one in default_policy().entries:
        assert one.source.strip(), one.key
        assert one.origin == "default", one.key
    assert entry(default_policy(), "discount_rate").source == "assumed"
    assert "Glass" in entry(default_policy(), "upkeep_rate").source
    assert "Molokken" in entry(default_policy(), "overrun").source


def test_values_are_shown_with_their_unit():
    policy = default_policy()
    shown = {one.key: one.value for one in policy.entries}
    assert shown["discount_rate"] == "12 % per year"
    assert shown["horizon_years"] == "4 years"
    assert shown["person_week_cost"] == "3,000 EUR"
    assert shown["risk_limit"] == "not set"
    assert shown["widening.guess"] == "2.2 times"
    assert shown["finding_out.users.cost"] == "2,000 EUR"


def test_percent_texts_and_numbers_mean_the_same():
    for value in (0.08, "8%", "8 %", "0.08"):
        assert policy_from({"discount_rate": value}).constants.discount_rate == pytest.approx(0.08)
    assert policy_from({"risk_limit": "40%"}).risk_limit_share == pytest.approx(0.4)


@pytest.mark.parametrize("key", ["person_week_cost", "horizon_years"])
def test_a_percent_sign_means_nothing_where_no_share_is_asked(key):
    assert wrong(**{key: "50%"})[0].startswith(f"policy: '{key}' is 50%. Write ")


def test_a_template_reads_back_to_the_defaults(load):
    loaded, default = load(as_toml()), default_policy()
    for name in Policy.__dataclass_fields__:
        if name != "entries":
            assert getattr(loaded, name) == getattr(default, name), name
    assert [(one.key, one.value, one.source) for one in loaded.entries] == [
        (one.key, one.value, one.source) for one in default.entries
    ]


def test_all_problems_come_at_once_with_their_lines(refusal):
    said = refusal(
        'discount_rat = 0.1\nhorizon_years = "long"\n\n[widening]\nsruvey = 2\nguess = 0\n'
        '[finding_out.users]\ncots = 3\nweeks = -1\n[priors]\nlike = "often"\n[sources]\nhorizon = "us"\n'
    )
    for line, text in [
        (1, "'discount_rat' is not a setting. Did you mean 'discount_rate'?"),
        (2, "'horizon_years' is long. Write years from 0.25 to 30."),
        (5, "'widening.sruvey' is not a setting. Did you mean 'survey'?"),
        (6, "'widening.guess' is 0. Write a factor"),
        (8, "'finding_out.users.cots' is not a setting. Did you mean 'cost'?"),
        (9, "'finding_out.users.weeks' is -1. Write weeks"),
        (11, "'priors.like' cannot be read: 'often' is not a share."),
        (13, "'sources.horizon' is not a setting."),
    ]:
        assert any(f"featurecheck.toml:{line}: {text}" in one for one in said), (line, said)
    assert len(said) == 8


@pytest.mark.parametrize(
    "number", ["nan", "inf", "-inf", "-0.1", "1e400", "true", "[1]", "{a = 1}", "1979-05-27"]
)
@pytest.mark.parametrize(
    "key", ["discount_rate", "overrun", "person_week_cost", "horizon_years", "own_users"]
)
def test_no_setting_takes_what_is_not_a_plain_number(refusal, key, number):
    said = refusal(f"{key} = {number}")
    assert len(said) == 1
    assert f"featurecheck.toml:1: '{key}' " in said[0]
    assert "Write " in said[0]


@pytest.mark.parametrize(
    ("key", "value", "mend"),
    [
        ("discount_rate", 12, "a rate per year such as 12% or 0.12"),
        ("horizon_years", 0, "years from 0.25 to 30"),
        ("risk_limit", 1.5, "a share such as 10% or 0.1"),
        ("unit", "persons", "'users' or 'accounts'"),
        ("decimal_mark", ";", "'.' or ','"),
        ("language", "tlh", "'en'"),
        ("currency", 5, "a short text in quotes"),
        ("person_week_cost", 0, "an amount above 0"),
        ("value_per_user", "", "a number or a range such as 200 to 600"),
        ("own_users", "5 to lots", "a number or a range such as 2k to 10k"),
    ],
)
def test_a_wrong_value_is_told_what_to_write(key, value, mend):
    (said,) = wrong(**{key: value})
    assert said.startswith(f"policy: '{key}' ")
    assert mend in said


@pytest.mark.parametrize("name", ["widening", "finding_out", "priors", "sources"])
def test_a_table_must_be_a_table(name):
    (said,) = wrong(**{name: 3})
    assert said == f"policy: '{name}' is a number, not a table. Write [{name}] on a line of its own."


def test_sources_stand_beside_their_values(load):
    policy = load(
        "discount_rate = 0.09\nown_users = 5000\n[widening]\nguess = 1.9\n"
        '[sources]\ndiscount_rate = "Finance, 2026"\nwidening.guess = "our log, 40 answers"\n'
    )
    rate = entry(policy, "discount_rate")
    assert (rate.value, rate.source, rate.origin) == ("9 % per year", "Finance, 2026", "featurecheck.toml")
    assert entry(policy, "own_users").source == "set in featurecheck.toml"
    assert entry(policy, "widening.guess").source == "our log, 40 answers"
    assert entry(policy, "upkeep_rate").origin == "default"


def test_finding_out_has_a_common_price_and_exceptions(load):
    policy = load("[finding_out]\ncost = 100\n[finding_out.users]\ncost = 900\nweeks = 6\n")
    assert (policy.finding_out["users"].cost_money, policy.finding_out["users"].weeks) == (900, 6)
    assert (policy.finding_out["like"].cost_money, policy.finding_out["like"].weeks) == (100, 1)


def test_a_wrong_common_price_is_one_problem_not_twelve(refusal):
    (said,) = refusal("[finding_out]\ncost = -5\n")
    assert "featurecheck.toml:2: 'finding_out.cost' is -5. Write an amount" in said


def test_learned_widening_factors_are_accepted(load):
    policy = load("[widening]\nmeasured = 0.9\nguess = 1.86\nbuyer-said = 1.4\n")
    assert policy.widening[Evidence.MEASURED] == 0.9
    assert policy.widening[Evidence.GUESS] == 1.86
    assert policy.widening[Evidence.BUYER_SAID] == 1.4


def test_a_prior_of_the_company_replaces_the_questionnaires(load):
    policy = load(
        '[priors]\nusers = { value = "500 to 50k", source = "our study" }\nlike = "60% to 80%"\n'
        '[sources]\n"priors.like" = "panel of May"\n'
    )
    assert (policy.priors["users"].value, policy.priors["users"].source) == ("500 to 50k", "our study")
    assert policy.priors["like"].source == "panel of May"
    assert entry(policy, "priors.users").value == "500 to 50k"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("500", "is a single point"),
        ("dk", "says nothing"),
        ("", "says nothing"),
        ("lots", "cannot be read"),
        ("1 to 1000000000", "average is more than 20 times its middle"),
    ],
)
def test_a_prior_is_a_bearable_range(value, why):
    (said,) = wrong(priors={"users": value})
    assert said.startswith("policy: 'priors.users' ")
    assert why in said


def test_estimates_of_the_policy_are_ranges_too():
    policy = policy_from({"value_per_user": "200 to 600", "own_users": 5000, "unit": "accounts"})
    assert policy.value_per_user.p95 == pytest.approx(600)
    assert policy.value_per_user.unit == "EUR per account and year"
    assert (policy.own_users.p50, policy.own_users.unit) == (5000, "accounts")


def test_another_currency_is_refused_in_a_policy_in_euro():
    (said,) = wrong(value_per_user="200 USD")
    assert "EUR" in said


@pytest.mark.parametrize("nonsense", ["featurecheck.toml", 5, ["discount_rate"]])
def test_what_is_no_policy_is_refused_in_a_sentence(nonsense):
    with pytest.raises(FeatureCheckError, match="A policy cannot be made of"):
        policy_from(nonsense)


def test_no_setting_can_make_a_number_that_is_none():
    """Every limit of every setting together still gives finite results."""
    frame = pd.DataFrame([{"request": "Bulk export"}])
    for rate, years, money in [(0, 0.25, 0.01), (1, 30, 1e12), (0, 30, 1e12)]:
        settings = {"discount_rate": rate, "horizon_years": years, "lock_in_rate": rate, "upkeep_rate": rate}
        settings |= {"win_rate": rate, "opportunity_cost": rate, "person_week_cost": money, "overrun": rate}
        settings |= {"finding_out": {"cost": 0, "weeks": 520}}
        found = evaluate(frame, settings).requests[0]
        assert all(math.isfinite(value) for value in (found.expected_value, found.evpi, found.p5, found.p95))
