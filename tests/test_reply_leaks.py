"""Nothing but an account's own wishes and our fixed words ever stands in the bytes of its reply."""

from __future__ import annotations

import dataclasses
import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_customers import account, customers
from make_evaluation import evaluation, parameter, request

from featurecheck.customers.words import is_unknown
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Severity
from featurecheck.model import Flag, Use, Verdict, Witness
from featurecheck.report.reply import Reply, Wish, addressees, drafts
from featurecheck.report.reply_render import RENDERERS, refuse_leak, refuse_words, without_words
from featurecheck.report.reply_words import Answer, Role, read_words
from featurecheck.report.secrets import Secrets, key_of, names_of, numbers_in

WORDS = read_words()
FORMS = sorted(RENDERERS)
MARK = "Qzx"  # in no English text


def marked(**changes):
    """A request in which everything but the title bears a mark."""
    seen = Witness(
        "usage",
        parameter("like").evidence,
        f"{MARK}says",
        f"{MARK}witness",
        1.0,
        2.0,
        3.0,
        Use.BESIDE,
        f"{MARK}why",
        f"{MARK}unit",
        f"{MARK}answer",
    )
    noted = parameter(
        "like", text=f"{MARK}typed", reading=f"{MARK}reading", source=(f"{MARK}source",), ask=f"{MARK}ask",
        notes=(f"{MARK}note",), label=f"{MARK}label", unit=f"{MARK}unit", witnesses=(seen,),
    )  # fmt: skip
    made = request(
        id=f"{MARK}id", request="Dark colours", description=f"{MARK}description", competitor=f"{MARK}rival",
        requesters=("Northwind", f"{MARK}other"), requested_on=f"{MARK}day", status=f"{MARK}status",
        consequences=f"{MARK}consequence", sentence=f"{MARK}sentence", reasons=(f"{MARK}reason",),
        flips=(f"{MARK}flip",), ask=f"{MARK}whom", break_even=f"{MARK}even", place=f"{MARK}place",
        flags=(Flag("x", Severity.NOTE, f"{MARK}flag"),),
    )  # fmt: skip
    return replace(made, **{"parameters": {**made.parameters, "like": noted}, **changes})


def replies(found, list_of=None):
    """Each account's name with its draft."""
    chosen = addressees(found, list_of).found
    return {one.name: one for one in drafts(found, list_of, chosen)}


def bytes_of(draft, form):
    return RENDERERS[form][1](draft.reply, WORDS).encode()


def reply_to(name, *requests, list_of=None, form="text"):
    return bytes_of(replies(evaluation(*requests), list_of)[name], form).decode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("question", ["would_switch", "value_per_user", "competitor_revenue", None])
def test_no_field_but_the_title_reaches_a_reply(form, verdict, question):
    found = evaluation(marked(verdict=verdict, next_question=question), currency=f"{MARK}currency")
    listed = customers(
        account("Northwind", "987,654", "123,456", "1,987,654", contact=f"{MARK}own contact"),
        account(f"{MARK}other", "555,444", contact=f"{MARK}contact", uses_competitor=f"{MARK}tool"),
    )
    text = bytes_of(replies(found, listed)["Northwind"], form).decode()
    assert "Dark colours" in text
    assert MARK.casefold() not in text.casefold()
    assert not re.search("987|654|123,|444", text.split("</style>")[-1])


