"""The roll-up in pandas gives the figures of the plain definitions, whatever the sheet looks like."""

import datetime as dt

import pytest
import usage_reference as reference
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Table
from featurecheck.observed import Period
from featurecheck.usage.rollup import calendar_of, period_of
from featurecheck.usage.sheets.events import events_of
from featurecheck.usage.sheets.frames import Frames

NAMES = st.sampled_from([None, "", "  ", "a", " a", "b", "B", "00042", "42", "=1+1", "\u00e9", "a\nb"])
START = dt.datetime(2025, 12, 20)  # noqa: DTZ001 - naive times are part of what is tested
EDGES = [
    dt.datetime(2025, 12, 31, 23, 59, 59, 999_999),  # noqa: DTZ001
    dt.datetime(2026, 1, 1),  # noqa: DTZ001
    dt.datetime(2026, 1, 4, 23, 59, 59),  # noqa: DTZ001 - a Sunday
    dt.datetime(2026, 1, 5),  # noqa: DTZ001
    dt.datetime(1969, 12, 31, 12),  # noqa: DTZ001
]
MOMENTS = st.one_of(
    st.none(),
    st.sampled_from(EDGES),
    st.integers(0, 70 * 24).map(lambda hours: START + dt.timedelta(hours=hours)),
    st.integers(0, 70 * 24).map(
        lambda hours: (START + dt.timedelta(hours=hours)).replace(
            tzinfo=dt.timezone(dt.timedelta(hours=-5, minutes=-30))
        )
    ),
)
EVENTS = st.lists(st.tuples(NAMES, NAMES, NAMES, NAMES, MOMENTS), max_size=60)
HEADER = ("product", "account", "user", "feature", "timestamp")


def sheet(events, header=HEADER):
    rows = [[cell or "" for cell in event[:4]] + [str(event[4] or "")] for event in events]
    letters = tuple("ABCDE")[: len(header)]
    return Table("usage.csv", None, header, rows, range(2, len(rows) + 2), letters)


@settings(deadline=None)
@given(events=EVENTS)
def test_every_figure_is_that_of_the_definitions(events):
    frames = Frames(events_of([sheet(events)]))
    assert reference.without_example(frames.extent(None)) == reference.extent(events)
    period = period_of(frames.extent(None)) or Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    calendar, today = calendar_of(period), dt.date(2026, 1, 4)
    assert reference.ordered(frames.rollup(calendar)) == reference.rollup(events, calendar)
    assert frames.doubts(calendar, today) == reference.doubts(events, calendar, today)


@settings(deadline=None)
@given(events=EVENTS, first=st.dates(dt.date(2025, 12, 20), dt.date(2026, 3, 1)), days=st.integers(1, 50))
def test_a_period_keeps_only_its_own_days(events, first, days):
    frames, period = Frames(events_of([sheet(events)])), Period(first, first + dt.timedelta(days=days))
    assert reference.without_example(frames.extent(period)) == reference.extent(events, period)
    calendar = calendar_of(period)
    assert reference.ordered(frames.rollup(calendar)) == reference.rollup(events, calendar)


def test_several_sheets_are_counted_as_one_source():
    one = [("", "x", "ann", "export", dt.datetime(2026, 7, 1)), ("", "x", "bob", "export", None)]  # noqa: DTZ001
    two = [("", "x", "ann", "export", dt.datetime(2026, 8, 1))]  # noqa: DTZ001
    frames = Frames(events_of([sheet(one), sheet(two)]))
    calendar = calendar_of(Period(dt.date(2026, 7, 1), dt.date(2026, 8, 31)))
    assert [row.users for row in frames.rollup(calendar).features] == [1]
    assert [row.events for row in frames.rollup(calendar).features] == [2]


def test_a_user_with_an_absurd_number_of_events_is_named():
    moment = dt.datetime(2026, 7, 1)  # noqa: DTZ001
    events = [("", "x", "crawler", "export", moment)] * 1_001 + [("", "x", "ann", "export", moment)]
    frames = Frames(events_of([sheet(events)]))
    calendar = calendar_of(Period(dt.date(2026, 7, 1), dt.date(2026, 7, 31)))
    doubts = frames.doubts(calendar, None)
    assert [(one.user, one.events, one.active_days) for one in doubts.heavy] == [("crawler", 1_001, 1)]
    assert (doubts.repeated, doubts.looked_at, doubts.future) == (1_000, 1_002, None)


def test_each_kind_of_wrong_cell_is_named_once_with_its_place():
    rows = [
        ["", "x", "ann", "", "2026-07-01"],
        ["", "x", "ann", "export", "yesterday"],
        ["", "x", "ann", "export", ""],
        ["", "x", " ", "export", "2026-07-01"],
        ["", "x", "ann", "export", "tomorrow"],
    ]
    found = events_of([Table("usage.csv", None, HEADER, rows, range(2, 7), tuple("ABCDE"))])
    places = {(one.cell, one.column, one.found) for one in found.problems}
    assert places == {
        ("D2", "feature", "nothing"),
        ("E3", "timestamp", "'yesterday' and in 1 more row"),
        ("E4", "timestamp", "nothing"),
        ("C5", "user", "nothing"),
    }
    assert found.example_time == "yesterday"


def test_dates_that_two_orders_fit_are_asked_back():
    rows = [["", "x", "ann", "export", "05/06/2026 10:00"]]
    table = Table("usage.csv", None, HEADER, rows, [2], tuple("ABCDE"))
    asked = events_of([table])
    assert asked.times == [None]
    assert any("--date-order day or month" in one.mend for one in asked.problems)
    told = events_of([table], date_order="day")
    assert told.times == [reference._microseconds(dt.datetime(2026, 6, 5, 10))]  # noqa: DTZ001
    assert told.problems == ()


def test_a_mapping_names_the_columns_and_a_wrong_one_is_refused_with_the_file():
    table = sheet([("p", "a", "u", "f", START)], ("product", "Konto", "user", "Was", "timestamp"))
    found = events_of([table], {"Was": "feature", "Konto": "account"})
    assert found.columns["feature"] == "Was"
    assert found.texts["account"] == ["a"]
    with pytest.raises(FeatureCheckError, match=r"usage\.csv: .*--map"):
        events_of([table], {"Wass": "feature"})
