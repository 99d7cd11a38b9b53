"""Which parts of an evaluation people typed: they are sealed before a page is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, overload

from featurecheck.model import AnswerState
from featurecheck.report.languages.sealing import seal

if TYPE_CHECKING:
    from featurecheck.intake import InputFile, Problem
    from featurecheck.model import (
        AskedBy,
        Evaluation,
        ParameterResult,
        PolicyEntry,
        PriorEntry,
        RequestResult,
        Witness,
    )
    from featurecheck.report.edition import Edition
    from featurecheck.report.languages.translating import Translator
    from featurecheck.report.since import Change, Since
    from featurecheck.report.since import Named as One

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLACE = re.compile(r"(?P<file>.*?)(?P<sheet>, sheet '.*')?(?P<row>, row \d+)?", re.DOTALL)
_SHEET = ", sheet '"
_ASSUMED = "assumed: "
_SET_IN = "set in "
_POLICY = "policy: "  # in front of a source that the policy names
_COUNTED = frozenset({"usage", "survey", "base rate"})  # their words are ours


@dataclass(frozen=True, slots=True)
class _About:
    """What tells our words from a person's: what has a translation, and the names of the files that were read."""

    translator: Translator
    files: tuple[str, ...]

    def own(self, text: str) -> str:
        """Return a text made of figures or words of ours as it is, sealed where somebody wrote it."""
        return text if self.translator.knows(text) else seal(text)

    def source(self, text: str) -> str:
        """Return a source that ships with featurecheck as it is, sealed where somebody wrote it."""
        return text if self._ships(text) else "; ".join(map(self._part, text.split("; ")))

    def _part(self, text: str) -> str:
        return text if self._ships(text) or text.startswith(_SET_IN) else seal(text)

    def _ships(self, text: str) -> bool:
        return text.removeprefix(_ASSUMED) in self.translator.language.texts

    def filed(self, text: str) -> str:
        """Return a source of ours, such as `usage.csv, 92 days`, with the file's name sealed."""
        name = next((name for name in self.files if text.startswith(name)), "")
        return f"{seal(name)}{text[len(name) :]}"


@dataclass(frozen=True)
class _Requests(Sequence["RequestResult"]):
    """Requests sealed one by one, when they are looked at."""

    plain: Sequence[RequestResult]
    about: _About

    def __len__(self) -> int:
        return len(self.plain)

    @overload
    def __getitem__(self, index: int) -> RequestResult: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RequestResult]: ...
    def __getitem__(self, index: int | slice) -> RequestResult | Sequence[RequestResult]:
        if isinstance(index, slice):
            return _Requests(self.plain[index], self.about)
        return _request(self.plain[index], self.about)

    def __iter__(self) -> Iterator[RequestResult]:
        return (_request(one, self.about) for one in self.plain)


def sealed(evaluation: Evaluation, translator: Translator) -> Evaluation:
    """Return the evaluation with everything sealed that people typed; figures and verdicts stay.

    A source that ships with featurecheck has a translation, a person's own has none: that tells them apart.
    """
    plan, curse = evaluation.portfolio, evaluation.curse
    names = sorted((one.name for one in evaluation.inputs), key=len, reverse=True)
    about = _About(translator, tuple(filter(None, names)))
    return replace(
        evaluation,
        policy=tuple(_setting(one, about) for one in evaluation.policy),
        priors=tuple(_prior(one, about) for one in evaluation.priors),
        inputs=tuple(_input(one, translator) for one in evaluation.inputs),
        requests=_Requests(evaluation.requests, about),
        problems=tuple(_problem(one, about) for one in evaluation.problems),
        portfolio=plan and replace(plan, chosen=_all(plan.chosen)),
        curse=curse and replace(curse, source=about.source(curse.source)),
    )


def _all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(seal, texts))


def _setting(one: PolicyEntry, about: _About) -> PolicyEntry:
    if one.origin == "default":
        return one
    said = one.source.replace(f"{_SET_IN}{one.origin}", f"{_SET_IN}{seal(one.origin)}")
    return replace(
        one,
        label=about.own(one.label),
        value=about.own(one.value),
        source=about.source(said),
        origin=seal(one.origin),
    )


def _prior(one: PriorEntry, about: _About) -> PriorEntry:
    return replace(one, source=about.source(one.source))


def _input(one: InputFile, translator: Translator) -> InputFile:
    """Translate the notes one by one: the page joins them without a mark between them."""
    return replace(one, name=seal(one.name), notes=tuple(seal(translator.text(note)) for note in one.notes))


