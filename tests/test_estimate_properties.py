"""Whatever is written: an estimate in order, or a refusal; and what is written back is the same estimate."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from featurecheck.errors import EstimateError
from featurecheck.estimate import (
    decimal_mark,
    from_quantiles,
    notation,
    parse_estimate,
    reading,
    scaled,
    widen,
)
from featurecheck.model import AnswerState, Estimate, Kind, Shape

POSITIVE = [Kind.COUNT, Kind.MONEY, Kind.DURATION, Kind.EFFORT]
VALID = [
    "2k to 10k",
    "5-10%",
    "3 of 10",
    "1.234,56 \N{EURO SIGN} - 2.000 \N{EURO SIGN}",
    "about 6 weeks to 3 months",
    "between -5k and 10k USD",
    "500 \N{PLUS-MINUS SIGN} 20 %",
    "at least 50+ users per month in total",
    "1'000'000..2'000'000",
    "4 to 10 person-weeks p.a.",
    "don't know",
    "2024-10-05 00:00:00",
]
PIECES = st.sampled_from(
    [
        *"0123456789.,'-+ %:/~<>$ekMmb\N{EURO SIGN}\x00\N{NO-BREAK SPACE}",
        *("to", "of", "per", "and", "year", "months", "users", "EUR", "USD", "..", "+-", "1e999", "999999"),
        *("\ud800", "\N{RIGHT-TO-LEFT MARK}", "\N{ARABIC-INDIC DIGIT FIVE}"),
    ]
)
KINDS = st.sampled_from(list(Kind))
MARKS = st.sampled_from([None, ".", ","])


def estimate_or_refusal(text, kind, mark, **more):
    try:
        return parse_estimate(text, kind, mark, **more)
    except EstimateError as error:
        refusal = error.message
    assert refusal.isprintable()
    assert refusal.endswith((".", "?"))
    return None


def holds_together(estimate):
    figures = (estimate.p5, estimate.p50, estimate.p95, estimate.mean, estimate.location, estimate.scale)
    assert all(math.isfinite(figure) for figure in figures)
    assert estimate.p5 <= estimate.p50 <= estimate.p95
    assert estimate.scale >= 0
    if estimate.kind is Kind.SHARE:
        assert 0 <= estimate.p5 <= estimate.p95 <= 1
        assert 0 <= estimate.mean <= 1
    elif estimate.kind is not Kind.SIGNED_MONEY:
        assert estimate.p5 >= 0
    assert reading(estimate).isprintable()


def same(first, second):
    assert (first.kind, first.shape, first.unit, first.currency, first.sample) == (
        second.kind,
        second.shape,
        second.unit,
        second.currency,
        second.sample,
    )
    for name in ("p5", "p95", "location", "scale"):
        assert getattr(second, name) == pytest.approx(getattr(first, name), rel=1e-12, abs=0)


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=40) | st.lists(PIECES, max_size=9).map("".join), KINDS, MARKS)
def test_any_text_is_an_estimate_a_state_or_a_refusal(text, kind, mark):
    found = estimate_or_refusal(text, kind, mark, currency="EUR", unit="users")
    if isinstance(found, Estimate):
        holds_together(found)
    decimal_mark([text])


@settings(max_examples=1000, deadline=None)
@given(
    st.sampled_from(VALID), st.integers(0, 40), st.integers(0, 3), st.lists(PIECES, max_size=2), KINDS, MARKS
)
def test_a_mistyped_answer_is_never_a_crash_and_reads_back_as_itself(text, at, cut, typed, kind, mark):
    found = estimate_or_refusal(text[:at] + "".join(typed) + text[at + cut :], kind, mark)
    if isinstance(found, Estimate):
        holds_together(found)
        same(found, parse_estimate(notation(found), kind, mark))
    else:
        assert found is None or isinstance(found, AnswerState)


figures = st.integers(0, 10**15).map(str) | st.decimals(0, 10**6, places=2).map(str)
suffixes = st.sampled_from(["", "", "k", "K", "M", "k%", "%"])
joints = st.sampled_from([" to ", "-", " - "])


@settings(max_examples=500, deadline=None)
@given(figures, suffixes, joints, figures, suffixes, KINDS, MARKS)
@example("1000", "", "-", "0.00", "", "count", None)
def test_the_short_cut_for_common_cells_reads_what_the_long_way_reads(
    low, first, joint, high, second, kind, mark
):
    text = f"{low}{first}{joint}{high}{second}"
    short, long = (estimate_or_refusal(found, kind, mark) for found in (text, f" {text} "))
    assert short == long


amounts = st.floats(1e-6, 1e12) | st.integers(1, 10**9).map(float)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(POSITIVE), amounts, amounts, MARKS)
def test_amounts_read_back_as_the_same_curve_whatever_the_files_mark(kind, one, other, mark):
    low, high = sorted((one, other))
    for estimate in (
        from_quantiles(low, high, kind),
        from_quantiles(0, high, kind),
        from_quantiles(low, low, kind),
    ):
        holds_together(estimate)
        same(estimate, parse_estimate(notation(estimate), kind, mark))


@settings(max_examples=400, deadline=None)
@given(st.floats(1e-9, 1 - 1e-9), st.floats(1e-9, 1 - 1e-9), MARKS)
def test_shares_read_back_as_the_same_curve(one, other, mark):
    low, high = sorted((one, other))
    for ends in ((low, high), (0, high), (low, 1), (low, low)):
        estimate = from_quantiles(*ends, Kind.SHARE)
        holds_together(estimate)
        same(estimate, parse_estimate(notation(estimate), Kind.SHARE, mark))


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e12, 1e12), st.floats(1e-3, 1e12))
def test_gains_and_losses_read_back_as_the_same_curve(low, width):
    low = round(low, 3)
    estimate = from_quantiles(low, low + width, Kind.SIGNED_MONEY, currency="EUR")
    holds_together(estimate)
    same(estimate, parse_estimate(notation(estimate), Kind.SIGNED_MONEY, unit="EUR"))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 3000), st.integers(1, 3000))
def test_samples_read_back_and_lean_the_way_they_say(hits, more):
    tries = hits + more
    estimate = parse_estimate(f"{hits} of {tries}", Kind.SHARE)
    holds_together(estimate)
    same(estimate, parse_estimate(notation(estimate), Kind.SHARE))
    assert estimate.p5 < (hits + 0.5) / (tries + 1) < estimate.p95


@settings(max_examples=200, deadline=None)
@given(st.floats(1, 1e6), st.floats(1.01, 1e3), st.floats(1, 3), st.floats(1e-3, 1e3))
def test_widened_and_scaled_amounts_keep_their_mean_and_read_back(low, ratio, k, factor):
    estimate = from_quantiles(low, low * ratio, Kind.COUNT)
    wide = widen(estimate, k)
    holds_together(wide)
    assert wide.mean == pytest.approx(estimate.mean, rel=1e-9)
    moved = scaled(wide, factor)
    assert moved.mean == pytest.approx(wide.mean * factor, rel=1e-9)
    assert moved.shape is Shape.LOGNORMAL
    if moved.p5 > 1e-9:
        same(moved, parse_estimate(notation(moved), Kind.COUNT))


@settings(max_examples=200, deadline=None)
@given(st.floats(0.001, 0.9), st.floats(0.01, 0.99), st.floats(1, 2.5))
def test_widened_shares_keep_their_mean_and_stay_shares(low, part, k):
    estimate = from_quantiles(low, low + (0.999 - low) * part, Kind.SHARE)
    wide = widen(estimate, k)
    holds_together(wide)
    assert wide.mean == pytest.approx(estimate.mean, rel=1e-7)
    assert wide.scale == pytest.approx(estimate.scale * k, rel=1e-6)
