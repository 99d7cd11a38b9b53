"""What people typed, sealed: letters that no sentence of ours has, so that nothing can translate or re-format them.

Every printed letter is moved into the private planes of Unicode, one for one: lengths, spaces, line breaks and the
order of texts stay. Whoever writes a file opens the seal.
"""

from __future__ import annotations

import re
from collections.abc import Callable

SEALED = "\U000f0000-\U0010fffd"
"""The letters of sealed text, as they stand in a regular expression's brackets."""

OPEN_BDI, CLOSE_BDI = "\ue000", "\ue001"
"""Stand for the tags around somebody's own text while a sentence that holds them is looked up."""

_BASIC, _SUPPLEMENT = 0xF0000, 0x100000
_OPEN = re.compile(f"[{SEALED}]")
_RUN = re.compile(rf"[{SEALED}](?:[{SEALED}\s]*[{SEALED}])?")
_LEFT_ALONE = re.compile(
    "[\\s\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff]"
)  # blanks, and what the page writes out because it cannot be seen


class _Seals(dict[int, int]):
    """Code -> code of the sealed letter, worked out when it is first needed."""

    def __missing__(self, code: int) -> int:
        self[code] = found = _sealed(code)
        return found


def _sealed(code: int) -> int:
    if _LEFT_ALONE.match(chr(code)):
        return code
    if code <= 0xFFFF:  # noqa: PLR2004 - the basic plane
        return code + _BASIC
    return code - 0x10000 + _SUPPLEMENT if code < 0x1FFFE else code  # noqa: PLR2004 - what a plane holds


_SEALS = _Seals()


def seal(text: str) -> str:
    """Return the text sealed; blanks and hidden characters stay what they are."""
    return text.translate(_SEALS)


def opened(text: str, shown: Callable[[str], str] = str) -> str:
    """Return the text as it was typed; `shown` is applied to every opened part, e.g. to escape it."""
    if text.isascii() or not _OPEN.search(text):
        return text
    return _RUN.sub(lambda found: shown(_opened(found[0])), text)


def _opened(text: str) -> str:
    return _OPEN.sub(lambda found: _letter(ord(found[0])), text)


def _letter(code: int) -> str:
    return chr(code - _BASIC if code < _SUPPLEMENT else code - _SUPPLEMENT + 0x10000)
