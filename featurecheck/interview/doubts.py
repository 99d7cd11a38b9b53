"""Two answers that do not go together, said at once, with the way to change either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck.tomlfile import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from featurecheck.interview.advice import Doubt
    from featurecheck.requests.definition import Answer

_LONGEST = 200


def doubt_lines(doubt: Doubt, numbered: Sequence[str], answers: Mapping[str, Answer]) -> Iterator[str]:
    """Yield the sentence, each answer as it stands in the file, and how each is changed.

    `numbered` are the names of the questions in the order in which the list shows them.
    """
    yield f"! {doubt.text}"
    names = [name for name in numbered if name in doubt.names and name in answers]
    for name in names:
        yield f"    {name}: {shown(answers[name].value or 'open', _LONGEST)}"
    ways = [f":edit {numbered.index(name) + 1} ({name})" for name in names]
    if ways:
        yield f"    Change either or none: {' or '.join(ways)}."
