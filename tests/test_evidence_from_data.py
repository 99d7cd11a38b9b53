"""Measured beats opinion: what usage data and survey rows do to the answers of a request."""

import pandas as pd
import pytest
from observed_data import feature, observed, product, survey, tally, usage

from featurecheck import evaluate
from featurecheck.estimate import parse_estimate
from featurecheck.estimate.beta import posterior, updated
from featurecheck.model import AnswerState, Evidence, Kind, Use
from featurecheck.policy import policy_from
from featurecheck.report.text import as_text


def evaluated(data, policy=None, **cells):
    row = {"request": "Bulk export", "competitor": "Acme", **cells}
    return evaluate(pd.DataFrame([row]), policy, observed=data)


def answer(data, name, policy=None, **cells):
    return evaluated(data, policy, **cells).requests[0].parameters[name]


PANEL = usage(product("Acme", 2310, feature(judged_users=120, weekly_users=30)))
OURS = usage(product("Ours", 31_900, feature("csv export", users=900, judged_users=800, weekly_users=24)))


def test_a_panel_answers_question_1_as_its_share_times_the_competitors_size():
    found = answer(observed(PANEL), "users", usage_feature="bulk export", competitor_users="20000")
    low, _, high = posterior(142, 2310)
    assert (found.state, found.evidence) == (AnswerState.ANSWERED, Evidence.MEASURED)
    assert found.p5 == pytest.approx(20_000 * low, rel=0.01)
    assert found.p95 == pytest.approx(20_000 * high, rel=0.01)
    assert found.source == ("usage-2026q3.csv, 142 of 2,310 active users of Acme, 90 days",)


def test_doubt_about_the_competitors_size_makes_the_answer_wider():
    exact = answer(observed(PANEL), "users", usage_feature="bulk_export", competitor_users="20000")
    rough = answer(observed(PANEL), "users", usage_feature="bulk_export", competitor_users="10k to 40k")
    assert rough.p5 < exact.p5 < exact.p95 < rough.p95


def test_without_the_competitors_size_a_share_cannot_answer_question_1_and_says_what_is_missing():
    found = answer(observed(PANEL), "users", usage_feature="bulk_export", users="800 to 2k")
    beside = next(one for one in found.witnesses if one.kind == "usage")
    assert found.evidence is Evidence.UNSTATED
    assert (beside.use, beside.p50) == (Use.BESIDE, None)
    assert "give competitor_users" in beside.why


def test_a_panel_answers_question_2_by_its_weekly_users_with_their_sampling_error():
    found = answer(observed(PANEL), "how_often", usage_feature="bulk_export")
    low, _, high = posterior(30, 120)
    assert (found.p5, found.p95) == (pytest.approx(low), pytest.approx(high))
    assert found.evidence is Evidence.MEASURED


def test_users_of_one_account_count_as_fewer_witnesses():
    alone = usage(product("Acme", 2310, feature(judged_users=120, weekly_users=30)))
    together = usage(product("Acme", 2310, feature(judged_users=120, weekly_users=30), accounts=231))
    narrow = answer(observed(alone), "how_often", usage_feature="bulk_export")
    wide = answer(observed(together), "how_often", usage_feature="bulk_export")
    low, _, high = posterior(30 / 3.7, 120 / 3.7)  # 1 + (10 - 1) * 0.3
    assert (wide.p5, wide.p95) == (pytest.approx(low), pytest.approx(high))
    assert wide.p95 - wide.p5 > narrow.p95 - narrow.p5
    assert "120 users count as 32.4 independent ones, because several belong to one account" in wide.notes


def test_a_policy_that_counts_accounts_takes_the_panels_accounts():
    panel = usage(product("Acme", 2310, feature(users=142, accounts=40), accounts=400))
    found = answer(
        observed(panel), "users", {"unit": "accounts"}, usage_feature="bulk_export", competitor_users="1000"
    )
    low, _, high = posterior(40, 400)
    assert (found.p5, found.p95) == (
        pytest.approx(1000 * low, rel=0.02),
        pytest.approx(1000 * high, rel=0.02),
    )


