"""What people write in a cell is read as they meant it; what was assumed is told in a note."""

import pytest

from featurecheck.estimate import decimal_mark, parse_estimate, reading
from featurecheck.model import AnswerState, Kind, Shape


def read(text, kind, decimal=None, **more):
    return parse_estimate(text, kind, decimal, **more)


def told(estimate, words):
    return any(words in note for note in estimate.notes)


RANGES = [
    ("2k to 10k", "count", 2_000, 10_000),
    ("2k - 10k", "count", 2_000, 10_000),
    ("2K\N{EN DASH}10K users", "count", 2_000, 10_000),
    ("2 thousand to 10 thousand customers", "count", 2_000, 10_000),
    ("between 2,000 and 10,000", "count", 2_000, 10_000),
    ("from 2000 to 10000 accounts", "count", 2_000, 10_000),
    ("zwischen 5 und 10 Kunden", "count", 5, 10),
    ("5..10", "count", 5, 10),
    ("5...10", "count", 5, 10),
    ("5\N{HORIZONTAL ELLIPSIS}10", "count", 5, 10),
    ("5->10", "count", 5, 10),
    ("5 \N{RIGHTWARDS ARROW} 10", "count", 5, 10),
    ("5\N{EM DASH}10", "count", 5, 10),
    ("about 5 to 10", "count", 5, 10),
    ("500-10k", "count", 500, 10_000),
    ("900 to 1k", "count", 900, 1_000),
    ("1k to 5000", "count", 1_000, 5_000),
    ("1.5M to 2.5M", "count", 1_500_000, 2_500_000),
    ("1 mio to 2 mrd", "count", 1e6, 2e9),
    ("1e3 to 2.5E4", "count", 1_000, 25_000),
    ("1,000,000 to 2,000,000", "count", 1_000_000, 2_000_000),
    ("10'000 to 20'000", "count", 10_000, 20_000),
    ("10\N{RIGHT SINGLE QUOTATION MARK}000 to 20\N{RIGHT SINGLE QUOTATION MARK}000", "count", 10_000, 20_000),
    ("1 234 567 to 2 000 000", "count", 1_234_567, 2_000_000),
    ("1\N{NO-BREAK SPACE}234 to 2\N{NARROW NO-BREAK SPACE}000", "count", 1_234, 2_000),
    ("1\N{THIN SPACE}234 to 2\N{THIN SPACE}000", "count", 1_234, 2_000),
    ("\N{FULLWIDTH DIGIT FIVE} to \N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT ZERO}", "count", 5, 10),
    ("\N{RIGHT-TO-LEFT MARK}5 to 10\N{LEFT-TO-RIGHT MARK}", "count", 5, 10),
    ("\N{BYTE ORDER MARK}5 to 10", "count", 5, 10),
    ("500 +- 100", "count", 400, 600),
    ("500 +/- 100", "count", 400, 600),
    ("500 \N{PLUS-MINUS SIGN} 20%", "count", 400, 600),
    ("500 \N{PLUS-MINUS SIGN} 20 % users", "count", 400, 600),
    ("2k +- 500", "count", 1_500, 2_500),
    ("5 to 10 users", "count", 5, 10),
    ("600 to 1200 per year", "count", 600, 1_200),
    ("600 to 1200/yr", "count", 600, 1_200),
    ("600 to 1200 a year", "count", 600, 1_200),
    ("600 to 1200 p.a.", "count", 600, 1_200),
    ("60k to 220k", "money", 60_000, 220_000),
    ("\N{EURO SIGN}60k-\N{EURO SIGN}220k", "money", 60_000, 220_000),
    ("60 kEUR to 220 kEUR", "money", 60_000, 220_000),
    ("EUR 60k to 220k", "money", 60_000, 220_000),
    ("60k to 220k \N{EURO SIGN}", "money", 60_000, 220_000),
    ("CHF 1'000.50 to 2'000.50", "money", 1_000.5, 2_000.5),
    ("400 to 1500 EUR per account and year", "money", 400, 1_500),
    ("-5 to 5", "signed money", -5, 5),
    ("\N{MINUS SIGN}5 \N{EN DASH} 5", "signed_money", -5, 5),
    ("-20k to -5k EUR", "signed-money", -20_000, -5_000),
    ("-5 - -3", "SIGNED MONEY", -5, -3),
    ("-\N{EURO SIGN}500 to \N{EURO SIGN}500", Kind.SIGNED_MONEY, -500, 500),
    ("0 to 500", "signed money", 0, 500),
    ("5-10%", "share", 0.05, 0.10),
    ("5 to 10 %", "share", 0.05, 0.10),
    ("5%-10%", "share", 0.05, 0.10),
    ("5..10%", "share", 0.05, 0.10),
    ("5 to 10 percent of users", "share", 0.05, 0.10),
    ("20% +- 5%", "share", 0.15, 0.25),
    ("20 +- 5 %", "share", 0.15, 0.25),
    ("2 to 6 months", "duration", 1 / 6, 0.5),
    ("6 weeks to 3 months", "duration", 42 / 365.25, 0.25),
    ("6 mo - 1.5 y", "duration", 0.5, 1.5),
    ("3 Monate bis 1 Jahr", "duration", 0.25, 1),
    ("2 to 4 Wochen", "duration", 14 / 365.25, 28 / 365.25),
    ("30 days to 2 quarters", "duration", 30 / 365.25, 0.5),
    ("6m to 12m", "duration", 0.5, 1),
    ("4 to 10 person-weeks", "effort", 4, 10),
    ("4 to 10 person weeks", "effort", 4, 10),
    ("4 to 10", "effort", 4, 10),
    ("4-10 pw", "effort", 4, 10),
    ("10 pd to 3 weeks", "effort", 2, 3),
    ("1-2 PM", "effort", 365.25 / 7 / 12, 365.25 / 7 / 6),
    ("1 to 2 person-years", "effort", 365.25 / 7, 2 * 365.25 / 7),
]


