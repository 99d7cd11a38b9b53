"""The conversation itself: one question after the other, with help, back, list, edit and quit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from featurecheck.errors import FeatureCheckError
from featurecheck.interview.doubts import doubt_lines
from featurecheck.interview.ends import WORDS as ENDS
from featurecheck.interview.ends import asked_ends
from featurecheck.interview.feature import chosen_feature
from featurecheck.interview.given import evidence_of, split_sources
from featurecheck.interview.offered import Offered, offered
from featurecheck.interview.state import is_open, progress, relevant, still_open
from featurecheck.interview.understanding import Understood, Words, understand
from featurecheck.model import AnswerState
from featurecheck.questionnaires.definition import fill
from featurecheck.requests.definition import GRADES, Answer
from featurecheck.tomlfile import shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from featurecheck.interview.advice import Adviser, Doubt, Proposal
    from featurecheck.interview.console import Console
    from featurecheck.interview.store import Store
    from featurecheck.questionnaires.definition import Question

_EVIDENCE_HELP = """\
measured: counted by a machine, or in a contract. survey: several were asked. public: a document anybody can read.
buyer-said: one who buys says so. seller-said: one who sells says so. guess: somebody's feeling.
The weaker the evidence, the wider the range is taken."""
_COMMANDS = "Commands: ? help, < back, dk don't know, Enter leave open, ends one end of a range at a time, :list, :edit 3, :quit"
_TAKE = ":take"
_COUNTED = ("users", "how_often")
"""What usage data answers."""


class Quit(Exception):  # noqa: N818 - not an error: somebody has had enough
    """Stop asking; everything said so far is in the file."""


class _Back(Exception):  # noqa: N818 - a wish, not an error
    """Go back."""


class _Edit(Exception):  # noqa: N818 - a wish, not an error
    """Go to the question that is named."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Setting:
    """All that one interview works with."""

    store: Store
    io: Console
    words: Words
    evaluate: Callable[[Path], str | None] | None
    today: dt.date | None
    by: str | None
    adviser: Adviser | None = None
    accept: bool = False
    flags: str = ""
    doubts: Callable[[Path], Sequence[Doubt]] | None = None


