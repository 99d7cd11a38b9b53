"""What usage data and survey rows offer as the answer to a question, each with its sampling error and its source."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from featurecheck.estimate import from_quantiles, widen
from featurecheck.estimate.beta import posterior
from featurecheck.matching import Match
from featurecheck.model import Estimate, Evidence, Kind
from featurecheck.observed import Tally
from featurecheck.parameters import BY_NAME
from featurecheck.policy import Policy
from featurecheck.products import product_of
from featurecheck.tomlfile import shown as shortened
from featurecheck.updating import discounted
from featurecheck.words import counted, number, percent, range_as_typed

_WHOLE = 1e-6
PER_ACCOUNT = frozenset({"accounts", "customers"})
"""Units of the policy that count accounts; the others count people."""

USAGE, SURVEY, BASE_RATE = "usage", "survey", "base rate"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind an offered share: how many independent ones say yes (`yes` of `asked`, above 0).

    `stated` tells that they only say what they would do.
    """

    yes: float
    asked: float
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One source's answer to one parameter; `estimate` None: it has none, and `why` says what is missing.

    `says` is what was counted, `source` where it stands, `notes` how it became the estimate.
    """

    parameter: str
    kind: str
    evidence: Evidence
    estimate: Estimate | None
    says: str
    source: str
    why: str = ""
    rows: Rows | None = None
    notes: tuple[str, ...] = ()

    def as_answer(self) -> str:
        """Return what to write into a cell to say the same, "" without a figure: `7 of 20`, `1200 to 2500`, `5% to 9%`."""
        if self.estimate is None:
            return ""
        ends = self.estimate.p5, self.estimate.p95
        return self._counted() or range_as_typed(*ends, share=self.estimate.kind is Kind.SHARE)

    def _counted(self) -> str:
        """Return `k of n` where that says the same: of a survey (a range would be widened), else of whole rows only."""
        rows = self.rows
        if rows is None or rows.stated or round(rows.asked) <= 0:
            return ""
        whole = rows.asked.is_integer() and abs(rows.yes - round(rows.yes)) < _WHOLE
        return f"{round(rows.yes)} of {round(rows.asked)}" if whole or self.kind == SURVEY else ""


@dataclass(frozen=True, slots=True)
class Size:
    """What a share is a share of in one request, None where nobody says: the competitor's users, years on the market."""

    competitor_users: Estimate | None
    years_on_market: float | None


def from_rival_usage(match: Match, size: Size, policy: Policy) -> Iterator[Offer]:
    """Yield what a panel of the competitor's users answers: how many use the feature, and how often."""
    panel = _Panel(match, policy)
    yield from _users(panel.users(), USAGE, size, policy)
    yield from panel.weekly("how_often", USAGE, Evidence.MEASURED)


def from_own_usage(match: Match, size: Size, policy: Policy) -> Iterator[Offer]:
    """Yield the base rates that a feature of our own gives for a new one: its doubt is widened like a guess's."""
    panel = _Panel(match, policy)
    factor = policy.widening[Evidence.GUESS]
    name = shortened(match.feature.feature)
    for offer in (
        *_users(panel.users(), BASE_RATE, size, policy),
        *panel.weekly("how_often", BASE_RATE, Evidence.ASSUMED),
    ):
        wide = _widened(offer.estimate, factor) if offer.estimate is not None else None
        note = f"the base rate of our own feature '{name}', widened {number(factor)} times because it is another feature"
        yield replace(offer, evidence=Evidence.ASSUMED, estimate=wide, rows=None, notes=(*offer.notes, note))


_widened = functools.lru_cache(4096)(widen)  # the same few features are neighbours of many requests


