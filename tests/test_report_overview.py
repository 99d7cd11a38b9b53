"""The overview's filters, its picture of value against effort, and the packed columns of a large batch."""

from __future__ import annotations

import base64
import json
import math
import weakref
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_evaluation import evaluation, many, parameter, request

from featurecheck import words
from featurecheck.model import AnswerState, AskedBy, Asker, Evidence, Verdict
from featurecheck.report.overview_filters import MOST_CHOICES
from featurecheck.report.overview_lines import line_of
from featurecheck.report.overview_packed import shown_money, shown_number
from featurecheck.report.overview_picture import picture
from featurecheck.report.render import render
from featurecheck.report.view import page


def asked_by(*relationships):
    """Who asked, one account a relationship."""
    askers = tuple(
        Asker(f"Account {index}", name, 1, (), None, None, None, counts=True, why="")
        for index, name in enumerate(relationships)
    )
    return AskedBy("", askers, (), 0.0, 0.0, 0.0, 0.0, 0.0, None, None, False, (), Verdict.GO, 0.0, "")  # noqa: FBT003


def overview(*requests):
    return page(evaluation(*requests)).overview


def filter_of(shown, name):
    return next((each for each in shown.filters if each.name == name), None)


def places(shown, name):
    at = [each.name for each in shown.filters].index(name)
    return [int(row.facets.split()[at]) for row in shown.rows]


def test_competitors_are_offered_with_how_many_requests_each_and_the_unnamed_last():
    names = ("Acme", "Bolt", "Acme", "", "Bolt", "Acme")
    shown = overview(*(replace(one, competitor=name) for one, name in zip(many(6), names, strict=True)))
    labels = [each.label for each in filter_of(shown, "competitor").choices]
    assert labels == ["Acme (3)", "Bolt (2)", "none named (1)"]
    assert places(shown, "competitor") == [0, 1, 0, 2, 1, 0]


def test_a_filter_that_tells_nothing_apart_is_not_offered():
    shown = overview(*many(6))
    assert filter_of(shown, "competitor") is None
    assert filter_of(shown, "relationship") is None


def test_a_list_of_competitors_nobody_would_read_ends_in_the_others():
    shown = overview(*(replace(one, competitor=f"Firm {one.rank:03}") for one in many(MOST_CHOICES + 5)))
    choices = filter_of(shown, "competitor").choices
    assert len(choices) == MOST_CHOICES
    assert choices[-1].label == "another competitor (6)"
    assert max(places(shown, "competitor")) == MOST_CHOICES - 1


def test_relationships_are_offered_only_where_somebody_known_asked_and_a_request_can_have_several():
    first, second, third = many(3)
    shown = overview(
        replace(first, asked_by=asked_by("customer", "partner", "customer")),
        replace(second, asked_by=asked_by("internal")),
        third,
    )
    found = filter_of(shown, "relationship")
    assert found.many
    assert [each.label for each in found.choices] == ["internal (1)", "partner (1)", "customer (1)"]
    assert places(shown, "relationship") == [0b110, 0b001, 0]


def test_evidence_is_graded_by_the_answers_that_were_given_and_by_no_other():
    silent = {name: replace(each, state=AnswerState.UNKNOWN) for name, each in request().parameters.items()}
    counted = {**silent, "users": parameter("users", evidence=Evidence.MEASURED)}
    mixed = {**counted, "like": parameter("like", state=AnswerState.ANSWERED, evidence=Evidence.GUESS)}
    shown = overview(
        *(
            replace(one, parameters=found)
            for one, found in zip(many(3), (silent, counted, mixed), strict=True)
        )
    )
    weakest, best = filter_of(shown, "weakest"), filter_of(shown, "best")
    assert [each.label for each in weakest.choices] == ["measured (1)", "a guess (1)", "nothing answered (1)"]
    assert [each.label for each in best.choices] == ["measured (2)", "nothing answered (1)"]
    assert places(shown, "weakest") == [2, 0, 1]


def test_a_contradiction_is_counted_on_a_chip_and_a_mere_tension_is_not():
    first, second, third = many(3)
    against = tuple(replace(each, contradiction=True) for each in first.contradictions)
    shown = overview(replace(first, contradictions=against), second, third)
    assert shown.contradicted == "1"
    assert [row.marks for row in shown.rows] == ["2", "", ""]
    assert overview(second, third).contradicted == ""


def efforts(*values):
    made = many(len(values))
    return [replace(one, effort_person_weeks=value) for one, value in zip(made, values, strict=True)]


def test_the_picture_has_one_path_a_verdict_and_a_point_for_each_request():
    drawn = overview(*efforts(1, 3, 10, 30, 100, 300)).picture
    assert not drawn.dense
    assert [mark.label for mark in drawn.marks] == ["NO-GO", "GO", "FIND OUT FIRST"]
    assert sum(mark.path.count("M") for mark in drawn.marks) == 6
    assert [row.number for row in drawn.rows] == ["1", "2", "3", "4", "5", "6"]


