"""Which requests look alike, how much, and why: proposals for a person to judge."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from featurecheck.duplicates.differences import common_words, differences
from featurecheck.duplicates.folding import fold
from featurecheck.duplicates.names import named, split_list
from featurecheck.duplicates.neighbours import nearest
from featurecheck.duplicates.similarity import similar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from featurecheck.intake import Requests

THRESHOLD = 0.5
"""Likeness from which a pair is proposed, 0 to 1."""
MOST = 1_000
"""Pairs proposed at most."""

MOST_COMPARED = 150_000
"""Different titles up to which they are compared; of more only the equal ones are proposed."""

_PER_REQUEST = 5
_DIGITS = 3  # of a likeness
_WORDS = 6  # a reason names
_NUMBER = re.compile(r"(\d+)")
_MENTION = re.compile(r"\b[A-Z][A-Z0-9]+-\d+\b|(?<![\w#])#\d+\b")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two requests that look alike. `score` is their likeness, 0 to 1; `differs` is "" or what may tell them apart.

    `id` is the one that stays if a person accepts: the one with more answers, else more votes, else the smaller id.
    """

    score: float
    id: str
    request: str
    duplicate_id: str
    duplicate_request: str
    reason: str
    differs: str


@dataclass(frozen=True)
class Proposals:
    """The pairs in the order to judge them, the surest first, those that differ in a word last.

    `left_out` pairs did not fit; `compared` is False where there were too many titles to look for similar ones.
    """

    pairs: tuple[Proposal, ...]
    left_out: int = 0
    compared: bool = True


