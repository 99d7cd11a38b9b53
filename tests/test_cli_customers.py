"""`featurecheck customers` as somebody uses it: a sheet of accounts in, what they are worth out, words on the other stream."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest
from cli_helpers import call, process, request_file
from test_cli_startup import loaded

from featurecheck.resources import bundled

DEMO = bundled("questionnaires/demo")
LAST = "4 accounts: 0 partners, 1 candidate, 1 customer, 1 unprofitable, 1 internal"
HEADER = "account,kind,revenue,potential_revenue,cost_to_serve,new_market,new_geo"
ROWS = (
    "North,external,30000,50000,12000,yes,no",
    "South,external,12000,14000,15500,no,no",
    "East,external,9000,9000,,no,no",
    "Support,internal,,,,,",
)


def accounts(folder, *rows, name="accounts.csv", header=HEADER):
    path = Path(folder) / name
    path.write_text("\n".join([header, *(rows or ROWS)]) + "\n", encoding="utf-8")
    return path


def wishes(folder, *rows, name="wishes.csv"):
    path = Path(folder) / name
    path.write_text("\n".join(["request,requesters", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def four(tmp_path):
    """One of each: a candidate, an unprofitable one, one of whom little is known, and a team of our own."""
    return accounts(tmp_path)


def test_figures_are_data_and_what_was_decided_is_words(tmp_path, four):
    done = call("customers", four.name, cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.last == LAST
    assert "accounts.csv: 4 accounts read." in done.err
    assert "North" in done.out
    assert "North" not in done.err


def test_quiet_leaves_the_figures(tmp_path, four):
    done = call("customers", four.name, "-q", cwd=tmp_path)
    assert (done.last, done.err) == (LAST, "")


def test_figures_known_by_hand(tmp_path, four):
    done = call("customers", four.name, "--format", "json", cwd=tmp_path)
    assert done.err.splitlines()[-1] == LAST
    data = json.loads(done.out)
    found = {one["account"]: one for one in data["accounts"]}
    assert [
        (name, one["relationship"], one["profit_money"], one["growth_money"]) for name, one in found.items()
    ] == [
        ("North", "partner candidate", 18_000, 20_000),
        ("South", "unprofitable", -3_500, 2_000),
        ("East", "customer", None, 0),
        ("Support", "internal", None, None),
    ]
    assert data["whale_curve"]["total_money"] == 14_500
    assert data["let_go_or_reprice"]["freed_money"] == 3_500
    assert data["currency"] == "EUR"


def test_csv_is_a_row_an_account(tmp_path, four):
    done = call("customers", four.name, "--format", "csv", cwd=tmp_path)
    rows = list(csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff"))))
    assert [(row["account"], row["profit_money"]) for row in rows] == [
        ("North", "18000"),
        ("South", "-3500"),
        ("East", ""),
        ("Support", ""),
    ]
    assert done.err.splitlines()[-1] == LAST


@pytest.mark.parametrize("form", ["text", "json", "csv", "md"])
def test_a_file_holds_what_the_terminal_shows(tmp_path, four, form):
    shown = call("customers", four.name, "--format", form, cwd=tmp_path, COLUMNS="80").out
    done = call("customers", four.name, "--format", form, "--output", "out/x", cwd=tmp_path, COLUMNS="80")
    assert (tmp_path / "out" / "x").read_bytes().decode() == shown
    assert done.out == LAST + "\n"
    assert "Wrote out/x" in done.err


def test_a_file_that_is_there_is_kept_and_what_is_read_in_any_case(tmp_path, four):
    (tmp_path / "there.md").write_text("mine")
    done = call("customers", four.name, "--output", "there.md", cwd=tmp_path)
    assert (done.code, (tmp_path / "there.md").read_text()) == (2, "mine")
    assert "Add --force" in done.err
    assert call("customers", four.name, "--output", "there.md", "--force", cwd=tmp_path).code == 0
    wanted = wishes(tmp_path, "Export,North")
    for path in (four, wanted):
        kept = path.read_bytes()
        flags = ("--requests", wanted.name, "--output", path.name, "--force")
        done = call("customers", four.name, *flags, cwd=tmp_path)
        assert (done.code, path.read_bytes()) == (2, kept)
        assert "this file is being read" in done.err


def test_a_sheet_can_come_through_a_pipe_but_only_one(tmp_path, four):
    done = call("customers", "-", cwd=tmp_path, stdin=four.read_bytes())
    assert (done.code, done.last) == (0, LAST)
    done = call("customers", "-", "--requests", "-", cwd=tmp_path, stdin=b"x")
    assert done.code == 2
    assert "Only one thing can come from standard input" in done.err


def test_requests_say_who_asks_and_what_disappears(tmp_path, four):
    wishes(tmp_path, "Export,North; South", "Fax,South", "Maps,Nort; North", "Nobody's,")
    done = call("customers", four.name, "--requests", "wishes.csv", "--format", "json", cwd=tmp_path)
    assert done.code == 0, done.err
    data = json.loads(done.out)
    assert data["requesters"]["asks"]["partner candidate"] == 2
    assert data["requesters"]["unmatched"] == [{"name": "Nort", "perhaps": ["North"]}]
    assert data["requesters"]["requests_naming_nobody"] == 1
    assert [name.split(" ", 1)[1] for name in data["let_go_or_reprice"]["disappearing_requests"]] == ["Fax"]


def test_request_files_in_a_folder_are_requests_too(tmp_path, four):
    (tmp_path / "wishes").mkdir()
    request_file(tmp_path / "wishes", "bulk.toml", "requesters=South")
    done = call("customers", four.name, "--requests", "wishes", cwd=tmp_path)
    assert "1 request, asked for 1 time: 1 by unprofitable accounts." in " ".join(done.out.split())


def test_as_many_partners_as_one_can_tend(tmp_path):
    rows = [f"A{at},external,{30000 + at},60000,9000,yes,no" for at in range(8)]
    path = accounts(tmp_path, *rows)
    wanted = {
        count: call("customers", path.name, "--partners", count, "--format", "json", cwd=tmp_path)
        for count in (0, 3)
    }
    assert {count: len(json.loads(done.out)["partners_to_make"]) for count, done in wanted.items()} == {
        0: 0,
        3: 3,
    }
    assert (
        len(
            json.loads(call("customers", path.name, "--format", "json", cwd=tmp_path).out)["partners_to_make"]
        )
        == 5
    )


def test_top_shortens_the_text_and_nothing_else(tmp_path, four):
    short = call("customers", four.name, "--top", "1", cwd=tmp_path).out
    assert "... and 3 more accounts; --top 4 shows all." in short
    for form in ("json", "csv", "md"):
        whole = call("customers", four.name, "--format", form, cwd=tmp_path).out
        assert call("customers", four.name, "--format", form, "--top", "1", cwd=tmp_path).out == whole


def test_headers_may_be_said(tmp_path):
    path = accounts(tmp_path, "North,1000", header="Wer,Umsatzchen")
    done = call(
        "customers", path.name, "--map", "Wer=account", "--map", "Umsatzchen=revenue", "-q", cwd=tmp_path
    )
    assert done.code == 0, done.err
    assert "North" in done.out


def test_money_is_in_the_policys_currency(tmp_path, four):
    (tmp_path / "p.toml").write_text('currency = "CHF"\n', encoding="utf-8")
    done = call("customers", four.name, "--policy", "p.toml", cwd=tmp_path)
    assert "Profit in CHF a year" in done.out
    assert "EUR" not in done.out


def test_what_cannot_be_read_is_said_with_its_cell_and_is_not_known(tmp_path):
    path = accounts(tmp_path, "North,external,lots,50000,12000,yes,no")
    done = call("customers", path.name, cwd=tmp_path)
    assert "accounts.csv" in done.err
    assert "C2" in done.err
    assert "Not known: revenue of 1 account." in done.out
    assert done.last.startswith("1 account:")


@pytest.mark.parametrize(("name", "words"), [("none.csv", "there is no such file"), ("accounts.txt", "")])
def test_what_is_no_sheet_of_accounts_is_one_sentence(tmp_path, name, words):
    (tmp_path / "accounts.txt").write_text("request,votes\nFax,3\n", encoding="utf-8")
    done = call("customers", name, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert name in done.err
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_hostile_sheet_gives_no_orders(tmp_path):
    name = '"Clear\x1b[2J\u202e rtl"'
    path = accounts(tmp_path, f"{name},external,10000,20000,9000,yes,no", "=1+2,external,1,1,3,no,no")
    wishes(tmp_path, f"Fax,{name}", '"Export\x1b[1m",No\x1b]0;x')
    for form in ("text", "md", "json", "csv"):
        done = call("customers", path.name, "--requests", "wishes.csv", "--format", form, cwd=tmp_path)
        obeyed = {
            letter
            for letter in (done.out if form != "csv" else "") + done.err
            if letter != "\n" and unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp", "Cs"}
        }
        assert not obeyed
    assert "'=1+2" in call("customers", path.name, "--format", "csv", cwd=tmp_path).out


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_text_keeps_within_the_terminal(width):
    done = process(
        "customers", "customers.csv", "--requests", "requests.csv", "-q", cwd=DEMO, COLUMNS=str(width)
    )
    *lines, _ = done.out.splitlines()
    assert done.code == 0, done.err
    assert max(map(len, lines)) <= width


def test_the_text_loads_no_heavy_library(tmp_path, four):
    assert loaded(["customers", four.name], tmp_path) == (0, set())


def test_the_workbook_to_fill_in_has_a_sheet_of_customers_that_is_read_back(tmp_path):
    from openpyxl import load_workbook

    assert call("sheet", "new", "book.xlsx", "--customers", cwd=tmp_path).code == 0
    book = load_workbook(tmp_path / "book.xlsx")
    sheet = book["Customers"]
    header = [cell.value for cell in sheet[1]]
    for row, line in enumerate(ROWS, start=2):
        cells = dict(zip(HEADER.split(","), line.split(","), strict=True))
        for column, title in enumerate(header, start=1):
            sheet.cell(row, column, cells.get(title) or None)
    book.save(tmp_path / "book.xlsx")
    done = call("customers", "book.xlsx", cwd=tmp_path)
    assert (done.code, done.last) == (0, LAST), done.err


def test_the_example_company_shows_every_relationship_and_every_requester_is_an_account():
    done = call("customers", "customers.csv", "--requests", "requests.csv", "--format", "json", cwd=DEMO)
    assert done.code == 0, done.err
    data = json.loads(done.out)
    assert data["problems"] == []
    assert len(data["accounts"]) == 40
    assert all(group["accounts"] for group in data["relationships"])
    assert data["requesters"]["unmatched"] == []
    assert len(data["requesters"]["matched"]) == 9
    assert data["whale_curve"]["unknown"] > 0
    assert data["whale_curve"]["peak_share"] > 1
    assert data["let_go_or_reprice"]["disappearing_requests"]
    assert len(data["partners_to_make"]) == 5


def test_the_example_workspace_holds_the_customers(tmp_path):
    from featurecheck.cli.demo import write_workspace

    write_workspace(tmp_path / "demo")
    assert (tmp_path / "demo" / "customers.csv").read_bytes() == (DEMO / "customers.csv").read_bytes()
