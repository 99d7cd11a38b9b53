"""Numbers, dates and lists as other languages write them: the English form is taken apart and written anew by Babel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from featurecheck.errors import FeatureCheckError

if TYPE_CHECKING:
    from babel.core import Locale

NUMBER = r"-?\d[\d,]*(?:\.\d+)?(?: million| billion)?"
CURRENCY = r"(?:[A-Z]{3}|[$\u00a3\u00a5\u20a0-\u20bf])"
TIME = r"(?:day|week|month|year)s?"
FORMS: Mapping[str, str] = {
    "number": NUMBER,
    "money": rf"(?:under )?{NUMBER} {CURRENCY}",
    "percent": rf"(?:under |over )?{NUMBER} %",
    "duration": rf"{NUMBER} {TIME}",
    "date": r"\d{4}-\d\d-\d\d",
}
"""What an English page writes, by the name of the form: regular expressions without groups."""

_SIZES = {"million": 1_000_000, "billion": 1_000_000_000}
_UNITS = ("day", "week", "month", "year")
_LENGTHS: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
_EXAMPLES = (
    "1.5",
    "0",
    "1",
    "2",
    "3",
    "5",
    "11",
    "21",
    "100",
    "1000000",
)  # a fraction is `other` nearly everywhere


class Forms:
    """The forms of one language. `minus` stands before what is negative, "" for what the locale takes."""

    def __init__(self, locale: Locale, minus: str = "") -> None:
        self._locale = locale
        self._minus = minus

    def written(self, form: str, text: str) -> str:
        """Return an English figure of one of the `FORMS`, without `under` or `over`, in this language."""
        return str(getattr(self, f"_{form}")(text))

    def _number(self, text: str) -> str:
        figure, _, size = text.partition(" ")
        return f"{self._figure(figure)}{self.sizes[size] if size else ''}"

    def _figure(self, text: str) -> str:
        from babel.numbers import format_decimal  # noqa: PLC0415 - English needs none

        made = format_decimal(abs(self._decimal(text)), format=_pattern(text), locale=self._locale)
        return f"{self.minus if text.startswith('-') else ''}{made}"

    @staticmethod
    def _decimal(text: str) -> Decimal:
        return Decimal(text.replace(",", ""))

    def _money(self, text: str) -> str:
        figure, currency = text.rsplit(" ", 1)
        before = self._locale.currency_formats["standard"].pattern.lstrip("\u200e\u200f").startswith("\u00a4")
        number = self._number(figure)
        return f"{currency}\u00a0{number}" if before else f"{number} {currency}"

    def _percent(self, text: str) -> str:
        before, after = self.percent_marks
        return f"{before}{self._number(text.removesuffix(' %'))}{after}"

    def _duration(self, text: str) -> str:
        from babel.units import format_unit  # noqa: PLC0415 - English needs none

        figure, unit = text.rsplit(" ", 1)
        count, name = self._decimal(figure), f"duration-{unit.removesuffix('s')}"
        for length in _LENGTHS:  # the long names of some languages are missing
            made = format_unit(count, name, length, format=_pattern(figure), locale=self._locale)
            if name not in made:
                return made
        return f"{self._number(figure)} {unit}"

    def _date(self, text: str) -> str:
        from babel.dates import format_date  # noqa: PLC0415 - English needs none

        try:
            return format_date(dt.date.fromisoformat(text), "medium", locale=self._locale)
        except ValueError:  # it only looks like a day
            return text

    def listed(self, parts: Sequence[str]) -> str:
        """Return the parts as one list, such as `a, b und c`."""
        from babel.lists import format_list  # noqa: PLC0415 - English needs none

        return format_list(list(parts), "standard", locale=self._locale)

    def category(self, figure: str) -> str:
        """Return the plural category (`one`, `few`, `other` ...) of an English figure."""
        digits, _, size = figure.partition(" ")
        return str(self._locale.plural_form(abs(self._decimal(digits)) * _SIZES.get(size, 1)))

    @cached_property
    def categories(self) -> frozenset[str]:
        """Return the plural categories that the language tells apart."""
        return frozenset(self._locale.plural_form.tags) | {"other"}

    @cached_property
    def minus(self) -> str:
        """Return what stands before a negative figure."""
        return self._minus or str(self._locale.number_symbols["latn"]["minusSign"])

    @cached_property
    def percent_marks(self) -> tuple[str, str]:
        """Return what stands before and behind the figure of a share."""
        before, _, after = self._locale.percent_formats[None].pattern.partition("#,##0")
        return before, after

    @cached_property
    def sizes(self) -> Mapping[str, str]:
        """Return what stands behind the figure for `million` and `billion`, with its blank."""
        from babel.numbers import format_compact_decimal  # noqa: PLC0415 - English needs none

        return {
            name: format_compact_decimal(2 * size, locale=self._locale).removeprefix(self._figure("2"))
            for name, size in _SIZES.items()
        }

    def for_script(self) -> dict[str, object]:
        """Return what the page's script needs to write figures like these."""
        group, point = (self._locale.number_symbols["latn"][name] for name in ("group", "decimal"))
        times = {unit: self._times(unit) for unit in _UNITS[1:]}
        sizes = [self.sizes["million"], self.sizes["billion"]]
        return {
            "group": str(group),
            "point": str(point),
            "minus": self.minus,
            "sizes": sizes,
            "percent": self.percent_marks,
            "times": times,
        }

    def _times(self, unit: str) -> dict[str, str]:
        """Return plural category -> what a count of the unit is called, `#` for the count."""
        found: dict[str, str] = {}
        for count in _EXAMPLES:
            text = self._duration(f"{count} {unit}")
            found.setdefault(self.category(count), text.replace(self._figure(count), "#"))
        return {"other": found["one"], **found} if "other" not in found else found


@lru_cache(1024)
def _pattern(text: str) -> str:
    """Return a pattern with as many decimals as the text has, in groups only where it has some."""
    figure = text.partition(" ")[0]
    decimals = len(figure.partition(".")[2])
    whole = "#,##0" if "," in figure else "0"
    return f"{whole}.{'0' * decimals}" if decimals else whole


def forms_of(language: str, minus: str = "") -> Forms:
    """Return the forms of a language by its tag, such as `de` or `pt-BR`.

    Raises:
        FeatureCheckError: nobody knows how that language writes numbers.
    """
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - English needs none

    try:
        return Forms(Locale.parse(language, sep="-"), minus)
    except (ValueError, UnknownLocaleError) as error:
        raise FeatureCheckError(
            f"'{language}' is no language whose numbers are known. Write a tag such as de or pt-BR."
        ) from error


FIGURE = re.compile(NUMBER)
