"""The cells of requests that become one: answers, votes, requesters, texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from featurecheck.duplicates.names import named
from featurecheck.estimate.vocabulary import BLANK, UNKNOWN
from featurecheck.intake import Problem, Severity
from featurecheck.model import AnswerState
from featurecheck.parameters import PARAMETERS

if TYPE_CHECKING:
    from featurecheck.intake import Requests

_BESIDE = ("evidence", "source", "ask", "state")
_ANSWERS = (*(parameter.name for parameter in PARAMETERS), "effort")
_JOINED = ("description", "consequences")
_UNITED = ("depends_on", "excludes")
_OWN = ("id", "request", "votes", "requesters", "requested_on", *_JOINED, *_UNITED)


def together(
    requests: Requests, groups: Sequence[Sequence[int]]
) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return the columns with each group's cells in the row of its first member, and what is to be said about it.

    An answer of the request that stays stands; where it has none, or only a don't know, the first other one's stands
    in, with its evidence and source. Descriptions are joined, requesters united, the earliest date is kept.
    """
    columns = {name: list(cells) for name, cells in requests.columns.items()}
    said: list[Problem] = []
    for rows in groups:
        union = _Union(requests, rows)
        for name, text in union.cells():
            columns[name][rows[0]] = text
        said += union.problems
    return columns, said


class _Union:
    """One group of rows on its way to become the first of them."""

    def __init__(self, requests: Requests, rows: Sequence[int]) -> None:
        self.requests, self.rows = requests, rows
        self.ids = [requests.columns["id"][row] for row in rows]
        self.problems: list[Problem] = []
        self.taken: dict[int, list[str]] = {}

    def cells(self) -> list[tuple[str, str]]:
        """Return the columns that change and their new text."""
        found: list[tuple[str, str]] = []
        for name in self.requests.columns:
            if name in _ANSWERS:
                found += self._answer(name)
            elif name not in _OWN and name.rpartition(" ")[2] not in _BESIDE:
                found += self._first(name)
        found += [(name, self._joined(name)) for name in _JOINED if name in self.requests.columns]
        found += [(name, self._united(name)) for name in _UNITED if name in self.requests.columns]
        found += [*self._askers(), *self._earliest()]
        self.problems += [self._merged(place) for place in range(1, len(self.rows))]
        return found

    def _texts(self, name: str) -> list[str]:
        cells = self.requests.columns.get(name)
        return [cells[row].strip() if cells else "" for row in self.rows]

    def _answer(self, name: str) -> list[tuple[str, str]]:
        texts, states = self._texts(name), self._texts(f"{name} state")
        worth = [_worth(text, state) for text, state in zip(texts, states, strict=True)]
        best = worth.index(max(worth))
        if worth[best] == _ANSWERED:
            self._differing(name, [place for place in range(len(texts)) if worth[place] == _ANSWERED])
        if best == 0:
            return []
        self.taken.setdefault(best, []).append(name)
        beside = [f"{name} {suffix}" for suffix in _BESIDE]
        return [
            (column, self._texts(column)[best])
            for column in (name, *beside)
            if column in self.requests.columns
        ]

    def _first(self, name: str) -> list[tuple[str, str]]:
        """Return the first text there is; another one than the first is said."""
        texts = self._texts(name)
        filled = [place for place, text in enumerate(texts) if text]
        if not filled:
            return []
        self._differing(name, filled)
        if filled[0]:
            self.taken.setdefault(filled[0], []).append(name)
        return [(name, texts[filled[0]])]

    def _differing(self, name: str, places: Sequence[int]) -> None:
        texts = self._texts(name)
        stands = texts[places[0]]
        other = next((place for place in places if _plain(texts[place]) != _plain(stands)), None)
        if other is not None:
            first, second = self.ids[places[0]], self.ids[other]
            found = f"'{_line(stands)}' in {first} and '{_line(texts[other])}' in {second}, which are merged"
            severity = Severity.WARNING if name in _ANSWERS else Severity.NOTE
            self._say(
                0,
                name,
                found,
                "one answer",
                f"The one of {first} was used; change it if the other is right.",
                severity,
            )

    def _joined(self, name: str) -> str:
        seen: dict[str, str] = {}
        for text in self._texts(name):
            seen.setdefault(_plain(text), text)
        return "\n\n".join(text for text in seen.values() if text)

    def _united(self, name: str) -> str:
        return "; ".join(named("; ".join(self._texts(name))).values())

    def _askers(self) -> list[tuple[str, str]]:
        askers = [named(cell) for cell in self._texts("requesters")]
        votes = self._texts("votes")
        found = []
        if "requesters" in self.requests.columns:
            found.append(("requesters", self._united("requesters")))
        if any(votes):
            counted = [int(text) if text.isdecimal() else None for text in votes]
            found.append(("votes", str(united_votes(counted, [set(names) for names in askers]))))
        return found

    def _earliest(self) -> list[tuple[str, str]]:
        texts = [text for text in self._texts("requested_on") if text]
        days = [_day(text) for text in texts]
        known = [(day, text) for day, text in zip(days, texts, strict=True) if day]
        if len(known) == len(texts) and known:
            return [("requested_on", min(known)[1])]
        if texts:
            self._differing(
                "requested_on", [place for place, text in enumerate(self._texts("requested_on")) if text]
            )
        return [("requested_on", texts[0])] if texts else []

    def _merged(self, place: int) -> Problem:
        title = _line(self.requests.columns["request"][self.rows[place]])
        names = self.taken.get(place, [])
        took = f", and {', '.join(names)} taken from it" if names else ""
        found = f"{self.ids[place]} '{title}' was merged into {self.ids[0]}{took}."
        where = self.requests.places[self.rows[place]]
        # a whole sentence is what a reader of the problems gets to see
        return Problem(
            where.file, where.sheet, where.row, None, None, self.ids[place], found, "", Severity.NOTE
        )

    def _say(self, place: int, name: str, found: str, expected: str, mend: str, severity: Severity) -> None:
        where, letter = self.requests.places[self.rows[place]], self.requests.letters.get(name)
        cell = f"{letter}{where.row}" if letter and where.row else None
        self.problems.append(
            Problem(where.file, where.sheet, where.row, cell, name, found, expected, mend, severity)
        )


_OPEN, _UNKNOWN, _ANSWERED = range(3)


def _worth(text: str, state: str) -> int:
    phrase = _plain(text).replace("\u2019", "'").rstrip(".")
    if phrase in BLANK:
        return _UNKNOWN if state == AnswerState.UNKNOWN.value else _OPEN
    return _UNKNOWN if phrase in UNKNOWN or state == AnswerState.UNKNOWN.value else _ANSWERED


def united_votes(votes: Sequence[int | None], askers: Sequence[set[str]]) -> int:
    """Return the votes of requests together; an account named by several is counted once.

    Where nobody counted, the named accounts are the votes. Never more than all votes, nor fewer than the most of one.
    """
    each = [len(names) if count is None else count for count, names in zip(votes, askers, strict=True)]
    union: set[str] = set().union(*askers)
    overlap = sum(map(len, askers)) - len(union)
    return max(*each, sum(each) - overlap, min(len(union), sum(each)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _line(text: str) -> str:
    from featurecheck.sheets.cells import shortened  # noqa: PLC0415 - only what differs is shown

    return shortened(text)
