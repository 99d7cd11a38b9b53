"""When two names are one account: in the same letters whatever their case and blanks; in other letters only perhaps."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_LEGAL_FORMS = (
    "inc incorporated corp corporation co company ltd limited llc llp plc gmbh mbh ag kg kgaa ohg ug ev eg se sa "
    "sas sasu sarl eurl srl spa bv nv ab as asa oy oyj aps pty pte kk doo zrt kft group holding"
)
_FORMS = frozenset(_LEGAL_FORMS.split())
_THROUGH = re.compile(
    r"(?<=\S)[\s,;:/(\[-]+(?:via|through|thru|c/o|resold by|reseller|über|durch|par l'intermédiaire de)\b.*"
)
_DROPPED = re.compile("['\u2019\u02bc`.]")
_OTHER = re.compile(r"[\W_]+")
_SLUG = 40  # letters of a file's name
_DIGITS = 10  # of the account's digest behind it
_ACCENTS = re.compile("[\u0300-\u036f]")


def spelled(name: str) -> str:
    """Return a name as it is written, with one blank where there are blanks."""
    return " ".join(name.split())


@lru_cache(65536)
def fold(name: str) -> str:
    """Return a name without case, repeated blanks and signs that nobody sees; two accounts with one fold are one."""
    if name.isascii():
        return " ".join(name.casefold().split())
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return " ".join(seen.split())


@lru_cache(65536)
def loose(name: str) -> str:
    """Return a name also without accents, punctuation, legal form and the reseller it comes through.

    Accounts with one loose name are perhaps one; a person has to say so.
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", _THROUGH.sub("", fold(name))))
    words = _OTHER.sub(" ", _DROPPED.sub("", plain.replace("&", " and "))).split()
    return " ".join([word for word in words if word not in _FORMS] or words)


def file_stem(name: str, *, hidden: bool = False) -> str:
    """Return a file's name that every system takes and no other account has, such as `north-1f2e3d4c5b`.

    `hidden` leaves the account's name out of it.
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = "" if hidden else re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG].strip("-")
    digest = hashlib.sha256(fold(name).encode("utf-8", "backslashreplace")).hexdigest()[:_DIGITS]
    return f"{slug or 'account'}-{digest}"
