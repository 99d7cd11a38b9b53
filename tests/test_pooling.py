"""Several people's answers to one question: kept apart in the file, pooled by the mean of their quantiles."""

import datetime as dt
import json
import math
from dataclasses import replace
from itertools import permutations

import pytest
from cli_helpers import call
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.answers import Answer, Voice
from featurecheck.errors import FeatureCheckError
from featurecheck.estimate import parse_estimate, reading
from featurecheck.evaluation import evaluate
from featurecheck.intake import Severity
from featurecheck.model import AnswerState, Evidence, Kind, Shape, Use
from featurecheck.pooling import pooled, pooled_estimate
from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file, read_requests, set_answer

COMPETITOR = by_name("competitor")
DAY = dt.date(2026, 11, 22)


def estimate(text, kind=Kind.COUNT):
    return parse_estimate(text, kind, ".", unit="users" if kind is Kind.COUNT else None)


def voice(name, text, kind=Kind.COUNT, evidence=Evidence.GUESS):
    read = estimate(text, kind)
    return Voice(name, Answer(AnswerState.ANSWERED, text, reading(read), read, evidence))


def unknown(name):
    read = estimate("1 to 1000")
    return Voice(name, Answer(AnswerState.UNKNOWN, "dk", reading(read), read, Evidence.ASSUMED))


NOBODY = replace(unknown("").answer, state=AnswerState.OPEN)


def ranges(kind):
    high = 0.999 if kind is Kind.SHARE else 1e7
    ends = st.floats(0.001 if kind is Kind.SHARE else 1.0, high)
    sign = "%" if kind is Kind.SHARE else ""
    times = 100 if kind is Kind.SHARE else 1
    return st.tuples(ends, ends).map(
        lambda pair: estimate(
            f"{min(pair) * times:.6f}{sign} to {max(pair) * times:.6f}{sign}"
            if min(pair) < max(pair)
            else f"{pair[0] * times:.6f}{sign}",
            kind,
        )
    )


BOTH = st.sampled_from([Kind.COUNT, Kind.SHARE])
SEVERAL = BOTH.flatmap(lambda kind: st.lists(ranges(kind), min_size=1, max_size=4))


@given(SEVERAL)
def test_whoever_is_asked_first_the_pooled_answer_is_the_same(people):
    found = {
        tuple(getattr(pooled_estimate(order), point) for point in ("p5", "p50", "p95"))
        for order in permutations(people)
    }
    first, *others = found
    assert all(math.isclose(one, other) for each in others for one, other in zip(first, each, strict=True))


@given(SEVERAL)
def test_the_pooled_range_lies_between_the_narrowest_and_the_widest_view(people):
    found = pooled_estimate(people)
    slack = 1e-9
    assert found.p5 <= found.p50 <= found.p95
    assert found.p50 >= min(one.p5 for one in people) * (1 - slack)
    assert found.p50 <= max(one.p95 for one in people) * (1 + slack)
    assert found.kind is people[0].kind


@given(BOTH.flatmap(ranges), st.integers(1, 5))
def test_people_who_say_the_same_are_not_made_surer(one, count):
    assert pooled_estimate([one] * count) == one


def test_two_lognormals_have_the_means_of_their_ends_up_to_the_fit():
    found = pooled_estimate([estimate("100 to 1000"), estimate("10k to 100k")])
    assert found.shape is Shape.LOGNORMAL
    assert (found.p5, found.p95) == (pytest.approx(5050), pytest.approx(50500))


def test_least_squares_on_the_log_scale_moves_the_middle_a_third_of_the_way():
    found = pooled_estimate([estimate("10 to 1000"), estimate("400 to 600")])
    low, middle, high = 205.0, (100.0 + math.sqrt(400 * 600)) / 2, 800.0
    assert found.p50 == pytest.approx((low * middle * high) ** (1 / 3))
    assert found.p95 / found.p5 == pytest.approx(high / low)


