"""Near duplicates: CPU seconds and memory for 10,000 titles (and more, if named), and the ratio to comparing every pair.

    python benchmarks/bench_duplicates.py [TITLES ...]

The titles are made of invented words, drawn as words are in a language (the k-th with a chance of about 1/k); every
twentieth is an earlier one with a word changed.
"""

from __future__ import annotations

import difflib
import itertools
import random
import resource
import sys
import time

from featurecheck.duplicates.proposals import proposals
from featurecheck.intake import Place, Requests

SYLLABLES = ["".join(parts) for parts in itertools.product("bcdfghklmnprstvwz", "aeiou", ("", *"lmnrstxd"))]
WORDS = 4_000
PAIRS_COMPARED = 20_000


def titles(count: int) -> list[str]:
    """Make the titles; the same ones every time."""
    chance = random.Random(5)  # noqa: S311 - test data, no secret
    known = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(WORDS)]
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(WORDS)))
    made: list[str] = []
    for number in range(count):
        if number and number % 20 == 0:
            words = made[chance.randrange(number)].split()
            words[chance.randrange(len(words))] = chance.choice(known)
        else:
            words = chance.choices(known, cum_weights=weights, k=chance.randint(3, 10))
        made.append(" ".join(words))
    return made


def every_pair(texts: list[str]) -> float:
    """Return the CPU seconds that the standard library would take to compare every pair, from a part of them."""
    begin = time.process_time()
    pairs = itertools.islice(itertools.combinations(texts, 2), PAIRS_COMPARED)
    for one, two in pairs:
        difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
    return (time.process_time() - begin) / PAIRS_COMPARED * len(texts) * (len(texts) - 1) / 2


def measure(count: int) -> None:
    """Print one line."""
    texts = titles(count)
    ids = [f"R{number}" for number in range(1, count + 1)]
    requests = Requests({"id": ids, "request": texts}, [Place("requests.csv", None, 1)] * count)
    begin = time.process_time()
    found = proposals(requests)
    seconds = time.process_time() - begin
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pairs = len(found.pairs) + found.left_out
    print(
        f"{count:>8,} titles: {seconds:6.2f} CPU s, {megabytes:5,.0f} MB at most, {pairs:,} pairs; "
        f"comparing every pair with difflib would take {every_pair(texts) / seconds:,.0f} times as long"
    )


if __name__ == "__main__":
    for wanted in [int(text) for text in sys.argv[1:]] or [10_000]:
        measure(wanted)
