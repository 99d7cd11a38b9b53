"""What a policy consists of: its settings with their defaults, each with its source or the word assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from featurecheck.model import Constants, Estimate, Evidence, PolicyEntry


@dataclass(frozen=True, slots=True)
class FindingOut:
    """One way to learn an answer: what it costs [money], how long it takes [weeks], and whom or what to ask."""

    cost_money: float
    weeks: float


@dataclass(frozen=True, slots=True)
class Way:
    """One described way of finding out some answers, each imperfectly.

    `kind` is "ask" (`people` are asked whether it holds for them), "data" or "study" (`error_share`: in 90 % of all
    readings the larger of reading and truth is at most that share above the other, of shares their odds). `cost_money`
    is the fixed cost, `cost_per_person` comes on top for everybody asked.
    """

    name: str
    answers: tuple[str, ...]
    kind: str
    people: int | None
    error_share: float | None
    cost_money: float
    cost_per_person: float
    weeks: float

    @property
    def total_cost(self) -> float:
        """Return what it costs altogether [money]."""
        return self.cost_money + self.cost_per_person * (self.people or 0)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a survey costs: to set up [money], for everybody asked [money], and how long it takes [weeks]."""

    fixed_cost: float
    cost_per_person: float
    weeks: float


@dataclass(frozen=True, slots=True)
class Prior:
    """What a company assumes instead of the questionnaire's prior."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything the company has decided beforehand; `entries` is the same for people.

    `would_leave` is the share of the profit with those who ask that would really be lost, `would_grow` the share of their
    potential that would really come; `cost_to_serve_share` is the part of the revenue that an account costs where nobody
    knows more, `internal_hour_cost` [money] an hour of an own team. `rates` says for other currencies, in capitals, what
    one unit is worth in the policy's.
    """

    currency: str
    unit: str
    constants: Constants
    overrun_share: float
    person_week_cost: float
    value_per_user: Estimate | None
    competitor_users: Estimate | None
    own_users: Estimate | None
    risk_limit_share: float | None
    estimate_noise: float | None
    decimal_mark: str | None
    language: str
    widening: Mapping[Evidence, float]
    finding_out: Mapping[str, FindingOut]
    priors: Mapping[str, Prior]
    ways: tuple[Way, ...]
    survey: Survey
    own_product: str | None
    stated_intention: Estimate
    same_account_share: float
    would_leave: Estimate
    would_grow: Estimate
    cost_to_serve_share: Estimate
    internal_hour_cost: float
    rates: Mapping[str, float]
    entries: tuple[PolicyEntry, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the policy file: how it is checked, what holds when nobody sets it, and why."""

    key: str
    label: str
    form: str  # text, unit, mark, share, rate, years, money, price, exchange, factor, weeks, people, error, count, margin, range, language
    default: Any
    source: str


TOP = (
    Setting("currency", "Currency of all money", "text", "EUR", "assumed"),
    Setting("unit", "What is counted: users or accounts", "unit", "users", "assumed"),
    Setting("discount_rate", "Discount rate per year", "rate", 0.12, "assumed"),
    Setting("horizon_years", "Horizon", "years", 4.0, "assumed"),
    Setting("lock_in_rate", "Competitor's users locked in per year of head start", "rate", 0.15, "assumed"),
    Setting("win_rate", "Our share of new buyers who need the feature", "share", 0.10, "assumed"),
    Setting(
        "upkeep_rate",
        "Upkeep per year, share of the build cost",
        "rate",
        0.20,
        "assumed; maintenance is 40 % to 80 % of a program's life-cycle cost (Glass, IEEE Software 2001)",
    ),
    Setting(
        "opportunity_cost",
        "Worth of the team's time elsewhere, share of the build cost",
        "share",
        0.25,
        "assumed",
    ),
    Setting(
        "overrun",
        "Added to the build cost for overrun",
        "share",
        0.0,
        "question 8 asks for the cost including overrun; if it does not, 30 % to 40 % is the average of software "
        "projects (Molokken and Jorgensen 2003)",
    ),
    Setting("person_week_cost", "Cost of one person-week", "price", 3000.0, "assumed"),
    Setting(
        "value_per_user", "Contribution margin per user and year", "margin", None, "not set: the prior holds"
    ),
    Setting("competitor_users", "Users of the competitor's product", "count", None, "not set"),
    Setting("own_users", "Users of our product", "count", None, "not set"),
    Setting(
        "own_product",
        "Our product's name in usage data",
        "text",
        None,
        "not set: found out where it is certain",
    ),
    Setting(
        "stated_intention",
        "Of those who say in a survey that they would switch, the share who really do",
        "range",
        "10% to 50%",
        "assumed; stated intention predicts buying only imperfectly (Jamieson and Bass 1989), by how much nobody knows for single features",
    ),
    Setting(
        "same_account",
        "How alike people of one account answer: 0 % like strangers, 100 % like one person",
        "share",
        0.3,
        "assumed; makes several respondents of one account count as fewer witnesses",
    ),
    Setting(
        "would_leave",
        "Of the profit with the accounts that ask, the share that would really be lost without the feature",
        "range",
        "1% to 15%",
        "assumed",
    ),
    Setting(
        "would_grow",
        "Of the potential of the accounts that ask, the share that the feature would really bring",
        "range",
        "1% to 15%",
        "assumed",
    ),
    Setting(
        "cost_to_serve_share",
        "What an account costs where only its revenue is known, share of that revenue",
        "range",
        "30% to 80%",
        "assumed",
    ),
    Setting("internal_hour_cost", "Cost of one hour of a team of our own", "price", 60.0, "assumed"),
    Setting(
        "risk_limit", "Largest chance of loss we are willing to bear", "share", None, "not set: no limit"
    ),
    Setting(
        "estimate_noise",
        "Typical error of what requests are estimated to earn: two of three are off by less, up or down",
        "error",
        None,
        "not set: values are not shrunken",
    ),
    Setting(
        "decimal_mark",
        "Decimal mark in all files",
        "mark",
        None,
        "not set: settled by each file's own numbers",
    ),
    Setting("language", "Language of the report", "language", "en", "assumed"),
)

_HUNCH = "assumed; untrained people's 90 % ranges hold the truth 55 % of the time (hubbardresearch.com): 1.645/z(0.775) = 2.2"
WIDENING = (
    Setting(
        "measured", "Widening of measured answers", "factor", 1.0, "own telemetry, contract: taken as it is"
    ),
    Setting(
        "survey",
        "Widening of survey answers",
        "factor",
        1.3,
        "assumed; counts such as 3 of 20 are never widened",
    ),
    Setting("public", "Widening of public figures", "factor", 1.3, "assumed"),
    Setting("buyer-said", "Widening of what a buyer said", "factor", 1.7, "assumed"),
    Setting(
        "seller-said",
        "Widening of what a seller said",
        "factor",
        2.0,
        "assumed; sellers and buyers name different reasons in 50 % to 70 % of deals (Corporate Visions)",
    ),
    Setting("guess", "Widening of guesses", "factor", 2.2, _HUNCH),
    Setting(
        "unstated",
        "Widening of answers without stated evidence",
        "factor",
        1.0,
        "assumed: taken as typed, and said so; 2.2 would treat silence as a guess",
    ),
)

WAYS: Mapping[str, tuple[float, float]] = {
    "users": (2000.0, 2.0),
    "how_often": (2000.0, 2.0),
    "like": (1000.0, 1.0),
    "bought_because": (3000.0, 3.0),
    "not_miss": (2000.0, 2.0),
    "would_switch": (4000.0, 4.0),
    "build_cost": (1500.0, 1.0),
    "build_time": (1500.0, 1.0),
    "lost_without": (2000.0, 2.0),
    "price_competition": (3000.0, 3.0),
    "head_start": (500.0, 1.0),
    "value_per_user": (500.0, 1.0),
    "would_leave": (2000.0, 2.0),
    "would_grow": (2000.0, 2.0),
    "profit_at_risk": (500.0, 1.0),
    "potential_profit": (1000.0, 1.0),
    "hours_value": (500.0, 1.0),
}
"""Money and weeks it takes to learn each answer, all assumed: desk work, a survey, a round of interviews."""

SURVEY = (
    Setting("fixed_cost", "A survey: cost to set it up", "money", 500.0, "assumed"),
    Setting("cost_per_person", "A survey: cost per person asked", "money", 50.0, "assumed"),
    Setting("weeks", "A survey: time it takes", "weeks", 2.0, "assumed"),
)
