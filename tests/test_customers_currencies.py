"""Amounts of accounts in other currencies: converted by the policy's rates and said, or refused with the place."""

import pytest

from featurecheck.customers.reading import read_customers
from featurecheck.policy import policy_from
from featurecheck.sheets.filetable import ReadAs

RATES = policy_from({"rates": {"USD": 0.92, "GBP": 1.2}})


@pytest.fixture
def read(tmp_path):
    """Read the accounts with these lines."""

    def from_lines(*lines, policy=RATES, **mapping):
        path = tmp_path / "accounts.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_customers(path, read_as=ReadAs(mapping=mapping), policy=policy)

    return from_lines


def revenues(customers):
    return [one.account.revenue and one.account.revenue.mean for one in customers.standings]


def only(customers):
    """The one problem of a reading."""
    assert len(customers.problems) == 1, customers.problems
    return customers.problems[0]


def test_cells_in_other_currencies_are_converted_and_said(read):
    found = read("account,revenue", "A,1000 USD", "B,$500", "C,200 GBP", "D,300", "E,400 EUR", "F,2k usd")
    assert revenues(found) == pytest.approx([920, 460, 240, 300, 400, 1840])
    assert found.problems == ()
    assert "revenue: USD converted to EUR at 0.92 (3 cells)" in found.notes
    assert "revenue: GBP converted to EUR at 1.2 (1 cell)" in found.notes
    assert {one.account.revenue.currency for one in found.standings} == {"EUR"}


def test_a_range_is_converted_as_a_whole(read):
    one = read("account,revenue", "A,1k to 4k USD").standings[0].account.revenue
    assert (one.p5, one.p95) == pytest.approx((920, 3680))
    assert one.text == "1k to 4k USD"
    assert one.unit == "EUR"


def test_a_column_of_currencies_converts_the_amounts_of_its_rows(read):
    found = read(
        "account,revenue,cost_to_serve,users,currency",
        "A,1000,500,7,USD",
        "B,1000,500,7,EUR",
        "C,1000,500,7,",
    )
    assert revenues(found) == pytest.approx([920, 1000, 1000])
    assert found.standings[0].account.cost_to_serve.mean == pytest.approx(460)
    assert [one.account.users.mean for one in found.standings] == [7, 7, 7]
    assert found.problems == ()
    assert found.standings[0].profit_money == pytest.approx(460)


def test_a_header_that_says_a_currency_converts_its_column(read):
    found = read("account,Revenue (USD),cost_to_serve", "A,1000,100", "B,500 USD,100")
    assert revenues(found) == pytest.approx([920, 460])
    assert [one.account.cost_to_serve.mean for one in found.standings] == [100, 100]
    assert found.problems == ()


def test_a_cell_that_contradicts_its_row_is_unknown_and_said(read):
    problem = only(found := read("account,revenue,currency", "A,1000 EUR,USD", "B,1,USD"))
    assert revenues(found) == [None, pytest.approx(0.92)]
    assert (problem.cell, "in EUR where USD is expected" in problem.expected) == ("B2", True)


def test_a_row_that_contradicts_the_header_is_unknown_and_said(read):
    problem = only(
        found := read("account,Revenue (USD),cost_to_serve,currency", "A,1000,50,GBP", "B,,50,GBP")
    )
    assert revenues(found) == [None, None]
    assert found.standings[0].account.cost_to_serve.mean == pytest.approx(60)
    assert problem.cell == "B2"
    assert "the header says USD, its row says GBP" in problem.expected


def test_a_currency_without_a_rate_is_refused_with_its_cell_and_how_to_give_one(read):
    problem = only(found := read("account,revenue", "A,1000 CHF"))
    assert revenues(found) == [None]
    assert problem.cell == "B2"
    assert "Convert the amount to EUR, or write what 1 CHF is worth in EUR" in problem.mend
    assert "[rates]" in problem.mend


def test_a_row_or_header_without_a_rate_is_refused_with_how_to_give_one(read):
    row = only(read("account,revenue,currency", "A,1000,CHF", "B,,CHF"))
    assert (row.cell, "[rates]" in row.mend) == ("C2", True)
    header = only(read("account,Revenue (CHF)", "A,1000"))
    assert (header.cell, "[rates]" in header.mend) == ("B1", True)


def test_a_word_that_is_no_currency_is_not_offered_a_rate(read):
    problem = only(read("account,revenue,currency", "A,1000,pieces of eight"))
    assert "[rates]" not in problem.mend
    assert "Convert the amounts of this row to EUR." in problem.mend


def test_two_currencies_in_a_cell_stay_refused(read):
    problem = only(read("account,revenue", "A,1000 USD to 2000 GBP"))
    assert "two currencies" in problem.expected


def test_thousands_in_a_header_are_refused_in_any_currency(read):
    header = "Revenue in thousands of USD"
    problem = only(read(f"account,{header}", "A,1", **{header: "revenue"}))
    assert "not in thousands" in problem.expected


def test_a_sign_of_several_currencies_is_ours_where_it_may_be(read):
    canadian = policy_from({"currency": "CAD", "rates": {"USD": 1.4}})
    found = read("account,revenue", "A,$1000", "B,1000 USD", policy=canadian)
    assert revenues(found) == pytest.approx([1000, 1400])


def test_the_notes_say_all_digits_of_a_rate(read):
    found = read("account,revenue", "A,1000000 JPY", policy=policy_from({"rates": {"JPY": 0.006123}}))
    assert revenues(found) == pytest.approx([6123])
    assert "revenue: JPY converted to EUR at 0.006123 (1 cell)" in found.notes
