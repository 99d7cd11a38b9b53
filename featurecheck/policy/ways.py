"""The policy's [[ways]]: described ways of finding out, read as strictly as everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from featurecheck import words
from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.model import PolicyEntry
from featurecheck.parameters import BY_NAME, PAYOFF, STAKES
from featurecheck.policy.checking import checked, kind_of, typed
from featurecheck.policy.settings import Setting, Way
from featurecheck.tomlfile import Key, shown

ABOUT_PEOPLE = ("how_often", "like", "not_miss", "would_switch")
"""The shares of people: each of them can be asked whether it holds for them."""

_OF_MONEY = frozenset({"would_leave", "would_grow"})
_WEEKS_PER_YEAR = 365.25 / 7
_LONGEST_NAME = 80
_KINDS = {"ask": "people", "data": "error", "study": "error"}  # and what each kind needs to be told
_KEYS = ["name", "answers", "kind", "people", "error", "cost", "cost_per_person", "weeks"]
_FORMS = {
    "people": "people",
    "error": "error",
    "cost": "money",
    "cost_per_person": "money",
    "weeks": "weeks",
}
_EXAMPLES = {"people": "20", "error": '"20%"', "cost": "0", "weeks": "1"}


class Reading(Protocol):
    """What the reader of the whole policy lends: its data, its words, and where to complain."""

    data: dict[str, Any]
    origin: str
    currency: str
    unit: str
    wrong: list[str]
    entries: list[PolicyEntry]

    def complain(self, key: Key, sentence: str, called: str | None = None) -> None:
        """Remember a problem with its place."""

    def own_source(self, key: str) -> str | None:
        """Return what [sources] says about a setting."""


def read_ways(reader: Reading) -> tuple[Way, ...]:
    """Return the described ways; every problem goes to the reader, and the way is left out."""
    listed = reader.data.get("ways", [])
    if not isinstance(listed, list):
        reader.complain(("ways",), f"is {kind_of(listed)}, not a list. Write [[ways]] on a line of its own.")
        return ()
    ways: list[Way] = []
    for place, table in enumerate(listed):
        way = _One(reader, place, table, [way.name for way in ways]).way()
        if way is not None:
            ways.append(way)
            reader.entries.append(_entry(reader, way))
    return tuple(ways)


def named(listed: object) -> list[str]:
    """Return the names in a list of ways, whatever else is wrong with them."""
    tables = [table for table in listed if isinstance(table, dict)] if isinstance(listed, list) else []
    return [table["name"].strip() for table in tables if isinstance(table.get("name"), str)]


class _One:
    """Reads one entry of the list."""

    def __init__(self, reader: Reading, place: int, table: Any, taken: Sequence[str]) -> None:  # noqa: ANN401 - as typed in the file
        self._reader = reader
        self._place = place
        self._table = table
        self._taken = taken
        name = table.get("name") if isinstance(table, dict) else None
        self._called = f"ways.{shown(name) if isinstance(name, str) and name.strip() else place + 1}"

    def _complain(self, sentence: str, key: str | None = None) -> None:
        place: Key = ("ways", self._place, key) if key else ("ways", self._place)
        self._reader.complain(place, sentence, f"{self._called}.{shown(key)}" if key else self._called)

    def way(self) -> Way | None:
        """Return the way, or None where something is wrong with it."""
        if not isinstance(self._table, dict):
            self._complain(f"is {kind_of(self._table)}, not a table. Write [[ways]] on a line of its own.")
            return None
        before = len(self._reader.wrong)
        for key in self._table:
            if key not in _KEYS:
                self._complain(f"is not a setting.{did_you_mean(key, _KEYS)}", key)
        name, kind = self._name(), self._kind()
        answers = self._answers(kind)
        figures = {key: self._figure(key) for key in self._wanted(kind)}
        if len(self._reader.wrong) > before or kind is None:
            return None
        people = figures.get("people")
        return Way(
            name=name,
            answers=answers,
            kind=kind,
            people=None if people is None else int(people),
            error_share=figures.get("error"),
            cost_money=figures.get("cost", 0.0),
            cost_per_person=figures.get("cost_per_person", 0.0),
            weeks=figures["weeks"],
        )

    def _name(self) -> str:
        name = self._table.get("name")
        if (
            not isinstance(name, str)
            or not name.strip()
            or len(name) > _LONGEST_NAME
            or not name.isprintable()
        ):
            found = f"is {typed(name)}" if "name" in self._table else "is missing"
            self._complain(
                f"{found}. Write a short name on one line, such as 'Call ten users'.",
                "name",
            )
            return ""
        if name.strip() in self._taken:
            self._complain("stands there twice. Give every way a name of its own.", "name")
        return name.strip()

    def _kind(self) -> str | None:
        kind = self._table.get("kind")
        if isinstance(kind, str) and kind in _KINDS:
            return kind
        found = f"is {typed(kind)}" if "kind" in self._table else "is missing"
        self._complain(f"{found}. Write 'ask', 'data' or 'study'.", "kind")
        return None

    def _answers(self, kind: str | None) -> tuple[str, ...]:
        answers = self._table.get("answers")
        if not isinstance(answers, list) or not answers:
            found = (
                f"is {kind_of(answers)}" if answers else "is empty" if answers is not None else "is missing"
            )
            self._complain(f'{found}. Write a list of answers such as ["not_miss", "like"].', "answers")
            return ()
        for sentence in _wrong_answers(answers, kind):
            self._complain(sentence, "answers")
        return tuple(dict.fromkeys(str(answer) for answer in answers))

    def _wanted(self, kind: str | None) -> Iterator[str]:
        """Return the figures to read; complain about those that the kind does not have, or lacks."""
        needed = [_KINDS[kind]] if kind else []
        needed += ["weeks"] if "cost_per_person" in self._table else ["cost", "weeks"]
        for key in _FORMS:
            idle = kind is not None and key in (["error"] if kind == "ask" else ["people", "cost_per_person"])
            if key in self._table and idle:
                self._complain(f"means nothing for kind '{kind}'. Leave it out.", key)
            elif key in self._table:
                yield key
            elif key in needed:
                self._complain(f"is missing. Write for example {key} = {_EXAMPLES[key]}.", key)

    def _figure(self, key: str) -> float:
        reader = self._reader
        try:
            value: float = checked(
                Setting(key, "", _FORMS[key], None, ""), self._table[key], reader.currency, reader.unit
            )
        except FeatureCheckError as error:
            self._complain(error.message, key)
            return 0.0
        return value


def _wrong_answers(answers: Sequence[object], kind: str | None) -> Iterator[str]:
    known = [parameter.name for parameter in (*PAYOFF, *STAKES)]
    for answer in answers:
        if not isinstance(answer, str):
            yield f"names {kind_of(answer)}. Write names in quotes, such as 'not_miss'."
        elif answer not in known:
            idle = "does not enter the net present value" if answer in BY_NAME else "is not an answer"
            yield f"names '{shown(answer)}', which {idle}.{did_you_mean(answer, known)}"
        elif kind == "ask" and answer not in ABOUT_PEOPLE:
            asked = ", ".join(ABOUT_PEOPLE)
            yield f"names '{answer}', which is no share of people{' but of money' * (answer in _OF_MONEY)}. People can be asked about {asked}; for others write kind = 'data' or 'study'."


def _entry(reader: Reading, way: Way) -> PolicyEntry:
    """Return the way as the report and `featurecheck policy` print it."""
    key = f"ways.{way.name}"
    about = "; ".join(BY_NAME[name].label_text(reader.unit) for name in way.answers)
    source = reader.own_source(key) or f"set in {reader.origin}"
    return PolicyEntry(
        key, f"{way.name}, to find out: {about}", _in_words(reader, way), source, reader.origin
    )


def _in_words(reader: Reading, way: Way) -> str:
    if way.people is not None:
        unit = reader.unit if way.people > 1 else reader.unit.removesuffix("s")
        how = f"asks {words.number(way.people)} {unit}"
    else:
        how = f"{way.kind} with an error of {words.percent(way.error_share or 0.0)}"
    time = words.duration(way.weeks / _WEEKS_PER_YEAR) if way.weeks > 0 else "no time"
    return f"{how}, {words.money(way.total_cost, reader.currency)}, {time}"
