"""The policy's ways of finding out, put to the requests: what each is worth (EVSI) and what is left after its price.

A way is imperfect, so its worth is at most the EVPPI of the answer. Where it informs several answers each is judged
by itself, which is a lower bound of what it is worth altogether.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from featurecheck.exact import conditional_line, conditional_mean
from featurecheck.model import Constants, SurveyPlan, WayResult
from featurecheck.normal import Floats
from featurecheck.payoff import ALL_NAMES, AMOUNTS, COLUMN, SHARES, Bets, Moments, expected_terms, moments
from featurecheck.policy import Policy, Way
from featurecheck.policy.ways import ABOUT_PEOPLE
from featurecheck.studies import (
    NODES_OF_A_READING,
    grid,
    grid_reading_evsi,
    log_error,
    reading_evsi,
    survey_evsi,
)
from featurecheck.words import significant

PLANNED_PEOPLE = (10, 20, 50, 100, 300)
"""The numbers of people for which a survey is planned."""

WEEKS_PER_YEAR = 365.25 / 7
_CHUNK = 256  # requests at a time
_DIGITS = 8
_LEAST_ERROR = 1e-6  # of a reading on the log scale; as good as none
_USERS = COLUMN["users"]


@dataclass(frozen=True, eq=False)
class Studied:
    """Requests whose answers can be found out in described ways.

    `expected` is E[NPV] shaped (n,), `evppi` (n, 12) in the order of `payoff.NAMES`, `switch_number` (n,) tells where
    a number of switchers stands in the column of `users`: there the ways of `would_switch` hold for it.
    """

    bets: Bets
    expected: Floats
    evppi: Floats
    switch_number: npt.NDArray[np.bool_]
    policy: Policy

    def net_worth(self, generic: Floats) -> Floats:
        """Return the best way's EVSI less cost and delay for every answer, `generic` where no way is described.

        Shaped (n, 12). Where the EVPPI does not exceed a way's price the EVSI cannot either: there the upper bound,
        EVPPI less price, stands in for it, which is never positive.
        """
        net = generic.copy()
        for column, name in enumerate(self.bets.names):
            stated = self.switch_number & (column == _USERS)
            for ways, rows in ((self._ways(name), ~stated), (self._ways_to_number(), stated)):
                if ways and rows.any():
                    chosen = np.flatnonzero(rows)
                    net[chosen, column] = np.max([self._net(way, column, chosen) for way in ways], axis=0)
        return net

    def _ways(self, name: str) -> list[Way]:
        return [way for way in self.policy.ways if name in way.answers]

    def _ways_to_number(self) -> list[Way]:
        """Return the ways to find out a number of switchers: nobody can be asked whether a number holds for them."""
        return [way for way in self._ways("would_switch") if way.kind != "ask"]

    def _net(self, way: Way, column: int, rows: npt.NDArray[np.intp]) -> Floats:
        known = self.evppi[rows, column]
        price = way.total_cost + waiting(self.expected[rows], way.weeks, self.policy)
        worth = known.copy()
        able = np.flatnonzero(known > price)
        for start in range(0, len(able), _CHUNK):
            part = able[start : start + _CHUNK]
            worth[part] = self._evsi(way, column, rows[part])
        net: Floats = worth - price
        return net

    def _evsi(self, way: Way, column: int, rows: npt.NDArray[np.intp]) -> Floats:
        bets = self.bets.picked(rows)
        worth = evsi(way, ALL_NAMES[column], bets, self.policy.constants, self._of(rows))
        bounded: Floats = np.minimum(worth, self.evppi[rows, column])  # both hold small errors of their grids
        return bounded

    @cached_property
    def _known(self) -> Moments:
        """Return the means of all one-answer functions, without their grids; a few numbers a request."""
        chunks = [self.bets.rows(start, start + _CHUNK) for start in range(0, len(self.bets), _CHUNK)]
        constants = self.policy.constants
        parts = [_gathered([moments(chunk, constants)], _without_grids) for chunk in chunks or [self.bets]]
        return _gathered(parts, _without_grids)

    def _of(self, rows: npt.NDArray[np.intp]) -> Moments:
        return _gathered([self._known], lambda arrays: arrays[0][rows])

    def ways_of(self, row: int, column: int) -> tuple[WayResult, ...]:
        """Return what every described way of finding out this answer is worth, the best first."""
        stated = bool(self.switch_number[row]) and column == _USERS
        ways = self._ways_to_number() if stated else self._ways(ALL_NAMES[column])
        found = [self._result(way, row, column) for way in ways]
        return tuple(sorted(found, key=lambda one: -one.net_worth))

    def _result(self, way: Way, row: int, column: int) -> WayResult:
        worth = 0.0
        if self.evppi[row, column] > 0:
            worth = float(self._evsi(way, column, np.array([row]))[0])
        price = way.total_cost + float(waiting(self.expected[row], way.weeks, self.policy))
        return WayResult(
            name=way.name,
            kind=way.kind,
            people=way.people,
            cost_money=way.total_cost,
            weeks=way.weeks,
            evsi=_money(worth),
            net_worth=_money(worth - price),
        )

    def survey_plans(self, row: int) -> tuple[SurveyPlan, ...]:
        """Return how many people to ask about each share of this request, see `survey_plans`."""
        one = self.bets.rows(row, row + 1)
        known = self._of(np.array([row]))
        return survey_plans(one, float(self.expected[row]), self.evppi[row], self.policy, known)


def _gathered(parts: list[Moments], change: Callable[[list[Floats]], Floats]) -> Moments:
    """Return one set of means from several: `change` makes one array of the parts' arrays."""
    values: dict[str, Any] = {}
    for one in fields(Moments):
        found = [getattr(part, one.name) for part in parts]
        tables = isinstance(found[0], dict)
        values[one.name] = (
            {key: change([table[key] for table in found]) for key in found[0]} if tables else change(found)
        )
    return Moments(**values)


