"""What imperfect information is worth: the expected value of sample information (EVSI), without sampling.

The net present value given the true value of one answer is m(x), and building pays on one side of a single value of
x. Whatever evidence says more about large x than about small ones (a count of people, a reading with symmetric
error on the log scale) is therefore acted upon beyond one threshold: EVSI = max over thresholds of
E[m(x) P(evidence beyond the threshold | x)] - max(0, E m(x)). For a survey this is the sum over its outcomes of
max(0, integral); for a reading it is one integral; for a lognormal amount it is Black and Scholes' closed form with
the preposterior standard deviation sigma^2 / sqrt(sigma^2 + tau^2) (Raiffa and Schlaifer 1961).

All functions are pure and shaped (n,) in, (n,) out, unless they say otherwise. Money in, money out.
"""

from __future__ import annotations

import math

import numpy as np

from featurecheck.normal import Z95, Floats, cdf

_REACH = 6.5  # standard deviations on either side; beyond lie 8e-11
_FEWEST_NODES, _MOST_NODES = 65, 2049
NODES_OF_A_READING = 257
"""Of the grid for a reading of what has no closed form."""

_NARROW = 1.25  # largest step of the grid in posterior standard deviations: error below 1e-5 of the integral
_SURE = 20.0  # log-odds beyond which a share counts as 100 % in a survey: all but 2 in a billion
_FAR = 300.0  # largest log-odds
_LONGEST_RUN = 32  # outcomes per block: e^(32 * 20) is still a number
_CELLS = 200_000  # numbers in flight, so that they stay in the processor's cache
_HALVINGS = 12  # of the range in which the threshold is looked for; its error counts squared: below 1e-5


def log_error(error_share: float) -> float:
    """Return tau, the standard deviation of a reading on the log scale.

    `error_share` (0.2 is 20 %, at least 0): in 90 % of all readings the value read is at most that share above the
    true one, or the true one above the value read. For shares the same holds of the odds, share/(1-share).
    """
    return math.log1p(error_share) / Z95


def grid(nodes: int) -> tuple[Floats, Floats]:
    """Return standard normal scores and their weights (trapezoid rule), both shaped (nodes,); the weights sum to 1."""
    scores = np.linspace(-_REACH, _REACH, nodes)
    density = np.exp(-0.5 * scores * scores)
    return scores, density / density.sum()


def normal_evsi(mean: Floats, sd: Floats) -> Floats:
    """Return E max(0, X) - max(0, E X) for X normal; closed form.

    With the standard deviation of the posterior mean (preposterior sd) this is the EVSI of a net benefit that is
    linear in a normal quantity, with the full standard deviation its EVPPI.
    """
    spread = np.maximum(sd, 1e-300)
    far = np.minimum(np.abs(mean) / spread, 38.0)
    density = np.exp(-0.5 * far * far) / math.sqrt(2.0 * math.pi)
    return np.where(sd > 0, np.maximum(spread * (density - far * cdf(-far)), 0.0), 0.0)


def reading_evsi(location: Floats, scale: Floats, constant: Floats, slope: Floats, tau: float) -> Floats:
    """Return the EVSI of reading a lognormal amount x with log-error `tau`, for the net benefit constant + slope x.

    Args:
        location: E ln x.
        scale: sd ln x, 0 for an exact amount.
        constant: money.
        slope: money per unit of x.
        tau: standard deviation of ln(reading / x), see `log_error`; 0 gives the EVPPI.
    """
    spread = np.maximum(scale, 1e-12)
    seen = spread * spread / np.sqrt(spread * spread + tau * tau)
    mean = np.exp(location + 0.5 * scale * scale)
    with np.errstate(divide="ignore", invalid="ignore"):
        root = -constant / slope
    turns = np.isfinite(root) & (root > 0) & (scale > 0)
    middle = np.log(mean) - 0.5 * seen * seen  # of the posterior mean's logarithm
    score = (np.log(np.where(turns, root, mean)) - middle) / seen
    side = np.sign(slope)
    acted = cdf(-side * score) * constant + cdf(side * (seen - score)) * slope * mean
    return np.where(turns, _surplus(constant + slope * mean, acted), 0.0)


def grid_reading_evsi(nodes: Floats, place: Floats, tau: float) -> Floats:
    """Return the EVSI of a reading with normal error `tau` around `place`, for any shape of answer, shaped (n,).

    Args:
        nodes: the net benefit given the answer at the scores of `grid`, shaped (n, k); changes its sign at most once.
        place: the answer there on the scale of the reading (logarithm, log-odds), ascending, shaped (n, k).
        tau: above 0.

    With 257 nodes within 0.1 % of the EVPPI for errors of 2 %, within 0.001 % from 20 % on.
    """
    scores, weights = grid(nodes.shape[1])
    worth = np.zeros(len(nodes))
    turns = np.flatnonzero(((nodes[:, 0] > 0) != (nodes[:, -1] > 0)) & (place[:, -1] > place[:, 0]))
    if turns.size:
        nodes, place = nodes[turns], place[turns]
        side = np.where(nodes[:, -1] > 0, 1.0, -1.0)
        threshold = _threshold(nodes, place, tau, -0.5 * scores * scores)
        acted = (nodes * cdf((side / tau)[:, None] * (place - threshold[:, None]))) @ weights
        worth[turns] = _surplus(nodes @ weights, acted)
    return worth


