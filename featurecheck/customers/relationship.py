"""What each account is to us, by rules whose words are printed; what nobody knows never decides against an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from featurecheck.accounts import Account, Brand, Relationship, Standing
from featurecheck.customers.money import about_money, exact_money, plain_money
from featurecheck.model import Estimate, Shape

_EACH_SIDE = ("shares_risk", "shares_profit")
_BEACHHEADS = ("new_market", "new_geo")
_OVERLAPS = (*_EACH_SIDE, "cofunding", "brand_value", *_BEACHHEADS)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what an account is if it holds, in the words that are printed. The first that holds decides."""

    relationship: Relationship
    words: str
    holds: Callable[[Standing], bool]


@dataclass(frozen=True, slots=True)
class _Overlap:
    """One sign that an account's interests are ours too."""

    words: str
    holds: Callable[[Account], bool]


def _internal(standing: Standing) -> bool:
    return standing.account.internal is True


def _partner(standing: Standing) -> bool:
    return standing.account.shares_risk is True and standing.account.shares_profit is True


def _unprofitable(standing: Standing) -> bool:
    """Tell whether a known loss stands against a known potential that is no larger, and nothing else speaks for them."""
    profit, growth = standing.profit_money, standing.growth_money
    loses = profit is not None and growth is not None and profit < 0 and growth <= -profit
    return loses and not opens_something(standing.account)


def _candidate(standing: Standing) -> bool:
    return (
        (standing.profit_money or 0.0) > 0
        and (standing.growth_money or 0.0) > 0
        and bool(overlaps(standing.account))
    )


def _anybody(_: Standing) -> bool:
    return True


RULES = (
    Rule(Relationship.INTERNAL, "a team of our own: kind is internal", _internal),
    Rule(
        Relationship.PARTNER,
        "shares risk and profit, in good times and in bad: shares_risk and shares_profit are both yes",
        _partner,
    ),
    Rule(
        Relationship.UNPROFITABLE,
        "costs more than it pays, what it could pay on top (potential_revenue less revenue) does not outweigh that, and "
        "it opens neither a new market nor a new region; while nobody knows its potential, it stays a customer",
        _unprofitable,
    ),
    Rule(
        Relationship.PARTNER_CANDIDATE,
        "pays more than it costs, could grow, and its interests overlap with ours: it shares risk or profit, would bear "
        "a part of the build cost, has a name of high value, or opens a new market or region",
        _candidate,
    ),
    Rule(Relationship.CUSTOMER, "everybody else, also where too little is known to say more", _anybody),
)
"""All rules in the order in which they are tried."""

_SIGNS = (
    _Overlap("shares the risk", lambda account: account.shares_risk is True),
    _Overlap("shares the profit", lambda account: account.shares_profit is True),
    _Overlap("would bear a part of the build cost", lambda account: _positive(account.cofunding)),
    _Overlap("its name helps to win others", lambda account: account.brand is Brand.HIGH),
    _Overlap("opens a new market", lambda account: account.new_market is True),
    _Overlap("opens a new region", lambda account: account.new_geo is True),
)


def standing_of(account: Account) -> Standing:
    """Return what an account is and why, by the first of `RULES` that holds."""
    figures = Standing(account, Relationship.CUSTOMER, "", profit_of(account), growth_of(account))
    relationship = next(rule.relationship for rule in RULES if rule.holds(figures))
    reason = _REASONS[relationship](figures)
    return Standing(account, relationship, reason, figures.profit_money, figures.growth_money)


def profit_of(account: Account) -> float | None:
    """Return revenue less cost to serve per year (means), None where one of them is unknown."""
    if account.revenue is None or account.cost_to_serve is None:
        return None
    return account.revenue.mean - account.cost_to_serve.mean


def growth_of(account: Account) -> float | None:
    """Return what an account could pay on top per year (means), at least 0, None where that is unknown."""
    if account.revenue is None or account.potential_revenue is None:
        return None
    return max(0.0, account.potential_revenue.mean - account.revenue.mean)


def opens_something(account: Account) -> bool:
    """Tell whether an account is known to open a new market or region."""
    return account.new_market is True or account.new_geo is True


