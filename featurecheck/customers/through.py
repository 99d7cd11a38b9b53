"""Who buys through whom: where both stand behind a request, the money of one of the two sides counts, not both."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from featurecheck.accounts import Account

_MOST_STEPS = 10  # from an account to the last one that it buys through

NOT_LISTED, CIRCLE = "not listed", "circle"


def links(
    accounts: Sequence[Account], position: Callable[[str], int | None]
) -> tuple[dict[int, int], dict[int, str]]:
    """Return position -> position of the account through which it buys, and position -> what is wrong with the others.

    `position` finds an account by its name. What is wrong is `NOT_LISTED`, or `CIRCLE` where the accounts named one after another come to no end.
    """
    telling = [at for at, account in enumerate(accounts) if account.through is not None]
    if not telling:
        return {}, {}
    named = {at: position(accounts[at].through or "") for at in telling}
    listed = {at: parent for at, parent in named.items() if parent is not None}
    wrong = {at: NOT_LISTED for at in telling if at not in listed}
    wrong |= {at: CIRCLE for at in listed if len(above(at, listed)) > _MOST_STEPS}
    return {at: parent for at, parent in listed.items() if at not in wrong}, wrong


def above(at: int, parents: Mapping[int, int]) -> list[int]:
    """Return through whom an account buys, the nearest first; of a circle only the first steps."""
    chain: list[int] = []
    while at in parents and len(chain) <= _MOST_STEPS:
        at = parents[at]
        chain.append(at)
    return chain


def counted(members: Iterable[int], parents: Mapping[int, int], worth: Callable[[int], float]) -> set[int]:
    """Return whose money counts: of an account and those who buy through it the larger side, of equal ones the account.

    Args:
        members: positions of all accounts behind one request.
        parents: as from `links`.
        worth: what each of them stakes, at least 0.
    """
    chains = {at: above(at, parents) for at in members}
    sides: dict[int, set[int]] = {at: set() for at in chains}
    kept: set[int] = set()
    for at in sorted(
        chains, key=lambda at: (-len(chains[at]), at)
    ):  # who buys through others comes before them
        buyers = sides[at]
        side = buyers if math.fsum(map(worth, buyers)) > worth(at) else {at}
        nearest = next((one for one in chains[at] if one in chains), None)
        (kept if nearest is None else sides[nearest]).update(side)
    return kept
