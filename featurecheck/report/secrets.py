"""What nobody outside may read, and where a text says it: names of others, money, our figures, our notes.

Replies, agendas and the customer edition are checked by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from featurecheck.accounts import Customers
from featurecheck.customers.names import fold, loose
from featurecheck.customers.votes import Directory, splits
from featurecheck.customers.words import is_nameless, is_unknown
from featurecheck.estimate.vocabulary import CURRENCIES, SHARED_SIGNS
from featurecheck.model import AskedBy, Evaluation, ParameterResult, RequestResult

COMPETITOR = "a competitor's name"
OTHER = "another account's name"
MONEY = "an amount of money"
FIGURE = "one of our figures"
NOTE = "a sentence of an internal note"

_TELLING = 100  # a smaller number is in too many titles to be recognised, such as the 3 of 3D
_LEAST_NOTE = 8  # letters of a note that are recognised
_LEAST_FIRST = 4  # letters of a name's first word that stands for the whole
_LEAST_DIGITS = 5  # of a telephone number
_BEGINNING = 3  # letters of a name by which it is first looked for
_LONGEST = 8  # words of a name that are looked for
_SHORT = 3  # letters of an account's name that counts only in capitals: the team IT, not the word it
_SEPARATED = re.compile(r"[;,/|&+]|\band\b|\bund\b|\bet\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(rf"(?<=[^\W_])[A-Z][a-z]{{{_LEAST_FIRST - 1},}}")  # MyAcme
_SENTENCE = re.compile(r"[\n;]|(?<=[.!?])\s")
_SIGNS = "|".join(
    re.escape(word) for word in sorted({*CURRENCIES, *SHARED_SIGNS}, key=lambda word: (-len(word), word))
)
_EDGE = r"(?![^\W\d_])"
_AMOUNT = re.compile(
    rf"\d[\d.,'\s]*(?:k|m|mio|mn|bn|million|thousand)?\s?(?:{_SIGNS}){_EDGE}|(?<![^\W\d_])(?:k|m|t)?(?:{_SIGNS})\s?\d",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s?(%|k\b|m\b|million\b|thousand\b)?",
    re.IGNORECASE,
)
_TIMES = {"%": 0.01, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}


@dataclass(frozen=True)
class Names:
    """Names that only we may say: of competitors and of accounts, as `key_of` their words.

    `first_words` are the first words of accounts' names, where only one account has them.
    """

    competitors: frozenset[str]
    accounts: Mapping[str, frozenset[str]]  # key -> the accounts that are called so, folded
    first_words: Mapping[str, str]

    @cached_property
    def unspaced(self) -> tuple[str, ...]:
        """Return the names in letters of which words are not made by blanks."""
        return tuple(sorted(key for key in (*self.competitors, *self.accounts) if _runs_on(key)))

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Return how the names begin, to pass quickly over words with which none does."""
        return frozenset(key[:_BEGINNING] for key in (*self.competitors, *self.accounts))

    @cached_property
    def in_full(self) -> Names:
        """Return the same names without the first words that stand for some."""
        return replace(self, first_words={})

    def runs(self, words: Sequence[str]) -> Iterator[str]:
        """Yield every run of neighbouring words that may be a name, as one."""
        for start, first in enumerate(words):
            if len(first) < _BEGINNING or first[:_BEGINNING] in self.beginnings:
                last = min(len(words), start + _LONGEST)
                yield from ("".join(words[start:end]) for end in range(start + 1, last + 1))


def names_of(evaluation: Evaluation, customers: Customers | None) -> Names:
    """Return the names of all competitors, requesters and accounts."""
    listed = [one.account for one in customers.standings] if customers else []
    rivals = {one.uses_competitor or "" for one in listed} - {"yes", "no"}
    known, written, people = {one.name for one in listed}, set[str](), set[tuple[str, str]]()
    for request in evaluation.requests:  # once: a large evaluation makes each of them anew
        rivals.add(request.competitor)
        written.update(request.requesters)
        for one in request.asked_by.askers if request.asked_by else ():
            known.add(one.name)
            people.update((speaker, one.name) for speaker in one.speakers if _is_person(speaker))
    contacts = [(one.contact, one.name) for one in listed if one.contact and _leads_to_somebody(one.contact)]
    unlisted, parts = _spoken(written, known)
    return names_among(rivals, known | unlisted, [*parts, *people, *contacts])