def overlaps(account: Account) -> list[str]:
    """Return in words in what an account's interests are known to overlap with ours."""
    return [sign.words for sign in _SIGNS if sign.holds(account)]


def missing(account: Account, *names: str) -> list[str]:
    """Return those of the sheet's columns whose cell is unknown."""
    fields = {"brand_value": "brand", "kind": "internal"}
    return [name for name in names if getattr(account, fields.get(name, name)) is None]


def _positive(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.mean > 0


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _figures(account: Account) -> str:
    """Return `pays 12,000 EUR and costs 15,500 EUR a year`, as far as it is known."""
    known = [
        f"{verb} {plain_money(estimate)}"
        for verb, estimate in (("pays", account.revenue), ("costs", account.cost_to_serve))
        if estimate is not None
    ]
    return f"{' and '.join(known)} a year" if known else ""


def _currency(account: Account) -> str:
    known = (account.revenue, account.potential_revenue, account.cost_to_serve)
    return next((one.currency for one in known if one is not None and one.currency), "")


def _growth(standing: Standing) -> str:
    """Return `could grow by 2,000 EUR`, as exactly as both of its figures are known; "" where it is unknown."""
    account, growth = standing.account, standing.growth_money
    if growth is None:
        return ""
    if not growth:
        return "is not expected to grow"
    exact = all(one and one.shape is Shape.EXACT for one in (account.revenue, account.potential_revenue))
    amount = (exact_money if exact else about_money)(growth, _currency(account))
    return f"could grow by {amount}"


def _not_known(names: list[str]) -> str:
    return f"not known: {', '.join(names)}" if names else ""


def _of_internal(_: Standing) -> str:
    return "a team of our own"


def _of_partner(standing: Standing) -> str:
    loses = standing.profit_money is not None and standing.profit_money < 0
    burden = (
        f"{_figures(standing.account)}, which a partner is not judged by alone"
        if loses
        else _figures(standing.account)
    )
    return _joined("shares risk and profit", burden)


def _of_unprofitable(standing: Standing) -> str:
    growth = _growth(standing)
    weighed = f"{growth}, which does not outweigh it" if standing.growth_money else growth
    doubt = missing(standing.account, *_BEACHHEADS)
    return _joined(
        _figures(standing.account),
        weighed,
        f"nobody says that it opens a new market or region ({_not_known(doubt)})"
        if doubt
        else "opens no new market or region",
    )


def _of_candidate(standing: Standing) -> str:
    return _joined(_figures(standing.account), _growth(standing), ", ".join(overlaps(standing.account)))


def _of_customer(standing: Standing) -> str:
    """Say what decided, or what has to be known to say more."""
    account, profit = standing.account, standing.profit_money
    figures = _figures(account)
    if profit is not None and profit < 0 and opens_something(account):
        return _joined(figures, _rescued(standing))
    if profit is None or standing.growth_money is None:
        wanted = missing(account, "revenue", "cost_to_serve", "potential_revenue")
        return _joined(figures, _not_known(wanted))
    if profit < 0:
        return _joined(figures, _rescued(standing))
    if profit == 0 or standing.growth_money == 0:
        return _joined(figures, _growth(standing))
    unknown = missing(account, *_OVERLAPS)
    nothing = "nothing that overlaps with our interests" + (" is known" if unknown else "")
    return _joined(figures, _growth(standing), nothing, _not_known(unknown))


def _rescued(standing: Standing) -> str:
    """Say what outweighs a loss."""
    growth, loss = standing.growth_money or 0.0, -(standing.profit_money or 0.0)
    opened = [sign for sign in overlaps(standing.account) if sign.startswith("opens")]
    weighed = f"{_growth(standing)}, which outweighs it" if growth > loss else ""
    return _joined(weighed, " and ".join(opened))


_REASONS: dict[Relationship, Callable[[Standing], str]] = {
    Relationship.INTERNAL: _of_internal,
    Relationship.PARTNER: _of_partner,
    Relationship.UNPROFITABLE: _of_unprofitable,
    Relationship.PARTNER_CANDIDATE: _of_candidate,
    Relationship.CUSTOMER: _of_customer,
}
