"""The customer edition: made of an allow-list, and refused where its bytes would tell anything of ours."""

from __future__ import annotations

import dataclasses
import html
import re
from dataclasses import replace
from enum import Enum

import browser
import pytest
from cli_helpers import call, files
from hypothesis import given, settings
from hypothesis import strategies as st
from make_customers import account, customers
from make_evaluation import PROBLEMS, evaluation, many, parameter, planned, request

from featurecheck.errors import FeatureCheckError
from featurecheck.model import AskedBy, Asker, Use, Verdict, Witness
from featurecheck.report import edition as module
from featurecheck.report.edition import shared
from featurecheck.report.edition_render import as_page, refuse_leak, skeleton_of
from featurecheck.report.edition_words import edition_words
from featurecheck.report.mail import as_html, as_plain
from featurecheck.report.mail_edition import mail_of
from featurecheck.report.secrets import COMPETITOR, FIGURE, MONEY, NOTE, OTHER

MARK = "Qzx"  # in no English text
CONTOSO = Asker("Contoso", "customer", 2, ("Maria Huber",), 31337.0, 8e3, None, counts=True, why="it pays")
TAILSPIN = Asker("Tailspin Toys", "partner", 1, (), None, None, None, counts=False, why="unknown")
ASKED = AskedBy(
    "9 votes", (CONTOSO, TAILSPIN), (("Fabrikam", ("Fabrikam Ltd",)),), 31337.0, 8e3, 0.0, 0.1, 0.0, "Contoso", 0.78, replaces=True,
    notes=("Contoso is counted with its parent",), unweighted_verdict=Verdict.GO, unweighted_value=7777.0, unweighted_sentence="It would be built.",
)  # fmt: skip


def page_of(*requests, reader=None, **changes):
    return as_page(shared(evaluation(*requests, **changes), reader).edition)


def checked(found, content, name="report.html"):
    refuse_leak(found, content.encode(), as_page(skeleton_of(found)).encode(), name)


def text_of(page):
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


@pytest.mark.parametrize("verdict", Verdict)
def test_the_page_says_the_wish_where_it_stands_and_the_line_of_confidence(verdict):
    text = text_of(page_of(request(verdict=verdict)))
    word = {"GO": "A direction we want to take", "NO-GO": "Not planned"}.get(verdict, "Not decided yet")
    for said in ("Bulk-approve invoices with an audit trail", word, "Confidential, for direction only"):
        assert said in text
    assert ("What would reopen it" in text) is (verdict is Verdict.NO_GO)
    assert ("What we would like to ask you" in text) is (verdict is Verdict.FIND_OUT_FIRST)
    assert verdict.value not in text


def marked(one, name=""):
    """The same value with a mark in every text and a number of its own in every figure."""
    if isinstance(one, (bool, Enum)) or one is None:
        return one
    if isinstance(one, str):
        return f"{MARK} {name} {one} tells much"
    if isinstance(one, (int, float)):
        return type(one)(70707 + abs(one))
    if isinstance(one, dict):
        return {key: marked(each, name) for key, each in one.items()}
    if isinstance(one, (tuple, list)):
        return tuple(marked(each, name) for each in one)
    return replace(
        one, **{each.name: marked(getattr(one, each.name), each.name) for each in dataclasses.fields(one)}
    )


def marked_evaluation(verdict=Verdict.FIND_OUT_FIRST, title="Approve all invoices"):
    """An evaluation of which every field of every kind is marked, but for the title and the verdict."""
    source = Witness(
        "usage",
        request().parameters["users"].evidence,
        "1,200",
        "panel",
        1.0,
        2.0,
        3.0,
        Use.USED,
        "best",
        "users",
    )
    full = request(
        verdict=verdict,
        asked_by=ASKED,
        shrunken_value=51e3,
        planned=True,
        parameters={**request().parameters, "users": parameter("users", witnesses=(source,))},
    )
    made = marked(replace(planned(), requests=(full,), problems=PROBLEMS))
    named = replace(made.requests[0], request=title, next_question=full.next_question)
    return replace(made, requests=(named,), evaluated_on=None)


