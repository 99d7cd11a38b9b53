"""The bundled questionnaire: the eight questions, word for word, each with an honest prior."""

import re

import pytest

from featurecheck.estimate import parse_estimate
from featurecheck.model import Estimate, Kind, Shape
from featurecheck.parameters import PARAMETERS
from featurecheck.questionnaires import bundled_names, by_name, check, choice_share, fill
from featurecheck.resources import bundled

COMPETITOR = by_name("competitor")
EIGHT = [
    "How many users of your competitor's product are using that feature?",
    "How often?",
    "Do they like it?",
    "How many bought the product because of that feature?",
    "How many would not miss that feature?",
    "How much money is your competitor making on that feature?",
    "How many users of your competitor would switch to your product because of that feature?",
    "What would happen if you did build that feature?",
]
ESTIMATES = [question for question in COMPETITOR.questions if question.type == "estimate"]


def named(question):
    return question.name


def test_the_eight_questions_stand_in_their_order_and_words():
    first = {}
    for question in COMPETITOR.questions:
        if question.number:
            first.setdefault(question.number, question.label)
    assert list(first.items()) == list(enumerate(EIGHT, start=1))


def test_nothing_is_wrong_with_it():
    assert check(bundled("questionnaires/competitor.toml")) == []


def test_every_input_of_the_calculation_is_asked_for_and_the_own_margin_comes_last():
    assert {question.name for question in ESTIMATES} == {parameter.name for parameter in PARAMETERS}
    last = COMPETITOR.questions[-1]
    assert (last.name, last.number, last.required) == ("value_per_user", None, False)


@pytest.mark.parametrize("question", ESTIMATES, ids=named)
def test_a_prior_is_wide_with_a_bearable_tail_and_a_source(question):
    prior = parse_estimate(question.prior.value, question.kind)
    assert isinstance(prior, Estimate)
    assert prior.shape is not Shape.EXACT
    assert prior.p95 / prior.p5 >= 2
    assert prior.mean <= 10 * prior.p50
    assert not any("ambiguous" in note for note in prior.notes)
    assert question.prior.source.startswith("assumed: ") or re.search(
        r"\b(19|20)\d\d\b", question.prior.source
    )


@pytest.mark.parametrize("question", COMPETITOR.questions, ids=named)
def test_every_question_says_who_could_tell(question):
    assert question.ask


def test_the_number_of_users_can_be_assumed_as_a_share_of_what_is_known():
    assert COMPETITOR.question("users").prior.share_of == "competitor_users"
    assert COMPETITOR.question("lost_without").prior.share_of == "own_users"


@pytest.mark.parametrize("name", ["how_often", "like"])
def test_better_words_stand_for_larger_shares(name):
    middles = [parse_estimate(choice.share, Kind.SHARE).p50 for choice in COMPETITOR.question(name).choices]
    assert middles == sorted(middles, reverse=True)


@pytest.mark.parametrize("text", ["weekly", "Weekly", " WEEKLY "])
def test_a_choice_is_known_by_its_value_and_label_whatever_its_capitals(text):
    assert choice_share(COMPETITOR.question("how_often"), text) == "60% to 90%"


def test_a_text_that_is_no_choice_has_no_share():
    assert choice_share(COMPETITOR.question("how_often"), "40%") is None
    assert choice_share(COMPETITOR.question("users"), "weekly") is None


def test_the_policys_words_are_filled_in_and_strange_braces_stay():
    assert (
        fill("{currency} per {singular}, {unit}, {x}", "accounts", "USD") == "USD per account, accounts, {x}"
    )


def test_alias_files_beside_it_are_no_questionnaires():
    assert "competitor" in bundled_names()
    assert "headers" not in bundled_names()
