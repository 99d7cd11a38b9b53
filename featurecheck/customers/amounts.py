"""The columns of amounts, shares and counts: each cell an estimate or unknown, and why where it cannot be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from featurecheck.customers.sheet import Sheet
from featurecheck.customers.words import is_unknown, words_of
from featurecheck.errors import EstimateError
from featurecheck.estimate import decimal_mark, parse_estimate
from featurecheck.estimate.vocabulary import CURRENCIES, SHARED_SIGNS
from featurecheck.model import AnswerState, Estimate, Kind
from featurecheck.policy import Policy
from featurecheck.sheets.cells import shortened
from featurecheck.words import counted

KINDS: Mapping[str, Kind] = {
    "revenue": Kind.MONEY,
    "potential_revenue": Kind.MONEY,
    "cost_to_serve": Kind.MONEY,
    "cofunding": Kind.SHARE,
    "profit_share": Kind.SHARE,
    "hours_saved": Kind.COUNT,
    "users": Kind.COUNT,
}
"""What each of these columns measures."""

MONEY = tuple(name for name, kind in KINDS.items() if kind is Kind.MONEY)

_UNREAD = "The cell counts as unknown."
_UNREAD_COLUMN = "All its amounts count as unknown."
_BARE = "no percent sign"
_UNSETTLED = "is ambiguous"
_NEGATIVE = "cannot be negative"
_SETTLE = f"Write 1234 or 1.23, or set decimal_mark in the policy. {_UNREAD}"
_UNSURE = "'{0}' could be {0} % or 100 times as much beside '{1}'."
_PERCENT = f"Write the percent sign. {_UNREAD}"
_MOST_NOTES = 5  # of one column
_PLAIN = re.compile(r"0|[1-9][0-9]{0,11}(?:\.[0-9]{1,2})?")
_WORD = re.compile(r"[^\W\d_]+|[^\w\s]")
_NAMED = frozenset(
    {"eur", "usd", "gbp", "chf", "euro", "euros", "dollar", "dollars", "pounds", "franken", "yen"}
)
_THOUSANDS = words_of(
    "k keur kusd kgbp kchf thousand thousands tsd teur tausend mio mn million millions millionen"
)
_PERIODS = words_of(
    "month months monthly mrr monat monatlich mensuel mensual mois mes quarter quarterly quartal week weekly"
)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a text is no estimate here, and what to write instead."""

    expected: str
    mend: str


@dataclass(frozen=True)
class Notation:
    """How amounts are written: the policy's currency, unit and decimal mark, and the cells that settle a mark."""

    currency: str
    unit: str
    decimal: str | None
    texts: Sequence[Sequence[str]]

    def mark_of(self, column: Sequence[str]) -> str | None:
        """Return the decimal mark of a column: the policy's, else what its cells settle, else the whole sheet's."""
        return self.decimal or decimal_mark(column) or self._of_sheet

    @cached_property
    def _of_sheet(self) -> str | None:
        return decimal_mark(text for column in self.texts for text in column)


def notation_of(sheet: Sheet, policy: Policy) -> Notation:
    """Return the notation of a sheet."""
    texts = [sheet.texts(name) for name in KINDS if name in sheet.columns]
    return Notation(policy.currency, policy.unit, policy.decimal_mark, texts)


def estimates(
    sheet: Sheet, name: str, notation: Notation, foreign: Mapping[int, str]
) -> list[Estimate | None]:
    """Return the column's estimates, None for what is unknown, empty or cannot be read, which is complained about.

    `foreign`: row -> the currency of all its amounts, where that is not the policy's.
    """
    texts = sheet.texts(name)
    if KINDS[name] is Kind.MONEY and name in sheet.columns:
        if _refused_column(sheet, name, notation.currency):
            return [None] * len(texts)
        texts = ["" if at in foreign else text for at, text in enumerate(texts)]
    read = _read(name, texts, notation)
    for at, text in enumerate(texts):
        refused = read[text]
        if isinstance(refused, _Refused):
            sheet.complain(at, name, f"'{shortened(text)}'", refused.expected, refused.mend)
    found = [one if isinstance(one := read[text], Estimate) else None for text in texts]
    _note(sheet, name, found)
    return found


def _read(name: str, texts: Sequence[str], notation: Notation) -> dict[str, Estimate | _Refused | None]:
    mark = notation.mark_of(texts)
    read = {text: _one(name, text, mark, notation) for text in dict.fromkeys(texts)}
    return {**read, **_unsure_shares(read, mark)} if KINDS[name] is Kind.SHARE else read


def _one(name: str, text: str, mark: str | None, notation: Notation) -> Estimate | _Refused | None:
    if is_unknown(text):
        return None
    unit = {"users": notation.unit, "hours_saved": "hours"}.get(name)
    currency = notation.currency if KINDS[name] is Kind.MONEY else None
    if KINDS[name] is not Kind.SHARE and _PLAIN.fullmatch(text) and ("." not in text or mark == "."):
        return _exact(text, _one_of(KINDS[name], currency, unit))
    try:
        read = parse_estimate(text, KINDS[name], mark, currency=currency, unit=unit)
    except EstimateError as error:
        return _refused(text, error.message, name)
    if isinstance(read, AnswerState):
        return None
    unsettled = [note for note in read.notes if _UNSETTLED in note]
    return _Refused(f"{unsettled[0].partition(':')[0]}.", _SETTLE) if unsettled else read


