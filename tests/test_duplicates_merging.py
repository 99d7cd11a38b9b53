"""What a person accepted is merged: nobody counted twice, nothing lost without a word, what contradicts left alone."""

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featurecheck.duplicates.decisions import COLUMNS, read_decisions
from featurecheck.duplicates.merging import merged
from featurecheck.duplicates.uniting import united_votes
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import InputFile, Place, Requests, Severity


def sheet(**columns):
    """Requests A, B, C, ... in requests.csv from row 2 on; columns as lists of cells."""
    count = max(len(cells) for cells in columns.values())
    ids = [chr(ord("A") + number) for number in range(count)]
    return Requests(
        {"id": ids, "request": [f"Wish {name}" for name in ids], **columns},
        [Place("requests.csv", None, row) for row in range(2, count + 2)],
        letters={name: chr(ord("A") + at) for at, name in enumerate(["id", "request", *columns])},
        inputs=(InputFile("requests.csv", "0" * 64, "requests sheet", count),),
    )


@pytest.fixture
def decided(tmp_path):
    def decide(*rows, header="accept,id,duplicate_id"):
        path = tmp_path / "duplicates.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_decisions(path)

    return decide


def cells(requests, name):
    return dict(zip(requests.columns["id"], requests.columns[name], strict=True))


@pytest.mark.parametrize("word", ["yes", "Y", "x", "1", "Ja", "TRUE", "oui", "WAHR", "s\u00ed", " yes. "])
def test_yes_is_understood_in_the_words_people_use(decided, word):
    assert merged(sheet(votes=["1", "2"]), decided(f"{word},A,B")).requests.columns["id"] == ["A"]


@pytest.mark.parametrize("word", ["no", "N", "0", "nein", "FALSE", "", "  "])
def test_no_and_nothing_merge_nothing(decided, word):
    done = merged(sheet(votes=["1", "2"]), decided(f"{word},A,B"))
    assert done.requests.columns["id"] == ["A", "B"]
    assert done.requests.problems == ()


def test_any_other_answer_is_a_problem_with_its_cell(decided):
    done = merged(sheet(votes=["1", "2", "3"]), decided("perhaps,A,B", "yes,B,C"))
    (problem, _) = done.requests.problems
    assert (problem.file, problem.cell, problem.found) == ("duplicates.csv", "A2", "'perhaps'")
    assert problem.severity is Severity.ERROR
    assert done.requests.columns["id"] == ["A", "B"]


def test_a_file_saved_by_a_spreadsheet_program_is_read_too(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    book.active.append([True, 0.9, "A", "Wish A", "B", "wish b", "same words", None])
    book.save(tmp_path / "duplicates.xlsx")
    assert merged(sheet(votes=["1", "2"]), read_decisions(tmp_path / "duplicates.xlsx")).into == {"B": "A"}
    (tmp_path / "german.csv").write_bytes("accept;score;id;duplicate_id\r\nJA;0,9;A;B\r\n".encode("utf-16"))
    assert merged(sheet(votes=["1", "2"]), read_decisions(tmp_path / "german.csv")).into == {"B": "A"}


def test_a_file_without_the_columns_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "other.csv").write_text("id,request\nA,b\n")
    with pytest.raises(FeatureCheckError, match="no column 'accept'"):
        read_decisions(tmp_path / "other.csv")
    with pytest.raises(FeatureCheckError, match="there is no such file"):
        read_decisions(tmp_path / "missing.csv")


def test_accounts_are_united_and_none_votes_twice(decided):
    requests = sheet(votes=["2", "3", "9"], requesters=["Acme; Initech", "ACME ;Hooli; Stark", ""])
    done = merged(requests, decided("yes,A,B")).requests
    assert cells(done, "votes") == {"A": "4", "C": "9"}
    assert cells(done, "requesters")["A"] == "Acme; Initech; Hooli; Stark"