@pytest.mark.parametrize(("text", "kind", "low", "high"), RANGES)
def test_both_ends_of_a_range_are_its_5_and_95_percent_points(text, kind, low, high):
    estimate = read(text, kind)
    assert (estimate.p5, estimate.p95) == pytest.approx((low, high), rel=1e-12)
    assert estimate.p5 <= estimate.p50 <= estimate.p95
    assert estimate.text == text.strip()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("500", "count", 500),
        ("+500 users", "count", 500),
        ("500.", "count", 500),
        ("0", "count", 0),
        ("0 to 0", "count", 0),
        ("5 to 5", "count", 5),
        ("10'000", "count", 10_000),
        ("1.1k", "count", 1_100),
        ("2.3 million", "count", 2_300_000),
        ("\N{EURO SIGN}1.5M", "money", 1_500_000),
        ("1.234,56 \N{EURO SIGN}", "money", 1_234.56),
        ("1,234.56", "money", 1_234.56),
        ("1.234.567", "money", 1_234_567),
        ("1'234,56", "money", 1_234.56),
        (".5", "money", 0.5),
        ("2,5", "money", 2.5),
        ("-20k", "signed money", -20_000),
        ("0%", "share", 0),
        ("100%", "share", 1),
        ("30 %", "share", 0.3),
        ("0.3", "share", 0.3),
        ("6 months", "duration", 0.5),
        ("2 years", "duration", 2),
        ("10 person-days", "effort", 2),
    ],
)
def test_a_single_number_is_exact(text, kind, value):
    estimate = read(text, kind)
    assert estimate.shape is Shape.EXACT
    assert {estimate.p5, estimate.p50, estimate.p95, estimate.mean} == {value}


@pytest.mark.parametrize(
    ("text", "kind", "low", "high", "note"),
    [
        ("2-10k", "count", 2_000, 10_000, "'k' applied to both ends"),
        ("10 to 2", "count", 2, 10, "ends swapped"),
        ("5 to 10", "share", 0.05, 0.10, "read as 5 % to 10 %"),
        ("0.02 to 0.05", "share", 0.02, 0.05, "read as 2 % to 5 %"),
        ("1 to 5", "share", 0.01, 0.05, "read as 1 % to 5 %"),
        ("0.5 to 1%", "share", 0.005, 0.01, "'%' applied to both ends"),
        ("50 to 100 per month", "count", 600, 1_200, "multiplied by 12"),
        ("5 per quarter to 10 per quarter", "count", 20, 40, "multiplied by 4"),
        ("1000 to 2000 in total", "count", 1_000, 2_000, "stated as a total"),
        ("at least 50", "count", 50, 500, "read as x to 10x (assumed)"),
        ("50+", "count", 50, 500, "read as x to 10x (assumed)"),
        ("> 50 users", "count", 50, 500, "read as x to 10x (assumed)"),
        ("50k or more", "count", 50_000, 500_000, "read as x to 10x (assumed)"),
        ("at least 20%", "share", 0.2, 0.92, "read as up to 92 % (assumed)"),
        ("~5000", "count", 5_000 / 1.5, 7_500, "about"),
        ("ca. 5000", "count", 5_000 / 1.5, 7_500, "about"),
        ("~50%", "share", 0.4, 0.6, "odds"),
        ("1 to 2", "duration", 1, 2, "no time unit: read as years"),
        (
            "1 to 2 person-months",
            "effort",
            365.25 / 84,
            365.25 / 42,
            "1 person-month read as 4.35 person-weeks",
        ),
        ("2 weeks to 6", "duration", 14 / 365.25, 42 / 365.25, "applied to both ends"),
    ],
)
def test_what_was_assumed_is_told(text, kind, low, high, note):
    estimate = read(text, kind)
    assert (estimate.p5, estimate.p95) == pytest.approx((low, high), rel=1e-12)
    assert told(estimate, note)


def test_a_bare_1_in_a_share_is_all_of_them_with_a_note():
    estimate = read("1", "share")
    assert estimate.p50 == 1
    assert told(estimate, "100 %")


