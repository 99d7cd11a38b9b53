"""Style sheets lose comments and blanks, and nothing a browser reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from featurecheck.report.compact import css
from featurecheck.resources import bundled

SHEETS = sorted(bundled("reports/static").glob("*.css"))
WORD = st.from_regex(r"[a-z][a-z0-9-]{0,6}", fullmatch=True)
QUOTED = st.text(st.sampled_from("ab ;{},/*"), max_size=9).map(lambda text: f'"{text}"')
GAP = st.sampled_from(["", " ", "\n\t", "/* don't; {} */", ' /* " */\n'])
RULES = st.lists(st.tuples(WORD, WORD, QUOTED | WORD), min_size=1, max_size=5)


def test_comments_and_blanks_go_and_a_blank_that_means_something_stays():
    text = """/* it's */
    .a  .b , p > q {
      margin : 0 auto ;
      width: calc(1px + 2px);
    }
    @media screen and (max-width: 9rem) { .c { color: red; } }
    """
    assert css(text) == (
        ".a .b,p > q{margin : 0 auto;width: calc(1px + 2px)}@media screen and (max-width: 9rem){.c{color: red}}"
    )


def test_what_stands_in_quotes_is_left_alone():
    text = """.a::before { content: " ;  } /* no */ \\" , " ; }  .b { font-family: 'Two  Words'; }"""
    assert css(text) == """.a::before{content: " ;  } /* no */ \\" , "}.b{font-family: 'Two  Words'}"""


@given(RULES, GAP)
def test_the_same_rules_come_out_whatever_stands_between_them(rules, gap):
    bare = "".join(f".{name}{{{key}:{value}}}" for name, key, value in rules)
    airy = "".join(f"{gap}.{name}{gap}{{{gap}{key}:{value}{gap};{gap}}}{gap}" for name, key, value in rules)
    assert css(airy) == bare


def test_our_own_sheets_keep_every_declaration_and_are_compact_already_when_done_twice():
    assert SHEETS
    for sheet in SHEETS:
        once = css(sheet.read_text(encoding="utf-8"))
        assert css(once) == once
        assert once.count("{") == once.count("}") > 0
        assert "\n" not in once
