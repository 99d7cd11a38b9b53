"""One answer: from the text in a cell to the estimate that enters the payoff, with what was understood on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from featurecheck.errors import EstimateError, FeatureCheckError
from featurecheck.estimate import from_quantiles, parse_estimate, reading, scaled, widen
from featurecheck.model import AnswerState, Estimate, Evidence, Kind, Shape, Use, Witness
from featurecheck.parameters import BY_NAME, Parameter
from featurecheck.payoff import LEAVING
from featurecheck.policy import Policy
from featurecheck.products import product_of
from featurecheck.questionnaires import Question, Questionnaire, choice_share
from featurecheck.words import number, percent

FROM_POLICY = "policy: "
"""How the source of an answer begins that the policy gave."""

PERSON = "person"
"""The kind of witness that one of several people is."""

_BARE_SHARE_LIMIT = 100.0
_TIME = ("person", "day", "week", "month", "year")
_RATE = re.compile(
    r"/|\b(per|a|an|each|every) +(year|yr|month|quarter|week|annum)|yearly|annual|p\. ?a\.", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as typed and as used.

    `estimate` is in force (after widening and conversion), None only where the parameter has neither answer nor
    prior. `sources` are references, `notes` everything that was understood or changed, in words; `witnesses` are all
    sources where there are several, `voices` the people whose answers were pooled into it.
    """

    state: AnswerState
    text: str
    reading: str
    estimate: Estimate
    evidence: Evidence
    sources: tuple[str, ...] = ()
    ask: str | None = None
    notes: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    voices: tuple[Voice, ...] = ()

    def beside(self, before: Answer) -> Answer:
        """Keep the people behind an answer in sight where data was weighed against it; replaced, they count no more."""
        people = [one for one in before.witnesses if one.kind == PERSON]
        if self.estimate is not before.estimate:
            people = [replace(one, use=Use.BESIDE) for one in people]
        voices = before.voices if self.estimate is before.estimate else ()
        return replace(self, witnesses=(*self.witnesses, *people), voices=voices)


@dataclass(frozen=True, slots=True)
class Voice:
    """One person's answer, read as if nobody else had been asked; `twice` where the person is counted by another one.

    `name` is "" for the answer that stands in the request without a name.
    """

    name: str
    answer: Answer
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What else stands in the row and bears on the reading of a cell: texts, "" where nothing was written."""

    years_on_market: str = ""
    competitor_users: str = ""
    own_users: str = ""
    users: str = ""


NO_CONTEXT = Context()


class NeighbourError(EstimateError):
    """Another cell of the row, on which the answer's reading depends, cannot be read; that cell is complained about."""


