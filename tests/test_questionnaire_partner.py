"""The partner test and the customer profile: questionnaires whose answers have no verdict but are summed up in words."""

from __future__ import annotations

import io
import itertools
import json
import re

import pytest
from cli_helpers import call
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.cli.profile import asked_in, running_summary, say_findings, show_profiles
from featurecheck.customers.partnership import QUESTIONS, Outcome, partner_test, yes_or_no
from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.questionnaires import bundled_names, by_name, check
from featurecheck.questionnaires.profiles import asks_no_figure, names_profile
from featurecheck.report.columns import width_of
from featurecheck.report.profile_text import Profile, Told, as_markdown, as_text, findings, summary
from featurecheck.resources import bundled

PARTNER = by_name("partner")
FRIEND = dict.fromkeys(QUESTIONS, "yes") | {"only_pay": "no"}
DECIDING = ("shared_risk", "shared_profit", "good_and_bad", "only_pay")
OPPOSITE = {"yes": "no", "no": "yes"}


def against(*names):
    """The answers of a perfect partner, but for these questions."""
    return {name: OPPOSITE[said] if name in names else said for name, said in FRIEND.items()}


def without(*names):
    return {name: None if name in names else said for name, said in FRIEND.items()}


def partner_file(folder, *pairs, name="acme.toml", questionnaire="partner"):
    given_answers = [f"--answer={pair}" for pair in ("request=Acme Garages", *pairs)]
    call(
        *("ask", "--no-input", "--date", "2026-11-21", "--questionnaire", questionnaire, name),
        *given_answers,
        cwd=folder,
    )
    return folder / name


def profile(answers, account="Acme Garages"):
    told = tuple(
        Told(
            one.name, one.label, answers.get(one.name), "" if answers.get(one.name) else "not known", one.ask
        )
        for one in PARTNER.questions
    )
    return Profile(account, PARTNER.title, told, partner_test(answers))


@pytest.mark.parametrize("name", ["partner", "customer"])
def test_nothing_is_wrong_with_it_and_it_comes_with_the_program(name):
    assert check(bundled(f"questionnaires/{name}.toml")) == []
    assert name in bundled_names()


@pytest.mark.parametrize("name", ["partner", "customer"])
def test_no_answer_is_a_figure_and_every_question_helps_and_says_who_could_tell(name):
    asked = by_name(name)
    assert asks_no_figure(asked)
    assert all(one.hint and one.guidance and one.ask for one in asked.questions)
    assert [one.number for one in asked.questions] == list(range(1, len(asked.questions) + 1))


def test_the_eight_questions_have_a_verdict():
    assert not asks_no_figure(by_name("competitor"))
    assert [names_profile(name) for name in ("partner", "customer", "competitor", "none of ours")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_partner_test_asks_the_six_questions_in_their_order():
    assert PARTNER.names() == list(QUESTIONS)


def test_who_shares_all_of_it_is_a_partner():
    found = partner_test(FRIEND)
    assert found.outcome is Outcome.PARTNER
    assert (found.speak_for, found.speak_against, found.waiting) == (QUESTIONS, (), ())


@pytest.mark.parametrize("name", DECIDING)
def test_one_of_the_four_that_decide_makes_a_customer(name):
    found = partner_test(against(name))
    assert found.outcome is Outcome.CUSTOMER
    assert found.speak_against == (name,)


@pytest.mark.parametrize("name", ["indispensable", "shared_goals"])
def test_one_of_the_two_others_may_be_missing_but_not_both(name):
    assert partner_test(against(name)).outcome is Outcome.PARTNER
    assert partner_test(against("indispensable", "shared_goals")).outcome is Outcome.CUSTOMER


def test_nothing_known_is_neither_and_all_six_are_waiting():
    found = partner_test({})
    assert found.outcome is Outcome.NOT_KNOWN
    assert found.waiting == found.unknown == QUESTIONS


def completed(answers):
    """Every way to fill what is not known."""
    gaps = [name for name, said in answers.items() if said is None]
    ways = itertools.product(["yes", "no"], repeat=len(gaps))
    return [{**answers, **dict(zip(gaps, way, strict=True))} for way in ways]


@given(st.lists(st.sampled_from(["yes", "no", None]), min_size=len(QUESTIONS), max_size=len(QUESTIONS)))
def test_the_outcome_is_known_exactly_when_no_missing_answer_could_change_it(said):
    answers = dict(zip(QUESTIONS, said, strict=True))
    filled = completed(answers)
    outcomes = {partner_test(one).outcome for one in filled}
    found = partner_test(answers)
    assert Outcome.NOT_KNOWN not in outcomes
    assert found.outcome is (Outcome.NOT_KNOWN if len(outcomes) > 1 else outcomes.pop())
    for name in (name for name in QUESTIONS if answers[name] is None):
        changed = [(one, {**one, name: OPPOSITE[one[name]]}) for one in filled]
        matters = any(partner_test(one).outcome is not partner_test(two).outcome for one, two in changed)
        assert (name in found.waiting) == matters


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yes", True),
        ("Yes, half of the build cost", True),
        ("no: only discounts", False),
        ("No.", False),
        ("ja, seit 2024", True),
        ("NEIN", False),
        ("Oui, ils restent", True),
        ("non", False),
        ("sí, claro", True),
        ("perhaps", None),
        ("nobody knows", None),
        ("yesterday they did", None),
        ("da fehlt noch etwas", None),
        ("", None),
        ("- no", False),
    ],
)
def test_an_answer_says_what_it_begins_with(text, said):
    assert yes_or_no(text) is said


