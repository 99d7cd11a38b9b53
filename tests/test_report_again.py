"""The command that makes a report again, and the settings said once by where they come from."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest
from make_evaluation import evaluation

from featurecheck.intake import InputFile
from featurecheck.model import PolicyEntry
from featurecheck.report.again import command
from featurecheck.report.settings import settings


def file(name, kind="request file"):
    return InputFile(name, "ab" * 32, kind, 1)


def made(*files, origin="default", **changes):
    policy = (PolicyEntry("unit", "What is counted", "users", "assumed", origin),)
    return replace(evaluation(), inputs=files, policy=policy, **changes)


def test_the_command_names_the_files_by_what_they_are_and_the_date():
    files = (
        file("a.toml"),
        file("u.csv", "usage events"),
        file("s.csv", "survey"),
        file("c.csv", "customers"),
    )
    assert command(made(*files, evaluated_on="2026-11-22")) == (
        "featurecheck report a.toml --usage u.csv --survey s.csv --customers c.csv --date 2026-11-22"
    )


def test_a_policy_file_is_named_once_whether_it_was_read_or_only_cited():
    cited = made(file("a.toml"), origin="our policy.toml", evaluated_on=None)
    assert command(cited) == "featurecheck report a.toml --policy 'our policy.toml'"
    read = replace(cited, inputs=(*cited.inputs, file("our policy.toml", "policy")))
    assert command(read) == command(cited)


@pytest.mark.parametrize("name", ["two words.toml", "$(rm -rf ~).toml", "--force", "a'b\"c.toml", "a;b.toml"])
def test_any_file_name_is_one_word_and_no_option(name):
    words = shlex.split(command(made(file(name), evaluated_on=None)))
    assert words[:2] == ["featurecheck", "report"]
    assert words[2:] == [f"./{name}" if name.startswith("-") else name]


def test_many_files_are_a_folder():
    many = [file(f"{number}.toml") for number in range(6)]
    assert command(made(*many, evaluated_on=None)) == "featurecheck report FOLDER"


@pytest.mark.parametrize(
    "files", [(), (file("u.csv", "usage events"),), (file("a.toml"), file("d.csv", "decisions"))]
)
def test_where_the_command_could_not_make_the_same_report_none_is_shown(files):
    assert command(made(*files)) == ""


def entry(key, label, value, source, origin="default"):
    return PolicyEntry(key, label, value, source, origin)


ENTRIES = (
    entry("unit", "What is counted", "users", "assumed", "our.toml"),
    entry("own_product", "Our product", "Thyme", "set in our.toml", "our.toml"),
    entry("language", "Language", "en", "assumed"),
    entry("decimal_mark", "Decimal mark", "not set", "not set: settled by each file"),
    entry("would_leave", "Share that would leave", "1 % to 15 %", "assumed"),
    entry("widening.measured", "Widening of measured", "1 times", "assumed"),
    entry("widening.guess", "Widening of guesses", "2.2 times", "hunch"),
    entry("finding_out.users.cost", "To find out: Users", "1,500 EUR", "two offers", "our.toml"),
    entry("finding_out.users.weeks", "To find out: Users", "2 weeks", "assumed"),
    entry("finding_out.like.cost", "To find out: Like it", "1,000 EUR", "assumed"),
    entry("finding_out.like.weeks", "To find out: Like it", "1 week", "assumed"),
    entry("finding_out.hours_value.cost", "To find out: Hours", "500 EUR", "assumed"),
)


def rows(*, weighed):
    return {
        group.title: [(row.key, row.value, row.source) for row in group.rows]
        for group in settings(ENTRIES, weighed=weighed)
    }


def test_settings_stand_by_where_they_come_from_which_is_said_once():
    own, standard = rows(weighed=False).values()
    assert list(rows(weighed=False)) == [
        "Set in our.toml",
        "Standard values, assumed where no source is given",
    ]
    assert own == [
        ("own_product", "Thyme", ""),
        ("finding_out", "Users 1,500 EUR (two offers)", ""),
    ]
    assert standard == [
        ("", "measured 1 times; guesses 2.2 times (hunch)", ""),
        ("", "Users 2 weeks; Like it 1,000 EUR, 1 week", ""),
    ]


def test_settings_about_accounts_stand_there_only_where_requests_are_weighed_by_them():
    (_, standard) = rows(weighed=True).values()
    assert ("", "1 % to 15 %", "") in standard
    assert standard[-1][1].endswith("Hours 500 EUR")


def test_every_setting_is_shown_once_but_those_that_stand_elsewhere():
    values = " ".join(value for group in rows(weighed=True).values() for _, value, _ in group)
    for one in ENTRIES:
        if one.key not in {"unit", "language", "decimal_mark"}:
            assert values.count(one.value) == sum(one.value in other.value for other in ENTRIES)
