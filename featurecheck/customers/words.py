"""What the words in a customers sheet say: yes and no, external and internal, what a name is worth; and sheets' names."""

from __future__ import annotations

from functools import lru_cache

from featurecheck.accounts import Brand
from featurecheck.estimate.grammar import folded, word_form
from featurecheck.estimate.vocabulary import BLANK, UNKNOWN


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, `|` between them or blanks where there is none."""
    return frozenset(word.strip() for word in text.split("|" if "|" in text else None))


_NAMES_OF_SHEETS = (
    "customers | customer | accounts | account | customer list | account list | clients | kunden | kunde | kundenliste | "
    "liste des clients | clientes | cuentas | clienti | klanten | kunder | klienci"
)
SHEETS = tuple(name.strip() for name in _NAMES_OF_SHEETS.split("|"))
"""Names of sheets with accounts, the surest first."""

YES = words_of(
    "yes | y | true | 1 | x | ja | j | wahr | oui | o | vrai | sí | si | s | verdadero | sì | vero | sim | verdadeiro | "
    "tak | ano | igen | kyllä | da | \u2713 | \u2714 | \u2611 | \u2705 | checked"
)
NO = words_of(
    "no | n | false | 0 | nein | falsch | non | faux | falso | não | nao | nee | nej | nei | nie | ne | nem | ei | "
    "\u2717 | \u2718 | \u2610 | \u274c | unchecked"
)
_PERHAPS = words_of(
    "maybe | perhaps | possibly | depends | it depends | vielleicht | eventuell | peut-être | quizás | tal vez | forse"
)
_EXTERNAL = words_of(
    "external | extern | externe | externer | externo | externa | esterno | customer | client | kunde | cliente"
)
_INTERNAL = words_of(
    "internal | intern | interne | interner | interno | interna | own | own team | our team | internal team | "
    "internes team | equipo interno"
)
_BRANDS = {
    Brand.NONE: words_of(
        "none | no | nothing | keine | keiner | kein | nichts | aucune | aucun | ninguno | nessuno"
    ),
    Brand.SOME: words_of(
        "some | low | little | medium | moderate | etwas | gering | mittel | moyenne | algo | media"
    ),
    Brand.HIGH: words_of(
        "high | very high | strong | hoch | sehr hoch | élevée | haute | forte | alto | alta"
    ),
}
_NO_COMPETITOR = words_of("none | nobody | no one | keiner | keinen | niemand | aucun | ninguno | nessuno")
_NO_NAME = words_of(
    "n/a | n.a | none | null | unknown | unnamed | not known | unbekannt | tbd | nobody knows"
)
_BRAND_OF = {word: brand for brand, words in _BRANDS.items() for word in words}


@lru_cache(4096)
def phrase(text: str) -> str:
    """Return a cell as it is looked up: in lower case, with single blanks, no full stop behind."""
    return word_form(folded(text))


def is_unknown(text: str) -> bool:
    """Tell whether a cell says nothing: empty, a dash, don't know, maybe."""
    words = phrase(text)
    return words in BLANK or words in UNKNOWN or words in _PERHAPS


def is_nameless(text: str) -> bool:
    """Tell whether a cell is no name: empty, only signs, or a word that stands for none."""
    return not any(char.isalnum() for char in text) or phrase(text) in _NO_NAME


def competitor(text: str) -> str | None:
    """Return the competitor that a cell names, `yes`, `no`, or None where it says nothing."""
    if phrase(text) in _NO_COMPETITOR:
        return "no"
    answer = yes_no(text)
    if answer is None:
        return None if is_unknown(text) else " ".join(text.split())
    return "yes" if answer else "no"


def yes_no(text: str) -> bool | None:
    """Return what a cell says, None where it says neither."""
    words = phrase(text)
    return True if words in YES else False if words in NO else None


def internal(text: str) -> bool | None:
    """Return whether an account is a team of our own, None where the cell says neither that nor external."""
    words = phrase(text)
    return True if words in _INTERNAL else False if words in _EXTERNAL else None


def brand(text: str) -> Brand | None:
    """Return what a name is worth, None where the cell does not say."""
    return _BRAND_OF.get(phrase(text))