def test_ranges_from_nothing_stay_exponential_and_exact_figures_stay_exact():
    assert pooled_estimate([estimate("0 to 100"), estimate("0 to 300")]).shape is Shape.EXPONENTIAL
    assert pooled_estimate([estimate("0 to 100"), estimate("0 to 300")]).p95 == pytest.approx(200)
    half = pooled_estimate([estimate("100"), estimate("300")])
    assert (half.shape, half.p50) == (Shape.EXACT, 200.0)
    assert pooled_estimate([estimate("0"), estimate("100")]).p50 == 50.0


def test_losses_and_gains_are_pooled_on_their_own_scale():
    found = pooled_estimate(
        [estimate("-10k to 10k", Kind.SIGNED_MONEY), estimate("10k to 30k", Kind.SIGNED_MONEY)]
    )
    assert (found.shape, found.p50, found.p95) == (Shape.NORMAL, pytest.approx(10_000), pytest.approx(20_000))


def test_each_person_is_a_witness_and_the_weakest_evidence_counts():
    found = pooled(
        NOBODY, [voice("Jo", "1k to 2k", evidence=Evidence.MEASURED), voice("Maria", "8k"), unknown("Sam")]
    )
    assert found.state is AnswerState.ANSWERED
    assert found.evidence is Evidence.GUESS
    assert found.text == "Jo: 1k to 2k; Maria: 8k"
    assert [(one.kind, one.use) for one in found.witnesses] == [
        ("answer", Use.USED),
        ("person", Use.USED),
        ("person", Use.USED),
        ("person", Use.BESIDE),
    ]
    assert found.witnesses[3].p50 is None
    assert "Sam: does not know" in found.witnesses[3].says
    assert any("5.66 times apart" in note and "no figure lies in all" in note for note in found.notes)


def test_one_person_alone_is_taken_as_said_and_nobody_who_knows_leaves_it_unknown():
    alone = pooled(NOBODY, [voice("Jo", "1k to 2k"), unknown("Sam")])
    assert alone.estimate == estimate("1k to 2k")
    assert len(alone.witnesses) == 2
    assert pooled(NOBODY, [unknown("Jo")]).estimate == NOBODY.estimate


def test_shares_and_numbers_are_not_pooled_with_each_other_and_that_is_said():
    found = pooled(NOBODY, [voice("Jo", "20%", Kind.SHARE), voice("Maria", "300 users")])
    assert found.estimate.kind is Kind.SHARE
    assert found.witnesses[-1].why == "most answered with shares; the two cannot be pooled"


def begun(folder, **base):
    path = folder / "bulk.toml"
    text = new_request_file(COMPETITOR, "Bulk export")
    for name, value in base.items():
        text = set_answer(text, name, value=value)
    path.write_text(text, encoding="utf-8")
    return path


def says(path, person, **answers):
    text = path.read_text(encoding="utf-8")
    for name, value in answers.items():
        text = set_answer(text, name, person=person, value=value, at=DAY)
    path.write_text(text, encoding="utf-8")


def shown(path):
    return evaluate(read_requests(path)).requests[0]


def test_a_file_without_people_is_read_as_ever(tmp_path):
    requests = read_requests(begun(tmp_path, users="800 to 2k"))
    assert "people" not in requests.columns


@pytest.mark.parametrize("name", ["Maria", "Maria López", "a.b [c]", "李雷", "Anne-Marie #2"])
def test_a_person_gets_a_table_and_everything_else_in_the_file_stays(tmp_path, name):
    path = begun(tmp_path)
    before = "# what I know\n" + path.read_text(encoding="utf-8")
    once = set_answer(before, "users", person=name, value="800 to 2k", at=DAY)
    commented = once.replace('value = "800 to 2k"', 'value = "800 to 2k"  # from the call')
    twice = set_answer(commented, "users", person=name, value="900")
    assert twice.startswith(before.rstrip())
    assert 'value = "900"  # from the call' in twice
    path.write_text(twice, encoding="utf-8")
    assert read_request_file(path).people[name]["users"].value == "900"
    assert read_request_file(path).answer("users").state is AnswerState.OPEN


def test_people_laid_out_in_one_line_are_changed_in_place(tmp_path):
    path = begun(tmp_path)
    text = path.read_text(encoding="utf-8") + '\n[people]\nJo = {users = {value = "5"}}\n'
    path.write_text(set_answer(text, "users", person="Jo", value="7"), encoding="utf-8")
    assert read_request_file(path).people["Jo"]["users"].value == "7"


