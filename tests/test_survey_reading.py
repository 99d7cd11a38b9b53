"""Surveys from sheets of our own and from forms: who counts once, who is asked what, and what does not go together."""

import datetime as dt

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.cli.fill_in import more_sheets
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Severity
from featurecheck.observed import Tally
from featurecheck.policy.reading import default_policy
from featurecheck.questionnaires.reading import by_name
from featurecheck.sheets.filetable import ReadAs
from featurecheck.sheets.out.template import request_workbook
from featurecheck.survey.counting import effective_number
from featurecheck.survey.reading import read_survey

OURS = "request,respondent,account,uses,how_often,likes,bought_because,would_miss,would_switch"


@pytest.fixture
def survey(tmp_path):
    """Read the survey with these lines, written as a file of this name."""

    def read(*lines, name="survey.csv", **options):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_survey(path, **options)

    return read


@pytest.fixture
def workbook(tmp_path):
    """Read the survey in a workbook with these sheets, name -> rows."""

    def read(name="survey.xlsx", **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title.replace("_", " "))
            for row in rows:
                sheet.append(row)
        path = tmp_path / name
        book.save(path)
        return read_survey(path)

    return read


def counts(survey, request=""):
    return {name: (tally.yes, tally.n) for name, tally in survey.tallies[request].items()}


def said(survey):
    return " | ".join(survey.notes)


def test_each_question_is_counted_among_those_it_is_about(survey):
    found = survey(
        OURS,
        "Export,1,,yes,daily,yes,yes,yes,yes",
        "Export,2,,yes,weekly,yes,no,yes,no",
        "Export,3,,yes,daily,no,no,no,no",
        "Export,4,,yes,monthly,yes,no,no,no",
        "Export,5,,no,,,no,,",
        "Export,6,,don't know,,,don't know,,",
    )
    assert counts(found, "Export") == {
        "uses": (4, 5),
        "how_often": (3, 4),
        "likes": (2, 3),
        "bought_because": (1, 5),
        "would_miss": (2, 3),
        "would_switch": (1, 2),
    }
    tallies = found.tallies["Export"]
    assert tallies["uses"].asked == "all 5 who answered"
    assert "1 answer, don't know" in tallies["uses"].notes[0]
    assert tallies["likes"].asked == (
        "3 who use it at least once a week; 1 who uses it less than once a week was left out"
    )
    assert "2 who use it at least once a week and would miss it; " in tallies["would_switch"].asked
    assert found.respondents == 6
    assert found.problems == ()


def test_who_was_not_asked_an_earlier_question_is_kept_and_said(survey):
    found = survey("uses,likes,would_switch", "yes,yes,no", ",yes,yes", "no,yes,yes")
    assert counts(found) == {"uses": (1, 2), "likes": (2, 2), "would_switch": (1, 2)}
    assert found.tallies[""]["likes"].asked == (
        "2 who use it at least once a week (or did not say whether: 2); 1 who does not use it was left out"
    )


def test_neither_yes_nor_no_is_no_yes(survey):
    found = survey("uses,likes", "yes,fine", "yes,love", "yes,hate")
    assert counts(found)["likes"] == (1, 3)
    assert "neither yes nor no" in found.tallies[""]["likes"].notes[0]


def test_respondents_of_one_account_count_for_less(survey):
    rows = [f"{number},North,yes" for number in range(4)] + ["4,South,no", "5,,no"]
    tally = survey("respondent,account,uses", *rows).tallies[""]["uses"]
    assert (tally.yes, tally.n, tally.accounts) == (4, 6, 3)
    assert tally.effective == pytest.approx(6 / (1 + (18 / 6 - 1) * 0.3))
    assert "6 respondents of 3 accounts count as 3.8" in tally.notes[0]
    independent = survey("respondent,account,uses", *rows, correlation=0.0).tallies[""]["uses"]
    assert independent.effective == 6
    alike = survey("respondent,account,uses", *rows, correlation=1.0).tallies[""]["uses"]
    assert alike.effective == pytest.approx(2.0)


def test_without_accounts_everybody_is_independent_and_that_is_said(survey):
    found = survey("respondent,uses", "1,yes", "2,no", "3,no")
    assert found.tallies[""]["uses"] == Tally("uses", 1, 3, 3.0, None, "all 3 who answered")
    assert "no column names the accounts" in said(found)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30), st.floats(0, 1))
def test_the_effective_number_lies_between_one_and_all(sizes, correlation):
    effective = effective_number(sizes, correlation)
    assert 1 - 1e-9 <= effective <= sum(sizes) + 1e-9
    assert effective == pytest.approx(sum(sizes)) if set(sizes) == {1} else True


