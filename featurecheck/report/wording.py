"""The report's fixed words, and how foreign text is made safe to look at. Standard library only."""

from __future__ import annotations

import re

from featurecheck import words
from featurecheck.intake import Severity
from featurecheck.model import AnswerState, Evidence, ParameterResult, Verdict

QUESTIONS: dict[int, str] = {
    1: "How many users of your competitor's product are using that feature?",
    2: "How often?",
    3: "Do they like it?",
    4: "How many bought the product because of that feature?",
    5: "How many would not miss that feature?",
    6: "How much money is your competitor making on that feature?",
    7: "How many users of your competitor would switch to your product because of that feature?",
    8: "What would happen if you did build that feature?",
}
OWN_FIGURES = "Your own figures"
NOBODY = "nobody named yet"

SLUGS: dict[Verdict, str] = {
    Verdict.GO: "go",
    Verdict.NO_GO: "nogo",
    Verdict.FIND_OUT_FIRST: "find",
}
EVIDENCE: dict[Evidence, str] = {
    Evidence.MEASURED: "measured",
    Evidence.SURVEY: "survey",
    Evidence.PUBLIC: "public",
    Evidence.BUYER_SAID: "a buyer said",
    Evidence.SELLER_SAID: "a seller said",
    Evidence.GUESS: "a guess",
    Evidence.ASSUMED: "assumed",
    Evidence.UNSTATED: "no reason given",
}
SEVERITIES: dict[Severity, str] = {
    Severity.ERROR: "Error",
    Severity.WARNING: "Warning",
    Severity.NOTE: "Note",
}
NOT_KNOWN: dict[AnswerState, str] = {
    AnswerState.UNKNOWN: "not known",
    AnswerState.OPEN: "not answered yet",
}

_HIDDEN = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)


def visible(text: str) -> str:
    r"""Return the text with every control character and direction override written out, e.g. `\u202e`."""
    return _HIDDEN.sub(_shown, text.replace("\r\n", "\n").replace("\t", " "))


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"  # noqa: PLR2004 - two digits hold a byte


def line(text: str) -> str:
    """Return the text on one line, everything hidden in it made visible."""
    return re.sub(r"\s+", " ", visible(text)).strip()


def lines(text: str) -> str:
    """Return the text with its line breaks kept, everything hidden in it made visible."""
    return visible(text).strip()


def listed(items: tuple[str, ...] | list[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    if len(items) < 2:  # noqa: PLR2004 - one thing needs no `and`
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def weeks(value: float) -> str:
    """Return `1 week`, `1.5 weeks`."""
    text = words.number(words.significant(value, 2))
    return f"{text} week" if text == "1" else f"{text} weeks"


def between(low: float, high: float, currency: str) -> str:
    """Return the central 90 % in words."""
    return f"between {words.money(low, currency)} and {words.money(high, currency)}, 9 times in 10"


def up_to(value: float, currency: str) -> str:
    """Return `up to 5,000 EUR`, or `nothing` when it rounds to none."""
    text = words.money(max(value, 0.0), currency) if value >= 0.5 else ""  # noqa: PLR2004 - half a unit of money
    return f"up to {text}" if text else "nothing"


def evidence(parameter: ParameterResult) -> str:
    """Return why the answer is believed, in words."""
    return EVIDENCE[parameter.evidence]


def source(parameter: ParameterResult) -> str:
    """Return where the answer comes from; a sentence's part when nobody said."""
    return "; ".join(line(text) for text in parameter.source if text.strip()) or "no source given"


def question_of(parameter: ParameterResult) -> str:
    """Return `Question 7: How many ...?`, or that it is one's own figure."""
    if parameter.question is None:
        return OWN_FIGURES
    return f"Question {parameter.question}: {QUESTIONS[parameter.question]}"