@pytest.mark.parametrize(
    ("votes", "askers", "together"),
    [
        ([2, 3], [{"a", "b"}, {"b", "c", "d"}], 4),
        ([10, 5], [{"a"}, {"a"}], 14),
        ([10, 5], [set(), set()], 15),
        ([None, 5], [{"a", "b"}, set()], 7),
        ([1, 1], [{"a", "b"}, {"c"}], 2),
        ([7, 0], [set(), set()], 7),
    ],
)
def test_votes_are_added_up_less_the_accounts_that_are_named_twice(votes, askers, together):
    assert united_votes(votes, askers) == together


ASKERS = st.lists(st.sets(st.sampled_from("abcdef")), min_size=2, max_size=5)


@given(ASKERS, st.data())
def test_votes_never_exceed_their_sum_nor_fall_below_the_largest_or_the_accounts(askers, data):
    votes = [len(names) + data.draw(st.integers(0, 50)) for names in askers]
    found = united_votes(votes, askers)
    assert max(votes) <= found <= sum(votes)
    assert found >= len(set().union(*askers))
    assert united_votes(votes[::-1], askers[::-1]) == found
    if all(count == len(names) for count, names in zip(votes, askers, strict=True)):
        assert found == len(set().union(*askers))


def test_votes_that_nobody_counted_stay_unknown(decided):
    done = merged(sheet(votes=["", ""], requesters=["Acme", "Hooli"]), decided("yes,A,B")).requests
    assert cells(done, "votes") == {"A": ""}


def test_the_answer_of_the_request_that_stays_stands_and_the_other_is_named(decided):
    done = merged(sheet(users=["800 to 2k", "900"]), decided("yes,A,B")).requests
    assert cells(done, "users") == {"A": "800 to 2k"}
    problem = next(one for one in done.problems if one.column == "users")
    assert problem.severity is Severity.WARNING
    assert problem.cell == "C2"
    assert "'800 to 2k' in A and '900' in B" in problem.found


@pytest.mark.parametrize("nothing", ["", "dk", "don't know", "n/a"])
def test_an_empty_answer_is_taken_from_the_duplicate_with_its_evidence(decided, nothing):
    requests = sheet(
        users=[nothing, "900"],
        **{"users evidence": ["guess", "public"], "users source": ["", "https://x.example"]},
    )
    done = merged(requests, decided("yes,A,B")).requests
    assert [done.columns[name] for name in ("users", "users evidence", "users source")] == [
        ["900"],
        ["public"],
        ["https://x.example"],
    ]
    note = done.problems[-1]
    assert note.severity is Severity.NOTE
    assert note.expected == "B 'Wish B' was merged into A, and users taken from it."
    assert (note.file, note.row) == ("requests.csv", 3)


def test_two_who_do_not_know_still_do_not_know(decided):
    done = merged(sheet(users=["", "dk"], like=["", ""]), decided("yes,A,B")).requests
    assert cells(done, "users") == {"A": "dk"}
    assert cells(done, "like") == {"A": ""}
    assert all(one.severity is Severity.NOTE for one in done.problems)


def test_texts_are_joined_dates_are_the_earliest_and_other_cells_filled(decided):
    requests = sheet(
        description=["Why not", "why  NOT", "Because"],
        requested_on=["2026-03-01", "2025-12-24", ""],
        competitor=["", "Acme", "Initech"],
    )
    done = merged(requests, decided("yes,A,B", "yes,A,C")).requests
    assert cells(done, "description") == {"A": "Why not\n\nBecause"}
    assert cells(done, "requested_on") == {"A": "2025-12-24"}
    assert cells(done, "competitor") == {"A": "Acme"}
    assert any("'Acme' in B and 'Initech' in C" in one.found for one in done.problems)


def test_what_needs_or_excludes_a_merged_request_names_the_one_that_stays(decided):
    requests = sheet(depends_on=["", "", "B; A", "C"], excludes=["", "D", "", "x; B"])
    done = merged(requests, decided("yes,A,B")).requests
    assert cells(done, "depends_on") == {"A": "", "C": "A", "D": "C"}
    assert cells(done, "excludes") == {"A": "D", "C": "", "D": "x; A"}


