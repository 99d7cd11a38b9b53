"""Which headers that mean nothing may have been meant for one of our columns: a suggestion, never taken."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.header_text import fold
from featurecheck.sheets.headers.kinds import Kind

_NEAR = 0.84
_SLIP = 0.75  # of one word of a header
_SHORT = 4  # characters of a header that a slip makes another word
_MOST = 40  # headers that are compared


def near_ones(kind: Kind, headers: Sequence[str], names: set[str]) -> list[str]:
    """Return a note for every header that may be meant as a column of this kind of sheet; `names` are there already."""
    free = {alias: name for alias, (name, _) in kind.aliases.items() if name not in names}
    notes = []
    for text in headers[:_MOST]:
        header = fold(text)
        longer = len(header) > _SHORT
        close = difflib.get_close_matches(header, list(free), n=1, cutoff=_NEAR) if longer else []
        if close and header not in kind.aliases and _alike(header, close[0]):
            meant = f"{shortened(text)}={free[close[0]]}"
            notes.append(
                f"'{shortened(text)}' may be meant as {free[close[0]]}: to use it so, say --map \"{meant}\""
            )
    return notes


def _alike(header: str, known: str) -> bool:
    """Tell whether two texts differ by slips only: `account id` and `account kind` are two things."""
    words, others = header.split(), known.split()
    if len(words) != len(others):
        return header.replace(" ", "") == known.replace(" ", "")
    pairs = zip(words, others, strict=True)
    return all(difflib.SequenceMatcher(None, one, other).ratio() >= _SLIP for one, other in pairs)
