"""What to build within a capacity, and how much of what the top of a ranking promises will come true, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from featurecheck import words
from featurecheck.report.shapes import Plan, PlanRow
from featurecheck.report.wording import line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from featurecheck.model import Curse, Evaluation, Portfolio, RequestResult

MOST_CHOSEN = 500
_FEW = 12  # more are folded, so that the table of all requests stays near the top
_COIN = 0.5  # of money: what rounds to nothing
_METHODS = {
    "greedy": "They were chosen by value for effort, the best first.",
    "exact": "They were chosen by solving for the best plan exactly.",
}
_LUCK = "the best of many estimates are partly the luckiest"
_NO_NOISE = f"Expect less: {_LUCK}, and these values are not shrunken, because nobody has said how far such estimates are usually off. Set estimate_noise in the policy, at best from a log of what past requests promised and what they earned."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the plan shows of one request; effort in person-weeks, money in the policy's currency."""

    heading: str
    effort: float | None
    value: float
    per_effort: float | None


def chosen(result: RequestResult) -> Chosen:
    """Return what the plan shows of the request, so that the request itself need not be kept."""
    heading = line(result.request) or "A request without a name"
    return Chosen(heading, result.effort_person_weeks, result.expected_value, result.value_per_effort)


def wanted(evaluation: Evaluation) -> frozenset[str]:
    """Return the ids of the requests the plan lists, at most 500."""
    return frozenset(evaluation.portfolio.chosen[:MOST_CHOSEN]) if evaluation.portfolio else frozenset()


def person_weeks(value: float) -> str:
    """Return `1 person-week`, `12.5 person-weeks`."""
    text = words.number(value)
    return f"{text} person-week" if text == "1" else f"{text} person-weeks"


def mark(result: RequestResult, portfolio: Portfolio | None) -> str:
    """Return whether the request is planned and as which, empty without a capacity."""
    if result.planned is None:
        return ""
    if not result.planned:
        return "not planned"
    number = _numbers(portfolio.chosen).get(result.id) if portfolio else None
    if portfolio is None or number is None:
        return "planned"
    return f"planned, number {number} of {len(portfolio.chosen)}"


@lru_cache(maxsize=1)
def _numbers(chosen: tuple[str, ...]) -> Mapping[str, int]:
    """Return each planned request's place in the order; asked once a request, made once a plan."""
    return {name: number for number, name in enumerate(chosen, start=1)}


def plan(
    portfolio: Portfolio | None, found: Mapping[str, Chosen], anchors: Mapping[str, str], currency: str
) -> Plan | None:
    """Return the plan in words and rows, None without a capacity.

    Args:
        portfolio: what was planned.
        found: the planned requests by id.
        anchors: where on the page a request stands, by id; a request without one is not linked.
        currency: of all money.
    """
    if portfolio is None:
        return None
    rows = tuple(
        _row(index, name, found.get(name), anchors.get(name, ""), currency)
        for index, name in enumerate(portfolio.chosen[:MOST_CHOSEN], start=1)
    )
    return Plan(
        title=f"What to build within {person_weeks(portfolio.capacity_person_weeks)}",
        lead=_lead(portfolio, currency),
        sentences=_sentences(portfolio, currency),
        notes=tuple(line(note) for note in portfolio.notes),
        fold=f"{_them(len(portfolio.chosen))} in the order to build",
        rows=rows,
        cut=_cut(len(portfolio.chosen)),
        open=len(rows) <= _FEW,
    )


def _row(index: int, name: str, found: Chosen | None, anchor: str, currency: str) -> PlanRow:
    if found is None:
        return PlanRow(str(index), "", line(name), "not known", "not known", "not known")
    effort, per_effort = found.effort, found.per_effort
    return PlanRow(
        number=str(index),
        anchor=anchor,
        heading=found.heading,
        effort=person_weeks(effort) if effort is not None else "not known",
        value=words.money(found.value, currency),
        per_effort=words.money(per_effort, currency) if per_effort is not None else "not known",
    )


def _them(count: int) -> str:
    return "The one request" if count == 1 else f"The {count:,} requests"


def _cut(count: int) -> str:
    return f"The first {MOST_CHOSEN} of {count:,} are listed." if count > MOST_CHOSEN else ""


def _lead(portfolio: Portfolio, currency: str) -> str:
    within = f"Within {person_weeks(portfolio.capacity_person_weeks)}"
    count = len(portfolio.chosen)
    if not count:
        return f"{within} no request can be built that is worth it."
    worth = words.money(portfolio.value, currency)
    what = f"one request is worth {worth}" if count == 1 else f"{count:,} requests are worth {worth} together"
    return f"{within}, {what}{_gap(portfolio.gap_share)}."


def _gap(share: float) -> str:
    """Return how much better another plan can be; rounded up, because it is a bound."""
    if not math.isfinite(share):
        return ""
    tenths = math.ceil(share * 1000 - 1e-6)
    return (
        f"; no plan is more than {words.percent(tenths / 1000)} better"
        if tenths > 0
        else "; no plan is better"
    )


def _sentences(portfolio: Portfolio, currency: str) -> tuple[str, ...]:
    if not portfolio.chosen:
        return ()
    takes = "It takes" if len(portfolio.chosen) == 1 else "They take"
    used = f"{takes} {person_weeks(portfolio.used_person_weeks)}."
    method = _METHODS.get(portfolio.method, "") if len(portfolio.chosen) > 1 else ""
    return tuple(part for part in (used, method, _price(portfolio.shadow_price, currency)) if part)


def _price(price: float | None, currency: str) -> str:
    if price is None or price < _COIN:
        return "Capacity is left over: one more person-week would earn nothing."
    return f"One more person-week would earn {words.money(price, currency)}."


def curse(found: Curse | None, currency: str) -> tuple[str, ...]:
    """Return what the top of the ranking promises and what to expect of it; nothing where it promises nothing."""
    if found is None or found.promised < _COIN:
        return ()
    promised = words.money(found.promised, currency)
    promise = _promise(found, promised)
    if found.expected is None:
        return promise, _NO_NOISE
    return promise, _expect(found, found.expected, currency), _noise(found)


def _promise(found: Curse, promised: str) -> str:
    if found.of_go:
        one = f"The request with the verdict GO promises {promised}."
        many = f"The {found.top:,} requests with the verdict GO promise {promised} together."
    else:
        one = f"The first of the ranking promises {promised}."
        many = f"The first {found.top:,} of the ranking promise {promised} together."
    return one if found.top == 1 else many


def _expect(found: Curse, expected: float, currency: str) -> str:
    share = 1 - expected / found.promised
    less = f", {words.chance(share)} less" if share >= 0.005 else ""  # noqa: PLR2004 - half a percent rounds to none
    return f"Expect {words.money(expected, currency)}{less}: {_LUCK}."


def _noise(found: Curse) -> str:
    source = f" ({line(found.source)})" if found.source.strip() else ""
    if found.noise_share is None:
        return f"The noise of the estimates is taken from the policy or the log{source}."
    return f"{words.percent(round(found.noise_share, 3))} of the spread between the requests is taken as noise of the estimates{source}; the shrunken values leave it out."