def test_the_picture_puts_dearer_requests_to_the_right_and_worthier_ones_higher():
    drawn = overview(*efforts(1, 3, 10, 30, 100, 300)).picture
    pins = {pin.text: pin for pin in drawn.pins}
    across = [float(pins[str(rank)].x[:-1]) for rank in range(1, 7)]
    up = [float(pins[str(rank)].y[:-1]) for rank in range(1, 7)]
    assert across == sorted(across)
    assert up == sorted(up)


def test_requests_without_an_effort_are_left_out_of_the_picture_and_counted():
    assert overview(*efforts(None, None, None, 4, 5)).picture is None
    assert overview(*efforts(None, 3, 4, 5)).picture.notes == (
        "1 request without a known effort is left out.",
    )


def test_above_two_thousand_the_picture_counts_requests_in_cells():
    drawn = overview(*many(2001)).picture
    assert drawn.dense
    assert all(mark.slug.startswith("d") for mark in drawn.marks)
    assert sum(mark.path.count("M") for mark in drawn.marks) <= 50 * 25


LINE = line_of(request())


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(1e-9, 1e9), st.floats(-1e12, 1e12)), min_size=3, max_size=40))
def test_whatever_the_figures_everything_lies_in_the_picture(pairs):
    lines = [
        replace(LINE, id=f"R{rank}", rank=rank, effort=effort, value=value)
        for rank, (effort, value) in enumerate(pairs, start=1)
    ]
    drawn = picture(lines, {}, "EUR")
    ends = [
        *((pin.x, pin.y) for pin in drawn.pins),
        *((tick.x,) for tick in (*drawn.across.ticks, *drawn.up.ticks)),
    ]
    assert all(0 <= float(end[:-1]) <= 100 for pair in ends for end in pair)
    spots = [
        tuple(map(float, each.split("h")[0].split()))
        for mark in drawn.marks
        for each in mark.path.split("M")[1:]
    ]
    assert all(0 <= x <= 1000 and 0 <= y <= 400 for x, y in spots)


def unpacked(html_data):
    return json.loads(zlib.decompress(base64.b64decode(html_data)))


@pytest.fixture(scope="module")
def large():
    return many(2500)


def test_the_packed_columns_hold_every_request_by_rank_in_the_figures_the_rows_show(large):
    shown = overview(*reversed(large))
    data = unpacked(shown.packed.data)
    assert data["rank"] == list(range(1, 2501))
    assert data["heading"][:100] == [row.heading for row in shown.rows]
    assert data["heading"][2499] == large[2499].request
    chances = [data["loss"]["words"][at] for at in data["loss"]["at"]]
    assert chances == [words.chance(one.chance_of_loss) for one in large]
    assert {len(column) for column in data["facets"]} <= {2500}
    assert data["verdict"].count("0") == sum(one.verdict is Verdict.GO for one in large)


def test_chances_are_numbered_from_the_smallest_so_that_the_page_can_sort_them(large):
    table = unpacked(overview(*large).packed.data)["loss"]["words"]
    assert (table[0], table[1], table[-1]) == ("under 1 %", "1 %", "over 99 %")
    assert table.index("9 %") < table.index("10 %") < table.index("90 %")


def written(value):
    """The page's formatter in Python: a text stays, of a number only the digits are grouped."""
    if isinstance(value, str):
        return value
    for size, name in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= size:
            return f"{value / size:.12g}{name}"
    return f"{value:,}"


@settings(deadline=None)
@given(st.floats(-1e13, 1e13))
def test_a_packed_figure_is_written_as_the_rest_of_the_report_writes_it(value):
    assert f"{written(shown_money(value))} EUR" == words.money(value, "EUR")
    assert written(shown_number(value)) == words.number(value)


def test_what_is_not_known_and_what_is_not_finite_is_packed_as_such():
    assert shown_money(None) is None
    assert shown_number(math.inf) == words.number(math.inf)
    json.dumps([shown_money(-math.inf), shown_money(math.nan)], allow_nan=False)


class Result:
    """A request's result that can be watched."""

    def __init__(self, result):
        self.result = result

    def __getattr__(self, name):
        return getattr(self.result, name)


def test_a_large_batch_keeps_none_of_its_results(large):
    alive, most = weakref.WeakSet(), []

    class Lazy:
        def __len__(self):
            return len(large)

        def __iter__(self):
            for one in large:
                made = Result(one)
                alive.add(made)
                most.append(len(alive))
                yield made

    html = render(evaluation(requests=Lazy()))
    assert max(most) <= 2
    assert html.count("<tr data-k=") == 100


def test_the_same_large_batch_gives_the_same_bytes(large):
    assert render(evaluation(*large)) == render(evaluation(*large))


def test_a_large_batch_keeps_to_the_size_that_was_promised():
    few, many_more = (len(render(evaluation(*many(count))).encode()) for count in (2001, 4001))
    assert few + (10_000 - 2001) * (many_more - few) / 2000 <= 700_000
