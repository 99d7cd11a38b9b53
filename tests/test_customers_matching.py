"""Which accounts the requesters are: by name, or by who speaks for whom; what is only alike is proposed."""

from difflib import SequenceMatcher

import make_customers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.customers.matching import matched_requesters, mistyped

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


@given(st.text("abc1 ", max_size=10), st.text("abc1 ", max_size=12))
def test_the_short_way_to_a_mistyped_name_leads_where_the_long_one_does(one, other):
    same = SequenceMatcher(None, one, other, autojunk=False).ratio()
    assert mistyped(one, other) == (same if same >= 0.85 else 0.0)
