"""What a request file holds, as frozen values, and which words may stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from featurecheck.model import AnswerState, Evidence
from featurecheck.parameters import PARAMETERS
from featurecheck.questionnaires.definition import ABOUT_ASKERS

FORMAT = 1
STANDARD = "competitor"  # the questionnaire meant when none is named
ANSWER_NAMES = (*(parameter.name for parameter in PARAMETERS), *ABOUT_ASKERS, "consequences")
GRADES = (
    Evidence.MEASURED,
    Evidence.SURVEY,
    Evidence.PUBLIC,
    Evidence.BUYER_SAID,
    Evidence.SELLER_SAID,
    Evidence.GUESS,
)
TEXT_FIELDS = ("id", "competitor", "description", "status", "usage_feature")
LIST_FIELDS = ("requesters", "depends_on", "excludes")
ESTIMATE_FIELDS = ("effort", "years_on_market", "competitor_users", "own_users")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to one question, why it should be believed, and whom to ask if nobody knows.

    `at` is a date as 2026-11-21; `value` is None unless the state is answered.
    """

    state: AnswerState = AnswerState.OPEN
    value: str | None = None
    evidence: Evidence | None = None
    source: tuple[str, ...] = ()
    by: str | None = None
    at: str | None = None
    ask: str | None = None


@dataclass(frozen=True, slots=True)
class RequestFile:
    """One request as its file says it. Texts are as written; "" and () where nothing was written."""

    file: str
    request: str
    id: str
    answers: Mapping[str, Answer]
    competitor: str = ""
    requesters: tuple[str, ...] = ()
    description: str = ""
    votes: int | None = None
    requested_on: str = ""
    status: str = ""
    usage_feature: str = ""
    effort: str = ""
    years_on_market: str = ""
    competitor_users: str = ""
    own_users: str = ""
    depends_on: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    questionnaire: str = STANDARD
    questionnaire_version: str = ""

    def answer(self, name: str) -> Answer:
        """Return the answer of that name; an open one when the file does not mention it."""
        return self.answers.get(name, Answer())
