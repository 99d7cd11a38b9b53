"""The words of survey.toml: what a folded text, a sign or a number in a cell says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from featurecheck.errors import FeatureCheckError
from featurecheck.resources import bundled
from featurecheck.sheets.headers.header_text import checked_keys
from featurecheck.tomlfile import read_toml

QUESTIONS = ("uses", "how_often", "likes", "bought_because", "would_miss", "would_switch")

_SECTIONS = (
    "format",
    "sheets",
    "signs",
    "scale",
    "scales",
    "rates",
    "language",
    "question",
    "none_of_these",
    "asked",
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_QUOTES = re.compile("['\u2019\u02bc`\u00b4]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
_OTHER = re.compile(r"[\W_]+")


class Said(StrEnum):
    """What a cell says to its question. For how_often: at least weekly (yes), less often (no), never."""

    YES = "yes"
    NEUTRAL = "neither yes nor no"
    NO = "no"
    NEVER = "never"
    DONT_KNOW = "don't know"
    BLANK = "no answer"
    UNREAD = "not readable"


COUNTED = frozenset({Said.YES, Said.NEUTRAL, Said.NO, Said.NEVER})
DENIED = frozenset({Said.NEUTRAL, Said.NO, Said.NEVER})


def simplified(text: str) -> str:
    """Return a text without case, accents, apostrophes and what cannot be seen; its other signs stay."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", _UNSEEN.sub("", text)))
    plain = unicodedata.normalize("NFKC", plain)
    return _QUOTES.sub("", plain).casefold().replace("\u0131", "i").strip()


def folded(text: str) -> str:
    """Return a text as its bare words, with one blank between them."""
    return _OTHER.sub(" ", simplified(text)).strip()


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `low` to `high`: from `yes` on it is a yes, up to `no` a no; `asks`: which end is the best?"""

    low: int
    high: int
    no: int
    yes: int
    asks: bool

    def said(self, value: float) -> Said | None:
        """Return what a value says, None for one outside the scale."""
        if not self.low <= value <= self.high:
            return None
        if value >= self.yes:
            return Said.YES
        return Said.NO if value <= self.no else Said.NEUTRAL


@dataclass(frozen=True)
class Rates:
    """Words for how often; `units`: folded unit -> how many times a week one of it is."""

    regular: float
    numbers: Mapping[str, tuple[float, float]]
    every: frozenset[str]
    less: frozenset[str]
    more: frozenset[str]
    beside: frozenset[str]
    per: frozenset[str]
    units: Mapping[str, float]


@dataclass(frozen=True)
class ScaleWords:
    """How scales are written and recognised; see survey.toml."""

    highest: tuple[int, ...]
    answers: int
    most_stars: int
    between: frozenset[str]
    grades: frozenset[str]
    stars: frozenset[str]
    of: frozenset[str]
    best: frozenset[str]
    worst: frozenset[str]


@dataclass(frozen=True)
class Words:
    """All words of survey.toml, folded.

    `answers`: question -> folded text -> what it says; `often` and `choices` are the parts of it that say how often,
    and what belongs to one question only. `signs` are whole cells, as simplified. `ticks`: texts and signs of ticked
    boxes. `asked`: question -> patterns of folded headers.
    """

    sheets: tuple[str, ...]
    signs: Mapping[str, Said]
    ticks: frozenset[str]
    letter_x: frozenset[str]
    checks: frozenset[str]
    star: frozenset[str]
    empty_star: frozenset[str]
    scales: tuple[Scale, ...]
    scale_words: ScaleWords
    rates: Rates
    answers: Mapping[str, Mapping[str, Said]]
    often: Mapping[str, Said]
    choices: Mapping[str, Mapping[str, Said]]
    none_of_these: frozenset[str]
    asked: Mapping[str, tuple[re.Pattern[str], ...]]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words that are shipped.

    Raises:
        FeatureCheckError: as `load_words`.
    """
    return load_words(bundled("questionnaires/survey.toml"))


def load_words(path: Path) -> Words:
    """Return the words of a data file.

    Raises:
        FeatureCheckError: an unknown key, or a word that says two things to one question.
    """
    data = read_toml(path, path.name).data
    checked_keys(data, _SECTIONS, path.name)
    checked_keys(data["question"], QUESTIONS, f"{path.name}, question")
    checked_keys(data["asked"], QUESTIONS, f"{path.name}, asked")
    signs, ticked = data["signs"], _set(data["signs"]["ticked"])
    common = _common(data, path.name)
    often = _often(data, path.name)
    choices = {name: _choices(entry, f"{path.name}, {name}") for name, entry in data["question"].items()}
    return Words(
        sheets=tuple(folded(name) for name in data["sheets"]),
        signs=_signs(signs),
        ticks=ticked | {simplified(sign) for sign in (*signs["tick"], *signs["letter_x"])},
        letter_x=frozenset(signs["letter_x"]),
        checks=frozenset(simplified(sign) for sign in signs["tick"]),
        star=frozenset(signs["star"]),
        empty_star=frozenset(signs["empty_star"]),
        scales=tuple(_scale(entry, path.name) for entry in data["scale"]),
        scale_words=_scale_words(data["scales"]),
        rates=_rates(data["rates"]),
        answers={name: _answers(name, common, often, choices.get(name, {})) for name in QUESTIONS},
        often=often,
        choices=choices,
        none_of_these=_set(data["none_of_these"]["texts"]),
        asked={name: tuple(map(_pattern, texts)) for name, texts in data["asked"].items()},
    )


