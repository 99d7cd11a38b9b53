"""Score of the reader on the public Pollock benchmark of polluted CSV files: `pollock.py FOLDER [WORST]`.

FOLDER holds `csv` (polluted) and `clean` (what should be read). A file's score is at most 10: read at all, and
precision, recall and F1 of the header's cells, of the records and of all cells, as multisets. The reader is given
nothing but the file. No assertions: it prints what it measured.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from pathlib import Path

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.tables import read

NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def normal(cell: str) -> str:
    """Numbers by their value, everything else without case."""
    return str(float(cell)) if NUMBER.fullmatch(cell) else cell.lower()


def measures(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> float:
    """Precision, recall and F1 of a multiset, added up."""
    expected, loaded = Counter(wanted), Counter(found)
    if not expected:
        return 3.0
    both = sum((expected & loaded).values())
    if not both:
        return 0.0
    one, other = both / expected.total(), both / loaded.total()
    return one + other + 2 * one * other / (one + other)


def ours(path: Path) -> list[list[str]] | None:
    """The header as it stands, where there is one, and the rows; nothing for a file that is refused as empty."""
    try:
        table = read(path)
    except FeatureCheckError as error:
        return [] if "is empty" in error.message else None
    return [*([list(table.raw_header)] if table.raw_header else []), *map(list, table.rows)]


def score(wanted: list[list[str]], found: list[list[str]] | None) -> float:
    if found is None:
        return 0.0
    if not wanted:
        return 10.0
    header = measures(map(normal, wanted[0]), map(normal, found[0]) if found else ())
    records = measures(*(["".join(map(normal, row)) for row in rows[1:]] for rows in (wanted, found)))
    cells = measures(*([cell for row in rows for cell in row] for rows in (wanted, found)))
    return 1.0 + header + records + cells


def clean(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def main(folder: Path, worst: int) -> None:
    begin = time.process_time()
    scores = {
        path.name: score(clean(folder / "clean" / path.name), ours(path))
        for path in sorted((folder / "csv").iterdir())
    }
    used = time.process_time() - begin
    kinds = defaultdict(list)
    for name, points in scores.items():
        kinds[re.sub(r"_?(row)?\d.*|\.csv", "", name)].append(points)
    print(f"{len(scores):,} files: {sum(scores.values()) / len(scores):.4f} of 10, {used:.1f} CPU s")
    for kind, points in sorted(kinds.items(), key=lambda entry: sum(entry[1]) / len(entry[1])):
        print(f"{kind:32} {len(points):5,} {sum(points) / len(points):9.4f}")
    for name, points in sorted(scores.items(), key=lambda entry: entry[1])[:worst]:
        print(f"{name:40} {points:9.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10)
