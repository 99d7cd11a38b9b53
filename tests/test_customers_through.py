"""The account through which another one buys, as the sheet says it: found by its name, or said what to mend."""

import pytest

from featurecheck.customers.plain import COLUMNS
from featurecheck.customers.reading import read_customers
from featurecheck.policy import default_policy


@pytest.fixture
def read(tmp_path):
    """Read the accounts with these lines."""

    def from_lines(*lines):
        path = tmp_path / "accounts.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_customers(path, policy=default_policy())

    return from_lines


def through(customers):
    return [one.account.through for one in customers.standings]


def test_the_account_through_which_one_buys_is_found_by_its_name(read):
    found = read("account,revenue,through", "Vertex,100,", "North,200, VERTEX ", "South,300,dk")
    assert through(found) == [None, "Vertex", None]
    assert found.problems == ()
    assert "through" in COLUMNS


@pytest.mark.parametrize("header", ["Through", "Reseller", "buys through", "Wiederverkäufer"])
def test_other_words_for_the_column_are_known(read, header):
    assert through(read(f"account,revenue,{header}", "Vertex,100,", "North,200,Vertex")) == [None, "Vertex"]


def test_a_name_that_is_in_no_row_is_said_and_the_account_buys_itself(read):
    found = read("account,revenue,through", "North,200,Vertex")
    assert through(found) == [None]
    (problem,) = found.problems
    assert (problem.cell, problem.found) == ("C2", "'Vertex'")
    assert "add a row for it" in problem.mend


def test_accounts_that_buy_through_themselves_in_the_end_are_said(read):
    found = read("account,revenue,through", "A,1,B", "B,2,A", "C,3,A", "D,4,D", "E,5,")
    assert through(found) == [None] * 5
    assert [problem.cell for problem in found.problems] == ["C2", "C3", "C4", "C5"]
    assert all("nobody does" in problem.expected for problem in found.problems)


def test_of_two_rows_of_one_account_the_first_says_through_whom_it_buys(read):
    found = read("account,revenue,through", "Vertex,1,", "North,200,Vertex", "north,200,Nobody")
    assert through(found) == [None, "Vertex"]
    assert [problem.cell for problem in found.problems] == ["A4"]


def test_a_hostile_name_is_told_on_one_harmless_line(read):
    found = read("account,revenue,through", "North,200,=1+1\x1b[31mVertex")
    (problem,) = found.problems
    assert problem.found.isprintable()
