"""From rows to people: one respondent counts once for each request, and answers that contradict each other are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from featurecheck.survey.words import COUNTED, Said

Cell = tuple[int, int]  # row and column, both counted from 0 in the table
_ANSWERED = COUNTED | {Said.DONT_KNOW}


@dataclass(frozen=True)
class Row:
    """One row about one request; `said` holds what was answered, `cells` where. `when`: a key that sorts by time."""

    at: int
    request: str
    respondent: str
    account: str
    when: tuple[str, int] | None
    said: Mapping[str, Said]
    cells: Mapping[str, int]


@dataclass
class Person:
    """What one person says about one request; `dropped` are questions whose answer an earlier one contradicts."""

    request: str
    account: str
    said: dict[str, Said] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)

    def answer(self, question: str) -> Said:
        """Return the answer that counts."""
        return Said.BLANK if question in self.dropped else self.said.get(question, Said.BLANK)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two answers that do not go together, and which of them counts."""

    first: Cell
    second: Cell
    expected: str
    mend: str


@dataclass(frozen=True)
class People:
    """Everybody, with the doubts about them; `merged` rows were another answer of somebody who counts already."""

    persons: Sequence[Person]
    doubts: Sequence[Doubt]
    merged: int
    repeats: int  # of these: the same answers once more
    respondents: int  # different people, whatever they were asked about


def people(rows: Sequence[Row]) -> People:
    """Return one person for each respondent and request; a row without a respondent is a person of its own."""
    homes = _homes(rows)
    groups = _groups(rows, homes)
    doubts: list[Doubt] = []
    persons = [_person(group, doubts) for group in groups]
    for person in persons:
        doubts += _contradictions(person)
    several = [group for group in groups if len(group) > 1]
    repeats = sum(_same(one, group[0]) for group in several for one in group[1:])
    merged = sum(len(group) - 1 for group in several)
    return People(persons, doubts, merged, repeats, len({_who(row, homes) for row in rows}))


def _groups(rows: Sequence[Row], homes: Mapping[str, str]) -> list[list[Row]]:
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault((same(row.request), *_who(row, homes)), []).append(row)
    return [_in_order(group) for group in groups.values()]


def _who(row: Row, homes: Mapping[str, str]) -> tuple[object, ...]:
    """Return what tells people apart: the respondent in the account, else the row."""
    name = same(row.respondent)
    return (name, same(row.account) or homes.get(name, "")) if name else (row.at,)


def _homes(rows: Iterable[Row]) -> dict[str, str]:
    """Return respondent -> account for those who name one account only."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.respondent and row.account:
            found.setdefault(same(row.respondent), set()).add(same(row.account))
    return {name: next(iter(accounts)) for name, accounts in found.items() if len(accounts) == 1}


def same(text: str) -> str:
    """Return a name as it is compared: case and blanks do not tell two names apart."""
    return " ".join(text.split()).casefold()


def _in_order(group: list[Row]) -> list[Row]:
    if any(row.when is None for row in group):
        return group
    return sorted(group, key=lambda row: (row.when or ("", 0), row.at))


def _same(one: Row, other: Row) -> bool:
    return dict(one.said) == dict(other.said)


def _person(group: list[Row], doubts: list[Doubt]) -> Person:
    """Return the person with the last answer to each question."""
    account = next((row.account for row in reversed(group) if row.account), "")
    person = Person(group[0].request, account)
    for row in group:
        for question, said in row.said.items():
            before = person.said.get(question, Said.BLANK)
            if said not in _ANSWERED and before in _ANSWERED:
                continue
            cell = (row.at, row.cells[question])
            if before in _ANSWERED and before is not said:
                doubts.append(_changed(person.cells[question], cell))
            person.said[question], person.cells[question] = said, cell
    return person


def _changed(first: Cell, second: Cell) -> Doubt:
    return Doubt(
        first,
        second,
        "one answer of one respondent to one question",
        "Delete the answer that no longer holds. The last one was counted.",
    )


_CLASHES = (
    (
        "uses",
        {Said.NO},
        "how_often",
        {Said.YES, Said.NO, Said.NEUTRAL},
        "who does not use it cannot use it so often",
    ),
    ("uses", {Said.YES}, "how_often", {Said.NEVER}, "who uses it cannot use it never"),
    ("uses", {Said.NO}, "would_miss", {Said.YES}, "who does not use it cannot miss it"),
    ("how_often", {Said.NEVER}, "would_miss", {Said.YES}, "who never uses it cannot miss it"),
    (
        "would_miss",
        {Said.NO},
        "would_switch",
        {Said.YES},
        "who would not miss it would not switch because of it",
    ),
)


def _contradictions(person: Person) -> list[Doubt]:
    """Name the answers that contradict an earlier one, and drop them."""
    doubts = []
    for earlier, these, later, those, why in _CLASHES:
        if person.answer(earlier) in these and person.answer(later) in those:
            person.dropped.add(later)
            mend = f"Ask again, or correct one of them. Until then {earlier} counts and {later} does not."
            doubts.append(
                Doubt(person.cells[earlier], person.cells[later], f"answers that go together: {why}", mend)
            )
    return doubts
