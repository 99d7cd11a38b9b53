"""What must not stand in anything meant for an account, and where it does: names, money, notes of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from featurecheck.customers.names import fold

_WORD = re.compile(r"\w+")
_NOTE_WORDS = 3  # shorter notes are everyday words, such as `sales`
_LONGEST = 12  # words of a secret that are compared; more are cut
_INSIDE = 4  # letters from which a competitor's name is looked for inside words: `sap` would be in disappear
_SIGNS = "€$£¥₹"
_SIGN = re.compile(rf"[{_SIGNS}]")


class Secrets:
    """What nobody outside may read, looked for word by word whatever its case, blanks and punctuation.

    Args:
        competitors: names; looked for inside words too.
        accounts: names of accounts, contacts and requesters.
        notes: texts of ours: descriptions, sources, whom to ask. Those of fewer than three words are everyday words.
        currency: in which our money is.
    """

    def __init__(
        self,
        *,
        competitors: Iterable[str] = (),
        accounts: Iterable[str] = (),
        notes: Iterable[str] = (),
        currency: str = "",
    ) -> None:
        names = list(competitors)
        people = list(accounts)
        long = [note for note in notes if len(_words(note)) >= _NOTE_WORDS]
        self._what = {
            words: what
            for what, texts in (
                ("a note of ours", long),
                ("the name of another account", people),
                ("the name of a competitor", names),
            )
            for words in map(_words, texts)
            if words
        }
        self._longest = max(map(len, self._what), default=0)
        self._inside = {
            fold(name): "the name of a competitor"
            for name in names
            if len(fold(name)) >= _INSIDE or _unspaced(name)
        }
        self._inside |= {  # scripts without blanks between words
            fold(name): "the name of another account" for name in people if _unspaced(name)
        }
        self._money = re.compile(rf"(?i)\b{re.escape(currency)}\b") if currency.strip() else None

    def found(self, text: str, own_name: str = "") -> str | None:
        """Return what in a text is secret, in words, None where nothing is; an account's own name is no secret to it."""
        own, said = _all_words(own_name), _all_words(text)
        covered = _covered(said, own)
        for start in range(len(said)):
            for end in range(start + 1, min(len(said), start + self._longest) + 1):
                what = self._what.get(said[start:end])
                if what and not all(covered[start:end]):
                    return what
        joined = " ".join(word for word, ours in zip(said, covered, strict=True) if not ours)
        inside = (what for name, what in self._inside.items() if name in joined)
        return next(inside, None) or self._amount(text)

    def _amount(self, text: str) -> str | None:
        money = _SIGN.search(text) or (self._money and self._money.search(text))
        return "an amount of money" if money else None


def _unspaced(name: str) -> bool:
    return not name.isascii() and len(fold(name)) > 1


def _all_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def _words(text: str) -> tuple[str, ...]:
    return _all_words(text)[:_LONGEST]


def _covered(words: Sequence[str], own: Sequence[str]) -> list[bool]:
    """Return which of the words belong to the account's own name."""
    covered, size = [False] * len(words), len(own)
    for at in range(len(words) - size + 1 if size else 0):
        if tuple(words[at : at + size]) == tuple(own):
            covered[at : at + size] = [True] * size
    return covered
