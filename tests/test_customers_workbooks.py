"""Accounts in workbooks: which sheet holds them, and the fill-in workbook read back."""

import openpyxl
import pytest

from featurecheck.cli.fill_in import more_sheets
from featurecheck.cli.fill_in import workbook as fill_in
from featurecheck.customers.reading import read_customers
from featurecheck.errors import FeatureCheckError
from featurecheck.policy import default_policy
from featurecheck.questionnaires.reading import by_name
from featurecheck.sheets.filetable import ReadAs

REQUESTS = [["request", "customer", "users"], ["Bulk export", "Northwind", 200], ["Dark mode", "Contoso", 10]]
ACCOUNTS = [["account", "kind", "revenue"], ["Northwind", "external", 1200.5]]


@pytest.fixture
def workbook(tmp_path):
    """Read the accounts in a workbook with these sheets, name -> rows."""

    def from_sheets(read_as=None, **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title.replace("_", " "))
            for row in rows:
                sheet.append(row)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return read_customers(path, read_as=read_as or ReadAs(), policy=default_policy())

    return from_sheets


def account(customers, at=0):
    return customers.standings[at].account


def names(customers):
    return [one.account.name for one in customers.standings]


def test_of_a_workbook_the_sheet_that_is_called_so_is_read(workbook):
    found = workbook(Requests=REQUESTS, Other=ACCOUNTS, Customers=[ACCOUNTS[0], ["Contoso", "external", 5]])
    assert names(found) == ["Contoso"]
    assert account(found).place.sheet == "Customers"


def test_of_a_workbook_without_such_a_name_the_sheet_of_accounts_is_found(workbook):
    found = workbook(Requests=REQUESTS, Who_pays=ACCOUNTS)
    assert names(found) == ["Northwind"]
    assert account(found).revenue.mean == 1200.5


def test_a_sheet_may_be_named(workbook):
    found = workbook(
        ReadAs(sheet="Second"), Customers=ACCOUNTS, Second=[ACCOUNTS[0], ["Contoso", "external", 5]]
    )
    assert names(found) == ["Contoso"]


@pytest.fixture
def filled(tmp_path):
    """Read the fill-in workbook after these cells were written into its sheet Customers, by header."""

    def with_rows(*rows):
        questionnaire, policy = by_name("competitor"), default_policy()
        path = tmp_path / "fill-in.xlsx"
        more = more_sheets(questionnaire, policy, customers=True, survey=True)
        path.write_bytes(fill_in(questionnaire, policy, more=more))
        book = openpyxl.load_workbook(path)
        sheet = book["Customers"]
        header = [cell.value for cell in sheet[1]]
        for number, row in enumerate(rows, start=2):
            for name, value in row.items():
                sheet.cell(number, header.index(name) + 1, value)
        book.save(path)
        return read_customers(path, policy=policy)

    return with_rows


def test_the_fill_in_workbook_is_read_back(filled):
    found = filled(
        {
            "account": "Northwind",
            "kind": "external",
            "revenue": 1200,
            "cost_to_serve": "1k to 2k",
            "new_geo": "don't know",
        },
        {"account": "Support", "kind": "internal", "hours_saved": 300, "cofunding": "don't know"},
    )
    assert names(found) == ["Northwind", "Support"]
    assert (account(found).revenue.mean, account(found).cost_to_serve.p95, account(found).new_geo) == (
        1200,
        2000,
        None,
    )
    assert account(found, 1).hours_saved.mean == 300
    assert found.problems == ()


def test_a_fill_in_workbook_without_accounts_says_that_its_sheet_is_empty(filled):
    with pytest.raises(FeatureCheckError, match=r"fill-in\.xlsx.*Customers"):
        filled()
