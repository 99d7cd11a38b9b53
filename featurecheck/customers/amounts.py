"""The columns of amounts, shares and counts: each cell an estimate or unknown, and why where it cannot be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from featurecheck.customers.currencies import Exchange, exchange_of, named_in, of_column, of_rows
from featurecheck.customers.sheet import Sheet
from featurecheck.customers.words import is_unknown, words_of
from featurecheck.errors import EstimateError
from featurecheck.estimate import decimal_mark, parse_estimate, scaled
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
_THOUSANDS = words_of(
    "k keur kusd kgbp kchf thousand thousands tsd teur tausend mio mn million millions millionen"
)
_PERIODS = words_of(
    "month months monthly mrr monat monatlich mensuel mensual mois mes quarter quarterly quartal week weekly"
)


_Cell = tuple[str, str]  # its text, and the currency that its row or header says


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a text is no estimate here, and what to write instead."""

    expected: str
    mend: str


@dataclass(frozen=True)
class Notation:
    """How amounts are written: currencies, the policy's unit and decimal mark, and the cells that settle a mark."""

    exchange: Exchange
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
    return Notation(exchange_of(policy), policy.unit, policy.decimal_mark, texts)


def currencies_of(sheet: Sheet, notation: Notation) -> dict[int, str]:
    """Return row -> the currency of its amounts, for the rows that say one; what has no rate is complained about."""
    return of_rows(sheet, notation.exchange, [sheet.texts(name) for name in MONEY])


def estimates(
    sheet: Sheet, name: str, notation: Notation, currencies: Mapping[int, str]
) -> list[Estimate | None]:
    """Return the column's estimates, None for what is unknown, empty or cannot be read, which is complained about.

    `currencies`: row -> the currency of all its amounts, where the row says one.
    """
    texts = sheet.texts(name)
    said: Sequence[str | None] = [""] * len(texts)
    if KINDS[name] is Kind.MONEY and name in sheet.columns:
        if _refused_column(sheet, name, notation.exchange):
            return [None] * len(texts)
        said = _said(sheet, name, notation.exchange, currencies)
        texts = [text if code is not None else "" for text, code in zip(texts, said, strict=True)]
    cells = [(text, code or "") for text, code in zip(texts, said, strict=True)]
    read = _read(name, cells, notation)
    for at, cell in enumerate(cells):
        refused = read[cell]
        if isinstance(refused, _Refused):
            sheet.complain(at, name, f"'{shortened(cell[0])}'", refused.expected, refused.mend)
    found = [one if isinstance(one := read[cell], Estimate) else None for cell in cells]
    _note(sheet, name, found)
    return found


def _said(sheet: Sheet, name: str, exchange: Exchange, currencies: Mapping[int, str]) -> list[str | None]:
    """Return each row's currency, "" where neither row nor header says one, None where its amount is not read.

    That is so without a rate, which has been complained about, and where row and header contradict each other.
    """
    header, texts = of_column(sheet.header(name), exchange), sheet.texts(name)
    said: list[str | None] = [currencies.get(at, header or "") for at in range(len(texts))]
    for at, code in currencies.items():
        if not exchange.knows(code):
            said[at] = None
        elif header not in {None, code} and not is_unknown(texts[at]):
            expected = f"an amount in one currency; the header says {header}, its row says {code}"
            sheet.complain(at, name, f"'{shortened(texts[at])}'", expected, f"Make them agree. {_UNREAD}")
            said[at] = None
    return said


def _read(name: str, cells: Sequence[_Cell], notation: Notation) -> dict[_Cell, Estimate | _Refused | None]:
    mark = notation.mark_of([text for text, _ in cells])
    read = {cell: _one(name, *cell, mark, notation) for cell in dict.fromkeys(cells)}
    return {**read, **_unsure_shares(read, mark)} if KINDS[name] is Kind.SHARE else read


def _one(name: str, text: str, said: str, mark: str | None, notation: Notation) -> Estimate | _Refused | None:
    """Return what a cell says; `said` is the currency that its row or header says, "" where they say none."""
    if is_unknown(text):
        return None
    if KINDS[name] is not Kind.MONEY:
        unit = {"users": notation.unit, "hours_saved": "hours"}.get(name)
        return _parsed(name, text, mark, None, unit)
    exchange = notation.exchange
    read = _parsed(name, text, mark, said or exchange.ours, None)
    named = named_in(text, mark) if isinstance(read, _Refused) and not said else None
    if named is not None and exchange.knows(named):
        said, read = named, _parsed(name, text, mark, named, None)
    elif named is not None and isinstance(read, _Refused):
        return replace(
            read, mend=f"{exchange.mend(named, f'Convert the amount to {exchange.ours}')} {_UNREAD}"
        )
    return _converted(read, said, exchange) if said not in {"", exchange.ours} else read


def _converted(read: Estimate | _Refused | None, code: str, exchange: Exchange) -> Estimate | _Refused | None:
    if not isinstance(read, Estimate):
        return read
    converted = scaled(read, exchange.rates[code], currency=exchange.ours)
    return replace(converted, notes=(*read.notes, exchange.note(code)))


def _parsed(
    name: str, text: str, mark: str | None, currency: str | None, unit: str | None
) -> Estimate | _Refused | None:
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


def _unsure_shares(
    read: Mapping[_Cell, Estimate | _Refused | None], mark: str | None
) -> dict[_Cell, _Refused]:
    """Return the numbers up to 1 without a percent sign that stand beside larger ones: `1` is 1 % there, or 100 %."""
    bare = [cell for cell, one in read.items() if isinstance(one, Estimate) and _is_bare(one)]
    small = [cell for cell in bare if _written(cell[0], mark) <= 1]
    if len(small) == len(bare):
        return {}
    few = set(small)
    larger = next(cell[0] for cell in bare if cell not in few)
    return {cell: _Refused(_UNSURE.format(shortened(cell[0]), shortened(larger)), _PERCENT) for cell in small}


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


def _refused_column(sheet: Sheet, name: str, exchange: Exchange) -> bool:
    """Complain of a column whose header says that its amounts have no rate, are in thousands or for a month."""
    header, ours = sheet.header(name), exchange.ours
    words = {word.casefold() for word in _WORD.findall(header)}
    code = of_column(header, exchange)
    if code is not None and not exchange.knows(code):
        mend = exchange.mend(code, f"Convert the column to {ours}")
        sheet.complain_of_column(name, f"amounts in {ours}", f"{mend} {_UNREAD_COLUMN}")
    elif _THOUSANDS & words:
        sheet.complain_of_column(
            name,
            f"amounts in {code or ours}, not in thousands or millions",
            f"Write 20k for 20 thousand. {_UNREAD_COLUMN}",
        )
    elif _PERIODS & words:
        sheet.complain_of_column(name, "amounts per year", f"Multiply them to a year. {_UNREAD_COLUMN}")
    else:
        return False
    return True