def _spoken(written: Iterable[str], known: Iterable[str]) -> tuple[set[str], list[tuple[str, str]]]:
    """Return the requesters that are no known account, and what in a name is one by itself, with whose it is.

    That is a person who speaks for an account, and where the account is not known the account too.
    """
    names = sorted(known)
    directory = Directory(names)
    unlisted: set[str] = set()
    parts: list[tuple[str, str]] = []
    people: list[tuple[str, str]] = []
    for name, vote in ((name, directory.vote(name)) for name in sorted(written)):
        if vote is not None and len(vote.accounts) == 1:
            people.append((vote.speaker or "", names[vote.accounts[0]]))
        elif vote is not None:
            unlisted.add(name)
            halves = [(account.strip(), person.strip()) for account, person in splits(vote.written)]
            people += [(person, name) for _, person in halves]
            parts += [(account, name) for account, who in halves if account[:1].isupper() or _is_person(who)]
    return unlisted, [*parts, *((person, name) for person, name in people if _is_person(person))]


def names_among(rivals: Iterable[str], names: Iterable[str], parts: Iterable[tuple[str, str]] = ()) -> Names:
    """Return competitors' and accounts' names, and `parts`: other names with the account that each belongs to."""
    told = {name for name in rivals if not is_nameless(name) and not is_unknown(name)}
    accounts: dict[str, set[str]] = {}
    first: dict[str, set[str]] = {}
    for name in sorted({name for name in names if not is_nameless(name)}):
        for key in filter(None, map(key_of, (name, loose(name)))):
            accounts.setdefault(key, set()).add(fold(name))
        words = _words(loose(name))
        if len(words) > 1 and len(words[0]) >= _LEAST_FIRST:
            first.setdefault(words[0], set()).add(fold(name))
    for part, name in ((part, name) for part, name in parts if not is_nameless(part)):
        accounts.setdefault(key_of(part), set()).add(fold(name))
    return Names(
        frozenset(key for name in told for key in _rival_keys(name)),
        {key: frozenset(found) for key, found in accounts.items()},
        {word: min(found) for word, found in first.items() if len(found) == 1},
    )


def _is_person(contact: str) -> bool:
    """Tell whether a contact is somebody's name and no job: several words, each with a capital."""
    words = contact.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words)


def _leads_to_somebody(contact: str) -> bool:
    """Tell whether a contact is a person's name, an address or a telephone number, and no job such as `sales`."""
    return _is_person(contact) or "@" in contact or sum(map(str.isdigit, contact)) >= _LEAST_DIGITS


def _rival_keys(name: str) -> Iterator[str]:
    """Yield a competitor's name as a whole, in its parts where it names several, and by its first word."""
    for part in (name, *_SEPARATED.split(name)):
        yield from filter(None, (key_of(part), key_of(loose(part))))
        first = next(iter(_words(loose(part))), "")
        if len(first) >= _LEAST_FIRST:
            yield first


