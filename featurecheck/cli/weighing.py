"""What is said about the list of customers beside the requests: what was read, who is not on it, what has no effect."""

from __future__ import annotations

import contextlib
import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from featurecheck.cli.beside import once_a_run
from featurecheck.cli.speech import quiet, say, say_input, verbose
from featurecheck.errors import EstimateError
from featurecheck.intake import Problem, Requests, Severity
from featurecheck.model import AnswerState
from featurecheck.questionnaires.definition import ABOUT_ASKERS
from featurecheck.tomlfile import shown
from featurecheck.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from featurecheck.accounts import Customers
    from featurecheck.policy import Policy
    from featurecheck.record import Results

NOBODY = "No request says who asked for it (requesters), so nobody is weighed."
_MOST = 10
_LONGEST_NAME = 80


def say_customers(customers: Customers) -> None:
    """Say once a run how many accounts were read, and what was decided while reading them."""
    if not quiet() and unsaid([f"accounts of {customers.input.name}"]):
        say_input(customers.input, "account", customers.notes)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A requester that is no account, the accounts that it may be, and the row of the first request that names it."""

    name: str
    alike: tuple[str, ...]
    row: int


def unlisted_said(requests: Requests, customers: Customers) -> Requests:
    """Return the requests with a note on each requester that is not on the list; they are said once a run."""
    source, unknown = customers.input.name, unlisted(requests, customers)
    lines = unlisted_lines({one.name: one.alike for one in unknown}, source)
    if not any(cell.strip() for cell in requests.columns.get("requesters", ())):
        lines = [NOBODY]
    for line in () if quiet() else unsaid(lines):
        say(line)
    notes = tuple(_note(requests, one, source) for one in unknown)
    return dataclasses.replace(requests, problems=(*requests.problems, *notes)) if notes else requests


def unsaid(lines: Sequence[str]) -> list[str]:
    """Return the lines that have not been returned in this run: an interview evaluates after every answer."""
    said: set[str] = once_a_run((__name__, "said"), set)
    fresh = [line for line in lines if line not in said]
    said.update(fresh)
    return fresh


def _note(requests: Requests, one: Unlisted, source: str) -> Problem:
    place, letter = requests.places[one.row], requests.letters.get("requesters")
    question = _question(one.name, one.alike) if one.alike else ""
    asked = f"{question[:1].upper()}{question[1:]} " if question else ""
    return Problem(
        place.file,
        place.sheet,
        place.row,
        f"{letter}{place.row}" if letter and place.row else None,
        requests.mapping.get("requesters", "requesters"),
        f"'{shown(one.name, _LONGEST_NAME)}'",
        f"an account that is in {source}",
        f"{asked}Write the name as the list does, or add it there; until then it weighs nothing.",
        Severity.NOTE,
    )


def unlisted_lines(unknown: Mapping[str, Sequence[str]], source: str) -> list[str]:
    """Return what is said of requesters that are not on the list, each with the names that are alike."""
    most = len(unknown) if verbose() else _MOST
    lines = [f"{_missing(name, source)}{_perhaps(name, unknown[name])}" for name in list(unknown)[:most]]
    if len(unknown) > most:
        lines.append(f"... and {len(unknown) - most:,} more requesters are not in {source}; -v names them.")
    one = "It weighs nothing: write it as the list does, or add it to it."
    many = "They weigh nothing: write them as the list does, or add them to it."
    return [*lines, many if len(unknown) > 1 else one] if unknown else []


def _missing(name: str, source: str) -> str:
    return f"'{shown(name, _LONGEST_NAME)}' is not in {source}"


def _perhaps(name: str, alike: Sequence[str]) -> str:
    return f"; {_question(name, alike)}" if alike else "."


def _question(name: str, alike: Sequence[str]) -> str:
    """Return what is asked about a name that is like some accounts' names, or holds several of them."""
    together = _together(name, alike)
    several = len(together) > 1
    quoted = [f"'{shown(one, _LONGEST_NAME)}'" for one in (together if several else alike)]
    if several:
        return f"does it name several, {' and '.join(quoted)} among them? Put ';' between them."
    return f"did you mean {' or '.join(quoted)}?"


