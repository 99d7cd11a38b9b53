"""`featurecheck reply` as somebody uses it: requests in, one draft an account out, and every decision said."""

from __future__ import annotations

import dataclasses
import re
import shutil

import pytest
from cli_helpers import FIND_OUT, GO, HEADER, NO_GO, call, files
from test_cli_startup import loaded

from featurecheck.report.reply_words import read_words
from featurecheck.resources import bundled

DEMO = bundled("questionnaires/demo")
WORDS = bundled("reports/templates/replies.toml")
DRAFTS = "These are drafts: nothing was sent."
ROWS = ((GO, "Northwind; Contoso"), (NO_GO, "northwind "), (FIND_OUT, "Northwind; Support"), (GO, ""))


def wishes(folder, *rows, name="wishes.csv", header=f"{HEADER},competitor,requesters"):
    lines = [f'{answers},Acme,"{who}"' for answers, who in rows or ROWS]
    path = folder / name
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def accounts(folder, *rows, name="accounts.csv"):
    header = "account,kind,revenue,potential_revenue,cost_to_serve,shares_risk,shares_profit"
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def letters(folder):
    """The text of each letter by whom it greets."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
    return {re.search(r"Hello (.+),", text)[1]: text for text in texts}


@pytest.fixture
def sheet(tmp_path):
    return wishes(tmp_path)


def test_one_letter_an_account_with_all_its_wishes_whatever_the_spelling(tmp_path, sheet):
    done = call("reply", sheet.name, cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.out == "3 replies: no 1, not now 2, yes 2\n"
    found = letters(tmp_path / "replies")
    assert sorted(found) == ["Contoso", "Northwind", "Support"]
    assert re.findall(r"^\* (.+)$", found["Northwind"], re.MULTILINE) == [
        "Invoices by mail",
        "Dancing paper clip",
        "Something with reports",
    ]
    assert re.findall(r"^\* (.+)$", found["Contoso"], re.MULTILINE) == ["Invoices by mail"]


def test_each_verdict_has_its_own_answer(tmp_path, sheet):
    call("reply", sheet.name, cwd=tmp_path)
    text = " ".join(letters(tmp_path / "replies")["Northwind"].split())
    yes, no, not_now = text.split("* ")[1:]
    assert "a direction that we want to take" in yes
    assert "it may still change" in yes
    assert "decided not to build it" in no
    assert "We would look at it again if " in no
    assert "not decided on this yet" in not_now
    assert "One answer from you would help us most: " in not_now
    assert not_now.count("?") == 1 or "Please tell us" in not_now
    for part in (yes, no, not_now):
        assert "What you can do today: [" in part
    assert "confidential and for direction only" in text


def test_what_was_decided_is_said(tmp_path, sheet):
    done = call("reply", sheet.name, cwd=tmp_path)
    assert "all are spoken to as customers" in done.err
    assert "1 request names nobody" in done.err
    assert DRAFTS in done.err
    assert done.err.count("Wrote ") == 3


def test_quiet_leaves_the_last_line(tmp_path, sheet):
    done = call("reply", sheet.name, "-q", cwd=tmp_path)
    assert (done.out, done.err) == ("3 replies: no 1, not now 2, yes 2\n", "")


def test_partners_decide_with_us_and_teams_of_our_own_are_told_plainly(tmp_path, sheet):
    listed = accounts(tmp_path, "Northwind,external,90000,95000,20000,yes,yes", "Contoso,external,9000,9000,20000,no,no", "Support,internal,,,,,")  # fmt: skip
    done = call("reply", sheet.name, "--customers", listed.name, cwd=tmp_path)
    assert done.code == 0, done.err
    found = letters(tmp_path / "replies")
    spoken = read_words().spoken
    for name, role in (("Northwind", "partner"), ("Contoso", "customer"), ("Support", "internal")):
        assert spoken[role]["closing"].split(".")[0] in " ".join(found[name].split())
    assert "decide together" in found["Northwind"]
    assert "all are spoken to as customers" not in done.err


def test_a_requester_that_the_list_does_not_know_is_said_with_who_it_may_be(tmp_path, sheet):
    listed = accounts(tmp_path, "Northwind,external,90000,,,,", "Contoso GmbH,external,9000,,,yes,yes")
    done = call("reply", sheet.name, "--customers", listed.name, cwd=tmp_path)
    assert (
        "'Contoso' is not among the customers: spoken to as a customer. Perhaps 'Contoso GmbH'?" in done.err
    )
    assert "'Support' is not among the customers: spoken to as a customer." in done.err
    assert "decide together" not in letters(tmp_path / "replies")["Contoso"]


def test_only_those_who_are_named_get_a_letter(tmp_path, sheet):
    done = call("reply", sheet.name, "--for", "CONTOSO", "--output", "out", cwd=tmp_path)
    assert done.last == "1 reply: no 0, not now 0, yes 1"
    assert list(letters(tmp_path / "out")) == ["Contoso"]


def test_a_name_that_asked_for_nothing_is_answered_with_the_nearest(tmp_path, sheet):
    done = call("reply", sheet.name, "--for", "Contosso", cwd=tmp_path)
    assert done.code == 2
    assert "'Contosso' has asked for nothing here. Did you mean 'Contoso'?" in done.err
    assert not (tmp_path / "replies").exists()


def test_requests_that_name_nobody_are_refused(tmp_path):
    done = call("reply", wishes(tmp_path, (GO, "")).name, cwd=tmp_path)
    assert done.code == 2
    assert "Fill in the column 'requesters'" in done.err


def test_the_same_input_gives_the_same_bytes(tmp_path, sheet):
    for form in ("text", "html"):
        for folder in ("one", "two"):
            call("reply", sheet.name, "--format", form, "--output", f"{folder}-{form}", cwd=tmp_path)
        first, second = (tmp_path / f"{folder}-{form}" for folder in ("one", "two"))
        assert files(first) == files(second)
        assert all(path.read_bytes() == (second / path.name).read_bytes() for path in first.iterdir())


def test_an_evaluation_gives_the_letters_that_its_requests_give(tmp_path, sheet):
    call("batch", sheet.name, "--output", "out", "--format", "json", cwd=tmp_path)
    call("reply", sheet.name, "--output", "one", cwd=tmp_path)
    done = call("reply", "out/evaluation.json", "--output", "two", cwd=tmp_path)
    assert done.code == 0, done.err
    assert letters(tmp_path / "one") == letters(tmp_path / "two")


def test_a_page_stands_alone_and_fits_a_phone(tmp_path, sheet):
    call("reply", sheet.name, "--format", "html", cwd=tmp_path)
    for path in (tmp_path / "replies").iterdir():
        page = path.read_text(encoding="utf-8")
        assert path.suffix == ".html"
        assert page.startswith('<!doctype html>\n<html lang="en">')
        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
        assert "default-src 'none'" in page.replace("&#39;", "'")
        assert not re.search(r"<script|javascript:|src=|https?:|@import|url\(", page)
        assert page.count("<h1") == 1


def test_letters_that_are_there_stay_unless_one_says_otherwise(tmp_path, sheet):
    call("reply", sheet.name, cwd=tmp_path)
    before = letters(tmp_path / "replies")
    done = call("reply", sheet.name, cwd=tmp_path)
    assert done.code == 2
    assert "--force" in done.err
    assert letters(tmp_path / "replies") == before
    assert call("reply", sheet.name, "--force", cwd=tmp_path).code == 0


def test_a_title_that_names_the_competitor_is_a_blank_and_said(tmp_path):
    sheet = wishes(tmp_path, (GO.replace("Invoices by mail", "Mail as in Acme"), "Northwind"))
    done = call("reply", sheet.name, cwd=tmp_path)
    assert done.code == 0, done.err
    assert (
        "Reply to 'Northwind': the title 'Mail as in Acme' holds a competitor's name: left as a blank"
        in done.err
    )
    assert "Acme" not in letters(tmp_path / "replies")["Northwind"]


def test_hostile_names_are_files_in_the_folder_and_nothing_else(tmp_path):
    names = [
        "../../etc/passwd",
        "CON",
        "a/b\\c:d",
        "\u5317\u98ce",
        "N" * 300,
        "name",
        "name ",
        "NAME",
        "=1+1",
        "na\u200bme",
    ]
    sheet = wishes(tmp_path, *((GO, name) for name in names))
    done = call("reply", sheet.name, "--output", "out", cwd=tmp_path)
    assert done.code == 0, done.err
    made = files(tmp_path / "out")
    assert len(made) == 7  # four spellings of one name
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}\.txt", name) for name in made)
    assert files(tmp_path) == ["out", sheet.name]


def test_what_a_terminal_would_obey_is_not_printed(tmp_path):
    sheet = wishes(tmp_path, (GO, "North\x1b[31mwind via Acme"), (GO, "Acme"))
    listed = accounts(tmp_path, "North wind,external,,,,,")
    done = call("reply", sheet.name, "--customers", listed.name, "-v", cwd=tmp_path)
    assert "\x1b" not in done.out + done.err


def test_rows_that_cannot_be_read_are_said_and_the_others_answered(tmp_path):
    listed = accounts(tmp_path, "Northwind,external,,,,,", ",external,5,,,,")
    done = call("reply", wishes(tmp_path).name, "--customers", listed.name, cwd=tmp_path)
    assert done.code == 4
    assert "the name of an account" in done.err
    assert len(files(tmp_path / "replies")) == 3


def test_only_one_thing_comes_from_standard_input(tmp_path):
    done = call("reply", "-", "--customers", "-", cwd=tmp_path)
    assert done.code == 2
    assert "Only one thing can come from standard input" in done.err


def test_requests_come_from_standard_input_too(tmp_path, sheet):
    done = call("reply", "-", cwd=tmp_path, stdin=sheet.read_bytes())
    assert done.last == "3 replies: no 1, not now 2, yes 2"


def test_somebodys_own_words_and_language(tmp_path, sheet):
    own = WORDS.read_text(encoding="utf-8").replace('"Hello {account},"', '"Guten Tag {account},"')
    (tmp_path / "words.toml").write_text(own.replace('"en"', '"de-AT"'), encoding="utf-8")
    done = call("reply", sheet.name, "--words", "words.toml", "--format", "html", cwd=tmp_path)
    assert done.code == 0, done.err
    page = next((tmp_path / "replies").glob("contoso-*")).read_text(encoding="utf-8")
    assert "Guten Tag Contoso," in page
    assert '<html lang="de-AT">' in page


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('language = "en"', 'language = "<b>"', "is not a language's tag"),
        ("format = 1", "format = 2", "Write format = 1."),
        ("signature =", "signatur =", "'signatur' is not known here. Did you mean 'signature'?"),
        ('signature = "[your name]"', "", "'signature' is missing"),
        ("[internal]", "[interns]", "Did you mean 'internal'?"),
        ("build_cost =", "built_cost =", "Did you mean 'build_cost'?"),
        ("Hello {account}", "Hello {name}", "Write {account} once and no other."),
        ("again {condition}.", "again.", "Write {condition} once and no other."),
        ('"[your name]"', '"Call 0123"', "holds a figure"),
        ('"[your name]"', '"Acme and you"', "holds a competitor's name ('acme')"),
        ('"[their name]"', '"friend"', "is not marked as a blank"),
        ('"[your name]"', "7", "is not a text"),
    ],
)
def test_a_mistake_in_the_words_is_refused_with_its_place(tmp_path, sheet, old, new, said):
    text = WORDS.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "words.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    done = call("reply", sheet.name, "--words", "words.toml", cwd=tmp_path)
    assert done.code == 2
    assert "words.toml:" in done.err
    assert said in done.err
    assert not (tmp_path / "replies").exists()


def test_the_example_company_gets_its_letters(tmp_path):
    for name in ("requests.csv", "customers.csv", "featurecheck.toml"):
        shutil.copy(DEMO / name, tmp_path)
    done = call("reply", "requests.csv", "--customers", "customers.csv", cwd=tmp_path)
    assert done.code == 0, done.err
    found = letters(tmp_path / "replies")
    assert "decide together" in " ".join(found["Adventure Fleet"].split())
    assert not re.search("Acme|Globex|Initech|EUR", "".join(found.values()))


def test_text_needs_no_template_engine(tmp_path, sheet):
    code, heavy = loaded(["reply", str(sheet)], tmp_path)
    assert code == 0
    assert "jinja2" not in heavy


def test_one_letter_that_would_tell_a_secret_stops_all_of_them(tmp_path, sheet, monkeypatch):
    from featurecheck.report import reply

    def careless(*given):
        *rest, last = honest(*given)
        wish = dataclasses.replace(last.reply.wishes[0], title="Better than Acme")
        yield from (*rest, dataclasses.replace(last, reply=dataclasses.replace(last.reply, wishes=(wish,))))

    honest = reply.drafts
    monkeypatch.setattr(reply, "drafts", careless)
    done = call("reply", sheet.name, cwd=tmp_path)
    assert done.code == 2
    assert re.search(
        r"support-\w+\.txt, line \d+: the draft for 'Support' would hold a competitor's name", done.err
    )
    assert files(tmp_path) == [sheet.name]
