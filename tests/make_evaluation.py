"""Evaluations made by hand for tests: every company in them is fictional, every figure plausible, no file is read."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from statistics import NormalDist

from featurecheck.intake import InputFile, Problem, Severity
from featurecheck.model import (
    AnswerState,
    AskedBy,
    Asker,
    Contradiction,
    Curse,
    Evaluation,
    Evidence,
    FindOutStep,
    Flag,
    ParameterResult,
    PolicyEntry,
    Portfolio,
    PriorEntry,
    RequestResult,
    SurveyPlan,
    Verdict,
    WayResult,
)
from featurecheck.parameters import BY_NAME, PARAMETERS
from featurecheck.words import money, quantity

# name: typed text, evidence, source, p5, p50, p95, worth of knowing it, break-even, chance beyond, ends of the value
ANSWERS = {
    "users": ("800 to 2k", "public", "their customer page, counted in October", 800, 1265, 2000, 4100, 1710, 0.14, -52e3, 9e3),
    "how_often": ("weekly", "buyer-said", "two interviews", 0.35, 0.55, 0.74, 900, None, None, -31e3, -8e3),
    "like": (None, "assumed", "", 0.3, 0.62, 0.86, 5200, 0.81, 0.09, -49e3, 2e3),
    "bought_because": ("5-15 a year", "seller-said", "win and loss notes 2025", 5, 8.7, 15, 6300, 12.9, 0.11, -43e3, 12e3),
    "not_miss": ("12 of 20", "survey", "survey of September, n = 20", 0.42, 0.6, 0.76, 3300, 0.44, 0.07, -2e3, -38e3),
    "competitor_revenue": ("200k to 600k", "guess", "", 2e5, 346e3, 6e5, None, None, None, None, None),
    "would_switch": (None, "assumed", "", 0.004, 0.02, 0.09, 16750, 0.041, 0.22, -61e3, 74e3),
    "build_cost": ("60k to 140k EUR", "measured", "three estimates of the team", 6e4, 91700, 1.4e5, 8700, 74300, 0.21, 31e3, -82e3),
    "build_time": ("4 to 7 months", "guess", "", 0.33, 0.44, 0.58, 250, None, None, -17e3, -23e3),
    "lost_without": ("2 to 12", "seller-said", "three renewal calls", 2, 4.9, 12, 7900, 8.8, 0.17, -47e3, 33e3),
    "price_competition": (None, "assumed", "", 0.05, 0.2, 0.55, 1400, None, None, -7e3, -41e3),
    "head_start": ("2 years", "public", "their release notes", 2, 2, 2, 0, None, None, -19876, -19876),
    "value_per_user": ("600 to 1,800 EUR", "measured", "ledger 2025, margin by account", 600, 1039, 1800, 12400, 1287, 0.33, -72e3, 71e3),
}  # fmt: skip
STAKES = {
    "would_leave": (None, "assumed", "", 0.01, 0.04, 0.15, 5100, 0.09, 0.16, -40e3, 25e3),
    "profit_at_risk": ("", "measured", "customers.csv", 53e4, 53e4, 53e4, 0, None, None, -19876, -19876),
}  # fmt: skip
WAYS = (
    WayResult("Interview lost customers", "ask", 20, 3200.0, 3.0, 6900.0, 3610.0),
    WayResult("Question inside the product", "ask", 50, 2000.0, 2.0, 10900.0, 8840.0),
    WayResult("Panel of a market research firm", "study", None, 14000.0, 6.0, 15100.0, 920.0),
)
SURVEYS = (
    SurveyPlan("would_switch", (10, 20, 50, 100, 300), (4100.0, 6900.0, 10900.0, 13100.0, 15400.0), (400.0, 800.0, 2000.0, 4000.0, 12000.0), (3640.0, 6040.0, 8840.0, 9040.0, 3340.0), 100),
    SurveyPlan("like", (10, 20, 50, 100, 300), (210.0, 390.0, 800.0, 1400.0, 2600.0), (400.0, 800.0, 2000.0, 4000.0, 12000.0), (-190.0, -410.0, -1200.0, -2600.0, -9400.0), None),
)  # fmt: skip
SHORTEST = (
    FindOutStep("build_cost", 24044.5, 0.452),
    FindOutStep("value_per_user", 35100.0, 0.66),
    FindOutStep("would_switch", 43900.0, 0.826),
)
ASK = {"would_switch": "Maria (support): the twelve accounts that came from Acme", "like": None}


def parameter(name, **changes):
    """One parameter's result with plausible figures; any field can be replaced."""
    text, grade, source, p5, p50, p95, evppi, even, flip, low, high = (ANSWERS | STAKES)[name]
    declared = BY_NAME[name]
    unit = declared.unit_text("users", "EUR")
    made = ParameterResult(
        name=name,
        label=declared.label.format(unit="users", singular="user"),
        question=declared.question,
        role="ceiling" if declared.symbol is None else "payoff",
        state=AnswerState.UNKNOWN if text is None else AnswerState.ANSWERED,
        text=text or "don't know",
        reading=f"{quantity(p5, unit)} to {quantity(p95, unit)}, 90 % sure; typical {quantity(p50, unit)}",
        unit=unit,
        evidence=Evidence(grade),
        source=(source,) if source else (),
        ask=ASK.get(name),
        p5=p5,
        p50=p50,
        p95=p95,
        mean=p50,
        evppi=evppi,
        break_even=even,
        break_even_direction=None if even is None else ("above" if high > low else "below"),
        flip_probability=flip,
        at_p5=low,
        at_p95=high,
        find_out_cost=None if evppi is None else 2500,
        find_out_weeks=None if evppi is None else 2,
        net_worth=None if evppi is None else evppi - 2500,
        ways=WAYS if name == "would_switch" else (),
        notes=("exact without measured evidence",) if p5 == p95 else (),
    )
    return replace(made, **changes)


