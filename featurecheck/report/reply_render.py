"""Replies as text and as HTML: one letter an account, and the check of what was written before it is kept."""

from __future__ import annotations

import base64
import hashlib
import html
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from featurecheck.errors import FeatureCheckError
from featurecheck.report.reply import Draft, Reply, Wish
from featurecheck.report.reply_words import GENERAL, Answer, ReplyWords, read_words
from featurecheck.report.secrets import Names, Secrets
from featurecheck.report.wording import visible
from featurecheck.resources import bundled

if TYPE_CHECKING:
    from jinja2 import Template

_WIDTH = 78
_PAGE = b"<!doctype"


@dataclass(frozen=True, slots=True)
class Section:
    """What is said to one request, `heading` being its title."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply in words, in the order in which it is read."""

    draft: str
    greeting: str
    opening: str
    sections: tuple[Section, ...]
    closing: str
    confidential: str
    signature: str


def letter_of(reply: Reply, words: ReplyWords) -> Letter:
    """Return the reply in words; what must not be sent or is not known is a blank in square brackets."""
    plain, spoken = words.plain, words.spoken[reply.role]
    account = reply.account or plain["unnamed_account"]
    return Letter(
        plain["draft"],
        plain["greeting"].replace("{account}", account),
        spoken["opening"],
        tuple(_section(wish, spoken, words) for wish in reply.wishes),
        spoken["closing"],
        plain["confidential"],
        plain["signature"],
    )


def _section(wish: Wish, spoken: Mapping[str, str], words: ReplyWords) -> Section:
    heading = words.plain["unnamed_wish"] if wish.title is None else wish.title
    said = spoken[wish.answer.value]
    if wish.answer is Answer.NO:
        said = said.replace("{condition}", _by_topic(words.conditions, wish.topic))
    elif wish.answer is Answer.NOT_NOW:
        said = said.replace("{question}", _by_topic(words.questions, wish.topic))
    return Section(heading, (said, words.plain["today"]))


def _by_topic(texts: Mapping[str, str], topic: str) -> str:
    return texts.get(topic, texts[GENERAL])


def as_text(reply: Reply, words: ReplyWords) -> str:
    """Return the reply as plain text of 78 columns, a title never broken."""
    letter = letter_of(reply, words)
    blocks = [_wrapped(letter.draft), letter.greeting, _wrapped(letter.opening)]
    for section in letter.sections:
        blocks += [f"* {section.heading}", *map(_wrapped, section.paragraphs)]
    blocks += [_wrapped(letter.closing), _wrapped(letter.confidential), letter.signature]
    return visible("\n\n".join(blocks)) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def as_html(reply: Reply, words: ReplyWords) -> str:
    """Return the reply as one HTML page without script, which loads nothing."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    letter = letter_of(reply, words)
    return _template().render(letter=letter, language=words.language, style=style, policy=policy) + "\n"


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - text needs none

    loader = FileSystemLoader(str(bundled("reports/templates")))
    surroundings = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return surroundings.get_template("reply.html")


@cache
def _style() -> str:
    return bundled("reports/static/reply.css").read_text(encoding="utf-8").strip()


RENDERERS: Mapping[str, tuple[str, Callable[[Reply, ReplyWords], str]]] = {
    "text": (".txt", as_text),
    "html": (".html", as_html),
}
"""The ending of the file and what makes its content, by format."""


def refuse_leak(draft: Draft, content: bytes, skeleton: bytes, name: str) -> None:
    """Stop where the bytes of a reply say more of others, of money or of us than the words that all replies share.

    `skeleton` is the same reply with `without_words`; `name` is what the file would be called.

    Raises:
        FeatureCheckError: something that must not be sent stands in the bytes.
    """
    opened = _opened if content.startswith(_PAGE) else str
    more = draft.secrets.in_text(opened(content.decode())) - draft.secrets.in_text(opened(skeleton.decode()))
    if more:
        kind, said = min(more)
        found = [draft.secrets.in_text(opened(one)) for one in content.decode().split("\n")]
        line = max((at for at, one in enumerate(found, start=1) if one[kind, said]), default=1)
        message = (
            f"{name}, line {line}: the draft for '{draft.name}' would hold "
            f"{kind} ('{said}'). Nothing was written. Change the request's title, or the words of the replies."
        )
        raise FeatureCheckError(message)


def _opened(text: str) -> str:
    """Return a page's text without what HTML escapes, its tags ending a line; plain text as it is."""
    return html.unescape(text.replace("<", "\n").replace(">", "\n"))


def without_words(reply: Reply) -> Reply:
    """Return the reply without anything that comes from a sheet."""
    return replace(reply, account=None, wishes=tuple(replace(wish, title="") for wish in reply.wishes))


def refuse_words(words: ReplyWords, names: Names, name: str) -> None:
    """Stop where a file of words names a competitor, an account, or an amount of money that the shipped words do not.

    Raises:
        FeatureCheckError: it does; `name` is what the file is called.
    """
    bare = Secrets(names.in_full, "", frozenset(), frozenset())
    common = {said for text in read_words().texts() for said in bare.in_text(text)}
    for text in words.texts():
        for kind, said in sorted(set(bare.in_text(text)) - common):
            raise FeatureCheckError(
                f"{name}: one of its texts holds {kind} ('{said}'), which would stand in every reply. Say it otherwise."
            )
