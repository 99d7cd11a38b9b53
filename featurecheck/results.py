"""The results of a batch, each written out when it is looked at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, overload

import numpy as np

from featurecheck import verdict
from featurecheck.answers import FROM_POLICY, Answer
from featurecheck.contradictions import involved
from featurecheck.disagreement import disagreements
from featurecheck.evidence import SWITCH_CHAIN, Gathered
from featurecheck.exact import Exact
from featurecheck.groups import Group, Step
from featurecheck.intake import Requests, Severity
from featurecheck.model import (
    AnswerState,
    AskedBy,
    Contradiction,
    Evidence,
    FindOutStep,
    Flag,
    ParameterResult,
    RequestResult,
    Verdict,
    Witness,
)
from featurecheck.normal import Floats, cdf
from featurecheck.parameters import PARAMETERS, Parameter
from featurecheck.payoff import ALL_NAMES, COLUMN
from featurecheck.policy import Policy
from featurecheck.sampled import Sampled
from featurecheck.staking import amount, in_force
from featurecheck.whatif import case
from featurecheck.words import chance, duration, number, percent, significant

NO_EFFORT = 1e-9
"""Person-weeks; stands in for an effort of 0, which nothing can be divided by."""

_EXACT_DIGITS = 8
_SAMPLED_DIGITS = 5
_DOT_DIGITS = 4
_LATE = 0.05
_LEAST_WORTH = 0.5  # of the currency's unit
_TELLING = ("ambiguous", "assumed", "read as", "swapped", "both ends")


@dataclass(frozen=True, slots=True)
class Numbers:
    """All figures of n requests; `effort` in person-weeks and `per_effort` in money a person-week, shaped (n,)."""

    exact: Exact
    sampled: Sampled
    effort: Floats
    per_effort: Floats


@dataclass(frozen=True, slots=True)
class Unweighted:
    """What the same answers say when nobody is weighed: E[NPV] (n,) [money], and the decisions."""

    expected_value: Floats
    decisions: verdict.Decisions


@dataclass(frozen=True, eq=False)
class Found(Sequence[RequestResult]):
    """The results, each written out when it is looked at: 100,000 requests cost only their arrays until then."""

    requests: Requests
    gathered: Gathered
    policy: Policy
    numbers: Numbers
    conflicts: Sequence[tuple[Contradiction, ...]]
    decisions: verdict.Decisions
    votes: Sequence[int | None]
    ranks: Sequence[int]
    shrunken: Floats | None = None
    planned: frozenset[str] | None = None
    unweighted: Unweighted | None = None
    lists: dict[bytes, list[Step]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.gathered.rows)

    def __iter__(self) -> Iterator[RequestResult]:
        return (self._result(row) for row in range(len(self)))

    @overload
    def __getitem__(self, index: int) -> RequestResult: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RequestResult]: ...
    def __getitem__(self, index: int | slice) -> RequestResult | Sequence[RequestResult]:
        if isinstance(index, slice):
            return [self._result(row) for row in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._result(index % len(self))

    def _result(self, row: int) -> RequestResult:
        weighed = self.gathered.weighed
        stakes = in_force(weighed.stakes, row) if weighed else ()
        parameters = {one.name: self._parameter(one, row) for one in (*PARAMETERS, *stakes)}
        findings = self._findings(row, parameters)
        best = _next(findings)
        flips = verdict.flips(findings, self.policy)
        spread = self.numbers.sampled
        p5, p50, p95 = (_money(value, _SAMPLED_DIGITS) for value in spread.quantiles[row])
        return RequestResult(
            **self._typed(row),
            verdict=findings.verdict,
            sentence=verdict.sentence(findings, self.policy),
            reasons=verdict.reasons(findings, self.policy),
            flips=flips,
            expected_value=findings.expected_value,
            chance_of_loss=findings.chance_of_loss,
            p5=p5,
            p50=p50,
            p95=p95,
            evpi=findings.evpi,
            next_question=best.name if best else None,
            next_question_worth=_worth(best) if best else None,
            ask=best.ask if best else None,
            break_even=flips[0] if flips else None,
            flags=tuple(self._flags(row, findings)),
            contradictions=self.conflicts[row],
            effort_person_weeks=significant(float(self.numbers.effort[row]), _SAMPLED_DIGITS),
            value_per_effort=self._per_effort(row),
            rank=self.ranks[row],
            outcomes=tuple(_money(value, _DOT_DIGITS) for value in spread.outcomes[row]),
            parameters=parameters,
            find_out_list=self._find_out_list(row, findings),
            surveys=self.decisions.survey_plans(row) if findings.verdict is Verdict.FIND_OUT_FIRST else (),
            shrunken_value=None if self.shrunken is None else _money(self.shrunken[row], _SAMPLED_DIGITS),
            planned=None if self.planned is None else self._typed(row)["id"] in self.planned,
            asked_by=self._asked_by(row),
            case=case(self.gathered, row, self.policy),
        )

    def _asked_by(self, row: int) -> AskedBy | None:
        """Return who asked, None without a list of customers or where the request names nobody."""
        if self.gathered.weighed is None or self.unweighted is None:
            return None
        stakes = self.gathered.weighed.stakes
        asked = stakes.asked(row)
        if not asked.askers and not asked.unknown:
            return None
        value = _money(self.unweighted.expected_value[row], _EXACT_DIGITS)
        said = self.unweighted.decisions
        best = self._name(row, int(said.best[row]))
        return AskedBy(
            **{one.name: getattr(asked, one.name) for one in fields(asked)},
            profit_money=_money(stakes.profit_mean[row], _EXACT_DIGITS),
            growth_money=_money(stakes.growth_mean[row], _EXACT_DIGITS),
            hours_money=_money(stakes.hours_mean[row], _EXACT_DIGITS),
            cofunding_share=float(stakes.cofunding[row]),
            profit_share=float(stakes.profit_share[row]),
            replaces=bool(stakes.named[row]),
            unweighted_verdict=said.verdicts[row],
            unweighted_value=value,
            unweighted_sentence=verdict.short_sentence(said.verdicts[row], value, best, self.policy),
        )

    def _find_out_list(self, row: int, findings: verdict.Findings) -> tuple[FindOutStep, ...]:
        """Return the shortest list that settles most of the doubt, where there is something to find out."""
        if findings.verdict is not Verdict.FIND_OUT_FIRST:
            return ()
        evpi = float(self.numbers.sampled.evpi[row])
        bet = self.gathered.bet(row)
        key = bet.location.tobytes() + bet.scale.tobytes() + bet.exponential.tobytes()
        if key not in self.lists:  # an export without answers has a thousand equal bets
            group = Group(bet, self.policy.constants)
            self.lists[key] = group.shortest_list(evpi, self.numbers.exact.evppi[row])
        return tuple(
            FindOutStep(
                self._name(row, step.column),
                _money(step.worth, _SAMPLED_DIGITS),
                significant(step.worth / evpi, 4),
            )
            for step in self.lists[key]
        )

    def _name(self, row: int, column: int) -> str:
        """Return which answer stands in the column: a number of switchers stands in that of `users`."""
        name = ALL_NAMES[column]
        return "would_switch" if name == "users" and self.gathered.switch_number[row] else name

    def _per_effort(self, row: int) -> float | None:
        if self.numbers.effort[row] <= NO_EFFORT:
            return None
        return _money(self.numbers.per_effort[row], _SAMPLED_DIGITS)

    def _typed(self, row: int) -> dict[str, Any]:
        """Return what the row says about itself."""
        source = self.gathered.rows[row]
        columns, place = self.requests.columns, self.requests.places[source]

        def cell(name: str) -> str:
            return columns[name][source] if name in columns else ""

        where = f", row {place.row}" if place.row else ""
        sheet = f", sheet '{place.sheet}'" if place.sheet else ""
        texts = ("id", "request", "description", "competitor", "requested_on", "status", "consequences")
        return {
            **{name: cell(name) for name in texts},
            "requesters": tuple(name.strip() for name in cell("requesters").split(";") if name.strip()),
            "votes": self.votes[row],
            "place": f"{place.file}{sheet}{where}",
        }

    def _findings(self, row: int, parameters: Mapping[str, ParameterResult]) -> verdict.Findings:
        names = list(COLUMN)
        name = names[self.decisions.best[row]]
        if self.gathered.switch_number[row] and name == "users":
            name = "would_switch"
        return verdict.Findings(
            verdict=self.decisions.verdicts[row],
            expected_value=_money(self.numbers.exact.expected_value[row], _EXACT_DIGITS),
            chance_of_loss=significant(float(self.numbers.sampled.chance_of_loss[row]), _SAMPLED_DIGITS),
            evpi=_money(self.numbers.sampled.evpi[row], _SAMPLED_DIGITS),
            parameters=list(parameters.values()),
            best=parameters[name],
            contradictions=self.conflicts[row],
        )

    def _flags(self, row: int, findings: verdict.Findings) -> Iterator[Flag]:
        blocked = any(one.contradiction for one in findings.contradictions)
        worths = self.numbers.exact.evppi[row]
        yield from disagreements(self.gathered, row, self.policy, worths, contradicted=blocked)
        yield from _knowledge_flags(findings.parameters, self.policy.widening[Evidence.UNSTATED])
        late = self._late(row)
        if late > _LATE:
            horizon = duration(self.policy.constants.horizon_years)
            text = f"{chance(late)} likely that it goes live only after the horizon of {horizon}: then it earns nothing."
            yield Flag("late", Severity.WARNING, text)
        limit = self.policy.risk_limit_share
        if limit is not None and findings.chance_of_loss > limit and findings.verdict is not Verdict.NO_GO:
            text = f"The chance of loss, {chance(findings.chance_of_loss)}, is above the policy's limit of {percent(limit)}."
            yield Flag("risk_limit", Severity.WARNING, text)

    def _late(self, row: int) -> float:
        """Return the chance that the build time passes the horizon."""
        bets, column, horizon = self.gathered.bets, COLUMN["build_time"], self.policy.constants.horizon_years
        location, scale = float(bets.location[row, column]), float(bets.scale[row, column])
        if bets.exponential[row, column]:
            return math.exp(-horizon / scale)
        distance = location - math.log(horizon)
        return float(cdf(distance / scale)) if scale > 0 else float(distance >= 0)

    def _parameter(self, parameter: Parameter, row: int) -> ParameterResult:
        answer = self._answer(parameter, row)
        number_stated = bool(self.gathered.switch_number[row])
        role = _role(parameter, number_stated=number_stated)
        if self.gathered.set_aside(parameter.name, row):
            role = "replaced"
        column = COLUMN.get("users" if number_stated and parameter.name == "would_switch" else parameter.name)
        moved = (
            self._moved(row, column, parameter.name) if role == "payoff" and column is not None else _UNMOVED
        )
        estimate = answer.estimate
        p5, p50, p95, mean = (
            significant(value, _EXACT_DIGITS)
            for value in (estimate.p5, estimate.p50, estimate.p95, estimate.mean)
        )
        return ParameterResult(
            name=parameter.name,
            label=parameter.label_text(self.policy.unit),
            question=parameter.question,
            role=role,
            state=answer.state,
            text=answer.text,
            reading=answer.reading,
            unit=estimate.unit,
            evidence=answer.evidence,
            source=answer.sources,
            ask=answer.ask or _asked(answer),
            p5=p5,
            p50=p50,
            p95=p95,
            mean=mean,
            notes=answer.notes,
            witnesses=tuple(_rounded(witness) for witness in answer.witnesses),
            **moved,
        )

    def _answer(self, parameter: Parameter, row: int) -> Answer:
        """Return the answer, or the sum of the requesters that stands for one."""
        if parameter.name in self.gathered.answers or self.gathered.weighed is None:
            return self.gathered.answers[parameter.name][row]
        return amount(parameter.name, self.gathered.weighed.stakes, row, self.policy)

    def _moved(self, row: int, column: int, name: str) -> dict[str, Any]:
        """Return what the answer moves: worth, break-even, tornado ends, and what finding it out takes."""
        known = self.numbers.exact
        point = float(known.break_even[row, column])
        there = not np.isnan(point)
        above = bool(known.flip_above[row, column])
        return {
            "evppi": _money(known.evppi[row, column], _EXACT_DIGITS),
            "break_even": significant(point, _EXACT_DIGITS) if there else None,
            "break_even_direction": ("above" if above else "below") if there else None,
            "flip_probability": significant(float(known.flip_probability[row, column]), _EXACT_DIGITS)
            if there
            else None,
            "at_p5": _money(known.at_p5[row, column], _EXACT_DIGITS),
            "at_p95": _money(known.at_p95[row, column], _EXACT_DIGITS),
            **self._found_out(row, column, name),
        }

    def _found_out(self, row: int, column: int, name: str) -> dict[str, Any]:
        """Return what finding the answer out costs, takes and leaves: by the best described way, else in general."""
        generic, ways = self.policy.finding_out[name], self.decisions.ways_of(row, column)
        if ways:
            best = ways[0]
            figures = (best.cost_money, best.weeks, best.net_worth)
        else:
            net = _money(self.decisions.net_worth[row, column], _EXACT_DIGITS)
            figures = (generic.cost_money, generic.weeks, net)
        return {
            **dict(zip(("find_out_cost", "find_out_weeks", "net_worth"), figures, strict=True)),
            "ways": ways,
        }


_UNMOVED: dict[str, Any] = dict.fromkeys(
    (
        "evppi",
        "break_even",
        "break_even_direction",
        "flip_probability",
        "at_p5",
        "at_p95",
        "find_out_cost",
        "find_out_weeks",
        "net_worth",
    )
) | {"ways": ()}


def _worth(parameter: ParameterResult) -> float | None:
    """Return what finding the answer out is worth: by the best described way, else as if no doubt were left.

    None where it only settles a contradiction: what rounds to no money is no worth.
    """
    worth = parameter.ways[0].evsi if parameter.ways else parameter.evppi
    return worth if worth is not None and worth >= _LEAST_WORTH else None


def _money(value: float, digits: int) -> float:
    """Return money in whole cents at most: what lies below is noise that differs between machines."""
    return round(significant(float(value), digits), 2)


def _rounded(witness: Witness) -> Witness:
    points = (witness.p5, witness.p50, witness.p95)
    p5, p50, p95 = (None if point is None else significant(point, _EXACT_DIGITS) for point in points)
    return replace(witness, p5=p5, p50=p50, p95=p95)


def _role(parameter: Parameter, *, number_stated: bool) -> str:
    """Tell whether the answer enters the payoff or is only a ceiling for others."""
    replaced = number_stated and (parameter.name == "users" or parameter.name in SWITCH_CHAIN[:-1])
    return "ceiling" if parameter.symbol is None or replaced else "payoff"


def _next(findings: verdict.Findings) -> ParameterResult | None:
    """Return what to find out: the answer worth most, or one of those that contradict each other."""
    if findings.verdict is not Verdict.FIND_OUT_FIRST or findings.best is None:
        return None
    names = next((involved(one.code) for one in findings.contradictions if one.contradiction), frozenset())
    doubted = [one for one in findings.parameters if one.name in names and one.net_worth is not None]
    return max(doubted, key=lambda one: one.net_worth or 0.0, default=findings.best)


def _asked(answer: Answer) -> str | None:
    return answer.sources[0] if answer.sources and answer.state is AnswerState.ANSWERED else None


def _knowledge_flags(parameters: Sequence[ParameterResult], factor: float) -> Iterator[Flag]:
    unstated = [
        one.label
        for one in parameters
        if one.evidence is Evidence.UNSTATED
        and not any(source.startswith(FROM_POLICY) for source in one.source)
    ]
    if unstated:
        counted = f"{len(unstated)} answers" if len(unstated) > 1 else "1 answer"
        how = "taken as typed" if factor == 1 else f"widened {number(factor)} times"
        text = f"No evidence is stated for {counted} ({', '.join(unstated)}): {how}."
        yield Flag("evidence_unstated", Severity.NOTE, text)
    for parameter in parameters:
        if parameter.state is AnswerState.ANSWERED:
            for note in parameter.notes:
                if any(word in note for word in _TELLING):
                    yield Flag("reading", Severity.NOTE, f"{parameter.label}: {note}.")
