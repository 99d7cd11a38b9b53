"""Customers as a person reads them: sections of sentences, one table, one picture. Nothing is computed here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from featurecheck import words
from featurecheck.accounts import Brand, Customers, Relationship, Standing
from featurecheck.customers.overview import Overview, ranked
from featurecheck.customers.profit import Group, Ledgers, WhaleCurve
from featurecheck.customers.relationship import RULES
from featurecheck.model import Estimate, Shape
from featurecheck.report.customers_lists import asking, candidates, letting_go
from featurecheck.report.customers_words import amount, called, first, in_short, money, names
from featurecheck.report.wording import listed

UNKNOWN = "not known"
TABLE_TITLES = ("Account", "Relationship", "Pays", "Costs", "Profit", "Could grow by")
_NOTHING = "-"  # where there is nothing to know: a team of our own pays nothing
_BARS = 10
_NAMED = 10
_EXACT_UP_TO = 1e12  # money beyond that is written in words


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells, and what is said below them."""

    cells: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Titles and rows; the first `words` columns hold words, the others figures."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    words: int = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the picture: what it stands for, its figure, and how long it is, 0 to 1 of the longest."""

    label: str
    figure: str
    length: float


@dataclass(frozen=True, slots=True)
class Section:
    """A title, sentences, and a table, a picture or a list below them; `more` says what is not shown."""

    title: str
    said: tuple[str, ...] = ()
    table: Table | None = None
    bars: tuple[Bar, ...] = ()
    items: tuple[str, ...] = ()
    more: str = ""


def customers_view(found: Overview, top: int | None = None) -> tuple[Section, ...]:
    """Return what is shown of the accounts, section by section.

    Args:
        found: what is known of them.
        top: how many accounts the table and how many items each list shows, None for all.
    """
    sections = (
        _relationships(found),
        _curve(found),
        _accounts(found, top),
        _ledgers(found, top),
        *_lists(found, top),
        Section("How the relationship was decided", ("The first of these that holds:",), items=_rules()),
    )
    return tuple(sections)


def _lists(found: Overview, top: int | None) -> Iterator[Section]:
    """Yield whom to make a partner, whom to let go, and who asks for the requests where some were named."""
    told = {"Partners to make": candidates(found), "To reprice or to let go": letting_go(found)}
    if found.asking is not None:
        told["Who asks"] = asking(found.asking)
    for title, (said, items) in told.items():
        yield Section(title, said, items=first(items, top))


def _rules() -> tuple[str, ...]:
    return tuple(f"{rule.relationship.value}: {rule.words}" for rule in RULES)


def _relationships(found: Overview) -> Section:
    customers = found.customers
    title = f"{called(customers.input.name)}: {words.counted(len(customers.standings), 'account')}"
    titles = ("Relationship", "Accounts", f"Profit in {customers.currency} a year", "Profit not known")
    written = _figure if _all_exact(customers) else amount
    rows = tuple(Row(_group(group, written)) for group in found.groups)
    return Section(title, table=Table(titles, rows))


def _all_exact(customers: Customers) -> bool:
    accounts = (one.account for one in customers.standings)
    money_of = (part for one in accounts for part in (one.revenue, one.cost_to_serve))
    return all(part is None or part.shape is Shape.EXACT for part in money_of)


def _group(group: Group, written: Callable[[float], str]) -> tuple[str, ...]:
    """Return one row; a relationship without an account has no profit that anybody could know."""
    known = UNKNOWN if group.profit_money is None else written(group.profit_money)
    if not group.accounts or group.relationship is Relationship.INTERNAL:
        return group.relationship.value, f"{group.accounts:,}", _NOTHING, _NOTHING
    return group.relationship.value, f"{group.accounts:,}", known, f"{group.unknown:,}"


def _figure(value: float) -> str:
    """Return an amount in whole units without its currency."""
    return words.number(value) if abs(value) >= _EXACT_UP_TO else f"{round(value) + 0:,}"


def _curve(found: Overview) -> Section:
    curve, currency = found.curve, found.customers.currency
    said = (*_curve_words(curve, currency), *_concentration(found))
    return Section(
        "The whale curve: what the most profitable accounts earn together",
        said,
        bars=tuple(_bars(curve, currency)),
    )


def _bars(curve: WhaleCurve, currency: str) -> Iterator[Bar]:
    """Yield the cumulative profit after each tenth of the accounts, or after each where there are few."""
    count = len(curve.ranked)
    stops = sorted({math.ceil(count * tenth / _BARS) for tenth in range(1, _BARS + 1)}) if count else []
    for stop in stops:
        money_so_far = curve.cumulative_money[stop - 1]
        length = max(money_so_far, 0.0) / curve.peak_money if curve.peak_money > 0 else 0.0
        label = f"{words.percent(words.significant(stop / count, 2))}, {words.counted(stop, 'account')}"
        yield Bar(label, _so_far(money_so_far, curve, currency), min(length, 1.0))


def _so_far(so_far: float, curve: WhaleCurve, currency: str) -> str:
    """Return a part of the total in percent; in money where there is no gain to be a part of."""
    total = curve.total_money or 0.0
    return in_short(so_far / total) if total > 0 else money(so_far, currency)


def _curve_words(curve: WhaleCurve, currency: str) -> Iterator[str]:
    if curve.total_money is None:
        yield "No account's profit is known: for that its revenue and its cost to serve are needed."
    else:
        many = words.counted(len(curve.ranked), "account")
        verb = "earn" if len(curve.ranked) != 1 else "earns"
        yield f"{many} with known profit {verb} {money(curve.total_money, currency)} a year together."
        yield from _peak(curve, currency)
    yield from _outside(curve)


