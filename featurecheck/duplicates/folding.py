"""A text without what does not tell two wishes apart: case, blanks, punctuation."""

from __future__ import annotations

import re
import unicodedata

_KEPT = "+#"  # C, C++ and C# are three things
_BLANK = frozenset("PSZC")  # punctuation, signs, separators, control characters by Unicode's general category
_EDGES = "!\"$%&'()*,-./:;<=>?@[\\]^_`{|}~\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026"
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")


class _Folding(dict[int, str]):
    """What each character becomes; learnt as characters come."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = char in _KEPT or unicodedata.category(char)[0] not in _BLANK
        self[code] = char if kept else " "
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the words in lower case with one blank between; a text of signs alone keeps its signs."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.translate(_FOLDING).split()) or " ".join(plain.split())


def spelling(text: str) -> str:
    """Return the words as they are written inside, `api.read()` for one, without the marks around them."""
    marked = unicodedata.normalize("NFKC", text).casefold().split()
    return " ".join(filter(None, (word.strip(_EDGES) for word in marked))) or fold(text)


def words(text: str) -> list[str]:
    """Return the folded words; `bulkExport` is two."""
    return fold(_CAMEL.sub(" ", text)).split()
