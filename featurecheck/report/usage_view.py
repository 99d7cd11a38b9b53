"""Usage as a person reads it: columns of words, what could go, what the figures answer. Nothing is computed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from featurecheck import words
from featurecheck.observed import FeatureUse, Period, ProductUse, Usage
from featurecheck.report.columns import width_of
from featurecheck.report.wording import line, listed
from featurecheck.tomlfile import shown as harmless
from featurecheck.usage.adoption import (
    FEWEST_WEEKLY,
    HARDLY_SHARE,
    SHRUNK_TREND,
    Answerable,
    Answers,
    Candidate,
    Judged,
    Proposal,
    Side,
    quiet_since,
    ranked,
)

UNKNOWN = "-"
EMPTY = "No feature is named here."
BLANKS_ONLY = "(a name of blanks only)"
REMOVE = "Candidates to remove"
ANSWERS = "What these figures can answer"
PROPOSED = "Perhaps the same; if so, write the feature into the column usage_feature"
DOUBTS = "What stands in the way"
_Known: TypeAlias = Mapping[tuple[str, str, str], tuple[ProductUse, FeatureUse]]
_LONGEST_NAME = 80
_YEAR = 366
_NEARLY_ALL = 0.995
_TENTHS = 10  # features; of fewer there is no tenth
_ENGINES = {"pandas": "pandas", "duckdb": "DuckDB"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: cells of the features by rank, `-` where a figure is not known.

    `worth` says what goes first where there is no room for all: the lowest. `reading` explains the figures.
    """

    title: str
    cells: tuple[str, ...]
    worth: int
    reading: str = ""


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product: head line, where the figures come from, features as columns, what could go and by which rule.

    `more` counts the features that are not shown; it is "" where all are.
    """

    title: str
    source: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    more: str
    rule: str
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A title and what stands under it."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UsageView:
    """All products, what they answer as sentences, and lists about the requests under their titles."""

    products: tuple[ProductView, ...]
    answers: tuple[str, ...]
    requests: tuple[Listing, ...] = ()


def usage_view(
    products: Sequence[Judged], answers: Answers | None = None, top: int | None = None
) -> UsageView:
    """Return what is shown of the products.

    Args:
        products: judged, in the order in which they are shown.
        answers: which requests they answer, None where nobody asked.
        top: how many features of each are shown, None for all.
    """
    shown = tuple(_product(one, top) for one in products)
    said = tuple(_answers_of(one) for one in products)
    return UsageView(shown, said, tuple(_requests(answers, products, top)) if answers else ())


def name_of(text: str) -> str:
    """Return somebody's name of a thing on one line, not endless."""
    beginning = text.strip()[: _LONGEST_NAME * 8]  # marks above a letter take no room of their own
    whole = line(beginning)
    shown = harmless(whole, len(whole))
    if width_of(shown) <= _LONGEST_NAME and len(beginning) == len(text.strip()):
        return shown
    while width_of(shown) >= _LONGEST_NAME:
        shown = shown[:-1]
    return shown + "\u2026"


def _feature_name(text: str) -> str:
    return name_of(text) or BLANKS_ONLY


def _product(judged: Judged, top: int | None) -> ProductView:
    features = ranked(judged.product)
    shown = features[:top]
    left = len(features) - len(shown)
    return ProductView(
        title=_title(judged.product),
        source=_source(judged.usage),
        names=tuple(_feature_name(one.feature) for one in shown),
        columns=tuple(_columns(judged.product, shown)),
        more=f"... and {words.counted(left, 'more feature')}; --top {len(features)} shows all."
        if left
        else "",
        rule=_rule(judged) if judged.candidates else "",
        remove=_candidates(judged, top),
    )


def _title(product: ProductUse) -> str:
    name = name_of(product.name) or "Product without a name"
    users = words.counted(product.users, "active user") if product.users is not None else ""
    accounts = words.counted(product.accounts, "account") if product.accounts is not None else ""
    who = " of ".join(part for part in (users, accounts) if part)
    events = words.counted(product.events, "event") if product.events is not None else ""
    facts = _joined((who, events))
    return f"{name}: {facts}" if facts else name


