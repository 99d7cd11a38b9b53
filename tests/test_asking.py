"""Which questions are worth asking across all requests, and whom to ask: hand-made evaluations and accounts, no files."""

from __future__ import annotations

from dataclasses import replace

import make_customers
import make_evaluation
import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.asking import MOST_QUESTIONS, plan, questions
from featurecheck.errors import FeatureCheckError
from featurecheck.model import AskedBy, Asker, Verdict, WayResult
from featurecheck.parameters import PAYOFF, STAKES
from featurecheck.report.asking_text import as_markdown, as_text, last_line
from featurecheck.report.brief import Agenda, Told, Units, agenda, agenda_text, brief
from featurecheck.report.brief_leaks import Secrets
from featurecheck.report.brief_words import brief_words

UNITS = Units("EUR", "users")
ALLY = {"shares_risk": True, "shares_profit": True}


def wish(number, worths, competitor="Acme", **more):
    """A request whose answers are worth so much net of cost; without a described way."""
    parameters = {
        name: make_evaluation.parameter(name, net_worth=worth, ways=(), ask="Sales: whoever knows")
        for name, worth in worths.items()
    }
    fields = {"id": f"FR-{number}", "request": f"Wish {number}", "requesters": (), **more}
    return make_evaluation.request(competitor=competitor, parameters=parameters, **fields)


def user(name, *figures, **more):
    return make_customers.account(name, *(figures or (100, 50, 100)), uses_competitor="Acme", **more)


def names(planned):
    return [one.standing.account.name for one in planned.respondents]


def planned(wishes, *accounts, top=20, most=20, **more):
    return plan(questions(wishes), make_customers.customers(*accounts), top=top, accounts=most, **more)


def test_only_what_is_worth_more_than_it_costs_is_asked():
    (found,) = questions(
        [wish(1, {"users": 10.0, "like": 0.0, "not_miss": -5.0, "competitor_revenue": None})]
    )
    assert (found.parameter, found.net_money) == ("users", 10.0)


def test_one_question_about_one_competitor_is_asked_once_and_its_worths_add_up():
    wishes = [wish(1, {"users": 10.0}), wish(2, {"users": 30.0}, "ACME "), wish(3, {"users": 5.0}, "Globex")]
    first, second = questions(wishes)
    assert (first.net_money, [stake.id for stake in first.stakes]) == (40.0, ["FR-2", "FR-1"])
    assert (second.competitor, second.net_money) == ("Globex", 5.0)


def test_a_question_about_our_own_side_is_one_whatever_the_competitor():
    (found,) = questions([wish(1, {"build_cost": 1.0}), wish(2, {"build_cost": 2.0}, "Globex")])
    assert (found.competitor, found.net_money, found.ours) == ("", 3.0, True)


def test_requests_that_name_no_competitor_are_not_taken_for_requests_about_the_same():
    assert len(questions([wish(1, {"users": 1.0}, ""), wish(2, {"users": 2.0}, "")])) == 2


def asked_by(request, *accounts):
    askers = tuple(
        Asker(name, "customer", 1, (), None, None, None, counts=False, why="") for name in accounts
    )
    who = AskedBy("", askers, (), 0, 0, 0, 0, 0, None, None, False, (), Verdict.GO, 0, "")  # noqa: FBT003 - as read
    return replace(request, asked_by=who)


def test_whether_they_would_leave_is_asked_of_those_who_asked_for_it():
    accounts = [user("Elsewhere"), user("Second", 100, 50, 100), user("First", 900, 50, 900)]
    team = make_customers.account("Support", internal=True)
    one = asked_by(wish(1, {"would_leave": 20.0}), "Second", "Support", "First", "Nobody")
    other = asked_by(wish(2, {"would_leave": 10.0}), "Second")
    found = planned([one, other], *accounts, team).planned
    assert [names(each) for each in found] == [
        ["First", "Second"],
        [],
    ]  # nobody is asked the same of two requests
    assert {each.why for each in found[0].respondents} == {"asked for it"}


def test_the_best_way_counts_where_ways_are_described():
    ways = (
        WayResult("Dear", "study", None, 9.0, 1.0, 10.0, 1.0),
        WayResult("Cheap", "ask", 20, 1.0, 1.0, 8.0, 7.0),
    )
    one = wish(1, {"users": 99.0})
    request = replace(one, parameters={"users": replace(one.parameters["users"], ways=ways)})
    (found,) = questions([request])
    assert (found.net_money, found.stakes[0].way, found.bounded) == (7.0, "Cheap", False)
    (found,) = questions([one])
    assert (found.net_money, found.bounded) == (99.0, True)


def test_partners_are_asked_first_then_candidates_then_customers_and_the_unprofitable_last():
    accounts = [
        user("Loss", 100, 500, 100),
        user("Plain"),
        user("Candidate", 100, 50, 300, new_market=True),
        user("Partner", 10, 50, 10, **ALLY),
    ]
    (found,) = planned([wish(1, {"users": 10.0})], *accounts).planned
    assert names(found) == ["Partner", "Candidate", "Plain", "Loss"]


