"""The words of the notation, folded to lower case: multipliers, units, currencies, periods, and not knowing."""

from __future__ import annotations

from featurecheck.model import Kind

ABOUT, UP_TO, AT_LEAST, SKIP = "about", "up to", "at least", "skip"

WEEKS_PER_YEAR = 365.25 / 7
_DAYS_PER_YEAR = 365.25


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str, role: str) -> dict[tuple[str, ...], str]:
    return {tuple(phrase.split()): role for phrase in text.split("|")}


def _all(words: str, meaning: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), meaning)


_NOT_KNOWING = (
    "don't know | dont know | do not know | i don't know | i dont know | we don't know | we dont know | dk | idk | ? | "
    "?? | ??? | unknown | not known | nobody knows | not sure | unsure | no idea | no clue | tbd | to be determined | "
    "weiss nicht | weiss ich nicht | keine ahnung | unbekannt | nicht bekannt | unklar"
)
_NOT_ANSWERED = (
    "- | -- | --- | n/a | n.a | n. a | na | none | not applicable | not answered | k.a | k. a | ka"
)

UNKNOWN = frozenset(phrase.strip() for phrase in _NOT_KNOWING.split("|"))
BLANK = frozenset(phrase.strip() for phrase in _NOT_ANSWERED.split("|")) | {""}

POWERS: dict[str, int] = {
    **dict.fromkeys(("k", "tsd", "thousand", "thousands", "tausend"), 3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mil", "mill", "million", "millions", "millionen"), 6),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions", "milliarde", "milliarden"), 9),
}

PERCENT = frozenset({"%", "percent", "prozent", "pct"})

CODES = _set(
    "AED AUD BGN BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN RON RUB "
    "SAR SEK SGD THB TRY UAH USD ZAR"
)

CURRENCIES: dict[str, str] = {
    **{code.lower(): code for code in CODES},
    "\N{EURO SIGN}": "EUR",
    "$": "USD",
    "\N{POUND SIGN}": "GBP",
    "\N{YEN SIGN}": "JPY",
    "\N{INDIAN RUPEE SIGN}": "INR",
    "\N{WON SIGN}": "KRW",
    "\N{TURKISH LIRA SIGN}": "TRY",
    "\N{RUBLE SIGN}": "RUB",
    "\N{HRYVNIA SIGN}": "UAH",
    "\N{NEW SHEQEL SIGN}": "ILS",
    "us$": "USD",
    **_all("euro euros", "EUR"),
    **_all("dollar dollars", "USD"),
    **_all("pound pounds", "GBP"),
    **_all("franken francs", "CHF"),
    "yen": "JPY",
}

SHARED_SIGNS: dict[str, frozenset[str]] = {
    "$": frozenset({"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD"}),
    "\N{YEN SIGN}": frozenset({"JPY", "CNY"}),
}

GLUED = {
    f"{suffix}{code.lower()}": (power, code.lower())
    for suffix, power in (("k", "k"), ("t", "k"), ("m", "m"), ("mio", "m"), ("bn", "bn"))
    for code in ("EUR", "USD", "GBP", "CHF")
}
"""`kEUR` and its like: a multiplier and a currency in one word."""

_DAY, _WEEK, _MONTH, _QUARTER, _YEAR = "days", "weeks", "months", "quarters", "years"

_TIME: dict[str, str] = {
    **_all("h hr hrs hour hours stunde stunden", "hours"),
    **_all("d day days tag tage tagen", _DAY),
    **_all("w wk wks week weeks woche wochen", _WEEK),
    **_all("mo mos mth mths month months monat monate monaten", _MONTH),
    **_all("q qtr qtrs quarter quarters quartal quartale", _QUARTER),
    **_all("y yr yrs year years jahr jahre jahren", _YEAR),
}

_WORK: dict[str, str] = {
    **_TIME,
    **_all("pd pds pt", _DAY),
    **_all("pw pws", _WEEK),
    **_all("pm pms", _MONTH),
    **_all("py pys pj", _YEAR),
    **_all("ph", "hours"),
    **{f"person{word}": unit for word, unit in _TIME.items() if len(word) > 1},
    **{f"personen{word}": unit for word, unit in _TIME.items() if len(word) > 1},
    **{
        f"{who}-{word}": unit
        for who in ("person", "man", "staff")
        for word, unit in _TIME.items()
        if len(word) > 1
    },
}

