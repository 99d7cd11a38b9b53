"""Which accounts a request's requesters are, also where somebody speaks for one: what fits two accounts fits none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from featurecheck.customers.names import fold, spelled
from featurecheck.customers.words import is_nameless

SEPARATOR = ";"
"""What stands between two names in a cell."""

NOBODY, UNKNOWN = -1, -2
_LONGEST = 300  # letters of a name in which an account is looked for
_FOR = re.compile(r"\sfor\s", re.IGNORECASE)
_SIGNS = re.compile(r"[@:/(\[]")
_BRACKETS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Vote:
    """One name in a cell. `accounts` are the positions of those that it may be: only where that is one, it is certain.

    `speaker` is who spoke for the account, as written; None where the account itself is named.
    """

    written: str
    accounts: tuple[int, ...]
    speaker: str | None = None


class Directory(dict[str, int]):
    """Name as written -> position of the account, `NOBODY` or `UNKNOWN`; every spelling is looked up once."""

    def __init__(self, accounts: Iterable[str]) -> None:
        """Take the accounts' names in their order."""
        super().__init__()
        self._at: dict[str, int] = {}
        for at, name in enumerate(accounts):
            self._at.setdefault(fold(name), at)

    def __missing__(self, written: str) -> int:
        """Look a name up."""
        at = self._at.get(fold(written))
        if at is None:
            vote = self.vote(written)
            at = NOBODY if vote is None else vote.accounts[0] if len(vote.accounts) == 1 else UNKNOWN
        self[written] = at
        return at

    def vote(self, written: str) -> Vote | None:
        """Return whose vote a name is, None for a name that is none."""
        name = spelled(written)
        at = self._at.get(fold(name))
        if at is not None:
            return Vote(name, (at,))
        return None if is_nameless(name) else self._spoken(name)

    def votes(self, cell: str) -> list[Vote]:
        """Return the votes of a cell."""
        return [vote for written in cell.split(SEPARATOR) if (vote := self.vote(written)) is not None]

    def position(self, name: str) -> int | None:
        """Return where an account of this name stands, None where there is none."""
        return self._at.get(fold(name))

    def _spoken(self, name: str) -> Vote:
        found: dict[int, str] = {}
        for account, speaker in splits(name):
            at = self._at.get(fold(account))
            if at is not None and not is_nameless(speaker):
                found.setdefault(at, spelled(speaker))
        return Vote(name, tuple(sorted(found)), next(iter(found.values())) if len(found) == 1 else None)


def splits(name: str) -> Iterator[tuple[str, str]]:
    """Yield in which account and speaker a name may fall apart, such as `Ann for Acme`; the surest first."""
    if len(name) > _LONGEST:
        return
    for found in _FOR.finditer(name):
        yield name[found.end() :], name[: found.start()]
    for found in _SIGNS.finditer(name):
        sign, before, behind = found[0], name[: found.start()], name[found.end() :]
        if sign == "@":
            yield behind, before
        elif sign in ":/":
            yield before, behind
        elif sign == _BRACKETS.get(name[-1]):
            yield before, behind[:-1]
            yield behind[:-1], before
