"""Ways of finding out in the policy file: described once, checked strictly, printed with everything else."""

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.policy import Survey, Way, as_toml, default_policy, load_policy, policy_from

CALLS = """[[ways]]
name = "Call ten users"
answers = ["not_miss", "like"]
kind = "ask"
people = 10
cost = 100
cost_per_person = 40
weeks = 1
"""
EXPORT = """[[ways]]
name = "Billing export"
answers = [
  "value_per_user",
  "users",
]
kind = "data"
error = "5%"
cost = 300
weeks = 0.5
"""


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


def one_way(**changes):
    way = {"name": "Calls", "answers": ["like"], "kind": "ask", "people": 10, "cost": 0, "weeks": 1}
    return {key: value for key, value in {**way, **changes}.items() if value is not None}


def entry(policy, key):
    return next(one for one in policy.entries if one.key == key)


def test_no_way_is_described_by_default_and_a_survey_has_an_assumed_price():
    policy = default_policy()
    assert policy.ways == ()
    assert policy.survey == Survey(fixed_cost=500.0, cost_per_person=50.0, weeks=2.0)
    assert entry(policy, "survey.cost_per_person").value == "50 EUR"
    assert entry(policy, "survey.weeks").source == "assumed"


def test_ways_are_read_as_written(load):
    calls, export = load(CALLS + EXPORT).ways
    assert calls == Way("Call ten users", ("not_miss", "like"), "ask", 10, None, 100.0, 40.0, 1.0)
    assert calls.total_cost == 500
    assert export == Way("Billing export", ("value_per_user", "users"), "data", None, 0.05, 300.0, 0.0, 0.5)
    assert export.total_cost == 300


def test_ways_are_printed_with_their_source(load):
    sources = '[sources]\n"ways.Call ten users" = "as in March"\nsurvey.fixed_cost = "our panel"\n'
    policy = load(CALLS + EXPORT + "[survey]\nfixed_cost = 900\n" + sources)
    calls, export = entry(policy, "ways.Call ten users"), entry(policy, "ways.Billing export")
    assert calls.value == "asks 10 users, 500 EUR, 1 week"
    assert (
        calls.label == "Call ten users, to find out: Share who would not miss it; Share of those who like it"
    )
    assert calls.source == "as in March"
    assert export.value == "data with an error of 5 %, 300 EUR, 0.5 weeks"
    assert (export.source, export.origin) == ("set in featurecheck.toml", "featurecheck.toml")
    assert entry(policy, "survey.fixed_cost").value == "900 EUR"
    assert entry(policy, "survey.fixed_cost").source == "our panel"
    assert policy.survey.cost_per_person == 50


def test_a_source_of_no_way_is_refused():
    (said,) = wrong(ways=[one_way()], sources={"ways.Calls to users": "May"})
    assert said.startswith("policy: 'sources.ways.Calls to users' is not a setting.")


def test_the_template_shows_ways_as_a_comment_that_works_when_taken_in(load):
    text = as_toml()
    assert load(text).ways == ()
    start = text.index("# [[ways]]")
    stop = text.index("# What a survey costs")
    taken = "\n".join(line.removeprefix("# ").removeprefix("#") for line in text[start:stop].splitlines())
    ways = load(text[:start] + taken + "\n\n" + text[stop:]).ways
    assert [way.name for way in ways] == ["Call ten users", "Export from the billing system"]


