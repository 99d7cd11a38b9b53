"""What is wrong with conditions that are written well: words that nobody can answer, circles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from featurecheck.errors import did_you_mean
from featurecheck.questionnaires.definition import Comparison, comparison
from featurecheck.tomlfile import Key, shown


def meaning(read: Comparison, about: dict[str, Any], what: str) -> str | None:
    """Return why a comparison can never say anything about the question it names, None if it can."""
    if isinstance(read.value, float):
        return _figure_of_text(read, about, what)
    if about.get("type") != "estimate":
        return None
    values = [str(one.get("value")) for one in about.get("choices") or [] if isinstance(one, dict)]
    if read.value.casefold() in map(str.casefold, values):
        return None
    near = did_you_mean(read.value, values)
    known = f"Known: {', '.join(map(shown, values))}." if values else "It has none: compare it with a number."
    return (
        f"{what} compares '{read.name}' with '{shown(read.value)}', which is no choice of it.{near} {known}"
    )


def _figure_of_text(read: Comparison, about: dict[str, Any], what: str) -> str | None:
    if about.get("type") != "text":
        return None
    return f"{what} compares '{read.name}' with a number, and it is a text. Write a word, as in ${{{read.name}}} = 'yes'."


def circles(entries: list[Any]) -> Iterator[tuple[Key, str]]:
    """Yield the place and sentence of each question that is only relevant by way of itself."""
    needs = dict(filter(None, map(_need, entries)))
    for position, entry in enumerate(entries):
        name = str(entry.get("name")) if isinstance(entry, dict) else ""
        way = _way(name, needs)
        if len(way) > 1 and way[-1] == name:
            between = ", ".join(f"'{shown(one)}'" for one in way[:-1])
            text = f"'relevant' of question '{shown(name)}' leads back to itself by way of {between}. Remove one of them."
            yield ("questions", position, "relevant"), text


def _need(entry: object) -> tuple[str, str] | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("relevant"), str):
        return None
    read = comparison(entry["relevant"])
    return (str(entry.get("name")), read.name) if read else None


def _way(name: str, needs: dict[str, str]) -> list[str]:
    """Return the questions one after the other that a question hangs on, up to the first that comes again."""
    way: list[str] = []
    while name in needs and needs[name] not in way:
        name = needs[name]
        way.append(name)
    return way
