"""The customer edition as a page, and the check of its bytes before they are kept."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from featurecheck.errors import FeatureCheckError
from featurecheck.report.edition import Edition, Shared, SharedWish, without_words
from featurecheck.report.edition_words import EditionWords, edition_words
from featurecheck.report.pages import content_policy, environment, style_of
from featurecheck.report.reply_words import GENERAL, Answer, read_words
from featurecheck.report.secrets import kinds_of
from featurecheck.report.wording import listed

_SLUGS = {Answer.YES: "go", Answer.NOT_NOW: "find", Answer.NO: "nogo"}
_TAG = re.compile(r"<[^<>]*>")
_WRAPPED = re.compile(r"(?<=\S)\n(?=\S)")


@dataclass(frozen=True, slots=True)
class ToldWish:
    """One wish in words."""

    title: str
    slug: str
    word: str
    sentence: str
    reopen: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """The wishes to which the same is said."""

    slug: str
    word: str
    sentence: str
    wishes: tuple[ToldWish, ...]


@dataclass(frozen=True, slots=True)
class ToldEdition:
    """The edition in words, in the order in which it is read; `single` where there is one wish."""

    title: str
    heading: str
    meta: tuple[str, ...]
    single: ToldWish | None
    groups: tuple[ToldGroup, ...]
    more: str


def told(edition: Edition) -> ToldEdition:
    """Return the edition in words."""
    frame = edition_words()
    wishes = tuple(_wish(wish, frame) for wish in edition.wishes)
    single = wishes[0] if len(wishes) == 1 and not edition.more else None
    heading = frame.heading if edition.reader is None else frame.heading_reader
    return ToldEdition(
        f"{single.word}: {single.title}" if single else heading,
        single.title if single else heading,
        tuple(_meta(edition, frame)),
        single,
        tuple(_groups(edition.wishes, wishes, frame)),
        f"{edition.more:,} {frame.more}" if edition.more else "",
    )


def _meta(edition: Edition, frame: EditionWords) -> Iterator[str]:
    if edition.reader is not None:
        yield f"{frame.reader} {edition.reader}"
    if edition.as_of:
        yield f"{frame.as_of} {edition.as_of}"
    yield frame.edition


def _wish(wish: SharedWish, frame: EditionWords) -> ToldWish:
    shipped = read_words()
    return ToldWish(
        wish.title or frame.unnamed_wish,
        _SLUGS[wish.answer],
        frame.words[wish.answer],
        frame.sentences[wish.answer],
        _texts(wish.reopen, shipped.conditions),
        _texts(wish.ask, shipped.questions),
    )


def _texts(topics: Sequence[str], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return each topic's text once, the general one where a topic has none."""
    return tuple(dict.fromkeys(texts.get(topic, texts[GENERAL]) for topic in topics))


def _groups(
    given: Sequence[SharedWish], wishes: Sequence[ToldWish], frame: EditionWords
) -> Iterator[ToldGroup]:
    for answer, slug in _SLUGS.items():
        found = tuple(one for wish, one in zip(given, wishes, strict=True) if wish.answer is answer)
        if found:
            yield ToldGroup(slug, frame.words[answer], frame.sentences[answer], found)


def as_page(edition: Edition) -> str:
    """Return the edition as one HTML page without script, which loads nothing: the same edition gives the same text."""
    style = style_of("customer")
    page = (
        environment()
        .get_template("customer.html")
        .render(page=told(edition), frame=edition_words(), style=style, policy=content_policy(style))
    )
    return page.lstrip() + "\n"


def refuse_leak(found: Shared, content: bytes, skeleton: bytes, name: str) -> None:
    """Stop where the bytes tell what is not for customers, but for what the same page says without a sheet's words.

    `skeleton` is the same form of `without_words`; `name` is what the file would be called.

    Raises:
        FeatureCheckError: something that must not be shared stands in the bytes.
    """
    more = found.secrets.in_text(_opened(content)) - found.secrets.in_text(_opened(skeleton))
    if more:
        raise FeatureCheckError(
            f"{name}: line {_line(found, content, min(more))} would hold {listed(kinds_of(more))}, which the customer "
            "edition must not say. Nothing was written. Reword what the requests say there."
        )


def _line(found: Shared, content: bytes, said: tuple[str, str]) -> int:
    lines = content.decode().split("\n")
    hits = (at for at, one in enumerate(lines, 1) if found.secrets.in_text(_opened(one.encode()))[said])
    return next(hits, 1)


def _opened(content: bytes) -> str:
    """Return what can be read in the bytes: without what HTML escapes, attributes too, wrapped lines joined."""
    text = content.decode()
    if not text.lstrip().startswith("<"):
        return _WRAPPED.sub(" ", text)
    said = "\n".join(_TAG.findall(text))  # attributes may tell something too
    shown = _TAG.sub("\0", text).replace("\n", " ").replace("\0", "\n")
    return html.unescape(f"{shown}\n{said}")


def skeleton_of(found: Shared) -> Edition:
    """Return the edition without a sheet's words."""
    return without_words(found.edition)
