"""Accounts from sheets of our own and from exports: what every cell says, what is refused and what to do about it."""

import pytest

from featurecheck.accounts import Brand, Relationship
from featurecheck.customers.reading import read_customers
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Severity
from featurecheck.policy import default_policy, policy_from
from featurecheck.sheets.filetable import ReadAs

HEADER = "account,kind,revenue,potential_revenue,cost_to_serve"


@pytest.fixture
def read(tmp_path):
    """Read the accounts with these lines, written as a file of this name."""

    def from_lines(*lines, name="accounts.csv", policy=None, **read_as):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_customers(path, read_as=ReadAs(**read_as), policy=policy or default_policy())

    return from_lines


def account(customers, at=0):
    return customers.standings[at].account


def only(customers):
    """The one problem of a reading."""
    assert len(customers.problems) == 1, customers.problems
    return customers.problems[0]


def names(customers):
    return [one.account.name for one in customers.standings]


def test_every_column_of_the_sheet_is_read(read):
    found = read(
        f"{HEADER},brand_value,new_market,new_geo,shares_risk,shares_profit,cofunding,profit_share,hours_saved,users,"
        "uses_competitor,contact",
        "Northwind,external,80k to 120k,200000,30000,high,yes,no,YES,Nein,10% to 20%,5%,,250,Acme,Jo (IT)",
        "Support,internal,,,,,,,,,,,400,,,",
    )
    one, team = account(found), account(found, 1)
    assert (one.internal, one.revenue.p5, one.revenue.p95, one.revenue.currency) == (
        False,
        80_000,
        120_000,
        "EUR",
    )
    assert (one.potential_revenue.mean, one.cost_to_serve.mean, one.brand) == (200_000, 30_000, Brand.HIGH)
    assert (one.new_market, one.new_geo, one.shares_risk, one.shares_profit) == (True, False, True, False)
    assert (one.cofunding.p95, one.profit_share.mean, one.users.mean) == (pytest.approx(0.2), 0.05, 250)
    assert (one.uses_competitor, one.contact, one.hours_saved) == ("Acme", "Jo (IT)", None)
    assert (team.internal, team.hours_saved.mean, team.revenue) == (True, 400, None)
    assert found.problems == ()
    assert (one.place.file, one.place.row, found.currency, found.input.kind) == (
        "accounts.csv",
        2,
        "EUR",
        "customers",
    )


@pytest.mark.parametrize("cell", ["", "dk", "don't know", "?", "-", "n/a", "weiß nicht"])
def test_what_nobody_knows_is_unknown_and_no_problem(read, cell):
    found = read(
        f"{HEADER},new_market,brand_value,uses_competitor",
        f"Northwind,{cell},{cell},{cell},{cell},{cell},{cell},{cell}",
        "B,external,1,,,,,",
    )
    one = account(found)
    assert (one.internal, one.revenue, one.cost_to_serve, one.new_market, one.uses_competitor) == (None,) * 5
    assert one.brand is None
    assert found.problems == ()


def test_none_is_a_value_where_it_says_that_there_is_none(read):
    found = read("account,brand_value,uses_competitor", "Northwind,none,none")
    assert (account(found).brand, account(found).uses_competitor) == (Brand.NONE, "no")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ja", True),
        ("oui", True),
        ("SÍ", True),
        ("TRUE", True),
        ("x", True),
        ("nein", False),
        ("Non", False),
        ("0", False),
    ],
)
def test_yes_and_no_are_read_in_the_usual_spellings(read, text, said):
    assert account(read("account,shares_risk", f"Northwind,{text}")).shares_risk is said


def test_a_word_that_is_neither_is_unknown_and_said(read):
    problem = only(found := read("account,shares_risk", "Northwind,purple"))
    assert account(found).shares_risk is None
    assert (problem.cell, problem.found, problem.expected, problem.severity) == (
        "B2",
        "'purple'",
        "yes or no",
        Severity.WARNING,
    )
    assert "counts as unknown" in problem.mend


def test_the_decimal_mark_is_that_of_the_column(read):
    found = read("account;revenue;cost_to_serve", "A;12.345;1.000,50", "B;12.345,60;2.000", name="a.csv")
    assert [one.account.revenue.mean for one in found.standings] == [12_345, 12_345.6]
    assert [one.account.cost_to_serve.mean for one in found.standings] == [1000.5, 2000]