def test_all_problems_come_at_once_with_their_lines(load):
    text = (
        '[[ways]]\nname = "Calls"\nanswers = ["not_mis", "users"]\nkind = "ask"\npeople = "ten"\ncots = 3\nweeks = 1\n'
        '[[ways]]\nname = "Export"\nanswers = [\n "users",\n]\nkind = "dta"\nerror = -1\ncost = 1\nweeks = 1\n'
        "[survey]\nfixed_cost = true\nwek = 3\n"
    )
    with pytest.raises(FeatureCheckError) as caught:
        load(text)
    said = caught.value.message.splitlines()
    for line, words in [
        (3, "'ways.Calls.answers' names 'not_mis', which is not an answer. Did you mean 'not_miss'?"),
        (3, "'ways.Calls.answers' names 'users', which is no share of people."),
        (5, "'ways.Calls.people' is ten. Write a whole number of people"),
        (6, "'ways.Calls.cots' is not a setting. Did you mean 'cost'?"),
        (1, "'ways.Calls.cost' is missing. Write for example cost = 0."),
        (13, "'ways.Export.kind' is 'dta'. Write 'ask', 'data' or 'study'."),
        (14, "'ways.Export.error' is -1. Write an error such as 20% or 0.2."),
        (18, "'survey.fixed_cost' is true. Write an amount"),
        (19, "'survey.wek' is not a setting. Did you mean 'weeks'?"),
    ]:
        assert any(f"featurecheck.toml:{line}: {words}" in one for one in said), (line, words, said)
    assert len(said) == 9


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": None}, "'ways.1.name' is missing. Write a short name"),
        ({"name": "  "}, "'ways.1.name' is '  '. Write a short name"),
        ({"name": "a\x1b[1mb"}, "Write a short name on one line"),
        ({"name": 7}, "'ways.1.name' is 7. Write a short name"),
        ({"answers": None}, "'ways.Calls.answers' is missing. Write a list"),
        ({"answers": []}, "'ways.Calls.answers' is empty. Write a list"),
        ({"answers": "like"}, "'ways.Calls.answers' is a text. Write a list"),
        ({"answers": [3]}, "names a number. Write names in quotes"),
        ({"answers": ["competitor_revenue"]}, "which does not enter the net present value"),
        ({"answers": ["price_competition"]}, "which is no share of people"),
        ({"people": None}, "'ways.Calls.people' is missing. Write for example people = 20."),
        ({"people": 0}, "'ways.Calls.people' is 0. Write a whole number of people from 1 to 10,000."),
        ({"people": 2.5}, "'ways.Calls.people' is 2.5."),
        ({"people": True}, "'ways.Calls.people' is true."),
        ({"error": "20%"}, "'ways.Calls.error' means nothing for kind 'ask'. Leave it out."),
        ({"cost": -1}, "'ways.Calls.cost' is -1. Write an amount"),
        ({"weeks": None}, "'ways.Calls.weeks' is missing."),
        ({"weeks": float("nan")}, "'ways.Calls.weeks' is nan. Write weeks from 0 to 520."),
    ],
)
def test_what_a_way_says_must_be_right(changes, words):
    (said,) = wrong(ways=[one_way(**changes)])
    assert said.startswith("policy: 'ways.")
    assert words in said


def test_a_reading_has_an_error_and_asks_nobody():
    said = wrong(ways=[one_way(kind="study", cost_per_person=3)])
    assert len(said) == 3
    assert any("'ways.Calls.error' is missing. Write for example error = \"20%\"." in one for one in said)
    assert any("'ways.Calls.people' means nothing for kind 'study'" in one for one in said)
    assert any("'ways.Calls.cost_per_person' means nothing for kind 'study'" in one for one in said)


def test_two_ways_of_one_name_are_refused():
    (said,) = wrong(ways=[one_way(), one_way(people=50)])
    assert said == "policy: 'ways.Calls.name' stands there twice. Give every way a name of its own."


@pytest.mark.parametrize("value", [3, "calls", {"name": "Calls"}])
def test_ways_are_a_list_of_tables(value):
    assert "Write [[ways]] on a line of its own." in wrong(ways=value)[0]
    assert "Write [[ways]] on a line of its own." in wrong(ways=[3])[0]


def test_what_is_asked_per_head_needs_no_fixed_cost():
    (way,) = policy_from({"ways": [one_way(cost=None, cost_per_person=25)]}).ways
    assert way.total_cost == 250
