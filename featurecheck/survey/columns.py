"""One column of a survey: what every cell says to its question, what counts as yes, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from featurecheck.sheets.cells import listed, shortened
from featurecheck.sheets.headers.header_text import fold
from featurecheck.survey.cells import number_of, said
from featurecheck.survey.rates import said_number, unit_of
from featurecheck.survey.scales import NoScale, OnScale, scale_of, zero_one
from featurecheck.survey.words import COUNTED, Said, Words, folded, simplified
from featurecheck.words import counted

_SHOWN = 8
_WANTED = {
    "how_often": "how often: daily, weekly, monthly, rarely, never, a number with its unit (3 times a week), or don't know",
}
_WANTED_ELSE = "yes, no or don't know, or an answer on a scale"
_MEND = "Write one of these, or leave the cell empty. The answer was not counted."
_DATED = "A spreadsheet may have turned '4/5' into a date: write 4 and the scale behind the header, '(1-5)'."


@dataclass(frozen=True, slots=True)
class Complaint:
    """What cannot be read in a row: what was found, what was expected, what to do."""

    at: int
    found: str
    expected: str
    mend: str


@dataclass(frozen=True)
class Column:
    """What every row says; `notes` tell what counts as what; `texts` are the cells as they stand."""

    texts: Sequence[str]
    said: Sequence[Said]
    notes: tuple[str, ...] = ()
    complaints: tuple[Complaint, ...] = ()


@dataclass
class _Reading:
    """Distinct texts of a column and what they say, while it is being found out."""

    question: str
    header: str
    words: Words
    said: dict[str, Said] = field(default_factory=dict)
    how: list[str] = field(default_factory=list)
    whole: tuple[frozenset[str], NoScale] | None = None  # texts that cannot be read in this column, and why


def read_column(texts: Sequence[str], header: str, question: str, words: Words) -> Column:
    """Return what the cells of a question's column say; `header` may name the scale or the unit of its numbers."""
    reading = _Reading(question, header, words)
    for text in dict.fromkeys(texts):
        found = said(text, question, words)
        if found is not None:
            reading.said[text] = found
    _read_numbers(reading, texts)
    _doubt_crosses(reading)
    _doubt_ticks(reading, texts)
    _doubt_yes(reading)
    answers = [reading.said.get(text, Said.UNREAD) for text in texts]
    return Column(texts, answers, _notes(reading, texts), _complaints(reading, texts, answers))


def _read_numbers(reading: _Reading, texts: Sequence[str]) -> None:
    numbers = {text: value for text in dict.fromkeys(texts) if (value := number_of(text)) is not None}
    if not numbers:
        return
    if reading.question == "how_often":
        _read_times(reading, numbers)
        return
    beside = any(one in COUNTED for one in reading.said.values())
    if zero_one(list(numbers.values()), reading.header, reading.words, beside_words=beside):
        reading.said |= {text: Said.YES if value else Said.NO for text, value in numbers.items()}
        reading.how.append("1 is read as yes and 0 as no")
        return
    values = [numbers[text] for text in texts if text in numbers]
    _read_scale(reading, numbers, scale_of(values, reading.header, reading.question, reading.words))


def _read_scale(reading: _Reading, numbers: Mapping[str, float], scale: OnScale | NoScale) -> None:
    if isinstance(scale, NoScale):
        reading.whole = frozenset(numbers), scale
        return
    reading.said |= {text: found for text, value in numbers.items() if (found := scale.said(value))}
    reading.how.append(scale.sentence())


def _read_times(reading: _Reading, numbers: Mapping[str, float]) -> None:
    unit = unit_of(reading.header, reading.words.rates)
    if unit is None:
        mend = "Write the unit in the header, as in 'how often (times per week)', or words: daily, weekly, rarely."
        reading.whole = frozenset(numbers), NoScale("numbers whose unit the header names", mend)
        return
    reading.said |= {text: said_number(value, unit, reading.words.rates) for text, value in numbers.items()}
    reading.how.append("numbers in the unit that the header names; at least once a week counts as yes")


def _doubt_crosses(reading: _Reading) -> None:
    """Where ticks stand beside an x, nobody knows whether the x is a tick or a cross."""
    plain = {text: simplified(text) for text in reading.said}
    if any(text in reading.words.checks for text in plain.values()):
        for text, sign in plain.items():
            if sign in reading.words.letter_x:
                reading.said[text] = Said.UNREAD


