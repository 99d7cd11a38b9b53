"""In which currency amounts are: what a header and a row say, and what one unit is worth by the policy's rates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from featurecheck.customers.sheet import Sheet
from featurecheck.customers.words import is_unknown
from featurecheck.errors import EstimateError
from featurecheck.estimate import parse_estimate
from featurecheck.estimate.vocabulary import CURRENCIES, SHARED_SIGNS
from featurecheck.model import Estimate, Kind
from featurecheck.policy import Policy
from featurecheck.sheets.cells import shortened

_WORD = re.compile(r"[^\W\d_]+|[^\w\s]")
_CODE = re.compile("[A-Z]{3}")
_NAMED = frozenset(
    {"eur", "usd", "gbp", "chf", "euro", "euros", "dollar", "dollars", "pounds", "franken", "yen"}
)


@dataclass(frozen=True)
class Exchange:
    """The policy's currency, and what one unit of others is worth in it."""

    ours: str
    rates: Mapping[str, float]

    def code_of(self, text: str) -> str:
        """Return the code of a currency as written; the policy's own where a sign may mean it."""
        folded = text.casefold()
        shared = SHARED_SIGNS.get(folded, frozenset())
        code = CURRENCIES.get(folded, text.upper())
        return self.ours if self.ours.upper() in {code, *shared} else code

    def knows(self, code: str) -> bool:
        """Tell whether amounts in this currency can be counted."""
        return code == self.ours or code in self.rates

    def mend(self, code: str, convert: str) -> str:
        """Return what to do about amounts in a currency without a rate; `convert` says how to do without one."""
        if not _CODE.fullmatch(code):
            return f"{convert}."
        return f"{convert}, or write what 1 {code} is worth in {self.ours} into the policy, under [rates]."

    def note(self, code: str) -> str:
        """Return by which rate amounts were converted, with all its digits."""
        return f"{code} converted to {self.ours} at {self.rates[code]:.10f}".rstrip("0").rstrip(".")


def exchange_of(policy: Policy) -> Exchange:
    """Return the policy's currency and rates."""
    return Exchange(policy.currency, policy.rates)


def named_in(text: str, mark: str | None) -> str | None:
    """Return the code of the currency that a cell names, None where it names none or is no amount."""
    try:
        read = parse_estimate(text, Kind.MONEY, mark)
    except EstimateError:
        return None
    return read.currency if isinstance(read, Estimate) else None


def of_rows(sheet: Sheet, exchange: Exchange, amounts: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return row -> currency of all its amounts, for the rows that say one; complain of those without a rate.

    `amounts` are the texts of the columns of money: where a row has none, its currency does not matter.
    """
    texts = sheet.texts("currency")
    codes = {at: exchange.code_of(text) for at, text in enumerate(texts) if not is_unknown(text)}
    for at, code in codes.items():
        if not exchange.knows(code) and any(not is_unknown(column[at]) for column in amounts):
            expected = f"amounts in {exchange.ours}, the currency of the policy"
            mend = exchange.mend(code, f"Convert the amounts of this row to {exchange.ours}")
            sheet.complain(
                at, "currency", f"'{shortened(texts[at])}'", expected, f"{mend} They count as unknown."
            )
    return codes


def of_column(header: str, exchange: Exchange) -> str | None:
    """Return the currency that a header says its amounts are in, None where it says none.

    Where it says several, it is one that is not the policy's.
    """
    words = [word for word in _WORD.findall(header) if word.casefold() in CURRENCIES and _says_currency(word)]
    codes = [exchange.code_of(word) for word in words]
    return next((code for code in codes if code != exchange.ours), codes[0] if codes else None)


def _says_currency(word: str) -> bool:
    """Tell whether a word of a header is a currency: a sign, or a code in capitals; `try` may be a word."""
    return not word.isascii() or not word.isalpha() or word.isupper() or word.casefold() in _NAMED