def _threshold(nodes: Floats, place: Floats, tau: float, log_weights: Floats) -> Floats:
    """Return the reading at which the posterior mean of the net benefit changes its sign, by bisection."""
    low, high = place[:, 0] - 8.0 * tau, place[:, -1] + 8.0 * tau
    rises = nodes[:, -1] > 0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        distance = (place - middle[:, None]) / tau
        likely = log_weights - 0.5 * distance * distance
        likely -= likely.max(axis=1, keepdims=True)
        gains = np.einsum("nk,nk->n", np.exp(likely), nodes) > 0
        low, high = np.where(gains == rises, low, middle), np.where(gains == rises, middle, high)
    return 0.5 * (low + high)


def survey_evsi(location: Floats, scale: Floats, constant: Floats, slope: Floats, people: int) -> Floats:
    """Return the EVSI of asking `people` people whether a logit-normal share holds for them.

    Args:
        location: E ln share/(1-share).
        scale: sd of it, 0 for an exact share.
        constant: money.
        slope: money per unit (100 %) of the share; the net benefit is constant + slope share.
        people: at least 1; everybody answers, and says the truth.

    Exact sum over the people + 1 outcomes; the grid gets finer with people and scale.
    """
    worth = np.zeros(len(location))
    turns = (scale > 0) & ((constant > 0) != (constant + slope > 0))
    order = np.flatnonzero(turns)
    order = order[np.argsort(scale[order], kind="stable")]
    while order.size:
        nodes = _nodes(people, float(scale[order[0]]))
        count = max(1, _CELLS // (nodes * (2 * math.isqrt(people) + 4)))
        part, order = order[:count], order[count:]
        scores, weights = grid(_nodes(people, float(scale[part[-1]])))
        odds = np.clip(location[part, None] + scale[part, None] * scores, -_FAR, _FAR)
        given = constant[part, None] + slope[part, None] / (1.0 + np.exp(-odds))
        worth[part] = _surplus(given @ weights, _acted_upon(given * weights, odds, people))
    return worth


def _nodes(people: int, scale: float) -> int:
    """Return how many nodes see the posterior after so many people: its sd is at least 1/sqrt(1 + scale^2 people/4)."""
    cells = 2 * math.ceil(_REACH / _NARROW * math.sqrt(1.0 + 0.25 * scale * scale * people))
    return min(max(cells + 1, _FEWEST_NODES), _MOST_NODES)


def _acted_upon(weighted: Floats, odds: Floats, people: int) -> Floats:
    """Return the sum over all outcomes of max(0, integral of weighted * binomial probability), shaped (n,).

    Outcomes q r + j are blocked, so that most powers are shared: share^k (1-share)^(people-k) is
    (share^(q r) (1-share)^(people-q r)) e^(j log-odds), a product of two small matrices over the nodes.
    """
    run = min(math.isqrt(people) + 1, _LONGEST_RUN)
    starts, steps = np.arange(0, people + 1, run), np.arange(run)
    ways = _log_binomial(people)
    odds = np.minimum(odds, _SURE)
    head = starts[:, None] * odds[:, None, :] - (people * np.log1p(np.exp(odds)))[:, None, :]
    head = np.exp(head + ways[starts, None]) * weighted[:, None, :]
    integrals = head @ np.exp(odds[:, :, None] * steps)
    outcome = starts[:, None] + steps
    more = np.where(outcome <= people, ways[np.minimum(outcome, people)] - ways[starts, None], -np.inf)
    acted: Floats = (np.maximum(integrals, 0.0) * np.exp(more)).sum(axis=(1, 2))
    return acted


def _log_binomial(people: int) -> Floats:
    """Return ln C(people, k) for k = 0 to people."""
    factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, people + 1)))])
    ways: Floats = factorial[-1] - factorial - factorial[::-1]
    return ways


def beta_survey_evsi(alpha: float, beta: float, constant: float, slope: float, people: int) -> float:
    """Return the EVSI of asking `people` people about a share with a Beta(alpha, beta) prior; beta-binomial sum."""
    total = alpha + beta

    def log_beta(a: float, b: float) -> float:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    acted = 0.0
    for yes, ways in enumerate(_log_binomial(people).tolist()):
        chance = math.exp(ways + log_beta(alpha + yes, beta + people - yes) - log_beta(alpha, beta))
        acted += chance * max(0.0, constant + slope * (alpha + yes) / (total + people))
    return max(acted - max(0.0, constant + slope * alpha / total), 0.0)


def _surplus(mean: Floats, acted: Floats) -> Floats:
    """Return what acting upon the evidence earns more than deciding now, never negative by rounding."""
    return np.maximum(acted - np.maximum(mean, 0.0), 0.0)
