"""What `batch` does about requests that look alike: propose, and merge what a person accepted."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.cli.common import refuse_to_overwrite
from featurecheck.cli.progress import progress
from featurecheck.cli.speech import quiet, quoted, say, say_understood
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import InputFile, Requests

if TYPE_CHECKING:
    from featurecheck.duplicates.decisions import Decisions
    from featurecheck.duplicates.proposals import Proposals
    from featurecheck.record import Results

FILE_NAME = "duplicates.csv"


class Duplicates:
    """The pairs of one batch: read with `--merge`, found among its requests, written beside its outputs."""

    def __init__(self, merge: Path | None, folder: Path) -> None:
        """Read what was decided, if anything.

        Raises:
            FeatureCheckError: the file cannot be read as decisions.
        """
        from featurecheck.duplicates.decisions import read_decisions  # noqa: PLC0415 - not for --help

        self.path = folder / FILE_NAME
        self._merge = merge
        self._decided: Decisions | None = read_decisions(merge) if merge else None
        self._found: Proposals | None = None

    def refuse_to_overwrite(self, *, force: bool, inputs: Sequence[Path]) -> None:
        """Keep a duplicates.csv that is there, unless forced; one with answers is kept in any case."""
        if self.path.exists() and not self._is_merged() and not self._kept():
            refuse_to_overwrite([self.path], force=force, inputs=inputs)

    def heard(self, requests: Requests, labels: Mapping[str, str]) -> Requests:
        """Say what was read, merge what was accepted, look for more; return the requests that are left."""
        from featurecheck.duplicates.proposals import proposals  # noqa: PLC0415 - loads numpy

        say_understood(requests, labels)
        answered: set[frozenset[str]] = set()
        if self._decided:
            requests, answered = self._merged(requests, self._decided)
        with progress("Looking for duplicates"):
            self._found = proposals(requests, answered)
        return requests

    def _merged(self, requests: Requests, decided: Decisions) -> tuple[Requests, set[frozenset[str]]]:
        from featurecheck.duplicates.merging import merged  # noqa: PLC0415 - only where something is merged

        done = merged(requests, decided)
        if not quiet():
            stay = len(set(done.into.values()))
            say(f"{len(done.into) + stay:,} requests merged into {stay:,}, as {decided.file} says.")
        return done.requests, decided.answered(done.into)

    def among_inputs(self, results: Results) -> Results:
        """Return the results with the decisions among their inputs."""
        if self._decided is None:
            return results
        source = InputFile(self._decided.file, self._decided.sha256, "decisions on duplicates", 0)
        return dataclasses.replace(results, inputs=(*results.inputs, source))

    def write(self) -> list[Path]:
        """Write what was answered and what is proposed; return the file, if it was written."""
        from featurecheck.duplicates.decisions import duplicates_csv  # noqa: PLC0415 - not for --help
        from featurecheck.storage import write_whole  # noqa: PLC0415 - the same

        if self._found is None or not (self._found.pairs or self.path.exists()) or self._kept():
            return []
        return [write_whole(self.path, duplicates_csv(self._found.pairs, self._decided))]

    def say(self, *, dry_run: bool) -> None:
        """Say how many pairs look alike, and what to do with them."""
        if quiet() or self._found is None:
            return
        count = len(self._found.pairs)
        if count and dry_run:
            say(f"{_pairs(count)}; {self.path} would list them.")
        elif count and not self._kept():
            say(
                f"{_pairs(count)}; see {self.path}. Write yes in accept where two are one, then add --merge {quoted(self.path)}"
            )
        if self._found.left_out:
            say(f"  {self._found.left_out:,} more pairs, less alike, are not listed.")
        if not self._found.compared:
            say("  There are too many requests to compare each with each: only equal titles were looked for.")
        if self._kept() and not dry_run:
            say(f"{self.path} holds answers and was kept; to apply them, add --merge {quoted(self.path)}")

    def _is_merged(self) -> bool:
        return self._merge is not None and self._merge.resolve() == self.path.resolve()

    def _kept(self) -> bool:
        """Tell whether somebody's answers lie where the proposals would be written."""
        from featurecheck.duplicates.decisions import read_decisions  # noqa: PLC0415 - not for --help

        if self._is_merged() or not self.path.exists():
            return False
        try:
            return any(row.answered for row in read_decisions(self.path).rows)
        except FeatureCheckError:  # no file of ours
            return False


def _pairs(count: int) -> str:
    return f"{count:,} pair{' looks' if count == 1 else 's look'} alike"
