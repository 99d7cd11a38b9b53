"""The middle, composed: requests and a policy in, one evaluation out. Pure: no clock, no printing, no global state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from featurecheck import __version__, verdict
from featurecheck.answers import Reader
from featurecheck.contradictions import contradictions
from featurecheck.estimate import reading
from featurecheck.evidence import Gathered, gather
from featurecheck.figures import expected_and_evppi, figures
from featurecheck.intake import Requests
from featurecheck.model import Contradiction, Curse, Portfolio, PriorEntry, Verdict
from featurecheck.normal import Floats
from featurecheck.observed import NOTHING_OBSERVED, Observed
from featurecheck.parameters import PARAMETERS, Parameter
from featurecheck.payoff import expected_terms, moments
from featurecheck.points import POINTS_STORED
from featurecheck.policy import Policy, policy_from
from featurecheck.portfolio import plan
from featurecheck.problems import said_once
from featurecheck.questionnaires import Questionnaire, by_name
from featurecheck.record import Results
from featurecheck.requests import read_requests
from featurecheck.results import NO_EFFORT, Found, Numbers, Unweighted
from featurecheck.shrinkage import curse, log_sd, shrink
from featurecheck.whatif import recipe
from featurecheck.words import significant

if TYPE_CHECKING:
    from featurecheck.accounts import Customers

_RANK_DIGITS = 8


def evaluate(  # noqa: PLR0913 - one keyword for each thing set beside the requests
    requests: Any,  # noqa: ANN401 - a frame, without importing pandas for its type
    policy: Policy | Mapping[str, Any] | None = None,
    *,
    questionnaire: Questionnaire | None = None,
    points: int = POINTS_STORED,
    evaluated_on: str | None = None,
    capacity_person_weeks: float | None = None,
    observed: Observed = NOTHING_OBSERVED,
    customers: Customers | None = None,
) -> Results:
    """Evaluate all requests at once; a single request is a batch of one.

    Args:
        requests: what `read_requests` returns, or a pandas frame with the columns of a request sheet.
        policy: the company's policy, settings as in `featurecheck.toml`, or None for the defaults.
        questionnaire: where choices and priors come from; the bundled eight questions when None.
        points: shared Sobol points for EVPI, chance of loss and quantiles, a power of two from 64 to 4,096.
        evaluated_on: the date to print, as text; nothing is read from a clock.
        capacity_person_weeks: choose what to build within so much effort; no plan is made when None.
        observed: what was counted and asked, of `read_usage` and `read_survey`; answers where it beats what was written.
        customers: of `read_customers`; requests are then weighed by what those who asked are worth.

    Raises:
        FeatureCheckError: no request column, or a policy that is not one.
    """
    rows = requests if isinstance(requests, Requests) else read_requests(requests)
    rules = policy if isinstance(policy, Policy) else policy_from(policy or {})
    bundled = by_name("competitor")
    questionnaires = (questionnaire, bundled) if questionnaire else (bundled,)
    gathered = gather(rows, rules, questionnaires, observed, customers)
    found = _find(rows, gathered, rules, points)
    portfolio = _plan(found, capacity_person_weeks) if capacity_person_weeks is not None else None
    warning, shrunken = _disappointment(found)
    reader = Reader(rules, questionnaires, rows.decimal)
    planned = frozenset(portfolio.chosen) if portfolio else None
    return Results(
        currency=rules.currency,
        unit=rules.unit,
        evaluated_on=evaluated_on,
        points=points,
        version=__version__,
        policy=rules.entries,
        priors=tuple(_prior_entry(reader, parameter) for parameter in PARAMETERS),
        inputs=(*rows.inputs, *observed.inputs, *((customers.input,) if customers is not None else ())),
        requests=replace(found, shrunken=shrunken, planned=planned),
        problems=said_once((*rows.problems, *gathered.problems)),
        risk_limit=rules.risk_limit_share,
        portfolio=portfolio,
        curse=warning,
        recipe=recipe(rules),
    )


def _prior_entry(reader: Reader, parameter: Parameter) -> PriorEntry:
    estimate, source = reader.prior(parameter.name)
    return PriorEntry(parameter.name, parameter.label_text(reader.policy.unit), reading(estimate), source)


def _find(requests: Requests, gathered: Gathered, policy: Policy, points: int) -> Found:
    known, spread = figures(gathered.bets, policy.constants, points)
    conflicts = contradictions(gathered)
    decisions = verdict.decide(
        known.expected_value, known.evppi, policy, _blocked(conflicts), gathered.switch_number, gathered.bets
    )
    effort = _effort(gathered, policy)
    per_effort = known.expected_value / effort
    numbers = Numbers(known, spread, effort, per_effort)
    votes = [_votes(requests, row) for row in gathered.rows]
    ranks = _ranks(per_effort, votes, [requests.columns["request"][row] for row in gathered.rows])
    plain = _without_weighing(gathered, policy)
    return Found(requests, gathered, policy, numbers, conflicts, decisions, votes, ranks, unweighted=plain)


def _without_weighing(gathered: Gathered, policy: Policy) -> Unweighted | None:
    """Return what the same answers say when nobody is weighed; None where nobody is."""
    if gathered.weighed is None:
        return None
    same = replace(gathered, bets=gathered.weighed.unweighted, weighed=None)
    values, worths = expected_and_evppi(same.bets, policy.constants)
    decisions = verdict.decide(
        values, worths, policy, _blocked(contradictions(same)), same.switch_number, same.bets
    )
    return Unweighted(values, decisions)


def _blocked(conflicts: Sequence[tuple[Contradiction, ...]]) -> npt.NDArray[np.bool_]:
    return np.array([any(one.contradiction for one in found) for found in conflicts], dtype=bool)


def _effort(gathered: Gathered, policy: Policy) -> Floats:
    """Return person-weeks: as stated, else the mean build cost over the cost of a person-week."""
    price = max(policy.person_week_cost, 1e-6)
    return np.array(
        [
            max(answer.estimate.mean / price if stated is None else stated, NO_EFFORT)
            for stated, answer in zip(gathered.effort, gathered.answers["build_cost"], strict=True)
        ],
        dtype=np.float64,
    )


def _votes(requests: Requests, row: int) -> int | None:
    cells = requests.columns.get("votes")
    return int(cells[row]) if cells is not None and cells[row].strip() else None


def _ranks(per_effort: Floats, votes: Sequence[int | None], names: Sequence[str]) -> list[int]:
    """Rank by value per effort; equal ones by votes, then by name, so that their order in the file means nothing."""
    values = [significant(float(value), _RANK_DIGITS) for value in per_effort]
    order = sorted(range(len(values)), key=lambda row: (-values[row], -(votes[row] or 0), names[row], row))
    ranks = [0] * len(values)
    for rank, row in enumerate(order, start=1):
        ranks[row] = rank
    return ranks


def _cells(found: Found, column: str) -> list[str]:
    """Return a column of the usable requests, "" where it is missing."""
    cells = found.requests.columns.get(column)
    return [cells[row] if cells is not None else "" for row in found.gathered.rows]


def _plan(found: Found, capacity: float) -> Portfolio:
    """Choose among the requests with the verdict GO.

    Others are built only where a GO needs them, and then count for nothing or for their loss: what must be found out
    first is not planned on its hopes.
    """
    values = found.numbers.exact.expected_value
    go = np.array([one is Verdict.GO for one in found.decisions.verdicts], dtype=bool)
    links = ([_names(cell) for cell in _cells(found, column)] for column in ("depends_on", "excludes"))
    worth = np.where(go, values, np.minimum(values, 0.0))
    portfolio = plan(_cells(found, "id"), worth, found.numbers.effort, capacity, *links)
    waiting = int(((values > 0) & ~go).sum())
    if not waiting:
        return portfolio
    what = (
        "1 request that would earn money waits"
        if waiting == 1
        else f"{waiting:,} requests that would earn money wait"
    )
    return replace(
        portfolio,
        notes=(*portfolio.notes, f"{what} for an answer first (FIND OUT FIRST) and cannot be planned yet."),
    )


def _names(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(";") if name.strip()]


def _disappointment(found: Found) -> tuple[Curse | None, Floats | None]:
    """Return how much the top of the ranking should be expected to disappoint, and the shrunken values."""
    if len(found) < 2:  # noqa: PLR2004 - nothing was picked out of one
        return None, None
    values, noise = found.numbers.exact.expected_value, found.policy.estimate_noise
    go = np.array([one is Verdict.GO for one in found.decisions.verdicts], dtype=bool)
    if noise is None:
        unknown = "nobody has said how far such estimates are usually off"
        return curse(values, found.ranks, None, unknown, go=go), None
    bets, constants = found.gathered.bets, found.policy.constants
    terms = expected_terms(moments(bets, constants), constants)
    costs, error = terms.build + terms.upkeep, log_sd(noise)
    source = next(entry.source for entry in found.policy.entries if entry.key == "estimate_noise")
    shrunken = shrink(values, error, costs=costs)
    return curse(values, found.ranks, error, source, go=go, costs=costs), shrunken