def test_the_model_of_a_reply_has_no_field_for_anything_else():
    assert [one.name for one in dataclasses.fields(Reply)] == ["account", "role", "wishes"]
    assert [one.name for one in dataclasses.fields(Wish)] == ["title", "answer", "topic"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("answer", list(Answer))
def test_our_own_words_hold_no_figure_no_date_and_no_promise(form, role, answer):
    for topic in ("general", *parameter("users").__slots__, *WORDS.conditions, *WORDS.questions):
        page = RENDERERS[form][1](Reply("Northwind", role, (Wish("Dark", answer, topic),)), WORDS)
        text = html.unescape(re.sub(r"<(style|meta)[^>]*>(?:[^<]*</style>)?|<[^>]+>", " ", page)).casefold()
        assert not re.search(r"\d", text)
        months = "january february march april june july august september october november december"
        for word in (
            *months.split(),
            "quarter",
            "soon",
            "promise",
            "we will",
            "guarantee",
            "competitor",
            "money",
            "no-go",
            "price",
            "pay",
            "verdict",
        ):
            assert not re.search(rf"\b{word}\b", text), word


TITLES = {
    "a competitor": "Import everything from Acme in one click",
    "in other letters": "Like ACME's start page",
    "glued": "AcmeLedger sync",
    "with hidden signs": "Like Ac\u200bme",
    "with an accent": "Like Acm\u00e9",
    "full width": "Like \uff21\uff43\uff4d\uff45",
    "another account": "What Contoso Garage wants",
    "the first word of its name, at the beginning": "Contoso had it first",
    "another account, without its legal form": "Exactly as contoso garage has it",
    "the first word of its name": "The export that Contoso asked for",
    "genitive": "Contoso Garages colours",
    "a person of another account": "As we told Maria Huber",
    "money": "Lower the price to 12,000 EUR",
    "money before": "For \u20ac 12k",
    "a figure": "For our 1,265 heavy users",
    "a figure in another notation": "For our 1265 heavy users",
    "a share": "For the 62 % who like it",
    "votes": "Wanted by 410 people",
    "a note": "Dark colours (only the board wants it)",
    "a source": "Dark colours, see win and loss notes 2025",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_title_that_tells_a_secret_is_a_blank(form, title):
    wish = request(
        request=title,
        competitor="Acme Ledger",
        votes=410,
        description="The board wants it.\nonly the board wants it",
    )
    listed = customers(account("Northwind"), account("Contoso Garage GmbH", contact="Maria Huber"))
    draft = replies(evaluation(wish), listed)["Northwind"]
    text = bytes_of(draft, form).decode()
    assert html.escape(title) not in text
    assert title not in text
    assert WORDS.plain["unnamed_wish"] in text
    assert any("the title" in sentence for sentence in draft.withheld)


@pytest.mark.parametrize(
    "title",
    [
        "Turn a 3D car",
        "Two branches",
        "Use it offline",
        "Contain costs",
        "Placement of tables",
        "Fleet colours for Northwind",
        "Approve 700 invoices",
    ],
)
def test_a_harmless_title_stays_as_it_was_written(title):
    listed = customers(account("Northwind"), account("IT", internal=True), account("Contoso Garage"))
    assert f"* {title}\n" in reply_to("Northwind", request(request=title), list_of=listed)


@pytest.mark.parametrize("word", ["none", "unknown", "n/a", "-", "dk"])
def test_a_cell_that_names_no_competitor_makes_no_title_a_blank(word):
    title = "None of the unknown fields say n/a or dk"
    assert f"* {title}\n" in reply_to(
        "Northwind", request(request=title, competitor=word, requesters=("Northwind", word))
    )


def test_the_title_may_repeat_the_description():
    wish = request(request="Approve invoices in bulk", description="Approve invoices in bulk")
    assert "* Approve invoices in bulk\n" in reply_to("Northwind", wish)


def test_ones_own_name_in_ones_own_title_is_no_secret_and_anothers_is():
    wish = request(request="Colours of Contoso Garage", requesters=("Contoso Garage", "Northwind"))
    assert "* Colours of Contoso Garage\n" in reply_to("Contoso Garage", wish)
    assert "Contoso" not in reply_to("Northwind", wish)


@pytest.mark.parametrize(
    "name", ["Northwind (uses Acme)", "Northwind via Contoso", "Northwind, pays 12k EUR", "Acme Northwind"]
)
def test_a_name_that_tells_a_secret_is_a_blank_in_the_letter_and_in_the_files_name(name):
    wish = request(request="Dark colours", competitor="Acme", requesters=(name, "Contoso"))
    draft = replies(evaluation(wish))[name]
    text = bytes_of(draft, "text").decode()
    assert f"Hello {WORDS.plain['unnamed_account']}," in text
    for secret in ("Acme", "Contoso", "12k", "EUR"):
        assert secret not in text
        assert secret.casefold() not in draft.file_stem
    assert any("the name" in sentence for sentence in draft.withheld)


def test_a_name_that_begins_like_anothers_is_written():
    wish = request(request="Dark colours", requesters=("Contoso Garage", "Contoso"))
    assert "Hello Contoso Garage," in reply_to("Contoso Garage", wish)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "title", [title for name, title in TITLES.items() if name != "a person of another account"]
)
def test_the_check_of_the_bytes_refuses_what_slipped_into_a_reply(form, title):
    wish = request(
        request="Dark colours",
        competitor="Acme Ledger",
        votes=410,
        description="The board wants it.\nonly the board wants it",
        requesters=("Northwind", "Contoso Garage GmbH"),
    )
    draft = replies(evaluation(wish))["Northwind"]
    slipped = replace(draft, reply=replace(draft.reply, wishes=(Wish(title, Answer.NO, "general"),)))
    skeleton = bytes_of(replace(slipped, reply=without_words(slipped.reply)), form)
    with pytest.raises(
        FeatureCheckError, match=r"^northwind\.x, line \d+: .*'Northwind' would hold"
    ) as refused:
        refuse_leak(slipped, bytes_of(slipped, form), skeleton, "northwind.x")
    line = int(re.search(r"line (\d+)", refused.value.message)[1])
    assert html.escape(title)[:5] in bytes_of(slipped, form).decode().split("\n")[line - 1]


@pytest.mark.parametrize(
    "name", ["Here", "You", "A", "Customer", "We have decided", "Today", "html", "Section"]
)
def test_an_account_that_is_called_like_our_words_stops_no_letter(name):
    found = evaluation(request(request="Dark colours", requesters=("Northwind", name)))
    for draft in replies(found).values():
        for form in FORMS:
            skeleton = bytes_of(replace(draft, reply=without_words(draft.reply)), form)
            refuse_leak(draft, bytes_of(draft, form), skeleton, "x")


def test_own_words_that_name_somebody_are_refused():
    names = names_of(evaluation(request(competitor="Acme")), customers(account("Here we go")))
    refuse_words(WORDS, names, "words.toml")
    for text in ("Unlike Acme we listen.", "Ask Contoso.", "It costs 5 EUR."):
        changed = replace(WORDS, plain={**WORDS.plain, "confidential": text})
        with pytest.raises(FeatureCheckError, match=r"^words\.toml: one of its texts holds"):
            refuse_words(changed, names, "words.toml")


@pytest.mark.parametrize("form", FORMS)
def test_a_reply_is_the_same_whoever_else_asked_and_whatever_they_are_worth(form):
    alone = evaluation(request(request="Dark colours", requesters=("Northwind",), votes=1))
    crowd = evaluation(
        request(request="Gantt chart", requesters=("Contoso",)),
        request(request="Dark colours", requesters=("Contoso", "Northwind", "Litware"), votes=90),
    )
    for first, second in ((alone, crowd),):
        one, other = (bytes_of(replies(found)["Northwind"], form) for found in (first, second))
        assert one == other


@pytest.mark.parametrize("form", FORMS)
def test_an_unprofitable_account_is_answered_like_any_other(form):
    found = evaluation(request(request="Dark colours"))
    rich, poor, candidate = (
        customers(account("Northwind", *figures, shares_risk=risk))
        for figures, risk in (
            (("90k", "10k", "90k"), None),
            (("10k", "90k", "10k"), None),
            (("90k", "10k", "200k"), True),
        )
    )
    assert [one.standings[0].relationship.value for one in (poor, candidate)] == [
        "unprofitable",
        "partner candidate",
    ]
    assert len({bytes_of(replies(found, one)["Northwind"], form) for one in (rich, poor, candidate)}) == 1


NASTY = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "{account}",
        "{condition}",
        "\x1b[31m",
        "\u202eevil",
        "a\r\nBcc: b",
        "=1+1",
        "]]>",
        "%s",
    ]
)


