"""Groups of answers: what knowing several of them is worth, and the shortest list that settles most of the doubt.

Given the answers of a group, the other answers' functions stand at their exact means, so the conditional mean of the
net present value is exact at every point; only the group's own answers are sampled, with the expected value, which
is known exactly, as control variate. One answer is rarely enough: in generated close calls the best single one was
worth a median 38 % of the EVPI, the best pair 60 %, four answers 80 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from featurecheck.model import Constants
from featurecheck.normal import Floats
from featurecheck.payoff import (
    COLUMN,
    SHARES,
    TAKES_AWAY,
    Bets,
    Moments,
    expected_terms,
    lock_in,
    moments,
    years_of_use,
)
from featurecheck.points import points_of

MOST_OF_IT = 0.80
"""The share of the EVPI that the shortest list reaches."""

_POINTS = 2048
_TERMS = ("won", "new", "kept", "saved", "grown", "hours", "build", "upkeep")
_STAKES = ("saved", "grown", "hours")
_COSTS = ("build", "upkeep")
_IN: dict[str, tuple[str, ...]] = {
    "users": ("won",),
    "how_often": ("won",),
    "like": ("won",),
    "not_miss": ("won",),
    "would_switch": ("won",),
    "head_start": ("won",),
    "bought_because": ("new",),
    "lost_without": ("kept",),
    "price_competition": ("won", "new", "kept", "saved", "grown"),
    "value_per_user": ("won", "new", "kept"),
    "build_cost": _COSTS,
    "would_leave": ("saved",),
    "profit_at_risk": ("saved",),
    "would_grow": ("grown",),
    "potential_profit": ("grown",),
    "hours_value": ("hours",),
}


@dataclass(frozen=True, slots=True)
class Step:
    """Knowing the answer in this column, and all before it, is worth `worth` [money]."""

    column: int
    worth: float


class Group:
    """The terms of one request's net present value at the points, for any group of its answers."""

    def __init__(self, bet: Bets, constants: Constants) -> None:
        self._constants = constants
        self._bet = bet
        self._scores = points_of(_POINTS, stakes=bet.weighed).astype(np.float64)
        self._terms = _TERMS if bet.weighed else tuple(term for term in _TERMS if term not in _STAKES)
        known = moments(bet, constants)
        terms = expected_terms(known, constants)
        means = [(-1.0 if name in _COSTS else 1.0) * getattr(terms, name)[0] for name in self._terms]
        self._means = np.array(means)
        self._ratios = np.stack([self._ratio(name, known) for name in bet.names])  # (answers, terms, points)
        self.expected = float(self._means.sum())

    def _ratio(self, name: str, known: Moments) -> Floats:
        """Return each term's function of the answer over its mean, shaped (terms, points); 1 where it does not enter."""
        ratio = np.ones((len(self._terms), _POINTS))
        for term, values, mean in self._functions(name, known):
            if term in self._terms:
                ratio[self._terms.index(term)] = values / mean if mean > 0 else 0.0
        return ratio

    def _functions(self, name: str, known: Moments) -> list[tuple[str, Floats, float]]:
        values = self._bet.value(name, self._scores[COLUMN[name]])[0]
        if name == "build_time":
            use, growth = years_of_use(values, self._constants)
            grown = float(known.growth_time_mean[0])
            return [
                ("won", lock_in(values, self._constants) * use, float(known.switch_time_mean[0])),
                ("new", growth, grown),
                ("kept", growth, grown),
                *((term, use, float(known.use_time_mean[0])) for term in (*_STAKES, "upkeep")),
            ]
        if name == "head_start":
            return [("won", lock_in(values, self._constants), float(known.head_start_mean[0]))]
        function = 1.0 - values if name in TAKES_AWAY and name in SHARES else values
        return [(term, function, float(known.factor(name)[0])) for term in _IN[name]]

    def worth(self, columns: tuple[int, ...]) -> float:
        """Return the group's EVPPI [money]: what knowing all its answers, and nothing else, is worth."""
        product = self._ratios[list(columns)].prod(axis=0)
        return float(self._surplus((self._means[:, None] * product).sum(axis=0)[None, :])[0])

    def shortest_list(self, evpi: float, single: Floats) -> list[Step]:
        """Return answers in the order to find them out, until the group is worth most of the EVPI.

        Greedy: each step adds the answer that makes the group worth most; the first by its exact EVPPI (`single`,
        shaped (answers,)). Empty where knowing everything is worth nothing.
        """
        steps: list[Step] = []
        if not evpi > 0 or not single.max(initial=0.0) > 0:
            return steps
        product = np.ones((len(self._terms), _POINTS))
        left = [column for column in range(self._bet.scale.shape[1]) if self._bet.scale[0, column] > 0]
        while left and (not steps or steps[-1].worth < MOST_OF_IT * evpi):
            worths = self._with_each(product, left) if steps else single[left]
            best = int(np.argmax(worths))
            before = steps[-1].worth if steps else 0.0
            column = left.pop(best)
            product = product * self._ratios[column]
            steps.append(Step(column, min(max(float(worths[best]), before), evpi)))
        return steps

    def _with_each(self, product: Floats, columns: list[int]) -> Floats:
        """Return the group's worth with each of some further answers, shaped (len(columns),)."""
        weighted = self._means[:, None] * product
        return self._surplus(np.einsum("kp,jkp->jp", weighted, self._ratios[columns]))

    def _surplus(self, conditional: Floats) -> Floats:
        """Return E max(0, m) - max(0, E m) of conditional means shaped (j, points), the mean known exactly."""
        positive = np.maximum(conditional, 0.0)
        mean = conditional.mean(axis=1)
        off = conditional - mean[:, None]
        variance = (off * off).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(variance > 0, (positive * off).sum(axis=1) / variance, 1.0)
        surplus = positive.mean(axis=1) - slope * (mean - self.expected) - max(self.expected, 0.0)
        positive_part: Floats = np.maximum(surplus, 0.0)
        return positive_part
