"""Answers that cannot both be true: pairs of quantities of which the first can be no larger than the second.

Only answers that somebody gave are held against each other, never a prior. A flagged contradiction changes no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from featurecheck.answers import Answer
from featurecheck.claims import PREFIX, against_data
from featurecheck.evidence import SWITCH_CHAIN, Gathered, coded, stated
from featurecheck.model import Contradiction, Estimate, Kind
from featurecheck.normal import Floats, cdf
from featurecheck.payoff import COLUMN
from featurecheck.points import points_of
from featurecheck.words import chance, number, quantity, significant

CONTRADICTION = 0.50
TENSION = 0.05
_POINTS = 1024
_TEN = float(np.log(10.0))
_BORROWED = {"competitor_users": "build_time", "own_users": "head_start", "competitor_revenue": "build_cost"}
"""Answers without points of their own take those of an answer that no check mentions, so that none move together."""


@dataclass(frozen=True, slots=True)
class _Check:
    """`over` can be no larger than `under`: names of answers multiplied, `-name` for 1 - name.

    `needs` must have been stated; other shares of the ceiling are taken as 1 (the loosest one) unless stated.
    """

    code: str
    over: tuple[str, ...]
    under: tuple[str, ...]
    needs: tuple[str, ...]
    text: str


_CHECKS = (
    _Check(
        "buyers_exceed_users",
        ("bought_because", "years"),
        ("users",),
        ("bought_because", "users"),
        "Question 4 says that {bought_because} bought because of the feature{over_years}, question 1 that only {users} use it",
    ),
    _Check(
        "users_exceed_customers",
        ("users",),
        ("competitor_users",),
        ("users", "competitor_users"),
        "Question 1 says that {users} use the feature, yet the competitor has only {competitor_users}",
    ),
    _Check(
        "switchers_exceed_ceiling",
        ("would_switch",),
        ("users", "how_often", "like", "-not_miss"),
        ("would_switch number", "users"),
        "Question 7 says that {would_switch} would switch, but the users of question 1 ({users}) who use it regularly, like it and would miss it are fewer",
    ),
    _Check(
        "gain_exceeds_revenue",
        ("value_per_user", "users", "how_often", "like", "-not_miss", "would_switch"),
        ("competitor_revenue",),
        ("users", *SWITCH_CHAIN, "competitor_revenue", "value_per_user"),
        "With question 7 ({would_switch} switching) we would earn more a year than the competitor does by question 6 ({competitor_revenue})",
    ),
    _Check(
        "gain_exceeds_revenue",
        ("value_per_user", "would_switch"),
        ("competitor_revenue",),
        ("would_switch number", "competitor_revenue", "value_per_user"),
        "With question 7 ({would_switch} switching) we would earn more a year than the competitor does by question 6 ({competitor_revenue})",
    ),
    _Check(
        "bought_but_not_missed",
        ("bought_because", "years"),
        ("users", "-not_miss"),
        ("bought_because", "users", "not_miss"),
        "Question 4 says that {bought_because} bought because of the feature{over_years}, but by question 5 ({not_miss} would not miss it) fewer users would miss it",
    ),
    _Check(
        "lost_exceeds_own",
        ("lost_without",),
        ("own_users",),
        ("lost_without", "own_users"),
        "Question 8 says that we lose {lost_without} without the feature, yet we have only {own_users}",
    ),
)

Finding = list[Contradiction]


def involved(code: str) -> frozenset[str]:
    """Return the names of the answers that a contradiction of this code holds against each other."""
    if code.startswith(PREFIX):
        return frozenset({code.removeprefix(PREFIX)})
    names = {name.removesuffix(" number") for check in _CHECKS if check.code == code for name in check.needs}
    return frozenset(names or {"competitor_revenue", "users", "value_per_user"})


def contradictions(gathered: Gathered) -> list[tuple[Contradiction, ...]]:
    """Return what was found for each usable request."""
    found: list[Finding] = [[] for _ in gathered.rows]
    values = _Values(gathered)
    for check in _CHECKS:
        rows = values.where_stated(check.needs)
        for row in rows:
            _note(found[row], check.code, values.exceeds(check, row), values.sentence(check, row))
    for row in values.where_stated(("competitor_revenue", "users", "value_per_user")):
        _note(found[row], "margins_far_apart", values.apart(row), values.apart_sentence(row))
    for row in values.where_stated(("how_often", "like")):
        found[row] += _strange(values.loved_but_unused(row), values.loved_sentence(row))
    return [(*findings, *claimed) for findings, claimed in zip(found, against_data(gathered), strict=True)]


def _note(findings: Finding, code: str, probability: float, sentence: str) -> None:
    if probability < TENSION:
        return
    contradiction = probability > CONTRADICTION
    kind = "a contradiction" if contradiction else "a tension"
    text = f"{sentence}: {kind}, {chance(probability)} likely that both cannot be true."
    findings.append(Contradiction(code, contradiction, significant(probability, 8), text))


def _strange(probability: float, sentence: str) -> Finding:
    """Return a tension at most: few who use a feature may love it, so the two answers can both be true."""
    if probability < TENSION:
        return []
    text = f"{sentence}: a tension, {chance(probability)} likely to be meant so. Check that both speak of the same users."
    return [
        Contradiction(
            "loved_but_unused", contradiction=False, probability=significant(probability, 8), text=text
        )
    ]


class _Values:
    """The stated answers as arrays, and as words."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._count = len(gathered.rows)

    def where_stated(self, names: Sequence[str]) -> list[int]:
        """Return the requests that have all the answers, stated by somebody."""
        there = np.ones(self._count, dtype=bool)
        for name in names:
            there &= np.fromiter(self._is_stated(name), dtype=bool, count=self._count)
        return [int(row) for row in np.flatnonzero(there)]

    def _is_stated(self, name: str) -> Sequence[bool]:
        if name in {"own_users", "competitor_users"}:
            return [estimate is not None for estimate in self._anchor(name)]
        if name == "would_switch number":
            return [stated(answer) and number for answer, number in self._switchers()]
        if name == "would_switch":
            return [stated(answer) and not number for answer, number in self._switchers()]
        return [
            stated(answer) and not self._gathered.set_aside(name, row)
            for row, answer in enumerate(self._gathered.answers[name])
        ]

    def _switchers(self) -> Sequence[tuple[Answer, bool]]:
        return list(
            zip(self._gathered.answers["would_switch"], self._gathered.switch_number.tolist(), strict=True)
        )

    def _anchor(self, name: str) -> Sequence[Estimate | None]:
        return self._gathered.own_users if name == "own_users" else self._gathered.competitor_users

    def _estimate(self, name: str, row: int) -> Estimate | None:
        if name in {"own_users", "competitor_users"}:
            return self._anchor(name)[row]
        answer = self._gathered.answers[name][row]
        return answer.estimate if stated(answer) else None

    def exceeds(self, check: _Check, row: int) -> float:
        """Return P(over > under): closed form where all are lognormal, else over the shared points."""
        location, variance = 0.0, 0.0
        rest: Floats = np.zeros(1)
        for names, sign in ((check.over, 1.0), (check.under, -1.0)):
            for name in names:
                part = self._logarithm(name, row)
                if isinstance(part, tuple):
                    location, variance = location + sign * part[0], variance + part[1] ** 2
                else:
                    rest = rest + sign * part
        return _above_zero(location, variance, rest)

    def _logarithm(self, name: str, row: int) -> tuple[float, float] | Floats:
        """Return ln of an answer: location and scale of a lognormal, or its values at the shared points."""
        if name == "years":
            return float(np.log(self._gathered.years_on_market[row])), 0.0
        plain = name.removeprefix("-")
        estimate = self._estimate(plain, row)
        if estimate is None:
            return 0.0, 0.0  # not stated: the loosest ceiling
        location, scale, exponential = coded(estimate)
        if estimate.kind is not Kind.SHARE and not exponential:
            return location, scale
        scores = points_of(_POINTS)[COLUMN[_BORROWED.get(plain, plain)]].astype(np.float64)
        if exponential:
            return np.asarray(np.log(scale) + np.log(-np.log(cdf(-scores))))
        sign = 1.0 if name.startswith("-") else -1.0
        return np.asarray(-np.logaddexp(0.0, sign * (location + scale * scores)))

    def apart(self, row: int) -> float:
        """Return P(competitor's revenue per user and our margin are more than a factor of ten apart)."""
        parts = [self._logarithm(name, row) for name in ("competitor_revenue", "users", "value_per_user")]
        location, variance, rest = 0.0, 0.0, np.zeros(1)
        for part, sign in zip(parts, (1.0, -1.0, -1.0), strict=True):
            if isinstance(part, tuple):
                location, variance = location + sign * part[0], variance + part[1] ** 2
            else:
                rest = rest + sign * part
        return _above_zero(location - _TEN, variance, rest) + _above_zero(-location - _TEN, variance, -rest)

    def loved_but_unused(self, row: int) -> float:
        """Return P(at most 10 % use it regularly) times P(at least 80 % of those like it)."""
        rare, loved = (coded(self._gathered.answers[name][row].estimate) for name in ("how_often", "like"))
        return _below(rare, 0.10) * (1.0 - _below(loved, 0.80))

    def sentence(self, check: _Check, row: int) -> str:
        """Return the check's sentence with both answers named."""
        years = self._gathered.years_on_market[row]
        over_years = f" for {number(years)} years" if years > 1 else ""
        return check.text.format_map(_Words(self, row, over_years))

    def apart_sentence(self, row: int) -> str:
        """Return the sentence for margins far apart."""
        words = _Words(self, row, "")
        return f"By questions 6 and 1 the competitor earns {words['competitor_revenue']} on {words['users']}, more than ten times away from our margin ({words['value_per_user']})"

    def loved_sentence(self, row: int) -> str:
        """Return the sentence for a feature hardly used, yet liked by all."""
        words = _Words(self, row, "")
        return f"Question 2 says that hardly anybody uses it regularly ({words['how_often']}), question 3 that nearly all of them like it ({words['like']})"

    def words(self, name: str, row: int) -> str:
        """Return an answer as it was typed, with its unit."""
        estimate = self._estimate(name, row)
        return _as_range(estimate) if estimate is not None else "?"


class _Words(dict[str, str]):
    """Fills a sentence with the answers it names."""

    def __init__(self, values: _Values, row: int, over_years: str) -> None:
        super().__init__(over_years=over_years)
        self._values = values
        self._row = row

    def __missing__(self, name: str) -> str:
        return self._values.words(name, self._row)


def _as_range(estimate: Estimate) -> str:
    low, high = (quantity(value, estimate.unit) for value in (estimate.p5, estimate.p95))
    if low == high:
        return low
    return f"{low.removesuffix(' ' + estimate.unit)} to {high}"


def _above_zero(location: float, variance: float, rest: Floats) -> float:
    if variance <= 0:
        return float(np.mean(location + rest > 0))
    return float(np.mean(cdf((location + rest) / np.sqrt(variance))))


def _below(share: tuple[float, float, bool], limit: float) -> float:
    location, scale, _ = share
    distance = float(np.log(limit / (1.0 - limit))) - location
    return float(cdf(distance / scale)) if scale > 0 else float(distance >= 0)