def test_our_neighbouring_feature_gives_the_base_rate_where_nobody_answered():
    found = answer(observed(OURS), "how_often", usage_feature="csv export")
    before = answer(observed(), "how_often")
    assert (found.state, found.evidence) == (AnswerState.OPEN, Evidence.ASSUMED)
    assert found.p50 < 0.03 < before.p5
    assert any("widened 2.2 times because it is another feature" in note for note in found.notes)
    assert [(one.kind, one.use) for one in found.witnesses] == [
        ("base rate", Use.USED),
        ("prior", Use.BESIDE),
    ]


def test_a_base_rate_never_replaces_what_somebody_answered_but_is_held_against_it():
    result = evaluated(observed(OURS), usage_feature="csv export", how_often="40%").requests[0]
    found = result.parameters["how_often"]
    assert found.p50 == pytest.approx(0.4)
    (tension,) = [one for one in result.contradictions if one.code == "claim_how_often"]
    assert not tension.contradiction
    assert "the answer says 40 %" in tension.text
    assert "24 of 800 users of 'csv export' use it at least weekly" in tension.text
    assert tension.text.endswith("The answer is used.")


def test_our_active_users_stand_in_for_the_number_of_our_users():
    found = answer(observed(OURS), "lost_without")
    assert found.source[0].startswith("0.01% to 1% of the 31,900 own users")
    told = answer(observed(OURS), "lost_without", {"own_users": 5000})
    assert told.source[0].startswith("0.01% to 1% of the 5,000 own users")


def test_measured_figures_beat_opinions_and_both_numbers_are_named_where_they_are_far_apart():
    result = evaluated(
        observed(PANEL), usage_feature="bulk_export", competitor_users="20000", users="50 to 80"
    ).requests[0]
    assert result.parameters["users"].evidence is Evidence.MEASURED
    (tension,) = [one for one in result.contradictions if one.code == "claim_users"]
    assert not tension.contradiction, "the better figure is used already: nothing has to wait"
    assert "the answer says 50 to 80 users, the usage data says 1,0" in tension.text


def test_two_measured_figures_that_disagree_block_a_go():
    cells = {
        "usage_feature": "bulk_export",
        "competitor_users": "20000",
        "users": "50 to 80",
        "users evidence": "measured",
    }
    result = evaluated(observed(PANEL), **cells).requests[0]
    assert result.parameters["users"].text == "50 to 80", (
        "of two equally good sources what somebody wrote stays"
    )
    assert result.parameters["users"].p95 == 80
    assert [one.contradiction for one in result.contradictions if one.code == "claim_users"] == [True]
    assert result.verdict.value != "GO"


@pytest.mark.parametrize(
    ("grade", "used"),
    [
        ("measured", "answer"),
        ("survey", "usage"),
        ("public", "usage"),
        ("buyer-said", "usage"),
        ("guess", "usage"),
    ],
)
def test_usage_weighs_more_than_everything_but_a_measured_answer(grade, used):
    cells = {"how_often": "20% to 30%", "how_often evidence": grade}
    found = answer(observed(PANEL), "how_often", usage_feature="bulk_export", **cells)
    assert found.witnesses[0].kind == used
    assert found.witnesses[0].use is Use.USED


def test_rows_of_a_survey_become_a_beta_posterior_where_nobody_had_an_opinion():
    found = answer(observed(survey("Bulk export", tally("likes", 12, 20))), "like")
    low, _, high = posterior(12, 20)
    assert (found.p5, found.p95) == (pytest.approx(low), pytest.approx(high))
    assert (found.state, found.evidence, found.reading[:4]) == (AnswerState.ANSWERED, Evidence.SURVEY, "41.8")
    assert found.source == ("survey.csv, 20 respondents: all who answered",)


