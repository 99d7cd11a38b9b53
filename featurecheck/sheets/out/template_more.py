"""The further sheets of the fill-in workbook: who the customers are, and what a survey answered."""

from __future__ import annotations

from featurecheck.sheets.out.template_rules import Check, TemplateColumn

CUSTOMERS_SHEET = "Customers"
SURVEY_SHEET = "Survey"
DONT_KNOW = "don't know"
_YES_NO = ("yes", "no", DONT_KNOW)


def _yes_no(name: str, guidance: str, width: float = 14) -> TemplateColumn:
    return TemplateColumn(name, name, guidance, _YES_NO, width)


def _estimate(name: str, guidance: str, width: float = 18) -> TemplateColumn:
    return TemplateColumn(name, name, guidance, width=width, check=Check.ESTIMATE)


def customer_columns(unit: str, currency: str) -> tuple[TemplateColumn, ...]:
    """Return the columns of one row an account; money is per year in `currency`, users are counted in `unit`."""
    money = f"{currency} per year. A range is welcome: 20k to 60k."
    return (
        TemplateColumn(
            "account",
            "account",
            "The customer's name, as the requests name it. Every row needs it.",
            width=30,
        ),
        TemplateColumn(
            "kind",
            "kind",
            "external: pays. internal: a team of your own.",
            ("external", "internal", DONT_KNOW),
            14,
        ),
        _estimate("revenue", f"What they pay now, in {money}"),
        _estimate("potential_revenue", f"What they could pay if all went well, in {money}"),
        _estimate("cost_to_serve", f"What support, sales and special work for them cost, in {money}"),
        TemplateColumn(
            "brand_value",
            "brand_value",
            "How much their name helps to win others.",
            ("none", "some", "high", DONT_KNOW),
            14,
        ),
        _yes_no("new_market", "Do they open a market that is new to you?"),
        _yes_no("new_geo", "Do they open a country or region that is new to you?"),
        _yes_no("shares_risk", "Would they bear a part of the loss if it fails?"),
        _yes_no("shares_profit", "Would they hand over a part of the gain if it works?"),
        _estimate("cofunding", "The share of the build cost they would bear: 10% to 20%."),
        _estimate("profit_share", "The share of the gain they would take: 5%."),
        _estimate("hours_saved", "For an internal team: hours of work saved per year."),
        _estimate("users", f"How many {unit} they have."),
        _yes_no("uses_competitor", "Do they use the competitor's product too?"),
        TemplateColumn("contact", "contact", "Whom to ask there: a name or a role.", width=24),
        TemplateColumn(
            "through",
            "through",
            "The account through which they buy, such as a reseller: its money is not counted twice.",
            width=24,
        ),
    )


def survey_columns(often: tuple[str, ...] = (), likes: tuple[str, ...] = ()) -> tuple[TemplateColumn, ...]:
    """Return the columns of one row a respondent; `often` and `likes` are the words of those two questions."""
    return (
        TemplateColumn("request", "request", "Which request was asked about: its id or its words.", width=40),
        TemplateColumn(
            "respondent", "respondent", "A number or a code will do; no name is needed.", width=16
        ),
        TemplateColumn("account", "account", "Where the respondent works, as the customers sheet names it."),
        _yes_no("uses", "Do they use the feature at the competitor?"),
        TemplateColumn("how_often", "how_often", "How often do they use it?", _words(often), 16),
        TemplateColumn("likes", "likes", "Do they like it?", _words(likes), 18),
        _yes_no("bought_because", "Did they buy the competitor's product because of it?", 16),
        _yes_no("would_miss", "Would they miss it if it were gone?"),
        _yes_no("would_switch", "Would they switch to you because of it?"),
    )


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*words, DONT_KNOW) if words else ()
