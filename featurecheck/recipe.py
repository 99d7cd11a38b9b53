"""The decision core as data: what another program needs to compute a request's figures anew with other answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """One request's answers as curves, for computing its figures anew with other answers.

    `locations` and `scales` are those of `Estimate`, in the order of the recipe's answers: all, or those before the
    stakes where nobody is weighed. `exponential` names the answers of that shape; a scale of 0 is an exact answer.
    `number` tells that a number of switchers stands in the place of the users. `coefficients` are those of the recipe's
    terms. `unweighted` is the case when nobody is weighed, None where nobody is.
    """

    locations: tuple[float, ...]
    scales: tuple[float, ...]
    exponential: tuple[str, ...]
    number: bool
    coefficients: tuple[float, ...]
    unweighted: Case | None = None


@dataclass(frozen=True, slots=True)
class RecipeAnswer:
    """One answer of the recipe: its kind of curve, and what finding it out costs and what the delay discounts."""

    name: str
    share: bool  # else an amount or a duration
    cost_money: float
    delay_share: float


@dataclass(frozen=True, slots=True)
class RecipeFunction:
    """A function of one answer x: x itself, the rest 1 - x, or e^(-rate x) times a series.

    The series is the sum of c L^p e^(-f L) over its triples (c, p, f), L the years left until the horizon, at least 0;
    1 where it is empty.
    """

    answer: str
    kind: str  # "itself", "rest" or "fading"
    rate: float = 0.0
    series: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class RecipeTerm:
    """A product of a coefficient and functions (places in the recipe's list), a part of the net present value."""

    name: str
    functions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecipeWay:
    """A described way of finding out some answers.

    `people` are asked, None for a reading with `log_error`, its standard deviation on the log scale.
    """

    answers: tuple[str, ...]
    people: int | None
    log_error: float
    cost_money: float
    delay_share: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """The decision core as data: the net present value is the sum of the terms, each a product of one-answer functions.

    `margin` and `cost` name the answers that a lognormal spread of which is integrated out of the chance of loss.
    """

    answers: tuple[RecipeAnswer, ...]
    functions: tuple[RecipeFunction, ...]
    terms: tuple[RecipeTerm, ...]
    ways: tuple[RecipeWay, ...]
    horizon_years: float
    margin: str
    cost: str
