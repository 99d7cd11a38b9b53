"""The verdict: what to do, decided by money and doubt, and the reasons in words.

now = max(0, E[NPV]); for every answer, net = worth - cost - (1 - e^(-rate delay)) now. FIND OUT FIRST if the best net is
positive, else GO if E[NPV] > 0, else NO-GO; two answers that contradict each other turn a GO into FIND OUT FIRST. The
worth of an answer is the EVSI of the best way that the policy describes for it; where none is described it is the
EVPPI, an upper bound, and is called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from featurecheck.model import Contradiction, ParameterResult, SurveyPlan, Verdict, WayResult
from featurecheck.normal import Floats
from featurecheck.parameters import BY_NAME
from featurecheck.payoff import ALL_NAMES, COLUMN, Bets
from featurecheck.policy import Policy
from featurecheck.ways import WEEKS_PER_YEAR, Studied
from featurecheck.words import chance, duration, money, number, percent, quantity

_MOST_FLIPS = 5
_USERS = COLUMN["users"]
_LEAST_VALUE = 1e-6  # what is left of a value of nothing after rounding
_SAID_AS_NOTHING = 0.005


@dataclass(frozen=True, slots=True)
class Decisions:
    """Verdicts of n requests: `net_worth` shaped (n, 12) in the order of `payoff.NAMES`, or (n, 17) [money].

    `best` is the column of the answer most worth finding out, of the largest EVPPI where none is. A net worth that is
    not positive may be an upper bound (see `ways.Studied.net_worth`); `ways_of` gives it exactly.
    """

    verdicts: Sequence[Verdict]
    net_worth: Floats
    best: npt.NDArray[np.intp]
    studied: Studied | None = None

    def ways_of(self, row: int, column: int) -> tuple[WayResult, ...]:
        """Return the described ways of finding out one answer, the best first; computed when asked for."""
        return self.studied.ways_of(row, column) if self.studied else ()

    def survey_plans(self, row: int) -> tuple[SurveyPlan, ...]:
        """Return how many people to ask about each share that is worth a survey; computed when asked for."""
        return self.studied.survey_plans(row) if self.studied else ()


def decide(
    expected: Floats,
    evppi: Floats,
    policy: Policy,
    contradicted: npt.NDArray[np.bool_],
    switch_number: npt.NDArray[np.bool_] | None = None,
    bets: Bets | None = None,
) -> Decisions:
    """Return the verdicts; `expected` shaped (n,), `evppi` (n, 12) or (n, 17), `contradicted` (n,).

    `switch_number` (n,) tells where a number of switchers stands in the column of `users`: finding that out costs
    what question 7 costs. Without the `bets` the described ways of finding out are left aside.
    """
    stated = np.zeros(len(expected), dtype=bool) if switch_number is None else switch_number
    studied = Studied(bets, expected, evppi, stated, policy) if bets is not None else None
    net = _generic(expected, evppi, policy, stated)
    if studied is not None and policy.ways:
        net = studied.net_worth(net)
    pays = net.max(axis=1) > 0
    best = np.where(pays, net.argmax(axis=1), evppi.argmax(axis=1))
    earns = expected > _LEAST_VALUE
    find_out = pays | (contradicted & earns)
    verdicts = [
        Verdict.FIND_OUT_FIRST if ask else Verdict.GO if go else Verdict.NO_GO
        for ask, go in zip(find_out.tolist(), earns.tolist(), strict=True)
    ]
    return Decisions(verdicts, net, best, studied)


def _generic(expected: Floats, evppi: Floats, policy: Policy, stated: npt.NDArray[np.bool_]) -> Floats:
    """Return the EVPPI less the policy's general cost and delay for every answer, shaped as they are."""
    names = ALL_NAMES[: evppi.shape[1]]
    cost, weeks = (np.tile(figures, (len(expected), 1)) for figures in _ways(policy, names))
    instead = _ways(policy, ("would_switch",))
    cost[stated, _USERS], weeks[stated, _USERS] = instead[0][0], instead[1][0]
    delay = -np.expm1(-policy.constants.discount_rate * weeks / WEEKS_PER_YEAR)
    net: Floats = evppi - cost - np.maximum(expected, 0.0)[:, None] * delay
    return net


def _ways(policy: Policy, names: Sequence[str]) -> tuple[list[float], list[float]]:
    ways = [policy.finding_out[name] for name in names]
    return [way.cost_money for way in ways], [way.weeks for way in ways]


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
    value = on_average(findings.expected_value, policy)
    blocking = [finding for finding in findings.contradictions if finding.contradiction]
    if blocking and findings.verdict is Verdict.FIND_OUT_FIRST:
        return f"Two answers cannot both be true, so no verdict can rest on them. {blocking[0].text}"
    if findings.verdict is Verdict.FIND_OUT_FIRST and findings.best is not None:
        return f"{value}, but one answer could change that: {_worth_finding_out(findings.best, policy)}."
    if findings.verdict is Verdict.GO:
        return f"{value}, and no open answer is worth what it costs to find out."
    return f"{value}, and no answer is worth finding out first."


def short_sentence(said: Verdict, value: float, best: str, policy: Policy) -> str:
    """Return the sentence in short: `best` is the answer most worth finding out, `value` E[NPV] in money."""
    if said is Verdict.FIND_OUT_FIRST:
        phrase = BY_NAME[best].phrase_text(policy.unit)
        return f"{on_average(value, policy)}; {phrase} is to be found out first."
    rest = "no open answer is worth" if said is Verdict.GO else "no answer is worth"
    return f"{on_average(value, policy)}, and {rest} finding out first."