def test_an_unprofitable_account_is_never_the_first_one():
    (found,) = planned([wish(1, {"users": 10.0})], user("Loss", 100, 500, 100)).planned
    assert (names(found), found.able) == ([], 1)


@pytest.mark.parametrize(
    ("used", "asked"),
    [("Acme", 1), ("acme  INC", 1), ("Globex; Acme", 1), ("Acme, Globex", 1), ("yes", 1), ("no", 0), (None, 0), ("Globex", 0), ("Globex, Inc", 0)],
)  # fmt: skip
def test_those_are_asked_who_use_the_competitor(used, asked):
    account = make_customers.account("North", 100, 50, 100, uses_competitor=used)
    (found,) = planned([wish(1, {"users": 10.0}, "Acme, Inc")], account).planned
    assert len(found.respondents) == asked


def test_who_names_the_competitor_comes_before_who_only_says_yes():
    vague = make_customers.account("Vague", 900, 50, 900, uses_competitor="yes")
    (found,) = planned([wish(1, {"users": 10.0})], vague, user("Sure")).planned
    assert names(found) == ["Sure", "Vague"]


def test_the_least_recently_asked_comes_first_and_who_has_no_date_before_them():
    accounts = [user("May"), user("Never"), user("March")]
    dates = {"may": "2026-05-01", "march": "2026-03-01"}
    (found,) = planned([wish(1, {"users": 10.0})], *accounts, last_asked=dates).planned
    assert names(found) == ["Never", "March", "May"]
    assert [one.last_asked for one in found.respondents] == [None, "2026-03-01", "2026-05-01"]


def test_nobody_is_asked_more_than_three_questions_or_the_same_twice():
    worths = dict.fromkeys(("users", "how_often", "like", "not_miss", "would_switch"), 5.0)
    found = planned([wish(1, worths), wish(2, {"users": 50.0}, "")], user("North"))
    (talk,) = found.talks
    asked = [one.parameter for one in talk.questions]
    assert len(asked) == len(set(asked)) == MOST_QUESTIONS
    assert sum(not one.respondents for one in found.planned) == 3


def test_own_teams_are_asked_about_our_own_side_only():
    sales = make_customers.account("Sales team", internal=True, uses_competitor="Acme")
    other = make_customers.account("Legal", internal=True)
    found = planned([wish(1, {"users": 10.0, "build_cost": 9.0})], sales, other, user("North"))
    theirs, ours = found.planned
    assert (names(theirs), names(ours)) == (["North"], ["Sales team"])


def test_a_team_that_asks_for_it_itself_can_be_asked():
    team = make_customers.account("Billing", internal=True)
    (found,) = planned([wish(1, {"build_cost": 9.0}, requesters=("billing ",))], team).planned
    assert names(found) == ["Billing"]


@given(st.data())
def test_the_order_of_requests_and_accounts_changes_nothing(data):
    wishes = [
        wish(n, {"users": 5.0, "like": 7.0 - n, "build_cost": 3.0}, ("Acme", "")[n % 2]) for n in range(4)
    ]
    accounts = [user(f"U{n}") for n in range(4)] + [make_customers.account("Sales", internal=True)]
    usual = planned(wishes, *accounts, most=2)
    other = planned(data.draw(st.permutations(wishes)), *data.draw(st.permutations(accounts)), most=2)
    assert as_text(usual, UNITS) == as_text(other, UNITS)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=6), st.integers(1, 3), st.integers(1, 3))
def test_no_plan_asks_too_many_too_much_or_for_nothing(worths, top, most):
    wishes = [wish(n, {"users": worth, "like": -worth}, f"Rival {n % 2}") for n, worth in enumerate(worths)]
    accounts = [make_customers.account(f"A{n}", 100, 50, 100, uses_competitor="yes") for n in range(3)]
    found = planned(wishes, *accounts, top=top, most=most)
    assert len(found.planned) <= top
    assert all(one.question.net_money > 0 and len(one.respondents) <= most for one in found.planned)
    assert all(len(talk.questions) <= MOST_QUESTIONS for talk in found.talks)
    assert len(found.planned) + found.left_out == len(questions(wishes))


def test_the_last_line_counts_questions_and_accounts():
    found = planned([wish(1, {"users": 10.0, "build_cost": 9.0})], user("North"))
    assert last_line(found) == "2 questions worth asking, 1 account to ask, 1 question without an account"


@pytest.mark.parametrize("width", [20, 30, 80, 200])
def test_no_line_of_the_text_but_the_last_is_wider_than_the_terminal(width):
    text = as_text(
        planned([wish(1, {"users": 10.0, "build_cost": 9.0})], user("North 北 " * 9)), UNITS, width=width
    )
    assert max(len(row) for row in text.splitlines()[:-1]) <= width


