"""Several people's answers to one question, pooled: at the same probability, the mean of what they say.

The mean of quantiles keeps the width of what one person would say: people who agree are not made surer, and people who
are far apart make a range that lies between them, not one that spans them all (Lichtendahl, Grushka-Cockayne and
Winkler, Management Science 2013, compare it with the mean of the probabilities).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from featurecheck.answers import PERSON, Answer, Context, NeighbourError, Reader, Voice, VoiceError
from featurecheck.errors import EstimateError
from featurecheck.estimate import Z95, from_quantiles, reading
from featurecheck.estimate.curves import Curve, estimate_of, logit_normal_mean
from featurecheck.estimate.jeffreys import expit
from featurecheck.model import AnswerState, Estimate, Evidence, Kind, Shape, Use, Witness
from featurecheck.words import number, percent, quantity

_LARGEST = 709.0  # the largest power of e in a float
_LEAST_SHARE, _MOST_SHARE = 1e-300, math.nextafter(1.0, 0.0)
_ALIKE = 1.05  # typical figures closer than this are not called different
_ALIKE_SHARE = 0.005
_NOBODY = "without a name"


def of_people(reader: Reader, cell: str, name: str, own: Answer, context: Context) -> Answer:
    """Return one answer of a request, pooled over the people who were asked apart; `own` where nobody was.

    Args:
        reader: reads what each of them wrote.
        cell: the request's cell in the column `people`, "" where there are none.
        name: the parameter.
        own: what the request itself says.
        context: what else stands in the row and bears on the reading.

    Raises:
        VoiceError: what one of them wrote cannot be read.
    """
    told: Mapping[str, Sequence[Mapping[str, Any]]] = json.loads(cell) if cell else {}
    if not told.get(name):
        return own
    users = {one["name"]: one["text"] for one in told.get("users", ())}
    voices = []
    for one in told[name]:
        of = (
            replace(context, users=users.get(one["name"]) or context.users)
            if context.users or users
            else context
        )
        voices.append(_voice(reader, name, one, of if name == "not_miss" else context))
    opened = own.state is AnswerState.OPEN
    return pooled(reader.answer(name, "", AnswerState.UNKNOWN.value, "", context) if opened else own, voices)


def _voice(reader: Reader, name: str, said: Mapping[str, Any], context: Context) -> Voice:
    place = f"{name} ({said['name']})" if said["name"] else name
    try:
        answer = reader.answer(name, said["text"], said["state"], said["evidence"], context)
    except NeighbourError as error:
        raise VoiceError(place, said["text"], "") from error
    except EstimateError as error:
        raise VoiceError(place, said["text"], error.message) from error
    sources = tuple(part.strip() for part in said["source"].split(";") if part.strip())
    if answer.state is AnswerState.ANSWERED:
        sources = (*sources, *answer.sources)  # what is assumed instead has a source that nobody of them gave
    return Voice(said["name"], replace(answer, sources=sources), twice=said["twice"])


def pooled(own: Answer, voices: Sequence[Voice]) -> Answer:
    """Return the answer of several people, each of them as a witness.

    Args:
        own: what stands where none of them gives a figure: nobody's answer, or that nobody knows.
        voices: what each person said, as it was read, in the order in which they are named.
    """
    heard = [one for one in voices if one.answer.state is AnswerState.ANSWERED and not one.twice]
    if not heard:
        return replace(own, witnesses=tuple(_witness(one, "") for one in voices))
    kind = _kind_of_most(heard)
    counted = [one for one in heard if one.answer.estimate.kind is kind]
    estimate = pooled_estimate([one.answer.estimate for one in counted])
    together = counted[0].answer if len(counted) == 1 else _together(counted, estimate)
    others = [one for one in voices if one not in counted]
    why = _why_pooled(counted)
    witnesses = [_whole(together, counted)] if len(counted) > 1 else []
    witnesses += [_witness(one, why, Use.USED) for one in counted]
    witnesses += [_witness(one, _why_not(one, kind)) for one in others]
    return replace(together, ask=together.ask or own.ask, witnesses=tuple(witnesses), voices=tuple(counted))


def pooled_estimate(estimates: Sequence[Estimate]) -> Estimate:
    """Return the curve nearest to the means of the 5, 50 and 95 % points of estimates of one kind, at least one.

    Nearest by least squares, on the scale on which the curve is normal: the logarithm of amounts, the log odds of
    shares. One estimate comes back as it is, as do several that are the same.
    """
    first = estimates[0]
    if all(_points(one) == _points(first) for one in estimates):
        return first
    low, middle, high = (
        math.fsum(points) / len(estimates) for points in zip(*map(_points, estimates), strict=True)
    )
    text = "; ".join(one.text for one in estimates)
    if low == high or all(one.shape is Shape.EXPONENTIAL for one in estimates):
        start = high if low == high else 0.0
        return from_quantiles(start, high, first.kind, text=text, unit=first.unit, currency=first.currency)
    curve = _curve(low, middle, high, first.kind)
    return estimate_of(curve, first.kind, text=text, unit=first.unit, currency=first.currency)


def _points(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.p5, estimate.p50, estimate.p95


def _curve(low: float, middle: float, high: float, kind: Kind) -> Curve:
    if kind is Kind.SIGNED_MONEY:
        location, scale = _fitted(low, middle, high)
        return Curve(Shape.NORMAL, *_spread(location, scale), location, location, scale)
    if kind is Kind.SHARE:
        inside = [min(max(point, _LEAST_SHARE), _MOST_SHARE) for point in (low, middle, high)]
        location, scale = _fitted(*(math.log(point) - math.log1p(-point) for point in inside))
        low, middle, high = (_share(at) for at in _spread(location, scale))
        mean = logit_normal_mean(location, scale)
        return Curve(Shape.LOGIT_NORMAL, low, middle, high, mean, location, scale)
    location, scale = _fitted(*(math.log(point) for point in (low, middle, high)))
    low, middle, high = (math.exp(min(at, _LARGEST)) for at in _spread(location, scale))
    mean = math.exp(min(location + scale * scale / 2, _LARGEST))
    return Curve(Shape.LOGNORMAL, low, middle, high, mean, location, scale)


def _share(log_odds: float) -> float:
    return min(max(expit(log_odds), _LEAST_SHARE), _MOST_SHARE)


def _fitted(low: float, middle: float, high: float) -> tuple[float, float]:
    """Return location and scale of the straight line through three points at -1.645, 0 and 1.645, by least squares."""
    return math.fsum((low, middle, high)) / 3, (high - low) / (2 * Z95)


def _spread(location: float, scale: float) -> tuple[float, float, float]:
    return location - Z95 * scale, location, location + Z95 * scale


def _kind_of_most(voices: Sequence[Voice]) -> Kind:
    """Return what most answered with: question 7 may be answered by a share or by a number; shares where it is even."""
    kinds = [one.answer.estimate.kind for one in voices]
    return max(sorted(set(kinds), key=lambda kind: kind is not Kind.SHARE), key=kinds.count)


def _together(voices: Sequence[Voice], estimate: Estimate) -> Answer:
    answers = [one.answer for one in voices]
    evidence = max((answer.evidence for answer in answers), key=list(Evidence).index)
    notes = [
        f"{named(voices)} were asked apart; pooled by the mean of their 5, 50 and 95 % points",
        _apart(voices),
        *(f"{_name(one)}: {note}" for one in voices for note in one.answer.notes),
    ]
    return replace(
        answers[0],
        text="; ".join(f"{_name(one)}: {one.answer.text.strip()}" for one in voices),
        reading=reading(estimate),
        estimate=estimate,
        evidence=evidence,
        sources=tuple(dict.fromkeys(source for answer in answers for source in answer.sources)),
        notes=tuple(notes),
    )


def _apart(voices: Sequence[Voice]) -> str:
    """Return how far people disagree, in words."""
    ordered = sorted(voices, key=lambda one: one.answer.estimate.p50)
    first, last = ordered[0].answer.estimate, ordered[-1].answer.estimate
    distance = _distance(first, last)
    if not distance:
        return f"they agree on the typical figure, {quantity(first.p50, first.unit)}"
    low, high = quantity(first.p50, first.unit), quantity(last.p50, last.unit)
    least = max(one.answer.estimate.p5 for one in voices)
    most = min(one.answer.estimate.p95 for one in voices)
    far = "no figure lies in all their ranges; the pooled one is as wide as theirs are on average, and does not span them"
    ranges = far if least > most else "their ranges overlap"
    return f"typical {low} ({_name(ordered[0])}) to {high} ({_name(ordered[-1])}), {distance}; {ranges}"


def _distance(low: Estimate, high: Estimate) -> str:
    if low.kind is Kind.SHARE:
        apart = high.p50 - low.p50
        return f"{percent(apart).removesuffix(' %')} points apart" if apart > _ALIKE_SHARE else ""
    if low.p50 <= 0:
        return "apart from nothing to something" if high.p50 > 0 else ""
    times = high.p50 / low.p50
    return f"{number(times)} times apart" if times > _ALIKE else ""


def named(voices: Sequence[Voice]) -> str:
    """Return e.g. `Jo, Maria and Sam`."""
    names = [_name(one) for one in voices]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _name(voice: Voice) -> str:
    return voice.name or _NOBODY


def _why_pooled(counted: Sequence[Voice]) -> str:
    return "pooled with the others" if len(counted) > 1 else "the only one with a figure"


def _why_not(voice: Voice, kind: Kind) -> str:
    if voice.twice:
        return "the same person's answer of the name counts once"
    if voice.answer.state is not AnswerState.ANSWERED:
        return ""
    wanted = "shares" if kind is Kind.SHARE else "numbers"
    return f"most answered with {wanted}; the two cannot be pooled"


def _whole(together: Answer, voices: Sequence[Voice]) -> Witness:
    estimate = together.estimate
    says, why = f"{named(voices)} together", "the mean of their 5, 50 and 95 % points"
    return Witness("answer", together.evidence, says, "", *_points(estimate), Use.USED, why, estimate.unit)


def _witness(voice: Voice, why: str, use: Use = Use.BESIDE) -> Witness:
    """Return one person as a source; somebody without an answer gives no figure."""
    answer, name = voice.answer, _name(voice)
    source = "; ".join(answer.sources)
    if answer.state is not AnswerState.ANSWERED:
        return Witness(
            PERSON, answer.evidence, f"{name}: does not know", source, None, None, None, use, why, ""
        )
    says, points = f"{name}: {answer.text.strip()}", _points(answer.estimate)
    return Witness(PERSON, answer.evidence, says, source, *points, use, why, answer.estimate.unit)