class _Panel:
    """The users (or accounts) of one feature as a sample of all active ones."""

    def __init__(self, match: Match, policy: Policy) -> None:
        self._match = match
        self._unit = policy.unit
        self._per_account = policy.unit in PER_ACCOUNT
        self._alike = policy.same_account_share

    def users(self) -> tuple[Offer, Rows | None]:
        """Return the share of all active ones who use it, as an offer without an estimate, and its rows."""
        feature, product = self._match.feature, self._match.product
        used, active = (
            (feature.accounts, product.accounts) if self._per_account else (feature.users, product.users)
        )
        who = "accounts" if self._per_account else "users"
        offer = Offer("users", USAGE, Evidence.MEASURED, None, "", self._source(used, active, who))
        if used is None or not active:
            lacking = f"the usage data does not tell how many {who} are active in all, or how many use it"
            return replace(offer, why=lacking), None
        if used > active:
            wrong = f"the usage data says that {used:,} of {active:,} active {who} use it, which cannot be"
            return replace(offer, why=wrong), None
        says = f"{used:,} of {active:,} active {who} use '{shortened(feature.feature)}'"
        effective = self._effective(active)
        rows = Rows(used / active * effective, effective)
        return replace(offer, says=says, notes=self._fewer(active, effective)), rows

    def weekly(self, parameter: str, kind: str, evidence: Evidence) -> Iterator[Offer]:
        """Yield the share of its users who use it at least weekly."""
        feature = self._match.feature
        judged, weekly = feature.judged_users, feature.weekly_users
        source = self._source(feature.users, self._match.product.users, "users")
        offer = Offer(parameter, kind, evidence, None, "", source)
        if not judged or weekly is None:
            yield replace(
                offer,
                why="the usage data does not tell who uses it weekly: that takes users, times and four full weeks",
            )
            return
        says = f"{weekly:,} of {judged:,} users of '{shortened(feature.feature)}' use it at least weekly"
        effective = self._effective(judged)
        rows = Rows(weekly / judged * effective, effective)
        yield replace(
            offer, says=says, estimate=share_of(rows), rows=rows, notes=self._fewer(judged, effective)
        )

    def _effective(self, people: int) -> float:
        """Return how many independent witnesses the people are worth (Kish: n / (1 + (m - 1) rho))."""
        product = self._match.product
        if self._per_account or not product.users or not product.accounts:
            return float(people)
        together = max(product.users / product.accounts, 1.0)
        return people / (1.0 + (together - 1.0) * self._alike)

    def _fewer(self, people: int, effective: float) -> tuple[str, ...]:
        if effective >= people * 0.995:
            return ()
        return (
            f"{people:,} users count as {number(effective)} independent ones, because several belong to one account",
        )

    def _source(self, used: int | None, active: int | None, who: str) -> str:
        usage, product = self._match.usage, self._match.product
        parts = [usage.name]
        if used is not None and active:
            parts.append(
                f"{used:,} of {active:,} active {who}"
                + (f" of {shortened(product.name)}" if product.name else "")
            )
        if usage.period is not None:
            parts.append(counted(usage.period.days, "day"))
        return ", ".join(parts)


@functools.lru_cache(4096)
def share_of(rows: Rows) -> Estimate:
    """Return the share that the rows show: the Jeffreys posterior's 5 % and 95 % points, as a logit-normal."""
    low, _, high = posterior(rows.yes, rows.asked)
    return from_quantiles(low, high, Kind.SHARE, unit="share")


def _users(found: tuple[Offer, Rows | None], kind: str, size: Size, policy: Policy) -> Iterator[Offer]:
    """Yield how many use it: the share times the competitor's size."""
    offer, rows = found
    offer = replace(offer, kind=kind)
    yield offer if rows is None else _sized(replace(offer, rows=rows), size, policy, 1.0)


