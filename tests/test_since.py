"""What changed since the last evaluation: which verdicts, which answer did it, what is new or gone."""

from __future__ import annotations

from dataclasses import replace

import browser
import pytest
from cli_helpers import call, files
from hypothesis import given, settings
from hypothesis import strategies as st
from make_evaluation import evaluation, many, parameter, request

from featurecheck.model import Evidence, PolicyEntry, Verdict
from featurecheck.report.render import render
from featurecheck.report.since import since, with_causes
from featurecheck.report.since_view import NOTHING, sentence, since_view, terminal_line


def compared(new, old, **changes):
    return since(evaluation(*new, **changes), evaluation(*old))


def with_answers(**changes):
    """The one request with some answers replaced: name -> fields."""
    changed = {name: parameter(name, **fields) for name, fields in changes.items()}
    return {**request().parameters, **changed}


def test_nothing_changed_is_said_in_a_sentence():
    found = compared(many(3), many(3))
    assert (found.flips, found.moved, found.added, found.dropped, found.policy) == ((), (), (), (), ())
    assert sentence(found) == NOTHING
    assert terminal_line(found) == f"Since 2026-11-21: {NOTHING}"


def test_a_flipped_verdict_names_the_answers_that_changed_the_strongest_first():
    answers = with_answers(
        build_time={"p50": 0.5, "text": "6 months"},
        would_switch={"p50": 0.06, "p95": 0.1},
        like={"evidence": Evidence.SURVEY},
    )
    now = request(verdict=Verdict.GO, expected_value=52e3, parameters=answers)
    (flip,) = compared([now], [request()]).flips
    assert (flip.before, flip.after) == (Verdict.FIND_OUT_FIRST, Verdict.GO)
    assert [one.name for one in flip.answers] == ["would_switch", "build_time", "like"]
    assert "0.4 % to 9 %" in flip.answers[0].before
    assert "0.4 % to 10 %" in flip.answers[0].after


def test_because_is_said_only_of_what_was_tried():
    now = request(verdict=Verdict.GO, parameters=with_answers(users={"p50": 1500}, like={"p50": 0.7}))
    found = compared([now], [request()])
    assert "Because" not in since_view(found, "EUR").flips[0].cause
    assert "These answers changed" in since_view(found, "EUR").flips[0].cause
    tried = since_view(with_causes(found, {"FR-7": ("users",)}), "EUR").flips[0].cause
    assert tried.startswith(
        "Because of 'Competitor's users of the feature': with its old answer the verdict would still be FIND"
    )
    none = since_view(with_causes(found, {"FR-7": ()}), "EUR").flips[0].cause
    assert none == "No single answer did it: put back one at a time, each leaves the new verdict."


def test_a_flip_without_a_changed_answer_is_put_down_to_the_policy_where_that_changed():
    now = request(verdict=Verdict.NO_GO)
    old = evaluation().policy
    changed = (replace(old[0], value="15 % per year"), *old[1:])
    view = since_view(compared([now], [request()], policy=changed), "EUR")
    assert view.flips[0].cause == "No answer changed; the policy did."
    assert view.lists[0].lines == ("Discount rate: 12 % per year before, 15 % per year now",)
    assert "method or the data" in since_view(compared([now], [request()]), "EUR").flips[0].cause


def test_settings_that_came_and_went_are_named():
    old = evaluation()
    new = evaluation(
        policy=(*old.policy[1:], PolicyEntry("fresh", "Fresh setting", "7 %", "assumed", "default"))
    )
    found = since(new, old)
    assert found.policy == (
        ("Fresh setting", "no such setting", "7 %"),
        ("Discount rate", "12 % per year", "no such setting"),
    )


def test_other_values_are_told_the_furthest_first():
    old = many(4)
    new = [
        old[0],
        replace(old[1], expected_value=1e6),
        replace(old[2], expected_value=old[2].expected_value + 2e3),
        old[3],
    ]
    found = compared(new, old)
    assert [one.id for one in found.moved] == ["FR-2", "FR-3"]
    assert sentence(found) == "2 values changed; 2 as before."


def test_a_value_that_looks_the_same_did_not_change():
    old = request()
    assert compared([replace(old, expected_value=old.expected_value + 1)], [old]).moved == ()


def test_new_and_dropped_requests_are_named_and_the_same_text_under_another_id_is_only_proposed():
    old = many(3)
    new = [*old[:2], replace(old[2], id="NEW-9")]
    found = compared(new, old)
    assert [one.id for one in found.added] == ["NEW-9"]
    assert [one.id for one in found.dropped] == ["FR-3"]
    ((gone, come),) = found.proposals
    assert (gone.id, come.id) == ("FR-3", "NEW-9")
    titles = [part.heading for part in since_view(found, "EUR").lists]
    assert titles == ["New requests", "Requests that are gone", "Perhaps the same under another id"]


def test_a_text_that_stands_twice_proposes_nothing():
    old = [request(id="A"), request(id="B", rank=2)]
    assert compared([request(id="C")], old).proposals == ()


