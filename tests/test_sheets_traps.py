"""Sheets as people have them: what only looks like one of our columns is not taken, and what was decided is said."""

import pytest

from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Table
from featurecheck.sheets.headers.recognise import recognise_sheet
from featurecheck.sheets.requests.requests_sheet import requests_from_table


def table(*lines):
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    letters = tuple("ABCDEFGHIJ"[: len(rows[0])])
    return Table("wishes.csv", None, rows[0], rows[1:], range(2, len(rows) + 1), letters, ())


def columns(header, **options):
    return {match.name: match.header for match in recognise_sheet(header.split("|"), **options).matches}


def notes(found):
    return found.inputs[0].notes


@pytest.mark.parametrize(
    "header",
    [
        "Zeitstempel|E-Mail-Adresse|Name|Welche Funktion fehlt Ihnen?",
        "ID|Startzeit|Fertigstellungszeit|E-Mail|Name|Welche Funktion fehlt Ihnen?",
        "Horodateur|Adresse e-mail|Nom|Quelle fonctionnalité vous manque ?",
        "Id|Hora de inicio|Hora de finalización|Correo electrónico|Nombre|¿Qué funcionalidad falta?",
        "Name|Which feature is missing?|Company",
    ],
)
def test_the_name_of_who_answered_a_form_is_no_request(header):
    question = next(text for text in header.split("|") if text.endswith("?"))
    assert columns(header)["request"] == question


@pytest.mark.parametrize(
    "header",
    [
        "$distinct_id|$name|$email|$last_seen",
        "First name|Last name|Title|Email",
        "Vorname|Nachname|Funktion|E-Mail",
        "Name|Email|Votes",
    ],
)
def test_a_list_of_people_is_no_sheet_of_requests(header):
    assert recognise_sheet(header.split("|")).kind == "unknown"


def test_a_name_is_a_request_where_nothing_says_that_it_is_a_person():
    assert columns("Name|Status|Votes|Owner")["request"] == "Name"
    assert columns("Name|Email", mapping={"Name": "request"})["request"] == "Name"


def test_a_sheet_with_a_request_is_no_list_of_customers_though_it_names_them():
    found = recognise_sheet(["Company", "Contact", "Name", "Request", "Number of users"])
    assert found.kind == "requests"
    assert recognise_sheet(["Company", "ARR", "Request"], kind="customers").kind == "customers"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "Nr.|Wunsch|Beschreibung|Stimmen|Wettbewerber|Kunde|Status|Erstellt am|Fällig am",
            ["id", "request", "description", "requested_on", "votes", "status", "competitor", "requesters"],
        ),
        (
            "Anforderung|Anzahl Stimmen|Konkurrent|Kunden|Gemeldet am|Datum",
            ["request", "requested_on", "votes", "competitor", "requesters"],
        ),
        (
            "Demande|Concurrent|Client|Statut|Créé le",
            ["request", "requested_on", "status", "competitor", "requesters"],
        ),
        (
            "Solicitud|Descripcion|Votos|Cliente|Fecha de creación",
            ["request", "description", "requested_on", "votes", "requesters"],
        ),
        (
            "Vorgangsschlüssel|Zusammenfassung|Vorgangstyp|Stimmen|Benutzerdefinierte Felder (Kunde)",
            ["id", "request", "votes", "requesters"],
        ),
        (
            "Clave de incidencia|Resumen|Creada|Campo personalizado (Cliente)",
            ["id", "request", "requested_on", "requesters"],
        ),
        ("Card ID|Card Name|Card Description|Due Date", ["id", "request", "description"]),
        (
            "FEATURE REQUEST|# OF VOTES|CUSTOMER NAME(S)|DATE SUBMITTED|STATUS?",
            ["request", "requested_on", "votes", "status", "requesters"],
        ),
        ("Feature Request: Feature Request Name|Asked by", ["request", "requesters"]),
    ],
)
def test_headers_in_other_languages_and_of_boards_are_known(header, expected):
    assert list(columns(header)) == expected
    assert "Fällig am" not in columns(header).values()
    assert columns(header).get("requested_on") != "Datum"


@pytest.mark.parametrize(
    "header",
    [
        "Title|Reach|Impact|Confidence|Effort|Users",
        "Idea|Value|Effort|Score|Users|Like",
        "Idea|Impact|Confidence|Ease|ICE Score|Users",
    ],
)
def test_beside_scores_effort_users_and_like_are_not_taken(header):
    found = recognise_sheet(header.split("|"))
    assert {"effort", "users", "like", "value_per_user"}.isdisjoint(columns(header))
    assert found.vendor is None
    assert any(note.startswith("this is a sheet of scores") for note in found.notes)
    assert any("'Users' is not used" in note and '--map "Users=users"' in note for note in found.notes)


def test_an_export_with_scores_is_still_that_export():
    jira = recognise_sheet(["Issue key", "Summary", "Reach", "Impact", "Confidence", "Effort"])
    assert jira.vendor == "Jira Product Discovery"
    assert recognise_sheet(["ID", "Work Item Type", "Title", "State", "Effort"]).vendor == "Azure DevOps"


def test_how_a_short_header_is_read_is_said_unless_the_sheet_is_in_our_names():
    assert any("'Users' is read as how many" in note for note in recognise_sheet(["Idea", "Users"]).notes)
    ours = recognise_sheet(["request", "users", "how_often", "like", "effort"])
    assert not any("is read as" in note for note in ours.notes)


def test_companies_go_before_the_person_who_wrote():
    header = "Subject|Requester|Requester email|Organization"
    assert columns(header)["requesters"] == "Organization"


