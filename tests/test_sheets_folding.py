"""An export with a row for every voter counts ideas, not rows; nobody is counted twice and nothing is invented."""

from hypothesis import given
from hypothesis import strategies as st

from featurecheck.intake import Severity, Table
from featurecheck.sheets.requests.requests_sheet import requests_from_table


def table(*lines, first=2):
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    letters = tuple("ABCDEFGHIJ"[: len(rows[0])])
    return Table(
        "wishes.xlsx", "Requests", rows[0], rows[1:], range(first, first + len(rows) - 1), letters, ("noted",)
    )


USERVOICE = "Idea Id|Idea Title|Idea Description|Voters Count|Created Timestamp|User Email Address|Company"


def test_an_export_with_a_row_a_voter_counts_ideas_and_keeps_their_votes():
    found = requests_from_table(
        table(
            USERVOICE,
            "7|Export|<p>Please</p>|3|2025-06-21 16:14:00 UTC|a@example.org|Acme",
            "7|Export|<p>Please</p>|3|2025-06-21 16:14:00 UTC|b@example.org|acme ",
            "8|Import|a < b|1|2025-06-22 16:14:00 UTC|a@example.org|Acme",
            "7|Export|<p>Please</p>|3|2025-06-21 16:14:00 UTC|c@example.org|Contoso",
        )
    )
    assert found.columns == {
        "id": ["7", "8"],
        "request": ["Export", "Import"],
        "description": ["Please", "a < b"],
        "requested_on": ["2025-06-21", "2025-06-22"],
        "votes": ["3", "1"],
        "requesters": ["Acme; Contoso", "Acme"],
    }
    assert [place.row for place in found.places] == [2, 4]
    assert (found.inputs[0].rows_read, found.inputs[0].rows_merged) == (2, 2)
    assert "2 rows folded into others: 4 rows, 2 ideas" in found.inputs[0].notes
    assert "description: HTML was turned into text in 1 cell" in found.inputs[0].notes
    assert found.problems == ()


def test_without_a_count_and_an_account_the_voters_are_counted_and_named_as_the_export_names_them():
    found = requests_from_table(
        table(
            "suggestion.id|suggestion.title|user.email_address",
            "7|Export|a@example.org",
            "7|Export|A@example.org",
            "7|Export|b@example.org",
            "9|Import|",
        )
    )
    assert (found.columns["votes"], found.columns["requesters"]) == (
        ["2", "0"],
        ["a@example.org; b@example.org", ""],
    )
    assert found.mapping["votes"] == "user.email_address"
    assert not any("not used" in note for note in found.inputs[0].notes)


def test_without_a_voter_column_no_votes_are_invented():
    found = requests_from_table(table("Idea Id|Idea Title", "7|Export", "7|Export"))
    assert found.columns == {"id": ["7"], "request": ["Export"]}


def test_an_idea_with_two_titles_or_two_statuses_is_told():
    found = requests_from_table(
        table(
            "Idea Id|Idea Title|Public Status Name",
            "7|Export|open",
            "7|Export all|done",
            "|Import|open",
            "|Import|",
        )
    )
    assert found.columns["request"] == ["Export", "Import", "Import"]
    assert found.columns["id"] == ["7", "R2", "R3"]
    (problem,) = found.problems
    assert (problem.cell, problem.severity) == ("B3", Severity.WARNING)
    assert problem.found == "'Export all', but 'Export' in an earlier row of '7'"
    assert "status differs between the rows of 1 idea: the first was taken" in found.inputs[0].notes


def test_a_plain_sheet_is_not_folded():
    found = requests_from_table(table("id|request|user email", "A|a|x", "A|a|y"))
    assert len(found) == 2
    assert found.inputs[0].rows_merged == 0


@given(st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(["a", "A ", "b", "c", ""])), max_size=30))
def test_folding_keeps_every_vote_and_counts_no_account_twice(rows):
    lines = [f"{idea}|Idea {idea}|{voter}" for idea, voter in rows]
    found = requests_from_table(table("Idea Id|Idea Title|User Email", *lines))
    pairs = {(idea, voter.strip().casefold()) for idea, voter in rows if voter.strip()}
    assert sum(map(int, found.columns.get("votes", []))) == len(pairs)
    assert len(found) + found.inputs[0].rows_merged == len(rows)
    for names in found.columns.get("requesters", []):
        folded = [name.casefold() for name in names.split("; ") if name]
        assert len(folded) == len(set(folded))


def test_accounts_in_several_columns_of_one_header_are_joined_each_once():
    found = requests_from_table(
        table(
            "Issue key|Summary|Custom field (Organizations)|Custom field (Organizations) (2)",
            "A|a|Acme|acme",
            "B|b|Acme|Foo",
            "C|c||",
        )
    )
    assert found.columns["requesters"] == ["Acme", "Acme; Foo", ""]