def _source(usage: Usage) -> str:
    engine = line(_ENGINES.get(usage.engine, usage.engine))
    how = f"computed by {engine}" if usage.kind == "events" else "figures as exported"
    parts = (line(usage.name), _period(usage.period), how)
    return _joined(parts)


def _period(period: Period | None) -> str:
    if period is None:
        return "period not known"
    return f"{period.first} to {period.last} ({words.counted(period.days, 'day')})"


def _columns(product: ProductUse, features: Sequence[FeatureUse]) -> list[Column]:
    """Return the columns of which at least one figure is known."""
    found = [
        Column(title, tuple(cell(one) for one in features), worth, reading)
        for title, worth, cell, reading in _cells(product)
    ]
    return [column for column in found if set(column.cells) - {UNKNOWN}]


def _cells(product: ProductUse) -> tuple[tuple[str, int, Callable[[FeatureUse], str], str], ...]:
    return (
        ("Users", 9, lambda one: _count(one.users), ""),
        ("Share", 8, lambda one: _share(product.share(one)), "of all active users"),
        ("Accounts", 3, lambda one: _count(one.accounts), ""),
        (
            "Days",
            5,
            _days,
            "on which a user used it in a month: half of them on fewer or as many / 9 in 10 on no more",
        ),
        (
            "Weekly",
            7,
            lambda one: _share(one.weekly_share),
            "of those seen for at least four full weeks, who used it in at least three of four weeks",
        ),
        ("Trend", 6, trend, "weekly users, the second half of the period against the first"),
        ("Last use", 4, lambda one: _day(one.last), "in UTC"),
        ("Events", 2, lambda one: _count(one.events), ""),
    )


def _count(count: int | None) -> str:
    return UNKNOWN if count is None else f"{count:,}"


def _share(share: float | None) -> str:
    return UNKNOWN if share is None else _percent(share)


def _percent(share: float) -> str:
    """Return two digits, `7.5 %` or `31 %`: more would be believed; what is nearly all stays less than all."""
    return words.percent(share if share >= _NEARLY_ALL else words.significant(share, 2))


def _days(feature: FeatureUse) -> str:
    if feature.median_days is None:
        return UNKNOWN
    most = "" if feature.p90_days is None else f" / {feature.p90_days}"
    return f"{words.number(feature.median_days)}{most}"


def trend(feature: FeatureUse) -> str:
    """Return e.g. `+12 %`, `0 %`, `new` where nobody used it in the first half, `-` where it is not known."""
    if feature.trend is not None:
        text = words.percent(round(feature.trend, 2))
        return text if text.startswith(("-", "0 ")) else f"+{text}"
    return "new" if feature.early_weekly_users == 0 and feature.late_weekly_users else UNKNOWN


def _day(moment: dt.datetime | None) -> str:
    return moment.date().isoformat() if moment else UNKNOWN


def _rule(judged: Judged) -> str:
    """Return the rule with its numbers, without the parts that nobody can judge from these figures."""
    period, features, product = judged.usage.period, judged.product.features, judged.product
    parts = ["by nobody"]
    if any(product.share(one) is not None for one in features):
        parts.append(f"by less than {words.percent(HARDLY_SHARE)} of the active users")
    if period and any(one.last for one in features):
        parts.append(f"by nobody since {quiet_since(period)} (the last third)")
    if any(one.trend is not None for one in features):
        first = f"where these were {FEWEST_WEEKLY} or more"
        parts.append(
            f"by less than {words.percent(1 + SHRUNK_TREND)} of the weekly users of the first half ({first})"
        )
    seldom = "What is needed once a year may sleep all the while. " if period and period.days < _YEAR else ""
    return f"Used {', or '.join(parts)}. {seldom}Before you remove one: who would miss it?"


def _candidates(judged: Judged, top: int | None) -> tuple[str, ...]:
    return _first([_candidate(judged.product, one) for one in judged.candidates], top)


