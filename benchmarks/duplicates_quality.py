"""How well near duplicates are found among labelled ones.

    python benchmarks/duplicates_quality.py FOLDER

FOLDER holds `<name>_bugs.csv` (Summary, Issue id, Description) and `<name>_bugs-combined.csv` (Issue id, Duplicate id),
as the public collection av9ash/gitbugs does (CC BY 4.0; nothing of it is kept here). Printed are, for titles alone and
with descriptions, the mean of 1/rank of the first labelled duplicate and the share that has one among the first five;
and how many pairs would be proposed.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

import numpy as np

from featurecheck.duplicates.proposals import THRESHOLD
from featurecheck.duplicates.similarity import similar

FAINTEST = 0.02


def read(folder: Path, name: str) -> tuple[list[str], list[str], dict[int, set[int]]]:
    """Return titles, descriptions and, by row, the rows labelled as its duplicates."""
    csv.field_size_limit(10**9)
    with (folder / f"{name}_bugs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    place = {row["Issue id"]: number for number, row in enumerate(rows)}
    labels: dict[int, set[int]] = {}
    with (folder / f"{name}_bugs-combined.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one = place.get(row["Issue id"])
            others = {place.get(text) for text in re.split(r",\s*", row["Duplicate id"])} - {None, one}
            if one is not None and others:
                labels.setdefault(one, set()).update(others)
    return [row["Summary"] for row in rows], [row["Description"] or "" for row in rows], labels


def ranks(titles: list[str], descriptions: list[str], labels: dict[int, set[int]]) -> np.ndarray:
    """Return for each labelled row the rank of its first duplicate; infinite where none was found."""
    found = similar(titles, descriptions, FAINTEST)
    one = np.concatenate((found.first, found.second))
    two = np.concatenate((found.second, found.first))
    score = np.concatenate((found.score, found.score))
    result = []
    for row, wanted in labels.items():
        mine = one == row
        order = np.lexsort((two[mine], -score[mine]))
        hits = np.flatnonzero(np.isin(two[mine][order], list(wanted)))
        result.append(hits[0] + 1 if len(hits) else np.inf)
    return np.array(result)


def main(folder: Path) -> None:
    """Print two lines a set."""
    for path in sorted(folder.rglob("*_bugs-combined.csv")):
        name = path.name.removesuffix("_bugs-combined.csv")
        if not (path.parent / f"{name}_bugs.csv").exists():
            continue
        titles, told, labels = read(path.parent, name)
        for what, descriptions in (("titles", [""] * len(titles)), ("and descriptions", told)):
            rank = ranks(titles, descriptions, labels)
            pairs = len(similar(titles, descriptions, THRESHOLD).first)
            print(
                f"{name:<12} {what:<17} {len(titles):>6,} rows, {len(labels):>4} labelled: MRR {np.mean(1 / rank):.3f}, "
                f"hit@5 {np.mean(rank <= 5):.3f}, hit@10 {np.mean(rank <= 10):.3f}; {pairs:,} pairs from {THRESHOLD}"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
