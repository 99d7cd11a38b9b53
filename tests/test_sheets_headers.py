"""Columns are found by name, question, known header or --map; a near miss is suggested, never taken."""

import tomllib

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.parameters import PARAMETERS
from featurecheck.questionnaires import by_name
from featurecheck.resources import bundled
from featurecheck.sheets.headers.headers import COLUMNS, fold, recognise
from featurecheck.sheets.headers.recognise import match_columns, unused_note

JIRA = "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Reporter,Created,Updated,Votes,Description"
JIRA += ",Watchers,Watchers (2),Labels,Custom field (Impact),Custom field (Effort),Custom field (Customer Importance ),Parent"
EXPORTS = {
    JIRA: {
        "request": "Summary",
        "id": "Issue key",
        "status": "Status",
        "requested_on": "Created",
        "votes": "Votes",
        "description": "Description",
    },
    "Idea Id,Idea Title,Idea Description,Forum Name,Category Name,Labels,Public Status Name,Voters Count,Created Timestamp": {
        "id": "Idea Id",
        "request": "Idea Title",
        "description": "Idea Description",
        "status": "Public Status Name",
        "votes": "Voters Count",
        "requested_on": "Created Timestamp",
    },
    "suggestion.id,suggestion.title,suggestion.votes_count": {
        "id": "suggestion.id",
        "request": "suggestion.title",
        "votes": "suggestion.votes_count",
    },
    "number,title,description,created_at,created_by,votes_count,comments_count,status,tags": {
        "id": "number",
        "request": "title",
        "description": "description",
        "requested_on": "created_at",
        "votes": "votes_count",
        "status": "status",
    },
    "id,title,content,status,tags,board,author_name,author_email,vote_count,created_at": {
        "id": "id",
        "request": "title",
        "description": "content",
        "status": "status",
        "votes": "vote_count",
        "requested_on": "created_at",
    },
    "ideaId,authorUserId,created,title,description,categoryId,statusId,voteValue,votersCount": {
        "id": "ideaId",
        "request": "title",
        "description": "description",
        "requested_on": "created",
        "votes": "votersCount",
        "status": "statusId",
    },
    "Feature reference #,Feature name,Feature status,Feature created date": {
        "id": "Feature reference #",
        "request": "Feature name",
        "status": "Feature status",
        "requested_on": "Feature created date",
    },
    "entity_name,entity_uuid,description,pb_url,status_name": {
        "request": "entity_name",
        "id": "entity_uuid",
        "description": "description",
        "status": "status_name",
    },
    "id,title,details,status,score (votes),commentCount,created,board,category": {
        "id": "id",
        "request": "title",
        "description": "details",
        "status": "status",
        "votes": "score (votes)",
        "requested_on": "created",
    },
}


@pytest.mark.parametrize("header", list(EXPORTS), ids=lambda header: header[:20])
def test_the_columns_of_a_known_export_are_found(header):
    names = header.split(",")
    matched = {name: names[position] for name, position in match_columns(names).items()}
    assert matched == EXPORTS[header]


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("# Votes", "votes"),
        ("#", "number"),
        ("commentCount", "comment count"),
        ("Custom field (Customer Importance )", "customer importance"),
        ("how_often", "how often"),
        ("  Do they LIKE it?? ", "do they like it"),
        ("Competitor\u2019s users", "competitors users"),
        ("\uff36otes", "votes"),
        ("???", ""),
    ],
)
def test_folding_leaves_only_the_words(header, folded):
    assert fold(header) == folded


@pytest.mark.parametrize(
    "header",
    [
        "OS",
        "Account owner",
        "Revenue recognized date",
        "Comments",
        "Priority",
        "Issue Type",
        "Feature users",
        "Labels (2)",
    ],
)
def test_a_header_that_means_something_else_is_not_taken(header):
    assert recognise(header) is None


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.name)
def test_every_answer_is_found_by_its_name_and_by_its_label(parameter):
    label = parameter.label.format(unit="users", singular="user")
    for header in (parameter.name, parameter.name.replace("_", " ").title(), label):
        assert recognise(header)[0] == parameter.name