def outcomes(middle=-79e3, spread=0.75, size=110e3):
    """Fifty equally likely outcomes, ascending, skewed towards gains."""
    normal = NormalDist()
    draws = (normal.inv_cdf((index + 0.5) / 50) for index in range(50))
    return tuple(middle - size / 2 + size * exp(spread * draw) for draw in draws)


def request(**changes):
    """One request with everything a report can show."""
    found = outcomes()
    made = RequestResult(
        id="FR-7",
        request="Bulk-approve invoices with an audit trail",
        description="Approve up to 500 invoices at once.\nEvery approval is written to a log that cannot be changed.",
        competitor="Acme Ledger",
        requesters=("Northwind", "Contoso"),
        votes=41,
        requested_on="2026-10-02",
        status="under review",
        consequences="Acme would lower its price for the audit package.\nSupport would have to learn the approval rules.",
        verdict=Verdict.FIND_OUT_FIRST,
        sentence="Building it is expected to lose 19,900 EUR, but knowing how many would switch could turn that round, and finding out costs far less than it may be worth.",
        reasons=(
            "The expected net present value is -19,900 EUR.",
            "It loses money in 62 % of all cases.",
            "Knowing 'Would switch to us because of it' is worth up to 16,750 EUR and costs 2,500 EUR.",
        ),
        flips=(
            "GO if the margin per user is above 1,287 EUR per user and year (33 % likely).",
            "GO if more than 4.1 % would switch to us because of it (22 % likely).",
        ),
        expected_value=-19876.6,
        chance_of_loss=0.62269,
        p5=found[2],
        p50=(found[24] + found[25]) / 2,
        p95=found[47],
        evpi=53177.4,
        next_question="would_switch",
        next_question_worth=16752.2,
        ask=ASK["would_switch"],
        break_even="margin per user above 1,287 EUR",
        flags=(
            Flag("exact", Severity.NOTE, "'Competitor's head start' is exact without measured evidence."),
        ),
        contradictions=(
            Contradiction(
                "buyers-above-users",
                contradiction=False,
                probability=0.34,
                text="More may have bought because of it than use it (34 % likely): check answers 1 and 4.",
            ),
        ),
        effort_person_weeks=38.0,
        value_per_effort=-523.0,
        rank=1,
        outcomes=found,
        parameters={each.name: parameter(each.name) for each in PARAMETERS},
        place="requests.xlsx, sheet 'Requests', row 7",
        find_out_list=SHORTEST,
        surveys=SURVEYS,
    )
    return replace(made, **changes)


def asker(name="Northwind", **changes):
    """One customer who asked once and whose money counts."""
    made = Asker(name, "customer", 1, (), 120e3, 40e3, None, counts=True, why="revenue less cost to serve")
    return replace(made, **changes)


ASKERS = (
    asker("Northwind Traders", relationship="partner", votes=5, speakers=("Ann", "Bo"), profit_money=410e3),
    asker("Contoso", votes=2),
    asker("Order desk", relationship="internal", profit_money=None, growth_money=None, hours_money=30e3, why="500 hours saved at 60 EUR"),
    asker("Fabrikam", growth_money=None, profit_money=None, counts=False, why="its revenue is unknown: fill it in"),
    asker("Tailspin", relationship="unprofitable", profit_money=-8e3, growth_money=0.0, counts=False, why="costs more than it pays"),
)  # fmt: skip

CUSTOMERS = InputFile("customers.csv", "cd" * 32, "customers", 40)