def proposals(
    requests: Requests,
    answered: Collection[frozenset[str]] = (),
    most: int = MOST,
    threshold: float = THRESHOLD,
) -> Proposals:
    """Return the pairs that look alike.

    A pair is left out that a person has `answered` (sets of two ids), or whose requests exclude or need each other:
    then somebody knows that they are two. Titles that are equal but for case, blanks and punctuation score 1.
    """
    if len(requests) < 2:  # noqa: PLR2004 - a pair has two
        return Proposals(())
    looked = _Look(requests, {*answered, *_apart(requests)})
    found = sorted(looked.pairs(threshold), key=looked.order)
    same: list[tuple[int, int, float, str]] = []
    other: list[tuple[int, int, float, str]] = []
    for row, duplicate, score in found:
        differs = differences(looked.titles[row], looked.titles[duplicate])
        (other if differs else same).append((row, duplicate, score, differs))
        if len(same) == most:  # those that differ come behind them anyway
            break
    listed = [*same, *other][:most]
    return Proposals(
        tuple(looked.proposal(*pair) for pair in listed), len(found) - len(listed), looked.compared
    )


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key under which R-2 comes before R-10."""
    return tuple(
        (0, int(part[:4000]), part) if part.isdecimal() else (1, 0, part)
        for part in _NUMBER.split(name)
        if part
    )


def _apart(requests: Requests) -> Iterator[frozenset[str]]:
    """Yield the pairs of ids that exclude or need each other."""
    for column in ("depends_on", "excludes"):
        for name, cell in zip(requests.columns["id"], requests.columns.get(column, ()), strict=False):
            for other in split_list(cell):
                yield frozenset((name, other))


class _Look:
    """The requests under comparison, equal titles as one."""

    def __init__(self, requests: Requests, settled: set[frozenset[str]]) -> None:
        blank = [""] * len(requests)
        self.ids = requests.columns["id"]
        self.titles = requests.columns["request"]
        self.descriptions = requests.columns.get("description", blank)
        self.requesters = requests.columns.get("requesters", blank)
        self.settled = settled
        self.standing = _standing(requests)
        equal = defaultdict(list)
        for row in sorted(range(len(requests)), key=lambda row: self.standing[row]):
            equal[fold(self.titles[row])].append(row)
        self.equal = list(equal.values())

    def pairs(self, threshold: float) -> Iterator[tuple[int, int, float]]:
        """Yield two rows and their likeness, the row that stays first; each pair once."""
        for rows in self.equal:
            for other in rows[1:]:
                if frozenset((self.ids[rows[0]], self.ids[other])) not in self.settled:
                    yield rows[0], other, 1.0
        if self.compared:
            yield from self._similar(threshold)

    @property
    def compared(self) -> bool:
        """Whether there are few enough titles to compare each with each."""
        return len(self.equal) <= MOST_COMPARED

    def _similar(self, threshold: float) -> Iterator[tuple[int, int, float]]:
        first = [rows[0] for rows in self.equal]
        titles, told = ([texts[row] for row in first] for texts in (self.titles, self.descriptions))
        found = similar(titles, told, threshold)
        near = nearest(found, _PER_REQUEST)
        columns = (found.first[near].tolist(), found.second[near].tolist(), found.score[near].tolist())
        for one, two, score in zip(*columns, strict=True):
            kept, other = sorted((first[one], first[two]), key=lambda row: self.standing[row])
            if frozenset((self.ids[kept], self.ids[other])) not in self.settled:
                yield kept, other, min(round(score, _DIGITS), 1.0)

    def order(self, pair: tuple[int, int, float]) -> tuple[object, ...]:
        """Return a sort key: the most alike first, then as people count the ids."""
        row, other, score = pair
        return -score, natural(self.ids[row]), natural(self.ids[other])

    def proposal(self, row: int, other: int, score: float, differs: str) -> Proposal:
        """Return the pair with its reason in words."""
        titles = self.titles[row], self.titles[other]
        return Proposal(
            score, self.ids[row], titles[0], self.ids[other], titles[1], self._reason(row, other), differs
        )

    def _reason(self, row: int, other: int) -> str:
        reasons = [self._words(row, other), *self._mentions(row, other), *self._askers(row, other)]
        return "; ".join(reasons)

    def _words(self, row: int, other: int) -> str:
        if fold(self.titles[row]) == fold(self.titles[other]):
            return "the same title"
        shared = _shared(self.titles[row], self.titles[other])
        if shared:
            return f"same words: {', '.join(shared[:_WORDS])}"
        told = _shared(self.descriptions[row], self.descriptions[other])
        return f"same words in the description: {', '.join(told[:_WORDS])}" if told else "similar spelling"

    def _mentions(self, row: int, other: int) -> Iterator[str]:
        texts = [f"{self.titles[one]}\n{self.descriptions[one]}" for one in (row, other)]
        for text, name in ((texts[0], self.ids[other]), (texts[1], self.ids[row])):
            if (
                _NUMBER.search(name)
                and not name.isdecimal()
                and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
            ):
                yield f"mentions {name}"
        both = [
            name for name in dict.fromkeys(_MENTION.findall(texts[0])) if name in _MENTION.findall(texts[1])
        ]
        if both:
            yield f"both mention {', '.join(both[:3])}"

    def _askers(self, row: int, other: int) -> Iterator[str]:
        theirs = named(self.requesters[other])
        both = [name for key, name in named(self.requesters[row]).items() if key in theirs]
        if both:
            more = f" and {len(both) - 3} more" if len(both) > 3 else ""  # noqa: PLR2004 - a reason is short
            yield f"both asked for by {', '.join(both[:3])}{more}"


def _shared(text: str, other: str) -> list[str]:
    theirs = set(fold(other).split()) - common_words()
    return [word for word in dict.fromkeys(fold(text).split()) if word in theirs]


def _standing(requests: Requests) -> list[tuple[object, ...]]:
    """Return for each row a key that is smaller for the one to keep; it does not depend on the rows' order."""
    given = [name for name in requests.columns if " " not in name and name not in {"id", "request"}]
    votes = requests.columns.get("votes", [""] * len(requests))
    filled = [sum(bool(requests.columns[name][row]) for name in given) for row in range(len(requests))]
    return [
        (-filled[row], -(int(votes[row]) if votes[row].isdecimal() else 0), natural(name), name)
        for row, name in enumerate(requests.columns["id"])
    ]


def rows_of(found: Sequence[Proposal]) -> list[dict[str, object]]:
    """Return the proposals as rows of duplicates.csv, `accept` empty."""
    return [{"accept": "", **{name: getattr(one, name) for name in Proposal.__slots__}} for one in found]
