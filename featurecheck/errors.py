"""The one declared error, how its sentence is built, and the exit codes."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells the shell."""

    DONE = 0
    CRASHED = 1
    UNUSABLE_INPUT = 2
    ANSWERS_MISSING = 3
    ROWS_UNUSABLE = 4
    CHECK_NO_GO = 10
    CHECK_FIND_OUT_FIRST = 11
    INTERRUPTED = 130


class FeatureCheckError(Exception):
    """Something a person can mend: says where, what was found, what was expected, what to do.

    Args:
        message: one or more whole sentences without a trailing newline.
        exit_code: what the command line ends with.
    """

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.UNUSABLE_INPUT) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code


class EstimateError(FeatureCheckError):
    """A text that is not an estimate of the wanted kind; the message names the mend."""


def did_you_mean(found: str, known: list[str]) -> str:
    """Return ` Did you mean 'x'?` when one of the known names is near, else an empty string."""
    import difflib  # noqa: PLC0415 - only needed once something is wrong

    near = difflib.get_close_matches(found.casefold(), [name.casefold() for name in known], n=1, cutoff=0.6)
    original = {name.casefold(): name for name in known}
    return f" Did you mean '{original[near[0]]}'?" if near else ""
