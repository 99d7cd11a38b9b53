"""What to find out next and whom to ask, as plain data."""

from __future__ import annotations

from typing import Any

from featurecheck.asking import Plan, Planned, Respondent, Stake, Talk
from featurecheck.report.brief import Units

SCHEMA = "featurecheck.plan/1"


def plain(plan: Plan, units: Units) -> dict[str, Any]:
    """Return plain dicts, lists, texts, numbers and None; money in `currency`, an account's questions by their number."""
    numbers = {id(one.question): number for number, one in enumerate(plan.planned, start=1)}
    return {
        "schema": SCHEMA,
        "currency": units.currency,
        "questions": [_question(number, one) for number, one in enumerate(plan.planned, start=1)],
        "left_out": plan.left_out,
        "accounts": [_talk(one, numbers) for one in plan.talks],
    }


def _question(number: int, one: Planned) -> dict[str, Any]:
    question = one.question
    return {
        "number": number,
        "parameter": question.parameter,
        "competitor": question.competitor or None,
        "net_worth_money": round(question.net_money, 2),
        "upper_bound": question.bounded,
        "requests": [_stake(stake) for stake in question.stakes],
        "who_could_tell": list(question.hints),
        "able_accounts": one.able,
        "ask": [_respondent(each) for each in one.respondents],
    }


def _stake(stake: Stake) -> dict[str, Any]:
    return {
        "id": stake.id,
        "request": stake.request,
        "net_worth_money": stake.net_money,
        "way": stake.way,
    }


def _respondent(one: Respondent) -> dict[str, Any]:
    standing = one.standing
    return {"account": standing.account.name, "relationship": standing.relationship.value, "why": one.why}


def _talk(talk: Talk, numbers: dict[int, int]) -> dict[str, Any]:
    account = talk.respondent.standing.account
    return {
        **_respondent(talk.respondent),
        "contact": account.contact,
        "last_asked": talk.respondent.last_asked,
        "questions": [numbers[id(one)] for one in talk.questions],
    }
