"""`featurecheck ask` with `--customers`: who of those who asked is on the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from featurecheck.cli.weighing import NOBODY, unlisted_lines, unsaid

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.customers.stakes import Stakes
    from featurecheck.policy import Policy


_REPLACED = (
    "What these accounts pay stands in the place of the answer about own users lost (lost_without); that answer only "
    "enters the verdict without weighting."
)


@dataclass(frozen=True, eq=False)
class ListWeigher:
    """Looks the requesters up as the evaluation does; `customers` is what was read."""

    customers: Customers
    policy: Policy

    def knows(self, requesters: Sequence[str]) -> bool:
        """Tell whether at least one of them is on the list."""
        return bool(self._stakes(tuple(requesters)).asked(0).askers)

    def remarks(self, requesters: Sequence[str]) -> Sequence[str]:
        """Return who asked, in one line, and who of them is not on the list; each line once a run."""
        if not requesters:
            return unsaid([NOBODY])
        stakes = self._stakes(tuple(requesters))
        asked, source = stakes.asked(0), self.customers.input.name
        replaced = [_REPLACED] if stakes.named[0] else []
        lines = unlisted_lines(dict(asked.unknown), source)
        return unsaid([f"Who asks: {asked.sentence}.", *lines, *replaced])

    @cache  # noqa: B019 - lives as long as the interview
    def _stakes(self, requesters: tuple[str, ...]) -> Stakes:
        from featurecheck.customers.stakes import stakes_of  # noqa: PLC0415 - loads numpy

        return stakes_of(["; ".join(requesters)], self.customers, self.policy)
