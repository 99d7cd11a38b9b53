"""What somebody claims, held against what was counted or asked: far apart, both numbers are named."""

from __future__ import annotations

import math
from collections.abc import Iterator

from featurecheck.answers import Answer
from featurecheck.evidence import Gathered
from featurecheck.model import Contradiction, Evidence, Use, Witness
from featurecheck.normal import Z95, cdf
from featurecheck.parameters import PARAMETERS, Parameter
from featurecheck.words import quantity, significant

PREFIX = "claim_"
"""How the code of such a finding begins; the parameter's name follows."""

_APART = 0.90  # of the chance that the two do not mean the same
_NAMES = {"usage": "the usage data", "survey": "the survey", "base rate": "the base rate of our own feature"}


def against_data(gathered: Gathered) -> list[tuple[Contradiction, ...]]:
    """Return for each usable request the claims that data contradicts; most have none.

    It is a contradiction, which blocks GO, only where both say they are measured: otherwise the better evidence is
    used already, or the data is about another feature, and it is a tension.
    """
    return [tuple(_of_row(gathered, row)) for row in range(len(gathered.rows))]


def _of_row(gathered: Gathered, row: int) -> Iterator[Contradiction]:
    for parameter in PARAMETERS:
        answer = gathered.answers[parameter.name][row]
        if len(answer.witnesses) > 1:
            yield from _of_answer(parameter, answer)


def _of_answer(parameter: Parameter, answer: Answer) -> Iterator[Contradiction]:
    claims = [one for one in answer.witnesses if one.kind == "answer"]
    data = [one for one in answer.witnesses if one.kind in _NAMES and one.p50 is not None]
    for claim in claims:
        for found in (one for one in data if one.unit == claim.unit):
            apart = _apart(claim, found)
            if apart >= _APART and (claim.use is not Use.BESIDE or found.use is Use.USED):
                yield _finding(parameter, claim, found, apart)


def _apart(claim: Witness, found: Witness) -> float:
    """Return 1 - 2 min(P(claim > found), P(claim < found)), both on the log scale (shares: log-odds)."""
    share = claim.unit == "share"
    (one, width), (other, spread) = (_curve(witness, share=share) for witness in (claim, found))
    doubt = math.hypot(width, spread)
    if doubt == 0:
        return float(one != other)
    above = float(cdf((one - other) / doubt))
    return 1.0 - 2.0 * min(above, 1.0 - above)


def _curve(witness: Witness, *, share: bool) -> tuple[float, float]:
    low, high = (_scale(point or 0.0, share=share) for point in (witness.p5, witness.p95))
    return (low + high) / 2.0, (high - low) / (2.0 * Z95)


def _scale(point: float, *, share: bool) -> float:
    inside = min(max(point, 1e-9), 1.0 - 1e-9) if share else max(point, 1e-9)
    return math.log(inside / (1.0 - inside)) if share else math.log(inside)


def _finding(parameter: Parameter, claim: Witness, found: Witness, apart: float) -> Contradiction:
    both_measured = claim.evidence is Evidence.MEASURED and found.evidence is Evidence.MEASURED
    number = f"Question {parameter.question}" if parameter.question else parameter.label
    kind = "a contradiction" if both_measured else "a tension"
    used = _used(claim, found)
    text = (
        f"{number}: the answer says {_span(claim)}, {_NAMES[found.kind]} says {_span(found)} "
        f"({found.says}): {kind}. {used}"
    )
    return Contradiction(f"{PREFIX}{parameter.name}", both_measured, significant(apart, 8), text)


def _used(claim: Witness, found: Witness) -> str:
    if found.use is not Use.USED:
        return "The answer is used."
    return "The answer is updated by it." if claim.use is Use.UPDATED else "The data is used."


def _span(witness: Witness) -> str:
    low, high = (quantity(point or 0.0, witness.unit) for point in (witness.p5, witness.p95))
    return low if low == high else f"{low.removesuffix(' ' + witness.unit)} to {high}"
