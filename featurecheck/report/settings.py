"""The policy in force as a compact list: by where each setting comes from, which is said once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from featurecheck.parameters import STAKES
from featurecheck.report.shapes_method import PolicyGroup, PolicyRow
from featurecheck.report.wording import line

if TYPE_CHECKING:
    from featurecheck.model import PolicyEntry

_DEFAULT = "default"
_SEARCH = "finding_out"
_TABLES = {
    _SEARCH: ("What finding an answer out costs and takes", "To find out: "),
    "widening": ("Ranges are widened by their evidence", "Widening of "),
}
"""Tables of the policy that are one row each: its title, and how the labels of its settings begin."""

_STAKES = {stake.name for stake in STAKES}
_ACCOUNTS = {"would_leave", "would_grow", "cost_to_serve_share", "internal_hour_cost"}
_SAID_ELSEWHERE = {"decimal_mark", "language", "currency", "unit"}  # every file, page and figure shows them
_OF_RANKINGS = "estimate_noise"  # the curse of the best among many
_WAYS = "ways"
_SURE = " (90 % sure)"


def settings(
    entries: Sequence[PolicyEntry], *, weighed: bool, ranked: bool = True
) -> tuple[PolicyGroup, ...]:
    """Return the settings by where they come from, a file first.

    What finding answers out costs, and how ranges are widened, is one row each. Settings about the accounts that ask stand in the list
    only where requests were weighed by them; nothing else reads them. Currency and unit stand with every figure.
    """
    groups: dict[str, list[PolicyEntry]] = {}
    without = _SAID_ELSEWHERE if ranked else _SAID_ELSEWHERE | {_OF_RANKINGS}
    for entry in entries:
        if entry.key not in without and (weighed or not _about_accounts(entry)):
            groups.setdefault(entry.origin, []).append(entry)
    places = sorted(groups, key=lambda place: place == _DEFAULT)
    return tuple(PolicyGroup(_title(place), tuple(_rows(groups[place], place))) for place in places)


def _about_accounts(entry: PolicyEntry) -> bool:
    head, _, rest = entry.key.partition(".")
    name = rest.partition(".")[0] if head == _SEARCH else head
    return name in _ACCOUNTS | _STAKES or head == "rates"


def _title(place: str) -> str:
    return (
        "Standard values, assumed where no source is given" if place == _DEFAULT else f"Set in {line(place)}"
    )


def _rows(entries: Sequence[PolicyEntry], place: str) -> Iterator[PolicyRow]:
    for table, together in groupby(entries, lambda entry: entry.key.partition(".")[0]):
        found = list(together)
        if table in _TABLES:
            title, head = _TABLES[table]
            yield PolicyRow(_key(found[0], place), title, "; ".join(_united(found, place, head)), "")
            continue
        for entry in found:
            value = line(entry.value).partition(_SURE)[0]
            yield PolicyRow(_key(entry, place), line(entry.label), value, _source(entry, place))


def _key(entry: PolicyEntry, place: str) -> str:
    """Return what to look for in the file that sets it: the table, or the key; nothing for a standard value."""
    table = entry.key.partition(".")[0]
    if place == _DEFAULT or table == _WAYS:
        return ""
    return table if table in _TABLES else entry.key


def _united(entries: Sequence[PolicyEntry], place: str, head: str) -> Iterator[str]:
    """Yield e.g. `Cost to build it 2,400 EUR, 1 week (two offers)`, neighbours of one label together."""
    for label, same in groupby(entries, lambda entry: entry.label):
        found = list(same)
        sources = dict.fromkeys(filter(None, (_source(entry, place) for entry in found)))
        cited = f" ({'; '.join(sources)})" if sources else ""
        figures = ", ".join(line(entry.value) for entry in found)
        yield f"{line(label).removeprefix(head)} {figures}{cited}"


def _source(entry: PolicyEntry, place: str) -> str:
    """Return where a setting comes from, empty where the title of its group says it."""
    said = line(entry.source).removeprefix(f"{line(entry.value)}: ") or "no source given"
    return "" if said == ("assumed" if place == _DEFAULT else f"set in {line(place)}") else said
