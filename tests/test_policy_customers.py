"""What the policy says about customers: assumed shares, the hour of an own team, and rates of other currencies."""

import math

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.policy import as_toml, default_policy, load_policy, policy_from


@pytest.fixture
def load(tmp_path):
    """Load a policy file with this text."""

    def loaded(text):
        path = tmp_path / "featurecheck.toml"
        path.write_text(text, encoding="utf-8")
        return load_policy(path)

    return loaded


def wrong(**settings):
    with pytest.raises(FeatureCheckError) as caught:
        policy_from(settings)
    return caught.value.message.splitlines()


def entry(policy, key):
    return next(one for one in policy.entries if one.key == key)


def test_shares_of_those_who_ask_are_assumed_by_default():
    policy = default_policy()
    assert (policy.would_leave.p5, policy.would_leave.p95) == pytest.approx((0.01, 0.15))
    assert (policy.would_grow.p5, policy.would_grow.p95) == pytest.approx((0.01, 0.15))
    assert (policy.cost_to_serve_share.p5, policy.cost_to_serve_share.p95) == pytest.approx((0.3, 0.8))
    assert policy.internal_hour_cost == 60
    assert policy.rates == {}
    for key in ("would_leave", "would_grow", "cost_to_serve_share", "internal_hour_cost"):
        assert entry(policy, key).source == "assumed"


def test_they_stand_beside_the_other_shares_of_people():
    keys = [one.key for one in default_policy().entries]
    at = keys.index("same_account")
    assert keys[at + 1 : at + 5] == ["would_leave", "would_grow", "cost_to_serve_share", "internal_hour_cost"]


def test_the_settings_of_customers_are_changed_like_all_others(load):
    policy = load(
        'would_leave = "2% to 5%"\nwould_grow = "10%"\ncost_to_serve_share = "40% to 60%"\ninternal_hour_cost = 75.5\n'
        '[sources]\nwould_leave = "exit interviews"\n'
    )
    assert policy.would_leave.p95 == pytest.approx(0.05)
    assert policy.would_grow.mean == pytest.approx(0.1)
    assert policy.cost_to_serve_share.p5 == pytest.approx(0.4)
    assert policy.internal_hour_cost == 75.5
    assert entry(policy, "would_leave").source == "exit interviews"
    assert entry(policy, "internal_hour_cost").value == "75.5 EUR"


@pytest.mark.parametrize(
    ("key", "value", "mend"),
    [
        ("would_leave", "0%", "Write a share above 0"),
        ("would_grow", "120%", "above 100 %"),
        ("cost_to_serve_share", "", "Write a number or a range"),
        ("cost_to_serve_share", "5 EUR", "cannot be read"),
        ("internal_hour_cost", 0, "Write an amount above 0"),
        ("internal_hour_cost", math.nan, "Write an amount above 0"),
    ],
)
def test_a_wrong_setting_of_customers_is_told_what_to_write(key, value, mend):
    (said,) = wrong(**{key: value})
    assert said.startswith(f"policy: '{key}' ")
    assert mend in said


def test_rates_are_worth_in_the_policys_currency_and_printed_with_their_source(load):
    policy = load(
        '[rates]\nUSD = 0.92\ngbp = "1.17"\nJPY = 0.00612345\n[sources]\nrates.USD = "mean of 2025"\n'
    )
    assert policy.rates == {"USD": 0.92, "GBP": 1.17, "JPY": 0.00612345}
    usd, yen = entry(policy, "rates.USD"), entry(policy, "rates.JPY")
    assert (usd.value, usd.source, usd.origin) == ("0.92 EUR", "mean of 2025", "featurecheck.toml")
    assert (yen.value, yen.source) == ("0.00612345 EUR", "set in featurecheck.toml")
    assert "USD" in usd.label


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ({"USD": 0}, "'rates.USD' is 0. Write a number above 0"),
        ({"USD": -1}, "'rates.USD' is -1."),
        ({"USD": "92%"}, "'rates.USD' is 92%."),
        ({"USD": math.inf}, "'rates.USD' is inf."),
        ({"USD": math.nan}, "'rates.USD' is nan."),
        ({"USD": True}, "'rates.USD' is true."),
        ({"USD": {"rate": 1}}, "'rates.USD' is "),
        ({"dollars": 0.92}, "'rates.dollars' is not the code of a currency. Write three letters"),
        ({"$": 0.92}, "is not the code of a currency"),
        ({"EUR": 1}, "'rates.EUR' is the currency of the policy itself. Leave it out."),
        ({"USD": 1, "usd": 2}, "'rates.usd' stands there twice."),
        (3, "'rates' is a number, not a table. Write [rates] on a line of its own."),
    ],
)
def test_a_rate_must_be_one(rates, words):
    (said,) = wrong(rates=rates)
    assert words in said


def test_a_wrong_rate_is_named_with_its_line(load):
    with pytest.raises(FeatureCheckError, match=r"featurecheck\.toml:3: 'rates\.CHF' is 0\."):
        load("[rates]\nUSD = 0.92\nCHF = 0\n")


def test_a_source_of_no_rate_is_refused():
    (said,) = wrong(rates={"USD": 0.92}, sources={"rates.GBP": "bank"})
    assert said.startswith("policy: 'sources.rates.GBP' is not a setting.")


@pytest.mark.parametrize("hostile", ["\x1b[31mUS", "U\nS", "=1+1"])
def test_a_hostile_code_is_told_in_one_harmless_line(hostile):
    (said,) = wrong(rates={hostile: 0.92})
    assert said.isprintable()


def test_the_template_shows_rates_as_a_comment_that_works_when_taken_in(load):
    text = as_toml()
    assert load(text).rates == {}
    assert load(text.replace("# [rates]", "[rates]").replace("# USD = ", "USD = ")).rates == {"USD": 0.92}


@pytest.mark.parametrize("name", ["would_leave", "would_grow"])
def test_a_prior_of_a_share_with_a_setting_names_the_setting(name):
    (said,) = wrong(priors={name: "1% to 5%"})
    assert said.startswith(f"policy: 'priors.{name}' has a setting of its own. Write {name} = ")


@pytest.mark.parametrize("name", ["profit_at_risk", "potential_profit", "hours_value"])
def test_a_sum_over_accounts_has_no_prior(name):
    (said,) = wrong(priors={name: "1k to 5k"})
    assert said.startswith(f"policy: 'priors.{name}' is a sum over the accounts that ask")


def test_ways_can_find_out_what_stands_behind_a_request():
    names = ["would_leave", "would_grow", "profit_at_risk", "potential_profit", "hours_value"]
    way = {"name": "Books", "answers": names, "kind": "data", "error": "5%", "cost": 0, "weeks": 1}
    policy = policy_from({"ways": [way], "finding_out": {"would_leave": {"cost": 7, "weeks": 3}}})
    assert policy.ways[0].answers == tuple(names)
    assert (policy.finding_out["would_leave"].cost_money, policy.finding_out["would_leave"].weeks) == (7, 3)
    assert (policy.finding_out["potential_profit"].cost_money, policy.finding_out["hours_value"].weeks) == (
        1000,
        1,
    )


def test_people_cannot_be_asked_about_shares_of_money():
    way = {"name": "Calls", "answers": ["would_leave"], "kind": "ask", "people": 5, "cost": 0, "weeks": 1}
    (said,) = wrong(ways=[way])
    assert "no share of people but of money" in said
