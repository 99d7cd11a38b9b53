"""How a spreadsheet shows a figure: as many decimals as it needs, with its unit behind it."""

from __future__ import annotations

from functools import lru_cache

SHARE = "share"
_LONGEST_UNIT = 40
_SIGNS = " -./$\u20ac\u00a3\u00a5"
_WHOLE_FROM = 100
_PLAIN_WHOLE_FROM = 1000
_ONE_DECIMAL_FROM = 10
_TWO_DECIMALS_FROM = 0.1
_SHARES = ((0.1, "0 %"), (0.01, "0.0 %"), (0.001, "0.00 %"))


def number_format(value: float, unit: str = "", currency: str = "") -> str:
    """Return the number format of a figure: `0 %` for a share, `#,##0 "users"` for 1265 users.

    A unit that begins with the currency is money: whole, or with its cents where it is small. A figure without a unit
    is shown plainly. The unit may be anybody's words: only letters and a few signs of it enter the format.
    """
    if unit == SHARE:
        return _share(value)
    if currency and unit.startswith(currency):
        return _with(unit, "#,##0" if _whole(value) else "#,##0.00")
    return _with(unit, _plain(value, unit))


def _whole(value: float) -> bool:
    return abs(value) >= _WHOLE_FROM or float(value).is_integer()


def _plain(value: float, unit: str) -> str:
    size = abs(value)
    if size >= _PLAIN_WHOLE_FROM or float(value).is_integer() or (unit and size >= _WHOLE_FROM):
        return "#,##0"
    if not unit or size < _TWO_DECIMALS_FROM:
        return "General"
    return "0.0" if size >= _ONE_DECIMAL_FROM else "0.00"


def _share(value: float) -> str:
    if value == 0:
        return "0 %"
    return next((code for least, code in _SHARES if abs(value) >= least), "0.000 %")


@lru_cache(maxsize=1024)
def _with(unit: str, code: str) -> str:
    words = "".join(letter for letter in unit if letter.isalpha() or letter in _SIGNS)[:_LONGEST_UNIT].strip()
    return f'{code} "{words}"' if words else code
