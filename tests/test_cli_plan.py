"""`featurecheck plan` as somebody uses it: requests and accounts in, questions out, a brief and an agenda per account."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cli_helpers import HEADER, call, files, sheet
from test_cli_startup import loaded

from featurecheck.resources import bundled

DEMO = bundled("questionnaires/demo")
DEMO_ARGS = ("plan", "requests.csv", "--customers", "customers.csv")
LAST = re.compile(r"\d+ questions? worth asking, \d+ accounts? to ask, \d+ questions? without an account")
HOSTILE = "../../etc/<b>SECRET</b>\u202e; rm -rf"
ACCOUNTS = (
    "account,kind,revenue,potential_revenue,cost_to_serve,new_market,new_geo,uses_competitor,contact",
    "Alpha Markername,external,31337,45678,12345,yes,no,Rivalmark,alpha contact marker person",
    "Beta Markername,external,22222,22222,11111,no,no,yes,beta contact marker person",
    "Gamma Markername,external,100,100,99999,no,no,Rivalmark,",
    f"{HOSTILE},external,500,500,100,no,no,Rivalmark,",
)
WISHES = (
    f"id,description,competitor,requesters,users source,consequences,{HEADER}",
    "N1,the secret description marker,Rivalmark,Alpha Markername; Beta Markername,hidden source marker,inner consequence marker,Export of everything,,,,,,,,",
    "N2,,Rivalmark,Alpha Markername,,,Same as Rivalmark has,,,,,,,,",
    "N3,,Rivalmark,Alpha Markername,,,What Beta Markername wanted,,,,,,,,",
    "N4,,Rivalmark,Beta Markername,,,Saves 4711 EUR,,,,,,,,",
)
SECRET = (
    "Rivalmark",
    "secret description",
    "hidden source",
    "inner consequence",
    "contact marker",
    "EUR",
    "4711",
)


@pytest.fixture
def place(tmp_path):
    """A folder with requests of unknown answers and accounts full of markers."""
    for name, rows in (("accounts.csv", ACCOUNTS), ("wishes.csv", WISHES)):
        (tmp_path / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def planned(place, *more):
    return call("plan", "wishes.csv", "--customers", "accounts.csv", *more, cwd=place)


def written(place, *more):
    done = planned(place, "--briefs", "out", *more)
    assert done.code == 0, done.err
    return {
        path.relative_to(place / "out").as_posix(): path.read_bytes() for path in (place / "out").rglob("*.*")
    }


def test_the_questions_are_data_and_what_was_read_is_words(place):
    done = planned(place)
    assert done.code == 0, done.err
    assert LAST.fullmatch(done.last)
    assert "accounts.csv: 4 accounts read." in done.err
    assert "Alpha Markername" in done.out
    assert "\u202e" not in done.out


def test_quiet_leaves_the_plan(place):
    assert planned(place, "-q").err == ""


def test_json_holds_every_figure_and_its_last_line_is_a_word(place):
    done = planned(place, "--format", "json")
    data = json.loads(done.out)
    assert LAST.fullmatch(done.err.splitlines()[-1])
    assert (data["schema"], data["currency"]) == ("featurecheck.plan/1", "EUR")
    worths = [one["net_worth_money"] for one in data["questions"]]
    assert worths == sorted(worths, reverse=True)
    assert min(worths) > 0
    for one in data["questions"]:
        assert one["net_worth_money"] == pytest.approx(
            sum(each["net_worth_money"] for each in one["requests"]), abs=0.02
        )
    assert all(1 <= len(one["questions"]) <= 3 for one in data["accounts"])


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_the_same_input_gives_the_same_bytes(place, form):
    assert planned(place, "--format", form) == planned(place, "--format", form)


def test_without_customers_it_says_who_could_tell(place):
    done = call("plan", "wishes.csv", cwd=place)
    assert done.code == 0
    assert ", 0 accounts to ask, " in done.last
    assert "Who could tell: " in done.out
    assert "   Ask: " not in done.out


def test_top_and_accounts_limit_the_plan_and_what_is_left_out_is_said(place):
    data = json.loads(planned(place, "--format", "json", "--top", "1", "--accounts", "1").out)
    assert len(data["questions"]) == 1
    assert len(data["questions"][0]["ask"]) <= 1
    assert data["left_out"] > 0
    assert "--top" in planned(place, "--top", "1").out


def test_a_stored_evaluation_gives_the_same_plan(place):
    batch = ("batch", "wishes.csv", "--customers", "accounts.csv")
    assert call(*batch, "--output", "out", "--format", "json", cwd=place).code in {0, 4}
    stored = call("plan", "out/evaluation.json", "--customers", "accounts.csv", cwd=place)
    assert stored.out == planned(place).out


def test_each_account_gets_a_brief_for_us_and_an_agenda_to_send(place):
    made = written(place)
    stems = {
        kind: sorted(Path(one).stem for one in made if one.startswith(kind)) for kind in ("for-us", "to-send")
    }
    assert stems["for-us"] == stems["to-send"]
    assert len(stems["for-us"]) >= 3
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", stem) for stem in stems["for-us"])
    assert files(place / "out") == ["for-us", "to-send"]


def test_no_agenda_holds_money_a_competitor_another_account_or_a_note_of_ours(place):
    agendas = {name: data.decode() for name, data in written(place).items() if name.startswith("to-send")}
    own = {"alpha": "Alpha Markername", "beta": "Beta Markername", "gamma": "Gamma Markername"}
    seen = 0
    for path, text in agendas.items():
        others = [name for slug, name in own.items() if slug not in path]
        for secret in (*SECRET, *others, "31337", "22222", "N1"):
            assert secret.casefold() not in text.casefold(), (path, secret)
        if "alpha" in path:
            assert "- Export of everything" in text
        seen += any(name in text for name in own.values())
    assert seen >= 2


def test_the_brief_is_for_us_and_names_the_competitor_and_the_worth(place):
    made = written(place)
    text = next(data.decode() for name, data in made.items() if name.startswith("for-us/alpha"))
    assert "do not send" in text
    assert "Rivalmark" in text
    assert "EUR" in text
    assert "2 wishes of theirs not named in the agenda" in text


def test_briefs_are_the_same_bytes_again_and_not_written_over_unasked(place):
    first = written(place)
    again = planned(place, "--briefs", "out")
    assert again.code == 2
    assert "--force" in again.err
    assert written(place, "--force") == first


def test_a_profile_fills_the_brief_and_says_when_they_were_asked(place):
    profile = [
        *(
            "format = 1",
            'request = "alpha  MARKERNAME"',
            'questionnaire = "customer"',
            "[answers.temperament]",
        ),
        *('value = "short, wants figures before the call"', "at = 2026-05-06"),
    ]
    (place / "profiles").mkdir()
    (place / "profiles" / "alpha.toml").write_text("\n".join(profile) + "\n", encoding="utf-8")
    made = written(place, "--profiles", "profiles")
    alpha = next(data.decode() for name, data in made.items() if name.startswith("for-us/alpha"))
    beta = next(data.decode() for name, data in made.items() if name.startswith("for-us/beta"))
    assert "**Temperament:** short, wants figures before the call" in alpha
    assert "**Last asked:** 2026-05-06" in alpha
    assert "to fill in: how they like to be talked to" in beta
    assert not any(b"wants figures" in data for name, data in made.items() if name.startswith("to-send"))


def test_a_profile_of_nobody_in_the_list_is_said_and_left_out(place):
    (place / "profiles").mkdir()
    text = 'format = 1\nrequest = "Alpha Markernam"\nquestionnaire = "customer"\n'
    (place / "profiles" / "x.toml").write_text(text, encoding="utf-8")
    done = planned(place, "--profiles", "profiles")
    assert done.code == 0
    assert "Perhaps it is 'Alpha Markername'" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("wishes.csv", "--briefs", "out"), "--customers FILE"),
        (("wishes.csv", "--profiles", "."), "--customers FILE"),
        (("wishes.csv", "--customers", "missing.csv"), "missing.csv"),
        (("missing.csv",), "missing.csv"),
        (("-", "--customers", "-"), "Only one thing"),
        (("wishes.csv", "--customers", "accounts.csv", "--profiles", "none"), "there is no profile"),
        (("wishes.csv", "--customers", "accounts.csv", "--briefs", "wishes.csv"), "not a folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(place, arguments, said):
    done = call("plan", *arguments, cwd=place)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_rows_that_cannot_be_read_show_in_the_exit_code(place):
    with (place / "accounts.csv").open("a", encoding="utf-8") as file:
        file.write(",external,1,1,1,no,no,no,\n")
    assert planned(place).code == 4


def test_where_nothing_is_worth_finding_out_it_says_so(tmp_path):
    row = "Paper clip,50 to 60,0 to 1 users,1 to 2,900k to 1.1M,1 to 2 years,0 to 1,10-20%,3 years"
    sheet(tmp_path, row)
    done = call("plan", "requests.csv", cwd=tmp_path)
    assert done.code == 0
    assert "No question is worth more than finding out costs." in done.out
    assert done.last.startswith("0 questions worth asking")


def test_the_example_company_is_planned():
    done = call(*DEMO_ARGS, "--format", "json", cwd=DEMO)
    assert done.code == 0, done.err
    data = json.loads(done.out)
    assert data["questions"][0]["ask"]
    assert "internal" not in {
        each["relationship"] for one in data["questions"] if one["competitor"] for each in one["ask"]
    }


def test_a_plan_loads_numpy_and_nothing_heavier(place):
    assert loaded(["plan", "wishes.csv", "--customers", "accounts.csv"], place) == (0, {"numpy"})