def asked_by(**changes):
    """Five accounts of four relationships; weighting turned the verdict round."""
    made = AskedBy(
        sentence="12 votes, 11 of them named: 5 from one partner, 3 from 2 customers, 1 from one team of our own, 1 from one unprofitable account, 1 from a name that is not on the list",
        askers=ASKERS,
        unknown=(("Nortwind", ("Northwind Traders",)), ("Somebody", ())),
        profit_money=530e3,
        growth_money=80e3,
        hours_money=30e3,
        cofunding_share=0.2,
        profit_share=0.1,
        largest="Northwind Traders",
        largest_share=0.703,
        replaces=True,
        notes=("12 votes, 11 of them named: the others are not weighed",),
        unweighted_verdict=Verdict.NO_GO,
        unweighted_value=-61e3,
        unweighted_sentence="Building it is expected to lose 61,000 EUR, and nothing is worth finding out",
    )
    return replace(made, **changes)


NAMES = (
    "Bulk-approve invoices",
    "Offline mode",
    "Single sign-on",
    "Dark theme",
    "Webhooks for every change",
    "Gantt chart",
)


def many(count):
    """So many ranked requests in all three verdicts with differing figures."""
    verdicts = (Verdict.GO, Verdict.FIND_OUT_FIRST, Verdict.NO_GO)
    made = []
    for index in range(count):
        value = 240e3 * (1 - 1.6 * index / count)
        question = ("would_switch", "value_per_user", "users", None)[index % 4]
        made.append(
            request(
                id=f"FR-{index + 1}",
                request=f"{NAMES[index % len(NAMES)]} ({index + 1})",
                verdict=verdicts[min(2, 3 * index // count)],
                sentence=f"It is expected to be worth {money(value, 'EUR')}.",
                expected_value=value,
                p5=value - 120e3,
                p50=value - 5e3,
                p95=value + 180e3,
                chance_of_loss=min(0.97, 0.04 + index / count),
                votes=None if index % 3 == 2 else (index * 37) % 101,
                value_per_effort=value / (8 + index % 30),
                next_question=question,
                next_question_worth=None if question is None else 3000.0 + (index * 7919) % 20000,
                rank=index + 1,
            )
        )
    return made


NOISE = Curse(2, 432e3, 251e3, 0.36, "the log: 14 requests built and measured")
PORTFOLIO = Portfolio(
    capacity_person_weeks=60.0,
    used_person_weeks=58.0,
    chosen=("FR-2", "FR-1"),
    value=416e3,
    bound=417600.0,
    gap_share=0.0038,
    shadow_price=5312.0,
    method="greedy",
    notes=("FR-5 needs FR-6, which is not worth building, so both were left out.",),
)


def planned(count=6, **changes):
    """A batch with a capacity of 60 person-weeks in which the second request and then the first are planned."""
    rows = [
        replace(row, planned=row.id in PORTFOLIO.chosen, shrunken_value=30e3 + 0.5 * row.expected_value)
        for row in many(count)
    ]
    rows[1] = replace(rows[1], effort_person_weeks=20.0, value_per_effort=8800.0)
    return evaluation(*rows, **{"portfolio": PORTFOLIO, "curse": NOISE, **changes})


PROBLEMS = (
    Problem("requests.xlsx", "Requests", 14, "D14", "users", "lots", "a number of users", "Write a number or a range such as 2k to 10k, or leave the cell empty if nobody knows."),
    Problem("requests.xlsx", "Requests", 20, "F20", "like", "1.200", "a share", "Write 120 % or 1.2 %.", Severity.WARNING),
)  # fmt: skip


def evaluation(*requests, **changes):
    """An evaluation of the requests given; of one plausible request when none is given."""
    made = Evaluation(
        currency="EUR",
        unit="users",
        evaluated_on="2026-11-21",
        points=4096,
        version="0.1.0",
        policy=(
            PolicyEntry("discount_rate", "Discount rate", "12 % per year", "assumed", "default"),
            PolicyEntry("horizon_years", "Horizon", "4 years", "assumed", "default"),
            PolicyEntry("upkeep_share", "Upkeep", "20 % of build cost per year", "assumed", "default"),
            PolicyEntry("cost_per_person_week", "Cost of a person-week", "2,400 EUR", "controller", "featurecheck.toml"),
        ),
        priors=tuple(
            PriorEntry(each.name, each.label.format(unit="users", singular="user"), "a wide range", "assumed; a third of ideas improve what they were meant to")
            for each in PARAMETERS
        ),
        inputs=(InputFile("requests.xlsx", "ab" * 32, "requests", 12, 1, ("header in row 3",)),),
        requests=requests or (request(),),
    )  # fmt: skip
    return replace(made, **changes)


def empty():
    """An evaluation without a request."""
    return replace(evaluation(), requests=())
