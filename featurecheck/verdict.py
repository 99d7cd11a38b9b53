"""The verdict: what to do, decided by money and doubt, and the reasons in words.

now = max(0, E[NPV]); for every answer, net = worth - cost - (1 - e^(-rate delay)) now. FIND OUT FIRST if the best net is
positive or two answers contradict each other, else GO if E[NPV] > 0, else NO-GO. The worth of an answer is its EVPPI,
an upper bound, and is called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from featurecheck.model import Contradiction, ParameterResult, Verdict
from featurecheck.normal import Floats
from featurecheck.payoff import NAMES
from featurecheck.policy import Policy
from featurecheck.words import chance, duration, money, quantity

WEEKS_PER_YEAR = 365.25 / 7
_MOST_FLIPS = 5


@dataclass(frozen=True, slots=True)
class Decisions:
    """Verdicts of n requests: `net_worth` shaped (n, 12) in the order of `payoff.NAMES` [money], `best` its column."""

    verdicts: Sequence[Verdict]
    net_worth: Floats
    best: npt.NDArray[np.intp]


def decide(expected: Floats, evppi: Floats, policy: Policy, contradicted: npt.NDArray[np.bool_]) -> Decisions:
    """Return the verdicts; `expected` shaped (n,), `evppi` (n, 12), `contradicted` (n,)."""
    cost = np.array([policy.finding_out[name].cost_money for name in NAMES])
    years = np.array([policy.finding_out[name].weeks for name in NAMES]) / WEEKS_PER_YEAR
    delay = -np.expm1(-policy.constants.discount_rate * years)
    net = evppi - cost - np.maximum(expected, 0.0)[:, None] * delay
    best = net.argmax(axis=1)
    find_out = contradicted | (net.max(axis=1, initial=-np.inf) > 0)
    verdicts = [
        Verdict.FIND_OUT_FIRST if ask else Verdict.GO if value > 0 else Verdict.NO_GO
        for ask, value in zip(find_out.tolist(), expected.tolist(), strict=True)
    ]
    return Decisions(verdicts, net, best)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the sentences about one request are made of; money in the policy's currency."""

    verdict: Verdict
    expected_value: float
    chance_of_loss: float
    evpi: float
    parameters: Sequence[ParameterResult]
    best: ParameterResult | None
    contradictions: Sequence[Contradiction]


def sentence(findings: Findings, policy: Policy) -> str:
    """Return the one sentence why."""
    value = _on_average(findings.expected_value, policy)
    blocking = [finding for finding in findings.contradictions if finding.contradiction]
    if blocking and findings.verdict is Verdict.FIND_OUT_FIRST:
        return f"Two answers cannot both be true, so no verdict can rest on them. {blocking[0].text}"
    if findings.verdict is Verdict.FIND_OUT_FIRST and findings.best is not None:
        best = findings.best
        price = f"costs about {money(best.find_out_cost or 0.0, policy.currency)} and {_weeks(best.find_out_weeks)}"
        worth = money(best.evppi or 0.0, policy.currency)
        return f"{value}, but one answer could change that: knowing {_of(best.label)} is worth up to {worth} and {price} to find out."
    if findings.verdict is Verdict.GO:
        return f"{value}, and no open answer is worth what it costs to find out."
    return f"{value}, and no answer is worth finding out first."


def _on_average(value: float, policy: Policy) -> str:
    horizon = duration(policy.constants.horizon_years)
    if value > 0:
        return f"Building it earns {money(value, policy.currency)} on average over {horizon}"
    return f"Building it loses {money(-value, policy.currency)} on average over {horizon}"


def _weeks(weeks: float | None) -> str:
    return duration((weeks or 0.0) / WEEKS_PER_YEAR)


def _of(label: str) -> str:
    return f"'{label}'"


def flips(findings: Findings, policy: Policy) -> tuple[str, ...]:
    """Return what would turn the sign of the expected value, the most valuable answers first."""
    other = Verdict.NO_GO if findings.expected_value > 0 else Verdict.GO
    able = [parameter for parameter in findings.parameters if parameter.break_even is not None]
    able.sort(key=lambda parameter: -(parameter.evppi or 0.0))
    del policy
    return tuple(flip(parameter, other) for parameter in able[:_MOST_FLIPS])


def flip(parameter: ParameterResult, other: Verdict) -> str:
    """Return e.g. `flips to GO if 'Margin per user' is above 1,287 EUR per user and year (33 % likely)`."""
    bound = quantity(parameter.break_even or 0.0, parameter.unit)
    return (
        f"flips to {other} if '{parameter.label}' is {parameter.break_even_direction} {bound} "
        f"({chance(parameter.flip_probability or 0.0)} likely)"
    )


def reasons(findings: Findings, policy: Policy) -> tuple[str, ...]:
    """Return the numbered sentences behind the verdict."""
    said = [_chance_reason(findings), _worth_reason(findings, policy), _knowledge_reason(findings)]
    said += [finding.text for finding in findings.contradictions if finding.contradiction]
    said += [f"It {text}." for text in flips(findings, policy)[:2]]
    limit = policy.risk_limit_share
    if findings.verdict is Verdict.GO and limit is not None and findings.chance_of_loss > limit:
        said.append(
            f"GO only if you can bear a {chance(findings.chance_of_loss)} chance of loss; the policy's limit is {chance(limit)}."
        )
    return tuple(said)


def _chance_reason(findings: Findings) -> str:
    loss = findings.chance_of_loss
    return f"It loses money in {chance(loss)} of the cases that the answers allow and pays back in {chance(1.0 - loss)}."


def _worth_reason(findings: Findings, policy: Policy) -> str:
    total = money(findings.evpi, policy.currency)
    if findings.best is None or not findings.best.evppi:
        return f"Knowing everything beforehand would be worth {total}; no single answer changes the decision."
    worth = money(findings.best.evppi, policy.currency)
    cost = money(findings.best.find_out_cost or 0.0, policy.currency)
    verb = "more than" if (findings.best.net_worth or 0.0) > 0 else "less than"
    return (
        f"Knowing everything beforehand would be worth {total}, the best single answer ('{findings.best.label}') up to {worth}: "
        f"{verb} finding it out costs ({cost} and {_weeks(findings.best.find_out_weeks)})."
    )


def _knowledge_reason(findings: Findings) -> str:
    asked = [parameter for parameter in findings.parameters if parameter.role == "payoff"]
    known = sum(parameter.state.value == "answered" for parameter in asked)
    if known == len(asked):
        return f"All {known} figures behind it were answered."
    if known == 0:
        return f"None of the {len(asked)} figures behind it was answered: all are wide assumptions."
    return f"{known} of the {len(asked)} figures behind it were answered; the others are wide assumptions."