def test_pairs_that_share_a_request_become_one_and_the_first_named_stays(decided):
    done = merged(sheet(votes=["1", "2", "4", "8"]), decided("yes,C,B", "yes,B,A"))
    assert cells(done.requests, "votes") == {"C": "7", "D": "8"}
    assert done.into == {"A": "C", "B": "C"}
    assert [place.row for place in done.requests.places] == [4, 5]


def test_the_merged_rows_are_counted_and_the_note_says_by_what(decided):
    done = merged(sheet(votes=["1", "2", "4", "8", "16"]), decided("yes,A,B", "yes,A,C", "yes,D,E"))
    (source,) = done.requests.inputs
    assert source.rows_merged == 3
    assert source.notes == ("5 requests merged into 2, as duplicates.csv says",)
    assert sum(map(int, done.requests.columns["votes"])) == 31


@pytest.mark.parametrize("column", ["excludes", "depends_on"])
def test_what_contradicts_is_never_merged_also_not_through_a_third(decided, column):
    requests = sheet(**{column: ["C", "", ""]})
    done = merged(requests, decided("yes,A,B", "yes,B,C"))
    assert done.into == {"B": "A"}
    (problem,) = [one for one in done.requests.problems if one.severity is Severity.ERROR]
    assert (problem.cell, problem.found) == ("A3", "yes, although A and C exclude or need each other")


def test_an_unknown_id_is_a_problem_and_changes_nothing(decided):
    requests = sheet(votes=["1", "2"])
    done = merged(requests, decided("yes,A,Z", "no,Y,Z", "yes,,B"))
    assert done.requests.columns == requests.columns
    assert [one.found for one in done.requests.problems] == ["the id 'Z'", "no id"]


def test_a_pair_whose_ids_mean_other_requests_by_now_is_not_merged(decided):
    header = "accept,id,request,duplicate_id,duplicate_request"
    done = merged(sheet(votes=["1", "2"]), decided("yes,A,wish a!,B,Offline maps", header=header))
    assert done.into == {}
    assert done.requests.problems[0].found == "'Offline maps' for B, which is now 'Wish B'"
    assert done.requests.problems[0].severity is Severity.ERROR


def test_ids_that_a_spreadsheet_must_not_run_are_found_again(decided):
    requests = Requests({"id": ["=1+1", "@b"], "request": ["x", "y"]}, [Place("a.csv")] * 2)
    assert merged(requests, decided("yes,'=1+1,'@b")).into == {"@b": "=1+1"}


PAIRS = st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF")), max_size=8)


@given(PAIRS, st.lists(st.sets(st.sampled_from("abcd")), min_size=6, max_size=6), st.data())
@settings(deadline=None, max_examples=60)
def test_merging_twice_is_merging_once_and_no_vote_or_account_is_lost(tmp_path_factory, pairs, askers, data):
    votes = [len(names) + data.draw(st.integers(0, 9)) for names in askers]
    requests = sheet(
        votes=[str(count) for count in votes],
        requesters=["; ".join(sorted(names)) for names in askers],
        excludes=data.draw(st.lists(st.sampled_from(["", "A", "B; C"]), min_size=6, max_size=6)),
        users=data.draw(st.lists(st.sampled_from(["", "dk", "5", "9"]), min_size=6, max_size=6)),
    )
    path = tmp_path_factory.getbasetemp() / "decided.csv"
    path.write_text("\n".join(["accept,id,duplicate_id", *(f"yes,{one},{two}" for one, two in pairs)]) + "\n")
    decisions = read_decisions(path)
    once = merged(requests, decisions).requests
    assert merged(once, decisions).requests.columns == once.columns
    total = sum(map(int, once.columns["votes"]))
    assert max(votes) <= total <= sum(votes)
    named = {name for cell in once.columns["requesters"] for name in cell.split("; ") if name}
    assert named == set().union(*askers)
    assert len(requests) == len(once) + once.inputs[0].rows_merged