def test_rows_update_an_opinion_exactly_and_all_three_intervals_are_kept():
    data = observed(survey("Bulk export", tally("likes", 12, 20)))
    found = answer(data, "like", like="80% to 95%")
    opinion = parse_estimate("80% to 95%", Kind.SHARE)
    low, _, high = updated(opinion.location, opinion.scale, 12, 20)
    assert (found.p5, found.p95) == (pytest.approx(low), pytest.approx(high))
    rows, prior = found.witnesses
    assert (rows.kind, rows.use, rows.p5) == ("survey", Use.USED, pytest.approx(posterior(12, 20)[0]))
    assert (prior.kind, prior.use, prior.p5, prior.p95) == ("answer", Use.UPDATED, 0.8, 0.95)


def test_an_exact_opinion_has_no_range_to_start_from_so_the_rows_answer_alone():
    found = answer(observed(survey("Bulk export", tally("likes", 12, 20))), "like", like="80%")
    assert found.p95 == pytest.approx(posterior(12, 20)[2])


def test_the_opinion_is_widened_by_its_evidence_before_the_rows_update_it():
    data = observed(survey("Bulk export", tally("likes", 12, 20)))
    trusted = answer(data, "like", **{"like": "80% to 95%", "like evidence": "public"})
    guessed = answer(data, "like", **{"like": "80% to 95%", "like evidence": "guess"})
    assert guessed.p50 < trusted.p50, "a guess holds less against twelve of twenty"


def test_who_would_miss_it_answers_who_would_not():
    found = answer(observed(survey("Bulk export", tally("would_miss", 5, 18))), "not_miss")
    assert (found.p5, found.p95) == tuple(pytest.approx(posterior(13, 18)[at]) for at in (0, 2))


def test_small_surveys_stay_wide():
    three = answer(observed(survey("Bulk export", tally("likes", 2, 3))), "like")
    thirty = answer(observed(survey("Bulk export", tally("likes", 20, 30))), "like")
    assert three.p5 < 0.25
    assert three.p95 > 0.9
    assert three.p95 - three.p5 > 2 * (thirty.p95 - thirty.p5)


def test_the_effective_number_of_respondents_is_what_counts_and_it_is_said():
    found = answer(observed(survey("Bulk export", tally("likes", 12, 20, effective=8.0, accounts=5))), "like")
    assert found.p5 == pytest.approx(posterior(12 * 0.4, 8.0)[0])
    assert "20 respondents count as 8 independent ones, because several belong to one account" in found.notes
    assert found.source == ("survey.csv, 20 respondents from 5 accounts: all who answered",)


def test_a_stated_intention_is_discounted_visibly():
    data = observed(survey("Bulk export", tally("would_switch", 10, 20)))
    found = answer(data, "would_switch")
    believed = answer(data, "would_switch", {"stated_intention": "100%"})
    assert believed.p50 == pytest.approx(posterior(10, 20)[1], rel=0.01)
    assert found.p95 < 0.35 < believed.p50
    assert any(
        "10 % to 50 % are taken to do it (stated_intention in the policy)" in note for note in found.notes
    )


def test_an_opinion_about_switching_is_updated_by_discounted_rows():
    opinion = {"would_switch": "2% to 8%", "would_switch evidence": "public"}
    many = answer(observed(survey("Bulk export", tally("would_switch", 16, 20))), "would_switch", **opinion)
    none = answer(observed(survey("Bulk export", tally("would_switch", 0, 20))), "would_switch", **opinion)
    assert none.p50 < 0.04 < many.p50 < 0.4


def test_a_number_of_switchers_gives_way_to_the_rows_and_counts_no_longer_as_a_number():
    cells = {"would_switch": "40 users", "would_switch evidence": "guess", "users": "800 to 2k"}
    found = answer(observed(survey("Bulk export", tally("would_switch", 4, 20))), "would_switch", **cells)
    assert found.unit == "share"
    assert found.role == "payoff"
    assert [(one.kind, one.unit) for one in found.witnesses] == [("survey", "share"), ("answer", "users")]


