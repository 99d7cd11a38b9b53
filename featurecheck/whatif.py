"""What if: the decision core as data for a page that recomputes, and the same through the core itself.

The page multiplies and adds what `recipe` and `case` say and knows no answer by name. `reconsidered` is what it is held
to: the answers changed as a setting says, then the same functions that every evaluation runs through.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from featurecheck import verdict
from featurecheck.estimate import widen
from featurecheck.estimate.curves import Curve, estimate_of, logit_normal_mean
from featurecheck.evidence import Gathered
from featurecheck.figures import figures
from featurecheck.model import Constants, Kind, Shape, Verdict
from featurecheck.normal import Floats
from featurecheck.payoff import ALL_NAMES, COLUMN, NAMES, NOTHING, SHARES, TAKES_AWAY, Bets
from featurecheck.policy import Policy, Way
from featurecheck.recipe import Case, Recipe, RecipeAnswer, RecipeFunction, RecipeTerm, RecipeWay
from featurecheck.studies import log_error
from featurecheck.ways import WEEKS_PER_YEAR
from featurecheck.words import significant

FARTHER_YEARS = 10.0
"""A what-if may look so many years beyond the horizon, and at most twice as far as it."""

_DIGITS = 12
_LEAST_ERROR = 1e-6  # of a reading; as in `ways`
_SMALL_RATE = 0.05  # over the whole horizon: below it differences of exponentials lose their digits
_POWERS = 7  # of the series that stands for them, accurate to 1e-10 there
_SPREAD_OF_EXPONENTIAL = math.sqrt(math.log(2.0))  # sd of the logarithm of a lognormal with sd = mean
_CHAIN = ("users", "how_often", "like", "not_miss", "would_switch", "head_start")
_TRADED = ("price_competition",)
_SOLD = ("price_competition", "value_per_user")
_TERMS: Mapping[str, tuple[str, ...]] = {
    "won": (*_SOLD, *_CHAIN, "switching"),
    "new": (*_SOLD, "bought_because", "growth"),
    "kept": (*_SOLD, "lost_without", "growth"),
    "saved": (*_TRADED, "would_leave", "profit_at_risk", "use"),
    "grown": (*_TRADED, "would_grow", "potential_profit", "use"),
    "hours": ("hours_value", "use"),
    "build": ("build_cost",),
    "upkeep": ("build_cost", "use"),
}
"""The terms of `payoff`, each with its one-answer functions; the three of the build time have names of their own."""


def recipe(policy: Policy) -> Recipe:
    """Return the core as data under a policy."""
    constants = policy.constants
    functions = {name: _plain(name) for name in NAMES if name not in {"head_start", "build_time"}}
    functions |= _of_time(constants)
    functions |= {name: _plain(name) for name in ALL_NAMES[len(NAMES) :]}
    places = {name: place for place, name in enumerate(functions)}
    return Recipe(
        answers=tuple(_answer(name, policy) for name in ALL_NAMES),
        functions=tuple(functions.values()),
        terms=tuple(RecipeTerm(name, tuple(places[one] for one in parts)) for name, parts in _TERMS.items()),
        ways=tuple(_way(way, constants) for way in policy.ways),
        horizon_years=constants.horizon_years,
        margin="value_per_user",
        cost="build_cost",
    )


def _plain(name: str) -> RecipeFunction:
    return RecipeFunction(name, "rest" if name in TAKES_AWAY else "itself")


def _of_time(constants: Constants) -> dict[str, RecipeFunction]:
    """Return the functions of head start and build time: with L = H - T years left, A1 = e^(-r T) a(L), A2 = e^(-r T) b(L)."""
    rate, lock_in = constants.discount_rate, constants.lock_in_rate
    use, growth = _series(rate, constants.horizon_years)
    return {
        "head_start": RecipeFunction("head_start", "fading", lock_in),
        "switching": RecipeFunction("build_time", "fading", lock_in + rate, use),
        "use": RecipeFunction("build_time", "fading", rate, use),
        "growth": RecipeFunction("build_time", "fading", rate, growth),
    }


_Series = tuple[tuple[float, float, float], ...]


def _series(rate: float, horizon: float) -> tuple[_Series, _Series]:
    """Return a = (1 - e^(-r L)) / r and b = (1 - (1 + r L) e^(-r L)) / r^2 as sums of c L^p e^(-f L)."""
    if rate * farthest(horizon) < _SMALL_RATE:
        powers = range(1, _POWERS)
        use = tuple(((-rate) ** (k - 1) / math.factorial(k), float(k), 0.0) for k in powers)
        growth = tuple(((-rate) ** (k - 1) * k / math.factorial(k + 1), k + 1.0, 0.0) for k in powers)
        return use, growth
    per, square = 1.0 / rate, 1.0 / rate**2
    return (
        ((per, 0.0, 0.0), (-per, 0.0, rate)),
        ((square, 0.0, 0.0), (-square, 0.0, rate), (-per, 1.0, rate)),
    )


def farthest(horizon: float) -> float:
    """Return the longest horizon [years] that a what-if may look at."""
    return min(2.0 * horizon, horizon + FARTHER_YEARS)


def _answer(name: str, policy: Policy) -> RecipeAnswer:
    way = policy.finding_out[name]
    return RecipeAnswer(name, name in SHARES, way.cost_money, _delay(way.weeks, policy.constants))


def _delay(weeks: float, constants: Constants) -> float:
    """Return what waiting takes from a positive value, as a share of it."""
    return -math.expm1(-constants.discount_rate * weeks / WEEKS_PER_YEAR)


def _way(way: Way, constants: Constants) -> RecipeWay:
    tau = max(log_error(way.error_share or 0.0), _LEAST_ERROR)
    return RecipeWay(way.answers, way.people, tau, way.total_cost, _delay(way.weeks, constants))


def case(gathered: Gathered, row: int, policy: Policy) -> Case:
    """Return one request's curves and coefficients, and those when nobody is weighed where somebody is."""
    bet, plain, number = gathered.bet(row), _unweighted(gathered, row), bool(gathered.switch_number[row])
    unweighted = None if plain is None else _case(plain, policy.constants, number=number)
    return replace(_case(bet, policy.constants, number=number), unweighted=unweighted)


