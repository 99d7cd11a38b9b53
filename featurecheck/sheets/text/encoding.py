"""In which encoding a text file is written: by its mark, else UTF-8 if it can be, else Windows-1252."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CHUNK = 1 << 20
_HEAD = 65_536
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MANY_CONTROLS = 0.02
_MANY_ZEROS = 0.3
_RARE = 8  # zeros where they should be for each where they should not
_NEEDS_MARK = ("utf-16", "utf-32")
_FEW_WRONG = 2  # characters that are right for each that is wrong
_USUAL = ["utf-8", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "mac_roman", "shift_jis", "gb18030"]


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, what to call it in a note, and what becomes of bytes it cannot read (`strict`, `replace`)."""

    codec: str
    label: str
    errors: str = "strict"

    def open(self, path: Path) -> TextIO:
        """Return the file opened as text, its line ends as they are."""
        return path.open(encoding=self.codec, errors=self.errors, newline="")


_UTF_8 = Encoding("utf-8", "UTF-8")


def find_encoding(path: Path, wanted: str | None = None) -> Encoding:
    """Return the encoding to try: the wanted one, else by the file's mark, else UTF-8.

    Raises:
        FeatureCheckError: the wanted encoding is unknown.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return _named(wanted, head) if wanted is not None else _marked(head) or _unmarked(head)


def next_encoding(path: Path, failed: Encoding) -> Encoding:
    """Return the encoding to use where one failed: Windows-1252 for UTF-8, with what is unreadable replaced.

    A file that is UTF-8 but for a few bytes, as when two exports were pasted together, stays UTF-8.
    """
    lost, special = _unreadable(path, failed)
    if failed != _UTF_8:
        return Encoding(failed.codec, f"{failed.label}, {_characters(lost)} unreadable", "replace")
    if special > _FEW_WRONG * lost:
        label = f"UTF-8, but {_characters(lost)} in Windows-1252 (check names with accents)"
        return Encoding("utf-8", label, _MIXED)
    western = Encoding("cp1252", "Windows-1252 (the file is not UTF-8; check names with accents)", "replace")
    lost, _ = _unreadable(path, western)
    return replace(western, label=f"{western.label}, {_characters(lost)} unreadable") if lost else western


def _characters(count: int) -> str:
    return f"{count:,} {'character' if count == 1 else 'characters'}"


def _western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_MIXED = "featurecheck-western"
codecs.register_error(_MIXED, _western)


def refuse_binary(path: Path, sample: str) -> None:
    """Raise a FeatureCheckError where the beginning of a text shows that it is none."""
    if "\0" in sample or len(_CONTROL.findall(sample)) > _MANY_CONTROLS * len(sample):
        raise binary(path)


def binary(path: Path) -> FeatureCheckError:
    """Return the error for a file that is no text."""
    return refusal(path, "this is a binary file, not text. Export the table as CSV or .xlsx")


def _named(wanted: str, head: bytes) -> Encoding:
    try:
        found = codecs.lookup(wanted)
        "".encode(wanted)
    except (LookupError, ValueError) as error:
        near = did_you_mean(wanted, _USUAL)
        message = f"--encoding: '{shortened(wanted)}' is no known encoding of text.{near} Usual ones are {', '.join(_USUAL)}."
        raise FeatureCheckError(message) from error
    codec = "utf-8-sig" if found.name == "utf-8" else found.name
    if codec in _NEEDS_MARK and _marked(head) is None:  # Python refuses such a text without its mark
        codec += "-be" if head[:1] == b"\0" else "-le"
    return Encoding(codec, f"{found.name}, as told")


def _marked(head: bytes) -> Encoding | None:
    return next((Encoding(codec, label) for mark, codec, label in _MARKS if head.startswith(mark)), None)


def _unmarked(head: bytes) -> Encoding:
    """UTF-16 without its mark shows as a zero in every other byte of Western text."""
    for start, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = head[start::2]
        other = head[1 - start :: 2].count(0)  # letters such as \u0100 have one there
        if half.count(0) > max(_MANY_ZEROS * len(half), _RARE * other):
            return Encoding(codec, "UTF-16")
    return _UTF_8


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
    yield b""


def _unreadable(path: Path, encoding: Encoding) -> tuple[int, int]:
    """Return how many characters cannot be read in an encoding, and how many that are not ASCII can be."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="replace")
    lost = special = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk, final=not chunk)
        lost += text.count("\ufffd")
        special += len(text) - len(text.encode("ascii", "ignore"))
    return lost, special - lost
