"""The words of the product as frozen values: no behaviour beyond construction checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from featurecheck.intake import InputFile, Problem, Severity
from featurecheck.recipe import Case, Recipe

SCHEMA = "featurecheck.evaluation/1"


class Verdict(StrEnum):
    """What to do with a request."""

    GO = "GO"
    NO_GO = "NO-GO"
    FIND_OUT_FIRST = "FIND OUT FIRST"


class Kind(StrEnum):
    """What an answer measures; decides how a text is read and which curve is fitted."""

    COUNT = "count"  # of users or accounts, at least 0
    MONEY = "money"  # at least 0
    SIGNED_MONEY = "signed money"
    SHARE = "share"  # 0 to 1
    DURATION = "duration"  # in years
    EFFORT = "effort"  # in person-weeks


class Shape(StrEnum):
    """The curve through an estimate's 5 % and 95 % points."""

    LOGNORMAL = "lognormal"
    LOGIT_NORMAL = "logit-normal"
    NORMAL = "normal"
    EXPONENTIAL = "exponential"
    EXACT = "exact"


class AnswerState(StrEnum):
    """What we have in place of a number."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"  # somebody said: don't know
    OPEN = "open"  # nobody said anything yet


class Evidence(StrEnum):
    """Why an answer is believed, best first; decides how much its range is widened."""

    MEASURED = "measured"
    SURVEY = "survey"
    PUBLIC = "public"
    BUYER_SAID = "buyer-said"
    SELLER_SAID = "seller-said"
    GUESS = "guess"
    ASSUMED = "assumed"  # a prior: nobody answered
    UNSTATED = "unstated"  # answered, but nobody said why it should be believed


@dataclass(frozen=True, slots=True)
class Estimate:
    """An uncertain quantity: a range is the central 90 %.

    `location` and `scale` are the curve's own parameters: of ln x (lognormal), ln x/(1-x) (logit-normal),
    x (normal); 0 and the mean (exponential); the value and 0 (exact).
    """

    text: str
    kind: Kind
    shape: Shape
    p5: float
    p50: float
    p95: float
    mean: float
    location: float
    scale: float
    unit: str
    currency: str | None = None
    evidence: Evidence | None = None
    sample: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A remark about a request, beside its verdict."""

    code: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two answers that cannot both be true (or hardly): `probability` that the check is violated."""

    code: str
    contradiction: bool  # False: only a tension
    probability: float
    text: str


@dataclass(frozen=True, slots=True)
class WayResult:
    """One described way to find out an answer: what it costs, how long it takes, what its imperfect result is worth.

    `evsi` is the expected value of sample information [money]; `net_worth` is that less the cost and less what the
    delay discounts. `people` is how many are asked, None for a way that asks nobody.
    """

    name: str
    kind: str  # "ask", "data" or "study"
    people: int | None
    cost_money: float
    weeks: float
    evsi: float
    net_worth: float


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """What asking so many people about a share is worth: exact EVSI, and `best`, the number that pays best if any."""

    parameter: str
    people: tuple[int, ...]
    evsi: tuple[float, ...]
    cost_money: tuple[float, ...]
    net_worth: tuple[float, ...]
    best: int | None


@dataclass(frozen=True, slots=True)
class FindOutStep:
    """One entry of the shortest list to find out: knowing this answer and all before it is worth `group_worth`.

    `share_of_evpi` is `group_worth` over the EVPI, 0 to 1.
    """

    parameter: str
    group_worth: float
    share_of_evpi: float


class Use(StrEnum):
    """What became of one source of an answer."""

    USED = "used"
    UPDATED = "updated"  # the starting point that better rows updated
    BESIDE = "not used"


@dataclass(frozen=True, slots=True)
class Witness:
    """One source of an answer, beside the one that is used.

    `kind` is "answer" (what somebody wrote), "usage", "survey", "base rate" (our own neighbouring feature) or "prior";
    `p5` to `p95` are in `unit`, None where it gives no figure (`why` says what is missing); question 7 may be answered
    by a share or by a number.
    """

    kind: str
    evidence: Evidence
    says: str
    source: str
    p5: float | None
    p50: float | None
    p95: float | None
    use: Use
    why: str
    unit: str
    as_answer: str = ""  # what to write into a cell to say the same, "" where it gives no figure


@dataclass(frozen=True, slots=True)
class ParameterResult:
    """One declared input of one request: what was said, how it was read, what it moves.

    Money in the policy's currency; `evppi`, `at_p5`, `at_p95` are None for an answer that does not enter the net
    present value (`role` says why). `break_even` is in the parameter's own unit, None where the sign never changes;
    `flip_probability` is the chance that the truth lies beyond it.
    """

    name: str
    label: str
    question: int | None
    role: str  # "payoff", "ceiling" (only checked against others), "replaced" (a better answer stands in for it)
    state: AnswerState
    text: str
    reading: str
    unit: str
    evidence: Evidence
    source: tuple[str, ...]
    ask: str | None
    p5: float
    p50: float
    p95: float
    mean: float
    evppi: float | None
    break_even: float | None
    break_even_direction: str | None  # "above" or "below": where the verdict's sign changes
    flip_probability: float | None
    at_p5: float | None
    at_p95: float | None
    find_out_cost: float | None
    find_out_weeks: float | None
    net_worth: float | None
    ways: tuple[WayResult, ...] = ()
    notes: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()  # all sources, best first, where there is more than one


@dataclass(frozen=True, slots=True)
class Asker:
    """One account, or team of our own, that asked. Money is per year in the policy's currency, None where unknown.

    `votes` is how often the request names it, `speakers` who spoke for it, as written. `counts` tells whether its money
    stands behind the request; `why` says in words why, or why not.
    """

    name: str
    relationship: str  # a value of accounts.Relationship
    votes: int
    speakers: tuple[str, ...]
    profit_money: float | None
    growth_money: float | None
    hours_money: float | None
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class AskedBy:
    """Who asked for a request and what they are worth; money is per year, shares are 0 to 1.

    `askers` are in the order of the money that stands behind them, then by name. `unknown` are requesters that no account is called,
    each with the accounts that are spelled alike. The sums count every account once. `largest_share` is the part of all
    money behind the request that is `largest`'s, None where there is none. `replaces` tells whether the accounts' own
    profit stands for the answer about own users lost. The verdict without weighting is what the same answers say when
    nobody is weighed.
    """

    sentence: str  # such as `9 votes: 5 from one partner, 3 for one customer`
    askers: tuple[Asker, ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...]
    profit_money: float
    growth_money: float
    hours_money: float
    cofunding_share: float
    profit_share: float
    largest: str | None
    largest_share: float | None
    replaces: bool
    notes: tuple[str, ...]  # double counting and whatever else was decided
    unweighted_verdict: Verdict
    unweighted_value: float
    unweighted_sentence: str


@dataclass(frozen=True, slots=True)
class RequestResult:
    """Everything found about one request. Money in the policy's currency, probabilities 0 to 1.

    `outcomes` are 50 equally likely net present values, ascending. `next_question` is a key of `parameters`,
    `next_question_worth` its worth at most, before its cost; None when nothing is worth finding out. `sentence` is
    the one sentence why; `flips` says what would change the verdict. `planned` is None without a capacity.
    """

    id: str
    request: str
    description: str
    competitor: str
    requesters: tuple[str, ...]
    votes: int | None
    requested_on: str
    status: str
    consequences: str
    verdict: Verdict
    sentence: str
    reasons: tuple[str, ...]
    flips: tuple[str, ...]
    expected_value: float
    chance_of_loss: float
    p5: float
    p50: float
    p95: float
    evpi: float
    next_question: str | None
    next_question_worth: float | None
    ask: str | None
    break_even: str | None
    flags: tuple[Flag, ...]
    contradictions: tuple[Contradiction, ...]
    effort_person_weeks: float | None
    value_per_effort: float | None
    rank: int
    outcomes: tuple[float, ...]
    parameters: Mapping[str, ParameterResult]
    place: str
    find_out_list: tuple[FindOutStep, ...] = ()
    surveys: tuple[SurveyPlan, ...] = ()
    shrunken_value: float | None = None
    planned: bool | None = None
    asked_by: AskedBy | None = None  # None without a list of customers, or where no requester is on it
    case: Case | None = None  # None in a file written before there was one


@dataclass(frozen=True, slots=True)
class Constants:
    """Policy constants of the payoff: rates per year, shares 0 to 1, horizon in years."""

    discount_rate: float = 0.12
    horizon_years: float = 4.0
    lock_in_rate: float = 0.15
    win_rate_share: float = 0.10
    upkeep_rate: float = 0.20
    opportunity_share: float = 0.25


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """One setting in force: `value` as text with its unit, `source` a reference, a file, or the word assumed."""

    key: str
    label: str
    value: str
    source: str
    origin: str  # "default", a file name, or "argument"


@dataclass(frozen=True, slots=True)
class PriorEntry:
    """What is assumed for a parameter when nobody knows."""

    parameter: str
    label: str
    reading: str
    source: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What to build within a capacity, and how good the plan is at least.

    Effort in person-weeks, money in the policy's currency. `chosen` are request ids in the order to build them;
    `bound` is the value no plan can exceed (linear programming), `gap_share` how much better than this plan any
    other can be at most; `shadow_price` is what one more person-week would earn, None where capacity is left over.
    `method` is "greedy" or "exact"; `notes` say what was left out and why.
    """

    capacity_person_weeks: float
    used_person_weeks: float
    chosen: tuple[str, ...]
    value: float
    bound: float
    gap_share: float
    shadow_price: float | None
    method: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Curse:
    """How much the top of the ranking should be expected to disappoint.

    `top` requests promise `promised` together, those with GO where `of_go`; `expected` is what they deliver after shrinking
    every value toward the batch's mean with the noise's share of the spread, `noise_share` (0 to 1); None without noise.
    """

    top: int
    promised: float
    expected: float | None
    noise_share: float | None
    source: str
    of_go: bool = False


@dataclass(frozen=True)
class Evaluation:
    """All that was found; everything a person sees is a rendering of it."""

    currency: str
    unit: str
    evaluated_on: str | None
    points: int
    version: str
    policy: Sequence[PolicyEntry]
    priors: Sequence[PriorEntry]
    inputs: Sequence[InputFile]
    requests: Sequence[RequestResult]
    problems: Sequence[Problem] = field(default=())
    risk_limit: float | None = None
    portfolio: Portfolio | None = None
    curse: Curse | None = None
    recipe: Recipe | None = None  # as in RequestResult.case
    schema: str = SCHEMA
