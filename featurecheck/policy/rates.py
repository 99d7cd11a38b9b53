"""The policy's [rates]: what one unit of other currencies is worth in the policy's own, read as strictly as the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from featurecheck.policy.settings import Setting
from featurecheck.tomlfile import Key, shown

_CODE = re.compile("[A-Za-z]{3}")
_SETTING = Setting("", "Worth of 1 {0}, for amounts of customers in {0}", "exchange", None, "not set")


class Reading(Protocol):
    """What the reader of the whole policy lends: its data, its currency, and where to complain."""

    currency: str
    wrong: list[str]

    def table(self, name: str) -> dict[str, Any]:
        """Return a table of the file, empty where it is missing or not a table."""

    def take(self, setting: Setting, table: Mapping[str, Any], prefix: Key = ()) -> Any:  # noqa: ANN401 - each setting its own type
        """Return the setting's value, the default where it is missing or wrong."""

    def complain(self, key: Key, sentence: str, called: str | None = None) -> None:
        """Remember a problem with its place."""


def read_rates(reader: Reading) -> dict[str, float]:
    """Return code in capitals -> worth of one unit; every problem goes to the reader, and the rate is left out."""
    table = reader.table("rates")
    rates: dict[str, float] = {}
    for code in table:
        wrong = _wrong(code, reader.currency, rates)
        if wrong:
            reader.complain(("rates", code), wrong, f"rates.{shown(code)}")
            continue
        setting = Setting(code, _SETTING.label.format(code.upper()), _SETTING.form, None, _SETTING.source)
        rates[code.upper()] = reader.take(setting, table, ("rates",))
    return rates


def _wrong(code: str, currency: str, taken: Mapping[str, float]) -> str | None:
    """Return what is wrong with the code of a currency, None where nothing is."""
    if not _CODE.fullmatch(code):
        return "is not the code of a currency. Write three letters, such as USD = 0.92."
    if code.upper() == currency.upper():
        return "is the currency of the policy itself. Leave it out."
    return "stands there twice. Leave one of them out." if code.upper() in taken else None
