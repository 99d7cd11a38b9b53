"""Dates become ISO in one order for a whole column; what two orders fit is never converted silently."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.requests.dates import ORDERS, read_dates

DATES = st.dates(dt.date(1971, 1, 1), dt.date(2068, 12, 31))
ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - a list of words


def month(date):
    return ENGLISH[date.month - 1]


UNMISTAKABLE = {
    "iso": lambda date: date.isoformat(),
    "iso with T": lambda date: f"{date}T16:14:00Z",
    "iso with a zone": lambda date: f"{date}T16:14:00.123+02:00",
    "iso with UTC": lambda date: f"{date} 16:14:00 UTC",
    "slashes, year first": lambda date: f"{date:%Y/%m/%d} 4:14:00 PM GMT+2",
    "one number": lambda date: f"{date:%Y%m%d}",
    "Jira": lambda date: f"{date.day:02}/{month(date)}/{date:%y} 10:17 PM",
    "dashes and letters": lambda date: f"{date.day}-{month(date)}-{date.year}",
    "American words": lambda date: f"{month(date)} {date.day}, {date.year}",
    "words and a time": lambda date: f"{month(date)} {date.day}, {date.year} at 4:14 PM",
    "a mail": lambda date: f"Sat, {date.day} {month(date)} {date.year} 16:14:00 +0000",
    "the clock before the year": lambda date: (
        f"{date:%a} {month(date)} {date.day:02} 22:17:00 UTC {date.year}"
    ),
    "a German form": lambda date: f"{date:%Y/%m/%d} 3:17:33 nachm. MEZ",
    "full stops": lambda date: f"{date:%d.%m.%Y}",
    "full stops and a time": lambda date: f"{date:%d.%m.%Y} 16:14 Uhr",
}
BY_ORDER = {"day": "%d/%m/%Y", "month": "%m/%d/%Y"}


@pytest.mark.parametrize("name", UNMISTAKABLE)
@given(dates=st.lists(DATES, min_size=1, max_size=6))
def test_every_date_written_in_an_unmistakable_shape_is_read_back(name, dates):
    written = [UNMISTAKABLE[name](date) for date in dates]
    if name.startswith("full") and all(date.day <= 12 for date in dates):
        written.append(UNMISTAKABLE[name](dt.date(2025, 6, 21)))
    found = read_dates(written)
    assert found.texts[: len(dates)] == [date.isoformat() for date in dates]
    assert (found.unread, found.complaints) == ((), ())


@pytest.mark.parametrize("order", BY_ORDER)
@given(
    dates=st.lists(DATES, min_size=1, max_size=8),
    clock=st.sampled_from(["", " 16:14", " 4:14 PM", ", 04:14:59"]),
)
def test_numbers_are_read_back_or_complained_about_but_never_wrongly_converted(order, dates, clock):
    written = [date.strftime(BY_ORDER[order]) + clock for date in dates]
    found = read_dates(written)
    right = [date.isoformat() for date in dates]
    if any(date.day > 12 for date in dates) or all(date.day == date.month for date in dates):
        assert found.texts == right
    else:
        assert found.texts == written
        assert "say --date-order day or month" in found.complaints[0].mend
    assert read_dates(written, order=order).texts == right


@given(dates=st.lists(DATES, min_size=1, max_size=8))
def test_short_years_keep_their_day_and_month(dates):
    written = [f"{date:%m/%d/%y}" for date in [*dates, dt.date(2025, 6, 21)]]
    assert read_dates(written).texts[:-1] == [date.isoformat() for date in dates]


@given(
    st.lists(
        st.one_of(st.text(max_size=30), st.from_regex(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}( \d\d:\d\d)?")),
        max_size=8,
    )
)
def test_any_text_is_a_date_or_stays_exactly_as_it_is(texts):
    found = read_dates(texts)
    for at, (before, after) in enumerate(zip(texts, found.texts, strict=True)):
        if before != after:
            assert dt.date.fromisoformat(after)
            assert at not in found.unread
    assert set(found.unread) <= {at for at, text in enumerate(texts) if text}


def test_one_day_over_twelve_settles_the_order_of_the_whole_column():
    found = read_dates(["05/06/2025", "6/21/2025 16:14", ""])
    assert found.texts == ["2025-05-06", "2025-06-21", ""]
    assert found.notes == (
        "dates were read month first, as '6/21/2025 16:14' shows",
        "times of day were left out",
    )


def test_an_ambiguous_column_is_kept_and_told_with_both_readings():
    found = read_dates(["05/06/2025", "06/05/2025", "07/08/2025"])
    assert found.texts == ["05/06/2025", "06/05/2025", "07/08/2025"]
    assert found.unread == ()
    (complaint,) = found.complaints
    assert complaint.found == "'05/06/2025' and 2 more"
    assert complaint.mend.startswith("Both 5 June and 6 May fit: say --date-order day or month.")


def test_a_column_of_both_orders_is_kept_unless_the_order_is_given():
    texts = ["13/06/2025", "06/15/2025"]
    found = read_dates(texts)
    assert (found.texts, found.complaints[0].found) == (texts, "'13/06/2025' beside '06/15/2025'")
    given_order = read_dates(texts, order="day")
    assert (given_order.texts, given_order.unread) == (["2025-06-13", "06/15/2025"], (1,))


def test_a_date_of_a_spreadsheet_beside_texts_is_suspect():
    found = read_dates(["2025-06-05", "21/06/2025"])
    assert found.texts == ["2025-06-05", "2025-06-21"]
    assert "swapped day and month" in found.complaints[0].mend


def test_full_stops_mean_day_first_and_that_is_said():
    found = read_dates(["05.06.2025"])
    assert found.texts == ["2025-06-05"]
    assert found.notes == ("dates such as '05.06.2025' were read day first, as is usual with full stops",)
    assert read_dates(["05.06.2025"], order="month").texts == ["2025-05-06"]


def test_years_first_of_two_digits_are_read_only_where_nothing_else_fits_or_it_is_said():
    assert read_dates(["99/12/31", "01/02/03"]).texts == ["1999-12-31", "2001-02-03"]
    assert read_dates(["01/02/03"]).texts == ["01/02/03"]
    assert read_dates(["01/02/03"], order="year").texts == ["2001-02-03"]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("21. Juni 2025", "2025-06-21"),
        ("21 de junio de 2025", "2025-06-21"),
        ("1er août 2025", "2025-08-01"),
        ("3. März 2025", "2025-03-03"),
        ("Saturday, June 21, 2025", "2025-06-21"),
        ("lundi 2 déc. 2024", "2024-12-02"),
        ("Sat Jun 21 2025 16:14:00 GMT+0200 (Central European Summer Time)", "2025-06-21"),
        ("6/21/25 4:14\u202fPM", "2025-06-21"),
        ("2025-Jun-21", "2025-06-21"),
    ],
)
def test_months_in_four_languages_and_other_spellings_are_read(text, iso):
    assert read_dates([text]).texts == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "banana",
        "45992",
        "2025-02-30",
        "13:45",
        "5 to 10",
        "June 2025",
        "2025-06-21T25:00",
        "10-20",
        "1602611311",
        "31.6.2025",
        "x" * 5000,
    ],
)
def test_what_is_no_date_is_named_and_kept(text):
    found = read_dates([text])
    assert (found.texts, found.unread) == ([text], (0,))


@pytest.mark.parametrize("text", ["1602611311", "1602611311123", "1602611311123000", "1602611311.5"])
def test_seconds_since_1970_are_a_date_only_where_they_are_expected(text):
    assert read_dates([text], epoch=True).texts == ["2020-10-13"]
    assert read_dates([text]).texts == [text]


def test_a_number_that_lies_far_off_is_no_time_since_1970():
    assert read_dates(["123456789", "1602611311"], epoch=True).unread == (0,)


def test_an_unknown_order_is_an_error():
    assert ORDERS == ("day", "month", "year")
    with pytest.raises(FeatureCheckError, match=r"'week' is not known\. Say day, month or year"):
        read_dates([], order="week")