def test_the_text_of_a_question_is_a_header():
    labels = {"request": "What do they want?", "how_often": "Wie oft?"}
    header = ["What do they want?", "Wie oft?", "Wie oft? - evidence"]
    assert match_columns(header, labels=labels) == {"request": 0, "how_often": 1, "how_often evidence": 2}


def test_evidence_source_ask_and_state_go_with_any_header_of_their_answer():
    header = [
        "request",
        "users_evidence",
        "Users Source",
        "Cost to build (EUR)",
        "Cost to build ask",
        "like state",
        "state",
    ]
    assert match_columns(header) == {
        "request": 0,
        "status": 6,
        "users evidence": 1,
        "users source": 2,
        "like state": 5,
        "build_cost": 3,
        "build_cost ask": 4,
    }


def test_the_surer_of_two_headers_wins_and_the_other_is_listed():
    header = ["Name", "Title", "Feature request"]
    matched = match_columns(header)
    assert matched == {"request": 2}
    assert unused_note(header, matched)[0] == "not used: 'Name', 'Title'"


def test_a_mapping_goes_before_every_other_rule():
    header = ["title", "Wunsch", "Nutzer dort"]
    mapping = {"wunsch": "request", "Nutzer dort": "users"}
    assert match_columns(header, mapping) == {"request": 1, "users": 2}


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"Votez": "votes"}, "the sheet has no column 'Votez'. Did you mean 'Votes'?"),
        ({"Votes": "vots"}, "there is no column 'vots' in a request sheet. Did you mean 'votes'?"),
        ({"Votes": "qqqq"}, "Columns: id, request"),
        ({"Votes": "users", "title": "users"}, "gives the column 'users' twice"),
    ],
)
def test_a_mapping_that_names_nothing_known_is_an_error_with_a_suggestion(mapping, words):
    with pytest.raises(FeatureCheckError) as caught:
        match_columns(["title", "Votes"], mapping)
    assert words in caught.value.message


def test_without_a_request_column_the_message_names_the_columns_and_the_way_out():
    with pytest.raises(FeatureCheckError) as caught:
        match_columns(["Wens", "Stemmen"])
    assert "Columns found: 'Wens', 'Stemmen'." in caught.value.message
    assert '--map "HEADER=request"' in caught.value.message


def test_a_near_miss_is_suggested_in_a_note_and_not_taken():
    header = ["request", "Competitr", "Glasy"]
    matched = match_columns(header)
    assert matched == {"request": 0}
    notes = unused_note(header, matched)
    assert notes[0] == "not used: 'Competitr', 'Glasy'"
    assert notes[1:] == (
        "'Competitr' may be meant as competitor: to use it so, say --map \"Competitr=competitor\"",
    )


def test_the_data_file_names_every_column_once_and_no_header_for_two():
    data = tomllib.loads(bundled("questionnaires/headers.toml").read_text(encoding="utf-8"))["headers"]
    assert set(data) == set(COLUMNS)
    folded = [fold(alias) for known in data.values() for alias in known]
    assert len(folded) == len(set(folded))
    assert all(fold(name) == fold(known[0]) for name, known in data.items())


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("would_leave", "would_leave"),
        ("Would leave (%)", "would_leave"),
        ("Share of those who asked that would really leave", "would_leave"),
        ("Würden kündigen", "would_leave"),
        ("Anteil, die kündigen würden - evidence", "would_leave evidence"),
        ("Would grow source", "would_grow source"),
        ("Würden ausbauen", "would_grow"),
        ("What share of their potential would it really bring as profit?", "would_grow"),
    ],
)
def test_answers_about_those_who_asked_are_found_in_english_and_german(header, name):
    found = recognise(header, by_name("competitor").labels())
    assert found is not None
    assert found[0] == name
