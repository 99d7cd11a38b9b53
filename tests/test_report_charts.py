"""The geometry of the pictures: nothing leaves the frame, dots break at zero, marks are round figures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from make_evaluation import outcomes, parameter, request

from featurecheck.report import charts, pictures

MONEY = st.floats(-1e9, 1e9, allow_nan=False)


def number(text):
    return float(text.removesuffix("%"))


@given(st.lists(MONEY, max_size=30))
def test_every_value_and_zero_lie_on_the_scale(values):
    scale = charts.scale_over(values)
    assert scale.low < scale.high
    assert scale.zero() is not None
    assert all(scale.low <= value <= scale.high for value in values)


@given(st.lists(MONEY, min_size=1, max_size=30), MONEY, MONEY)
def test_a_bar_can_always_be_seen_and_never_leaves_the_frame(values, start, end):
    span = charts.scale_over(values).span(start, end)
    assert number(span.width) > 0
    assert number(span.x) >= 0
    assert number(span.x) + number(span.width) <= 100.11


@given(st.floats(-1e9, 0), st.floats(1, 1e9))
def test_an_axis_has_one_to_six_marks_with_zero_among_them(low, high):
    marks = charts.axis(charts.Scale(low, high), "EUR").ticks
    assert 1 <= len(marks) <= 6
    assert "0" in [mark.text for mark in marks]
    assert all(len(mark.text) <= 8 for mark in marks)


def test_marks_are_short_and_their_size_is_said_once():
    axis = charts.axis(charts.Scale(-120_000, 240_000), "EUR")
    assert [mark.text for mark in axis.ticks] == ["-100", "0", "100", "200"]
    assert axis.unit == "thousand EUR"
    assert charts.axis(charts.Scale(0, 4e6), "EUR").unit == "million EUR"
    assert charts.axis(charts.Scale(0, 900), "EUR").unit == "EUR"


@given(st.lists(MONEY, min_size=2, max_size=50, unique=True))
def test_dots_break_at_zero_and_none_hides_another(values):
    values.sort()
    stacked = charts.stacks(values)
    zero = number(stacked.scale.zero()) / 100 * number(stacked.width)
    for value, dot in zip(values, stacked.dots, strict=True):
        assert (number(dot.x) < zero) == (value < 0)
        assert 0 <= number(dot.y) <= number(stacked.height)
    assert len({(dot.x, dot.y) for dot in stacked.dots}) == len(values)


def test_far_outcomes_stand_beyond_the_scale_and_the_caption_says_so():
    far = (*outcomes()[:48], 9e6, 30e6)
    plot = pictures.dot_plot(request(outcomes=far), "EUR")
    assert plot.beyond[-1].endswith("up to 30 million EUR.")
    assert len(plot.losses) + len(plot.gains) == 50


def test_the_tornado_is_sorted_by_its_swing():
    rows = pictures.tornado(request(), "EUR").rows
    assert rows[0].label == "Margin per user"
    widths = [number(row.low_span.width) + number(row.high_span.width) for row in rows]
    assert widths == sorted(widths, reverse=True)
    assert rows[0].ends == "-72,000 to 71,000 EUR"


def test_what_hardly_moves_the_value_is_named_and_not_drawn():
    shown = pictures.tornado(request(), "EUR")
    drawn = {row.label for row in shown.rows}
    (few,) = (each for each in pictures.moving(request()) if each[0].label not in drawn)
    assert abs(few[2] - few[1]) < 14_300
    assert shown.summary.endswith(f" Less than a tenth of that each: {few[0].label}.")
    alike = {"would_switch": parameter("would_switch"), "users": parameter("users")}
    assert "Less than" not in pictures.tornado(request(parameters=alike), "EUR").summary


def test_the_worth_of_answers_is_ranked_and_the_next_question_marked():
    bars = [bar for _, bar in pictures.worth_bars(request(), "EUR")]
    assert bars[0].label == "Would switch to us because of it"
    assert [bar.marked for bar in bars].count(True) == 1
    assert [number(bar.span.width) for bar in bars] == sorted(
        (number(bar.span.width) for bar in bars), reverse=True
    )


def test_an_interval_is_drawn_around_its_typical_value():
    found = charts.interval(50, 100, 200)
    assert found.typical == "50%"
    assert 34 < number(found.span.x) < 36
    assert not found.open
    assert charts.interval(0.001, 1, 1000).open
    assert charts.interval(0, 0, 0) is None
