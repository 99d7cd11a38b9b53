"""What changed since the last evaluation, where requests are weighed by who asked."""

from __future__ import annotations

import pytest
from cli_helpers import call

HEADER = "id,request,requesters,users,would_switch,value_per_user,build_cost,build_time,lost_without,price_competition,head_start"
CHEAP = "a1,Invoices by mail,Northwind; Contoso,50 to 60,0 to 1 users,10 to 12,5k to 6k,3 to 4 weeks,1 to 2,0-5%,1 year"
DEAR = CHEAP.replace("5k to 6k", "900k to 1.1M")
ACCOUNTS = """account,kind,revenue,potential_revenue,cost_to_serve,new_market,new_geo
Northwind,external,900000,1300000,200000,no,no
Contoso,external,400000,600000,100000,no,no
"""


@pytest.fixture
def folder(tmp_path):
    """Two evaluations of a weighed request: its cost rose."""
    (tmp_path / "customers.csv").write_text(ACCOUNTS, encoding="utf-8")
    for name, row in (("old", CHEAP), ("new", DEAR)):
        (tmp_path / f"{name}.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
        done = call(
            "batch", f"{name}.csv", "--customers", "customers.csv", "--format", "json", "--output", name, cwd=tmp_path
        )  # fmt: skip
        assert done.code == 0, done.err
    return tmp_path


def page_since(folder, requests, *more):
    done = call("report", requests, "--since", "old/evaluation.json", "--output", "r.html", *more, cwd=folder)
    assert done.code == 0, done.err
    assert "1 verdict flipped" in done.err
    return (folder / "r.html").read_text(encoding="utf-8")


CAUSE = "Because of 'Cost to build it': with its old answer the verdict would still be GO."


@pytest.mark.parametrize("requests", ["new/evaluation.json", "new.csv"])
def test_with_the_list_of_customers_the_answer_that_did_it_is_found_by_trying(folder, requests):
    assert CAUSE in page_since(folder, requests, "--customers", "customers.csv")


def test_without_the_list_nothing_is_blamed(folder):
    page = page_since(folder, "new/evaluation.json")
    assert "Because" not in page
    assert "Cost to build it" in page


def test_with_another_list_nothing_is_blamed(folder):
    (folder / "customers.csv").write_text(ACCOUNTS.replace("900000", "90000"), encoding="utf-8")
    assert "Because" not in page_since(folder, "new/evaluation.json", "--customers", "customers.csv")
