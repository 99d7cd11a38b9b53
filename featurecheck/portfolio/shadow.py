"""The shadow price of a plan in place of the policy's opportunity cost."""

from __future__ import annotations

from dataclasses import replace

from featurecheck.model import PolicyEntry, Portfolio
from featurecheck.policy import Policy
from featurecheck.portfolio.wording import weeks
from featurecheck.words import money, percent

_KEY = "opportunity_cost"
_DIGITS = 6


def without_opportunity_cost(policy: Policy) -> Policy:
    """Return the policy for planning the shadow price: what the time would earn elsewhere must not count twice."""
    return replace(policy, constants=replace(policy.constants, opportunity_share=0.0))


def at_shadow_price(policy: Policy, portfolio: Portfolio) -> tuple[Policy, str]:
    """Return the policy with the plan's shadow price as its opportunity cost, and a sentence about it.

    The opportunity cost is a share of the build cost: the shadow price over the cost of a person-week. Where capacity
    is left over there is no shadow price, and the policy stays as it is.

    Args:
        policy: what holds otherwise.
        portfolio: planned under `without_opportunity_cost(policy)`.
    """
    before, within = percent(policy.constants.opportunity_share), weeks(portfolio.capacity_person_weeks)
    if portfolio.shadow_price is None:
        return (
            policy,
            f"Within {within} capacity is left over, so there is no shadow price: the policy's opportunity cost of {before} stays.",
        )
    share = round(portfolio.shadow_price / policy.person_week_cost, _DIGITS)
    earned = money(portfolio.shadow_price, policy.currency)
    source = f"shadow price: within {within} one more person-week would earn {earned}, and it costs {money(policy.person_week_cost, policy.currency)}"
    entries = tuple(_priced(entry, share, source) if entry.key == _KEY else entry for entry in policy.entries)
    priced = replace(policy, constants=replace(policy.constants, opportunity_share=share), entries=entries)
    return (
        priced,
        f"One more person-week within {within} would earn {earned}: the opportunity cost is {percent(share)} of the build cost instead of {before}, and everything is evaluated once more.",
    )


def _priced(entry: PolicyEntry, share: float, source: str) -> PolicyEntry:
    return replace(entry, value=percent(share), source=source, origin="argument")