@pytest.mark.parametrize(("text", "value"), [("1.234", 1.234), ("1,234", 1_234)])
def test_an_ambiguous_mark_is_flagged_when_no_file_settles_it(text, value):
    estimate = read(text, "money")
    assert estimate.p50 == value
    assert told(estimate, "ambiguous")


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("1.234", ",", 1_234), ("1.234", ".", 1.234), ("1,234", ".", 1_234), ("1,234", ",", 1.234)],
)
def test_the_files_decimal_mark_settles_an_ambiguous_number_silently(text, decimal, value):
    estimate = read(text, "money", decimal)
    assert estimate.p50 == value
    assert estimate.notes == ()


def test_one_clear_number_settles_the_mark_for_the_whole_cell():
    estimate = read("1.234,56 \N{EURO SIGN} - 2.000 \N{EURO SIGN}", "money", ".")
    assert (estimate.p5, estimate.p95) == (1_234.56, 2_000)
    assert estimate.currency == "EUR"
    assert told(estimate, "unlike elsewhere")


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.234", "2,5"], ","),
        (["1.234", "2.5 to 3"], "."),
        (["1.234.567", "n/a"], ","),
        (["1.234", "1,234", "", "500"], None),
        (["1,5", "1.5"], None),
        (["see section 3.25 and 4.5 of the notes", "1.2.3", "05.10.2024"], None),
        ([], None),
    ],
)
def test_a_column_settles_its_decimal_mark_only_by_clear_numbers(texts, mark):
    assert decimal_mark(texts) == mark


@pytest.mark.parametrize(
    "text",
    [
        *(
            "don't know",
            "Don\N{RIGHT SINGLE QUOTATION MARK}t know!",
            "DK",
            "idk",
            "?",
            "unknown",
            "Not sure",
            "no  idea",
        ),
        *("TBD", "wei\N{LATIN SMALL LETTER SHARP S} nicht", "weiss nicht", "Keine Ahnung", "unbekannt"),
    ],
)
def test_not_knowing_is_an_answer(text):
    assert read(text, "count") is AnswerState.UNKNOWN


@pytest.mark.parametrize(
    "text", [None, "", "  ", "-", "\N{EN DASH}", "n/a", "N/A", "na", "None", "k.A.", float("nan")]
)
def test_nothing_said_is_not_the_same_as_not_knowing(text):
    assert read(text, "count") is AnswerState.OPEN


@pytest.mark.parametrize(
    ("value", "kind", "read_as"),
    [(5_000, "count", 5_000), (0.5, "duration", 0.5), (0.1, "share", 0.1), (-3.5, "signed money", -3.5)],
)
def test_a_number_from_a_notebook_stands_for_itself_whatever_the_files_mark(value, kind, read_as):
    assert read(value, kind, ",").p50 == read_as


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("500", None, None),
        ("500", "EUR", "EUR"),
        ("500 usd", None, "USD"),
        ("$500", "CAD", "CAD"),
        ("500 CLP", "CLP", "CLP"),
        ("500 pounds", None, "GBP"),
    ],
)
def test_money_knows_its_currency(text, currency, expected):
    estimate = read(text, "money", currency=currency)
    assert estimate.currency == expected
    assert estimate.unit == (expected or "")


def test_counts_take_the_callers_word_as_unit_and_understand_it():
    estimate = read("2k to 10k clinics", "count", unit="clinics")
    assert estimate.unit == "clinics"
    assert read("500", "count").unit == "users"


@pytest.mark.parametrize(
    ("text", "kind", "more", "expected"),
    [
        (
            "2-10k",
            "count",
            {"unit": "accounts"},
            "2,000 to 10,000 accounts (90 % sure), typical 4,472, average 5,041",
        ),
        ("500", "count", {}, "exactly 500 users"),
        ("12345", "count", {}, "exactly 12,345 users"),
        ("5-10%", "share", {}, "5 % to 10 % (90 % sure), typical 7.1 %, average 7.25 %"),
        ("3 of 10", "share", {}, "3 of 10 = 11.7 % to 55.8 % (90 % sure), typical 29.1 %, average 30.8 %"),
        (
            "2 to 6 months",
            "duration",
            {},
            "2 to 6 months (90 % sure), typical 3.5 months, average 3.7 months",
        ),
        (
            "2 weeks to 6 months",
            "duration",
            {},
            "2 weeks to 6 months (90 % sure), typical 7.2 weeks, average 2.3 months",
        ),
        (
            "0 to 30",
            "count",
            {},
            "0 to 30 users (exponential, 95 % sure to be below), typical 6.94, average 10",
        ),
        ("30 %", "share", {}, "exactly 30 %"),
        (
            "400 to 1500",
            "money",
            {"currency": "EUR"},
            "400 to 1,500 EUR (90 % sure), typical 775, average 840",
        ),
    ],
)
def test_the_reading_is_echoed_in_words(text, kind, more, expected):
    assert reading(read(text, kind, **more)) == expected