def _exact(text: str, one: Estimate) -> Estimate:
    """Return what the notation reads from a plain number: most cells are one, and a list may be long."""
    value = float(text)
    return replace(one, text=text, p5=value, p50=value, p95=value, mean=value, location=value)


@lru_cache(16)
def _one_of(kind: Kind, currency: str | None, unit: str | None) -> Estimate:
    one = parse_estimate("1", kind, currency=currency, unit=unit)
    if not isinstance(one, Estimate):
        raise TypeError(f"the number 1 is expected to be an estimate of {kind}, not {one}")
    return one


def _refused(text: str, message: str, name: str) -> _Refused:
    """Return the parts of an error's message: what was expected, and the mend."""
    echoed = len(text) + 2 if message.startswith(f"'{text}'") else 0  # a full stop may stand in the cell
    end = message.find(". ", echoed)
    expected, mend = (message[: end + 1], message[end + 2 :]) if end >= 0 else (message, "")
    if _NEGATIVE in expected and name == "revenue":
        mend = "If it is what you lose with them, write it into cost_to_serve."
    return _Refused(expected, f"{mend} {_UNREAD}".strip())


def _unsure_shares(read: Mapping[str, Estimate | _Refused | None], mark: str | None) -> dict[str, _Refused]:
    """Return the numbers up to 1 without a percent sign that stand beside larger ones: `1` is 1 % there, or 100 %."""
    bare = [text for text, one in read.items() if isinstance(one, Estimate) and _is_bare(one)]
    small = [text for text in bare if _written(text, mark) <= 1]
    if len(small) == len(bare):
        return {}
    larger = next(text for text in bare if text not in small)
    return {text: _Refused(_UNSURE.format(shortened(text), shortened(larger)), _PERCENT) for text in small}


def _is_bare(share: Estimate) -> bool:
    return any(note.startswith(_BARE) for note in share.notes)


def _written(text: str, mark: str | None) -> float:
    number = parse_estimate(text, Kind.COUNT, mark)
    return number.p95 if isinstance(number, Estimate) else 0.0


def _note(sheet: Sheet, name: str, column: Sequence[Estimate | None]) -> None:
    """Say once for each column what was assumed in reading its cells."""
    notes = Counter(note for one in column if one is not None for note in one.notes)
    for note, count in list(notes.items())[:_MOST_NOTES]:
        sheet.notes.append(f"{name}: {note} ({counted(count, 'cell')})")
    if len(notes) > _MOST_NOTES:
        rest = counted(len(notes) - _MOST_NOTES, "other way", "other ways")
        sheet.notes.append(f"{name}: cells were read in {rest} with a remark each")


def foreign_rows(sheet: Sheet, currency: str) -> dict[int, str]:
    """Return row -> currency of the rows whose currency is not the policy's; complain where they hold an amount."""
    texts = sheet.texts("currency")
    foreign = {at: text for at, text in enumerate(texts) if text and not _is_currency(text, currency)}
    amounts = [sheet.texts(name) for name in MONEY]
    for at, text in foreign.items():
        if any(not is_unknown(column[at]) for column in amounts):
            expected = f"amounts in {currency}, the currency of the policy"
            mend = f"Convert the amounts of this row to {currency}. They count as unknown."
            sheet.complain(at, "currency", f"'{shortened(text)}'", expected, mend)
    return foreign


def _is_currency(text: str, currency: str) -> bool:
    """Tell whether a text is this currency, or says nothing."""
    folded = text.casefold()
    shared = SHARED_SIGNS.get(folded, frozenset())
    return (
        is_unknown(text)
        or CURRENCIES.get(folded, text.upper()) == currency.upper()
        or currency.upper() in shared
    )


def _refused_column(sheet: Sheet, name: str, currency: str) -> bool:
    """Complain of a column whose header says that its amounts are in another currency, in thousands or for a month."""
    header = sheet.header(name)
    words = [word.casefold() for word in _WORD.findall(header)]
    codes = [word for word in _WORD.findall(header) if word.casefold() in CURRENCIES and _says_currency(word)]
    other = next((word for word in codes if not _is_currency(word, currency)), None)
    if other:
        sheet.complain_of_column(
            name, f"amounts in {currency}", f"Convert the column to {currency}. {_UNREAD_COLUMN}"
        )
    elif _THOUSANDS.intersection(words):
        sheet.complain_of_column(
            name,
            f"amounts in {currency}, not in thousands or millions",
            f"Write 20k for 20 thousand. {_UNREAD_COLUMN}",
        )
    elif _PERIODS.intersection(words):
        sheet.complain_of_column(name, "amounts per year", f"Multiply them to a year. {_UNREAD_COLUMN}")
    else:
        return False
    return True


def _says_currency(word: str) -> bool:
    """Tell whether a word of a header is a currency: a sign, or a code in capitals; `try` may be a word."""
    return not word.isascii() or not word.isalpha() or word.isupper() or word.casefold() in _NAMED
