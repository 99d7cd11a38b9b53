"""Two pages for each account that is asked: a brief for us, and an agenda that may be sent, made of an allow-list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from featurecheck import words
from featurecheck.accounts import Standing
from featurecheck.asking import Question, Talk
from featurecheck.errors import FeatureCheckError
from featurecheck.parameters import BY_NAME
from featurecheck.report.brief_leaks import Secrets
from featurecheck.report.brief_words import Asking, BriefWords, Frame
from featurecheck.report.columns import wrap
from featurecheck.report.customers_words import called
from featurecheck.report.text import escape
from featurecheck.report.wording import line, visible

_WIDTH = 76
_FOR = "For a talk with "
_START = "What you have asked us for, to start from"
_LONGEST_ANSWER = 300
_MOST_WISHES = 3
_MOST_REQUESTS = 4
_BLANKS = {
    "business": "what their business is",
    "current_issues": "what troubles them now",
    "temperament": "how they like to be talked to",
}
_TOLD = {
    "business": "Business",
    "current_issues": "Current issues",
    "temperament": "Temperament",
    "uses": "Uses today",
    "who_decides": "Who decides",
    "expectations": "Led to expect so far",
}
_NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that an agenda to be sent may hold: the account's own name, its own wishes, and words that we ship.

    `withheld` counts wishes whose title holds something that is not for them, `more` those for which there is no room;
    only the brief says so.
    """

    name: str
    wishes: tuple[str, ...]
    topics: tuple[str, ...]
    frame: Frame
    withheld: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What a profile tells of an account: question's name -> answer; unanswered questions are absent."""

    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Units:
    """The policy's currency, and its word for the users or accounts that are counted."""

    currency: str
    unit: str


def agenda(talk: Talk, wishes: Sequence[str], shipped: BriefWords, secrets: Secrets) -> Agenda:
    """Return what may be sent to an account; of its own `wishes` those that hold nothing of anybody else."""
    standing = talk.respondent.standing
    harmless = [wish for wish in wishes if secrets.found(wish, standing.account.name) is None]
    return Agenda(
        called(standing.account.name),
        tuple(called(wish) for wish in harmless[:_MOST_WISHES]),
        tuple(dict.fromkeys(shipped.questions[one.parameter].topic for one in talk.questions)),
        shipped.frame(standing.relationship),
        len(wishes) - len(harmless),
        len(harmless[_MOST_WISHES:]),
    )


def agenda_text(found: Agenda, secrets: Secrets) -> str:
    """Return the agenda as plain text.

    Raises:
        FeatureCheckError: something in it is not for this account; then nothing may be written.
    """
    text = visible("\n".join(_agenda_lines(found)) + "\n")
    _refuse_leaks(found, text, secrets)
    return text


def _agenda_lines(found: Agenda) -> Iterator[str]:
    yield from _paragraph(f"{_FOR}{found.name}")
    yield from ("", *_paragraph(found.frame.purpose), "")
    yield "What we would like to talk about"
    for number, topic in enumerate(found.topics, start=1):
        yield from wrap(f"{number}. {topic}", _WIDTH, "   ")
    yield ""
    if found.wishes:
        yield _START
        yield from _items(found.wishes)
    else:
        yield from _paragraph("[To fill in before sending: the work that this is about, in their own words]")
    yield from ("", "What to expect", *_items(found.frame.expectations))
    yield from ("", "Who and what helps", *_items((found.frame.bring,)))
    yield from ("", "Afterwards", *_items((found.frame.afterwards,)))
    yield from ("", *_paragraph("[To fill in before sending: day, time, who takes part]"))


def _paragraph(text: str) -> list[str]:
    return wrap(text, _WIDTH)


def _items(texts: Sequence[str]) -> list[str]:
    return [part for text in texts for part in wrap(f"- {text}", _WIDTH, "  ")]


def _refuse_leaks(found: Agenda, text: str, secrets: Secrets) -> None:
    """Check all of the bytes but the lines that are shipped: what the account's data put there."""
    shipped = {_START, *_agenda_lines(Agenda("", (), found.topics, found.frame))}
    lines = [one for one in text.encode().decode().split("\n") if one not in shipped]
    what = secrets.found(" ".join(lines).removeprefix(_FOR), found.name)
    if what:
        raise FeatureCheckError(
            f"The agenda for {found.name}: found {what}, which is not for them, where only their own name and wishes "
            "were expected. Nothing was written. Change the title of what they ask for, then plan again."
        )


