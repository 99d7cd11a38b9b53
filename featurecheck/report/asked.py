"""Who asked for a request and what they are worth, as the page and the terminal show it. Nothing is weighed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isclose
from typing import TYPE_CHECKING

from featurecheck import words
from featurecheck.accounts import Relationship
from featurecheck.report.wording import line, listed
from featurecheck.words import counted

if TYPE_CHECKING:
    from featurecheck.model import AskedBy, Asker, RequestResult

TITLE = "Who asked and what they are worth"
WITHOUT = "The same answers without weighting"
UNKNOWN = "unknown"
METHOD = (
    "Who asked",
    "The money of the accounts that asked stands for them: gain = (1 - share lost to price competition) (1 - partners' share) [margin (users won + new buyers + users kept) + (would leave x profit at risk + would grow x potential) x years from launch, discounted] + hours saved by own teams over these years; what partners bear comes off the cost of building. 'Users kept' is 0 where an account from outside asked whose profit is known. Every account counts once; unprofitable ones and what is unknown count nothing.",
)
"""How requesters are weighed: a heading and its paragraph."""
_CONCENTRATION = "of the money behind"
_MOST_ACCOUNTS = 12
_MOST_NAMES = 10
_TENTH = 0.1
_SAME = 1e-6
_OVERLAPS = "overlaps"
_NEARLY_ALL = 0.995
_NAMELESS = "(a name of blanks only)"
_ONE_AND_MORE: Mapping[str, tuple[str, str]] = {
    Relationship.PARTNER: ("partner", "partners"),
    Relationship.PARTNER_CANDIDATE: ("partner candidate", "partner candidates"),
    Relationship.CUSTOMER: ("customer", "customers"),
    Relationship.UNPROFITABLE: ("unprofitable account", "unprofitable accounts"),
    Relationship.INTERNAL: ("team of our own", "teams of our own"),
}


@dataclass(frozen=True, slots=True)
class AskerRow:
    """One account, or all of one relationship. Amounts are per year; what does not apply to it is "".

    `bar` is the share of the money behind the request as the width of a bar in percent, "" where it has none.
    """

    name: str
    votes: str
    share: str
    bar: str
    profit: str
    potential: str
    hours: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AskerGroup:
    """The accounts of one relationship; `total` is None where one account says it all."""

    name: str
    total: AskerRow | None
    rows: tuple[AskerRow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked, in words and figures. `lead` says how many votes came from whom, `weighing` what weighting changes.

    `sentences` say what stands behind the request, decisions taken and names that are not on the list; `idle` why
    accounts do not count. `groups` are empty where only the sentences are wanted; `cut` says what was left out.
    """

    lead: str
    weighing: str
    sentences: tuple[str, ...]
    idle: tuple[str, ...]
    groups: tuple[AskerGroup, ...]
    has_hours: bool
    unit: str
    cut: str


def asked(result: RequestResult, currency: str, *, compact: bool = False) -> Asked | None:
    """Return who asked, None where nobody is weighed; `compact` leaves the table out."""
    found = result.asked_by
    if found is None:
        return None
    shown = () if compact else found.askers[:_MOST_ACCOUNTS]
    left = len(found.askers) - _MOST_ACCOUNTS
    more = f"{counted(left, 'more account')} asked; evaluation.json lists all." if shown and left > 0 else ""
    return Asked(
        lead=_sentence(found.sentence),
        weighing=_weighing(result, found, currency),
        sentences=tuple(_sentences(found, currency)),
        idle=tuple(
            _sentence(f"{_called(one.name)}: {line(one.why)}") for one in found.askers if not one.counts
        ),
        groups=_groups(found, shown),
        has_hours=any(one.relationship == Relationship.INTERNAL for one in found.askers),
        unit=f"Money in {currency} a year",
        cut=more,
    )


def without_weighting(result: RequestResult, currency: str) -> str:
    """Return `NO-GO, -3,000 EUR`: the verdict and value without weighting, "" where nobody is weighed."""
    found = result.asked_by
    return f"{found.unweighted_verdict.value}, {_money(found.unweighted_value, currency)}" if found else ""


def _weighing(result: RequestResult, found: AskedBy, currency: str) -> str:
    """Say what weighting changes; with the reason for the other verdict where there is another."""
    before, after = found.unweighted_verdict.value, result.verdict.value
    low, high = _money(found.unweighted_value, currency), _money(result.expected_value, currency)
    worth = f"the same answers without weighting are worth {low}, with it {high}"
    if before != after:
        return f"Weighting by who asked turns {before} into {after}: {worth}. Without it: {_sentence(found.unweighted_sentence)}"
    if low == high:
        return f"Weighting by who asked changes neither the verdict {after} nor the value of {high}."
    return f"Weighting by who asked leaves the verdict at {after}: {worth}."


def _sentences(found: AskedBy, currency: str) -> Iterable[str]:
    yield _behind(found, currency)
    if found.largest is not None and found.largest_share is not None and not _said(found.notes):
        yield f"{_share(found.largest_share)} of the money behind it is one account's: {_called(found.largest)}."
    yield from _terms(found)
    if found.replaces:
        yield "Their profit stands in for the answer about own users lost."
    yield from (note[:1].upper() + note[1:] for note in map(_sentence, found.notes))
    yield from _unlisted(found)


