"""`--customers FILE` beside the requests: every command weighs, says who is not on the list, and says bad input in a sentence."""

import csv
import json

import pytest
from cli_helpers import HEADER, call, files

ACCOUNTS = """\
account,kind,revenue,cost_to_serve,potential_revenue,hours_saved
Acme Corp,external,400k,100k,600k,
Bolt GmbH,external,20k,60k,20k,
Core AG,external,50k,10k,,
Support,internal,,,,500
"""
ROW = "500 to 600,0 to 1 users,1 to 2,50k to 60k,1 to 2 months,0 to 1,10-20%,3 years"
WISHES = f"""\
id,requesters,would_leave,would_leave evidence,{HEADER}
R-1,Acme Corp; Jo for Core AG,40% to 60%,measured,Bulk export,{ROW}
R-2,Acme; Kore AG,,,Dark mode,{ROW}
R-3,,,,Paper clip,{ROW}
"""


@pytest.fixture
def place(tmp_path):
    """A folder with three requests that earn nothing by themselves, and who is behind them."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    (tmp_path / "wishes.csv").write_text(WISHES, encoding="utf-8")
    return tmp_path


def with_accounts(place, *rows):
    (place / "accounts.csv").write_text("\n".join([ACCOUNTS.splitlines()[0], *rows]) + "\n", encoding="utf-8")


def batch(place, *more, source="wishes.csv"):
    done = call("batch", source, "--customers", "accounts.csv", "--output", "out", *more, cwd=place)
    assert done.code in {0, 4}, done.err
    return done


def evaluation(place):
    found = json.loads((place / "out" / "evaluation.json").read_bytes())
    return {one["id"]: one for one in found["requests"]}, found


def test_a_profitable_account_behind_a_request_turns_the_verdict_in_every_command(place):
    plain = call("check", "wishes.csv", "--fail-on", "never", cwd=place)
    assert plain.last == "NO-GO 3, FIND OUT FIRST 0, GO 0"
    weighed = "NO-GO 2, FIND OUT FIRST 0, GO 1"
    beside = ("--customers", "accounts.csv")
    assert call("check", "wishes.csv", "--fail-on", "never", *beside, cwd=place).last == weighed
    assert batch(place).last == weighed
    assert "GO: Bulk export" in call("show", "wishes.csv", *beside, cwd=place).out
    assert call("report", "wishes.csv", *beside, "--output", "r.html", cwd=place).code == 0
    assert "yes 2" in call("reply", "wishes.csv", *beside, cwd=place).last
    assert "yes 0" in call("reply", "wishes.csv", "--force", cwd=place).last
    requests, found = evaluation(place)
    assert [requests[name]["verdict"] for name in ("R-1", "R-2", "R-3")] == ["GO", "NO-GO", "NO-GO"]
    assert [one["name"] for one in found["inputs"]] == ["wishes.csv", "accounts.csv"]


def test_what_a_request_says_of_those_who_asked_is_used_with_its_evidence(place):
    batch(place)
    said = evaluation(place)[0]["R-1"]["parameters"]["would_leave"]
    assert (said["text"], said["evidence"]) == ("40% to 60%", "measured")


def test_requesters_that_are_not_on_the_list_are_proposed_once_and_never_taken(place):
    done = batch(place)
    assert done.err.count("'Acme' is not in accounts.csv; did you mean 'Acme Corp'?") == 1
    assert "'Kore AG' is not in accounts.csv; did you mean 'Core AG'?" in done.err
    assert "They weigh nothing" in done.err
    assert "'Jo for Core AG'" not in done.err, "somebody spoke for an account"
    with (place / "out" / "problems.csv").open(encoding="utf-8-sig") as file:
        noted = {row["found"]: row for row in csv.DictReader(file)}
    assert (noted["'Acme'"]["cell"], noted["'Acme'"]["severity"]) == ("B3", "note")
    assert "Did you mean 'Acme Corp'?" in noted["'Acme'"]["what to do"]
    assert call("check", "wishes.csv", "--customers", "accounts.csv", "-q", cwd=place).err == ""


def test_more_than_ten_unlisted_requesters_are_counted_and_v_names_them(place):
    rows = [f"R-{number},Nobody{number:02},,,Wish {number},{ROW}" for number in range(14)]
    (place / "wishes.csv").write_text("\n".join([WISHES.splitlines()[0], *rows]), encoding="utf-8")
    done = batch(place)
    assert done.err.count("' is not in accounts.csv") == 10
    assert "... and 4 more requesters are not in accounts.csv; -v names them." in done.err
    told = call("check", "wishes.csv", "--customers", "accounts.csv", "-v", cwd=place)
    assert all(f"'Nobody{number:02}'" in told.err for number in range(14))


def test_a_sheet_that_names_nobody_says_that_nobody_is_weighed(place):
    (place / "wishes.csv").write_text(f"{HEADER}\nBulk export,{ROW}\n", encoding="utf-8")
    assert "so nobody is weighed" in batch(place).err


def test_answers_about_those_who_asked_are_kept_and_said_to_have_no_effect_without_customers(place):
    done = call("batch", "wishes.csv", "--output", "out", cwd=place)
    assert done.code == 0
    assert done.err.count("would_leave is answered in 1 request and has no effect") == 1
    assert "--customers FILE" in done.err
    _, found = evaluation(place)
    assert [one["column"] for one in found["problems"]] == ["would_leave"]


@pytest.mark.parametrize("column", ["would_leave", "would_grow"])
def test_an_unreadable_share_of_those_who_asked_is_named_with_and_without_customers(place, column):
    text = WISHES.replace("would_leave", column).replace("40% to 60%", "some of them")
    (place / "wishes.csv").write_text(text, encoding="utf-8")
    for more, code in (((), 0), (("--customers", "accounts.csv"), 4)):
        done = call("check", "wishes.csv", "--fail-on", "never", *more, cwd=place)
        assert done.code == code
        assert "wishes.csv, cell C2: 'some of them' is not a share" in done.err
    done = call("sheet", "check", "wishes.csv", cwd=place)
    assert "wishes.csv, cell C2: 'some of them' is not a share" in done.out


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ACME corp,external,1k,1k,,", "cell A3: found 'ACME corp'; expected one row an account"),
        ("Dora,external,-50k,1k,,", "cell C3: '-50k' is not an amount of money: it cannot be negative"),
        ("Dora,external,$30k,1k,,", "cell C3: '$30k' is not an amount of money: it is in USD where EUR is expected"),
        ("Sales,internal,30k,,,5", "cell C3: found '30k'; expected no revenue"),
    ],
)  # fmt: skip
def test_bad_accounts_are_said_in_one_sentence_and_the_rest_is_weighed(place, row, said):
    with_accounts(place, ACCOUNTS.splitlines()[1], row)
    done = batch(place)
    lines = [line for line in done.err.splitlines() if said in line]
    assert len(lines) == 1
    assert lines[0].startswith("accounts.csv, ")
    assert done.last == "NO-GO 2, FIND OUT FIRST 0, GO 1"


def test_a_share_above_all_is_said_in_one_sentence(place):
    (place / "accounts.csv").write_text(
        "account,kind,revenue,cost_to_serve,cofunding\nAcme Corp,external,400k,100k,120%\n", encoding="utf-8"
    )
    assert "cell E2: '120%' is not a share: it is above 100 %" in batch(place).err


def test_a_rate_in_the_policy_lets_another_currency_in(place):
    with_accounts(place, "Acme Corp,external,400k USD,100k USD,,")
    (place / "policy.toml").write_text("[rates]\nUSD = 0.9\n", encoding="utf-8")
    done = batch(place, "--policy", "policy.toml")
    assert "where EUR is expected" not in done.err
    assert evaluation(place)[0]["R-1"]["asked_by"]["profit_money"] == pytest.approx(270_000)


def test_an_account_without_a_name_is_set_aside_like_any_row_that_cannot_be_read(place):
    with_accounts(place, ACCOUNTS.splitlines()[1], ",external,1k,1k,,")
    for command in ("batch", "report", "show", "check", "plan", "reply"):
        done = call(command, "wishes.csv", "--customers", "accounts.csv", cwd=place)
        assert done.code == 4, command
        assert "accounts.csv, cell A3" in done.err + done.out, command


def test_the_list_may_come_from_standard_input_and_only_one_thing_may(place):
    done = call(
        "check", "wishes.csv", "--fail-on", "never", "--customers", "-", cwd=place, stdin=ACCOUNTS.encode()
    )
    assert done.last == "NO-GO 2, FIND OUT FIRST 0, GO 1"
    for command in ("batch", "check", "show", "report", "plan", "reply"):
        both = call(command, "-", "--customers", "-", cwd=place, stdin=WISHES.encode())
        assert both.code == 2, command
        assert "Only one thing can come from standard input." in both.err, command


def test_a_header_of_the_list_is_told_by_a_flag_of_its_own(place):
    (place / "accounts.csv").write_text(ACCOUNTS.replace("account,", "Wer,"), encoding="utf-8")
    wrong = call("check", "wishes.csv", "--customers", "accounts.csv", cwd=place)
    assert wrong.code == 2
    assert "--customers-map" in wrong.err
    done = call(
        "check", "wishes.csv", "--fail-on", "never", "--customers", "accounts.csv", "--customers-map", "Wer=account", cwd=place,
    )  # fmt: skip
    assert done.last == "NO-GO 2, FIND OUT FIRST 0, GO 1"
    alone = call("check", "wishes.csv", "--customers-map", "Wer=account", cwd=place)
    assert "--customers-map says nothing without --customers" in alone.err


def test_nothing_is_written_over_the_list(place):
    before = (place / "accounts.csv").read_bytes()
    done = call("report", "wishes.csv", "--customers", "accounts.csv", "--output", "accounts.csv", "--force", cwd=place)  # fmt: skip
    assert (done.code, (place / "accounts.csv").read_bytes()) == (2, before)
    assert "this file is being read" in done.err


def test_the_list_changes_nothing_in_what_is_evaluated_already_but_a_plan_takes_it(place):
    batch(place)
    shown = call("show", "out/evaluation.json", "--customers", "accounts.csv", cwd=place)
    assert shown.code == 2
    assert "--customers changes nothing in what is evaluated already" in shown.err
    for command in ("plan", "reply"):
        assert call(command, "out/evaluation.json", "--customers", "accounts.csv", cwd=place).code == 0


def test_a_list_that_is_not_there_or_holds_no_accounts_is_refused_and_nothing_written(place):
    for name in ("none.csv", "wishes.csv"):
        done = call("batch", "wishes.csv", "--customers", name, "--output", "out", cwd=place)
        assert done.code == 2
        assert done.err.splitlines()[-1].startswith(f"Error: {name}")
    assert files(place) == ["accounts.csv", "wishes.csv"]


def test_names_on_the_list_and_beside_it_are_no_orders_to_the_terminal(place):
    orders = "\x1b[31mAcme\x07 Corp"
    (place / "wishes.csv").write_text(f"requesters,{HEADER}\n{orders},Bulk export,{ROW}\n", encoding="utf-8")
    done = batch(place)
    assert "is not in accounts.csv; did you mean 'Acme Corp'?" in done.err
    assert not any(letter in done.err + done.out for letter in "\x1b\x07")


def test_a_share_of_money_that_is_not_there_is_said_to_have_no_effect_with_its_place(place):
    rows = (
        f"R-1,Acme Corp,5%,10%,Bulk export,{ROW}",  # earns, and could grow: both count
        f"R-2,Bolt GmbH,5%,10%,Dark mode,{ROW}",  # costs more than it pays, and cannot grow: neither does
        f"R-3,Support; Nobody Ltd,5%,dk,Paper clip,{ROW}",
        f"R-4,Core AG,5%,10%,Staple,{ROW}",  # nobody knows its potential
    )
    header = f"id,requesters,would_leave,would_grow,{HEADER}"
    (place / "wishes.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    done = batch(place)
    assert done.err.count("and has no effect there") == 2
    problems = {one["column"]: one for one in evaluation(place)[1]["problems"] if "effect" in one["found"]}
    assert problems["would_leave"]["found"] == (
        "would_leave is answered in 2 requests (the first is cell C3) and has no effect there"
    )
    assert problems["would_grow"]["found"].startswith(
        "would_grow is answered in 2 requests (the first is cell D3)"
    )
    assert {one["severity"] for one in problems.values()} == {"note"}
    assert "accounts.csv" in problems["would_grow"]["mend"]


def test_an_unreadable_share_in_a_request_file_is_told_with_its_name(place):
    (place / "one.toml").write_text(
        'format = 1\nrequest = "Export"\nrequesters = ["Acme Corp"]\nquestionnaire = "competitor"\n'
        'questionnaire_version = "1.0"\n\n[answers.would_leave]\nvalue = "150%"\n',
        encoding="utf-8",
    )
    for beside in ((), ("--customers", "accounts.csv")):
        done = call("check", "one.toml", *beside, cwd=place)
        assert "one.toml, would_leave: '150%' is not a share: it is above 100 %." in done.err


@pytest.mark.parametrize("between", [", ", " | ", "\n"])
def test_several_names_that_nothing_separates_are_not_taken_and_the_mend_is_the_semicolon(place, between):
    names = f"Core AG{between}Acme Corp"
    (place / "wishes.csv").write_text(f'{HEADER},requesters\nDark mode,{ROW},"{names}"\n', encoding="utf-8")
    done = batch(place)
    assert "does it name several, 'Core AG' and 'Acme Corp' among them? Put ';' between them." in done.err
    requests, found = evaluation(place)
    (request,) = requests.values()
    assert request["asked_by"]["askers"] == []
    assert any("Does it name several" in one["mend"] for one in found["problems"])
