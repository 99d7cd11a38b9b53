"""The what-if of one request: the model as compact data for the page's script, and what stands there at rest."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from featurecheck import words
from featurecheck.model import Verdict
from featurecheck.report.answers import ROLES
from featurecheck.report.wording import SLUGS, line
from featurecheck.resources import bundled
from featurecheck.words import significant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from featurecheck.model import Evaluation, ParameterResult, RequestResult
    from featurecheck.recipe import Case, Recipe, RecipeAnswer, RecipeFunction

_DIGITS = 9
_KINDS = {"itself": 0, "rest": 1, "fading": 2}
_AMOUNT, _SHARE, _EXPONENTIAL = range(3)
REPLACED = "replaced"
_NUMBER_IN, _NUMBER_OF = "users", "would_switch"
_STATED_AS_NOTHING = 60.0  # a location so far out stands for an exact 0, or for 0 % or 100 %
_LEAST_REACH, _REACH = (
    math.log(3.0),
    2.0,
)  # of a slider: three times as much or little, two standard deviations
_REACH_OF_EXPONENTIAL = math.log(10.0)
_QUARTERS, _FARTHER_YEARS = (
    4,
    10.0,
)  # a year's steps of the horizon; how much farther one may look, at most twice as far

LEAD = (
    "Move an answer, or narrow its range as if more were known, and everything here follows; the other pictures stay. A "
    "narrower range keeps its average."
)
CONTRADICTED = " Two answers contradict each other. No supposition settles that: a GO stays blocked."
STILL = "Here the page computes the verdict anew for other answers. It takes a browser that runs its script."
# in the order in which the script takes them
WORDS = {
    "typical": "Typical value",
    "range": "Width",
    "to": "to",
    "typically": "typically",
    "horizon": "Horizon",
    "years": "Years looked at",
    "weighing": "Who asked",
    "weighed": "Weigh by who asked",
    "yes": "weighed",
    "no": "not weighed",
    "aside": "counts only when weighed",
    "more": "More answers",
    "worth": "worth up to",
    "after": "after its cost",
    "nothing": "No single answer is worth anything before deciding.",
    "value": "Expected net present value",
    "loss": "Chance of loss",
    "whatif": "What if",
    "answered": "as answered",
    "best": "Worth finding out",
    "link": "In the page's address",
    "lost": "A part of the address was not understood and left aside. ",
    "copied": "Copied.",
    "select": "The text is selected: copy it with Ctrl+C or \u2318C.",
    "replaced": ROLES[REPLACED],
}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The panel: its words, and `data`, JSON for the script that may stand within an HTML script element."""

    lead: str
    still: str
    value: str
    rest_value: str
    loss: str
    rest_loss: str
    best: str
    reset: str
    copy: str
    copied: str
    data: str


def whatif(evaluation: Evaluation, result: RequestResult) -> WhatIf | None:
    """Return the what-if of one request; None for an evaluation that holds no recipe."""
    found, case, recipe = model(evaluation, result), result.case, evaluation.recipe
    if found is None or case is None or recipe is None:
        return None
    value, loss = words.money(result.expected_value, evaluation.currency), words.chance(result.chance_of_loss)
    data = {
        "model": found,
        "rows": _rows(result, case, recipe),
        "rest": [_ORDER.index(result.verdict), value, loss],
        "verdicts": [[one.value, SLUGS[one]] for one in _ORDER],
        "currency": line(evaluation.currency),
        "quarters": _quarters(found["horizon"]),
        "words": list(WORDS.values()),
    }
    return WhatIf(
        lead=LEAD + CONTRADICTED * found["contradicted"],
        still=STILL,
        value=WORDS["value"],
        rest_value=f"{WORDS['answered']}: {value}",
        loss=WORDS["loss"],
        rest_loss=f"{WORDS['answered']}: {loss}",
        best=WORDS["best"],
        reset="Back to the answers",
        copy="Copy as text",
        copied="The what-if in words",
        data=_embedded(data),
    )


_ORDER = (Verdict.GO, Verdict.NO_GO, Verdict.FIND_OUT_FIRST)
"""The verdicts as the script numbers them."""