@pytest.mark.parametrize("verdict", Verdict)
def test_no_field_of_the_model_gets_into_page_or_mail(verdict):
    found = shared(marked_evaluation(verdict))
    message = mail_of(found.edition, "report.html")
    for written in (as_page(found.edition), as_html(message), as_plain(message)):
        assert MARK.casefold() not in written.casefold()
        assert not re.search(r"\d{3}", text_of(written.split("<body>")[-1]))


def leaves(one, name=""):
    if isinstance(one, (bool, Enum)) or one is None:
        return
    if isinstance(one, (str, int, float)):
        yield name, one
    elif isinstance(one, (dict, tuple)):
        for each in one.values() if isinstance(one, dict) else one:
            yield from leaves(each, name)
    else:
        for each in dataclasses.fields(one):
            yield from leaves(getattr(one, each.name), each.name)


OPEN = "request id label name role unit kind code break_even_direction parameter next_question status rank relationship"


def test_every_text_and_every_figure_of_the_model_is_found_in_the_bytes():
    whole = marked_evaluation()
    found = shared(whole)
    texts = {
        (name, value)
        for name, value in leaves(whole)
        if isinstance(value, str)
        and name not in OPEN.split()
        and name not in {"text", "reading", "says", "as_answer"}
    }
    assert len(texts) > 60
    missed = [name for name, value in texts if not found.secrets.in_text(value)]
    figures = {(name, value) for name, value in leaves(whole.requests[0]) if isinstance(value, float)}
    assert len(figures) > 100
    missed += [name for name, value in figures if not found.secrets.in_text(f"{value:,.0f}")]
    assert missed == []


PLANTED = {
    "money as shown": ("-19,900 EUR", MONEY),
    "money in another notation": ("it is 19.900 \u20ac", MONEY),
    "a figure": ("1,265 of them", FIGURE),
    "a figure as shown": ("about 19,900", FIGURE),
    "a chance": ("62 % of all cases", FIGURE),
    "a competitor": ("as Acme Ledger has it", COMPETITOR),
    "a competitor in other letters": ("ACME\u00a0 LEDGER", COMPETITOR),
    "an account": ("for Contoso", OTHER),
    "who spoke for an account": ("says Maria Huber", OTHER),
    "escaped": ("Cont&#111;so", OTHER),
    "in an attribute": ('<span title="Contoso">x</span>', OTHER),
    "broken over lines": ("for Tailspin\nToys", OTHER),
    "a note": ("Approve up to 500 invoices at once.", NOTE),
    "a source": ("win and loss notes 2025", NOTE),
    "whom to ask": ("Maria (support): the twelve accounts that came from Acme", NOTE),
    "a setting": ("2,400", FIGURE),
}


@pytest.mark.parametrize(("planted", "kind"), PLANTED.values(), ids=PLANTED)
def test_a_secret_in_the_bytes_is_refused_by_its_kind_and_never_repeated(planted, kind):
    settings_ = [
        replace(one, value="2,410 EUR") if one.key == "cost_per_person_week" else one
        for one in evaluation().policy
    ]
    found = shared(evaluation(request(asked_by=ASKED), policy=tuple(settings_)), "Northwind")
    planted = planted.replace("2,400", "2,410")
    content = as_page(found.edition).replace("</main>", f"<p>{planted}</p></main>")
    with pytest.raises(FeatureCheckError, match=kind) as refused:
        checked(found, content)
    assert "report.html: line" in refused.value.message
    assert planted not in refused.value.message


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Ledger like Acme", COMPETITOR),
        ("Read MyAcmeSync", COMPETITOR),
        ("What Contoso wants", OTHER),
        ("For 12k EUR", MONEY),
        ("For 1,265 users", FIGURE),
        ("See win and loss notes 2025", NOTE),
    ],
)
def test_a_title_that_tells_something_stops_everything_and_says_where(title, kind):
    with pytest.raises(FeatureCheckError) as refused:
        shared(evaluation(request(request=title)), "Northwind")
    assert f"request FR-7 (requests.xlsx, sheet 'Requests', row 7) holds {kind}" in refused.value.message
    assert title not in refused.value.message


