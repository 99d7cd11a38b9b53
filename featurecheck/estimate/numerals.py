"""Numbers as people type them: which mark is the decimal mark, and the value."""

from __future__ import annotations

import re

from featurecheck.estimate.refusal import NotationError, shown

MARKS = (".", ",")

LARGEST = 1e15
_SMALLEST = 1e-9
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_OTHER = {".": ",", ",": "."}


def settled_mark(raw: str) -> str | None:
    """Return the decimal mark a number settles by its own shape, None when it has none or could be either.

    Raises:
        NotationError: its marks can be neither decimal marks nor thousands separators.
    """
    digits = raw.partition("e")[0]
    marks = [sign for sign in digits if sign in MARKS]
    if not marks:
        return None
    last = marks[-1]
    if "'" in digits or " " in digits:
        return last
    if marks.count(last) > 1:
        return _thousands(digits, last)
    if len(marks) > 1:
        return _mixed(digits, last)
    return None if _AMBIGUOUS.fullmatch(digits) else last


def _thousands(digits: str, mark: str) -> str:
    """`1.234.567`: the mark separates thousands, so the other one is the decimal mark."""
    if _OTHER[mark] in digits or not _GROUPED.fullmatch(digits):
        raise _misgrouped(digits)
    return _OTHER[mark]


def _mixed(digits: str, last: str) -> str:
    """`1.234.567,8`: the last mark is the decimal mark, whatever comes before must be groups of three."""
    whole = digits.rpartition(last)[0]
    if not _GROUPED.fullmatch(whole):
        raise _misgrouped(digits)
    return last


def _misgrouped(digits: str) -> NotationError:
    return NotationError(
        f"the digits of {shown(digits)} are not in groups of three",
        "Write the number without separators, such as 123456.",
    )


def cell_mark(raws: list[str]) -> str | None:
    """Return the decimal mark the numbers of one cell settle together.

    Raises:
        NotationError: they contradict each other.
    """
    marks = {mark for raw in raws if (mark := settled_mark(raw))}
    if len(marks) > 1:
        raise NotationError(
            "it uses both '.' and ',' as the decimal mark",
            "Write both numbers with the same decimal mark, such as 1.5 to 2.5.",
        )
    return marks.pop() if marks else None


def is_ambiguous(raw: str) -> bool:
    """Say whether a number such as `1.234` could also be a thousand and more."""
    return bool(_AMBIGUOUS.fullmatch(raw.partition("e")[0]))


def plain_digits(raw: str, mark: str | None) -> str:
    """Return the number as Python reads it. Without a settled mark `.` is decimal and `,` separates thousands."""
    thousands = _OTHER[mark or "."]
    return raw.replace("'", "").replace(" ", "").replace(thousands, "").replace(mark or ".", ".")


def value_of(digits: str, power: int = 0) -> float:
    """Return the number times a power of ten, rounded once.

    Raises:
        NotationError: no real quantity is that large, or so small without being 0.
    """
    mantissa, _, exponent = digits.partition("e")
    value = float(f"{mantissa}e{_exponent(exponent) + power if exponent else power}")
    if value > LARGEST or (value == 0 and any(sign in "123456789" for sign in mantissa)):
        raise absurd()
    return value


def _exponent(text: str) -> int:
    sign, figures = ("-", text[1:]) if text[:1] == "-" else ("", text.lstrip("+"))
    figures = figures.lstrip("0")
    if len(figures) > 4:  # noqa: PLR2004 - longer exponents all mean the same: absurd
        figures = "9999"
    return int(sign + (figures or "0"))


def check_size(value: float) -> None:
    """Refuse magnitudes nobody means: beyond 1e15, or below 1e-9 without being 0."""
    if abs(value) > LARGEST or 0 < abs(value) < _SMALLEST:
        raise absurd()


def absurd() -> NotationError:
    """Return the refusal of a magnitude."""
    return NotationError("the magnitude is absurd", "Check the number of zeros and the unit.")
