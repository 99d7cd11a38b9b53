"""Whose a product in the usage data is, and which requests the data says something about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from featurecheck.intake import Requests
from featurecheck.observed import Usage
from featurecheck.usage.adoption import Answerable, Answers, Proposal, Side

if TYPE_CHECKING:
    from featurecheck.matching import Match, Matched

_COUNTED = (1, 2)  # the questions that counting a competitor's users answers


def sides_of(usages: Sequence[Usage], own_product: str | None, requests: Requests | None) -> dict[str, Side]:
    """Return whose the products are, as the policy and the requests' competitors tell; nothing for the others."""
    if own_product is None and requests is None:
        return {}
    from featurecheck.matching import Matcher, fold  # noqa: PLC0415 - not for --help

    competitors = _column(requests, "competitor") if requests else ()
    rivals = {fold(name) for name in competitors if name.strip()}
    names = [product.name for usage in usages for product in usage.products]
    ours = {product.name for _, product in Matcher(usages, own_product, competitors).own_products()}
    theirs = {name: Side.COMPETITOR for name in names if fold(name) in rivals}
    return theirs | dict.fromkeys(ours, Side.OURS)


def answers_of(usages: Sequence[Usage], own_product: str | None, requests: Requests) -> Answers:
    """Return which requests the sources answer; what only sounds alike is proposed."""
    from featurecheck.matching import Matcher  # noqa: PLC0415 - not for --help

    matcher = Matcher(usages, own_product, _column(requests, "competitor"))
    columns = [_column(requests, name) for name in ("id", "request", "usage_feature", "competitor")]
    found: list[Answerable] = []
    proposals: list[Proposal] = []
    notes = [*([matcher.doubt] if matcher.doubt else []), *matcher.misspelt]
    for number, title, named, competitor in zip(*columns, strict=True):
        matched = matcher.matched(title, named, competitor)
        found += _answerable((number, title), matched)
        proposals += [Proposal(number, title, matched.proposed)] if matched.proposed else []
        notes += [f"{number or title}: {text}" for text in matched.missing]
    return Answers(len(requests), tuple(found), tuple(proposals), tuple(notes))


def _answerable(request: tuple[str, str], matched: Matched) -> Iterator[Answerable]:
    both: tuple[tuple[tuple[int, ...], Match | None], ...] = ((_COUNTED, matched.rival), ((), matched.own))
    for questions, match in both:
        if match is not None:
            how = "the request names it" if match.named else "it has the same name"
            place = (match.product.name, match.feature.feature, match.usage.name)
            yield Answerable(*request, *place, questions, how)


def _column(requests: Requests, name: str) -> Sequence[str]:
    return requests.columns.get(name) or [""] * len(requests)
