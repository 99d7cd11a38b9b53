"""People who speak for accounts: what they wish is their account's wish, and their names are no other account's business."""

from __future__ import annotations

import csv

import pytest
from cli_helpers import call

ANSWERS = {
    "competitor": "Rivalmark",
    "users": "500 to 900",
    "how_often": "weekly",
    "like": "fine",
    "bought_because": "5 to 10",
    "not_miss": "40% to 60%",
    "would_switch": "1% to 3%",
    "build_cost": "20k to 90k",
    "build_time": "2 to 3 months",
    "lost_without": "1 to 3",
    "price_competition": "10% to 30%",
    "head_start": "1 to 2 years",
    "value_per_user": "200 to 400",
}
ACCOUNTS = """account,kind,revenue,potential_revenue,cost_to_serve,hours_saved,contact
Orca Mills,external,200000,300000,80000,,Ines Kolb
Pico Farm,external,150000,280000,20000,,pat@pico.example
Ops Crew,internal,,,,400,
"""
WISHES = {
    "Plain export": "Bea Zorn for Orca Mills; Joe for Ops Crew",
    "Gil Hart likes charts": "Orca Mills; Gil Hart (Pico Farm)",
    "As Bea Zorn drew it": "Orca Mills; Pico Farm",
    "Call of Ines Kolb": "Pico Farm; Orca Mills",
    "Write to pat@pico.example": "Orca Mills; Pico Farm",
    "For 120 000 of them": "Orca Mills",
}
NOT_FOR = {
    "orca": ("Gil Hart", "pico.example", "Pico", "120 000"),
    "pico": ("Bea Zorn", "Ines Kolb", "Orca"),
    "ops": ("Bea Zorn", "Gil Hart", "Ines Kolb", "Orca", "Pico", "pico.example"),
}


@pytest.fixture
def place(tmp_path):
    """A list of accounts, and wishes whose titles name people of several of them."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    with (tmp_path / "wishes.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, ["id", "request", "requesters", *ANSWERS])
        rows.writeheader()
        for number, (title, names) in enumerate(WISHES.items()):
            rows.writerow(ANSWERS | {"id": f"W{number}", "request": title, "requesters": names})
    return tmp_path


def texts(folder):
    return {path.name.split("-")[0]: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def agendas(place):
    more = ("--briefs", "out", "--accounts", "9", "--top", "20")
    done = call("plan", "wishes.csv", "--customers", "accounts.csv", *more, cwd=place)
    assert done.code == 0, done.err
    return texts(place / "out" / "to-send")


def letters(place, *more):
    done = call("reply", *more, "--output", "letters", "--force", cwd=place)
    assert done.code == 0, done.err
    return texts(place / "letters")


@pytest.mark.parametrize(
    "made", [agendas, lambda place: letters(place, "wishes.csv", "--customers", "accounts.csv")]
)
def test_no_person_address_or_figure_of_another_account_is_in_what_an_account_gets(place, made):
    found = made(place)
    assert set(found) == set(NOT_FOR)
    told = [(who, secret) for who, secrets in NOT_FOR.items() for secret in secrets if secret in found[who]]
    assert told == []


def test_the_wish_of_somebody_who_speaks_for_an_account_is_in_its_agenda(place):
    found = agendas(place)
    assert "- Plain export" in found["orca"]
    assert "- Plain export" in found["ops"]
    assert "- Gil Hart likes charts" in found["pico"], "their own person is no secret to them"


def test_every_wish_that_an_agenda_leaves_out_is_counted_in_the_brief(place):
    agendas(place)
    brief = texts(place / "out" / "for-us")["orca"]
    assert "3 wishes of theirs not named in the agenda: a title holds" in brief


def test_ones_own_person_stays_in_the_title_of_a_letter(place):
    found = letters(place, "wishes.csv", "--customers", "accounts.csv")
    assert "As Bea Zorn drew it" in found["orca"]
    assert "Call of Ines Kolb" in found["orca"]
    assert "Gil Hart likes charts" in found["pico"]


def test_without_a_list_a_speakers_account_is_still_no_business_of_others(place):
    (place / "wishes.csv").write_text(
        "request,requesters\nPortal for Orca Mills,Bea Zorn for Orca Mills; Pico Farm\n", encoding="utf-8"
    )
    found = letters(place, "wishes.csv")
    assert set(found) == {"bea", "pico"}
    assert "Orca" not in found["pico"]
    assert "Hello Bea Zorn for Orca Mills," in found["bea"]


def test_letters_from_a_stored_evaluation_know_who_is_who_as_the_evaluation_did(place):
    first = letters(place, "wishes.csv", "--customers", "accounts.csv")
    assert call("batch", "wishes.csv", "--customers", "accounts.csv", "--output", "out", cwd=place).code == 0
    done = call("reply", "out/evaluation.json", "--output", "letters", "--force", cwd=place)
    assert "is as it was when the requests were evaluated" in done.err
    again = texts(place / "letters")
    assert {who: text.split("* ")[0] for who, text in again.items()} == {
        who: text.split("* ")[0] for who, text in first.items()
    }
    assert "Gil Hart" not in again["orca"], "who spoke for whom is in the evaluation"


def test_a_team_whose_member_asks_is_asked_about_our_own_side(place):
    done = call("plan", "wishes.csv", "--customers", "accounts.csv", "--format", "json", cwd=place)
    assert '"Ops Crew"' in done.out
    assert "asks for it itself" in done.out
