"""Which pairs are proposed, in which order and why; nothing is merged by that."""

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.duplicates import proposals as looked
from featurecheck.duplicates.decisions import COLUMNS, duplicates_csv, read_decisions
from featurecheck.duplicates.proposals import Proposal, natural, proposals
from featurecheck.intake import Place, Requests
from featurecheck.resources import bundled

OTHERS = [
    "Dark mode",
    "Calendar sync",
    "Pay by card",
    "Offline maps",
    "Gantt chart",
    "Time zones",
    "Webhooks",
]


def sheet(*titles, **columns):
    """Requests with the ids F-1, F-2, ... and other columns as given, padded with unlike ones."""
    titles = [*titles, *OTHERS]
    filled = {name: [*cells, *[""] * (len(titles) - len(cells))] for name, cells in columns.items()}
    ids = [f"F-{number}" for number in range(1, len(titles) + 1)]
    return Requests(
        {"id": ids, "request": titles, **filled},
        [Place("requests.csv", None, row) for row in range(2, len(titles) + 2)],
    )


def pairs(requests, **wishes):
    return [(one.id, one.duplicate_id) for one in proposals(requests, **wishes).pairs]


def test_titles_that_differ_in_case_blanks_and_punctuation_alone_score_1():
    (found,) = proposals(sheet("Bulk export (CSV)", " bulk-export csv! ")).pairs
    assert (found.score, found.reason, found.differs) == (1.0, "the same title", "")


def test_titles_that_differ_by_a_sign_that_means_something_are_not_the_same():
    assert all(one.reason != "the same title" for one in proposals(sheet("Support C++", "Support C#")).pairs)


def test_the_reason_names_the_words_both_share_and_leaves_out_those_that_say_nothing():
    (found,) = proposals(
        sheet("Add bulk export of invoices to CSV", "Bulk export of the invoices to CSV")
    ).pairs
    assert found.reason == "same words: bulk, export, invoices, csv"
    assert 0.5 <= found.score < 1


def test_the_reason_names_ids_and_accounts_that_both_share():
    told = ["As in F-2 and JIRA-77", "See JIRA-77, please"]
    asked = ["Acme; Initech", "ACME ; Hooli"]
    (found,) = proposals(
        sheet("Bulk export to CSV", "bulk export to csv", description=told, requesters=asked)
    ).pairs
    assert found.reason == "the same title; mentions F-2; both mention JIRA-77; both asked for by Acme"


def test_a_pair_that_differs_in_an_opposite_is_warned_about_and_comes_last():
    requests = sheet(
        "Import contacts of Excel", "Export contacts of Excel", "Nightly backups", "Nightly backup"
    )
    found = proposals(requests).pairs
    assert [one.differs for one in found] == ["", "import / export"]
    assert found[0].score < found[1].score


def test_unlike_requests_are_not_proposed():
    assert pairs(sheet("Bulk export", "Watch app")) == []
    assert pairs(Requests({"id": ["F-1"], "request": ["Bulk export"]}, [Place("a.csv")])) == []


def test_the_demo_is_not_flooded():
    with (bundled("questionnaires/demo") / "requests.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [row[name] or "" for row in rows] for name in ("id", "request", "description")}
    assert proposals(Requests(columns, [Place("requests.xlsx")] * len(rows))).pairs == ()


@pytest.mark.parametrize("column", ["excludes", "depends_on"])
def test_requests_that_exclude_or_need_each_other_are_known_to_be_two(column):
    assert pairs(sheet("Bulk export", "bulk export", **{column: ["", "F-9; F-1"]})) == []


def test_what_a_person_answered_is_not_proposed_again():
    requests = sheet("Bulk export", "bulk export", "Bulk Export")
    assert pairs(requests) == [("F-1", "F-2"), ("F-1", "F-3")]
    assert pairs(requests, answered=[frozenset(("F-2", "F-1"))]) == [("F-1", "F-3")]


def test_the_request_with_more_answers_is_the_one_to_stay_then_the_one_with_more_votes():
    assert pairs(sheet("Bulk export", "bulk export", users=["", "5k"])) == [("F-2", "F-1")]
    assert pairs(sheet("Bulk export", "bulk export", votes=["3", "20"])) == [("F-2", "F-1")]
    assert pairs(sheet("Bulk export", "bulk export")) == [("F-1", "F-2")]


def test_ids_are_ordered_as_people_count():
    assert sorted(["R-10", "R-2", "a", "R-2b", "7"], key=natural) == ["7", "R-2", "R-2b", "R-10", "a"]


def test_at_most_so_many_pairs_are_listed_and_the_rest_is_counted():
    found = proposals(sheet(*["Bulk export"] * 30), most=10)
    assert (len(found.pairs), found.left_out, found.compared) == (10, 19, True)


def test_too_many_titles_are_only_looked_through_for_equal_ones(monkeypatch):
    monkeypatch.setattr(looked, "MOST_COMPARED", 5)
    found = proposals(sheet("Bulk export", "bulk export", "Bulk exports"))
    assert [(one.id, one.duplicate_id) for one in found.pairs] == [("F-1", "F-2")]
    assert not found.compared


TITLES = st.lists(
    st.lists(
        st.sampled_from(["bulk", "export", "import", "csv", "Dark", "mode", "2", "3"]), min_size=1, max_size=4
    ).map(" ".join),
    min_size=2,
    max_size=10,
)


@given(TITLES, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_sheet_changes_no_proposal(titles, chance: random.Random):
    requests = sheet(*titles)
    order = list(range(len(requests)))
    chance.shuffle(order)
    moved = Requests(
        {name: [cells[row] for row in order] for name, cells in requests.columns.items()},
        [requests.places[row] for row in order],
    )
    assert proposals(moved) == proposals(requests)
    assert all(0 < one.score <= 1 and one.id != one.duplicate_id for one in proposals(requests).pairs)


def test_the_file_holds_the_columns_in_their_order_and_runs_no_formula():
    evil = Proposal(0.9, "=1+1", '=HYPERLINK("x")', "@b", "+cmd|x", "same words: cmd", "")
    text = duplicates_csv([evil]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1] == ["", "0.9", "'=1+1", '\'=HYPERLINK("x")', "'@b", "'+cmd|x", "same words: cmd", ""]


def test_what_was_answered_stays_in_the_file_as_it_stands(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "accept;id;request;duplicate_id;duplicate_request\nNein;F-1;Bulk export;F-2;bulk export\n;F-3;a;F-4;b\n"
    )
    text = duplicates_csv([Proposal(0.7, "F-5", "c", "F-6", "d", "same", "")], read_decisions(path)).decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["accept"], row["id"]) for row in rows] == [("Nein", "F-1"), ("", "F-5")]
