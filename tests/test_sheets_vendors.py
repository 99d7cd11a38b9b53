"""Whose export a sheet is, what kind of sheet it is, and what its columns mean; what only looks alike is not taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.headers.header_text import fold, repeats
from featurecheck.sheets.headers.headers import known_count, known_names
from featurecheck.sheets.headers.kinds import REQUESTS, kinds
from featurecheck.sheets.headers.recognise import recognise_sheet

JIRA = "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Created,Votes,Description,Watchers,Labels"
EXPORTS = {
    "Jira": (
        JIRA,
        "requests",
        {"request": "Summary", "id": "Issue key", "votes": "Votes", "requested_on": "Created"},
    ),
    "Jira Product Discovery": (
        "Issue key,Summary,Custom field (Impact),Custom field (Impact score),Custom field (Effort),Custom field (Value)",
        "requests",
        {"id": "Issue key", "request": "Summary"},
    ),
    "UserVoice": (
        "Idea Id,Idea Title,Idea Description,Forum Name,Public Status Name,Voters Count,Created Timestamp,User Email Address",
        "requests",
        {"id": "Idea Id", "request": "Idea Title", "votes": "Voters Count", "status": "Public Status Name"},
    ),
    "UserVoice, as it was": (
        "suggestion.id,suggestion.title,suggestion.body,suggestion.created_timestamp,user.email_address,account.name",
        "requests",
        {"id": "suggestion.id", "description": "suggestion.body", "requesters": "account.name"},
    ),
    "Canny": (
        "id,title,details,status,score,commentCount,created,board,category,tags,url",
        "requests",
        {"votes": "score", "description": "details", "requested_on": "created"},
    ),
    "Productboard": (
        "entity_name,entity_uuid,description,pb_url,status_name,Effort",
        "requests",
        {"request": "entity_name", "id": "entity_uuid", "status": "status_name"},
    ),
    "Aha!": (
        "Feature reference #,Feature name,Feature status,Feature description",
        "requests",
        {"id": "Feature reference #", "request": "Feature name"},
    ),
    "Aha! ideas": (
        "Idea reference #,Idea name,Idea status,Idea votes,Idea organization",
        "requests",
        {"id": "Idea reference #", "votes": "Idea votes", "requesters": "Idea organization"},
    ),
    "Fider": (
        "number,title,description,created_at,created_by,votes_count,comments_count,status,responded_by,original_number,tags",
        "requests",
        {"id": "number", "votes": "votes_count"},
    ),
    "Quackback": (
        "id,title,content,status,tags,board,author_name,author_email,vote_count,created_at",
        "requests",
        {"description": "content", "votes": "vote_count"},
    ),
    "ClearFlask": (
        "ideaId,authorUserId,created,title,description,response,categoryId,statusId,voteValue,votersCount",
        "requests",
        {"id": "ideaId", "votes": "votersCount", "status": "statusId"},
    ),
    "GitHub issues": (
        "number,title,state,labels,createdAt,url,author,comments,body,reactions",
        "requests",
        {"id": "number", "request": "title", "description": "body", "status": "state"},
    ),
    "Salesforce": (
        "Account Owner,Account Name,Billing State,Type,Rating",
        "customers",
        {"account": "Account Name"},
    ),
    "GA4": (
        "Event name,Event count,Total users,Event count per user,Total revenue",
        "usage roll-up",
        {"feature": "Event name", "events": "Event count", "users": "Total users"},
    ),
    "Mixpanel": (
        "event,time,$distinct_id,$city",
        "usage events",
        {"feature": "event", "timestamp": "time", "user": "$distinct_id"},
    ),
    "Mixpanel's users": ("$distinct_id,$email,$last_seen", "unknown", {}),
    "Amplitude": (
        "event_type,event_time,user_id,amplitude_id,device_id",
        "usage events",
        {"feature": "event_type", "timestamp": "event_time", "user": "user_id"},
    ),
    "Amplitude's users": ("amplitudeID,userID", "unknown", {}),
    "Pendo": (
        "Feature Name,Number of Clicks,Number of Visitors,Number of Accounts",
        "usage roll-up",
        {"feature": "Feature Name", "events": "Number of Clicks", "accounts": "Number of Accounts"},
    ),
    "Pendo's accounts": (
        "Account ID,Account Name,Frequency,Number of Visitors",
        "customers",
        {"account": "Account Name", "users": "Number of Visitors"},
    ),
    "Google Forms": (
        "Timestamp,Email Address,What feature do you want most?,Company",
        "requests",
        {"request": "What feature do you want most?", "requested_on": "Timestamp", "requesters": "Company"},
    ),
    "Microsoft Forms": (
        "ID,Start time,Completion time,Email,Name,Do you use it?,Would you miss it?",
        "survey",
        {"respondent": "ID", "uses": "Do you use it?", "would_miss": "Would you miss it?"},
    ),
}


def understood(header, **options):
    return recognise_sheet(header.split(","), **options)


def columns(found):
    return {match.name: match.header for match in found.matches}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_recognised_with_its_kind_and_columns(name):
    header, kind, expected = EXPORTS[name]
    found = understood(header)
    assert (found.vendor, found.kind) == (name.split("'")[0].split(",")[0], kind)
    assert expected.items() <= columns(found).items()
    assert f"this is an export of {found.vendor}" in found.notes


def shouted(header):
    return fold(header).replace(" ", "_").upper()


@pytest.mark.parametrize(
    "name", [name for name in EXPORTS if "Forms" not in name]
)  # a first column tells a form
def test_case_and_order_of_the_headers_do_not_matter(name):
    header, kind, expected = EXPORTS[name]
    found = recognise_sheet([shouted(text) for text in reversed(header.split(","))])
    assert found.kind == kind
    assert {column: shouted(text) for column, text in expected.items()}.items() <= columns(found).items()


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("account,kind,revenue,cost_to_serve,shares_risk", "customers"),
        ("Company,ARR,Seats", "customers"),
        ("product,account,user,feature,timestamp", "usage events"),
        ("feature,users,accounts,events,period", "usage roll-up"),
        ("request,respondent,account,uses,how_often,likes,would_miss,would_switch", "survey"),
        ("request,account,votes", "requests"),
        ("feature,users", "requests"),
        ("id,request,users,how_often,like,bought_because,not_miss,would_switch", "requests"),
        ("Feature,Account,User,Created,Votes,Status", "requests"),
        ("colour,shape", "unknown"),
        ("revenue,cost_to_serve", "unknown"),
    ],
)
def test_the_kind_of_a_plain_sheet_is_told_by_its_columns(header, kind):
    found = understood(header)
    assert (found.kind, found.vendor) == (kind, None)


def test_a_sheet_that_was_said_to_be_of_a_kind_has_to_be_of_it():
    assert understood("feature,users,accounts,events", kind="requests").kind == "requests"
    with pytest.raises(
        FeatureCheckError, match="This is not a sheet of customers, one row an account: it needs account"
    ):
        understood("feature,users,accounts,events", kind="customers")
    with pytest.raises(FeatureCheckError, match="No column says what is requested"):
        understood("account,revenue", kind="requests")
    with pytest.raises(
        FeatureCheckError, match=r"There is no kind of sheet 'customer'\. Did you mean 'customers'\?"
    ):
        understood("account,revenue", kind="customer")


def test_a_mapping_decides_the_kind_and_says_how_each_column_was_found():
    labels = {"how_often": "Wie oft?"}
    found = understood("Wunsch,Wie oft?,Votes,Key", mapping={"Wunsch": "request"}, labels=labels)
    assert found.kind == "requests"
    assert {match.name: match.how for match in found.matches} == {
        "id": "known header",
        "request": "map",
        "votes": "name",
        "how_often": "question",
    }
    assert understood("Firma,Umsatz", mapping={"Firma": "account", "Umsatz": "revenue"}).kind == "customers"


def test_a_mapping_goes_before_what_the_vendor_says():
    found = understood(
        JIRA + ",Custom field (Effort)", mapping={"Custom field (Effort)": "effort", "Watchers": "votes"}
    )
    assert found.vendor == "Jira"
    assert (columns(found)["effort"], columns(found)["votes"]) == ("Custom field (Effort)", "Watchers")


@pytest.mark.parametrize(
    ("header", "left"),
    [
        (JIRA + ",Custom field (Effort)", "Custom field (Effort)"),
        ("Issue key,Summary,Custom field (Impact score),Custom field (Effort)", "Custom field (Effort)"),
        ("entity_name,entity_uuid,Effort", "Effort"),
    ],
)
def test_a_size_in_a_tracker_is_no_effort_in_person_weeks(header, left):
    found = understood(header)
    assert "effort" not in columns(found)
    assert left in found.unused
    assert any(
        note.startswith(f"'{left}' is not used:") and f'--map "{left}=effort"' in note for note in found.notes
    )


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        ("Account Owner,Account Name,Billing State,Annual Revenue", {"revenue", "contact"}),
        ("account,Revenue recognized date,MRR,users", {"revenue"}),
        ("ID,Start time,Completion time,Email,Name,What feature do you want?", {"requesters"}),
    ],
)
def test_a_header_that_means_something_else_is_not_taken(header, wrong):
    assert wrong.isdisjoint(columns(understood(header)))


def test_the_person_who_filled_in_a_form_is_no_request():
    found = understood("ID,Start time,Completion time,Email,Name,What feature do you want?")
    assert columns(found)["request"] == "What feature do you want?"
    assert "Name" in found.unused


def test_columns_of_one_header_are_joined_where_a_list_is_expected_and_else_said_once():
    header = [
        *JIRA.split(","),
        "Custom field (Organizations)",
        "Labels (2)",
        "Custom field (Organizations) (2)",
        "Labels (3)",
    ]
    found = recognise_sheet(header)
    requesters = next(match for match in found.matches if match.name == "requesters")
    assert (requesters.position, requesters.more) == (12, (14,))
    assert "Labels, 3 columns" in found.unused
    assert "requesters is read from 2 columns 'Custom field (Organizations)'" in found.notes


def test_a_near_miss_is_suggested_in_a_note_and_not_taken():
    found = understood("account,Revenu per year,users")
    assert "revenue" not in columns(found)
    assert understood("Titlee,Stemmen").notes == (
        "'Titlee' may be meant as request: to use it so, say --map \"Titlee=request\"",
    )
    assert (
        "'Revenu per year' may be meant as revenue: to use it so, say --map \"Revenu per year=revenue\""
        in found.notes
    )


def test_headers_of_other_sheets_count_in_the_search_for_the_header_row():
    assert known_names(["Account Name", "ARR", "Seats"]) == {
        "customers: account",
        "customers: revenue",
        "customers: users",
    }
    assert known_names(["Event name", "Event count", "Total users"]) == {
        "usage roll-up: feature",
        "usage roll-up: events",
        "usage roll-up: users",
    }
    assert known_names(["request", "votes", "how_often"]) == {"request", "votes", "how_often"}
    assert known_count(["2026-02-25", "17", "x" * 500]) == 0


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_header_is_understood_without_an_error_and_every_column_is_accounted_for_once(header):
    found = recognise_sheet(header)
    used = [at for match in found.matches for at in (match.position, *match.more)]
    assert len(used) == len(set(used))
    assert len({match.name for match in found.matches}) == len(found.matches)
    assert sorted(at for group in repeats(header).values() for at in group) == list(range(len(header)))


@given(st.text(max_size=60))
def test_folding_a_folded_header_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(
    st.sampled_from(sorted(kinds()[REQUESTS].aliases)),
    st.sampled_from([str.upper, str.title, lambda text: text.replace(" ", "_")]),
)
def test_case_and_joining_do_not_change_a_folded_header(alias, change):
    assert fold(change(alias)) == alias
