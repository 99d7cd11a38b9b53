"""What the columns of the results workbook mean: the note on each header, the unit of its figures, its width."""

from __future__ import annotations

from dataclasses import dataclass

from featurecheck.parameters import BY_NAME

MONEY = "{currency}"
PER_WEEK = "{currency} per person-week"
PER_YEAR = "{currency} per year"
WEEKS = "person-weeks"
OWN_UNIT = "{own}"
"""The figure's unit stands in the row itself, in the column `unit`."""
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the unit of its figures (`share`, words, "" for none), its note, most letters wide."""

    name: str
    unit: str = ""
    note: str = ""
    widest: int = _WIDEST


_WIDTHS = {
    "verdict": 18,
    "verdict_unweighted": 18,
    "answer as typed": 24,
    "next_question": 24,
    "value": 24,
    "unit": 24,
    "request": 44,
    "description": 44,
    "what to do": 50,
    "reasons": 60,
    "sentence": 60,
}
_NPV = "Net present value in {currency}, everything counted from today over the policy's horizon."
_RESULTS: dict[str, tuple[str, str]] = {
    "id": ("", "The request's name: as given, or R and its number in the sheet."),
    "request": ("", "What is asked for, as it was written."),
    "verdict": (
        "",
        "GO: worth building on what is known. NO-GO: not worth it. FIND OUT FIRST: one answer would settle it.",
    ),
    "expected_value": (MONEY, f"{_NPV} The mean over all that may turn out."),
    "shrunken_value": (MONEY, f"{_NPV} The expected value less what luck probably added to it."),
    "chance_of_loss": ("share", "The chance that building it loses money, as a share of 100 %."),
    "p5": (MONEY, f"{_NPV} One chance in twenty that it is lower."),
    "p50": (MONEY, f"{_NPV} As likely higher as lower."),
    "p95": (MONEY, f"{_NPV} One chance in twenty that it is higher."),
    "evpi": (MONEY, "The most that knowing everything could be worth, in {currency}."),
    "next_question": ("", "The answer most worth finding out. Empty: nothing is worth its cost."),
    "next_question_worth": (MONEY, "The most that this answer can be worth, in {currency}, before its cost."),
    "ask": ("", "Who or what could tell."),
    "break_even": ("", "What would change the verdict."),
    "reasons": ("", "Why the verdict is what it is."),
    "flags": ("", "Answers that contradict each other, and other remarks."),
    "relationship_mix": (
        "",
        "How many accounts of each relationship asked; unknown: not on the list of customers.",
    ),
    "requesters_profit": (
        PER_YEAR,
        "Profit with those who asked and count, in {currency} per year, each account once. Empty: unknown.",
    ),
    "requesters_potential": (
        PER_YEAR,
        "What they could pay on top, in {currency} per year, each account once. Empty: unknown.",
    ),
    "largest_requester_share": ("share", "The part of all money behind the request that is one account's."),
    "verdict_unweighted": ("", "What the same answers say when nobody is weighed by who asked."),
    "value_unweighted": (MONEY, f"{_NPV} The expected value when nobody is weighed by who asked."),
    "value_per_effort": (PER_WEEK, "The expected value for each person-week of work, in {currency}."),
    "effort_person_weeks": (WEEKS, "The work to build it, in person-weeks."),
    "rank": ("", "1 is the best: most value per effort first, then most votes."),
    "competitor": ("", "Who has the feature, as it was written."),
    "requesters": ("", "Who asks for it."),
    "votes": ("", "How many votes it has."),
    "status": ("", "Its status, as it was written."),
    "order": ("", "The order to build in."),
}
_ANSWERS: dict[str, tuple[str, str]] = {
    "question": ("", "What was asked."),
    "answer as typed": ("", "The cell or the file's value, letter by letter. Empty: nobody answered."),
    "reading": ("", "How the answer was understood; what is assumed where nobody answered."),
    "evidence": ("", "Why it is believed; a weak reason widens the range."),
    "source": ("", "Where it comes from."),
    "p5": (OWN_UNIT, "One chance in twenty that the truth is lower."),
    "p50": (OWN_UNIT, "The truth is as likely higher as lower."),
    "p95": (OWN_UNIT, "One chance in twenty that the truth is higher."),
    "unit": ("", "What p5, p50, p95 and the break-even are measured in; a share is shown in percent."),
    "EVPPI": (MONEY, "The most that knowing this answer alone can be worth, in {currency}."),
    "break-even": (
        OWN_UNIT,
        "Where the verdict would change if all else stayed as it is. Empty: it never does.",
    ),
}
_SUMMARY = {"figure": (OWN_UNIT, "In the unit beside it."), "meaning": ("", "")}


def result_columns(names: tuple[str, ...], currency: str, unit: str) -> list[Column]:
    """Return the columns of Results and Plan; `unit` is what the policy counts, users or accounts."""
    return [_column(name, _RESULTS.get(name) or _typed(name, currency, unit), currency) for name in names]


def answer_columns(names: tuple[str, ...], currency: str) -> list[Column]:
    """Return the columns of Answers, Summary and the lists of text."""
    known = _RESULTS | _ANSWERS | _SUMMARY
    return [_column(name, known.get(name, ("", "")), currency) for name in names]


def plain_columns(names: tuple[str, ...]) -> list[Column]:
    """Return columns of text, whose headers say enough."""
    return [_column(name, ("", ""), "") for name in names]


def _column(name: str, meant: tuple[str, str], currency: str) -> Column:
    unit, note = (text.replace(MONEY, currency) for text in meant)
    return Column(name, unit, note, _WIDTHS.get(name, _WIDEST))


def _typed(name: str, currency: str, unit: str) -> tuple[str, str]:
    """Say what an answer's column holds: the text as it was typed."""
    parameter = BY_NAME.get(name)
    if parameter is None:
        return ("", "")
    return ("", f"{parameter.label_text(unit)}, as it was typed. In {parameter.unit_text(unit, currency)}.")