def test_a_frequency_or_a_score_is_no_answer():
    taken = columns("Idea|Frequency|Score|Rank|Priority|Value|Confidence|Revenue|ARR|MRR impact")
    assert taken == {"request": "Idea"}


def test_counts_are_no_accounts_and_yes_is_no_competitor():
    found = requests_from_table(table("Feature|Customers|Competitor", "Export|12|Yes", "Import||no"))
    assert found.columns["requesters"] == found.columns["competitor"] == ["", ""]
    first, second = found.problems
    assert (first.column, first.found, first.row) == (
        "Customers",
        "only numbers in 'Customers', such as '12'",
        None,
    )
    assert (second.column, second.found) == ("Competitor", "only yes or no in 'Competitor', such as 'Yes'")
    assert '--map "Customers=requesters"' in first.mend


def test_a_large_count_beside_a_small_one_is_a_count():
    found = requests_from_table(table("Feature|Customers", "Export|1200", "Import|7"))
    assert found.columns["requesters"] == ["", ""]


@pytest.mark.parametrize("cells", [("10045", "10046"), ("12", "Acme"), ("3M", "")])
def test_numbers_of_accounts_and_names_with_digits_stay(cells):
    found = requests_from_table(table("Feature|Customers", *(f"x|{cell}" for cell in cells)))
    assert found.columns["requesters"] == list(cells)
    assert found.problems == ()


def test_a_column_that_was_mapped_is_taken_as_it_stands():
    found = requests_from_table(table("Feature|Customers", "x|12"), {"Customers": "requesters"})
    assert (found.columns["requesters"], found.problems) == (["12"], ())


def test_names_are_parted_at_semicolons_only_and_that_is_said():
    found = requests_from_table(
        table("Feature|Customers", "a|Acme", "b|Acme, Contoso", "c|Zed; Co", "d|Blue, Inc.")
    )
    assert found.columns["requesters"] == ["Acme", "Acme, Contoso", "Zed; Co", "Blue, Inc."]
    assert any("'Acme, Contoso' is one name" in note for note in notes(found))
    assert any("';' stands between two names in 1 cell, such as 'Zed; Co'" in note for note in notes(found))
    plain = requests_from_table(table("Feature|Customers", "a|Acme, Inc.", "b|Blue, Inc."))
    assert not any(note.startswith("requesters") for note in notes(plain))


def test_full_stops_between_thousands_are_read_where_other_votes_show_it():
    found = requests_from_table(table("Idea|Votes", "a|1.204", "b|17", "c|230"))
    assert found.columns["votes"] == ["1204", "17", "230"]
    assert any("'1.204' was read as 1,204" in note for note in notes(found))
    assert found.problems == ()


@pytest.mark.parametrize("others", [("1.5",), ("2.118",), ("1,204", "3"), ("1500",), ("0.873", "3")])
def test_full_stops_that_may_be_decimal_marks_are_not_read_as_thousands(others):
    lines = [f"x|{other}" for other in others]
    found = requests_from_table(table("Idea|Votes", "a|1.204", *lines))
    assert found.columns["votes"][0] == ""
    assert found.problems[0].mend.startswith("If it is 1,204, write 1204.")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Fish &amp; chips &#39;now&#39;", "Fish & chips 'now'"),
        ("&lt;b&gt; in titles &quot;here&quot;", '<b> in titles "here"'),
        ("Caf&eacute;&nbsp;menu", "Café menu"),
        ("AT&T login &amp; more", "AT&T login &amp; more"),
        ("R&D", "R&D"),
        ("a <b &amp; c", "a <b &amp; c"),
        ("&nosuch; thing", "&nosuch; thing"),
        ("<p>Bold <b>title</b></p>", "Bold title"),
        ("Use the <b> tag", "Use the <b> tag"),
        ("\U0001f680 Faster", "\U0001f680 Faster"),
    ],
)
def test_titles_that_were_escaped_for_html_become_text_and_others_stay(cell, text):
    found = requests_from_table(table("Title|Votes", f"{cell}|1"))
    assert found.columns["request"] == [text]
    assert any(note.startswith("request: HTML") for note in notes(found)) == (cell != text)


def test_a_sheet_that_is_not_known_says_what_is_missing_and_no_more():
    found = recognise_sheet(["Votes", "Status", "Wens"])
    assert found.notes == (
        'no column says what is requested: if its rows are requests, say --map "HEADER=request"',
    )
    form = recognise_sheet(["Timestamp", "What should we do better?"])
    assert form.notes[0] == "this is an export of Google Forms"
    assert form.notes[1].startswith("no column says what is requested")


def test_two_words_of_which_one_is_another_thing_are_no_near_miss():
    found = recognise_sheet(["Account ID", "Account Name", "Frequency", "Number of Visitors"])
    assert not any("may be meant" in note for note in found.notes)
    assert not any("may be meant" in note for note in recognise_sheet(["Idea", "ETA"]).notes)


def test_one_header_cannot_be_mapped_twice():
    with pytest.raises(FeatureCheckError, match="--map gives the header 'score' two names"):
        recognise_sheet(["Idea", "Score"], mapping={"Score": "votes", "score": "id"})


def test_a_known_export_without_requests_says_what_it_is():
    with pytest.raises(FeatureCheckError) as caught:
        requests_from_table(table("$distinct_id|$name|$email|$last_seen", "1|Jo|jo@x.example|2026-02-25"))
    assert "This looks like an export of Mixpanel: it lists users" in caught.value.message
    with pytest.raises(
        FeatureCheckError, match=r"This looks like an export of Google Forms\. No column says"
    ):
        requests_from_table(table("Timestamp|What should we do better?", "2026-02-25|x"))
