"""The comments of an xlsx sheet as text, read by openpyxl from the one part that holds them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from featurecheck.sheets.books.ooxml import Package
from featurecheck.sheets.cells import unescape

LONGEST_COMMENT = 2_000
"""Characters of a comment that are kept."""
_THREADED = "go.microsoft.com/fwlink/?linkid=870924"  # stands in the copy of a thread for older programs, in any language
_REMARK = re.compile(r"^[^\n]{1,40}:\n {4}", re.MULTILINE)  # `Comment:` or `Reply:`, then the text indented


def comment_texts(path: str, part: str) -> list[tuple[str, str | None]]:
    """Return address and text of each cell with comments, in the order of the part; None for one that is unreadable.

    Raises:
        Exception: whatever the archive or the parser raises on a damaged part.
    """
    found: dict[str, list[str | None]] = {}
    with zipfile.ZipFile(path) as archive, Package(archive).open(part) as file:
        from openpyxl.xml.functions import iterparse  # noqa: PLC0415 - only a workbook with comments needs it

        for _, element in iterparse(file):
            if _local(element.tag) == "comment":
                found.setdefault(element.get("ref", "").upper(), []).append(_text(element))
                element.clear()
    return [(address, _joined(texts)) for address, texts in found.items()]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _text(comment: Any) -> str | None:  # noqa: ANN401 - an element of XML, whose class openpyxl leaves open
    from openpyxl.cell.text import Text  # noqa: PLC0415 - as above

    try:
        read: list[Any] = [Text.from_tree(child) for child in comment if _local(child.tag) == "text"]
        return "".join(one.content for one in read)
    except (TypeError, ValueError, KeyError, AttributeError):
        return None  # a format that openpyxl does not know: this comment is lost, the others are not


def _joined(texts: list[str | None]) -> str | None:
    said = [plain(text) for text in texts if text is not None]
    return cut("\n".join(filter(None, said))) if said else None


def plain(text: str) -> str:
    """Return a comment without what the program wrote around it; a thread as a line for each remark."""
    text = unescape(text).replace("\r\n", "\n").replace("\r", "\n")
    if _THREADED in text:
        remarks = list(_remarks(text.partition(_THREADED)[2]))
        text = "\n".join(remarks) or text
    return text.strip()


def _remarks(text: str) -> Iterator[str]:
    return (remark.strip() for remark in _REMARK.split(text)[1:])


def cut(text: str) -> str:
    """Return at most the characters that are kept, with a visible mark where there were more."""
    if len(text) <= LONGEST_COMMENT:
        return text
    return f"{text[:LONGEST_COMMENT].rstrip()}\u2026 [cut: a comment of {len(text):,} characters]"