def test_a_number_of_switchers_is_not_held_against_a_share_of_them():
    cells = {"would_switch": "40 users", "would_switch evidence": "measured", "users": "800 to 2k"}
    data = observed(survey("Bulk export", tally("would_switch", 4, 20)))
    result = evaluated(data, **cells).requests[0]
    assert not [one for one in result.contradictions if one.code.startswith("claim_")]
    text = " ".join(as_text(evaluated(data, **cells), 100).split())
    assert "The answer: 40 users = 40 users" in text
    assert "= 1.44 % to 12.6 %" in text


def test_survey_shares_of_users_and_buyers_need_the_sizes_they_are_shares_of():
    data = observed(survey("Bulk export", tally("uses", 8, 20), tally("bought_because", 2, 20)))
    bare = evaluated(data).requests[0].parameters
    assert "give competitor_users" in bare["users"].witnesses[-1].why
    assert "give years_on_market" in bare["bought_because"].witnesses[-1].why
    full = evaluated(data, competitor_users="1000", years_on_market="4 years").requests[0].parameters
    assert full["users"].p5 == pytest.approx(1000 * posterior(8, 20)[0], rel=1e-6)
    assert full["bought_because"].p95 == pytest.approx(250 * posterior(2, 20)[2], rel=1e-6)


def test_usage_beats_a_survey_and_the_survey_is_shown_beside_it():
    data = observed(PANEL, survey("Bulk export", tally("how_often", 18, 20)))
    found = answer(data, "how_often", usage_feature="bulk_export")
    assert [(one.kind, one.use) for one in found.witnesses] == [
        ("usage", Use.USED),
        ("survey", Use.BESIDE),
        ("prior", Use.BESIDE),
    ]
    assert found.witnesses[1].why == "a measured figure weighs more than a survey"


def test_rows_without_a_request_speak_of_the_only_one_and_of_none_of_several():
    data = observed(survey("", tally("likes", 12, 20)))
    assert answer(data, "like").evidence is Evidence.SURVEY
    two = evaluate(pd.DataFrame({"request": ["Bulk export", "Dark mode"]}), observed=data)
    assert {one.parameters["like"].evidence for one in two.requests} == {Evidence.ASSUMED}
    (problem,) = two.problems
    assert "which request they speak of" in problem.found


def test_a_survey_about_an_unknown_request_is_named_with_the_nearest_title():
    result = evaluated(observed(survey("Bulk exprot", tally("likes", 12, 20))))
    (problem,) = result.problems
    assert problem.file == "survey.csv"
    assert problem.mend == "Did you mean 'Bulk export'?"
    assert result.requests[0].parameters["like"].evidence is Evidence.ASSUMED


def test_a_survey_may_name_the_request_by_its_id():
    found = answer(observed(survey("fr-12", tally("likes", 12, 20))), "like", id="FR-12")
    assert found.evidence is Evidence.SURVEY


def test_an_unreadable_answer_has_to_be_mended_even_where_data_would_answer():
    result = evaluated(observed(PANEL), usage_feature="bulk_export", how_often="lots")
    assert not result.requests
    assert "'lots'" in result.problems[-1].expected


def test_no_data_changes_nothing():
    frame = pd.DataFrame([{"request": "Bulk export", "users": "800 to 2k"}])
    assert evaluate(frame).to_dict() == evaluate(frame, observed=observed()).to_dict()


def test_the_intention_factor_is_a_visible_setting_that_is_checked():
    entry = next(one for one in policy_from({}).entries if one.key == "stated_intention")
    assert entry.value.startswith("10 % to 50 %")
    with pytest.raises(Exception, match="stated_intention"):
        policy_from({"stated_intention": "often"})


