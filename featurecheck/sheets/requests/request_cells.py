"""What the cells of a request sheet say: whole numbers, dates, HTML as text, errors of a spreadsheet program."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.vendors import Vendor
from featurecheck.sheets.requests.dates import read_dates
from featurecheck.sheets.requests.markup import (
    entities_to_plain,
    is_escaped,
    is_markup,
    is_whole_markup,
    to_plain,
)
from featurecheck.sheets.requests.request_rows import Rows

ERRORS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_PROSE = ("description", "consequences")
_GROUPED = {
    None: re.compile(r"\d{1,3}(?:[ ,'\u2019\u00a0\u202f]\d{3})+"),
    ".": re.compile(r"\d{1,3}(?:[ ,'\u2019\u00a0\u202f]\d{3})+"),
    ",": re.compile(r"\d{1,3}(?:[ .'\u2019\u00a0\u202f]\d{3})+"),
}
_GROUPED_BY_STOPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_WHOLE = re.compile(r"\d+(?:[.,]0{1,2})?")
_GROUP = 3  # digits between two marks
_DAY_NUMBER = re.compile(r"[2-6]\d{4}(?:\.\d+)?")  # how a spreadsheet program counts the days of 1954 to 2091


def whole_numbers(rows: Rows, texts: Sequence[str], decimal: str | None) -> list[str]:
    """Return votes as plain digits; what is no whole number from 0 up is reported and read as empty."""
    if decimal is None and _stops_group(texts):
        decimal = ","
        shown = next(text for text in texts if _GROUPED_BY_STOPS.fullmatch(text))
        number = int(shown.replace(".", ""))
        rows.notes.append(f"votes: '{shown}' was read as {number:,}: full stops stand between the thousands")
    read = {text: _whole(text, decimal) for text in set(texts)}
    if None in read.values():
        for at, text in zip(rows.kept, texts, strict=True):
            if read[text] is None and text not in ERRORS:  # errors are reported for every column
                _no_number(rows, at, text)
    return [read[text] or "" for text in texts]


def _stops_group(texts: Sequence[str]) -> bool:
    """Tell whether full stops stand between thousands: plain numbers under 1,000 show it, and no cell speaks against it."""
    stopped = [text for text in texts if "." in text]
    plain = [text for text in texts if text.isascii() and text.isdigit()] if stopped else []
    if not stopped or len(plain) < len(stopped) or any("," in text for text in texts):
        return False
    return all(map(_GROUPED_BY_STOPS.fullmatch, stopped)) and max(map(len, plain)) <= _GROUP


def _no_number(rows: Rows, at: int, text: str) -> None:
    mend = "Write a number, or leave the cell empty. The row was kept, its votes read as empty."
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text):
        plain = re.sub(r"\D", "", text)
        mend = f"If it is {int(plain):,}, write {plain}. The row was kept, its votes read as empty."
    rows.complain(at, "votes", f"'{shortened(text)}'", "a whole number, 0 or more", mend)


def _whole(text: str, decimal: str | None) -> str | None:
    """Return plain digits, "" for an empty cell, None for what is not a whole number from 0 up."""
    if not text:
        return ""
    if not text.isascii() and not re.search("[\u2019\u00a0\u202f]", text):
        return None
    if _WHOLE.fullmatch(text):
        return str(int(re.split("[.,]", text)[0][:300]))
    return str(int(re.sub(r"\D", "", text)[:300])) if _GROUPED[decimal].fullmatch(text) else None


def dates(rows: Rows, name: str, texts: Sequence[str], own: Vendor | None, order: str | None) -> list[str]:
    """Return a column of dates as ISO; what cannot be read stays as it is and is reported.

    Raises:
        FeatureCheckError: `order` is none of day, month, year.
    """
    found = read_dates(texts, order=order, epoch=own is not None and name in own.epoch)
    match = rows.match(name)
    header = shortened(match.header) if match else name
    for complaint in found.complaints:
        rows.complain(None, name, f"{complaint.found} in '{header}'", complaint.expected, complaint.mend)
    for position in found.unread:
        text = texts[position]
        if text not in ERRORS:
            rows.complain(
                rows.kept[position], name, f"'{shortened(text)}'", "a date, such as 2026-02-25", _mend(text)
            )
    rows.notes += [f"{name}: {note}" for note in found.notes]
    return found.texts


def _mend(text: str) -> str:
    if _DAY_NUMBER.fullmatch(text):
        return "This may be a day counted by a spreadsheet program: format the column as a date. The text was kept."
    return "Write the date as 2026-02-25. The text was kept as it is."


def plain_texts(rows: Rows, columns: Mapping[str, list[str]], own: Vendor | None) -> dict[str, list[str]]:
    """Return the columns that may hold HTML as text; cells that are none stay as they are."""
    named = dict.fromkeys(("request", *_PROSE, *(own.html if own else ())))
    changed = {}
    for name in named:
        texts = columns.get(name, [])
        likely = is_markup if own and name in own.html else is_whole_markup
        opened = {text for text in texts if "<" in text}
        tagged = {text: to_plain(text) for text in opened if likely(text)}
        escaped = {text: entities_to_plain(text) for text in texts if "&" in text and is_escaped(text)}
        _note_plain(rows, name, "HTML was turned into text", texts, tagged)
        _note_plain(rows, name, "HTML characters such as &amp; were turned into text", texts, escaped)
        if plain := tagged | escaped:
            changed[name] = [plain.get(text, text) for text in texts]
    return changed


def _note_plain(rows: Rows, name: str, what: str, texts: Sequence[str], plain: Mapping[str, str]) -> None:
    count = sum(text in plain for text in texts) if plain else 0
    if count:
        rows.notes.append(f"{name}: {what} in {count:,} {'cell' if count == 1 else 'cells'}")


def report_errors(rows: Rows) -> None:
    """Report the errors of a spreadsheet program in the columns that were recognised, but for those known already."""
    known = {problem.cell for problem in getattr(rows.table, "problems", ()) if problem.cell}
    for match in rows.recognised.matches:
        for position in (match.position, *match.more):
            cells = rows.cells(position)
            if ERRORS.isdisjoint(cells):
                continue
            letter = rows.table.letters[position] if rows.table.letters else ""
            for at, text in enumerate(cells):
                if text in ERRORS and f"{letter}{rows.table.row_numbers[at]}" not in known:
                    _error(rows, at, position, text)


def _error(rows: Rows, at: int, position: int, text: str) -> None:
    rows.complain(
        at,
        position,
        f"'{text}'",
        "a value; this is an error of the spreadsheet program",
        "Correct the formula, or write the value.",
    )
