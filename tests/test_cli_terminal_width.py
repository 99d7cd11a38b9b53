"""What is said on a terminal breaks between words; a command stays whole, and elsewhere nothing is broken."""

import pexpect
import pytest
from cli_helpers import COMMAND, call, surroundings

EVENTS = ["product,account,user,feature,timestamp"]
EVENTS += [f"Acme,a,u{at},login,2026-07-0{at % 9 + 1} 10:00" for at in range(9)]
EVENTS += [f"Acme,a,Robot,login,2026-07-10 10:00:{at % 60:02}" for at in range(1100)]


@pytest.fixture
def place(tmp_path):
    (tmp_path / "usage.csv").write_text("\n".join(EVENTS) + "\n", encoding="utf-8")
    (tmp_path / "wishes.csv").write_text("id,request,competitor\nR1,Log in,Acme\n", encoding="utf-8")
    return tmp_path


def at_terminal(folder, columns, *arguments):
    child = pexpect.spawn(
        str(COMMAND), list(arguments), cwd=folder, env=surroundings(folder, TERM="dumb"), dimensions=(60, columns),
        timeout=60, encoding="utf-8",
    )  # fmt: skip
    return child.read().replace("\r\n", "\n").splitlines()


def test_long_sentences_break_between_words_and_keep_their_letters(place):
    arguments = ("batch", "wishes.csv", "--usage", "usage.csv", "--output", "there", "--format", "csv")
    piped = call(*arguments, "--dry-run", cwd=place).err.split("\n")
    shown = at_terminal(place, 50, *arguments)
    long = next(line for line in piped if "'Robot'" in line)
    assert max(map(len, shown)) < 50
    assert " ".join(long.split()) in " ".join(" ".join(shown).split())
    assert any(line.startswith("  ") for line in shown)


def test_a_command_to_copy_stays_on_one_line(place):
    shown = at_terminal(
        place, 40, "batch", "wishes.csv", "--output", "a-rather-long-name-for-a-folder", "--format", "json"
    )
    assert any(
        line.endswith("a-rather-long-name-for-a-folder/evaluation.json") and "show" in line for line in shown
    )