def _unweighted(gathered: Gathered, row: int) -> Bets | None:
    """Return the answers when nobody is weighed; None where that is no difference."""
    weighed = gathered.weighed
    if weighed is None or not weighed.stakes.weighed[row]:
        return None
    bet, plain = gathered.bet(row), weighed.unweighted.rows(row, row + 1)
    own = bet.plain()
    same = (own.location == plain.location).all() and (own.scale == plain.scale).all()
    return None if same and not bet.weighed else plain


def _case(bet: Bets, constants: Constants, *, number: bool) -> Case:
    exponential = tuple(name for name in bet.names if bet.exponential[0, COLUMN[name]])
    return Case(
        locations=tuple(significant(float(one), _DIGITS) for one in bet.location[0]),
        scales=tuple(significant(float(one), _DIGITS) for one in bet.scale[0]),
        exponential=exponential,
        number=number,
        coefficients=_coefficients(bet, constants),
    )


def _coefficients(bet: Bets, constants: Constants) -> tuple[float, ...]:
    """Return what each term is multiplied with: shares that partners take or bear, and the policy's own."""
    ours = 1.0 - _share(bet.profit_share)
    asked = 1.0 if bet.weighed else 0.0
    build = -(1.0 + constants.opportunity_share - _share(bet.cofunding))
    of = {
        "won": ours,
        "new": ours * constants.win_rate_share,
        "kept": ours,
        "saved": ours * asked,
        "grown": ours * asked,
        "hours": asked,
        "build": build,
        "upkeep": -constants.upkeep_rate,
    }
    return tuple(of[name] for name in _TERMS)


def _share(shares: Floats | None) -> float:
    return 0.0 if shares is None else float(shares[0])


@dataclass(frozen=True, slots=True)
class Setting:
    """What is supposed: nothing where it is empty.

    `moved` shifts an answer's typical value: by so much on the log scale (amounts), or on that of the log odds (shares).
    `width` is the part of an answer's spread that is left, 0 to 1; its mean stays, so that knowing better adds nothing.
    Both by the name of the answer in the payoff. `horizon_years` is None for the policy's own.
    """

    moved: Mapping[str, float] = field(default_factory=dict)
    width: Mapping[str, float] = field(default_factory=dict)
    horizon_years: float | None = None
    weighed: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """An answer, what knowing it is worth at most, and what is left after the best way's price [money]."""

    name: str
    evppi: float
    net_worth: float


