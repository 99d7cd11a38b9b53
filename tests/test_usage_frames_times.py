"""Times in any usual notation become microseconds in UTC, or stay unread; never silently another time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.usage.sheets.times import how_notes, read_times, unread_mend

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
MOMENTS = st.datetimes(dt.datetime(1980, 1, 1), dt.datetime(2068, 12, 31))  # noqa: DTZ001 - made aware below
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))


def since(moment):
    return (moment.replace(tzinfo=moment.tzinfo or dt.UTC) - EPOCH) // MICROSECOND


def only(text, **options):
    return read_times([text], **options).values[0]


@given(moment=MOMENTS, zone=st.none() | OFFSETS)
def test_iso_times_are_read_to_the_microsecond(moment, zone):
    moment = moment.replace(tzinfo=zone)
    expected = since(moment)
    forms = [moment.isoformat(), str(moment), f"  {moment} "]
    assert read_times(forms).values == [expected] * 3


@given(moment=MOMENTS)
def test_numbers_since_1970_are_told_by_their_size(moment):
    moment = moment.replace(microsecond=0)
    seconds = since(moment) // 1_000_000
    forms = [str(seconds), f"{seconds}.5", f"{seconds}123", f"{seconds}123456", f"{seconds}123456789"]
    parts = [0, 500_000, 123_000, 123_456, 123_456]
    assert read_times(forms).values == [since(moment) + part for part in parts]


@given(moment=MOMENTS.map(lambda one: one.replace(second=0, microsecond=0)))
def test_vendors_forms_keep_their_time_of_day(moment):
    forms = [
        f"{moment:%d/%b/%y %I:%M %p}",
        f"{moment:%B %d, %Y at %I:%M %p}",
        f"{moment:%Y/%m/%d %H:%M:%S} GMT",
        f"{moment:%a, %d %b %Y %H:%M:%S} +0000",
        f"{moment:%a %b %d %H:%M:%S} UTC {moment:%Y}",
        f"{moment:%Y%m%d %H:%M}",
    ]
    assert [only(form) for form in forms] == [since(moment)] * len(forms)


@given(
    moments=st.lists(MOMENTS.map(lambda one: one.replace(microsecond=0)), min_size=1, max_size=5),
    order=st.sampled_from(["day", "month"]),
)
def test_numbers_are_read_in_the_order_asked_for_and_else_never_wrongly(moments, order):
    form = "%d/%m/%Y %H:%M:%S" if order == "day" else "%m/%d/%Y %H:%M:%S"
    written, expected = [one.strftime(form) for one in moments], [since(one) for one in moments]
    assert read_times(written, order=order).values == expected
    found = read_times(written)
    assert found.values == expected or (set(found.values) == {None} and found.complaints)


@pytest.mark.parametrize(
    "text",
    [
        "gestern",
        "2026-07-01 10:00 EST",  # which hour that is depends on the country
        "1 July 2026 10.17 EST",
        "2026-02-30",
        "2026-07-01 25:00",
        "2026-07-01 13:00 PM",
        "2026-07-01 10:00 CET+01:00",
        "2026-W27",
        "46204.4",
        "12345678",
        "1.78286E+12",
        "=NOW()",
        "99999999999999999999",
        "-1782864000",
        "0999-12-31",
        "1" * 5_000,
        "1 " * 40,
    ],
)
def test_what_is_no_time_stays_unread(text):
    found = read_times([text])
    assert (found.values, found.unread) == ([None], (0,))


@given(text=st.text(max_size=90))
def test_no_text_breaks_the_reader(text):
    found = read_times([text, "2026-07-01"])
    assert found.values[1] == since(dt.datetime(2026, 7, 1))  # noqa: DTZ001


def test_blanks_are_unknown_and_not_unread():
    assert read_times(["", "  ", "\t"]).unread == ()


def test_zones_by_name_are_read_where_the_name_means_one():
    berlin = dt.datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("UTC"))
    assert only("2026-07-01 14:00 CEST") == only("1.7.2026 14:00 MESZ", order="day") == since(berlin)
    assert only("2026-07-01 13:00 CET") == since(berlin)


def test_mixed_zones_are_said_with_their_numbers():
    found = read_times(["2026-07-01 10:00", "2026-07-01 10:00Z", "1782864000", "2026-07-02"])
    said = " ".join(how_notes(found.how))
    assert "1 without one were taken as UTC, 1 with one" in said
    assert "1 time written as seconds since 1970" in said
    assert "1 event with a date and no time of day" in said


def test_what_to_do_depends_on_what_the_text_looks_like():
    assert "spreadsheet's number of a day" in unread_mend(["46204.4"])
    assert "cut short" in unread_mend(["1.78286E+12"])
    assert "2026-07-01" in unread_mend(["soon"])
