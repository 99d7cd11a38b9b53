"""All numbers of the decision core for many requests at once: in chunks, on all processors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from featurecheck.exact import Exact, exact
from featurecheck.model import Constants
from featurecheck.payoff import Bets
from featurecheck.sampled import Sampled, sampled

_CHUNK = 1920  # requests; a multiple of the sampled block's rows
_CHUNKS_A_THREAD = 2  # fewer are not worth starting a thread for
_Figures = TypeVar("_Figures", Exact, Sampled)


def figures(
    bets: Bets, constants: Constants, points: int, *, outcomes: bool = True, threads: int | None = None
) -> tuple[Exact, Sampled]:
    """Return all exact and sampled figures of n bets.

    Large batches are spread over `threads` (all processors when None): numpy computes outside the interpreter's
    lock. The chunks do not depend on the number of threads, so neither do the figures. Memory is that of the results
    and of a few chunks.
    """
    if len(bets) <= _CHUNK:
        return _found(bets, constants, points, outcomes=outcomes)
    starts = range(0, len(bets), _CHUNK)
    chunks = (bets.rows(start, start + _CHUNK) for start in starts)
    workers = min(threads or os.cpu_count() or 1, len(starts) // _CHUNKS_A_THREAD)
    if workers <= 1:
        return _gathered((_found(chunk, constants, points, outcomes=outcomes) for chunk in chunks), len(bets))
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - a single request starts no thread

    with ThreadPoolExecutor(workers) as pool:
        return _gathered(
            pool.map(lambda chunk: _found(chunk, constants, points, outcomes=outcomes), chunks), len(bets)
        )


def _found(bets: Bets, constants: Constants, points: int, *, outcomes: bool) -> tuple[Exact, Sampled]:
    known = exact(bets, constants)
    spread = sampled(bets, constants, known.expected_value, points, outcomes=outcomes)
    # knowing everything is worth at least as much as knowing one thing, which is known exactly
    return known, replace(spread, evpi=np.maximum(spread.evpi, known.evppi.max(axis=1, initial=0.0)))


def _gathered(parts: Iterable[tuple[Exact, Sampled]], count: int) -> tuple[Exact, Sampled]:
    """Write the parts into arrays for all requests as they come, so that nothing is held twice."""
    found: Iterator[tuple[Exact, Sampled]] = iter(parts)
    known, spread = next(found)
    exact_figures, sampled_figures = _room_for(known, count), _room_for(spread, count)
    start = 0
    while True:
        _write(exact_figures, known, start)
        _write(sampled_figures, spread, start)
        start += len(known.expected_value)
        if start >= count:
            return exact_figures, sampled_figures
        known, spread = next(found)


def _room_for(part: _Figures, count: int) -> _Figures:
    """Return arrays like the part's, but for all requests; their content is arbitrary."""
    room: dict[str, Any] = {}
    for one in fields(part):
        array: Any = getattr(part, one.name)
        room[one.name] = np.empty((count, *array.shape[1:]), dtype=array.dtype)
    return type(part)(**room)


def _write(whole: _Figures, part: _Figures, start: int) -> None:
    for one in fields(part):
        array = getattr(part, one.name)
        getattr(whole, one.name)[start : start + len(array)] = array
