"""What cannot be an estimate is refused in one sentence with the mend, never misread and never a traceback."""

import datetime as dt

import pytest

from featurecheck.errors import EstimateError
from featurecheck.estimate import parse_estimate
from featurecheck.model import AnswerState, Kind


def refused(text, kind, **more):
    with pytest.raises(EstimateError) as caught:
        parse_estimate(text, kind, **more)
    return caught.value.message


def test_the_message_says_what_was_found_what_was_expected_and_what_to_do():
    assert refused("lots", "count") == (
        "'lots' is not a number of users. "
        "Write a number or a range such as 2k to 10k, or leave the cell empty if nobody knows."
    )


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("-5 to 5", "count", "cannot be negative"),
        ("\N{MINUS SIGN}5 \N{EN DASH} 5", "money", "cannot be negative"),
        ("-3 months", "duration", "cannot be negative"),
        ("-10%", "share", "cannot be negative"),
        ("100 +- 150", "count", "cannot be negative"),
        ("10% +- 20%", "share", "cannot be negative"),
        ("95% +- 10%", "share", "above 100 %"),
        ("120%", "share", "above 100 %"),
        ("500 to 2000", "share", "above 100 %"),
        ("12 of 10", "share", "12 cannot be part of 10"),
        ("3 of 0", "share", "nobody was asked"),
        ("1.5 of 10", "share", "whole numbers"),
        ("3 of 10", "count", "such as 300 to 900"),
        ("10%", "count", "a percentage needs a base"),
        ("5 to 10%", "money", "a percentage needs a base"),
        ("1,23,456", "count", "groups of three"),
        ("1.23.456,7", "money", "groups of three"),
        ("1.5 to 2,5", "money", "both '.' and ','"),
        ("5:10", "count", "5 to 10"),
        ("2024-10-05", "count", "Excel turned the range into a date. Write '5 to 10'"),
        ("2024-10-05 00:00:00", "share", "Excel turned the range into a date. Write '5 to 10'"),
        ("05.10.2024", "count", "Excel turned the range into a date"),
        ("10/5/24", "count", "Excel turned the range into a date"),
        ("5-Oct", "count", "Excel turned the range into a date"),
        ("Okt 05", "count", "Excel turned the range into a date"),
        (dt.date(2024, 10, 5), "count", "Write '5 to 10'"),
        (dt.datetime(2024, 10, 5, tzinfo=dt.UTC), "count", "Write '5 to 10'"),
        (dt.time(5, 10), "count", "into a time"),
        (True, "count", "of type bool"),
        ([5], "count", "of type list"),
        (10**400, "count", "absurd"),
        (float("inf"), "count", "absurd"),
        ("1e16", "count", "absurd"),
        ("1e999999999", "count", "absurd"),
        ("1e-400", "count", "absurd"),
        ("0.0000000001", "money", "absurd"),
        ("9e14+", "count", "absurd"),
        ("3 of 1000000000000", "share", "absurd"),
        ("99.9999999999999 %", "share", "absurd"),
        ("2k to 10", "count", "first number only"),
        ("10% to 0.5", "share", "one number only"),
        ("0.2 +- 5%", "share", "one number only"),
        ("1 to 1", "share", "1 % or 100 %"),
        ("5k to 10k", "share", "too much for a share"),
        ("5 dozen", "count", "'dozen'"),
        ("5 weeks", "count", "'weeks'"),
        ("5 to 10 to 20", "count", "3 numbers"),
        ("5 10", "count", "side by side"),
        ("500\n100", "count", "side by side"),
        ("10\N{SUPERSCRIPT TWO}", "count", "not understood"),
        ("5 x 10", "count", "does not join"),
        ("=5+3", "count", "does not join"),
        ("up to 5 to 10", "count", "goes with one number"),
        ("at least 5+", "count", "twice"),
        ("at least 0", "count", "says nothing"),
        ("~0", "count", "Write a range"),
        ("-5 -3", "signed money", "dash or a minus"),
        ("5 EUR", "count", "names a currency (EUR)"),
        ("$5 to \N{EURO SIGN}10", "money", "two currencies (USD and EUR)"),
        ("5 per month to 100 per year", "count", "two periods"),
        ("(500)", "signed money", "not understood"),
    ],
)
def test_a_cell_that_could_mislead_is_refused_with_its_reason(text, kind, words):
    assert words in refused(text, kind)


def test_another_currency_than_expected_is_refused_naming_both():
    message = refused("500 USD", "money", currency="EUR")
    assert "USD" in message
    assert "EUR" in message


def test_the_unit_that_was_asked_for_is_named():
    assert "is not a number of clinics" in refused("lots", "count", unit="clinics")


def test_an_unknown_kind_suggests_the_nearest():
    assert "Did you mean 'count'?" in refused("5", "cuont")


def test_an_unknown_decimal_mark_is_refused():
    with pytest.raises(EstimateError, match="decimal mark"):
        parse_estimate("5", "count", ";")


def test_long_and_invisible_text_is_shortened_and_escaped():
    message = refused("\x00\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}" + "lots " * 20, "count")
    quoted = message.partition("' is not")[0][1:]
    assert quoted.startswith("\\x00\\x1b[31m\\u202e")
    assert quoted.isprintable()
    assert len(quoted) == 60


@pytest.mark.parametrize("text", ["9" * 1_000_000, "don't know " * 100_000, "\N{ZERO WIDTH SPACE}" * 300])
def test_a_megabyte_is_refused_in_one_short_sentence(text):
    assert len(refused(text, "count")) < 250


def test_a_megabyte_of_blanks_is_an_empty_cell():
    assert parse_estimate(" " * 1_000_000, "count") is AnswerState.OPEN


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#VALUE!"])
def test_the_error_of_a_formula_is_called_so(cell):
    with pytest.raises(EstimateError, match=r"it is the error of a formula\. Correct the formula"):
        parse_estimate(cell, Kind.COUNT)