def _said(notes: Sequence[str]) -> bool:
    """Tell whether a note on how much is one account's is among them."""
    return any(_CONCENTRATION in note for note in notes)


def _behind(found: AskedBy, currency: str) -> str:
    amounts = (
        (found.profit_money, "of profit"),
        (found.growth_money, "of potential"),
        (found.hours_money, "in hours saved"),
    )
    parts = [f"{_money(amount, currency)} {name}" for amount, name in amounts if amount > 0]
    if not parts:
        return "No known money stands behind this request."
    return f"Behind this request stand {listed(parts)} a year, each account counted once."


def _terms(found: AskedBy) -> Iterable[str]:
    bear = (
        f"bear {_share(found.cofunding_share)} of the cost to build it" if found.cofunding_share > 0 else ""
    )
    take = f"take {_share(found.profit_share)} of the gain" if found.profit_share > 0 else ""
    if bear or take:
        yield f"Partners {listed([part for part in (bear, take) if part])}."


def _unlisted(found: AskedBy) -> Iterable[str]:
    if not found.unknown:
        return
    named = [_alike(name, alike) for name, alike in found.unknown[:_MOST_NAMES]]
    left = len(found.unknown) - len(named)
    more = [f"{left:,} more"] if left else []
    yield f"Not on the list of customers and not weighed: {listed([*named, *more])}."


def _alike(name: str, alike: Sequence[str]) -> str:
    near = " or ".join(f"'{_called(one)}'" for one in alike)
    return f"'{_called(name)}' (spelled like {near})" if near else f"'{_called(name)}'"


def _groups(found: AskedBy, shown: Sequence[Asker]) -> tuple[AskerGroup, ...]:
    if not shown:
        return ()
    order = dict.fromkeys(one.relationship for one in found.askers)
    return tuple(
        _group(
            name,
            [one for one in found.askers if one.relationship == name],
            [one for one in shown if one.relationship == name],
            found,
        )
        for name in order
    )


def _group(relationship: str, every: Sequence[Asker], shown: Sequence[Asker], found: AskedBy) -> AskerGroup:
    one, more = _ONE_AND_MORE.get(relationship, (line(relationship), line(relationship)))
    name = counted(len(every), one, more) if len(every) > 1 else one[:1].upper() + one[1:]
    total = _total(name, every) if len(every) > 1 or not shown else None
    return AskerGroup(name, total, tuple(_row(each, found) for each in shown))


def _total(name: str, every: Sequence[Asker]) -> AskerRow:
    inside = every[0].relationship == Relationship.INTERNAL
    return AskerRow(
        name=name,
        votes=f"{sum(one.votes for one in every):,}",
        share="",
        bar="",
        profit="" if inside else _sum([one.profit_money for one in every]),
        potential="" if inside else _sum([one.growth_money for one in every]),
        hours=_sum([one.hours_money for one in every]) if inside else "",
    )


def _row(one: Asker, found: AskedBy) -> AskerRow:
    share = _part(one, found)
    inside = one.relationship == Relationship.INTERNAL
    speakers = f"said by {listed([line(each) for each in one.speakers])}" if one.speakers else ""
    return AskerRow(
        name=_called(one.name),
        votes=f"{one.votes:,}",
        share=_OVERLAPS if share is None else _share(share) if share else "none",
        bar=f"{100 * share:.0f}%" if share else "",
        profit="" if inside else _amount(one.profit_money),
        potential="" if inside else _amount(one.growth_money),
        hours=_amount(one.hours_money) if inside else "",
        note="; ".join(part for part in (speakers, line(one.why)) if part),
    )


def _part(one: Asker, found: AskedBy) -> float | None:
    """Return the account's share of the money behind the request, 0 where nothing of it counts.

    None where accounts that count overlap: one buys through another, and the money counts once.
    """
    if one.name == found.largest and found.largest_share is not None:
        return found.largest_share
    every = found.profit_money + found.growth_money + found.hours_money
    if not one.counts or every <= 0:
        return 0.0
    together = fsum(_own(each) for each in found.askers if each.counts)
    return _own(one) / every if isclose(together, every, rel_tol=_SAME) else None


def _own(one: Asker) -> float:
    return fsum(max(amount or 0.0, 0.0) for amount in (one.profit_money, one.growth_money, one.hours_money))


def _sum(amounts: Sequence[float | None]) -> str:
    """Return the sum of what is known, and how many are not."""
    known = [amount for amount in amounts if amount is not None]
    left = len(amounts) - len(known)
    if not left:
        return _amount(fsum(known))
    return f"{_amount(fsum(known))}, {left:,}\u00a0{UNKNOWN}" if known else UNKNOWN


def _amount(amount: float | None) -> str:
    return UNKNOWN if amount is None else words.number(amount + 0.0)


def _money(amount: float, currency: str) -> str:
    return words.money(amount + 0.0, currency)


def _share(share: float) -> str:
    """Return a share with two digits; what is nearly all stays less than all."""
    if _NEARLY_ALL <= share < 1:
        return words.percent(share)
    return words.percent(round(share, 2) if share >= _TENTH else words.significant(share, 2))


def _called(name: str) -> str:
    return line(name) or _NAMELESS


def _sentence(text: str) -> str:
    """Return the text as a sentence on one line."""
    said = line(text)
    return said if not said or said.endswith((".", "!", "?")) else f"{said}."