def _together(name: str, alike: Sequence[str]) -> list[str]:
    """Return those accounts whose names stand in a name one behind another, such as both of `North, South`."""
    from featurecheck.customers.names import fold  # noqa: PLC0415 - not for --help

    key, found, end = fold(name), list[str](), 0
    for start, one in sorted((key.find(fold(one)), one) for one in alike):
        if start >= end:
            found.append(one)
            end = start + len(fold(one))
    return found


def unlisted(requests: Requests, customers: Customers) -> list[Unlisted]:
    """Return the requesters that are no account, the most often named first; each spelling is looked at once."""
    from featurecheck.customers.matching import matched_requesters  # noqa: PLC0415 - not for --help
    from featurecheck.customers.names import fold  # noqa: PLC0415 - the same
    from featurecheck.customers.votes import SEPARATOR, UNKNOWN, Directory  # noqa: PLC0415 - the same

    accounts = [one.account.name for one in customers.standings]
    directory, written, rows = Directory(accounts), list[str](), dict[str, int]()
    for row, cell in enumerate(requests.columns.get("requesters", ())):
        for name in cell.split(SEPARATOR):
            if directory[name] == UNKNOWN:
                written.append(name)
                rows.setdefault(name, row)
    first: dict[str, int] = {}
    for name, row in rows.items():
        first[fold(name)] = min(row, first.get(fold(name), row))
    matched = matched_requesters(written, customers)
    votes = {name: directory.vote(name) for name in matched.unmatched}
    fits = {name: tuple(accounts[at] for at in vote.accounts) for name, vote in votes.items() if vote}
    return [
        Unlisted(name, fits.get(name) or matched.proposed.get(name, ()), first[fold(name)])
        for name in matched.unmatched
    ]


def without_effect(requests: Requests, policy: Policy) -> Requests:
    """Return the requests with a note on answers that only a list of customers gives a weight; said once a run."""
    problems = tuple(about_askers(requests, policy))
    notes = [f"{one.file}: {one.found}. {one.mend}" for one in problems if one.severity is Severity.NOTE]
    for line in () if quiet() else unsaid(notes):
        say(line)
    return dataclasses.replace(requests, problems=(*requests.problems, *problems)) if problems else requests


def about_askers(requests: Requests, policy: Policy) -> Iterator[Problem]:
    """Read what requests answer about those who asked; yield what cannot be read, and a note for each file with answers.

    Without a list of customers the evaluation does not look at these cells, but nobody should find that out later.
    """
    for name in ABOUT_ASKERS:
        if any(cell.strip() for cell in requests.columns.get(name, ())):
            yield from _about(requests, policy, name)


def _about(requests: Requests, policy: Policy, name: str) -> Iterator[Problem]:
    from featurecheck.answers import Reader  # noqa: PLC0415 - not for --help

    reader = Reader(policy, (), requests.decimal)
    answered: Counter[tuple[str, str | None]] = Counter()
    for row, (text, place) in enumerate(zip(requests.columns[name], requests.places, strict=True)):
        try:
            state = reader.answer(name, text, "", "").state
        except EstimateError as error:
            yield _unreadable(requests, name, row, error.message)
        else:
            answered[place.file, place.sheet] += state is AnswerState.ANSWERED
    yield from (_unweighed(*place, name, count) for place, count in answered.items() if count)


def _unreadable(requests: Requests, name: str, row: int, message: str) -> Problem:
    """Return the problem with a cell; it stops no row as long as nobody is weighed."""
    place, letter, text = requests.places[row], requests.letters.get(name), requests.columns[name][row]
    cell = f"{letter}{place.row}" if letter and place.row else None
    echoed = len(text) + 2 if message.startswith(f"'{text}'") else 0  # a full stop may stand in the answer
    end = message.find(". ", echoed)
    expected, mend = (message[:end], message[end + 2 :]) if end >= 0 else (message, "")
    expected, header = f"{expected.removesuffix('.')}.", requests.mapping.get(name, name)
    return Problem(place.file, place.sheet, place.row, cell, header, text, expected, mend, Severity.WARNING)


