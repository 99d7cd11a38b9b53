"""`featurecheck usage` as somebody uses it: a file in, a table out, data on one stream and words on the other."""

from __future__ import annotations

import csv
import io
import json
import runpy
import unicodedata
from pathlib import Path

import pytest
from cli_helpers import call, process, sheet

from featurecheck.observed import Usage
from featurecheck.resources import bundled

DEMO = bundled("questionnaires/demo")
ROOT = Path(__file__).resolve().parent.parent
LAST = "2 features of 2 products, 2026-07-01 to 2026-07-03"


def events(folder, *rows, name="usage.csv", header="product,account,user,feature,timestamp"):
    path = Path(folder) / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path):
    """Two people with one product, one with the other."""
    return events(
        tmp_path,
        "Thyme,North,u1,export,2026-07-01 08:00",
        "Thyme,North,u2,export,2026-07-01 09:00",
        "Thyme,South,u1,export,2026-07-02 09:00",
        "Acme,East,u9,send fax,2026-07-03 09:00",
    )


@pytest.fixture
def reader(monkeypatch):
    """What the command asks the reader for, and a figure for it to show."""
    from make_usage import feature, usage

    asked = {}

    def read_usage(source, **named) -> Usage:
        asked.update(named, source=source)
        return usage(("Thyme", 200, [feature()]))

    monkeypatch.setattr("featurecheck.usage.reading.read_usage", read_usage)
    return asked