@pytest.mark.parametrize("correlation", [-0.1, 1.1, float("nan")])
def test_a_correlation_outside_0_to_1_is_refused(survey, correlation):
    with pytest.raises(ValueError, match="0 to 1"):
        survey("uses", "yes", correlation=correlation)


def test_a_respondent_counts_once_and_the_last_answer_counts(survey):
    found = survey("respondent,uses,likes", "A1,yes,yes", "B,yes,no", "a1 ,no,")
    assert counts(found) == {"uses": (1, 2), "likes": (0, 1)}
    (problem,) = found.problems
    assert (problem.cell, problem.severity) == ("B4", Severity.WARNING)
    assert problem.found == "'yes' in B2 and 'no' in B4"
    assert (found.respondents, found.input.rows_read, found.input.rows_merged) == (2, 2, 1)
    assert "everybody counts once" in said(found)


def test_the_time_of_answering_goes_before_the_order_of_rows(survey):
    found = survey(
        "Timestamp,respondent,Do you use it?",
        "10/21/2026 9:05:00 PM,1,yes",
        "10/21/2026 9:05:00 AM,1,no",
        "10/20/2026 11:00:00 PM,1,no",
    )
    assert counts(found) == {"uses": (1, 1)}


def test_where_a_time_cannot_be_read_the_last_row_counts_and_that_is_said(survey):
    found = survey("timestamp,respondent,uses", "tomorrow,1,yes", "2026-10-21 09:00:00,1,no")
    assert counts(found) == {"uses": (0, 1)}
    assert "1 time of answering could not be read" in said(found)


def test_exact_repeats_count_once_without_a_problem(survey):
    found = survey("respondent,account,uses", "1,North,yes", "1,North,yes", "1,North,yes", "2,North,no")
    assert counts(found) == {"uses": (1, 2)}
    assert found.problems == ()
    assert "2 rows of respondents who answered before, 2 of them with the same answers" in said(found)


def test_the_same_number_in_two_accounts_is_two_people_and_a_missing_account_is_filled_in(survey):
    found = survey("respondent,account,uses", "1,North,yes", "1,South,no", "2,North,yes", "2,,yes")
    assert counts(found) == {"uses": (2, 3)}


def test_rows_without_a_respondent_are_people_of_their_own(survey):
    found = survey("respondent,uses", ",yes", ",yes", "1,no")
    assert counts(found) == {"uses": (2, 3)}
    assert found.respondents == 3


@pytest.mark.parametrize(
    ("row", "cells", "question", "expected"),
    [
        ("no,daily,,,", ("'no' in A2", "'daily' in B2"), "uses", (0, 1)),
        ("no,monthly,,,", ("'no' in A2", "'monthly' in B2"), "uses", (0, 1)),
        ("yes,never,yes,,", ("'yes' in A2", "'never' in B2"), "uses", (1, 1)),
        ("no,,,yes,", ("'no' in A2", "'yes' in D2"), "uses", (0, 1)),
        (",never,,yes,", ("'never' in B2", "'yes' in D2"), "how_often", (0, 1)),
        (",,,no,yes", ("'no' in D2", "'yes' in E2"), "would_miss", (0, 1)),
    ],
)
def test_answers_that_contradict_each_other_are_named_and_only_the_earlier_counts(
    survey, row, cells, question, expected
):
    found = survey("uses,how_often,likes,would_miss,would_switch", row)
    (problem,) = found.problems
    assert problem.severity is Severity.WARNING
    assert all(cell in problem.found for cell in cells)
    assert "go together" in problem.expected
    there = counts(found)
    assert there.pop(question) == expected
    assert set(there) <= {"likes"}


def test_what_cannot_be_read_is_named_with_its_cell_and_not_counted(survey):
    found = survey("respondent,uses,likes", "1,yes,=1+1", "2,kind of,yes", "3,no,")
    assert counts(found) == {"uses": (1, 2), "likes": (1, 1)}
    assert [(one.cell, one.found) for one in found.problems] == [("B3", "kind of"), ("C2", "=1+1")]
    assert all(one.severity is Severity.WARNING and one.mend and one.expected for one in found.problems)
    assert found.tallies[""]["uses"].notes == ("left out: 1 answer, not readable",)


def test_the_names_of_respondents_stand_in_no_note_and_no_problem(survey):
    found = survey("respondent,uses", "jo@north.example,yes", "jo@north.example,no", "jo@north.example,hm")
    everything = said(found) + repr(found.problems) + repr(found.tallies)
    assert "jo@" not in everything


