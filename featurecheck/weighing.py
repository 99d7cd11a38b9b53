"""Several sources for one answer: the best available wins or updates an opinion; the others are shown, never averaged.

The order is that of `model.Evidence`: measured, survey, public, buyer said, seller said, guess (and what nobody gave a
reason for), assumed. Of two equally good sources what somebody wrote stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from featurecheck.answers import Answer
from featurecheck.estimate import from_quantiles, reading
from featurecheck.estimate.beta import updated
from featurecheck.model import AnswerState, Estimate, Evidence, Kind, Shape, Use, Witness
from featurecheck.offers import BASE_RATE, SURVEY, USAGE, Offer
from featurecheck.policy import Policy
from featurecheck.updating import opinion_updated
from featurecheck.words import percent

_ORDER = {
    Evidence.MEASURED: 0,
    Evidence.SURVEY: 1,
    Evidence.PUBLIC: 2,
    Evidence.BUYER_SAID: 3,
    Evidence.SELLER_SAID: 4,
    Evidence.GUESS: 5,
    Evidence.UNSTATED: 5,
    Evidence.ASSUMED: 6,
}
_NAMES = {
    Evidence.MEASURED: "a measured figure",
    Evidence.SURVEY: "a survey",
    Evidence.PUBLIC: "a public figure",
    Evidence.BUYER_SAID: "what a buyer said",
    Evidence.SELLER_SAID: "what a seller said",
    Evidence.GUESS: "a guess",
    Evidence.UNSTATED: "an answer without stated evidence",
    Evidence.ASSUMED: "an assumption",
}
_VAGUE_SHARE = 0.5
"""A counted share is vague from here on: half of all shares."""

_VAGUE_FACTOR = {USAGE: 10.0, BASE_RATE: 10.0, SURVEY: 4.0}
"""A counted number is vague from here on, its high end over its low one: one of one respondents gives 4.4."""

_ROUGH = "the counted figures agree, and are too rough to say more"
ANSWER, PRIOR = "answer", "prior"


def weighed(answer: Answer, offers: Sequence[Offer], policy: Policy) -> Answer:
    """Return the answer in force, with every source as a witness, best first.

    Args:
        answer: what the request says, or the prior that stands in for it.
        offers: what other sources say about the same parameter, at least one.
        policy: holds how far stated intentions are believed.
    """
    ranked = sorted((offer for offer in offers if offer.estimate is not None), key=_rank)
    best = next((offer for offer in ranked if _wins(offer, answer)), None)
    if best is None:
        kept = _witness_of(answer, Use.USED, _why_kept(answer, ranked[0] if ranked else None))
        others = [_beside(offer, answer) for offer in (*ranked, *_without(offers))]
        return replace(answer, witnesses=(kept, *others))
    if _can_update(best, answer):
        return _updated(answer, best, offers, policy)
    return _replaced(answer, best, offers)


def _rank(offer: Offer) -> tuple[int, float]:
    """Order by evidence; of equally good ones the one with more rows behind it comes first."""
    return _ORDER[offer.evidence], -(offer.rows.asked if offer.rows else 0.0)


def _wins(offer: Offer, answer: Answer) -> bool:
    if _too_rough(offer, answer):
        return False
    if answer.evidence is Evidence.ASSUMED:  # nobody answered: even a base rate says more than a prior
        return True
    return _ORDER[offer.evidence] < _ORDER[answer.evidence]


def _too_rough(offer: Offer, answer: Answer) -> bool:
    """Tell whether counted figures are vague and the range in force lies within them: then they say no more than it."""
    said, found = answer.estimate, offer.estimate
    if found is None or said.shape is Shape.EXACT:
        return False
    if offer.kind == SURVEY and (found.kind is Kind.SHARE or answer.state is not AnswerState.ANSWERED):
        return False  # rows update an opinion about a share, and where there is none they answer, however few they are
    inside = found.p5 <= said.p5 and said.p95 <= found.p95
    share = found.kind is Kind.SHARE
    vague = found.p95 - found.p5 > _VAGUE_SHARE if share else found.p95 > _VAGUE_FACTOR[offer.kind] * found.p5
    return inside and vague


def _can_update(offer: Offer, answer: Answer) -> bool:
    """Tell whether an opinion about a share is there to start from: a range that somebody gave."""
    opinion = answer.estimate
    given = answer.state is AnswerState.ANSWERED and opinion.kind is Kind.SHARE
    return offer.kind == SURVEY and offer.rows is not None and given and opinion.shape is Shape.LOGIT_NORMAL


def _updated(answer: Answer, offer: Offer, offers: Sequence[Offer], policy: Policy) -> Answer:
    assert offer.rows is not None  # noqa: S101 - asked before
    opinion, rows = answer.estimate, offer.rows
    if rows.stated:
        low, _, high = opinion_updated(opinion, policy.stated_intention, rows.yes, rows.asked)
    else:
        low, _, high = updated(opinion.location, opinion.scale, rows.yes, rows.asked)
    estimate = from_quantiles(low, high, Kind.SHARE, text=answer.text, unit="share")
    note = f"the opinion ({_span(opinion)}) updated by {offer.says}: {_span(estimate)}"
    prior = _witness_of(answer, Use.UPDATED, "the starting point, updated by the survey's rows")
    data = _witness(offer, Use.USED, "updates the opinion")
    others = [_beside(other, answer, offer) for other in offers if other is not offer]
    return replace(
        _taken(answer, offer, estimate),
        notes=(*answer.notes, *offer.notes, note),
        sources=(offer.source, *answer.sources),
        witnesses=(data, *_ordered([prior, *others])),
    )


def _replaced(answer: Answer, offer: Offer, offers: Sequence[Offer]) -> Answer:
    assert offer.estimate is not None  # noqa: S101 - asked before
    why = f"{_NAMES[offer.evidence]} weighs more than {_NAMES[answer.evidence]}"
    if offer.evidence is answer.evidence:
        why = "data about a feature like it says more than a general assumption"
    others = [_beside(other, answer, offer) for other in offers if other is not offer]
    others.append(_witness_of(answer, Use.BESIDE, why))
    return replace(
        _taken(answer, offer, replace(offer.estimate, text=answer.text)),
        notes=offer.notes,
        sources=(offer.source,),
        witnesses=(_witness(offer, Use.USED, why), *_ordered(others)),
    )


def _ordered(witnesses: list[Witness]) -> list[Witness]:
    """Put the better evidence first; what gives no figure and the prior come last."""
    return sorted(witnesses, key=lambda one: (one.p50 is None, _ORDER[one.evidence], one.kind == PRIOR))


def _taken(answer: Answer, offer: Offer, estimate: Estimate) -> Answer:
    """Return the answer with another estimate; a base rate leaves the question unanswered."""
    state = answer.state if offer.evidence is Evidence.ASSUMED else AnswerState.ANSWERED
    return replace(answer, state=state, reading=reading(estimate), estimate=estimate, evidence=offer.evidence)


def _why_kept(answer: Answer, best: Offer | None) -> str:
    if best is None:
        return "no other source gives a figure"
    if _too_rough(best, answer):
        return _ROUGH
    if _ORDER[best.evidence] == _ORDER[answer.evidence]:
        return f"both are {_NAMES[best.evidence]}: what somebody wrote stays"
    return f"{_NAMES[answer.evidence]} weighs more than {_NAMES[best.evidence]}"


def _without(offers: Sequence[Offer]) -> list[Offer]:
    return [offer for offer in offers if offer.estimate is None]


def _beside(offer: Offer, answer: Answer, taken: Offer | None = None) -> Witness:
    """Return an offer that was not taken, and why: `taken` was, or the answer itself where that is None."""
    used = taken.evidence if taken is not None else answer.evidence
    why = f"{_NAMES[used]} weighs more than {_NAMES[offer.evidence]}"
    if offer.evidence is used:
        why = "another source of the same kind is used" if taken is not None else "what somebody wrote stays"
    if _too_rough(offer, answer):
        why = _ROUGH
    return _witness(offer, Use.BESIDE, offer.why or why)


def _witness(offer: Offer, use: Use, why: str) -> Witness:
    found = offer.estimate
    p5, p50, p95 = (found.p5, found.p50, found.p95) if found is not None else (None, None, None)
    unit = found.unit if found is not None else ""
    return Witness(
        offer.kind, offer.evidence, offer.says, offer.source, p5, p50, p95, use, why, unit, offer.as_answer()
    )


def _witness_of(answer: Answer, use: Use, why: str) -> Witness:
    """Return what the request says, or the prior that stands in for it, as one source among others."""
    kind = ANSWER if answer.state is AnswerState.ANSWERED else PRIOR
    says = answer.text.strip() if kind == ANSWER else ""
    estimate = answer.estimate
    return Witness(
        kind,
        answer.evidence,
        says,
        "; ".join(answer.sources),
        estimate.p5,
        estimate.p50,
        estimate.p95,
        use,
        why,
        estimate.unit,
    )


def _span(estimate: Estimate) -> str:
    return f"{percent(estimate.p5)} to {percent(estimate.p95)}"
