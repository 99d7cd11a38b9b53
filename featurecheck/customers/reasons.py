"""Why an account's money stands behind a request, or why not, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Literal

from featurecheck.accounts import Relationship, Standing
from featurecheck.customers.worth import Worth
from featurecheck.policy import Policy
from featurecheck.words import money, number, percent

Side = Literal["profit", "growth", "hours"]
"""The parts of an account's money that count apart from each other."""

_NAMES: dict[Side, str] = {"profit": "profit", "growth": "potential", "hours": "hours"}


def reason(standing: Standing, worth: Worth, kept: Collection[Side], policy: Policy) -> str:
    """Return why the sides `kept` of an account's money count, and why the others do not."""
    parts = _REASONS.get(standing.relationship, _of_account)(standing, worth, kept, policy)
    return "; ".join([*parts, *_terms(standing)])


def _of_team(standing: Standing, worth: Worth, _: Collection[Side], policy: Policy) -> Iterator[str]:
    hours = standing.account.hours_saved
    if hours is None or not worth.known:
        yield "nothing counts: nobody knows how many hours it saves. Fill in hours_saved"
    elif not hours.mean:
        yield "nothing counts: it saves no hours"
    else:
        each = money(policy.internal_hour_cost, policy.currency)
        yield f"its hours count: {number(hours.mean)} a year at {each} each"


def _of_unprofitable(*_: object) -> Iterator[str]:
    yield "weighs nothing: it costs more than it pays, and its potential does not outweigh that"


def _of_account(standing: Standing, worth: Worth, kept: Collection[Side], policy: Policy) -> Iterator[str]:
    if not worth.known:
        yield "nothing counts: nobody knows what it pays. Fill in revenue, cost_to_serve and potential_revenue"
        return
    yield _what_counts(kept)
    yield from _of_profit(standing, worth, kept, policy)
    yield from _of_growth(standing, worth, kept)


def _what_counts(kept: Collection[Side]) -> str:
    names = [f"its {_NAMES[side]}" for side in _NAMES if side in kept]
    if not names:
        return "nothing counts"
    return f"{' and '.join(names)} count{'s' if len(names) == 1 else ''}"


def _of_profit(standing: Standing, worth: Worth, kept: Collection[Side], policy: Policy) -> Iterator[str]:
    if worth.assumed:
        share = percent(policy.cost_to_serve_share.mean)
        yield f"its cost is not known and assumed at {share} of what it pays. Fill in cost_to_serve"
    elif standing.profit_money is not None and standing.profit_money < 0:
        yield "it costs more than it pays, so no profit counts"
    elif standing.profit_money == 0:
        yield "it pays no more than it costs"
    elif worth.profit.mean > 0 and "profit" not in kept:
        yield "its profit counts elsewhere"


def _of_growth(standing: Standing, worth: Worth, kept: Collection[Side]) -> Iterator[str]:
    if standing.growth_money is None:
        yield "nobody knows its potential. Fill in potential_revenue"
    elif worth.growth.mean > 0 and "growth" not in kept:
        yield "its potential counts elsewhere"


def _terms(standing: Standing) -> Iterator[str]:
    """Yield what a partner bears and takes; of others, that it would and why that does not count."""
    account, partner = standing.account, standing.relationship is Relationship.PARTNER
    terms = [
        f"{verb if partner else would} {percent(share.mean)} of {what}"
        for share, verb, would, what in (
            (account.cofunding, "bears", "would bear", "the build cost"),
            (account.profit_share, "takes", "would take", "the gain"),
        )
        if share is not None and share.mean > 0
    ]
    if terms and standing.relationship is not Relationship.INTERNAL:
        yield " and ".join(terms) + ("" if partner else ": not counted until it is a partner")


_REASONS: dict[Relationship, Callable[[Standing, Worth, Collection[Side], Policy], Iterator[str]]] = {
    Relationship.INTERNAL: _of_team,
    Relationship.UNPROFITABLE: _of_unprofitable,
}
