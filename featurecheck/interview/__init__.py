"""The guided walk through a questionnaire, in plain lines: every answer is in the file before the next question."""

from featurecheck.interview.console import Console, TerminalConsole
from featurecheck.interview.session import Outcome, run

__all__ = ["Console", "Outcome", "TerminalConsole", "run"]
