"""HTML in a cell as text; what only looks like it, because a person wrote `<` or named a tag, stays as it is."""

from __future__ import annotations

import html
import re
from collections import Counter
from html.parser import HTMLParser


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _names(
    "p div section article header footer blockquote pre h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tfoot tr figure "
    "figcaption dl dt dd"
)
_INLINE = _names("a b strong i em u s del ins mark small sub sup span font code kbd td th label abbr q cite")
_SINGLE = _names("br hr img wbr input col")
_SILENT = _names("script style head title template noscript svg iframe object")
_KNOWN = _BLOCKS | _INLINE | _SINGLE | _SILENT | _names("html body caption colgroup meta link")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_OPENED = re.compile(r"</?[a-zA-Z!?]")
_COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_SPACES = re.compile(r"[ \t\r\f\n\xa0]+")
_MANY_LINES = re.compile(r"\n{3,}")
_LONGEST = 1_000_000
_WEB = ("http://", "https://")


def is_markup(text: str) -> bool:
    """Tell whether a cell is HTML: every tag in it is whole and known, and one is closed, or breaks the line."""
    if "<" not in text or ">" not in text or len(text) > _LONGEST:
        return False
    plain = _COMMENT.sub("", text)
    tags = [(found[1] == "/", found[2].lower()) for found in _TAG.finditer(plain)]
    if len(tags) != len(_OPENED.findall(plain)) or not all(name in _KNOWN for _, name in tags):
        return False
    opened = Counter(name for closing, name in tags if not closing)
    closed = Counter(name for closing, name in tags if closing)
    if any(opened[name] != closed[name] for name in _SILENT):
        return False  # what follows would be lost with what is left out
    return "br" in opened or bool(opened.keys() & closed.keys() & (_BLOCKS | _INLINE))


def is_whole_markup(text: str) -> bool:
    """Tell whether a cell is HTML from its first to its last character: it begins with a block and ends with a tag."""
    start = _TAG.match(text.strip())
    return (
        start is not None and start[2].lower() in _BLOCKS and text.rstrip().endswith(">") and is_markup(text)
    )


def is_escaped(text: str) -> bool:
    """Tell whether a cell is text as it stands in HTML: every `&` begins a character by name or number, and no `<`."""
    if ";" not in text or "<" in text or len(text) > _LONGEST:
        return False
    found = _ENTITY.findall(text)
    return bool(found) and len(found) == text.count("&") and all(html.unescape(one) != one for one in found)


def entities_to_plain(text: str) -> str:
    """Return a text with the characters that its HTML names: `&amp;` is `&`; blanks that do not break are blanks."""
    return html.unescape(text).replace("\xa0", " ")


def to_plain(text: str) -> str:
    """Return the text of HTML: a line a paragraph, `- ` before list items, `text (url)` for links to the web."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects the text; what a browser would run or hide is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0
        self._kept = 0  # how many `pre` are open
        self._link: tuple[str, int] | None = None  # address, and where its text begins in the parts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag in {"td", "th"}:
            self._parts.append(" ")
        elif tag in _BLOCKS or tag in {"br", "hr"}:
            self._parts.append("\n")
        elif tag == "img":
            self._parts.append(dict(attrs).get("alt") or "")
        elif tag == "a" and self._link is None:  # links do not stand in one another
            self._link = (dict(attrs).get("href") or "", len(self._parts))
        self._kept += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS and tag != "li":
            self._parts.append("\n")
        elif tag == "a" and self._link is not None:
            self._close_link(*self._link)
            self._link = None
        self._kept -= tag == "pre" and self._kept > 0

    def _close_link(self, address: str, start: int) -> None:
        shown = "".join(self._parts[start:]).strip()
        if address.casefold().startswith(_WEB) and address.strip() != shown:
            self._parts.append(f" ({address.strip()})" if shown else address.strip())

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data if self._kept else _SPACES.sub(" ", data))

    def text(self) -> str:
        """Return what was collected, lines trimmed, at most one empty line in a row."""
        lines = [line.strip() for line in "".join(self._parts).split("\n")]
        return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
