"""Which request needs or excludes which: names become rows, and what can never be planned is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from featurecheck.errors import did_you_mean

Links = dict[int, tuple[int, ...]]

_MOST_NEEDED = 500
_MOST_SAID = 20
_MOST_COMPARED = 2000  # names among which a near one is looked for


@dataclass(frozen=True, slots=True)
class Relations:
    """Rows only. `needs` is direct, `closure` all that is needed in the order to build it, `bars` goes both ways."""

    needs: Links = field(default_factory=dict)
    closure: Links = field(default_factory=dict)
    bars: Links = field(default_factory=dict)
    impossible: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def relations(
    ids: Sequence[str], depends_on: Sequence[Sequence[str]], excludes: Sequence[Sequence[str]]
) -> Relations:
    """Return the relations among n requests; a name that is not among them is left out, with a note."""
    if not any(depends_on) and not any(excludes):
        return Relations()
    unknown: list[str] = []
    names = _Names(ids)
    needs = names.resolved(depends_on, "needs", "it is taken as built already", unknown)
    one_way = names.resolved(excludes, "excludes", "this is left out", unknown)
    bars, selves = _both_ways(one_way)
    oneself = [f"{ids[row]} excludes itself; this is left out." for row in selves]
    order, circles = _build_order(needs)
    found = _Closures(ids, needs, bars)
    found.refuse_circles(circles)
    for row in order:
        found.add(row)
    notes = (*_limited(unknown), *_limited(oneself), *_limited(found.said))
    return Relations(needs, found.closure, bars, frozenset(found.impossible), notes)


def _limited(sentences: Sequence[str]) -> Iterator[str]:
    yield from sentences[:_MOST_SAID]
    if len(sentences) > _MOST_SAID:
        yield f"And {len(sentences) - _MOST_SAID:,} more like these."


class _Names:
    """Finds the row of an id; letters' case does not matter where only one id fits."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self._rows = {name: row for row, name in reversed(list(enumerate(ids)))}
        self._folded: dict[str, list[int]] = {}
        for row, name in enumerate(ids):
            self._folded.setdefault(name.strip().casefold(), []).append(row)

    def row(self, name: str) -> int | None:
        exact = self._rows.get(name)
        alike = self._folded.get(name.strip().casefold(), [])
        return exact if exact is not None else alike[0] if len(alike) == 1 else None

    def resolved(self, named: Sequence[Sequence[str]], verb: str, then: str, unknown: list[str]) -> Links:
        links: Links = {}
        for row, names in enumerate(named):
            found = {name: self.row(name) for name in names if name.strip()}
            for name in sorted(name for name, target in found.items() if target is None):
                unknown.append(self._missing(row, name, verb, then, near=len(unknown) < _MOST_SAID))
            targets = sorted({target for target in found.values() if target is not None})
            if targets:
                links[row] = tuple(targets)
        return links

    def _missing(self, row: int, name: str, verb: str, then: str, *, near: bool) -> str:
        known = list(self._ids) if near and len(self._ids) <= _MOST_COMPARED else []
        meant = did_you_mean(name, known)
        return f"{self._ids[row]} {verb} '{name}', which is not among the requests; {then}.{meant}"


def _both_ways(one_way: Links) -> tuple[Links, list[int]]:
    """Return exclusions known to both sides, and the rows that exclude themselves."""
    mutual: dict[int, set[int]] = {}
    for row, others in one_way.items():
        for other in others:
            if other != row:
                mutual.setdefault(row, set()).add(other)
                mutual.setdefault(other, set()).add(row)
    selves = [row for row, others in one_way.items() if row in others]
    return {row: tuple(sorted(others)) for row, others in sorted(mutual.items())}, selves


def _build_order(needs: Links) -> tuple[list[int], dict[int, int]]:
    """Return the rows that need something, what they need first; and the rest, each with a row of the rest it needs."""
    waiting = {row: len(set(needed)) for row, needed in needs.items()}
    users: dict[int, list[int]] = {}
    for row, needed in needs.items():
        for other in needed:
            users.setdefault(other, []).append(row)
    order: list[int] = []
    ready = sorted(row for row in users if row not in needs)
    for row in ready:  # grows while it is walked
        for user in users.get(row, ()):
            waiting[user] -= 1
            if not waiting[user]:
                order.append(user)
                ready.append(user)
    left = {row for row, count in waiting.items() if count}
    return order, {row: next(other for other in needs[row] if other in left) for row in sorted(left)}


def _circles(onward: Mapping[int, int]) -> Iterator[list[int]]:
    """Follow each row to the next until one comes twice; each circle once, from its smallest row."""
    seen: set[int] = set()
    for start in onward:
        path: dict[int, int] = {}
        row = start
        while row not in seen and row not in path:
            path[row] = len(path)
            row = onward[row]
        if row in path:
            circle = [one for one, place in path.items() if place >= path[row]]
            first = circle.index(min(circle))
            yield circle[first:] + circle[:first]
        seen.update(path)


class _Closures:
    """Collects what each request needs in all, and which requests can never be planned."""

    def __init__(self, ids: Sequence[str], needs: Links, bars: Links) -> None:
        self._ids, self._needs, self._bars = ids, needs, bars
        self.closure: Links = {}
        self.impossible: set[int] = set()
        self.said: list[str] = []

    def refuse_circles(self, onward: Mapping[int, int]) -> None:
        """Say each circle, then each request that needs a member of one."""
        self.impossible.update(onward)
        inside: set[int] = set()
        for circle in _circles(onward):
            inside.update(circle)
            self.said.append(self._circle(circle))
        self.said += [self._in_vain(row, onward[row]) for row in onward if row not in inside]

    def _circle(self, circle: Sequence[int]) -> str:
        if len(circle) == 1:
            return f"{self._ids[circle[0]]} needs itself: it cannot be planned."
        chain = " needs ".join(self._ids[row] for row in (*circle, circle[0]))
        return f"{chain}: none of them can be planned."

    def _in_vain(self, row: int, needed: int) -> str:
        return f"{self._ids[row]} needs {self._ids[needed]}, which cannot be planned; so it cannot be either."

    def add(self, row: int) -> None:
        """Take the next row; all that it needs has been taken before."""
        lost = next((other for other in self._needs[row] if other in self.impossible), None)
        if lost is not None:
            self._refuse(row, self._in_vain(row, lost))
            return
        parts = ((*self.closure.get(other, ()), other) for other in self._needs[row])
        needed = tuple(dict.fromkeys(one for part in parts for one in part))
        clash = self._clash(row, needed)
        if len(needed) > _MOST_NEEDED:
            self._refuse(row, f"{self._ids[row]} needs more than {_MOST_NEEDED} others and is left out.")
        elif clash:
            self._refuse(row, clash)
        else:
            self.closure[row] = needed

    def _refuse(self, row: int, sentence: str) -> None:
        self.impossible.add(row)
        self.said.append(sentence)

    def _clash(self, row: int, needed: Iterable[int]) -> str | None:
        together = {row, *needed}
        for one in sorted(together):
            for other in self._bars.get(one, ()):
                if other in together:
                    return self._clash_sentence(row, one, other)
        return None

    def _clash_sentence(self, row: int, one: int, other: int) -> str:
        name, first, second = (self._ids[place] for place in (row, one, other))
        if row in {one, other}:
            needed = second if row == one else first
            return f"{name} needs {needed}, and the two exclude each other: {name} cannot be planned."
        return f"{name} needs {first} and {second}, which exclude each other: {name} cannot be planned."
