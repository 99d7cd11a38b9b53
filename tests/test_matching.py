"""Which feature of the usage data a request speaks of: named or of the same name, never guessed."""

import pytest
from observed_data import feature, product, usage

from featurecheck.matching import Matcher, fold


def matcher(*products, own=None, competitors=("Acme",)):
    return Matcher([usage(*products)], own, competitors)


ACME = product("ACME", 500, feature("bulk_export"), feature("darkMode"))
OURS = product("Ours", 900, feature("csv export"), feature("Reports", users=0))


@pytest.mark.parametrize("name", ["bulk_export", "bulkExport", "Bulk export!", "  BULK-EXPORT "])
def test_spellings_of_one_name_are_one(name):
    assert fold(name) == "bulk export"


def test_a_request_names_the_feature_of_its_competitor():
    found = matcher(ACME, OURS).matched("Export everything", "Bulk Export", "acme")
    assert found.rival.feature.feature == "bulk_export"
    assert found.rival.named
    assert found.own is None


def test_a_request_may_name_the_competitors_feature_and_our_neighbouring_one():
    found = matcher(ACME, OURS).matched("Export everything", "bulk_export; csv export", "Acme")
    assert (found.rival.feature.feature, found.own.feature.feature) == ("bulk_export", "csv export")


def test_without_a_name_the_same_name_counts_and_it_is_known_that_nobody_named_it():
    found = matcher(ACME, OURS).matched("Dark mode", "", "Acme")
    assert found.rival.feature.feature == "darkMode"
    assert not found.rival.named


def test_what_only_sounds_alike_is_proposed_and_not_used():
    found = matcher(ACME, OURS).matched("Bulk export of all invoices", "", "Acme")
    assert (found.rival, found.own) == (None, None)
    assert found.proposed == ("bulk_export",)


def test_what_sounds_different_is_not_proposed():
    assert matcher(ACME, OURS).matched("Single sign-on", "", "Acme").proposed == ()


def test_a_name_that_no_source_has_is_missing_with_the_nearest_one():
    found = matcher(ACME, OURS).matched("Export everything", "bulk_exprot", "Acme")
    assert found.missing == ("'bulk_exprot' is not a feature in the usage data. Did you mean 'bulk_export'?",)


def test_a_product_that_no_request_names_as_competitor_is_ours():
    assert [one.name for _, one in matcher(ACME, OURS).own_products()] == ["Ours"]


def test_usage_without_a_product_is_ours():
    assert [one.name for _, one in matcher(product("", 900)).own_products()] == [""]


def test_of_several_other_products_none_is_taken_for_ours_until_the_policy_says_which():
    third = product("Globex", 80)
    doubtful = matcher(ACME, OURS, third)
    assert doubtful.own_products() == []
    assert "'Globex', 'Ours'" in doubtful.doubt
    assert "own_product" in doubtful.doubt
    told = matcher(ACME, OURS, third, own="ours")
    assert [one.name for _, one in told.own_products()] == ["Ours"]
    assert told.doubt == ""


def test_a_policy_that_names_a_product_that_is_not_there_is_told_the_nearest():
    assert matcher(ACME, OURS, own="Oors").doubt.endswith("Did you mean 'Ours'?")


def test_another_competitors_panel_says_nothing_about_this_one():
    found = matcher(ACME, OURS, competitors=("Acme", "Globex")).matched("Dark mode", "", "Globex")
    assert found.rival is None


def test_of_two_spellings_in_one_product_the_more_used_one_counts():
    twice = product("Acme", 500, feature("bulk_export", users=90), feature("Bulk Export", users=4))
    assert matcher(twice).matched("Bulk export", "", "Acme").rival.feature.users == 90


def test_names_of_signs_alone_match_nothing():
    strange = product("Acme", 500, feature("***"))
    assert matcher(strange).matched("!!!", "", "Acme").rival is None