@dataclass(frozen=True)
class Secrets:
    """What must not stand in what one account reads: the names of all others, and our figures and notes on its requests.

    `figures` are as `numbers_in` writes them, `notes` as their words with one blank between.
    """

    names: Names
    own: str
    figures: frozenset[str]
    notes: frozenset[str]

    def in_text(self, text: str) -> Counter[tuple[str, str]]:
        """Return how often the text says what it must not: (what it is, the words), such as (`COMPETITOR`, `acme`).

        Each line is looked at by itself.
        """
        lines = text.split("\n")
        found = Counter(said for line in lines for said in self._in_line(self._without_own(line)))
        return found + Counter(said for line in lines for said in self._around_own(line))

    def _around_own(self, line: str) -> Iterator[tuple[str, str]]:
        """Yield names of others that hold the account's own, such as Northwind Traders for Northwind."""
        own = key_of(self.own)
        for run in self.names.runs(_words(line)) if own else ():
            owners = self.names.accounts.get(run)
            if owners and run != own and own in run and fold(self.own) not in owners:
                yield OTHER, run

    def _in_line(self, line: str) -> Iterator[tuple[str, str]]:
        yield from self._rivals(line)
        yield from self._others(line)
        yield from ((MONEY, " ".join(hit[0].split())) for hit in _AMOUNT.finditer(line))
        yield from ((FIGURE, number) for number in numbers_in(line) if number in self.figures)
        yield from self._notes(line)

    def _without_own(self, text: str) -> str:
        if not self.own:
            return text
        return re.sub(rf"(?<!\w){re.escape(self.own)}(?!\w)", " \N{BULLET} ", text, flags=re.IGNORECASE)

    def _rivals(self, text: str) -> Iterator[tuple[str, str]]:
        words = _words(text)
        beginnings = (word[:end] for word in words for end in range(_LEAST_FIRST, len(word)))  # AcmeSync
        inner = (key_of(part) for part in _CAPITAL.findall(text))
        for said in (*self.names.runs(words), *beginnings, *inner):
            if said in self.names.competitors:
                yield COMPETITOR, said
        squeezed = key_of(text)
        for name in self.names.unspaced:
            if name in squeezed:
                yield (COMPETITOR if name in self.names.competitors else OTHER), name

    def _others(self, text: str) -> Iterator[tuple[str, str]]:
        own, names = fold(self.own), self.names
        for run in names.runs(_words(text)):
            owners = names.accounts.get(run) or names.accounts.get(run.removesuffix("s"))
            if owners and owners != {own} and not _is_short(run):
                yield OTHER, run
        for word in _WORD.findall(text):
            key = key_of(word) if word[:1].isupper() else ""
            short = names.accounts.get(key, {own}) if word.isupper() and _is_short(key) else {own}
            if short != {own} or names.first_words.get(key, own) != own:
                yield OTHER, key

    def _notes(self, text: str) -> Iterator[tuple[str, str]]:
        words, longest = _words(text), self._longest_note
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + longest) + 1):
                if (note := " ".join(words[start:end])) in self.notes:
                    yield NOTE, note

    @cached_property
    def _longest_note(self) -> int:
        return max((note.count(" ") + 1 for note in self.notes), default=0)


def in_own_name(name: str, names: Names) -> Counter[tuple[str, str]]:
    """Return what an account's own name says of others; that it begins like another's tells nothing."""
    found = Secrets(names.in_full, "", frozenset(), frozenset()).in_text(name)
    keys = (key_of(name), key_of(loose(name)))
    told = {
        (kind, said): count
        for (kind, said), count in found.items()
        if kind != OTHER
        or not (fold(name) in names.accounts.get(said, ()) or any(key.startswith(said) for key in keys))
    }
    return Counter(told)


def secrets_of(own: str, requests: Sequence[RequestResult], names: Names) -> Secrets:
    """Return what the reply to an account that made these requests must not say."""
    titles = {" ".join(_words(request.request)) for request in requests}
    written = {text for request in requests for text in _notes_on(request)}
    typed = {text for request in requests for text in _typed_for(request)}
    figures = {number for text in written | typed for number in numbers_in(text)}
    figures |= {_number(value) for request in requests for value in _our_values(request)}
    notes = {" ".join(_words(part)) for text in written for part in (text, *_SENTENCE.split(text))}
    kept = frozenset(note for note in notes - titles if len(note) >= _LEAST_NOTE)
    return Secrets(names, own, frozenset(figures - {""}), kept)


