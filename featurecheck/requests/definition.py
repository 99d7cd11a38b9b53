"""What a request file holds, as frozen values, and which words may stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from featurecheck.errors import FeatureCheckError
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
LONGEST_NAME = 60  # letters of a person's name
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
    """One request as its file says it. Texts are as written; "" and () where nothing was written.

    `people` are the answers of each person who was asked apart from the others, by name; empty for most.
    """

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
    people: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)

    def answer(self, name: str) -> Answer:
        """Return the answer of that name; an open one when the file does not mention it."""
        return self.answers.get(name, Answer())


def person_name(text: str) -> str:
    """Return a person's name as it can stand in a request file: one line of at most 60 letters, without quotes.

    Raises:
        FeatureCheckError: empty, too long, or with a sign that would part the file's lines.
    """
    name = " ".join(text.split())
    wrong = [sign for sign in name if sign in "\"'\\" or not sign.isprintable()]
    if name and len(name) <= LONGEST_NAME and not wrong:
        return name
    found = "there is none" if not name else "it is too long" if not wrong else "a sign in it is no letter"
    message = f"A person's name is needed, and {found}. Write up to {LONGEST_NAME} letters without quotes, for example Maria."
    raise FeatureCheckError(message)
