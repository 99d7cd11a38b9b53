"""Whom to make a partner, whom to reprice or let go, and who asks for the requests: in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from featurecheck import words
from featurecheck.accounts import Relationship
from featurecheck.customers.choosing import Candidate, LetGo, Losing
from featurecheck.customers.overview import Asking, Overview
from featurecheck.report.customers_words import called, in_short, money, names_of
from featurecheck.report.wording import listed

_Said = tuple[tuple[str, ...], tuple[str, ...]]
_FEW = 3
_ASKERS = {
    Relationship.PARTNER: "partners",
    Relationship.PARTNER_CANDIDATE: "partner candidates",
    Relationship.CUSTOMER: "customers",
    Relationship.UNPROFITABLE: "unprofitable accounts",
    Relationship.INTERNAL: "teams of our own",
}
_ANYBODY = {"yes": "a competitor's product"}


def candidates(found: Overview) -> _Said:
    """Return the partners to make: what is said of all, and one item each with what collaboration would bring."""
    if not found.partners:
        return ("No account is a partner candidate.",), ()
    all_of_them = next(
        group.accounts
        for group in found.groups
        if group.relationship is found.partners[0].standing.relationship
    )
    said = (
        (
            f"{len(found.partners):,} of {words.counted(all_of_them, 'candidate')}, by profit and growth: as many as one "
            "can tend. The questionnaire 'partner' asks the rest."
        ),
    )
    currency, asked = found.customers.currency, found.asking is not None
    return said, tuple(_candidate(one, currency, asked=asked) for one in found.partners)


def _candidate(one: Candidate, currency: str, *, asked: bool) -> str:
    standing = one.standing
    parts = [
        (
            f"{called(standing.account.name)}: earns {money(standing.profit_money or 0.0, currency)} a year and could grow by "
            f"{money(standing.growth_money or 0.0, currency)}"
        ),
        ", ".join(one.why),
        _uses(one.uses_competitor),
        _asks(one.requests) if asked else "",
        f"perhaps the same as {names_of(one.alike)}" if one.alike else "",
    ]
    return "; ".join(part for part in parts if part)


def _uses(competitor: str | None) -> str:
    if competitor is None:
        return "whether it uses a competitor's product is not known"
    return "" if competitor == "no" else f"uses {_ANYBODY.get(competitor) or called(competitor)}"


def _asks(requests: tuple[str, ...]) -> str:
    if not requests:
        return "asks for none of the requests"
    return f"asks for {words.counted(len(requests), 'request')}: {names_of(requests, _FEW)}"


def letting_go(found: Overview) -> _Said:
    """Return whom to reprice or let go: what that frees and which requests disappear, and one item each."""
    losing, currency = found.let_go, found.customers.currency
    said = tuple(_freed(losing, currency, asked=found.asking is not None))
    items = (
        *(_losing(one, currency) for one in losing.accounts),
        *(_undecided(one, currency) for one in losing.undecided),
    )
    return said, items


def _freed(losing: LetGo, currency: str, *, asked: bool) -> Iterator[str]:
    if not losing.accounts:
        yield "No account is unprofitable."
        return
    cost = "costs" if len(losing.accounts) == 1 else "cost"
    yield (
        f"{words.counted(len(losing.accounts), 'account')} {cost} {money(losing.freed_money, currency)} a year beyond "
        "what they pay: as much would be free without them, or with a price that covers them."
    )
    if not asked:
        yield "Name the requests with --requests to see which of them only they ask for."
    elif losing.disappearing:
        yield f"Only they ask for {words.counted(len(losing.disappearing), 'request')}: {names_of(losing.disappearing)}."
    else:
        yield "No request would disappear with them: others ask for all of theirs."


def _losing(one: Losing, currency: str) -> str:
    more = f" ({in_short(one.raise_share)} more)" if one.raise_share is not None else ""
    alone = f"; nobody else asks for {names_of(one.alone)}" if one.alone else ""
    return (
        f"{called(one.standing.account.name)}: costs {money(one.loss_money, currency)} a year beyond what it pays; covered "
        f"from {money(one.break_even_money, currency)} a year on{more}{alone}"
    )


def _undecided(one: Losing, currency: str) -> str:
    name = called(one.standing.account.name)
    return (
        f"{name}: costs {money(one.loss_money, currency)} a year beyond what it pays, but is not judged: first find out "
        f"{listed(list(one.unknown))}"
    )


def asking(found: Asking) -> _Said:
    """Return how often who asks, and an item for each requester that no account matches."""
    pairs = sum(found.asks.values()) + found.unmatched_asks
    parts = [f"{count:,} by {_ASKERS[kind]}" for kind, count in found.asks.items() if count]
    parts += [f"{found.unmatched_asks:,} by somebody without an account"] if found.unmatched_asks else []
    split = f": {listed(parts)}" if parts else ""
    said = [f"{words.counted(found.requests, 'request')}, asked for {words.counted(pairs, 'time')}{split}."]
    if found.nameless:
        verb = "names" if found.nameless == 1 else "name"
        said.append(f"{words.counted(found.nameless, 'request')} {verb} nobody.")
    if found.matched.unmatched:
        said.append(
            "No account has these names; if one is meant, write its name as the customers' sheet does, or give it a row."
        )
    if found.matched.not_compared:
        said.append(f"For {found.matched.not_compared:,} of them nobody looked for names that are alike.")
    return tuple(said), tuple(_unmatched(name, found) for name in found.matched.unmatched)


def _unmatched(name: str, found: Asking) -> str:
    alike = [f"'{called(one)}'" for one in found.matched.proposed.get(name, ())]
    return f"'{called(name)}'{f': perhaps {_or(alike)}?' if alike else ': nothing is alike'}"


def _or(items: list[str]) -> str:
    return " or ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