def test_an_amount_whose_mark_nobody_settles_is_refused_not_guessed(read):
    problem = only(found := read("account;revenue", "A;12.345", name="a.csv"))
    assert account(found).revenue is None
    assert (problem.cell, "ambiguous" in problem.expected, "decimal_mark" in problem.mend) == (
        "B2",
        True,
        True,
    )
    settled = read("account;revenue", "A;12.345", name="a.csv", policy=policy_from({"decimal_mark": ","}))
    assert account(settled).revenue.mean == 12_345


def test_an_amount_in_another_currency_is_refused_with_its_cell(read):
    problem = only(found := read(HEADER, "Northwind,external,12k USD,20k EUR,5k"))
    assert account(found).revenue is None
    assert account(found).potential_revenue.mean == 20_000
    assert (problem.cell, problem.column) == ("C2", "revenue")
    assert "EUR is expected" in problem.expected
    assert "Convert the amount to EUR" in problem.mend


def test_the_policy_says_which_currency_is_ours(read):
    found = read(HEADER, "Northwind,external,$12k,,", policy=policy_from({"currency": "USD"}))
    assert (account(found).revenue.mean, found.currency, found.problems) == (12_000, "USD", ())


def test_a_column_of_currencies_refuses_the_amounts_of_other_ones(read):
    found = read(
        f"{HEADER},currency", "A,external,100,,50,EUR", "B,external,100,,50,USD", "C,external,,,,USD"
    )
    assert account(found, 0).revenue.mean == 100
    assert (account(found, 1).revenue, account(found, 1).cost_to_serve) == (None, None)
    problem = only(found)
    assert (problem.cell, problem.found) == ("F3", "'USD'")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Revenue (USD)", "amounts in EUR"),
        ("Revenue [kEUR]", "not in thousands"),
        ("Revenue in thousands", "not in thousands"),
        ("Monthly revenue", "per year"),
    ],
)
def test_a_header_that_says_another_measure_refuses_its_column(read, header, expected):
    found = read(f"account,{header},cost_to_serve", "Northwind,100,50", mapping={header: "revenue"})
    assert account(found).revenue is None
    assert account(found).cost_to_serve.mean == 50
    problem = only(found)
    assert (problem.cell, expected in problem.expected) == ("B1", True)


@pytest.mark.parametrize("header", ["Revenue (EUR)", "Revenue per year", "Revenue", "ARR (€)"])
def test_a_header_that_says_our_measure_does_not(read, header):
    found = read(f"account,{header}", "Northwind,100", mapping={header: "revenue"})
    assert (account(found).revenue.mean, found.problems) == (100, ())


def test_negative_revenue_is_unknown_and_said(read):
    problem = only(found := read(HEADER, "Northwind,external,-500,1000,100"))
    assert account(found).revenue is None
    assert (problem.cell, "cannot be negative" in problem.expected) == ("C2", True)
    assert "cost_to_serve" in problem.mend


@pytest.mark.parametrize("column", ["cofunding", "profit_share"])
def test_a_share_over_100_percent_is_unknown_and_said(read, column):
    problem = only(found := read(f"account,{column}", "Northwind,120%"))
    assert getattr(account(found), column) is None
    assert "above 100 %" in problem.expected


def test_a_bare_1_beside_larger_percentages_is_refused_not_taken_for_all(read):
    found = read("account,profit_share", "A,1", "B,20", "C,5%")
    assert [one.account.profit_share and one.account.profit_share.mean for one in found.standings] == [
        None,
        0.2,
        0.05,
    ]
    assert only(found).cell == "B2"


def test_shares_written_as_fractions_are_shares(read):
    found = read("account,profit_share", "A,0.2", "B,1")
    assert [one.account.profit_share.mean for one in found.standings] == [0.2, 1]
    assert found.problems == ()


def test_an_internal_account_with_revenue_stays_internal_and_its_revenue_is_not_counted(read):
    problem = only(found := read(HEADER, "Support,internal,500,,100", "Sales,internal,0,,"))
    assert found.standings[0].relationship is Relationship.INTERNAL
    assert account(found).revenue is None
    assert (problem.cell, "team of our own" in problem.expected) == ("C2", True)


def test_of_two_rows_of_one_account_the_first_counts_and_the_other_is_said(read):
    found = read(
        HEADER, "Northwind,external,100,,", " NORTH\u00adWIND ,external,200,,", "northwind,external,100,,"
    )
    assert names(found) == ["Northwind"]
    assert account(found).revenue.mean == 100
    other, same = found.problems
    assert (other.cell, other.severity, "Row 2 counts" in other.mend) == ("A3", Severity.WARNING, True)
    assert (same.cell, same.severity) == ("A4", Severity.NOTE)
    assert (found.input.rows_read, found.input.rows_merged) == (1, 2)


