"""Which delimiter, quotation mark and escape a text uses, found out from its beginning."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from featurecheck.errors import FeatureCheckError
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.headers.headers import known_count
from featurecheck.sheets.row_kinds import is_remark
from featurecheck.sheets.text.readings import Dialect, plain
from featurecheck.sheets.text.records import Reader
from featurecheck.sheets.text.repair import DELIMITERS

SAMPLE = 65_536
_SAMPLE_ROWS = 60
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]+")
_SINGLE = re.compile(
    r"(?:^|(?<=[,;\t|]))'(?:[^'\r\n]|'(?![,;\t|\r\n])){0,400}'(?=[,;\t|\r\n]|\Z)", re.MULTILINE
)
_DOUBLE = re.compile(
    r'(?:^|(?<=[,;\t|]))"(?:[^"\r\n]|"(?![,;\t|\r\n])){0,400}"(?=[,;\t|\r\n]|\Z)', re.MULTILINE
)
_CELL = re.compile(r'(?:^|(?<=[,;\t| ]))"(?:[^"]|"")*+"(?=[,;\t| \r\n]|\Z)', re.MULTILINE)
_BETWEEN_BLANKS = re.compile(r'(?:^|(?<= ))"(?= |$)', re.MULTILINE)
_USUAL = [",", ";", "\t", "|"]
_MANY_ODD = 0.2
_LEAST_QUOTED, _LEAST_SAME = 0.5, 0.3
_LEAST_COLUMNS = 3
_NAMES = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    r"\t": "\t",
    "pipe": "|",
    "bar": "|",
    "space": " ",
    "blank": " ",
}


def declared(text: str) -> tuple[str, int] | None:
    """Return the delimiter that a first line such as `sep=;` declares and where the table begins, or None."""
    found = _SEPARATOR_LINE.match(text)
    return (found[1], found.end()) if found and found[1] in DELIMITERS else None


def named(delimiter: str) -> str:
    """Return a delimiter by its name or as itself.

    Raises:
        FeatureCheckError: it is neither a name nor one character that can stand between cells.
    """
    char = _NAMES.get(delimiter.strip().casefold(), delimiter)
    if len(char) != 1 or char.isalnum() or char in "\"'\r\n\\":
        message = (
            f"--delimiter: '{shortened(delimiter)}' is no delimiter. Write comma, semicolon, tab, pipe, "
            "or the one character that stands between the cells."
        )
        raise FeatureCheckError(message)
    return char


def sniff(sample: str, delimiter: str | None = None) -> Dialect:
    """Return the dialect under which a header is recognised and most rows are as wide as it.

    `sample` is the beginning of a text, up to the end of a line; a delimiter that is known is not questioned.
    """
    known = [delimiter] if delimiter else _USUAL
    masked = _CELL.sub('"', sample)
    found = _best(sample, [_spaced(masked, Dialect(char)) for char in known])
    if delimiter is None and _by_blanks(sample, masked, found):
        found = Dialect(" ")
    elif _apostrophes(sample):
        other = _best(sample, [Dialect(char, quote="'") for char in known])
        choices = (found, other, replace(other, lenient=True))
        found = min(choices, key=lambda dialect: _odd(sample, dialect)[0])
    return _inner_marks(sample, found)


def _best(sample: str, dialects: list[Dialect]) -> Dialect:
    return max(dialects, key=lambda dialect: _fit(sample, dialect))


def _apostrophes(sample: str) -> bool:
    """Tell whether apostrophes stand round cells, again and again, and quotation marks never do."""
    single = len(_SINGLE.findall(sample))
    return single > 1 and single >= _LEAST_SAME * len(_LINE.findall(sample)) and not _DOUBLE.search(sample)


def _spaced(masked: str, dialect: Dialect) -> Dialect:
    mark = re.escape(dialect.delimiter)
    with_blank = len(re.findall(rf'{mark} +"', masked))
    return replace(dialect, spaced=with_blank > len(re.findall(rf'{mark}"', masked)))


def _by_blanks(sample: str, masked: str, best: Dialect) -> bool:
    """Blanks part cells only where quoted cells stand between them in most lines and no other delimiter is in use."""
    lines = _LINE.findall(masked)
    quoted = sum(_BETWEEN_BLANKS.search(line) is not None for line in lines)
    used = sum(any(char in line for char in _USUAL) for line in lines)
    if quoted <= max(1, _LEAST_QUOTED * len(lines)) or used > _LEAST_SAME * len(lines):
        return False
    widths = [len(plain(line, Dialect(" "))) for line in islice(_LINE.findall(sample), _SAMPLE_ROWS)]
    header = widths[0]
    usual = header >= _LEAST_COLUMNS and Counter(widths).most_common(1)[0][0] == header
    return usual and widths.count(header) >= _LEAST_SAME * len(widths) and _fit(sample, best)[0] <= 1


def _inner_marks(sample: str, dialect: Dialect) -> Dialect:
    """Tell how quotation marks inside a cell are written: by the way that puts at least half of the odd rows right.

    A backslash is looked for wherever one stands before a mark or a delimiter; that nothing marks them off only where
    many rows are odd.
    """
    if dialect.lenient:
        return dialect
    behind = f"\\{dialect.quote}" in sample or f"\\{dialect.delimiter}" in sample
    odd, rows = _odd(sample, dialect) if behind or _lone(sample, dialect) else (0, 0)
    escaped, lenient = replace(dialect, escape=True), replace(dialect, lenient=True)
    if odd and behind and 2 * _odd(sample, escaped)[0] <= odd:
        return escaped
    if odd > _MANY_ODD * rows and 2 * _odd(sample, lenient)[0] <= odd:
        return lenient
    return dialect


def _lone(sample: str, dialect: Dialect) -> bool:
    around = f"[^{re.escape(dialect.delimiter)}{re.escape(dialect.quote)}\r\n]"
    return re.search(around + re.escape(dialect.quote) + around, sample) is not None


def _odd(sample: str, dialect: Dialect) -> tuple[int, int]:
    """Return how many rows are not as wide as the others or have doubtful quotation marks, and how many there are."""
    limits = (len(sample) + 1, len(sample) + 1, len(sample) + 1)
    grid = Reader(io.StringIO(sample, newline=""), dialect, usual_width(sample, dialect), limits).read()
    return sum(any(row.cells) for row in grid.odd.values()), len(grid)


def usual_width(sample: str, dialect: Dialect) -> int:
    """Return the number of cells that most rows of a sample have."""
    widths = Counter(len(row) for row in read(sample, dialect) if any(row))
    return max(widths, key=lambda width: (width > 1, widths[width], width), default=1)


def read(sample: str, dialect: Dialect) -> Iterator[list[str]]:
    """Yield the rows of a sample, without complaint about any."""
    if dialect.lenient:
        return ([piece.text for piece in plain(line, dialect)] for line in _LINE.findall(sample))
    return csv.reader(
        io.StringIO(sample, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.spaced,
        escapechar="\\" if dialect.escape else None,
    )


def _fit(sample: str, dialect: Dialect) -> tuple[int, float, float]:
    meant = (row for row in read(sample, dialect) if any(row) and not is_remark(row))
    rows = list(islice(meant, _SAMPLE_ROWS))
    if not rows:
        return 0, 0.0, 0.0
    width, times = Counter(map(len, rows)).most_common(1)[0]
    header = max(rows, key=lambda row: (known_count(row), len(row) == width))
    same = sum(len(row) == len(header) for row in rows) / len(rows)
    known = known_count(header)
    if known == 0:
        return 0, times / len(rows) if width > 1 else 0.5 * times / len(rows), float(width)
    return known, same, float(len(header))
