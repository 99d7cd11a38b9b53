"""Usage on a terminal, as Markdown and as plain data: ranked, within the width, never 0 for what nobody knows."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from make_usage import QUARTER, bare, day, feature, usage

from featurecheck.intake import Problem, Severity
from featurecheck.report.columns import width_of
from featurecheck.report.usage_text import as_markdown, as_text
from featurecheck.report.usage_view import trend
from featurecheck.sheets.out.writing import results_csv
from featurecheck.usage.adoption import (
    Answerable,
    Answers,
    Proposal,
    Reason,
    Side,
    adoption,
    candidates,
    judged,
    last_line,
    quiet_since,
    ranked,
)
from featurecheck.usage.plain import COLUMNS, plain, rows

USED = usage(("Thyme", 200, [feature("export", 30), feature("search", 120), feature("fax", 1)]))


def text(made, width=80, **more):
    return as_text(judged([made]), width=width, **more)


def reasons(*features, users=200, period=QUARTER):
    (product,) = usage(("Thyme", users, features), period=period).products
    return {one.feature.feature: set(one.reasons) for one in candidates(product, period)}


def test_features_are_ranked_by_users_whatever_order_they_come_in():
    assert [one.feature for one in ranked(USED.products[0])] == ["search", "export", "fax"]
    lines = text(USED).splitlines()
    assert [line.split()[0] for line in lines[5:8]] == ["search", "export", "fax"]


def test_without_users_they_are_ranked_by_events():
    made = usage(("", None, [bare("a", events=3), bare("b", events=50), bare("c")]))
    assert [one.feature for one in ranked(made.products[0])] == ["b", "a", "c"]


def test_every_figure_of_a_feature_stands_in_its_row():
    row = next(line for line in text(USED, 100).splitlines() if line.startswith("export"))
    assert row.split("  ")[0] == "export"
    assert re.sub(" {2,}", "|", row) == "export|30|15 %|4|4 / 9|25 %|+12 %|2026-09-29|900"


def test_the_head_says_how_many_were_active_when_and_what_counted():
    head = text(USED).splitlines()
    assert head[0] == "Thyme: 200 active users of 6 accounts, 5,000 events"
    assert head[2] == "usage.csv, 2026-07-01 to 2026-09-30 (92 days), computed by pandas"


def test_what_is_not_known_is_a_dash_and_a_column_without_any_figure_is_left_out():
    made = usage(("", None, [bare("a", 5), bare("b", events=7)]), period=None)
    shown = text(made)
    header = next(line for line in shown.splitlines() if line.startswith("Feature"))
    assert header.split() == ["Feature", "Users", "Events"]
    assert [line.split() for line in shown.splitlines() if line.startswith(("a ", "b "))] == [
        ["a", "5", "-"],
        ["b", "-", "7"],
    ]
    assert "0" not in "".join(line for line in shown.splitlines() if line.startswith(("a ", "b ")))
    assert "period not known" in shown


@pytest.mark.parametrize(
    ("early", "late", "shown"),
    [
        (10.0, 11.2, "+12 %"),
        (10.0, 4.0, "-60 %"),
        (10.0, 10.0, "0 %"),
        (10.0, 10.01, "0 %"),
        (10.0, 0.0, "-100 %"),
        (0.0, 3.0, "new"),
        (0.0, 0.0, "-"),
        (None, 3.0, "-"),
        (None, None, "-"),
    ],
)
def test_the_trend_has_a_sign_and_is_never_made_up(early, late, shown):
    assert trend(feature(early_weekly_users=early, late_weekly_users=late)) == shown


@pytest.mark.parametrize("width", [20, 40, 59, 60, 80, 120, 200])
@pytest.mark.parametrize(
    "name", ["export", "請求書の一括承認 " * 9, "\U0001f69a van 🔧" * 5, "x" * 500, "a\u200bb" * 30]
)
def test_no_line_is_wider_than_the_terminal(width, name):
    made = usage((name, 2000, [feature(name, 1234), feature("fax", 1, accounts=1)]), name="büro-usage.csv")
    answer = Answerable("FR-1", name, name, name, "büro-usage.csv", (1, 2), "the request names it")
    answers = Answers(2, (answer,), (Proposal("FR-2", name, (name,)),), ("Nobody says what is ours.",))
    shown = as_text(judged([made]), answers, width=width)
    assert max(map(width_of, shown.splitlines())) <= width


def test_at_40_columns_every_figure_stays_below_its_feature():
    shown = " ".join(text(USED, 40).split())
    assert (
        "export users 30, share 15 %, accounts 4, days 4 / 9, weekly 25 %, trend +12 %, last use 2026-09-29"
        in shown
    )


def test_a_figure_that_finds_no_room_is_named():
    wide = usage(("Thyme", 200, [feature("a rather long name of a feature", 30)]))
    assert "No room for accounts, last use, events" in " ".join(text(wide, 60).split())
    assert "No room for" not in text(wide, 120)


def test_only_the_first_features_are_shown_and_how_many_are_left():
    shown = text(USED, top=1)
    assert "... and 2 more features; --top 3 shows all." in shown
    assert "export" not in shown.split("Candidates")[0]
    assert "... and" not in text(USED, top=3)


def test_the_closing_line_is_the_last_and_whole():
    line = "3 features, 200 active users, 2026-07-01 to 2026-09-30"
    assert last_line([USED]) == line
    assert text(USED, 30, closing=line).endswith(f"\n\n{line}\n")
    assert as_markdown(judged([USED]), closing=line).endswith(f"\n\n{line}\n")


def test_users_of_two_products_are_not_added():
    two = usage(("A", 10, [feature("x", 3)]), ("B", 20, [feature("x", 3), feature("y", 2)]))
    assert last_line([two]) == "3 features of 2 products, 2026-07-01 to 2026-09-30"
    assert last_line([usage(("", None, [bare("x")]), period=None)]) == "1 feature"


def test_an_empty_product_is_a_sentence():
    assert "No feature is named here." in text(usage(("Thyme", 0, [])))


def test_control_characters_are_written_out_and_a_line_break_in_a_name_breaks_no_row():
    made = usage(("Th\x1b[2Jyme\u202e", 200, [feature("two\nlines\x07", 30)]), name="us\x1bage.csv")
    for shown in (text(made), as_markdown(judged([made]))):
        assert not [letter for letter in shown if letter != "\n" and not letter.isprintable()]
        assert "two lines" in shown


def test_markdown_holds_a_table_that_names_cannot_break():
    made = usage(("Thyme", 200, [feature("a|b <img src=x> [l](http://x)", 30)]))
    shown = as_markdown(judged([made]))
    assert "| Feature | Users | Share | Accounts | Days | Weekly | Trend | Last use | Events |" in shown
    assert "| a\\|b \\<img src=x\\> \\[l\\](http\\://x) | 30 | 15 % | 4 | 4 / 9 | 25 % | +12 % |" in shown


def test_figures_that_somebody_else_counted_are_called_so():
    from dataclasses import replace

    assert "figures as exported" in text(replace(USED, kind="roll-up", engine="as exported"))


# What could go


def test_the_last_third_of_a_quarter_begins_with_september():
    assert quiet_since(QUARTER).isoformat() == "2026-09-01"


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (feature("x", 30), set()),
        (feature("x", 2), set()),
        (feature("x", 1), {Reason.HARDLY}),
        (feature("x", 0, last=None), {Reason.NOBODY}),
        (feature("x", 30, last=day(8, 31)), {Reason.QUIET}),
        (feature("x", 30, last=day(9, 1)), set()),
        (feature("x", 1, last=day(8, 31)), {Reason.HARDLY, Reason.QUIET}),
        (feature("x", 30, late_weekly_users=4.9), {Reason.SHRINKS}),
        (feature("x", 30, late_weekly_users=5.0), set()),
        (feature("x", 30, early_weekly_users=4.9, late_weekly_users=0.1), set()),
        (bare("x"), set()),
        (bare("x", events=0), {Reason.NOBODY}),
    ],
)
def test_a_candidate_has_a_reason_with_a_number_behind_it(one, why):
    assert reasons(one).get("x", set()) == why


def test_without_the_number_of_active_users_nobody_is_hardly_anybody():
    assert reasons(feature("x", 1), users=None) == {}


def test_without_a_period_nothing_went_quiet():
    assert reasons(feature("x", 30, last=day(7, 2)), period=None) == {}


def test_the_least_used_comes_first():
    made = reasons(feature("b", 1), feature("z", 0, last=None), feature("a", 9, last=day(7, 9)))
    assert list(made) == ["z", "b", "a"]


def test_a_new_feature_is_called_new():
    (found,) = candidates(usage(("T", 200, [feature("x", 1, first=day(9, 20))])).products[0], QUARTER)
    assert found.new
    shown = " ".join(text(usage(("T", 200, [feature("x", 1, first=day(9, 20))]))).split())
    assert (
        "x: used by hardly anybody; 1 of 200 users (0.5 %), 4 accounts, last used on 2026-09-29, first used on 2026-09-20, so perhaps new"
        in shown
    )


def test_the_rule_stands_with_its_numbers_and_asks_who_would_miss_it():
    shown = " ".join(text(USED).split())
    for part in (
        "less than 1 %",
        "by nobody since 2026-09-01",
        "less than 50 %",
        "who would miss it?",
        "once a year",
    ):
        assert part in shown


def test_the_rule_leaves_out_what_the_figures_do_not_tell():
    made = usage(("Thyme", None, [bare("a", 0), bare("b", 5)]), period=None)
    assert "Used by nobody. Before you remove one: who would miss it?" in text(made)
    assert "  - a: used by nobody; 0 users\n" in text(made)


def test_only_our_own_product_is_cleared_out_once_somebody_said_which_it_is():
    both = usage(("Acme", 200, [feature("x", 1)]), ("Thyme", 200, [feature("y", 1)]))
    sides = {"Acme": Side.COMPETITOR, "Thyme": Side.OURS}
    assert [len(one.candidates) for one in judged([both], sides)] == [0, 1]
    assert [len(one.candidates) for one in judged([both], {"Acme": Side.COMPETITOR})] == [0, 1]
    assert [len(one.candidates) for one in judged([both], {"Thyme": Side.OURS})] == [0, 1]
    assert [len(one.candidates) for one in judged([both])] == [1, 1]


# What the figures answer


def test_the_base_rate_is_the_middle_of_the_features_and_their_tenths():
    shares = [feature(f"f{at:02}", 2 * at) for at in range(1, 21)]
    found = adoption(usage(("Thyme", 200, shares)).products[0])
    assert (found.features, found.low, found.median, found.high) == (20, 0.02, pytest.approx(0.105), 0.18)
    assert adoption(usage(("Thyme", None, shares)).products[0]) is None


def test_a_competitors_product_answers_questions_1_and_2_and_ours_gives_the_base_rate():
    both = usage(("Acme", 40, [feature("x", 9)]), ("Thyme", 200, [feature("y", 50)]))
    shown = " ".join(as_text(judged([both], {"Acme": Side.COMPETITOR, "Thyme": Side.OURS})).split())
    assert "Acme (a competitor's): questions 1 and 2" in shown
    assert "as shares of the 40 users seen here" in shown
    assert "Thyme (ours): what a new feature may expect: the median of 1 feature reaches 25 %" in shown


def test_requests_are_listed_with_the_feature_that_answers_them_and_what_only_sounds_alike():
    answers = Answers(
        4,
        (
            Answerable("FR-1", "Save it", "Thyme", "export", "usage.csv", (1, 2), "the request names it"),
            Answerable("FR-1", "Save it", "Thyme", "search", "usage.csv", (), "it has the same name"),
        ),
        (Proposal("FR-2", "Send a fax", ("fax", "export")),),
        ("FR-3: 'x' is not a feature in the usage data.",),
    )
    shown = " ".join(as_text(judged([USED]), answers).split())
    assert (
        "These figures say something about 1 of 4 requests: - FR-1 Save it: questions 1 and 2, from 'export' of Thyme, 30 of 200 users (15 %); the request names it"
        in shown
    )
    assert (
        "FR-1 Save it: the base rate, from 'search' of Thyme, 120 of 200 users (60 %); it has the same name"
        in shown
    )
    assert "FR-2 Send a fax: 'fax' or 'export'?" in shown
    assert "FR-3: 'x' is not a feature in the usage data." in shown
    assert "FR-2 Send a fax: 'fax' or 'export'?" in as_markdown(judged([USED]), answers)
    assert "requests" not in as_text(judged([USED]))


# For programs and spreadsheets


def test_plain_data_holds_everything_and_null_for_what_is_not_known():
    problem = Problem("usage.csv", None, 7, None, "timestamp", "x", "a time", "Mend it.", Severity.WARNING)
    made = usage(("Thyme", 200, [feature("fax", 1), bare("b", 5)]), notes=("UTC",), problems=(problem,))
    data = json.loads(json.dumps(plain([made], judged([made])), allow_nan=False))
    assert data["schema"] == "featurecheck.usage/1"
    assert data["answers"] is None
    (source,) = data["sources"]
    assert source["period"] == {"first": "2026-07-01", "last": "2026-09-30", "days": 92}
    assert source["notes"] == ["UTC"]
    assert source["problems"][0]["severity"] == "warning"
    assert source["input"]["rows_read"] == 5000
    (product,) = source["products"]
    assert (product["name"], product["side"], product["active_users"]) == ("Thyme", "not said", 200)
    b, fax = product["features"]
    assert b["share_of_active_users"] == 0.025
    assert {
        b[name]
        for name in ("accounts", "events", "weekly_share", "trend_share", "last_use", "median_days_a_month")
    } == {None}
    assert fax["days_a_month_histogram"][0] == {"days": 2, "user_months": 10}
    assert fax["weekly_share"] == 0.25
    assert fax["last_use"] == "2026-09-29T12:30:00Z"
    assert fax["remove"] == ["used by hardly anybody"]


def test_two_products_of_one_name_in_two_sources_stay_apart():
    one, two = (
        usage(("T", 10, [feature("x", 3)]), name="a.csv"),
        usage(("T", 20, [feature("x", 3)]), name="b.csv"),
    )
    data = plain([one, two], judged([one, two]))
    assert [[each["active_users"] for each in source["products"]] for source in data["sources"]] == [
        [10],
        [20],
    ]


def test_a_spreadsheet_gets_plain_numbers_and_no_formula():
    made = usage(("=Thyme", 200, [feature("=cmd|'/c calc'!A1", 30), bare("+1", 5)]))
    lines = results_csv(rows(judged([made])), COLUMNS).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(lines))
    assert first["feature"].startswith("'=")
    assert first["product"] == "'=Thyme"
    assert (first["users"], first["share_of_active_users"], first["median_days_a_month"]) == (
        "30",
        "0.15",
        "4",
    )
    assert float(first["trend_share"]) == pytest.approx(0.12)
    assert second["accounts"] == second["trend_share"] == second["remove"] == ""
    assert set(first) == set(COLUMNS)