def _worth_finding_out(best: ParameterResult, policy: Policy) -> str:
    """Return what finding out the best answer is worth and costs: by the best described way, else at most."""
    if best.ways:
        way = best.ways[0]
        worth = money(way.evsi, policy.currency)
        price = _price(way.cost_money, way.weeks, policy)
        return f"{_doing(way, best, policy)} is worth {worth} and costs {price}"
    worth = money(best.evppi or 0.0, policy.currency)
    return f"knowing {_phrase(best, policy)} is worth up to {worth} and costs {_general_price(best, policy, 'about ')} to find out"


def _doing(way: WayResult, about: ParameterResult, policy: Policy) -> str:
    """Return what somebody would do, such as `asking 20 users (Call ten users) about the share who like it`."""
    if way.people is not None:
        asked = f"{number(way.people)} {policy.unit if way.people > 1 else policy.unit.removesuffix('s')}"
        return f"asking {asked} ({way.name}) about {_phrase(about, policy)}"
    how = "data on" if way.kind == "data" else "a study of"
    return f"{how} {_phrase(about, policy)} ({way.name})"


def on_average(value: float, policy: Policy) -> str:
    """Return what building it earns or loses on average [money], as the beginning of a sentence."""
    horizon = duration(policy.constants.horizon_years)
    if abs(value) < _SAID_AS_NOTHING:
        return f"Building it earns nothing on average over {horizon}"
    if value > 0:
        return f"Building it earns {money(value, policy.currency)} on average over {horizon}"
    return f"Building it loses {money(-value, policy.currency)} on average over {horizon}"


def _general_price(parameter: ParameterResult, policy: Policy, about: str = "") -> str:
    """Return what finding out takes where no way is described."""
    return _price(parameter.find_out_cost or 0.0, parameter.find_out_weeks or 0.0, policy, about)


def _price(cost: float, weeks: float, policy: Policy, about: str = "") -> str:
    """Return money and time, such as `500 EUR and 1 week`."""
    parts = [f"{about}{money(cost, policy.currency)}"] if cost > 0 else []
    parts += [duration(weeks / WEEKS_PER_YEAR)] if weeks > 0 else []
    return " and ".join(parts) or "nothing"


def _phrase(parameter: ParameterResult, policy: Policy) -> str:
    measure = "share" if parameter.unit == "share" else "number"
    return BY_NAME[parameter.name].phrase_text(policy.unit, measure)


def flips(findings: Findings, policy: Policy) -> tuple[str, ...]:
    """Return what would turn the sign of the expected value, the most valuable answers first."""
    other = Verdict.NO_GO if findings.expected_value > 0 else Verdict.GO
    able = [parameter for parameter in findings.parameters if parameter.break_even is not None]
    able.sort(key=lambda parameter: -(parameter.evppi or 0.0))
    return tuple(flip(parameter, other, policy) for parameter in able[:_MOST_FLIPS])


def flip(parameter: ParameterResult, other: Verdict, policy: Policy) -> str:
    """Return e.g. `flips to GO if the margin per user is above 1,287 EUR per user and year (33 % likely)`."""
    bound = quantity(parameter.break_even or 0.0, parameter.unit)
    return (
        f"flips to {other} if {_phrase(parameter, policy)} is {parameter.break_even_direction} {bound} "
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
            f"GO only if you can bear a {chance(findings.chance_of_loss)} chance of loss; the policy's limit is {percent(limit)}."
        )
    return tuple(said)


def _chance_reason(findings: Findings) -> str:
    loss = findings.chance_of_loss
    return f"It loses money in {chance(loss)} of the cases that the answers allow and pays back in {chance(1.0 - loss)}."


def _worth_reason(findings: Findings, policy: Policy) -> str:
    total = money(findings.evpi, policy.currency) if findings.evpi >= _SAID_AS_NOTHING else "nothing"
    if findings.best is None or (findings.best.evppi or 0.0) < _SAID_AS_NOTHING:
        return f"Knowing everything beforehand would be worth {total}; no single answer changes the decision."
    worth = money(findings.best.evppi or 0.0, policy.currency)
    best = f"Knowing everything beforehand would be worth {total}, the best single answer ({_phrase(findings.best, policy)}) up to {worth}"
    if findings.best.ways:
        way = findings.best.ways[0]
        verb = "more than" if way.net_worth > 0 else "less than"
        found = f"{_doing(way, findings.best, policy)} is worth {money(way.evsi, policy.currency)}"
        return f"{best}; {found}, {verb} its price ({_price(way.cost_money, way.weeks, policy)})."
    verb = "more than" if (findings.best.net_worth or 0.0) > 0 else "less than"
    return f"{best}: {verb} finding it out costs ({_general_price(findings.best, policy)})."


def _knowledge_reason(findings: Findings) -> str:
    asked = [parameter for parameter in findings.parameters if parameter.role == "payoff"]
    known = sum(parameter.state.value == "answered" for parameter in asked)
    if known == len(asked):
        return f"All {known} figures behind it were answered."
    if known == 0:
        return f"None of the {len(asked)} figures behind it was answered: all are wide assumptions."
    were = "was" if known == 1 else "were"
    rest = "the other is a wide assumption" if known == len(asked) - 1 else "the others are wide assumptions"
    return f"{known} of the {len(asked)} figures behind it {were} answered; {rest}."