@pytest.mark.parametrize(
    "title", ["Golden colours", "Approve 500 invoices", "Colours of Northwind", "Ten percent"]
)
def test_a_harmless_title_stays(title):
    wish = request(request=title, competitor="Go")
    found = shared(evaluation(wish), "Northwind")
    checked(found, as_page(found.edition))
    assert title in as_page(found.edition)


def test_a_competitor_named_like_a_common_word_is_found_in_a_title_and_leaves_our_own_words_alone():
    found = shared(evaluation(request(competitor="Go", verdict=Verdict.GO)))
    checked(found, as_page(found.edition))  # our own sentence says: we want to go this way
    with pytest.raises(FeatureCheckError, match=COMPETITOR):
        shared(evaluation(request(competitor="Go", request="As Go has it")))


def test_what_a_harmless_title_says_is_no_secret_of_another_request():
    wishes = (
        request(request="For the 1,111 rooms"),
        request(id="FR-8", request="Dark", expected_value=1111.0, rank=2),
    )
    found = shared(evaluation(*wishes))
    checked(found, as_page(found.edition))


def test_a_reader_sees_its_own_wishes_and_its_own_name_only():
    wishes = (request(), request(id="FR-8", request="A darker theme", requesters=("Contoso",), rank=2))
    found = shared(evaluation(*wishes), "northWIND ")
    assert found.others == 1
    page = as_page(found.edition)
    checked(found, page)
    assert "For Northwind" in text_of(page)
    assert "darker" not in page


def test_a_name_that_holds_the_readers_name_is_still_anothers():
    wish = request(request="Colours for Northwind Traders", requesters=("Northwind", "Northwind Traders"))
    with pytest.raises(FeatureCheckError, match=OTHER):
        shared(evaluation(wish), "Northwind")


def test_names_of_the_list_of_customers_are_secret_too():
    who = customers(account("Northwind"), account("Tailspin Toys", contact="Rosa Diaz"))
    for title in ("As Tailspin Toys does", "Ask Rosa Diaz"):
        with pytest.raises(FeatureCheckError, match=OTHER):
            shared(evaluation(request(request=title)), "Northwind", who)


def test_a_reader_who_asked_for_nothing_is_refused_with_the_name_that_was_meant():
    with pytest.raises(FeatureCheckError, match="Did you mean 'Northwind'"):
        shared(evaluation(), "Nortwind")


def test_a_readers_name_that_tells_a_secret_is_refused_without_repeating_it():
    with pytest.raises(FeatureCheckError, match=COMPETITOR) as refused:
        shared(evaluation(request(requesters=("Northwind (uses Acme)",))), "Northwind (uses Acme)")
    assert "Northwind" not in refused.value.message


def test_the_order_tells_nothing_of_the_worth():
    wishes = many(12)
    ranks = {one.id: 13 - one.rank for one in wishes}
    turned = [
        replace(one, rank=ranks[one.id], expected_value=-one.expected_value) for one in reversed(wishes)
    ]
    assert page_of(*wishes) == page_of(*turned)


def test_above_two_thousand_wishes_the_page_says_how_many_are_left(monkeypatch):
    monkeypatch.setattr(module, "MOST_WISHES", 5)
    text = text_of(page_of(*many(12)))
    assert "7 further wishes are not on this page" in text


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_whatever_the_sheet_says_the_page_is_refused_or_holds_no_name_of_others(title, rival):
    wish = request(request=title, competitor=rival, requesters=("Northwind", "Contoso Garage"))
    try:
        found = shared(evaluation(wish), "Northwind")
        checked(found, as_page(found.edition))
    except FeatureCheckError:
        return
    assert "contoso" not in as_page(found.edition).casefold()


def test_our_words_hold_no_figure():
    words = edition_words()
    texts = [*words.words.values(), *words.sentences.values(), words.confidential, words.contact, words.more]
    assert not any(re.search(r"\d", text) for text in texts)


