"""The declared inputs of the payoff model: name, kind, unit, and the question that asks for them."""

from __future__ import annotations

from dataclasses import dataclass

from featurecheck.model import Kind


@dataclass(frozen=True, slots=True)
class Parameter:
    """One uncertain input.

    `unit` may hold `{unit}` (the policy's users or accounts) and `{currency}`; `label` stands in tables, `phrase`
    within a sentence. `symbol` is the letter of the payoff formula, None for answers that are only checked against the others.
    `alternative` is a second way to answer (a number instead of a share, person-weeks instead of money).
    """

    name: str
    symbol: str | None
    label: str
    kind: Kind
    unit: str
    question: int | None
    phrase: str
    alternative: Kind | None = None

    def unit_text(self, unit: str, currency: str) -> str:
        """Return the unit with the policy's words filled in; `share` and `years` are dimensions of their own."""
        return self.unit.format(unit=unit, singular=unit.removesuffix("s"), currency=currency)

    def label_text(self, unit: str) -> str:
        """Return the label with the policy's word for a user."""
        return self.label.format(unit=unit, singular=unit.removesuffix("s"))

    def phrase_text(self, unit: str, measure: str = "share") -> str:
        """Return the phrase with the policy's word for a user; `measure` is `share` or `number`."""
        return self.phrase.format(unit=unit, singular=unit.removesuffix("s"), measure=measure)


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "users",
        "U",
        "Competitor's users of the feature",
        Kind.COUNT,
        "{unit}",
        1,
        "the number of the competitor's {unit} who use it",
    ),
    Parameter(
        "how_often",
        "f",
        "Share of them who use it regularly",
        Kind.SHARE,
        "share",
        2,
        "the share who use it regularly",
    ),
    Parameter("like", "l", "Share of those who like it", Kind.SHARE, "share", 3, "the share who like it"),
    Parameter(
        "bought_because",
        "B",
        "Bought the competitor's product because of it",
        Kind.COUNT,
        "{unit} per year",
        4,
        "the number who buy the competitor's product because of it",
    ),
    Parameter(
        "not_miss",
        "n",
        "Share who would not miss it",
        Kind.SHARE,
        "share",
        5,
        "the share who would not miss it",
        Kind.COUNT,
    ),
    Parameter(
        "competitor_revenue",
        None,
        "Competitor's revenue from it",
        Kind.MONEY,
        "{currency} per year",
        6,
        "the competitor's revenue from it",
    ),
    Parameter(
        "would_switch",
        "s",
        "Would switch to us because of it",
        Kind.SHARE,
        "share",
        7,
        "the {measure} who would switch to us because of it",
        Kind.COUNT,
    ),
    Parameter(
        "build_cost",
        "D",
        "Cost to build it",
        Kind.MONEY,
        "{currency}",
        8,
        "the cost to build it",
        Kind.EFFORT,
    ),
    Parameter(
        "build_time", "T", "Time until it is live", Kind.DURATION, "years", 8, "the time until it is live"
    ),
    Parameter(
        "lost_without",
        "K",
        "Own {unit} lost without it",
        Kind.COUNT,
        "{unit} per year",
        8,
        "the number of own {unit} lost without it",
    ),
    Parameter(
        "price_competition",
        "c",
        "Share of the gain lost to price competition",
        Kind.SHARE,
        "share",
        8,
        "the share of the gain lost to price competition",
    ),
    Parameter(
        "head_start",
        "h",
        "Competitor's head start",
        Kind.DURATION,
        "years",
        8,
        "the competitor's head start",
    ),
    Parameter(
        "value_per_user",
        "v",
        "Margin per {singular}",
        Kind.MONEY,
        "{currency} per {singular} and year",
        None,
        "the margin per {singular}",
    ),
)

STAKES: tuple[Parameter, ...] = (
    Parameter(
        "would_leave",
        "q",
        "Share of those who asked that would really leave",
        Kind.SHARE,
        "share",
        8,
        "the share of those who asked that would really leave without it",
    ),
    Parameter(
        "would_grow",
        "g",
        "Share of their potential that it would really bring as profit",
        Kind.SHARE,
        "share",
        8,
        "the share of their potential that it would really bring as profit",
    ),
    Parameter(
        "profit_at_risk",
        "R",
        "Profit with those who asked",
        Kind.MONEY,
        "{currency} per year",
        None,
        "the profit with those who asked",
    ),
    Parameter(
        "potential_profit",
        "P",
        "Potential of those who asked",
        Kind.MONEY,
        "{currency} per year",
        None,
        "the potential of those who asked",
    ),
    Parameter(
        "hours_value",
        "W",
        "Worth of the hours that own teams save",
        Kind.MONEY,
        "{currency} per year",
        None,
        "the worth of the hours that own teams save",
    ),
)
"""What named requesters stake on a feature; only for requests whose requesters are known accounts.

The two shares are assumed by the policy unless the request states them; the amounts are sums over the accounts.
"""

BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in (*PARAMETERS, *STAKES)}
PAYOFF: tuple[Parameter, ...] = tuple(parameter for parameter in PARAMETERS if parameter.symbol is not None)