def _notes_on(request: RequestResult) -> Iterator[str]:
    """Yield what was written or found about a request and is not for the one who asked."""
    yield from (request.description, request.consequences, request.sentence, request.ask or "")
    yield from (*request.reasons, *request.flips, request.break_even or "")
    yield from (flag.text for flag in request.flags)
    yield from (found.text for found in request.contradictions)
    for parameter in request.parameters.values():
        yield from (parameter.ask or "", *parameter.source, *parameter.notes)
        yield from (text for witness in parameter.witnesses for text in (witness.source, witness.why))


def _typed_for(request: RequestResult) -> Iterator[str]:
    """Yield the answers as typed and as read: their figures are ours, their words, such as daily, are everybody's."""
    for parameter in request.parameters.values():
        yield from (parameter.text, parameter.reading)
        yield from (witness.says for witness in parameter.witnesses)


def _our_values(request: RequestResult) -> Iterator[float]:
    one = request
    known = (one.expected_value, one.p5, one.p50, one.p95, one.evpi, one.votes, one.next_question_worth)
    yield from (value for value in known if value is not None)
    if one.asked_by is not None:
        yield from _asked_figures(one.asked_by)
    for parameter in request.parameters.values():
        yield from (value for value in _figures(parameter) if value is not None)


def _asked_figures(asked: AskedBy) -> Iterator[float]:
    """Yield the money of those who asked, one by one and together."""
    yield from (asked.profit_money, asked.growth_money, asked.hours_money, asked.unweighted_value)
    money = ((one.profit_money, one.growth_money, one.hours_money) for one in asked.askers)
    yield from (amount for amounts in money for amount in amounts if amount is not None)


def _figures(parameter: ParameterResult) -> tuple[float | None, ...]:
    one = parameter
    return (one.p5, one.p50, one.p95, one.mean, one.evppi, one.break_even, one.find_out_cost, one.net_worth)


def numbers_in(text: str) -> Iterator[str]:
    """Yield the telling numbers of a text, each however it is written in one form."""
    for digits, unit in _NUMBER.findall(text):
        grouped = re.fullmatch(r"\d{1,3}(?:\D\d{3})+", digits)
        plain = re.sub(r"\D", "", digits) if grouped else digits.replace(",", ".")
        number = _number(float(plain) * _TIMES.get(unit.casefold(), 1.0), share=unit == "%")
        if number:
            yield number


def _number(value: float, *, share: bool | None = None) -> str:
    """Return a number with four digits, "" for one that tells nothing; a share is told apart from a count."""
    small = 0 < abs(value) < 1 if share is None else share
    if not small and abs(value) < _TELLING:
        return ""
    return f"{abs(value):.4g}{' share' if small else ''}"


def figure_of(value: float) -> str:
    """Return one of our values as `numbers_in` writes it, "" for one that tells nothing."""
    return _number(value)


def sentences_of(text: str) -> Iterator[str]:
    """Yield a text and its sentences."""
    yield from dict.fromkeys((text, *_SENTENCE.split(text)))


def key_of(text: str) -> str:
    """Return the letters and digits of a text without case and accents, all in one."""
    return "".join(_words(text))


def words_of(text: str) -> str:
    """Return a text as its words without case and accents, one blank between: what `Secrets.notes` holds."""
    return " ".join(_words(text))


@lru_cache(4096)
def _words(text: str) -> tuple[str, ...]:
    """Return a text's words without case, accents and signs that nobody sees."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(char for char in plain if unicodedata.category(char) not in {"Cf", "Mn"})
    return tuple(_WORD.findall(seen))


def _is_short(key: str) -> bool:
    """Tell whether an account's name is so short that in small letters it would be a common word."""
    return len(key) <= _SHORT and key.isascii()


def _runs_on(key: str) -> bool:
    """Tell whether a name is in a script that writes its words without blanks between them."""
    return any("\u0e00" <= char <= "\u0fff" or "\u2e80" <= char <= "\ud7ff" for char in key)


def kinds_of(found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return each kind of secret once."""
    return tuple(dict.fromkeys(kind for kind, _ in sorted(found)))