def _problem(one: Problem, about: _About) -> Problem:
    return replace(
        one,
        file=seal(one.file),
        sheet=seal(one.sheet) if one.sheet else one.sheet,
        column=seal(one.column) if one.column else one.column,
        found=about.own(one.found),
    )


def _request(one: RequestResult, about: _About) -> RequestResult:
    asked, ways = one.asked_by, _ways(one)
    sentence, *reasons = (_quoting(text, ways) for text in (one.sentence, *one.reasons))
    return replace(
        one,
        id=seal(one.id),
        request=seal(one.request),
        description=seal(one.description),
        competitor=seal(one.competitor),
        requesters=_all(one.requesters),
        requested_on=_day(one.requested_on),
        status=seal(one.status),
        consequences=seal(one.consequences),
        place=_place(one.place),
        ask=one.ask and _ask(one.ask, one.parameters.get(one.next_question or ""), about),
        parameters={name: _parameter(each, about) for name, each in one.parameters.items()},
        asked_by=asked and _asked(asked),
        sentence=sentence,
        reasons=tuple(reasons),
    )


def _day(text: str) -> str:
    return text if _DAY.fullmatch(text) else seal(text)


def _place(text: str) -> str:
    found = _PLACE.fullmatch(text)
    if found is None:
        return seal(text)
    sheet = found["sheet"] or ""
    inner = f"{_SHEET}{seal(sheet.removeprefix(_SHEET)[:-1])}'" if sheet else ""
    return f"{seal(found['file'])}{inner}{found['row'] or ''}"


def _ways(one: RequestResult) -> frozenset[str]:
    """Return the names that the policy gives to ways of finding out: sentences hold them in brackets."""
    return frozenset(way.name for each in one.parameters.values() for way in each.ways if way.name)


def _quoting(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(f"({name})", f"({seal(name)})")
    return text


def _parameter(one: ParameterResult, about: _About) -> ParameterResult:
    counted = {witness.source for witness in one.witnesses if witness.kind in _COUNTED}
    answered = one.state is AnswerState.ANSWERED
    sources = (
        about.filed(text) if text in counted else _source(text, about, answered=answered)
        for text in one.source
    )
    return replace(
        one,
        text=seal(one.text),
        source=tuple(sources),
        ask=one.ask and _ask(one.ask, one, about),
        ways=tuple(replace(way, name=seal(way.name)) for way in one.ways),
        witnesses=tuple(_witness(each, about) for each in one.witnesses),
    )


def _source(text: str, about: _About, *, answered: bool) -> str:
    if text.startswith(_POLICY):
        return f"{_POLICY}{seal(text.removeprefix(_POLICY))}"
    return seal(text) if answered else about.source(text)


def _ask(text: str, one: ParameterResult | None, about: _About) -> str:
    counted = {each.source for each in one.witnesses if each.kind in _COUNTED} if one else set()
    return about.filed(text) if text in counted else seal(text)


def _witness(one: Witness, about: _About) -> Witness:
    if one.kind in _COUNTED:
        return replace(one, source=about.filed(one.source))
    source = about.source(one.source) if one.kind == "prior" else seal(one.source)
    return replace(one, says=seal(one.says), source=source)


def _asked(found: AskedBy) -> AskedBy:
    askers = (replace(one, name=seal(one.name), speakers=_all(one.speakers)) for one in found.askers)
    return replace(
        found,
        askers=tuple(askers),
        unknown=tuple((seal(name), _all(alike)) for name, alike in found.unknown),
        largest=found.largest and seal(found.largest),
    )


def sealed_since(found: Since) -> Since:
    """Return what changed with the names of requests sealed."""
    return replace(
        found,
        flips=tuple(map(_change, found.flips)),
        moved=tuple(map(_change, found.moved)),
        added=tuple(map(_named, found.added)),
        dropped=tuple(map(_named, found.dropped)),
        proposals=tuple((_named(old), _named(new)) for old, new in found.proposals),
    )


def _change(one: Change) -> Change:
    before = one.renamed_from
    return replace(one, id=seal(one.id), request=seal(one.request), renamed_from=before and seal(before))


def _named(one: One) -> One:
    return replace(one, id=seal(one.id), request=seal(one.request))


def sealed_edition(edition: Edition) -> Edition:
    """Return the customer edition with its titles and its reader's name sealed."""
    wishes = tuple(replace(wish, title=seal(wish.title)) for wish in edition.wishes)
    return replace(edition, wishes=wishes, reader=edition.reader and seal(edition.reader))
