"""Scripts are written into the page in fewer bytes, and mean the same."""

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from featurecheck.report.script import dense
from featurecheck.resources import bundled

SOURCE = "".join(
    bundled(f"reports/static/{name}.js").read_text(encoding="utf-8") for name in ("whatif", "whatif_panel")
)


@pytest.mark.parametrize(
    ("script", "short"),
    [
        ("/* why */ const outer = 1;", "const outer=1;"),
        ("(() => { const inner = 1; return inner + outer; })();", "(()=>{const a=1;return a+outer;})();"),
        ("(() => { const inner = {inner: 1}; })();", "(()=>{const inner={inner:1};})();"),
        ("((given) => given.length)();", "((a)=>a.length)();"),
        ("((given, more = 2) => given - -more)();", "((a,b=2)=>a- -b)();"),
        ("(() => { const one = 1; const two = 2; f(one, two, null); })();", "(()=>{const a=1,b=2;f(a,b,null);})();"),
        ('(() => { const text = "a  text  /* b */"; say(text); })();', '(()=>{const a="a  text  /* b */";say(a);})();'),
        ("(() => { const noun = 1; say(`${noun} noun  ${noun + 1}`); })();", "(()=>{const a=1;say(`${a} noun  ${a+1}`);})();"),
        ("(() => { const {key, other: own} = data; })();", "(()=>{const{key,other:own}=data;})();"),
        ("(() => { const mine = 1; say({mine}); })();", "(()=>{const mine=1;say({mine});})();"),
        ("(() => { const mine = 1; say({get mine() { return 2; }}); })();", "(()=>{const mine=1;say({get mine(){return 2;}});})();"),
        ('say("x".replace(/a b/g, "c"));', 'say("x".replace(/a b/g,"c"));'),
        ("if (x) { const here = 1; } const here = 2;", "if(x){const here=1;}const here=2;"),
    ],
)  # fmt: skip
def test_only_what_nobody_else_sees_gets_shorter(script, short):
    assert dense(script) == short


def test_no_new_name_is_one_that_stands_there_already():
    assert dense("((first) => first + a + b)();") == "((c)=>c+a+b)();"


@given(
    st.lists(st.sampled_from(("alpha", "beta", "gamma", "delta")), unique=True, min_size=1), st.integers(0, 9)
)
def test_different_names_stay_different(names, number):
    inside = "".join(f"const {name} = {number + at};" for at, name in enumerate(names))
    short = dense(f"(() => {{ {inside} return [{', '.join(names)}]; }})();")
    made = re.search(r"return\[(.*)\]", short)[1].split(",")
    assert len(set(made)) == len(names)
    assert f"const {made[0]}={number}" in short


def test_the_what_ifs_script_is_written_as_the_shortening_wants_it():
    assert "++" not in SOURCE
    assert "--" not in SOURCE
    assert "//" not in re.sub(r'"[^"]*"', "", SOURCE)
    assert not re.search(r"\beval\b|\bFunction\b|innerHTML|Storage|fetch|import\b", SOURCE)


def test_no_name_of_an_answer_stands_in_the_script():
    from featurecheck.payoff import ALL_NAMES

    assert [
        name for name in ALL_NAMES if re.search(rf"\b{name}\b", SOURCE) and name not in {"like", "users"}
    ] == []


def test_the_shortened_script_is_a_script(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; the browser tests run the script itself")
    path = tmp_path / "whatif.js"
    path.write_text(f'"use strict";{dense(SOURCE)}', encoding="utf-8")
    done = subprocess.run([node, "--check", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_script_stays_small():
    assert len(dense(SOURCE).encode()) < 11_600
