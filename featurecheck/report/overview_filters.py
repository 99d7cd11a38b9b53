"""The filters of the overview: what can be chosen, how many requests each choice leaves, where each request falls."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from featurecheck.accounts import Relationship
from featurecheck.model import Evidence
from featurecheck.report import wording
from featurecheck.report.languages.sealing import opened
from featurecheck.report.overview_shapes import Choice, Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from featurecheck.report.overview_lines import Line

MOST_CHOICES = 200
"""Of one filter; a longer list is no help, the search field is."""

PLANNED, CONTRADICTED = 1, 2
"""The marks of a request, to be added up."""

_GRADES: tuple[Evidence | None, ...] = (*Evidence, None)
_RELATIONSHIPS = [each.value for each in Relationship]


def filters(lines: Sequence[Line]) -> tuple[tuple[Filter, ...], list[tuple[int, ...]]]:
    """Return the filters that can tell these requests apart, and where each request falls in each of them.

    A request falls under the number of a choice; in a filter that is `many`, under a sum of powers of two.
    """
    made = [
        _competitor(lines),
        _relationship(lines),
        _grade(lines, "weakest", "Weakest evidence", lambda each: each.weakest),
        _grade(lines, "best", "Best evidence", lambda each: each.best),
    ]
    useful = [one for one in made if len(one[0].choices) > 1 or (one[0].many and one[0].choices)]
    places = zip(*(places for _, places in useful), strict=True) if useful else (() for _ in lines)
    return tuple(each for each, _ in useful), list(places)


def marks(one: Line) -> int:
    """Return which marks the request has, added up."""
    return PLANNED * one.planned + CONTRADICTED * one.contradiction


def _competitor(lines: Sequence[Line]) -> tuple[Filter, list[int]]:
    counts = Counter(each.competitor for each in lines)
    names = sorted(counts, key=lambda name: (not name, -counts[name], opened(name).casefold(), name))
    kept = names if len(names) <= MOST_CHOICES else names[: MOST_CHOICES - 1]
    place = {name: min(index, len(kept)) for index, name in enumerate(names)}
    labels = [(name or "none named", counts[name]) for name in kept]
    if others := sum(counts[name] for name in names[len(kept) :]):
        labels.append(("another competitor", others))
    return Filter("competitor", "Competitor", _choices(labels)), [place[each.competitor] for each in lines]


def _relationship(lines: Sequence[Line]) -> tuple[Filter, list[int]]:
    counts = Counter(name for each in lines for name in each.relationships)
    names = sorted(counts, key=lambda name: (_known(name), name))
    power = {name: 1 << index for index, name in enumerate(names)}
    shown = Filter(
        "relationship", "Asked for by", _choices([(name, counts[name]) for name in names]), many=True
    )
    return shown, [sum(power[name] for name in each.relationships) for each in lines]


def _known(name: str) -> int:
    return _RELATIONSHIPS.index(name) if name in _RELATIONSHIPS else len(_RELATIONSHIPS)


def _grade(
    lines: Sequence[Line], name: str, label: str, grade: Callable[[Line], Evidence | None]
) -> tuple[Filter, list[int]]:
    found = [grade(each) for each in lines]
    counts: Counter[Hashable] = Counter(found)
    there = [each for each in _GRADES if counts[each]]
    place = {each: index for index, each in enumerate(there)}
    labels = [(wording.EVIDENCE[each] if each else "nothing answered", counts[each]) for each in there]
    return Filter(name, label, _choices(labels)), [place[each] for each in found]


def _choices(labels: Sequence[tuple[str, int]]) -> tuple[Choice, ...]:
    return tuple(Choice(str(index), f"{label} ({count:,})") for index, (label, count) in enumerate(labels))