@given(st.text(max_size=30))
def test_any_text_says_yes_no_or_neither(text):
    assert yes_or_no(text) in {True, False, None}
    found = partner_test(dict.fromkeys(QUESTIONS, text))
    parts = (found.speak_for, found.speak_against, found.unclear, found.unknown)
    assert sorted(name for part in parts for name in part) == sorted(QUESTIONS)


def test_the_summary_says_how_many_speak_for_a_partner_and_what_that_makes():
    assert summary(profile(FRIEND)) == "A partner: 6 of 6 answers speak for a partner"
    assert summary(profile(against("shared_risk"))) == "A customer: 5 of 6 answers speak for a partner"
    assert summary(profile({})) == "Not known yet: 0 of 6 answers speak for a partner"


def test_what_speaks_against_is_named_and_what_is_unclear_is_asked_back():
    said = " ".join(findings(profile(against("shared_risk") | {"shared_goals": "perhaps"})))
    assert "Against a partner: 'Do they share your risk?'." in said
    assert "Not clear: 'Do your goals overlap?'. Begin the answer with yes or no" in said


def test_while_it_is_not_known_it_says_whom_to_ask_and_about_nothing_else():
    said = findings(profile(without("good_and_bad", "indispensable")))
    asked = [text for text in said if text.startswith("Ask:")]
    assert asked == [
        "Ask: In good times and in bad? (Support and sales: what they did when something last went wrong)"
    ]


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_the_text_keeps_within_the_width_and_ends_with_the_summary(width):
    shown = as_text(profile(without("only_pay"), "Ein sehr langer Name " * 10), width=width)
    *lines, last = shown.splitlines()
    assert last == "Not known yet: 5 of 6 answers speak for a partner"
    assert max(map(width_of, lines)) <= width


def test_a_hostile_answer_can_neither_order_nor_format():
    made = profile(FRIEND | {"shared_risk": "yes \x1b[2J\u202e[link](http://x) <b>"}, "A\x07|b")
    assert not {"\x1b", "\u202e", "\x07"} & set(as_text(made) + as_markdown(made))
    assert "\\[link\\](http\\://x) \\<b\\>" in as_markdown(made)
    assert "# A\\\\x07\\|b" in as_markdown(made)


def test_a_file_knows_which_questionnaire_it_answers(tmp_path):
    path = partner_file(tmp_path, "shared_risk=no")
    assert asked_in(path, "competitor").name == "partner"
    assert asked_in(path, "customer").name == "customer"
    assert asked_in(tmp_path / "none.toml", "competitor").name == "competitor"