def _peak(curve: WhaleCurve, currency: str) -> Iterator[str]:
    behind = len(curve.ranked) - curve.peak_accounts
    if curve.whole_accounts is not None and curve.peak_share is not None:
        whole, whole_share = curve.whole_accounts, in_short(curve.whole_accounts_share or 0.0)
        yield f"The first {words.counted(whole, 'account')} ({whole_share}) would earn all of it."
        share = in_short(curve.peak_accounts_share or 0.0)
        yield (
            f"The peak is {in_short(curve.peak_share)} of it, {money(curve.peak_money, currency)}, after "
            f"{words.counted(curve.peak_accounts, 'account')} ({share})."
        )
    elif curve.peak_money > 0:
        yield f"The first {words.counted(curve.peak_accounts, 'account')} earn {money(curve.peak_money, currency)}."
    if curve.tail_money > 0:
        verb = "loses" if behind == 1 else "lose"
        yield f"The {words.counted(behind, 'account')} behind it {verb} {money(curve.tail_money, currency)} a year."


def _outside(curve: WhaleCurve) -> Iterator[str]:
    parts = [f"{words.counted(curve.unknown, 'account')} whose profit is not known"] if curve.unknown else []
    parts += [words.counted(curve.internal, "team of our own", "teams of our own")] if curve.internal else []
    if parts:
        yield f"Not in it: {listed(parts)}."


def _concentration(found: Overview) -> Iterator[str]:
    known = found.concentration
    if known is None:
        return
    gains = money(known.gains_money, found.customers.currency)
    largest = f"{called(known.largest.account.name)} alone earns {in_short(known.largest_share)} of all gains ({gains})"
    top = (
        f", the {known.top_accounts} most profitable accounts {in_short(known.top_share)}"
        if known.top_accounts > 1
        else ""
    )
    yield f"{largest}{top}."


def _accounts(found: Overview, top: int | None) -> Section:
    standings = ranked(found.customers)
    shown = standings[:top]
    left = len(standings) - len(shown)
    more = f"... and {words.counted(left, 'more account')}; --top {len(standings)} shows all." if left else ""
    said = (f"By profit, the best first; in {found.customers.currency} a year.", *_not_known(standings))
    rows = tuple(Row(_cells(one), one.reason) for one in shown)
    return Section("The accounts", said, Table(TABLE_TITLES, rows, words=2), more=more)


def _cells(standing: Standing) -> tuple[str, ...]:
    account = standing.account
    parts = (account.revenue, account.cost_to_serve)
    figures = (
        _estimate(account.revenue),
        _estimate(account.cost_to_serve),
        _difference(standing.profit_money, parts),
        _difference(standing.growth_money, (account.revenue, account.potential_revenue)),
    )
    inside = standing.relationship is Relationship.INTERNAL
    shown = (_NOTHING if inside and text == UNKNOWN else text for text in figures)
    return called(account.name), standing.relationship.value, *shown


def _estimate(estimate: Estimate | None) -> str:
    return UNKNOWN if estimate is None else _difference(estimate.mean, (estimate,))


def _difference(value: float | None, parts: Sequence[Estimate | None]) -> str:
    """Return an amount to the unit where what it is made of is exact, else with three digits."""
    if value is None:
        return UNKNOWN
    exact = all(part is not None and part.shape is Shape.EXACT for part in parts)
    return _figure(value) if exact else amount(value)


def _not_known(standings: Sequence[Standing]) -> Iterator[str]:
    external = [one.account for one in standings if one.relationship is not Relationship.INTERNAL]
    counts = {
        "revenue": sum(one.revenue is None for one in external),
        "cost to serve": sum(one.cost_to_serve is None for one in external),
        "potential revenue": sum(one.potential_revenue is None for one in external),
    }
    parts = [f"{what} of {words.counted(count, 'account')}" for what, count in counts.items() if count]
    if parts:
        yield f"Not known: {listed(parts)}."


def _ledgers(found: Overview, top: int | None) -> Section:
    ledgers, most = found.ledgers, None if top is None else _NAMED
    items = (
        f"Name helps to win others, high: {names(ledgers.brand[Brand.HIGH], most)}",
        f"Name helps to win others, some: {names(ledgers.brand[Brand.SOME], most)}",
        f"Open a new market: {names(ledgers.new_market, most)}",
        f"Open a new country or region: {names(ledgers.new_geo, most)}",
        f"Hours saved in teams of our own: {_hours(ledgers)}",
    )
    return Section("Worth something beside the money", tuple(_unknown_beside(ledgers)), items=items)


def _hours(ledgers: Ledgers) -> str:
    if not ledgers.internal:
        return "there is no such team"
    known = len(ledgers.internal) - ledgers.hours_unknown
    unknown = (
        f"; {UNKNOWN} of {words.counted(ledgers.hours_unknown, 'team')}" if ledgers.hours_unknown else ""
    )
    if ledgers.hours_saved is None:
        return unknown.removeprefix("; ")
    return f"{amount(ledgers.hours_saved)} a year in {words.counted(known, 'team')}{unknown}"


def _unknown_beside(ledgers: Ledgers) -> Iterator[str]:
    counts = {
        "brand value": ledgers.brand_unknown,
        "new market": ledgers.market_unknown,
        "new country or region": ledgers.geo_unknown,
    }
    parts = [f"{what} of {words.counted(count, 'account')}" for what, count in counts.items() if count]
    if parts:
        yield f"Not known: {listed(parts)}."