def test_requests_that_differ_in_case_and_blanks_only_are_one_and_that_is_said(survey):
    found = survey("request,uses", "Bulk export,yes", "bulk  export ,no", "BULK EXPORT,yes", "Other,no")
    assert counts(found, "Bulk export") == {"uses": (2, 3)}
    assert counts(found, "Other") == {"uses": (0, 1)}
    assert "counted as one request: 'Bulk export', 'bulk export', 'BULK EXPORT'" in said(found)


def test_a_row_without_a_request_is_named(survey):
    found = survey("request,uses", "Export,yes", ",yes")
    assert counts(found, "") == {"uses": (1, 1)}
    assert [one.cell for one in found.problems] == ["A3"]


def test_a_request_without_any_yes_or_no_has_no_tally_and_that_is_said(survey):
    found = survey("request,uses", "Export,?", "Export,don't know", "Other,yes")
    assert set(found.tallies) == {"Other"}
    assert "no answer about 'Export' says yes or no" in said(found)


def test_rows_without_an_answer_are_counted_as_such(survey):
    found = survey("respondent,uses", "1,yes", "2,n/a", "3,")
    assert (found.input.rows_read, found.input.rows_skipped) == (1, 2)
    assert "2 rows without an answer" in said(found)


GOOGLE = (
    "Timestamp,Email Address,Which feature is this about?,Do you use Bulk export at Acme?,"
    '"How often do you use it, roughly?",How satisfied are you with it? (1-5),'
    "Would you miss it if it were gone tomorrow?,Would you switch to us because of it?,Where do you work?"
)


def test_an_export_of_google_forms_is_read_by_its_questions(survey):
    found = survey(
        GOOGLE,
        '10/21/2026 9:05:11,a@x.example,Bulk export,"Yes, every day",Daily,5,Yes,Probably not,Northwind',
        "10/21/2026 9:07:40,b@x.example,Bulk export,Yes,Several times a week,4,Yes,Maybe,Northwind",
        "10/22/2026 14:00:02,c@x.example,Bulk export,No,,,,,Contoso",
        "10/22/2026 18:21:33,d@x.example,Bulk export,Yes,Weekly,2,No,No,Fabrikam",
    )
    assert counts(found, "Bulk export") == {
        "uses": (3, 4),
        "how_often": (3, 3),
        "likes": (2, 3),
        "would_miss": (2, 3),
        "would_switch": (0, 1),
    }
    assert found.problems == ()
    assert "this is an export of Google Forms" in said(found)
    assert found.tallies["Bulk export"]["uses"].accounts == 3


def test_an_export_of_microsoft_forms_is_read_with_its_boxes_to_tick(workbook):
    when = dt.datetime.fromisoformat("2026-10-21T09:00:00")
    found = workbook(
        Sheet1=[
            [
                "ID",
                "Start time",
                "Completion time",
                "Email",
                "Name",
                "Was trifft auf Sie zu?",
                "Wie oft nutzen Sie es?",
            ],
            [1, when, when, "anonymous", None, "Ich nutze es;Ich würde es vermissen;", "Täglich"],
            [2, when, when, "anonymous", None, "Ich nutze es;", "Alle 2 Wochen"],
            [3, when, when, "anonymous", None, "Nichts davon;", None],
            [4, when, when, "anonymous", None, None, None],
        ]
    )
    assert counts(found) == {"uses": (2, 3), "how_often": (1, 2), "would_miss": (1, 1)}
    assert found.respondents == 3
    assert "boxes to tick" in said(found)


def test_an_export_of_limesurvey_is_read_by_codes_and_questions(survey):
    found = survey(
        '"id","submitdate","lastpage","startlanguage","uses. Do you use it?","often. How often do you use it?","miss. Würden Sie es vermissen?"',
        '"1","2026-10-21 09:05:11","3","en","Yes","daily","Ja"',
        '"2","2026-10-21 10:05:11","3","de","No","N/A","N/A"',
        '"3","","1","de","","",""',
    )
    assert counts(found) == {"uses": (1, 2), "how_often": (1, 1), "would_miss": (1, 1)}
    assert found.input.rows_skipped == 1


def test_an_export_of_typeform_is_read(survey):
    found = survey(
        "#,Do you use *Bulk export*?,How much would you miss Bulk export? (0 = not at all; 10 = very much),Submitted At,Token",
        "8fk2,1,9,2026-10-21 09:05:11,8fk2",
        "9fk2,1,3,2026-10-21 09:06:11,9fk2",
        "7fk2,0,,2026-10-21 09:07:11,7fk2",
    )
    assert counts(found) == {"uses": (2, 3), "would_miss": (1, 2)}


