"""What must not stand in an agenda: the words in which the first thing found is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace

from featurecheck.model import RequestResult
from featurecheck.report import secrets

_NOTE_WORDS = 3  # shorter notes are everyday words, such as `sales`
_WORDS = {
    secrets.COMPETITOR: "the name of a competitor",
    secrets.OTHER: "the name of another account",
    secrets.NOTE: "a note of ours",
    secrets.MONEY: "an amount of money",
    secrets.FIGURE: "one of our figures",
}
_SIGN = re.compile("[€$£¥₹]")


class Secrets:
    """What nobody outside may read, looked for word by word whatever its case, blanks and punctuation.

    Args:
        competitors: names; looked for at the beginning of words too.
        accounts: names of accounts, contacts and requesters.
        notes: texts of ours: descriptions, sources, whom to ask. Those of fewer than three words are everyday words.
        currency: in which our money is.
        names: all names where they are known already; without them `competitors` and `accounts` are.
    """

    def __init__(
        self,
        *,
        competitors: Iterable[str] = (),
        accounts: Iterable[str] = (),
        notes: Iterable[str] = (),
        currency: str = "",
        names: secrets.Names | None = None,
    ) -> None:
        names = names or secrets.names_among(competitors, accounts)
        long = frozenset(
            words for words in map(secrets.words_of, notes) if words.count(" ") + 1 >= _NOTE_WORDS
        )
        self._secrets = secrets.Secrets(names, "", frozenset(), long)
        self._money = re.compile(rf"(?i)\b{re.escape(currency)}\b") if currency.strip() else None

    def about(self, requests: Sequence[RequestResult]) -> Secrets:
        """Return these secrets with our figures and notes on the requests that one account made."""
        more, made = secrets.secrets_of("", requests, self._secrets.names), copy(self)
        notes = self._secrets.notes | more.notes
        made._secrets = replace(self._secrets, figures=more.figures, notes=notes)  # noqa: SLF001 - a copy of itself
        return made

    def found(self, text: str, own_name: str = "") -> str | None:
        """Return what in a text is secret, in words, None where nothing is; an account's own name is no secret to it."""
        kinds = {kind for kind, _ in replace(self._secrets, own=own_name).in_text(text)}
        money = _SIGN.search(text) or (self._money and self._money.search(text))
        return next(
            (what for kind, what in _WORDS.items() if kind in kinds), _WORDS[secrets.MONEY] if money else None
        )
