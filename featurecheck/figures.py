"""All numbers of the decision core for many requests at once: in chunks, on all processors."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from featurecheck.exact import Exact, exact
from featurecheck.model import Constants
from featurecheck.normal import Floats
from featurecheck.payoff import Bets
from featurecheck.sampled import Sampled, Spaces, sampled

_CHUNK = 1024  # requests; a multiple of the sampled block's rows
_CHUNKS_A_THREAD = 2  # fewer are not worth starting a thread for
_Figures = TypeVar("_Figures", Exact, Sampled)


def figures(
    bets: Bets, constants: Constants, points: int, *, outcomes: bool = True, threads: int | None = None
) -> tuple[Exact, Sampled]:
    """Return all exact and sampled figures of n bets.

    Requests without stakes of requesters have the figures that they have in a batch without any; arrays over the
    answers are shaped (n, 12), or (n, 17) where stakes are weighed.

    Large batches are spread over `threads` (all processors when None): numpy computes outside the interpreter's
    lock. The chunks do not depend on the number of threads, so neither do the figures. Memory is that of the results
    and of a few chunks.
    """
    staked = bets.staked
    if not bets.weighed or staked.all():
        return _all(bets, constants, points, outcomes=outcomes, threads=threads)
    whole: tuple[Exact, Sampled] | None = None
    for rows, part in ((staked, bets), (~staked, bets.plain())):
        found = _all(part.picked(rows), constants, points, outcomes=outcomes, threads=threads)
        known = found[0].widened(len(bets.names))
        whole = whole or (_room_for(known, len(bets)), _room_for(found[1], len(bets)))
        _write(whole, (known, found[1]), np.flatnonzero(rows))
    return whole or _all(bets, constants, points, outcomes=outcomes, threads=threads)


def expected_and_evppi(bets: Bets, constants: Constants) -> tuple[Floats, Floats]:
    """Return the expected values (n,) and the EVPPIs (n, answers) alone; nothing is sampled."""
    parts = [
        exact(bets.rows(start, start + _CHUNK), constants) for start in range(0, max(len(bets), 1), _CHUNK)
    ]
    values, worths = ([getattr(part, name) for part in parts] for name in ("expected_value", "evppi"))
    return np.concatenate(values), np.concatenate(worths)


def _all(
    bets: Bets, constants: Constants, points: int, *, outcomes: bool, threads: int | None
) -> tuple[Exact, Sampled]:
    """Return the figures of bets that are all of one kind."""
    if len(bets) <= _CHUNK:
        return _found(bets, constants, points, {}, outcomes=outcomes)
    one = _found(bets.rows(0, 1), constants, points, {}, outcomes=outcomes)
    whole = _room_for(one[0], len(bets)), _room_for(one[1], len(bets))
    starts = range(0, len(bets), _CHUNK)
    workers = max(1, min(threads or os.cpu_count() or 1, len(starts) // _CHUNKS_A_THREAD))

    def work(own: range) -> None:
        spaces: Spaces = {}
        for start in own:
            chunk = bets.rows(start, start + _CHUNK)
            found = _found(chunk, constants, points, spaces, outcomes=outcomes)
            _write(whole, found, slice(start, start + len(chunk)))

    if workers == 1:
        work(starts)
        return whole
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - a single request starts no thread

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, [starts[worker::workers] for worker in range(workers)]))
    return whole


def _found(
    bets: Bets, constants: Constants, points: int, spaces: Spaces, *, outcomes: bool
) -> tuple[Exact, Sampled]:
    known = exact(bets, constants)
    spread = sampled(bets, constants, known.expected_value, points, outcomes=outcomes, spaces=spaces)
    # knowing everything is worth at least as much as knowing one thing, which is known exactly
    return known, replace(spread, evpi=np.maximum(spread.evpi, known.evppi.max(axis=1, initial=0.0)))


def _room_for(part: _Figures, count: int) -> _Figures:
    """Return arrays like the part's, but for all requests; their content is arbitrary."""
    room: dict[str, Any] = {}
    for one in fields(part):
        array: Any = getattr(part, one.name)
        room[one.name] = np.empty((count, *array.shape[1:]), dtype=array.dtype)
    return type(part)(**room)


def _write(
    whole: tuple[Exact, Sampled], part: tuple[Exact, Sampled], rows: slice | npt.NDArray[np.intp]
) -> None:
    """Write a chunk's figures into those of all requests; every thread has rows of its own."""
    for kind in (0, 1):
        for one in fields(part[kind]):
            getattr(whole[kind], one.name)[rows] = getattr(part[kind], one.name)