def test_a_grid_with_a_column_for_each_feature_is_a_request_each(survey):
    found = survey(
        "Timestamp,Do you use these features? [Bulk export],Do you use these features? [Dark mode],Would you miss them? [Bulk export]",
        "10/21/2026 9:05:11,Yes,No,Yes",
        "10/21/2026 9:06:11,Yes,Yes,No",
    )
    assert counts(found, "Bulk export")["uses"] == (2, 2)
    assert counts(found, "Dark mode") == {"uses": (1, 2)}
    assert (found.respondents, found.input.rows_read) == (2, 2)


def test_a_question_asked_in_two_columns_is_counted_once_and_named(survey):
    found = survey("Do you use Bulk export?,Do you use Dark mode?", "yes,no", "yes,no")
    assert counts(found) == {"uses": (2, 2)}
    (problem,) = found.problems
    assert problem.found == "Do you use Dark mode?"
    assert "[Bulk export]" in problem.mend


def test_a_header_can_be_mapped(survey):
    found = survey(
        "Q7,who", "yes,1", "no,2", read_as=ReadAs(mapping={"Q7": "would_miss", "who": "respondent"})
    )
    assert counts(found) == {"would_miss": (1, 2)}


def test_our_own_workbook_is_read_from_its_survey_sheet(tmp_path):
    asked = by_name("competitor")
    more = more_sheets(asked, default_policy(), customers=True, survey=True)
    path = tmp_path / "fill in.xlsx"
    path.write_bytes(request_workbook([], [["How"]], [{"id": "R1", "request": "Bulk export"}], more=more))
    with pytest.raises(FeatureCheckError, match=r"sheet 'Survey'.*nobody answered"):
        read_survey(path)
    book = openpyxl.load_workbook(path)
    often, likes = asked.question("how_often"), asked.question("like")
    for number, choice in enumerate(often.choices):
        book["Survey"].append(
            ["R1", number, "North", "yes", choice.label, likes.choices[number].label, "no", "yes", "no"]
        )
    book.save(path)
    found = read_survey(path)
    assert found.problems[0].expected.startswith("answers that go together")  # uses it, and never
    assert counts(found, "R1")["how_often"] == (2, 4)


def test_a_survey_among_other_sheets_is_found_by_its_name_or_its_columns(workbook):
    requests = [["id", "request", "users"], ["R1", "Bulk export", "500 to 2k"]]
    answers = [["respondent", "uses"], ["1", "yes"], ["2", "no"]]
    assert counts(workbook(Requests=requests, Umfrage=answers)) == {"uses": (1, 2)}
    assert counts(workbook(Requests=requests, Rows=answers)) == {"uses": (1, 2)}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("respondent,uses",), "nobody answered"),
        (("colour,size", "red,5"), "not a survey"),
        (("",), "."),
    ],
)
def test_what_is_no_survey_or_empty_is_refused_in_a_sentence(survey, lines, message):
    with pytest.raises(FeatureCheckError, match=message) as caught:
        survey(*lines)
    assert "survey.csv" in caught.value.message
    assert str(caught.value).endswith(".")


def test_hostile_cells_stay_text_and_come_out_printable(survey):
    found = survey(
        "request,respondent,uses,likes",
        '<script>alert(1)</script>,1,yes,"\x1b[31mred"',
        '"=cmd|\' /C calc\'!A0",2,no,"\u202eyes"',
        f"{'long' * 500},3,{'yes ' * 3000},no",
    )
    assert "<script>alert(1)</script>" in found.tallies
    assert all(note.isprintable() and len(note) < 2000 for note in found.notes)
    assert all(one.found.isprintable() and len(one.found) < 300 for one in found.problems)


CELLS = st.sampled_from(["yes", "no", "?", "", "daily", "monthly", "never", "hm", "5", "x", "maybe, no"])
ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["1", "2", ""]), *[CELLS] * 6), min_size=1, max_size=12
)


@given(ROWS)
def test_nobody_is_counted_twice_and_yes_never_exceeds_all(tmp_path_factory, rows):
    header = [name for name in OURS.split(",") if name != "account"]
    path = tmp_path_factory.mktemp("any") / "survey.csv"
    path.write_text(
        "\n".join(",".join(f'"{cell}"' for cell in row) for row in [header, *rows]), encoding="utf-8"
    )
    found = read_survey(path)
    for tallies in found.tallies.values():
        assert all(0 <= tally.yes <= tally.n and tally.effective == tally.n > 0 for tally in tallies.values())
        most = {name: tallies[name].n for name in tallies}
        assert all(n <= len(rows) for n in most.values())
    assert found.input.rows_read + found.input.rows_skipped + found.input.rows_merged == len(rows)