def _candidate(product: ProductUse, found: Candidate) -> str:
    feature = found.feature
    still = words.counted(feature.accounts, "account") if feature.accounts is not None else ""
    last = f"last used on {_day(feature.last)}" if feature.last else ""
    new = f"first used on {_day(feature.first)}, so perhaps new" if found.new else ""
    facts = (_reach(product, feature), still, last, new)
    why = listed([reason.value for reason in found.reasons])
    return "; ".join(part for part in (f"{_feature_name(feature.feature)}: {why}", _joined(facts)) if part)


def _joined(facts: Sequence[str]) -> str:
    return ", ".join(fact for fact in facts if fact)


def _reach(product: ProductUse, feature: FeatureUse) -> str:
    """Return e.g. `31 of 40 users (78 %)`, or what else is known of how much it is used."""
    if feature.users is None:
        return words.counted(feature.events, "event") if feature.events is not None else ""
    share = product.share(feature)
    if share is None:
        return words.counted(feature.users, "user")
    return f"{feature.users:,} of {words.counted(product.users or 0, 'user')} ({_percent(share)})"


def _answers_of(judged: Judged) -> str:
    name = name_of(judged.product.name) or "The product without a name"
    if judged.side is Side.COMPETITOR:
        return f"{name} (a competitor's): {_competitor(judged.product)}"
    if judged.side is Side.OURS:
        return f"{name} (ours): {_base_rate(judged)}"
    return (
        f"{name}: if it is a competitor's, {_competitor(judged.product)} If it is ours, {_base_rate(judged)}"
    )


def _competitor(product: ProductUse) -> str:
    if product.users is None:
        return "nothing yet: for questions 1 and 2 the number of all its active users must be known."
    return (
        "questions 1 and 2, how many of its users use a feature and how often, "
        f"as shares of the {words.counted(product.users, 'user')} seen here."
    )


def _base_rate(judged: Judged) -> str:
    found = judged.adoption
    if found is None:
        return "no base rate yet: for that the number of all active users must be known."
    reach = f"the median of {words.counted(found.features, 'feature')} reaches {_percent(found.median)} of the active users"
    spread = f", 8 in 10 reach {_percent(found.low)} to {_percent(found.high)}"
    return f"what a new feature may expect: {reach}{spread if found.features >= _TENTHS else ''}."


def _requests(answers: Answers, products: Sequence[Judged], top: int | None) -> Iterator[Listing]:
    known: _Known = {
        (one.usage.name, one.product.name, feature.feature): (one.product, feature)
        for one in products
        for feature in one.product.features
    }
    told = len({(one.id, one.request) for one in answers.answerable})
    title = f"These figures say something about {told:,} of {words.counted(answers.requests, 'request')}"
    yield Listing(title, _first([_request(one, known) for one in answers.answerable], top))
    if answers.proposals:
        yield Listing(PROPOSED, _first([_proposal(one) for one in answers.proposals], top))
    if answers.notes:
        yield Listing(DOUBTS, _first([line(note) for note in answers.notes], top))


def _first(items: Sequence[str], top: int | None) -> tuple[str, ...]:
    left = len(items) - len(items[:top])
    more = (f"... and {left:,} more; --format json lists all.",) if left else ()
    return (*items[:top], *more)


def _called(number: str, title: str) -> str:
    return " ".join(part for part in (name_of(number), name_of(title)) if part)


def _proposal(found: Proposal) -> str:
    names = " or ".join(f"'{name_of(name)}'" for name in found.features)
    return f"{_called(found.id, found.request)}: {names}?"


def _request(found: Answerable, known: _Known) -> str:
    there = known.get((found.source, found.product, found.feature))
    reach = f", {_reach(*there)}" if there else ""
    gives = (
        f"questions {listed([str(number) for number in found.questions])}"
        if found.questions
        else "the base rate"
    )
    who = f" of {name_of(found.product)}" if found.product else ""
    return f"{_called(found.id, found.request)}: {gives}, from '{name_of(found.feature)}'{who}{reach}; {line(found.how)}"
