"""A range asked for one end at a time, for whoever cannot give both at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck.errors import EstimateError
from featurecheck.interview.understanding import Words, understand
from featurecheck.model import Estimate, Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from featurecheck.questionnaires.definition import Question

WORDS = ("ends", ":ends")
"""What somebody types to be asked for each end."""

_HELP = "Start wide: begin with figures that cannot be true, and move inward until you would bet 19 to 1 on the rest."
_LOW = "The lower end: a figure so low that it is only 1 in 20 that it is below?"
_HIGH = "The upper end: a figure so high that it is only 1 in 20 that it is above?"


def asked_ends(
    question: Question, words: Words, listen: Callable[[str, str], str], say: Callable[[str], None]
) -> str | None:
    """Ask for the lower end, then for the upper one; return the range as text, None where somebody gives it up.

    Args:
        question: what the figure is about.
        words: the words of the policy that a figure is read with.
        listen: takes a prompt and a help text, returns one line.
        say: shows some lines.
    """
    say(_HELP)
    found: list[tuple[str, Estimate]] = []
    for ask, prompt in ((_LOW, "lower end> "), (_HIGH, "upper end> ")):
        say(ask)
        end = _end(question, words, prompt, listen, say)
        if end is None:
            return None
        found.append(end)
    (low, least), (high, most) = found
    if least.p50 > most.p50:
        say(f"The upper end, {high}, is below the lower one, {low}. Both are asked again.")
        return asked_ends(question, words, listen, say)
    return low if least.p50 == most.p50 else f"{low} to {high}"


def _end(
    question: Question,
    words: Words,
    prompt: str,
    listen: Callable[[str, str], str],
    say: Callable[[str], None],
) -> tuple[str, Estimate] | None:
    """Return one figure as it was typed and read."""
    while True:
        text = listen(prompt, _HELP)
        try:
            read = understand(question, text, words)
        except EstimateError as error:
            say(error.message.replace("leave the cell empty", "Enter to go back"))
            continue
        if read.estimate is None:
            return None
        if read.estimate.shape is Shape.EXACT:
            return text, read.estimate
        say("One figure for this end, please, such as 800. Enter goes back to the question.")
