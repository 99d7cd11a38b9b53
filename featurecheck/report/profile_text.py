"""Answers from which nothing is calculated: what was said, what is not known and whom to ask, as text and Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from featurecheck import words
from featurecheck.customers.partnership import RULE, Outcome, PartnerTest
from featurecheck.report.columns import paragraph, width_of, wrap
from featurecheck.report.text import escape
from featurecheck.report.wording import line, listed, visible

_NARROWEST = 20
_MARGIN = "  "
_INNER = _MARGIN * 2


@dataclass(frozen=True, slots=True)
class Told:
    """A question's label with its answer; `answer` is None where nobody knows or nobody has answered.

    `state` says which of the two, `ask` who could tell, `beside` are evidence, source, name and date.
    """

    name: str
    label: str
    answer: str | None
    state: str = ""
    ask: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What was answered about one account, in the order asked; `test` where the answers are those of the partner test."""

    account: str
    title: str
    told: tuple[Told, ...]
    test: PartnerTest | None = None


def summary(profile: Profile) -> str:
    """Return the stable last line: how far the answers go and, for a partner test, what follows from them."""
    known = sum(told.answer is not None for told in profile.told)
    if profile.test is None:
        return f"{known:,} of {words.counted(len(profile.told), 'answer')} known"
    speaking = f"{len(profile.test.speak_for)} of {len(profile.told)} answers speak for a partner"
    return f"{profile.test.outcome.value}: {speaking}".capitalize()


def findings(profile: Profile) -> list[str]:
    """Return in sentences what speaks against a partner, what cannot be read, and whom to ask."""
    test = profile.test
    if test is None:
        return _to_ask(profile, [told.name for told in profile.told if told.answer is None])
    named = {told.name: f"'{line(told.label)}'" for told in profile.told}
    found = _sentences(test, named)
    if test.outcome is Outcome.NOT_KNOWN:
        found += _to_ask(profile, test.waiting)
    return [*found, RULE]


def _sentences(test: PartnerTest, named: Mapping[str, str]) -> list[str]:
    found = []
    if test.speak_against:
        found.append(f"Against a partner: {listed([named[name] for name in test.speak_against])}.")
    found += [
        f"Not clear: {named[name]}. Begin the answer with yes or no, and say how you know."
        for name in test.unclear
    ]
    return found


def _to_ask(profile: Profile, names: Sequence[str]) -> list[str]:
    waiting = [told for told in profile.told if told.name in set(names)]
    return [
        f"Ask: {line(told.label)} {f'({line(told.ask)})' if told.ask else ''}".rstrip() for told in waiting
    ]


def as_text(profile: Profile, *, width: int = 80) -> str:
    """Return the answers for a terminal of so many columns; ends with the summary, which is never wrapped."""
    columns = max(width, _NARROWEST)
    heading = line(profile.account) or "An account without a name"
    blocks = [
        [*wrap(heading, columns), "=" * min(columns, width_of(heading)), *wrap(line(profile.title), columns)]
    ]
    blocks += [[*wrap(line(told.label), columns), *_answer(told, columns)] for told in profile.told]
    blocks.append([part for text in findings(profile) for part in wrap(f"- {text}", columns, _MARGIN)])
    blocks.append([summary(profile)])
    return visible("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def _answer(told: Told, width: int) -> list[str]:
    beside = f" ({'; '.join(map(line, told.beside))})" if told.beside else ""
    return paragraph(_said(told) + beside, width, _INNER)


def _said(told: Told) -> str:
    if told.answer is not None:
        return line(told.answer)
    return f"{told.state}; ask: {line(told.ask)}" if told.ask else told.state


def as_markdown(profile: Profile) -> str:
    """Return the answers as GitHub-flavoured Markdown; foreign text can neither format nor link."""
    blocks = [f"# {escape(line(profile.account))}", escape(line(profile.title))]
    blocks.append(
        "\n".join(f"- **{escape(line(told.label))}** {escape(_said(told))}" for told in profile.told)
    )
    blocks.append("\n".join(f"- {escape(text)}" for text in findings(profile)))
    blocks.append(f"**{escape(summary(profile))}**")
    return visible("\n\n".join(block for block in blocks if block) + "\n")