def test_the_table_is_data_and_what_was_decided_is_words(tmp_path, two):
    done = call("usage", two.name, cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.last == LAST
    assert "export" in done.out
    assert "usage.csv: 4 rows read." in done.err
    assert "export" not in done.err


def test_quiet_leaves_the_figures(tmp_path, two):
    done = call("usage", two.name, "-q", cwd=tmp_path)
    assert done.last == LAST
    assert done.err == ""


def test_figures_known_by_hand(tmp_path, two):
    done = call("usage", two.name, "--format", "json", cwd=tmp_path)
    assert done.err.splitlines()[-1] == LAST
    (source,) = json.loads(done.out)["sources"]
    acme, thyme = source["products"]
    assert (thyme["name"], thyme["active_users"], thyme["active_accounts"], thyme["events"]) == (
        "Thyme",
        2,
        2,
        3,
    )
    (export,) = thyme["features"]
    assert (export["users"], export["accounts"], export["events"]) == (2, 2, 3)
    assert export["days_a_month_histogram"] == [{"days": 1, "user_months": 1}, {"days": 2, "user_months": 1}]
    assert export["median_days_a_month"] == 1.5
    assert export["last_use"] == "2026-07-02T09:00:00Z"
    assert acme["features"][0]["share_of_active_users"] == 1.0
    assert export["weekly_share"] is None


def test_csv_is_a_row_a_feature(tmp_path, two):
    done = call("usage", two.name, "--format", "csv", cwd=tmp_path)
    rows = list(csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff"))))
    assert [(row["product"], row["feature"], row["users"]) for row in rows] == [
        ("Acme", "send fax", "1"),
        ("Thyme", "export", "2"),
    ]


def test_markdown_goes_into_a_file_and_the_last_line_to_standard_output(tmp_path, two):
    done = call("usage", two.name, "--format", "md", "--output", "out/usage.md", cwd=tmp_path)
    assert done.out == LAST + "\n"
    assert "Wrote out/usage.md" in done.err
    assert (tmp_path / "out" / "usage.md").read_text(encoding="utf-8").startswith("# Acme")


@pytest.mark.parametrize("form", ["text", "json", "csv", "md"])
def test_a_file_holds_what_the_terminal_shows(tmp_path, two, form):
    shown = call("usage", two.name, "--format", form, cwd=tmp_path, COLUMNS="80").out
    call("usage", two.name, "--format", form, "--output", "x", cwd=tmp_path, COLUMNS="80")
    assert (tmp_path / "x").read_bytes().decode() == shown


def test_a_file_that_is_there_is_kept_and_the_source_in_any_case(tmp_path, two):
    (tmp_path / "there.md").write_text("mine")
    done = call("usage", two.name, "--output", "there.md", cwd=tmp_path)
    assert done.code == 2
    assert "Add --force" in done.err
    assert (tmp_path / "there.md").read_text() == "mine"
    assert call("usage", two.name, "--output", "there.md", "--force", cwd=tmp_path).code == 0
    kept = two.read_bytes()
    done = call("usage", two.name, "--output", two.name, "--force", cwd=tmp_path)
    assert (done.code, two.read_bytes()) == (2, kept)
    assert "this file is being read" in done.err


def test_one_product_alone(tmp_path, two):
    done = call("usage", two.name, "--product", " THYME", cwd=tmp_path)
    assert done.last == "1 feature, 2 active users, 2026-07-01 to 2026-07-03"
    assert "send fax" not in done.out


def test_a_product_that_is_not_there_is_answered_with_the_nearest(tmp_path, two):
    done = call("usage", two.name, "--product", "Tyme", cwd=tmp_path)
    assert done.code == 2
    assert "usage.csv: it holds no product 'Tyme'. Did you mean 'Thyme'?" in done.err
    assert done.out == ""


def test_several_sources_are_shown_one_after_the_other(tmp_path, two):
    events(tmp_path, "Thyme,North,u1,export,2026-08-01 08:00", name="august.csv")
    done = call("usage", two.name, "august.csv", cwd=tmp_path)
    assert done.last == "3 features of 3 products, 2026-07-01 to 2026-08-01"
    assert done.out.index("usage.csv, 2026-07-01") < done.out.index("august.csv, 2026-08-01")


@pytest.mark.parametrize("again", ["usage.csv", "./usage.csv"])
def test_a_source_named_twice_is_refused(tmp_path, two, again):
    done = call("usage", two.name, again, cwd=tmp_path)
    assert done.code == 2
    assert "this is named twice" in done.err


def test_a_table_may_come_through_a_pipe(tmp_path, two):
    done = call("usage", "-", cwd=tmp_path, stdin=two.read_bytes())
    assert (done.code, done.last) == (0, LAST), done.err


def test_what_is_asked_reaches_the_reader(tmp_path, reader):
    typed = "usage.csv --period 2026-Q3 --engine duckdb --date 2026-11-22 --map Wer=user --date-order day --delimiter ;"
    assert call("usage", *typed.split(), cwd=tmp_path).code == 0
    assert (reader["source"], reader["period"], reader["engine"]) == ("usage.csv", "2026-Q3", "duckdb")
    assert reader["today"].isoformat() == "2026-11-22"
    read_as = reader["read_as"]
    assert (read_as.mapping, read_as.date_order, read_as.delimiter) == ({"Wer": "user"}, "day", ";")


def test_no_password_is_repeated(tmp_path, reader):
    address = "postgres://jo:s3cret@db.example/shop#events"
    done = call("usage", address, address, cwd=tmp_path)
    assert done.code == 2
    assert "s3cret" not in done.out + done.err
    done = call("usage", address, cwd=tmp_path)
    assert (done.code, reader["source"]) == (0, address)
    assert "s3cret" not in done.out + done.err


# Requests


@pytest.fixture
def requests(tmp_path):
    return sheet(
        tmp_path,
        "FR-1,Fax it,Acme,send_fax",
        "FR-2,Export,Acme,",
        "FR-3,Export all of it,Acme,",
        "FR-4,Dancing clip,Acme,clip",
        header="id,request,competitor,usage_feature",
    )


def test_requests_say_whose_a_product_is_and_which_of_them_are_answered(tmp_path, two, requests):
    done = call("usage", two.name, "--requests", requests.name, cwd=tmp_path, COLUMNS="200")
    assert done.code == 0, done.err
    for part in (
        "Acme (a competitor's): questions 1 and 2",
        "Thyme (ours): what a new feature may expect",
        "These figures say something about 2 of 4 requests:",
        "FR-1 Fax it: questions 1 and 2, from 'send fax' of Acme, 1 of 1 user (100 %); the request names it",
        "FR-2 Export: the base rate, from 'export' of Thyme, 2 of 2 users (100 %); it has the same name",
        "FR-3 Export all of it: 'export'?",
        "FR-4: 'clip' is not a feature in the usage data.",
    ):
        assert part in " ".join(done.out.split())


def test_the_answers_stand_in_the_json(tmp_path, two, requests):
    typed = ("--requests", requests.name, "--format", "json")
    answers = json.loads(call("usage", two.name, *typed, cwd=tmp_path).out)["answers"]
    assert answers["requests"] == 4
    assert answers["answerable"][0] == {
        "id": "FR-1",
        "request": "Fax it",
        "product": "Acme",
        "feature": "send fax",
        "source": "usage.csv",
        "questions": [1, 2],
        "how": "the request names it",
    }
    assert answers["proposals"] == [{"id": "FR-3", "request": "Export all of it", "features": ["export"]}]


def test_one_product_alone_leaves_the_requests_what_the_others_know(tmp_path, two, requests):
    typed = ("--requests", requests.name, "--product", "Thyme", "--format", "json")
    data = json.loads(call("usage", two.name, *typed, cwd=tmp_path).out)
    assert [one["name"] for one in data["sources"][0]["products"]] == ["Thyme"]
    assert data["sources"][0]["products"][0]["side"] == "ours"
    assert [one["id"] for one in data["answers"]["answerable"]] == ["FR-2"]
    assert data["answers"]["notes"] == ["FR-4: 'clip' is not a feature in the usage data."]


def test_the_policy_says_which_product_is_ours(tmp_path, two):
    (tmp_path / "featurecheck.toml").write_text('own_product = "Thyme"\n', encoding="utf-8")
    done = call("usage", two.name, cwd=tmp_path)
    assert "Thyme (ours)" in done.out
    assert "Acme: if it is a competitor's" in done.out


def test_without_requests_or_policy_nobody_knows_whose_it_is(tmp_path, two):
    done = call("usage", two.name, cwd=tmp_path)
    assert "Thyme: if it is a competitor's" in done.out


# Mistakes and malice


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("missing.csv", "missing.csv"),
        ("usage.csv --top 0", "--top"),
        ("usage.csv --format jsno", "Did you mean 'json'?"),
        ("usage.csv --engine duckbd", "Did you mean 'duckdb'?"),
        ("usage.csv --date 22.11.2026", "is not a date"),
        ("usage.csv --period sometime", "--period"),
        ("usage.csv --period 2020-Q1", "2026-07-01"),
        ("usage.csv --requests missing.csv", "missing.csv"),
        ("wrong.csv", "wrong.csv"),
        ("empty.csv", "empty.csv"),
    ],
)
def test_a_mistake_is_a_sentence_and_no_figure(tmp_path, two, typed, said):
    assert two.exists()
    events(tmp_path, "1,2", name="wrong.csv", header="colour,taste")
    (tmp_path / "empty.csv").touch()
    done = call("usage", *typed.split(), cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


ORDERS = "Clear\x1b[2J title\x1b]0;x back\u202efdp c1\x9b31m rtl\u200f zero\u200bwidth"


@pytest.mark.parametrize("form", ["text", "json", "csv", "md"])
def test_orders_in_names_reach_no_terminal(tmp_path, form):
    rows = [f'"{ORDERS}","{ORDERS}",u{at},"{ORDERS} {at}",2026-07-0{at} 08:00' for at in range(1, 4)]
    path = events(tmp_path, *rows)
    done = call("usage", path.name, "--format", form, "-v", cwd=tmp_path)
    assert done.code == 0, done.err
    hidden = {"Cc", "Cf", "Zl", "Zp", "Cs"}
    streams = (
        done.err if form == "csv" else done.out + done.err
    )  # csv into a pipe holds what the source holds
    assert [letter for letter in streams if letter != "\n" and unicodedata.category(letter) in hidden] == []


def test_the_width_of_the_terminal_is_kept(tmp_path, two):
    for width in (40, 80, 200):
        shown = call("usage", two.name, cwd=tmp_path, COLUMNS=str(width)).out.splitlines()
        assert max(map(len, shown[:-1])) <= width


# The example


def test_the_example_data_is_what_its_script_makes():
    made = runpy.run_path(str(ROOT / "benchmarks" / "make_demo_usage.py"))
    assert (DEMO / "usage.csv").read_text(encoding="utf-8") == made["content"]()


def test_the_example_answers_requests_and_has_candidates_a_robot_and_two_products(tmp_path):
    done = process(
        "usage", DEMO / "usage.csv", "--requests", DEMO / "requests.csv", "--format", "json", cwd=tmp_path
    )
    assert done.code == 0, done.err
    assert "robot1" in done.err
    data = json.loads(done.out)
    acme, thyme = data["sources"][0]["products"]
    assert [acme["side"], thyme["side"]] == ["a competitor's", "ours"]
    removable = {one["feature"]: one["remove"] for one in thyme["features"] if one["remove"]}
    assert removable["loaner-keys"] == ["used by hardly anybody"]
    assert removable["import-wizard"] == ["not used lately"]
    assert removable["birthday-mail"] == ["shrinks"]
    assert {one["id"] for one in data["answers"]["answerable"]} >= {"FR-104", "FR-108", "FR-134", "FR-138"}
    assert data["answers"]["proposals"]
    assert (DEMO / "usage.csv").stat().st_size <= 300_000


def test_every_feature_that_the_example_names_is_in_its_data():
    with (DEMO / "usage.csv").open(encoding="utf-8", newline="") as file:
        known = {row["feature"] for row in csv.DictReader(file)}
    with (DEMO / "requests.csv").open(encoding="utf-8", newline="") as file:
        named = {row["usage_feature"] for row in csv.DictReader(file)} - {""}
    assert len(named) >= 10
    assert named <= known


def test_the_demo_workspace_holds_both_files(tmp_path):
    assert call("demo", cwd=tmp_path).code == 0
    for name in ("usage.csv", "survey.csv"):
        assert (tmp_path / "featurecheck-demo" / name).read_bytes() == (DEMO / name).read_bytes()
