"""What to find out next and whom to ask, as text for a terminal and as Markdown; nothing heavy imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from featurecheck import words
from featurecheck.asking import MOST_QUESTIONS, Plan, Planned, Talk
from featurecheck.parameters import BY_NAME
from featurecheck.report.brief import Units
from featurecheck.report.columns import wrap
from featurecheck.report.customers_words import called
from featurecheck.report.text import escape
from featurecheck.report.wording import listed, visible

_NARROWEST = 20
_MOST_REQUESTS = 5
_MOST_HINTS = 2
_TITLE = "What to find out next"
_ASKED = "Whom to ask what"
_NOTHING = "No question is worth more than finding out costs."
_WORTHS = (
    "A worth is what the best way to find out is worth to the decision, less its cost. Over several requests it adds up, "
    "because each is a decision of its own; the cost is taken off for each, though asking once for all costs less. "
    "Worths of different questions about one request do not add up."
)
_UP_TO = "'Up to' stands where no way to find out is described in the policy: it may then be worth less."
_LAST_ASKED = (
    "Who was asked last: nobody knows but where a profile has dates; accounts without a date come first."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question or one account: a heading and its details, each a name and what is said."""

    heading: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page."""

    title: str
    said: tuple[str, ...]
    entries: tuple[Entry, ...]


def last_line(plan: Plan) -> str:
    """Return e.g. `3 questions worth asking, 7 accounts to ask, 1 question without an account`."""
    count = len(plan.planned) + plan.left_out
    alone = sum(not one.respondents for one in plan.planned)
    return ", ".join(
        (
            f"{words.counted(count, 'question')} worth asking",
            f"{words.counted(len(plan.talks), 'account')} to ask",
            f"{words.counted(alone, 'question')} without an account",
        )
    )


def as_text(plan: Plan, units: Units, *, width: int = 80, customers: bool = True) -> str:
    """Return the plan for a terminal of so many columns, held to at least 20; the last line is never wrapped.

    `customers` tells whether accounts were named at all.
    """
    columns = max(width, _NARROWEST)
    blocks = [block for part in _parts(plan, units, customers=customers) for block in _part(part, columns)]
    return visible("\n\n".join("\n".join(block) for block in (*blocks, [last_line(plan)]) if block) + "\n")


def _part(part: Part, width: int) -> Iterator[list[str]]:
    yield [*wrap(part.title, width), "=" * min(width, len(part.title))]
    yield from (wrap(text, width) for text in part.said)
    for entry in part.entries:
        details = [row for name, said in entry.details for row in wrap(f"   {name}: {said}", width, "     ")]
        yield [*wrap(entry.heading, width, "   "), *details]


def as_markdown(plan: Plan, units: Units, *, customers: bool = True) -> str:
    """Return the plan as GitHub-flavoured Markdown; foreign text can neither format nor link."""
    blocks = [block for part in _parts(plan, units, customers=customers) for block in _markdown(part)]
    return visible("\n\n".join((*blocks, last_line(plan))) + "\n")


def _markdown(part: Part) -> Iterator[str]:
    yield f"## {part.title}"
    yield from (escape(text) for text in part.said)
    for entry in part.entries:
        yield f"**{escape(entry.heading)}**"
        yield "\n".join(f"- {escape(name)}: {escape(said)}" for name, said in entry.details)


def _parts(plan: Plan, units: Units, *, customers: bool) -> Iterator[Part]:
    entries = tuple(
        _entry(number, one, units, customers=customers) for number, one in enumerate(plan.planned, start=1)
    )
    bounded = any(one.question.bounded for one in plan.planned)
    said = (_WORTHS, *((_UP_TO,) if bounded else ())) if entries else (_NOTHING,)
    yield Part(_TITLE, (*said, *_left(plan)), entries)
    if plan.talks:
        yield Part(_ASKED, (_LAST_ASKED,), tuple(_talk(one, units) for one in plan.talks))


def _left(plan: Plan) -> tuple[str, ...]:
    if not plan.left_out:
        return ()
    return (
        f"{words.counted(plan.left_out, 'further question')} worth less: --top {len(plan.planned) + plan.left_out} shows all.",
    )


def _entry(number: int, one: Planned, units: Units, *, customers: bool) -> Entry:
    question = one.question
    up_to = "up to " if question.bounded else ""
    details = [
        ("Worth", f"{up_to}{words.money(question.net_money, units.currency)} net"),
        ("Decides", _requests(one)),
        ("How", listed(_ways(one)) or "no way to find out is described in the policy"),
        *((("Ask", _whom(one)),) if customers else ()),
        ("Who could tell", listed(list(map(called, question.hints[:_MOST_HINTS]))) or "nobody named yet"),
    ]
    return Entry(f"{number}. {_named(one.question.parameter, question.competitor, units)}", tuple(details))


def _named(parameter: str, competitor: str, units: Units) -> str:
    label = BY_NAME[parameter].label_text(units.unit)
    return f"{label} ({called(competitor)})" if competitor else label


def _requests(one: Planned) -> str:
    stakes = one.question.stakes
    names = [called(stake.request) for stake in stakes[:_MOST_REQUESTS]]
    left = len(stakes) - len(names)
    more = (f"{left:,} more",) if left else ()
    return f"{words.counted(len(stakes), 'request')}: {'; '.join((*names, *more))}"


def _ways(one: Planned) -> list[str]:
    return list(dict.fromkeys(called(stake.way) for stake in one.question.stakes if stake.way))


def _whom(one: Planned) -> str:
    if one.respondents:
        return "; ".join(
            f"{called(each.standing.account.name)} ({each.standing.relationship.value}, {called(each.why)})"
            for each in one.respondents
        )
    if one.able:
        return (
            f"nobody: of {words.counted(one.able, 'account')} that could tell, each has {MOST_QUESTIONS} questions or this "
            "one already, or costs more than it pays and is not asked first"
        )
    if one.question.ours:
        return "no team of ours in the list is named as one that knows"
    return "no account is known to use the competitor: fill in uses_competitor"


def _talk(talk: Talk, units: Units) -> Entry:
    respondent = talk.respondent
    account = respondent.standing.account
    asked = [_named(one.parameter, one.competitor, units) for one in talk.questions]
    details: Sequence[tuple[str, str]] = (
        ("Ask", "; ".join(asked)),
        ("Contact", called(account.contact) if account.contact else "not known"),
        ("Last asked", respondent.last_asked or "nobody knows"),
    )
    return Entry(f"{called(account.name)}: {respondent.standing.relationship.value}", tuple(details))
