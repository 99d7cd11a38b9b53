"""A finished English page -> the same page in another language: its texts, figures, style and script."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from featurecheck.model import Verdict
from featurecheck.report.languages.sealing import CLOSE_BDI, OPEN_BDI, opened
from featurecheck.report.wording import SLUGS

if TYPE_CHECKING:
    from featurecheck.report.languages.reading import Language
    from featurecheck.report.languages.translating import Translator

_PIECE = re.compile(
    r"<(?P<kept>pre|code)\b[^>]*>.*?</(?P=kept)>|<style>(?P<style>.*?)</style>"
    r"|<script(?P<kind>[^>]*)>(?P<script>.*?)</script>|<(?P<tag>[^>]*)>",
    re.DOTALL,
)
_SAID = re.compile(r'( (?:title|aria-label|alt|placeholder|data-l|data-one|data-many|data-none)=")([^"]*)(")')
_PLAIN = frozenset({"title", "option", "text", "textarea"})  # may hold text only
_CONTENT = re.compile(r'content:"([^"\\]*[A-Za-z][^"\\]*)"')
_TOLD = frozenset({"rows", "rest", "verdicts", "words"})  # of the data of the what-if, what is read by people
_NAMES = frozenset({"share", "years", *SLUGS.values()})  # and within these what only its script reads
_FOUR = re.compile(r"(padding|margin):(\S+) ([^\s;}]+) ([^\s;}]+) ([^\s;}]+)(?=[;}])")
_LTR_PICTURES = "svg{direction:ltr}"
_POLICY = re.compile(r"(?P<kind>style|script)-src '[^']*'")
_FIGURES = ("value", "low", "high", "worth", "effort", "per_effort", "votes", "shrunken")


def translated_page(page: str, translator: Translator) -> str:
    """Return the page in the translator's language; its policy allows the new style and script and nothing else."""
    for letter in (OPEN_BDI, CLOSE_BDI):  # somebody's own, which would become a tag
        page = page.replace(letter, f"\\u{ord(letter):04x}")
    marked = page.replace("<bdi>", OPEN_BDI).replace("</bdi>", CLOSE_BDI)
    made = "".join(_Page(translator).pieces(marked))
    made = _with_english_verdict(made.replace(OPEN_BDI, "<bdi>").replace(CLOSE_BDI, "</bdi>"), translator)
    return _allowed(headed(made, translator.language), page)


def _with_english_verdict(page: str, translator: Translator) -> str:
    """Return the page with the English word beside a translated verdict, for those who know it from the command line."""
    for verdict in Verdict:
        word = html.escape(translator.language.texts.get(verdict.value, verdict.value), quote=False)
        if word != verdict.value:
            banner = rf'<p class="word">(?=<svg (?:(?!</svg>).)*</svg>{re.escape(word)}</p>)'
            page = re.sub(banner, f'<p class="word" title="{verdict.value}">', page, flags=re.DOTALL)
    return page


def headed(page: str, language: Language) -> str:
    """Return the page with its language and direction told."""
    direction = ' dir="rtl"' if language.mirrored else ""
    return re.sub(r'<html lang="[^"]*">', f'<html lang="{language.code}"{direction}>', page, count=1)


def _allowed(page: str, before: str) -> str:
    """Return the page with a policy for the style and the script that it now has."""
    for pattern in (r"<style>(.*?)</style>", r"<script>(.*?)</script>"):
        old, new = re.search(pattern, before, re.DOTALL), re.search(pattern, page, re.DOTALL)
        if old and new:
            page = page.replace(_digest(old[1]), _digest(new[1]), 1)
    return page


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


class _Page:
    """Walks through a page; knows in which element a text stands."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._language = translator.language
        self._element = ""

    def pieces(self, page: str) -> Iterator[str]:
        """Yield the page piece by piece."""
        at = 0
        for found in _PIECE.finditer(page):
            yield self._text(page[at : found.start()])
            yield self._piece(found)
            at = found.end()
        yield self._text(page[at:])

    def _piece(self, found: re.Match[str]) -> str:
        if found["tag"] is not None:
            return self._tag(found[0])
        if found["style"] is not None:
            return f"<style>{self._style(found['style'])}</style>"
        if found["script"] is not None:
            return f"<script{found['kind']}>{self._script(found['kind'], found['script'])}</script>"
        return opened(found[0], html.escape)

    def _tag(self, tag: str) -> str:
        name = re.match(r"</?(\w*)", tag)
        self._element = name[1] if name and not tag.startswith("</") else ""
        said = _SAID.sub(lambda found: f"{found[1]}{self._attribute(found[2])}{found[3]}", tag)
        return opened(said, html.escape)

    def _attribute(self, text: str) -> str:
        return html.escape(opened(self._said(html.unescape(text)))) if text else text

    def _said(self, text: str) -> str:
        core = text.strip()
        return text.replace(core, self._translator.text(core), 1) if core else text

    def _text(self, text: str) -> str:
        """Translate line by line: no sentence of ours is broken over two."""
        return "\n".join(map(self._line, text.split("\n")))

    def _line(self, text: str) -> str:
        core = text.strip(" ")
        if not core:
            return text
        start = text.index(core)
        made = html.escape(self._said(html.unescape(core)), quote=False)
        return f"{text[:start]}{opened(made, self._own)}{text[start + len(core) :]}"

    def _own(self, text: str) -> str:
        """Return somebody's own text within a sentence, set apart where it may run the other way."""
        safe = html.escape(text, quote=False)
        plain = self._element in _PLAIN or not self._language.mirrored
        return safe if plain else f"<bdi>{safe}</bdi>"

    def _style(self, style: str) -> str:
        made = _CONTENT.sub(lambda found: f'content:"{self._quoted(found[1])}"', style)
        return f"{_mirrored(made)}{_LTR_PICTURES}" if self._language.mirrored else made

    def _quoted(self, text: str) -> str:
        return self._said(text).replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")

    def _script(self, kind: str, script: str) -> str:
        if "application/json" in kind:
            return _embedded(self._whatif(json.loads(script)))
        return packed_in(script, self._translator) if "text/plain" in kind else script

    def _whatif(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the what-if with its words translated; the model is figures and stays."""
        return {key: self._told(value) if key in _TOLD else value for key, value in data.items()}

    def _told(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, list):
            return [self._told(one) for one in value]
        return opened(self._said(value)) if isinstance(value, str) and value not in _NAMES else value


def _embedded(data: object) -> str:
    """Return JSON in which no character can end the element or start another."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "&<>\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def packed_in(packed: str, translator: Translator) -> str:
    """Return the packed rows of a large batch in the language."""

    def said(text: str) -> str:
        return opened(translator.text(text)) if text else text

    data = json.loads(zlib.decompress(base64.b64decode(packed)))
    data["id"] = [opened(text) for text in data["id"]]
    data["heading"] = [said(text) for text in data["heading"]]
    for name in ("loss", "next", "competitor", "relationships", "evidence"):
        data[name]["words"] = [said(text) for text in data[name]["words"]]
    for name in _FIGURES:
        data[name] = [said(value) if isinstance(value, str) else value for value in data[name]]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 7)).decode()


def _mirrored(style: str) -> str:
    """Return the style with left and right changed over where four sides are given at once."""
    return _FOUR.sub(r"\1:\2 \5 \4 \3", style)
