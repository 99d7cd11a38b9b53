"""HTML in cells becomes text; what a person wrote with a `<` in it stays as it is."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.sheets.requests.markup import (
    entities_to_plain,
    is_escaped,
    is_markup,
    is_whole_markup,
    to_plain,
)

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<p>We need:</p><ul><li>export</li><li>import</li></ul>", "We need:\n\n- export\n- import"),
        ("<p>Tom &amp; Jerry &lt;3 &nbsp; x</p>", "Tom & Jerry <3 x"),
        ("<p>a</p><script>alert('b')</script><style>p {}</style>", "a"),
        ('<p>see <a href="https://example.org/x">this page</a></p>', "see this page (https://example.org/x)"),
        ('<p><a href="https://example.org">https://example.org</a></p>', "https://example.org"),
        ('<p>a <a href="javascript:alert(1)">b</a></p>', "a b"),
        ('<p>a <a href="https://example.org"></a></p>', "a https://example.org"),
        ("<div>one\n  line</div>", "one line"),
        ("<pre>two\n  lines</pre>", "two\nlines"),
        ("<P CLASS='x'>One</P><!-- a remark -->", "One"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<p>a < b</p>", "a < b"),
        ('<p>as here: <img src="x.png" alt="a chart"></p>', "as here: a chart"),
    ],
)
def test_html_becomes_the_text_a_person_would_read(cell, text):
    assert is_markup(cell)
    assert to_plain(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        "a < b and c > d",
        "<script>alert(1)</script>",
        "allow <b> in titles",
        "use <T> and <p>x</p>",
        "<p>cut off <b",
        "List<String> items",
        "<p>allow</p> <script> everywhere",
        "<mail@example.org>",
        "{{7*7}}",
        "&amp;",
        "",
        "h3. Jira *wiki* {code}x{code} [a|http://b]",
    ],
)
def test_what_only_looks_like_html_is_none(cell):
    assert not is_markup(cell)
    assert not is_whole_markup(cell)


def test_without_a_vendor_only_a_cell_that_is_html_from_end_to_end_counts():
    assert is_whole_markup(" <p>One</p>\n")
    assert not is_whole_markup("Please <b>do</b> it")
    assert not is_whole_markup("<b>do</b> it <p>now</p>")
    assert is_markup("Please <b>do</b> it")


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_no_word_is_lost_or_joined_to_another(words):
    cell = "".join(f"<p>{html.escape(word)}</p>" for word in words)
    assert to_plain(cell).split() == words


@given(st.text(st.sampled_from("<>/!-&;apbrscript \"'=\n"), max_size=80))
def test_any_text_is_judged_and_read_without_an_error(text):
    is_whole_markup(text)
    if is_markup(text):
        assert isinstance(to_plain(text), str)


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<p>", "</p>", "<p", "&#", "<![CDATA[", "<p>x</p><!-- ", "-->"]
)
def test_endless_repetitions_are_judged_at_once(piece):
    assert not is_markup(piece * 100_000)


def test_deep_nesting_is_no_trouble():
    assert to_plain("<div>" * 20_000 + "x" + "</div>" * 20_000) == "x"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_what_was_escaped_for_html_comes_back_as_it_was(text):
    escaped = html.escape(text)
    assert is_escaped(escaped) == any(char in "&<>\"'" for char in text)
    assert entities_to_plain(escaped) == text


@given(st.text(st.sampled_from("&;#x19amplt<> \n\0"), max_size=60))
def test_any_text_is_judged_as_escaped_or_not_without_an_error(text):
    if is_escaped(text):
        assert "\0" not in text or "\0" in entities_to_plain(text)