def _embedded(data: object) -> str:
    """Return JSON in which no character can end the element or start another."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _rows(result: RequestResult, case: Case, recipe: Recipe) -> list[list[Any]]:
    """Return the answers that can be moved, those that move the value most first: place, row of the table of answers, unit, reach."""
    listed = sorted(result.parameters.values(), key=lambda one: one.question or math.inf)
    rows: list[tuple[float, list[Any]]] = []
    for place, answer in enumerate(recipe.answers[: len(case.locations)]):
        parameter = result.parameters.get(
            _NUMBER_OF if case.number and answer.name == _NUMBER_IN else answer.name
        )
        if parameter is None or (case.number and answer.name == _NUMBER_OF):
            continue
        reach = _reach(place, answer.name, _counting(parameter, case))
        if reach is None or (parameter.evppi is None and parameter.role != REPLACED):
            continue
        swing = abs((parameter.at_p5 or 0.0) - (parameter.at_p95 or 0.0))
        rows.append((swing, [place, listed.index(parameter), line(parameter.unit), reach]))
    return [row for _, row in sorted(rows, key=lambda one: -one[0])]


def _counting(parameter: ParameterResult, case: Case) -> Case:
    """Return the case in which the answer counts: what stands aside for those who asked counts where nobody is weighed."""
    return case.unweighted if parameter.role == REPLACED and case.unweighted is not None else case


def _reach(place: int, name: str, case: Case) -> float | None:
    """Return how far an answer can be moved to either side; None for one that is stated as nothing."""
    if abs(case.locations[place]) >= _STATED_AS_NOTHING:
        return None
    if name in case.exponential:
        return significant(_REACH_OF_EXPONENTIAL, 3)
    return significant(max(_LEAST_REACH, _REACH * case.scales[place]), 3)


def _quarters(horizon: float) -> tuple[int, int]:
    """Return by how many quarters of a year the horizon may be nearer (negative) and farther."""
    nearer = max(math.ceil(_QUARTERS * horizon) - 1, 0)
    return -nearer, int(_QUARTERS * min(horizon, _FARTHER_YEARS))


def model(evaluation: Evaluation, result: RequestResult) -> dict[str, Any] | None:
    """Return what `whatif.js` computes from; None for an evaluation that holds no recipe."""
    recipe, case = evaluation.recipe, result.case
    if recipe is None or case is None:
        return None
    count = len(case.locations)
    names = [one.name for one in recipe.answers[:count]]
    functions = [one for one in recipe.functions if one.answer in names]
    kept = [place for place, term in enumerate(recipe.terms) if max(term.functions) < len(functions)]
    return {
        "bits": evaluation.points.bit_length() - 1,
        "net": "".join(net()[:count]),
        "horizon": recipe.horizon_years,
        "contradicted": int(any(one.contradiction for one in result.contradictions)),
        "out": [names.index(recipe.margin), names.index(recipe.cost)],
        "functions": [_function(one, names) for one in functions],
        "terms": [recipe.terms[place].functions for place in kept],
        "answers": _curves(case, recipe),
        "coefficients": [_short(case.coefficients[place]) for place in kept],
        "unweighted": _unweighted(case, recipe, kept),
        "delays": (delays := _delays(recipe)),
        "asking": [_asking(one, recipe, delays, number=case.number) for one in recipe.answers[:count]],
    }


def _delays(recipe: Recipe) -> list[float]:
    """Return the shares of a gain that waiting discounts, each once."""
    shares = [*(one.delay_share for one in recipe.answers), *(one.delay_share for one in recipe.ways)]
    return list(dict.fromkeys(map(_short, shares)))


@cache
def net() -> Sequence[str]:
    """Return the generator of the points, a text of thirteen words a dimension."""
    return bundled("reports/static/net.txt").read_text(encoding="ascii").split()


def _function(one: RecipeFunction, names: Sequence[str]) -> list[Any]:
    place = [names.index(one.answer), _KINDS[one.kind]]
    return (
        place
        if one.kind != "fading"
        else [*place, _short(one.rate), [list(map(_short, part)) for part in one.series]]
    )


def _curves(case: Case, recipe: Recipe) -> list[list[Any]]:
    return [
        [_EXPONENTIAL if one.name in case.exponential else int(one.share), _short(place), _short(scale)]
        for one, place, scale in zip(recipe.answers, case.locations, case.scales, strict=False)
    ]


def _unweighted(case: Case, recipe: Recipe, kept: Sequence[int]) -> list[Any] | None:
    """Return how many answers there are when nobody is weighed, those that differ, and the coefficients; None without."""
    if case.unweighted is None:
        return None
    own, plain = _curves(case, recipe), _curves(case.unweighted, recipe)
    differing = {place: curve for place, curve in enumerate(plain) if curve != own[place]}
    return [len(plain), differing, [_short(case.unweighted.coefficients[place]) for place in kept]]


def _asking(one: RecipeAnswer, recipe: Recipe, delays: Sequence[float], *, number: bool) -> list[Any]:
    """Return price and delay (its place) of finding out, and the described ways; a number of switchers is nothing to ask people."""
    counted = number and one.name == _NUMBER_IN
    about = next(each for each in recipe.answers if each.name == _NUMBER_OF) if counted else one
    ways = [way for way in recipe.ways if about.name in way.answers and not (counted and way.people)]
    found = [_short(about.cost_money), delays.index(_short(about.delay_share))]
    described = [
        [
            way.people or 0,
            _short(way.log_error),
            _short(way.cost_money),
            delays.index(_short(way.delay_share)),
        ]
        for way in ways
    ]
    return [*found, described] if described else found


def _short(number: float) -> float:
    """Return the number with the digits that the page needs, whole where it is."""
    shortened = significant(float(number), _DIGITS)
    return int(shortened) if shortened == int(shortened) and abs(shortened) < 1e15 else shortened  # noqa: PLR2004 - still exact