def test_a_legal_form_makes_another_account_that_is_proposed_as_the_same(read):
    found = read(HEADER, "Northwind GmbH,external,100,,", "Northwind,external,100,,", "Contoso,external,,,")
    assert names(found) == ["Northwind GmbH", "Northwind", "Contoso"]
    problem = only(found)
    assert (problem.cell, "'Northwind GmbH' in row 2 may be the same" in problem.expected) == ("A3", True)


@pytest.mark.parametrize("name", ["", "-", "n/a", "???"])
def test_a_row_without_a_name_is_left_out_and_said(read, name):
    problem = only(found := read(HEADER, f"{name},external,100,,", "Contoso,external,100,,"))
    assert names(found) == ["Contoso"]
    assert (problem.cell, problem.severity, "left out" in problem.mend) == ("A2", Severity.ERROR, True)
    assert found.input.rows_skipped == 1


def test_a_potential_below_the_revenue_is_said(read):
    problem = only(found := read(HEADER, "Northwind,external,1000,200,100"))
    assert found.standings[0].growth_money == 0
    assert (problem.cell, "add the revenue" in problem.mend) == ("D2", True)


def test_a_name_with_the_separator_of_names_is_said(read):
    assert only(read(HEADER, "Northwind; Contoso,external,1,,")).cell == "A2"


def test_several_bad_cells_of_a_row_leave_the_row_and_its_good_cells(read):
    found = read(f"{HEADER},new_geo", "Northwind,pink,many,5000,-1,blue")
    one = account(found)
    assert (one.internal, one.revenue, one.potential_revenue.mean, one.cost_to_serve, one.new_geo) == (
        None,
        None,
        5000,
        None,
        None,
    )
    assert sorted(problem.cell for problem in found.problems) == ["B2", "C2", "E2", "F2"]


def test_without_a_column_of_kinds_all_are_external_and_that_is_said(read):
    found = read("account,revenue,potential_revenue,cost_to_serve,brand_value", "Northwind,100,200,10,high")
    assert found.standings[0].relationship is Relationship.PARTNER_CANDIDATE
    assert any("all count as external" in note for note in found.notes)


def test_an_export_of_salesforce_is_read_and_what_accounts_earn_themselves_is_not_their_revenue(read):
    found = read(
        "Account Owner,Account Name,Type,Annual Revenue,Seats,ARR",
        "Kim,Northwind,Customer,900000000,20,12000",
        name="report.csv",
    )
    one = account(found)
    assert (one.name, one.revenue.mean, one.users.mean, one.internal) == ("Northwind", 12_000, 20, None)
    assert any("not what it pays you" in note for note in found.notes)


@pytest.mark.parametrize(
    "header",
    [
        "Kunde;Umsatz;Betreuungskosten",
        "Client;Chiffre d'affaires;Coût du service",
        "Cliente;Ingresos;Costo de servicio",
    ],
)
def test_headers_of_other_languages_are_known(read, header):
    one = account(read(header, "Northwind;1.200,50;300", name="liste.csv"))
    assert (one.revenue.mean, one.cost_to_serve.mean) == (1200.5, 300)


def test_other_headers_are_mapped_by_hand(read):
    found = read(
        "Firm name here,We get", "Northwind,100", mapping={"Firm name here": "account", "We get": "revenue"}
    )
    assert account(found).revenue.mean == 100


def test_requests_are_not_taken_for_accounts(read):
    with pytest.raises(FeatureCheckError, match="sheet of requests"):
        read("request,customer,users", "Bulk export,Northwind,200")
    with pytest.raises(FeatureCheckError, match="'Title'"):
        read("Title,Customer,Users,Votes", "Bulk export,Northwind,200,3")


def test_a_sheet_without_accounts_is_refused_with_what_it_needs(read):
    with pytest.raises(FeatureCheckError, match=r"accounts\.csv: This is not a sheet of customers.*--map"):
        read("colour,size", "red,5")


def test_a_header_alone_is_refused(read):
    with pytest.raises(FeatureCheckError, match="no row stands under the header"):
        read(HEADER)


def test_hostile_names_stay_what_they_are_and_messages_stay_on_one_line(read):
    found = read("account,kind", '"=1+1\x1b[31m",purple', f"<script>{'x' * 300},external")
    assert names(found)[0].startswith("=1+1")
    assert len(found.standings) == 2
    for problem in found.problems:
        assert problem.found.isprintable()
        assert "\x1b" not in problem.expected + problem.mend