def brief(talk: Talk, told: Told, sent: Agenda, shipped: BriefWords, units: Units) -> str:
    """Return the page for us as Markdown: what we know of the account, what to ask and how, what follows."""
    frame = sent.frame
    blocks = [
        f"# Call brief: {escape(sent.name)}",
        "**For us only: do not send.** The agenda that may be sent is a file of its own.",
        _bullets([*_about(talk), *_profile(told, talk.respondent.standing)]),
        "## Before the call",
        _bullets([frame.review, *_agenda_notes(sent)], box=True),
        "## First: what to expect",
        "Say this before any pain point comes up:",
        _bullets(frame.expectations),
        "## The question" if len(talk.questions) == 1 else f"## The {len(talk.questions)} questions",
        *(_question(number, one, shipped, units) for number, one in enumerate(talk.questions, start=1)),
        "## It went well if",
        _bullets([*_their_success(told), *frame.success], box=True),
        "## Follow through",
        _bullets(frame.follow_through, box=True),
    ]
    return visible("\n\n".join(block for block in blocks if block) + "\n")


def _about(talk: Talk) -> Iterator[str]:
    respondent, account = talk.respondent, talk.respondent.standing.account
    yield f"**Relationship:** {escape(respondent.standing.relationship.value)}: {escape(respondent.standing.reason)}"
    yield f"**Contact:** {escape(called(account.contact)) if account.contact else _blank('who to call')}"
    yield f"**Why them:** {escape(respondent.why)}"
    yield f"**Last asked:** {respondent.last_asked or 'nobody knows'}"


def _profile(told: Told, standing: Standing) -> Iterator[str]:
    for name, label in _TOLD.items():
        if name in told.answers:
            yield f"**{label}:** {escape(_short(told.answers[name]))}"
        elif name in _BLANKS and standing.account.internal is not True:
            yield f"**{label}:** {_blank(_BLANKS[name])}"


def _short(text: str) -> str:
    whole = line(text)
    cut = whole[:_LONGEST_ANSWER].rstrip()
    return whole if len(whole) <= _LONGEST_ANSWER else f"{cut}... (the profile has all of it)"


def _blank(what: str) -> str:
    return rf"\[not known, to fill in: {what}\]"


def _agenda_notes(sent: Agenda) -> Iterator[str]:
    yield "Fill in the blanks of the agenda (the file of this name in the folder to-send) and send it some days ahead."
    if sent.withheld:
        titles = words.counted(sent.withheld, "wish", "wishes")
        yield f"{titles} of theirs not named in the agenda: a title holds a name, an amount or a note that is not for them."
    if sent.more:
        yield f"{words.counted(sent.more, 'further wish', 'further wishes')} of theirs not named in the agenda, for want of room."


def _their_success(told: Told) -> list[str]:
    text = told.answers.get("success")
    return [f"We know more about what success is for them: {escape(_short(text))}"] if text else []


def _question(number: int, question: Question, shipped: BriefWords, units: Units) -> str:
    asking = shipped.questions[question.parameter]
    label = BY_NAME[question.parameter].label_text(units.unit)
    about = f" ({escape(called(question.competitor))})" if question.competitor else ""
    rows = [
        f"**{number}. {escape(label)}**{about}",
        _bullets([*_how(asking), f"Why it matters: {asking.why} {_worth(question, units.currency)}"]),
    ]
    return "\n\n".join(rows)


def _how(asking: Asking) -> Iterator[str]:
    for text in asking.ask:
        yield f'Ask: "{text}"'
    yield f'Not: "{asking.avoid}"'


def _worth(question: Question, currency: str) -> str:
    up_to = "up to " if question.bounded else ""
    names = [called(stake.request) for stake in question.stakes[:_MOST_REQUESTS]]
    left = len(question.stakes) - len(names)
    more = f" and {left:,} more" if left else ""
    money = words.money(question.net_money, currency)
    return f"Knowing it is worth {up_to}{money} net to us: {escape('; '.join(names))}{more}."


def _bullets(texts: Sequence[str], *, box: bool = False) -> str:
    mark = "- [ ]" if box else "-"
    return "\n".join(f"{mark} {text}" for text in texts)