@dataclass(frozen=True, slots=True)
class Reconsidered:
    """What follows from a setting; `questions` those worth something, dearest first."""

    verdict: Verdict
    expected_value: float
    chance_of_loss: float
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """One request as the core knows it: bets of one row, and whether two of its answers contradict each other."""

    bet: Bets
    unweighted: Bets | None
    number: bool
    contradicted: bool


def situation(gathered: Gathered, row: int, *, contradicted: bool) -> Situation:
    """Return one request of those gathered."""
    number = bool(gathered.switch_number[row])
    return Situation(gathered.bet(row), _unweighted(gathered, row), number, contradicted)


def reconsidered(found: Situation, setting: Setting, policy: Policy, points: int) -> Reconsidered:
    """Return the figures under a setting; a contradiction stands, since no supposition settles it."""
    plain = None if setting.weighed else found.unweighted
    bet = changed(found.bet if plain is None else plain, setting)
    if setting.horizon_years is not None:
        constants = replace(policy.constants, horizon_years=setting.horizon_years)
        policy = replace(policy, constants=constants)
    known, spread = figures(bet, policy.constants, points, outcomes=False)
    value, worths = known.expected_value, known.evppi
    blocked, number = np.array([found.contradicted]), np.array([found.number])
    decisions = verdict.decide(value, worths, policy, blocked, number, bet)
    return Reconsidered(
        verdict=decisions.verdicts[0],
        expected_value=float(value[0]),
        chance_of_loss=float(spread.chance_of_loss[0]),
        questions=_questions(worths[0], decisions, bet),
    )


def _questions(worths: Floats, decisions: verdict.Decisions, bet: Bets) -> tuple[Question, ...]:
    found = [
        Question(name, float(worths[column]), _net(decisions, column))
        for column, name in enumerate(bet.names)
        if worths[column] > 0
    ]
    return tuple(sorted(found, key=lambda one: -one.evppi))


def _net(decisions: verdict.Decisions, column: int) -> float:
    ways = decisions.ways_of(0, column)
    return ways[0].net_worth if ways else float(decisions.net_worth[0, column])


def changed(bet: Bets, setting: Setting) -> Bets:
    """Return the answers moved and narrowed; those stated to be nothing, or exact in their width, stay so."""
    location, scale, exponential = bet.location.copy(), bet.scale.copy(), bet.exponential.copy()
    for name in bet.names:
        column, shift = COLUMN[name], setting.moved.get(name, 0.0)
        place, spread, width = location[0, column], scale[0, column], setting.width.get(name, 1.0)
        if exponential[0, column]:
            spread = spread * math.exp(shift)
            if width < 1:  # a lognormal with the same mean, and at full width the same standard deviation
                exponential[0, column] = False
                place, spread = _narrowed_amount(math.log(spread), width * _SPREAD_OF_EXPONENTIAL, 0.0)
        elif spread > 0 or abs(place) < -NOTHING:
            place = place + shift
            if width < 1 and spread > 0:
                narrowed = _narrowed_share if name in SHARES else _narrowed_amount
                place, spread = narrowed(place, width * spread, spread)
        location[0, column], scale[0, column] = place, spread
    return Bets(location, scale, exponential, bet.cofunding, bet.profit_share)


def _narrowed_amount(location: float, scale: float, before: float) -> tuple[float, float]:
    return location + 0.5 * (before * before - scale * scale), scale


def _narrowed_share(location: float, scale: float, before: float) -> tuple[float, float]:
    """Return the narrower logit-normal with the same mean."""
    mean = logit_normal_mean(location, before)
    if scale == 0:
        return math.log(mean) - math.log1p(-mean), 0.0
    curve = Curve(Shape.LOGIT_NORMAL, 0.0, 0.0, 0.0, mean, location, before)
    narrow = widen(estimate_of(curve, Kind.SHARE, text=""), scale / before)
    return narrow.location, narrow.scale