def _without_grids(arrays: list[Floats]) -> Floats:
    return np.concatenate([values if values.ndim == 1 else values[:, :0] for values in arrays])


def waiting(expected: npt.ArrayLike, weeks: float, policy: Policy) -> Floats:
    """Return what waiting so many weeks takes from a positive expected value: (1 - e^(-rate delay)) max(0, E[NPV])."""
    lost = -np.expm1(-policy.constants.discount_rate * weeks / WEEKS_PER_YEAR)
    cost: Floats = np.maximum(expected, 0.0) * lost
    return cost


def evsi(way: Way, name: str, bets: Bets, constants: Constants, known: Moments | None = None) -> Floats:
    """Return the expected value of sample information of one way for one answer, shaped (n,) [money].

    Closed form for a lognormal amount, exact sums for people asked, one-dimensional quadrature for all else. `known`
    are the means of the bets where they are at hand; their grids are not used.
    """
    column, known = COLUMN[name], known or moments(bets, constants)
    location, scale = bets.location[:, column], bets.scale[:, column]
    if way.people is not None:
        line = conditional_line(name, known, expected_terms(known, constants))
        return survey_evsi(location, scale, line.constant, line.slope, way.people)
    tau = max(log_error(way.error_share or 0.0), _LEAST_ERROR)
    if name not in AMOUNTS:
        return _by_grid(name, bets, known, constants, tau)
    line = conditional_line(name, known, expected_terms(known, constants))
    exponential = bets.exponential[:, column]
    worth = reading_evsi(location, np.where(exponential, 0.0, scale), line.constant, line.slope, tau)
    return (
        np.where(exponential, _by_grid(name, bets, known, constants, tau), worth)
        if exponential.any()
        else worth
    )


def _by_grid(name: str, bets: Bets, known: Moments, constants: Constants, tau: float) -> Floats:
    scores, _ = grid(NODES_OF_A_READING)
    nodes = conditional_mean(name, bets, known, constants, scores)
    value = bets.value(name, scores)
    if name in SHARES:
        place = bets.location[:, COLUMN[name], None] + bets.scale[:, COLUMN[name], None] * scores
    else:
        place = np.log(np.maximum(value, 1e-300))
    return grid_reading_evsi(nodes, place, tau)


def survey_plans(
    one: Bets, expected: float, evppi: Floats, policy: Policy, known: Moments | None = None
) -> tuple[SurveyPlan, ...]:
    """Return for every share of people that is worth more than setting up a survey what asking 10 to 300 is worth.

    `one` holds a single request, `expected` its E[NPV], `evppi` (12,) the worth of knowing each answer. `best` is the
    number of people with the largest net worth, None where none is positive.
    """
    survey = policy.survey
    worthy = [name for name in ABOUT_PEOPLE if evppi[COLUMN[name]] > survey.fixed_cost]
    if not worthy:
        return ()
    known = known or moments(one, policy.constants)
    terms = expected_terms(known, policy.constants)
    columns = [COLUMN[name] for name in worthy]
    lines = [conditional_line(name, known, terms) for name in worthy]
    constant = np.concatenate([line.constant for line in lines])
    slope = np.concatenate([line.slope for line in lines])
    location, scale = one.location[0, columns], one.scale[0, columns]
    worth = np.stack([survey_evsi(location, scale, constant, slope, people) for people in PLANNED_PEOPLE])
    delay = float(waiting(expected, survey.weeks, policy))
    return tuple(
        _plan(name, np.minimum(worth[:, place], evppi[COLUMN[name]]), delay, policy)
        for place, name in enumerate(worthy)
    )


def _plan(name: str, worth: Floats, delay: float, policy: Policy) -> SurveyPlan:
    survey = policy.survey
    cost = [survey.fixed_cost + survey.cost_per_person * people for people in PLANNED_PEOPLE]
    net = [float(value) - price - delay for value, price in zip(worth, cost, strict=True)]
    best = max(range(len(net)), key=net.__getitem__)
    return SurveyPlan(
        parameter=name,
        people=PLANNED_PEOPLE,
        evsi=tuple(_money(float(value)) for value in worth),
        cost_money=tuple(cost),
        net_worth=tuple(_money(value) for value in net),
        best=PLANNED_PEOPLE[best] if net[best] > 0 else None,
    )


def _money(value: float) -> float:
    """Return money in whole cents at most: what lies below is noise that differs between machines."""
    return round(significant(value, _DIGITS), 2)
