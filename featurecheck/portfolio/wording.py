"""A portfolio in sentences. Standard library only, so that a report can be rendered without numpy."""

from __future__ import annotations

import math

from featurecheck.model import Portfolio
from featurecheck.words import money, number, percent

_NO_GAP = 5e-7  # below it a percentage would read as 0
_DIGITS = 2


def words(portfolio: Portfolio, currency: str) -> tuple[str, ...]:
    """Return what is planned, how good it is at least, and what more capacity would earn; `notes` stand apart."""
    capacity = weeks(portfolio.capacity_person_weeks)
    if not portfolio.chosen:
        return (f"Within {capacity} nothing is planned.",)
    several = len(portfolio.chosen) > 1
    counted = f"{len(portfolio.chosen):,} requests are" if several else "1 request is"
    worth = money(portfolio.value, currency)
    return (
        f"Within {capacity}, {counted} worth {worth}; {_rival(portfolio.gap_share)}.",
        f"{'They take' if several else 'It takes'} {weeks(portfolio.used_person_weeks)}.",
        _margin(portfolio, currency),
    )


def _rival(gap_share: float) -> str:
    """Round up, so that the sentence stays true."""
    if gap_share <= _NO_GAP:
        return "no plan is better"
    scale = 10 ** (_DIGITS - 1 - math.floor(math.log10(gap_share)))
    return f"no plan is more than {percent(math.ceil(gap_share * scale - 1e-9) / scale)} better"


def _margin(portfolio: Portfolio, currency: str) -> str:
    if portfolio.shadow_price is None:
        return "One more person-week would earn nothing: capacity is left over."
    return f"One more person-week would earn {money(portfolio.shadow_price, currency)}."


def weeks(value: float) -> str:
    """Return e.g. `60 person-weeks`."""
    return f"{number(value)} person-week{'' if value == 1 else 's'}"
