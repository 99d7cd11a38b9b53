"""The same mistake in a thousand cells is said once, and no cell is left out of it."""

import re
from collections import Counter

from cli_helpers import call, sheet
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.cli.speech import group_line, problem_line
from featurecheck.intake import Problem, Severity
from featurecheck.problems import expectation, grouped, ranges, said_once, worst_first

WRITE = "Write a number."


def problem(row=4, found="'lots'", column="F", **more):
    usual = {
        "file": "a.xlsx",
        "sheet": "Requests",
        "row": row,
        "cell": f"{column}{row}",
        "column": "Users",
        "found": found,
        "expected": "a number",
        "mend": WRITE,
    }
    return Problem(**usual | more)


def sentence(row, found):
    return problem(row, found, expected=f"'{found}' is not a number of users.")


def line(*problems):
    (group,) = grouped(problems)
    return group_line(group)


def test_cells_below_each_other_are_one_range():
    assert ranges(["F4", "F5", "F6", "F9", "F12", "F11"]) == ("F4:F6", "F9", "F11:F12")
    assert ranges(["AA7", "B7", "B7"]) == ("AA7", "B7")
    assert ranges(["somewhere", "F0", "F2"]) == ("F2", "somewhere", "F0")


@given(st.sets(st.tuples(st.sampled_from(["A", "F", "XFD"]), st.integers(1, 60)), min_size=1))
def test_ranges_name_exactly_the_cells_they_were_made_of(cells):
    named = set()
    for part in ranges([f"{letters}{row}" for letters, row in sorted(cells)]):
        first, _, last = part.partition(":")
        letters, start = re.fullmatch(r"([A-Z]+)(\d+)", first).groups()
        end = re.sub(r"\D", "", last) or start
        span = {(letters, row) for row in range(int(start), int(end) + 1)}
        assert not span & named
        named |= span
    assert named == cells


def test_one_problem_reads_as_before():
    assert problem_line(problem()) == line(problem())
    assert (
        line(problem())
        == "a.xlsx, sheet 'Requests', cell F4: found 'lots'; expected a number. Write a number."
    )
    assert line(problem(sheet=None, cell=None)).startswith("a.xlsx, row 4: found 'lots'; ")
    assert line(problem(sheet=None, cell=None, row=None)).startswith("a.xlsx: found 'lots'; ")


def test_the_same_mistake_down_a_column_is_said_once():
    problems = [problem(row, "'lots'" if row % 2 else f"'many {row}'") for row in range(4, 10)]
    assert line(*problems) == (
        "a.xlsx, sheet 'Requests', cells F4:F9 (6 cells): found 'many 4' (and 3 other texts); expected a number. "
        "Write a number."
    )
    assert "found 'lots'; expected" in line(problem(4), problem(5))


def test_a_sentence_that_names_what_was_found_groups_with_its_like():
    assert line(sentence(2, "lots"), sentence(3, "many")) == (
        "a.xlsx, sheet 'Requests', cells F2:F3 (2 cells): 'lots' is not a number of users. "
        "The same goes for 1 other text. Write a number."
    )


def test_rows_without_addresses_are_counted_as_rows():
    said = line(*(problem(row, cell=None) for row in (4, 5, 8)))
    assert said.startswith("a.xlsx, sheet 'Requests', rows 4 to 5, 8 (3 rows): found")


def test_many_gaps_do_not_make_an_endless_line():
    said = line(*(problem(row) for row in range(2, 400, 2)))
    assert "cells F2, F4, F6, F8, F10, F12 and 193 more places (199 cells): " in said


def test_what_differs_in_place_severity_or_mend_stays_apart():
    other = [
        problem(5, file="b.xlsx"),
        problem(5, sheet="Other"),
        problem(5, column="G"),
        problem(5, severity=Severity.WARNING),
        problem(5, mend="Write a share."),
        problem(5, expected="a share"),
        problem(5, "80%", expected="'80%' is not a number: it is a share."),
        problem(None, cell=None),
        problem(5, file="bulk.toml"),
        problem(6, file="bulk.toml"),
    ]
    assert len(grouped([problem(), *other])) == len(other) + 1


def test_what_stops_a_row_comes_first():
    groups = worst_first(
        grouped([problem(4, severity=Severity.NOTE), problem(5, severity=Severity.WARNING), problem(6)])
    )
    assert [group.first.severity for group in groups] == [Severity.ERROR, Severity.WARNING, Severity.NOTE]


problems = st.lists(
    st.builds(
        problem,
        st.integers(2, 9),
        st.sampled_from(["'lots'", "-", "", "'", "a"]),
        st.sampled_from("FG"),
        mend=st.sampled_from([WRITE, "Write a share."]),
    )
)


@given(problems)
def test_every_problem_is_in_one_group(given_problems):
    groups = grouped(given_problems)
    assert Counter(one for group in groups for one in group.problems) == Counter(given_problems)
    assert [group.first for group in groups] == sorted(
        (group.first for group in groups), key=given_problems.index
    )


def test_on_the_terminal_a_thousand_cells_are_one_line_and_in_the_list_each_has_its_own(tmp_path):
    path = sheet(
        tmp_path, *(f"Wish {number},lots {number % 3}" for number in range(1000)), header="request,users"
    )
    done = call("batch", path.name, "--output", "out", "--format", "json", cwd=tmp_path)
    assert done.code == 4
    assert done.err.count("is not a number of users") == 1
    assert "requests.csv, cells B2:B1001 (1,000 cells): 'lots 0' is not a number of users" in done.err
    assert "The same goes for 2 other texts." in done.err
    assert len((tmp_path / "out/problems.csv").read_text().splitlines()) == 1001


def test_an_error_cell_that_stops_its_row_is_said_once():
    warned = problem(found="'#REF!'", severity=Severity.WARNING)
    stopped = problem(
        found="'#REF!'", expected="'#REF!' is not a number of users: it is the error of a formula."
    )
    other = problem(5, "'#REF!'", severity=Severity.WARNING)
    doubtful = problem(severity=Severity.WARNING)
    assert said_once([warned, stopped, other, doubtful]) == (stopped, other, doubtful)


def test_a_column_of_expectations_holds_no_whole_sentence():
    assert expectation(sentence(4, "lots")) == "a number of users"
    assert expectation(problem(found="'lots'", expected="'lots' is not a share: no.")) == "a share: no"
    assert expectation(problem()) == "a number"
