"""Which accounts the requesters are: by name, or by who speaks for whom; what is only alike is proposed."""

import make_customers
import pytest

from featurecheck.customers.matching import matched_requesters

LIST = make_customers.customers(
    *(make_customers.account(name) for name in ("Core AG", "Alder", "Northwind Traders"))
)


@pytest.mark.parametrize("name", ["Core AG", "core  ag", "Jo for Core AG", "Core AG (Jo)", "Jo @ Core AG"])
def test_whoever_speaks_for_an_account_is_that_account(name):
    found = matched_requesters([name], LIST)
    assert found.found[name].account.name == "Core AG"
    assert not found.unmatched


@pytest.mark.parametrize(
    ("name", "alike"), [("Aldr", "Alder"), ("Alderr", "Alder"), ("Nortwind Traders", "Northwind Traders")]
)
def test_a_mistyped_name_is_proposed_and_never_taken(name, alike):
    found = matched_requesters([name], LIST)
    assert not found.found
    assert found.proposed == {name: (alike,)}


@pytest.mark.parametrize("name", ["Cedar", "Ada", "Trade"])
def test_another_short_name_is_not_proposed(name):
    assert matched_requesters([name], LIST).proposed == {}
