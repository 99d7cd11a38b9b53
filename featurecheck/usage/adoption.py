"""What the figures of a product say about its features: how far they are adopted, which of them could go."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from featurecheck.observed import FeatureUse, Period, ProductUse, Usage

HARDLY_SHARE = 0.01
"""Used by a smaller share of the active users than this: hardly anybody uses it."""

QUIET_PART = 3
"""Not used in the last one of so many parts of the period: it went quiet."""

SHRUNK_TREND = -0.5
"""Weekly users changed by less than this share from the first half of the period to the second: it shrinks."""

FEWEST_WEEKLY = 5
"""So many users a week at first, at least, before a fall counts: fewer come and go by chance."""


class Reason(StrEnum):
    """Why a feature is a candidate to remove."""

    NOBODY = "used by nobody"
    HARDLY = "used by hardly anybody"
    QUIET = "not used lately"
    SHRINKS = "shrinks"


class Side(StrEnum):
    """Whose product it is, as far as anybody said."""

    OURS = "ours"
    COMPETITOR = "a competitor's"
    NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feature that could go, and why; `new` where its first use lies in the last part of the period."""

    feature: FeatureUse
    reasons: tuple[Reason, ...]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far the features of a product get: shares of its active users, 0 to 1, over `features` features.

    `low` and `high` are the 10th and the 90th of 100 features, each the share of one that is there.
    """

    features: int
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Answerable:
    """A request that a source says something about.

    `questions` are the numbers that it answers (1 and 2 from a competitor's product), empty where it gives our own
    base rate. `how` says in words why the request and the feature are the same thing.
    """

    id: str
    request: str
    product: str
    feature: str
    source: str
    questions: tuple[int, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A product of a source, whose it is, its candidates to remove, and how far its features get."""

    usage: Usage
    product: ProductUse
    side: Side
    candidates: tuple[Candidate, ...]
    adoption: Adoption | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Features that sound like a request; a person has to say whether they are the same."""

    id: str
    request: str
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Which of the requests the sources answer; `requests` is how many were looked at.

    `notes` say what stands in the way: a feature named that no source has, a product that nobody calls ours.
    """

    requests: int
    answerable: tuple[Answerable, ...]
    proposals: tuple[Proposal, ...] = ()
    notes: tuple[str, ...] = ()


def judged(usages: Sequence[Usage], sides: Mapping[str, Side] | None = None) -> tuple[Judged, ...]:
    """Return every product of the sources with what its figures say.

    Only what is ours can be removed; where nobody said which product is, all that are no competitor's are looked at.

    Args:
        usages: sources, in the order in which they are shown.
        sides: whose a product is, by its name; nothing is said about one that is not there.
    """
    sides = sides or {}
    open_to = Side.OURS if Side.OURS in sides.values() else Side.NOT_SAID
    return tuple(
        _judged(usage, product, sides.get(product.name, Side.NOT_SAID), open_to)
        for usage in usages
        for product in usage.products
    )


def _judged(usage: Usage, product: ProductUse, side: Side, open_to: Side) -> Judged:
    found = candidates(product, usage.period) if side is open_to else ()
    return Judged(usage, product, side, found, adoption(product))


def quiet_since(period: Period) -> dt.date:
    """Return the first day of the last part of the period."""
    return period.last - dt.timedelta(days=max(period.days // QUIET_PART, 1) - 1)


def candidates(product: ProductUse, period: Period | None) -> tuple[Candidate, ...]:
    """Return the features that nobody or hardly anybody uses (any more), the least used first."""
    since = quiet_since(period) if period and period.days >= QUIET_PART else None
    found = [
        Candidate(feature, reasons, _since(feature.first, since) is True)
        for feature in product.features
        if (reasons := tuple(_reasons(product, feature, since)))
    ]
    return tuple(sorted(found, key=lambda one: (_size(one.feature), one.feature.feature)))


def _size(feature: FeatureUse) -> float:
    """Return the users, else the events; what is not known comes last."""
    known = feature.events if feature.users is None else feature.users
    return math.inf if known is None else known


def _reasons(product: ProductUse, feature: FeatureUse, since: dt.date | None) -> Iterable[Reason]:
    used_by = feature.events if feature.users is None else feature.users
    if used_by == 0:
        yield Reason.NOBODY
        return
    share, trend, early = product.share(feature), feature.trend, feature.early_weekly_users
    if share is not None and share < HARDLY_SHARE:
        yield Reason.HARDLY
    if _since(feature.last, since) is False:
        yield Reason.QUIET
    elif trend is not None and trend < SHRUNK_TREND and early is not None and early >= FEWEST_WEEKLY:
        yield Reason.SHRINKS


def _since(moment: dt.datetime | None, day: dt.date | None) -> bool | None:
    """Tell whether the moment is on the day or later, None where one of them is not known."""
    return moment.date() >= day if moment and day else None


def ranked(product: ProductUse) -> list[FeatureUse]:
    """Return the features by adoption: users, then accounts, then events, then name; what is not known comes last."""
    return sorted(
        product.features, key=lambda one: (*map(_most, (one.users, one.accounts, one.events)), one.feature)
    )


def _most(count: int | None) -> int:
    return 1 if count is None else -count


def adoption(product: ProductUse) -> Adoption | None:
    """Return how far the features get, None where no feature's share is known."""
    shares = sorted(share for one in product.features if (share := product.share(one)) is not None)
    if not shares:
        return None
    low, high = _at(shares, 0.1), _at(shares, 0.9)
    return Adoption(len(shares), low, _middle(shares), high)


def _at(ordered: Sequence[float], part: float) -> float:
    """Return the smallest value that at least this part of them does not exceed."""
    return ordered[max(math.ceil(round(part * len(ordered), 9)), 1) - 1]


def _middle(ordered: Sequence[float]) -> float:
    size = len(ordered)
    return (ordered[(size - 1) // 2] + ordered[size // 2]) / 2


def last_line(usages: Sequence[Usage]) -> str:
    """Return e.g. `218 features, 31,900 active users, 2026-07-01 to 2026-09-30`; what is not known is left out.

    The users of several products are not added: one person may use two of them.
    """
    products = [product for usage in usages for product in usage.products]
    features = sum(len(product.features) for product in products)
    parts = [f"{features:,} feature{'' if features == 1 else 's'}"]
    if len(products) > 1:
        parts[0] += f" of {len(products):,} products"
    elif products and products[0].users is not None:
        users = products[0].users
        parts.append(f"{users:,} active user{'' if users == 1 else 's'}")
    periods = [usage.period for usage in usages if usage.period]
    if periods:
        parts.append(f"{min(one.first for one in periods)} to {max(one.last for one in periods)}")
    return ", ".join(parts)
