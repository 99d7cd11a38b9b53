"""The parts of an Office Open XML workbook: which one holds which sheet, and which styles show a percentage."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from featurecheck.sheets.cells import is_percent

_MOST = 32 << 20  # a list of sheets or styles is far smaller
_MOST_ELEMENTS = 300_000  # Excel writes at most 65,490 styles
_WANTED = {"Relationship", "sheet", "numFmt", "xf", "cellXfs", "cellStyles", "cellStyleXfs", "dxfs"}
PERCENTAGES = {9: "0%", 10: "0.00%"}
"""The formats of percentages that are known by their number alone."""

Element = tuple[str, dict[str, str]]


def elements(data: bytes) -> list[Element]:
    """Return name and attributes of each element in order that says something about sheets or styles.

    The prefixes of namespaces are left off.

    Raises:
        ValueError: it is not well-formed, declares entities, or lists more than any workbook has.
    """
    found: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if (local := _local(name)) in _WANTED:
            found.append((local, {_local(key): value for key, value in attributes.items()}))
            if len(found) > _MOST_ELEMENTS:
                message = "more elements than a workbook has"
                raise ValueError(message)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the parser takes no keyword
    except (expat.ExpatError, LookupError) as error:  # an encoding nobody knows is a LookupError
        message = "the XML is not well-formed"
        raise ValueError(message) from error
    return found


def refuse_entity(*_details: object) -> None:
    """End parsing: entities can ask for all the memory there is.

    Raises:
        ValueError: always.
    """
    message = "an entity is declared"
    raise ValueError(message)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class Package:
    """The parts of a workbook's archive, found in whatever case they are written.

    Raises:
        ValueError: from every method, when a part is too large or not well-formed.
        KeyError: from every method, when a part is missing.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts = {info.filename.casefold().lstrip("/"): info for info in archive.infolist()}
        books = [name for name in self._parts if name.endswith(("workbook.xml", "workbook.bin"))]
        self.book = min(books, key=len, default="xl/workbook.xml")

    def read(self, name: str) -> bytes:
        """Return a small part whole."""
        with self.open(name) as part:
            data = part.read(_MOST)
        if len(data) == _MOST:
            message = "a part is too large"
            raise ValueError(message)
        return data

    def open(self, name: str) -> IO[bytes]:
        """Open a part."""
        return self._archive.open(self._parts[name.casefold()])

    def related(self) -> dict[str, str]:
        """Return the part each relationship of the workbook names."""
        return {attributes["Id"]: target for attributes, target in self._relationships(self.book)}

    def _relationships(self, part: str) -> Iterator[tuple[dict[str, str], str]]:
        folder, name = posixpath.split(part)
        for element, attributes in elements(self.read(f"{folder}/_rels/{name}.rels".lstrip("/"))):
            if element == "Relationship":
                yield attributes, _target(folder, attributes["Target"])

    def comments(self, name: str) -> str | None:
        """Return the part that holds the comments on the cells of a sheet, None where there is none, for xlsx."""
        part = self.sheet(name)
        folder, own = posixpath.split(part)
        if f"{folder}/_rels/{own}.rels".lstrip("/").casefold() not in self._parts:
            return None
        found = self._relationships(part)
        return next((target for said, target in found if said.get("Type", "").endswith("/comments")), None)

    def sheet(self, name: str) -> str:
        """Return the part that holds the sheet of this name, for xlsx."""
        listed = {
            attributes["name"]: attributes["id"]
            for element, attributes in reversed(elements(self.read(self.book)))
            if element == "sheet"
        }
        return self.related()[listed[name]]

    def styles(self) -> str | None:
        """Return the part that holds the styles, None where there is none."""
        name = posixpath.join(posixpath.dirname(self.book), "styles" + posixpath.splitext(self.book)[1])
        return name if name in self._parts else None

    def percentages(self) -> list[int]:
        """Return the positions of the cell styles that show a percentage, for xlsx."""
        name = self.styles()
        return list(_percentages(elements(self.read(name)))) if name else []


def _target(folder: str, target: str) -> str:
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )


def _percentages(styles: list[Element]) -> Iterator[int]:
    own = {
        int(attributes.get("numFmtId", "0")): attributes.get("formatCode", "")
        for element, attributes in styles
        if element == "numFmt"
    }
    position, inside = 0, False
    for element, attributes in styles:
        if element == "xf" and inside:
            number = int(attributes.get("numFmtId", "0"))
            if is_percent(own.get(number) or PERCENTAGES.get(number, "")):
                yield position
            position += 1
        elif element in {"cellXfs", "cellStyles", "cellStyleXfs", "dxfs"}:
            inside = element == "cellXfs"
