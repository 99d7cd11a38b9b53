"""The workbook's second sheet: how to write a range, and what each example is read as, by the reader itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck.estimate import parse_estimate, reading
from featurecheck.model import Estimate, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONEY = frozenset({Kind.MONEY, Kind.SIGNED_MONEY})
_SHOWN: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.COUNT, ("800 to 2k", "5-10", "~500", "up to 40", "at least 50", "1200")),
    (Kind.SHARE, ("5-10%", "3 of 20", "30%")),
    (Kind.MONEY, ("20k to 60k", "1.5M", "1.234,56")),
    (Kind.DURATION, ("6 weeks to 4 months", "2 years")),
    (Kind.EFFORT, ("4 to 8 weeks", "2 person-months")),
)


def help_rows(
    title: str, unit: str, currency: str, questions: Iterable[tuple[str, str]] = ()
) -> list[list[str]]:
    """Return the sheet's rows; `questions` are headers and the guidance that belongs to them.

    `unit` is what users are counted in and `currency` what money stands in; both come from the policy in force.
    """
    return [
        [title, ""],
        *_rules(unit, currency),
        ["What is read how"],
        *_readings(unit, currency),
        ["The questions"],
        *([label, guidance] for label, guidance in questions),
    ]


def _rules(unit: str, currency: str) -> list[list[str]]:
    return [
        [
            "One row is one request",
            "Only the column 'request' is needed. An empty cell means: nobody answered yet.",
        ],
        [
            "The example row",
            "Its id is EXAMPLE. It is never read, so it may stay; a row of yours needs another id, or none.",
        ],
        [
            "Ranges",
            "Write what you are 90 % sure of: 800 to 2k, 2k-10k, 5-10%, 60k to 120k. A single number is a claim to know it exactly.",
        ],
        [
            "Not knowing",
            "Write dk (don't know). It is an answer: a wide, published assumption takes its place.",
        ],
        ["Dropdowns", "The words are offered, not prescribed: a range may be typed instead."],
        [
            "An orange cell",
            "It does not look like a number, a range or dk, or the program turned it into a date. Write 5 to 10 with the word 'to', and keep the column formatted as text.",
        ],
        [
            "Evidence",
            "Beside a number: measured, survey, public, buyer-said, seller-said or guess. Worse evidence widens the range.",
        ],
        ["Money", f"In {currency}. Thousands as k, millions as M: 20k to 60k, 1.5M."],
        ["Users", f"Everything is counted in {unit}."],
        [
            "Columns and rows",
            "May be moved, left empty or deleted. A column with the header years_on_market, competitor_users, own_users, depends_on or excludes may be added; also would_leave and would_grow, the shares of those who asked that would really leave without it, and of their potential that it would really bring as profit: a list of customers gives them a weight.",
        ],
    ]


def _readings(unit: str, currency: str) -> list[list[str]]:
    rows = [["If you write", "it is read as", "because"]]
    for kind, texts in _SHOWN:
        rows += [[text, *_read(text, kind, unit, currency)] for text in texts]
    return [*rows, ["dk", "nobody knows: the assumption that the report names", ""]]


def _read(text: str, kind: Kind, unit: str, currency: str) -> tuple[str, str]:
    own = {Kind.COUNT: unit, Kind.EFFORT: "person-weeks"}
    found = parse_estimate(text, kind, unit=currency if kind in _MONEY else own.get(kind, ""))
    assert isinstance(found, Estimate)  # noqa: S101 - the examples above are estimates
    return reading(found), "; ".join(found.notes)
