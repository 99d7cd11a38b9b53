"""Which column of somebody's sheet is which column of ours: by `--map`, whose export it is, name, question, known header.

A near miss is a suggestion in a note, never taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.headers.header_text import fold, repeats
from featurecheck.sheets.headers.headers import KNOWN, NAME, QUESTION, Rank, questions, recognise_as
from featurecheck.sheets.headers.kinds import (
    ANSWERS,
    CANONICAL,
    COLUMNS,
    LISTS,
    REQUESTS,
    UNKNOWN,
    Kind,
    kinds,
    wrapping,
)
from featurecheck.sheets.headers.near import near_ones
from featurecheck.sheets.headers.vendors import Vendor, told_by

_NAMED = 40  # columns a note lists
_OWN = 3  # answers by their names: whoever wrote the sheet knows what they are
_MANY = 3  # columns of one header are said in one word
_HOW = {NAME: "name", QUESTION: "question", KNOWN: "known header"}
_VENDOR = -1  # surer than a name


@dataclass(frozen=True, slots=True)
class Match:
    """One recognised column.

    `how` is "map", the vendor's name, "name", "question" or "known header"; `more` are the positions of columns of the
    same header whose texts belong to it too.
    """

    name: str
    header: str
    position: int
    how: str
    more: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a header was recognised as.

    `kind` is "requests", "customers", "usage events", "usage roll-up", "survey" or "unknown"; `vendor` whose export it
    is, None if that is not known; `unused` the headers that mean nothing here, repeated ones once, with their number.
    """

    kind: str
    vendor: str | None
    matches: tuple[Match, ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Header:
    """The header as it stands, folded, and which columns repeat which."""

    texts: tuple[str, ...]
    folded: tuple[str, ...]
    groups: Mapping[int, list[int]]

    def is_person(self, position: int) -> bool:
        """Tell whether a header that may be a request is a person here, or what a person is called."""
        beside = wrapping().persons.get(self.folded[position])
        if beside is None:
            return False
        asks = self.folded[position] == "name" and any(text.rstrip().endswith("?") for text in self.texts)
        return asks or not beside.isdisjoint(self.folded)


@dataclass(frozen=True)
class _Candidate:
    """One way to understand a header."""

    kind: Kind
    vendor: Vendor | None
    matches: tuple[Match, ...]

    @property
    def suffices(self) -> bool:
        """Tell whether the columns are there that this kind of sheet cannot do without."""
        names = {match.name for match in self.matches}
        there = all(name in names for name in self.kind.must)
        told = bool(self.kind.must) and self.vendor is not None
        return there and (told or not self.kind.some or not names.isdisjoint(self.kind.some))


def recognise_sheet(
    header: Sequence[str],
    *,
    mapping: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    kind: str | None = None,
) -> Recognised:
    """Return what kind of sheet a header belongs to, whose export it is, and what its columns mean.

    `mapping` (HEADER=name) goes before everything else; `labels` are the questions' texts by the names of their
    answers; `kind` says which kind it has to be.

    Raises:
        FeatureCheckError: the mapping names an unknown header or column; the sheet is not of the kind asked for, or there is
            no such kind.
    """
    seen = _header(header)
    possible = [_kind(kind)] if kind else list(kinds().values())
    possible = _mapped_kinds(possible, mapping or {})
    told = told_by(seen.texts, seen.folded)
    best = _best(seen, possible, told, mapping or {}, questions(labels))
    if best is not None:
        return _recognised(seen, best)
    if kind:
        raise _not_of_kind(seen, _kind(kind))
    return _unknown(seen, told)


def _kind(name: str) -> Kind:
    if name not in kinds():
        near = did_you_mean(name, list(kinds())) or f" Kinds: {', '.join(kinds())}."
        raise FeatureCheckError(f"There is no kind of sheet '{shortened(name)}'.{near}")
    return kinds()[name]


def _header(header: Sequence[str]) -> _Header:
    return _Header(tuple(header), tuple(map(fold, header)), repeats(header))


def _mapped_kinds(possible: list[Kind], mapping: Mapping[str, str]) -> list[Kind]:
    """Return the kinds of sheets that have all columns the mapping names."""
    fitting = [kind for kind in possible if all(_column(kind, wanted) for wanted in mapping.values())]
    if fitting:
        return fitting
    unknown = [wanted for wanted in mapping.values() if not _column(possible[0], wanted)]
    raise _no_column(possible[0], unknown[0])


def _column(kind: Kind, wanted: str) -> str | None:
    names = CANONICAL if kind.name == REQUESTS else kind.columns
    return next((name for name in names if fold(name) == fold(wanted)), None)


def _no_column(kind: Kind, wanted: str) -> FeatureCheckError:
    sheet, names, shown = "request sheet", CANONICAL, COLUMNS
    if kind.name != REQUESTS:
        sheet, names, shown = f"sheet of {kind.name}", kind.columns, kind.columns
    near = did_you_mean(wanted, list(names)) or f" Columns: {', '.join(shown)}."
    return FeatureCheckError(f"--map: there is no column '{shortened(wanted)}' in a {sheet}.{near}")


def _best(
    seen: _Header,
    possible: Sequence[Kind],
    told: Sequence[Vendor],
    mapping: Mapping[str, str],
    asked: Mapping[str, str],
) -> _Candidate | None:
    """Return the candidate that names most columns; the vendor's own, and requests, go before equals."""
    by_name = {kind.name: kind for kind in possible}
    pairs: list[tuple[Kind, Vendor | None]] = [
        (by_name[own.kind], own) for own in told if own.kind in by_name
    ]
    exported = {kind.name for kind, _ in pairs}
    there = set(seen.folded) if len(possible) > 1 else set()
    pairs += [(kind, None) for kind in possible if kind.name not in exported and kind.never.isdisjoint(there)]
    tried = (_Candidate(kind, own, _matches(seen, kind, own, mapping, asked)) for kind, own in pairs)
    fitting = [candidate for candidate in tried if candidate.suffices]
    return max(fitting, key=lambda candidate: len(candidate.matches), default=None)


def _matches(
    seen: _Header, kind: Kind, own: Vendor | None, mapping: Mapping[str, str], asked: Mapping[str, str]
) -> tuple[Match, ...]:
    mapped = _mapped(seen, kind, mapping)
    best: dict[str, tuple[Rank, int]] = {}
    for position in seen.groups:
        found = None if position in mapped.values() else _meaning(seen, position, kind, own, asked)
        if found and found[0] not in mapped:
            best[found[0]] = min(best.get(found[0], ((9, 9), position)), (found[1], position))
    names = CANONICAL if kind.name == REQUESTS else kind.columns
    taken = {name: ("map", position) for name, position in mapped.items()}
    taken |= {name: (_how(rank, own), position) for name, (rank, position) in best.items()}
    return tuple(_match(seen, name, *taken[name]) for name in names if name in taken)


def _meaning(
    seen: _Header, position: int, kind: Kind, own: Vendor | None, asked: Mapping[str, str]
) -> tuple[str, Rank] | None:
    folded = seen.folded[position]
    if own and folded in own.columns:
        name, place = own.columns[folded]
        return name, (_VENDOR, place)
    if own and folded in own.left:
        return None
    if kind.name == REQUESTS and seen.is_person(position):
        return None
    return recognise_as(kind, seen.texts[position], asked)


def _how(rank: Rank, own: Vendor | None) -> str:
    return own.name if own and rank[0] == _VENDOR else _HOW.get(rank[0], _HOW[KNOWN])


def _match(seen: _Header, name: str, how: str, position: int) -> Match:
    more = seen.groups.get(position, [position])[1:] if name in LISTS else []
    return Match(name, seen.texts[position], position, how, tuple(more))


def _mapped(seen: _Header, kind: Kind, mapping: Mapping[str, str]) -> dict[str, int]:
    matched: dict[str, int] = {}
    for text, wanted in mapping.items():
        name = _column(kind, wanted)
        if name is None:
            raise _no_column(kind, wanted)
        if name in matched:
            message = f"--map gives the column '{name}' twice. Map one header to it."
            raise FeatureCheckError(message)
        position = _position(seen, text)
        if position in matched.values():
            raise FeatureCheckError(f"--map gives the header '{shortened(text)}' two names. Say one of them.")
        matched[name] = position
    return matched


def _position(seen: _Header, text: str) -> int:
    if text in seen.texts:
        return seen.texts.index(text)
    if fold(text) in seen.folded:
        return seen.folded.index(fold(text))
    header = list(seen.texts)
    near = did_you_mean(text, header)
    message = (
        f"--map: the sheet has no column '{shortened(text)}'.{near} Its columns are {listed(header, 20)}."
    )
    raise FeatureCheckError(message)


def _recognised(seen: _Header, best: _Candidate) -> Recognised:
    used = {position for match in best.matches for position in (match.position, *match.more)}
    if best.vendor:
        used |= {at for at, text in enumerate(seen.folded) if text in best.vendor.voters}
    names = {match.name for match in best.matches}
    notes = [*_whose(best.vendor), *_joined(best.matches), *_said(best), *_left(seen, best, used)]
    left = best.vendor.left if best.vendor else {}
    free = [seen.texts[at] for at in seen.groups if at not in used and seen.folded[at] not in left]
    near = near_ones(best.kind, free, names)
    vendor = best.vendor.name if best.vendor and not best.vendor.said else None
    return Recognised(best.kind.name, vendor, best.matches, _unused(seen, used), (*notes, *near))


def _unknown(seen: _Header, told: Sequence[Vendor]) -> Recognised:
    own = told[0] if told else None
    notes = [*_whose(own), *([] if own and own.kind == UNKNOWN else _nothing_asked(seen))]
    return Recognised(UNKNOWN, own.name if own else None, (), _unused(seen, set()), tuple(notes))


def _nothing_asked(seen: _Header) -> list[str]:
    """Say what keeps a sheet from being one of requests, and which header may be meant for that."""
    near = near_ones(kinds()[REQUESTS], [seen.texts[at] for at in seen.groups], set())
    meant = [note for note in near if note.endswith('=request"')]
    return meant or ['no column says what is requested: if its rows are requests, say --map "HEADER=request"']


def _whose(own: Vendor | None) -> list[str]:
    if own is None:
        return []
    folds = ["rows with the same id are one request, a row a voter"] if own.voters else []
    return [f"this is {own.said or f'an export of {own.name}'}", *([own.note] if own.note else []), *folds]


def _joined(matches: Sequence[Match]) -> list[str]:
    return [
        f"{match.name} is read from {1 + len(match.more)} columns '{shortened(match.header)}'"
        for match in matches
        if match.more
    ]


def _said(best: _Candidate) -> list[str]:
    """Say what a short header of a request sheet is read as, unless the sheet is written in our names."""
    said, named = wrapping().said, [match for match in best.matches if match.how == _HOW[NAME]]
    if best.kind.name != REQUESTS or sum(match.name in ANSWERS for match in named) >= _OWN:
        return []
    return [
        f"'{shortened(match.header)}' is read as {said[match.name]}; if it is something else, give the column another name"
        for match in named
        if match.name in said and fold(match.header) == fold(match.name)
    ]


def _left(seen: _Header, best: _Candidate, used: set[int]) -> list[str]:
    """Say why a header that looks like one of our columns was not taken for it."""
    notes = []
    for position in seen.groups:
        why = best.vendor.left.get(seen.folded[position]) if best.vendor and position not in used else None
        if why:
            header = shortened(seen.texts[position])
            meant = recognise_as(best.kind, seen.texts[position], {})
            mend = f'; to use it so, say --map "{header}={meant[0]}"' if meant else ""
            notes.append(f"'{header}' is not used: {why}{mend}")
    return notes


def _unused(seen: _Header, used: set[int]) -> tuple[str, ...]:
    """Return the headers not used; one that stands there many times once, `Labels, 14 columns`."""
    names: list[str] = []
    for group in seen.groups.values():
        left = [seen.texts[at] for at in group if at not in used]
        names += [f"{left[0]}, {len(left)} columns"] if len(left) >= _MANY else left
    return tuple(names)


def _not_of_kind(seen: _Header, kind: Kind) -> FeatureCheckError:
    if kind.name == REQUESTS:
        return no_request(seen.texts)
    needed = kind.must[0] if kind.must else kind.some[0]
    return FeatureCheckError(
        f"This is not {kind.what}: {_wanted(kind)}. Columns found: {_found(seen.texts)}. "
        f'Name the column that holds it, for example --map "HEADER={needed}".'
    )


def _wanted(kind: Kind) -> str:
    some = f"at least one of {', '.join(kind.some)}" if kind.some else ""
    return f"it needs {' and '.join((*kind.must, some) if some else kind.must)}"


def no_request(header: Sequence[str]) -> FeatureCheckError:
    """Return the error for a sheet in which no column says what is requested."""
    message = (
        f"No column says what is requested. Columns found: {_found(header)}. "
        'Name the column that holds the request, for example --map "HEADER=request".'
    )
    return FeatureCheckError(message)


def _found(header: Sequence[str]) -> str:
    return listed([text for text in header if text], 20) or "none"


def match_columns(
    header: Sequence[str], mapping: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return canonical name -> position in the header of a request sheet.

    Raises:
        FeatureCheckError: the mapping names an unknown header or column; nothing is recognised as `request`.
    """
    found = recognise_sheet(header, mapping=mapping, labels=labels, kind=REQUESTS)
    return {match.name: match.position for match in found.matches}


def unused_note(header: Sequence[str], matched: Mapping[str, int]) -> tuple[str, ...]:
    """Return the notes on columns of a request sheet that were not used, and what some may have been meant for."""
    seen = _header(header)
    used = set(matched.values())
    free = [seen.texts[at] for at in seen.groups if at not in used]
    near = near_ones(kinds()[REQUESTS], free, set(matched))
    return (*not_used(_unused(seen, used)), *near)


def not_used(unused: Sequence[str]) -> tuple[str, ...]:
    """Return the note that lists the columns not used, none if all are."""
    return (f"not used: {listed(list(unused), _NAMED)}",) if unused else ()