def _sized(offer: Offer, size: Size, policy: Policy, years: float) -> Offer:
    """Return a share of the competitor's users as a number of them (per year)."""
    rows, whole = offer.rows, size.competitor_users
    assert rows is not None  # noqa: S101 - only offers with rows come here
    share = share_of(rows)
    shown = f"{percent(share.p5)} to {percent(share.p95)}"
    if whole is None:
        lacking = f"a share ({shown}), and nobody says how many {policy.unit} the competitor has: give competitor_users"
        return replace(offer, why=lacking, rows=None)
    unit = BY_NAME[offer.parameter].unit_text(policy.unit, policy.currency)
    note = f"{shown} of the competitor's {number(whole.p50)} {policy.unit}"
    note += f", over {number(years)} years" if years != 1 else ""
    between = replace(
        share, p50=math.sqrt(share.p5 * share.p95)
    )  # so that an exact size keeps the share's ends
    estimate = product_of(whole, between, unit, 1.0 / years)
    return replace(offer, estimate=estimate, rows=None, notes=(*offer.notes, note))


_ASKED = {
    "uses": "users",
    "how_often": "how_often",
    "likes": "like",
    "would_miss": "not_miss",
    "would_switch": "would_switch",
    "bought_because": "bought_because",
}
"""Which parameter a question of a survey answers."""

_SAYS = {
    "uses": "use it",
    "how_often": "use it at least weekly",
    "likes": "like it",
    "would_miss": "would miss it",
    "would_switch": "say they would switch",
    "bought_because": "bought because of it",
}


def from_tally(tally: Tally, survey: str, size: Size, policy: Policy) -> Offer | None:
    """Return what the respondents answer, None for a question that no parameter asks."""
    parameter = _ASKED.get(tally.question)
    if parameter is None or tally.n == 0:
        return None
    says = f"{tally.yes:,} of {tally.n:,} {_SAYS[tally.question]}"
    offer = Offer(
        parameter, SURVEY, Evidence.SURVEY, None, says, _survey_source(tally, survey), notes=_reduced(tally)
    )
    share = tally.yes / tally.n
    share = 1.0 - share if tally.question == "would_miss" else share
    rows = Rows(share * tally.effective, tally.effective, stated=tally.question == "would_switch")
    if tally.question == "uses":
        return _sized(replace(offer, rows=rows), size, policy, 1.0)
    if tally.question == "bought_because":
        return _bought(replace(offer, rows=rows), size, policy)
    if rows.stated:
        return _intended(replace(offer, rows=rows), policy)
    return replace(offer, estimate=share_of(rows), rows=rows)


def _survey_source(tally: Tally, survey: str) -> str:
    from_accounts = f" from {counted(tally.accounts, 'account')}" if tally.accounts is not None else ""
    return f"{survey}, {counted(tally.n, 'respondent')}{from_accounts}: {tally.asked}"


def _reduced(tally: Tally) -> tuple[str, ...]:
    said = any("independent ones" in note for note in tally.notes)  # by what counted them
    if said or tally.effective >= tally.n * 0.995:
        return tally.notes
    fewer = f"{tally.n:,} respondents count as {number(tally.effective)} independent ones, because several belong to one account"
    return (*tally.notes, fewer)


def _bought(offer: Offer, size: Size, policy: Policy) -> Offer:
    if size.years_on_market is None:
        lacking = "a share of all buyers so far, and nobody says over how many years: give years_on_market"
        return replace(offer, why=lacking, rows=None)
    return _sized(offer, size, policy, size.years_on_market)


def _intended(offer: Offer, policy: Policy) -> Offer:
    """Discount what people say they would do by the policy's share of those who do it."""
    assert offer.rows is not None  # noqa: S101 - only offers with rows come here
    intention = policy.stated_intention
    low, _, high = discounted(share_of(offer.rows), intention)
    kept = (
        f"{percent(intention.p5)} to {percent(intention.p95)}"
        if intention.p5 != intention.p95
        else percent(intention.p50)
    )
    note = f"of those who say they would switch, {kept} are taken to do it (stated_intention in the policy)"
    return replace(
        offer, estimate=from_quantiles(low, high, Kind.SHARE, unit="share"), notes=(*offer.notes, note)
    )