def test_a_page_has_no_script_and_the_same_edition_the_same_bytes():
    assert page_of(*many(6)) == page_of(*many(6))
    assert "<script" not in page_of(*many(6))


PAGES = {"single": (), "batch": many(9)}


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [browser.WIDE, browser.PHONE])
@pytest.mark.parametrize("scheme", browser.SCHEMES)
def test_axe_finds_nothing_wrong_with_the_customer_edition(visit, name, width, scheme):
    page = visit(page_of(*PAGES[name]), width=width, scheme=scheme, bypass_csp=True)
    assert browser.violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_the_customer_edition_is_silent_and_fits_the_smallest_window(visit, name):
    page = visit(page_of(*PAGES[name]), width=browser.SMALLEST)
    assert page.complaints == []
    assert browser.sideways(page) <= 0


HEADER = "id,request,competitor,requesters,users,would_switch,value_per_user,build_cost,build_time,lost_without,price_competition,head_start"
ROW = "a1,Invoices by mail,Acme,Northwind,50k to 60k,2000 to 3000 users,500 to 600,5k to 6k,3 to 4 weeks,100 to 200,0-5%,1 year"
OTHER_ROW = "a2,Something with reports,Globex,Contoso,,,,,,,,"


def written(folder, *rows):
    path = folder / "requests.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def test_the_command_writes_the_edition_for_a_reader(tmp_path):
    written(tmp_path, ROW, OTHER_ROW)
    done = call(
        "report", "requests.csv", "--edition", "customer", "--for", "northwind", "--mail", cwd=tmp_path
    )
    assert done.code == 0, done.err
    assert done.out == "requests.html\n"
    assert "1 request that they did not ask for: not in it." in done.err
    assert files(tmp_path) == ["requests.csv", "requests.html", "requests.mail.html", "requests.mail.txt"]
    for name in files(tmp_path)[1:]:
        content = (tmp_path / name).read_text(encoding="utf-8")
        assert "Invoices by mail" in content
        assert not re.search(r"(?i)acme|globex|contoso|EUR|\ba1\b", content)


def test_an_evaluation_takes_the_names_of_a_list_of_customers_for_the_check(tmp_path):
    written(tmp_path, ROW.replace("Invoices by mail", "Invoices as Tailspin Toys has them"))
    assert call("batch", "requests.csv", "--format", "json", "--output", "out", cwd=tmp_path).code == 0
    (tmp_path / "who.csv").write_text(
        "account,revenue\nNorthwind,1000\nTailspin Toys,2000\n", encoding="utf-8"
    )
    flags = ("report", "out/evaluation.json", "--edition", "customer", "--output", "c.html")
    done = call(*flags, "--customers", "who.csv", cwd=tmp_path)
    assert (done.code, files(tmp_path)) == (2, ["out", "requests.csv", "who.csv"])
    assert "holds another account's name" in done.err
    assert call(*flags, cwd=tmp_path).code == 0  # without the list nobody knows that it is a name


def test_a_leak_writes_nothing_at_all(tmp_path):
    written(tmp_path, ROW.replace("Invoices by mail", "Invoices like Acme"), OTHER_ROW)
    done = call("report", "requests.csv", "--edition", "customer", "--mail", cwd=tmp_path)
    assert done.code == 2
    assert "request a1 (requests.csv, row 2) holds a competitor's name" in done.err
    assert files(tmp_path) == ["requests.csv"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--for", "Northwind"), "Say --edition customer too"),
        (("--edition", "customer", "--since", "old.json"), "no history"),
        (("--mail", "--output", "-"), "--mail writes a file beside the report"),
        (("--pdf", "--output", "-"), "--pdf writes a file beside the report"),
        (("--edition", "custmer"), "customer"),
    ],
)
def test_flags_that_cannot_be_meant_so_are_refused(tmp_path, flags, said):
    written(tmp_path, ROW)
    done = call("report", "requests.csv", *flags, cwd=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert files(tmp_path) == ["requests.csv"]
