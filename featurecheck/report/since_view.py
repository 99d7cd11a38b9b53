"""What changed since the last evaluation, in words: a section of the page, and one line for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from featurecheck import words
from featurecheck.model import Verdict
from featurecheck.report import wording
from featurecheck.report.shapes import Badge
from featurecheck.report.since import Change, Since
from featurecheck.report.since import Named as One
from featurecheck.report.wording import line
from featurecheck.words import counted

_MOST_FLIPS = 50
_MOST_ROWS = 20
_MOST_ANSWERS = 4
_LONGEST = 120  # letters of a request's title in a line
NOTHING = "Nothing changed: the same requests, the same verdicts, the same values."


@dataclass(frozen=True, slots=True)
class FlipRow:
    """A request with another verdict; `answers` say what is read differently, `cause` which of them did it."""

    request: str
    before: Badge
    after: Badge
    values: str
    cause: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A request with another value."""

    request: str
    before: str
    after: str
    answers: str


@dataclass(frozen=True, slots=True)
class ListPart:
    """Things of one kind: a heading, and a line each."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SinceView:
    """The section about what changed; every list is cut to what one reads, and says so."""

    heading: str
    sentence: str
    flips: tuple[FlipRow, ...]
    moved: tuple[MovedRow, ...]
    lists: tuple[ListPart, ...]
    cut: tuple[str, ...]


def since_view(found: Since, currency: str) -> SinceView:
    """Return the section about what changed."""
    lists = (
        ListPart("New requests", _named(found.added)),
        ListPart("Requests that are gone", _named(found.dropped)),
        ListPart("Perhaps the same under another id", _proposed(found)),
        ListPart("Settings of the policy that changed", _settings(found)),
    )
    return SinceView(
        _heading(found),
        sentence(found),
        tuple(_flip(one, found, currency) for one in found.flips[:_MOST_FLIPS]),
        tuple(_moved(one, currency) for one in found.moved[:_MOST_ROWS]),
        tuple(one for one in lists if one.lines),
        tuple(_cut(found)),
    )


def _heading(found: Since) -> str:
    date = line(found.before_on or "")
    return (
        f"What changed since the evaluation of {date}" if date else "What changed since the last evaluation"
    )


def sentence(found: Since) -> str:
    """Return the whole in one sentence: how many verdicts flipped, values changed, requests came and went."""
    other = "other " if found.flips else ""
    counts = (
        (len(found.flips), "verdict flipped", "verdicts flipped"),
        (len(found.moved), f"{other}value changed", f"{other}values changed"),
        (len(found.added), "new request", "new requests"),
        (len(found.dropped), "request is gone", "requests are gone"),
        (len(found.policy), "setting of the policy changed", "settings of the policy changed"),
    )
    parts = [counted(count, one, many) for count, one, many in counts if count]
    if found.currencies:
        parts.append(
            f"values are not compared, they were in {found.currencies[0]} and are in {found.currencies[1]}"
        )
    return f"{', '.join(parts)}; {found.same:,} as before." if parts else NOTHING


def terminal_line(found: Since) -> str:
    """Return what the terminal says of the comparison."""
    date = line(found.before_on or "")
    return f"Since {date or 'the last evaluation'}: {sentence(found)}"


def _flip(one: Change, found: Since, currency: str) -> FlipRow:
    values = (
        ""
        if found.currencies
        else f"{words.money(one.value_before, currency)} before, {words.money(one.value_after, currency)} now"
    )
    return FlipRow(
        _title(one.request) + (f" (it was called: {_title(one.renamed_from)})" if one.renamed_from else ""),
        _badge(one.before),
        _badge(one.after),
        values,
        _cause(one, found),
        tuple(_answers(one)),
    )


def _badge(verdict: Verdict) -> Badge:
    return Badge(verdict.value, wording.SLUGS[verdict])


def _title(text: str) -> str:
    whole = line(text) or "A request without a name"
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _cause(one: Change, found: Since) -> str:
    """Say `because` only of answers that, put back alone, give back the old verdict; this was tried, not guessed."""
    if not one.answers:
        return (
            "No answer changed; the policy did."
            if found.policy
            else "No answer changed; the method or the data did."
        )
    labels = {answer.name: line(answer.label) for answer in one.answers}
    if one.because:
        quoted = wording.listed([f"'{labels[name]}'" for name in one.because])
        if len(one.because) == 1:
            return f"Because of {quoted}: with its old answer the verdict would still be {one.before.value}."
        return f"Because of {quoted} together: with the old answer to any one of them the verdict would still be {one.before.value}."
    if one.because is not None:
        return "No single answer did it: put back one at a time, each leaves the new verdict."
    what = (
        "This answer changed"
        if len(one.answers) == 1
        else "These answers changed, the one that moves most first"
    )
    return f"{what}{'; the policy did too' if found.policy else ''}."


def _answers(one: Change) -> Iterator[str]:
    for answer in one.answers[:_MOST_ANSWERS]:
        yield f"{line(answer.label)}: {line(answer.before)} before, {line(answer.after)} now"
    if (more := len(one.answers) - _MOST_ANSWERS) > 0:
        yield f"and {counted(more, 'more answer')}"


def _moved(one: Change, currency: str) -> MovedRow:
    labels = [line(answer.label) for answer in one.answers[:_MOST_ANSWERS]]
    return MovedRow(
        _title(one.request),
        words.money(one.value_before, currency),
        words.money(one.value_after, currency),
        wording.listed(labels) or "no answer",
    )


def _named(requests: Sequence[One]) -> tuple[str, ...]:
    return tuple(
        f"{_title(one.request)} ({line(one.id)}): {one.verdict.value}" for one in requests[:_MOST_ROWS]
    )


def _proposed(found: Since) -> tuple[str, ...]:
    return tuple(
        f"{_title(new.request)}: {line(old.id)} before, {line(new.id)} now. If so, give it its old id."
        for old, new in found.proposals[:_MOST_ROWS]
    )


def _settings(found: Since) -> tuple[str, ...]:
    return tuple(
        f"{line(label)}: {line(before)} before, {line(after)} now" for label, before, after in found.policy
    )


def _cut(found: Since) -> Iterator[str]:
    for all_of_it, most, what in (
        (found.flips, _MOST_FLIPS, "flipped verdicts"),
        (found.moved, _MOST_ROWS, "changed values"),
        (found.added, _MOST_ROWS, "new requests"),
        (found.dropped, _MOST_ROWS, "requests that are gone"),
        (found.proposals, _MOST_ROWS, "requests that may be others under another id"),
    ):
        if len(all_of_it) > most:
            yield f"Shown are {most} of {len(all_of_it):,} {what}."