class Dialog:
    """Asks the open questions of one request file."""

    def __init__(self, setting: Setting) -> None:
        self.store = setting.store
        self.io = setting.io
        self.words = setting.words
        self.evaluate = setting.evaluate
        self.doubts = setting.doubts
        self.adviser = setting.adviser
        self.signature: dict[str, Any] = {"at": setting.today, "by": setting.by}
        self.verdict: str | None = None
        self.passed: set[str] = set()
        self.seen = Answer()  # the answer as it was last shown or written here

    def walk(self) -> None:
        """Ask until nothing is open but what was left open on purpose."""
        question = self._next()
        while question is not None:
            question = self._after(question)

    def review(self) -> None:
        """Show every answer once more and let each be changed, until somebody has nothing to change or is gone."""
        while True:
            self.io.say("\nYour answers:")
            self._list()
            try:
                text = self._listen("Change one? :edit 3 (Enter: no)> ", "Enter ends the interview.")
            except _Edit as wish:
                question: Question | None = self.store.questionnaire.question(wish.name)
                while question is not None:
                    question = self._after(question)
                continue
            except (_Back, EOFError):
                return
            if not text or text.casefold() in {"n", "no"}:
                return
            self.io.say("Write :edit and a number or a name from the list, or Enter to end.")

    def _after(self, question: Question) -> Question | None:
        """Ask the question and return the one that comes then."""
        try:
            self._ask_question(question)
        except _Back:
            return self._before(question)
        except _Edit as wish:
            return self.store.questionnaire.question(wish.name)
        return self._next()

    def line(self, prompt: str, *, needed: bool = False) -> str:
        """Ask for a line before the questions begin; `:quit` works here too."""
        while True:
            text = " ".join(self.io.ask(prompt).split())
            if text in {":quit", ":q"}:
                raise Quit
            if text or not needed:
                return text
            self.io.say("This one is needed: it is the name under which you will find it again.")

    def ask_feature(self) -> None:
        """Ask which feature of the usage data the request speaks of, where one sounds like it and none is named."""
        request = self.store.read()
        if self.adviser is None or request.usage_feature:
            return
        if all(request.answer(name).state is not AnswerState.OPEN for name in _COUNTED):
            return  # there is nothing left that a feature could answer
        chosen = chosen_feature(request, self.adviser, self.io, self.line)
        if chosen:
            self.store.save_fields(usage_feature=chosen)

    def _next(self) -> Question | None:
        waiting = still_open(self.store.questionnaire, self.store.read(), self.words)
        return next((question for question in waiting if question.name not in self.passed), None)

    def _before(self, question: Question) -> Question:
        asked = self._relevant()
        earlier = asked[: asked.index(question)] if question in asked else asked
        if not earlier:
            self.io.say("This is the first question.")
            return question
        return earlier[-1]

    def _relevant(self) -> list[Question]:
        return relevant(self.store.questionnaire, self.store.read(), self.words)

    def _ask_question(self, question: Question) -> None:
        self.seen = self.store.read().answer(question.name)
        self._introduce(question)
        found = self._offered(question)
        while True:
            ends = ENDS if question.kind is not None else ()
            text = self._listen("> ", question.guidance or question.hint, (_TAKE, *ends))
            if text in ends:
                text = self._ends(question)
                if not text:
                    self._introduce(question)
                    continue
            if text == _TAKE or (not text and found is not None and self.seen.state is AnswerState.OPEN):
                if found is not None:
                    self._accept(found)
                    return
                self.io.say("No data answers this question.")
                continue
            if not text:
                self.passed.add(question.name)
                return
            try:
                read = understand(question, self._chosen(question, text), self.words)
            except FeatureCheckError as error:
                self.io.say(error.message.replace("leave the cell empty", "dk"))  # there are no cells here
                continue
            self._take(question, read)
            return

    def _ends(self, question: Question) -> str:
        """Return a range of which each end was asked for; "" where somebody would rather not."""
        try:
            return asked_ends(question, self.words, self._listen, self.io.say) or ""
        except _Back:
            return ""

    def _offered(self, question: Question) -> Offered | None:
        """Say what the data answers; it is the default where nobody has answered yet."""
        proposal = self._proposal(question)
        found = offered(question, proposal, self.words)
        if proposal is None or found is None:
            return None
        lines = [found.sentence(), found.reckoned(), proposal.instead, self._how_to_take(found)]
        self.io.say("\n".join(f"    {line}" for line in lines if line))
        return found

    def _how_to_take(self, found: Offered) -> str:
        if self.seen.state is AnswerState.OPEN:
            return "Enter takes it, - leaves it open."
        return "" if self.seen.value == found.read.text else f"{_TAKE} puts it in the place of the answer."

    def _proposal(self, question: Question) -> Proposal | None:
        return self.adviser.proposals(self.store.path).get(question.name) if self.adviser else None

    def _accept(self, found: Offered) -> None:
        """Write a proposed figure as the answer, with its evidence and source."""
        if self._save(found.question, found.fields(self.signature)):
            self.passed.discard(found.question.name)
            self.io.say(f"= {found.read.echo.removeprefix('= ')}")
            self._report(found.question)

    def _say_what_is_used(self, question: Question) -> None:
        """Say it where the evaluation goes by the data although somebody has just answered."""
        proposal = self._proposal(question)
        if proposal is not None and proposal.instead:
            self.io.say(proposal.instead)

    def _introduce(self, question: Question) -> None:
        asked = self._relevant()
        position = f"[{asked.index(question) + 1} of {len(asked)}]" if question in asked else "[extra]"
        number = f"Question {question.number}: " if question.number else ""
        self.io.say(f"\n{position} {number}{question.label}")
        if question.unit:
            self.io.say(f"    in {self._filled(question.unit)}")
        if question.hint:
            self.io.say(f"    {self._filled(question.hint)}")
        for index, choice in enumerate(question.choices, start=1):
            self.io.say(f"    {index} {choice.label} ({choice.share})")
        if question.choices:
            self.io.say("    A number picks from the list; a share has its sign: 40 %.")
        if self.seen.state is not AnswerState.OPEN:
            self.io.say(f"    Now: {_shown_answer(self.seen)}  (Enter keeps it)")

    def _filled(self, text: str) -> str:
        return fill(text, self.words.unit, self.words.currency)

    def _listen(self, prompt: str, help_text: str, also: tuple[str, ...] = ()) -> str:
        """Return what was typed; help and the list are dealt with here, other wishes are raised."""
        while True:
            text = " ".join(self.io.ask(prompt).split())
            if text in {"?", ":help"}:
                self.io.say("\n".join(filter(None, (self._filled(help_text), _COMMANDS))))
            elif text == "<":
                raise _Back
            elif text in {":quit", ":q"}:
                raise Quit
            elif text == ":list":
                self._list()
            elif text.startswith(":") and text not in also:
                self._edit(text)
            else:
                return text

    def _list(self) -> None:
        request = self.store.read()
        for position, question in enumerate(self._relevant(), start=1):
            answer = request.answer(question.name)
            mark = " " if is_open(question, answer, self.words) else "x"
            self.io.say(f"{position:>3} [{mark}] {question.name}: {_shown_answer(answer)}")

    def _edit(self, text: str) -> None:
        command, _, wanted = text.partition(" ")
        asked = self._relevant()
        names = self.store.questionnaire.names()
        if command == ":edit" and wanted in names:
            raise _Edit(wanted)
        if command == ":edit" and wanted.isdecimal() and 1 <= int(wanted[:9]) <= len(asked):
            raise _Edit(asked[int(wanted) - 1].name)
        if command == ":edit":
            self.io.say(
                f"Which one? Write :edit and a number from 1 to {len(asked)}, or a name that :list shows."
            )
        else:
            self.io.say(f"There is no command {shown(command)}. {_COMMANDS}")

    def _chosen(self, question: Question, text: str) -> str:
        if text.isdecimal() and 1 <= int(text[:9]) <= len(question.choices):
            return question.choices[int(text) - 1].value
        return text

    def _take(self, question: Question, read: Understood) -> None:
        fields: dict[str, Any] = {"state": read.state, **self.signature}
        if read.state is AnswerState.ANSWERED:
            fields = {"value": read.text, **self.signature}
        if not self._save(question, fields):
            return
        self.passed.discard(question.name)
        try:
            self._follow_up(question, read, fields)
        except _Back:
            raise _Edit(question.name) from None
        self._say_what_is_used(question)
        self._report(question)

    def _follow_up(self, question: Question, read: Understood, fields: dict[str, Any]) -> None:
        if read.state is AnswerState.OPEN:
            self.passed.add(question.name)
            self.io.say("Left open.")
        elif read.state is AnswerState.UNKNOWN:
            self._ask_who(question, fields)
        else:
            self.io.say(
                "\n".join([f"= {read.echo.removeprefix('= ')}", *(f"  {note}" for note in read.notes)])
            )
            if read.estimate is not None:
                self._ask_why(question, fields)

    def _ask_who(self, question: Question, fields: dict[str, Any]) -> None:
        if question.kind is not None:
            self.io.say("Good to know: a wide range is assumed until somebody finds out.")
        if question.ask:
            self.io.say(f"Who or what could tell you? Enter: {question.ask}.")
        else:
            self.io.say("Who or what could tell you? Enter: nobody comes to mind.")
        who = self._listen("ask> ", question.guidance)
        if who:
            self._save(question, {**fields, "ask": who})

    def _ask_why(self, question: Question, fields: dict[str, Any]) -> None:
        grades = "  ".join(f"{index} {grade.value}" for index, grade in enumerate(GRADES, start=1))
        self.io.say(f"How do you know?  {grades}")
        while True:
            try:
                evidence = evidence_of(self._listen("evidence (Enter: not stated)> ", _EVIDENCE_HELP))
                break
            except FeatureCheckError as error:
                self.io.say(error.message)
        if evidence is not None:
            fields = {**fields, "evidence": evidence}
            self._save(question, fields)
        source = self._listen(
            "source: a link, a document, a name (Enter: none)> ", "Where can somebody look it up?"
        )
        if source:
            self._save(question, {**fields, "source": split_sources(source)})

    def _save(self, question: Question, fields: dict[str, Any]) -> bool:
        """Write the answer; when somebody else answered meanwhile, ask whose is to stay."""
        while (theirs := self.store.save(question.name, fields, self.seen)) is not None:
            self.io.say(f"Meanwhile somebody else answered: {_shown_answer(theirs)}")
            if (
                self._listen("Enter keeps that answer, y replaces it with yours> ", _COMMANDS).casefold()
                != "y"
            ):
                return False
            self.seen = theirs
        self.seen = self.store.read().answer(question.name)
        return True

    def _report(self, question: Question) -> None:
        """Say how far we are, which answers the new one contradicts, and what the verdict would be now."""
        self.io.say(f"Saved. {progress(self.store.questionnaire, self.store.read(), self.words)}.")
        if self.evaluate is None:
            return
        try:
            self._say_doubts(question)
            self.verdict = self.evaluate(self.store.path)
        except FeatureCheckError as error:
            self.io.say(error.message)
            return
        if self.verdict:
            self.io.say(self.verdict)

    def _say_doubts(self, question: Question) -> None:
        if self.doubts is None:
            return
        answers, numbered = self.store.read().answers, [one.name for one in self._relevant()]
        for doubt in self.doubts(self.store.path):
            if question.name in doubt.names:
                self.io.say("\n".join(doubt_lines(doubt, numbered, answers)))


def _shown_answer(answer: Answer) -> str:
    parts = {
        AnswerState.OPEN: "open",
        AnswerState.UNKNOWN: "don't know" + (f" (ask: {shown(answer.ask)})" if answer.ask else ""),
        AnswerState.ANSWERED: shown(answer.value or "", 200),
    }
    believed = f" ({answer.evidence.value})" if answer.evidence else ""
    return parts[answer.state] + believed
