"""Who asked for a request, in the few sentences that a terminal and Markdown show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from featurecheck.report.asked import Asked

_MOST_IDLE = 5


def asked_sentences(found: Asked | None) -> tuple[str, ...]:
    """Return how many votes came from whom, what weighting changes, what stands behind, what was decided, who does not count.

    Empty where nobody is weighed.
    """
    if found is None:
        return ()
    left = len(found.idle) - _MOST_IDLE
    more = (f"... and {left:,} more that do not count.",) if left > 0 else ()
    return (found.lead, found.weighing, *found.sentences, *found.idle[:_MOST_IDLE], *more)
