"""The report in other languages: every text of ours is translated, and nothing that somebody typed."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from cli_helpers import call
from make_evaluation import asked_by, empty, evaluation, many, parameter, request

from featurecheck.model import Contradiction, Flag, Portfolio, Verdict
from featurecheck.parameters import PARAMETERS, STAKES
from featurecheck.policy.settings import SURVEY, TOP, WIDENING
from featurecheck.record import read_json
from featurecheck.report.edition import shared
from featurecheck.report.languages import pages, rendering, sealing
from featurecheck.report.languages.reading import language_of, read_language
from featurecheck.report.languages.rendering import edition_in, mails_in, render_in
from featurecheck.report.languages.translating import Translator
from featurecheck.report.render import render
from featurecheck.report.since import since, with_causes
from featurecheck.report.whatif import WORDS
from featurecheck.report.wording import EVIDENCE, NOT_KNOWN, QUESTIONS, SEVERITIES
from featurecheck.resources import bundled
from featurecheck.tomlfile import read_toml

ENGLISH = re.compile(
    r"\b(the|of|is|are|and|with|from|would|which|answers?|not|no|at|for|to|by|its?|that|this|than|low|high|only|users?"
    r"|read|years?|weeks?|months?|typical|average|likely|worth|assumed|requests?|cost|costs|value|found|expected|knowing"
    r"|who|nothing|unknown|nobody|question|verdict|evidence|account|accounts)\b",
    re.IGNORECASE,
)
ALSO_GERMAN = {"an", "was", "am", "in", "die", "so", "account"}
DE = language_of("de")
TITLE = "What would change this verdict 1,234"


def spoken(**changes):
    """The request made by hand, its sentences as the decision core writes them."""
    said = {
        "sentence": "Building it loses 19,900 EUR on average over 4 years, but one answer could change that: knowing the share who would switch to us because of it is worth up to 16,750 EUR and costs about 2,500 EUR and 2 weeks to find out.",
        "reasons": (
            "It loses money in 62 % of the cases that the answers allow and pays back in 38 %.",
            "Knowing everything beforehand would be worth 53,200 EUR, the best single answer (the margin per user) up to 16,750 EUR: more than finding it out costs (2,500 EUR and 2 weeks).",
            "9 of the 12 figures behind it were answered; the others are wide assumptions.",
            "It flips to GO if the margin per user is above 1,287 EUR per user and year (33 % likely).",
        ),
        "flips": ("flips to GO if the margin per user is above 1,287 EUR per user and year (33 % likely)",),
        "contradictions": (),
        "flags": (
            Flag("late", request().flags[0].severity, "6 % likely that it goes live only after the horizon of 4 years: then it earns nothing."),
        ),
    }  # fmt: skip
    return request(**(said | changes))


def contradicted():
    text = "Question 4 says that 5 to 15 users per year bought because of the feature for 3 years, question 1 that only 8 users use it: a contradiction, 97 % likely that both cannot be true."
    found = Contradiction("buyers_exceed_users", contradiction=True, probability=0.97, text=text)
    return spoken(
        contradictions=(found,),
        sentence=f"Two answers cannot both be true, so no verdict can rest on them. {text}",
    )


def plain(found, **changes):
    """The evaluation without what only tests would say of its policy and its files."""
    return replace(found, policy=(), priors=(), inputs=(), problems=(), **changes)


def batch(count=12):
    """A batch with a plan, a note of it, and what to expect of the top."""
    sentence = (
        "Building it earns 4,000 EUR on average over 4 years; the cost to build it is to be found out first."
    )
    made = tuple(
        spoken(
            id=one.id, request=one.request, rank=one.rank, verdict=one.verdict, sentence=sentence,
            competitor=one.competitor, votes=one.votes, expected_value=one.expected_value, planned=one.rank < 3,
        )
        for one in many(count)
    )  # fmt: skip
    plan = Portfolio(60.0, 55.2, (made[0].id, made[1].id), 357e3, 360e3, 0.008, None, "greedy")
    return plain(evaluation(*made), portfolio=plan)


MADE = {
    "single": lambda: plain(evaluation(spoken())),
    "contradicted": lambda: plain(evaluation(contradicted())),
    "go": lambda: plain(evaluation(spoken(verdict=Verdict.GO, expected_value=51.6e3, sentence="Building it earns 51,600 EUR on average over 4 years, and no open answer is worth what it costs to find out."))),
    "no-go": lambda: plain(evaluation(spoken(verdict=Verdict.NO_GO, next_question=None, sentence="Building it loses 19,900 EUR on average over 4 years, and no answer is worth finding out first."))),
    "weighed": lambda: plain(evaluation(spoken(asked_by=weighed()))),
    "batch": batch,
    "large": lambda: batch(101),
    "packed": lambda: batch(2001),
    "empty": lambda: plain(empty()),
}  # fmt: skip


def weighed():
    """Who asked, in the words of the list of customers."""
    found = asked_by(
        sentence="9 votes: 5 from one partner, 3 for one customer, 1 from a name that is not on the list",
        notes=("97 % of the money behind this is one account (Northwind Motors)",),
        unweighted_sentence="Building it loses 61,000 EUR on average over 4 years, and no answer is worth finding out first.",
    )
    why = "its profit and its potential count; would take 5 % of the gain: not counted until it is a partner"
    return replace(found, askers=tuple(replace(one, why=why) for one in found.askers))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """The example company, evaluated as a batch with everything and one by one."""
    folder = tmp_path_factory.mktemp("company")
    assert call("demo", "company", cwd=folder).code == 0
    here, beside = folder / "company", ("--usage", "usage.csv", "--survey", "survey.csv")
    everything = (*beside, "--customers", "customers.csv", "--date", "2026-11-22", "-q", "--format", "json")
    call("batch", "requests.xlsx", *everything, "--capacity", "60 person-weeks", "--output", "all", cwd=here)
    call("batch", "requests.xlsx", "-q", "--format", "json", "--output", "bare", cwd=here)
    for name in ("bulk-export", "offline-mode", "single-sign-on"):
        call("batch", f"requests/{name}.toml", *everything, "--output", name, cwd=here)
    found = {path.parent.name: read_json(path) for path in here.glob("*/evaluation.json")}
    assert len(found) == 6
    return found


def texts_of(page):
    """Return what can be read on a page, in order: texts, names of charts and cells, what the style writes."""
    shown = re.sub(r"(?s)<(script|style|pre|code)\b.*?</\1>|</?bdi>", "", page)
    found = re.findall(
        r'>([^<]+)<|(?:title|aria-label|alt|data-l|data-one|data-many|data-none)="([^"]*)"', shown
    )
    said = [html.unescape(text or name) for text, name in found]
    return [" ".join(text.split()) for text in said if text.strip()] + re.findall(r'content:"([^"]+)"', page)


def left_in_english(page):
    """Return the texts in which an English word stands, now that what people typed is hidden."""
    return [
        text
        for text in texts_of(page)
        if any(
            found[0].casefold() not in ALSO_GERMAN and not found[0][0].isupper()
            for found in ENGLISH.finditer(text)
        )
    ]


@pytest.fixture
def hidden(monkeypatch):
    """Show a dot in place of every letter that somebody typed."""

    def shown(text, _shown=str):
        return re.sub(f"[{sealing.SEALED}]", "\u00b7", text)

    monkeypatch.setattr(pages, "opened", shown)
    monkeypatch.setattr(rendering, "opened", shown)


@pytest.mark.parametrize("name", MADE)
def test_every_text_of_a_page_and_its_mail_has_a_translation(name):
    made = MADE[name]()
    assert render_in(DE, made).missing == ()
    assert mails_in(DE, made, "report.html").missing == ()


def test_every_text_about_an_example_company_has_a_translation(workspace):
    for name, found in workspace.items():
        singles = [replace(found, requests=(one,), portfolio=None, curse=None) for one in found.requests]
        for made in (found, *singles):
            assert render_in(DE, made).missing == (), name
            assert mails_in(DE, made, "report.html").missing == (), name


@pytest.mark.parametrize("name", [name for name in MADE if name != "packed"])
@pytest.mark.usefixtures("hidden")
def test_no_english_word_is_left_on_a_page_or_in_its_mail(name):
    made = MADE[name]()
    assert left_in_english(render_in(DE, made).text) == []
    for text in mails_in(DE, made, "report.html").texts:
        assert left_in_english(f">{text}<") == []


@pytest.mark.usefixtures("hidden")
def test_no_english_word_is_left_about_an_example_company(workspace):
    user_words = re.compile(r"„[^“]*“|'[^']*'|[\w ,'-]+, zur Klärung|usage_feature")
    for name, found in workspace.items():
        page = render_in(DE, found).text
        said = [re.sub(user_words, "", text) for text in texts_of(page)]
        assert left_in_english("".join(f">{html.escape(text)}<" for text in said)) == [], name


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.usefixtures("hidden")
def test_the_customer_edition_and_its_mail_are_translated_whole(verdict):
    found = shared(evaluation(*(spoken(id=f"FR-{at}", verdict=verdict) for at in range(3))))
    told = edition_in(DE, found.edition, "report.html")
    assert told.missing == ()
    for text in told.texts:
        assert left_in_english(f">{text}<") == []


@pytest.mark.usefixtures("hidden")
def test_what_changed_since_an_earlier_evaluation_is_translated():
    answers = {**request().parameters, "would_switch": parameter("would_switch", p50=0.06, p95=0.1)}
    now = [spoken(verdict=Verdict.GO, parameters=answers), spoken(id="FR-8", request="Another one")]
    before = [spoken(), spoken(id="FR-9", request="One that is gone")]
    for found in (
        since(evaluation(*now), evaluation(*before)),
        with_causes(since(evaluation(*now), evaluation(*before)), {"FR-7": ("would_switch",)}),
    ):
        told = render_in(DE, plain(evaluation(*now)), since=found)
        assert told.missing == ()
        assert left_in_english(told.text) == []


def marked_request():
    """A request with a text that looks like ours in every field that somebody types."""
    one = spoken(asked_by=weighed())
    answers = {
        name: replace(each, text=TITLE, source=(TITLE,), ask=TITLE, ways=tuple(replace(way, name=TITLE) for way in each.ways))
        for name, each in one.parameters.items()
    }  # fmt: skip
    asked = replace(
        one.asked_by,
        askers=tuple(replace(each, name=TITLE, speakers=(TITLE,)) for each in one.asked_by.askers),
        unknown=((TITLE, (TITLE,)),),
    )
    return replace(
        one, id=TITLE, request=TITLE, description=TITLE, competitor=TITLE, requesters=(TITLE,), status=TITLE,
        consequences=TITLE, ask=TITLE, parameters=answers, asked_by=asked, place=f"{TITLE}, sheet '{TITLE}', row 7",
    )  # fmt: skip


def test_what_somebody_typed_stays_as_it_is_in_every_field():
    made = evaluation(marked_request())
    english, german = (page.count(TITLE) for page in (render(made), render_in(DE, made).text))
    assert german == english > 20
    assert "1.234" not in german_text(made)
    for text in mails_in(DE, made, "report.html").texts:
        assert "1.234" not in text


def german_text(made):
    return " ".join(texts_of(render_in(DE, made).text))


def test_a_name_that_is_one_of_our_words_stays_that_name():
    made = plain(evaluation(spoken(request="nothing", competitor="Verdict", requesters=("unknown", "Costs"))))
    text = german_text(made)
    for typed in ("nothing", "Verdict", "unknown", "Costs"):
        assert re.search(rf"\b{typed}\b", text)


def test_hostile_text_is_harmless_in_another_language_too():
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\ue000\ue001\U000f003c\u202e"
    made = plain(evaluation(spoken(request=hostile, description=hostile, competitor=hostile)))
    text = render_in(DE, made).text
    assert "<img" not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "\u202e" not in text


def test_numbers_dates_and_signs_are_german():
    text = german_text(plain(evaluation(spoken(requested_on="2026-10-02")), evaluated_on="2026-11-22"))
    for said in (
        "\u221219.900 EUR",
        "bewertet am 22.11.2026",
        "gewünscht am 02.10.2026",
        "62 %",
        "1.287 EUR je Nutzer und Jahr",
    ):
        assert said in text  # fmt: skip
    assert "Personenwoche" in text


def test_one_and_many_are_told_apart():
    text = german_text(batch(2))
    assert "2 Funktionswünsche" in text
    assert re.search(r"\b1 Woche\b|\b2 Wochen\b", text)


def test_the_english_word_of_the_verdict_is_said_beside_a_translated_one():
    assert 'title="FIND OUT FIRST"' in render_in(DE, MADE["single"]()).text
    assert 'title="GO"' not in render_in(DE, MADE["go"]()).text


def test_a_page_is_the_same_whatever_was_translated_before_it():
    path = bundled("reports/languages/de.toml")
    names = ("single", "go", "no-go", "contradicted", "weighed")
    alone = {name: render_in(read_language(read_toml(path)), MADE[name]()).text for name in names}
    together = read_language(read_toml(path))
    assert {name: render_in(together, MADE[name]()).text for name in reversed(names)} == alone


def shipped_texts():
    """Yield every label, unit, phrase and source that comes with featurecheck and may stand on a page."""
    for setting in (*TOP, *WIDENING, *SURVEY):
        yield from (setting.label, setting.source)
    for one in (*PARAMETERS, *STAKES):
        for unit in ("users", "accounts", "customers", "seats"):
            yield from (one.label_text(unit), one.phrase_text(unit), one.phrase_text(unit, "number"))
            yield from (() if one.unit in {"share", "years"} else (f"5 {one.unit_text(unit, 'EUR')}",))
    for question in read_toml(bundled("questionnaires/competitor.toml")).data["questions"]:
        yield from (prior["source"] for prior in (question.get("prior"),) if prior)
    yield from (
        *QUESTIONS.values(),
        *EVIDENCE.values(),
        *SEVERITIES.values(),
        *NOT_KNOWN.values(),
        *WORDS.values(),
    )


def template_texts():
    """Yield every text and name that the report's templates write themselves, in one piece."""
    for name in ("report", "request", "brief", "pieces", "asked", "method", "tables", "whatif", "since"):
        source = bundled(f"reports/templates/{name}.html").read_text(encoding="utf-8")
        marked = re.sub(r"(?s)\{\{.*?\}\}", "\u00a7", re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}", "", source))
        yield from (text for text in texts_of(f">{marked}<") if "\u00a7" not in text)


@pytest.mark.parametrize("text", sorted({text.strip() for text in (*shipped_texts(), *template_texts())}))
def test_what_is_shipped_is_known(text):
    assert Translator(DE).knows(text)


def test_the_same_evaluation_gives_the_same_german_page():
    assert render_in(DE, batch()).text == render_in(DE, batch()).text


def test_a_german_page_about_one_request_is_small(workspace):
    for name in ("bulk-export", "offline-mode", "single-sign-on"):
        assert len(render_in(DE, workspace[name]).text.encode()) <= 64 * 1024