PER_YEAR: dict[str, float] = {
    "hours": 24 * _DAYS_PER_YEAR,
    _DAY: _DAYS_PER_YEAR,
    _WEEK: WEEKS_PER_YEAR,
    _MONTH: 12.0,
    _QUARTER: 4.0,
    _YEAR: 1.0,
}
"""How many of each are a calendar year."""

PER_WEEK: dict[str, float] = {
    "hours": 40.0,
    _DAY: 5.0,
    _WEEK: 1.0,
    _MONTH: 12 / WEEKS_PER_YEAR,
    _QUARTER: 4 / WEEKS_PER_YEAR,
    _YEAR: 1 / WEEKS_PER_YEAR,
}
"""How many of each are a person-week."""

PER = frozenset({"per", "a", "an", "each", "every", "/", "pro", "im", "and", "und"})
PERIODS: dict[str, str] = {word: unit for word, unit in _TIME.items() if unit != "hours"}
YEARLY = frozenset({"annually", "yearly", "annual", "p.a", "pa"})
TOTAL = frozenset({"total", "altogether", "overall", "insgesamt"})

NOUNS = _set(
    "user users account accounts customer customers client clients people person persons company companies firm "
    "firms organisation organisations organization organizations team teams seat seats subscriber subscribers "
    "subscription subscriptions buyer buyers member members licence licences license licenses employee employees "
    "prospect prospects lead leads deal deals nutzer benutzer anwender kunde kunden konto konten leute personen "
    "firmen unternehmen"
)
_FILLERS = _set("of the them those these our their all in active paying new existing")
_WORKERS = _set("person persons people man dev developer developers engineer engineering staff of")

_PLAIN: dict[str, tuple[str, str]] = {
    **dict.fromkeys(PERCENT, ("percent", "")),
    **{word: ("currency", code) for word, code in CURRENCIES.items()},
    **dict.fromkeys(TOTAL, ("total", "")),
    "in": ("skip", ""),
}
_SKIPPED = dict.fromkeys(NOUNS | _FILLERS, ("skip", ""))
_YEARLY = dict.fromkeys(YEARLY, ("period", _YEAR))

WORDS: dict[Kind, dict[str, tuple[str, str]]] = {
    Kind.COUNT: {**_SKIPPED, **_YEARLY, **_PLAIN},
    Kind.MONEY: {**_YEARLY, **_PLAIN},
    Kind.SIGNED_MONEY: {**_YEARLY, **_PLAIN},
    Kind.SHARE: {**_SKIPPED, **_PLAIN},
    Kind.DURATION: {**_PLAIN, **{word: ("unit", unit) for word, unit in _TIME.items()}},
    Kind.EFFORT: {
        **_PLAIN,
        **dict.fromkeys(_WORKERS, ("skip", "")),
        **{word: ("unit", unit) for word, unit in _WORK.items()},
    },
}
"""What a word beside a number says in an answer of each kind: (category, meaning)."""

ANYWHERE = frozenset(PER).union(PERIODS, *WORDS.values())
"""Every word that can stand beside a number: a cell with any other is not an answer."""

LEADS: dict[tuple[str, ...], str] = {
    **_phrases(
        "~ | about | ca | circa | approx | approximately | around | roughly | etwa | ungef\xe4hr", ABOUT
    ),
    **_phrases(
        "< | <= | up to | at most | max | maximum | maximal | no more than | less than | fewer than", UP_TO
    ),
    **_phrases("under | below | bis | bis zu | h\xf6chstens | hoechstens", UP_TO),
    **_phrases(
        "> | >= | at least | min | minimum | no less than | more than | over | above | mindestens", AT_LEAST
    ),
    **_phrases("between | from | zwischen | von", SKIP),
}
"""What the words before a number do."""

TAILS: dict[tuple[str, ...], str] = {
    **_phrases("+ | or more | oder mehr", AT_LEAST),
    **_phrases("or less | or fewer | oder weniger", UP_TO),
}
"""What the words behind a number do."""

SEPARATORS: tuple[frozenset[str], ...] = (
    frozenset({"to", "bis", "until", "till", "through", "..", "...", "->", "=>"}),
    frozenset({"-"}),
    frozenset({"and", "und"}),
)
"""What stands between two ends, the surest first."""

PLUS_MINUS = frozenset({"+-", "+/-"})
OUT_OF: frozenset[tuple[str, ...]] = frozenset({("of",), ("out", "of"), ("/",), ("von",), ("aus",)})

MONTHS = "jan|feb|m\N{LATIN SMALL LETTER A WITH DIAERESIS}r|mrz|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez"
