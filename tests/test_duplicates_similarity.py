"""How alike two requests are: the same for both, between 0 and 1, whatever the order of the sheet."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.duplicates.differences import differences
from featurecheck.duplicates.folding import fold, spelling, words
from featurecheck.duplicates.neighbours import Pairs, nearest, similar_pairs
from featurecheck.duplicates.similarity import similar
from featurecheck.duplicates.vectors import vectors

TITLE = st.lists(
    st.sampled_from(
        ["bulk", "export", "import", "csv", "excel", "contacts", "calendar", "sync", "dark", "mode"]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
TITLES = st.lists(st.one_of(TITLE, st.text(max_size=30)), min_size=2, max_size=12)


def scores(titles, descriptions=None, threshold=0.01):
    """Every pair's likeness, by the places of the two."""
    found = similar(titles, descriptions or [""] * len(titles), threshold)
    columns = (found.first.tolist(), found.second.tolist(), found.score.tolist())
    return {(one, two): score for one, two, score in zip(*columns, strict=True)}


def plain_cosine(texts, one, two):
    """The likeness of two texts, multiplied out without any index."""
    rows = []
    for row in (one, two):
        part = slice(texts.starts[row], texts.starts[row + 1])
        rows.append(dict(zip(texts.feature[part].tolist(), texts.weight[part].tolist(), strict=True)))
    return sum(weight * rows[1].get(feature, 0.0) for feature, weight in rows[0].items())


@given(TITLES, st.data())
@settings(deadline=None)
def test_likeness_is_between_0_and_1_and_no_order_of_the_sheet_changes_it(titles, data):
    told = data.draw(st.lists(st.one_of(st.just(""), TITLE), min_size=len(titles), max_size=len(titles)))
    order = data.draw(st.permutations(range(len(titles))))
    found = scores(titles, told)
    moved = scores([titles[row] for row in order], [told[row] for row in order])
    assert all(0 < score <= 1 and one < two for (one, two), score in found.items())
    assert {frozenset(pair): score for pair, score in found.items()} == {
        frozenset((order[one], order[two])): score for (one, two), score in moved.items()
    }


@given(TITLES, st.sampled_from([0.1, 0.3, 0.5, 0.8]))
@settings(deadline=None)
def test_the_index_finds_exactly_the_pairs_that_multiplying_everything_out_finds(titles, threshold):
    texts = vectors(titles)
    found = similar_pairs(texts, threshold)
    by_pair = dict(
        zip(zip(found.first.tolist(), found.second.tolist(), strict=True), found.score, strict=True)
    )
    for one, two in itertools.combinations(range(len(titles)), 2):
        expected = plain_cosine(texts, one, two)
        if abs(expected - threshold) > 1e-5:
            assert ((one, two) in by_pair) == (expected > threshold)
        if (one, two) in by_pair:
            assert by_pair[one, two] == pytest.approx(expected, abs=1e-5)


def test_many_texts_are_compared_in_blocks_and_none_is_missed():
    titles = [f"{noun} {number % 700}" for number, noun in enumerate(["report", "invoice", "calendar"] * 900)]
    texts = vectors(titles)
    found = similar_pairs(texts, 0.6)
    pairs = set(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert len(pairs) == len(found.first)
    for one in range(0, len(titles), 450):
        for two in range(one + 1, len(titles), 7):
            expected = plain_cosine(texts, one, two)
            if abs(expected - 0.6) > 1e-5:
                assert ((one, two) in pairs) == (expected > 0.6)


def test_what_is_like_nothing_is_in_no_pair():
    assert scores(["", "???", "export"]) == {}
    assert scores(["", ""]) == {}


def test_spelling_finds_what_whole_words_miss():
    others = ["Dark mode", "Calendar sync", "Pay by card", "Offline maps", "Better search"]
    found = scores(["Recurring tasks", "Recurring task", "Time tracking", *others])
    assert found[0, 1] > 0.5
    assert found.get((0, 2), 0) < 0.5


def test_a_description_counts_where_both_have_one():
    others = ["Dark mode", "Calendar sync", "Pay by card", "Offline maps"]
    titles = ["Crash on start", "Program ends at once", *others]
    story = "the splash window appears and the process exits with code 139"
    with_story = scores(titles, [story, story, "", "", "", ""])
    one_story = scores(titles, [story, "", "", "", "", ""])
    assert with_story[0, 1] > 0.3
    assert one_story.get((0, 1), 0) < 0.1


def test_the_best_neighbours_of_either_text_are_kept_and_equals_stay_together():
    pairs = Pairs(np.array([0, 0, 0, 1, 2]), np.array([1, 2, 3, 2, 3]), np.array([0.9, 0.8, 0.8, 0.7, 0.6]))
    assert nearest(pairs, 1).tolist() == [True, True, True, False, False]
    assert nearest(pairs, 2).tolist() == [True, True, True, True, True]
    assert nearest(Pairs(*(np.zeros(0, int) for _ in range(3))), 5).tolist() == []


def test_folding_forgets_case_blanks_and_punctuation_and_nothing_else():
    assert fold("  Bulk-Export,  (CSV)! ") == fold("bulk export csv")
    assert fold("Support C++") != fold("Support C#") != fold("Support C")
    assert fold("\uff22ulk export") == "bulk export"
    assert fold("\u0939\u093f\u0928\u094d\u0926\u0940") == "\u0939\u093f\u0928\u094d\u0926\u0940"
    assert fold("???") == "???"
    assert words("bulkExport for iPhone") == ["bulk", "export", "for", "i", "phone"]
    assert spelling("(call api.read() twice)") == "call api.read twice"


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("Import contacts from Excel", "Export contacts to Excel", "import / export"),
        ("Datenimport", "Datenexport", "datenimport / datenexport"),
        ("Allow guests to comment", "Prevent guests from commenting", "allow / prevent"),
        ("Kommentare erlauben", "Kommentare verhindern", "erlauben / verhindern"),
        ("Android app", "iOS app", "android / ios"),
        ("Login on Windows", "Login on Windows and Linux", "windows / linux"),
        ("API version 2", "API version 3", "2 / 3"),
        ("Round to 1,5", "Round to 1.5", ""),
        ("Windows 11", "Windows", ""),
        ("Show archived tasks", "Don't show archived tasks", "\u2013 / dont"),
        ("Remove a tag", "Add a tag in version 4", "remove / add"),
        ("Export to CSV", "Bulk export to csv", ""),
        ("", "", ""),
    ],
)
def test_what_makes_two_wishes_different_is_named(first, second, said):
    assert differences(first, second) == said


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_difference_is_one_from_either_side(first, second):
    assert bool(differences(first, second)) == bool(differences(second, first))
    assert differences(first, first) == ""


def test_importing_does_not_look_inside_words():
    assert differences("An important address", "Export the list") == ""