def test_a_running_summary_takes_the_place_of_the_verdict(tmp_path):
    path = partner_file(tmp_path, "shared_risk=no, they never did")
    assert running_summary(path, "competitor") == "A customer: 0 of 6 answers speak for a partner"
    call("ask", "--no-input", "wish.toml", "--answer=request=A wish", cwd=tmp_path)
    assert running_summary(tmp_path / "wish.toml", "competitor") is None


def test_the_end_of_an_interview_says_what_is_still_to_be_asked(tmp_path, capsys):
    path = partner_file(
        tmp_path, "business=lorries", "success=dk", "success ask=their owner", questionnaire="customer"
    )
    say_findings(path, "competitor")
    said = capsys.readouterr()
    assert said.out == ""
    assert "Ask: What is success for them? (their owner)" in said.err
    assert "What is their business?" not in said.err


def test_showing_a_file_prints_the_answers_and_no_verdict(tmp_path, capsys):
    path = partner_file(
        tmp_path, "shared_risk=yes, half of it", "shared_profit=dk", "shared_profit ask=finance"
    )
    assert show_profiles([path], "competitor", "text") is ExitCode.DONE
    shown = capsys.readouterr().out
    assert "yes, half of it (2026-11-21)" in shown
    assert "not known; ask: finance (2026-11-21)" in shown
    assert "not answered yet" in shown
    assert not re.search("GO|FIND OUT|EUR", shown)
    assert shown.splitlines()[-1] == "Not known yet: 1 of 6 answers speak for a partner"


def test_as_json_what_is_not_known_is_null(tmp_path, capsys):
    path = partner_file(tmp_path, "shared_risk=yes", "shared_profit=dk")
    show_profiles([path], "competitor", "json")
    data = json.loads(capsys.readouterr().out)
    (one,) = data["profiles"]
    assert data["schema"] == "featurecheck.profiles/1"
    assert [answer["answer"] for answer in one["answers"]] == ["yes", None, None, None, None, None]
    assert [answer["state"] for answer in one["answers"][:3]] == ["answered", "not known", "not answered yet"]
    assert one["partner_test"]["outcome"] == "not known yet"
    assert one["partner_test"]["speak_for"] == ["shared_risk"]


def test_a_request_has_a_verdict_and_is_left_to_others(tmp_path, capsys):
    call("ask", "--no-input", "wish.toml", "--answer=request=A wish", cwd=tmp_path)
    assert show_profiles([tmp_path / "wish.toml"], "competitor", "text") is None
    with pytest.raises(FeatureCheckError, match=r"acme.toml has no verdict and .*wish.toml has one"):
        show_profiles([partner_file(tmp_path), tmp_path / "wish.toml"], "competitor", "text")
    assert capsys.readouterr().out == ""


def test_the_workbook_to_fill_in_asks_the_same_and_is_read_back(tmp_path, capsys):
    from openpyxl import load_workbook

    done = call("sheet", "new", "partners.xlsx", "--questionnaire", "partner", cwd=tmp_path)
    assert done.code == 0, done.err
    book = load_workbook(tmp_path / "partners.xlsx")
    sheet = book["Requests"]
    header = [cell.value for cell in sheet[1]]
    wanted = dict(FRIEND)
    assert set(wanted) <= set(header)
    for row, own in ((3, {}), (4, {"shared_risk": "dk"})):
        for column, label in enumerate(header, 1):
            cells = {**wanted, **own, "request": f"Account {row}"}
            sheet.cell(row, column, cells.get(label))
    data = io.BytesIO()
    book.save(data)
    (tmp_path / "partners.xlsx").write_bytes(data.getvalue())
    capsys.readouterr()
    assert show_profiles([tmp_path / "partners.xlsx"], "partner", "json") is ExitCode.DONE
    found = json.loads(capsys.readouterr().out)["profiles"]
    assert [one["account"] for one in found] == ["Account 3", "Account 4"]
    assert [one["partner_test"]["outcome"] for one in found] == ["a partner", "not known yet"]
    assert found[1]["partner_test"]["waiting"] == ["shared_risk"]
