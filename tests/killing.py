"""Kills interviews at random moments, as a process of its own: `python killing.py FOLDER SEED COUNT`.

Each interview runs at a terminal of its own, in a child that is forked from here and ended by SIGKILL while somebody
types. What it had acknowledged by then must be in the file, and the next one must go on with the right question.
Prints what was found as JSON.
"""

from __future__ import annotations

import json
import os
import pty
import random
import re
import select
import signal
import sys
import time
from pathlib import Path

from featurecheck.errors import FeatureCheckError
from featurecheck.interview import TerminalConsole, run
from featurecheck.interview.state import still_open
from featurecheck.interview.understanding import Words
from featurecheck.model import Kind
from featurecheck.questionnaires import by_name
from featurecheck.requests import new_request_file, read_request_file

COMPETITOR = by_name("competitor")
SHARES = {"would_switch", "not_miss"}
PATIENCE = 10.0  # seconds until silence is a failure
MOST_WRONG = 3  # then it is known
ASKED = re.compile(r"\[\d+ of \d+\] (?:Question \d+: )?([^\r\n]+)")
UNITS = {Kind.DURATION: " months", Kind.SHARE: " %"}


class Interview:
    """One interview in a child of this process."""

    def __init__(self, path):
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            self._live(path)
        self.heard = ""

    @staticmethod
    def _live(path):
        code = 1
        try:
            run(path, questionnaire=COMPETITOR, interactive=True, io=TerminalConsole())
            code = 0
        finally:
            os._exit(code)

    def wait_for(self, *texts):
        """Listen until one of the texts ends what was heard since the last time."""
        until = time.monotonic() + PATIENCE
        while not self.heard.endswith(texts):
            left = until - time.monotonic()
            if left <= 0 or not self._listen(left):
                return False
        return True

    def say(self, text):
        self.heard = ""
        os.write(self.terminal, f"{text}\n".encode())

    def kill(self):
        """End it without warning, then hear what it had said before."""
        os.kill(self.child, signal.SIGKILL)
        while self._listen(PATIENCE):
            pass
        os.waitpid(self.child, 0)
        os.close(self.terminal)

    def _listen(self, seconds):
        if not select.select([self.terminal], [], [], seconds)[0]:
            return False
        try:
            found = os.read(self.terminal, 65536)
        except OSError:  # nobody is there any more
            return False
        self.heard += found.decode()
        return bool(found)


def question_asked(heard):
    label = ASKED.findall(heard)[-1]
    return next(one for one in COMPETITOR.questions if one.label.startswith(label[:40]))


def answer_to(question, rng):
    if question.kind is None:
        return f"words {rng.randrange(10**6)}"
    low = rng.randrange(2, 40)
    return f"{low}{UNITS.get(question.kind, '')} to {low + 50}{UNITS.get(question.kind, '')}" + (
        " %" if question.name in SHARES and question.kind is not Kind.SHARE else ""
    )


def one_round(path, rng, acknowledged, wrong):
    """Answer some questions, kill it, and compare what it said with what is in the file."""
    expected = [question.name for question in still_open(COMPETITOR, read_request_file(path), Words())]
    interview = Interview(path)
    begun = interview.wait_for("\n> ", "Change one? :edit 3 (Enter: no)> ")
    heard = interview.heard
    if not begun:
        wrong.append(f"it did not begin: {heard!r}")
    elif expected and question_asked(heard).name != expected[0]:
        wrong.append(f"resumed at {question_asked(heard).name} instead of {expected[0]}")
    given = _answer(interview, rng) if begun and expected else None
    time.sleep(rng.random() * 0.02)
    interview.kill()
    if given and ("= " in interview.heard or "Saved." in interview.heard):
        acknowledged[given[0]] = given[1]
    try:
        request = read_request_file(path)
    except FeatureCheckError as error:
        wrong.append(f"unreadable: {error.message}")
        return
    lost = [name for name, text in acknowledged.items() if request.answer(name).value != text]
    wrong.extend(f"lost: {name} = {acknowledged[name]}" for name in lost)


def _answer(interview, rng):
    """Answer a question, and perhaps say how it is known; return the last answer that is not certain to be kept."""
    question = question_asked(interview.heard)
    text = answer_to(question, rng)
    interview.say(text)
    if question.kind is not None and rng.random() < 0.5 and interview.wait_for("(Enter: not stated)> "):
        heard = interview.heard
        interview.say("6")
        interview.heard = heard + interview.heard
    return question.name, text


def main(folder, seed, count):
    rng = random.Random(seed)  # noqa: S311 - no secret, and the same every time
    os.environ |= {"TERM": "dumb", "COLUMNS": "200"}
    wrong, acknowledged, answers, files = [], {}, 0, 0
    path = None
    kills = 0
    while kills < count and len(wrong) < MOST_WRONG:
        kills += 1
        if path is None or not still_open(COMPETITOR, read_request_file(path), Words()):
            answers, files, acknowledged = answers + len(acknowledged), files + 1, {}
            path = folder / f"{seed}-{files}.toml"
            path.write_text(new_request_file(COMPETITOR, "Bulk export"), encoding="utf-8")
        one_round(path, rng, acknowledged, wrong)
    print(json.dumps({"kills": kills, "acknowledged": answers + len(acknowledged), "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
