"""What is said beside the next question: the shortest list, the ways described, how many people to ask."""

from __future__ import annotations

from dataclasses import replace

import pytest
from make_evaluation import SHORTEST, SURVEYS, WAYS, evaluation, parameter, request
from test_report_page import HOSTILE, read, seen

from featurecheck.model import WayResult
from featurecheck.report.render import render
from featurecheck.report.text import as_markdown, as_text

TITLE = "The shortest list that settles four fifths of the doubt"


def with_ways(*ways):
    return {"parameters": {**request().parameters, "would_switch": parameter("would_switch", ways=ways)}}


def everywhere(made):
    """The report as a page, as text and as Markdown, each on one line."""
    texts = (read(render(made)).text, as_text(made, 200), as_markdown(made))
    return [" ".join(text.split()).replace("\\", "") for text in texts]


def test_the_shortest_list_is_ordered_with_what_it_is_worth_together():
    for text in everywhere(evaluation()):
        after = text[text.index(TITLE) :]
        first = after.index("Cost to build it: worth up to 24,000 EUR, 45 % of knowing everything")
        second = after.index("Margin per user: together 35,100 EUR, 66 %")
        assert first < second < after.index("Would switch to us because of it: together 43,900 EUR, 83 %")


@pytest.mark.parametrize("steps", [(), SHORTEST[:1]])
def test_one_step_is_no_list(steps):
    for text in everywhere(evaluation(request(find_out_list=steps))):
        assert TITLE not in text


def test_the_ways_of_the_next_question_come_with_people_cost_time_worth_and_net_the_best_first():
    for text in everywhere(evaluation()):
        after = text[text.index("Ways to find it out") :]
        places = [after.index(way.name) for way in sorted(WAYS, key=lambda way: -way.net_worth)]
        assert places == sorted(places)
        for words in ("ask 50 people", "2,000 EUR", "2 weeks", "10,900 EUR", "8,840 EUR", "buy a study"):
            assert words in after
        assert "imperfect" in after


def test_without_a_described_way_the_worth_is_called_an_upper_bound():
    for text in everywhere(evaluation(request(**with_ways()))):
        assert "Ways to find it out" not in text
        assert "so its worth is an upper bound" in text


def test_nothing_worth_finding_out_needs_neither_ways_nor_a_bound():
    text = seen(request(next_question=None, next_question_worth=None))
    assert "upper bound" not in text
    assert "Ways to find it out" not in text


def test_one_person_is_not_people():
    one = WayResult("The founder", "ask", 1, 10.0, 1.0, 500.0, 480.0)
    assert "ask 1 person " in seen(request(**with_ways(one)))


def test_how_many_people_to_ask_marks_the_best_number_in_words():
    for text in everywhere(evaluation()):
        after = text[text.index("How many people to ask") :]
        assert "Would switch to us because of it: asking 100 people pays best; 9,040 EUR are left" in after
        assert after.count("pays best") == 2  # in the sentence, and in its line among 10, 20, 50, 100, 300
        for people in (10, 20, 50, 100, 300):
            assert f"{people} people" in after


def test_where_no_number_of_people_pays_a_sentence_says_so():
    for text in everywhere(evaluation(request(surveys=SURVEYS[1:]))):
        assert "No number of people pays for itself for: Share of those who like it." in text
        assert "What asking more or fewer people is worth" not in text


def test_shares_without_a_survey_plan_say_nothing():
    for text in everywhere(evaluation(request(surveys=()))):
        assert "How many people to ask" not in text


def test_of_many_surveys_that_pay_the_three_best_are_shown_with_every_number():
    shares = ("like", "not_miss", "how_often", "price_competition", "would_switch")
    plans = tuple(
        replace(
            SURVEYS[0], parameter=name, net_worth=tuple(value - 10 * place for value in SURVEYS[0].net_worth)
        )
        for place, name in enumerate(shares)
    )
    html = render(evaluation(request(surveys=plans)))
    assert html.count(" people, pays best<td>") == 3
    assert read(html).text.count("asking 100 people pays best") == 5
    assert len(html.encode()) <= 60_000


def test_a_hostile_way_stays_text():
    bad = WayResult(HOSTILE, HOSTILE, None, 1.0, 1.0, 1.0, 1.0)
    html = render(evaluation(request(**with_ways(bad))))
    tags = read(html).tags
    assert not [tag for tag, _ in tags if tag == "img"]
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    marked = WayResult("[click](http://evil.example) *bold*", "ask", 5, 1.0, 1.0, 1.0, 1.0)
    assert "\\[click\\](http\\://evil.example)" in as_markdown(evaluation(request(**with_ways(marked))))
    assert "\x1b" not in as_text(evaluation(request(**with_ways(replace(marked, name="\x1b[2J")))))


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_about_finding_out_is_wider_than_the_terminal(width):
    long = WayResult("請求書の一括承認 " * 9, "study", None, 1.0, 1.0, 1.0, 1.0)
    lines = as_text(evaluation(request(**with_ways(long))), width).splitlines()
    assert max(len(line) for line in lines) <= width