@pytest.mark.parametrize("name", ["", "  ", 'a"b', "a'b", "a\\b", "a\x1bb", "x" * 61])
def test_what_cannot_be_a_name_is_refused(name):
    with pytest.raises(FeatureCheckError, match="person's name is needed"):
        set_answer(new_request_file(COMPETITOR, "x"), "users", person=name, value="5")


def test_mistakes_in_what_people_said_are_named_with_their_lines(tmp_path):
    path = begun(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write(
            '\n[people."a\\tb".users]\nvalue = "5"\n[people.Jo.usres]\nvalue = "5"\n[people.Sam]\nusers = 5\n'
        )
    with pytest.raises(FeatureCheckError) as caught:
        read_request_file(path)
    assert "cannot be a person's name" in caught.value.message
    assert "Did you mean 'users'?" in caught.value.message
    assert "[people.Sam.users]" in caught.value.message


def test_the_answer_without_a_name_counts_once_as_one_more_person(tmp_path):
    path = begun(tmp_path, users="100")
    says(path, "Jo", users="300")
    assert shown(path).parameters["users"].p50 == 200
    text = set_answer(path.read_text(encoding="utf-8"), "users", value="100", by="Jo")
    path.write_text(text, encoding="utf-8")
    users = shown(path).parameters["users"]
    assert users.p50 == 300
    assert "counts once" in users.witnesses[-1].why


def test_an_effort_and_an_amount_of_money_are_pooled_as_money(tmp_path):
    path = begun(tmp_path, build_cost="10 person-weeks")
    says(path, "Jo", build_cost="10k")
    cost = shown(path).parameters["build_cost"]
    assert cost.unit == "EUR"
    assert len([one for one in cost.witnesses if one.kind == "person"]) == 2


def test_words_of_several_people_stand_one_after_the_other(tmp_path):
    path = begun(tmp_path, consequences="Nothing.")
    says(path, "Jo", consequences="We lose a year.")
    assert shown(path).consequences == "Nothing.; Jo: We lose a year."


def test_what_a_person_wrote_that_cannot_be_read_is_named_with_the_person(tmp_path):
    path = begun(tmp_path)
    says(path, "Jo", users="loads")
    (problem,) = [one for one in evaluate(read_requests(path)).problems if one.severity is Severity.ERROR]
    assert (problem.column, problem.found) == ("users (Jo)", "loads")


WHOLE = {
    "how_often": "90%", "like": "90%", "not_miss": "10%", "would_switch": "50%", "build_time": "1 to 2 months",
    "build_cost": "10k to 20k", "lost_without": "0 to 10", "price_competition": "1%", "head_start": "1 year",
    "bought_because": "10", "competitor_revenue": "dk",
}  # fmt: skip


def flags(path):
    return [flag for flag in shown(path).flags if flag.code == "disagreement"]


def test_the_disagreement_that_decides_the_verdict_is_named_with_each_side(tmp_path):
    path = begun(tmp_path, **{name: text for name, text in WHOLE.items() if text != "dk"})
    says(path, "Jo", users="1 to 2", value_per_user="1 to 2", like="80%")
    says(path, "Maria", users="5k to 6k", value_per_user="1k to 2k")
    found = flags(path)
    assert {flag.severity for flag in found} == {Severity.WARNING}
    text = " ".join(flag.text for flag in found)
    assert "GO with what Maria said" in text
    assert "with what Jo said" in text
    assert "like it" not in text


def test_a_disagreement_that_changes_no_verdict_is_said_to_change_none(tmp_path):
    path = begun(
        tmp_path, users="5k to 6k", value_per_user="1k to 2k", **{n: t for n, t in WHOLE.items() if t != "dk"}
    )
    says(path, "Jo", like="80%")
    says(path, "Maria", like="90%")
    (flag,) = flags(path)
    assert flag.severity is Severity.NOTE
    assert "the verdict is the same whoever is right" in flag.text


def test_people_who_agree_raise_no_flag(tmp_path):
    path = begun(tmp_path)
    for name in ("Jo", "Maria"):
        says(path, name, users="5k to 6k")
    assert flags(path) == []


def test_people_may_answer_what_is_only_asked_about_known_requesters(tmp_path):
    (tmp_path / "accounts.csv").write_text(
        "account,revenue,cost_to_serve\nNorthwind,50000,10000\n", encoding="utf-8"
    )
    for person, share in [("Jo", "60 %"), ("Maria", "10 %")]:
        pairs = ("request=Bulk", "requesters=Northwind", f"would_leave={share}", "lost_without=1000")
        flags = [part for pair in pairs for part in ("--answer", pair)]
        done = call(
            "ask", "b.toml", "--as", person, "--customers", "accounts.csv", "--no-input", *flags, cwd=tmp_path
        )
        assert done.code == 3
    found = call("show", "b.toml", "--customers", "accounts.csv", cwd=tmp_path)
    assert found.code == 0
    assert "typical 10 % (Maria) to 60 % (Jo), 50 points apart" in " ".join(found.out.split())
    alone = call("show", "b.toml", cwd=tmp_path)
    assert alone.code == 0


def test_measured_use_beats_what_people_say_and_they_stay_in_sight(tmp_path):
    rows = [
        f"Acme,u{user},bulk export,{DAY - dt.timedelta(days=day)}"
        for user in range(40)
        for day in range(0, 80, 4)
    ]
    (tmp_path / "usage.csv").write_text(
        "\n".join(["product,user,feature,timestamp", *rows]), encoding="utf-8"
    )
    path = begun(tmp_path)
    says(path, "Jo", users="1 to 2")
    says(path, "Maria", users="5k to 9k")
    text = path.read_text(encoding="utf-8").replace(
        'competitor = ""', 'competitor = "Acme"\ncompetitor_users = "2000"'
    )
    path.write_text(text, encoding="utf-8")
    done = call("show", path, "--usage", "usage.csv", "--format", "json", cwd=tmp_path)
    assert done.code == 0, done.err
    users = json.loads(done.out)["requests"][0]["parameters"]["users"]
    people = [one for one in users["witnesses"] if one["kind"] == "person"]
    assert [one["use"] for one in people] == ["not used", "not used"]
    assert users["evidence"] == "measured"


def test_show_lists_who_said_what(tmp_path):
    for name, users in [("Maria", "800 to 2k"), ("Jo", "20k to 60k")]:
        done = call(
            "ask", "b.toml", "--as", name, "--no-input", "--answer", "request=x", "--answer", f"users={users}",
            cwd=tmp_path,
        )  # fmt: skip
        assert done.code == 3
    text = " ".join(call("show", "b.toml", cwd=tmp_path, COLUMNS="120").out.split())
    assert "Maria: 800 to 2k" in text
    assert "typical 1,265 users (Maria) to 34,600 users (Jo), 27.4 times apart" in text
    page = call("report", "b.toml", cwd=tmp_path)
    assert page.code == 0
    assert "27.4 times apart" in (tmp_path / "b.html").read_text(encoding="utf-8")


def test_a_person_is_asked_what_that_person_has_not_answered(tmp_path):
    path = begun(tmp_path, users="5")
    says(path, "Jo", users="7")
    done = call("ask", path, "--as", "Maria", "--no-input", cwd=tmp_path)
    assert done.code == 3
    assert "users (" in done.err
    assert (
        "users ("
        not in call("ask", path, "--as", "Jo", "--no-input", cwd=tmp_path).err.split("competitor_revenue")[0]
    )


@pytest.mark.parametrize(
    ("name", "said"), [("", "there is none"), ("x" * 61, "too long"), ('a"b', "no letter")]
)
def test_a_name_that_cannot_be_one_is_refused_before_anything_is_written(tmp_path, name, said):
    done = call("ask", "n.toml", "--as", name, "--no-input", "--answer", "request=x", cwd=tmp_path)
    assert (done.code, (tmp_path / "n.toml").exists()) == (2, False)
    assert said in done.err


def test_the_partner_test_has_nothing_to_pool(tmp_path):
    done = call("ask", "p.toml", "--as", "Jo", "--questionnaire", "partner", "--no-input", cwd=tmp_path)
    assert done.code == 2
    assert "nothing to pool" in done.err