class VoiceError(EstimateError):
    """What one of several people said cannot be read: `place` names the question and the person, `found` is the text.

    Without a message it depends on another answer, which is complained about.
    """

    def __init__(self, place: str, found: str, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.found = found


class Reader:
    """Reads answers under one policy and questionnaire; the same text is read once."""

    def __init__(self, policy: Policy, questionnaires: Sequence[Questionnaire], decimal: str | None) -> None:
        """Questions are looked up in the first questionnaire that has them, so the last should have them all."""
        self.policy = policy
        self.decimal = policy.decimal_mark or decimal
        self._known: dict[tuple[object, ...], Answer] = {}
        self._questions: dict[str, Question] = {}
        for questionnaire in reversed(questionnaires):
            known = (*questionnaire.questions, *questionnaire.further)
            self._questions.update({question.name: question for question in known})

    def answer(self, name: str, text: str, state: str, grade: str, context: Context = NO_CONTEXT) -> Answer:
        """Return the answer of a parameter.

        Raises:
            EstimateError: the text cannot be read as what the parameter measures.
            NeighbourError: it depends on a cell that cannot be read.
        """
        key = (name, text, state, grade, context)
        if key not in self._known:
            self._known[key] = self._resolve(name, text, state, grade, context)
        return self._known[key]

    def _resolve(self, name: str, text: str, state: str, grade: str, context: Context) -> Answer:
        parameter = BY_NAME[name]
        typed = (
            AnswerState.UNKNOWN
            if state == AnswerState.UNKNOWN.value
            else self._typed(parameter, text, context)
        )
        if isinstance(typed, Estimate):
            return self._answered(parameter, text, typed, grade_of(grade))
        if name == "value_per_user" and self.policy.value_per_user is not None:
            return self._from_policy(self.policy.value_per_user)
        return self._assumed(parameter, text, typed, context)

    def _typed(self, parameter: Parameter, text: str, context: Context) -> Estimate | AnswerState:
        question = self._questions.get(parameter.name)
        share = choice_share(question, text) if question and question.choices else None
        if share is not None:
            return replace(self._sure(parameter, share), notes=(f"'{text.strip()}' stands for {share}",))
        if parameter.alternative is Kind.EFFORT:
            return self._money_or_effort(parameter, text)
        if parameter.name == "bought_because":
            return self._per_year(parameter, text, context)
        if parameter.alternative is Kind.COUNT:
            return self._share_or_number(parameter, text, context)
        return self._parsed(parameter, text, parameter.kind)

    def _parsed(self, parameter: Parameter, text: str, kind: Kind) -> Estimate | AnswerState:
        currency = self.policy.currency if kind is Kind.MONEY else None
        return parse_estimate(text, kind, self.decimal, currency=currency, unit=self._unit(parameter, kind))

    def _unit(self, parameter: Parameter, kind: Kind) -> str:
        if kind is Kind.EFFORT:
            return "person-weeks"
        if kind is not parameter.kind:
            return self.policy.unit
        return parameter.unit_text(self.policy.unit, self.policy.currency)

    def _per_year(self, parameter: Parameter, text: str, context: Context) -> Estimate | AnswerState:
        """Divide a total by the years on the market, at least 1; an answer "per year" stays what it is."""
        estimate = self._parsed(parameter, text, Kind.COUNT)
        if not isinstance(estimate, Estimate):
            return estimate
        total = any("stated as a total" in note for note in estimate.notes)
        years = self._beside(context.years_on_market, Kind.DURATION)
        if years is None or _RATE.search(text):
            if total:
                raise EstimateError(
                    f"'{text}' is a total, and nobody says over how many years. Write how many bought per year, or fill in years_on_market."
                )
            return estimate
        divisor = max(1.0, years.p50)
        stated = reading(replace(estimate, unit=self.policy.unit))
        note = f"a total of {stated}, divided by {number(divisor)} year{'s' if divisor > 1 else ''} on the market"
        return replace(scaled(estimate, 1.0 / divisor), text=text, notes=(*estimate.notes, note))

    def _share_or_number(self, parameter: Parameter, text: str, context: Context) -> Estimate | AnswerState:
        """Read questions 5 and 7, which may be answered by a share or by a number of users."""
        count = self._as_number(parameter, text)
        if count is None:
            return self._parsed(parameter, text, Kind.SHARE)
        if parameter.name == "would_switch":
            return replace(
                count, notes=(*count.notes, "a number, taken as it is; answers 1, 2, 3 and 5 are its ceiling")
            )
        users = self._beside(context.users, Kind.COUNT)
        if users is None or users.p50 <= 0:
            raise EstimateError(
                f"'{text}' is a number of {self.policy.unit}, but nobody says of how many. Write a share such as 30 %, or answer question 1 too."
            )
        if count.p95 >= users.p50:
            raise EstimateError(
                f"'{text}' is not below the typical {number(users.p50)} {self.policy.unit} of question 1. Write a share such as 30 %, or mend one of the two."
            )
        low, high = max(count.p5 / users.p50, 1e-6), count.p95 / users.p50
        note = f"{reading(count)}, of typically {number(users.p50)}"
        return from_quantiles(low, high, Kind.SHARE, text=text, unit="share", notes=(*count.notes, note))

    def _beside(self, text: str, kind: Kind) -> Estimate | None:
        """Return what another cell of the row says, None where it says nothing."""
        try:
            estimate = parse_estimate(text, kind, self.decimal, unit=self.policy.unit)
        except EstimateError as error:
            raise NeighbourError(error.message) from error
        return estimate if isinstance(estimate, Estimate) else None

    def _money_or_effort(self, parameter: Parameter, text: str) -> Estimate | AnswerState:
        """Read a build cost, which may be stated as person-weeks; those are priced."""
        try:
            return self._parsed(parameter, text, parameter.kind)
        except EstimateError:
            if not any(word in text.casefold() for word in _TIME):
                raise
            try:
                effort = self._parsed(parameter, text, Kind.EFFORT)
            except EstimateError:
                effort = AnswerState.OPEN
            if not isinstance(effort, Estimate):
                raise
            return self._priced(parameter, effort)

    def _priced(self, parameter: Parameter, effort: Estimate) -> Estimate:
        price, unit = self.policy.person_week_cost, self._unit(parameter, Kind.MONEY)
        note = f"{reading(effort)}, at {number(price)} {unit} per person-week"
        return replace(scaled(effort, price, unit=unit, kind=Kind.MONEY), notes=(*effort.notes, note))

    def _as_number(self, parameter: Parameter, text: str) -> Estimate | None:
        """Return the text as a number of users, None where it is a share (or neither).

        A percent sign, `3 of 10`, or ends that could be bare shares (question 7: below 1; question 5: up to 100)
        make it a share; a noun such as `40 users` makes it a number.
        """
        if "%" in text:
            return None
        try:
            count = self._parsed(parameter, text, Kind.COUNT)
        except EstimateError:
            return None
        if not isinstance(count, Estimate):
            return None
        named = any(noun in text.casefold() for noun in ("user", "account", "customer", "people", "seat"))
        limit = 1.0 if parameter.name == "would_switch" else _BARE_SHARE_LIMIT
        small = count.p95 < limit if parameter.name == "would_switch" else count.p95 <= limit
        return None if small and not named else count

    def _answered(self, parameter: Parameter, text: str, typed: Estimate, evidence: Evidence) -> Answer:
        notes = list(typed.notes)
        factor = self.policy.widening[evidence]
        used = typed if typed.sample else widen(typed, factor)
        if used is not typed and used.scale != typed.scale:
            how = "widened" if factor > 1 else "narrowed to"
            notes.append(
                f"{how} {number(factor)} times because the evidence is '{evidence.value}', mean kept: {_interval(used)}"
            )
        if parameter.name == "build_cost" and self.policy.overrun_share > 0:
            used = scaled(used, 1.0 + self.policy.overrun_share)
            notes.append(
                f"{percent(self.policy.overrun_share)} added for overrun (policy): {_interval(used)}"
            )
        if typed.shape is Shape.EXACT and evidence not in {Evidence.MEASURED, Evidence.PUBLIC}:
            notes.append("an exact figure without measured evidence; a range would be more honest")
        who = self._who_knows(parameter)
        return Answer(AnswerState.ANSWERED, text, reading(typed), used, evidence, (), who, tuple(notes))

    def _from_policy(self, estimate: Estimate) -> Answer:
        entry = next(entry for entry in self.policy.entries if entry.key == "value_per_user")
        used = replace(estimate, unit=self._unit(BY_NAME["value_per_user"], Kind.MONEY))
        return Answer(
            AnswerState.ANSWERED,
            estimate.text,
            reading(used),
            used,
            Evidence.UNSTATED,
            (f"{FROM_POLICY}{entry.source}",),
        )

    def _assumed(self, parameter: Parameter, text: str, state: AnswerState, context: Context) -> Answer:
        estimate, source = self.prior(parameter.name, context)
        return Answer(
            state, text, reading(estimate), estimate, Evidence.ASSUMED, (source,), self._who_knows(parameter)
        )

    def _who_knows(self, parameter: Parameter) -> str | None:
        question = self._questions.get(parameter.name)
        return (question.ask or None) if question else None

    def prior(self, name: str, context: Context = NO_CONTEXT) -> tuple[Estimate, str]:
        """Return what is assumed when nobody knows, and its source: the policy's prior, else the questionnaire's."""
        parameter = BY_NAME[name]
        if name in LEAVING:
            return self._set_by_policy(name)
        own = self.policy.priors.get(name)
        if own is not None:
            return self._sure(parameter, own.value, self.policy.decimal_mark), own.source
        question = self._questions.get(name)
        prior = question.prior if question else None
        if prior is None:
            raise FeatureCheckError(
                f"question '{name}' has no prior for 'don't know'. Give it one in the questionnaire."
            )
        anchor = self._anchor(prior.share_of, context)
        if anchor is None or prior.share is None:
            return self._sure(parameter, prior.value), prior.source
        estimate = product_of(anchor, self._sure_share(prior.share), self._unit(parameter, parameter.kind))
        return (
            estimate,
            f"{prior.share} of the {number(anchor.p50)} {prior.share_of}; {prior.source}".replace("_", " "),
        )

    def _set_by_policy(self, name: str) -> tuple[Estimate, str]:
        entry = next(entry for entry in self.policy.entries if entry.key == name)
        known: Estimate = getattr(self.policy, name)
        return known, entry.source

    def _sure(self, parameter: Parameter, text: str, decimal: str | None = ".") -> Estimate:
        estimate = parse_estimate(text, parameter.kind, decimal, unit=self._unit(parameter, parameter.kind))
        if not isinstance(estimate, Estimate):
            raise FeatureCheckError(f"the prior of '{parameter.name}' says nothing. Write a range.")
        return estimate

    def _sure_share(self, text: str) -> Estimate:
        estimate = parse_estimate(text, Kind.SHARE, ".")
        if not isinstance(estimate, Estimate):
            raise FeatureCheckError("a prior's share says nothing. Write a range such as 2% to 30%.")
        return estimate

    def _anchor(self, name: str | None, context: Context) -> Estimate | None:
        if name is None:
            return None
        of_policy = {"competitor_users": self.policy.competitor_users, "own_users": self.policy.own_users}
        known = self._beside(getattr(context, name), Kind.COUNT) or of_policy[name]
        return known if known is not None and known.p50 > 0 else None

    def effort_as_cost(self, text: str, grade: str) -> tuple[Answer, float] | None:
        """Price an effort at the policy's cost per person-week; also return its mean in person-weeks.

        Raises:
            EstimateError: not an effort.
        """
        parameter = BY_NAME["build_cost"]
        effort = self._parsed(parameter, text, Kind.EFFORT)
        if not isinstance(effort, Estimate):
            return None
        priced = self._priced(parameter, effort)
        return self._answered(parameter, text, priced, grade_of(grade)), effort.mean


def grade_of(text: str) -> Evidence:
    """Return the evidence grade a cell names, `unstated` for an empty one.

    Raises:
        EstimateError: no such grade.
    """
    from featurecheck.errors import did_you_mean  # noqa: PLC0415 - only where something is wrong

    word = "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
    if not word:
        return Evidence.UNSTATED
    try:
        return Evidence(word)
    except ValueError:
        known = [grade.value for grade in Evidence if grade is not Evidence.UNSTATED]
        raise EstimateError(
            f"'{text}' is not a grade of evidence. Write one of {', '.join(known)}, or leave the cell empty.{did_you_mean(word, known)}"
        ) from None


def _interval(estimate: Estimate) -> str:
    return reading(replace(estimate, notes=()))
