"""Numbers read the way people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck import words
from featurecheck.estimate import parse_estimate
from featurecheck.model import Kind


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0123456, "0.0123"),
        (12.34, "12.3"),
        (-0.0, "0"),
        (123.4, "123"),
        (1287.01, "1,287"),
        (9999.4, "9,999"),
        (9999.6, "10,000"),
        (64_499, "64,500"),
        (-19_876.6, "-19,900"),
        (999_700, "1 million"),
        (1_287_000, "1.29 million"),
        (2.5e9, "2.5 billion"),
    ],
)
def test_three_digits_are_enough_but_small_whole_numbers_keep_theirs(value, text):
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.3298, "33 %"),
        (0.0725, "7.25 %"),
        (0.99999, "99.99 %"),
        (0.00004, "0.004 %"),
    ],
)
def test_a_share_is_100_or_0_percent_only_when_it_is(share, text):
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("probability", "text"), [(0.3298, "33 %"), (0.004, "under 1 %"), (0.9999, "over 99 %")]
)
def test_a_computed_chance_claims_no_certainty(probability, text):
    assert words.chance(probability) == text


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (1 / 52.18, "1 week"),
        (0.5, "6 months"),
        (1, "12 months"),
        (2, "2 years"),
        (4, "4 years"),
        (0.115, "6 weeks"),
    ],
)
def test_time_is_said_in_the_unit_people_would_use(years, text):
    assert words.duration(years) == text


def test_a_trifle_of_money_is_not_shown_with_five_decimals():
    assert words.money(0.00108, "EUR") == "under 1 EUR"
    assert words.money(0, "EUR") == "0 EUR"
    assert words.money(4.6, "EUR") == "4.6 EUR"


@pytest.mark.parametrize(
    ("low", "high", "share", "text"),
    [
        (1196.4, 2515.9, False, "1200 to 2520"),
        (0.0537, 0.0701, True, "5.37% to 7.01%"),
        (40.0, 40.0, False, "40"),
        (1_234_567.0, 9_876_543.0, False, "1230000 to 9880000"),
        (0.00000319, 0.000945, True, "0.000319% to 0.0945%"),
        (0.1234, 0.5, False, "0.1230 to 0.5"),
    ],
)
def test_a_range_as_typed_has_neither_exponents_nor_marks_of_one_country(low, high, share, text):
    assert words.range_as_typed(low, high, share=share) == text


@given(st.floats(1e-6, 1e12), st.floats(1.01, 1000))
def test_a_range_as_typed_reads_back_whatever_the_decimal_mark_of_the_file(low, factor):
    text = words.range_as_typed(low, low * factor, share=False)
    for mark in (None, "."):
        read = parse_estimate(text, Kind.COUNT, mark)
        assert read.p95 == pytest.approx(low * factor, rel=0.006)