def _doubt_ticks(reading: _Reading, texts: Sequence[str]) -> None:
    """Of ticks beside empty cells nobody knows who was not asked and who said no."""
    there = [text for text, one in reading.said.items() if one in COUNTED]
    ticks = all(
        simplified(text) in reading.words.ticks or folded(text) in reading.words.ticks for text in there
    )
    empty = any(reading.said.get(text) is Said.BLANK for text in texts)
    if there and ticks and empty and reading.whole is None:
        mend = "Write no where the box was left open on purpose; leave the cell empty where nobody was asked."
        reading.whole = (
            frozenset(there),
            NoScale("yes beside no: an empty cell beside ticks may mean either", mend),
        )
        reading.said |= dict.fromkeys(there, Said.UNREAD)


def _doubt_yes(reading: _Reading) -> None:
    """A yes does not say how often, unless the whole column says yes and no."""
    if reading.question != "how_often":
        return
    common, often = reading.words.answers["bought_because"], reading.words.often
    counts = {text: folded(text) for text, one in reading.said.items() if one in COUNTED}
    yes = [
        text
        for text, plain in counts.items()
        if reading.said[text] is Said.YES and plain in common and plain not in often
    ]
    if yes and any(plain not in common for plain in counts.values()):
        reading.said |= dict.fromkeys(yes, Said.UNREAD)
    elif yes:  # 'nie' beside 'tak' is no, not never
        reading.said |= {text: Said.NO for text in counts if reading.said[text] is Said.NEVER}
        reading.how.append("yes is read as at least once a week, because the whole column says yes and no")


def _notes(reading: _Reading, texts: Sequence[str]) -> tuple[str, ...]:
    counts = Counter(texts)
    parts = []
    for said_so in (Said.YES, Said.NO, Said.NEVER, Said.NEUTRAL, Said.DONT_KNOW):
        shown = [text for text in counts if reading.said.get(text) is said_so]
        if shown:
            parts.append(f"{_AS[said_so]}: {_with_counts(shown, counts)}")
    header = reading.header
    name = reading.question
    name += "" if fold(header).replace(" ", "_") == name else f", from the column '{shortened(header)}'"
    how = f" ({'; '.join(reading.how)})" if reading.how else ""
    notes = [f"{name}{how}: {'; '.join(parts)}"] if parts else [f"{name}: no answer in it"]
    return (*notes, *_all_yes(reading, counts))


_AS = {
    Said.YES: "counted as yes",
    Said.NO: "counted as no",
    Said.NEVER: "counted as never",
    Said.NEUTRAL: "neither, which is not a yes",
    Said.DONT_KNOW: "not known, left out",
}


def _with_counts(shown: list[str], counts: Mapping[str, int]) -> str:
    named = [f"'{shortened(text, 40)}' ({counts[text]})" for text in shown[:_SHOWN]]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(named) + more


def _all_yes(reading: _Reading, counts: Mapping[str, int]) -> list[str]:
    there = {one for one in reading.said.values() if one in COUNTED}
    empty = sum(count for text, count in counts.items() if reading.said.get(text) is Said.BLANK)
    if there != {Said.YES} or not empty:
        return []
    return [
        f"{reading.question}: every answer is a yes, and {counted(empty, 'cell')} without an answer; an empty cell counts as not answered, never as no"
    ]


def _complaints(reading: _Reading, texts: Sequence[str], answers: Sequence[Said]) -> tuple[Complaint, ...]:
    unread = [at for at, one in enumerate(answers) if one is Said.UNREAD]
    found = []
    if reading.whole:
        alike_texts, why = reading.whole
        alike = [at for at in unread if texts[at] in alike_texts]
        shown = listed(list(dict.fromkeys(texts[at] for at in alike)), 4)
        cells = f"{shown} ({counted(len(alike), 'cell')})"
        found.append(Complaint(alike[0], cells, why.expected, f"{why.mend} Not counted until then."))
        unread = [at for at in unread if at not in set(alike)]
    wanted = _WANTED.get(reading.question, _WANTED_ELSE)
    return (*found, *(Complaint(at, shortened(texts[at]), wanted, _mend(texts[at])) for at in unread))


def _mend(text: str) -> str:
    dated = len(text) > 4 and text[:4].isdigit() and text[4] == "-"  # noqa: PLR2004 - the year of an ISO date
    return f"{_DATED} {_MEND}" if dated else _MEND