def _unweighed(file: str, sheet: str | None, name: str, count: int) -> Problem:
    return Problem(
        file,
        sheet,
        None,
        None,
        name,
        f"{name} is answered in {counted(count, 'request')} and has no effect without a list of customers",
        "the accounts that asked, beside the requests",
        "To weigh those who asked, add --customers FILE.",
        Severity.NOTE,
    )


_MONEY = {
    "would_leave": (
        "profit_mean",
        "those who asked to be accounts that are known to earn a profit",
        "Name who asks in requesters as {} writes it, and fill in its revenue and cost_to_serve.",
    ),
    "would_grow": (
        "growth_mean",
        "those who asked to be accounts that are known to have a potential",
        "Name who asks in requesters as {} writes it, and fill in its revenue and potential_revenue.",
    ),
}
"""Answer about those who asked -> the money in `Stakes` that it is a share of, what is expected, and what to do."""


def idle_said(requests: Requests, customers: Customers, policy: Policy) -> Requests:
    """Return the requests with a note on answers about those who asked that are a share of nothing; said once a run.

    A cell that cannot be read is left to the evaluation.
    """
    problems = tuple(_idle(requests, customers, policy))
    lines = [f"{one.file}: {one.found}; expected {one.expected}. {one.mend}" for one in problems]
    for line in () if quiet() else unsaid(lines):
        say(line)
    return dataclasses.replace(requests, problems=(*requests.problems, *problems)) if problems else requests


def _idle(requests: Requests, customers: Customers, policy: Policy) -> Iterator[Problem]:
    answered = {name: _answered_rows(requests, policy, name) for name in ABOUT_ASKERS}
    rows = sorted({row for found in answered.values() for row in found})
    if not rows:
        return
    from featurecheck.customers.stakes import stakes_of  # noqa: PLC0415 - loads numpy
    from featurecheck.staking import LEAST_MONEY  # noqa: PLC0415 - the same

    cells = requests.columns.get("requesters")
    stakes = stakes_of([cells[row] if cells else "" for row in rows], customers, policy)
    for name, (money, expected, mend) in _MONEY.items():
        worth = dict(zip(rows, getattr(stakes, money).tolist(), strict=True))
        idle = [row for row in answered[name] if worth[row] < LEAST_MONEY]
        if idle:
            yield _without_money(requests, name, idle, expected, mend.format(customers.input.name))


def _answered_rows(requests: Requests, policy: Policy, name: str) -> list[int]:
    """Return the rows in which somebody answered with a figure that can be read."""
    from featurecheck.answers import Reader  # noqa: PLC0415 - not for --help

    reader, texts = Reader(policy, (), requests.decimal), requests.columns.get(name, ())
    answered = set()
    for text in set(texts) - {""}:
        with contextlib.suppress(EstimateError):
            if reader.answer(name, text, "", "").state is AnswerState.ANSWERED:
                answered.add(text)
    return [row for row, text in enumerate(texts) if text in answered]


def _without_money(requests: Requests, name: str, idle: Sequence[int], expected: str, mend: str) -> Problem:
    """Return the note on all requests together, with the place of the first."""
    place, letter = requests.places[idle[0]], requests.letters.get(name)
    cell = f"{letter}{place.row}" if letter and place.row else None
    where = f" (the first is cell {cell})" if cell and len(idle) > 1 else ""
    return Problem(
        place.file,
        place.sheet,
        place.row,
        cell,
        requests.mapping.get(name, name),
        f"{name} is answered in {counted(len(idle), 'request')}{where} and has no effect there",
        expected,
        mend,
        Severity.NOTE,
    )


def with_problems(results: Results, customers: Customers) -> Results:
    """Return the results with what has to be mended in the list of customers, each once."""
    problems = tuple(dict.fromkeys((*results.problems, *customers.problems)))
    return dataclasses.replace(results, problems=problems)
