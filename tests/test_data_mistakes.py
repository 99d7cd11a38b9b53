"""Usage and survey data as unlucky or hostile people hand it in: one sentence, the right figures, nothing overwritten."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pandas as pd
import pytest
from cli_helpers import call, process
from observed_data import feature, product, tally, usage

from featurecheck import evaluate
from featurecheck.matching import Known, Matcher
from featurecheck.model import Use
from featurecheck.observed import Observed
from featurecheck.offers import Size, from_tally
from featurecheck.policy import policy_from
from featurecheck.usage import sources
from featurecheck.usage.reading import read_usage

EVENTS = "product,account,user,feature,timestamp"
REQUEST = "id,request,competitor,usage_feature,competitor_users,users,build_cost,value_per_user"


@pytest.fixture
def place(tmp_path):
    """A request about Acme's bulk_export, and what 4 of Acme's 10 users did with it."""
    rows = [f"Acme,a{at},u{at},login,2026-07-0{at % 9 + 1} 10:00" for at in range(10)]
    rows += [f"Acme,a{at},u{at},bulk_export,2026-07-11 10:00" for at in range(4)]
    write(tmp_path, "usage.csv", EVENTS, *rows)
    write(
        tmp_path, "survey.csv", "request,respondent,uses", *(f"R1,r{at},yes" for at in range(3)), "R1,r9,no"
    )
    write(tmp_path, "requests.csv", REQUEST, "R1,Bulk export,Acme,bulk_export,10000,500 to 2k,20k,20")
    return tmp_path


def write(folder, name, *lines):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def error(place, *arguments):
    done = call(*arguments, cwd=place)
    assert done.code == 2, done.err
    return done.err.strip().splitlines()[-1]


@pytest.mark.parametrize("how", [("usage",), ("show", "requests.csv", "--usage")])
def test_an_empty_name_is_no_folder(place, how):
    assert "the name of the source is empty" in error(place, *how, "")


@pytest.mark.parametrize("how", [("usage",), ("show", "requests.csv", "--usage"), ("batch",)])
def test_links_in_a_circle_are_no_crash(place, how):
    (place / "circle").symlink_to("circle")
    assert "circle: there is no such file or folder" in error(place, *how, "circle")


@pytest.mark.parametrize("header", [EVENTS, "feature,users"])
def test_a_header_alone_is_said_to_be_one(place, header):
    write(place, "header.csv", header)
    assert "header.csv: no row stands under the header" in error(place, "usage", "header.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.783E+12", "a long number cut short by a spreadsheet"),
        ("46210.5", "a spreadsheet's number of a day"),
        ("03/05/2026", "--date-order says which of day and month stands first"),
        ("soon", "Write times as 2026-07-01"),
    ],
)
def test_times_that_nobody_can_read_are_told_what_they_look_like(place, text, said):
    write(place, "odd.csv", EVENTS, f"Acme,a,u,login,{text}")
    assert said in error(place, "usage", "odd.csv")


def test_dates_in_doubt_and_other_unread_times_are_told_apart_and_counted(place):
    times = ["2026-07-01", "2026-07-02", "03/05/2026", "04/05/2026", "soon"]
    write(place, "odd.csv", EVENTS, *(f"Acme,a,u,login,{text}" for text in times))
    found = read_usage(place / "odd.csv")
    assert found.input.rows_skipped == 3
    unread, doubtful = found.problems[:2]
    assert (unread.cell, unread.found) == ("E6", "'soon'")
    assert (doubtful.cell, doubtful.mend.endswith("2 rows left out.")) == ("E4", True)
    assert "kept as they are" not in " ".join(one.mend for one in found.problems)


@pytest.mark.parametrize("flag", ["--map", "--date-order"])
def test_beside_requests_no_sentence_names_an_option_of_the_usage_command(place, flag):
    write(place, "wrong.csv", "feture,person,tmestamp", "a,b,2026-07-01")
    write(place, "doubt.csv", EVENTS, "Acme,a,u,login,03/05/2026")
    write(place, "strange.csv", "colour,size", "red,3")
    for arguments in (("--usage", "wrong.csv"), ("--usage", "doubt.csv"), ("--survey", "strange.csv")):
        said = error(place, "show", "requests.csv", *arguments)
        assert f" {flag} " not in said
        assert arguments[1] in said


def test_beside_requests_a_header_is_mapped_and_a_date_order_said_with_flags_of_their_own(place):
    write(
        place,
        "odd.csv",
        "product,who,widget,timestamp",
        "Acme,u1,login,03/05/2026",
        "Acme,u2,login,04/05/2026",
    )
    show = ("show", "requests.csv", "--usage", "odd.csv", "--usage-map", "widget=feature")
    assert '--usage-map "HEADER=feature"' in error(place, *show)
    show = (*show, "--usage-map", "who=user")
    assert "--usage-date-order says" in error(place, *show)
    done = call(*show, "--usage-date-order", "day", cwd=place)
    assert done.code == 0, done.err
    assert "--usage-map" in error(place, "show", "requests.csv", "--usage", "odd.csv")


@pytest.mark.parametrize(
    "flags", [("--usage-map", "a=feature"), ("--usage-date-order", "day"), ("--survey-map", "a=uses")]
)
def test_how_data_is_read_says_nothing_without_the_data(place, flags):
    assert f"{flags[0]} says nothing without" in error(place, "show", "requests.csv", *flags)


def test_a_period_beside_requests_is_called_by_its_own_flag(place):
    source = ("show", "requests.csv", "--usage", "usage.csv", "--usage-period")
    assert error(place, *source, "soon").startswith("Error: --usage-period: 'soon'")
    assert "leave --usage-period out" in error(place, *source, "2019")


def test_the_same_source_counts_once(place):
    (place / "copy.csv").write_bytes((place / "usage.csv").read_bytes())
    show = ("show", "requests.csv", "--usage", "usage.csv", "--usage")
    assert "./usage.csv: this is named twice" in error(place, *show, "./usage.csv")
    assert "copy.csv: it holds exactly what usage.csv holds" in error(place, *show, "copy.csv")
    assert "./usage.csv: this is named twice" in error(place, "usage", "usage.csv", "./usage.csv")


@pytest.mark.parametrize("flag", ["--usage", "--survey"])
def test_nothing_is_written_over_data_that_is_read(place, flag):
    name = flag.removeprefix("--") + ".csv"
    before = (place / name).read_bytes()
    assert "this file is being read" in error(
        place, "report", "requests.csv", flag, name, "--output", name, "--force"
    )
    out = place / "out"
    out.mkdir()
    (out / "results.csv").write_bytes(before)
    batch = ("batch", "requests.csv", "--output", "out", "--force", flag)
    assert "this file is being read" in error(place, *batch, "out/results.csv")
    assert (place / name).read_bytes() == (out / "results.csv").read_bytes() == before


def test_a_folder_of_usage_may_lie_where_the_results_go_unless_one_is_read(place):
    folder = place / "data"
    folder.mkdir()
    (place / "usage.csv").rename(folder / "usage.csv")
    assert call("batch", "requests.csv", "--output", "data", "--usage", "data", cwd=place).code == 0
    again = ("batch", "requests.csv", "--output", "data", "--usage", "data", "--force")
    assert "data/results.xlsx: this file is being read" in error(place, *again)


def test_an_intention_that_nobody_keeps_is_refused(place):
    write(place, "policy.toml", 'stated_intention = "0%"')
    assert "'stated_intention' is 0%" in error(place, "show", "requests.csv", "--policy", "policy.toml")


def test_packed_parts_larger_than_they_say_go_to_the_other_engine(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MOST_TOLERANT", 3000)
    lines = [f"Acme,a,u{at},login,2026-07-0{at % 9 + 1} 10:00" for at in range(200)]
    parts = ("\n".join([EVENTS, *lines]) + "\n", "Acme,a,u0,login,2026-07-01 10:00\n")
    path = tmp_path / "log.csv.gz"
    path.write_bytes(b"".join(gzip.compress(part.encode()) for part in parts))
    found = read_usage(path)
    assert found.engine.startswith("DuckDB")
    assert (found.products[0].users, found.products[0].events) == (200, 201)


def test_duckdb_says_which_columns_it_took(place):
    write(place, "app.csv", "Event name,visitor id,Event time,mood", "login,u1,2026-07-01 10:00,fine")
    notes = read_usage(place / "app.csv", engine="duckdb").notes
    assert "columns: user from 'visitor id', feature from 'Event name', timestamp from 'Event time'" in notes
    assert "not used: 'mood'" in notes


def test_a_person_among_the_robots_is_not_named_in_full(place):
    rows = (f"Acme,a,jane.doe@corp.example,login,2026-07-01 10:{at % 60:02}:00" for at in range(1200))
    write(place, "usage.csv", EVENTS, *rows, "Acme,a,crawler,login,2026-07-01 10:00")
    assert call("batch", "requests.csv", "--usage", "usage.csv", cwd=place).code == 0
    written = b"".join(path.read_bytes() for path in (place / "requests-report").iterdir())
    assert b"jane" not in written
    assert "ja\u2026@corp.example" in (place / "requests-report" / "problems.csv").read_text(encoding="utf-8")


def test_a_name_of_ten_thousand_letters_is_cut_quickly_and_one_of_blanks_is_visible(place):
    long = "e\u0301" * 5000
    rows = [f"Acme,a,u{at},{long}{at},2026-07-01 10:00" for at in range(20)]
    write(place, "usage.csv", EVENTS, *rows, "Acme,a,u1,\u00a0,2026-07-01 10:00")
    done = call("usage", "usage.csv", "--top", "30", cwd=place)
    assert max(map(len, done.out.splitlines())) < 400
    assert "(a name of blanks only)" in done.out.replace("\n", " ")


def test_many_features_of_a_roll_up_are_no_square(tmp_path):
    rows = [f"feature {at},{at + 1}" for at in range(30_000)]
    write(tmp_path, "rollup.csv", "feature,users", *rows, "(all),40000")
    found = read_usage(tmp_path / "rollup.csv")
    assert len(found.products[0].features) == 30_000
    assert found.products[0].features[0].feature == "feature 29999"


def test_every_source_of_a_product_is_shown_and_the_first_is_used():
    acme = product("Acme", 100, feature("bulk_export", users=20))
    later = product("Acme", 400, feature("bulk_export", users=100))
    both = Observed((usage(acme, name="may.csv"), usage(later, name="june.csv")))
    row = {
        "request": ["Bulk export"],
        "competitor": ["Acme"],
        "competitor_users": ["10000"],
        "build_cost": ["20k"],
    }
    (request,) = evaluate(pd.DataFrame(row), observed=both).requests
    found = [one for one in request.parameters["users"].witnesses if one.kind == "usage"]
    assert [one.source.partition(",")[0] for one in found] == ["may.csv", "june.csv"]
    assert [one.use for one in found] == [Use.USED, Use.BESIDE]


ACME, OURS = product("Acme", 500, feature("bulk_export")), product("Ours", 900, feature("search"))


def test_a_competitor_spelt_otherwise_is_asked_about_and_not_taken_for_ours():
    found = Matcher([usage(ACME)], None, ["Acme Inc."])
    assert found.own_products() == []
    assert found.misspelt == (
        "No product of the usage data is called 'Acme Inc.' as a request's competitor is. Did you mean 'Acme'?",
    )
    (missing,) = found.matched("Export", "bulk_export", "Acme Inc.").missing
    assert missing.endswith("it is one of 'Acme', and the competitor is 'Acme Inc.'. Did you mean 'Acme'?")


def test_a_product_that_is_ours_and_a_competitor_gives_that_request_no_base_rate():
    found = Matcher([usage(ACME, OURS)], "Acme", ["Acme"])
    matched = found.matched("Export", "bulk_export", "Acme")
    assert matched.rival is not None
    assert matched.own is None
    assert "calls 'Acme' ours, and a request names it as its competitor" in found.doubt


def test_our_product_misspelt_in_the_policy_is_a_warning(place):
    write(place, "policy.toml", 'own_product = "Acne"')
    done = call("check", "requests.csv", "--usage", "usage.csv", "--policy", "policy.toml", cwd=place)
    assert "holds no product 'Acne', which the policy calls ours" in done.err
    assert "Did you mean 'Acme'?" in done.err


def test_the_name_that_was_meant_is_found_among_thousands_as_among_few():
    titles = [f"Request number {at} about feature {at % 200}" for at in range(5000)]
    meant = " Did you mean 'Request number 4321 about feature 121'?"
    assert Known(titles).did_you_mean("Reqest nmber 4321 abut feature 121") == meant
    assert Known(titles).did_you_mean("zzz") == Known([]).did_you_mean("zzz") == ""


def test_a_name_with_a_question_in_it_is_named_whole(place):
    write(place, "requests.csv", REQUEST, "R1,Export,Acme,it is not there,10000,500 to 2k,20k,20")
    done = call("check", "requests.csv", "--usage", "usage.csv", cwd=place)
    assert "found it is not there; expected a feature of the usage data" in done.err


def test_what_is_to_mend_says_what_was_expected(place):
    write(place, "survey.csv", "request,respondent,uses", "R1,r1,banana", "R1,r2,yes", "R1,r3,no")
    shown = " ".join(call("show", "requests.csv", "--survey", "survey.csv", cwd=place).out.split())
    assert "cell C2 (uses): found banana; expected yes, no or don't know, or an answer on a scale." in shown


def test_a_survey_of_colleagues_is_said_to_be_reduced_once():
    reduced = (
        "4 respondents of 1 account count as 2.1 independent ones, because colleagues agree (correlation 0.3)"
    )
    one = replace(tally("likes", 3, 4, effective=2.1, accounts=1), notes=(reduced,))
    offer = from_tally(one, "survey.csv", Size(None, None), policy_from({}))
    assert offer is not None
    assert offer.notes == (reduced,)


def test_json_of_show_with_data_is_valid_and_the_same_twice(place):
    show = ("show", "requests.csv", "--usage", "usage.csv", "--survey", "survey.csv", "--format", "json")
    first, second = (process(*show, cwd=place) for _ in range(2))
    assert first.out == second.out
    assert json.loads(first.out)["requests"][0]["id"] == "R1"


def test_a_feature_with_an_endless_name_does_not_fill_the_report(place):
    endless = "x" * 10_000
    rows = [f"Acme,a{at},u{at},{endless},2026-07-0{at + 1} 10:00" for at in range(5)]
    write(place, "usage.csv", EVENTS, *rows)
    write(place, "requests.csv", REQUEST, f"R1,Bulk export,Acme,{endless},10000,,20k,20")
    done = call("batch", "requests.csv", "--usage", "usage.csv", cwd=place)
    assert "1 request found in the usage data" in done.err
    report = (place / "requests-report" / "report.html").read_text(encoding="utf-8")
    assert "5 of 5 active users use" in report
    assert "x" * 200 not in done.err + report