def _set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(text) for text in texts)


def _signs(signs: Mapping[str, list[str]]) -> dict[str, Said]:
    kinds = {
        "tick": Said.YES,
        "letter_x": Said.YES,
        "cross": Said.NO,
        "blank": Said.BLANK,
        "dont_know": Said.DONT_KNOW,
    }
    return {simplified(sign): said for key, said in kinds.items() for sign in signs[key]}


def _common(data: Mapping[str, Any], file: str) -> dict[str, Said]:
    """Return what says the same to every question."""
    kinds = {
        "yes": Said.YES,
        "no": Said.NO,
        "neutral": Said.NEUTRAL,
        "dont_know": Said.DONT_KNOW,
        "blank": Said.BLANK,
    }
    pairs = [
        (word, said) for entry in _languages(data, file) for key, said in kinds.items() for word in entry[key]
    ]
    pairs += [(word, Said.YES) for word in data["signs"]["ticked"]] + [
        (word, Said.NO) for word in data["signs"]["unticked"]
    ]
    return _once(pairs, file)


def _often(data: Mapping[str, Any], file: str) -> dict[str, Said]:
    kinds = {"regular": Said.YES, "seldom": Said.NO, "never": Said.NEVER}
    pairs = [
        (word, said) for entry in _languages(data, file) for key, said in kinds.items() for word in entry[key]
    ]
    return _once(pairs, f"{file}, how often")


def _languages(data: Mapping[str, Any], file: str) -> list[Mapping[str, list[str]]]:
    keys = ("yes", "no", "neutral", "dont_know", "blank", "regular", "seldom", "never")
    for name, entry in data["language"].items():
        checked_keys(entry, keys, f"{file}, language '{name}'")
    return list(data["language"].values())


def _choices(entry: Mapping[str, list[str]], where: str) -> dict[str, Said]:
    checked_keys(entry, ("yes", "neutral", "no"), where)
    kinds = {"yes": Said.YES, "neutral": Said.NEUTRAL, "no": Said.NO}
    return _once([(word, kinds[key]) for key, texts in entry.items() for word in texts], where)


def _once(pairs: Iterable[tuple[str, Said]], where: str) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for word, said in pairs:
        if found.setdefault(folded(word), said) is not said:
            both = f"'{found[folded(word)]}' and '{said}'"
            raise FeatureCheckError(f"{where}: '{word}' stands for {both}. Leave it to one.")
    return found


def _answers(
    question: str, common: Mapping[str, Said], often: Mapping[str, Said], own: Mapping[str, Said]
) -> dict[str, Said]:
    """Return all that a text may say to a question; whoever says how often says whether, too."""
    if question == "how_often":
        return {**common, **own, **often}
    whether = {text: Said.NO if said is Said.NEVER else Said.YES for text, said in often.items()}
    return {**(whether if question == "uses" else {}), **common, **own}


def _scale(entry: Mapping[str, Any], file: str) -> Scale:
    checked_keys(entry, ("low", "high", "no", "yes", "asks"), f"{file}, scale")
    return Scale(entry["low"], entry["high"], entry["no"], entry["yes"], entry.get("asks", False))


def _scale_words(entry: Mapping[str, Any]) -> ScaleWords:
    sets = ("between", "grades", "stars", "of", "best", "worst")
    checked_keys(entry, ("highest", "answers", "most_stars", *sets), "survey.toml, scales")
    plain = {key: _set(entry[key]) for key in sets}
    return ScaleWords(tuple(entry["highest"]), entry["answers"], entry["most_stars"], **plain)


def _rates(entry: Mapping[str, Any]) -> Rates:
    numbers = {"once": (1.0, 1.0), "twice": (2.0, 2.0), "several": (2.0, 3.0)}
    sets = ("every", "less", "more", "beside", "per")
    checked_keys(entry, ("regular", *numbers, *sets, "unit"), "survey.toml, rates")
    plain = {key: _set(entry[key]) for key in sets}
    counted = {folded(word): count for key, count in numbers.items() for word in entry[key]}
    units = {folded(word): unit["per_week"] for unit in entry["unit"] for word in unit["words"]}
    return Rates(entry["regular"], counted, units=units, **plain)


def _pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of a folded header; `*` stands for any words."""
    parts = [re.escape(folded(part)) for part in text.split("*")]
    return re.compile(r"\s*\b.+?\b\s*".join(parts))