def test_foreign_text_can_neither_format_nor_reach_the_terminal():
    hostile = "<img> [x](http://x) \x1b[31m\u202e\n# Title"
    found = planned([wish(1, {"users": 10.0}, request=hostile)], user(hostile))
    for text in (as_text(found, UNITS), as_markdown(found, UNITS)):
        assert not {"\x1b", "\u202e"} & set(text)
    assert "<img>" not in as_markdown(found, UNITS).replace("\\<img\\>", "")
    assert "\n# Title" not in as_markdown(found, UNITS)


def test_every_answer_of_the_payoff_has_words_to_ask_for_it():
    shipped = brief_words()
    assert {one.name for one in (*PAYOFF, *STAKES)} <= set(shipped.questions)
    assert set(shipped.talks) == {"customer", "partner", "internal"}
    for asking in shipped.questions.values():
        assert all(text.endswith(("?", ".")) for text in asking.ask)
        assert asking.avoid.endswith("?")
        assert asking.avoid not in asking.ask


def test_what_is_shipped_to_be_sent_holds_no_figure():
    shipped = brief_words()
    sent = [one.topic for one in shipped.questions.values()] + [
        t for f in shipped.talks.values() for t in f.sent
    ]
    assert not any(letter.isdigit() for text in sent for letter in text)


SECRETS = Secrets(
    competitors=["Acme"], accounts=["North", "North Star", "Two Rivers", "北海"], notes=["they are late payers", "sales"], currency="EUR"
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Bulk export", None),
        ("Like ACME has it", "the name of a competitor"),
        ("AcmeSync for all", "the name of a competitor"),
        ("as two  rivers wants", "the name of another account"),
        ("Two rooms, rivers", None),
        ("for 北海支店", "the name of another account"),
        ("They are LATE payers!", "a note of ours"),
        ("Better sales page", None),
        ("saves 300 EUR", "an amount of money"),
        ("saves €300", "an amount of money"),
        ("for North and nobody else", None),
        ("for North Star", "the name of another account"),
    ],
)
def test_what_is_not_for_an_account_is_found(text, what):
    assert SECRETS.found(text, "North") == what


def talk_of(*accounts, **more):
    return planned([wish(1, {"users": 10.0, **more})], *accounts).talks[0]


def test_wishes_whose_title_is_not_for_them_are_not_named_and_the_brief_says_so():
    talk = talk_of(user("North"))
    sent = agenda(talk, ["Bulk export", "Like Acme", "A", "B", "C"], brief_words(), SECRETS)
    text = agenda_text(sent, SECRETS)
    assert "- Bulk export" in text
    assert "Acme" not in text
    page = brief(talk, Told(), sent, brief_words(), UNITS)
    assert "1 wish of theirs not named" in page
    assert "1 further wish of theirs not named" in page


def test_an_agenda_that_would_leak_is_refused():
    frame = brief_words().talks["customer"]
    for wishes, name in ((("Two Rivers",), "North"), ((), "North for Acme")):
        made = Agenda(name if wishes else "North", wishes or ("like Acme",), (), frame)
        with pytest.raises(FeatureCheckError, match="Nothing was written"):
            agenda_text(made, SECRETS)


def test_an_account_named_like_words_of_ours_gets_its_agenda():
    secrets = Secrets(competitors=["Learn", "Expect"], accounts=["We", "Afterwards", "North"])
    sent = agenda(talk_of(user("North")), [], brief_words(), secrets)
    assert "For a talk with North" in agenda_text(sent, secrets)


def test_the_brief_is_one_page_and_says_what_is_not_known():
    worths = dict.fromkeys(("users", "how_often", "like", "not_miss"), 5.0)
    (talk,) = planned([wish(n, worths) for n in range(9)], user("North")).talks
    long = Told(dict.fromkeys(("business", "temperament", "success", "uses"), "word " * 900))
    sent = agenda(talk, [], brief_words(), SECRETS)
    page = brief(talk, long, sent, brief_words(), UNITS)
    assert len(page.split()) < 900
    assert "the profile has all of it" in page
    assert page.count("Why it matters") == 3
    assert "not known, to fill in: what troubles them now" in page
    assert page.index("Say this before any pain point") < page.index("## The 3 questions")


def test_partners_and_own_teams_are_spoken_to_in_words_of_their_own():
    team = make_customers.account("Sales", internal=True)
    talks = planned(
        [wish(1, {"users": 9.0, "build_cost": 8.0})], user("Ally", 9, 5, 9, **ALLY), user("Plain"), team
    ).talks
    texts = {
        one.respondent.standing.account.name: agenda_text(
            agenda(one, [], brief_words(), Secrets()), Secrets()
        )
        for one in talks
    }
    assert "decided together" in texts["Ally"]
    assert "decided together" not in texts["Plain"]
    assert "A range is a good answer" in texts["Sales"]