def test_an_id_by_row_counts_only_with_the_same_text():
    old = request(id="R1", request="Dark theme")
    assert compared([request(id="R1", request="Offline mode")], [old]).same == 0
    assert compared([request(id="R1", request="dark  Theme")], [old]).same == 1
    own = compared([request(id="A-1", request="Darker theme", verdict=Verdict.GO)], [replace(old, id="A-1")])
    assert "it was called: Dark theme" in since_view(own, "EUR").flips[0].request


def test_values_in_two_currencies_are_not_compared():
    found = compared([request(expected_value=1.0)], [request()], currency="USD")
    assert found.moved == ()
    assert "values are not compared, they were in EUR and are in USD" in sentence(found)


@given(st.sets(st.integers(0, 7)), st.sets(st.integers(0, 7)))
@settings(max_examples=40, deadline=None)
def test_every_request_is_counted_once(before, after):
    every = many(8)
    found = compared(
        [every[at] for at in sorted(after)] or [request(id="X")],
        [every[at] for at in sorted(before)] or [request(id="X")],
    )
    told = len(found.flips) + len(found.moved) + found.same
    assert told + len(found.added) == (len(after) or 1)
    assert told + len(found.dropped) == (len(before) or 1)


def test_the_section_stands_at_the_top_of_single_and_batch_reports():
    for new in ([request(verdict=Verdict.GO)], [request(verdict=Verdict.GO), *many(3)]):
        view = since_view(compared(new, [request()]), "EUR")
        html = render(evaluation(*new), since=view)
        assert html.index('id="since-h"') < min(
            html.index(mark) for mark in ('class="banner', 'id="overview"') if mark in html
        )
        assert "since-h" not in render(evaluation(*new))


@pytest.mark.browser
@pytest.mark.parametrize("width", [browser.WIDE, browser.PHONE])
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_axe_finds_nothing_wrong_with_what_changed(visit, width, scheme):
    new = [
        replace(one, id=f"{one.id}" if at else "Z", verdict=Verdict.GO, expected_value=9e5)
        for at, one in enumerate(many(5))
    ]
    view = since_view(compared(new, many(5)), "EUR")
    page = visit(render(evaluation(*new), since=view), width=width, scheme=scheme, bypass_csp=True)
    browser.unfold(page)
    assert browser.violations(page) == []
    assert browser.sideways(page) <= 0


HEADER = "id,request,users,would_switch,value_per_user,build_cost,build_time,lost_without,price_competition,head_start"
CHEAP = "a1,Invoices by mail,50 to 60,0 to 1 users,500 to 600,5k to 6k,3 to 4 weeks,100 to 200,0-5%,1 year"
DEAR = CHEAP.replace("5k to 6k", "900k to 1.1M").replace("3 to 4 weeks", "4 to 5 weeks")
ANY = "a2,Something with reports,,,,,,,,"


def evaluated(folder, name, *rows):
    """An evaluation.json of these rows."""
    (folder / f"{name}.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    done = call("batch", f"{name}.csv", "--format", "json", "--output", name, cwd=folder)
    assert done.code == 0, done.err
    return f"{name}/evaluation.json"


def test_the_command_finds_the_one_answer_that_did_it_by_trying(tmp_path):
    old, new = evaluated(tmp_path, "old", CHEAP, ANY), evaluated(tmp_path, "new", DEAR, ANY)
    done = call("report", new, "--since", old, "--output", "r.html", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "Since the last evaluation: 1 verdict flipped; 1 as before." in done.err
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Because of 'Cost to build it': with its old answer the verdict would still be GO." in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"5k to 6k": "90k to 110k", "100 to 200": "10 to 20"},
            "together: with the old answer to any one of them",
        ),
        (
            {"5k to 6k": "900k to 1.1M", "500 to 600": "0.1 to 0.2"},
            "No single answer did it: put back one at a time",
        ),
    ],
    ids=["only together", "each for itself"],
)
def test_two_answers_that_flip_it_are_told_apart(tmp_path, changes, said):
    row = CHEAP
    for before, after in changes.items():
        row = row.replace(before, after)
    old, new = evaluated(tmp_path, "old", CHEAP), evaluated(tmp_path, "new", row)
    done = call("report", new, "--since", old, "--output", "r.html", cwd=tmp_path)
    assert "1 verdict flipped" in done.err
    assert said in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_under_another_policy_nothing_is_blamed(tmp_path):
    old, new = evaluated(tmp_path, "old", CHEAP), evaluated(tmp_path, "new", DEAR)
    (tmp_path / "featurecheck.toml").write_text("discount_rate = 0.3\n", encoding="utf-8")
    done = call("report", new, "--since", old, "--output", "r.html", cwd=tmp_path)
    assert done.code == 0, done.err
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Because" not in page
    assert "These answers changed, the one that moves most first." in page


def test_what_is_no_evaluation_is_refused_and_nothing_is_written(tmp_path):
    new = evaluated(tmp_path, "new", CHEAP)
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    done = call("report", new, "--since", "old.json", "--output", "r.html", cwd=tmp_path)
    assert done.code == 2
    assert "old.json: its schema is None" in done.err
    assert "r.html" not in files(tmp_path)


def test_the_earlier_evaluation_is_not_written_over(tmp_path):
    new = evaluated(tmp_path, "new", CHEAP)
    done = call("report", "new.csv", "--since", new, "--output", new, "--force", cwd=tmp_path)
    assert done.code == 2
    assert "this file is being read" in done.err