@settings(max_examples=150, deadline=None)
@given(title=NASTY, name=NASTY, competitor=NASTY)
def test_hostile_texts_never_break_a_letter(title, name, competitor):
    found = evaluation(request(request=title, requesters=(name, "Northwind"), competitor=competitor))
    for draft in replies(found).values():
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{10}", draft.file_stem)
        assert len(draft.file_stem) < 60
        page, text = (bytes_of(draft, form).decode() for form in FORMS)
        assert re.findall("<(?:script|img|a|iframe|object|form)\\b", page) == []
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page + text)
        for form in FORMS:
            skeleton = bytes_of(replace(draft, reply=without_words(draft.reply)), form)
            refuse_leak(draft, bytes_of(draft, form), skeleton, "x")


@settings(max_examples=100, deadline=None)
@given(
    rival=st.text("abcdefgxyz\u00e4\u00df\u7535\u8111", min_size=2, max_size=12).filter(
        lambda name: not is_unknown(name)
    ),
    before=st.text(" -(/'", max_size=3),
)
def test_a_competitors_name_is_found_however_it_is_put(rival, before):
    names = names_of(evaluation(request(competitor=rival)), None)
    secrets = Secrets(names, "", frozenset(), frozenset())
    for said in (rival, rival.upper(), rival.title(), "\u200b".join(rival)):
        assert not key_of(rival) or secrets.in_text(f"Like {before}{said}'s page")


@settings(max_examples=200, deadline=None)
@given(st.integers(100, 9_999_999))
def test_a_figure_is_found_however_it_is_written(value):
    wanted = set(numbers_in(str(value)))
    assert len(wanted) == 1
    for written in (f"{value:,}", f"{value:,}".replace(",", "."), f"{value:,}".replace(",", "\u00a0")):
        assert set(numbers_in(f"for {written} users")) == wanted
    assert set(numbers_in(f"{value / 1000:.3f}k".replace(".000", ""))) >= (
        wanted if value % 1000 == 0 else set()
    )