def test_a_handful_of_panel_users_does_not_replace_an_answer_that_they_agree_with():
    few = usage(product("Acme", 40, feature(users=1, judged_users=1, weekly_users=0)))
    cells = {
        "usage_feature": "bulk_export",
        "competitor_users": "20000",
        "users": "900 to 1.8k",
        "how_often": "rarely",
    }
    found = evaluated(observed(few), **cells).requests[0].parameters
    for name in ("users", "how_often"):
        assert found[name].evidence is Evidence.UNSTATED
        assert [(one.kind, one.use) for one in found[name].witnesses] == [
            ("answer", Use.USED),
            ("usage", Use.BESIDE),
        ]
        assert found[name].witnesses[1].why == "the counted figures agree, and are too rough to say more"


def test_a_handful_of_panel_users_still_speaks_against_an_answer_that_lies_outside():
    few = usage(product("Acme", 40, feature(users=1, judged_users=1, weekly_users=0)))
    cells = {"usage_feature": "bulk_export", "competitor_users": "20000", "users": "9k to 12k"}
    assert answer(observed(few), "users", **cells).evidence is Evidence.MEASURED


def test_nobody_of_many_is_a_narrow_answer():
    nobody = usage(product("Acme", 2310, feature(users=0, judged_users=0, weekly_users=0)))
    found = answer(
        observed(nobody), "users", usage_feature="bulk_export", competitor_users="20000", users="5k to 9k"
    )
    assert found.evidence is Evidence.MEASURED
    assert found.p95 < 25


def test_a_base_rate_too_rough_to_say_anything_leaves_the_general_assumption():
    few = usage(product("Ours", 106, feature("csv export", users=8, judged_users=7, weekly_users=2)))
    found = answer(observed(few), "how_often", usage_feature="csv export")
    assert [(one.kind, one.use) for one in found.witnesses] == [
        ("prior", Use.USED),
        ("base rate", Use.BESIDE),
    ]


def test_what_data_says_can_be_written_into_a_cell():
    counted = answer(observed(PANEL), "how_often", usage_feature="bulk_export").witnesses[0]
    fewer = usage(product("Acme", 2310, feature(judged_users=120, weekly_users=30), accounts=231))
    reduced = answer(observed(fewer), "how_often", usage_feature="bulk_export").witnesses[0]
    asked = survey("Bulk export", tally("likes", 12, 20, effective=8.0), tally("would_switch", 4, 20))
    rows = evaluated(observed(asked)).requests[0].parameters
    assert counted.as_answer == "30 of 120"
    assert reduced.as_answer == "14.4% to 38.8%", (
        "fewer witnesses than people: the range says it, k of n would not"
    )
    assert rows["like"].witnesses[0].as_answer == "5 of 8"
    assert rows["would_switch"].witnesses[0].as_answer == "1.44% to 12.6%", "an intention is discounted"


def test_one_respondent_does_not_replace_a_number_that_he_agrees_with():
    data = observed(survey("Bulk export", tally("uses", 1, 1)))
    alone = answer(data, "users", competitor_users="1000")
    told = answer(data, "users", competitor_users="1000", users="300 to 600")
    assert alone.evidence is Evidence.SURVEY, "nobody else said anything: wide, but asked"
    assert (told.evidence, told.p95) == (Evidence.UNSTATED, 600)


def test_seats_are_people_and_customers_are_accounts():
    panel = usage(product("Acme", 2310, feature(users=142, accounts=40), accounts=400))
    cells = {"usage_feature": "bulk_export", "competitor_users": "1000"}
    seats = answer(observed(panel), "users", {"unit": "seats"}, **cells)
    customers = answer(observed(panel), "users", {"unit": "customers"}, **cells)
    assert "142 of 2,310 active users" in seats.source[0]
    assert "40 of 400 active accounts" in customers.source[0]


def test_totals_that_do_not_fit_are_no_crash_and_no_figure():
    odd = usage(product("Acme", 100, feature(users=142, accounts=80), accounts=60))
    cells = {"usage_feature": "bulk_export", "competitor_users": "1000"}
    for unit in ("users", "accounts"):
        beside = answer(observed(odd), "users", {"unit": unit}, **cells).witnesses[-1]
        assert "which cannot be" in beside.why
